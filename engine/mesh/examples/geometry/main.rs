//! Geometry of the mesher in figures: `cargo run --release -p gve-mesh --features parallel --example geometry --
//! SAMPLES_FOLDER [RANDOM_RECIPES] [DEPTH]` prints a table of the fixtures, the samples and the random recipes.
//!
//! Columns: vertices; farthest vertex, and part of the vertices beyond a tenth of a cell; farthest middle of a triangle
//! away from creases, and part beyond a quarter; Hausdorff distance from the mesh and from the surface, and part of the
//! surface farther than half a cell from the mesh; triangles that face inwards; pairs that intersect; Euler
//! characteristic. Lengths are in cells.

mod fixtures;
mod measure;
mod triangles;

use std::{env, fs, path::Path};

use gve_field::{Field, control::Unattended, scatter::FieldSurfaces};
use gve_mesh::{MeshOptions, mesh};
use gve_recipe::{Surroundings, bind_within, parse_and_bind, random::random_recipe};

/// Samples of the Hausdorff distance.
const SAMPLES: usize = 50_000;
/// Samples for each random recipe, of which there are many.
const SAMPLES_OF_RANDOM: usize = 4_000;

/// What a mesh measures.
struct Row {
    vertices: usize,
    vertex: [f32; 2],
    centroid: [f32; 2],
    hausdorff: measure::Hausdorff,
    inverted: usize,
    triangles: usize,
    intersections: usize,
    euler: i64,
}

/// The largest, and the part beyond a limit.
fn summary(gaps: &[f32], limit: f32) -> [f32; 2] {
    let beyond = gaps.iter().filter(|&&gap| gap > limit).count();
    [gaps.iter().copied().fold(0.0, f32::max), beyond as f32 / gaps.len().max(1) as f32]
}

fn measure(field: &Field, depth: u32, samples: usize) -> Row {
    let mesh = mesh(field, &MeshOptions { depth }, &Unattended).expect("nobody cancels");
    Row {
        vertices: mesh.positions.len(),
        vertex: summary(&measure::vertex_gaps(field, &mesh), 0.1),
        centroid: summary(&measure::centroid_gaps(field, &mesh), 0.25),
        hausdorff: measure::hausdorff(field, &mesh, samples, 1),
        inverted: measure::inverted_triangles(field, &mesh),
        triangles: mesh.triangle_count(),
        intersections: measure::self_intersections(&mesh),
        euler: measure::euler_characteristic(&mesh),
    }
}

fn print_row(name: &str, row: &Row) {
    println!(
        "{name:<18} {:>8} {:>7.3} {:>7.3}% {:>7.3} {:>7.3}% {:>7.3} {:>7.3} {:>7.3}% {:>8} {:>8} {:>6}",
        row.vertices,
        row.vertex[0],
        100.0 * row.vertex[1],
        row.centroid[0],
        100.0 * row.centroid[1],
        row.hausdorff.from_mesh,
        row.hausdorff.from_surface,
        100.0 * row.hausdorff.missed,
        row.inverted,
        row.intersections,
        row.euler
    );
}

fn main() {
    let mut arguments = env::args().skip(1);
    let folder = arguments.next().unwrap_or_else(|| "samples".to_owned());
    let random: u64 = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(500);
    let depth: u32 = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(7);
    println!(
        "{:<18} {:>8} {:>7} {:>8} {:>7} {:>8} {:>7} {:>7} {:>8} {:>8} {:>8} {:>6}",
        "mesh",
        "vertices",
        "vertex",
        "> 0.1",
        "middle",
        "> 0.25",
        "from m",
        "from s",
        "missed",
        "inverted",
        "crossing",
        "euler"
    );
    for (name, root) in fixtures::FIXTURES {
        print_row(name, &measure(&fixtures::field_of(root), depth, SAMPLES));
    }
    for (name, text) in samples(Path::new(&folder)) {
        let recipe = parse_and_bind(&text, &Default::default()).unwrap_or_else(|found| panic!("{name}: {found:?}"));
        print_row(&name, &measure(&Field::lower(&recipe).expect("a sample lowers"), depth, SAMPLES));
    }
    print_random(random, depth);
}

/// Recipes of a folder by name.
fn samples(folder: &Path) -> Vec<(String, String)> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = entries.map(|entry| entry.expect("a readable entry").path()).collect();
    files.sort();
    let recipe = |file: std::path::PathBuf| {
        let text = fs::read_to_string(&file).ok().filter(|text| text.contains("gve-recipe/1"))?;
        Some((file.file_stem()?.to_string_lossy().into_owned(), text))
    };
    files.into_iter().filter_map(recipe).collect()
}

/// One row per random recipe that is far off, and one over all of them.
fn print_random(count: u64, depth: u32) {
    let (mut vertices, mut astray, mut triangles, mut inverted, mut intersections) = (0, 0.0, 0, 0, 0);
    let (mut missed, mut farthest) = (0.0_f64, measure::Hausdorff::default());
    let mut middle = 0.0_f32;
    let surroundings = Surroundings { surfaces: &FieldSurfaces, ..Surroundings::NONE };
    for seed in 0..count {
        let bound =
            bind_within(&random_recipe(seed), &Default::default(), &surroundings).expect("a random recipe binds");
        let row = measure(&Field::lower(&bound).expect("a random recipe lowers"), depth, SAMPLES_OF_RANDOM);
        if row.vertex[1] > 0.01 || row.hausdorff.missed > 0.01 {
            print_row(&format!("random {seed}"), &row);
        }
        vertices += row.vertices;
        astray += row.vertex[1] * row.vertices as f32;
        triangles += row.triangles;
        inverted += row.inverted;
        intersections += row.intersections;
        missed += row.hausdorff.missed / count as f64;
        farthest.from_mesh = farthest.from_mesh.max(row.hausdorff.from_mesh);
        farthest.from_surface = farthest.from_surface.max(row.hausdorff.from_surface);
        middle = middle.max(row.centroid[0]);
    }
    println!(
        "{count} random recipes: {vertices} vertices, {:.3}% beyond a tenth of a cell; farthest middle {middle:.3}; \
         Hausdorff {:.3} from the mesh, {:.3} from the surface, {:.3}% of it beyond half a cell; \
         {inverted} of {triangles} triangles face inwards, {intersections} pairs intersect",
        100.0 * astray / vertices.max(1) as f32,
        farthest.from_mesh,
        farthest.from_surface,
        100.0 * missed,
    );
}
