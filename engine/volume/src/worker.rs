//! What one thread does: bricks near the surface, evaluated with tapes of their own.

use gve_field::{
    Evaluator, Field,
    range::Boxes,
    region::{Partition, RegionScratch, Unit, Verdict},
    tape::Tape,
};

use crate::{BLOCK, BRICK, grid::Grid, half, sink::Sink};

/// From this length on a tape is specialised once more for each block. Measured: shorter ones gain nothing.
const DIVIDED_TAPE: usize = 40;
const BRICK_SAMPLES: usize = (BRICK * BRICK * BRICK) as usize;

/// What one thread needs.
pub(crate) struct Worker<'f> {
    field: &'f Field,
    regions: RegionScratch,
    blocks: RegionScratch,
    block_tape: Tape,
    evaluator: Evaluator<'f>,
    distances: Vec<f32>,
    halves: Vec<u16>,
}

impl<'f> Worker<'f> {
    pub fn new(field: &'f Field) -> Self {
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

    pub fn bake_unit(&mut self, grid: &Grid, partition: &Partition, unit: &Unit, sink: &mut impl Sink) {
        let mut regions = std::mem::take(&mut self.regions);
        partition.descend(self.field, &mut regions, unit, &mut |origin, size, verdict| match verdict {
            Verdict::Outside => sink.fill_bricks(origin, size, half::bits_from_f32(grid.band_m)),
            Verdict::Inside => sink.fill_bricks(origin, size, half::bits_from_f32(-grid.band_m)),
            Verdict::Near(tape) if tape.len() >= DIVIDED_TAPE => self.bake_blocks(grid, origin, tape, sink),
            Verdict::Near(tape) => {
                self.evaluator.use_tape(tape);
                self.bake_cube::<{ BRICK as usize }>(grid, origin, sink);
            }
        });
        self.regions = regions;
    }

    /// Bakes a brick with a long tape as eight blocks, each with a tape of its own.
    fn bake_blocks(&mut self, grid: &Grid, origin: [u32; 3], tape: &Tape, sink: &mut impl Sink) {
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
                sink.fill_block(origin, half::bits_from_f32(grid.band_m));
            } else if ranges.high[block] < -grid.band_m {
                sink.fill_block(origin, half::bits_from_f32(-grid.band_m));
            } else if (0..3).all(|axis| origin[axis] < grid.dimensions[axis]) {
                self.blocks.specialise(self.field, tape, block, &mut self.block_tape);
                self.evaluator.use_tape(&self.block_tape);
                self.bake_cube::<{ BLOCK as usize }>(grid, origin, sink);
            }
        }
    }

    /// Evaluates one cube, also the part of it that lies beyond the grid.
    pub fn bake_cube<const SIDE: usize>(&mut self, grid: &Grid, origin: [u32; 3], sink: &mut impl Sink) {
        let along = |axis: usize| -> [f32; SIDE] {
            std::array::from_fn(|i| grid.lattice.coordinate(axis, origin[axis] + i as u32))
        };
        let distances = &mut self.distances[..SIDE * SIDE * SIDE];
        let halves = &mut self.halves[..SIDE * SIDE * SIDE];
        self.evaluator.distances_on_lattice([&along(0), &along(1), &along(2)], distances);
        clamp_to_halves(distances, grid.band_m, halves);
        sink.write_cube::<SIDE>(origin, halves);
    }
}

/// Halves of values clamped to ± `band`.
fn clamp_to_halves(values: &[f32], band: f32, out: &mut [u16]) {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        #[target_feature(enable = "avx2")]
        fn convert(values: &[f32], band: f32, out: &mut [u16]) {
            clamp_each(values, band, out);
        }
        // SAFETY: the processor has AVX2.
        return unsafe { convert(values, band, out) };
    }
    clamp_each(values, band, out);
}

#[inline(always)]
fn clamp_each(values: &[f32], band: f32, out: &mut [u16]) {
    for (half, &value) in out.iter_mut().zip(values) {
        *half = half::bits_from_f32(value.max(-band).min(band));
    }
}
