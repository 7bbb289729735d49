//! Bounds of shapes before a given modifier, which twist and taper need to limit how much they stretch space.

use gve_recipe::bound::{Aabb, BoundModifier, BoundProfile, BoundShape, Combine};

const EVERYWHERE: Aabb = Aabb { min: [f64::NEG_INFINITY; 3], max: [f64::INFINITY; 3] };

/// Conservative bounds, in the node's frame, of a shape with the first of its modifiers.
pub(crate) fn of(shape: &BoundShape, modifiers: &[BoundModifier]) -> Aabb {
    modifiers.iter().fold(of_shape(shape), modified)
}

/// Length of the diagonal; infinite for a half-space.
pub(crate) fn diagonal(bounds: &Aabb) -> f64 {
    (0..3).map(|axis| (bounds.max[axis] - bounds.min[axis]).powi(2)).sum::<f64>().sqrt()
}

/// Radius about `axis` within which the bounds lie.
pub(crate) fn radius_about(bounds: &Aabb, axis: usize) -> f64 {
    let across = |axis: usize| bounds.min[axis].abs().max(bounds.max[axis].abs());
    let (u, v) = (across((axis + 1) % 3), across((axis + 2) % 3));
    (u * u + v * v).sqrt()
}

fn symmetric(half: [f64; 3]) -> Aabb {
    Aabb { min: half.map(|value| -value), max: half }
}

fn grown(bounds: Aabb, by: f64) -> Aabb {
    Aabb { min: bounds.min.map(|value| value - by), max: bounds.max.map(|value| value + by) }
}

fn joined(a: Aabb, b: Aabb) -> Aabb {
    Aabb {
        min: std::array::from_fn(|axis| a.min[axis].min(b.min[axis])),
        max: std::array::from_fn(|axis| a.max[axis].max(b.max[axis])),
    }
}

fn common(a: Aabb, b: Aabb) -> Aabb {
    let min: [f64; 3] = std::array::from_fn(|axis| a.min[axis].max(b.min[axis]));
    Aabb { min, max: std::array::from_fn(|axis| a.max[axis].min(b.max[axis]).max(min[axis])) }
}

fn of_shape(shape: &BoundShape) -> Aabb {
    match shape {
        BoundShape::Sphere { radius } => symmetric([*radius; 3]),
        BoundShape::Ellipsoid { radii } => symmetric(*radii),
        BoundShape::Box { half_extents, .. } => symmetric(*half_extents),
        BoundShape::Cylinder { radius, half_height, .. } => symmetric([*radius, *half_height, *radius]),
        BoundShape::Capsule { radius, half_segment } => symmetric([*radius, half_segment + radius, *radius]),
        BoundShape::Cone { radius_bottom, radius_top, half_height, .. } => {
            let radius = radius_bottom.max(*radius_top);
            symmetric([radius, *half_height, radius])
        }
        BoundShape::Torus { major_radius, minor_radius, .. } => {
            let radius = major_radius + minor_radius;
            symmetric([radius, *minor_radius, radius])
        }
        BoundShape::Plane { .. } => EVERYWHERE,
        BoundShape::Revolution { profile } => {
            let ([_, low], [radius, high]) = of_profile(profile);
            let radius = radius.max(0.0);
            Aabb { min: [-radius, low, -radius], max: [radius, high, radius] }
        }
        BoundShape::Extrusion { profile, half_height } => {
            let (low, high) = of_profile(profile);
            Aabb { min: [low[0], -half_height, low[1]], max: [high[0], *half_height, high[1]] }
        }
        BoundShape::Combination { combine, children } => {
            let mut bounds = children.iter().map(|child| child.bounds);
            let first = bounds.next().unwrap_or(EVERYWHERE);
            match combine {
                Combine::Union { radius } => {
                    // Each fold can reach a quarter of the blend radius farther.
                    let reach = 0.25 * radius * children.len().saturating_sub(1) as f64;
                    grown(bounds.fold(first, joined), reach)
                }
                Combine::Intersection { .. } => bounds.fold(first, common),
                Combine::Difference { .. } => first,
            }
        }
    }
}

fn of_profile(profile: &BoundProfile) -> ([f64; 2], [f64; 2]) {
    match profile {
        BoundProfile::Circle { center, radius } => (center.map(|x| x - radius), center.map(|x| x + radius)),
        BoundProfile::Rectangle { center, half_extents, .. } => (
            [center[0] - half_extents[0], center[1] - half_extents[1]],
            [center[0] + half_extents[0], center[1] + half_extents[1]],
        ),
        BoundProfile::Polygon { points, rounding } => {
            let fold = |axis: usize, start: f64, pick: fn(f64, f64) -> f64| {
                points.iter().map(|point| point[axis]).fold(start, pick)
            };
            (
                [0, 1].map(|axis| fold(axis, f64::INFINITY, f64::min) - rounding),
                [0, 1].map(|axis| fold(axis, f64::NEG_INFINITY, f64::max) + rounding),
            )
        }
    }
}

fn modified(bounds: Aabb, modifier: &BoundModifier) -> Aabb {
    let across = |axis: usize, half: f64| {
        let mut wide = bounds;
        for side in [(axis + 1) % 3, (axis + 2) % 3] {
            (wide.min[side], wide.max[side]) = (-half, half);
        }
        wide
    };
    match modifier {
        BoundModifier::Twist { axis, .. } => across(*axis, radius_about(&bounds, *axis)),
        BoundModifier::Taper { axis, start_scale, end_scale, .. } => {
            across(*axis, radius_about(&bounds, *axis) * start_scale.max(*end_scale))
        }
        BoundModifier::MirrorSpace { axis } => {
            let mut mirrored = bounds;
            mirrored.max[*axis] = bounds.max[*axis].max(0.0);
            mirrored.min[*axis] = -mirrored.max[*axis];
            mirrored
        }
        BoundModifier::Reflect { axis } => {
            let mut turned = bounds;
            (turned.min[*axis], turned.max[*axis]) = (-bounds.max[*axis], -bounds.min[*axis]);
            turned
        }
        BoundModifier::Round { radius_m } => grown(bounds, *radius_m),
        BoundModifier::Shell { outer_m, .. } => grown(bounds, *outer_m),
    }
}
