//! Splats along creases and borders.
//!
//! A crease within one colour gets one row of rods below it, about as thick as a pixel of the design view, which look
//! the same from both faces. A border gets a row of narrow discs on either side, each ending at the line, and below
//! them rods of the mixed colour: what shines through at the line then looks like the two colours seen together.

use gve_field::{SurfaceSample, control::Cancelled};

use crate::{
    lines::Piece,
    probe::Probe,
    record::{Disc, OPACITY},
    shape,
    vector::{self, Vector},
};

/// Standard deviation along a row, as a part of the length of a piece.
const ALONG: f32 = 0.6;
/// The same for the last piece of a line, which must not reach over a corner.
const ALONG_AT_END: f32 = 0.45;
/// Standard deviations of a rod, across and towards the middle between its faces, in pixels of the design view.
const ROD_PX: [f32; 2] = [0.3, 0.3];
/// How far a rod lies below a crease that sticks out.
const CONVEX_DEPTH_PX: f32 = 1.2;
/// How far it lies below one that goes in.
const CONCAVE_DEPTH_PX: f32 = 1.0;
/// How far the rod of a border lies below it.
const BORDER_DEPTH_PX: f32 = 2.0;
/// Standard deviation of a border's disc across the line.
const BORDER_ACROSS_PX: f32 = 0.5;
/// Its distance from the line.
const BORDER_ASIDE_PX: f32 = 1.0;

/// How far from the surface the foot of a centre may be.
const LARGEST_ERROR_PX: f32 = 0.03;

/// Number of splats that a piece gets.
pub fn splats_of(piece: &Piece) -> usize {
    if piece.point.is_border { 3 } else { 1 }
}

/// The splats of all pieces; `inset_m` is how far centres lie below the surface.
pub fn discs(probe: &Probe<'_>, pieces: &[Piece], inset_m: f32, pixel_m: f32) -> Result<Vec<Disc>, Cancelled> {
    let mut discs: Vec<Disc> = pieces.iter().flat_map(|piece| of_piece(piece, inset_m, pixel_m)).collect();
    // Beside a line the surface may curve away from the tangent plane.
    for _ in 0..2 {
        let heights_m = probe.distances(&feet(&discs))?;
        for (disc, height_m) in discs.iter_mut().zip(heights_m) {
            disc.center = vector::sub(disc.center, vector::scale(disc.normal, height_m));
        }
    }
    let centers: Vec<Vector> = discs.iter().map(|disc| disc.center).collect();
    let distances = probe.distances(&centers)?.into_iter().zip(probe.distances(&feet(&discs))?);
    // A foot off the surface shows that the line ended before; a part may be so thin that the inset leads out of it on
    // the other side, which then covers it.
    let is_well_placed = |center: f32, foot: f32| center < 0.0 && foot.abs() < LARGEST_ERROR_PX * pixel_m;
    let placed = discs.into_iter().zip(distances).filter(|&(_, (center, foot))| is_well_placed(center, foot));
    let mut placed: Vec<Disc> = placed.map(|(disc, _)| disc).collect();
    shape::shorten_rods(probe, &mut placed, pixel_m)?;
    Ok(placed)
}

fn feet(discs: &[Disc]) -> Vec<Vector> {
    discs.iter().map(Disc::foot).collect()
}

fn of_piece(piece: &Piece, inset_m: f32, pixel_m: f32) -> Vec<Disc> {
    let point = &piece.point;
    let [first, second] = &point.sides;
    let along_m = piece.length_m * if piece.is_end { ALONG_AT_END } else { ALONG };
    let middle = vector::direction(vector::add(first.normal, second.normal)).unwrap_or(first.normal);
    let is_convex = vector::dot(first.away, second.normal) < 0.0;
    let depth_px = match (point.is_border, is_convex) {
        (true, _) => BORDER_DEPTH_PX,
        (false, true) => CONVEX_DEPTH_PX,
        (false, false) => CONCAVE_DEPTH_PX,
    };
    let rod = Disc {
        center: vector::sub(point.position, vector::scale(middle, depth_px * pixel_m)),
        normal: middle,
        axis: along(point.tangent, middle),
        scale: [along_m, ROD_PX[0] * pixel_m, ROD_PX[1] * pixel_m],
        appearance: mixed(&first.appearance, &second.appearance),
        other_material: second.appearance.material,
        opacity: OPACITY,
        is_anchored: true,
        depth_m: depth_px * pixel_m,
    };
    let mut discs = vec![rod];
    if point.is_border {
        discs.extend(point.sides.iter().map(|side| {
            let aside = vector::scale(side.away, BORDER_ASIDE_PX * pixel_m);
            let below = vector::scale(side.normal, inset_m);
            let across_m = BORDER_ACROSS_PX * pixel_m;
            Disc {
                center: vector::sub(vector::add(point.position, aside), below),
                normal: side.normal,
                axis: along(point.tangent, side.normal),
                scale: [along_m, across_m, 0.01 * across_m],
                appearance: side.appearance,
                other_material: side.appearance.material,
                opacity: OPACITY,
                is_anchored: true,
                depth_m: inset_m,
            }
        }));
    }
    discs
}

/// The tangent of a line made exactly perpendicular to a normal, which has been found more precisely.
fn along(tangent: Vector, normal: Vector) -> Vector {
    vector::direction(vector::tangential(tangent, normal)).unwrap_or(tangent)
}

/// Half of each; the material is the first one's.
pub fn mixed(a: &SurfaceSample, b: &SurfaceSample) -> SurfaceSample {
    let half = |a: f32, b: f32| 0.5 * (a + b);
    SurfaceSample {
        material: a.material,
        color_oklab: std::array::from_fn(|channel| half(a.color_oklab[channel], b.color_oklab[channel])),
        metallic: half(a.metallic, b.metallic),
        roughness: half(a.roughness, b.roughness),
        emissive: half(a.emissive, b.emissive),
    }
}
