//! The shell mesh in its stored form.

use gve_field::{
    Field,
    control::{Cancelled, StageControl},
};
use gve_mesh::{Mesh, MeshOptions};
use gve_shared::{container::MeshVertex, inspection::BoundingBox};

/// Vertices and indices as they are stored.
#[derive(Debug)]
pub(crate) struct Shell {
    pub vertices: Vec<MeshVertex>,
    pub indices: Vec<u32>,
}

pub(crate) fn build(field: &Field, depth: u32, control: &dyn StageControl) -> Result<Shell, Cancelled> {
    let Mesh { positions, normals, colors_srgb, metallic, roughness, materials, indices, cell_m: _ } =
        gve_mesh::mesh(field, &MeshOptions { depth }, control)?;
    let vertex = |index: usize| MeshVertex {
        position: positions[index],
        normal: normals[index],
        color: colors_srgb[index],
        metallic: metallic[index],
        roughness: roughness[index],
        material_index: materials[index],
    };
    Ok(Shell { vertices: (0..positions.len()).map(vertex).collect(), indices })
}

impl Shell {
    /// Tight box around the vertices, of which there is at least one.
    pub fn bounds(&self) -> BoundingBox {
        let corner = |pick: fn(f32, f32) -> f32| {
            let positions = self.vertices.iter().map(|vertex| vertex.position);
            positions.reduce(|a, b| std::array::from_fn(|axis| pick(a[axis], b[axis]))).unwrap_or_default()
        };
        BoundingBox { min: corner(f32::min), max: corner(f32::max) }
    }
}
