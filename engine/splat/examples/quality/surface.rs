//! How exactly centres and normals lie on the surface.

use gve_field::{Evaluator, Field};
use gve_splat::Placement;

use crate::picture::{Vector, dot};

pub struct SurfaceErrors {
    /// Largest |field| at a centre moved back by its depth along the splat's normal, in metres.
    pub depth_m: f32,
    /// Median angle between the thinnest axis of a splat and the field's gradient, in degrees.
    pub normal_deg: f32,
}

impl SurfaceErrors {
    pub fn of(field: &Field, placement: &Placement) -> Self {
        let splats = &placement.splats;
        let places: Vec<Vector> = splats
            .iter()
            .zip(&placement.depths_m)
            .map(|(splat, depth_m)| {
                let normal = normal_of(splat.rotation);
                std::array::from_fn(|axis| splat.position[axis] + depth_m * normal[axis])
            })
            .collect();
        let axis = |axis: usize| -> Vec<f32> { places.iter().map(|place| place[axis]).collect() };
        let mut gradients = vec![[0.0; 4]; splats.len()];
        Evaluator::new(field).gradients(&axis(0), &axis(1), &axis(2), &mut gradients);
        let mut angles_deg: Vec<f32> = splats
            .iter()
            .zip(&gradients)
            .map(|(splat, &[x, y, z, _])| {
                let cosine = dot(normal_of(splat.rotation), [x, y, z]) / dot([x, y, z], [x, y, z]).sqrt().max(1e-12);
                cosine.abs().min(1.0).acos().to_degrees()
            })
            .collect();
        angles_deg.sort_by(f32::total_cmp);
        Self {
            depth_m: gradients.iter().fold(0.0, |largest, gradient| gradient[3].abs().max(largest)),
            normal_deg: angles_deg.get(angles_deg.len() / 2).copied().unwrap_or(0.0),
        }
    }
}

/// The third axis of a splat, which is its thinnest.
fn normal_of([x, y, z, w]: [f32; 4]) -> Vector {
    [2.0 * (x * z + w * y), 2.0 * (y * z - w * x), 1.0 - 2.0 * (x * x + y * y)]
}
