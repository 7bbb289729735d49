//! The sample recipes: they bind wherever their sliders can be, and the catalogue tells the truth about them.

use std::collections::BTreeMap;

use gve_recipe::{bind, parse, parse_and_bind, random::SplitMix64};
use gve_shared::{asset::AssetCategory, recipe::Recipe, value::Scalar};
use serde::Deserialize;

const SAMPLES: [(&str, &str); 6] = [
    ("sword.json", include_str!("../../../samples/sword.json")),
    ("hex_bolt.json", include_str!("../../../samples/hex_bolt.json")),
    ("gear.json", include_str!("../../../samples/gear.json")),
    ("chair.json", include_str!("../../../samples/chair.json")),
    ("vase.json", include_str!("../../../samples/vase.json")),
    ("creature.json", include_str!("../../../samples/creature.json")),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CatalogueEntry {
    id: String,
    file: String,
    name: String,
    description: String,
    #[serde(rename = "category")]
    _category: AssetCategory,
    subcategory: String,
}

fn recipe_of(file: &str, text: &str) -> Recipe {
    parse(text).unwrap_or_else(|found| panic!("{file}: {found:#?}"))
}

/// Slider ends of the knobs.
fn sliders(recipe: &Recipe) -> Vec<(String, f64, f64)> {
    let slider = |(name, variable): (&String, &gve_shared::recipe::Variable)| {
        Some((name.clone(), variable.soft_min?, variable.soft_max?))
    };
    recipe.variables.iter().filter_map(slider).collect()
}

fn assert_binds(file: &str, recipe: &Recipe, overrides: &BTreeMap<String, f64>) {
    let bound = bind(recipe, overrides).unwrap_or_else(|found| panic!("{file} at {overrides:?}: {found:#?}"));
    let size = (0..3).map(|axis| bound.bounds.max[axis] - bound.bounds.min[axis]).fold(0.0, f64::max);
    assert!((0.01..2.0).contains(&size), "{file} at {overrides:?} is {size} m large");
}

#[test]
fn samples_bind_at_every_corner_of_their_sliders() {
    for (file, text) in SAMPLES {
        let recipe = recipe_of(file, text);
        let sliders = sliders(&recipe);
        for corner in 0..1_u32 << sliders.len() {
            let at = |(index, (name, low, high)): (usize, &(String, f64, f64))| {
                (name.clone(), if corner >> index & 1 == 1 { *high } else { *low })
            };
            assert_binds(file, &recipe, &sliders.iter().enumerate().map(at).collect());
        }
    }
}

#[test]
fn samples_bind_at_random_places_of_their_sliders() {
    let mut random = SplitMix64::new(7);
    for (file, text) in SAMPLES {
        let recipe = recipe_of(file, text);
        for _ in 0..200 {
            let overrides = sliders(&recipe)
                .into_iter()
                .map(|(name, low, high)| (name, low + (high - low) * random.unit()))
                .collect();
            assert_binds(file, &recipe, &overrides);
        }
    }
}

#[test]
fn samples_are_documented() {
    for (file, text) in SAMPLES {
        let recipe = recipe_of(file, text);
        assert!(recipe.description.is_some_and(|description| description.len() > 40), "{file} says what it is");
        let knobs: Vec<_> = recipe.variables.values().filter(|variable| variable.soft_min.is_some()).collect();
        assert!((3..=6).contains(&knobs.len()), "{file} has {} knobs", knobs.len());
        assert!(recipe.variables.values().all(|variable| variable.doc.is_some()), "{file} explains its variables");
        for knob in knobs {
            let Scalar::Number(value) = knob.value else { panic!("{file}: a knob is a number") };
            let (low, high) = (knob.soft_min.unwrap_or(value), knob.soft_max.unwrap_or(value));
            assert!(low < high && (low..=high).contains(&value), "{file}: {value} lies on its slider");
        }
        let bound = parse_and_bind(text, &BTreeMap::new()).unwrap_or_else(|found| panic!("{file}: {found:#?}"));
        assert!(bound.materials.iter().all(|material| material.spec_id != "default"), "{file} says what it is made of");
    }
}

#[test]
fn the_catalogue_lists_the_samples() {
    let entries: Vec<CatalogueEntry> =
        serde_json::from_str(include_str!("../../../samples/catalogue.json")).expect("the catalogue is JSON");
    let files: Vec<_> = entries.iter().map(|entry| entry.file.as_str()).collect();
    assert_eq!(files, SAMPLES.map(|(file, _)| file));
    for (entry, (file, text)) in entries.iter().zip(SAMPLES) {
        let recipe = recipe_of(file, text);
        assert_eq!(entry.name, recipe.name);
        assert_eq!(Some(&entry.description), recipe.description.as_ref());
        assert_eq!(entry.file, format!("{}.json", entry.id));
        assert!(entry.subcategory.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{file}");
    }
}
