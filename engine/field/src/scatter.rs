//! Blue noise on the surface of a field: places that lie evenly at random, none nearer to another than a given distance.
//!
//! Space is divided into cells of half the distance. From random places in those that the surface may pass through,
//! Newton steps lead onto it; then, in random order, a place is kept if no kept one is too near (dart throwing, which
//! this many darts bring close to its maximum). Everything is in single precision with the same bits everywhere.

use std::collections::BTreeMap;

use gve_recipe::{
    bound::BoundRecipe,
    surroundings::{NoPlaces, ScatterRequest, SurfacePlace, SurfaceSource},
};

use crate::{evaluator::Evaluator, field::Field, lanes::hash_cell};

/// Finds places on surfaces by evaluating their fields.
#[derive(Debug, Clone, Copy, Default)]
pub struct FieldSurfaces;

/// Most cells that are looked at.
const MOST_CELLS: f64 = 4e6;
/// Darts per cell that the surface may pass through.
const DARTS: u32 = 4;
const NEWTON_STEPS: u32 = 10;
/// A dart is on the surface when it misses it by at most this part of the spacing.
const TOLERANCE: f32 = 1e-3;
/// A dart may end this many cells away from where it started.
const REACH: f32 = 1.75;

impl SurfaceSource for FieldSurfaces {
    fn scatter(&self, target: &BoundRecipe, request: &ScatterRequest) -> Result<Vec<SurfacePlace>, NoPlaces> {
        let field = Field::lower(target).map_err(|problem| NoPlaces {
            parameter: "children/0",
            message: problem.message,
            hint: "Look for sizes that are very large or very small, or take parts of it away.",
        })?;
        let darts = throw(&field, request)?;
        Ok(sift(darts, request))
    }
}

/// A place on the surface and its rank.
struct Dart {
    rank: u32,
    position: [f32; 3],
    normal: [f32; 3],
}

/// Three numbers in −1…1 that belong to a dart.
fn chance(cell: [u32; 3], seed: u32, dart: u32) -> [f32; 3] {
    hash_cell(cell.map(|index| index as f32), seed.wrapping_mul(31).wrapping_add(dart))
}

fn throw(field: &Field, request: &ScatterRequest) -> Result<Vec<Dart>, NoPlaces> {
    let bounds = field.bounds();
    let cell = request.spacing_m as f32 * 0.5;
    let extent = bounds.extent();
    let counts = extent.map(|size| (f64::from(size / cell)).ceil() + 1.0);
    let cells = counts[0] * counts[1] * counts[2];
    if cells.is_nan() || cells > MOST_CELLS {
        return Err(NoPlaces {
            parameter: "spacing",
            message: "the spacing is too small for a shape of this size".to_owned(),
            hint: "Raise the spacing, or scatter on a smaller part of the shape.",
        });
    }
    let [nx, ny, nz] = counts.map(|count| count as u32);
    let center = |axis: usize, index: u32| bounds.min[axis] + (index as f32) * cell;
    let mut evaluator = Evaluator::new(field);
    let mut darts = Vec::new();
    let x: Vec<f32> = (0..nx).map(|index| center(0, index)).collect();
    let mut distances = vec![0.0; x.len()];
    for (iz, iy) in (0..nz).flat_map(|iz| (0..ny).map(move |iy| (iz, iy))) {
        let (y, z) = (vec![center(1, iy); x.len()], vec![center(2, iz); x.len()]);
        evaluator.distances(&x, &y, &z, &mut distances);
        // Half the diagonal of a cell: beyond it the surface does not pass through.
        let near = (0..nx).filter(|&ix| distances[ix as usize].abs() <= 0.87 * cell);
        let starts: Vec<_> = near.flat_map(|ix| (0..DARTS).map(move |dart| ([ix, iy, iz], dart))).collect();
        settle(&mut evaluator, request, &starts, center, cell, &mut darts);
    }
    Ok(darts)
}

/// Leads one row's darts onto the surface.
fn settle(
    evaluator: &mut Evaluator<'_>,
    request: &ScatterRequest,
    starts: &[([u32; 3], u32)],
    center: impl Fn(usize, u32) -> f32,
    cell: f32,
    darts: &mut Vec<Dart>,
) {
    let count = starts.len();
    let mut rows: [Vec<f32>; 3] = std::array::from_fn(|_| Vec::with_capacity(count));
    for &(index, dart) in starts {
        let jitter = chance(index, request.seed, dart);
        for axis in 0..3 {
            rows[axis].push(center(axis, index[axis]) + 0.5 * cell * jitter[axis]);
        }
    }
    let first = rows.clone();
    let mut found = vec![[0.0; 4]; count];
    for step in 0..=NEWTON_STEPS {
        let [x, y, z] = &rows;
        evaluator.gradients(x, y, z, &mut found);
        if step == NEWTON_STEPS {
            break;
        }
        for (dart, &[gx, gy, gz, distance]) in found.iter().enumerate() {
            let squared = gx * gx + gy * gy + gz * gz;
            // Where the field is a bound its gradient is short, and a step by the distance alone too.
            let step = (distance / squared.max(0.01)).clamp(-cell, cell);
            for (axis, slope) in [gx, gy, gz].into_iter().enumerate() {
                rows[axis][dart] -= step * slope;
            }
        }
    }
    for (dart, &[gx, gy, gz, distance]) in found.iter().enumerate() {
        let steepness = (gx * gx + gy * gy + gz * gz).sqrt();
        let position = [0, 1, 2].map(|axis: usize| rows[axis][dart]);
        let way = [0, 1, 2].map(|axis: usize| position[axis] - first[axis][dart]);
        let went = (way[0] * way[0] + way[1] * way[1] + way[2] * way[2]).sqrt();
        let is_there = distance.abs() <= TOLERANCE * request.spacing_m as f32 * steepness && steepness > 1e-3;
        if !(is_there && went <= REACH * cell) {
            continue;
        }
        let (index, number) = starts[dart];
        let rank = chance(index, request.seed ^ 0x5bd1, number + DARTS)[0];
        let normal = [gx, gy, gz].map(|slope| slope / steepness);
        darts.push(Dart { rank: ((rank + 1.0) * 1e9) as u32, position, normal });
    }
}

/// Keeps, in the order of their ranks, what is not too near to anything kept.
fn sift(mut darts: Vec<Dart>, request: &ScatterRequest) -> Vec<SurfacePlace> {
    darts.sort_by_key(|dart| dart.rank);
    let spacing = request.spacing_m as f32;
    let cell_of = |position: [f32; 3]| position.map(|value| (value / spacing).floor() as i64);
    let mut kept: Vec<Dart> = Vec::new();
    let mut grid: BTreeMap<[i64; 3], Vec<usize>> = BTreeMap::new();
    for dart in darts {
        if kept.len() >= request.most {
            break;
        }
        let [cx, cy, cz] = cell_of(dart.position);
        let around = (0..27).map(|place: i64| [cx + place % 3 - 1, cy + place / 3 % 3 - 1, cz + place / 9 - 1]);
        let is_near = |other: &usize| {
            let way = [0, 1, 2].map(|axis: usize| kept[*other].position[axis] - dart.position[axis]);
            way[0] * way[0] + way[1] * way[1] + way[2] * way[2] < spacing * spacing
        };
        if around.filter_map(|cell| grid.get(&cell)).flatten().any(is_near) {
            continue;
        }
        grid.entry([cx, cy, cz]).or_default().push(kept.len());
        kept.push(dart);
    }
    let place = |dart: Dart| SurfacePlace {
        position: dart.position.map(f64::from),
        normal: {
            let normal = dart.normal.map(f64::from);
            let length = normal.iter().map(|component| component * component).sum::<f64>().sqrt();
            normal.map(|component| component / length)
        },
    };
    kept.into_iter().map(place).collect()
}
