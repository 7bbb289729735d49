//! What every feature of the recipe language promises beyond what `points`, `regions`, `bytecode` and `shader` hold it
//! to: its bounds hold it, something is in them, and a field that is called a distance is one.

mod support;

use gve_field::{Evaluator, Field};
use support::*;

const POINTS: usize = 6000;

/// Random points of the feature's bounds, made larger by `factor`.
fn points(random: &mut Random, bounds: &gve_field::Bounds, factor: f32) -> [Vec<f32>; 3] {
    let (center, extent) = (bounds.center(), bounds.extent());
    std::array::from_fn(|axis| {
        (0..POINTS).map(|_| center[axis] + 0.5 * factor * extent[axis] * random.within(-1.0, 1.0) as f32).collect()
    })
}

fn gradients(field: &Field, [x, y, z]: &[Vec<f32>; 3]) -> Vec<[f32; 4]> {
    let mut found = vec![[0.0; 4]; x.len()];
    Evaluator::new(field).gradients(x, y, z, &mut found);
    found
}

#[test]
fn bounds_hold_every_feature_and_something_is_in_them() {
    for feature in FEATURES {
        let field = Field::lower(&bound_feature(feature)).expect("it lowers");
        let bounds = field.bounds();
        let rows = points(&mut Random::new(21), &bounds, 1.3);
        let mut inside = 0;
        for (index, [.., distance]) in gradients(&field, &rows).into_iter().enumerate() {
            let point: [f32; 3] = std::array::from_fn(|axis| rows[axis][index]);
            let is_outside = (0..3).any(|axis| point[axis] < bounds.min[axis] || point[axis] > bounds.max[axis]);
            assert!(!is_outside || distance > -1e-4, "{}: {distance} at {point:?} outside", feature.name);
            inside += usize::from(distance < 0.0);
        }
        assert!(inside > POINTS / 1000, "{}: only {inside} of {POINTS} points are inside", feature.name);
    }
}

#[test]
fn exact_features_have_the_gradient_of_a_distance() {
    for feature in FEATURES.iter().filter(|feature| feature.exact) {
        let field = Field::lower(&bound_feature(feature)).expect("it lowers");
        let rows = points(&mut Random::new(22), &field.bounds(), 2.0);
        let outside: Vec<_> = gradients(&field, &rows).into_iter().filter(|found| found[3] > 1e-3).collect();
        let steep = outside.iter().filter(|[x, y, z, _]| ((x * x + y * y + z * z).sqrt() - 1.0).abs() < 1e-3).count();
        // Creases have measure zero; a bound would be off nearly everywhere.
        assert!(steep * 100 >= outside.len() * 99, "{}: {steep} of {}", feature.name, outside.len());
    }
}
