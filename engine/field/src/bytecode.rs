//! The stored form of a field: the `sdf_bytecode` section of a `.gve_bin`.
//!
//! Little-endian: version, instruction count, parameter count, material count (u32 each); bounds min and max (6 f32);
//! Lipschitz factor (f32); instructions of 16 bytes (op u8, axis u8, 0 u16, a u32, b u32, parameters u32); parameters
//! (f32); materials (length of the id u32, id in UTF-8, sRGB 3 f32, metallic, roughness, emissive, density f32).

use std::collections::BTreeSet;

use gve_recipe::bound::BoundMaterial;

use crate::{
    bend, facet,
    field::{Bounds, Field},
    fractal, heights,
    lower::REGISTER_LIMIT,
    noise, pattern,
    program::Program,
    repeat, screw, solid,
    tape::{Instruction, Kind, NO_MATERIAL, Op, Tape},
};

/// Version of the layout and of the operations' meaning.
pub const BYTECODE_VERSION: u32 = 1;

const HEADER_BYTES: usize = 16 + 28;
const INSTRUCTION_BYTES: usize = 16;
/// Beyond this, squares overflow.
const LARGEST: f32 = 1e18;
/// Walls of an onion.
const MOST_WALLS: f32 = 16.0;

/// Why bytes are not a field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    #[error("the SDF program ends at byte {length}, inside a record that starts at byte {offset}")]
    Truncated { offset: usize, length: usize },
    #[error("the SDF program has version {found}; this build reads version {BYTECODE_VERSION}")]
    UnsupportedVersion { found: u32 },
    #[error("the SDF program is not valid at byte {offset}: {reason}")]
    Invalid { offset: usize, reason: &'static str },
}

impl Field {
    /// The field as bytes; see the module for the layout.
    pub fn encode(&self) -> Vec<u8> {
        let steps = self.tape.instructions();
        let mut bytes = Vec::with_capacity(HEADER_BYTES + INSTRUCTION_BYTES * steps.len() + 4 * self.parameters.len());
        for count in [BYTECODE_VERSION as usize, steps.len(), self.parameters.len(), self.materials.len()] {
            bytes.extend((count as u32).to_le_bytes());
        }
        let floats = |bytes: &mut Vec<u8>, values: &[f32]| bytes.extend(values.iter().flat_map(|v| v.to_le_bytes()));
        floats(&mut bytes, &self.bounds.min);
        floats(&mut bytes, &self.bounds.max);
        floats(&mut bytes, &[self.lipschitz()]);
        for step in steps {
            bytes.extend([step.op as u8, step.axis, 0, 0]);
            bytes.extend([step.a, step.b, step.parameters].iter().flat_map(|word| word.to_le_bytes()));
        }
        floats(&mut bytes, &self.parameters);
        for material in &self.materials {
            bytes.extend((material.spec_id.len() as u32).to_le_bytes());
            bytes.extend(material.spec_id.as_bytes());
            floats(&mut bytes, &material.base_color_srgb);
            let BoundMaterial { metallic, roughness, emissive, density_kg_m3, .. } = *material;
            floats(&mut bytes, &[metallic, roughness, emissive, density_kg_m3]);
        }
        bytes
    }

    /// Reads what [`Field::encode`] wrote, checking everything that evaluation relies on.
    ///
    /// # Errors
    /// [`DecodeError`] with the byte where reading failed.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader { bytes, offset: 0 };
        let version = reader.word()?;
        if version != BYTECODE_VERSION {
            return Err(DecodeError::UnsupportedVersion { found: version });
        }
        let [steps, parameters, materials] = [reader.word()?, reader.word()?, reader.word()?].map(|n| n as usize);
        let bounds = Bounds { min: reader.floats()?, max: reader.floats()? };
        let [lipschitz] = reader.floats()?;
        reader.require((0..3).all(|axis| bounds.min[axis] <= bounds.max[axis]), "the bounds are empty")?;
        reader.require(lipschitz == 1.0, "the Lipschitz factor is not 1")?;
        reader
            .require(materials >= 1 && materials <= usize::from(u16::MAX), "the number of materials is out of range")?;
        let start = reader.offset;
        reader.reserve(steps, INSTRUCTION_BYTES)?;
        let instructions: Vec<Instruction> = (0..steps).map(|_| reader.instruction()).collect::<Result<_, _>>()?;
        reader.reserve(parameters, 4)?;
        let parameters: Vec<f32> = (0..parameters).map(|_| reader.float()).collect::<Result<_, _>>()?;
        reader.reserve(materials, 32)?;
        let materials: Vec<BoundMaterial> = (0..materials).map(|_| reader.material()).collect::<Result<_, _>>()?;
        reader.require(reader.offset == bytes.len(), "there are bytes after the last material")?;
        for index in 0..instructions.len() {
            check(&instructions, index, &parameters, materials.len())
                .map_err(|reason| DecodeError::Invalid { offset: start + INSTRUCTION_BYTES * index, reason })?;
        }
        check_samples(&instructions, &parameters)
            .map_err(|index| DecodeError::Invalid { offset: start + INSTRUCTION_BYTES * index, reason: BAD_SAMPLES })?;
        let root = instructions.last().map(|step| step.op.signature().2);
        let invalid = |reason| DecodeError::Invalid { offset: start, reason };
        if root != Some(Kind::Number) {
            return Err(invalid("the last instruction is not a distance"));
        }
        let tape = Tape { instructions };
        let program = Program::allocate(&tape);
        if program.point_registers.max(program.number_registers) > REGISTER_LIMIT {
            return Err(invalid("the program needs too many registers"));
        }
        Ok(Self::assemble(tape, parameters, bounds, materials))
    }
}

const BAD_RECORD: &str = "a parameter is out of its range";
const BAD_SAMPLES: &str = "the samples of a height map are wrong or overlap";

/// Checks the samples of height maps, each set of them once. Sets that overlap would cost more than they are long.
fn check_samples(steps: &[Instruction], parameters: &[f32]) -> Result<(), usize> {
    let mut known = BTreeSet::new();
    let mut left = parameters.len();
    for (index, step) in steps.iter().enumerate().filter(|(_, step)| step.op == Op::Heights) {
        let k = &parameters[step.parameters as usize..];
        let range = heights::samples_range(k).ok_or(index)?;
        if !known.insert((step.parameters as usize + range.start, k[8] as u32)) {
            continue;
        }
        left = left.checked_sub(range.len()).ok_or(index)?;
        if !heights::are_samples(k, range) {
            return Err(index);
        }
    }
    Ok(())
}

/// Checks one instruction against those before it.
fn check(steps: &[Instruction], index: usize, parameters: &[f32], materials: usize) -> Result<(), &'static str> {
    let step = &steps[index];
    if (step.op == Op::Position) != (index == 0) {
        return Err("the position must be the first instruction and no other");
    }
    let (a, b, _) = step.op.signature();
    for (operand, kind) in [(step.a, a), (step.b, b)] {
        if kind == Kind::None {
            continue;
        }
        let source = steps[..index].get(operand as usize).ok_or("an operand is not defined before its use")?;
        if source.op.signature().2 != kind {
            return Err("an operand is of the wrong kind");
        }
    }
    if step.axis > 2 {
        return Err("the axis is not 0, 1 or 2");
    }
    let is_material = |number: u32| (number as usize) < materials;
    if step.op.is_primitive() && !is_material(step.b) {
        return Err("the material does not exist");
    }
    if step.op == Op::Negate && step.b != NO_MATERIAL && !is_material(step.b) {
        return Err("the material does not exist");
    }
    let rest = parameters.get(step.parameters as usize..).ok_or("the parameters start beyond the end")?;
    let count = step.op.parameter_count(rest).ok_or("the parameter record is incomplete")?;
    if step.op == Op::Heights {
        return if heights::is_record(rest) { Ok(()) } else { Err(BAD_RECORD) };
    }
    check_record(step.op, step.axis, &rest[..count], materials)
}

fn check_record(op: Op, axis: u8, k: &[f32], materials: usize) -> Result<(), &'static str> {
    let positive = |value: f32| value > 0.0;
    let cut = |value: f32| value == -1.0 || (value >= 0.0 && value.fract() == 0.0 && (value as usize) < materials);
    let fine = match op {
        Op::Twist => positive(k[4]),
        Op::Taper => k[5].min(k[5] + k[6]) > 0.0 && positive(k[7]),
        Op::Confine => k[5].min(k[5] + k[6]) > 0.0 && k[7] >= 0.0,
        Op::Onion => (1.0..=MOST_WALLS).contains(&k[2]) && k[2].fract() == 0.0,
        Op::Repeat | Op::WithinCell => repeat::is_record(k),
        Op::Elongate => k[3..6].iter().all(|&half| half >= 0.0),
        Op::Bend | Op::Unbend => bend::is_record(k, axis),
        Op::Periodic => pattern::is_periodic_record(k),
        Op::Cells => pattern::is_cells_record(k),
        Op::Polyhedron => solid::is_polyhedron_record(k),
        Op::Tube => solid::is_tube_record(k),
        Op::Sponge => solid::is_sponge_record(k),
        Op::Mandelbulb => fractal::is_bulb_record(k),
        Op::Julia => fractal::is_julia_record(k),
        Op::Screw => screw::is_record(k),
        Op::Displace => k[3] > 0.0 && is_displacement(&k[4..6]) && noise::is_record(&k[6..]),
        Op::Ripple => is_displacement(&k[5..7]),
        Op::Mix => k[0] >= 0.0 && k[1] >= 0.0,
        Op::Corner | Op::Share => facet::is_corner_record(k),
        Op::Facet => facet::is_limit_record(k),
        Op::Min | Op::Max | Op::Difference => true,
        op if op.is_choice() => positive(k[0]) && k[1] >= 0.0,
        _ => true,
    };
    let fine = fine && op.cut_material().is_none_or(|place| cut(k[place]));
    if fine { Ok(()) } else { Err(BAD_RECORD) }
}

fn is_displacement(k: &[f32]) -> bool {
    k[0] >= 0.0 && (0.0..=1.0).contains(&k[1])
}

struct Reader<'b> {
    bytes: &'b [u8],
    offset: usize,
}

impl Reader<'_> {
    fn require(&self, holds: bool, reason: &'static str) -> Result<(), DecodeError> {
        if holds { Ok(()) } else { Err(DecodeError::Invalid { offset: self.offset, reason }) }
    }

    fn truncated(&self) -> DecodeError {
        DecodeError::Truncated { offset: self.offset, length: self.bytes.len() }
    }

    /// Fails before anything is allocated for `count` records of at least `size` bytes that cannot be there.
    fn reserve(&self, count: usize, size: usize) -> Result<(), DecodeError> {
        let available = self.bytes.len() - self.offset;
        if count.checked_mul(size).is_some_and(|needed| needed <= available) { Ok(()) } else { Err(self.truncated()) }
    }

    fn take(&mut self, count: usize) -> Result<&[u8], DecodeError> {
        let end = self.offset.checked_add(count).ok_or_else(|| self.truncated())?;
        let taken = self.bytes.get(self.offset..end).ok_or_else(|| self.truncated())?;
        self.offset = end;
        Ok(taken)
    }

    fn word(&mut self) -> Result<u32, DecodeError> {
        let taken = self.take(4)?;
        Ok(u32::from_le_bytes([taken[0], taken[1], taken[2], taken[3]]))
    }

    fn float(&mut self) -> Result<f32, DecodeError> {
        let value = f32::from_bits(self.word()?);
        self.require(value.abs() <= LARGEST, "a number is not finite or too large")?;
        Ok(value)
    }

    fn floats<const N: usize>(&mut self) -> Result<[f32; N], DecodeError> {
        let mut values = [0.0; N];
        for value in &mut values {
            *value = self.float()?;
        }
        Ok(values)
    }

    fn instruction(&mut self) -> Result<Instruction, DecodeError> {
        let head = self.word()?;
        let op = Op::from_code(head as u8);
        self.require(op.is_some() && head >> 16 == 0, "the operation is unknown")?;
        let (a, b, parameters) = (self.word()?, self.word()?, self.word()?);
        let op = op.unwrap_or(Op::Position);
        Ok(Instruction { op, axis: (head >> 8) as u8, out: 0, a, b, parameters })
    }

    fn material(&mut self) -> Result<BoundMaterial, DecodeError> {
        let length = self.word()? as usize;
        let spec_id = std::str::from_utf8(self.take(length)?).map(str::to_owned);
        self.require(spec_id.is_ok(), "a material's id is not UTF-8")?;
        let base_color_srgb = self.floats()?;
        let [metallic, roughness, emissive, density_kg_m3] = self.floats()?;
        let spec_id = spec_id.unwrap_or_default();
        Ok(BoundMaterial { spec_id, base_color_srgb, metallic, roughness, emissive, density_kg_m3 })
    }
}
