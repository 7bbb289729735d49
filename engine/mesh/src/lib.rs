//! Closed triangle meshes of fields.
//!
//! [`mesh`] finds the tiles of 8³ cells that the surface passes (interval bounds, as in baking), lets each tile place
//! one vertex per sheet of the surface in a cell, and joins them: one quad around every crossed edge of the grid. Every
//! edge of the result has exactly two faces with opposite directions, for any field, and the result is the same for any
//! number of threads.
//!
//! [`remesh`] makes only the tiles that an edit has changed; `record.rs` knows the others.
//!
//! This crate never knows volumes, splats, files or the network. Start reading at [`mesh`], then `tile.rs` and `join.rs`.

mod appearance;
mod crossing;
mod join;
mod record;
mod repair;
mod sheets;
mod tile;
mod vertex;

use std::sync::Mutex;

use gve_field::{
    Field,
    control::{Cancelled, StageControl},
    region::{Lattice, Partition, RegionScratch},
    tasks,
};

pub use appearance::paint;
use gve_shared::container::MeshVertex;
use join::Joined;
pub use record::MeshRecord;
use record::{Keeper, Task};
use sheets::Sheets;
use tile::{Grid, TILE, TileScratch};

/// How to mesh.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MeshOptions {
    /// The longest axis is divided into 2^depth cells, 3–10; values outside are clamped.
    pub depth: u32,
}

/// A closed triangle mesh with attributes per vertex.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mesh {
    /// Metres.
    pub positions: Vec<[f32; 3]>,
    /// Unit length, outwards.
    pub normals: Vec<[f32; 3]>,
    /// sRGB and alpha, 0–255.
    pub colors_srgb: Vec<[u8; 4]>,
    /// 0 dielectric to 255 metal.
    pub metallic: Vec<u8>,
    /// 0 mirror to 255 matt.
    pub roughness: Vec<u8>,
    /// Index into [`Field::materials`].
    pub materials: Vec<u16>,
    /// Three per triangle, counter-clockwise seen from outside.
    pub indices: Vec<u32>,
    /// Edge of a grid cell in metres: the size of the smallest feature that the mesh can show.
    pub cell_m: f32,
}

impl Mesh {
    /// Number of triangles.
    pub fn triangle_count(&self) -> usize {
        self.indices.len() / 3
    }

    /// The vertices in their stored form.
    pub fn vertices(&self) -> impl ExactSizeIterator<Item = MeshVertex> + '_ {
        (0..self.positions.len()).map(|index| MeshVertex {
            position: self.positions[index],
            normal: self.normals[index],
            color: self.colors_srgb[index],
            metallic: self.metallic[index],
            roughness: self.roughness[index],
            material_index: self.materials[index],
        })
    }
}

/// Cells outside of the field's bounds on every side.
const PADDING: u32 = 1;

/// Meshes the field's surface.
///
/// # Errors
/// [`Cancelled`] if `control` asked for it.
pub fn mesh(field: &Field, options: &MeshOptions, control: &dyn StageControl) -> Result<Mesh, Cancelled> {
    Ok(meshed(field, options, None, control)?.0)
}

/// Meshes the field's surface as [`mesh`] does and records what it is made of. Where the grid is that of an earlier
/// record, only tiles whose distances an edit has changed are made, and only those whose materials it has changed are
/// painted; the result has the same bits.
///
/// # Errors
/// [`Cancelled`] if `control` asked for it.
pub fn remesh(
    field: &Field,
    options: &MeshOptions,
    earlier: Option<&MeshRecord>,
    control: &dyn StageControl,
) -> Result<(Mesh, MeshRecord), Cancelled> {
    let (mesh, record) = meshed(field, options, Some(earlier), control)?;
    // Every mesh that is asked for a record makes one.
    Ok((mesh, record.expect("a record")))
}

/// A mesh, with a record if there is a place for an earlier one.
fn meshed(
    field: &Field,
    options: &MeshOptions,
    earlier: Option<Option<&MeshRecord>>,
    control: &dyn StageControl,
) -> Result<(Mesh, Option<MeshRecord>), Cancelled> {
    let depth = options.depth.clamp(3, 10);
    let grid = grid_around(field, depth);
    let table = Sheets::table();
    let sizes: &[u32] = if depth > 6 { &[32, 16, TILE as u32] } else { &[16, TILE as u32] };
    let partition = Partition { lattice: grid.lattice, items: grid.cells, sizes, overlap: 1, band: 0.0 };
    let units = partition.units(field, control)?;
    let usable = earlier.flatten().filter(|record| record.fits(&partition));
    let task = Task { field, grid: &grid, table: &table, partition: &partition, control };
    let done = Mutex::new(0);
    let make = || (TileScratch::new(field), RegionScratch::default(), earlier.map(|_| Keeper::new(field, usable)));
    let workers = tasks::run(units.near.len(), make, |(scratch, regions, keeper), index| {
        task.unit(scratch, regions, &units.near[index], keeper.as_mut());
        if control.is_cancelled() {
            return Err(Cancelled);
        }
        report_step(control, &done, units.near.len());
        Ok(())
    })?;
    let (mut harvests, mut keepers) = (Vec::new(), Vec::new());
    for (scratch, _, keeper) in workers {
        harvests.push(scratch.harvest);
        keepers.extend(keeper);
    }
    let record = earlier.map(|_| MeshRecord::gather(&partition, keepers));
    let harvests = record.as_ref().map_or_else(|| harvests.iter().collect(), MeshRecord::harvests);
    let mut joined = join::join(field, &grid, &table, &harvests, control)?;
    repair::open_flat_triangles(&grid, &mut joined);
    let mesh = into_mesh(joined, grid.lattice.spacing);
    control.report(1.0);
    Ok((mesh, record))
}

/// Joining is a small part of the work: tiles count for nine tenths.
fn report_step(control: &dyn StageControl, done: &Mutex<usize>, total: usize) {
    let mut done = done.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    *done += 1;
    control.report(0.9 * *done as f32 / total as f32);
}

/// Cubic cells around the field's bounds: whole tiles, with room on every side.
fn grid_around(field: &Field, depth: u32) -> Grid {
    let bounds = field.bounds();
    let extent = bounds.extent();
    let longest = extent[0].max(extent[1]).max(extent[2]).max(f32::MIN_POSITIVE);
    let spacing = longest / ((1 << depth) - 2 * PADDING) as f32;
    let tile = TILE as u32;
    let cells = extent.map(|length| ((length / spacing).ceil() as u32 + 2 * PADDING).div_ceil(tile) * tile);
    let cells = cells.map(|count| count.min((1 << depth).max(tile)));
    let center = bounds.center();
    let origin = std::array::from_fn(|axis| center[axis] - 0.5 * cells[axis] as f32 * spacing);
    Grid { lattice: Lattice { origin, spacing }, cells }
}

fn into_mesh(joined: Joined, cell_m: f32) -> Mesh {
    let Joined { positions, normals, appearances, triangles, .. } = joined;
    Mesh {
        positions,
        normals,
        colors_srgb: appearances.iter().map(|appearance| appearance.color_srgb).collect(),
        metallic: appearances.iter().map(|appearance| appearance.metallic).collect(),
        roughness: appearances.iter().map(|appearance| appearance.roughness).collect(),
        materials: appearances.iter().map(|appearance| appearance.material).collect(),
        indices: triangles.into_flattened(),
        cell_m,
    }
}
