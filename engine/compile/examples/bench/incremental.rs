//! Compiles after small edits, beside compiles from scratch.

use std::time::Instant;

use gve_compile::{CompileError, CompileOptions, CompileStage, Compiled, Compiler, compile};
use serde_json::{Map, Value, json};

use crate::{
    clock::{Clock, median, ms_since},
    fixtures,
};

/// Nodes of the scenes.
const NODES: usize = 200;

/// What is done to a recipe between two compiles; the number counts its runs.
type Edit = fn(&mut Value, usize);

/// Rows of the report: scene, edit, times from scratch and after the edit, whole and by stage.
pub fn measure(runs: usize) -> Vec<Value> {
    let mechanical = painted(&fixtures::mechanical(NODES).recipe_text);
    let organic = painted(&fixtures::organic(NODES).recipe_text);
    let edits: [(&str, &Value, Edit); 5] = [
        ("mechanical", &mechanical, |_, _| {}),
        ("mechanical", &mechanical, |recipe, number| recipe["root_node"]["material"] = color(number)),
        ("mechanical", &mechanical, |recipe, number| {
            let boss = &mut recipe["root_node"]["shape"]["params"]["children"][0]["shape"]["params"]["children"][50];
            shift(boss, number);
        }),
        ("organic", &organic, |recipe, number| recipe["root_node"]["material"] = color(number)),
        ("organic", &organic, |recipe, number| {
            shift(&mut recipe["root_node"]["shape"]["params"]["children"][100], number)
        }),
    ];
    let names = ["nothing", "other colour", "one branch moved", "other colour", "one branch moved"];
    let row = |((scene, recipe, edit), name): (&(&str, &Value, Edit), &str)| {
        eprintln!("{scene} {NODES}: {name}");
        row(scene, recipe, name, *edit, runs)
    };
    edits.iter().zip(names).map(row).collect()
}

fn painted(recipe_text: &str) -> Value {
    let mut recipe: Value = serde_json::from_str(recipe_text).expect("a recipe is JSON");
    recipe["root_node"]["material"] = color(0);
    recipe
}

fn color(number: usize) -> Value {
    json!({ "base_color_srgb": [0.2 + 0.01 * (number % 50) as f64, 0.4, 0.6] })
}

/// Moves a node by a few millimetres, each time to another place.
fn shift(node: &mut Value, number: usize) {
    let x = node["transform"]["position"][0].as_f64().expect("a position");
    node["transform"]["position"][0] = json!(x + 0.003 * (1 + number) as f64);
}

fn row(scene: &str, recipe: &Value, name: &str, edit: Edit, runs: usize) -> Value {
    let options = CompileOptions::default();
    let text = recipe.to_string();
    let compiler = Compiler::default();
    let scratch = timed(runs, |_| text.clone(), |text| compile(text, &options, &Clock(Instant::now())));
    let first = timed(
        runs,
        |_| text.clone(),
        |text| {
            compiler.clear();
            compiler.compile(text, &options, &Clock(Instant::now()))
        },
    );
    let edited = |number: usize| {
        let mut recipe = recipe.clone();
        edit(&mut recipe, number);
        recipe.to_string()
    };
    let again = timed(runs, edited, |text| compiler.compile(text, &options, &Clock(Instant::now())));
    eprintln!("  {:.1} ms from scratch, {:.1} ms remembered, {:.1} ms again", scratch.0, first.0, again.0);
    json!({
        "scene": scene,
        "nodes": NODES,
        "edit": name,
        "scratch_ms": scratch.0,
        "first_ms": first.0,
        "again_ms": again.0,
        "scratch_stages_ms": scratch.1,
        "again_stages_ms": again.1,
        "kept_bytes": compiler.kept_bytes(),
    })
}

/// Medians of the whole compile and of its stages, after one run to warm up.
fn timed(
    runs: usize,
    text: impl Fn(usize) -> String,
    compile: impl Fn(&str) -> Result<Compiled, CompileError>,
) -> (f64, Map<String, Value>) {
    let (mut whole, mut stages) = (Vec::new(), vec![Vec::new(); CompileStage::ALL.len()]);
    for number in 0..=runs {
        let text = text(number);
        let start = Instant::now();
        let compiled = compile(&text).expect("a good recipe");
        if number > 0 {
            whole.push(ms_since(start));
            stages.iter_mut().zip(&compiled.report.stages).for_each(|(times, stage)| times.push(stage.duration_ms));
        }
    }
    let stages =
        CompileStage::ALL.iter().zip(stages).map(|(stage, times)| (stage.label().to_owned(), median(times).into()));
    (median(whole), stages.collect())
}
