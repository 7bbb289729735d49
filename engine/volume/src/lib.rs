//! Bakes a field into a narrow-band 3D texture.
//!
//! [`bake`] lays a lattice of cubic voxels over the field's bounds, bounds cubes of 32³, 16³ and 8³ samples by
//! intervals, fills those away from the surface, and evaluates the others with tapes specialised to them. The result is
//! bit for bit what evaluating every sample gives ([`bake_dense`]), for any number of threads. [`bake_sparse`] keeps only
//! the bricks near the surface.
//!
//! This crate never knows meshes, splats, files or the network. Start reading at [`bake`].

mod dense;
mod grid;
mod progress;
mod sink;
mod sparse;
mod worker;

use gve_field::{
    Bounds, Field,
    control::{Cancelled, StageControl},
    region::{Partition, Units},
    tasks,
};
use gve_shared::container::TEXTURE_BRICK;

use dense::Output;
use grid::Grid;
pub use gve_math::half;
use progress::Progress;
pub use sparse::Bricks;
use worker::Worker;

/// Edge of a brick in samples.
const BRICK: u32 = TEXTURE_BRICK;
/// Edge of a block, of which a brick with a long tape has eight.
const BLOCK: u32 = BRICK / 2;
/// Cubes that are bounded by intervals, coarse to fine, in samples.
const CUBES: &[u32] = &[32, 16, BRICK];

/// How to bake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BakeOptions {
    /// Samples along the longest axis, 16–1024; values outside are clamped.
    pub resolution: u32,
}

/// A grid of distances around the surface.
#[derive(Debug, Clone, PartialEq)]
pub struct Volume {
    /// Samples along x, y and z.
    pub dimensions: [u32; 3],
    /// Box in metres whose faces carry the outermost samples; voxels are cubes.
    pub bounds: Bounds,
    /// Distances are clamped to ± this many metres: four voxels.
    pub band_m: f32,
    /// The distances.
    pub samples: Samples,
}

/// Half-precision distances in metres, negative inside.
#[derive(Debug, Clone, PartialEq)]
pub enum Samples {
    /// All of them, x fastest, then y.
    Dense(Vec<u16>),
    /// Those near the surface.
    Sparse(Bricks),
}

impl Volume {
    /// `count` samples along x from `start` on, which lie in one block of 4³ samples.
    pub fn row(&self, start: [usize; 3], count: usize) -> &[u16] {
        match &self.samples {
            Samples::Dense(samples) => {
                let [width, height, _] = self.dimensions.map(|count| count as usize);
                let offset = (start[2] * height + start[1]) * width + start[0];
                &samples[offset..offset + count]
            }
            Samples::Sparse(bricks) => bricks.row(start, count),
        }
    }
}

/// Bakes the field, skipping what is far from its surface.
///
/// # Errors
/// [`Cancelled`] if `control` asked for it.
pub fn bake(field: &Field, options: &BakeOptions, control: &dyn StageControl) -> Result<Volume, Cancelled> {
    let grid = Grid::around(field, options.resolution);
    let partition = partition(&grid);
    let units = partition.units(field, control)?;
    // Everything is written by the threads, also what is far from the surface: touching fresh memory takes its time.
    let mut samples = vec![0; grid.sample_count()];
    {
        let output = Output::new(&mut samples, grid.dimensions);
        let whole = whole_units(&units, &grid);
        let count = units.near.len() + whole.len();
        let progress = Progress::new(control, count);
        tasks::run(
            count,
            || Worker::new(field),
            |worker, index| {
                if control.is_cancelled() {
                    return Err(Cancelled);
                }
                match units.near.get(index) {
                    Some(unit) => worker.bake_unit(&grid, &partition, unit, &mut &output),
                    None => {
                        let (origin, value) = whole[index - units.near.len()];
                        output.fill::<{ BRICK as usize }>(origin, partition.sizes[0], value);
                    }
                }
                progress.advance();
                Ok(())
            },
        )?;
    }
    Ok(grid.into_volume(Samples::Dense(samples)))
}

/// Bakes the field as [`bake`] does and keeps only the bricks near its surface.
///
/// # Errors
/// [`Cancelled`] if `control` asked for it.
pub fn bake_sparse(field: &Field, options: &BakeOptions, control: &dyn StageControl) -> Result<Volume, Cancelled> {
    let grid = Grid::around(field, options.resolution);
    let partition = partition(&grid);
    let units = partition.units(field, control)?;
    let progress = Progress::new(control, units.near.len());
    let workers = tasks::run(
        units.near.len(),
        || (Worker::new(field), sparse::Collected::new(&grid)),
        |(worker, collected), index| {
            if control.is_cancelled() {
                return Err(Cancelled);
            }
            worker.bake_unit(&grid, &partition, &units.near[index], collected);
            progress.advance();
            Ok(())
        },
    )?;
    let mut parts: Vec<_> = workers.into_iter().map(|(_, collected)| collected).collect();
    let mut rest = sparse::Collected::new(&grid);
    for (origin, value) in whole_units(&units, &grid) {
        sink::Sink::fill_bricks(&mut rest, origin, partition.sizes[0], value);
    }
    parts.push(rest);
    let bricks = sparse::assemble(&grid, parts, control)?;
    Ok(grid.into_volume(Samples::Sparse(bricks)))
}

fn partition(grid: &Grid) -> Partition {
    Partition { lattice: grid.lattice, items: grid.dimensions, sizes: CUBES, overlap: 0, band: grid.band_m }
}

/// First samples of the coarsest cubes away from the surface, with the value of all their samples.
fn whole_units(units: &Units, grid: &Grid) -> Vec<([u32; 3], u16)> {
    let [outside, inside] = grid.constants();
    let outside = units.outside.iter().map(|&origin| (origin, outside));
    outside.chain(units.inside.iter().map(|&origin| (origin, inside))).collect()
}

/// Bakes the field by evaluating every sample with the whole tape: the reference for [`bake`] and a benchmark.
///
/// # Errors
/// [`Cancelled`] if `control` asked for it.
pub fn bake_dense(field: &Field, options: &BakeOptions, control: &dyn StageControl) -> Result<Volume, Cancelled> {
    let grid = Grid::around(field, options.resolution);
    let mut samples = vec![0; grid.sample_count()];
    {
        let output = Output::new(&mut samples, grid.dimensions);
        let bricks = grid.dimensions.map(|count| count.div_ceil(BRICK));
        let slabs = (bricks[1] * bricks[2]) as usize;
        tasks::run(
            slabs,
            || Worker::new(field),
            |worker, slab| {
                if control.is_cancelled() {
                    return Err(Cancelled);
                }
                let slab = slab as u32;
                for x in 0..bricks[0] {
                    let origin = [x, slab % bricks[1], slab / bricks[1]].map(|index| index * BRICK);
                    worker.bake_cube::<{ BRICK as usize }>(&grid, origin, &mut &output);
                }
                Ok(())
            },
        )?;
    }
    Ok(grid.into_volume(Samples::Dense(samples)))
}
