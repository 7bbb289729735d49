//! Space folded into one cell of a grid, and what that does to distances and bounds.
//!
//! A point is looked up in the cell around the copy that it is nearest to along each axis. The copy's own value says
//! nothing of its neighbours, but these are beyond the cell's border, where the value is known to be at least the
//! clearance: so min(value, way to the border + clearance) is a lower bound of the distance that changes by no more
//! than the way, and on a border both cells give the clearance. (I. Quilez, "Domain repetition", says where folding
//! alone goes wrong.) The signed distance to the box around all copies is a lower bound, too: the larger one counts.
//!
//! k of both operations: centre (3), 1 / size of a cell or 0 (3), size of a cell (3), first (3) and last (3) copy,
//! clearance, middle (3) and half size (3) of the box around all copies.

use gve_recipe::bound::{Aabb, RepeatedContent};

use crate::{
    formula::{centred, length3},
    frame::Frame,
    interval::Interval,
    lanes::{Arith, Lanes, Wide},
};

/// Numbers in the parameter record.
pub(crate) const REPEAT_RECORD: usize = 22;
/// Copies in either direction of an endless axis: whole numbers are exact up to here, halves included.
const ENDLESS: f64 = 4_194_304.0;
/// Half size of the box around endless copies.
const ENDLESS_BOX: f64 = 1e8;
/// Farther than any border.
const FAR: f32 = 1e18;

/// The parameter record of both operations in a frame.
pub(crate) fn record(
    frame: &Frame,
    spacing_m: [f64; 3],
    last: [Option<u32>; 3],
    content: &RepeatedContent,
) -> Vec<f64> {
    let unit = frame.unit;
    let Aabb { min, max } = content.bounds;
    let mut record = frame.centre.to_vec();
    record.extend(spacing_m.map(|size| if size > 0.0 { 1.0 / (size * unit) } else { 0.0 }));
    record.extend(spacing_m.map(|size| size * unit));
    record.extend(last.map(|last| if last.is_some() { 0.0 } else { -ENDLESS }));
    record.extend(last.map(|last| last.map_or(ENDLESS, f64::from)));
    record.push(content.clearance_m * unit);
    let ends = [0, 1, 2].map(|axis| last[axis].map(|last| (min[axis], max[axis] + spacing_m[axis] * f64::from(last))));
    let ends = ends.map(|ends| ends.filter(|(low, high)| low.is_finite() && high.is_finite()));
    record.extend(ends.map(|ends| ends.map_or(0.0, |(low, high)| 0.5 * (low + high) * unit)));
    record.extend(ends.map(|ends| ends.map_or(ENDLESS_BOX, |(low, high)| 0.5 * (high - low) * unit)));
    record
}

/// Whether a stored record keeps what the bounds rely on: whole copies in order, and factors that are not negative.
pub(crate) fn is_record(k: &[f32]) -> bool {
    let axis = |axis: usize| {
        let (inverse, size, first, last) = (k[3 + axis], k[6 + axis], k[9 + axis], k[12 + axis]);
        inverse >= 0.0 && size >= 0.0 && first <= last && first.fract() == 0.0 && last.fract() == 0.0
    };
    (0..3).all(axis) && k[15] >= 0.0
}

/// The copy that a coordinate is nearest to.
#[inline(always)]
fn copy_of<L: Lanes>(coordinate: L, axis: usize, k: &[f32]) -> L {
    let nearest = (coordinate.scale(k[3 + axis]) + L::splat(0.5)).floor();
    nearest.larger(L::splat(k[9 + axis])).smaller(L::splat(k[12 + axis]))
}

/// The point seen from the copy that it is nearest to.
#[inline(always)]
pub(crate) fn repeat<L: Lanes>(p: [L; 3], k: &[f32]) -> [L; 3] {
    let mut q = centred(p, k);
    for axis in 0..3 {
        q[axis] = q[axis] - copy_of(q[axis], axis, k).scale(k[6 + axis]);
    }
    q
}

/// Way to the nearest border behind which there is another copy.
#[inline(always)]
fn way_to_border<L: Lanes>(q: [L; 3], k: &[f32]) -> L {
    let mut way = L::splat(FAR);
    for axis in 0..3 {
        let copy = copy_of(q[axis], axis, k);
        let local = q[axis] - copy.scale(k[6 + axis]);
        let half = L::splat(0.5 * k[6 + axis]);
        let has_lower = L::splat(k[9 + axis]).less(copy);
        let has_upper = copy.less(L::splat(k[12 + axis]));
        way = way.smaller(L::select(has_lower, half + local, L::splat(FAR)));
        way = way.smaller(L::select(has_upper, half - local, L::splat(FAR)));
    }
    way
}

/// Signed distance to the box around all copies. k: middle, half size.
#[inline(always)]
pub(crate) fn box_around<R: Arith>(q: [R; 3], k: &[f32]) -> R {
    let zero = R::splat(0.0);
    let mut d = centred(q, k);
    for axis in 0..3 {
        d[axis] = d[axis].abs() - R::splat(k[3 + axis]);
    }
    let outside = length3([d[0].larger(zero), d[1].larger(zero), d[2].larger(zero)]);
    outside + d[0].larger(d[1]).larger(d[2]).smaller(zero)
}

/// Lower bound of the distance from the value found in the point's own cell.
#[inline(always)]
pub(crate) fn within_cell<L: Lanes>(value: L, p: [L; 3], k: &[f32]) -> L {
    let q = centred(p, k);
    let beyond = way_to_border(q, k).larger(L::splat(0.0)) + L::splat(k[15]);
    value.smaller(beyond).larger(box_around(q, &k[16..]))
}

/// Where folding takes a box: moved as a whole where it lies in one cell, else the cells that it touches, laid over
/// each other. The lanes of the mask are those of one cell.
#[inline(always)]
pub(crate) fn repeat_interval<W: Wide>(p: [Interval<W>; 3], k: &[f32]) -> [Interval<W>; 3] {
    let mut q = centred(p, k);
    for axis in 0..3 {
        let (first, last) = (copy_of(q[axis].low, axis, k), copy_of(q[axis].high, axis, k));
        let low = q[axis].low - first.scale(k[6 + axis]);
        let high = q[axis].high - last.scale(k[6 + axis]);
        // The border itself is reached but for rounding.
        let reach = W::splat(0.500_001 * k[6 + axis]) + (q[axis].low.abs().larger(q[axis].high.abs())).scale(2e-7);
        let several = first.less(last);
        q[axis] =
            Interval::new(W::select(several, low.smaller(-reach), low), W::select(several, high.larger(reach), high));
    }
    q
}

/// Bounds of [`within_cell`]: what it adds to the value changes by no more than the way from the box's middle.
#[inline(always)]
pub(crate) fn within_cell_interval<W: Wide>(value: Interval<W>, p: [Interval<W>; 3], k: &[f32]) -> Interval<W> {
    let q = centred(p, k);
    let mut middle = [W::splat(0.0); 3];
    let mut radius = W::splat(0.0);
    let mut size = W::splat(k[15]);
    for axis in 0..3 {
        middle[axis] = (q[axis].low + q[axis].high).scale(0.5);
        radius = radius + (q[axis].high - q[axis].low).scale(0.5).square();
        size = size + middle[axis].abs() + W::splat(k[6 + axis]);
    }
    let limit = way_to_border(middle, k).larger(W::splat(0.0)) + W::splat(k[15]);
    let reach = radius.sqrt().scale(1.000_01) + (size + limit.abs()).scale(2e-6);
    value.smaller(Interval::new(limit - reach, limit + reach)).larger(box_around(q, &k[16..]))
}
