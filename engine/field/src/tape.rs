//! The register tape: a field as a straight line of instructions in static single assignment form.
//!
//! Instruction i defines value i. A value is a point (three numbers) or a number; operands are indices of earlier
//! values. The last instruction is the field's distance. Parameters lie in one array that all tapes of a field share.

use std::sync::LazyLock;

use crate::formula::{EDGE_STRIDE, POLYGON_HEADER, PYRAMID_HEADER};

/// What an instruction does. The number is part of the stored format and of the GPU interpreter: never renumber.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Op {
    /// The point that the field is asked about. Always and only instruction 0.
    Position = 0,
    /// 3×3 matrix times point.
    Linear = 1,
    /// One coordinate made positive.
    Mirror = 2,
    /// Turned about an axis in proportion to the height.
    Twist = 3,
    /// Cross-section scaled in proportion to the height.
    Taper = 4,

    Sphere = 16,
    Ellipsoid = 17,
    Box = 18,
    Cylinder = 19,
    Capsule = 20,
    Torus = 21,
    TorusArc = 22,
    Plane = 23,
    RevolvedRectangle = 24,
    ExtrudedRectangle = 25,
    RevolvedPolygon = 26,
    ExtrudedPolygon = 27,
    Pyramid = 28,

    /// Distance minus a constant.
    Offset = 48,
    /// The complement, with the material of the solid that was cut.
    Negate = 49,
    Shell = 50,
    /// Lower bound of the distance behind a twist or taper.
    Confine = 51,

    Min = 64,
    Max = 65,
    Difference = 66,
    SmoothMin = 67,
    SmoothMax = 68,
    SmoothDifference = 69,
}

/// What an operand or result is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Unused, or a number that is no operand.
    None,
    /// Three numbers.
    Point,
    /// One number.
    Number,
}

/// Kinds of the operands `a` and `b` of an operation and of its result, as in [`Op::signature`], and whether it is a
/// choice; for loops over whole tapes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Traits {
    pub a: Kind,
    pub b: Kind,
    pub result: Kind,
    pub is_choice: bool,
}

/// By the number of the operation.
pub(crate) static TRAITS: LazyLock<[Traits; 256]> = LazyLock::new(|| {
    let mut table = [Traits { a: Kind::None, b: Kind::None, result: Kind::None, is_choice: false }; 256];
    for op in Op::ALL {
        let (a, b, result) = op.signature();
        table[usize::from(op as u8)] = Traits { a, b, result, is_choice: op.is_choice() };
    }
    table
});

/// Material of an instruction that has none of its own.
pub const NO_MATERIAL: u32 = u32::MAX;

impl Op {
    /// All operations.
    pub const ALL: [Self; 28] = [
        Self::Position,
        Self::Linear,
        Self::Mirror,
        Self::Twist,
        Self::Taper,
        Self::Sphere,
        Self::Ellipsoid,
        Self::Box,
        Self::Cylinder,
        Self::Capsule,
        Self::Torus,
        Self::TorusArc,
        Self::Plane,
        Self::RevolvedRectangle,
        Self::ExtrudedRectangle,
        Self::RevolvedPolygon,
        Self::ExtrudedPolygon,
        Self::Pyramid,
        Self::Offset,
        Self::Negate,
        Self::Shell,
        Self::Confine,
        Self::Min,
        Self::Max,
        Self::Difference,
        Self::SmoothMin,
        Self::SmoothMax,
        Self::SmoothDifference,
    ];

    /// The operation with this stored number.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|&op| op as u8 == code)
    }

    /// Kinds of the operands `a` and `b`, and of the result.
    #[inline]
    pub fn signature(self) -> (Kind, Kind, Kind) {
        match self {
            Self::Position => (Kind::None, Kind::None, Kind::Point),
            Self::Linear | Self::Mirror | Self::Twist | Self::Taper => (Kind::Point, Kind::None, Kind::Point),
            Self::Offset | Self::Negate | Self::Shell => (Kind::Number, Kind::None, Kind::Number),
            Self::Confine => (Kind::Number, Kind::Point, Kind::Number),
            _ if self.is_choice() => (Kind::Number, Kind::Number, Kind::Number),
            _ => (Kind::Point, Kind::None, Kind::Number),
        }
    }

    /// True for a shape of its own, whose `b` is a material.
    #[inline]
    pub fn is_primitive(self) -> bool {
        (16..48).contains(&(self as u8))
    }

    /// True where one operand can win over the other.
    #[inline]
    pub fn is_choice(self) -> bool {
        self as u8 >= 64
    }

    /// True where `axis` is used.
    pub fn has_axis(self) -> bool {
        matches!(self, Self::Mirror | Self::Twist | Self::Taper | Self::Confine)
    }

    /// Length of the parameter record that starts `rest`, or `None` if `rest` is too short for it.
    pub fn parameter_count(self, rest: &[f32]) -> Option<usize> {
        let counted = |header: usize, stride: usize| {
            let count = *rest.get(header - 1)?;
            let whole = (1.0..=1024.0).contains(&count) && count.fract() == 0.0;
            whole.then(|| header + stride * count as usize)
        };
        let count = match self {
            Self::Position | Self::Negate | Self::Min | Self::Max => 0,
            Self::Offset | Self::Difference => 1,
            Self::Shell | Self::SmoothMin | Self::SmoothMax => 2,
            Self::Mirror | Self::SmoothDifference => 3,
            Self::Sphere | Self::Plane => 4,
            Self::Twist | Self::Capsule | Self::Torus => 5,
            Self::Cylinder => 6,
            Self::Box | Self::TorusArc | Self::RevolvedRectangle | Self::ExtrudedRectangle => 7,
            Self::Taper | Self::Ellipsoid => 8,
            Self::Linear => 9,
            Self::Confine => 10,
            Self::RevolvedPolygon | Self::ExtrudedPolygon => counted(POLYGON_HEADER, EDGE_STRIDE)?,
            Self::Pyramid => counted(PYRAMID_HEADER, 4)?,
        };
        (rest.len() >= count).then_some(count)
    }
}

/// One step of a tape: 16 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C)]
pub struct Instruction {
    pub op: Op,
    /// 0 x, 1 y, 2 z, where the operation has an axis.
    pub axis: u8,
    /// Register of the result, once registers are allocated (see [`crate::program::Program`]).
    pub out: u16,
    /// First operand: an instruction of the tape, or a register of a program.
    pub a: u32,
    /// Second operand; a primitive's material; a [`Op::Negate`]'s material or [`NO_MATERIAL`].
    pub b: u32,
    /// Where the parameter record starts.
    pub parameters: u32,
}

const _: () = assert!(size_of::<Instruction>() == 16);

/// A straight line of instructions; the last one is the distance.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tape {
    pub(crate) instructions: Vec<Instruction>,
}

impl Tape {
    /// The instructions in order; the first is [`Op::Position`].
    pub fn instructions(&self) -> &[Instruction] {
        &self.instructions
    }

    /// Number of instructions, the position included.
    pub fn len(&self) -> usize {
        self.instructions.len()
    }

    /// True only for the empty scratch tape.
    pub fn is_empty(&self) -> bool {
        self.instructions.is_empty()
    }
}
