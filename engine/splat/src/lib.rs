//! Gaussian splats without training: the surface is known exactly, so splats are placed on it, not learned.
//!
//! [`place`] runs these steps, one module each:
//!
//! 1. [`tiles`]: sparse cells that the surface passes, with a tape for each tile of them.
//! 2. [`candidates`]: random points in these cells, projected onto the surface by Newton steps.
//! 3. [`blue_noise`]: progressive dart throwing picks splats from the candidates; any prefix is evenly spread.
//! 4. [`relax`]: optional steps that even out the spacing (`iterations`).
//! 5. [`neighbours`] and [`shape`]: spacing, principal curvatures, and the creases and material borders nearby.
//! 6. [`record`]: size, orientation, inset, colour and the stored form.
//!
//! Everything is f32 with plain arithmetic and square roots, and work is cut by index, so that the same field gives the
//! same splats on every platform and for any number of threads. This crate never knows recipes, files or renderers.

mod blue_noise;
mod candidates;
mod grid;
mod neighbours;
mod parallel;
mod record;
mod relax;
mod shape;
mod tiles;
mod vector;

pub use gve_shared::container::Splat;

use gve_field::{
    Field,
    control::{Cancelled, StageControl},
};

/// What to place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SplatOptions {
    /// Number of splats to aim at; a surface that is too small to hold them gets fewer.
    pub count: u32,
    /// Relaxation steps, 0–300. Each moves every splat a little along the surface, away from its closest neighbours,
    /// and projects it back. The first few even out the spacing that dart throwing leaves; later ones change little.
    /// 0 is the default and already accurate.
    pub iterations: u32,
}

/// Pixels along the picture that the inset is made for: the bounding sphere fills it at a field of view of 40°.
const DESIGN_VIEW_PIXELS: f32 = 512.0;
/// Cosine of half of the design view's field of view.
const DESIGN_VIEW_COS: f32 = 0.939_692_6;
/// Candidates per splat: more give more even spacing and take longer.
const CANDIDATES_PER_SPLAT: usize = 4;

/// Cells along the longest axis, so that each one gets a few draws on common shapes.
fn cells_along_axis(candidates: usize) -> u32 {
    match candidates {
        0..8_000 => 32,
        8_000..100_000 => 64,
        100_000..800_000 => 128,
        _ => 256,
    }
}

/// A point on the surface.
#[derive(Debug, Clone, Copy, PartialEq)]
struct SurfacePoint {
    /// Metres.
    position: [f32; 3],
    /// Unit length, outwards.
    normal: [f32; 3],
}

/// Places splats on the zero surface of `field`, in progressive order: any prefix is a level of detail.
///
/// # Errors
/// [`Cancelled`] as soon as `control` says so; it is asked between blocks of a few thousand points.
pub fn place(field: &Field, options: &SplatOptions, control: &dyn StageControl) -> Result<Vec<Splat>, Cancelled> {
    let count = options.count as usize;
    if count == 0 {
        return Ok(Vec::new());
    }
    let wanted = count * CANDIDATES_PER_SPLAT;
    let tiles = tiles::near_surface(field, cells_along_axis(wanted), control)?;
    control.report(0.1);
    let cloud = candidates::on_surface(field, &tiles, wanted, control)?;
    control.report(0.5);
    let spacing_m = (cloud.area_m2 / count as f32).sqrt();
    let diagonal_m = vector::length(field.bounds().extent());
    let chosen = blue_noise::thin(&cloud.points, count, diagonal_m, control)?;
    let mut points = candidates::polish(field, &chosen, tiles.cell_m, control)?;
    control.report(0.7);
    for _ in 0..options.iterations {
        points = relax::step(field, &points, spacing_m, tiles.cell_m, control)?;
    }
    let neighbours = neighbours::nearest(field, &points, spacing_m, control)?;
    let pixel_m = diagonal_m / (DESIGN_VIEW_PIXELS * DESIGN_VIEW_COS);
    let splats = record::describe(field, &points, &neighbours, &record::Scene { spacing_m, pixel_m }, control)?;
    control.report(1.0);
    Ok(splats)
}
