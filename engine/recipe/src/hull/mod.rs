//! Convex hulls as support functions: how far a shape reaches in any direction.
//!
//! A support function h(d) = max d·p is exact for every primitive and carries through rotations and scales without
//! the waste of boxes in boxes. Where a modifier bends space the hull is taken as a simple body around the result.
//! Conservative throughout: a hull never cuts its shape.

mod support;

use std::rc::Rc;

use crate::{
    bound::{Aabb, AxisIndex, Blend, BoundModifier, BoundShape, BoundTransform, Combine, FACET_DEPARTURE},
    placement::{Affine, Vec3, dot, length, rotation_rows},
};
use support::{growth_of, support_of};

/// Hulls with more parts than this become boxes, which keeps deep trees from being walked again and again.
const MAX_PARTS: usize = 512;
/// Hulls nested deeper than this become boxes, which bounds the stack.
const MAX_NESTING: usize = 300;

/// A convex hull in some frame.
#[derive(Debug, Clone)]
pub(crate) struct Hull {
    body: Body,
    parts: usize,
    nesting: usize,
}

#[derive(Debug, Clone)]
enum Body {
    Primitive(BoundShape),
    /// A box, and how fast the set around it grows (see [`Reach::growth`]).
    Box {
        bounds: Aabb,
        growth: f64,
    },
    /// A round bar along an axis, and how fast the set around it grows.
    Bar {
        axis: AxisIndex,
        radius: f64,
        low: f64,
        high: f64,
        growth: f64,
    },
    Union(Vec<Rc<Hull>>),
    SmoothUnion {
        parts: Vec<Rc<Hull>>,
        blend: Blend,
    },
    Intersection(Vec<Rc<Hull>>),
    Grown {
        inner: Rc<Hull>,
        by: f64,
    },
    /// Pulled apart by `by` to both sides along each axis.
    Elongated {
        inner: Rc<Hull>,
        by: Vec3,
    },
    /// Shifted along one axis by the slope times the way along another.
    Sheared {
        inner: Rc<Hull>,
        axis: AxisIndex,
        along: AxisIndex,
        slope: f64,
    },
    Placed {
        inner: Rc<Hull>,
        transform: BoundTransform,
    },
    Reflected {
        inner: Rc<Hull>,
        axis: AxisIndex,
    },
    /// The positive side and its mirror image.
    Mirrored {
        inner: Rc<Hull>,
        axis: AxisIndex,
    },
}

/// Reach in a direction d: every point p with field(p) ≤ g, for any g ≥ 0, has d·p ≤ `at_surface` + `growth` · g.
#[derive(Debug, Clone, Copy)]
struct Reach {
    /// −∞ where the shape is known to be empty.
    at_surface: f64,
    /// |d| where the field is an exact distance; more where it is only a bound.
    growth: f64,
}

/// Bounds, in a node's frame, of its shape with some of its modifiers, from the bounds of its children.
pub fn bounds_in_node(shape: &BoundShape, modifiers: &[BoundModifier]) -> Aabb {
    let bare = match shape {
        BoundShape::Combination { combine, children } => {
            let boxes: Vec<_> =
                children.iter().map(|child| Hull::simple(Body::Box { bounds: child.bounds, growth: 1.0 })).collect();
            Hull::combination(*combine, &boxes)
        }
        primitive => Hull::primitive(primitive),
    };
    modifiers.iter().fold(bare, |hull, modifier| Hull::modified(&hull, modifier)).bounds()
}

impl Hull {
    /// Hull of a primitive; of nothing for a combination, whose hull comes from its children.
    pub fn primitive(shape: &BoundShape) -> Rc<Self> {
        Self::simple(Body::Primitive(shape.clone()))
    }

    /// Hull of children combined.
    pub fn combination(combine: Combine, children: &[Rc<Self>]) -> Rc<Self> {
        match combine {
            // Smooth cuts only take more away than sharp ones.
            Combine::Difference { .. } => {
                let kept = children[1..].iter().filter_map(|cut| Self::complement(cut));
                let parts: Vec<_> = std::iter::once(Rc::clone(&children[0])).chain(kept).collect();
                if parts.len() == 1 {
                    Rc::clone(&children[0])
                } else {
                    Self::new(Body::Intersection(parts.clone()), &parts)
                }
            }
            Combine::Intersection { .. } => Self::new(Body::Intersection(children.to_vec()), children),
            Combine::Union { blend } if blend.radius_m > 0.0 => {
                Self::new(Body::SmoothUnion { parts: children.to_vec(), blend }, children)
            }
            Combine::Union { .. } | Combine::Xor => Self::new(Body::Union(children.to_vec()), children),
            Combine::Morph { t } => {
                // Where both distances are positive, so is their mix.
                let (first, _) = Combine::morphed(t, children.len());
                let mixed = &children[first..children.len().min(first + 2)];
                Self::new(Body::Union(mixed.to_vec()), mixed)
            }
        }
    }

    /// Hull of everything outside of a half-space; other shapes leave no convex rest.
    fn complement(hull: &Self) -> Option<Rc<Self>> {
        match &hull.body {
            Body::Primitive(BoundShape::Plane { normal, offset }) => {
                let normal = normal.map(|component| -component);
                Some(Self::primitive(&BoundShape::Plane { normal, offset: -offset }))
            }
            Body::Placed { inner, transform } => Some(Self::placed(&Self::complement(inner)?, transform)),
            _ => None,
        }
    }

    fn simple(body: Body) -> Rc<Self> {
        Rc::new(Self { body, parts: 1, nesting: 1 })
    }

    fn wrapped(inner: &Rc<Self>, body: Body) -> Rc<Self> {
        Self::new(body, std::slice::from_ref(inner))
    }

    /// Hull after a transform.
    pub fn placed(inner: &Rc<Self>, transform: &BoundTransform) -> Rc<Self> {
        Self::wrapped(inner, Body::Placed { inner: Rc::clone(inner), transform: *transform })
    }

    /// Hull after a modifier; a tapered shape must be finite along the axis.
    pub fn modified(inner: &Rc<Self>, modifier: &BoundModifier) -> Rc<Self> {
        let wrap = |body| Self::wrapped(inner, body);
        match *modifier {
            BoundModifier::Round { radius_m: by } | BoundModifier::Shell { outer_m: by, .. } => {
                wrap(Body::Grown { inner: Rc::clone(inner), by })
            }
            BoundModifier::Onion { .. } | BoundModifier::Voronoi { .. } | BoundModifier::Lattice { .. } => {
                Rc::clone(inner)
            }
            BoundModifier::Displace { amplitude_m: by, .. } | BoundModifier::Ripple { amplitude_m: by, .. } => {
                wrap(Body::Grown { inner: Rc::clone(inner), by })
            }
            BoundModifier::Facet { cell_m } => {
                wrap(Body::Grown { inner: Rc::clone(inner), by: FACET_DEPARTURE * cell_m })
            }
            BoundModifier::Elongate { half_m: by } => wrap(Body::Elongated { inner: Rc::clone(inner), by }),
            BoundModifier::Shear { axis, along, slope } => {
                wrap(Body::Sheared { inner: Rc::clone(inner), axis, along, slope })
            }
            BoundModifier::Bend(bend) => Self::simple(Body::Box { bounds: bend.bent_bounds(), growth: 1.0 }),
            BoundModifier::Repeat { spacing_m, last, .. } => {
                let bounds = repeated(inner.bounds(), spacing_m, last);
                Self::simple(Body::Box { bounds, growth: 1.0 })
            }
            BoundModifier::Reflect { axis } => wrap(Body::Reflected { inner: Rc::clone(inner), axis }),
            BoundModifier::MirrorSpace { axis } => wrap(Body::Mirrored { inner: Rc::clone(inner), axis }),
            BoundModifier::Twist { axis, rate_rad_per_m } => {
                let (low, high) = inner.range_along(axis);
                let radius = inner.radius_about(axis);
                let growth = inner.growth() * stretch_of_shear(rate_rad_per_m * inner.corner_radius_about(axis));
                Self::simple(Body::Bar { axis, radius, low, high, growth })
            }
            BoundModifier::Taper { axis, low_m, high_m, start_scale, end_scale } => {
                let (narrow, wide) = (start_scale.min(end_scale), start_scale.max(end_scale));
                let bounds = inner.tapered_bounds(axis, narrow, wide);
                let slope = (wide - narrow) / (high_m - low_m);
                let radius = inner.corner_radius_about(axis);
                let stretch =
                    stretch_of_shear(slope * radius) + slope * (2.0 * length(inner.roomy_half_extents()) + radius);
                Self::simple(Body::Box { bounds, growth: inner.growth() * stretch / narrow.min(1.0) })
            }
        }
    }

    fn new(body: Body, inner: &[Rc<Self>]) -> Rc<Self> {
        let parts = inner.iter().map(|hull| hull.parts).sum::<usize>().max(1);
        let nesting = inner.iter().map(|hull| hull.nesting).max().unwrap_or(0) + 1;
        let hull = Self { body, parts, nesting };
        if parts <= MAX_PARTS && nesting <= MAX_NESTING {
            return Rc::new(hull);
        }
        Self::simple(Body::Box { bounds: hull.bounds(), growth: hull.growth() })
    }

    /// Growth over the directions to the faces, edges and corners of a cube, for bodies that keep one number.
    pub fn growth(&self) -> f64 {
        let directions = (0..27).map(|place| [place % 3, place / 3 % 3, place / 9].map(|side| f64::from(side) - 1.0));
        let directions = directions.filter(|&direction| direction != [0.0; 3]);
        directions.map(|direction| self.reach(direction).growth / length(direction)).fold(1.0, f64::max)
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

    /// Least value that the shape's field has on the border of a cell around the origin, along the axes in which the
    /// cell is not of size 0; negative or 0 where the shape does not fit.
    pub fn clearance_in_cell(&self, size: Vec3) -> f64 {
        let mut clearance = f64::INFINITY;
        for axis in (0..3).filter(|&axis| size[axis] > 0.0) {
            for side in [-1.0, 1.0] {
                let mut direction = [0.0; 3];
                direction[axis] = side;
                let Reach { at_surface, growth } = self.reach(direction);
                clearance = clearance.min((0.5 * size[axis] - at_surface) / growth);
            }
        }
        clearance
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

    /// Half extents of a box around the origin that holds the shape, with a margin: evaluators estimate how much a
    /// distortion stretches from bounds that may be wider than these.
    fn roomy_half_extents(&self) -> Vec3 {
        const MARGIN: f64 = 1.2;
        let bounds = self.bounds();
        [0, 1, 2].map(|axis| bounds.min[axis].abs().max(bounds.max[axis].abs()) * MARGIN)
    }

    /// Distance from an axis within which the roomy box lies.
    fn corner_radius_about(&self, axis: AxisIndex) -> f64 {
        let mut across = self.roomy_half_extents();
        across[axis] = 0.0;
        length(across)
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

    fn support(&self, d: Vec3) -> f64 {
        self.reach(d).at_surface
    }

    fn reach(&self, d: Vec3) -> Reach {
        match &self.body {
            Body::Primitive(shape) => Reach { at_surface: support_of(shape, d), growth: growth_of(shape, d) },
            Body::Box { bounds, growth } => Reach { at_surface: box_support(bounds, d), growth: growth * length(d) },
            Body::Bar { axis, radius, low, high, growth } => {
                let mut across = d;
                across[*axis] = 0.0;
                let along = times(if d[*axis] > 0.0 { *high } else { *low }, d[*axis]);
                Reach { at_surface: times(*radius, length(across)) + along, growth: growth * length(d) }
            }
            Body::Union(parts) => fold_reach(parts, d, |a, b| Reach {
                at_surface: a.at_surface.max(b.at_surface),
                growth: a.growth.max(b.growth),
            }),
            Body::SmoothUnion { parts, blend } => fold_reach(parts, d, |a, b| blended(a, b, blend)),
            Body::Intersection(parts) => fold_reach(parts, d, |a, b| if a.at_surface <= b.at_surface { a } else { b }),
            Body::Grown { inner, by } => {
                let Reach { at_surface, growth } = inner.reach(d);
                // A ball of the radius by which a shape shrinks lies in the shape wherever something is left.
                let factor = if *by < 0.0 { length(d) } else { growth };
                Reach { at_surface: at_surface + factor * by, growth }
            }
            Body::Elongated { inner, by } => {
                let Reach { at_surface, growth } = inner.reach(d);
                let pulled: f64 = (0..3).map(|axis| by[axis] * d[axis].abs()).sum();
                Reach { at_surface: at_surface + pulled, growth }
            }
            Body::Sheared { inner, axis, along, slope } => {
                let mut straight = d;
                straight[*axis] += slope * d[*along];
                let Reach { at_surface, growth } = inner.reach(straight);
                Reach { at_surface, growth: growth * stretch_of_shear(*slope) }
            }
            Body::Placed { inner, transform } => {
                let Reach { at_surface, growth } = inner.reach(pulled_back(d, transform));
                let [x, y, z] = transform.scale;
                Reach { at_surface: at_surface + dot(d, transform.position), growth: growth / x.min(y).min(z) }
            }
            Body::Reflected { inner, axis } => {
                let mut reflected = d;
                reflected[*axis] = -d[*axis];
                inner.reach(reflected)
            }
            Body::Mirrored { inner, axis } => {
                let mut positive = d;
                positive[*axis] = d[*axis].abs();
                inner.reach(positive)
            }
        }
    }
}

fn fold_reach(parts: &[Rc<Hull>], d: Vec3, join: impl Fn(Reach, Reach) -> Reach) -> Reach {
    let nothing = Reach { at_surface: f64::NEG_INFINITY, growth: 0.0 };
    parts.iter().map(|part| part.reach(d)).reduce(join).unwrap_or(nothing)
}

/// Reach of two shapes melted into each other.
///
/// Outside, the fields are at least a = (s − reach_a) / growth_a and b likewise, where s = d·p. The blend of a and b
/// grows with both and so with s: no point of it lies beyond the s at which it is 0.
fn blended(a: Reach, b: Reach, blend: &Blend) -> Reach {
    let growth = a.growth.max(b.growth);
    let farther = a.at_surface.max(b.at_surface);
    let value = |s: f64| {
        let (a, b) = ((s - a.at_surface) / a.growth, (s - b.at_surface) / b.growth);
        a.min(b) - blend.reduction((a - b).abs())
    };
    if !farther.is_finite() || a.at_surface.min(b.at_surface) == f64::NEG_INFINITY || growth == 0.0 {
        return Reach { at_surface: farther, growth };
    }
    if a.growth == b.growth {
        let apart = (a.at_surface - b.at_surface).abs();
        return Reach { at_surface: farther + growth * blend.reduction(apart / growth), growth };
    }
    if value(farther) >= 0.0 {
        return Reach { at_surface: farther, growth };
    }
    let (mut low, mut high) = (farther, farther + blend.radius_m * growth);
    for _ in 0..30 {
        let middle = (low + high) / 2.0;
        if value(middle) < 0.0 { low = middle } else { high = middle }
    }
    Reach { at_surface: high, growth }
}

/// Largest stretch of a shear by `slope`: the greater of its singular values.
fn stretch_of_shear(slope: f64) -> f64 {
    let half = 0.5 * slope.abs();
    half + libm::sqrt(1.0 + half * half)
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

/// Bounds of all copies.
fn repeated(mut bounds: Aabb, spacing_m: Vec3, last: [Option<u32>; 3]) -> Aabb {
    for axis in 0..3 {
        match last[axis] {
            Some(last) => bounds.max[axis] += spacing_m[axis] * f64::from(last),
            None => (bounds.min[axis], bounds.max[axis]) = (f64::NEG_INFINITY, f64::INFINITY),
        }
    }
    bounds
}

/// Whether nothing can be inside.
pub(crate) fn is_empty(bounds: &Aabb) -> bool {
    (0..3).any(|axis| bounds.min[axis] > bounds.max[axis])
}

/// Whether every side is at a finite place.
pub(crate) fn is_finite(bounds: &Aabb) -> bool {
    bounds.min.iter().chain(&bounds.max).all(|side| side.is_finite())
}
