//! A body as far as its ringing goes: sizes from its inertia, elasticity from its material.

use gve_shared::{
    inspection::{InertiaTensor, MassProperties},
    material::MaterialSpec,
};

/// A body that can ring.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Body {
    /// Kilograms, above 0.
    pub mass_kg: f64,
    /// Sides in metres of the box with the same mass and principal moments of inertia, the longest first, above 0.
    pub sides_m: [f64; 3],
    /// Thickness in metres that its walls would have if it were all wall: twice its volume over its surface.
    pub wall_m: f64,
    /// Young's modulus in Pa.
    pub youngs_modulus_pa: f64,
    /// Poisson's ratio.
    pub poissons_ratio: f64,
    /// Mean density in kg/m³.
    pub density_kg_m3: f64,
    /// Damping ratio.
    pub damping: f64,
    /// Coefficient of restitution of its surface.
    pub restitution: f64,
}

/// Smallest side that a body is taken to have, in metres.
const MIN_SIDE_M: f64 = 1e-4;
/// Smallest mass, in kilograms: what is too thin for the volume's samples has none.
const MIN_MASS_KG: f64 = 1e-6;
/// What stands in for a material that the library does not have: a hard plastic.
const NEUTRAL: (f64, f64, f64, f64) = (3e9, 0.35, 0.03, 0.5);

impl Body {
    /// A body with these mass properties and this surface, made of `material`, or of a neutral plastic.
    pub fn new(mass: &MassProperties, surface_m2: f64, material: Option<&MaterialSpec>) -> Self {
        let mass_kg = mass.mass_kg.max(MIN_MASS_KG);
        let sides_m = equivalent_sides(mass_kg, &mass.inertia_kg_m2);
        let box_m3 = sides_m.iter().product::<f64>();
        let volume_m3 = if mass.volume_m3 > 0.0 { mass.volume_m3 } else { box_m3 };
        let (youngs_modulus_pa, poissons_ratio, damping, restitution) = material.map_or(NEUTRAL, |material| {
            (
                f64::from(material.youngs_modulus_gpa) * 1e9,
                f64::from(material.poissons_ratio),
                f64::from(material.damping_coefficient),
                f64::from(material.restitution),
            )
        });
        let wall_m = if surface_m2 > 0.0 { 2.0 * volume_m3 / surface_m2 } else { sides_m[2] };
        Self {
            mass_kg,
            sides_m,
            wall_m: wall_m.clamp(MIN_SIDE_M, sides_m[0]),
            youngs_modulus_pa,
            poissons_ratio,
            density_kg_m3: mass_kg / volume_m3,
            damping,
            restitution,
        }
    }
}

/// Sides of the box with this mass and these principal moments, the longest first. Along a principal axis a box of side
/// a has the second moment m a² / 12, which is (Iⱼ + Iₖ − Iᵢ) / 2.
fn equivalent_sides(mass_kg: f64, inertia: &InertiaTensor) -> [f64; 3] {
    let moments = principal_moments(inertia);
    let sum: f64 = moments.iter().sum();
    let mut sides = moments.map(|moment| {
        let second_moment = (0.5 * sum - moment).max(0.0);
        (12.0 * second_moment / mass_kg).sqrt().max(MIN_SIDE_M)
    });
    sides.sort_by(|a, b| b.total_cmp(a));
    sides
}

/// Eigenvalues of the tensor, by Jacobi rotations (Golub and Van Loan, Matrix Computations, 4th ed., section 8.5).
fn principal_moments(inertia: &InertiaTensor) -> [f64; 3] {
    let InertiaTensor { xx, yy, zz, xy, xz, yz } = *inertia;
    let mut a = [[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]];
    for _ in 0..12 {
        for (p, q) in [(0, 1), (0, 2), (1, 2)] {
            if a[p][q] == 0.0 {
                continue;
            }
            let tau = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
            let sign = if tau < 0.0 { -1.0 } else { 1.0 };
            let t = sign / (tau.abs() + (1.0 + tau * tau).sqrt());
            let cosine = 1.0 / (1.0 + t * t).sqrt();
            let sine = t * cosine;
            for k in 0..3 {
                (a[k][p], a[k][q]) = (cosine * a[k][p] - sine * a[k][q], sine * a[k][p] + cosine * a[k][q]);
            }
            for k in 0..3 {
                (a[p][k], a[q][k]) = (cosine * a[p][k] - sine * a[q][k], sine * a[p][k] + cosine * a[q][k]);
            }
        }
    }
    [a[0][0], a[1][1], a[2][2]]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Inertia of a box of steel, turned by `angle` about z.
    fn turned_box([x, y, z]: [f64; 3], angle: f64) -> MassProperties {
        let volume_m3 = x * y * z;
        let mass_kg = 7850.0 * volume_m3;
        let moment = |a: f64, b: f64| mass_kg * (a * a + b * b) / 12.0;
        let (ix, iy) = (moment(y, z), moment(x, z));
        let (sine, cosine) = gve_math::sine_cosine(angle);
        let inertia_kg_m2 = InertiaTensor {
            xx: cosine * cosine * ix + sine * sine * iy,
            yy: sine * sine * ix + cosine * cosine * iy,
            zz: moment(x, y),
            xy: sine * cosine * (ix - iy),
            xz: 0.0,
            yz: 0.0,
        };
        MassProperties { mass_kg, volume_m3, center_of_mass_m: [0.0; 3], inertia_kg_m2 }
    }

    #[test]
    fn a_turned_box_has_its_own_sides() {
        for angle in [0.0, 0.3, 0.8, 2.5] {
            let body = Body::new(&turned_box([0.1, 0.7, 0.02], angle), 0.172, None);
            for (side, expected) in body.sides_m.iter().zip([0.7, 0.1, 0.02]) {
                assert!((side - expected).abs() < 1e-9, "{angle}: {:?}", body.sides_m);
            }
            assert!((body.density_kg_m3 - 7850.0).abs() < 1e-6 && (body.wall_m - 2.0 * 0.0014 / 0.172).abs() < 1e-12);
        }
    }

    #[test]
    fn what_has_no_mass_still_has_sizes() {
        let nothing = InertiaTensor { xx: 0.0, yy: 0.0, zz: 0.0, xy: 0.0, xz: 0.0, yz: 0.0 };
        let mass = MassProperties { mass_kg: 0.0, volume_m3: 0.0, center_of_mass_m: [0.0; 3], inertia_kg_m2: nothing };
        let body = Body::new(&mass, 0.0, None);
        assert!(body.sides_m.iter().all(|side| *side > 0.0) && body.density_kg_m3.is_finite() && body.wall_m > 0.0);
    }
}
