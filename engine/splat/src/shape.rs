//! Size and axes of the splats on faces.

use gve_field::control::Cancelled;

use crate::{
    boundary::{Boundary, Limit},
    candidates::Candidate,
    inset,
    probe::Probe,
    record::{Disc, OPACITY},
    spacing::Spacing,
    surface::Chosen,
    vector::{self, Vector},
};

/// Standard deviation of a splat in spacings.
const SIZE: f32 = 0.74;
/// Standard deviation towards a line, as a part of the distance to it.
const SIZE_TO_LINE: f32 = 0.45;
/// Thickness along the normal, as a part of the smaller size. Thicker splats widen the silhouette.
const THICKNESS: f32 = 0.01;
/// How far a splat may stick out of the surface, in pixels of the design view.
const OVERHANG_PX: f32 = 0.15;
/// Where that is looked at.
const TIPS: Tips<4> = Tips { places: [[1.6, 0.0], [-1.6, 0.0], [0.0, 1.6], [0.0, -1.6]], factor: 1.0 };
const FAR_TIPS: Tips<4> = Tips { places: [[2.6, 0.0], [-2.6, 0.0], [0.0, 2.6], [0.0, -2.6]], factor: 3.0 };
/// The same for large splats.
const BETWEEN_TIPS: Tips<4> = Tips { places: [[1.1, 1.1], [1.1, -1.1], [-1.1, 1.1], [-1.1, -1.1]], factor: 1.0 };
/// The same for rods.
const ROD_ENDS: Tips<2> = Tips { places: [[2.0, 0.0], [-2.0, 0.0]], factor: 1.0 };
/// Standard deviation of a large splat, in pixels.
const LARGE_PX: f32 = 1.5;
/// A splat that sticks out is multiplied by this, at most so many times.
const SHORTENED: f32 = 0.7;
const SHORTENINGS: usize = 5;

/// A disc on a face.
pub struct Shaped {
    pub disc: Disc,
    /// Whether it is smaller than its spacing asks for, because it would stick out of the surface.
    pub is_shortened: bool,
}

/// The discs of the chosen splats, `inset_m` below the surface where the part is thick enough.
pub fn discs(
    probe: &Probe<'_>,
    chosen: &[Chosen],
    boundary: &Boundary,
    inset_m: f32,
    pixel_m: f32,
) -> Result<Vec<Shaped>, Cancelled> {
    let candidates: Vec<&Candidate> = chosen.iter().map(|chosen| &chosen.candidate).collect();
    let depths_m = inset::depths(probe, &candidates, inset_m)?;
    let (mut lines, mut limits) = (boundary.look(), Vec::new());
    let disc = |(chosen, depth_m): (&Chosen, f32)| {
        let point = &chosen.candidate.point;
        limits.clear();
        lines.limits(point, |limit| limits.push(limit));
        let sizes_m = chosen.spacing.lengths_m.map(|length_m| SIZE * length_m);
        let (axis, [first_m, second_m]) = limited(point.normal, chosen.spacing.axis, sizes_m, &limits);
        Disc {
            center: vector::sub(point.position, vector::scale(point.normal, depth_m)),
            normal: point.normal,
            axis,
            scale: [first_m, second_m, THICKNESS * first_m.min(second_m)],
            appearance: chosen.candidate.appearance,
            other_material: chosen.candidate.appearance.material,
            opacity: OPACITY,
            is_anchored: false,
            depth_m,
        }
    };
    let mut discs: Vec<Disc> = chosen.iter().zip(depths_m).map(disc).collect();
    let overhang_m = |chosen: &Chosen| OVERHANG_PX * pixel_m * chosen.candidate.slope.min(1.0);
    let is_shortened = shorten(probe, &mut discs, &chosen.iter().map(overhang_m).collect::<Vec<_>>(), pixel_m)?;
    Ok(discs.into_iter().zip(is_shortened).map(|(disc, is_shortened)| Shaped { disc, is_shortened }).collect())
}

/// The spacing that a disc's size stands for.
pub fn spacing_of(disc: &Disc) -> Spacing {
    let [first_m, second_m, _] = disc.scale;
    Spacing { axis: disc.axis, lengths_m: [first_m, second_m].map(|size_m| size_m / SIZE) }
}

/// Shortens discs that stick out of the surface, where they fade out, by more than theirs of `overhangs_m`, and tells
/// which. Large ones may reach over a gap to where the surface goes on, so these are looked at all over.
fn shorten(probe: &Probe<'_>, discs: &mut [Disc], overhangs_m: &[f32], pixel_m: f32) -> Result<Vec<bool>, Cancelled> {
    let mut is_shortened = vec![false; discs.len()];
    let is_large = |disc: &Disc| disc.scale[0].max(disc.scale[1]) > LARGE_PX * pixel_m;
    let large: Vec<usize> = (0..discs.len()).filter(|&index| is_large(&discs[index])).collect();
    let all: Vec<usize> = (0..discs.len()).collect();
    for (open, tips) in [(all.clone(), TIPS), (all, FAR_TIPS), (large, BETWEEN_TIPS)] {
        for index in tips.shorten(probe, discs, open, overhangs_m)? {
            is_shortened[index] = true;
        }
    }
    Ok(is_shortened)
}

/// Shortens rods along lines that go on where their lines end.
pub fn shorten_rods(probe: &Probe<'_>, rods: &mut [Disc], pixel_m: f32) -> Result<(), Cancelled> {
    let all = (0..rods.len()).collect();
    ROD_ENDS.shorten(probe, rods, all, &vec![OVERHANG_PX * pixel_m; rods.len()]).map(drop)
}

/// Places of a splat that are looked at together.
struct Tips<const COUNT: usize> {
    /// In standard deviations along and across the axis.
    places: [[f32; 2]; COUNT],
    /// How many times as far as others it may stick out there.
    factor: f32,
}

impl<const COUNT: usize> Tips<COUNT> {
    /// Shortens those of the `open` discs that stick out, along the axes on which they do, and returns which.
    fn shorten(
        &self,
        probe: &Probe<'_>,
        discs: &mut [Disc],
        mut open: Vec<usize>,
        overhangs_m: &[f32],
    ) -> Result<Vec<usize>, Cancelled> {
        let mut shortened = Vec::new();
        for _ in 0..SHORTENINGS {
            let places_of = |&index: &usize| self.places.map(|place| discs[index].at(place));
            let places: Vec<Vector> = open.iter().flat_map(places_of).collect();
            let distances = probe.distances(&places)?;
            let mut still_open = Vec::new();
            for (index, distances) in open.into_iter().zip(distances.as_chunks::<COUNT>().0) {
                let is_out = |distance: f32| distance > self.factor * overhangs_m[index];
                let is_long = [0, 1].map(|axis: usize| {
                    self.places.iter().zip(distances).any(|(place, &distance)| place[axis] != 0.0 && is_out(distance))
                });
                for (size, _) in discs[index].scale.iter_mut().zip(is_long).filter(|(_, is_long)| *is_long) {
                    *size *= SHORTENED;
                }
                if is_long.contains(&true) {
                    still_open.push(index);
                }
            }
            shortened.extend_from_slice(&still_open);
            open = still_open;
        }
        Ok(shortened)
    }
}

/// Axis and sizes of a disc that ends at the limits.
fn limited(normal: Vector, mut axis: Vector, mut sizes: [f32; 2], limits: &[Limit]) -> (Vector, [f32; 2]) {
    let reach = |axis: Vector, sizes: [f32; 2], towards: Vector| {
        let x = sizes[0] * vector::dot(axis, towards);
        let y = sizes[1] * vector::dot(vector::cross(normal, axis), towards);
        (x * x + y * y).sqrt()
    };
    let excess =
        |axis, sizes, limit: &Limit| reach(axis, sizes, limit.towards) / (SIZE_TO_LINE * limit.distance_m).max(1e-9);
    let worst = limits.iter().max_by(|a, b| excess(axis, sizes, a).total_cmp(&excess(axis, sizes, b)));
    if let Some(limit) = worst.filter(|limit| excess(axis, sizes, limit) > 1.0) {
        let towards = vector::direction(vector::tangential(limit.towards, normal)).unwrap_or(axis);
        let beside = reach(axis, sizes, vector::cross(normal, towards));
        (axis, sizes) = (towards, [SIZE_TO_LINE * limit.distance_m, beside]);
        // Other lines shorten the axis that points at them more.
        for limit in limits {
            let excess = excess(axis, sizes, limit);
            if excess > 1.0 {
                let first = vector::dot(axis, limit.towards).abs() > 0.7;
                sizes[usize::from(!first)] /= excess;
            }
        }
    }
    (axis, sizes)
}
