//! A vector that is near for assets that look alike, for similarity search.
//!
//! The first part is the D2 shape distribution: how distances between pairs of surface points are spread (Osada,
//! Funkhouser, Chazelle, Dobkin, "Shape distributions", 2002). Proportions, solidity and mean appearance follow. It does
//! not change when an asset is moved, turned by right angles, or scaled.

use gve_shared::inspection::{BoundingBox, MassProperties};

use crate::mesh_section::Shell;

/// Surface points whose pairs are measured.
const POINTS: usize = 256;
/// Classes of distance.
const CLASSES: usize = 32;

/// The descriptor, of unit length: 32 classes of distance, 3 extents from large to small, solidity, mean red, green
/// and blue, mean metallic and roughness.
pub(crate) fn describe(shell: &Shell, mass: &MassProperties, bounds: BoundingBox) -> Vec<f32> {
    let mut extents: [f32; 3] = std::array::from_fn(|axis| bounds.max[axis] - bounds.min[axis]);
    extents.sort_by(|a, b| b.total_cmp(a));
    let diagonal_m = extents.iter().map(|side| side * side).sum::<f32>().sqrt();
    let mut vector = distances(shell, diagonal_m);
    vector.extend(extents.map(|side| side / diagonal_m));
    let box_m3 = extents.iter().map(|&side| f64::from(side)).product::<f64>();
    vector.push((mass.volume_m3 / box_m3).clamp(0.0, 1.0) as f32);
    vector.extend(appearance(shell));
    let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
    vector.iter().map(|value| value / length).collect()
}

/// Share of pairs per class of distance, out of the diagonal.
fn distances(shell: &Shell, diagonal_m: f32) -> Vec<f32> {
    let count = shell.finest_vertices().len();
    let points: Vec<[f32; 3]> = (0..POINTS.min(count))
        .map(|number| shell.finest_vertices()[number * count / POINTS.min(count)].position)
        .collect();
    let mut classes = [0_u32; CLASSES];
    for (index, a) in points.iter().enumerate() {
        for b in &points[..index] {
            let squared = (0..3).map(|axis| (a[axis] - b[axis]) * (a[axis] - b[axis])).sum::<f32>();
            let class = (squared.sqrt() / diagonal_m * CLASSES as f32) as usize;
            classes[class.min(CLASSES - 1)] += 1;
        }
    }
    let pairs = (points.len() * (points.len() - 1) / 2).max(1) as f32;
    classes.iter().map(|&class| class as f32 / pairs).collect()
}

/// Mean red, green, blue, metallic and roughness over the vertices, a quarter of their range so that shape counts more.
fn appearance(shell: &Shell) -> [f32; 5] {
    let mut sums = [0_u64; 5];
    for vertex in shell.finest_vertices() {
        let [r, g, b, _] = vertex.color;
        for (sum, value) in sums.iter_mut().zip([r, g, b, vertex.metallic, vertex.roughness]) {
            *sum += u64::from(value);
        }
    }
    sums.map(|sum| sum as f32 / (255.0 * 4.0 * shell.finest_vertices().len().max(1) as f32))
}
