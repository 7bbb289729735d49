//! Samples of a dense volume, written by several threads.

use crate::{Samples, Volume, sink::Sink};

/// The samples, written by several threads, each to bricks of its own.
pub(crate) struct Output<'s> {
    samples: *mut u16,
    dimensions: [u32; 3],
    lifetime: std::marker::PhantomData<&'s mut [u16]>,
}

// SAFETY: every cube of a partition is visited once, so no two threads write the same sample, and nobody reads.
unsafe impl Sync for Output<'_> {}

impl<'s> Output<'s> {
    pub fn new(samples: &'s mut [u16], dimensions: [u32; 3]) -> Self {
        assert_eq!(samples.len(), dimensions.iter().map(|&count| count as usize).product::<usize>());
        Self { samples: samples.as_mut_ptr(), dimensions, lifetime: std::marker::PhantomData }
    }

    /// Writes samples along x from `start` on; what lies beyond the grid is left out.
    #[inline]
    fn write_row<const COUNT: usize>(&self, start: [u32; 3], values: &[u16; COUNT]) {
        let [width, height, depth] = self.dimensions;
        let [x, y, z] = start;
        if x >= width || y >= height || z >= depth {
            return;
        }
        let offset = (z as usize * height as usize + y as usize) * width as usize + x as usize;
        let place = self.samples.wrapping_add(offset);
        let count = (width - x) as usize;
        // SAFETY: start and count lie inside of the grid, whose length was checked; see `Sync` for the aliasing.
        // A whole row has a count that is known here, which makes it one or two stores.
        unsafe {
            if count >= COUNT {
                std::ptr::copy_nonoverlapping(values.as_ptr(), place, COUNT);
            } else {
                std::ptr::copy_nonoverlapping(values.as_ptr(), place, count);
            }
        }
    }

    /// Fills a cube whose size is a multiple of `ROW`.
    pub fn fill<const ROW: usize>(&self, origin: [u32; 3], size: u32, value: u16) {
        let row = [value; ROW];
        for z in origin[2]..origin[2] + size {
            for y in origin[1]..origin[1] + size {
                for x in (origin[0]..origin[0] + size).step_by(ROW) {
                    self.write_row([x, y, z], &row);
                }
            }
        }
    }
}

impl Sink for &Output<'_> {
    fn fill_bricks(&mut self, origin: [u32; 3], size: u32, value: u16) {
        self.fill::<{ crate::BRICK as usize }>(origin, size, value);
    }

    fn fill_block(&mut self, origin: [u32; 3], value: u16) {
        self.fill::<{ crate::BLOCK as usize }>(origin, crate::BLOCK, value);
    }

    fn write_cube<const SIDE: usize>(&mut self, origin: [u32; 3], halves: &[u16]) {
        for (row, halves) in halves.as_chunks::<SIDE>().0.iter().enumerate() {
            let (y, z) = (row % SIDE, row / SIDE);
            self.write_row([origin[0], origin[1] + y as u32, origin[2] + z as u32], halves);
        }
    }

    fn keep(&mut self, earlier: &Volume, origin: [u32; 3], size: u32) {
        let Samples::Dense(samples) = &earlier.samples else { return };
        let [width, height, depth] = self.dimensions;
        let row = (width.min(origin[0] + size) - origin[0]) as usize;
        for z in origin[2]..depth.min(origin[2] + size) {
            for y in origin[1]..height.min(origin[1] + size) {
                let start = (z as usize * height as usize + y as usize) * width as usize + origin[0] as usize;
                let kept = &samples[start..start + row];
                // SAFETY: both grids have the same dimensions, so that the row lies inside; see `Sync` for the aliasing.
                unsafe { std::ptr::copy_nonoverlapping(kept.as_ptr(), self.samples.wrapping_add(start), row) };
            }
        }
    }
}
