//! Binary STL: the surface alone, for printing.

use super::{ExportError, mesh_of};
use crate::container::Container;

/// Writes the shell mesh as binary STL, in metres. Degenerate triangles get the normal 0 0 0.
pub fn stl(container: &Container<'_>) -> Result<Vec<u8>, ExportError> {
    let mesh = mesh_of(container)?;
    let positions: Vec<[f32; 3]> = mesh.vertices().map(|vertex| vertex.position).collect();
    let indices: Vec<u32> = mesh.indices().collect();
    let mut bytes = Vec::with_capacity(84 + indices.len() / 3 * 50);
    bytes.extend(b"GVE-1 binary STL, metres");
    bytes.resize(80, 0);
    bytes.extend((indices.len() as u32 / 3).to_le_bytes());
    for corners in indices.chunks_exact(3) {
        let triangle = [0, 1, 2].map(|corner| positions[corners[corner] as usize]);
        for value in face_normal(triangle).iter().chain(triangle.iter().flatten()) {
            bytes.extend(value.to_le_bytes());
        }
        bytes.extend([0; 2]);
    }
    Ok(bytes)
}

fn face_normal([a, b, c]: [[f32; 3]; 3]) -> [f32; 3] {
    let (u, v) = ([b[0] - a[0], b[1] - a[1], b[2] - a[2]], [c[0] - a[0], c[1] - a[1], c[2] - a[2]]);
    let cross = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
    let length = cross.iter().map(|value| value * value).sum::<f32>().sqrt();
    if length > 0.0 { cross.map(|value| value / length) } else { [0.0; 3] }
}
