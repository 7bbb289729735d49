//! The register tape: a field as a straight line of instructions in static single assignment form.
//!
//! Instruction i defines value i. A value is a point (three numbers) or a number; operands are indices of earlier
//! values. The last instruction is the field's distance. Parameters lie in one array that all tapes of a field share.

use std::sync::LazyLock;

use crate::{
    bend::BEND_RECORD,
    facet::FACET_RECORD,
    formula::{EDGE_STRIDE, POLYGON_HEADER, PYRAMID_HEADER},
    fractal::{BULB_RECORD, JULIA_RECORD},
    heights::HEIGHTS_RECORD,
    noise::NOISE_RECORD,
    pattern::{CELLS_RECORD, PERIODIC_RECORD},
    repeat::REPEAT_RECORD,
    screw::SCREW_RECORD,
    solid::{POLYHEDRON_RECORD, SPONGE_RECORD, TUBE_HEADER, TUBE_STRIDE},
};

/// How long an operation's parameter record is.
#[derive(Debug, Clone, Copy)]
enum Record {
    Fixed(usize),
    /// A header whose last number counts the entries of `stride` numbers that follow.
    Counted {
        header: usize,
        stride: usize,
    },
}

use Record::{Counted, Fixed};

/// The table of operations: name, stored number, parameter record.
macro_rules! operations {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $record:expr;)*) => {
        /// What an instruction does. The number is part of the stored format and of the GPU interpreter: never
        /// renumber. 0–15 yield points, 16–47 are primitives, 48–63 change a number, from 64 on they join two.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Op {
            $($(#[$doc])* $name = $code,)*
        }

        impl Op {
            /// All operations.
            pub const ALL: [Self; [$($code),*].len()] = [$(Self::$name),*];

            fn record(self) -> Record {
                match self {
                    $(Self::$name => $record,)*
                }
            }
        }
    };
}

operations! {
    /// The point that the field is asked about. Always and only instruction 0.
    Position = 0, Fixed(0);
    /// 3×3 matrix times point.
    Linear = 1, Fixed(9);
    /// One coordinate made positive.
    Mirror = 2, Fixed(3);
    /// Turned about an axis in proportion to the height.
    Twist = 3, Fixed(5);
    /// Cross-section scaled in proportion to the height.
    Taper = 4, Fixed(8);
    /// Folded into one cell of a grid.
    Repeat = 5, Fixed(REPEAT_RECORD);
    /// Pulled apart in the middle.
    Elongate = 6, Fixed(6);
    /// Bent into an arc.
    Bend = 7, Fixed(BEND_RECORD);
    /// A corner of the tetrahedron around the point.
    Corner = 8, Fixed(FACET_RECORD);

    Sphere = 16, Fixed(4);
    Ellipsoid = 17, Fixed(8);
    Box = 18, Fixed(7);
    Cylinder = 19, Fixed(6);
    Capsule = 20, Fixed(5);
    Torus = 21, Fixed(5);
    TorusArc = 22, Fixed(7);
    Plane = 23, Fixed(4);
    RevolvedRectangle = 24, Fixed(7);
    ExtrudedRectangle = 25, Fixed(7);
    RevolvedPolygon = 26, Counted { header: POLYGON_HEADER, stride: EDGE_STRIDE };
    ExtrudedPolygon = 27, Counted { header: POLYGON_HEADER, stride: EDGE_STRIDE };
    Pyramid = 28, Counted { header: PYRAMID_HEADER, stride: 4 };
    /// Periodic surface.
    Periodic = 29, Fixed(PERIODIC_RECORD);
    /// Walls between random cells, or the cells.
    Cells = 30, Fixed(CELLS_RECORD);
    Polyhedron = 31, Fixed(POLYHEDRON_RECORD);
    Tube = 32, Counted { header: TUBE_HEADER, stride: TUBE_STRIDE };
    Sponge = 33, Fixed(SPONGE_RECORD);
    Mandelbulb = 34, Fixed(BULB_RECORD);
    /// Quaternion Julia set.
    Julia = 35, Fixed(JULIA_RECORD);
    /// Rod with a helical thread.
    Screw = 46, Fixed(SCREW_RECORD);
    /// Solid under a height map, whose samples lie behind all records.
    Heights = 47, Fixed(HEIGHTS_RECORD);

    /// Distance minus a constant.
    Offset = 48, Fixed(1);
    /// The complement, with the material of the solid that was cut.
    Negate = 49, Fixed(0);
    Shell = 50, Fixed(2);
    /// Lower bound of the distance behind a twist or taper.
    Confine = 51, Fixed(10);
    /// Walls in each other.
    Onion = 52, Fixed(3);
    /// Lower bound of the distance behind a repetition.
    WithinCell = 53, Fixed(REPEAT_RECORD);
    /// Lower bound of the distance behind a bend.
    Unbend = 54, Fixed(BEND_RECORD);
    /// Moved by noise.
    Displace = 55, Fixed(6 + NOISE_RECORD);
    /// Moved by waves around an axis.
    Ripple = 56, Fixed(7);
    /// Times the weight of a corner.
    Share = 57, Fixed(FACET_RECORD);

    Min = 64, Fixed(0);
    Max = 65, Fixed(0);
    Difference = 66, Fixed(1);
    SmoothMin = 67, Fixed(2);
    SmoothMax = 68, Fixed(2);
    SmoothDifference = 69, Fixed(3);
    ChamferMin = 70, Fixed(2);
    ChamferMax = 71, Fixed(2);
    ChamferDifference = 72, Fixed(3);
    RoundMin = 73, Fixed(2);
    RoundMax = 74, Fixed(2);
    RoundDifference = 75, Fixed(3);
    /// Weighted sum.
    Mix = 76, Fixed(2);
    /// The first, an interpolation, limited by the second, which it interpolates and whose material it has.
    Facet = 77, Fixed(2);
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
    /// The operation with this stored number.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|&op| op as u8 == code)
    }

    /// Kinds of the operands `a` and `b`, and of the result.
    #[inline]
    pub fn signature(self) -> (Kind, Kind, Kind) {
        match self {
            Self::Position => (Kind::None, Kind::None, Kind::Point),
            Self::Offset | Self::Negate | Self::Shell | Self::Onion => (Kind::Number, Kind::None, Kind::Number),
            Self::Confine | Self::WithinCell | Self::Unbend | Self::Displace | Self::Ripple | Self::Share => {
                (Kind::Number, Kind::Point, Kind::Number)
            }
            _ if self.is_choice() => (Kind::Number, Kind::Number, Kind::Number),
            _ if self.is_primitive() => (Kind::Point, Kind::None, Kind::Number),
            _ => (Kind::Point, Kind::None, Kind::Point),
        }
    }

    /// True for a shape of its own, whose `b` is a material.
    #[inline]
    pub fn is_primitive(self) -> bool {
        (16..48).contains(&(self as u8))
    }

    /// True where `b` is a material, or [`NO_MATERIAL`].
    #[inline]
    pub fn has_material(self) -> bool {
        self.is_primitive() || self == Self::Negate
    }

    /// True where two numbers are joined, of which one may win over the other.
    #[inline]
    pub fn is_choice(self) -> bool {
        self as u8 >= 64
    }

    /// Where the record of an operation that cuts holds the material of cut faces; nothing for any other operation.
    #[inline]
    pub fn cut_material(self) -> Option<usize> {
        match self {
            Self::Difference => Some(0),
            Self::SmoothDifference | Self::ChamferDifference | Self::RoundDifference => Some(2),
            _ => None,
        }
    }

    /// Length of the parameter record that starts `rest`, or `None` if `rest` is too short for it.
    pub fn parameter_count(self, rest: &[f32]) -> Option<usize> {
        let count = match self.record() {
            Fixed(count) => count,
            Counted { header, stride } => {
                let entries = *rest.get(header - 1)?;
                let is_whole = (1.0..=1024.0).contains(&entries) && entries.fract() == 0.0;
                is_whole.then(|| header + stride * entries as usize)?
            }
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
