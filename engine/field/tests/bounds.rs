//! The bounds that binding gives to shapes hold every point of them.

use std::collections::BTreeMap;

use gve_field::{Evaluator, Field, scatter::FieldSurfaces};
use gve_recipe::{
    Surroundings, bind_within,
    bound::Aabb,
    random::{SplitMix64, random_recipe},
};

const RECIPES: u64 = 200;
const POINTS: usize = 4096;

/// Random points of a box made `factor` times larger around its centre.
fn points(random: &mut SplitMix64, bounds: &Aabb, factor: f64) -> [Vec<f32>; 3] {
    let mut coordinate = |axis: usize| {
        let (low, high) = (bounds.min[axis], bounds.max[axis]);
        let (middle, half) = ((low + high) / 2.0, (high - low) / 2.0 * factor);
        (middle + half * (2.0 * random.unit() - 1.0)) as f32
    };
    let mut rows = [const { Vec::new() }; 3];
    for _ in 0..POINTS {
        (0..3).for_each(|axis| rows[axis].push(coordinate(axis)));
    }
    rows
}

fn is_outside(bounds: &Aabb, point: [f32; 3]) -> bool {
    (0..3).any(|axis| f64::from(point[axis]) < bounds.min[axis] || f64::from(point[axis]) > bounds.max[axis])
}

#[test]
fn nothing_of_a_random_recipe_lies_outside_of_its_bounds() {
    let surroundings = Surroundings { surfaces: &FieldSurfaces, ..Surroundings::NONE };
    for seed in 0..RECIPES {
        let bound = bind_within(&random_recipe(seed), &BTreeMap::new(), &surroundings)
            .unwrap_or_else(|found| panic!("seed {seed}: {found:#?}"));
        let field = Field::lower(&bound).unwrap_or_else(|found| panic!("seed {seed}: {found:?}"));
        let [x, y, z] = points(&mut SplitMix64::new(seed), &bound.bounds, 1.2);
        let mut distances = vec![0.0; POINTS];
        Evaluator::new(&field).distances(&x, &y, &z, &mut distances);
        for index in 0..POINTS {
            let point = [x[index], y[index], z[index]];
            if is_outside(&bound.bounds, point) {
                assert!(
                    distances[index] > -1e-4,
                    "seed {seed}: {} at {point:?}, outside of {:?}",
                    distances[index],
                    bound.bounds
                );
            }
        }
    }
}
