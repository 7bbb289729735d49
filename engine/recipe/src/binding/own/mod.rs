//! A node's own numbers: transform, modifiers and the parameters of its shape, without its children.

mod curve;
mod heightmap;
mod letters;
mod modifier;
mod operation;
mod primitive;

use gve_shared::{
    problem::ProblemCode,
    recipe::{Node, Transform},
    shape::{Axis, Shape},
    value::{Rotation, ScalarOrVector3},
};

pub(super) use operation::OwnShape;

use super::{
    instance,
    reader::{COORDINATE, Reader, SCALE, TURN},
};
use crate::{
    bound::{AxisIndex, BoundModifier, BoundTransform},
    expression::Quantity,
    macros,
    placement::{IDENTITY, Quaternion, Vec3, from_euler_deg, normalise},
};

/// Everything of a node but its children.
pub(super) struct Own {
    pub transform: BoundTransform,
    /// The ends of tapers are filled in when the node's bounds are known.
    pub modifiers: Vec<BoundModifier>,
    pub shape: OwnShape,
}

/// Where messages find the parameters of the shape.
const PARAMS: &str = "/shape/params";

pub(super) fn read(reader: &mut Reader<'_>, node: &Node) -> Option<Own> {
    let transform = read_transform(reader, node.transform.as_ref());
    let modifiers: Vec<_> = node
        .modifiers
        .iter()
        .enumerate()
        .map(|(position, modifier)| modifier::read(reader, position, modifier))
        .collect();
    let shape = read_shape(reader, &node.shape);
    let modifiers: Vec<_> = modifiers.into_iter().collect::<Option<_>>()?;
    Some(Own { transform: transform?, modifiers, shape: shape? })
}

fn read_transform(reader: &mut Reader<'_>, transform: Option<&Transform>) -> Option<BoundTransform> {
    let Some(transform) = transform else { return Some(IDENTITY) };
    let position = match &transform.position {
        Some(position) => reader.vector(&"/transform/position", position, &COORDINATE),
        None => Some([0.0; 3]),
    };
    let rotation = match &transform.rotation {
        Some(rotation) => read_rotation(reader, rotation),
        None => Some(IDENTITY.rotation),
    };
    let scale = match &transform.scale {
        Some(scale) => read_scale(reader, scale),
        None => Some([1.0; 3]),
    };
    Some(BoundTransform { position: position?, rotation: rotation?, scale: scale? })
}

fn read_rotation(reader: &mut Reader<'_>, rotation: &Rotation) -> Option<Quaternion> {
    let path = "/transform/rotation";
    match rotation {
        Rotation::Euler(euler) => {
            Some(from_euler_deg(reader.vector(&format_args!("{path}/euler_deg"), &euler.euler_deg, &TURN)?))
        }
        Rotation::Quaternion(components) => {
            let quaternion = reader.components(&path, components, &COORDINATE)?;
            let longest = quaternion.iter().fold(0.0_f64, |longest, component| longest.max(component.abs()));
            if longest < 1e-6 {
                let hint = "No rotation is [0, 0, 0, 1].";
                reader.refuse(
                    ProblemCode::RecipeOutOfRange,
                    &path,
                    "a quaternion of length 0 is no rotation",
                    Some(hint),
                );
                return None;
            }
            Some(normalise(quaternion))
        }
    }
}

fn read_scale(reader: &mut Reader<'_>, scale: &ScalarOrVector3) -> Option<Vec3> {
    let path = "/transform/scale";
    match scale {
        ScalarOrVector3::Uniform(factor) => reader.in_range(&path, *factor, &SCALE).map(|factor| [factor; 3]),
        ScalarOrVector3::Components(components) => reader.components(&path, components, &SCALE),
        ScalarOrVector3::Expression(text) => match reader.evaluate(&path, text)? {
            Quantity::Number(factor) => reader.in_range(&path, factor, &SCALE).map(|factor| [factor; 3]),
            Quantity::Vector(factors) => reader.all_in_range(&path, factors, &SCALE),
        },
    }
}

fn axis_index(axis: Option<Axis>, default: Axis) -> AxisIndex {
    match axis.unwrap_or(default) {
        Axis::X => 0,
        Axis::Y => 1,
        Axis::Z => 2,
    }
}

fn read_shape(reader: &mut Reader<'_>, shape: &Shape) -> Option<OwnShape> {
    if shape.is_operation() {
        return operation::read(reader, shape);
    }
    if let Shape::Instance(params) = shape {
        return instance::read(reader, params).map(OwnShape::Instance);
    }
    if shape.is_macro() {
        return macros::read(reader, shape).map(OwnShape::Macro);
    }
    primitive::read(reader, shape).map(OwnShape::Primitive)
}

fn fits(reader: &mut Reader<'_>, key: &str, value: f64, limit: f64, limit_text: &str) -> Option<f64> {
    // Written with expressions, a full rounding may exceed the limit by rounding errors alone.
    if value <= limit * (1.0 + 1e-12) {
        return Some(value.min(limit));
    }
    let message = format!("{value} is out of range: this must be at most {limit}, {limit_text}");
    reader.refuse(ProblemCode::RecipeOutOfRange, &format_args!("{PARAMS}/{key}"), message, None);
    None
}
