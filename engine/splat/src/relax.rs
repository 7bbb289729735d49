//! Evening out of the spacing, for those who give more time to splats.

use gve_field::{
    Field,
    control::{Cancelled, StageControl},
};

use crate::{
    SurfacePoint, candidates, neighbours,
    parallel::{POINTS_PER_BLOCK, map_blocks},
    vector::{self, Vector},
};

/// Neighbours nearer than this many spacings push.
const RANGE: f32 = 1.3;
/// Part of the mean push that one step moves.
const STEP: f32 = 0.25;
/// A splat whose neighbour's normal differs more than this stays where it is, so that edges keep their splats.
const SMOOTH: f32 = 0.9;

/// Moves every splat along the surface away from its closest neighbours, then projects it back. The order is kept.
pub fn step(
    field: &Field,
    points: &[SurfacePoint],
    spacing_m: f32,
    edge_m: f32,
    control: &dyn StageControl,
) -> Result<Vec<SurfacePoint>, Cancelled> {
    let neighbours = neighbours::nearest(field, points, spacing_m, control)?;
    let moved = map_blocks(field, points.len(), POINTS_PER_BLOCK, control, |_, range| {
        range
            .map(|index| {
                let push = push_on(points, index, neighbours[index].iter(points).map(|(_, other)| other), spacing_m);
                SurfacePoint { position: vector::add(points[index].position, push), ..points[index] }
            })
            .collect()
    })?;
    candidates::polish(field, &moved, edge_m, control)
}

/// Sum of the pushes of the neighbours, in metres, along the surface.
fn push_on(
    points: &[SurfacePoint],
    index: usize,
    neighbours: impl Iterator<Item = SurfacePoint>,
    spacing_m: f32,
) -> Vector {
    let point = points[index];
    let range_m = RANGE * spacing_m;
    let mut push = [0.0; 3];
    for other in neighbours {
        let facing = vector::dot(point.normal, other.normal);
        if facing < 0.0 {
            continue;
        }
        if facing < SMOOTH {
            return [0.0; 3];
        }
        let away = vector::tangential(vector::sub(point.position, other.position), point.normal);
        let distance_m = vector::length(away);
        if distance_m > 0.0 && distance_m < range_m {
            push = vector::add(push, vector::scale(away, (range_m / distance_m - 1.0) * STEP));
        }
    }
    let longest_m = 0.3 * spacing_m;
    let length = vector::length(push);
    if length > longest_m { vector::scale(push, longest_m / length) } else { push }
}
