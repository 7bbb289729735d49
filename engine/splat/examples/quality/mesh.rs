//! The mesh of the same field, drawn as plainly as it can be: 4 × 4 samples per pixel, nearest triangle, colours between
//! those of its corners.

use gve_mesh::Mesh;

use crate::picture::{Picture, Vector, View, dot};

/// Samples along a side of a pixel.
const SAMPLES: usize = 4;

/// A corner on the screen.
#[derive(Clone, Copy)]
struct Corner {
    /// In samples.
    at: [f32; 2],
    /// One over the distance along the view, in 1/m: linear on the screen.
    nearness: f32,
    color: Vector,
}

/// Unlit colours of the mesh.
pub fn draw(mesh: &Mesh, view: &View) -> Picture {
    let corners: Vec<Corner> =
        mesh.positions.iter().zip(&mesh.colors_srgb).map(|(&position, &color)| corner(position, color, view)).collect();
    let size = view.size * SAMPLES;
    let mut nearest = vec![(0.0_f32, [0.0_f32; 3]); size * size];
    for triangle in mesh.indices.as_chunks::<3>().0 {
        fill(triangle.map(|index| corners[index as usize]), size, &mut nearest);
    }
    let mut picture = Picture::new(view.size);
    let share = 1.0 / (SAMPLES * SAMPLES) as f32;
    for (place, &(nearness, color)) in nearest.iter().enumerate() {
        if nearness > 0.0 {
            let pixel = place / size / SAMPLES * view.size + place % size / SAMPLES;
            picture.alpha[pixel] += share;
            picture.color[pixel].iter_mut().zip(color).for_each(|(sum, value)| *sum += share * value);
        }
    }
    picture
}

fn corner(position: Vector, color: [u8; 4], view: &View) -> Corner {
    let offset: Vector = std::array::from_fn(|axis| position[axis] - view.eye[axis]);
    let [x, y, z] = [view.right, view.down, view.forward].map(|axis| dot(offset, axis));
    let place = |along: f32| SAMPLES as f32 * (along / z * view.focal + 0.5 * view.size as f32);
    Corner {
        at: [place(x), place(y)],
        nearness: 1.0 / z,
        color: std::array::from_fn(|channel| f32::from(color[channel]) / 255.0),
    }
}

/// Enters a triangle where it is nearer than what is there.
fn fill([a, b, c]: [Corner; 3], size: usize, nearest: &mut [(f32, Vector)]) {
    let twice_area =
        |p: [f32; 2], q: [f32; 2], r: [f32; 2]| (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]);
    let whole = twice_area(a.at, b.at, c.at);
    if whole == 0.0 {
        return;
    }
    let range = |axis: usize| {
        let [low, high] = [f32::min, f32::max].map(|pick| pick(pick(a.at[axis], b.at[axis]), c.at[axis]));
        let last = size as f32 - 1.0;
        (low - 0.5).ceil().clamp(0.0, last) as usize..=(high - 0.5).floor().clamp(0.0, last) as usize
    };
    for y in range(1) {
        for x in range(0) {
            let at = [x as f32 + 0.5, y as f32 + 0.5];
            let parts = [twice_area(b.at, c.at, at), twice_area(c.at, a.at, at), twice_area(a.at, b.at, at)];
            let parts = parts.map(|part| part / whole);
            if parts.iter().any(|&part| part < 0.0) {
                continue;
            }
            let mixed = |[a, b, c]: [f32; 3]| parts[0] * a + parts[1] * b + parts[2] * c;
            let nearness = mixed([a.nearness, b.nearness, c.nearness]);
            let there = &mut nearest[y * size + x];
            if nearness > there.0 {
                *there = (
                    nearness,
                    std::array::from_fn(|channel| mixed([a.color[channel], b.color[channel], c.color[channel]])),
                );
            }
        }
    }
}
