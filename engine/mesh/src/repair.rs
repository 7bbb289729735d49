//! Triangles without area are opened by moving their vertices; the mesh's connections stay as they are.

use crate::{
    join::{Joined, cross, dot, sub},
    tile::Grid,
};

/// Least area of a triangle, as a part of a cell's face.
const LEAST_AREA: f32 = 1e-5;
const ROUNDS: usize = 8;

/// Least area of a triangle in square metres.
pub(crate) fn least_area(grid: &Grid) -> f32 {
    LEAST_AREA * grid.lattice.spacing * grid.lattice.spacing
}

/// Moves the vertices of triangles with next to no area towards the mean of their neighbours, then towards the middle
/// of their cell, each by a different part so that they cannot stay in line.
pub(crate) fn open_flat_triangles(grid: &Grid, joined: &mut Joined) {
    let least = least_area(grid);
    let mut suspects: Vec<[u32; 3]> = joined.flat.iter().map(|&index| joined.triangles[index as usize]).collect();
    for round in 0..ROUNDS {
        suspects.retain(|&triangle| area(triangle, &joined.positions) < least);
        if suspects.is_empty() {
            return;
        }
        let mut moved: Vec<u32> = suspects.iter().flatten().copied().collect();
        moved.sort_unstable();
        moved.dedup();
        // A moved vertex can flatten another of its triangles.
        let is_moved = |index: &u32| moved.binary_search(index).is_ok();
        suspects = joined.triangles.iter().filter(|triangle| triangle.iter().any(is_moved)).copied().collect();
        let targets = targets(grid, &moved, &suspects, &joined.positions, round < ROUNDS / 2);
        for (&index, target) in moved.iter().zip(targets) {
            let position = &mut joined.positions[index as usize];
            let part = 0.1 + 0.05 * (index % 4) as f32;
            for axis in 0..3 {
                position[axis] += part * (target[axis] - position[axis]);
            }
        }
    }
}

/// Where vertices are moved to: the mean of their neighbours, or the middle of their cell. `around` holds all of their
/// triangles.
fn targets(
    grid: &Grid,
    moved: &[u32],
    around: &[[u32; 3]],
    positions: &[[f32; 3]],
    to_neighbours: bool,
) -> Vec<[f32; 3]> {
    if !to_neighbours {
        return moved.iter().map(|&index| middle_of_cell(grid, positions[index as usize])).collect();
    }
    let mut sums = vec![[0.0_f32; 4]; moved.len()];
    for triangle in around {
        for corner in 0..3 {
            let Ok(place) = moved.binary_search(&triangle[corner]) else { continue };
            for other in [1, 2].map(|step| positions[triangle[(corner + step) % 3] as usize]) {
                for axis in 0..3 {
                    sums[place][axis] += other[axis];
                }
                sums[place][3] += 1.0;
            }
        }
    }
    sums.into_iter().map(|[x, y, z, count]| [x / count, y / count, z / count]).collect()
}

/// Middle of the cell that a vertex lies in; vertices keep a distance from its faces.
fn middle_of_cell(grid: &Grid, position: [f32; 3]) -> [f32; 3] {
    std::array::from_fn(|axis| {
        let cell = ((position[axis] - grid.lattice.origin[axis]) / grid.lattice.spacing).max(0.0) as u32;
        grid.lattice.coordinate(axis, cell) + 0.5 * grid.lattice.spacing
    })
}

pub(crate) fn area(triangle: [u32; 3], positions: &[[f32; 3]]) -> f32 {
    let [p, q, r] = triangle.map(|index| positions[index as usize]);
    let n = cross(sub(q, p), sub(r, p));
    0.5 * dot(n, n).sqrt()
}
