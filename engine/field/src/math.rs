//! Elementary functions that give the same bits on every platform.
//!
//! The platform's own `sin`, `exp` and `pow` differ between native builds and WASM, so nothing that reaches an asset
//! may call them. These use only IEEE-exact operations (+ − × ÷ √ floor), partly in double precision inside.

use crate::lanes::sine_cosine;

/// Sine of an angle in radians. Absolute error below 2e-7 for |x| ≤ 1000.
pub fn sin(x: f32) -> f32 {
    sine_cosine(x).0
}

/// Cosine of an angle in radians. Absolute error below 2e-7 for |x| ≤ 1000.
pub fn cos(x: f32) -> f32 {
    sine_cosine(x).1
}

/// e to the power of `x`; infinity above about 88.7, 0 below about −103. Error below 1 ulp.
pub fn exp(x: f32) -> f32 {
    exp_f64(f64::from(x)) as f32
}

/// Natural logarithm. `ln(0)` is −infinity, of a negative number NaN. Error below 1 ulp.
pub fn ln(x: f32) -> f32 {
    ln_f64(f64::from(x)) as f32
}

/// `base` to the power of `exponent` for a base of at least 0; NaN for a negative base. `pow(0, e)` is 0 for e > 0,
/// 1 for e = 0, infinity for e < 0.
pub fn pow(base: f32, exponent: f32) -> f32 {
    if exponent == 0.0 {
        return 1.0;
    }
    exp_f64(ln_f64(f64::from(base)) * f64::from(exponent)) as f32
}

/// Cube root, odd in `x`.
pub fn cbrt(x: f32) -> f32 {
    if x == 0.0 || !x.is_finite() {
        return x;
    }
    let magnitude = exp_f64(ln_f64(f64::from(x.abs())) / 3.0) as f32;
    if x < 0.0 { -magnitude } else { magnitude }
}

/// Angle of the vector (x, y) in −π…π; 0 for the zero vector. Error below 2 ulp.
pub fn atan2(y: f32, x: f32) -> f32 {
    let (ax, ay) = (f64::from(x).abs(), f64::from(y).abs());
    if ax == 0.0 && ay == 0.0 {
        return 0.0;
    }
    let first_octant = if ay <= ax { atan_unit(ay / ax) } else { std::f64::consts::FRAC_PI_2 - atan_unit(ax / ay) };
    let half_plane = if x < 0.0 { std::f64::consts::PI - first_octant } else { first_octant };
    (if y < 0.0 { -half_plane } else { half_plane }) as f32
}

/// Arc cosine for −1…1; outside values are clamped.
pub fn acos(x: f32) -> f32 {
    let x = x.clamp(-1.0, 1.0);
    atan2(((1.0 - x) * (1.0 + x)).sqrt(), x)
}

/// atan on 0…1: one angle-halving step, then the alternating series on |t| ≤ tan(π/16).
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

/// exp by 2^k · e^r with |r| ≤ ln2/2 and a Taylor series of degree 13.
fn exp_f64(x: f64) -> f64 {
    if x > 709.0 {
        return f64::INFINITY;
    }
    if x < -745.0 {
        return 0.0;
    }
    if x.is_nan() {
        return x;
    }
    let k = (x * std::f64::consts::LOG2_E + 0.5).floor();
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

/// ln by 2^e · m with m in [√½, √2) and the series of atanh.
fn ln_f64(x: f64) -> f64 {
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
    if mantissa > std::f64::consts::SQRT_2 {
        mantissa *= 0.5;
        exponent += 1;
    }
    let t = (mantissa - 1.0) / (mantissa + 1.0);
    let square = t * t;
    let mut sum = 0.0;
    for k in (0..11).rev() {
        sum = 1.0 / f64::from(2 * k + 1) + square * sum;
    }
    2.0 * t * sum + f64::from(exponent) * std::f64::consts::LN_2
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Largest error of `own` against `peer`, relative to `scale`, over an even grid.
    fn worst(low: f64, high: f64, own: impl Fn(f32) -> f32, peer: impl Fn(f64) -> f64, relative: bool) -> f64 {
        (0..=20_000)
            .map(|i| (low + (high - low) * f64::from(i) / 20_000.0) as f32)
            .map(|x| {
                let expected = peer(f64::from(x));
                let error = (f64::from(own(x)) - expected).abs();
                if relative { error / expected.abs().max(1e-30) } else { error }
            })
            .fold(0.0, f64::max)
    }

    #[test]
    fn functions_agree_with_the_platforms() {
        assert!(worst(-20.0, 20.0, sin, f64::sin, false) < 1.2e-7);
        assert!(worst(-20.0, 20.0, cos, f64::cos, false) < 1.2e-7);
        assert!(worst(-1000.0, 1000.0, sin, f64::sin, false) < 2e-7);
        assert!(worst(-80.0, 80.0, exp, f64::exp, true) < 7e-8);
        assert!(worst(1e-6, 1e6, ln, f64::ln, false) < 1e-6);
        assert!(worst(0.0, 1.0, |x| pow(x, 2.4), |x| x.powf(2.4), false) < 7e-8);
        assert!(worst(-8.0, 8.0, cbrt, f64::cbrt, true) < 7e-8);
        assert!(worst(-3.1, 3.1, |a| atan2(a.sin(), a.cos()), |a| a, false) < 5e-7);
        assert!(worst(-1.0, 1.0, acos, f64::acos, false) < 1e-6);
    }

    #[test]
    fn edges_are_defined() {
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(exp(1000.0), f32::INFINITY);
        assert_eq!(exp(-1000.0), 0.0);
        assert_eq!(ln(1.0), 0.0);
        assert_eq!(ln(0.0), f32::NEG_INFINITY);
        assert!(ln(-1.0).is_nan());
        assert_eq!(pow(0.0, 2.4), 0.0);
        assert_eq!(pow(0.0, 0.0), 1.0);
        assert_eq!(cbrt(-27.0), -3.0);
        assert_eq!(atan2(0.0, 0.0), 0.0);
        assert_eq!(atan2(0.0, -1.0), std::f32::consts::PI);
    }
}
