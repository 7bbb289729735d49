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
/// Spacings that differ by less than this factor are similar.
const SIMILAR: f32 = 3.0;

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
    let near = thinning.around(before, AROUND, control)?;
    let crowds = by_size(placed, control)?;
    // Most of these lie close to a splat.
    let free = map_ranges(near.len(), control, |range| {
        let with_gap = |&number: &usize| {
            let dart = thinning.darts()[number];
            let is_free = !crowds.iter().any(|crowd| crowd.is_near(&dart, NO_GAP));
            let squared_gap =
                || crowds.iter().map(|crowd| crowd.squared_gap(&dart, LARGEST_GAP)).fold(f32::INFINITY, f32::min);
            is_free.then(|| (dart, squared_gap()))
        };
        near[range].iter().filter_map(with_gap).collect()
    })?;
    let (free, squared_gaps): (Vec<Dart>, Vec<f32>) = free.into_iter().unzip();
    Thinning::between(&free, &squared_gaps, LARGEST_GAP, control)?.pick(count, NO_GAP, control)
}

/// The splats in crowds of similar size: how far to look depends on the largest of a crowd.
fn by_size(placed: &[Dart], control: &dyn StageControl) -> Result<Vec<Crowd>, Cancelled> {
    let mut sizes_m: Vec<f32> = placed.iter().map(|dart| dart.spacing.longest_m()).collect();
    sizes_m.sort_unstable_by(f32::total_cmp);
    let mut crowds = Vec::new();
    let mut smallest_m = 0.0;
    while let Some(&first_m) = sizes_m.get(sizes_m.partition_point(|&size_m| size_m < smallest_m)) {
        let sizes_m = smallest_m..SIMILAR * first_m.max(f32::MIN_POSITIVE);
        let crowd: Vec<Dart> =
            placed.iter().filter(|dart| sizes_m.contains(&dart.spacing.longest_m())).copied().collect();
        crowds.push(Crowd::new(&crowd, CUBES, control)?);
        smallest_m = sizes_m.end;
    }
    Ok(crowds)
}
