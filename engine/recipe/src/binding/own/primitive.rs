//! Parameters of primitives.

use gve_shared::{
    problem::ProblemCode,
    shape::{
        BoxParams, CapsuleParams, ConeParams, CylinderParams, EllipsoidParams, ExtrusionParams, Hand, JuliaParams,
        MandelbulbParams, MengerParams, PlaneParams, PolyhedronParams, RevolutionParams, ScrewParams, Shape,
        SphereParams, TorusParams, TpmsParams, WedgeParams,
    },
    value::{Scalar, Vector3},
};

use super::{
    super::{
        profile,
        reader::{ANY, COORDINATE, LENGTH, Range, Reader, SIZE},
    },
    PARAMS, curve, fits, heightmap, letters,
};
use crate::{
    bound::{BoundShape, PolyhedronKind},
    macros::{ThreadForm, read_thread_form},
    placement::length,
};

const SIDES: Range = Range { min: 0.0, max: 64.0, text: "0 for round or 3 to 64" };
const ITERATIONS: Range = Range { min: 0.0, max: 5.4, text: "a count from 0 to 5" };
const FRACTAL_ITERATIONS: Range = Range { min: 0.5, max: 12.4, text: "a count from 1 to 12" };
const POWER: Range = Range { min: 1.5, max: 16.4, text: "a power from 2 to 16" };
const CONSTANT: Range = Range { min: -2.0, max: 2.0, text: "a number from -2 to 2" };
const SWEEP: Range = Range { min: 0.1, max: 360.0, text: "an angle from 0.1 to 360 degrees" };

/// The primitive with its numbers; nothing for an operation, which has none.
pub(super) fn read(reader: &mut Reader<'_>, shape: &Shape) -> Option<BoundShape> {
    match shape {
        Shape::Sphere(params) => read_sphere(reader, params),
        Shape::Ellipsoid(params) => read_ellipsoid(reader, params),
        Shape::Box(params) => read_box(reader, params),
        Shape::Cylinder(params) => read_cylinder(reader, params),
        Shape::Capsule(params) => read_capsule(reader, params),
        Shape::Cone(params) => read_cone(reader, params),
        Shape::Torus(params) => read_torus(reader, params),
        Shape::Plane(params) => read_plane(reader, params),
        Shape::Revolution(params) => read_revolution(reader, params),
        Shape::Extrusion(params) => read_extrusion(reader, params),
        Shape::Tpms(params) => read_tpms(reader, params),
        Shape::Wedge(params) => read_wedge(reader, params),
        Shape::Tetrahedron(params) => read_polyhedron(reader, params, PolyhedronKind::Tetrahedron),
        Shape::Octahedron(params) => read_polyhedron(reader, params, PolyhedronKind::Octahedron),
        Shape::Dodecahedron(params) => read_polyhedron(reader, params, PolyhedronKind::Dodecahedron),
        Shape::Icosahedron(params) => read_polyhedron(reader, params, PolyhedronKind::Icosahedron),
        Shape::BezierTube(params) => curve::read_bezier(reader, params),
        Shape::PolylineTube(params) => curve::read_polyline(reader, params),
        Shape::Menger(params) => read_menger(reader, params),
        Shape::Mandelbulb(params) => read_mandelbulb(reader, params),
        Shape::Julia(params) => read_julia(reader, params),
        Shape::Text(params) => letters::read(reader, params),
        Shape::Screw(params) => read_screw(reader, params),
        Shape::Heightmap(params) => heightmap::read(reader, params),
        _ => None,
    }
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

fn read_wedge(reader: &mut Reader<'_>, params: &WedgeParams) -> Option<BoundShape> {
    Some(BoundShape::Wedge { half_extents: reader.vector_param("half_extents", &params.half_extents, &SIZE)? })
}

fn read_polyhedron(reader: &mut Reader<'_>, params: &PolyhedronParams, kind: PolyhedronKind) -> Option<BoundShape> {
    Some(BoundShape::Polyhedron { kind, radius: reader.param("radius", &params.radius, &SIZE)? })
}

fn read_menger(reader: &mut Reader<'_>, params: &MengerParams) -> Option<BoundShape> {
    let size = reader.param("size", &params.size, &SIZE);
    let iterations = reader.param_or("iterations", &params.iterations, 3.0, &ITERATIONS);
    Some(BoundShape::Menger { half_size: size? / 2.0, iterations: libm::round(iterations?) as u32 })
}

fn read_mandelbulb(reader: &mut Reader<'_>, params: &MandelbulbParams) -> Option<BoundShape> {
    let power = reader.param_or("power", &params.power, 8.0, &POWER);
    let iterations = reader.param_or("iterations", &params.iterations, 6.0, &FRACTAL_ITERATIONS);
    let scale = reader.param_or("scale", &params.scale, 1.0, &SIZE);
    let (power, iterations) = (libm::round(power?) as u32, libm::round(iterations?) as u32);
    Some(BoundShape::Mandelbulb { power, iterations, scale: scale? })
}

fn read_julia(reader: &mut Reader<'_>, params: &JuliaParams) -> Option<BoundShape> {
    let c = match &params.c {
        Some(c) => reader.components(&format_args!("{PARAMS}/c"), c, &CONSTANT),
        None => Some([-0.2, 0.6, 0.2, 0.2]),
    };
    let iterations = reader.param_or("iterations", &params.iterations, 8.0, &FRACTAL_ITERATIONS);
    let scale = reader.param_or("scale", &params.scale, 1.0, &SIZE);
    Some(BoundShape::Julia { c: c?, iterations: libm::round(iterations?) as u32, scale: scale? })
}

fn read_screw(reader: &mut Reader<'_>, params: &ScrewParams) -> Option<BoundShape> {
    let form = read_thread_form(reader, &params.diameter, &params.pitch, &params.starts);
    let height = reader.param("height", &params.height, &SIZE);
    let ThreadForm { radius, pitch, starts } = form?;
    let is_left = params.hand == Some(Hand::Left);
    Some(BoundShape::Screw { radius, half_height: height? / 2.0, pitch, starts, is_left })
}

fn read_tpms(reader: &mut Reader<'_>, params: &TpmsParams) -> Option<BoundShape> {
    let cell_m = reader.param("cell_size", &params.cell_size, &SIZE)?;
    let thickness_m = match &params.thickness {
        Some(thickness) => {
            let thickness = reader.param("thickness", thickness, &SIZE)?;
            Some(fits(reader, "thickness", thickness, 0.25 * cell_m, "a quarter of the period")?)
        }
        None => None,
    };
    Some(BoundShape::Periodic { surface: params.surface.unwrap_or_default(), cell_m, thickness_m })
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
