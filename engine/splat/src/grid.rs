//! Points in hashed cubes, for finding those near a place.

use std::ops::Range;

use crate::vector::Vector;

/// Points sorted by the bucket of the cube that they lie in.
///
/// Different cubes may share a bucket, so a visitor sees every point near the place, perhaps some far ones, and
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
        let center = cube(position, self.inverse_edge);
        (0..27).map(move |index| {
            let offset = [index % 3 - 1, index / 3 % 3 - 1, index / 9 - 1];
            self.in_cube(std::array::from_fn(|axis| center[axis].wrapping_add(offset[axis])))
        })
    }

    /// Calls `visit` with ranges of [`Self::order`] that hold every point between two corners.
    pub fn between(&self, low: Vector, high: Vector, mut visit: impl FnMut(Range<usize>)) {
        let (low, high) = (self.cube_at(low), self.cube_at(high));
        for z in low[2]..=high[2] {
            for y in low[1]..=high[1] {
                for x in low[0]..=high[0] {
                    visit(self.in_cube([x, y, z]));
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

    /// A range of [`Self::order`] that holds every point in a cube, and perhaps others.
    pub fn in_cube(&self, cube: [i32; 3]) -> Range<usize> {
        let key = self.bucket_of(cube);
        self.starts[key] as usize..self.starts[key + 1] as usize
    }
}

fn cube(position: Vector, inverse_edge: f32) -> [i32; 3] {
    position.map(|value| {
        // Rounding down without a call: the cast rounds towards zero.
        let scaled = value * inverse_edge;
        let towards_zero = scaled as i32;
        towards_zero - i32::from(scaled < towards_zero as f32)
    })
}

/// Spatial hash by large primes (Teschner et al., 2003), with a final multiplication to mix the high bits down.
fn bucket([x, y, z]: [i32; 3], mask: u32) -> u32 {
    let mixed =
        (x as u32).wrapping_mul(73_856_093) ^ (y as u32).wrapping_mul(19_349_663) ^ (z as u32).wrapping_mul(83_492_791);
    (mixed.wrapping_mul(0x9e37_79b1) >> 7) & mask
}
