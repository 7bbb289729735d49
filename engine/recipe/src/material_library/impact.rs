//! What a collision of two materials excites: Hertz contact, restitution, friction, bandwidth.

use gve_shared::material::{ImpactProperties, MaterialSpec};

/// Radius in metres of the ball in [`ImpactProperties`]: it is of the second material and meets a thick body of the
/// first.
pub const IMPACT_RADIUS_M: f64 = 0.01;
/// Its speed in m/s.
pub const IMPACT_SPEED_M_PER_S: f64 = 1.0;

/// A sphere that meets a body of any curvature: what decides how long they touch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HertzContact {
    /// Contact modulus E* in Pa, above 0; see [`contact_modulus_pa`].
    pub modulus_pa: f64,
    /// Radius R of relative curvature in metres: 1/R = 1/R₁ + 1/R₂.
    pub radius_m: f64,
    /// Reduced mass m in kg: 1/m = 1/m₁ + 1/m₂.
    pub mass_kg: f64,
}

impl HertzContact {
    /// Stiffness K of F = K δ^1.5, in N/m^1.5: 4/3 E* √R (K. L. Johnson, Contact Mechanics, Cambridge University Press,
    /// 1985, equation 4.23).
    pub fn stiffness_n_per_m_1_5(&self) -> f64 {
        4.0 / 3.0 * self.modulus_pa * libm::sqrt(self.radius_m)
    }

    /// Seconds that an elastic impact at `speed_m_per_s` lasts: 2.87 (m² / (R E*² v))^⅕ (Johnson, equation 11.24).
    pub fn duration_s(&self, speed_m_per_s: f64) -> f64 {
        let modulus = self.modulus_pa;
        let ratio = self.mass_kg / modulus * (self.mass_kg / modulus) / (self.radius_m * speed_m_per_s);
        2.87 * libm::pow(ratio, 0.2)
    }
}

/// E / (1 − ν²) in Pa: the stiffness of a half-space under a rigid indenter.
pub fn plane_strain_modulus_pa(spec: &MaterialSpec) -> f64 {
    let ratio = f64::from(spec.poissons_ratio);
    f64::from(spec.youngs_modulus_gpa) * 1e9 / (1.0 - ratio * ratio)
}

/// Contact modulus E* in Pa of two materials: 1/E* = (1 − ν₁²)/E₁ + (1 − ν₂²)/E₂ (Johnson, equation 4.20).
pub fn contact_modulus_pa(first: &MaterialSpec, second: &MaterialSpec) -> f64 {
    1.0 / (1.0 / plane_strain_modulus_pa(first) + 1.0 / plane_strain_modulus_pa(second))
}

/// Restitution of two bodies, from their plane-strain moduli and their own coefficients: each takes the work of the
/// impact in proportion to its compliance and gives back the square of its own coefficient of it (R. E. Coaplen,
/// W. J. Stronge and B. Ravani, Work equivalent composite coefficient of restitution, International Journal of Impact
/// Engineering 30, 2004).
pub fn composite_restitution([stiff_1, stiff_2]: [f64; 2], [back_1, back_2]: [f64; 2]) -> f64 {
    libm::sqrt((stiff_2 * back_1 * back_1 + stiff_1 * back_2 * back_2) / (stiff_1 + stiff_2))
}

/// What a collision excites, by the source document's `resolve_impact_pair` and by Hertz contact. The second material
/// is that of the striking ball; damping, modulus, restitution and friction do not depend on the order.
pub fn impact(struck: &MaterialSpec, striking: &MaterialSpec) -> ImpactProperties {
    let ball_m3 = 4.0 / 3.0 * std::f64::consts::PI * IMPACT_RADIUS_M * IMPACT_RADIUS_M * IMPACT_RADIUS_M;
    let contact = HertzContact {
        modulus_pa: contact_modulus_pa(struck, striking),
        radius_m: IMPACT_RADIUS_M,
        mass_kg: ball_m3 * f64::from(striking.density_kg_m3),
    };
    let duration_s = contact.duration_s(IMPACT_SPEED_M_PER_S);
    ImpactProperties {
        combined_damping: (struck.damping_coefficient + striking.damping_coefficient) / 2.0,
        avg_resonance_freq: (struck.resonance_freq_max_hz + striking.resonance_freq_min_hz) / 2.0,
        contact_modulus_gpa: (contact.modulus_pa / 1e9) as f32,
        contact_stiffness_n_per_m_1_5: contact.stiffness_n_per_m_1_5() as f32,
        contact_duration_us: (duration_s * 1e6) as f32,
        excitation_bandwidth_hz: (1.0 / duration_s) as f32,
        restitution: composite_restitution(
            [plane_strain_modulus_pa(struck), plane_strain_modulus_pa(striking)],
            [struck.restitution.into(), striking.restitution.into()],
        ) as f32,
        friction: libm::sqrt(f64::from(struck.friction) * f64::from(striking.friction)) as f32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::material_library::{entries, find};

    #[test]
    fn steel_on_steel_is_as_the_textbook_says() {
        let steel = find("ASTM_A36").unwrap();
        let pair = impact(steel, steel);
        // E* = 200 GPa / (2 (1 − 0.26²)).
        assert!((pair.contact_modulus_gpa - 107.25).abs() < 0.01, "{pair:?}");
        // Balls of 10 mm radius at 1 m/s touch for some 70 µs.
        assert!((65.0..80.0).contains(&pair.contact_duration_us), "{pair:?}");
        assert!((pair.restitution - steel.restitution).abs() < 1e-6 && (pair.friction - steel.friction).abs() < 1e-6);
    }

    #[test]
    fn the_duration_is_what_integrating_the_force_gives() {
        let contact = HertzContact { modulus_pa: 5e9, radius_m: 0.02, mass_kg: 0.3 };
        let (mut depth_m, mut speed, mut time_s, step_s) = (0.0_f64, 2.0_f64, 0.0, 1e-8);
        while depth_m >= 0.0 {
            speed -= contact.stiffness_n_per_m_1_5() * depth_m * depth_m.sqrt() / contact.mass_kg * step_s;
            depth_m += speed * step_s;
            time_s += step_s;
        }
        // The factor 2.87 is rounded: 2.8683.
        assert!((time_s / contact.duration_s(2.0) - 1.0).abs() < 2e-3, "{time_s} {}", contact.duration_s(2.0));
    }

    #[test]
    fn every_pair_is_between_its_materials() {
        for first in entries() {
            for second in entries() {
                let (pair, swapped) = (impact(first, second), impact(second, first));
                let names = format!("{} and {}", first.spec_id, second.spec_id);
                for (value, a, b) in [
                    (pair.restitution, first.restitution, second.restitution),
                    (pair.friction, first.friction, second.friction),
                    (pair.combined_damping, first.damping_coefficient, second.damping_coefficient),
                ] {
                    assert!(value >= a.min(b) - 1e-6 && value <= a.max(b) + 1e-6, "{names}: {pair:?}");
                }
                assert!((pair.restitution - swapped.restitution).abs() < 1e-6, "{names}");
                assert_eq!(pair.contact_modulus_gpa, swapped.contact_modulus_gpa, "{names}");
                assert!(pair.contact_duration_us > 1.0 && pair.contact_duration_us < 1e5, "{names}: {pair:?}");
            }
        }
    }

    #[test]
    fn soft_matter_takes_the_impact() {
        let pair = impact(find("METAL_STEEL").unwrap(), find("RUBBER_NATURAL").unwrap());
        assert!((pair.restitution - 0.75).abs() < 0.01 && pair.excitation_bandwidth_hz < 2000.0, "{pair:?}");
    }
}
