//! The shape with which a built asset collides, fitted around the finest level of its mesh.
//!
//! Balls are found by the core-set iteration of M. Bădoiu and K. Clarkson ("Smaller core-sets for balls", 2003): the
//! centre goes towards the farthest point by ever smaller parts of the way. Whatever it reaches, all points are inside.

use gve_recipe::bound::BoundPhysics;
use gve_shared::physics::{
    BodyKind, BoxCollider, CapsuleCollider, Collider, ColliderKind, MeshCollider, SphereCollider,
};

use crate::mesh_section::Shell;

/// Steps of the iteration: the radius is then within about a hundredth of the least.
const STEPS: usize = 100;
/// Part of the longest side by which a level of the mesh may leave the surface.
const TOLERANCE: f64 = 0.01;

/// The collider that a recipe asks for, in the frame of the asset.
pub(crate) fn fit(physics: &BoundPhysics, shell: &Shell) -> Collider {
    let points = || shell.finest_vertices().iter().map(|vertex| vertex.position.map(f64::from)).collect::<Vec<_>>();
    match physics.collider {
        ColliderKind::Box => Collider::Box(box_around(shell)),
        ColliderKind::Sphere => Collider::Sphere(ball_around(&points())),
        ColliderKind::Capsule => Collider::Capsule(capsule_around(&points(), longest_axis(shell))),
        ColliderKind::Hull => Collider::Hull(of_mesh(shell)),
        ColliderKind::Decomposition => Collider::Decomposition(of_mesh(shell)),
        ColliderKind::Auto if physics.body == BodyKind::Static => Collider::Mesh(of_mesh(shell)),
        ColliderKind::Auto => Collider::Decomposition(of_mesh(shell)),
    }
}

fn extents_m(shell: &Shell) -> [f64; 3] {
    let bounds = shell.bounds();
    std::array::from_fn(|axis| f64::from(bounds.max[axis]) - f64::from(bounds.min[axis]))
}

fn longest_axis(shell: &Shell) -> usize {
    let extents_m = extents_m(shell);
    (1..3).fold(0, |longest, axis| if extents_m[axis] > extents_m[longest] { axis } else { longest })
}

/// The coarsest level that is still near enough to the surface.
fn of_mesh(shell: &Shell) -> MeshCollider {
    let allowed_m = TOLERANCE * extents_m(shell)[longest_axis(shell)];
    let level = shell.levels.iter().rposition(|level| f64::from(level.error_m) <= allowed_m).unwrap_or(0);
    MeshCollider { level: level as u32 }
}

fn box_around(shell: &Shell) -> BoxCollider {
    let bounds = shell.bounds();
    let middle = |axis: usize| 0.5 * (f64::from(bounds.min[axis]) + f64::from(bounds.max[axis]));
    BoxCollider { center_m: std::array::from_fn(middle), half_extents_m: extents_m(shell).map(|side| 0.5 * side) }
}

fn ball_around(points: &[[f64; 3]]) -> SphereCollider {
    let (center_m, radius_m) = small_ball(points);
    SphereCollider { center_m, radius_m }
}

/// The capsule along an axis around the small circle that the points have when seen along it.
fn capsule_around(points: &[[f64; 3]], axis: usize) -> CapsuleCollider {
    let flat: Vec<_> = (points.iter())
        .map(|&point| {
            let mut flat = point;
            flat[axis] = 0.0;
            flat
        })
        .collect();
    let (center, radius_m) = small_ball(&flat);
    // A point at the distance ρ from the line is inside if the line reaches it but for √(r² − ρ²).
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for (point, flat) in points.iter().zip(&flat) {
        let cap = (radius_m * radius_m - squared_distance(flat, &center)).max(0.0).sqrt();
        low = low.min(point[axis] + cap);
        high = high.max(point[axis] - cap);
    }
    if low > high {
        (low, high) = (0.5 * (low + high), 0.5 * (low + high));
    }
    let at = |along: f64| {
        let mut end = center;
        end[axis] = along;
        end
    };
    CapsuleCollider { from_m: at(low), to_m: at(high), radius_m }
}

fn squared_distance(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    (0..3).map(|axis| (a[axis] - b[axis]) * (a[axis] - b[axis])).sum()
}

/// Centre and radius of a ball around all points, near to the smallest one.
fn small_ball(points: &[[f64; 3]]) -> ([f64; 3], f64) {
    let corner = |pick: fn(f64, f64) -> f64| {
        points.iter().copied().reduce(|a, b| std::array::from_fn(|axis| pick(a[axis], b[axis]))).unwrap_or_default()
    };
    let (low, high) = (corner(f64::min), corner(f64::max));
    let mut center: [f64; 3] = std::array::from_fn(|axis| 0.5 * (low[axis] + high[axis]));
    let mut best = (center, f64::INFINITY);
    for step in 0..STEPS {
        let mut farthest = (center, 0.0);
        for point in points {
            let squared = squared_distance(point, &center);
            if squared > farthest.1 {
                farthest = (*point, squared);
            }
        }
        if farthest.1 < best.1 {
            best = (center, farthest.1);
        }
        // The middle of the box is a good start, so that the steps begin small.
        let part = 1.0 / (step + 10) as f64;
        center = std::array::from_fn(|axis| center[axis] + part * (farthest.0[axis] - center[axis]));
    }
    (best.0, best.1.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside(points: &[[f64; 3]], center: &[f64; 3], radius: f64) -> bool {
        points.iter().all(|point| squared_distance(point, center).sqrt() <= radius * (1.0 + 1e-12))
    }

    #[test]
    fn balls_hold_all_points_and_are_nearly_the_smallest() {
        // The smallest ball around a regular tetrahedron is the one through its corners; a box's is around its diagonal.
        let tetrahedron = [[1.0, 1.0, 1.0], [1.0, -1.0, -1.0], [-1.0, 1.0, -1.0], [-1.0, -1.0, 1.0]];
        let corners: Vec<[f64; 3]> =
            (0..8).map(|corner| [0, 1, 2].map(|axis| [3.0, 5.0, 9.0][axis] * f64::from(corner >> axis & 1))).collect();
        let flat = [[0.0, 0.0, 0.0], [4.0, 0.0, 0.0], [2.0, 3.0, 0.0]];
        let cases = [
            (&tetrahedron[..], 3_f64.sqrt()),
            (&corners[..], 0.5 * (9.0_f64 + 25.0 + 81.0).sqrt()),
            (&flat[..], 13.0 / 6.0),
        ];
        for (points, least) in cases {
            let (center, radius) = small_ball(points);
            assert!(inside(points, &center, radius), "{center:?} {radius}");
            assert!(radius < 1.01 * least, "{radius} for {least}");
        }
    }

    #[test]
    fn capsules_hold_all_points() {
        let points: Vec<[f64; 3]> = (0..40)
            .map(|step| [0.05 * f64::from(step % 7), -1.0 + 0.1 * f64::from(step), 0.04 * f64::from(step % 5)])
            .collect();
        for axis in 0..3 {
            let CapsuleCollider { from_m, to_m, radius_m } = capsule_around(&points, axis);
            for point in &points {
                let mut nearest = from_m;
                nearest[axis] = point[axis].clamp(from_m[axis], to_m[axis]);
                assert!(squared_distance(point, &nearest).sqrt() <= radius_m * (1.0 + 1e-9), "{point:?} {axis}");
            }
            assert!((to_m[axis] - from_m[axis]) + 2.0 * radius_m < 1.2 * 4.0, "{from_m:?} {to_m:?} {radius_m}");
        }
    }
}
