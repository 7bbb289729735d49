//! Support functions of primitives: how far each reaches in a direction.

use crate::{
    bound::{BoundProfile, BoundShape},
    fractal,
    placement::{Vec3, dot, length},
    polyhedron,
};

/// Growth of a primitive's field in a direction: see [`super::Reach`].
pub(super) fn growth_of(shape: &BoundShape, d: Vec3) -> f64 {
    match *shape {
        BoundShape::Ellipsoid { radii: [x, y, z] } => {
            // The field is max((|p / radii| − 1) · shortest, |p| − longest): its level sets are the ellipsoid made
            // larger by g / shortest, cut by a ball.
            let (shortest, longest) = (x.min(y).min(z), x.max(y).max(z));
            let support = length([x * d[0], y * d[1], z * d[2]]);
            if support >= longest * length(d) * (1.0 - 1e-12) { length(d) } else { support / shortest }
        }
        BoundShape::Cone { radius_bottom, radius_top, half_height, sides: sides @ 1.. } => {
            // The field is the largest of the planes' distances, and its level sets are pyramids with sharp edges.
            let inward = libm::cos(std::f64::consts::PI / f64::from(sides));
            let lean = (radius_bottom - radius_top).abs() * inward / (2.0 * half_height);
            let sideways = (libm::sqrt(1.0 + lean * lean) + lean) / inward;
            sideways * libm::sqrt(d[0] * d[0] + d[2] * d[2]) + d[1].abs()
        }
        // The field is the larger of those of the rod and of its ends.
        BoundShape::Screw { .. } => libm::sqrt(d[0] * d[0] + d[2] * d[2]) + d[1].abs(),
        _ => length(d),
    }
}

/// Support of a primitive in its own frame; infinite for a half-space but along its normal.
pub(super) fn support_of(shape: &BoundShape, d: Vec3) -> f64 {
    let across = libm::sqrt(d[0] * d[0] + d[2] * d[2]);
    match shape {
        BoundShape::Sphere { radius } => radius * length(d),
        BoundShape::Ellipsoid { radii } => length([radii[0] * d[0], radii[1] * d[1], radii[2] * d[2]]),
        BoundShape::Box { half_extents, rounding } => {
            (0..3).map(|axis| (half_extents[axis] - rounding) * d[axis].abs()).sum::<f64>() + rounding * length(d)
        }
        BoundShape::Cylinder { radius, half_height, sides: 0, rounding } => {
            (radius - rounding) * across + (half_height - rounding) * d[1].abs() + rounding * length(d)
        }
        BoundShape::Cylinder { radius, half_height, sides, .. } => {
            radius * prism_support(*sides, d) + half_height * d[1].abs()
        }
        BoundShape::Screw { radius, half_height, .. } => radius * across + half_height * d[1].abs(),
        BoundShape::Capsule { radius, half_segment } => half_segment * d[1].abs() + radius * length(d),
        BoundShape::Cone { radius_bottom, radius_top, half_height, sides } => {
            let across = if *sides == 0 { across } else { prism_support(*sides, d) };
            (radius_bottom * across - half_height * d[1]).max(radius_top * across + half_height * d[1])
        }
        BoundShape::Torus { major_radius, minor_radius, half_sweep } => {
            major_radius * arc_support(*half_sweep, d, across) + minor_radius * length(d)
        }
        BoundShape::Plane { normal, offset } => {
            let along = dot(*normal, d);
            let sideways = length([d[0] - along * normal[0], d[1] - along * normal[1], d[2] - along * normal[2]]);
            if along >= 0.0 && sideways <= 1e-12 * length(d) { along * offset } else { f64::INFINITY }
        }
        BoundShape::Revolution { profile } => revolved_support(profile, across, d[1]),
        BoundShape::Extrusion { profile, half_height } => {
            profile_support(profile, [d[0], d[2]]) + half_height * d[1].abs()
        }
        BoundShape::Wedge { half_extents: [x, y, z] } => {
            let corners = [[-x, -y], [*x, -y], [-x, *y]];
            let across = corners.iter().map(|[x, y]| x * d[0] + y * d[1]).fold(f64::NEG_INFINITY, f64::max);
            across + z * d[2].abs()
        }
        BoundShape::Polyhedron { kind, radius } => {
            let corners = polyhedron::corners(*kind);
            radius * corners.iter().map(|&corner| dot(corner, d)).fold(f64::NEG_INFINITY, f64::max)
        }
        BoundShape::Tube { points } => {
            let size = length(d);
            points.iter().map(|&[x, y, z, r]| dot([x, y, z], d) + r * size).fold(f64::NEG_INFINITY, f64::max)
        }
        BoundShape::Menger { half_size, .. } => half_size * d.iter().map(|component| component.abs()).sum::<f64>(),
        BoundShape::Mandelbulb { power, scale, .. } => fractal::bulb_radius(*power) * scale * length(d),
        BoundShape::Julia { c, scale, .. } => fractal::julia_radius(*c) * scale * length(d),
        BoundShape::Plates { profiles, half_depth } => {
            let across = profiles.iter().map(|profile| profile_support(profile, [d[0], d[1]]));
            across.fold(f64::NEG_INFINITY, f64::max) + half_depth * d[2].abs()
        }
        BoundShape::Heightmap { half_extents: [x, z], height, base, map } => {
            let highest = map.values.iter().fold(0.0_f32, |highest, &value| highest.max(value));
            let up = if d[1] > 0.0 { height * f64::from(highest) } else { -base };
            x * d[0].abs() + z * d[2].abs() + up * d[1]
        }
        BoundShape::Periodic { .. } if length(d) == 0.0 => 0.0,
        BoundShape::Periodic { .. } => f64::INFINITY,
        BoundShape::Combination { .. } => f64::NEG_INFINITY,
    }
}

/// Support of a regular polygon of circumradius 1 in XZ with a corner on +X.
fn prism_support(sides: u32, d: Vec3) -> f64 {
    if d[0] == 0.0 && d[2] == 0.0 {
        return 0.0;
    }
    let step = std::f64::consts::TAU / f64::from(sides);
    let nearest = libm::round(libm::atan2(d[2], d[0]) / step) * step;
    d[0] * libm::cos(nearest) + d[2] * libm::sin(nearest)
}

/// Support of a unit arc in XZ that reaches `half_sweep` to both sides of +X.
fn arc_support(half_sweep: f64, d: Vec3, across: f64) -> f64 {
    if libm::atan2(d[2], d[0]).abs() <= half_sweep {
        return across;
    }
    d[0] * libm::cos(half_sweep) + d[2].abs() * libm::sin(half_sweep)
}

/// Support of a profile turned about the axis: its part right of the axis, in the direction (distance, height).
fn revolved_support(profile: &BoundProfile, across: f64, up: f64) -> f64 {
    match profile {
        BoundProfile::Circle { center: [x, y], radius } => {
            let reach = libm::sqrt(across * across + up * up);
            if reach == 0.0 || x + radius * across / reach >= 0.0 {
                return x * across + y * up + radius * reach;
            }
            y * up + libm::sqrt((radius * radius - x * x).max(0.0)) * up.abs()
        }
        BoundProfile::Rectangle { center: [x, y], half_extents: [w, h], .. } => {
            (x + w).max(0.0) * across + y * up + h * up.abs()
        }
        BoundProfile::Polygon { points, rounding } => {
            let reach = rounding * libm::sqrt(across * across + up * up);
            right_of(points, -rounding).iter().map(|[x, y]| x * across + y * up).fold(f64::NEG_INFINITY, f64::max)
                + reach
        }
        BoundProfile::Region { contours, rounding } => {
            let reach = rounding * libm::sqrt(across * across + up * up);
            let kept = contours.iter().flat_map(|points| right_of(points, -rounding));
            kept.map(|[x, y]| x * across + y * up).fold(f64::NEG_INFINITY, f64::max) + reach
        }
    }
}

fn profile_support(profile: &BoundProfile, [dx, dy]: [f64; 2]) -> f64 {
    match profile {
        BoundProfile::Circle { center: [x, y], radius } => x * dx + y * dy + radius * libm::sqrt(dx * dx + dy * dy),
        BoundProfile::Rectangle { center: [x, y], half_extents: [w, h], rounding } => {
            x * dx
                + y * dy
                + (w - rounding) * dx.abs()
                + (h - rounding) * dy.abs()
                + rounding * libm::sqrt(dx * dx + dy * dy)
        }
        BoundProfile::Polygon { points, rounding } => {
            points.iter().map(|[x, y]| x * dx + y * dy).fold(f64::NEG_INFINITY, f64::max)
                + rounding * libm::sqrt(dx * dx + dy * dy)
        }
        BoundProfile::Region { contours, rounding } => {
            contours.iter().flatten().map(|[x, y]| x * dx + y * dy).fold(f64::NEG_INFINITY, f64::max)
                + rounding * libm::sqrt(dx * dx + dy * dy)
        }
    }
}

/// Corners of the part of a polygon right of x = `left` (Sutherland and Hodgman 1974).
fn right_of(points: &[[f64; 2]], left: f64) -> Vec<[f64; 2]> {
    let mut kept = Vec::with_capacity(points.len() + 2);
    for (index, &to) in points.iter().enumerate() {
        let from = points[(index + points.len() - 1) % points.len()];
        if (from[0] < left) != (to[0] < left) {
            let t = (left - from[0]) / (to[0] - from[0]);
            kept.push([left, from[1] + t * (to[1] - from[1])]);
        }
        if to[0] >= left {
            kept.push(to);
        }
    }
    kept
}
