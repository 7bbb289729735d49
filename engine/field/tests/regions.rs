//! Bounds over boxes contain every value, and specialised tapes give the same bits.

mod support;

use gve_field::{Evaluator, Field, range::Boxes, region::RegionScratch, tape::Tape};
use support::*;

/// Points in a box: its corners and random ones.
fn points_in(random: &mut Random, low: [f32; 3], high: [f32; 3]) -> [Vec<f32>; 3] {
    let mut rows = [Vec::new(), Vec::new(), Vec::new()];
    for corner in 0..8 {
        for axis in 0..3 {
            rows[axis].push(if corner >> axis & 1 == 0 { low[axis] } else { high[axis] });
        }
    }
    for _ in 0..56 {
        for axis in 0..3 {
            let t = random.within(0.0, 1.0) as f32;
            rows[axis].push((low[axis] + t * (high[axis] - low[axis])).clamp(low[axis], high[axis]));
        }
    }
    rows
}

fn values(field: &Field, tape: Option<&Tape>, rows: &[Vec<f32>; 3]) -> Vec<f32> {
    let mut evaluator = Evaluator::new(field);
    if let Some(tape) = tape {
        evaluator.use_tape(tape);
    }
    let mut out = vec![0.0; rows[0].len()];
    evaluator.distances(&rows[0], &rows[1], &rows[2], &mut out);
    out
}

/// Bounds eight random boxes, then once more with the tapes specialised to them; returns the tapes' total lengths.
fn check(name: &str, field: &Field, random: &mut Random) -> (usize, usize) {
    let mut scratch = RegionScratch::default();
    let mut boxes = Boxes { min: [[0.0; 8]; 3], max: [[0.0; 8]; 3] };
    for lane in 0..8 {
        let half = 10.0_f64.powf(random.within(-2.5, 0.0));
        let middle = random.point(1.1);
        for axis in 0..3 {
            boxes.min[axis][lane] = (middle[axis] - half) as f32;
            boxes.max[axis][lane] = (middle[axis] + half * random.within(0.0, 1.0)) as f32;
        }
    }
    let ranges = scratch.bound(field, field.tape(), &boxes);
    let mut lengths = (0, 0);
    for lane in 0..8 {
        let corner = |corners: &[[f32; 8]; 3]| [corners[0][lane], corners[1][lane], corners[2][lane]];
        let rows = points_in(random, corner(&boxes.min), corner(&boxes.max));
        let mut tape = Tape::default();
        scratch.specialise(field, field.tape(), lane, &mut tape);
        let full = values(field, None, &rows);
        let short = values(field, Some(&tape), &rows);
        for (i, value) in full.iter().enumerate() {
            let point = [rows[0][i], rows[1][i], rows[2][i]];
            let (low, high) = (ranges.low[lane], ranges.high[lane]);
            assert!(low <= *value && *value <= high, "{name}: {value} at {point:?} is not in [{low}, {high}]");
            assert_eq!(value.to_bits(), short[i].to_bits(), "{name}: specialised tape differs at {point:?}");
        }
        lengths.0 += field.tape().len();
        lengths.1 += tape.len();
    }
    lengths
}

#[test]
fn bounds_hold_and_specialised_tapes_agree_on_every_shape() {
    for (name, root) in catalogue() {
        let field = field(root);
        let mut random = Random::new(3);
        for _ in 0..60 {
            check(name, &field, &mut random);
        }
    }
}

#[test]
fn bounds_hold_and_specialised_tapes_agree_on_random_trees() {
    let mut lengths = (0, 0);
    for seed in 0..600 {
        let mut random = Random::new(seed);
        let depth = 1 + random.below(4);
        let field = field(random_tree(&mut random, depth));
        for _ in 0..4 {
            let (full, short) = check(&format!("seed {seed}"), &field, &mut random);
            lengths = (lengths.0 + full, lengths.1 + short);
        }
    }
    assert!(lengths.1 * 3 < lengths.0 * 2, "specialisation hardly shortens tapes: {lengths:?}");
}

#[test]
fn random_trees_stay_lower_bounds_of_the_distance() {
    for seed in 0..300 {
        let mut random = Random::new(seed);
        let field = field(random_tree(&mut random, 3));
        for _ in 0..300 {
            let a = random.point(1.3).map(|v| v as f32);
            let reach = 10.0_f64.powf(random.within(-2.0, 0.0));
            let b: [f32; 3] = std::array::from_fn(|axis| a[axis] + random.within(-reach, reach) as f32);
            let apart = (0..3).map(|axis| (a[axis] - b[axis]).powi(2)).sum::<f32>().sqrt();
            let change = (field.distance(a) - field.distance(b)).abs();
            assert!(change <= apart * 1.0002 + 4e-6, "seed {seed}: {change} over {apart} between {a:?} and {b:?}");
        }
    }
}
