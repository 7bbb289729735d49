//! Binary STL: the surface alone, for printing.

use super::{ExportError, Sink, mesh_of};
use crate::container::Container;

/// Writes the shell mesh as binary STL, in metres. Degenerate triangles get the normal 0 0 0.
pub fn stl(container: &Container<'_>, sink: &mut Sink<'_>) -> Result<(), ExportError> {
    let mesh = mesh_of(container)?;
    let positions: Vec<[f32; 3]> = mesh.vertices().map(|vertex| vertex.position).collect();
    let mut head = *b"GVE-1 binary STL, metres                                                        ";
    head[24..].fill(0);
    sink.put(&head)?;
    sink.put(&(mesh.triangles(0).len() as u32).to_le_bytes())?;
    for corners in mesh.triangles(0) {
        let triangle = corners.map(|corner| positions[corner as usize]);
        sink.floats(&face_normal(triangle))?;
        sink.floats(triangle.as_flattened())?;
        sink.put(&[0; 2])?;
    }
    Ok(())
}

fn face_normal([a, b, c]: [[f32; 3]; 3]) -> [f32; 3] {
    let (u, v) = ([b[0] - a[0], b[1] - a[1], b[2] - a[2]], [c[0] - a[0], c[1] - a[1], c[2] - a[2]]);
    let cross = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
    let length = cross.iter().map(|value| value * value).sum::<f32>().sqrt();
    if length > 0.0 { cross.map(|value| value / length) } else { [0.0; 3] }
}
