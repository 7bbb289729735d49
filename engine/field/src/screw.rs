//! A rod with a helical thread: the basic profile of ISO 68-1, an equilateral triangle with an eighth of its height cut
//! off at the crest and a quarter at the root.
//!
//! At a point's place along the helix, counted in pitches, w is the way to the nearest crest. In the half-plane (w, r) a
//! flank is a line at 30° to the radius; its distance f = (w − P/16)·cos 30° + (r − R)·sin 30° bounds the solid together
//! with the crest's r − R and the core's r − c. Around the axis w changes by lead / 2πr, so that |∇f|² is
//! 1 + ¾ (lead / 2πr)²: f is divided by the root of that at the core. Inside of the core, where the helix would wind ever
//! faster, f is that at the core times r / c, which changes no faster because a pitch is at most 0.8 of the radius.

use crate::{
    bend::angle_from_ahead,
    formula::{centred, length2},
    lanes::Lanes,
};

/// Numbers in the record: centre, radius, half height, radius of the core, pitch, 1 / pitch, starts per radian (negative
/// winds to the left), half of a crest's width, 1 / (core radius · stretch).
pub(crate) const SCREW_RECORD: usize = 11;
/// Depth of the profile in pitches.
const DEPTH: f64 = 0.541_265_877_365_274_1;
const COS_30: f32 = 0.866_025_4;

/// The record of sizes `[radius, half_height, pitch]`.
pub(crate) fn record(centre: [f64; 3], sizes: [f64; 3], starts: u32, is_left: bool) -> Vec<f64> {
    let [radius, half_height, pitch] = sizes;
    let core = radius - DEPTH * pitch;
    let winding = pitch * f64::from(starts) / (std::f64::consts::TAU * core);
    // A hair more than the stretch, for rounding.
    let stretch = (1.0 + 0.75 * winding * winding).sqrt() * 1.000_01;
    let starts = f64::from(starts) / std::f64::consts::TAU * if is_left { -1.0 } else { 1.0 };
    let [x, y, z] = centre;
    vec![x, y, z, radius, half_height, core, pitch, 1.0 / pitch, starts, pitch / 16.0, 1.0 / (core * stretch)]
}

/// Whether a stored record keeps what the bounds rely on.
pub(crate) fn is_record(k: &[f32]) -> bool {
    let (core, pitch) = (k[5], k[6]);
    let winding = k[8] * pitch / core;
    let stretch = (1.0 + 0.75 * winding * winding).sqrt();
    core > 0.0
        && pitch > 0.0
        && pitch <= 1.42 * core
        && k[3] <= core + 0.542 * pitch
        && k[3] > core
        && (k[7] * pitch - 1.0).abs() < 1e-3
        && k[9] >= 0.0
        && k[9] < 0.25 * pitch
        && k[10] > 0.0
        && k[10] * core * stretch <= 1.001
}

/// k: see [`SCREW_RECORD`].
#[inline(always)]
pub(crate) fn screw<L: Lanes>(p: [L; 3], k: &[f32]) -> L {
    let q = centred(p, k);
    let from_axis = length2(q[0], q[2]);
    let turned = angle_from_ahead(q[2].abs(), q[0]).scale(k[8]);
    let turns = q[1].scale(k[7]) + L::select(q[2].less(L::splat(0.0)), -turned, turned);
    let from_crest = (turns - (turns + L::splat(0.5)).floor()).abs().scale(k[6]);
    let core = L::splat(k[5]);
    let beside = (from_crest - L::splat(k[9])).scale(COS_30);
    let flank = beside + (from_axis.larger(core) - L::splat(k[3])).scale(0.5);
    let flank = flank * from_axis.smaller(core).scale(k[10]);
    let solid = (from_axis - L::splat(k[3])).larger(flank.smaller(from_axis - core));
    solid.larger(q[1].abs() - L::splat(k[4]))
}
