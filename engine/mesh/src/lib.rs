//! Closed triangle meshes of fields.
//!
//! [`mesh`] finds the tiles of 8³ cells that the surface passes (interval bounds, as in baking), lets each tile place
//! one vertex per sheet of the surface in a cell, and joins them: one quad around every crossed edge of the grid. Every
//! edge of the result has exactly two faces with opposite directions, for any field, and the result is the same for any
//! number of threads.
//!
//! This crate never knows volumes, splats, files or the network. Start reading at [`mesh`], then `tile.rs` and `join.rs`.

mod appearance;
mod crossing;
mod join;
mod repair;
mod sheets;
mod tile;
mod vertex;

use std::sync::Mutex;

use gve_field::{
    Field,
    control::{Cancelled, StageControl},
    region::{Lattice, Partition, RegionScratch, Verdict},
    tasks,
};

use join::Joined;
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
}

/// Cells outside of the field's bounds on every side.
const PADDING: u32 = 1;

/// Meshes the field's surface.
///
/// # Errors
/// [`Cancelled`] if `control` asked for it.
pub fn mesh(field: &Field, options: &MeshOptions, control: &dyn StageControl) -> Result<Mesh, Cancelled> {
    let depth = options.depth.clamp(3, 10);
    let grid = grid_around(field, depth);
    let table = Sheets::table();
    let sizes: &[u32] = if depth > 6 { &[32, 16, TILE as u32] } else { &[16, TILE as u32] };
    let partition = Partition { lattice: grid.lattice, items: grid.cells, sizes, overlap: 1, band: 0.0 };
    let units = partition.units(field, control)?;
    let done = Mutex::new(0);
    let make = || (TileScratch::new(field), RegionScratch::default());
    let workers = tasks::run(units.near.len(), make, |(scratch, regions), index| {
        if control.is_cancelled() {
            return Err(Cancelled);
        }
        partition.descend(field, regions, &units.near[index], &mut |origin, _, verdict| {
            if let Verdict::Near(tape) = verdict {
                scratch.tile(&grid, &table, origin, tape);
            }
        });
        report_step(control, &done, units.near.len());
        Ok(())
    })?;
    let harvests = workers.into_iter().map(|(scratch, _)| scratch.harvest).collect();
    let mut joined = join::join(field, &grid, &table, harvests, control)?;
    repair::open_flat_triangles(&grid, &mut joined);
    let mesh = into_mesh(joined, grid.lattice.spacing);
    control.report(1.0);
    Ok(mesh)
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
