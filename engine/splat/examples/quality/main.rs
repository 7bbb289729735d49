//! How close splats come to the surface that they stand for, per recipe:
//! `cargo run --release -p gve-splat --features parallel --example quality -- [--count N] [--size PIXELS] RECIPE.json …`
//!
//! Splats are drawn by an EWA rasteriser (low-pass of 0.3 px², front to back, alpha at most 0.99) from eight views and
//! compared with sphere-traced pictures that are supersampled 4 × 4 where something changes. Columns: time of
//! placement; PSNR over the picture's bounding rectangle on black and on white; SSIM of luminance; holes and halo in
//! per cent of the silhouette with one pixel of tolerance; distance of centres from the surface in metres.

mod metrics;
mod picture;
mod rasteriser;
mod tracer;

use std::{collections::BTreeMap, env, fs, time::Instant};

use gve_field::{Evaluator, Field, control::Unattended};
use gve_splat::{Splat, SplatOptions, place};

use metrics::Score;
use picture::view_around;

const VIEWS: usize = 8;

fn main() {
    let mut arguments = env::args().skip(1);
    let (mut options, mut size, mut files) = (SplatOptions { count: 10_000, iterations: 0 }, 512, Vec::new());
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().and_then(|text| text.parse().ok()).expect("a number follows the option");
        match argument.as_str() {
            "--count" => options.count = number(),
            "--iterations" => options.iterations = number(),
            "--size" => size = number() as usize,
            _ => files.push(argument),
        }
    }
    println!(
        "{:<24} {:>7} {:>6} {:>6} {:>6} {:>6} {:>6} {:>9}",
        "recipe", "ms", "black", "white", "SSIM", "hole%", "halo%", "inset m"
    );
    for file in files {
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
        let recipe = gve_recipe::parse_and_bind(&text, &BTreeMap::new())
            .unwrap_or_else(|problems| panic!("{file}: {problems:?}"));
        let field = Field::lower(&recipe).unwrap_or_else(|problem| panic!("{file}: {problem:?}"));
        let mut times: Vec<f64> = (0..5).map(|_| timed_ms(&field, &options)).collect();
        times.sort_by(f64::total_cmp);
        let splats = place(&field, &options, &Unattended).expect("nobody cancels");
        let scores: Vec<Score> = (0..VIEWS)
            .map(|number| {
                let view = view_around(field.bounds(), number, size);
                Score::of(&tracer::trace(&field, &view), &rasteriser::draw(&splats, &view))
            })
            .collect();
        let score = Score::mean(&scores);
        let name = file.rsplit('/').next().unwrap_or(&file);
        println!(
            "{name:<24} {:>7.1} {:>6.2} {:>6.2} {:>6.3} {:>6.3} {:>6.3} {:>9.1e}",
            times[2],
            score.psnr_black,
            score.psnr_white,
            score.ssim,
            score.hole_percent,
            score.halo_percent,
            deepest_m(&field, &splats),
        );
    }
}

fn timed_ms(field: &Field, options: &SplatOptions) -> f64 {
    let start = Instant::now();
    std::hint::black_box(place(field, options, &Unattended).expect("nobody cancels"));
    start.elapsed().as_secs_f64() * 1e3
}

/// Largest distance of a centre from the surface.
fn deepest_m(field: &Field, splats: &[Splat]) -> f32 {
    let axis = |axis: usize| -> Vec<f32> { splats.iter().map(|splat| splat.position[axis]).collect() };
    let mut distances = vec![0.0; splats.len()];
    Evaluator::new(field).distances(&axis(0), &axis(1), &axis(2), &mut distances);
    distances.iter().fold(0.0, |deepest, distance| distance.abs().max(deepest))
}
