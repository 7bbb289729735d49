//! Random recipes: all of them bind, the same way each time, inside of their bounds.

use std::collections::{BTreeMap, BTreeSet};

use gve_recipe::{
    Surroundings, bind_within,
    bound::BoundRecipe,
    parse,
    random::{random_recipe, random_recipe_text},
    surroundings::{NoPlaces, ScatterRequest, SurfacePlace, SurfaceSource},
};
use gve_shared::{problem::Diagnostic, recipe::Recipe};
use serde_json::Value;

const COUNT: u64 = 2000;

/// Three places on the box around a shape.
struct Sides;

impl SurfaceSource for Sides {
    fn scatter(&self, target: &BoundRecipe, _: &ScatterRequest) -> Result<Vec<SurfacePlace>, NoPlaces> {
        let middle: [f64; 3] = [0, 1, 2].map(|axis| (target.bounds.min[axis] + target.bounds.max[axis]) / 2.0);
        Ok((0..3)
            .map(|axis| {
                let (mut position, mut normal) = (middle, [0.0; 3]);
                (position[axis], normal[axis]) = (target.bounds.max[axis], 1.0);
                SurfacePlace { position, normal }
            })
            .collect())
    }
}

fn bind(recipe: &Recipe, overrides: &BTreeMap<String, f64>) -> Result<BoundRecipe, Vec<Diagnostic>> {
    bind_within(recipe, overrides, &Surroundings { surfaces: &Sides, ..Surroundings::NONE })
}

#[test]
fn every_random_recipe_binds_from_its_text_as_from_its_data() {
    for seed in 0..COUNT {
        let text = random_recipe_text(seed);
        let parsed = parse(&text).unwrap_or_else(|found| panic!("seed {seed}: {found:#?}\n{text}"));
        assert_eq!(parsed, random_recipe(seed), "seed {seed}");
        let bound = bind(&parsed, &BTreeMap::new()).unwrap_or_else(|found| panic!("seed {seed}: {found:#?}\n{text}"));
        let size: Vec<f64> = (0..3).map(|axis| bound.bounds.max[axis] - bound.bounds.min[axis]).collect();
        assert!(size.iter().all(|&size| size > 0.1 && size < 40.0), "seed {seed}: {size:?}");
    }
}

#[test]
fn variables_can_be_moved_over_their_sliders() {
    for seed in 0..COUNT / 4 {
        let recipe = random_recipe(seed);
        for (a, b) in [(0.1, 0.1), (0.1, 0.5), (0.5, 0.1), (0.5, 0.5)] {
            let overrides = BTreeMap::from([("a".to_owned(), a), ("b".to_owned(), b)]);
            bind(&recipe, &overrides).unwrap_or_else(|found| panic!("seed {seed}, a {a}, b {b}: {found:#?}"));
        }
    }
}

/// Every text that stands in a document.
fn texts(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => drop(found.insert(text.clone())),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(entries) => entries.values().for_each(|item| texts(item, found)),
        _ => {}
    }
}

/// What a union or a choice of the schema may be.
fn choices(schema: &Value, name: &str) -> Vec<String> {
    let definition = &schema["$defs"][name];
    let members = definition["oneOf"].as_array().into_iter().flatten();
    let tags = members.map(|member| &member["properties"]["type"]["const"]);
    let words = definition["enum"].as_array().into_iter().flatten();
    let found: Vec<String> = tags.chain(words).filter_map(|word| word.as_str().map(str::to_owned)).collect();
    assert!(!found.is_empty(), "the schema has no choice called {name}");
    found
}

/// An instance needs a library; what it holds is made of the other shapes.
const NOT_DRAWN: [&str; 1] = ["instance"];

#[test]
fn random_recipes_use_the_whole_language() {
    let schema = include_str!("../../../generated/json-schema/recipe.schema.json");
    let schema: Value = serde_json::from_str(schema).expect("the schema is JSON");
    let mut drawn = BTreeSet::new();
    for seed in 0..500 {
        let recipe = serde_json::to_value(random_recipe(seed).root_node).expect("a node is JSON");
        texts(&recipe, &mut drawn);
    }
    let unions = ["Shape", "Modifier", "Profile", "PocketOutline", "NoiseKind", "VoronoiMode", "MinimalSurface"];
    let others = ["BlendProfile", "Bracing", "Hand", "ShellSide", "TextAlign", "FillRule"];
    for choice in unions.into_iter().chain(others).flat_map(|name| choices(&schema, name)) {
        assert!(drawn.contains(&choice) || NOT_DRAWN.contains(&choice.as_str()), "no recipe has `{choice}`");
    }
}
