//! Elementary functions in double precision that give the same bits on every platform, and half precision.
//!
//! The platform's own `sin`, `exp` and `pow` differ between native builds and WASM, so nothing that reaches an asset or
//! a sample of sound may call them. These use only IEEE-exact operations (+ − × ÷ √ floor) and no fused multiply-add.
//!
//! This crate never knows what the numbers mean. `gve_field::math` rounds these to single precision; `gve_sound` uses
//! them as they are.

pub mod half;

use std::f64::consts::{FRAC_2_PI, FRAC_PI_2, LN_2, LOG2_E, PI, SQRT_2};

/// e to the power of `x`, by 2^k · e^r with |r| ≤ ln2/2 and a Taylor series of degree 13; infinity above 709, 0 below
/// −745. Relative error below 1e-15.
pub fn exp(x: f64) -> f64 {
    if x > 709.0 {
        return f64::INFINITY;
    }
    if x < -745.0 {
        return 0.0;
    }
    if x.is_nan() {
        return x;
    }
    let k = (x * LOG2_E + 0.5).floor();
    let r = (x - k * 0.693_147_180_369_123_8) - k * 1.908_214_929_270_587_7e-10;
    let mut sum = 1.0;
    for n in (1..=13).rev() {
        sum = 1.0 + sum * r / f64::from(n);
    }
    // 2^k in two factors, so that the smallest results do not underflow early.
    let half = (k * 0.5).floor();
    sum * power_of_two(half as i32) * power_of_two((k - half) as i32)
}

fn power_of_two(exponent: i32) -> f64 {
    f64::from_bits(((1023 + exponent) as u64) << 52)
}

/// Natural logarithm, by 2^e · m with m in [√½, √2) and the series of atanh. `ln(0)` is −infinity, of a negative number
/// NaN. Absolute error below 1e-15 near 1; subnormal numbers lose precision.
pub fn ln(x: f64) -> f64 {
    if x == 0.0 {
        return f64::NEG_INFINITY;
    }
    if x < 0.0 || x.is_nan() {
        return f64::NAN;
    }
    if x.is_infinite() {
        return x;
    }
    let bits = x.to_bits();
    let mut exponent = ((bits >> 52) & 0x7ff) as i32 - 1023;
    let mut mantissa = f64::from_bits((bits & 0x000f_ffff_ffff_ffff) | 0x3ff0_0000_0000_0000);
    if mantissa > SQRT_2 {
        mantissa *= 0.5;
        exponent += 1;
    }
    let t = (mantissa - 1.0) / (mantissa + 1.0);
    let square = t * t;
    let mut sum = 0.0;
    for k in (0..11).rev() {
        sum = 1.0 / f64::from(2 * k + 1) + square * sum;
    }
    2.0 * t * sum + f64::from(exponent) * LN_2
}

/// `base` to the power of `exponent` for a base of at least 0; NaN for a negative base. `pow(0, e)` is 0 for e > 0,
/// 1 for e = 0, infinity for e < 0.
pub fn pow(base: f64, exponent: f64) -> f64 {
    if exponent == 0.0 { 1.0 } else { exp(ln(base) * exponent) }
}

/// Sine and cosine of an angle in radians: reduction by multiples of π/2 in three parts, then Taylor series on ±π/4.
/// Absolute error below 3e-16 for |x| ≤ 1000, growing with |x|; not a number for infinities.
pub fn sine_cosine(x: f64) -> (f64, f64) {
    let quarter = (x * FRAC_2_PI + 0.5).floor();
    // The first two parts of π/2 have 33 bits each: their products with small multiples are exact.
    let r = ((x - quarter * 1.570_796_326_734_125_6) - quarter * 6.077_100_506_303_966e-11)
        - quarter * 2.022_266_248_795_950_6e-21;
    let square = r * r;
    let (mut sine, mut cosine) = (1.0, 1.0);
    for k in (1..=8).rev() {
        let k = f64::from(2 * k);
        sine = 1.0 - sine * square / (k * (k + 1.0));
        cosine = 1.0 - cosine * square / (k * (k - 1.0));
    }
    let sine = sine * r;
    match quarter as i64 & 3 {
        0 => (sine, cosine),
        1 => (cosine, -sine),
        2 => (-sine, -cosine),
        _ => (-cosine, sine),
    }
}

/// Hyperbolic tangent. Absolute error below 1e-15.
pub fn tanh(x: f64) -> f64 {
    // Beyond 20 the result rounds to ±1.
    let grown = exp(2.0 * x.clamp(-20.0, 20.0));
    (grown - 1.0) / (grown + 1.0)
}

/// Angle of the vector (x, y) in −π…π; 0 for the zero vector.
pub fn atan2(y: f64, x: f64) -> f64 {
    let (ax, ay) = (x.abs(), y.abs());
    if ax == 0.0 && ay == 0.0 {
        return 0.0;
    }
    let first_octant = if ay <= ax { atan_unit(ay / ax) } else { FRAC_PI_2 - atan_unit(ax / ay) };
    let half_plane = if x < 0.0 { PI - first_octant } else { first_octant };
    if y < 0.0 { -half_plane } else { half_plane }
}

/// atan on 0…1: two angle-halving steps, then the alternating series on |t| ≤ tan(π/16).
fn atan_unit(t: f64) -> f64 {
    let halved = t / (1.0 + (1.0 + t * t).sqrt());
    let quartered = halved / (1.0 + (1.0 + halved * halved).sqrt());
    let square = quartered * quartered;
    let mut sum = 0.0;
    for k in (0..12).rev() {
        let term = 1.0 / f64::from(2 * k + 1);
        sum = term - square * sum;
    }
    4.0 * quartered * sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Largest error of `own` against `peer` over an even grid, relative to the larger of 1 and what is expected.
    fn worst(low: f64, high: f64, own: impl Fn(f64) -> f64, peer: impl Fn(f64) -> f64) -> f64 {
        (0..=20_000)
            .map(|step| low + (high - low) * f64::from(step) / 20_000.0)
            .map(|x| (own(x) - peer(x)).abs() / peer(x).abs().max(1.0))
            .fold(0.0, f64::max)
    }

    #[test]
    fn functions_agree_with_the_platforms() {
        assert!(worst(-1000.0, 1000.0, |x| sine_cosine(x).0, f64::sin) < 4e-16);
        assert!(worst(-1000.0, 1000.0, |x| sine_cosine(x).1, f64::cos) < 4e-16);
        assert!(worst(-1e5, 1e5, |x| sine_cosine(x).0, f64::sin) < 1e-14);
        assert!(worst(-80.0, 80.0, exp, f64::exp) < 1e-15);
        assert!(worst(1e-6, 1e6, ln, f64::ln) < 1e-15);
        assert!(worst(0.0, 40.0, |x| pow(x, 2.4), |x| x.powf(2.4)) < 1e-14);
        assert!(worst(-30.0, 30.0, tanh, f64::tanh) < 1e-15);
        assert!(worst(-3.1, 3.1, |a| atan2(a.sin(), a.cos()), |a| a) < 1e-15);
    }

    #[test]
    fn edges_are_defined() {
        assert_eq!((exp(0.0), exp(1000.0), exp(-1000.0)), (1.0, f64::INFINITY, 0.0));
        assert_eq!((ln(1.0), ln(0.0)), (0.0, f64::NEG_INFINITY));
        assert!(ln(-1.0).is_nan() && pow(-2.0, 0.5).is_nan());
        assert_eq!((pow(0.0, 2.4), pow(0.0, 0.0), pow(0.0, -1.0)), (0.0, 1.0, f64::INFINITY));
        assert_eq!(sine_cosine(0.0), (0.0, 1.0));
        assert_eq!((tanh(1e9), tanh(-1e9)), (1.0, -1.0));
        assert_eq!((atan2(0.0, 0.0), atan2(0.0, -1.0)), (0.0, PI));
    }
}
