//! Convex hulls as support functions: how far a shape reaches in any direction.
//!
//! A support function h(d) = max d·p is exact for every primitive and carries through rotations and scales without
//! the waste of boxes in boxes. Where a modifier bends space the hull is taken as a simple body around the result.
//! Conservative throughout: a hull never cuts its shape.

use std::rc::Rc;

use crate::{
    bound::{Aabb, AxisIndex, BoundModifier, BoundProfile, BoundShape, BoundTransform, Combine},
    placement::{Affine, Vec3, dot, length, rotation_rows},
};

/// Hulls with more parts than this become boxes, which keeps deep trees from being walked again and again.
const MAX_PARTS: usize = 512;
/// Hulls nested deeper than this become boxes, which bounds the stack.
const MAX_NESTING: usize = 300;

/// A convex hull in some frame.
#[derive(Debug, Clone)]
pub(crate) struct Hull {
    body: Body,
    /// How much faster than g the set {field ≤ g} may grow: 1 where the field is an exact distance.
    growth: f64,
    parts: usize,
    nesting: usize,
}

#[derive(Debug, Clone)]
enum Body {
    Primitive(BoundShape),
    Box(Aabb),
    /// A round bar along an axis.
    Bar { axis: AxisIndex, radius: f64, low: f64, high: f64 },
    Union(Vec<Rc<Hull>>),
    Intersection(Vec<Rc<Hull>>),
    Grown { inner: Rc<Hull>, by: f64 },
    Placed { inner: Rc<Hull>, transform: BoundTransform },
    Reflected { inner: Rc<Hull>, axis: AxisIndex },
    /// The positive side and its mirror image.
    Mirrored { inner: Rc<Hull>, axis: AxisIndex },
}

impl Hull {
    /// Hull of a primitive; of nothing for a combination, whose hull comes from its children.
    pub fn primitive(shape: &BoundShape) -> Rc<Self> {
        Rc::new(Self { growth: growth_of(shape), body: Body::Primitive(shape.clone()), parts: 1, nesting: 1 })
    }

    /// Hull of children combined.
    pub fn combination(combine: Combine, children: &[Rc<Self>]) -> Rc<Self> {
        let growth = children.iter().map(|child| child.growth).fold(1.0, f64::max);
        match combine {
            Combine::Difference { .. } => Rc::clone(&children[0]),
            Combine::Intersection { .. } => Self::new(Body::Intersection(children.to_vec()), growth, children),
            Combine::Union { radius } => {
                let union = Self::new(Body::Union(children.to_vec()), growth, children);
                Self::grown(&union, blend_reach(radius, children.len()))
            }
        }
    }

    /// Hull of a shape whose field was lowered by `by`.
    fn grown(inner: &Rc<Self>, by: f64) -> Rc<Self> {
        if by == 0.0 {
            return Rc::clone(inner);
        }
        Self::new(Body::Grown { inner: Rc::clone(inner), by: by * inner.growth }, inner.growth, std::slice::from_ref(inner))
    }

    /// Hull after a transform.
    pub fn placed(inner: &Rc<Self>, transform: &BoundTransform) -> Rc<Self> {
        let [x, y, z] = transform.scale;
        let growth = inner.growth * x.max(y).max(z) / x.min(y).min(z);
        Self::new(Body::Placed { inner: Rc::clone(inner), transform: *transform }, growth, std::slice::from_ref(inner))
    }

    /// Hull after a modifier; its inner shape must be finite along the axis of a taper.
    pub fn modified(inner: &Rc<Self>, modifier: &BoundModifier) -> Rc<Self> {
        let wrap = |body| Self::new(body, inner.growth, std::slice::from_ref(inner));
        match *modifier {
            BoundModifier::Round { radius_m } => Self::grown(inner, radius_m),
            BoundModifier::Shell { outer_m, .. } => Self::grown(inner, outer_m),
            BoundModifier::Reflect { axis } => wrap(Body::Reflected { inner: Rc::clone(inner), axis }),
            BoundModifier::MirrorSpace { axis } => wrap(Body::Mirrored { inner: Rc::clone(inner), axis }),
            BoundModifier::Twist { axis, .. } => {
                let (low, high) = inner.range_along(axis);
                Rc::new(Self { body: Body::Bar { axis, radius: inner.radius_about(axis), low, high }, growth: inner.growth, parts: 1, nesting: 1 })
            }
            BoundModifier::Taper { axis, start_scale, end_scale, .. } => {
                let (low, high) = (start_scale.min(end_scale), start_scale.max(end_scale));
                let growth = inner.growth * high.max(1.0) / low.min(1.0);
                Rc::new(Self { body: Body::Box(inner.tapered_bounds(axis, low, high)), growth, parts: 1, nesting: 1 })
            }
        }
    }

    fn new(body: Body, growth: f64, inner: &[Rc<Self>]) -> Rc<Self> {
        let parts = inner.iter().map(|hull| hull.parts).sum::<usize>().max(1);
        let nesting = inner.iter().map(|hull| hull.nesting).max().unwrap_or(0) + 1;
        let hull = Self { body, growth, parts, nesting };
        if parts <= MAX_PARTS && nesting <= MAX_NESTING {
            return Rc::new(hull);
        }
        Rc::new(Self { body: Body::Box(hull.bounds()), growth, parts: 1, nesting: 1 })
    }

    /// Axis-aligned bounds.
    pub fn bounds(&self) -> Aabb {
        self.bounds_after(&Affine::IDENTITY)
    }

    /// Axis-aligned bounds after an affine map.
    pub fn bounds_after(&self, map: &Affine) -> Aabb {
        let mut bounds = Aabb { min: [0.0; 3], max: [0.0; 3] };
        for axis in 0..3 {
            let direction = map.rows[axis];
            bounds.max[axis] = self.support(direction) + map.shift[axis];
            bounds.min[axis] = map.shift[axis] - self.support(direction.map(|component| -component));
        }
        bounds
    }

    /// Reach along an axis, low and high.
    pub fn range_along(&self, axis: AxisIndex) -> (f64, f64) {
        let mut direction = [0.0; 3];
        direction[axis] = 1.0;
        let high = self.support(direction);
        direction[axis] = -1.0;
        (-self.support(direction), high)
    }

    /// Largest distance from an axis through the origin.
    fn radius_about(&self, axis: AxisIndex) -> f64 {
        const DIRECTIONS: u32 = 64;
        let (u, v) = ((axis + 1) % 3, (axis + 2) % 3);
        let mut radius = 0.0_f64;
        for step in 0..DIRECTIONS {
            let angle = std::f64::consts::TAU * f64::from(step) / f64::from(DIRECTIONS);
            let mut direction = [0.0; 3];
            direction[u] = libm::cos(angle);
            direction[v] = libm::sin(angle);
            radius = radius.max(self.support(direction));
        }
        // The farthest point lies at most half a step beside a sampled direction.
        radius / libm::cos(std::f64::consts::PI / f64::from(DIRECTIONS))
    }

    fn tapered_bounds(&self, axis: AxisIndex, low_scale: f64, high_scale: f64) -> Aabb {
        let inner = self.bounds();
        let mut bounds = inner;
        for other in (0..3).filter(|&other| other != axis) {
            bounds.min[other] = (inner.min[other] * low_scale).min(inner.min[other] * high_scale);
            bounds.max[other] = (inner.max[other] * low_scale).max(inner.max[other] * high_scale);
        }
        bounds
    }

    /// max d·p over the hull; −∞ where it is known to be empty.
    fn support(&self, d: Vec3) -> f64 {
        match &self.body {
            Body::Primitive(shape) => support_of(shape, d),
            Body::Box(bounds) => box_support(bounds, d),
            Body::Bar { axis, radius, low, high } => {
                let mut across = d;
                across[*axis] = 0.0;
                times(*radius, length(across)) + times(if d[*axis] > 0.0 { *high } else { *low }, d[*axis])
            }
            Body::Union(parts) => parts.iter().map(|part| part.support(d)).fold(f64::NEG_INFINITY, f64::max),
            Body::Intersection(parts) => parts.iter().map(|part| part.support(d)).fold(f64::INFINITY, f64::min),
            Body::Grown { inner, by } => inner.support(d) + by * length(d),
            Body::Placed { inner, transform } => inner.support(pulled_back(d, transform)) + dot(d, transform.position),
            Body::Reflected { inner, axis } => {
                let mut reflected = d;
                reflected[*axis] = -d[*axis];
                inner.support(reflected)
            }
            Body::Mirrored { inner, axis } => {
                let mut positive = d;
                positive[*axis] = d[*axis].abs();
                inner.support(positive)
            }
        }
    }
}

/// The direction seen from inside of a transform: scale ∘ (rotationᵀ · d).
fn pulled_back(d: Vec3, transform: &BoundTransform) -> Vec3 {
    if transform.rotation == [0.0, 0.0, 0.0, 1.0] {
        return [d[0] * transform.scale[0], d[1] * transform.scale[1], d[2] * transform.scale[2]];
    }
    let rows = rotation_rows(transform.rotation);
    [0, 1, 2].map(|axis| {
        let component = rows[0][axis] * d[0] + rows[1][axis] * d[1] + rows[2][axis] * d[2];
        // Rounding of a quarter turn must not tilt a direction: against a plane it would reach infinity.
        let clean = if component.abs() < 1e-15 * length(d) { 0.0 } else { component };
        clean * transform.scale[axis]
    })
}

/// Product in which nothing of infinity is nothing.
fn times(reach: f64, factor: f64) -> f64 {
    if factor == 0.0 { 0.0 } else { reach * factor }
}

fn box_support(bounds: &Aabb, d: Vec3) -> f64 {
    (0..3).map(|axis| times(if d[axis] > 0.0 { bounds.max[axis] } else { bounds.min[axis] }, d[axis])).sum()
}

/// How far a smooth union of `count` children can reach beyond their sharp union: each fold of the quadratic blend
/// lowers the smaller field by at most (r − difference)² / 4r.
pub(crate) fn blend_reach(radius: f64, count: usize) -> f64 {
    if radius == 0.0 {
        return 0.0;
    }
    let mut reach = 0.0;
    for _ in 1..count.min(64) {
        let rest: f64 = radius - reach;
        reach += rest * rest / (4.0 * radius);
    }
    if count > 64 { radius } else { reach }
}

/// Growth factor of a primitive's field: see [`Hull::growth`].
fn growth_of(shape: &BoundShape) -> f64 {
    let BoundShape::Ellipsoid { radii } = shape else { return 1.0 };
    // The first-order bound k₀(k₀ − 1)/k₁ grows along a semi-axis a by max over θ of cos θ √(cos² θ + k² sin² θ),
    // with k = a / shortest: k²/(2√(k² − 1)) from k² = 2 on, 1 before.
    let shortest = radii.iter().copied().fold(f64::INFINITY, f64::min);
    let k_squared = radii.iter().map(|radius| (radius / shortest) * (radius / shortest)).fold(1.0, f64::max);
    if k_squared < 2.0 { 1.0 } else { k_squared / (2.0 * libm::sqrt(k_squared - 1.0)) }
}

fn support_of(shape: &BoundShape, d: Vec3) -> f64 {
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
        BoundShape::Cylinder { radius, half_height, sides, .. } => radius * prism_support(*sides, d) + half_height * d[1].abs(),
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
        BoundShape::Extrusion { profile, half_height } => profile_support(profile, [d[0], d[2]]) + half_height * d[1].abs(),
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
        BoundProfile::Rectangle { center: [x, y], half_extents: [w, h], .. } => (x + w).max(0.0) * across + y * up + h * up.abs(),
        BoundProfile::Polygon { points, rounding } => {
            let reach = rounding * libm::sqrt(across * across + up * up);
            right_of(points, -rounding).iter().map(|[x, y]| x * across + y * up).fold(f64::NEG_INFINITY, f64::max) + reach
        }
    }
}

fn profile_support(profile: &BoundProfile, [dx, dy]: [f64; 2]) -> f64 {
    match profile {
        BoundProfile::Circle { center: [x, y], radius } => x * dx + y * dy + radius * libm::sqrt(dx * dx + dy * dy),
        BoundProfile::Rectangle { center: [x, y], half_extents: [w, h], rounding } => {
            x * dx + y * dy + (w - rounding) * dx.abs() + (h - rounding) * dy.abs() + rounding * libm::sqrt(dx * dx + dy * dy)
        }
        BoundProfile::Polygon { points, rounding } => {
            points.iter().map(|[x, y]| x * dx + y * dy).fold(f64::NEG_INFINITY, f64::max) + rounding * libm::sqrt(dx * dx + dy * dy)
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

/// Whether nothing can be inside.
pub(crate) fn is_empty(bounds: &Aabb) -> bool {
    (0..3).any(|axis| bounds.min[axis] > bounds.max[axis])
}

/// Whether every side is at a finite place.
pub(crate) fn is_finite(bounds: &Aabb) -> bool {
    bounds.min.iter().chain(&bounds.max).all(|side| side.is_finite())
}
