//! The cameras that refinement looks through.

use gve_field::{Bounds, math};

use crate::{
    DESIGN_VIEW_COS, DESIGN_VIEW_PIXELS,
    vector::{self, Vector},
};

/// Sine of half of the design view's field of view.
const DESIGN_VIEW_SIN: f32 = 0.342_020_14;
/// The eye keeps this part of its distance more than the bounding sphere needs.
const SPARE: f32 = 1.02;
/// Angle between one direction of a spherical spiral and the next, in radians: π (3 − √5).
const GOLDEN_ANGLE: f32 = 2.399_963_2;
/// Directions keep away from straight above and below, where few look from: the largest sine of their elevation.
const HIGHEST: f32 = 0.75;

/// A pinhole camera with square pictures.
#[derive(Debug, Clone)]
pub struct View {
    pub eye: Vector,
    right: Vector,
    down: Vector,
    forward: Vector,
    /// In pixels.
    pub focal: f32,
    /// Pixels along a side.
    pub size: usize,
}

/// Cameras all around, as far away as that of the design view, on a spherical spiral.
pub fn around(bounds: &Bounds, count: usize) -> Vec<View> {
    let radius_m = 0.5 * vector::length(bounds.extent());
    let distance_m = SPARE * radius_m / DESIGN_VIEW_SIN;
    let focal = 0.5 * DESIGN_VIEW_PIXELS * DESIGN_VIEW_COS / DESIGN_VIEW_SIN;
    let view = |number: usize| {
        let sine = HIGHEST * ((2 * number + 1) as f32 / count as f32 - 1.0);
        let cosine = (1.0 - sine * sine).sqrt();
        let turn = GOLDEN_ANGLE * number as f32;
        let away = [cosine * math::sin(turn), sine, cosine * math::cos(turn)];
        let forward = vector::scale(away, -1.0);
        let right = vector::direction(vector::cross(forward, [0.0, 1.0, 0.0])).unwrap_or([1.0, 0.0, 0.0]);
        View {
            eye: vector::add(bounds.center(), vector::scale(away, distance_m)),
            right,
            down: vector::cross(forward, right),
            forward,
            focal,
            size: DESIGN_VIEW_PIXELS as usize,
        }
    };
    (0..count).map(view).collect()
}

impl View {
    /// Parts of a vector to the right, downwards and forwards.
    pub fn turned(&self, vector: Vector) -> Vector {
        [self.right, self.down, self.forward].map(|axis| vector::dot(vector, axis))
    }

    /// Unit direction of the ray through a place of the picture, in pixels.
    pub fn direction(&self, [x, y]: [f32; 2]) -> Vector {
        let middle = 0.5 * self.size as f32;
        let (u, v) = ((x - middle) / self.focal, (y - middle) / self.focal);
        let along = |axis: usize| self.forward[axis] + u * self.right[axis] + v * self.down[axis];
        let ray = [along(0), along(1), along(2)];
        vector::scale(ray, 1.0 / vector::length(ray))
    }
}
