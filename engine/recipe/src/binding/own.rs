//! A node's own numbers: transform, modifiers and the parameters of its shape, without its children.

use gve_shared::{
    modifier::{Modifier, ShellSide},
    problem::ProblemCode,
    recipe::{Node, Transform},
    shape::{
        ArrayLinearParams, ArrayRadialParams, Axis, BoxParams, CapsuleParams, ConeParams, CylinderParams,
        EllipsoidParams, ExtrusionParams, PlaneParams, RevolutionParams, Shape, SphereParams, TorusParams,
    },
    value::{Rotation, Scalar, ScalarOrVector3, Vector3},
};

use super::{
    profile,
    reader::{ANY, COORDINATE, LENGTH, Range, Reader, SCALE, SIZE},
};
use crate::{
    bound::{AxisIndex, BoundModifier, BoundShape, BoundTransform, Combine},
    expression::Quantity,
    placement::{IDENTITY, Quaternion, Vec3, from_euler_deg, length, normalise},
};

/// Everything of a node but its children.
pub(super) struct Own {
    pub transform: BoundTransform,
    /// The ends of tapers are filled in when the node's bounds are known.
    pub modifiers: Vec<BoundModifier>,
    pub shape: OwnShape,
}

/// A shape without children.
pub(super) enum OwnShape {
    Primitive(BoundShape),
    Combine(Combine),
    Linear { count: u32, step: Vec3 },
    Radial { count: u32, axis: AxisIndex, radius: f64, step_angle: f64 },
    Mirror { axis: AxisIndex },
}

const PARAMS: &str = "/shape/params";
const SIDES: Range = Range { min: 0.0, max: 64.0, text: "0 for round or 3 to 64" };
const COUNT: Range = Range { min: 0.5, max: 10_000.4, text: "a count from 1 to 10000" };
const TAPER: Range = Range { min: 0.01, max: 100.0, text: "a factor from 0.01 to 100" };
const SWEEP: Range = Range { min: 0.1, max: 360.0, text: "an angle from 0.1 to 360 degrees" };
const TWIST: Range = Range { min: -3.6e6, max: 3.6e6, text: "a rate from -3.6e6 to 3.6e6 degrees per metre" };
const TURN: Range = Range { min: -36_000.0, max: 36_000.0, text: "an angle from -36000 to 36000 degrees" };

pub(super) fn read(reader: &mut Reader<'_>, node: &Node) -> Option<Own> {
    let transform = read_transform(reader, node.transform.as_ref());
    let modifiers: Vec<_> = node
        .modifiers
        .iter()
        .enumerate()
        .map(|(position, modifier)| read_modifier(reader, position, modifier))
        .collect();
    let shape = read_shape(reader, &node.shape);
    Some(Own { transform: transform?, modifiers: modifiers.into_iter().collect::<Option<_>>()?, shape: shape? })
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

fn read_modifier(reader: &mut Reader<'_>, position: usize, modifier: &Modifier) -> Option<BoundModifier> {
    let at = |key: &'static str| move |f: &mut std::fmt::Formatter<'_>| write!(f, "/modifiers/{position}/params/{key}");
    let at = |key| Path(at(key));
    match modifier {
        Modifier::Twist(twist) => {
            let rate_deg_per_m = reader.number(&at("rate_deg_per_m"), &twist.rate_deg_per_m, &TWIST)?;
            Some(BoundModifier::Twist {
                axis: axis_index(twist.axis, Axis::Y),
                rate_rad_per_m: rate_deg_per_m.to_radians(),
            })
        }
        Modifier::Taper(taper) => {
            let start_scale = reader.number(&at("start_scale"), &taper.start_scale, &TAPER);
            let end_scale = reader.number(&at("end_scale"), &taper.end_scale, &TAPER);
            let axis = axis_index(taper.axis, Axis::Y);
            Some(BoundModifier::Taper {
                axis,
                low_m: 0.0,
                high_m: 0.0,
                start_scale: start_scale?,
                end_scale: end_scale?,
            })
        }
        Modifier::MirrorSpace(mirror) => Some(BoundModifier::MirrorSpace { axis: axis_index(mirror.axis, Axis::X) }),
        Modifier::Round(round) => {
            Some(BoundModifier::Round { radius_m: reader.number(&at("radius"), &round.radius, &LENGTH)? })
        }
        Modifier::Shell(shell) => {
            let thickness = reader.number(&at("thickness"), &shell.thickness, &SIZE)?;
            let (inner_m, outer_m) = match shell.side.unwrap_or_default() {
                ShellSide::Inside => (thickness, 0.0),
                ShellSide::Center => (thickness / 2.0, thickness / 2.0),
                ShellSide::Outside => (0.0, thickness),
            };
            Some(BoundModifier::Shell { inner_m, outer_m })
        }
    }
}

/// A path that is written only when a message needs it.
struct Path<F>(F);

impl<F: Fn(&mut std::fmt::Formatter<'_>) -> std::fmt::Result> std::fmt::Display for Path<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        (self.0)(f)
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
    let blend = |reader: &mut Reader<'_>, radius: &Scalar| reader.number(&"/shape/params/radius", radius, &LENGTH);
    let combine = match shape {
        Shape::Sphere(params) => return read_sphere(reader, params).map(OwnShape::Primitive),
        Shape::Ellipsoid(params) => return read_ellipsoid(reader, params).map(OwnShape::Primitive),
        Shape::Box(params) => return read_box(reader, params).map(OwnShape::Primitive),
        Shape::Cylinder(params) => return read_cylinder(reader, params).map(OwnShape::Primitive),
        Shape::Capsule(params) => return read_capsule(reader, params).map(OwnShape::Primitive),
        Shape::Cone(params) => return read_cone(reader, params).map(OwnShape::Primitive),
        Shape::Torus(params) => return read_torus(reader, params).map(OwnShape::Primitive),
        Shape::Plane(params) => return read_plane(reader, params).map(OwnShape::Primitive),
        Shape::Revolution(params) => return read_revolution(reader, params).map(OwnShape::Primitive),
        Shape::Extrusion(params) => return read_extrusion(reader, params).map(OwnShape::Primitive),
        Shape::ArrayLinear(params) => return read_linear(reader, params),
        Shape::ArrayRadial(params) => return read_radial(reader, params),
        Shape::Mirror(params) => return Some(OwnShape::Mirror { axis: axis_index(params.axis, Axis::X) }),
        Shape::Union(_) => Combine::Union { radius: 0.0 },
        Shape::Intersection(_) => Combine::Intersection { radius: 0.0 },
        Shape::Difference(_) => Combine::Difference { radius: 0.0 },
        Shape::SmoothUnion(params) => Combine::Union { radius: blend(reader, &params.radius)? },
        Shape::SmoothIntersection(params) => Combine::Intersection { radius: blend(reader, &params.radius)? },
        Shape::SmoothDifference(params) => Combine::Difference { radius: blend(reader, &params.radius)? },
    };
    Some(OwnShape::Combine(combine))
}

fn read_sphere(reader: &mut Reader<'_>, params: &SphereParams) -> Option<BoundShape> {
    Some(BoundShape::Sphere { radius: reader.number(&"/shape/params/radius", &params.radius, &SIZE)? })
}

fn read_ellipsoid(reader: &mut Reader<'_>, params: &EllipsoidParams) -> Option<BoundShape> {
    Some(BoundShape::Ellipsoid { radii: reader.vector(&"/shape/params/radii", &params.radii, &SIZE)? })
}

fn read_box(reader: &mut Reader<'_>, params: &BoxParams) -> Option<BoundShape> {
    let half_extents = reader.vector(&"/shape/params/half_extents", &params.half_extents, &SIZE);
    let rounding = reader.number_or(&"/shape/params/rounding", &params.rounding, 0.0, &LENGTH);
    let (half_extents, rounding) = (half_extents?, rounding?);
    let [x, y, z] = half_extents;
    let rounding = fits(reader, "rounding", rounding, x.min(y).min(z), "the smallest half extent")?;
    Some(BoundShape::Box { half_extents, rounding })
}

fn read_cylinder(reader: &mut Reader<'_>, params: &CylinderParams) -> Option<BoundShape> {
    let radius = reader.number(&"/shape/params/radius", &params.radius, &SIZE);
    let height = reader.number(&"/shape/params/height", &params.height, &SIZE);
    let sides = read_sides(reader, &params.sides);
    let rounding = reader.number_or(&"/shape/params/rounding", &params.rounding, 0.0, &LENGTH);
    let (radius, half_height, sides, rounding) = (radius?, height? / 2.0, sides?, rounding?);
    let inradius = if sides == 0 { radius } else { radius * libm::cos(std::f64::consts::PI / f64::from(sides)) };
    let limit_text = "the radius to the sides and half of the height";
    let rounding = fits(reader, "rounding", rounding, inradius.min(half_height), limit_text)?;
    Some(BoundShape::Cylinder { radius, half_height, sides, rounding })
}

fn read_capsule(reader: &mut Reader<'_>, params: &CapsuleParams) -> Option<BoundShape> {
    let radius = reader.number(&"/shape/params/radius", &params.radius, &SIZE);
    let height = reader.number(&"/shape/params/height", &params.height, &SIZE);
    let (radius, height) = (radius?, height?);
    // A ball written with expressions may miss twice the radius by rounding.
    if height < 2.0 * radius * (1.0 - 1e-12) {
        let message = format!("the height {height} is below twice the radius ({})", 2.0 * radius);
        reader.refuse(
            ProblemCode::RecipeOutOfRange,
            &"/shape/params/height",
            message,
            Some("The height of a capsule includes both caps."),
        );
        return None;
    }
    Some(BoundShape::Capsule { radius, half_segment: (height / 2.0 - radius).max(0.0) })
}

fn read_cone(reader: &mut Reader<'_>, params: &ConeParams) -> Option<BoundShape> {
    let radius_bottom = reader.number(&"/shape/params/radius_bottom", &params.radius_bottom, &LENGTH);
    let radius_top = reader.number_or(&"/shape/params/radius_top", &params.radius_top, 0.0, &LENGTH);
    let height = reader.number(&"/shape/params/height", &params.height, &SIZE);
    let sides = read_sides(reader, &params.sides);
    let (radius_bottom, radius_top, half_height, sides) = (radius_bottom?, radius_top?, height? / 2.0, sides?);
    if radius_bottom.max(radius_top) < SIZE.min {
        reader.refuse(ProblemCode::RecipeOutOfRange, &PARAMS, "a cone needs a radius above 0 at one end", None);
        return None;
    }
    Some(BoundShape::Cone { radius_bottom, radius_top, half_height, sides })
}

fn read_torus(reader: &mut Reader<'_>, params: &TorusParams) -> Option<BoundShape> {
    let major_radius = reader.number(&"/shape/params/major_radius", &params.major_radius, &SIZE);
    let minor_radius = reader.number(&"/shape/params/minor_radius", &params.minor_radius, &SIZE);
    let sweep_deg = reader.number_or(&"/shape/params/sweep_deg", &params.sweep_deg, 360.0, &SWEEP)?;
    let half_sweep = if sweep_deg == 360.0 { std::f64::consts::PI } else { (sweep_deg / 2.0).to_radians() };
    Some(BoundShape::Torus { major_radius: major_radius?, minor_radius: minor_radius?, half_sweep })
}

fn read_plane(reader: &mut Reader<'_>, params: &PlaneParams) -> Option<BoundShape> {
    let default = Vector3::from([0.0, 1.0, 0.0]);
    let normal = reader.vector(&"/shape/params/normal", params.normal.as_ref().unwrap_or(&default), &COORDINATE);
    let offset = reader.number_or(&"/shape/params/offset", &params.offset, 0.0, &COORDINATE);
    let (normal, offset) = (normal?, offset?);
    let size = length(normal);
    if size < 1e-9 {
        reader.refuse(
            ProblemCode::RecipeOutOfRange,
            &"/shape/params/normal",
            "a normal of length 0 has no direction",
            Some("Up is [0, 1, 0]."),
        );
        return None;
    }
    Some(BoundShape::Plane { normal: normal.map(|component| component / size), offset })
}

fn read_revolution(reader: &mut Reader<'_>, params: &RevolutionParams) -> Option<BoundShape> {
    let profile = profile::read(reader, &params.profile)?;
    if profile::right_end(&profile) < SIZE.min {
        let message = "the whole profile lies left of the axis, so nothing is left of it";
        reader.refuse(
            ProblemCode::RecipeEmpty,
            &"/shape/params/profile",
            message,
            Some("The x of a revolved profile is the distance from the axis."),
        );
        return None;
    }
    Some(BoundShape::Revolution { profile })
}

fn read_extrusion(reader: &mut Reader<'_>, params: &ExtrusionParams) -> Option<BoundShape> {
    let profile = profile::read(reader, &params.profile);
    let height = reader.number(&"/shape/params/height", &params.height, &SIZE);
    Some(BoundShape::Extrusion { profile: profile?, half_height: height? / 2.0 })
}

fn read_linear(reader: &mut Reader<'_>, params: &ArrayLinearParams) -> Option<OwnShape> {
    let count = read_count(reader, &params.count);
    let step = reader.vector(&"/shape/params/step", &params.step, &COORDINATE);
    Some(OwnShape::Linear { count: count?, step: step? })
}

fn read_radial(reader: &mut Reader<'_>, params: &ArrayRadialParams) -> Option<OwnShape> {
    let count = read_count(reader, &params.count);
    let radius = reader.number_or(&"/shape/params/radius", &params.radius, 0.0, &COORDINATE);
    let sweep_deg = reader.number_or(&"/shape/params/sweep_deg", &params.sweep_deg, 360.0, &TURN);
    let (count, radius) = (count?, radius?);
    let step_angle = sweep_deg?.to_radians() / f64::from(count);
    Some(OwnShape::Radial { count, axis: axis_index(params.axis, Axis::Y), radius, step_angle })
}

fn read_count(reader: &mut Reader<'_>, count: &Scalar) -> Option<u32> {
    Some(libm::round(reader.number(&"/shape/params/count", count, &COUNT)?) as u32)
}

fn read_sides(reader: &mut Reader<'_>, sides: &Option<Scalar>) -> Option<u32> {
    let path = "/shape/params/sides";
    let Some(sides) = sides else { return Some(0) };
    let value = reader.number(&path, sides, &ANY)?;
    let rounded = libm::round(value);
    if rounded == 0.0 || (3.0..=SIDES.max).contains(&rounded) {
        return Some(rounded as u32);
    }
    reader.refuse(
        ProblemCode::RecipeOutOfRange,
        &path,
        format!("{value} is out of range: this must be {}", SIDES.text),
        None,
    );
    None
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
