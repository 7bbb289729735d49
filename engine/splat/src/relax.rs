//! Evens out the distances of splats on faces.

use gve_field::{SurfaceSample, control::Cancelled};

use crate::{
    SurfacePoint,
    boundary::Boundary,
    grid::Grid,
    parallel::{POINTS_PER_BLOCK, map_blocks},
    probe::Probe,
    spacing::Spacing,
    surface::Chosen,
    vector::{self, Vector},
};

/// Neighbours nearer than this many spacings push.
const RANGE: f32 = 1.3;
/// Part of the sum of pushes that one step moves.
const STEP: f32 = 0.1;
/// Longest move of one step, in spacings.
const LONGEST: f32 = 0.2;
/// Neighbours whose normals differ more than this do not push (cosine).
const SAME_FACE: f32 = 0.8;
/// Moves that come nearer to a line than this part of the distance before are left out.
const KEPT_DISTANCE: f32 = 0.8;

/// Moves every splat along the surface away from its closest neighbours and projects it back, where that leads neither
/// over a line nor to another material.
pub fn step(probe: &Probe<'_>, chosen: &[Chosen], boundary: &Boundary<'_>) -> Result<Vec<Chosen>, Cancelled> {
    let total_m: f32 = chosen.iter().map(|chosen| chosen.spacing.area_m2().sqrt()).sum();
    let reach_m = RANGE * total_m / chosen.len().max(1) as f32;
    let grid = Grid::new(chosen.iter().map(|chosen| chosen.candidate.point.position), reach_m);
    let moved: Vec<Vector> = map_blocks(probe.field, chosen.len(), POINTS_PER_BLOCK, probe.control, |_, range| {
        range.map(|index| pushed(chosen, index, &grid)).collect()
    })?;
    let gradients = probe.gradients(&moved)?;
    let on_surface: Vec<Vector> = moved
        .iter()
        .zip(&gradients)
        .map(|(&position, &[dx, dy, dz, distance])| {
            let squared = (dx * dx + dy * dy + dz * dz).max(1e-6);
            vector::sub(position, vector::scale([dx, dy, dz], distance / squared))
        })
        .collect();
    let gradients = probe.gradients(&on_surface)?;
    let appearances = probe.appearances(&on_surface)?;
    let moved = chosen.iter().zip(on_surface).zip(gradients.into_iter().zip(appearances));
    Ok(moved
        .map(|((chosen, position), (gradient, appearance))| {
            arrived(chosen, position, gradient, appearance, boundary).unwrap_or(*chosen)
        })
        .collect())
}

/// The splat at its new place; none if it should rather stay.
fn arrived(
    chosen: &Chosen,
    position: Vector,
    [dx, dy, dz, distance]: [f32; 4],
    appearance: SurfaceSample,
    boundary: &Boundary<'_>,
) -> Option<Chosen> {
    let before = &chosen.candidate.point;
    let point = SurfacePoint { position, normal: vector::direction([dx, dy, dz])? };
    let axis = vector::direction(vector::tangential(chosen.spacing.axis, point.normal))?;
    let [first_m, second_m] = chosen.spacing.lengths_m;
    let stays_here = vector::dot(point.normal, before.normal) > SAME_FACE
        && appearance.material == chosen.candidate.appearance.material
        && distance.abs() < 1e-3 * first_m.min(second_m)
        && nearest_line_m(boundary, &point) >= KEPT_DISTANCE * nearest_line_m(boundary, before);
    let mut moved = *chosen;
    moved.spacing.axis = axis;
    moved.candidate.point = point;
    moved.candidate.slope = vector::length([dx, dy, dz]);
    moved.candidate.appearance = appearance;
    stays_here.then_some(moved)
}

fn nearest_line_m(boundary: &Boundary<'_>, point: &SurfacePoint) -> f32 {
    let mut nearest_m = f32::MAX;
    boundary.limits(point, |limit| nearest_m = nearest_m.min(limit.distance_m));
    nearest_m
}

/// Where the neighbours push a splat.
fn pushed(chosen: &[Chosen], index: usize, grid: &Grid) -> Vector {
    let point = chosen[index].candidate.point;
    let Spacing { axis, lengths_m } = chosen[index].spacing;
    let axes = [axis, vector::cross(point.normal, axis)];
    let mut push = [0.0; 2];
    for range in grid.near(point.position) {
        for &other in &grid.order()[range] {
            let other = chosen[other as usize].candidate.point;
            if vector::dot(other.normal, point.normal) < SAME_FACE {
                continue;
            }
            let offset = vector::sub(point.position, other.position);
            let away = [0, 1].map(|axis| vector::dot(offset, axes[axis]) / lengths_m[axis]);
            let distance = (away[0] * away[0] + away[1] * away[1]).sqrt();
            if distance > 0.0 && distance < RANGE {
                let strength = STEP * (RANGE / distance - 1.0);
                push = [push[0] + strength * away[0], push[1] + strength * away[1]];
            }
        }
    }
    let length = (push[0] * push[0] + push[1] * push[1]).sqrt();
    let part = if length > LONGEST { LONGEST / length } else { 1.0 };
    let shift = |axis: usize| vector::scale(axes[axis], part * push[axis] * lengths_m[axis]);
    vector::add(point.position, vector::add(shift(0), shift(1)))
}
