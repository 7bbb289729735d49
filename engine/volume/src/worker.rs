//! What one thread does: bricks near the surface, evaluated with tapes of their own.

use gve_field::{
    Evaluator, Field,
    control::StageControl,
    range::Boxes,
    record::{Change, Watch},
    region::{Partition, RegionScratch, Unit, Verdict, Visitor},
    tape::Tape,
};

use crate::{BLOCK, BRICK, Volume, grid::Grid, half, sink::Sink};

/// From this length on a tape is specialised once more for each block. Measured: shorter ones gain nothing.
const DIVIDED_TAPE: usize = 40;
const BRICK_SAMPLES: usize = (BRICK * BRICK * BRICK) as usize;

/// What is the same for all threads.
pub(crate) struct Task<'t> {
    pub grid: &'t Grid,
    pub partition: &'t Partition,
    pub control: &'t dyn StageControl,
}

/// Knows which cubes an earlier bake holds already.
pub(crate) struct Keeper<'e> {
    pub watch: Watch<'e>,
    /// The bake that the watch compares with.
    pub earlier: Option<&'e Volume>,
}

impl<'e> Keeper<'e> {
    /// The volume that holds the samples of a cube with this tape.
    fn holder(&mut self, field: &Field, origin: [u32; 3], size: u32, tape: &Tape) -> Option<&'e Volume> {
        let change = self.watch.meet(field, origin, size, tape);
        self.earlier.filter(|_| change == Change::None)
    }
}

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

    /// Bakes a cube of the coarsest size, or as much of it as is done when `task.control` says that nobody wants it.
    pub fn bake_unit(&mut self, task: &Task<'_>, unit: &Unit, keeper: Option<&mut Keeper<'_>>, sink: &mut impl Sink) {
        let mut regions = std::mem::take(&mut self.regions);
        let field = self.field;
        let mut baking = Baking { worker: self, task, keeper, sink };
        task.partition.descend_with(field, &mut regions, unit, &mut baking);
        self.regions = regions;
    }

    fn bake_brick(&mut self, grid: &Grid, origin: [u32; 3], tape: &Tape, sink: &mut impl Sink) {
        if tape.len() >= DIVIDED_TAPE {
            self.bake_blocks(grid, origin, tape, sink);
        } else {
            self.evaluator.use_tape(tape);
            self.bake_cube::<{ BRICK as usize }>(grid, origin, sink);
        }
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

/// The way through one unit.
struct Baking<'b, 'f, 'e, S> {
    worker: &'b mut Worker<'f>,
    task: &'b Task<'b>,
    keeper: Option<&'b mut Keeper<'e>>,
    sink: &'b mut S,
}

impl<S: Sink> Baking<'_, '_, '_, S> {
    /// Whether the cube's samples were taken from an earlier bake.
    fn keeps(&mut self, origin: [u32; 3], size: u32, tape: &Tape) -> bool {
        let field = self.worker.field;
        let holder = self.keeper.as_mut().and_then(|keeper| keeper.holder(field, origin, size, tape));
        holder.inspect(|volume| self.sink.keep(volume, origin, size)).is_some()
    }
}

impl<S: Sink> Visitor for Baking<'_, '_, '_, S> {
    fn enters(&mut self, origin: [u32; 3], size: u32, tape: &Tape) -> bool {
        !self.task.control.is_cancelled() && !self.keeps(origin, size, tape)
    }

    fn visit(&mut self, origin: [u32; 3], size: u32, verdict: Verdict<'_>) {
        let grid = self.task.grid;
        match verdict {
            Verdict::Outside => self.sink.fill_bricks(origin, size, half::bits_from_f32(grid.band_m)),
            Verdict::Inside => self.sink.fill_bricks(origin, size, half::bits_from_f32(-grid.band_m)),
            Verdict::Near(tape) => {
                if !self.task.control.is_cancelled() && !self.keeps(origin, size, tape) {
                    self.worker.bake_brick(grid, origin, tape, self.sink);
                }
            }
        }
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
