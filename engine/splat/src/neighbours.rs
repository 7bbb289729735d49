//! The nearest splats of each splat.

use gve_field::{
    Field,
    control::{Cancelled, StageControl},
};

use crate::{
    SurfacePoint,
    grid::Grid,
    parallel::{POINTS_PER_BLOCK, map_blocks},
    vector,
};

/// Most neighbours that are kept.
pub const MOST: usize = 18;
/// Neighbours farther than this many times the mean spacing are left out.
const REACH: f32 = 2.5;

/// Indices of the nearest splats, nearest first.
#[derive(Debug, Clone, Copy)]
pub struct Neighbours {
    indices: [u32; MOST],
    count: usize,
}

impl Neighbours {
    /// The neighbours, nearest first.
    pub fn iter<'a>(&'a self, points: &'a [SurfacePoint]) -> impl Iterator<Item = (usize, SurfacePoint)> + 'a {
        self.indices[..self.count].iter().map(|&index| (index as usize, points[index as usize]))
    }
}

/// Finds the neighbours of every point.
pub fn nearest(
    field: &Field,
    points: &[SurfacePoint],
    spacing_m: f32,
    control: &dyn StageControl,
) -> Result<Vec<Neighbours>, Cancelled> {
    let reach_m = REACH * spacing_m;
    let grid = Grid::new(points.iter().map(|point| point.position), reach_m);
    map_blocks(field, points.len(), POINTS_PER_BLOCK, control, |_, range| {
        let mut found: Vec<(f32, u32)> = Vec::new();
        range.map(|index| of_one(points, index, &grid, reach_m, &mut found)).collect()
    })
}

fn of_one(points: &[SurfacePoint], index: usize, grid: &Grid, reach_m: f32, found: &mut Vec<(f32, u32)>) -> Neighbours {
    let position = points[index].position;
    found.clear();
    for range in grid.near(position) {
        for &other in &grid.order()[range] {
            let offset = vector::sub(points[other as usize].position, position);
            let squared = vector::dot(offset, offset);
            if squared < reach_m * reach_m && other as usize != index {
                found.push((squared, other));
            }
        }
    }
    let by_distance = |a: &(f32, u32), b: &(f32, u32)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
    if found.len() > 2 * MOST {
        found.select_nth_unstable_by(2 * MOST, by_distance);
        found.truncate(2 * MOST);
    }
    found.sort_unstable_by(by_distance);
    // Two cubes may share a bucket, which is then visited twice.
    found.dedup_by_key(|entry| entry.1);
    let count = found.len().min(MOST);
    let mut indices = [0; MOST];
    for (slot, (_, other)) in indices.iter_mut().zip(found.iter()) {
        *slot = *other;
    }
    Neighbours { indices, count }
}
