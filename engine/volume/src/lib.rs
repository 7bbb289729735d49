//! Bakes a field into a narrow-band 3D texture.
//!
//! [`bake`] lays a lattice of cubic voxels over the field's bounds, bounds cubes of 32³, 16³ and 8³ samples by
//! intervals, fills those away from the surface, and evaluates the others with tapes specialised to them. The result is
//! bit for bit what evaluating every sample gives ([`bake_dense`]), for any number of threads.
//!
//! This crate never knows meshes, splats, files or the network. Start reading at [`bake`].

pub mod half;
mod progress;

use gve_field::{
    Bounds, Evaluator, Field,
    control::{Cancelled, StageControl},
    range::Boxes,
    region::{Lattice, Partition, RegionScratch, Verdict},
    tape::Tape,
    tasks,
};
use gve_shared::container::{MAX_TEXTURE_DIMENSION, TEXTURE_BAND_VOXELS};

use progress::Progress;

/// Edge of a brick in samples.
const BRICK: u32 = 8;
/// Edge of a block, of which a brick with a long tape has eight.
const BLOCK: u32 = BRICK / 2;
/// From this length on a tape is specialised once more for each block. Measured: shorter ones gain nothing.
const DIVIDED_TAPE: usize = 40;
const BRICK_SAMPLES: usize = (BRICK * BRICK * BRICK) as usize;
/// Samples outside of the field's bounds on every side, so that filtering across the border sees the outside.
const PADDING: u32 = 2;
/// Fewest samples along the longest axis.
const SMALLEST_RESOLUTION: u32 = 16;

/// How to bake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BakeOptions {
    /// Samples along the longest axis, 16–1024; values outside are clamped.
    pub resolution: u32,
}

/// A dense grid of distances around the surface.
#[derive(Debug, Clone, PartialEq)]
pub struct Volume {
    /// Samples along x, y and z.
    pub dimensions: [u32; 3],
    /// Box in metres whose faces carry the outermost samples; voxels are cubes.
    pub bounds: Bounds,
    /// Distances are clamped to ± this many metres: four voxels.
    pub band_m: f32,
    /// Half-precision distances in metres, x fastest, then y; negative inside.
    pub samples: Vec<u16>,
}

/// Bakes the field, skipping what is far from its surface.
///
/// # Errors
/// [`Cancelled`] if `control` asked for it.
pub fn bake(field: &Field, options: &BakeOptions, control: &dyn StageControl) -> Result<Volume, Cancelled> {
    let grid = Grid::around(field, options.resolution);
    let partition = Partition {
        lattice: grid.lattice,
        items: grid.dimensions,
        sizes: &[32, 16, BRICK],
        overlap: 0,
        band: grid.band_m,
    };
    let units = partition.units(field, control)?;
    // Everything is written by the threads, also what is far from the surface: touching fresh memory takes its time.
    let mut samples = vec![0; grid.sample_count()];
    {
        let output = Output::new(&mut samples, grid.dimensions);
        let whole: Vec<_> = units
            .outside
            .iter()
            .map(|&origin| (origin, grid.band_m))
            .chain(units.inside.iter().map(|&origin| (origin, -grid.band_m)))
            .collect();
        let count = units.near.len() + whole.len();
        let progress = Progress::new(control, count);
        tasks::run(
            count,
            || Worker::new(field),
            |worker, index| {
                if control.is_cancelled() {
                    return Err(Cancelled);
                }
                match units.near.get(index) {
                    Some(unit) => worker.bake_unit(&grid, &partition, unit, &output),
                    None => {
                        let (origin, distance_m) = whole[index - units.near.len()];
                        output.fill::<{ BRICK as usize }>(origin, partition.sizes[0], half::bits_from_f32(distance_m));
                    }
                }
                progress.advance();
                Ok(())
            },
        )?;
    }
    Ok(grid.into_volume(samples))
}

/// Bakes the field by evaluating every sample with the whole tape: the reference for [`bake`] and a benchmark.
///
/// # Errors
/// [`Cancelled`] if `control` asked for it.
pub fn bake_dense(field: &Field, options: &BakeOptions, control: &dyn StageControl) -> Result<Volume, Cancelled> {
    let grid = Grid::around(field, options.resolution);
    let mut samples = vec![0; grid.sample_count()];
    {
        let output = Output::new(&mut samples, grid.dimensions);
        let bricks = grid.dimensions.map(|count| count.div_ceil(BRICK));
        let slabs = (bricks[1] * bricks[2]) as usize;
        tasks::run(
            slabs,
            || Worker::new(field),
            |worker, slab| {
                if control.is_cancelled() {
                    return Err(Cancelled);
                }
                let slab = slab as u32;
                for x in 0..bricks[0] {
                    let origin = [x, slab % bricks[1], slab / bricks[1]].map(|index| index * BRICK);
                    worker.bake_cube::<{ BRICK as usize }>(&grid, origin, &output);
                }
                Ok(())
            },
        )?;
    }
    Ok(grid.into_volume(samples))
}

/// Where the samples lie.
struct Grid {
    lattice: Lattice,
    dimensions: [u32; 3],
    band_m: f32,
}

impl Grid {
    fn around(field: &Field, resolution: u32) -> Self {
        let resolution = resolution.clamp(SMALLEST_RESOLUTION, MAX_TEXTURE_DIMENSION);
        let bounds = field.bounds();
        let extent = bounds.extent();
        let longest = extent[0].max(extent[1]).max(extent[2]).max(f32::MIN_POSITIVE);
        let voxel = longest / (resolution - 1 - 2 * PADDING) as f32;
        let dimensions = extent.map(|length| {
            let steps = (length / voxel).ceil().max(1.0) as u32;
            (steps + 1 + 2 * PADDING).min(resolution)
        });
        let center = bounds.center();
        let origin = std::array::from_fn(|axis| center[axis] - 0.5 * (dimensions[axis] - 1) as f32 * voxel);
        Self { lattice: Lattice { origin, spacing: voxel }, dimensions, band_m: TEXTURE_BAND_VOXELS * voxel }
    }

    fn sample_count(&self) -> usize {
        self.dimensions.iter().map(|&count| count as usize).product()
    }

    fn into_volume(self, samples: Vec<u16>) -> Volume {
        let bounds =
            Bounds { min: self.lattice.origin, max: self.lattice.position(self.dimensions.map(|count| count - 1)) };
        Volume { dimensions: self.dimensions, bounds, band_m: self.band_m, samples }
    }
}

/// What one thread needs.
struct Worker<'f> {
    field: &'f Field,
    regions: RegionScratch,
    blocks: RegionScratch,
    block_tape: Tape,
    evaluator: Evaluator<'f>,
    distances: Vec<f32>,
    halves: Vec<u16>,
}

impl<'f> Worker<'f> {
    fn new(field: &'f Field) -> Self {
        Self {
            field,
            regions: RegionScratch::default(),
            blocks: RegionScratch::default(),
            block_tape: Tape::default(),
            evaluator: Evaluator::new(field),
            distances: vec![0.0; BRICK_SAMPLES],
            halves: vec![0; BRICK_SAMPLES],
        }
    }

    fn bake_unit(&mut self, grid: &Grid, partition: &Partition, unit: &gve_field::region::Unit, output: &Output<'_>) {
        let mut regions = std::mem::take(&mut self.regions);
        partition.descend(self.field, &mut regions, unit, &mut |origin, size, verdict| match verdict {
            Verdict::Outside => output.fill::<{ BRICK as usize }>(origin, size, half::bits_from_f32(grid.band_m)),
            Verdict::Inside => output.fill::<{ BRICK as usize }>(origin, size, half::bits_from_f32(-grid.band_m)),
            Verdict::Near(tape) if tape.len() >= DIVIDED_TAPE => self.bake_blocks(grid, origin, tape, output),
            Verdict::Near(tape) => {
                self.evaluator.use_tape(tape);
                self.bake_cube::<{ BRICK as usize }>(grid, origin, output);
            }
        });
        self.regions = regions;
    }

    /// Bakes a brick with a long tape as eight blocks, each with a tape of its own.
    fn bake_blocks(&mut self, grid: &Grid, origin: [u32; 3], tape: &Tape, output: &Output<'_>) {
        let block_origin = |block: usize| std::array::from_fn(|axis| origin[axis] + (block >> axis & 1) as u32 * BLOCK);
        let coordinates = |shift: u32| {
            std::array::from_fn(|axis| {
                std::array::from_fn(|block| grid.lattice.coordinate(axis, block_origin(block)[axis] + shift))
            })
        };
        let boxes = Boxes { min: coordinates(0), max: coordinates(BLOCK - 1) };
        let ranges = self.blocks.bound(self.field, tape, &boxes);
        for block in 0..8 {
            let origin = block_origin(block);
            if ranges.low[block] > grid.band_m {
                output.fill::<{ BLOCK as usize }>(origin, BLOCK, half::bits_from_f32(grid.band_m));
            } else if ranges.high[block] < -grid.band_m {
                output.fill::<{ BLOCK as usize }>(origin, BLOCK, half::bits_from_f32(-grid.band_m));
            } else if (0..3).all(|axis| origin[axis] < grid.dimensions[axis]) {
                self.blocks.specialise(self.field, tape, block, &mut self.block_tape);
                self.evaluator.use_tape(&self.block_tape);
                self.bake_cube::<{ BLOCK as usize }>(grid, origin, output);
            }
        }
    }

    /// Evaluates one cube, also the part of it that lies beyond the grid.
    fn bake_cube<const SIDE: usize>(&mut self, grid: &Grid, origin: [u32; 3], output: &Output<'_>) {
        let along = |axis: usize| -> [f32; SIDE] {
            std::array::from_fn(|i| grid.lattice.coordinate(axis, origin[axis] + i as u32))
        };
        let distances = &mut self.distances[..SIDE * SIDE * SIDE];
        let halves = &mut self.halves[..SIDE * SIDE * SIDE];
        self.evaluator.distances_on_lattice([&along(0), &along(1), &along(2)], distances);
        half::clamp_to_halves(distances, grid.band_m, halves);
        for (row, halves) in halves.as_chunks::<SIDE>().0.iter().enumerate() {
            let (y, z) = (row % SIDE, row / SIDE);
            output.write_row([origin[0], origin[1] + y as u32, origin[2] + z as u32], halves);
        }
    }
}

/// The samples, written by several threads, each to bricks of its own.
struct Output<'s> {
    samples: *mut u16,
    dimensions: [u32; 3],
    lifetime: std::marker::PhantomData<&'s mut [u16]>,
}

// SAFETY: every cube of a partition is visited once, so no two threads write the same sample, and nobody reads.
unsafe impl Sync for Output<'_> {}

impl<'s> Output<'s> {
    fn new(samples: &'s mut [u16], dimensions: [u32; 3]) -> Self {
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
    fn fill<const ROW: usize>(&self, origin: [u32; 3], size: u32, value: u16) {
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
