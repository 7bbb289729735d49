//! Closed triangle meshes of fields.
//!
//! [`mesh`] finds the tiles of 8³ cells that the surface passes (interval bounds, as in baking), lets each tile place
//! one vertex per sheet of the surface in a cell, and joins them: one quad around every crossed edge of the grid. Every
//! edge of the result has exactly two faces with opposite directions, for any field, and the result is the same for any
//! number of threads.
//!
//! This crate never knows volumes, splats, files or the network. Start reading at [`mesh`], then `tile.rs` and `join.rs`.

mod join;
mod repair;
mod sheets;
mod tile;
mod vertex;

use std::sync::Mutex;

use gve_field::{
    Field, SurfaceSample,
    color::{byte_from_unit, srgb_from_oklab},
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
    let make = || (TileScratch::new(field), RegionScratch::default(), Vec::new());
    let workers = tasks::run(units.near.len(), make, |(scratch, regions, tiles), index| {
        if control.is_cancelled() {
            return Err(Cancelled);
        }
        partition.descend(field, regions, &units.near[index], &mut |origin, _, verdict| {
            if let Verdict::Near(tape) = verdict {
                tiles.extend(scratch.tile(&grid, &table, origin, tape));
            }
        });
        report_step(control, &done, units.near.len());
        Ok(())
    })?;
    let mut tiles: Vec<_> = workers.into_iter().flat_map(|(_, _, tiles)| tiles).collect();
    tiles.sort_unstable_by_key(|tile| (tile.origin[2], tile.origin[1], tile.origin[0]));
    let mut joined = join::join(field, &grid, &table, &tiles, control)?;
    repair::open_flat_triangles(&grid, &mut joined);
    let mesh = with_attributes(joined, grid.lattice.spacing);
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

fn with_attributes(joined: Joined, cell_m: f32) -> Mesh {
    let mut mesh = Mesh {
        normals: joined.vertices.iter().map(|joined| joined.vertex.normal).collect(),
        materials: joined.vertices.iter().map(|joined| joined.sample.material).collect(),
        metallic: joined.vertices.iter().map(|joined| byte_from_unit(joined.sample.metallic)).collect(),
        roughness: joined.vertices.iter().map(|joined| byte_from_unit(joined.sample.roughness)).collect(),
        colors_srgb: Vec::with_capacity(joined.vertices.len()),
        indices: joined.triangles.into_flattened(),
        positions: joined.positions,
        cell_m,
    };
    // Neighbours mostly share their colour, and converting one costs a few powers.
    let mut last: Option<([f32; 3], [u8; 4])> = None;
    for SurfaceSample { color_oklab, .. } in joined.vertices.iter().map(|joined| joined.sample) {
        let color = match last {
            Some((known, color)) if known == color_oklab => color,
            _ => {
                let [r, g, b] = srgb_from_oklab(color_oklab).map(byte_from_unit);
                [r, g, b, 255]
            }
        };
        last = Some((color_oklab, color));
        mesh.colors_srgb.push(color);
    }
    mesh
}
