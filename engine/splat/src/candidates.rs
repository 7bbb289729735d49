//! Points on the surface, many more than splats: drawn at random in the cells that the surface passes and projected.

use gve_field::{
    Evaluator, Field, SurfaceSample,
    control::{Cancelled, StageControl},
};

use crate::{
    SurfacePoint,
    parallel::map_blocks,
    tiles::{Tile, Tiles, split_axes},
    vector::{self, Vector},
};

/// Below this squared gradient a point has no reliable direction to the surface.
const SMALLEST_SQUARED_GRADIENT: f32 = 1e-3;
/// Fields hardly grow faster than the distance.
const STEEPEST: f32 = 1.05;
/// Longest second step of Newton's method, in cells.
const LONGEST_SECOND_STEP: f32 = 0.05;
/// Tiles of one block of work.
const TILES_PER_BLOCK: usize = 4;

/// A place where a splat may be.
#[derive(Debug, Clone, Copy)]
pub struct Candidate {
    pub point: SurfacePoint,
    /// Length of the field's gradient: distorted shapes have a field that grows slower than the distance.
    pub slope: f32,
    pub appearance: SurfaceSample,
    /// Number of the cell that it was drawn in, over all tiles.
    pub cell: u32,
}

/// How many places to draw in each cell.
pub struct Draws {
    /// By number of the cell, over all tiles.
    pub per_cell: Vec<u32>,
    /// Numbers of other rounds give other places.
    pub round: u64,
}

impl Draws {
    /// The same number everywhere, as far as `total` can be divided.
    pub fn evenly(tiles: &Tiles, total: usize) -> Self {
        let cells = tiles.cell_count();
        let per_cell = (0..cells).map(|cell| ((cell + 1) * total / cells - cell * total / cells) as u32).collect();
        Self { per_cell, round: 0 }
    }

    /// About these numbers, given by cell: what rounding takes from one cell goes to the next.
    pub fn in_cells(wanted: impl Iterator<Item = f32>, round: u64) -> Self {
        let mut carry = 0.0;
        let per_cell = wanted.map(|wanted| {
            carry += wanted.max(0.0);
            let draws = carry.floor();
            carry -= draws;
            draws as u32
        });
        Self { per_cell: per_cell.collect(), round }
    }

    /// Sum over all cells.
    pub fn total(&self) -> usize {
        self.per_cell.iter().map(|&draws| draws as usize).sum()
    }
}

/// Draws places and projects those near the surface onto it: about half of them.
pub fn draw(
    field: &Field,
    tiles: &Tiles,
    draws: &Draws,
    control: &dyn StageControl,
) -> Result<Vec<Candidate>, Cancelled> {
    let mut before = (0, 0);
    let starts: Vec<(usize, usize)> = tiles
        .tiles
        .iter()
        .map(|tile| {
            let start = before;
            let in_tile = &draws.per_cell[start.0..start.0 + tile.cells.len()];
            before = (start.0 + tile.cells.len(), start.1 + in_tile.iter().map(|&draws| draws as usize).sum::<usize>());
            start
        })
        .collect();
    map_blocks(field, tiles.tiles.len(), TILES_PER_BLOCK, control, |evaluator, range| {
        let mut candidates = Vec::new();
        for number in range {
            let places = places_in(&tiles.tiles[number], tiles.cell_m, draws, starts[number]);
            if !places.is_empty() {
                evaluator.use_tape(&tiles.tiles[number].tape);
                project(evaluator, &places, tiles.cell_m, &mut candidates);
            }
        }
        evaluator.use_field();
        candidates
    })
}

/// Random places in a tile with the number of their cell.
fn places_in(tile: &Tile, cell_m: f32, draws: &Draws, (first_cell, first_draw): (usize, usize)) -> Vec<(Vector, u32)> {
    let mut places = Vec::new();
    for (index, &cell) in tile.cells.iter().enumerate() {
        let center = tile.center(cell, cell_m);
        let number = first_cell + index;
        for _ in 0..draws.per_cell[number] {
            let draw = first_draw + places.len();
            places.push((random_place(center, cell_m, (draws.round << 48) + draw as u64), number as u32));
        }
    }
    places
}

/// Projects the places that are within half of `band_m` of the surface onto it by two Newton steps.
fn project(evaluator: &mut Evaluator<'_>, places: &[(Vector, u32)], band_m: f32, candidates: &mut Vec<Candidate>) {
    let near = |position: Vector, [dx, dy, dz, distance]: [f32; 4]| {
        let squared = dx * dx + dy * dy + dz * dz;
        let is_near = distance * distance <= 0.25 * band_m * band_m * squared;
        (is_near && squared > SMALLEST_SQUARED_GRADIENT)
            .then(|| vector::sub(position, vector::scale([dx, dy, dz], distance / squared)))
    };
    let places = close_to_surface(evaluator, places, band_m);
    let gradients = gradients_at(evaluator, places.iter().map(|place| place.0));
    let stepped: Vec<(Vector, u32)> = places
        .iter()
        .zip(gradients)
        .filter_map(|(&(position, cell), gradient)| Some((near(position, gradient)?, cell)))
        .collect();
    let gradients = gradients_at(evaluator, stepped.iter().map(|place| place.0));
    let points: Vec<(SurfacePoint, f32, u32)> = stepped
        .iter()
        .zip(gradients)
        .filter_map(|(&(position, cell), gradient)| {
            let normal = vector::direction([gradient[0], gradient[1], gradient[2]])?;
            let slope = vector::length([gradient[0], gradient[1], gradient[2]]);
            // After a short second step the rest is far below a pixel; where steps stay long there is no good surface.
            if gradient[3].abs() > LONGEST_SECOND_STEP * band_m * slope {
                return None;
            }
            Some((SurfacePoint { position: near(position, gradient)?, normal }, slope, cell))
        })
        .collect();
    let [x, y, z] = split_axes(points.iter().map(|(point, ..)| point.position));
    let mut appearances = vec![SurfaceSample::default(); points.len()];
    evaluator.surfaces(&x, &y, &z, &mut appearances);
    candidates.extend(points.iter().zip(appearances).map(|(&(point, slope, cell), appearance)| Candidate {
        slope,
        point,
        appearance,
        cell,
    }));
}

/// Those of the places that can be within half of `band_m` of the surface: values are cheaper than gradients.
fn close_to_surface(evaluator: &mut Evaluator<'_>, places: &[(Vector, u32)], band_m: f32) -> Vec<(Vector, u32)> {
    let [x, y, z] = split_axes(places.iter().map(|place| place.0));
    let mut distances = vec![0.0; places.len()];
    evaluator.distances(&x, &y, &z, &mut distances);
    let is_close = |distance: f32| distance.abs() <= 0.5 * STEEPEST * band_m;
    places.iter().zip(distances).filter_map(|(&place, distance)| is_close(distance).then_some(place)).collect()
}

/// Puts a list in an order in which neighbours come from far apart: steps of the golden ratio through the list.
pub fn spread<T: Copy>(items: &[T]) -> Vec<T> {
    let count = items.len();
    let mut step = ((count as f64 * 0.618_033_988_749_895) as usize).max(1);
    while count > 1 && greatest_common_divisor(step, count) != 1 {
        step += 1;
    }
    let mut place = 0;
    (0..count)
        .map(|_| {
            let item = items[place];
            place = (place + step) % count;
            item
        })
        .collect()
}

fn greatest_common_divisor(mut a: usize, mut b: usize) -> usize {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// A random place in the cell around `center`.
fn random_place(center: Vector, cell_m: f32, number: u64) -> Vector {
    let mut bits = mix(number);
    center.map(|middle| {
        // 21 bits per axis, from −½ to ½.
        let offset = (bits & 0x1f_ffff) as f32 / 2_097_152.0 - 0.5;
        bits >>= 21;
        middle + offset * cell_m
    })
}

/// SplitMix64's output function (Steele, Lea, Flood, 2014).
fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Gradient and value at each point.
fn gradients_at(evaluator: &mut Evaluator<'_>, points: impl ExactSizeIterator<Item = Vector> + Clone) -> Vec<[f32; 4]> {
    let mut gradients = vec![[0.0; 4]; points.len()];
    let [x, y, z] = split_axes(points);
    evaluator.gradients(&x, &y, &z, &mut gradients);
    gradients
}
