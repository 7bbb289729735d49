//! Times of every stage per scene, beside fidget's JIT in the same run; `npm run bench` starts it and draws the table.
//!
//! `bench SAMPLES_FOLDER [RUNS]` prints JSON on stdout and what it is doing on stderr: `stages` (times of every stage),
//! `scaling` (bakes at growing resolution), `memory` (of every stage), `incremental` (compiles after small edits) and
//! `cancel` (how soon it takes effect). `bench incremental` and `bench cancel` print one of these alone.
//! `bench profile FAMILY NODES STAGE [RUNS]` runs one stage of one scene again and again, for profilers and counters of
//! instructions: `RAYON_NUM_THREADS=1 perf stat -e instructions:u bench profile spheres 200 mesh7 20`.

mod cancel;
mod clock;
mod fixtures;
mod floor;
mod incremental;
mod memory;
mod peer;
mod scaling;

use std::{collections::BTreeMap, env, hint::black_box, path::Path, time::Instant};

use clock::{Clock, median, median_ms, ms_since};
use fixtures::Fixture;
use gve_compile::{CompileOptions, CompileStage, compile};
use gve_field::{Field, control::Unattended};
use gve_mesh::MeshOptions;
use gve_splat::SplatOptions;
use gve_volume::{BakeOptions, Layout};
use peer::Peer;
use serde_json::{Value, json};

const RESOLUTION: u32 = 128;
const SPLATS: u32 = 10_000;
/// Nodes of the families' scenes.
const SIZES: [usize; 5] = [10, 50, 200, 1000, 5000];
/// Most nodes of a scene that the peer gets too: it takes seconds for more.
const MOST_FOR_PEER: usize = 200;
/// Most nodes of a scene that is baked without pruning: it takes seconds for more.
const MOST_FOR_DENSE: usize = 1000;

#[global_allocator]
static ALLOCATOR: memory::Counting = memory::Counting;

fn main() {
    let mut arguments = env::args().skip(1);
    let folder = arguments.next().unwrap_or_else(|| "samples".to_owned());
    if folder == "profile" {
        return profile(&arguments.collect::<Vec<_>>());
    }
    if folder == "incremental" {
        return println!("{:#}", Value::from(incremental::measure(runs_of(arguments.next()))));
    }
    if folder == "cancel" {
        return println!("{:#}", Value::from(cancel::measure()));
    }
    let runs = runs_of(arguments.next());
    let mut scenes = Vec::new();
    for nodes in SIZES {
        scenes.extend([fixtures::spheres(nodes), fixtures::mechanical(nodes), fixtures::organic(nodes)]);
    }
    let samples = fixtures::samples(Path::new(&folder));
    scenes.extend(samples.iter().cloned());
    let rate = floor::operations_per_ms();
    let stages: Vec<Value> = scenes.iter().flat_map(|scene| measure(scene, runs.max(5), rate)).collect();
    let report = json!({
        "operations_per_ms": rate,
        "stages": stages,
        "scaling": scaling::measure(runs.max(5)),
        "memory": memory::measure(&samples),
        "incremental": incremental::measure(runs.max(5)),
        "cancel": cancel::measure(),
    });
    println!("{}", serde_json::to_string_pretty(&report).expect("a report is plain JSON"));
}

fn runs_of(argument: Option<String>) -> usize {
    argument.and_then(|text| text.parse().ok()).unwrap_or(5)
}

/// The target of `stage` in milliseconds, from the project's quality figures; `None` where there is none.
fn target_ms(stage: &str, nodes: usize) -> Option<f64> {
    let by_size = match stage {
        "recipe to tape" => [1.0, 2.0, 5.0, 20.0],
        "bake 128, pruned" => [2.0, 4.0, 10.0, 40.0],
        "mesh depth 6" => [2.0, 4.0, 12.0, 30.0],
        "mesh depth 7" => [6.0, 10.0, 30.0, 70.0],
        "10,000 splats" => [60.0, 70.0, 100.0, 200.0],
        "indexing and packing" => [10.0, 10.0, 15.0, 30.0],
        "whole compile" => [80.0, 100.0, 170.0, 400.0],
        _ => return None,
    };
    SIZES.iter().position(|&size| size == nodes).and_then(|index| by_size.get(index).copied())
}

/// How many times faster than the peer a stage is to be.
fn target_ratio(stage: &str) -> Option<f64> {
    match stage {
        "bake 128, dense" => Some(2.0),
        "mesh depth 6" | "mesh depth 7" => Some(10.0),
        _ => None,
    }
}

fn measure(scene: &Fixture, runs: usize, operations_per_ms: f64) -> Vec<Value> {
    eprintln!("{} {}", scene.family, if scene.nodes > 0 { scene.nodes.to_string() } else { String::new() });
    let field = lower(&scene.recipe_text);
    let peer = scene.solids.as_deref().filter(|_| scene.nodes <= MOST_FOR_PEER).map(Peer::new);
    let bake = BakeOptions { resolution: RESOLUTION };
    let splats = SplatOptions { count: SPLATS, iterations: 0 };
    let mesh = |depth: u32| {
        let (field, peer) = (&field, &peer);
        let ours = move || drop(black_box(gve_mesh::mesh(field, &MeshOptions { depth }, &Unattended)));
        (median_ms(runs, ours), peer.as_ref().map(|peer| median_ms(runs, || peer.mesh(depth as u8))))
    };
    let bake_dense = || drop(black_box(gve_volume::bake_dense(&field, &bake, &Unattended)));
    let dense = (scene.nodes <= MOST_FOR_DENSE).then(|| median_ms(runs, bake_dense));
    let floor_ms = floor::floor_ms(&field, sample_count(&field), operations_per_ms);
    let peer_dense = peer.as_ref().map(|peer| median_ms(runs, || peer.bake_dense(RESOLUTION as usize)));
    let (packing, whole) = whole_compile(&scene.recipe_text, runs);
    let dense = dense.map(|dense| ("bake 128, dense", (dense, peer_dense)));
    let figures = [
        ("recipe to tape", (median_ms(runs, || drop(black_box(lower(&scene.recipe_text)))), None)),
        ("bake 128, pruned", (median_ms(runs, || drop(black_box(gve_volume::bake(&field, &bake, &Unattended)))), None)),
        ("mesh depth 6", mesh(6)),
        ("mesh depth 7", mesh(7)),
        ("10,000 splats", (median_ms(runs, || drop(black_box(gve_splat::place(&field, &splats, &Unattended)))), None)),
        ("indexing and packing", (packing, None)),
        ("whole compile", (whole, None)),
    ];
    let row = |(stage, (ours_ms, peer_ms)): (&str, (f64, Option<f64>))| {
        json!({
            "family": scene.family,
            "nodes": scene.nodes,
            "stage": stage,
            "ours_ms": ours_ms,
            "target_ms": target_ms(stage, scene.nodes),
            "peer_ms": peer_ms,
            "target_ratio": peer_ms.and(target_ratio(stage)),
            "floor_ms": (stage == "bake 128, dense").then_some(floor_ms),
        })
    };
    figures.into_iter().chain(dense).map(row).collect()
}

/// Runs one stage of one scene, alone in the process.
fn profile(arguments: &[String]) {
    let [family, nodes, stage, rest @ ..] = arguments else {
        panic!("expected FAMILY NODES STAGE [RUNS]");
    };
    let nodes = nodes.parse().expect("a number of nodes");
    let runs: usize = rest.first().and_then(|text| text.parse().ok()).unwrap_or(10);
    let scene = match family.as_str() {
        "spheres" => fixtures::spheres(nodes),
        "mechanical" => fixtures::mechanical(nodes),
        "organic" => fixtures::organic(nodes),
        file => fixtures::sample(Path::new(file)).expect("a family or the file of a recipe"),
    };
    let field = lower(&scene.recipe_text);
    let mesh = |depth: u32| drop(black_box(gve_mesh::mesh(&field, &MeshOptions { depth }, &Unattended)));
    let bake = BakeOptions { resolution: RESOLUTION };
    let splats = SplatOptions { count: SPLATS, iterations: 0 };
    let compiled = || compile(&scene.recipe_text, &CompileOptions::default(), &Clock(Instant::now()));
    // Warm as in a process that has compiled before: the allocator has grown.
    drop(compiled());
    let best = (0..runs).map(|_| {
        let start = Instant::now();
        match stage.as_str() {
            "lower" => drop(black_box(lower(&scene.recipe_text))),
            "dense" => drop(black_box(gve_volume::bake_dense(&field, &bake, &Unattended))),
            "bake" => drop(black_box(gve_volume::bake(&field, &bake, &Unattended))),
            "mesh6" => mesh(6),
            "mesh7" => mesh(7),
            "remesh7" => drop(black_box(gve_mesh::remesh(&field, &MeshOptions { depth: 7 }, None, &Unattended))),
            "rebake" => drop(black_box(gve_volume::rebake(&field, &bake, Layout::Dense, None, &Unattended))),
            "splats" => drop(black_box(gve_splat::place(&field, &splats, &Unattended))),
            "compile" => drop(black_box(compiled())),
            other => panic!("no stage {other}"),
        }
        ms_since(start)
    });
    let best = best.fold(f64::INFINITY, f64::min);
    println!("{family} {nodes} {stage}: best {best:.2} ms of {runs}, tape {}", field.tape().len());
}

fn lower(recipe_text: &str) -> Field {
    let recipe = gve_recipe::parse_and_bind(recipe_text, &BTreeMap::new()).expect("a good recipe");
    Field::lower(&recipe).expect("a recipe that fits")
}

/// Samples of a dense bake of the benchmark's resolution.
fn sample_count(field: &Field) -> usize {
    let extent = field.bounds().extent();
    let longest = extent.into_iter().fold(0.0, f32::max);
    extent.map(|length| (RESOLUTION as f32 * length / longest).ceil() as usize).iter().product()
}

/// Medians of the last two stages together and of the whole compile.
fn whole_compile(recipe_text: &str, runs: usize) -> (f64, f64) {
    let mut packing = Vec::new();
    let whole = median_ms(runs, || {
        let compiled = compile(recipe_text, &CompileOptions::default(), &Clock(Instant::now())).expect("a good recipe");
        let late = |stage| matches!(stage, CompileStage::Indexing | CompileStage::Writing);
        packing.push(
            compiled.report.stages.iter().filter(|timing| late(timing.stage)).map(|timing| timing.duration_ms).sum(),
        );
    });
    (median(packing), whole)
}
