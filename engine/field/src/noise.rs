//! Noise that displaces surfaces: the same bits everywhere, from integer hashes of lattice cells.
//!
//! Each kind has values in −1…1 and a proven Lipschitz constant per cell. With S the noise, f the field, A the amplitude,
//! s the size of a cell and L the constant, f − A·S(p / s) changes by at most 1 + A·L / s per metre, so dividing by that
//! keeps a lower bound of the distance; as the surface moves by at most A, f − A outside and f + A inside are lower
//! bounds as well, and better ones away from the surface.
//!
//! Perlin: K. Perlin, "Improving Noise" (2002), with gradients that fill a cube instead of its edges. Its supremum over
//! all gradients is 1.5 at a cell's centre and its slope's 4.625, both computed as the sum of the absolute coefficients
//! of all gradient components and maximised over a cell. Simplex: the same for K. Perlin, "Noise hardware" (2001), with
//! the kernel (½ − r²)⁴: 0.016 089 and 0.125 54. Cells: S. Worley, "A cellular texture basis function" (1996). Hash:
//! M. Jarzynski and M. Olano, "Hash functions for GPU rendering" (2020), pcg3d.

use gve_recipe::bound::Noise;
use gve_shared::modifier::NoiseKind;

use crate::{
    formula::centred,
    interval::Interval,
    lanes::{Arith, Lanes, Wide},
};

/// Slope of each kind per cell: perlin, simplex, voronoi.
const SLOPES: [f32; 3] = [3.09, 7.81, 2.0];
const PERLIN_SCALE: f32 = 1.0 / 1.5;
const SIMPLEX_SCALE: f32 = 62.1;
/// Each octave of fractal noise is half as large and half as high as the one before.
const MOST_OCTAVES: u32 = 8;

/// Numbers of the noise in a record: kind (perlin, simplex, voronoi), octaves, seed.
pub(crate) const NOISE_RECORD: usize = 3;

pub(crate) fn record(noise: &Noise) -> [f64; NOISE_RECORD] {
    let (kind, octaves) = match noise.kind {
        NoiseKind::Perlin => (0.0, 1),
        NoiseKind::Simplex => (1.0, 1),
        NoiseKind::Voronoi => (2.0, 1),
        NoiseKind::Fbm => (0.0, noise.octaves),
    };
    [kind, f64::from(octaves), f64::from(noise.seed)]
}

pub(crate) fn is_record(k: &[f32]) -> bool {
    let whole = |value: f32, low: f32, high: f32| (low..=high).contains(&value) && value.fract() == 0.0;
    whole(k[0], 0.0, 2.0) && whole(k[1], 1.0, MOST_OCTAVES as f32) && whole(k[2], 0.0, 65_535.0)
}

/// Largest change of the noise per cell.
pub(crate) fn slope(k: &[f32]) -> f32 {
    // Octaves that double the frequency and halve the height add one slope each.
    SLOPES[k[0] as usize % 3] * k[1] / total_height(k[1] as u32)
}

fn total_height(octaves: u32) -> f32 {
    2.0 - 1.0 / (1_u32 << (octaves - 1).min(31)) as f32
}

/// Noise in −1…1 at a point in cells.
#[inline(always)]
pub(crate) fn noise<L: Lanes>(q: [L; 3], k: &[f32]) -> L {
    let (octaves, seed) = ((k[1] as u32).min(MOST_OCTAVES), k[2] as u32);
    let mut sum = L::splat(0.0);
    let (mut frequency, mut height) = (1.0, 1.0 / total_height(octaves.max(1)));
    for octave in 0..octaves {
        let p = [q[0].scale(frequency), q[1].scale(frequency), q[2].scale(frequency)];
        let seed = seed + octave * 7919;
        let wave = match k[0] as u32 {
            0 => perlin(p, seed),
            1 => simplex(p, seed),
            _ => cells(p, seed),
        };
        sum = sum + wave.scale(height);
        frequency *= 2.0;
        height *= 0.5;
    }
    sum
}

#[inline(always)]
fn dot<L: Lanes>(a: [L; 3], b: [L; 3]) -> L {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

#[inline(always)]
fn floored<L: Lanes>(p: [L; 3]) -> [L; 3] {
    [p[0].floor(), p[1].floor(), p[2].floor()]
}

#[inline(always)]
fn moved<L: Lanes>(p: [L; 3], by: [f32; 3]) -> [L; 3] {
    [p[0] + L::splat(by[0]), p[1] + L::splat(by[1]), p[2] + L::splat(by[2])]
}

/// 6t⁵ − 15t⁴ + 10t³.
#[inline(always)]
fn fade<L: Lanes>(t: L) -> L {
    t * t * t * (t * (t.scale(6.0) - L::splat(15.0)) + L::splat(10.0))
}

#[inline(always)]
fn perlin<L: Lanes>(p: [L; 3], seed: u32) -> L {
    let cell = floored(p);
    let local = [p[0] - cell[0], p[1] - cell[1], p[2] - cell[2]];
    let weight = [fade(local[0]), fade(local[1]), fade(local[2])];
    let mut sum = L::splat(0.0);
    for corner in 0..8_u32 {
        let offset = [(corner & 1) as f32, (corner >> 1 & 1) as f32, (corner >> 2) as f32];
        let gradient = L::hashed(moved(cell, offset), seed);
        let mut term = dot(gradient, moved(local, [-offset[0], -offset[1], -offset[2]]));
        for axis in 0..3 {
            term = term * if offset[axis] == 1.0 { weight[axis] } else { L::splat(1.0) - weight[axis] };
        }
        sum = sum + term;
    }
    sum.scale(PERLIN_SCALE)
}

#[inline(always)]
fn simplex<L: Lanes>(p: [L; 3], seed: u32) -> L {
    let skew = (p[0] + p[1] + p[2]).scale(1.0 / 3.0);
    let cell = floored([p[0] + skew, p[1] + skew, p[2] + skew]);
    let back = (cell[0] + cell[1] + cell[2]).scale(1.0 / 6.0);
    let local = [p[0] - cell[0] + back, p[1] - cell[1] + back, p[2] - cell[2] + back];
    // The simplex's corners lie along the axes from the largest to the smallest coordinate; a tie may go either way.
    let (one, zero) = (L::splat(1.0), L::splat(0.0));
    let below = |a: L, b: L| L::select(a.less(b), zero, one);
    let (xy, yz, xz) = (below(local[0], local[1]), below(local[1], local[2]), below(local[0], local[2]));
    let rank = [xy + xz, one - xy + yz, one - xz + one - yz];
    let mut sum = corner_of_simplex(local, cell, seed);
    for step in 1..3_u32 {
        let least = L::splat(2.5 - step as f32);
        let mut offset = rank;
        for value in &mut offset {
            *value = L::select(least.less(*value), one, zero);
        }
        sum = sum + offset_corner(local, cell, offset, step as f32 / 6.0, seed);
    }
    sum = sum + offset_corner(local, cell, [one; 3], 0.5, seed);
    sum.scale(SIMPLEX_SCALE)
}

#[inline(always)]
fn offset_corner<L: Lanes>(local: [L; 3], cell: [L; 3], offset: [L; 3], back: f32, seed: u32) -> L {
    let mut place = local;
    let mut corner = cell;
    for axis in 0..3 {
        place[axis] = local[axis] - offset[axis] + L::splat(back);
        corner[axis] = cell[axis] + offset[axis];
    }
    corner_of_simplex(place, corner, seed)
}

#[inline(always)]
fn corner_of_simplex<L: Lanes>(place: [L; 3], corner: [L; 3], seed: u32) -> L {
    let reach = (L::splat(0.5) - dot(place, place)).larger(L::splat(0.0)).square();
    reach.square() * dot(L::hashed(corner, seed), place)
}

/// 1 at the cells' points, −1 from one cell away on. A point outside of the 27 cells around is at least one away, so
/// that the limit hides that they were not looked at.
#[inline(always)]
fn cells<L: Lanes>(p: [L; 3], seed: u32) -> L {
    let cell = floored(p);
    let mut nearest = L::splat(1.0);
    for index in 0..27_u32 {
        let offset = [(index % 3) as f32 - 1.0, (index / 3 % 3) as f32 - 1.0, (index / 9) as f32 - 1.0];
        let corner = moved(cell, offset);
        let jitter = L::hashed(corner, seed);
        let mut way = p;
        for axis in 0..3 {
            way[axis] = p[axis] - corner[axis] - L::splat(0.5) - jitter[axis].scale(0.5);
        }
        nearest = nearest.smaller(dot(way, way));
    }
    L::splat(1.0) - nearest.sqrt().scale(2.0)
}

/// Noise at a point. k: centre, 1 / size of a cell; then the noise's own record two numbers on.
#[inline(always)]
pub(crate) fn at<L: Lanes>(p: [L; 3], k: &[f32]) -> L {
    let q = centred(p, k);
    noise([q[0].scale(k[3]), q[1].scale(k[3]), q[2].scale(k[3])], &k[6..])
}

/// Bounds of [`at`] over a ball around a point.
#[inline(always)]
pub(crate) fn bounds<W: Wide>(middle: [W; 3], radius: W, k: &[f32]) -> Interval<W> {
    let value = at(middle, k);
    let size = middle[0].abs() + middle[1].abs() + middle[2].abs() + W::splat(k[0].abs() + k[1].abs() + k[2].abs());
    let slope = slope(&k[6..]) * k[3];
    let reach = (radius.scale(1.000_01) + size.scale(1e-6)).scale(slope) + W::splat(4e-6);
    let unit = W::splat(1.000_01);
    Interval::new((value - reach).larger(-unit), (value + reach).smaller(unit))
}

/// A field moved by a wave of −1…1. k: amplitude, 1 / (1 + slope of amplitude · wave).
#[inline(always)]
pub(crate) fn displaced<R: Arith>(value: R, wave: R, k: &[f32]) -> R {
    let amplitude = R::splat(k[0]);
    let near = (value - wave.scale(k[0])).scale(k[1]);
    near.larger(value - amplitude).smaller(value + amplitude)
}
