//! The surface around a splat, seen through its neighbours: spacing, principal curvatures, creases.

use crate::{
    SurfacePoint,
    vector::{self, Vector},
};

/// Neighbours whose mean distance is the spacing.
const SPACING_NEIGHBOURS: usize = 6;
/// Normals that agree more than this belong to one smooth piece; others lie across a crease.
const SMOOTH: f32 = 0.8;

/// Where a splat has to end: at a crease or at a border between colours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limit {
    /// Unit vector in the tangent plane, towards the limit.
    pub direction: Vector,
    /// Distance to it in metres.
    pub distance_m: f32,
}

/// The surface around a splat.
#[derive(Debug, Clone)]
pub struct Shape {
    /// Mean distance of the nearest neighbours on the same side, in metres.
    pub spacing_m: f32,
    /// Unit vector in the tangent plane along the first principal curvature.
    pub axis: Vector,
    /// Principal curvatures in 1/m along `axis` and across it.
    pub curvatures: [f32; 2],
    /// Convex creases nearby.
    pub limits: Vec<Limit>,
}

/// Sums of a least-squares fit of the shape operator: how the normal changes along the tangent plane.
#[derive(Default)]
struct Fit {
    xx: f32,
    xy: f32,
    yy: f32,
    /// Products of offset and change of normal, by tangent.
    x_by: [f32; 2],
    y_by: [f32; 2],
}

/// Describes the surface around `point`; `mean_spacing_m` is that of all splats.
pub fn around(point: SurfacePoint, neighbours: impl Iterator<Item = SurfacePoint>, mean_spacing_m: f32) -> Shape {
    let tangents = vector::tangents(point.normal);
    let mut fit = Fit::default();
    let (mut distance_sum_m, mut counted) = (0.0, 0);
    let mut limits = Vec::new();
    for other in neighbours {
        let offset = vector::sub(other.position, point.position);
        let facing = vector::dot(point.normal, other.normal);
        if facing > 0.0 && counted < SPACING_NEIGHBOURS {
            distance_sum_m += vector::length(offset);
            counted += 1;
        }
        if facing > SMOOTH {
            fit.add(offset, vector::sub(other.normal, point.normal), tangents);
        } else {
            limits.extend(crease(point.normal, other.normal, offset, facing, mean_spacing_m));
        }
    }
    let spacing_m = if counted >= 3 { distance_sum_m / counted as f32 } else { 1.1 * mean_spacing_m };
    let (curvatures, axis) = fit.principal(tangents);
    Shape { spacing_m, axis, curvatures, limits }
}

/// The line where the tangent planes of two neighbours meet, if it is a convex crease nearby. Concave ones need no
/// limit: there the other side covers what sticks out.
fn crease(normal: Vector, other: Vector, offset: Vector, facing: f32, mean_spacing_m: f32) -> Option<Limit> {
    let direction = vector::direction(vector::tangential(other, normal))?;
    let sine = (1.0 - facing * facing).max(1e-4).sqrt();
    let distance_m = vector::dot(offset, other) / sine;
    let is_convex = vector::dot(offset, normal) < 0.0;
    (is_convex && distance_m > 0.0 && distance_m < 2.0 * mean_spacing_m).then_some(Limit { direction, distance_m })
}

impl Fit {
    fn add(&mut self, offset: Vector, turn: Vector, [u, v]: [Vector; 2]) {
        let (x, y) = (vector::dot(offset, u), vector::dot(offset, v));
        let turns = [vector::dot(turn, u), vector::dot(turn, v)];
        self.xx += x * x;
        self.xy += x * y;
        self.yy += y * y;
        for (axis, turn) in turns.iter().enumerate() {
            self.x_by[axis] += x * turn;
            self.y_by[axis] += y * turn;
        }
    }

    /// Principal curvatures and the unit vector of the first.
    fn principal(&self, [u, v]: [Vector; 2]) -> ([f32; 2], Vector) {
        let determinant = self.xx * self.yy - self.xy * self.xy;
        let trace = self.xx + self.yy;
        // Neighbours on one line tell nothing about the curvature across it.
        if determinant <= 1e-4 * trace * trace || trace <= 0.0 {
            return ([0.0; 2], u);
        }
        let solve = |x_by: f32, y_by: f32| {
            [(x_by * self.yy - y_by * self.xy) / determinant, (y_by * self.xx - x_by * self.xy) / determinant]
        };
        let [s11, s12] = solve(self.x_by[0], self.y_by[0]);
        let [s21, s22] = solve(self.x_by[1], self.y_by[1]);
        let shear = 0.5 * (s12 + s21);
        let (mean, half) = (0.5 * (s11 + s22), 0.5 * (s11 - s22));
        let radius = (half * half + shear * shear).sqrt();
        // Of the two forms of the eigenvector, the one without cancellation.
        let (x, y) = if half >= 0.0 { (half + radius, shear) } else { (shear, radius - half) };
        let axis = vector::direction(vector::add(vector::scale(u, x), vector::scale(v, y))).unwrap_or(u);
        ([mean + radius, mean - radius], axis)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(position: Vector, normal: Vector) -> SurfacePoint {
        SurfacePoint { position, normal }
    }

    #[test]
    fn a_cylinder_is_curved_across_its_axis_only() {
        let radius = 0.5;
        let on_cylinder = |angle: f32, z: f32| {
            let normal = [angle.cos(), angle.sin(), 0.0];
            point([radius * normal[0], radius * normal[1], z], normal)
        };
        let others = (-2..=2).flat_map(|turn| (-2..=2).map(move |z| (turn, z))).filter(|&place| place != (0, 0));
        let others = others.map(|(turn, z)| on_cylinder(0.1 * turn as f32, 0.05 * z as f32));
        let shape = around(on_cylinder(0.0, 0.0), others, 0.05);
        assert!((shape.curvatures[0] - 2.0).abs() < 0.05 && shape.curvatures[1].abs() < 0.01, "{:?}", shape.curvatures);
        assert!(shape.axis[1].abs() > 0.999, "{:?}", shape.axis);
    }

    #[test]
    fn a_right_angle_is_seen_from_both_sides() {
        let top = point([-0.03, 0.0, 0.0], [0.0, 0.0, 1.0]);
        let side = point([0.0, 0.0, -0.02], [1.0, 0.0, 0.0]);
        let shape = around(top, [side].into_iter(), 0.05);
        assert_eq!(shape.limits, [Limit { direction: [1.0, 0.0, 0.0], distance_m: 0.03 }]);
        let shape = around(side, [top].into_iter(), 0.05);
        assert_eq!(shape.limits, [Limit { direction: [0.0, 0.0, 1.0], distance_m: 0.02 }]);
    }

    #[test]
    fn a_concave_corner_sets_no_limit() {
        let floor = point([0.03, 0.0, 0.0], [0.0, 0.0, 1.0]);
        let wall = point([0.0, 0.0, 0.02], [1.0, 0.0, 0.0]);
        assert!(around(floor, [wall].into_iter(), 0.05).limits.is_empty());
    }
}
