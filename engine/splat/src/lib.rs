//! Gaussian splats without training: the surface is known exactly, so splats are placed on it, not learned.
//!
//! [`place`] runs these steps, one module each:
//!
//! 1. [`tiles`]: sparse cells that the surface passes, with a tape for each tile of them.
//! 2. [`candidates`]: random points in these cells, projected onto the surface by Newton steps.
//! 3. [`exposure`]: what is hidden gets fewer splats. [`known`]: more candidates where colours meet.
//! 4. [`seeds`], [`refine`], [`lines`]: creases and borders between colours, traced and cut into pieces.
//! 5. [`bend`] (by [`planes`]), [`boundary`], [`spacing`]: how close splats should be, so that they end where the surface does.
//! 6. [`blue_noise`]: dart throwing picks splats from the candidates in these spacings.
//! 7. [`shape`] and [`inset`]: size, axes and depth of these splats; where they had to be shortened, more are thrown into
//!    the [`gaps`]. [`strips`]: rows of splats along the lines. [`filling`]: large ones within thick bodies.
//! 8. [`fit`]: refinement against raymarched pictures (`iterations`).
//! 9. [`record`]: the stored form. [`probe`] evaluates the field for all of these.
//!
//! [`surface`] puts these together; what does not depend on each other runs at the same time.
//!
//! Where an edit leaves distances alone and its colours ask nothing new of the places, [`paint`] gives known splats their
//! new appearance.
//!
//! Everything is f32 with plain arithmetic and square roots, and work is cut by index, so that the same field gives the
//! same splats on every platform and for any number of threads. This crate never knows recipes, files or renderers.

mod bend;
mod blue_noise;
mod boundary;
mod candidates;
mod exposure;
mod filling;
mod fit;
mod gaps;
mod grid;
mod inset;
mod known;
mod lines;
mod paint;
mod parallel;
mod planes;
mod probe;
mod record;
mod refine;
mod seeds;
mod shape;
mod spacing;
mod strips;
mod surface;
mod tiles;
mod vector;

pub use gve_shared::container::Splat;
pub use paint::demand;

use gve_field::{
    Field,
    control::{Cancelled, StageControl},
};

/// What to place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SplatOptions {
    /// Number of splats to aim at; a surface that is too small to hold them gets fewer.
    pub count: u32,
    /// Steps of refinement, 0–300: sizes, opacities, colours, depths and places on the surface of the splats are fitted
    /// to raymarched pictures. 0 is the default and already accurate; the first 20 gain most, and each takes longer
    /// than placing all splats does.
    pub iterations: u32,
}

/// Pixels along the picture that the inset is made for: the bounding sphere fills it at a field of view of 40°.
const DESIGN_VIEW_PIXELS: f32 = 512.0;
/// Cosine of half of the design view's field of view.
const DESIGN_VIEW_COS: f32 = 0.939_692_6;

/// A point on the surface.
#[derive(Debug, Clone, Copy, PartialEq)]
struct SurfacePoint {
    /// Metres.
    position: [f32; 3],
    /// Unit length, outwards.
    normal: [f32; 3],
}

/// Splats with what is known about their places.
#[derive(Debug, Clone, PartialEq)]
pub struct Placement {
    /// In progressive order: any prefix is a level of detail.
    pub splats: Vec<Splat>,
    /// How far each centre lies below the surface, along the splat's normal (its third axis), in metres.
    pub depths_m: Vec<f32>,
    /// The two materials that each shows half of, which mostly are the same one.
    pub materials: Vec<[u16; 2]>,
}

/// Places splats on the zero surface of `field`, in progressive order: any prefix is a level of detail.
///
/// # Errors
/// [`Cancelled`] as soon as `control` says so; it is asked between blocks of a few thousand points.
pub fn place(field: &Field, options: &SplatOptions, control: &dyn StageControl) -> Result<Vec<Splat>, Cancelled> {
    Ok(arrange(field, options, control)?.splats)
}

/// Places splats as [`place`] does and tells how deep they lie.
///
/// # Errors
/// As [`place`].
pub fn arrange(field: &Field, options: &SplatOptions, control: &dyn StageControl) -> Result<Placement, Cancelled> {
    let pixel_m = vector::length(field.bounds().extent()) / (DESIGN_VIEW_PIXELS * DESIGN_VIEW_COS);
    let discs = if options.count == 0 { Vec::new() } else { surface::cover(field, options, pixel_m, control)? };
    let placement = Placement {
        splats: discs.iter().map(record::stored).collect(),
        depths_m: discs.iter().map(|disc| disc.depth_m).collect(),
        materials: discs.iter().map(|disc| [disc.appearance.material, disc.other_material]).collect(),
    };
    control.report(1.0);
    Ok(placement)
}
