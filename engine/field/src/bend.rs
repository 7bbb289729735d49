//! Space bent into an arc, and what that does to distances and bounds.
//!
//! Let the shape lie along s, around s = 0, and bend towards +v about the centre (0, R). A point at the angle θ and the
//! distance ρ from there is looked up at (Rθ, R − ρ) as far as the shape reaches; beyond, space goes on straight, turned
//! with the ends. Where this stretches it is by R / ρ. It tears in two places: on the half-plane opposite of the arc,
//! where the two straight parts meet, and at the centre. Both are away from the shape, so the value is limited to
//! what it must have there (`m`) plus the way to the tear, which is continuous and changes by no more than the way. The
//! signed distance to the box around the bent shape is a lower bound as well; the larger one counts.
//!
//! k of both operations: centre (3), R, sine and cosine of half the angle, half the angle, 1 or −1 for the side, axis
//! towards which it is bent, middle along the axis; 1 / stretch, least ρ, m at the opposite half-plane, m at the centre,
//! middle (3) and half size (3) of the box around the bent shape.

use gve_recipe::bound::{Aabb, Bend};

use crate::{
    formula::{centred, length2},
    frame::Frame,
    interval::Interval,
    lanes::{Arith, Lanes, Wide},
    repeat::box_around,
};

/// Numbers in the parameter record.
pub(crate) const BEND_RECORD: usize = 20;
/// Half size of a box along an axis without ends.
const ENDLESS_BOX: f64 = 1e8;

/// The parameter record in a frame.
pub(crate) fn record(frame: &Frame, bend: &Bend) -> Vec<f64> {
    let unit = frame.unit;
    let half = 0.5 * bend.angle_rad.abs();
    let side = if bend.angle_rad < 0.0 { -1.0 } else { 1.0 };
    let middle = 0.5 * (bend.low_m + bend.high_m) * unit;
    let radius = bend.radius_m() * unit;
    let inside = bend.inner_radius_m() * unit;
    let least = 0.5 * inside;
    let stretch = (radius / least).max(1.0);
    let at_tear = 0.999 / (stretch * bend.growth);
    let opposite = if half <= std::f64::consts::FRAC_PI_2 { inside } else { inside * libm::sin(half) };
    let mut centre = frame.centre;
    centre[bend.axis] += middle;
    let mut record = centre.to_vec();
    record.extend([radius, libm::sin(half), libm::cos(half), half, side, bend.toward as f64, middle]);
    // A per mille less than what is known, for rounding.
    record.extend([1.0 / stretch, least, opposite * at_tear, least * at_tear]);
    let Aabb { min, max } = bend.bent_bounds();
    let is_finite = [0, 1, 2].map(|axis| min[axis].is_finite() && max[axis].is_finite());
    record.extend([0, 1, 2].map(|axis| {
        let shift = if axis == bend.axis { middle } else { 0.0 };
        if is_finite[axis] { 0.5 * (min[axis] + max[axis]) * unit - shift } else { 0.0 }
    }));
    record
        .extend([0, 1, 2].map(|axis| if is_finite[axis] { 0.5 * (max[axis] - min[axis]) * unit } else { ENDLESS_BOX }));
    record
}

/// Whether a stored record keeps what the bounds rely on.
pub(crate) fn is_record(k: &[f32], axis: u8) -> bool {
    let toward = k[8];
    let directions = (0.0..=2.0).contains(&toward) && toward.fract() == 0.0 && toward != f32::from(axis);
    directions && k[3] > 0.0 && k[7].abs() == 1.0 && (0.0..=1.0).contains(&k[10]) && k[11] > 0.0
}

#[inline(always)]
fn towards(k: &[f32]) -> usize {
    k[8] as usize % 3
}

/// Angle in 0…π of the vector (side ≥ 0, ahead) from the axis ahead: two halvings of the angle's tangent would need
/// more roots than the series has terms, so one and ten terms of the arctangent, for |t| ≤ √2 − 1.
#[inline(always)]
pub(crate) fn angle_from_ahead<L: Lanes>(side: L, ahead: L) -> L {
    let (small, large) = (side.smaller(ahead.abs()), side.larger(ahead.abs()));
    let tangent = small / large.larger(L::splat(1e-30));
    let halved = tangent / ((tangent.square() + L::splat(1.0)).sqrt() + L::splat(1.0));
    let square = halved.square();
    let mut sum = L::splat(0.0);
    for term in (0..10).rev() {
        sum = L::splat(1.0 / (2 * term + 1) as f32) - square * sum;
    }
    let octant = (halved * sum).scale(2.0);
    let quadrant = L::select(ahead.abs().less(side), L::splat(std::f32::consts::FRAC_PI_2) - octant, octant);
    L::select(ahead.less(L::splat(0.0)), L::splat(std::f32::consts::PI) - quadrant, quadrant)
}

/// Where a point of the bent shape is looked up.
#[inline(always)]
pub(crate) fn bend<L: Lanes>(p: [L; 3], axis: usize, k: &[f32]) -> [L; 3] {
    let mut q = centred(p, k);
    let toward = towards(k);
    let ahead = L::splat(k[3]) - q[toward].scale(k[7]);
    let side = q[axis].abs();
    // Turned back by half of the angle: beyond the end where this is positive.
    let beyond = side.scale(k[5]) - ahead.scale(k[4]);
    let outward = side.scale(k[4]) + ahead.scale(k[5]);
    let is_beyond = L::splat(0.0).less(beyond);
    let along = L::select(is_beyond, beyond + L::splat(k[3] * k[6]), angle_from_ahead(side, ahead).scale(k[3]));
    let from_centre = L::select(is_beyond, outward, length2(side, ahead));
    let is_low = q[axis].less(L::splat(0.0));
    q[axis] = L::select(is_low, -along, along) + L::splat(k[9]);
    q[toward] = (L::splat(k[3]) - from_centre).scale(k[7]);
    q
}

/// Ways from a point to the opposite half-plane and to the centre.
#[inline(always)]
fn ways<L: Lanes>(q: [L; 3], axis: usize, k: &[f32]) -> [L; 2] {
    let ahead = L::splat(k[3]) - q[towards(k)].scale(k[7]);
    [length2(q[axis], ahead.larger(L::splat(0.0))), length2(q[axis], ahead)]
}

/// Lower bound of the distance from the value found where [`bend`] looks.
#[inline(always)]
pub(crate) fn unbend<L: Lanes>(value: L, p: [L; 3], axis: usize, k: &[f32]) -> L {
    let q = centred(p, k);
    let [to_opposite, to_centre] = ways(q, axis, k);
    let at_opposite = to_opposite + L::splat(k[12]);
    let at_centre = (to_centre - L::splat(k[11])).larger(L::splat(0.0)) + L::splat(k[13]);
    value.scale(k[10]).smaller(at_opposite).smaller(at_centre).larger(box_around(q, &k[14..]))
}

/// A ball after bending: its middle, and its radius where it is away from the tears.
#[inline(always)]
pub(crate) fn bend_ball<W: Wide>(middle: [W; 3], radius: W, axis: usize, k: &[f32]) -> ([W; 3], W, [Interval<W>; 3]) {
    let q = centred(middle, k);
    let [to_opposite, to_centre] = ways(q, axis, k);
    let nearest = to_centre - radius;
    let stretch = (W::splat(k[3]) / nearest.larger(W::splat(k[11]))).larger(W::splat(1.0));
    let torn = to_opposite.less(radius.scale(1.001));
    let torn_at_centre = nearest.less(W::splat(k[11] * 1.001));
    let size = to_centre + radius + W::splat(k[3]);
    let slack = (size + W::splat(k[9].abs())).scale(4e-6);
    let bent = bend(middle, axis, k);
    let reach = radius * stretch.scale(1.000_01) + slack;
    // Anywhere in the space that a tear joins: everything about the centre.
    let everything = size.scale(4.0) + W::splat(2.0 * k[3] * k[6] + k[9].abs());
    let reach = W::select(torn, everything, reach);
    let reach = W::select(torn_at_centre, everything, reach);
    let around = |axis: usize| Interval::new(bent[axis] - reach, bent[axis] + reach);
    (bent, reach, [around(0), around(1), around(2)])
}

/// Bounds of [`unbend`]. Near a tear the value found says little, but there it is at least `m` less the way.
#[inline(always)]
pub(crate) fn unbend_interval<W: Wide>(value: Interval<W>, p: [Interval<W>; 3], axis: usize, k: &[f32]) -> Interval<W> {
    let q = centred(p, k);
    let mut middle = [W::splat(0.0); 3];
    let mut squared = W::splat(0.0);
    for axis in 0..3 {
        middle[axis] = (q[axis].low + q[axis].high).scale(0.5);
        squared = squared + (q[axis].high - q[axis].low).scale(0.5).square();
    }
    let [to_opposite, to_centre] = ways(middle, axis, k);
    let reach = squared.sqrt().scale(1.000_01) + (to_centre + W::splat(k[3])).scale(2e-6);
    let at_opposite = to_opposite + W::splat(k[12]);
    let at_centre = (to_centre - W::splat(k[11])).larger(W::splat(0.0)) + W::splat(k[13]);
    let limit = at_opposite.smaller(at_centre);
    let limited = value.scale(k[10]).smaller(Interval::new(limit - reach, limit + reach));
    let least = W::splat(0.999 * k[12].min(k[13])) - to_opposite - reach;
    Interval::new(limited.low.larger(least), limited.high.larger(least)).larger(box_around(q, &k[14..]))
}
