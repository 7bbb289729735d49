//! Evaluation of a field, or of a tape specialised to a region, at many points.

use crate::{
    batch::{BLOCK, Registers, execute},
    dual::Dual,
    field::Field,
    lanes::{Arith, F32x8, LANES, Wide},
    program::Program,
    surface::{SurfaceRegisters, SurfaceSample},
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
        const STRIDE: usize = BLOCK / LANES;
        self.numbers.reserve(&self.program, STRIDE, F32x8::splat(0.0));
        let output = usize::from(self.program.output) * STRIDE;
        let blocks = x.chunks(BLOCK).zip(y.chunks(BLOCK)).zip(z.chunks(BLOCK)).zip(out.chunks_mut(BLOCK));
        for (((x, y), z), out) in blocks {
            let chunks = x.len().div_ceil(LANES);
            for (chunk, place) in self.numbers.points[..chunks].iter_mut().enumerate() {
                *place = [x, y, z].map(|row| F32x8::from_array(lanes_at(row, chunk)));
            }
            run_numbers(&self.program, &self.field.parameters, &mut self.numbers, STRIDE, chunks);
            for (values, result) in out.chunks_mut(LANES).zip(&self.numbers.numbers[output..]) {
                values.copy_from_slice(&result.to_array()[..values.len()]);
            }
        }
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

fn run_numbers(p: &Program, k: &[f32], registers: &mut Registers<F32x8>, stride: usize, chunks: usize) {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        #[target_feature(enable = "avx2")]
        unsafe fn run(p: &Program, k: &[f32], r: &mut Registers<F32x8>, stride: usize, chunks: usize) {
            // SAFETY: both types are eight f32 aligned to 32 bytes.
            let (points, numbers) = unsafe { r.reinterpret::<crate::lanes::Avx2>() };
            execute(p, k, points, numbers, stride, chunks);
        }
        // SAFETY: the processor has AVX2.
        return unsafe { run(p, k, registers, stride, chunks) };
    }
    execute(p, k, &mut registers.points, &mut registers.numbers, stride, chunks);
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
