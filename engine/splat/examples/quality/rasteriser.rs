//! Elliptical weighted average splatting (Zwicker, Pfister, van Baar, Gross, 2001) as splat viewers do it.

use gve_field::color::srgb_from_oklab;
use gve_splat::Splat;

use crate::picture::{Picture, Vector, View, dot};

/// Added to the variance of every splat on the screen, in px².
const LOW_PASS: f32 = 0.3;
const LARGEST_ALPHA: f32 = 0.99;
const SMALLEST_ALPHA: f32 = 1.0 / 255.0;

/// A splat on the screen.
struct Footprint {
    depth: f32,
    center: [f32; 2],
    /// Inverse covariance: xx, xy, yy.
    conic: [f32; 3],
    /// Half of its rectangle in pixels.
    reach: [f32; 2],
    color: Vector,
    alpha: f32,
}

/// Draws splats front to back.
pub fn draw(splats: &[Splat], view: &View) -> Picture {
    let mut footprints: Vec<Footprint> = splats.iter().map(|splat| project(splat, view)).collect();
    footprints.sort_by(|a, b| a.depth.total_cmp(&b.depth));
    let mut picture = Picture::new(view.size);
    for footprint in &footprints {
        blend(&mut picture, footprint);
    }
    picture
}

fn project(splat: &Splat, view: &View) -> Footprint {
    let offset: Vector = std::array::from_fn(|axis| splat.position[axis] - view.eye[axis]);
    let [x, y, z] = [dot(offset, view.right), dot(offset, view.down), dot(offset, view.forward)];
    let (mut xx, mut xy, mut yy) = (LOW_PASS, 0.0, LOW_PASS);
    for (axis, scale) in axes(splat.rotation).into_iter().zip(splat.scale) {
        let [ax, ay, az] = [dot(axis, view.right), dot(axis, view.down), dot(axis, view.forward)];
        let u = view.focal / z * (ax - x / z * az) * scale;
        let v = view.focal / z * (ay - y / z * az) * scale;
        (xx, xy, yy) = (xx + u * u, xy + u * v, yy + v * v);
    }
    let determinant = xx * yy - xy * xy;
    let [lightness, a, b, alpha] = splat.color.map(|byte| f32::from(byte) / 255.0);
    let reach = (2.0 * (alpha / SMALLEST_ALPHA).ln()).max(0.0);
    let middle = 0.5 * view.size as f32;
    Footprint {
        depth: z,
        center: [x / z * view.focal + middle, y / z * view.focal + middle],
        conic: [yy / determinant, -xy / determinant, xx / determinant],
        reach: [(reach * xx).sqrt(), (reach * yy).sqrt()],
        color: srgb_from_oklab([lightness, 0.8 * a - 0.4, 0.8 * b - 0.4]),
        alpha,
    }
}

/// The splat's axes: the columns of its rotation.
fn axes([x, y, z, w]: [f32; 4]) -> [Vector; 3] {
    [
        [1.0 - 2.0 * (y * y + z * z), 2.0 * (x * y + w * z), 2.0 * (x * z - w * y)],
        [2.0 * (x * y - w * z), 1.0 - 2.0 * (x * x + z * z), 2.0 * (y * z + w * x)],
        [2.0 * (x * z + w * y), 2.0 * (y * z - w * x), 1.0 - 2.0 * (x * x + y * y)],
    ]
}

fn blend(picture: &mut Picture, footprint: &Footprint) {
    let [range_x, range_y] = [0, 1].map(|axis| {
        let (center, reach) = (footprint.center[axis], footprint.reach[axis]);
        let low = (center - reach - 0.5).ceil().max(0.0) as usize;
        let high = (center + reach - 0.5).floor().min(picture.size as f32 - 1.0);
        low..(high.max(-1.0) + 1.0) as usize
    });
    let [xx, xy, yy] = footprint.conic;
    for row in range_y {
        let dy = row as f32 + 0.5 - footprint.center[1];
        for column in range_x.clone() {
            let dx = column as f32 + 0.5 - footprint.center[0];
            let weight = (-0.5 * (xx * dx * dx + yy * dy * dy) - xy * dx * dy).exp();
            let alpha = (footprint.alpha * weight).min(LARGEST_ALPHA);
            let pixel = row * picture.size + column;
            if alpha >= SMALLEST_ALPHA && picture.alpha[pixel] < 0.9999 {
                let part = alpha * (1.0 - picture.alpha[pixel]);
                picture.alpha[pixel] += part;
                for axis in 0..3 {
                    picture.color[pixel][axis] += part * footprint.color[axis];
                }
            }
        }
    }
}
