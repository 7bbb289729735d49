//! Random recipes: all of them bind, the same way each time, inside of their bounds.

use std::collections::BTreeMap;

use gve_recipe::{
    bind, parse,
    random::{random_recipe, random_recipe_text},
};

const COUNT: u64 = 2000;

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
