//! The shell mesh in its stored form: one mesh per level of detail, finest first.

use gve_field::{
    Evaluator, Field,
    control::{Cancelled, StageControl},
    tasks,
};
use gve_mesh::{Mesh, MeshOptions, MeshRecord};
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
#[derive(Debug, Clone, Default)]
pub(crate) struct Shell {
    /// Those of all levels, finest first.
    pub vertices: Vec<MeshVertex>,
    /// Those of all levels, finest first; each level has vertices of its own.
    pub indices: Vec<u32>,
    /// The levels; empty if there is but one.
    pub levels: Vec<MeshLod>,
    /// How many of the vertices and indices belong to the finest level.
    finest: [usize; 2],
    /// Corners of the tight box around the finest level.
    corners: [[f32; 3]; 2],
}

/// Meshes the field at a depth and at the coarser ones below it. A coarser level with nothing in it ends the chain.
pub(crate) fn build(field: &Field, settings: &CompileSettings, control: &dyn StageControl) -> Result<Shell, Cancelled> {
    chain(field, settings, control, |_, options, control| gve_mesh::mesh(field, options, control))
}

/// Meshes as [`build`] does. What an edit has not changed is taken from earlier records, one of each level, finest
/// first; returns such records.
pub(crate) fn rebuild(
    field: &Field,
    settings: &CompileSettings,
    earlier: &[MeshRecord],
    control: &dyn StageControl,
) -> Result<(Shell, Vec<MeshRecord>), Cancelled> {
    let mut records = Vec::new();
    let shell = chain(field, settings, control, |level, options, control| {
        let (mesh, record) = gve_mesh::remesh(field, options, earlier.get(level), control)?;
        records.push(record);
        Ok(mesh)
    })?;
    Ok((shell, records))
}

/// The levels of detail, each made by `mesh` from its number and options.
fn chain(
    field: &Field,
    settings: &CompileSettings,
    control: &dyn StageControl,
    mut mesh: impl FnMut(usize, &MeshOptions, &dyn StageControl) -> Result<Mesh, Cancelled>,
) -> Result<Shell, Cancelled> {
    let mut shell = Shell::default();
    let coarsest = (settings.mesh_depth + 1).saturating_sub(settings.mesh_levels).max(SMALLEST_MESH_DEPTH);
    let quiet = Quiet(control);
    for (level, depth) in (coarsest..=settings.mesh_depth).rev().enumerate() {
        let control = if level == 0 { control } else { &quiet };
        let mesh = mesh(level, &MeshOptions { depth }, control)?;
        if mesh.indices.is_empty() {
            break;
        }
        let error_m = largest_distance_m(field, &mesh, control)?;
        shell.append(&mesh, error_m);
        if level == 0 {
            shell.finest = [shell.vertices.len(), shell.indices.len()];
            shell.corners = corners_of(&mesh.positions);
        }
    }
    if shell.levels.len() == 1 {
        shell.levels.clear();
    }
    Ok(shell)
}

/// Corners of the tight box around some positions; of none, twice the origin.
fn corners_of(positions: &[[f32; 3]]) -> [[f32; 3]; 2] {
    let first = positions.first().copied().unwrap_or_default();
    positions.iter().fold([first; 2], |[min, max], position| {
        [
            std::array::from_fn(|axis| min[axis].min(position[axis])),
            std::array::from_fn(|axis| max[axis].max(position[axis])),
        ]
    })
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
        self.vertices.extend(mesh.vertices());
        self.indices.extend(mesh.indices.iter().map(|index| first_vertex + index));
        let index_count = mesh.indices.len() as u32;
        self.levels.push(MeshLod { first_index, index_count, error_m, reserved: 0 });
    }

    /// Bytes in memory.
    pub fn byte_count(&self) -> usize {
        size_of_val(self.vertices.as_slice())
            + size_of_val(self.indices.as_slice())
            + size_of_val(self.levels.as_slice())
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
        let [min, max] = self.corners;
        BoundingBox { min, max }
    }
}
