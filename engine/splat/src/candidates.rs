//! Points on the surface, many more than splats, evenly likely everywhere.

use gve_field::{
    Evaluator, Field,
    control::{Cancelled, StageControl},
};

use crate::{
    SurfacePoint,
    cells::{Cells, split_axes},
    parallel::map_blocks,
    vector::{self, Vector},
};

/// Below this squared gradient a point has no reliable direction to the surface.
const SMALLEST_SQUARED_GRADIENT: f32 = 1e-3;
/// Rounds of drawing until there are enough; the second fills what the first fell short of.
const MOST_ROUNDS: usize = 8;

/// Points on the surface and what drawing them told about its size.
#[derive(Debug)]
pub struct Cloud {
    pub points: Vec<SurfacePoint>,
    /// Estimate from the share of accepted draws.
    pub area_m2: f32,
}

/// Draws points in the cubes and projects those near the surface onto it, until there are `wanted` or the surface
/// proves too small.
pub fn on_surface(field: &Field, cells: &Cells, wanted: usize, control: &dyn StageControl) -> Result<Cloud, Cancelled> {
    let mut points = Vec::with_capacity(wanted);
    let (mut drawn, mut accepted) = (0, 0);
    for _ in 0..MOST_ROUNDS {
        if points.len() >= wanted || cells.centers.is_empty() {
            break;
        }
        // About half of the draws are near enough; a little more than that in the first round.
        let draws = (wanted - points.len()) * 2 + wanted / 8;
        let round = map_blocks(field, draws, control, |evaluator, range| {
            project(evaluator, cells, drawn + range.start..drawn + range.end)
        })?;
        drawn += draws;
        accepted += round.len();
        points.extend(round);
    }
    let accepted_share = accepted as f32 / drawn.max(1) as f32;
    // The accepted band is one edge thick, so its volume over the edge is the area.
    let area_m2 = accepted_share * cells.centers.len() as f32 * cells.edge_m * cells.edge_m;
    points.truncate(wanted);
    Ok(Cloud { points, area_m2 })
}

/// The draws with these numbers: random places in cubes, projected by two Newton steps.
fn project(evaluator: &mut Evaluator<'_>, cells: &Cells, draws: std::ops::Range<usize>) -> Vec<SurfacePoint> {
    let places: Vec<Vector> = draws.map(|number| draw(cells, number as u64)).collect();
    let near = |position: Vector, [dx, dy, dz, distance]: [f32; 4]| {
        let squared = dx * dx + dy * dy + dz * dz;
        let is_near = distance * distance <= 0.25 * cells.edge_m * cells.edge_m * squared;
        (is_near && squared > SMALLEST_SQUARED_GRADIENT)
            .then(|| vector::sub(position, vector::scale([dx, dy, dz], distance / squared)))
    };
    let gradients = gradients_at(evaluator, &places);
    let stepped: Vec<Vector> =
        places.iter().zip(gradients).filter_map(|(&position, gradient)| near(position, gradient)).collect();
    let gradients = gradients_at(evaluator, &stepped);
    let point = |(&position, gradient): (&Vector, [f32; 4])| {
        let normal = vector::direction([gradient[0], gradient[1], gradient[2]])?;
        Some(SurfacePoint { position: near(position, gradient)?, normal })
    };
    stepped.iter().zip(gradients).filter_map(point).collect()
}

/// A random place in a random cube. Consecutive numbers spread over the cubes by the golden ratio.
fn draw(cells: &Cells, number: u64) -> Vector {
    let spread = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let cell = ((u128::from(spread) * cells.centers.len() as u128) >> 64) as usize;
    let mut bits = mix(number);
    std::array::from_fn(|axis| {
        // 21 bits per axis, from −½ to ½.
        let offset = (bits & 0x1f_ffff) as f32 / 2_097_152.0 - 0.5;
        bits >>= 21;
        cells.centers[cell][axis] + offset * cells.edge_m
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
    map_blocks(field, points.len(), control, |evaluator, range| {
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
