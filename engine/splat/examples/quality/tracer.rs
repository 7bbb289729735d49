//! The reference: sphere tracing of the field.

use gve_field::{Evaluator, Field, SurfaceSample, color::srgb_from_oklab};

use crate::picture::{Picture, Vector, View};

/// Rays end after this many steps: twisted shapes allow short ones only.
const MOST_STEPS: usize = 5000;
/// Rays traced together.
const BATCH: usize = 16_384;

/// Unlit colours of the surface, supersampled 4 × 4 where neighbouring pixels differ.
pub fn trace(field: &Field, view: &View) -> Picture {
    let size = view.size;
    let middles: Vec<[f32; 2]> =
        (0..size * size).map(|pixel| [(pixel % size) as f32 + 0.5, (pixel / size) as f32 + 0.5]).collect();
    let hits = colors_at(field, view, &middles);
    let mut picture = Picture::new(size);
    for (pixel, hit) in hits.iter().enumerate() {
        if let Some(color) = hit {
            (picture.color[pixel], picture.alpha[pixel]) = (*color, 1.0);
        }
    }
    let mixed: Vec<usize> = (0..size * size).filter(|&pixel| differs_around(&hits, size, pixel)).collect();
    let places: Vec<[f32; 2]> = mixed
        .iter()
        .flat_map(|&pixel| {
            (0..16).map(move |sample| {
                let offset = |number: usize| (number as f32 + 0.5) / 4.0;
                [(pixel % size) as f32 + offset(sample % 4), (pixel / size) as f32 + offset(sample / 4)]
            })
        })
        .collect();
    for (samples, &pixel) in colors_at(field, view, &places).chunks(16).zip(&mixed) {
        let found: Vec<&Vector> = samples.iter().flatten().collect();
        picture.color[pixel] = std::array::from_fn(|axis| found.iter().map(|color| color[axis]).sum::<f32>() / 16.0);
        picture.alpha[pixel] = found.len() as f32 / 16.0;
    }
    picture
}

fn differs_around(hits: &[Option<Vector>], size: usize, pixel: usize) -> bool {
    let (x, y) = (pixel % size, pixel / size);
    let rows = y.saturating_sub(1)..=(y + 1).min(size - 1);
    rows.flat_map(|row| (x.saturating_sub(1)..=(x + 1).min(size - 1)).map(move |column| row * size + column))
        .any(|other| hits[other] != hits[pixel])
}

fn colors_at(field: &Field, view: &View, places: &[[f32; 2]]) -> Vec<Option<Vector>> {
    let mut evaluator = Evaluator::new(field);
    places.chunks(BATCH).flat_map(|batch| trace_batch(&mut evaluator, view, batch)).collect()
}

fn trace_batch(evaluator: &mut Evaluator<'_>, view: &View, places: &[[f32; 2]]) -> Vec<Option<Vector>> {
    let directions: Vec<Vector> = places.iter().map(|&[x, y]| view.direction(x, y)).collect();
    let mut depths = vec![view.near_m; places.len()];
    let mut active: Vec<usize> = (0..places.len()).collect();
    let mut hits = Vec::new();
    let close_m = 1e-4 * view.near_m / view.focal;
    for _ in 0..MOST_STEPS {
        let points = positions(view, &directions, &depths, &active);
        let mut distances = vec![0.0; active.len()];
        evaluator.distances(&points[0], &points[1], &points[2], &mut distances);
        let mut still = Vec::with_capacity(active.len());
        for (&ray, distance) in active.iter().zip(distances) {
            if distance <= close_m {
                hits.push(ray);
            } else {
                depths[ray] += distance;
                if depths[ray] < view.far_m {
                    still.push(ray);
                }
            }
        }
        active = still;
    }
    let points = positions(view, &directions, &depths, &hits);
    let mut samples = vec![SurfaceSample::default(); hits.len()];
    evaluator.surfaces(&points[0], &points[1], &points[2], &mut samples);
    let mut colors = vec![None; places.len()];
    for (ray, sample) in hits.into_iter().zip(samples) {
        colors[ray] = Some(srgb_from_oklab(sample.color_oklab));
    }
    colors
}

fn positions(view: &View, directions: &[Vector], depths: &[f32], rays: &[usize]) -> [Vec<f32>; 3] {
    [0, 1, 2].map(|axis| rays.iter().map(|&ray| view.eye[axis] + depths[ray] * directions[ray][axis]).collect())
}
