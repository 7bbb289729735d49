//! The space in which a twisted or tapered shape lies, and how much space is stretched there.

use gve_recipe::bound::Aabb;

use crate::{extent, frame::Frame};

/// The solid of revolution about a modifier's axis within which a distorted shape lies, and the stretch inside it.
pub(super) struct Confinement {
    /// Radius in frame coordinates, before the section's scale.
    pub radius: f64,
    /// low, 1 / span, start scale, end − start scale, in frame coordinates.
    pub section: [f64; 4],
    pub lipschitz: f64,
    pub excess_lipschitz: f64,
    /// Factor by which points can move outward.
    pub widening: f64,
}

/// Space around a shape that still counts as its inside, so that the value on the border is clearly positive.
const MARGIN: f64 = 1.05;

impl Confinement {
    fn radius(frame: &Frame, bounds: &Aabb, axis: usize) -> f64 {
        let radius = extent::radius_about(bounds, axis) * frame.unit * MARGIN;
        if radius.is_finite() { radius } else { frame.reach }
    }

    /// The stretch of a shear by `slope` is its largest singular value.
    fn shear(slope: f64) -> f64 {
        let half = 0.5 * slope.abs();
        half + (1.0 + half * half).sqrt()
    }

    pub fn twist(frame: &Frame, bounds: &Aabb, axis: usize, rate_rad_per_m: f64) -> Self {
        let radius = Self::radius(frame, bounds, axis);
        let lipschitz = Self::shear(rate_rad_per_m / frame.unit * radius);
        Self { radius, section: [0.0, 0.0, 1.0, 0.0], lipschitz, excess_lipschitz: 1.0, widening: 1.0 }
    }

    /// For value s·f(x/s, y) with s ≤ 1 changing by m per metre, |f| ≤ F and cross-section radius R, the gradient is
    /// at most that of a shear by m·R plus m·F; where s > 1 the value is not scaled and F drops out.
    pub fn taper(frame: &Frame, bounds: &Aabb, axis: usize, [low_m, high_m, start, end]: [f64; 4]) -> Self {
        let radius = Self::radius(frame, bounds, axis);
        let span = ((high_m - low_m) * frame.unit).max(1e-9);
        let slope = (end - start).abs() / span;
        let farthest = (extent::diagonal(bounds) * frame.unit + radius).min(2.0 * frame.reach);
        let lipschitz = Self::shear(slope * radius) + slope * farthest;
        let section = [low_m * frame.unit, 1.0 / span, start, end - start];
        Self { radius, section, lipschitz, excess_lipschitz: lipschitz, widening: 1.0 / start.min(end).min(1.0) }
    }
}
