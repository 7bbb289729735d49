//! Points on the surface, many more than splats, evenly likely everywhere.

use gve_field::{
    Evaluator, Field,
    control::{Cancelled, StageControl},
};

use crate::{
    SurfacePoint,
    parallel::{POINTS_PER_BLOCK, map_blocks},
    tiles::{Tiles, split_axes},
    vector::{self, Vector},
};

/// Below this squared gradient a point has no reliable direction to the surface.
const SMALLEST_SQUARED_GRADIENT: f32 = 1e-3;
/// Tiles of one block of work.
const TILES_PER_BLOCK: usize = 8;
/// Rounds of drawing until there are enough.
const MOST_ROUNDS: u64 = 3;

/// Points on the surface and what drawing them told about its size.
#[derive(Debug)]
pub struct Cloud {
    /// Neighbours in this list lie apart from each other.
    pub points: Vec<SurfacePoint>,
    /// Estimate from the share of accepted draws.
    pub area_m2: f32,
}

/// Draws points in the cells and projects those near the surface onto it, until there are about `wanted` or the
/// surface proves too small.
pub fn on_surface(field: &Field, tiles: &Tiles, wanted: usize, control: &dyn StageControl) -> Result<Cloud, Cancelled> {
    let cells = tiles.cell_count();
    let mut points = Vec::with_capacity(wanted);
    let mut drawn = 0;
    for round in 0..MOST_ROUNDS {
        // About half of the draws are near enough to the surface.
        let draws = (wanted - points.len().min(wanted)) * 2;
        if draws < wanted / 2 || cells == 0 {
            break;
        }
        points.extend(draw_round(field, tiles, cells, draws, round, control)?);
        drawn += draws;
    }
    let accepted_share = points.len() as f32 / drawn.max(1) as f32;
    // The accepted band is one cell thick, so its volume over the cell is the area.
    let area_m2 = accepted_share * cells as f32 * tiles.cell_m * tiles.cell_m;
    Ok(Cloud { points: spread(points), area_m2 })
}

/// Puts a list in an order in which neighbours come from far apart: steps of the golden ratio through the list.
fn spread(points: Vec<SurfacePoint>) -> Vec<SurfacePoint> {
    let count = points.len();
    let mut step = (count as f64 * 0.618_033_988_749_895) as usize;
    while count > 1 && greatest_common_divisor(step.max(1), count) != 1 {
        step += 1;
    }
    (0..count).map(|index| points[(index * step.max(1)) % count]).collect()
}

fn greatest_common_divisor(mut a: usize, mut b: usize) -> usize {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// `draws` random places, evenly over the cells, projected by two Newton steps.
fn draw_round(
    field: &Field,
    tiles: &Tiles,
    cells: usize,
    draws: usize,
    round: u64,
    control: &dyn StageControl,
) -> Result<Vec<SurfacePoint>, Cancelled> {
    let before: Vec<usize> =
        tiles.tiles.iter().scan(0, |sum, tile| Some(std::mem::replace(sum, *sum + tile.cells.len()))).collect();
    map_blocks(field, tiles.tiles.len(), TILES_PER_BLOCK, control, |evaluator, range| {
        let mut points = Vec::new();
        for number in range {
            let tile = &tiles.tiles[number];
            let mut places = Vec::new();
            for (index, &cell) in tile.cells.iter().enumerate() {
                let center = tile.center(cell, tiles.cell_m);
                let cell_number = before[number] + index;
                for draw in cell_number * draws / cells..(cell_number + 1) * draws / cells {
                    places.push(random_place(center, tiles.cell_m, (round << 48) + draw as u64));
                }
            }
            evaluator.use_tape(&tile.tape);
            project(evaluator, &places, tiles.cell_m, &mut points);
        }
        evaluator.use_field();
        points
    })
}

/// Projects the places that are within half of `band_m` of the surface onto it.
fn project(evaluator: &mut Evaluator<'_>, places: &[Vector], band_m: f32, points: &mut Vec<SurfacePoint>) {
    let near = |position: Vector, [dx, dy, dz, distance]: [f32; 4]| {
        let squared = dx * dx + dy * dy + dz * dz;
        let is_near = distance * distance <= 0.25 * band_m * band_m * squared;
        (is_near && squared > SMALLEST_SQUARED_GRADIENT)
            .then(|| vector::sub(position, vector::scale([dx, dy, dz], distance / squared)))
    };
    let gradients = gradients_at(evaluator, places);
    let stepped: Vec<Vector> =
        places.iter().zip(gradients).filter_map(|(&position, gradient)| near(position, gradient)).collect();
    let gradients = gradients_at(evaluator, &stepped);
    let point = |(&position, gradient): (&Vector, [f32; 4])| {
        let normal = vector::direction([gradient[0], gradient[1], gradient[2]])?;
        Some(SurfacePoint { position: near(position, gradient)?, normal })
    };
    points.extend(stepped.iter().zip(gradients).filter_map(point));
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
pub fn gradients_at(evaluator: &mut Evaluator<'_>, points: &[Vector]) -> Vec<[f32; 4]> {
    let [x, y, z] = split_axes(points.iter().copied());
    let mut gradients = vec![[0.0; 4]; points.len()];
    evaluator.gradients(&x, &y, &z, &mut gradients);
    gradients
}

/// Projects points again, until they are within rounding of the surface, and leaves out those that do not arrive.
pub fn polish(
    field: &Field,
    points: &[SurfacePoint],
    edge_m: f32,
    control: &dyn StageControl,
) -> Result<Vec<SurfacePoint>, Cancelled> {
    let tolerance_m = 1e-3 * edge_m;
    map_blocks(field, points.len(), POINTS_PER_BLOCK, control, |evaluator, range| {
        let block = &points[range];
        let mut positions: Vec<Vector> = block.iter().map(|point| point.position).collect();
        let mut gradients = gradients_at(evaluator, &positions);
        for (position, gradient) in positions.iter_mut().zip(&gradients) {
            *position = newton_step(*position, *gradient, edge_m);
        }
        gradients = gradients_at(evaluator, &positions);
        let arrived = |(position, gradient): (Vector, [f32; 4])| {
            let normal = vector::direction([gradient[0], gradient[1], gradient[2]])?;
            (gradient[3].abs() <= tolerance_m).then_some(SurfacePoint { position, normal })
        };
        positions.into_iter().zip(gradients).filter_map(arrived).collect()
    })
}

/// The point of steepest approach to the surface, at most `longest_m` away.
fn newton_step(position: Vector, [dx, dy, dz, distance]: [f32; 4], longest_m: f32) -> Vector {
    let squared = dx * dx + dy * dy + dz * dz;
    if squared < SMALLEST_SQUARED_GRADIENT || distance * distance > longest_m * longest_m * squared {
        return position;
    }
    vector::sub(position, vector::scale([dx, dy, dz], distance / squared))
}
