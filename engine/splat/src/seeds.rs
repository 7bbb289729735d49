//! Where creases and borders between colours are suspected: pairs of neighbouring candidates on either side of one.

use gve_field::{
    SurfaceSample,
    control::{Cancelled, StageControl},
};

use crate::{
    SurfacePoint,
    candidates::Candidate,
    grid::Grid,
    parallel::map_ranges,
    vector::{self, Vector},
};

/// Cosine of the smallest turn of the normal that can be a crease: 20°.
pub const CREASE_COS: f32 = 0.939_692_6;
/// Normals that are farther apart than this face away from each other: two sides of a thin part, or of a knife's edge.
const LARGEST_TURN_COS: f32 = -0.94;
/// Squared distance in Oklab from which on two colours have a border.
pub const SAME_COLOR: f32 = 4e-4;

/// Two points with a crease or border between them.
#[derive(Debug, Clone, Copy)]
pub struct Seed {
    /// Guess of a point on the line.
    pub at: Vector,
    pub sides: [SurfacePoint; 2],
    pub appearances: [SurfaceSample; 2],
    /// False where only the colours differ.
    pub is_crease: bool,
}

/// Squared distance in Oklab.
pub fn squared_color_distance(a: &SurfaceSample, b: &SurfaceSample) -> f32 {
    let difference = vector::sub(a.color_oklab, b.color_oklab);
    vector::dot(difference, difference)
}

/// Finds suspects between candidates that are at most `reach_m` apart; no two at less than `apart_m` of the same kind.
pub fn find(
    candidates: &[Candidate],
    reach_m: f32,
    apart_m: f32,
    control: &dyn StageControl,
) -> Result<Vec<Seed>, Cancelled> {
    let grid = Grid::new(candidates.iter().map(|candidate| candidate.point.position), reach_m);
    control.proceed()?;
    let sorted: Vec<Candidate> = grid.order().iter().map(|&index| candidates[index as usize]).collect();
    let has_borders = has_several_colors(candidates);
    let mut place = vec![0; candidates.len()];
    for (sorted, &index) in (0_u32..).zip(grid.order()) {
        place[index as usize] = sorted;
    }
    let found = map_ranges(candidates.len(), control, |range| {
        let around = |index: usize| around(&sorted, place[index] as usize, &grid, reach_m, has_borders);
        range.flat_map(around).flatten().collect()
    })?;
    control.proceed()?;
    Ok(thin(found, apart_m))
}

/// Whether any two candidates differ in colour.
pub fn has_several_colors(candidates: &[Candidate]) -> bool {
    let Some((first, others)) = candidates.split_first() else { return false };
    others.iter().any(|other| squared_color_distance(&first.appearance, &other.appearance) > SAME_COLOR)
}

/// The nearest pair over a crease and the nearest over a border; candidates are in the order of the grid.
fn around(candidates: &[Candidate], index: usize, grid: &Grid, reach_m: f32, has_borders: bool) -> [Option<Seed>; 2] {
    let own = &candidates[index];
    let mut nearest = [(reach_m * reach_m, None), (if has_borders { reach_m * reach_m } else { 0.0 }, None)];
    for range in grid.near(own.point.position) {
        for other in &candidates[range] {
            let way = vector::sub(other.point.position, own.point.position);
            let squared = vector::dot(way, way);
            if squared >= nearest[0].0.max(nearest[1].0) || squared == 0.0 {
                continue;
            }
            if squared < nearest[0].0
                && let Some(at) = crease_between(own, other, squared)
            {
                nearest[0] = (squared, Some((at, other)));
            }
            let is_border = squared < nearest[1].0
                && squared_color_distance(&own.appearance, &other.appearance) > SAME_COLOR
                && vector::dot(own.point.normal, other.point.normal) > 0.0;
            if is_border {
                let middle = vector::scale(vector::add(own.point.position, other.point.position), 0.5);
                nearest[1] = (squared, Some((middle, other)));
            }
        }
    }
    let seed = |place: usize| {
        let (at, other) = nearest[place].1?;
        let sides = [own.point, other.point];
        Some(Seed { at, sides, appearances: [own.appearance, other.appearance], is_crease: place == 0 })
    };
    [seed(0), seed(1)]
}

/// Where the tangent planes of two candidates meet, if that is near both and no mere bend.
fn crease_between(a: &Candidate, b: &Candidate, squared_distance: f32) -> Option<Vector> {
    let facing = vector::dot(a.point.normal, b.point.normal);
    if !(LARGEST_TURN_COS..CREASE_COS).contains(&facing) {
        return None;
    }
    let at = meeting([a.point, b.point], vector::scale(vector::add(a.point.position, b.point.position), 0.5))?;
    let is_near = |point: &SurfacePoint| {
        let offset = vector::sub(at, point.position);
        vector::dot(offset, offset) < 1.5 * squared_distance
    };
    (is_near(&a.point) && is_near(&b.point)).then_some(at)
}

/// The point nearest to `from` in both tangent planes.
pub fn meeting([a, b]: [SurfacePoint; 2], from: Vector) -> Option<Vector> {
    let facing = vector::dot(a.normal, b.normal);
    let determinant = 1.0 - facing * facing;
    if determinant < 1e-3 {
        return None;
    }
    let heights = [a, b].map(|plane| vector::dot(vector::sub(plane.position, from), plane.normal));
    let along_a = (heights[0] - facing * heights[1]) / determinant;
    let along_b = (heights[1] - facing * heights[0]) / determinant;
    Some(vector::add(from, vector::add(vector::scale(a.normal, along_a), vector::scale(b.normal, along_b))))
}

/// Leaves out seeds next to an earlier one of the same kind and faces.
fn thin(found: Vec<Seed>, apart_m: f32) -> Vec<Seed> {
    let grid = Grid::new(found.iter().map(|seed| seed.at), apart_m);
    let mut kept = vec![false; found.len()];
    for (index, seed) in found.iter().enumerate() {
        let is_double = |&other_index: &u32| {
            let other = &found[other_index as usize];
            let offset = vector::sub(other.at, seed.at);
            kept[other_index as usize]
                && other.is_crease == seed.is_crease
                && vector::dot(offset, offset) < apart_m * apart_m
                && same_faces(seed, other)
        };
        kept[index] = !grid.near(seed.at).any(|range| grid.order()[range].iter().any(is_double));
    }
    found.into_iter().zip(kept).filter_map(|(seed, is_kept)| is_kept.then_some(seed)).collect()
}

/// Whether two seeds lie between about the same two faces, in either order.
fn same_faces(a: &Seed, b: &Seed) -> bool {
    let agree = |i: usize, j: usize| vector::dot(a.sides[i].normal, b.sides[j].normal) > 0.8;
    (agree(0, 0) && agree(1, 1)) || (agree(0, 1) && agree(1, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tangent_planes_meet_in_the_crease() {
        let top = SurfacePoint { position: [-0.03, 0.01, 0.0], normal: [0.0, 0.0, 1.0] };
        let side = SurfacePoint { position: [0.0, 0.03, -0.02], normal: [1.0, 0.0, 0.0] };
        let at = meeting([top, side], [-0.015, 0.02, -0.01]).unwrap();
        assert!(vector::length(vector::sub(at, [0.0, 0.02, 0.0])) < 1e-6, "{at:?}");
        assert!(meeting([top, top], [0.0; 3]).is_none());
    }
}
