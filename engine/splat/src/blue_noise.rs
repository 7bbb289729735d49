//! Progressive blue noise by dart throwing with a shrinking radius.
//!
//! In each pass a candidate is taken unless a splat is nearer than the radius; then the radius shrinks. So every
//! prefix of the result keeps its points apart (McCool and Fiume, "Hierarchical Poisson disk sampling distributions",
//! 1992). Instead of searching splats around each candidate, a new splat marks the candidates around it with their
//! distance: each candidate knows its nearest splat, and a pass is one look at a number per candidate.

use gve_field::control::{Cancelled, StageControl};

use crate::{
    SurfacePoint,
    grid::Grid,
    vector::{self, Vector},
};

/// Factor on the radius from pass to pass.
const SHRINK: f32 = 0.96;
/// Surfaces that face away from each other more than this do not compete for room: they are two sides of a thin part.
const OPPOSITE_SIDES: f32 = -0.3;
/// Radius at which even a surface full of candidates is used up, relative to the first.
const SMALLEST_RADIUS: f32 = 1e-6;

/// Picks `count` of the candidates, in progressive order. `diagonal_m` is that of their bounds.
pub fn thin(
    candidates: &[SurfacePoint],
    count: usize,
    diagonal_m: f32,
    control: &dyn StageControl,
) -> Result<Vec<SurfacePoint>, Cancelled> {
    let first_radius = 0.5 * diagonal_m;
    let mut radius = first_radius;
    let mut throwing = Throwing::new(candidates, radius);
    let mut chosen = Vec::with_capacity(count);
    while chosen.len() < count && chosen.len() < candidates.len() && radius > SMALLEST_RADIUS * first_radius {
        if control.is_cancelled() {
            return Err(Cancelled);
        }
        if radius < 0.5 * throwing.edge_m {
            throwing = throwing.regrid(candidates, radius);
        }
        for (index, candidate) in candidates.iter().enumerate() {
            if throwing.squared_gap[throwing.place[index] as usize] < radius * radius {
                continue;
            }
            chosen.push(*candidate);
            if chosen.len() == count {
                break;
            }
            throwing.mark(candidate, radius);
        }
        radius *= SHRINK;
    }
    Ok(chosen)
}

/// Candidates sorted by cube, with the squared distance to their nearest splat.
struct Throwing {
    grid: Grid,
    edge_m: f32,
    /// Place of each candidate in the sorted arrays.
    place: Vec<u32>,
    positions: Vec<Vector>,
    normals: Vec<Vector>,
    squared_gap: Vec<f32>,
}

impl Throwing {
    fn new(candidates: &[SurfacePoint], edge_m: f32) -> Self {
        Self::sorted(candidates, edge_m, |_| f32::INFINITY)
    }

    /// The same state over smaller cubes.
    fn regrid(&self, candidates: &[SurfacePoint], edge_m: f32) -> Self {
        Self::sorted(candidates, edge_m, |index| self.squared_gap[self.place[index] as usize])
    }

    fn sorted(candidates: &[SurfacePoint], edge_m: f32, squared_gap: impl Fn(usize) -> f32) -> Self {
        let grid = Grid::new(candidates.iter().map(|candidate| candidate.position), edge_m);
        let mut place = vec![0; candidates.len()];
        for (sorted, &index) in grid.order().iter().enumerate() {
            place[index as usize] = sorted as u32;
        }
        let by_cube = || grid.order().iter().map(|&index| index as usize);
        let positions = by_cube().map(|index| candidates[index].position).collect();
        let normals = by_cube().map(|index| candidates[index].normal).collect();
        let squared_gap = by_cube().map(squared_gap).collect();
        Self { grid, edge_m, place, positions, normals, squared_gap }
    }

    /// Notes the new splat at every candidate within the radius.
    fn mark(&mut self, splat: &SurfacePoint, radius: f32) {
        for range in self.grid.near(splat.position) {
            for sorted in range {
                let offset = vector::sub(self.positions[sorted], splat.position);
                let squared = vector::dot(offset, offset);
                let is_nearer = squared < radius * radius && squared < self.squared_gap[sorted];
                if is_nearer && vector::dot(self.normals[sorted], splat.normal) > OPPOSITE_SIDES {
                    self.squared_gap[sorted] = squared;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use gve_field::control::Unattended;

    use super::*;

    /// Points of a square in the plane z = 0.
    fn square(count: u32) -> Vec<SurfacePoint> {
        let point = |number: u32| SurfacePoint {
            // The R2 sequence: evenly spread, never equal.
            position: [(number as f32 * 0.754_877_7).fract(), (number as f32 * 0.569_840_3).fract(), 0.0],
            normal: [0.0, 0.0, 1.0],
        };
        (0..count).map(point).collect()
    }

    fn smallest_gap(points: &[SurfacePoint]) -> f32 {
        let gaps = points
            .iter()
            .enumerate()
            .flat_map(|(index, a)| points[..index].iter().map(|b| vector::length(vector::sub(a.position, b.position))));
        gaps.fold(f32::INFINITY, f32::min)
    }

    #[test]
    fn every_prefix_keeps_its_points_apart() {
        let chosen = thin(&square(8000), 1000, 1.5, &Unattended).unwrap();
        assert_eq!(chosen.len(), 1000);
        for count in [8, 50, 250, 1000] {
            // The densest packing of discs has a spacing of 1.07 √(1 / count); dart throwing reaches about 0.7 of it.
            let expected = 0.6 * (1.0 / count as f32).sqrt();
            assert!(smallest_gap(&chosen[..count]) > expected, "{count}: {}", smallest_gap(&chosen[..count]));
        }
    }

    #[test]
    fn two_sides_of_a_thin_part_do_not_compete() {
        let mut candidates = square(2000);
        let below = |point: &SurfacePoint| SurfacePoint { normal: [0.0, 0.0, -1.0], ..*point };
        candidates.extend(square(2000).iter().map(below));
        let chosen = thin(&candidates, 400, 1.5, &Unattended).unwrap();
        let above = chosen.iter().filter(|point| point.normal[2] > 0.0).count();
        assert!((150..=250).contains(&above), "{above}");
    }

    #[test]
    fn fewer_candidates_than_wanted_are_all_taken() {
        assert_eq!(thin(&square(50), 100, 1.5, &Unattended).unwrap().len(), 50);
    }
}
