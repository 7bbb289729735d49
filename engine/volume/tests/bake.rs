//! Pruned baking equals dense baking, and stops when asked.

use std::sync::Mutex;

use gve_field::{
    Field,
    control::{Cancelled, StageControl, Unattended},
};
use gve_recipe::{bind, random::random_recipe};
use gve_volume::{BakeOptions, Volume, bake, bake_dense, half};

fn random_field(seed: u64) -> Field {
    let recipe = bind(&random_recipe(seed), &Default::default()).expect("a random recipe binds");
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
        let differing = pruned.samples.iter().zip(&dense.samples).filter(|(a, b)| a != b).count();
        assert_eq!(differing, 0, "seed {seed}: {differing} of {} samples differ", dense.samples.len());
    }
}

/// Distance at a sample and its position.
fn sample(volume: &Volume, index: [u32; 3]) -> (f32, [f32; 3]) {
    let [width, height, _] = volume.dimensions;
    let offset = (index[2] * height + index[1]) * width + index[0];
    let position = std::array::from_fn(|axis| {
        let t = index[axis] as f32 / (volume.dimensions[axis] - 1) as f32;
        volume.bounds.min[axis] + t * (volume.bounds.max[axis] - volume.bounds.min[axis])
    });
    (half::f32_from_bits(volume.samples[offset as usize]), position)
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
