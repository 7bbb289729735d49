//! Parameters of operations.

use gve_shared::{
    problem::ProblemCode,
    shape::{
        ArrayGridParams, ArrayLinearParams, ArrayRadialParams, Axis, BlendProfile, MorphParams, OffsetParams,
        OnionParams, RepeatParams, Shape, ShellOperationParams,
    },
    value::Scalar,
};

use super::{
    super::instance::Instance,
    super::reader::{COORDINATE, LENGTH, Range, Reader, SIZE, TURN},
    PARAMS, axis_index,
    modifier::shell_wall,
};
use crate::{
    bound::{AxisIndex, Blend, BoundModifier, BoundShape, Combine, RepeatedContent},
    macros::Macro,
    placement::Vec3,
};

/// A shape without children.
pub(in crate::binding) enum OwnShape {
    Primitive(BoundShape),
    Combine(Combine),
    /// A mix of the children; `t` from the first, 0, to the last, 1.
    Morph {
        t: f64,
    },
    /// The children together, changed before any modifier.
    Changed(BoundModifier),
    Linear {
        count: u32,
        step: Vec3,
    },
    Radial {
        count: u32,
        axis: AxisIndex,
        radius: f64,
        step_angle: f64,
    },
    Grid {
        count: [u32; 3],
        step: Vec3,
    },
    Mirror {
        axis: AxisIndex,
    },
    /// Ordinary nodes, known when the children are.
    Macro(Box<dyn Macro>),
    /// Another asset.
    Instance(Instance),
}

const COUNT: Range = Range { min: 0.5, max: 10_000.4, text: "a count from 1 to 10000" };
const REPEATS: Range = Range { min: 0.5, max: 1_000_000.4, text: "a count from 1 to 1000000" };
const LAYERS: Range = Range { min: 0.5, max: 16.4, text: "a count from 1 to 16" };
const FRACTION: Range = Range { min: 0.0, max: 1.0, text: "a number from 0 to 1" };

/// The operation with its numbers; nothing where they are refused.
pub(super) fn read(reader: &mut Reader<'_>, shape: &Shape) -> Option<OwnShape> {
    match shape {
        Shape::Union(_) => Some(OwnShape::Combine(Combine::Union { blend: Blend::SHARP })),
        Shape::Intersection(_) => Some(OwnShape::Combine(Combine::Intersection { blend: Blend::SHARP })),
        Shape::Difference(_) => Some(OwnShape::Combine(Combine::Difference { blend: Blend::SHARP })),
        Shape::Xor(_) => Some(OwnShape::Combine(Combine::Xor)),
        Shape::SmoothUnion(params) => {
            read_blend(reader, &params.radius, params.profile).map(|blend| OwnShape::Combine(Combine::Union { blend }))
        }
        Shape::SmoothIntersection(params) => read_blend(reader, &params.radius, params.profile)
            .map(|blend| OwnShape::Combine(Combine::Intersection { blend })),
        Shape::SmoothDifference(params) => read_blend(reader, &params.radius, params.profile)
            .map(|blend| OwnShape::Combine(Combine::Difference { blend })),
        Shape::Morph(params) => read_morph(reader, params),
        Shape::Shell(params) => read_shell(reader, params),
        Shape::Offset(params) => read_offset(reader, params),
        Shape::Onion(params) => read_onion(reader, params),
        Shape::Repeat(params) => read_repeat(reader, params),
        Shape::ArrayLinear(params) => read_linear(reader, params),
        Shape::ArrayRadial(params) => read_radial(reader, params),
        Shape::ArrayGrid(params) => read_grid(reader, params),
        Shape::Mirror(params) => Some(OwnShape::Mirror { axis: axis_index(params.axis, Axis::X) }),
        _ => None,
    }
}

fn read_blend(reader: &mut Reader<'_>, radius: &Scalar, profile: Option<BlendProfile>) -> Option<Blend> {
    Some(Blend { profile: profile.unwrap_or_default(), radius_m: reader.param("radius", radius, &LENGTH)? })
}

fn read_morph(reader: &mut Reader<'_>, params: &MorphParams) -> Option<OwnShape> {
    Some(OwnShape::Morph { t: reader.param("t", &params.t, &FRACTION)? })
}

fn read_shell(reader: &mut Reader<'_>, params: &ShellOperationParams) -> Option<OwnShape> {
    let thickness = reader.param("thickness", &params.thickness, &SIZE)?;
    Some(OwnShape::Changed(shell_wall(thickness, params.side.unwrap_or_default())))
}

fn read_offset(reader: &mut Reader<'_>, params: &OffsetParams) -> Option<OwnShape> {
    let radius_m = reader.param("distance", &params.distance, &COORDINATE)?;
    Some(OwnShape::Changed(BoundModifier::Round { radius_m }))
}

fn read_onion(reader: &mut Reader<'_>, params: &OnionParams) -> Option<OwnShape> {
    let layers = reader.param("layers", &params.layers, &LAYERS);
    let thickness_m = reader.param("thickness", &params.thickness, &SIZE);
    let gap_m = reader.param("gap", &params.gap, &SIZE);
    let layers = libm::round(layers?) as u32;
    Some(OwnShape::Changed(BoundModifier::Onion { layers, thickness_m: thickness_m?, gap_m: gap_m? }))
}

fn read_repeat(reader: &mut Reader<'_>, params: &RepeatParams) -> Option<OwnShape> {
    let spacing_m = reader.vector_param("spacing", &params.spacing, &LENGTH);
    let counts = match &params.count {
        Some(count) => Some(reader.vector_param("count", count, &REPEATS)?.map(|count| libm::round(count) as u32)),
        None => None,
    };
    let spacing_m = spacing_m?;
    if let Some(axis) = (0..3).find(|&axis| spacing_m[axis] > 0.0 && spacing_m[axis] < SIZE.min) {
        let message = format!("{} is out of range: this must be 0 or {}", spacing_m[axis], SIZE.text);
        reader.refuse(ProblemCode::RecipeOutOfRange, &format_args!("{PARAMS}/spacing/{axis}"), message, None);
        return None;
    }
    // Nothing is repeated where the spacing is 0: one copy.
    let last = |axis: usize| if spacing_m[axis] == 0.0 { Some(0) } else { counts.map(|counts| counts[axis] - 1) };
    Some(OwnShape::Changed(BoundModifier::Repeat {
        spacing_m,
        last: [last(0), last(1), last(2)],
        content: RepeatedContent::UNKNOWN,
    }))
}

fn read_linear(reader: &mut Reader<'_>, params: &ArrayLinearParams) -> Option<OwnShape> {
    let count = read_count(reader, &params.count);
    let step = reader.vector_param("step", &params.step, &COORDINATE);
    Some(OwnShape::Linear { count: count?, step: step? })
}

fn read_radial(reader: &mut Reader<'_>, params: &ArrayRadialParams) -> Option<OwnShape> {
    let count = read_count(reader, &params.count);
    let radius = reader.param_or("radius", &params.radius, 0.0, &COORDINATE);
    let sweep_deg = reader.param_or("sweep_deg", &params.sweep_deg, 360.0, &TURN);
    let (count, radius) = (count?, radius?);
    let step_angle = sweep_deg?.to_radians() / f64::from(count);
    Some(OwnShape::Radial { count, axis: axis_index(params.axis, Axis::Y), radius, step_angle })
}

fn read_grid(reader: &mut Reader<'_>, params: &ArrayGridParams) -> Option<OwnShape> {
    let count = reader.vector_param("count", &params.count, &COUNT);
    let step = reader.vector_param("step", &params.step, &COORDINATE);
    Some(OwnShape::Grid { count: count?.map(|count| libm::round(count) as u32), step: step? })
}

fn read_count(reader: &mut Reader<'_>, count: &Scalar) -> Option<u32> {
    Some(libm::round(reader.param("count", count, &COUNT)?) as u32)
}
