//! Points in hashed cubes, for finding those near a place.

use std::ops::{ControlFlow, Range};

use crate::vector::{Vector, floor};

/// Points sorted by the bucket of the cube that they lie in.
///
/// Different rows of cubes may share buckets, so a visitor sees every point near the place, perhaps some far ones, and
/// perhaps one twice.
pub struct Grid {
    /// Start of each bucket in `order`, and the end of the last.
    starts: Vec<u32>,
    /// Indices of points, by bucket.
    order: Vec<u32>,
    inverse_edge: f32,
    mask: u32,
}

impl Grid {
    /// Sorts points into cubes with this edge.
    pub fn new(positions: impl ExactSizeIterator<Item = Vector> + Clone, edge_m: f32) -> Self {
        let buckets = (positions.len() * 4).next_power_of_two().max(64);
        let (inverse_edge, mask) = (1.0 / edge_m, buckets as u32 - 1);
        let bucket_of = |position: Vector| bucket(cube(position, inverse_edge), mask) as usize;
        let mut starts = vec![0_u32; buckets + 1];
        let keys: Vec<u32> = positions.map(|position| bucket_of(position) as u32).collect();
        for &key in &keys {
            starts[key as usize + 1] += 1;
        }
        for index in 0..buckets {
            starts[index + 1] += starts[index];
        }
        let mut next = starts.clone();
        let mut order = vec![0_u32; keys.len()];
        for (point, &key) in keys.iter().enumerate() {
            order[next[key as usize] as usize] = point as u32;
            next[key as usize] += 1;
        }
        Self { starts, order, inverse_edge, mask }
    }

    /// Indices of the points, by bucket: places in this list are what [`Self::near`] gives.
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    /// Ranges of [`Self::order`] that hold every point within one edge of `position`.
    pub fn near(&self, position: Vector) -> impl Iterator<Item = Range<usize>> + '_ {
        self.around(self.cube_at(position))
    }

    /// Ranges of [`Self::order`] that hold every point in the cubes next to a cube and in itself.
    pub fn around(&self, [x, y, z]: [i32; 3]) -> impl Iterator<Item = Range<usize>> + '_ {
        let row = move |number: i32| {
            let (y, z) = (y.wrapping_add(number % 3 - 1), z.wrapping_add(number / 3 - 1));
            self.in_row([x.wrapping_sub(1), y, z], 3)
        };
        (0..9).flat_map(row)
    }

    /// Calls `visit` with ranges of [`Self::order`] that hold every point between two corners, until it breaks.
    pub fn between(&self, low: Vector, high: Vector, mut visit: impl FnMut(Range<usize>) -> ControlFlow<()>) {
        let (low, high) = (self.cube_at(low), self.cube_at(high));
        let cubes = (high[0].wrapping_sub(low[0]) as u32).saturating_add(1);
        for z in low[2]..=high[2] {
            for y in low[1]..=high[1] {
                for range in self.in_row([low[0], y, z], cubes) {
                    if !range.is_empty() && visit(range).is_break() {
                        return;
                    }
                }
            }
        }
    }

    /// Marks the buckets of the cubes within one edge of any point: where nothing is near, one look tells.
    pub fn neighbourhood(&self, positions: impl Iterator<Item = Vector>) -> Vec<bool> {
        let mut is_near = vec![false; self.starts.len() - 1];
        for position in positions {
            let center = self.cube_at(position);
            for index in 0..27 {
                let offset = [index % 3 - 1, index / 3 % 3 - 1, index / 9 - 1];
                is_near[self.bucket_of(std::array::from_fn(|axis| center[axis].wrapping_add(offset[axis])))] = true;
            }
        }
        is_near
    }

    /// The bucket of a cube.
    pub fn bucket_of(&self, cube: [i32; 3]) -> usize {
        bucket(cube, self.mask) as usize
    }

    /// The cube around a position.
    pub fn cube_at(&self, position: Vector) -> [i32; 3] {
        cube(position, self.inverse_edge)
    }

    /// Ranges of [`Self::order`] that hold every point in `cubes` cubes from `first` on along x, and perhaps others: one
    /// range, or two where the buckets start anew.
    fn in_row(&self, first: [i32; 3], cubes: u32) -> [Range<usize>; 2] {
        let (key, buckets) = (self.bucket_of(first), self.starts.len() - 1);
        let end = key + (cubes as usize).min(buckets);
        let range = |from: usize, to: usize| self.starts[from] as usize..self.starts[to] as usize;
        [range(key, end.min(buckets)), range(0, end.saturating_sub(buckets))]
    }
}

fn cube(position: Vector, inverse_edge: f32) -> [i32; 3] {
    position.map(|value| floor(value * inverse_edge))
}

/// Spatial hash by large primes (Teschner et al., 2003) of the row along x, with a multiplication to mix its high bits
/// down. Cubes of one row have consecutive buckets, so that a look at neighbours along x is a look at one range.
fn bucket([x, y, z]: [i32; 3], mask: u32) -> u32 {
    let row = (y as u32).wrapping_mul(19_349_663) ^ (z as u32).wrapping_mul(83_492_791);
    (row.wrapping_mul(0x9e37_79b1) >> 7).wrapping_add(x as u32) & mask
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_point_within_an_edge_is_found() {
        // The R3 sequence (Roberts, 2018) over a flat box, across the origin.
        let place = |number: u32| -> Vector {
            let along = |step: f32, edge_m: f32| edge_m * ((number as f32 * step).fract() - 0.5);
            [along(0.819_172_5, 3.0), along(0.671_043_6, 2.0), along(0.549_700_5, 0.3)]
        };
        let points: Vec<Vector> = (0..900).map(place).collect();
        let edge_m = 0.11;
        let grid = Grid::new(points.iter().copied(), edge_m);
        let squared = |a: Vector, b: Vector| (0..3).map(|axis| (a[axis] - b[axis]) * (a[axis] - b[axis])).sum::<f32>();
        let is_found = |ranges: &[Range<usize>], wanted: u32| {
            ranges.iter().any(|range| grid.order()[range.clone()].contains(&wanted))
        };
        for position in (0..200).map(|number| place(number + 5000)) {
            let near: Vec<Range<usize>> = grid.near(position).collect();
            let mut between = Vec::new();
            let corners = [-0.2, 0.2].map(|offset_m| position.map(|value| value + offset_m));
            grid.between(corners[0], corners[1], |range| {
                between.push(range);
                ControlFlow::Continue(())
            });
            for (number, &point) in points.iter().enumerate() {
                if squared(point, position) < edge_m * edge_m {
                    assert!(is_found(&near, number as u32), "{number} near {position:?}");
                }
                if (0..3).all(|axis| (point[axis] - position[axis]).abs() < 0.2) {
                    assert!(is_found(&between, number as u32), "{number} between {corners:?}");
                }
            }
        }
    }

    #[test]
    fn rows_end_where_buckets_start_anew() {
        let points: Vec<Vector> = (0..40).map(|number| [number as f32 + 0.5, 0.5, 0.5]).collect();
        let grid = Grid::new(points.iter().copied(), 1.0);
        // 256 buckets: longer than all points, and once around.
        for cubes in [3, 64, 256, 1000] {
            for first in -5..45 {
                let ranges = grid.in_row([first, 0, 0], cubes);
                let found: Vec<u32> = ranges.into_iter().flat_map(|range| grid.order()[range].to_vec()).collect();
                for x in (first..first.saturating_add(cubes as i32)).filter(|x| (0..40).contains(x)) {
                    assert!(found.contains(&(x as u32)), "{x} from {first}");
                }
            }
        }
    }
}
