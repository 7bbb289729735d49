//! The tape for a shader: the register program as plain words, and the interpreter that runs it.

use crate::{field::Field, generated::without_case, tape::Op};

/// WGSL that defines `fn field_distance(p: vec3<f32>) -> f32` and `fn field_surface(p: vec3<f32>) -> FieldSurface`.
///
/// The including shader defines `fn field_instruction_count() -> u32`, `fn field_instruction(i: u32) -> vec4<u32>` and
/// `fn field_parameter(i: u32) -> f32` over the arrays of a [`GpuProgram`]. For programs with more than
/// [`INTERPRETER_REGISTERS`] registers take [`interpreter_wgsl`].
pub const INTERPRETER_WGSL: &str =
    concat!(include_str!("interpreter.wgsl"), include_str!("pattern.wgsl"), include_str!("rare.wgsl"));

/// [`INTERPRETER_WGSL`] before its branches for [`RARE`] operations are taken out of it, without what these call.
const WITHOUT_RARE: &str = concat!(include_str!("interpreter.wgsl"), include_str!("pattern.wgsl"));

/// What of [`INTERPRETER_WGSL`] takes drivers longest to compile, and most programs do without.
const RARE: [Op; 6] = [Op::Mandelbulb, Op::Julia, Op::Heights, Op::Corner, Op::Share, Op::Facet];

/// Registers of each kind that [`INTERPRETER_WGSL`] has.
pub const INTERPRETER_REGISTERS: u32 = 64;

/// Which programs an interpreter runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operations {
    /// All but those with fractals, height maps and facets: small, and soon compiled.
    Usual,
    /// Every program.
    All,
}

/// [`INTERPRETER_WGSL`] for these operations, with room for `register_count` registers of each kind, at least one.
pub fn interpreter_wgsl(register_count: u32, operations: Operations) -> String {
    let declared = format!("const FIELD_REGISTERS: u32 = {INTERPRETER_REGISTERS}u;");
    let text = match operations {
        Operations::All => INTERPRETER_WGSL.to_owned(),
        Operations::Usual => RARE.iter().fold(WITHOUT_RARE.to_owned(), |text, &op| without_case(&text, op)),
    };
    text.replace(&declared, &format!("const FIELD_REGISTERS: u32 = {}u;", register_count.max(1)))
}

/// Numbers per material at the end of [`GpuProgram::parameters`]: Oklab, metallic, roughness, emissive, index, unused.
const MATERIAL_STRIDE: usize = 8;

/// A field for [`INTERPRETER_WGSL`].
#[derive(Debug, Clone, PartialEq)]
pub struct GpuProgram {
    /// op | axis << 8 | result register << 16; operand a; operand b, or where a primitive's material starts in the
    /// parameters; where the parameter record starts.
    pub instructions: Vec<[u32; 4]>,
    /// Parameter records, then the materials.
    pub parameters: Vec<f32>,
    /// Registers of each kind that the program needs.
    pub register_count: u32,
}

impl GpuProgram {
    /// Operations that an interpreter of this program needs.
    pub fn operations(&self) -> Operations {
        let is_rare = |[head, ..]: &[u32; 4]| RARE.iter().any(|&op| op as u32 == head & 0xff);
        if self.instructions.iter().any(is_rare) { Operations::All } else { Operations::Usual }
    }
}

impl Field {
    /// The whole field for a shader. A change of sizes alone changes only the parameters.
    pub fn gpu_program(&self) -> GpuProgram {
        let first_material = self.parameters.len();
        let mut parameters = self.parameters.clone();
        for sample in &self.samples {
            let [l, a, b] = sample.color_oklab;
            let index = f32::from(sample.material);
            parameters.extend([l, a, b, sample.metallic, sample.roughness, sample.emissive, index, 0.0]);
        }
        let instructions = self.program.instructions().iter().map(|step| {
            let b = match step.op {
                op if op.is_primitive() => (first_material + MATERIAL_STRIDE * step.b as usize) as u32,
                Op::Negate => 0,
                _ => step.b,
            };
            [
                u32::from(step.op as u8) | u32::from(step.axis) << 8 | u32::from(step.out) << 16,
                step.a,
                b,
                step.parameters,
            ]
        });
        GpuProgram {
            instructions: instructions.collect(),
            parameters,
            register_count: u32::from(self.program.point_registers.max(self.program.number_registers)),
        }
    }
}
