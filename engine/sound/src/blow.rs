//! What a blow excites: how long it lasts, how strong it is, and which frequencies are in it.

use std::f64::consts::{FRAC_PI_4, PI};

use gve_recipe::material_library::{HertzContact, composite_restitution, plane_strain_modulus_pa};
use gve_shared::{material::MaterialSpec, sound_patch::SoundPatch};

/// A blow on an asset by a ball, such as the head of a small hammer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Blow {
    /// E / (1 − ν²) of the ball in Pa.
    pub modulus_pa: f64,
    /// Coefficient of restitution of the ball.
    pub restitution: f64,
    /// Mass of the ball in kg.
    pub mass_kg: f64,
    /// Radius of the ball in metres.
    pub radius_m: f64,
    /// Speed in m/s, 0.01 to 100; outside values are clamped.
    pub speed_m_per_s: f64,
}

/// Mass of a [`Blow::with`]'s ball.
const HAMMER_KG: f64 = 0.1;
/// Its radius.
const HAMMER_RADIUS_M: f64 = 0.01;
/// Peak of the sound of a blow at 1 m/s between bodies that give nothing back, at a gain of 1.
const UNIT_PEAK: f64 = 0.3;

impl Blow {
    /// A blow by a ball of 100 g and 10 mm radius of a material.
    pub fn with(material: &MaterialSpec, speed_m_per_s: f64) -> Self {
        Self {
            modulus_pa: plane_strain_modulus_pa(material),
            restitution: material.restitution.into(),
            mass_kg: HAMMER_KG,
            radius_m: HAMMER_RADIUS_M,
            speed_m_per_s,
        }
    }

    fn speed(&self) -> f64 {
        self.speed_m_per_s.clamp(0.01, 100.0)
    }

    /// How the blow meets the asset of a patch.
    pub(crate) fn meet(&self, patch: &SoundPatch) -> Contact {
        let surface_pa = f64::from(patch.surface_modulus_gpa) * 1e9;
        let harmonic = |a: f64, b: f64| a * b / (a + b);
        let hertz = HertzContact {
            modulus_pa: harmonic(self.modulus_pa, surface_pa),
            radius_m: harmonic(self.radius_m, patch.curvature_m.into()),
            mass_kg: harmonic(self.mass_kg, patch.mass_kg.into()),
        };
        let restitution =
            composite_restitution([self.modulus_pa, surface_pa], [self.restitution, patch.restitution.into()]);
        Contact {
            duration_s: hertz.duration_s(self.speed()),
            peak: UNIT_PEAK * f64::from(patch.gain) * (1.0 + restitution) * self.speed(),
        }
    }
}

/// A blow that met an asset.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Contact {
    /// Seconds that the two touch.
    pub duration_s: f64,
    /// Peak of the sound before the limiter: in proportion to the impulse.
    pub peak: f64,
}

impl Contact {
    /// Share of a frequency in the force, 1 at 0 Hz: the spectrum of half a sine wave.
    pub fn spectrum(&self, frequency_hz: f64) -> f64 {
        let x = frequency_hz * self.duration_s;
        let below = 1.0 - 4.0 * x * x;
        if below.abs() < 1e-6 { FRAC_PI_4 } else { (gve_math::sine_cosine(PI * x).1 / below).abs() }
    }

    /// Frequency in Hz up to which the force excites.
    pub fn bandwidth_hz(&self) -> f64 {
        1.0 / self.duration_s
    }
}

#[cfg(test)]
mod tests {
    use gve_recipe::material_library::find;

    use super::*;

    fn patch() -> SoundPatch {
        SoundPatch {
            gain: 1.0,
            mass_kg: 1.2,
            curvature_m: 0.05,
            surface_modulus_gpa: 214.0,
            restitution: 0.65,
            ..SoundPatch::default()
        }
    }

    #[test]
    fn hard_balls_touch_shortly_and_soft_ones_long() {
        let with = |name: &str| Blow::with(find(name).unwrap(), 1.0).meet(&patch());
        let (steel, oak, rubber) = (with("METAL_STEEL"), with("WOOD_OAK"), with("RUBBER_NATURAL"));
        assert!(steel.duration_s > 5e-5 && steel.duration_s < 2e-4, "{steel:?}");
        assert!(steel.duration_s < oak.duration_s && oak.duration_s < 0.05 * rubber.duration_s);
        assert!(steel.spectrum(4000.0) > 0.7 && rubber.spectrum(4000.0) < 0.01, "{steel:?} {rubber:?}");
        let faster = Blow::with(find("METAL_STEEL").unwrap(), 4.0).meet(&patch());
        assert!(faster.duration_s < steel.duration_s && (faster.peak / steel.peak - 4.0).abs() < 1e-9);
    }

    #[test]
    fn the_spectrum_is_that_of_half_a_sine() {
        let contact = Contact { duration_s: 1e-3, peak: 1.0 };
        for frequency_hz in [0.0, 100.0, 499.0, 500.0, 501.0, 900.0, 1500.0, 2600.0] {
            // The Fourier integral of the pulse over that of its mean.
            let steps = 20_000;
            let (mut real, mut imaginary) = (0.0, 0.0);
            for step in 0..steps {
                let t = (f64::from(step) + 0.5) / f64::from(steps) * 1e-3;
                let force = (PI * t / 1e-3).sin();
                real += force * (2.0 * PI * frequency_hz * t).cos();
                imaginary += force * (2.0 * PI * frequency_hz * t).sin();
            }
            let integral = (real * real + imaginary * imaginary).sqrt() / f64::from(steps) * PI / 2.0;
            assert!((contact.spectrum(frequency_hz) - integral).abs() < 1e-4, "{frequency_hz} {integral}");
        }
    }
}
