//! Evaluation of a field, or of a tape specialised to a region, at many points.

use crate::{
    batch::{BLOCK, Registers, execute},
    dual::Dual,
    field::Field,
    lanes::{Arith, F32x8, LANES, Wide},
    program::Program,
    surface::{SurfaceRegisters, SurfaceSample, only_sample},
    tape::Tape,
};

/// Blocks of gradients and surfaces are smaller: their registers are four and eight times as large.
const WIDE_BLOCK: usize = 128;

/// Evaluates one field; owns the scratch of one thread.
#[derive(Debug)]
pub struct Evaluator<'f> {
    field: &'f Field,
    program: Program,
    specialised: bool,
    /// Of the small lattice that was evaluated last.
    pattern: Option<SmallPattern>,
    numbers: Registers<F32x8>,
    duals: Registers<Dual<F32x8>>,
    surfaces: SurfaceRegisters,
}

impl<'f> Evaluator<'f> {
    /// An evaluator of the whole field.
    pub fn new(field: &'f Field) -> Self {
        Self {
            field,
            program: field.program.clone(),
            specialised: false,
            pattern: None,
            numbers: Registers::default(),
            duals: Registers::default(),
            surfaces: SurfaceRegisters::default(),
        }
    }

    /// Evaluates by a tape from now on, which must be one of this field's (see [`crate::region`]). Within the region
    /// that it was made for it gives the bits of the whole field.
    pub fn use_tape(&mut self, tape: &Tape) {
        self.program.load(tape);
        self.specialised = true;
    }

    /// Evaluates by `program` from now on, which must have been loaded with one of this field's tapes, and leaves the
    /// program used so far in its place. For callers that come back to several tapes.
    pub fn swap_program(&mut self, program: &mut Program) {
        std::mem::swap(&mut self.program, program);
        self.specialised = true;
    }

    /// Evaluates by the whole field again.
    pub fn use_field(&mut self) {
        if self.specialised {
            self.program.clone_from(&self.field.program);
            self.specialised = false;
        }
    }

    /// Signed distances in metres at points with coordinates `x`, `y`, `z`; negative inside.
    ///
    /// # Panics
    /// If the slices differ in length.
    pub fn distances(&mut self, x: &[f32], y: &[f32], z: &[f32], out: &mut [f32]) {
        assert!(x.len() == out.len() && y.len() == out.len() && z.len() == out.len());
        let blocks = x.chunks(BLOCK).zip(y.chunks(BLOCK)).zip(z.chunks(BLOCK)).zip(out.chunks_mut(BLOCK));
        for (((x, y), z), out) in blocks {
            self.run_block(&mut Rows { rows: [x, y, z], chunk: 0 }, out);
        }
    }

    /// Signed distances at all points whose coordinates are taken from `axes`: x varies fastest, then y.
    ///
    /// # Panics
    /// If `out` does not hold as many values as there are points.
    pub fn distances_on_lattice(&mut self, axes: [&[f32]; 3], out: &mut [f32]) {
        assert_eq!(out.len(), axes.iter().map(|axis| axis.len()).product::<usize>());
        let counts = axes.map(<[f32]>::len);
        if counts[0] >= LANES || counts.iter().any(|&count| count > LANES) {
            let mut walk = LatticeWalk { axes, index: [0; 3] };
            for out in out.chunks_mut(BLOCK) {
                self.run_block(&mut walk, out);
            }
            return;
        }
        let pattern = self.pattern.take().filter(|pattern| pattern.counts == counts);
        let pattern = pattern.unwrap_or_else(|| SmallPattern::new(counts));
        let mut padded = [[0.0; LANES]; 3];
        for (row, axis) in padded.iter_mut().zip(axes) {
            row[..axis.len()].copy_from_slice(axis);
        }
        let mut lattice = SmallLattice { axes: padded, chunks: pattern.chunks.iter() };
        for out in out.chunks_mut(BLOCK) {
            self.run_block(&mut lattice, out);
        }
        self.pattern = Some(pattern);
    }

    /// Runs the program over the next points of a source, at most a block of them.
    fn run_block(&mut self, source: &mut impl PointSource, out: &mut [f32]) {
        self.numbers.reserve(&self.program, STRIDE, F32x8::splat(0.0));
        let (program, parameters) = (&self.program, self.field.parameters.as_slice());
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            #[target_feature(enable = "avx2")]
            unsafe fn run(
                p: &Program,
                k: &[f32],
                source: &mut impl PointSource,
                r: &mut Registers<F32x8>,
                out: &mut [f32],
            ) {
                // SAFETY: both types are eight f32 aligned to 32 bytes.
                let (points, numbers) = unsafe { r.reinterpret::<crate::lanes::Avx2>() };
                run_points(p, k, source, points, numbers, out);
            }
            // SAFETY: the processor has AVX2.
            return unsafe { run(program, parameters, source, &mut self.numbers, out) };
        }
        let Registers { points, numbers } = &mut self.numbers;
        run_points(program, parameters, source, points, numbers, out);
    }

    /// Partial derivatives along x, y, z and the distance itself, at each point. The distance has the bits of
    /// [`Evaluator::distances`].
    ///
    /// # Panics
    /// If the slices differ in length.
    pub fn gradients(&mut self, x: &[f32], y: &[f32], z: &[f32], out: &mut [[f32; 4]]) {
        assert!(x.len() == out.len() && y.len() == out.len() && z.len() == out.len());
        const STRIDE: usize = WIDE_BLOCK / LANES;
        self.duals.reserve(&self.program, STRIDE, Dual::splat(0.0));
        let output = usize::from(self.program.output) * STRIDE;
        let blocks = x.chunks(WIDE_BLOCK).zip(y.chunks(WIDE_BLOCK)).zip(z.chunks(WIDE_BLOCK));
        for (((x, y), z), out) in blocks.zip(out.chunks_mut(WIDE_BLOCK)) {
            let chunks = x.len().div_ceil(LANES);
            for (chunk, place) in self.duals.points[..chunks].iter_mut().enumerate() {
                let rows = [x, y, z].map(|row| F32x8::from_array(lanes_at(row, chunk)));
                *place = std::array::from_fn(|axis| Dual::coordinate(rows[axis], axis));
            }
            run_duals(&self.program, &self.field.parameters, &mut self.duals, STRIDE, chunks);
            for (values, result) in out.chunks_mut(LANES).zip(&self.duals.numbers[output..]) {
                let rows = result.gradient.map(F32x8::to_array);
                let distances = result.value.to_array();
                for (lane, value) in values.iter_mut().enumerate() {
                    *value = [rows[0][lane], rows[1][lane], rows[2][lane], distances[lane]];
                }
            }
        }
    }

    /// Appearance of the surface nearest to each point.
    ///
    /// # Panics
    /// If the slices differ in length.
    pub fn surfaces(&mut self, x: &[f32], y: &[f32], z: &[f32], out: &mut [SurfaceSample]) {
        assert!(x.len() == out.len() && y.len() == out.len() && z.len() == out.len());
        self.surfaces.evaluate(self.field, &self.program, [x, y, z], out);
    }

    /// The appearance that every point has by the current tape, if it is the same everywhere.
    pub fn only_surface(&self) -> Option<SurfaceSample> {
        only_sample(self.field, &self.program)
    }
}

/// Chunks of a block.
const STRIDE: usize = BLOCK / LANES;

/// Where the points of a block come from, eight at a time.
trait PointSource {
    fn next_lanes<W: Wide>(&mut self) -> [W; 3];
}

/// Fills the block's points, runs the program and takes the results out.
#[inline(always)]
fn run_points<W: Wide>(
    program: &Program,
    parameters: &[f32],
    source: &mut impl PointSource,
    points: &mut [[W; 3]],
    numbers: &mut [W],
    out: &mut [f32],
) {
    let chunks = out.len().div_ceil(LANES);
    for place in &mut points[..chunks] {
        *place = source.next_lanes();
    }
    execute(program, parameters, points, numbers, STRIDE, chunks);
    let results = &numbers[usize::from(program.output) * STRIDE..];
    let (whole, rest) = out.as_chunks_mut::<LANES>();
    for (values, result) in whole.iter_mut().zip(results) {
        *values = result.to_array();
    }
    if !rest.is_empty() {
        rest.copy_from_slice(&results[chunks - 1].to_array()[..rest.len()]);
    }
}

/// Points by their coordinates.
struct Rows<'a> {
    rows: [&'a [f32]; 3],
    chunk: usize,
}

impl PointSource for Rows<'_> {
    #[inline(always)]
    fn next_lanes<W: Wide>(&mut self) -> [W; 3] {
        let [x, y, z] = self.rows;
        let chunk = self.chunk;
        self.chunk += 1;
        [W::from_array(lanes_at(x, chunk)), W::from_array(lanes_at(y, chunk)), W::from_array(lanes_at(z, chunk))]
    }
}

/// Which coordinate each lane takes, chunk by chunk, in a lattice of at most eight points along each axis.
#[derive(Debug)]
struct SmallPattern {
    counts: [usize; 3],
    chunks: Vec<[[i32; LANES]; 3]>,
}

impl SmallPattern {
    fn new(counts: [usize; 3]) -> Self {
        let [width, height, depth] = counts;
        let last = width * height * depth - 1;
        let lanes = |chunk: usize, index_of: fn(usize, usize, usize) -> usize| {
            std::array::from_fn(|lane| index_of((LANES * chunk + lane).min(last), width, height) as i32)
        };
        let chunk = |chunk: usize| {
            [
                lanes(chunk, |point, width, _| point % width),
                lanes(chunk, |point, width, height| point / width % height),
                lanes(chunk, |point, width, height| point / (width * height)),
            ]
        };
        Self { counts, chunks: (0..=last / LANES).map(chunk).collect() }
    }
}

/// The points of a lattice of at most eight points along each axis.
struct SmallLattice<'a> {
    axes: [[f32; LANES]; 3],
    chunks: std::slice::Iter<'a, [[i32; LANES]; 3]>,
}

impl PointSource for SmallLattice<'_> {
    #[inline(always)]
    fn next_lanes<W: Wide>(&mut self) -> [W; 3] {
        let [x, y, z] = &self.axes;
        let [i, j, k] = self.chunks.next().unwrap_or(&[[0; LANES]; 3]);
        [W::from_array(*x).picked(i), W::from_array(*y).picked(j), W::from_array(*z).picked(k)]
    }
}

/// The points in order of a lattice of at least eight points along x.
struct LatticeWalk<'a> {
    axes: [&'a [f32]; 3],
    /// Of the next point. Along z it stays at the end, so that lanes beyond the last point get some position.
    index: [usize; 3],
}

impl PointSource for LatticeWalk<'_> {
    #[inline(always)]
    fn next_lanes<W: Wide>(&mut self) -> [W; 3] {
        if self.axes[0].len() >= LANES { self.next_of_long_rows() } else { self.next_of_short_rows() }
    }
}

impl LatticeWalk<'_> {
    #[inline(always)]
    fn coordinates(&self) -> [f32; 2] {
        let [_, ys, zs] = self.axes;
        [ys[self.index[1]], zs[self.index[2].min(zs.len() - 1)]]
    }

    /// At most one row ends within eight points.
    #[inline(always)]
    fn next_of_long_rows<W: Wide>(&mut self) -> [W; 3] {
        let xs = self.axes[0];
        let start = self.index[0];
        let [y, z] = self.coordinates();
        if let Some(row) = xs[start..].first_chunk() {
            self.index[0] += LANES;
            if self.index[0] == xs.len() {
                self.advance_row();
            }
            return [W::from_array(*row), W::splat(y), W::splat(z)];
        }
        let here = xs.len() - start;
        self.advance_row();
        self.index[0] = LANES - here;
        let [next_y, next_z] = self.coordinates();
        let mut row = [0.0; LANES];
        for lane in 0..LANES {
            row[lane] = xs[if lane < here { start + lane } else { lane - here }];
        }
        let is_here = W::from_array([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]).less(W::splat(here as f32));
        [
            W::from_array(row),
            W::select(is_here, W::splat(y), W::splat(next_y)),
            W::select(is_here, W::splat(z), W::splat(next_z)),
        ]
    }

    #[inline(always)]
    fn next_of_short_rows<W: Wide>(&mut self) -> [W; 3] {
        let mut lanes = [[0.0; LANES]; 3];
        for lane in 0..LANES {
            [lanes[1][lane], lanes[2][lane]] = self.coordinates();
            lanes[0][lane] = self.axes[0][self.index[0]];
            self.index[0] += 1;
            if self.index[0] == self.axes[0].len() {
                self.advance_row();
            }
        }
        [W::from_array(lanes[0]), W::from_array(lanes[1]), W::from_array(lanes[2])]
    }

    #[inline(always)]
    fn advance_row(&mut self) {
        let [_, j, k] = self.index;
        self.index = if j + 1 < self.axes[1].len() { [0, j + 1, k] } else { [0, 0, k + 1] };
    }
}

/// Eight values from `8 · chunk` on; beyond the end the last value repeats.
#[inline(always)]
pub(crate) fn lanes_at(row: &[f32], chunk: usize) -> [f32; LANES] {
    let start = chunk * LANES;
    match row.get(start..start + LANES) {
        Some(lanes) => lanes.try_into().unwrap_or([0.0; LANES]),
        None => std::array::from_fn(|lane| row[(start + lane).min(row.len() - 1)]),
    }
}

fn run_duals(p: &Program, k: &[f32], registers: &mut Registers<Dual<F32x8>>, stride: usize, chunks: usize) {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        #[target_feature(enable = "avx2")]
        unsafe fn run(p: &Program, k: &[f32], r: &mut Registers<Dual<F32x8>>, stride: usize, chunks: usize) {
            // SAFETY: both types are four vectors of eight f32 aligned to 32 bytes.
            let (points, numbers) = unsafe { r.reinterpret::<Dual<crate::lanes::Avx2>>() };
            execute(p, k, points, numbers, stride, chunks);
        }
        // SAFETY: the processor has AVX2.
        return unsafe { run(p, k, registers, stride, chunks) };
    }
    execute(p, k, &mut registers.points, &mut registers.numbers, stride, chunks);
}
