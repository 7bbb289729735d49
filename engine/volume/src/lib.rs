//! Bakes a field into a narrow-band 3D texture.
//!
//! [`bake`] lays a lattice of cubic voxels over the field's bounds, bounds cubes of 32³, 16³ and 8³ samples by
//! intervals, fills those away from the surface, and evaluates the others with tapes specialised to them. The result is
//! bit for bit what evaluating every sample gives ([`bake_dense`]), for any number of threads. [`bake_sparse`] keeps only
//! the bricks near the surface. [`rebake`] does either and takes what an edit has not changed from an earlier bake.
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
    record::{CubeRecord, Watch},
    region::{Partition, Units},
    tasks,
};
use gve_shared::container::TEXTURE_BRICK;

use dense::Output;
use grid::Grid;
pub use gve_math::half;
use progress::Progress;
pub use sparse::Bricks;
use worker::{Keeper, Task, Worker};

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
    /// Bytes of the samples in memory.
    pub fn byte_count(&self) -> usize {
        match &self.samples {
            Samples::Dense(samples) => size_of_val(samples.as_slice()),
            Samples::Sparse(bricks) => size_of_val(bricks.index()) + size_of_val(bricks.stored()),
        }
    }

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

/// What a bake leaves for the next one: the tapes that its samples were evaluated with.
#[derive(Debug, Clone)]
pub struct BakeRecord(CubeRecord);

impl BakeRecord {
    /// Bytes in memory.
    pub fn byte_count(&self) -> usize {
        self.0.byte_count()
    }
}

/// Which samples are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// All of them.
    Dense,
    /// Those in bricks near the surface.
    Sparse,
}

/// Bakes the field, skipping what is far from its surface.
///
/// # Errors
/// [`Cancelled`] if `control` asked for it.
pub fn bake(field: &Field, options: &BakeOptions, control: &dyn StageControl) -> Result<Volume, Cancelled> {
    Ok(baked(field, options, Layout::Dense, None, control)?.0)
}

/// Bakes the field as [`bake`] does and keeps only the bricks near its surface.
///
/// # Errors
/// [`Cancelled`] if `control` asked for it.
pub fn bake_sparse(field: &Field, options: &BakeOptions, control: &dyn StageControl) -> Result<Volume, Cancelled> {
    Ok(baked(field, options, Layout::Sparse, None, control)?.0)
}

/// Bakes the field as [`bake`] or [`bake_sparse`] does and records how. Where the grid is that of an earlier volume of the
/// same layout, only cubes whose distances an edit has changed are evaluated; the result has the same bits.
///
/// # Errors
/// [`Cancelled`] if `control` asked for it.
pub fn rebake(
    field: &Field,
    options: &BakeOptions,
    layout: Layout,
    earlier: Option<(&Volume, &BakeRecord)>,
    control: &dyn StageControl,
) -> Result<(Volume, BakeRecord), Cancelled> {
    let (volume, record) = baked(field, options, layout, Some(earlier), control)?;
    // Every bake that is asked for a record makes one.
    Ok((volume, record.expect("a record")))
}

/// A bake, with a record if there is a place for an earlier one.
fn baked(
    field: &Field,
    options: &BakeOptions,
    layout: Layout,
    earlier: Option<Option<(&Volume, &BakeRecord)>>,
    control: &dyn StageControl,
) -> Result<(Volume, Option<BakeRecord>), Cancelled> {
    let grid = Grid::around(field, options.resolution);
    let partition = partition(&grid);
    let units = partition.units(field, control)?;
    let usable = earlier.flatten().filter(|(volume, record)| {
        let has_layout = matches!(volume.samples, Samples::Dense(_)) == (layout == Layout::Dense);
        has_layout && record.0.fits(&partition)
    });
    let keeper = || {
        earlier.map(|_| Keeper {
            watch: Watch::new(field, usable.map(|(_, record)| &record.0), false),
            earlier: usable.map(|(volume, _)| volume),
        })
    };
    let task = Task { grid: &grid, partition: &partition, control };
    let (samples, keepers) = match layout {
        Layout::Dense => dense_samples(field, &task, &units, keeper)?,
        Layout::Sparse => sparse_samples(field, &task, &units, keeper)?,
    };
    let watches: Vec<_> = keepers.into_iter().flatten().map(|keeper| keeper.watch).collect();
    let record = earlier.map(|_| BakeRecord(CubeRecord::gather(&partition, watches)));
    Ok((grid.into_volume(samples), record))
}

/// All samples, and what the threads have kept in mind.
fn dense_samples<'e>(
    field: &Field,
    task: &Task<'_>,
    units: &Units,
    keeper: impl Fn() -> Option<Keeper<'e>> + Sync,
) -> Result<(Samples, Vec<Option<Keeper<'e>>>), Cancelled> {
    let Task { grid, partition, control } = *task;
    // Everything is written by the threads, also what is far from the surface: touching fresh memory takes its time.
    let mut samples = vec![0; grid.sample_count()];
    let output = Output::new(&mut samples, grid.dimensions);
    let whole = whole_units(units, grid);
    let count = units.near.len() + whole.len();
    let progress = Progress::new(control, count);
    let workers = tasks::run(
        count,
        || (Worker::new(field), keeper()),
        |(worker, keeper), index| {
            match units.near.get(index) {
                Some(unit) => worker.bake_unit(task, unit, keeper.as_mut(), &mut &output),
                None => {
                    let (origin, value) = whole[index - units.near.len()];
                    output.fill::<{ BRICK as usize }>(origin, partition.sizes[0], value);
                }
            }
            advance(&progress, control)
        },
    )?;
    Ok((Samples::Dense(samples), workers.into_iter().map(|(_, keeper)| keeper).collect()))
}

/// The samples near the surface, and what the threads have kept in mind.
fn sparse_samples<'e>(
    field: &Field,
    task: &Task<'_>,
    units: &Units,
    keeper: impl Fn() -> Option<Keeper<'e>> + Sync,
) -> Result<(Samples, Vec<Option<Keeper<'e>>>), Cancelled> {
    let Task { grid, partition, control } = *task;
    let progress = Progress::new(control, units.near.len());
    let workers = tasks::run(
        units.near.len(),
        || (Worker::new(field), sparse::Collected::new(grid), keeper()),
        |(worker, collected, keeper), index| {
            worker.bake_unit(task, &units.near[index], keeper.as_mut(), collected);
            advance(&progress, control)
        },
    )?;
    let (mut parts, mut keepers) = (Vec::new(), Vec::new());
    for (_, collected, keeper) in workers {
        parts.push(collected);
        keepers.push(keeper);
    }
    let mut rest = sparse::Collected::new(grid);
    for (origin, value) in whole_units(units, grid) {
        sink::Sink::fill_bricks(&mut rest, origin, partition.sizes[0], value);
    }
    parts.push(rest);
    Ok((Samples::Sparse(sparse::assemble(grid, parts, control)?), keepers))
}

/// Tells of a unit that is done, unless it was given up.
fn advance(progress: &Progress<'_>, control: &dyn StageControl) -> Result<(), Cancelled> {
    control.proceed()?;
    progress.advance();
    Ok(())
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
