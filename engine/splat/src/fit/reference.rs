//! Pictures of the surface itself: sphere tracing of the field, supersampled where something changes.

use gve_field::{Bounds, color::srgb_from_oklab, control::Cancelled};

use super::view::View;
use crate::{
    probe::Probe,
    vector::{self, Vector},
};

/// Rays end after this many steps; twisted shapes allow short ones only.
const MOST_STEPS: usize = 2000;
/// A ray has arrived when it is this part of a pixel away.
const ARRIVED_PX: f32 = 0.02;
/// Samples along a side of a pixel where something changes.
const SAMPLES: usize = 4;

/// A pixel: premultiplied sRGB and coverage.
pub type Pixel = [f32; 4];

/// What the camera sees, row by row from the top.
pub fn trace(probe: &Probe<'_>, view: &View) -> Result<Vec<Pixel>, Cancelled> {
    let size = view.size;
    let middles: Vec<[f32; 2]> =
        (0..size * size).map(|pixel| [(pixel % size) as f32 + 0.5, (pixel / size) as f32 + 0.5]).collect();
    let hits = colors(probe, view, &middles)?;
    let mixed: Vec<usize> = (0..size * size).filter(|&pixel| differs_around(&hits, size, pixel)).collect();
    let per_pixel = SAMPLES * SAMPLES;
    let sample = |number: usize| {
        let pixel = mixed[number / per_pixel];
        let within = |place: usize| (place as f32 + 0.5) / SAMPLES as f32;
        let (column, row) = (number % SAMPLES, number / SAMPLES % SAMPLES);
        [(pixel % size) as f32 + within(column), (pixel / size) as f32 + within(row)]
    };
    let samples: Vec<[f32; 2]> = (0..mixed.len() * per_pixel).map(sample).collect();
    let finer = colors(probe, view, &samples)?;
    let mut pixels: Vec<Pixel> = hits.iter().map(|hit| mean(std::slice::from_ref(hit))).collect();
    for (samples, pixel) in finer.chunks(per_pixel).zip(mixed) {
        pixels[pixel] = mean(samples);
    }
    Ok(pixels)
}

fn mean(samples: &[Option<Vector>]) -> Pixel {
    let mut pixel = [0.0; 4];
    for [red, green, blue] in samples.iter().flatten() {
        for (sum, value) in pixel.iter_mut().zip([red, green, blue, &1.0]) {
            *sum += value / samples.len() as f32;
        }
    }
    pixel
}

fn differs_around(hits: &[Option<Vector>], size: usize, pixel: usize) -> bool {
    let (x, y) = (pixel % size, pixel / size);
    let rows = y.saturating_sub(1)..=(y + 1).min(size - 1);
    let around = |row: usize| (x.saturating_sub(1)..=(x + 1).min(size - 1)).map(move |column| row * size + column);
    rows.flat_map(around).any(|other| hits[other] != hits[pixel])
}

/// Unlit sRGB of what the rays through these places of the picture hit.
fn colors(probe: &Probe<'_>, view: &View, places: &[[f32; 2]]) -> Result<Vec<Option<Vector>>, Cancelled> {
    let bounds = probe.field.bounds();
    let mut rays = Vec::new();
    for (number, &place) in places.iter().enumerate() {
        let direction = view.direction(place);
        if let Some([near_m, far_m]) = crossing(bounds, view.eye, direction) {
            rays.push(Ray { number, direction, at_m: near_m, far_m });
        }
    }
    let mut arrived: Vec<Ray> = Vec::new();
    for _ in 0..MOST_STEPS {
        rays.retain_mut(|ray| ray.leaps(probe, view));
        if rays.is_empty() {
            break;
        }
        let positions: Vec<Vector> = rays.iter().map(|ray| ray.position(view)).collect();
        let mut distances = probe.distances(&positions)?.into_iter();
        rays.retain_mut(|ray| {
            let distance_m = distances.next().unwrap_or(0.0);
            if distance_m <= ARRIVED_PX * ray.at_m / view.focal {
                arrived.push(*ray);
                return false;
            }
            ray.at_m += distance_m;
            true
        });
    }
    let positions: Vec<Vector> = arrived.iter().map(|ray| ray.position(view)).collect();
    let mut colors = vec![None; places.len()];
    for (ray, sample) in arrived.into_iter().zip(probe.appearances(&positions)?) {
        colors[ray.number] = Some(srgb_from_oklab(sample.color_oklab));
    }
    Ok(colors)
}

#[derive(Clone, Copy)]
struct Ray {
    number: usize,
    direction: Vector,
    /// Distance from the eye in metres.
    at_m: f32,
    /// Where it leaves the bounds.
    far_m: f32,
}

impl Ray {
    /// Goes on to the next tile that the surface passes; false if there is none.
    fn leaps(&mut self, probe: &Probe<'_>, view: &View) -> bool {
        while self.at_m < self.far_m {
            let Some(empty_m) = probe.tiles.empty_m(self.position(view), self.direction) else { return true };
            self.at_m += empty_m;
        }
        false
    }

    fn position(&self, view: &View) -> Vector {
        vector::add(view.eye, vector::scale(self.direction, self.at_m))
    }
}

/// Distances between which a ray is within the bounds.
fn crossing(bounds: Bounds, eye: Vector, direction: Vector) -> Option<[f32; 2]> {
    let (mut near_m, mut far_m) = (0.0_f32, f32::INFINITY);
    let (center, extent) = (bounds.center(), bounds.extent());
    for axis in 0..3 {
        let inverse = 1.0 / if direction[axis].abs() < 1e-12 { 1e-12 } else { direction[axis] };
        let to_center_m = (center[axis] - eye[axis]) * inverse;
        let half_m = (0.5 * extent[axis] * inverse).abs();
        near_m = near_m.max(to_center_m - half_m);
        far_m = far_m.min(to_center_m + half_m);
    }
    (near_m < far_m).then_some([near_m, far_m])
}
