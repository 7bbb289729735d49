//! Elementary functions that give the same bits on every platform.
//!
//! The platform's own `sin`, `exp` and `pow` differ between native builds and WASM, so nothing that reaches an asset
//! may call them. These use only IEEE-exact operations (+ − × ÷ √ floor); most are those of `gve_math`, rounded to
//! single precision. Sine and cosine are those of the lanes, so that one point and a batch agree bit for bit.

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
    gve_math::exp(f64::from(x)) as f32
}

/// Natural logarithm. `ln(0)` is −infinity, of a negative number NaN. Error below 1 ulp.
pub fn ln(x: f32) -> f32 {
    gve_math::ln(f64::from(x)) as f32
}

/// `base` to the power of `exponent` for a base of at least 0; NaN for a negative base. `pow(0, e)` is 0 for e > 0,
/// 1 for e = 0, infinity for e < 0.
pub fn pow(base: f32, exponent: f32) -> f32 {
    gve_math::pow(f64::from(base), f64::from(exponent)) as f32
}

/// Cube root, odd in `x`.
pub fn cbrt(x: f32) -> f32 {
    if x == 0.0 || !x.is_finite() {
        return x;
    }
    let magnitude = gve_math::exp(gve_math::ln(f64::from(x.abs())) / 3.0) as f32;
    if x < 0.0 { -magnitude } else { magnitude }
}

/// Angle of the vector (x, y) in −π…π; 0 for the zero vector. Error below 2 ulp.
pub fn atan2(y: f32, x: f32) -> f32 {
    gve_math::atan2(f64::from(y), f64::from(x)) as f32
}

/// Arc cosine for −1…1; outside values are clamped.
pub fn acos(x: f32) -> f32 {
    let x = x.clamp(-1.0, 1.0);
    atan2(((1.0 - x) * (1.0 + x)).sqrt(), x)
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
