//! Sparse cubes that the surface passes through.

use gve_field::{
    Field,
    control::{Cancelled, StageControl},
};

use crate::{parallel::map_blocks, vector};

/// Cubes along the longest axis before the first halving.
const COARSE_CUBES: f32 = 16.0;
/// Each halving splits the cubes that are left into eight.
const HALVINGS: u32 = 3;
/// Half of a unit cube's diagonal with 5 % to spare: a cube whose centre is farther from the surface is not crossed.
const HALF_DIAGONAL: f32 = 0.91;

/// Equal cubes that cover the surface.
#[derive(Debug)]
pub struct Cells {
    /// Centres in metres.
    pub centers: Vec<[f32; 3]>,
    /// Edge of a cube in metres.
    pub edge_m: f32,
    /// Diagonal of the field's bounds in metres.
    pub diagonal_m: f32,
}

/// Finds the cubes, 128 along the longest axis of the field's bounds, that the surface passes through.
pub fn crossed_by_surface(field: &Field, control: &dyn StageControl) -> Result<Cells, Cancelled> {
    let bounds = field.bounds();
    let extent = vector::sub(bounds.max, bounds.min);
    let mut edge_m = extent.iter().fold(0.0_f32, |longest, &side| longest.max(side)) / COARSE_CUBES;
    // A cube more on both sides, so that no surface lies on the outermost faces.
    let counts = extent.map(|side| (side / edge_m).ceil() as usize + 1);
    let low: [f32; 3] = std::array::from_fn(|axis| {
        let slack = counts[axis] as f32 * edge_m - extent[axis];
        bounds.min[axis] - 0.5 * slack + 0.5 * edge_m
    });
    let total = counts[0] * counts[1] * counts[2];
    let coarse = (0..total).map(|index| {
        let place = [index % counts[0], index / counts[0] % counts[1], index / counts[0] / counts[1]];
        std::array::from_fn(|axis| low[axis] + place[axis] as f32 * edge_m)
    });
    let mut centers = keep_crossed(field, &coarse.collect::<Vec<_>>(), edge_m, control)?;
    for _ in 0..HALVINGS {
        edge_m *= 0.5;
        let split: Vec<[f32; 3]> = centers.iter().flat_map(|&center| octants(center, 0.5 * edge_m)).collect();
        centers = keep_crossed(field, &split, edge_m, control)?;
    }
    Ok(Cells { centers, edge_m, diagonal_m: vector::length(extent) })
}

fn octants(center: [f32; 3], offset: f32) -> impl Iterator<Item = [f32; 3]> {
    (0..8).map(move |octant| {
        std::array::from_fn(|axis| center[axis] + if octant >> axis & 1 == 1 { offset } else { -offset })
    })
}

fn keep_crossed(
    field: &Field,
    centers: &[[f32; 3]],
    edge_m: f32,
    control: &dyn StageControl,
) -> Result<Vec<[f32; 3]>, Cancelled> {
    map_blocks(field, centers.len(), control, |evaluator, range| {
        let block = &centers[range];
        let [x, y, z] = split_axes(block.iter().copied());
        let mut distances = vec![0.0; block.len()];
        evaluator.distances(&x, &y, &z, &mut distances);
        let is_crossed = |distance: f32| distance.abs() <= HALF_DIAGONAL * edge_m;
        block.iter().zip(distances).filter(|(_, distance)| is_crossed(*distance)).map(|(center, _)| *center).collect()
    })
}

/// Coordinates per axis, as the evaluator takes them.
pub fn split_axes(points: impl Iterator<Item = [f32; 3]> + Clone) -> [Vec<f32>; 3] {
    [0, 1, 2].map(|axis| points.clone().map(|point| point[axis]).collect())
}
