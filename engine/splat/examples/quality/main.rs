//! How close splats come to the surface that they stand for, per recipe:
//! `cargo run --release -p gve-splat --features parallel --example quality -- [options] RECIPE.json …`
//!
//! Splats are drawn by an EWA rasteriser (low-pass of 0.3 px², front to back, alpha at most 0.99) from eight views and
//! compared with sphere-traced pictures that are supersampled 4 × 4 where something changes. The table goes to the
//! error stream, the same figures as JSON to the output. Options:
//!
//! - `--count N`, `--iterations N`: what to place; 10,000 and 0.
//! - `--size PIXELS`: along the pictures; 512.
//! - `--views N`: how many of the eight to look from; 8.
//! - `--mesh DEPTH`: measures and draws the mesh of that depth, too.
//! - `--runs N`: how many placements to time; 7.
//! - `--pictures FOLDER`: writes reference, splats, four times their difference, faults and mesh of every view.
//! - `--references FOLDER`: keeps traced pictures there by the name of the recipe, for trying several ways of placing
//!   without tracing anew. Empty it after a change of recipe or field.

mod mesh;
mod metrics;
mod picture;
mod rasteriser;
mod sheet;
mod surface;
mod tracer;

use std::{collections::BTreeMap, env, fs, path::Path, path::PathBuf, time::Instant};

use gve_field::{Field, control::Unattended, tasks};
use gve_mesh::MeshOptions;
use gve_splat::{Placement, SplatOptions, arrange};
use serde_json::{Value, json};

use metrics::{Score, Summary};
use picture::{Picture, view_around};
use surface::SurfaceErrors;

const MOST_VIEWS: usize = 8;

struct Settings {
    options: SplatOptions,
    size: usize,
    views: usize,
    mesh_depth: Option<u32>,
    runs: u32,
    pictures: Option<PathBuf>,
    references: Option<PathBuf>,
    files: Vec<String>,
}

fn settings() -> Settings {
    let mut arguments = env::args().skip(1);
    let options = SplatOptions { count: 10_000, iterations: 0 };
    let mut settings = Settings {
        options,
        size: 512,
        views: MOST_VIEWS,
        mesh_depth: None,
        runs: 7,
        pictures: None,
        references: None,
        files: Vec::new(),
    };
    while let Some(argument) = arguments.next() {
        let mut next = || arguments.next().unwrap_or_else(|| panic!("a value follows {argument}"));
        let number = |text: String| text.parse().unwrap_or_else(|_| panic!("{text} is no number"));
        match argument.as_str() {
            "--count" => settings.options.count = number(next()),
            "--iterations" => settings.options.iterations = number(next()),
            "--size" => settings.size = number(next()) as usize,
            "--views" => settings.views = (number(next()) as usize).clamp(1, MOST_VIEWS),
            "--mesh" => settings.mesh_depth = Some(number(next())),
            "--runs" => settings.runs = number(next()),
            "--pictures" => settings.pictures = Some(next().into()),
            "--references" => settings.references = Some(next().into()),
            _ => settings.files.push(argument),
        }
    }
    settings
}

fn main() {
    let settings = settings();
    eprintln!(
        "{:<14} {:>6} {:>6}  {:>11}  {:>11}  {:>11} {:>6} {:>6} {:>8} {:>6}",
        "recipe", "splats", "ms", "black worst", "white worst", "SSIM worst", "hole%", "halo%", "|f+in| m", "normal"
    );
    let rows: Vec<Value> = settings.files.iter().map(|file| measured(file, &settings)).collect();
    println!(
        "{}",
        serde_json::to_string_pretty(&json!({ "size": settings.size, "rows": rows })).expect("plain numbers")
    );
}

/// Measures one recipe, prints its line and returns its figures.
fn measured(file: &str, settings: &Settings) -> Value {
    let name = Path::new(file).file_stem().map_or(file.into(), |stem| stem.to_string_lossy().into_owned());
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{file}: {error}"));
    let recipe =
        gve_recipe::parse_and_bind(&text, &BTreeMap::new()).unwrap_or_else(|problems| panic!("{file}: {problems:?}"));
    let field = Field::lower(&recipe).unwrap_or_else(|problem| panic!("{file}: {problem:?}"));
    let (mut placement, first_ms) = timed(&field, &settings.options);
    let mut times = vec![first_ms];
    for _ in 1..settings.runs {
        let (again, time_ms) = timed(&field, &settings.options);
        placement = again;
        times.push(time_ms);
    }
    times.sort_by(f64::total_cmp);
    let mesh = settings
        .mesh_depth
        .map(|depth| gve_mesh::mesh(&field, &MeshOptions { depth }, &Unattended).expect("nobody cancels"));
    let state = Vec::new;
    let workers = tasks::run(settings.views, state, |scores: &mut Vec<(usize, Score, Option<Score>)>, number| {
        let view = view_around(field.bounds(), number, settings.size);
        let reference = kept(settings.references.as_deref(), &format!("{name}-{number}-{}", settings.size), || {
            tracer::trace(&field, &view)
        });
        let drawn = rasteriser::draw(&placement.splats, &view);
        let meshed = mesh.as_ref().map(|mesh| mesh::draw(mesh, &view));
        if let Some(folder) = &settings.pictures {
            let sheet = sheet::Sheet { folder, name: format!("{name}-{number}"), background: (number % 2) as f32 };
            sheet.write(&reference, &drawn, meshed.as_ref());
        }
        let of_mesh = meshed.map(|meshed| Score::of(&reference, &meshed));
        scores.push((number, Score::of(&reference, &drawn), of_mesh));
        Ok(())
    });
    let mut scores: Vec<_> = workers.expect("nobody cancels").into_iter().flatten().collect();
    scores.sort_by_key(|(number, ..)| *number);
    let of_mesh: Vec<Score> = scores.iter().filter_map(|(.., of_mesh)| *of_mesh).collect();
    let scores: Vec<Score> = scores.into_iter().map(|(_, score, _)| score).collect();
    let summary = Summary::of(&scores);
    let errors = SurfaceErrors::of(&field, &placement);
    eprintln!(
        "{name:<14} {:>6} {:>6.1}  {:>5.2} {:>5.2}  {:>5.2} {:>5.2}  {:>5.3} {:>5.3} {:>6.3} {:>6.3} {:>8.1e} {:>6.2}",
        placement.splats.len(),
        times[times.len() / 2],
        summary.mean.psnr_black,
        summary.worst.psnr_black,
        summary.mean.psnr_white,
        summary.worst.psnr_white,
        summary.mean.ssim,
        summary.worst.ssim,
        summary.mean.hole_percent,
        summary.mean.halo_percent,
        errors.depth_m,
        errors.normal_deg,
    );
    json!({
        "recipe": name,
        "splats": placement.splats.len(),
        "median_ms": times[times.len() / 2],
        "fastest_ms": times[0],
        "psnr_black_db": summary.mean.psnr_black,
        "worst_psnr_black_db": summary.worst.psnr_black,
        "psnr_white_db": summary.mean.psnr_white,
        "worst_psnr_white_db": summary.worst.psnr_white,
        "ssim": summary.mean.ssim,
        "worst_ssim": summary.worst.ssim,
        "hole_percent": summary.mean.hole_percent,
        "worst_hole_percent": summary.worst.hole_percent,
        "halo_percent": summary.mean.halo_percent,
        "worst_halo_percent": summary.worst.halo_percent,
        "depth_error_m": errors.depth_m,
        "median_normal_error_deg": errors.normal_deg,
        "mesh": (!of_mesh.is_empty()).then(|| Summary::of(&of_mesh).mean.to_json()),
        "views": scores.iter().copied().map(Score::to_json).collect::<Vec<_>>(),
    })
}

/// The picture of this name from the folder, or made and put there.
fn kept(folder: Option<&Path>, name: &str, make: impl FnOnce() -> Picture) -> Picture {
    let Some(folder) = folder else { return make() };
    let path = folder.join(format!("{name}.f32"));
    if let Ok(bytes) = fs::read(&path) {
        return Picture::from_bytes(&bytes);
    }
    let picture = make();
    fs::create_dir_all(folder).and_then(|()| fs::write(&path, picture.to_bytes())).expect("the folder can be written");
    picture
}

fn timed(field: &Field, options: &SplatOptions) -> (Placement, f64) {
    let start = Instant::now();
    let placement = arrange(field, options, &Unattended).expect("nobody cancels");
    (placement, start.elapsed().as_secs_f64() * 1e3)
}
