//! Refinement of placed splats against raymarched pictures (`iterations`).
//!
//! Every iteration draws all splats from all cameras and finds for each number of each splat in which direction the
//! pictures get better. Each number then takes a step of its own, which grows while the direction stays and halves when
//! it turns (iRprop⁻: Igel and Hüsken, "Improving the Rprop learning algorithm", 2000). The best state of all is the
//! result, so that more iterations never make the pictures worse.

mod draw;
mod reference;
mod view;

use gve_field::{
    color::{oklab_from_srgb, srgb_from_oklab},
    control::Cancelled,
    math, tasks,
};

use crate::{
    probe::Probe,
    record::Disc,
    vector::{self, Vector},
};
use draw::{PARTS, Slope};
use reference::Pixel;
use view::View;

/// Cameras to look through.
const VIEWS: usize = 12;
/// Factors on the step of a number whose direction stays, and turns.
const LONGER: f32 = 1.2;
const SHORTER: f32 = 0.5;
/// First, smallest and largest step of each number: logarithms of sizes, ways along the surface and depth in pixels of
/// the design view, opacity, sRGB.
const STEPS: [[f32; 3]; PARTS] = [
    [0.02, 1e-4, 0.1],
    [0.02, 1e-4, 0.1],
    [0.02, 1e-4, 0.1],
    [0.03, 1e-3, 0.15],
    [0.03, 1e-3, 0.15],
    [0.03, 1e-3, 0.15],
    [0.01, 1e-3, 0.05],
    [0.004, 1e-4, 0.02],
    [0.004, 1e-4, 0.02],
    [0.004, 1e-4, 0.02],
];
/// How far sizes may change, as a factor.
const LARGEST_CHANGE: f32 = 2.5;
/// Depth stays below this many times what it was.
const DEEPEST: f32 = 1.6;
/// A splat stays where its normal turns less than this from step to step (cosine).
const SAME_FACE: f32 = 0.9;
/// A splat may lie this far off its depth, in pixels.
const LARGEST_ERROR_PX: f32 = 0.01;
const OPACITIES: [f32; 2] = [0.05, 0.99];

/// What is known about a disc besides its present numbers.
struct Track {
    /// Sizes and depth that it was placed with.
    scale: Vector,
    depth_m: f32,
    /// Smallest and largest step of each number.
    bounds: [[f32; 2]; PARTS],
    /// Next step of each number.
    steps: Slope,
    /// Directions of the last steps; 0 after a turn.
    last: Slope,
}

/// The discs after this many iterations.
pub fn refined(
    probe: &Probe<'_>,
    discs: Vec<Disc>,
    iterations: u32,
    pixel_m: f32,
    report: impl Fn(f32),
) -> Result<Vec<Disc>, Cancelled> {
    if iterations == 0 || discs.is_empty() {
        return Ok(discs);
    }
    let views = view::around(&probe.field.bounds(), VIEWS);
    let mut references = Vec::with_capacity(views.len());
    for view in &views {
        references.push(reference::trace(probe, view)?);
        report(0.2 * references.len() as f32 / views.len() as f32);
    }
    let mut tracks: Vec<Track> = discs.iter().map(|disc| Track::of(disc, pixel_m)).collect();
    let mut now = discs.clone();
    let (mut best, mut least) = (discs, f32::INFINITY);
    for iteration in 0..=iterations {
        let (error, slopes) = compared(probe, &now, &views, &references)?;
        if error < least {
            least = error;
            best.clone_from(&now);
        }
        if iteration < iterations {
            let wanted: Vec<Disc> = now
                .iter()
                .zip(&mut tracks)
                .zip(&slopes)
                .map(|((disc, track), slope)| track.stepped(disc, slope))
                .collect();
            now = on_surface(probe, &now, wanted, pixel_m)?;
        }
        report(0.2 + 0.8 * (iteration + 1) as f32 / (iterations + 1) as f32);
    }
    Ok(best)
}

/// Error and slopes over all views.
fn compared(
    probe: &Probe<'_>,
    discs: &[Disc],
    views: &[View],
    references: &[Vec<Pixel>],
) -> Result<(f32, Vec<Slope>), Cancelled> {
    let workers = tasks::run(views.len(), Vec::new, |done: &mut Vec<(usize, (f32, Vec<Slope>))>, number| {
        done.push((number, draw::compare(discs, &views[number], &references[number], probe.control)?));
        Ok(())
    })?;
    let mut results: Vec<_> = workers.into_iter().flatten().collect();
    results.sort_unstable_by_key(|(number, _)| *number);
    let mut error = 0.0;
    let mut slopes = vec![[0.0; PARTS]; discs.len()];
    for (_, (of_view, slopes_of_view)) in results {
        error += of_view;
        for (sum, slope) in slopes.iter_mut().zip(slopes_of_view) {
            sum.iter_mut().zip(slope).for_each(|(sum, part)| *sum += part);
        }
    }
    Ok((error, slopes))
}

impl Track {
    fn of(disc: &Disc, pixel_m: f32) -> Self {
        let units: [f32; PARTS] = std::array::from_fn(|part| match part {
            // Faces stay flat, rows keep their places.
            2 => f32::from(disc.is_anchored),
            3 | 4 if disc.is_anchored => 0.0,
            3..=5 => pixel_m,
            _ => 1.0,
        });
        let of = |which: usize| std::array::from_fn(|part| units[part] * STEPS[part][which]);
        let (least, most): (Slope, Slope) = (of(1), of(2));
        let bounds = std::array::from_fn(|part| [least[part], most[part]]);
        Self { scale: disc.scale, depth_m: disc.depth_m, bounds, steps: of(0), last: [0.0; PARTS] }
    }

    /// The disc after its next step, wherever that leads.
    fn stepped(&mut self, disc: &Disc, slope: &Slope) -> Disc {
        let mut moves = [0.0; PARTS];
        for (part, bounds) in self.bounds.iter().enumerate() {
            let direction = if slope[part] > 0.0 { -1.0 } else { f32::from(slope[part] < 0.0) };
            let agreement = direction * self.last[part];
            let factor = if agreement > 0.0 { LONGER } else { SHORTER };
            if agreement != 0.0 {
                self.steps[part] = (factor * self.steps[part]).clamp(bounds[0], bounds[1]);
            }
            self.last[part] = if agreement < 0.0 { 0.0 } else { direction };
            moves[part] = self.last[part] * self.steps[part];
        }
        let mut next = *disc;
        for axis in 0..3 {
            let (low, high) = (self.scale[axis] / LARGEST_CHANGE, self.scale[axis] * LARGEST_CHANGE);
            next.scale[axis] = (disc.scale[axis] * math::exp(moves[axis])).clamp(low, high);
        }
        if !disc.is_anchored {
            next.scale[2] = disc.scale[2].min(0.01 * next.scale[0].min(next.scale[1]));
        }
        let side = vector::cross(disc.normal, disc.axis);
        let way = vector::add(vector::scale(disc.axis, moves[3]), vector::scale(side, moves[4]));
        next.depth_m = (disc.depth_m + moves[5]).clamp(0.0, DEEPEST * self.depth_m);
        let deeper = vector::scale(disc.normal, disc.depth_m - next.depth_m);
        next.center = vector::add(disc.center, vector::add(way, deeper));
        next.opacity = (disc.opacity + moves[6]).clamp(OPACITIES[0], OPACITIES[1]);
        if moves[7..].iter().any(|&part| part != 0.0) {
            let srgb = srgb_from_oklab(disc.appearance.color_oklab);
            let moved: Vector = std::array::from_fn(|channel| (srgb[channel] + moves[7 + channel]).clamp(0.0, 1.0));
            next.appearance.color_oklab = oklab_from_srgb(moved);
        }
        next
    }
}

/// Brings discs that moved along the surface back to their depth below it; those that would leave their face or
/// material stay where they were.
fn on_surface(probe: &Probe<'_>, before: &[Disc], mut wanted: Vec<Disc>, pixel_m: f32) -> Result<Vec<Disc>, Cancelled> {
    let moved: Vec<usize> = (0..wanted.len()).filter(|&index| !wanted[index].is_anchored).collect();
    let mut feet: Vec<Vector> = moved.iter().map(|&index| wanted[index].foot()).collect();
    for _ in 0..2 {
        let gradients = probe.gradients(&feet)?;
        for (foot, [dx, dy, dz, distance]) in feet.iter_mut().zip(gradients) {
            let squared = (dx * dx + dy * dy + dz * dz).max(1e-6);
            *foot = vector::sub(*foot, vector::scale([dx, dy, dz], distance / squared));
        }
    }
    let appearances = probe.appearances(&feet)?;
    let gradients = probe.gradients(&feet)?;
    for (((index, foot), gradient), appearance) in moved.into_iter().zip(feet).zip(gradients).zip(appearances) {
        let (old, disc) = (&before[index], &mut wanted[index]);
        let normal = vector::direction([gradient[0], gradient[1], gradient[2]]);
        let stays = |normal: &Vector| {
            vector::dot(*normal, old.normal) > SAME_FACE
                && appearance.material == old.appearance.material
                && gradient[3].abs() < LARGEST_ERROR_PX * pixel_m
        };
        let turned = normal
            .filter(stays)
            .and_then(|normal| Some((normal, vector::direction(vector::tangential(disc.axis, normal))?)));
        if let Some((normal, axis)) = turned {
            (disc.normal, disc.axis) = (normal, axis);
            disc.center = vector::sub(foot, vector::scale(normal, disc.depth_m));
        } else {
            (disc.center, disc.depth_m) = (old.center, old.depth_m);
        }
    }
    Ok(wanted)
}
