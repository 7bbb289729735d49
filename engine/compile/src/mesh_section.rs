//! The shell mesh in its stored form: one mesh per level of detail, finest first.

use gve_field::{
    Evaluator, Field,
    control::{Cancelled, StageControl},
    tasks,
};
use gve_mesh::{Mesh, MeshOptions};
use gve_shared::{
    compile::{CompileSettings, SMALLEST_MESH_DEPTH},
    container::{MeshLod, MeshVertex},
    inspection::BoundingBox,
};

/// Triangles of a level whose distance from the surface is asked for.
const PROBED_TRIANGLES: usize = 4096;
/// Points whose distances are asked for at once.
const POINTS_AT_ONCE: usize = 512;

/// Vertices and indices as they are stored.
#[derive(Debug, Default)]
pub(crate) struct Shell {
    /// Those of all levels, finest first.
    pub vertices: Vec<MeshVertex>,
    /// Those of all levels, finest first; each level has vertices of its own.
    pub indices: Vec<u32>,
    /// The levels; empty if there is but one.
    pub levels: Vec<MeshLod>,
    /// How many of the vertices and indices belong to the finest level.
    finest: [usize; 2],
}

/// Meshes the field at a depth and at the coarser ones below it. A coarser level with nothing in it ends the chain.
pub(crate) fn build(field: &Field, settings: &CompileSettings, control: &dyn StageControl) -> Result<Shell, Cancelled> {
    let mut shell = Shell::default();
    let coarsest = (settings.mesh_depth + 1).saturating_sub(settings.mesh_levels).max(SMALLEST_MESH_DEPTH);
    let quiet = Quiet(control);
    for depth in (coarsest..=settings.mesh_depth).rev() {
        let is_finest = depth == settings.mesh_depth;
        let control = if is_finest { control } else { &quiet };
        let mesh = gve_mesh::mesh(field, &MeshOptions { depth }, control)?;
        if mesh.indices.is_empty() {
            break;
        }
        let error_m = largest_distance_m(field, &mesh, control)?;
        shell.append(&mesh, error_m);
        if is_finest {
            shell.finest = [shell.vertices.len(), shell.indices.len()];
        }
    }
    if shell.levels.len() == 1 {
        shell.levels.clear();
    }
    Ok(shell)
}

/// Hands on the wish to stop, but no progress: coarser levels are a small part of the work.
struct Quiet<'c>(&'c dyn StageControl);

impl StageControl for Quiet<'_> {
    fn report(&self, _: f32) {}

    fn is_cancelled(&self) -> bool {
        self.0.is_cancelled()
    }
}

/// Largest distance from the surface of the middles of triangles, which lie farther off than vertices; of many
/// triangles an even choice is asked.
fn largest_distance_m(field: &Field, mesh: &Mesh, control: &dyn StageControl) -> Result<f32, Cancelled> {
    let stride = mesh.triangle_count().div_ceil(PROBED_TRIANGLES).max(1);
    let corners: Vec<[u32; 3]> = mesh.indices.as_chunks::<3>().0.iter().step_by(stride).copied().collect();
    let middle = |corners: &[u32; 3], axis: usize| {
        corners.iter().map(|&corner| mesh.positions[corner as usize][axis]).sum::<f32>() / 3.0
    };
    let state = || (Evaluator::new(field), 0.0_f32);
    let farthest = tasks::run(corners.len().div_ceil(POINTS_AT_ONCE), state, |(evaluator, farthest), part| {
        if control.is_cancelled() {
            return Err(Cancelled);
        }
        let part = &corners[part * POINTS_AT_ONCE..corners.len().min((part + 1) * POINTS_AT_ONCE)];
        let [x, y, z] = [0, 1, 2].map(|axis| part.iter().map(|corners| middle(corners, axis)).collect::<Vec<_>>());
        let mut distances = vec![0.0; part.len()];
        evaluator.distances(&x, &y, &z, &mut distances);
        *farthest = distances.iter().fold(*farthest, |farthest, distance| farthest.max(distance.abs()));
        Ok(())
    })?;
    Ok(farthest.into_iter().map(|(_, farthest)| farthest).fold(0.0, f32::max))
}

impl Shell {
    fn append(&mut self, mesh: &Mesh, error_m: f32) {
        let (first_vertex, first_index) = (self.vertices.len() as u32, self.indices.len() as u32);
        let vertex = |index: usize| MeshVertex {
            position: mesh.positions[index],
            normal: mesh.normals[index],
            color: mesh.colors_srgb[index],
            metallic: mesh.metallic[index],
            roughness: mesh.roughness[index],
            material_index: mesh.materials[index],
        };
        self.vertices.extend((0..mesh.positions.len()).map(vertex));
        self.indices.extend(mesh.indices.iter().map(|index| first_vertex + index));
        let index_count = mesh.indices.len() as u32;
        self.levels.push(MeshLod { first_index, index_count, error_m, reserved: 0 });
    }

    /// Vertices of the finest level.
    pub fn finest_vertices(&self) -> &[MeshVertex] {
        &self.vertices[..self.finest[0]]
    }

    /// Indices of the finest level.
    pub fn finest_indices(&self) -> &[u32] {
        &self.indices[..self.finest[1]]
    }

    /// Tight box around the finest level, which has at least one vertex.
    pub fn bounds(&self) -> BoundingBox {
        let corner = |pick: fn(f32, f32) -> f32| {
            let positions = self.finest_vertices().iter().map(|vertex| vertex.position);
            positions.reduce(|a, b| std::array::from_fn(|axis| pick(a[axis], b[axis]))).unwrap_or_default()
        };
        BoundingBox { min: corner(f32::min), max: corner(f32::max) }
    }
}
