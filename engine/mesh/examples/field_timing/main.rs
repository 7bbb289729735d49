//! Times lowering, baking and meshing of the fixture families: `cargo run --release -p gve-mesh --features parallel
//! --example field_timing`. Medians in milliseconds on rayon's global pool.

mod scenes;

use std::{hint::black_box, time::Instant};

use gve_field::{Field, control::Unattended};
use gve_mesh::{MeshOptions, mesh};
use gve_recipe::bound::BoundRecipe;
use gve_volume::{BakeOptions, bake, bake_dense};

const RUNS: usize = 7;

fn median_ms<T>(mut work: impl FnMut() -> T) -> f64 {
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            black_box(work());
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[RUNS / 2]
}

fn row(name: &str, recipe: &BoundRecipe) {
    let lower = || Field::lower(recipe).expect("a fixture lowers");
    let field = lower();
    let options = BakeOptions { resolution: 128 };
    let meshed = |depth: u32| mesh(&field, &MeshOptions { depth }, &Unattended).expect("not cancelled");
    println!(
        "{name:<16} {:>5} {:>8.2} {:>8.1} {:>8.2} {:>8.2} {:>8.2} {:>8}",
        field.tape().len(),
        median_ms(lower),
        median_ms(|| bake_dense(&field, &options, &Unattended)),
        median_ms(|| bake(&field, &options, &Unattended)),
        median_ms(|| meshed(6)),
        median_ms(|| meshed(7)),
        meshed(7).triangle_count(),
    );
}

fn main() {
    println!(
        "{:<16} {:>5} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8}",
        "fixture", "ops", "lower", "dense", "bake", "mesh 6", "mesh 7", "faces"
    );
    for count in [10, 50, 200, 1000] {
        row(&format!("spheres {count}"), &scenes::spheres(count));
    }
    for count in [10, 50, 200] {
        row(&format!("mechanical {count}"), &scenes::mechanical(count));
    }
    for count in [10, 50, 200] {
        row(&format!("organic {count}"), &scenes::organic(count));
    }
}
