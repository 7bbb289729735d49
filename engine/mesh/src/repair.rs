//! Triangles without area are opened by moving their vertices; the mesh's connections stay as they are.

use crate::{
    join::{Joined, cross, dot, sub},
    tile::{Grid, position_in_metres},
};

/// Least area of a triangle, as a part of a cell's face.
const LEAST_AREA: f32 = 1e-5;
const ROUNDS: usize = 8;

/// Moves the vertices of triangles with next to no area towards the mean of their crossings, then towards the middle
/// of their cell, each by a different part so that they cannot stay in line.
pub(crate) fn open_flat_triangles(grid: &Grid, joined: &mut Joined) {
    let least = LEAST_AREA * grid.lattice.spacing * grid.lattice.spacing;
    let mut suspects: Vec<[u32; 3]> = joined.triangles.clone();
    for round in 0..ROUNDS {
        suspects.retain(|&triangle| area(triangle, &joined.positions) < least);
        if suspects.is_empty() {
            return;
        }
        let mut moved: Vec<u32> = suspects.iter().flatten().copied().collect();
        moved.sort_unstable();
        moved.dedup();
        for &index in &moved {
            let joined_vertex = &mut joined.vertices[index as usize];
            let vertex = &mut joined_vertex.vertex;
            let target = if round < ROUNDS / 2 { vertex.mean } else { [0.5; 3] };
            let part = 0.1 + 0.05 * (index % 4) as f32;
            for axis in 0..3 {
                vertex.position[axis] += part * (target[axis] - vertex.position[axis]);
            }
            joined.positions[index as usize] = position_in_metres(grid, joined_vertex.cell, vertex.position);
        }
        // A moved vertex can flatten another of its triangles.
        let is_moved = |index: &u32| moved.binary_search(index).is_ok();
        suspects = joined.triangles.iter().filter(|triangle| triangle.iter().any(is_moved)).copied().collect();
    }
}

fn area(triangle: [u32; 3], positions: &[[f32; 3]]) -> f32 {
    let [p, q, r] = triangle.map(|index| positions[index as usize]);
    let n = cross(sub(q, p), sub(r, p));
    0.5 * dot(n, n).sqrt()
}
