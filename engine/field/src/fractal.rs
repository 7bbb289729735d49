//! Sets of points that stay near the origin while a map is applied to them: the Mandelbulb and quaternion Julia sets.
//!
//! The solid of N iterations is what has |zₖ| ≤ b for every k, where b is a radius that no point of the set leaves.
//! Its distance comes from balls: a map that takes the ball of radius ρ around z into the ball of radius Φ(|z|, ρ)
//! around its image, with Φ rising in ρ, takes all points within ρ to one side of |z| = b if Φ(|z|, ρ) ≤ ||z| − b|.
//! Undoing Φ from the last iteration to the first,
//!   eₖ = max(|zₖ| − b, Φ⁻¹(|zₖ|, eₖ₊₁)),
//! leaves the radius e₀ of a ball that holds no point of the surface: a lower bound of the distance on both sides, and,
//! since a ball within a ball has its image within the other's, one that changes by no more than the distance between
//! two points. (J. Hart, D. Sandin, L. Kauffman, "Ray tracing deterministic 3-D fractals", 1989, bound the distance by
//! the derivative at the point alone, which is sharper far away and no bound near other parts of the set.)
//!
//! Julia: q → q² + c in quaternions, Φ = 2|q|ρ + ρ². Mandelbulb (D. White and P. Nylander, 2009): z → zᵖ + p, where the
//! power multiplies the angle from the pole, +Y, and the angle around it. Along meridians the power stretches by P·rᴾ⁻¹;
//! around the axis by that times sin Pθ / sin θ, at most P and at most 1 / sin θ. With the start added to every iterate,
//! Φ = S·((r + ρ)ᴾ − rᴾ) + ρ, with S the largest stretch in a ball that holds the one looked for.

use crate::{
    formula::{centred, length2, length3},
    lanes::Lanes,
};

/// Iterations of either kind.
const MOST_ITERATIONS: f32 = 12.0;
const MOST_POWER: f32 = 16.0;
/// Numbers in a Mandelbulb's record: centre, metres per unit, b in metres, 1 / metres per unit, power, iterations, b.
pub(crate) const BULB_RECORD: usize = 9;
/// Numbers in a Julia set's record: centre, metres per unit, b in metres, 1 / metres per unit, c (4), iterations, b.
pub(crate) const JULIA_RECORD: usize = 12;
/// Numbers at the start of both records that are lengths.
pub(crate) const LENGTHS: usize = 5;
/// Steps by which Newton's method undoes a power, from above.
const NEWTON_STEPS: u32 = 5;
/// Keeps quotients finite where both sides are 0.
const TINY: f32 = 1e-12;

pub(crate) fn bulb_record([x, y, z]: [f64; 3], unit: f64, power: u32, iterations: u32) -> [f64; BULB_RECORD] {
    let radius = gve_recipe::fractal::bulb_radius(power);
    [x, y, z, unit, radius * unit, 1.0 / unit, f64::from(power), f64::from(iterations), radius]
}

pub(crate) fn julia_record([x, y, z]: [f64; 3], unit: f64, c: [f64; 4], iterations: u32) -> [f64; JULIA_RECORD] {
    let radius = gve_recipe::fractal::julia_radius(c);
    [x, y, z, unit, radius * unit, 1.0 / unit, c[0], c[1], c[2], c[3], f64::from(iterations), radius]
}

fn is_count(value: f32, low: f32, high: f32) -> bool {
    (low..=high).contains(&value) && value.fract() == 0.0
}

pub(crate) fn is_bulb_record(k: &[f32]) -> bool {
    let has_sizes = k[3] > 0.0 && k[5] > 0.0 && k[8] >= 1.0;
    has_sizes && is_count(k[6], 2.0, MOST_POWER) && is_count(k[7], 1.0, MOST_ITERATIONS)
}

pub(crate) fn is_julia_record(k: &[f32]) -> bool {
    k[3] > 0.0 && k[5] > 0.0 && k[11] >= 1.0 && is_count(k[10], 1.0, MOST_ITERATIONS)
}

/// A whole power of a complex number, by squaring.
#[inline(always)]
fn complex_power<L: Lanes>(base: [L; 2], exponent: u32) -> [L; 2] {
    let mut result = [L::splat(1.0), L::splat(0.0)];
    let mut square = base;
    let mut rest = exponent;
    while rest > 0 {
        if rest & 1 == 1 {
            let [a, b] = result;
            result = [a * square[0] - b * square[1], a * square[1] + b * square[0]];
        }
        let [a, b] = square;
        square = [a * a - b * b, (a * b).scale(2.0)];
        rest >>= 1;
    }
    result
}

/// A whole power, by squaring.
#[inline(always)]
fn power<L: Lanes>(base: L, exponent: u32) -> L {
    let mut result = L::splat(1.0);
    let mut square = base;
    let mut rest = exponent;
    while rest > 0 {
        if rest & 1 == 1 {
            result = result * square;
        }
        square = square * square;
        rest >>= 1;
    }
    result
}

/// The radius around a point at distance `r` from the origin and `across` from the axis that a power may enlarge to
/// `image`, which is not negative.
#[inline(always)]
fn bulb_radius_before<L: Lanes>(r: L, across: L, image: L, exponent: u32) -> L {
    let degree = exponent as f32;
    let (one, tiny) = (L::splat(1.0), L::splat(TINY));
    let most = L::splat(degree);
    let slope = power(r, exponent - 1).scale(degree);
    // First with the stretch at the point, which is too small, so that the radius is too large, and with it the stretch.
    let stretch = (r / across.larger(tiny)).smaller(most).larger(one);
    let widest = image / (slope * stretch + one);
    let stretch = ((r + widest) / (across - widest).larger(tiny)).smaller(most).larger(one);
    let target = power(r, exponent) * stretch + image;
    let mut radius = image / (slope * stretch + one);
    for _ in 0..NEWTON_STEPS {
        let farthest = r + radius;
        let below = power(farthest, exponent - 1) * stretch;
        let excess = below * farthest + radius - target;
        radius = radius - excess / (below.scale(degree) + one);
    }
    radius.larger(L::splat(0.0))
}

#[inline(always)]
fn with_sign_of<L: Lanes>(magnitude: L, sign: L) -> L {
    L::select(sign.less(L::splat(0.0)), -magnitude, magnitude)
}

/// k: see [`BULB_RECORD`].
#[inline(always)]
pub(crate) fn mandelbulb<L: Lanes>(p: [L; 3], k: &[f32]) -> L {
    let q = centred(p, k);
    let start = [q[0].scale(k[5]), q[1].scale(k[5]), q[2].scale(k[5])];
    let exponent = k[6] as u32;
    let last = (k[7] as usize).clamp(1, MOST_ITERATIONS as usize) - 1;
    let escape = L::splat(k[8]);
    let limit = L::splat(2.0 * k[8]);
    let mut radii = [L::splat(0.0); MOST_ITERATIONS as usize];
    let mut across = radii;
    let mut z = start;
    let outside = length3(start) - escape;
    for step in 0..=last {
        if step > 0 {
            // (cos Pθ, sin Pθ)·rᴾ, and the direction around the axis turned P times.
            let meridian = complex_power([z[1], across[step - 1]], exponent);
            let around = L::splat(1.0) / across[step - 1].larger(L::splat(TINY));
            let turned = complex_power([z[0] * around, z[2] * around], exponent);
            z = [meridian[1] * turned[0] + start[0], meridian[0] + start[1], meridian[1] * turned[1] + start[2]];
        }
        // Pulled onto a ball, which brings points no farther apart: what is outside of the set stays so.
        let pull = limit / length3(z).larger(limit);
        z = [z[0] * pull, z[1] * pull, z[2] * pull];
        radii[step] = length3(z);
        across[step] = length2(z[0], z[2]);
    }
    let mut bound = radii[last] - escape;
    for step in (0..last).rev() {
        let radius = bulb_radius_before(radii[step], across[step], bound.abs(), exponent);
        bound = (radii[step] - escape).larger(with_sign_of(radius, bound));
    }
    bound.larger(outside).scale(k[3])
}

/// k: see [`JULIA_RECORD`].
#[inline(always)]
pub(crate) fn julia<L: Lanes>(p: [L; 3], k: &[f32]) -> L {
    let q = centred(p, k);
    let last = (k[10] as usize).clamp(1, MOST_ITERATIONS as usize);
    let escape = L::splat(k[11]);
    let limit = L::splat(4.0 * k[11]);
    let mut radii = [L::splat(0.0); MOST_ITERATIONS as usize + 1];
    let mut z = [q[0].scale(k[5]), q[1].scale(k[5]), q[2].scale(k[5]), L::splat(0.0)];
    let outside = length3([z[0], z[1], z[2]]) - escape;
    for (step, radius) in radii.iter_mut().enumerate().take(last + 1) {
        if step > 0 {
            z = squared_plus(z, &k[6..10]);
        }
        let length = (z[0].square() + z[1].square() + z[2].square() + z[3].square()).sqrt();
        let pull = limit / length.larger(limit);
        z = [z[0] * pull, z[1] * pull, z[2] * pull, z[3] * pull];
        *radius = length.smaller(limit);
    }
    let mut bound = radii[last] - escape;
    for step in (0..last).rev() {
        // ρ² + 2rρ = |e|.
        let r = radii[step];
        let both = r + (r.square() + bound.abs()).sqrt();
        bound = (r - escape).larger(bound / both.larger(L::splat(TINY)));
    }
    bound.larger(outside).scale(k[3])
}

/// q² + c.
#[inline(always)]
fn squared_plus<L: Lanes>(q: [L; 4], c: &[f32]) -> [L; 4] {
    let twice = q[0].scale(2.0);
    let imaginary = q[1].square() + q[2].square() + q[3].square();
    [
        q[0].square() - imaginary + L::splat(c[0]),
        twice * q[1] + L::splat(c[1]),
        twice * q[2] + L::splat(c[2]),
        twice * q[3] + L::splat(c[3]),
    ]
}
