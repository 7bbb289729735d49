//! Pruned baking equals dense baking, and stops when asked.

use std::sync::Mutex;

use gve_field::{
    Field,
    control::{Cancelled, StageControl, Unattended},
    scatter::FieldSurfaces,
};
use gve_recipe::{Surroundings, bind_within, random::random_recipe};
use gve_volume::{BakeOptions, BakeRecord, Layout, Samples, Volume, bake, bake_dense, bake_sparse, half, rebake};

fn random_field(seed: u64) -> Field {
    let surroundings = Surroundings { surfaces: &FieldSurfaces, ..Surroundings::NONE };
    let recipe = bind_within(&random_recipe(seed), &Default::default(), &surroundings).expect("a random recipe binds");
    Field::lower(&recipe).expect("a random recipe lowers")
}

#[test]
fn pruned_equals_dense_bit_for_bit() {
    for seed in 0..40 {
        let field = random_field(seed);
        let options = BakeOptions { resolution: [33, 40, 56][seed as usize % 3] };
        let pruned = bake(&field, &options, &Unattended).expect("not cancelled");
        let dense = bake_dense(&field, &options, &Unattended).expect("not cancelled");
        assert_eq!(pruned.dimensions, dense.dimensions, "seed {seed}");
        let (Samples::Dense(pruned), Samples::Dense(dense)) = (&pruned.samples, &dense.samples) else {
            panic!("both bakes keep all samples");
        };
        let differing = pruned.iter().zip(dense).filter(|(a, b)| a != b).count();
        assert_eq!(differing, 0, "seed {seed}: {differing} of {} samples differ", dense.len());
    }
}

/// Number of a sample of a stored brick.
fn stored(brick: u32, [x, y, z]: [i32; 3]) -> usize {
    brick as usize * 1000 + (((z + 1) * 10 + y + 1) * 10 + x + 1) as usize
}

#[test]
fn sparse_bricks_and_their_borders_hold_the_dense_samples() {
    for seed in 0..20 {
        let field = random_field(seed);
        let options = BakeOptions { resolution: [33, 47, 64][seed as usize % 3] };
        let dense = bake(&field, &options, &Unattended).expect("not cancelled");
        let sparse = bake_sparse(&field, &options, &Unattended).expect("not cancelled");
        let Samples::Sparse(bricks) = &sparse.samples else { panic!("a sparse bake") };
        let last = dense.dimensions.map(|count| count as i32 - 1);
        let dense_at = |at: [i32; 3]| {
            let at = std::array::from_fn(|axis| at[axis].clamp(0, last[axis]) as usize);
            dense.row(at, 1)[0]
        };
        let counts = dense.dimensions.map(|count| count.div_ceil(8));
        assert_eq!(bricks.index().len(), counts.iter().product::<u32>() as usize);
        for (number, &brick) in (0..).zip(bricks.index()) {
            let first = [number % counts[0], number / counts[0] % counts[1], number / (counts[0] * counts[1])];
            let first = first.map(|index| 8 * index as i32);
            for z in -1..9 {
                for y in -1..9 {
                    for x in -1..9 {
                        let expected = dense_at([first[0] + x, first[1] + y, first[2] + z]);
                        let is_inner = [x, y, z].iter().all(|along| (0..8).contains(along));
                        let is_within = (0..3).all(|axis| first[axis] + [x, y, z][axis] <= last[axis]);
                        if brick < u32::MAX - 1 {
                            assert_eq!(bricks.stored()[stored(brick, [x, y, z])], expected, "seed {seed}");
                        } else if is_inner && is_within {
                            let value = if brick == u32::MAX { dense.band_m } else { -dense.band_m };
                            assert_eq!(expected, half::bits_from_f32(value), "seed {seed}");
                        }
                    }
                }
            }
        }
        for (z, y) in [(0, 0), (last[2] as usize / 2, last[1] as usize / 2)] {
            for x in (0..last[0] as usize).step_by(4) {
                let count = 4.min(last[0] as usize + 1 - x);
                assert_eq!(sparse.row([x, y, z], count), dense.row([x, y, z], count), "seed {seed}");
            }
        }
    }
}

/// Distance at a sample and its position.
fn sample(volume: &Volume, index: [u32; 3]) -> (f32, [f32; 3]) {
    let position = std::array::from_fn(|axis| {
        let t = index[axis] as f32 / (volume.dimensions[axis] - 1) as f32;
        volume.bounds.min[axis] + t * (volume.bounds.max[axis] - volume.bounds.min[axis])
    });
    (half::f32_from_bits(volume.row(index.map(|index| index as usize), 1)[0]), position)
}

#[test]
fn samples_lie_where_the_volume_says_and_the_border_is_outside() {
    for seed in 0..10 {
        let field = random_field(seed);
        let volume = bake(&field, &BakeOptions { resolution: 40 }, &Unattended).expect("not cancelled");
        let longest = *volume.dimensions.iter().max().expect("three axes");
        assert_eq!(longest, 40, "seed {seed}");
        let [width, height, depth] = volume.dimensions;
        for z in 0..depth {
            for y in 0..height {
                for x in 0..width {
                    let (stored, position) = sample(&volume, [x, y, z]);
                    let exact = field.distance(position).clamp(-volume.band_m, volume.band_m);
                    assert!((stored - exact).abs() < volume.band_m * 1e-3, "seed {seed}: {stored} for {exact}");
                    let on_border = [(x, width), (y, height), (z, depth)].iter().any(|&(i, n)| i == 0 || i + 1 == n);
                    assert!(!on_border || stored > 0.0, "seed {seed}: the surface leaves the volume at {position:?}");
                }
            }
        }
    }
}

#[derive(Default)]
struct Recorder {
    fractions: Mutex<Vec<f32>>,
    cancel_after: Option<usize>,
}

impl StageControl for Recorder {
    fn report(&self, fraction: f32) {
        self.fractions.lock().expect("no panic").push(fraction);
    }

    fn is_cancelled(&self) -> bool {
        self.cancel_after.is_some_and(|steps| self.fractions.lock().expect("no panic").len() >= steps)
    }
}

#[test]
fn progress_rises_to_one_and_cancel_stops() {
    let field = random_field(7);
    let watched = Recorder::default();
    bake(&field, &BakeOptions { resolution: 96 }, &watched).expect("not cancelled");
    let fractions = watched.fractions.into_inner().expect("no panic");
    assert!(fractions.windows(2).all(|pair| pair[0] < pair[1]), "{fractions:?}");
    assert_eq!(fractions.last(), Some(&1.0));
    let steps = fractions.len();
    let impatient = Recorder { cancel_after: Some(2), ..Recorder::default() };
    assert_eq!(bake(&field, &BakeOptions { resolution: 96 }, &impatient), Err(Cancelled));
    assert!(impatient.fractions.into_inner().expect("no panic").len() < steps);
}

#[test]
fn any_number_of_threads_gives_the_same_volume() {
    let field = random_field(3);
    let baked = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads start");
        pool.install(|| bake(&field, &BakeOptions { resolution: 80 }, &Unattended)).expect("not cancelled")
    };
    let one = baked(1);
    assert!((2..=5).all(|threads| baked(threads) == one));
}

/// A plate with a row of bores, one of them at `x`.
fn plate(x: f64) -> Field {
    let bore = |x: f64| {
        format!(
            r#"{{ "transform": {{ "position": [{x}, 0, 0] }},
            "shape": {{ "type": "cylinder", "params": {{ "radius": 0.04, "height": 1 }} }} }}"#
        )
    };
    let text = format!(
        r#"{{ "format": "gve-recipe/1", "name": "plate", "root_node": {{ "shape": {{ "type": "difference", "params": {{
        "children": [ {{ "shape": {{ "type": "box", "params": {{ "half_extents": [0.5, 0.1, 0.2] }} }} }}, {}, {}, {} ] }} }} }} }}"#,
        bore(-0.4),
        bore(x),
        bore(0.1)
    );
    let bound = gve_recipe::parse_and_bind(&text, &Default::default()).expect("a good recipe");
    Field::lower(&bound).expect("a recipe that fits")
}

#[test]
fn a_rebake_has_the_bits_of_a_bake() {
    for (resolution, layout) in [(50, Layout::Dense), (150, Layout::Dense), (150, Layout::Sparse)] {
        let options = BakeOptions { resolution };
        let mut earlier: Option<(Volume, BakeRecord)> = None;
        for x in [0.3, 0.34, 0.3, 0.45, -0.1] {
            let field = plate(x);
            let before = earlier.as_ref().map(|(volume, record)| (volume, record));
            let again = rebake(&field, &options, layout, before, &Unattended).expect("not cancelled");
            let fresh = if layout == Layout::Dense { bake } else { bake_sparse };
            assert_eq!(again.0, fresh(&field, &options, &Unattended).expect("not cancelled"), "{resolution} at {x}");
            earlier = Some(again);
        }
    }
}

#[test]
fn a_record_of_another_grid_or_layout_is_of_no_use_and_no_harm() {
    let field = plate(0.3);
    let baked = |layout, resolution| rebake(&field, &BakeOptions { resolution }, layout, None, &Unattended).unwrap();
    let fresh = bake(&field, &BakeOptions { resolution: 64 }, &Unattended).unwrap();
    for (volume, record) in [baked(Layout::Dense, 63), baked(Layout::Sparse, 64)] {
        let options = BakeOptions { resolution: 64 };
        let again = rebake(&field, &options, Layout::Dense, Some((&volume, &record)), &Unattended).unwrap();
        assert_eq!(again.0, fresh);
    }
}
