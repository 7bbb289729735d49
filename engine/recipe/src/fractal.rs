//! Radii that no point of a fractal leaves: what is farther from the origin once goes away for good.

/// Largest distance from the origin in the set of z → zᵖ + p. Where |z| ≥ |p| > r with rᴾ⁻¹ = 2, the next iterate is at
/// least |z|·(|z|ᴾ⁻¹ − 1) > |z| away.
pub fn bulb_radius(power: u32) -> f64 {
    libm::pow(2.0, 1.0 / f64::from(power.max(2) - 1))
}

/// Largest distance from the origin in the set of q → q² + c: beyond r with r² = r + |c|, the next iterate is at least
/// |q|² − |c| > |q| away.
pub fn julia_radius(c: [f64; 4]) -> f64 {
    let size = libm::sqrt(c.iter().map(|component| component * component).sum());
    0.5 * (1.0 + libm::sqrt(1.0 + 4.0 * size))
}
