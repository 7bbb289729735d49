//! Where splats had to be shortened they leave gaps; darts are thrown into these, the widest first.

use gve_field::control::{Cancelled, StageControl};

use crate::{
    blue_noise::{Crowd, Dart, Thinning},
    parallel::map_ranges,
};

/// First radius, in spacings.
const LARGEST_GAP: f32 = 1.5;
/// What is nearer to a placed dart than this, in spacings, is no gap.
const NO_GAP: f32 = 0.75;
/// A shortened splat may have left a gap as near as this, in spacings.
const AROUND: f32 = 1.2;

/// Edge of the cubes that placed splats are sorted into, in spacings.
const CUBES: f32 = 2.0;

/// Picks up to `count` of the darts that `thinning` has been given to fill what shortened splats have left: `before` are
/// these as they were placed, `placed` all splats as they are.
///
/// # Errors
/// [`Cancelled`] if `control` asked for it.
pub fn fill(
    thinning: &Thinning<'_>,
    before: &[Dart],
    placed: &[Dart],
    count: usize,
    control: &dyn StageControl,
) -> Result<Vec<Dart>, Cancelled> {
    if before.is_empty() {
        return Ok(Vec::new());
    }
    let near = thinning.around(before, AROUND);
    let crowd = Crowd::new(placed, CUBES);
    control.proceed()?;
    // Most of these lie close to a splat.
    let free = map_ranges(near.len(), control, |range| {
        let with_gap = |&number: &usize| {
            let dart = thinning.darts()[number];
            (!crowd.is_near(&dart, NO_GAP)).then(|| (dart, crowd.squared_gap(&dart, LARGEST_GAP)))
        };
        near[range].iter().filter_map(with_gap).collect()
    })?;
    let (free, squared_gaps): (Vec<Dart>, Vec<f32>) = free.into_iter().unzip();
    Thinning::between(&free, &squared_gaps, LARGEST_GAP).pick(count, NO_GAP, control)
}
