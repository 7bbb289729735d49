//! Bounds of shapes that are larger than their parts suggest.
//!
//! Rounding, shells and blends move the surface by a *value*. Where the value is only a lower bound of the distance
//! (behind a twist or taper, outside of an intersection's edges), the surface moves farther than that many metres, and
//! the recipe's bounds may not contain it. Interval bounds find out how far it really reaches.

use crate::{
    control::Unattended,
    field::{Bounds, Field},
    region::{Lattice, Partition, RegionScratch, Verdict},
};

/// Cubes along the longest axis of the searched box.
const CUBES: u32 = 64;
/// The searched box reaches this part of the longest extent beyond the bounds, then twice as far, and so on.
const FIRST_MARGIN: f32 = 0.25;
const ATTEMPTS: u32 = 4;

/// The field's bounds, extended by all cubes beyond them that interval bounds cannot show to be outside.
pub(crate) fn reached(field: &Field) -> Bounds {
    let mut margin = FIRST_MARGIN;
    for _ in 1..ATTEMPTS {
        if let Some(bounds) = search(field, margin) {
            return bounds;
        }
        margin *= 2.0;
    }
    search(field, margin).unwrap_or(field.bounds)
}

/// `None` if the surface may leave the searched box.
fn search(field: &Field, margin: f32) -> Option<Bounds> {
    let mut bounds = field.bounds;
    let extent = bounds.extent();
    let longest = extent[0].max(extent[1]).max(extent[2]);
    let reach = margin * longest;
    let spacing = (longest + 2.0 * reach) / CUBES as f32;
    let items = extent.map(|length| ((length + 2.0 * reach) / spacing).ceil().max(1.0) as u32);
    let lattice = Lattice { origin: bounds.min.map(|low| low - reach), spacing };
    let partition = Partition { lattice, items, sizes: &[16, 8, 4, 2, 1], overlap: 1, band: 0.0 };
    let units = partition.units(field, &Unattended).ok()?;
    let mut scratch = RegionScratch::default();
    let mut leaves = false;
    let mut include = |cube: [u32; 3], size: u32| {
        for axis in 0..3 {
            leaves |= cube[axis] == 0 || cube[axis] + size >= items[axis];
            bounds.min[axis] = bounds.min[axis].min(lattice.coordinate(axis, cube[axis]));
            bounds.max[axis] = bounds.max[axis].max(lattice.coordinate(axis, cube[axis] + size));
        }
    };
    for &cube in &units.inside {
        include(cube, partition.sizes[0]);
    }
    for unit in &units.near {
        partition.descend(field, &mut scratch, unit, &mut |cube, size, verdict| {
            if !matches!(verdict, Verdict::Outside) {
                include(cube, size);
            }
        });
    }
    (!leaves).then_some(bounds)
}
