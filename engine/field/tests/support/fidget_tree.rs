//! Bound nodes as expression graphs of `fidget`, from textbook formulas: the oracle of tests and the peer of benchmarks.
//! Behind a twist the value is not divided by the stretch, as ours is.

use fidget::context::Tree;
use gve_recipe::bound::*;

/// Coordinates of a point.
pub type Point = [Tree; 3];

fn constant(value: f64) -> Tree {
    Tree::constant(value as f32)
}

fn length(parts: &[Tree]) -> Tree {
    parts.iter().map(Tree::square).reduce(|sum, part| sum + part).expect("at least one part").sqrt()
}

/// The point in the frame of a placed node, and the smallest factor that distances must be multiplied with.
fn placed_point(p: Point, transform: &BoundTransform) -> (Point, f64) {
    let [x, y, z, w] = transform.rotation;
    let rows = [
        [1.0 - 2.0 * (y * y + z * z), 2.0 * (x * y - z * w), 2.0 * (x * z + y * w)],
        [2.0 * (x * y + z * w), 1.0 - 2.0 * (x * x + z * z), 2.0 * (y * z - x * w)],
        [2.0 * (x * z - y * w), 2.0 * (y * z + x * w), 1.0 - 2.0 * (x * x + y * y)],
    ];
    let moved: Point = std::array::from_fn(|axis| p[axis].clone() - constant(transform.position[axis]));
    let local = std::array::from_fn(|axis| {
        let turned = (0..3).map(|i| moved[i].clone() * constant(rows[i][axis])).reduce(|a, b| a + b).expect("three");
        turned / constant(transform.scale[axis])
    });
    (local, transform.scale.iter().copied().fold(f64::INFINITY, f64::min))
}

/// The distance to a placed node as an expression of the point's coordinates.
pub fn node_tree(node: &BoundNode, p: Point) -> Tree {
    let (local, scale) = placed_point(p, &node.transform);
    modified_tree(node, &node.modifiers, local) * constant(scale)
}

fn modified_tree(node: &BoundNode, modifiers: &[BoundModifier], p: Point) -> Tree {
    let Some((last, inner)) = modifiers.split_last() else { return shape_tree(&node.shape, p) };
    match *last {
        BoundModifier::Round { radius_m } => modified_tree(node, inner, p) - constant(radius_m),
        BoundModifier::Shell { inner_m, outer_m } => {
            let base = modified_tree(node, inner, p);
            (base.clone() - constant(outer_m)).max(-base - constant(inner_m))
        }
        BoundModifier::MirrorSpace { axis } => {
            let mut q = p;
            q[axis] = q[axis].abs();
            modified_tree(node, inner, q)
        }
        BoundModifier::Reflect { axis } => {
            let mut q = p;
            q[axis] = -q[axis].clone();
            modified_tree(node, inner, q)
        }
        BoundModifier::Twist { axis, rate_rad_per_m } => {
            let (u, v) = ((axis + 1) % 3, (axis + 2) % 3);
            let angle = p[axis].clone() * constant(-rate_rad_per_m);
            let (sine, cosine) = (angle.sin(), angle.cos());
            let mut q = p.clone();
            q[u] = p[u].clone() * cosine.clone() - p[v].clone() * sine.clone();
            q[v] = p[u].clone() * sine + p[v].clone() * cosine;
            modified_tree(node, inner, q)
        }
        _ => unreachable!("not compared"),
    }
}

fn box2(a: Tree, b: Tree) -> Tree {
    length(&[a.max(0.0), b.max(0.0)]) + a.max(b).min(0.0)
}

/// Distance to a polygon: nearest edge, negative by the even-odd rule.
fn polygon_tree(points: &[[f64; 2]], x: Tree, y: Tree) -> Tree {
    let mut nearest = constant(1e9);
    let mut sign = constant(1.0);
    for (i, start) in points.iter().enumerate() {
        let end = points[(i + 1) % points.len()];
        let (ex, ey) = (end[0] - start[0], end[1] - start[1]);
        let (wx, wy) = (x.clone() - constant(start[0]), y.clone() - constant(start[1]));
        let along = (wx.clone() * constant(ex) + wy.clone() * constant(ey)) / constant(ex * ex + ey * ey);
        let along = along.max(0.0).min(1.0);
        nearest = nearest.min(length(&[wx.clone() - along.clone() * constant(ex), wy.clone() - along * constant(ey)]));
        if ey != 0.0 {
            // The edge is to the right of the point, and the point between its ends.
            let at = constant(start[0]) + wy.clone() * constant(ex / ey);
            let between =
                |v: Tree| (v.clone() - constant(start[1].min(end[1]))).min(constant(start[1].max(end[1])) - v);
            let hit = between(y.clone()).min(at - x.clone());
            sign *= (constant(0.0) - hit.compare(0.0)).max(-1.0);
        }
    }
    nearest * sign
}

fn profile_tree(profile: &BoundProfile, x: Tree, y: Tree) -> Tree {
    match profile {
        BoundProfile::Circle { center, radius } => {
            length(&[x - constant(center[0]), y - constant(center[1])]) - constant(*radius)
        }
        BoundProfile::Rectangle { center, half_extents: [a, b], rounding } => {
            let across = (x - constant(center[0])).abs() - constant(a - rounding);
            box2(across, (y - constant(center[1])).abs() - constant(b - rounding)) - constant(*rounding)
        }
        BoundProfile::Polygon { points, rounding } => polygon_tree(points, x, y) - constant(*rounding),
        BoundProfile::Region { contours, rounding } => {
            let contours = contours.iter().map(|points| polygon_tree(points, x.clone(), y.clone()));
            let odd = contours.reduce(|a, b| a.min(b.clone()).max(constant(0.0) - a.max(b)));
            odd.expect("a region has a contour") - constant(*rounding)
        }
    }
}

fn shape_tree(shape: &BoundShape, [x, y, z]: Point) -> Tree {
    let from_axis = || length(&[x.clone(), z.clone()]);
    match shape {
        BoundShape::Sphere { radius } => length(&[x, y, z]) - constant(*radius),
        BoundShape::Box { half_extents, rounding } => {
            let d: Vec<Tree> = [x, y, z]
                .into_iter()
                .zip(half_extents)
                .map(|(value, half)| value.abs() - constant(half - rounding))
                .collect();
            let outside = length(&[d[0].max(0.0), d[1].max(0.0), d[2].max(0.0)]);
            outside + d[0].max(d[1].clone()).max(d[2].clone()).min(0.0) - constant(*rounding)
        }
        BoundShape::Cylinder { radius, half_height, sides: 0, rounding } => {
            let across = from_axis() - constant(radius - rounding);
            box2(across, y.abs() - constant(half_height - rounding)) - constant(*rounding)
        }
        BoundShape::Capsule { radius, half_segment } => {
            let beyond = y.clone() - y.max(-*half_segment as f32).min(*half_segment as f32);
            length(&[x, beyond, z]) - constant(*radius)
        }
        BoundShape::Torus { major_radius, minor_radius, .. } => {
            length(&[from_axis() - constant(*major_radius), y.clone()]) - constant(*minor_radius)
        }
        BoundShape::Plane { normal, offset } => {
            x * constant(normal[0]) + y * constant(normal[1]) + z * constant(normal[2]) - constant(*offset)
        }
        BoundShape::Revolution { profile } => profile_tree(profile, from_axis(), y.clone()),
        BoundShape::Extrusion { profile, half_height } => {
            box2(profile_tree(profile, x, z), y.abs() - constant(*half_height))
        }
        BoundShape::Combination { combine, children } => {
            let mut values = children.iter().map(|child| node_tree(child, [x.clone(), y.clone(), z.clone()]));
            let first = values.next().expect("at least one child");
            values.fold(first, |sum, value| combined_tree(*combine, sum, value))
        }
        other => unreachable!("not compared: {other:?}"),
    }
}

/// min(a, b), blended over a difference of `radius` by the textbook form of each profile.
fn blended_tree(blend: Blend, a: Tree, b: Tree) -> Tree {
    let radius = constant(blend.radius_m);
    if blend.radius_m == 0.0 {
        return a.min(b);
    }
    match blend.profile {
        BlendProfile::Smooth => {
            let overlap = (radius.clone() - (a.clone() - b.clone()).abs()).max(0.0);
            a.min(b) - overlap.square() / (radius * 4.0)
        }
        BlendProfile::Chamfer => a.clone().min(b.clone()).min((a + b - radius) * 0.5),
        BlendProfile::Round => {
            let apart = (a.clone() - b.clone()).abs().min(radius.clone());
            let chord = (radius.square() * 2.0 - apart.square()).sqrt();
            a.min(b) - radius + (apart + chord) * 0.5
        }
    }
}

fn combined_tree(combine: Combine, a: Tree, b: Tree) -> Tree {
    match combine {
        Combine::Union { blend } => blended_tree(blend, a, b),
        Combine::Intersection { blend } => -blended_tree(blend, -a, -b),
        Combine::Difference { blend } => -blended_tree(blend, -a, b),
        Combine::Xor => a.clone().min(b.clone()).max(-a.max(b)),
        Combine::Morph { t } => a * constant(1.0 - t) + b * constant(t),
    }
}
