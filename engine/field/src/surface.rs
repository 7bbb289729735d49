//! Appearance: which material a point of the surface has, and how materials mix where shapes melt together.
//!
//! The distance program runs once more with a coat beside every number. A primitive's coat is its material; a sharp
//! operation takes the winner's, a smooth one mixes by the blend weight (colour in Oklab, metallic, roughness and
//! emission linearly) and names the heavier side's material. A difference keeps the coat of what is cut, also on the
//! cut faces.

use crate::{
    batch::{Registers, execute_step},
    evaluator::lanes_at,
    field::Field,
    formula::weight_of_first,
    lanes::{Arith, F32x8, LANES, Lanes, Wide},
    program::Program,
    tape::{Instruction, Kind, NO_MATERIAL, Op},
};

/// Points per run of the program with coats.
const BLOCK: usize = 64;
const STRIDE: usize = BLOCK / LANES;
/// Numbers in a coat: material, lightness, a, b, metallic, roughness, emissive.
const COAT: usize = 7;

/// Appearance of the surface near a point.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct SurfaceSample {
    /// Index of the material that weighs most, into [`Field::materials`].
    pub material: u16,
    /// Base colour in Oklab.
    pub color_oklab: [f32; 3],
    /// 0 dielectric to 1 metal.
    pub metallic: f32,
    /// 0 mirror to 1 matt.
    pub roughness: f32,
    /// Light given off, as a factor on the base colour.
    pub emissive: f32,
}

impl SurfaceSample {
    fn from_coat(coat: [f32; COAT]) -> Self {
        let [material, l, a, b, metallic, roughness, emissive] = coat;
        Self { material: material as u16, color_oklab: [l, a, b], metallic, roughness, emissive }
    }

    pub(crate) fn to_coat(self) -> [f32; COAT] {
        let [l, a, b] = self.color_oklab;
        [f32::from(self.material), l, a, b, self.metallic, self.roughness, self.emissive]
    }
}

/// The sample that every point has, if all shapes of the program share their material.
pub(crate) fn only_sample(field: &Field, program: &Program) -> Option<SurfaceSample> {
    if let [only] = field.samples.as_slice() {
        return Some(*only);
    }
    let own_material = |step: &Instruction| {
        (step.op.is_primitive() || (step.op == Op::Negate && step.b != NO_MATERIAL)).then_some(step.b)
    };
    let mut materials = program.instructions.iter().filter_map(own_material);
    let first = materials.next()?;
    materials.all(|material| material == first).then(|| field.samples[first as usize])
}

/// What is known of a value's coats.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Coats {
    /// That of one material everywhere.
    One(u32),
    /// One of several materials at each point.
    Several,
}

impl Field {
    /// Appearance of each material, in the order of [`Field::materials`].
    pub fn palette(&self) -> &[SurfaceSample] {
        &self.samples
    }

    /// Whether materials melt into each other anywhere. If not, every point of the surface has the appearance of one
    /// material, to the bit.
    pub fn melts_materials(&self) -> bool {
        let mut coats: Vec<Coats> = Vec::with_capacity(self.tape.len());
        for step in self.tape.instructions() {
            let operand = |index: u32| coats[index as usize];
            coats.push(match step.op {
                op if op.has_material() && step.b != NO_MATERIAL => Coats::One(step.b),
                op if op.signature().2 == Kind::Point => Coats::Several,
                op if !op.is_choice() || op.cut_material().is_some() => operand(step.a),
                Op::Facet => operand(step.b),
                _ if operand(step.a) == operand(step.b) && operand(step.a) != Coats::Several => operand(step.a),
                Op::Min | Op::Max => Coats::Several,
                _ => return true,
            });
        }
        false
    }
}

/// Scratch of the evaluation with coats.
#[derive(Debug, Default)]
pub(crate) struct SurfaceRegisters {
    numbers: Registers<F32x8>,
    coats: Vec<[F32x8; COAT]>,
}

impl SurfaceRegisters {
    pub fn evaluate(&mut self, field: &Field, program: &Program, rows: [&[f32]; 3], out: &mut [SurfaceSample]) {
        if let Some(only) = only_sample(field, program) {
            out.fill(only);
            return;
        }
        self.numbers.reserve(program, STRIDE, F32x8::splat(0.0));
        let coats = usize::from(program.number_registers) * STRIDE;
        if self.coats.len() < coats {
            self.coats.resize(coats, [F32x8::splat(0.0); COAT]);
        }
        let output = usize::from(program.output) * STRIDE;
        for (block, out) in out.chunks_mut(BLOCK).enumerate() {
            let chunks = out.len().div_ceil(LANES);
            let start = block * BLOCK;
            let rows = rows.map(|row| &row[start..start + out.len()]);
            for (chunk, place) in self.numbers.points[..chunks].iter_mut().enumerate() {
                *place = rows.map(|row| F32x8::from_array(lanes_at(row, chunk)));
            }
            self.run(field, program, chunks);
            for (samples, coat) in out.chunks_mut(LANES).zip(&self.coats[output..]) {
                let coat = coat.map(F32x8::to_array);
                for (lane, sample) in samples.iter_mut().enumerate() {
                    *sample = SurfaceSample::from_coat(coat.map(|row| row[lane]));
                }
            }
        }
    }

    fn run(&mut self, field: &Field, program: &Program, chunks: usize) {
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            #[target_feature(enable = "avx2")]
            unsafe fn run(this: &mut SurfaceRegisters, field: &Field, program: &Program, chunks: usize) {
                type Wide = crate::lanes::Avx2;
                // SAFETY: both types are eight f32 aligned to 32 bytes.
                let (points, numbers) = unsafe { this.numbers.reinterpret::<Wide>() };
                let coats = this.coats.as_mut_ptr().cast::<[Wide; COAT]>();
                // SAFETY: as above; the length is that of the same buffer.
                let coats = unsafe { std::slice::from_raw_parts_mut(coats, this.coats.len()) };
                execute_with_coats(field, program, points, numbers, coats, chunks);
            }
            // SAFETY: the processor has AVX2.
            return unsafe { run(self, field, program, chunks) };
        }
        let Registers { points, numbers } = &mut self.numbers;
        execute_with_coats(field, program, points, numbers, &mut self.coats, chunks);
    }
}

#[inline(always)]
fn execute_with_coats<L: Lanes>(
    field: &Field,
    program: &Program,
    points: &mut [[L; 3]],
    numbers: &mut [L],
    coats: &mut [[L; COAT]],
    chunks: usize,
) {
    for step in &program.instructions {
        let k = &field.parameters[step.parameters as usize..];
        coat_step(field, *step, k, numbers, coats, chunks);
        execute_step(*step, k, points, numbers, STRIDE, chunks);
    }
}

/// The coat of the result; runs before the step itself, while the operands' numbers are still there.
#[inline(always)]
fn coat_step<L: Lanes>(
    field: &Field,
    step: Instruction,
    k: &[f32],
    numbers: &[L],
    coats: &mut [[L; COAT]],
    chunks: usize,
) {
    let out = usize::from(step.out) * STRIDE;
    let (a, b) = (step.a as usize * STRIDE, step.b as usize * STRIDE);
    match step.op {
        op if op.is_primitive() || (op == Op::Negate && step.b != NO_MATERIAL) => {
            let numbers = field.samples[step.b as usize].to_coat();
            let mut coat = [L::splat(0.0); COAT];
            for (wide, number) in coat.iter_mut().zip(numbers) {
                *wide = L::splat(number);
            }
            coats[out..out + chunks].fill(coat);
        }
        op if op.cut_material().is_some() => coats.copy_within(a..a + chunks, out),
        Op::Min | Op::Max => {
            for chunk in 0..chunks {
                let (left, right) = (numbers[a + chunk], numbers[b + chunk]);
                let right_wins = if step.op == Op::Min { right.less(left) } else { left.less(right) };
                let (first, second) = (coats[a + chunk], coats[b + chunk]);
                for i in 0..COAT {
                    coats[out + chunk][i] = L::select(right_wins, second[i], first[i]);
                }
            }
        }
        Op::Facet => coats.copy_within(b..b + chunks, out),
        op if op.is_choice() => {
            for chunk in 0..chunks {
                let (left, right) = (numbers[a + chunk], numbers[b + chunk]);
                let weight = match op {
                    Op::Mix => L::splat(k[0]),
                    Op::SmoothMin | Op::ChamferMin | Op::RoundMin => weight_of_first(left, right, k),
                    _ => weight_of_first(-left, -right, k),
                };
                coats[out + chunk] = mixed(coats[a + chunk], coats[b + chunk], weight);
            }
        }
        op if op.signature().2 == Kind::Number => coats.copy_within(a..a + chunks, out),
        _ => {}
    }
}

#[inline(always)]
fn mixed<L: Lanes>(first: [L; COAT], second: [L; COAT], weight: L) -> [L; COAT] {
    let rest = L::splat(1.0) - weight;
    let mut coat = first;
    for i in 1..COAT {
        let between = first[i] * weight + second[i] * rest;
        // Rounding leaves neither the range of the two nor, where they are the same, that one number.
        coat[i] = between.larger(first[i].smaller(second[i])).smaller(first[i].larger(second[i]));
    }
    coat[0] = L::select(weight.less(rest), second[0], first[0]);
    coat
}
