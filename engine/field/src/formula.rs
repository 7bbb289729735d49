//! The formulas of all operations, each written once over the number types of [`crate::lanes`].
//!
//! `k` is the instruction's parameter record (see [`crate::tape::Op`]). Formulas over [`Arith`] serve points, batches,
//! gradients and intervals; those over [`Lanes`] compare lanes, and their intervals come from a value at the centre.
//! Primitives follow Inigo Quilez, "Distance functions", with each interior exact and every variable occurring in
//! monotone pieces, which keeps intervals tight.
//!
//! No closures and no `array::map` here or in what calls this with wide lanes: a closure is a function of its own, and
//! one that is not inlined computes without the processor features of its caller, many times slower.

use crate::{
    fractal, heights,
    lanes::{Arith, Lanes},
    pattern, screw, solid,
    tape::Op,
};

/// Numbers per edge in a polygon's parameter record.
pub(crate) const EDGE_STRIDE: usize = 8;
/// Numbers before the edges in a polygon's parameter record.
pub(crate) const POLYGON_HEADER: usize = 8;
/// Numbers before the planes in a pyramid's parameter record.
pub(crate) const PYRAMID_HEADER: usize = 5;
/// Farther than anything; its square is still finite.
const FAR: f32 = 1e18;

/// The point seen from the shape's own centre.
#[inline(always)]
pub(crate) fn centred<R: Arith>(p: [R; 3], k: &[f32]) -> [R; 3] {
    [p[0] - R::splat(k[0]), p[1] - R::splat(k[1]), p[2] - R::splat(k[2])]
}

#[inline(always)]
pub(crate) fn length2<R: Arith>(a: R, b: R) -> R {
    (a.square() + b.square()).sqrt()
}

#[inline(always)]
pub(crate) fn length3<R: Arith>(p: [R; 3]) -> R {
    (p[0].square() + p[1].square() + p[2].square()).sqrt()
}

/// 3×3 matrix times point.
#[inline(always)]
pub(crate) fn linear<R: Arith>(p: [R; 3], k: &[f32]) -> [R; 3] {
    [
        p[0].scale(k[0]) + p[1].scale(k[1]) + p[2].scale(k[2]),
        p[0].scale(k[3]) + p[1].scale(k[4]) + p[2].scale(k[5]),
        p[0].scale(k[6]) + p[1].scale(k[7]) + p[2].scale(k[8]),
    ]
}

/// The point with its coordinate along `axis` made positive.
#[inline(always)]
pub(crate) fn mirror<R: Arith>(p: [R; 3], axis: usize, k: &[f32]) -> [R; 3] {
    let mut q = centred(p, k);
    q[axis] = q[axis].abs();
    q
}

/// Factor on the cross-section at a height: linear from `start` at `low`, clamped at both ends. `k` starts at `low`:
/// low, 1 / span, start, end − start.
#[inline(always)]
fn section_scale<R: Arith>(height: R, k: &[f32]) -> R {
    let t = (height - R::splat(k[0])).scale(k[1]).larger(R::splat(0.0)).smaller(R::splat(1.0));
    t.scale(k[3]) + R::splat(k[2])
}

/// Factor that brings a point of the cross-section at distance `r` from the axis to the distance `limit` at most.
#[inline(always)]
pub(crate) fn pull_in<R: Arith>(r: R, limit: f32) -> R {
    R::splat(limit) / r.larger(R::splat(limit))
}

/// The point turned about `axis` by −rate · height; what lies outside of the cylinder of `radius` is pulled onto it,
/// which bounds the stretch. k: centre, rate, radius.
#[inline(always)]
pub(crate) fn twist<R: Arith>(p: [R; 3], axis: usize, k: &[f32]) -> [R; 3] {
    let q = centred(p, k);
    let (u, v) = ((axis + 1) % 3, (axis + 2) % 3);
    let (sine, cosine) = q[axis].scale(-k[3]).sine_cosine();
    let pull = pull_in(length2(q[u], q[v]), k[4]);
    let (a, b) = (q[u] * pull, q[v] * pull);
    let mut turned = q;
    turned[u] = a * cosine - b * sine;
    turned[v] = a * sine + b * cosine;
    turned
}

/// The point with its cross-section divided by the scale at its height, then pulled onto the cylinder of `radius`.
/// k: centre, low, 1 / span, start, end − start, radius.
#[inline(always)]
pub(crate) fn taper<R: Arith>(p: [R; 3], axis: usize, k: &[f32]) -> [R; 3] {
    let mut q = centred(p, k);
    let (u, v) = ((axis + 1) % 3, (axis + 2) % 3);
    let scale = section_scale(q[axis], &k[3..]);
    let (a, b) = (q[u] / scale, q[v] / scale);
    let pull = pull_in(length2(a, b), k[7]);
    q[u] = a * pull;
    q[v] = b * pull;
    q
}

/// The point without what was pulled apart: p − clamp(p, −h, h), written so that it rises with p throughout.
/// k: centre, half lengths h.
#[inline(always)]
pub(crate) fn elongate<R: Arith>(p: [R; 3], k: &[f32]) -> [R; 3] {
    let mut q = centred(p, k);
    for axis in 0..3 {
        let half = R::splat(k[3 + axis]);
        q[axis] = (q[axis] - half).larger(R::splat(0.0)) + (q[axis] + half).smaller(R::splat(0.0));
    }
    q
}

/// Wave around an axis, in −1…1. k: centre, 2π / wavelength, phase.
#[inline(always)]
pub(crate) fn ripple<R: Arith>(p: [R; 3], axis: usize, k: &[f32]) -> R {
    let q = centred(p, k);
    let from_axis = length2(q[(axis + 1) % 3], q[(axis + 2) % 3]);
    (from_axis.scale(k[3]) + R::splat(k[4])).sine_cosine().1
}

/// Turns the value found behind a twist or taper into a lower bound of the distance: scaled by the local factor and
/// the Lipschitz constant, and outside of the pulled-in solid combined with the way to it.
/// k: centre, low, 1 / span, start, end − start, radius, 1 / Lipschitz of the value, 1 / Lipschitz of the excess.
#[inline(always)]
pub(crate) fn confine<R: Arith>(value: R, p: [R; 3], axis: usize, k: &[f32]) -> R {
    let q = centred(p, k);
    let (u, v) = ((axis + 1) % 3, (axis + 2) % 3);
    let scale = section_scale(q[axis], &k[3..]);
    let zero = R::splat(0.0);
    let inner = (value * scale.smaller(R::splat(1.0))).scale(k[8]);
    let excess = (length2(q[u], q[v]) - scale.scale(k[7])).larger(zero).scale(k[9]);
    length2(inner.larger(zero), excess) + inner.smaller(zero)
}

/// k: centre, radius.
#[inline(always)]
pub(crate) fn sphere<R: Arith>(p: [R; 3], k: &[f32]) -> R {
    length3(centred(p, k)) - R::splat(k[3])
}

/// Larger of two lower bounds: the unit sphere's distance scaled back by the smallest radius, and the distance to the
/// enclosing ball. k: centre, 1 / radii, smallest radius, largest radius.
#[inline(always)]
pub(crate) fn ellipsoid<R: Arith>(p: [R; 3], k: &[f32]) -> R {
    let q = centred(p, k);
    let unit = length3([q[0].scale(k[3]), q[1].scale(k[4]), q[2].scale(k[5])]);
    let near = (unit - R::splat(1.0)).scale(k[6]);
    near.larger(length3(q) - R::splat(k[7]))
}

/// Distance to a 2D rectangle from the signed distances to its sides' lines.
#[inline(always)]
pub(crate) fn corner2<R: Arith>(a: R, b: R) -> R {
    let zero = R::splat(0.0);
    length2(a.larger(zero), b.larger(zero)) + a.larger(b).smaller(zero)
}

/// k: centre, half extents less rounding, rounding.
#[inline(always)]
pub(crate) fn rounded_box<R: Arith>(p: [R; 3], k: &[f32]) -> R {
    let q = centred(p, k);
    let zero = R::splat(0.0);
    let d = [q[0].abs() - R::splat(k[3]), q[1].abs() - R::splat(k[4]), q[2].abs() - R::splat(k[5])];
    let outside = length3([d[0].larger(zero), d[1].larger(zero), d[2].larger(zero)]);
    let inside = d[0].larger(d[1]).larger(d[2]).smaller(zero);
    outside + inside - R::splat(k[6])
}

/// k: centre, radius less rounding, half height less rounding, rounding.
#[inline(always)]
pub(crate) fn cylinder<R: Arith>(p: [R; 3], k: &[f32]) -> R {
    let q = centred(p, k);
    corner2(length2(q[0], q[2]) - R::splat(k[3]), q[1].abs() - R::splat(k[4])) - R::splat(k[5])
}

/// k: centre, radius, half of the segment along Y.
#[inline(always)]
pub(crate) fn capsule<R: Arith>(p: [R; 3], k: &[f32]) -> R {
    let q = centred(p, k);
    let beyond = (q[1].abs() - R::splat(k[4])).larger(R::splat(0.0));
    length3([q[0], beyond, q[2]]) - R::splat(k[3])
}

/// k: centre, major radius, minor radius. Also a disc turned about Y.
#[inline(always)]
pub(crate) fn torus<R: Arith>(p: [R; 3], k: &[f32]) -> R {
    let q = centred(p, k);
    length2(length2(q[0], q[2]) - R::splat(k[3]), q[1]) - R::splat(k[4])
}

/// Part of a ring, symmetric about +X, with round ends. k: centre, major radius, minor radius, sine and cosine of half
/// the sweep.
#[inline(always)]
pub(crate) fn torus_arc<L: Lanes>(p: [L; 3], k: &[f32]) -> L {
    let q = centred(p, k);
    let side = q[2].abs();
    let past_end = q[0].scale(k[5]).less(side.scale(k[6]));
    let ring = length2(length2(q[0], q[2]) - L::splat(k[3]), q[1]);
    let end = length3([q[0] - L::splat(k[3] * k[6]), q[1], side - L::splat(k[3] * k[5])]);
    L::select(past_end, end, ring) - L::splat(k[4])
}

/// k: unit normal, offset.
#[inline(always)]
pub(crate) fn plane<R: Arith>(p: [R; 3], k: &[f32]) -> R {
    p[0].scale(k[0]) + p[1].scale(k[1]) + p[2].scale(k[2]) - R::splat(k[3])
}

/// A rounded rectangle turned about Y. k: centre of the axis at the rectangle's height, distance of the rectangle's
/// centre from the axis, half extents less rounding, rounding.
#[inline(always)]
pub(crate) fn revolved_rectangle<R: Arith>(p: [R; 3], k: &[f32]) -> R {
    let q = centred(p, k);
    let across = (length2(q[0], q[2]) - R::splat(k[3])).abs() - R::splat(k[4]);
    corner2(across, q[1].abs() - R::splat(k[5])) - R::splat(k[6])
}

/// A rounded rectangle in XZ raised along Y. k: centre, half extents along x and z less rounding, rounding, half height.
#[inline(always)]
pub(crate) fn extruded_rectangle<R: Arith>(p: [R; 3], k: &[f32]) -> R {
    let q = centred(p, k);
    let outline = corner2(q[0].abs() - R::splat(k[3]), q[2].abs() - R::splat(k[4])) - R::splat(k[5]);
    corner2(outline, q[1].abs() - R::splat(k[6]))
}

/// A polygon in XZ raised along Y. k: see [`polygon`]; the header holds centre, half height less outer rounding,
/// rounding of the outline, rounding of all edges.
#[inline(always)]
pub(crate) fn extruded_polygon<L: Lanes>(p: [L; 3], k: &[f32]) -> L {
    let q = centred(p, k);
    let outline = polygon(q[0], q[2], k) - L::splat(k[4]);
    corner2(outline, q[1].abs() - L::splat(k[3])) - L::splat(k[5])
}

/// A polygon in (distance from axis, y) turned about Y. k: see [`polygon`]; the header holds centre, unused, rounding.
#[inline(always)]
pub(crate) fn revolved_polygon<L: Lanes>(p: [L; 3], k: &[f32]) -> L {
    let q = centred(p, k);
    polygon(length2(q[0], q[2]), q[1], k) - L::splat(k[4])
}

/// Exact signed distance to a simple polygon. The nearest feature alone decides the sign: the side of an edge, or
/// whether a corner is convex; so the gradient stays right up to the surface itself.
///
/// k: header of [`POLYGON_HEADER`] numbers, the last the number of edges; then per edge its start (2), direction
/// divided by its squared length (2), outward unit normal (2), sign of the distance near its start, part of its length
/// by which it reaches beyond its ends.
#[inline(always)]
pub(crate) fn polygon<L: Lanes>(x: L, y: L, k: &[f32]) -> L {
    let mut side = L::splat(FAR);
    let mut corner = L::splat(FAR * FAR);
    let mut corner_sign = L::splat(1.0);
    let edges = &k[POLYGON_HEADER..POLYGON_HEADER + EDGE_STRIDE * k[POLYGON_HEADER - 1] as usize];
    for edge in edges.chunks_exact(EDGE_STRIDE) {
        let (wx, wy) = (x - L::splat(edge[0]), y - L::splat(edge[1]));
        let along = wx.scale(edge[2]) + wy.scale(edge[3]);
        let across = wx.scale(edge[4]) + wy.scale(edge[5]);
        let faces_edge = L::splat(-edge[7]).less(along) & along.less(L::splat(1.0 + edge[7]));
        side = L::select(faces_edge & across.abs().less(side.abs()), across, side);
        let to_start = wx.square() + wy.square();
        let nearer = to_start.less(corner);
        corner = L::select(nearer, to_start, corner);
        corner_sign = L::select(nearer, L::splat(edge[6]), corner_sign);
    }
    let corner = corner.sqrt();
    L::select(corner.less(side.abs()), corner * corner_sign, side)
}

/// A regular pyramid or frustum: the largest of its planes' distances, a lower bound outside of edges.
/// k: centre, half height, number of planes; then per plane its unit normal and offset.
#[inline(always)]
pub(crate) fn pyramid<R: Arith>(p: [R; 3], k: &[f32]) -> R {
    let q = centred(p, k);
    let mut farthest = q[1].abs() - R::splat(k[3]);
    let planes = &k[PYRAMID_HEADER..PYRAMID_HEADER + 4 * k[PYRAMID_HEADER - 1] as usize];
    for k in planes.chunks_exact(4) {
        farthest = farthest.larger(plane(q, k));
    }
    farthest
}

/// A wall around the surface. k: its reach inside, its reach outside.
#[inline(always)]
pub(crate) fn shell<R: Arith>(value: R, k: &[f32]) -> R {
    (value - R::splat(k[1])).larger(-value - R::splat(k[0]))
}

/// Walls in each other, the first inside of the surface: the least of their distances.
/// k: half of a wall's thickness, way from one wall to the next, number of walls.
#[inline(always)]
pub(crate) fn onion<R: Arith>(value: R, k: &[f32]) -> R {
    let mut nearest = R::splat(FAR);
    for wall in 0..k[2] as u32 {
        let middle = k[0] + wall as f32 * k[1];
        nearest = nearest.smaller((value + R::splat(middle)).abs() - R::splat(k[0]));
    }
    nearest
}

/// Quadratic polynomial blend min(a, b) − max(r − |a − b|, 0)² / 4r, exact outside of the blend zone.
/// k: radius r, 1 / 4r.
#[inline(always)]
pub(crate) fn smooth_minimum<R: Arith>(a: R, b: R, k: &[f32]) -> R {
    let overlap = (R::splat(k[0]) - (a - b).abs()).larger(R::splat(0.0));
    a.smaller(b) - overlap.square().scale(k[1])
}

/// Bevelled blend min(a, b) − max(r − |a − b|, 0) / 2, which is (a + b − r) / 2 in the blend zone: the plane through
/// a = r and b = r. k: radius r.
#[inline(always)]
pub(crate) fn chamfer_minimum<R: Arith>(a: R, b: R, k: &[f32]) -> R {
    let overlap = (R::splat(k[0]) - (a - b).abs()).larger(R::splat(0.0));
    a.smaller(b) - overlap.scale(0.5)
}

/// Circular blend: with d = |a − b|, min(a, b) − (r − (d + √(2r² − d²)) / 2) for d < r. It is 0 exactly on the circle
/// (r − a)² + (r − b)² = r², and changes by 1 where both distances do. k: radius r.
#[inline(always)]
pub(crate) fn round_minimum<R: Arith>(a: R, b: R, k: &[f32]) -> R {
    let apart = (a - b).abs().smaller(R::splat(k[0]));
    let chord = (R::splat(2.0 * k[0] * k[0]) - apart.square()).sqrt();
    a.smaller(b) - (R::splat(k[0]) - (apart + chord).scale(0.5))
}

/// The blend of a minimum by the profile of an operation.
#[inline(always)]
pub(crate) fn blended_minimum<R: Arith>(op: Op, a: R, b: R, k: &[f32]) -> R {
    match op {
        Op::ChamferMin | Op::ChamferMax | Op::ChamferDifference => chamfer_minimum(a, b, k),
        Op::RoundMin | Op::RoundMax | Op::RoundDifference => round_minimum(a, b, k),
        _ => smooth_minimum(a, b, k),
    }
}

/// The blend of a maximum; −(min(−a, −b) − …), so that outside of the zone even the sign of a zero is kept.
#[inline(always)]
pub(crate) fn blended_maximum<R: Arith>(op: Op, a: R, b: R, k: &[f32]) -> R {
    -blended_minimum(op, -a, -b, k)
}

/// k: weights of both, not negative.
#[inline(always)]
pub(crate) fn mix<R: Arith>(a: R, b: R, k: &[f32]) -> R {
    a.scale(k[0]) + b.scale(k[1])
}

/// Weight 0–1 of the material of `a` in a blend: in [`smooth_minimum`] also the derivative towards `a`.
#[inline(always)]
pub(crate) fn weight_of_first<L: Lanes>(a: L, b: L, k: &[f32]) -> L {
    let lean = (b - a).scale(2.0 * k[1]) + L::splat(0.5);
    lean.larger(L::splat(0.0)).smaller(L::splat(1.0))
}

/// The value of any primitive.
#[inline(always)]
pub(crate) fn primitive<L: Lanes>(op: Op, p: [L; 3], k: &[f32]) -> L {
    match op {
        Op::Sphere => sphere(p, k),
        Op::Ellipsoid => ellipsoid(p, k),
        Op::Box => rounded_box(p, k),
        Op::Cylinder => cylinder(p, k),
        Op::Capsule => capsule(p, k),
        Op::Torus => torus(p, k),
        Op::TorusArc => torus_arc(p, k),
        Op::Plane => plane(p, k),
        Op::RevolvedRectangle => revolved_rectangle(p, k),
        Op::ExtrudedRectangle => extruded_rectangle(p, k),
        Op::RevolvedPolygon => revolved_polygon(p, k),
        Op::ExtrudedPolygon => extruded_polygon(p, k),
        Op::Periodic => pattern::periodic(p, k),
        Op::Cells => pattern::cells(p, k),
        Op::Polyhedron => solid::polyhedron(p, k),
        Op::Tube => solid::tube(p, k),
        Op::Sponge => solid::sponge(p, k),
        Op::Mandelbulb => fractal::mandelbulb(p, k),
        Op::Julia => fractal::julia(p, k),
        Op::Screw => screw::screw(p, k),
        Op::Heights => heights::solid(p, k),
        _ => pyramid(p, k),
    }
}
