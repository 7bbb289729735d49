//! Flat facets: a field read at the corners of a lattice and interpolated linearly between them.
//!
//! Each cube of the lattice is cut into six tetrahedra around its diagonal (H. Freudenthal 1942, H. W. Kuhn 1960). With
//! the place in the cube t, sorted to t₁ ≥ t₂ ≥ t₃, the corners are the cube's low corner, then one step along the
//! axis of t₁, of t₂ and of t₃; their weights are 1 − t₁, t₁ − t₂, t₂ − t₃ and t₃. What comes out is continuous and
//! linear in each tetrahedron, so that its surface is a closed mesh of flat triangles about a cell in size, whatever
//! the shape.
//!
//! Let the field f be 1-Lipschitz and s the size of a cell. Each component of the gradient is a difference of f along
//! an edge of the cube, so it is at most 1, and the interpolated value changes by at most √3 per metre. By Jensen's
//! inequality the mean distance of the corners, Σ wᵢ |vᵢ − p|, is at most √(Σ wᵢ |vᵢ − p|²) = s √(Σ tⱼ (1 − tⱼ)), hence
//! at most A = s √¾: the interpolated value leaves f by no more than A. So that value / √3 is a lower bound of the
//! distance, f − A outside and f + A inside are better ones away from the surface, and f bounds it over boxes.

use gve_recipe::bound::FACET_DEPARTURE;

use crate::{
    formula::centred,
    interval::Interval,
    lanes::{Arith, Lanes, Wide},
};

/// Numbers in the record of a corner and of its share: centre, 1 / size, size, which corner, 0 to 3.
pub(crate) const FACET_RECORD: usize = 6;
/// Largest slope of the interpolation: √3.
const SLOPE: f64 = 1.732_050_807_568_877_2;

/// The record of one corner and of its share, for cells of `size` around `centre`.
pub(crate) fn corner_record([x, y, z]: [f64; 3], size: f64, corner: u32) -> [f64; FACET_RECORD] {
    [x, y, z, 1.0 / size, size, f64::from(corner)]
}

/// The record of what limits the interpolation: largest departure from the field, 1 / slope.
pub(crate) fn limit_record(size: f64) -> [f64; 2] {
    [FACET_DEPARTURE * size, 1.0 / SLOPE]
}

/// Way from a point to the farthest corner around it, in cells.
pub(crate) const FARTHEST_CORNER: f64 = SLOPE;

/// Whether a stored record of a corner keeps what the bounds rely on.
pub(crate) fn is_corner_record(k: &[f32]) -> bool {
    k[3] > 0.0 && k[4] > 0.0 && (0.0..=3.0).contains(&k[5]) && k[5].fract() == 0.0
}

/// Whether a stored record of the limits keeps what the bounds rely on.
pub(crate) fn is_limit_record(k: &[f32]) -> bool {
    k[0] >= 0.0 && (0.0..=1.0).contains(&k[1])
}

/// 1 where a ≥ b, else 0.
#[inline(always)]
fn not_below<L: Lanes>(a: L, b: L) -> L {
    L::select(a.less(b), L::splat(0.0), L::splat(1.0))
}

/// How many of the other coordinates each is not below; of equal ones the first ranks higher. From the outcomes of
/// x ≥ y, y ≥ z and x ≥ z.
#[inline(always)]
fn ranks<R: Arith>([xy, yz, xz]: [R; 3]) -> [R; 3] {
    let one = R::splat(1.0);
    [xy + xz, one - xy + yz, one - xz + one - yz]
}

/// Least rank that takes a step on the way to a corner: none to the first, all to the last.
#[inline(always)]
fn least_rank(k: &[f32]) -> f32 {
    2.5 - k[5]
}

/// The corner of the tetrahedron around a point, from the centre on.
#[inline(always)]
pub(crate) fn corner<L: Lanes>(p: [L; 3], k: &[f32]) -> [L; 3] {
    let q = centred(p, k);
    let (mut cell, mut local) = (q, q);
    for axis in 0..3 {
        let place = q[axis].scale(k[3]);
        cell[axis] = place.floor();
        local[axis] = place - cell[axis];
    }
    let [x, y, z] = local;
    let rank = ranks([not_below(x, y), not_below(y, z), not_below(x, z)]);
    let least = L::splat(least_rank(k));
    for axis in 0..3 {
        let step = L::select(least.less(rank[axis]), L::splat(1.0), L::splat(0.0));
        cell[axis] = (cell[axis] + step).scale(k[4]);
    }
    cell
}

/// Bounds of [`corner`]: where a box lies in one cube, of the corners that the order of its coordinates leaves.
#[inline(always)]
pub(crate) fn corner_interval<W: Wide>(p: [Interval<W>; 3], k: &[f32]) -> [Interval<W>; 3] {
    let q = centred(p, k);
    let (mut cell, mut local) = (q, q);
    for axis in 0..3 {
        (cell[axis], local[axis]) = place(q[axis], k);
    }
    let [x, y, z] = local;
    let rank = ranks([not_below_interval(x, y), not_below_interval(y, z), not_below_interval(x, z)]);
    let least = W::splat(least_rank(k));
    let (one, zero) = (W::splat(1.0), W::splat(0.0));
    for axis in 0..3 {
        let low = W::select(least.less(rank[axis].low), one, zero);
        let high = W::select(least.less(rank[axis].high), one, zero);
        cell[axis] = (cell[axis] + Interval::new(low, high)).scale(k[4]);
    }
    cell
}

/// Cubes along an axis that an interval touches, and the places in them.
#[inline(always)]
fn place<W: Wide>(q: Interval<W>, k: &[f32]) -> (Interval<W>, Interval<W>) {
    let place = q.scale(k[3]);
    let cell = Interval::new(place.low.floor(), place.high.floor());
    let is_one = cell.low.less(cell.high);
    let low = W::select(is_one, W::splat(0.0), place.low - cell.low);
    let high = W::select(is_one, W::splat(1.0), place.high - cell.high);
    (cell, Interval::new(low, high))
}

#[inline(always)]
fn not_below_interval<W: Wide>(a: Interval<W>, b: Interval<W>) -> Interval<W> {
    Interval::new(not_below(a.low, b.high), not_below(a.high, b.low))
}

/// Weight of a corner, from the place in the cube.
#[inline(always)]
fn weight<R: Arith>([x, y, z]: [R; 3], k: &[f32]) -> R {
    let (smaller, larger) = (x.smaller(y), x.larger(y));
    match k[5] as u32 {
        0 => R::splat(1.0) - larger.larger(z),
        1 => larger.larger(z) - smaller.larger(larger.smaller(z)),
        2 => smaller.larger(larger.smaller(z)) - smaller.smaller(z),
        _ => smaller.smaller(z),
    }
}

/// The share of a corner's value in the value at a point.
#[inline(always)]
pub(crate) fn share<L: Lanes>(value: L, p: [L; 3], k: &[f32]) -> L {
    let mut local = centred(p, k);
    for axis in 0..3 {
        let place = local[axis].scale(k[3]);
        local[axis] = place - place.floor();
    }
    value * weight(local, k)
}

/// Bounds of [`share`].
#[inline(always)]
pub(crate) fn share_interval<W: Wide>(value: Interval<W>, p: [Interval<W>; 3], k: &[f32]) -> Interval<W> {
    let mut local = centred(p, k);
    for axis in 0..3 {
        (_, local[axis]) = place(local[axis], k);
    }
    let weight = weight(local, k);
    value * Interval::new(weight.low.larger(W::splat(0.0)), weight.high.smaller(W::splat(1.0)))
}

/// A lower bound of the distance from the interpolated value and the field itself.
#[inline(always)]
pub(crate) fn limited<R: Arith>(interpolated: R, field: R, k: &[f32]) -> R {
    let departure = R::splat(k[0]);
    interpolated.scale(k[1]).larger(field - departure).smaller(field + departure)
}
