//! Centres of splats lie a little below the surface.
//!
//! Many splats that are seen edge-on stack up along a silhouette, each blurred by the renderer, so that it looks wider
//! than it is. Centres moved inward by about a pixel bring it back.

use gve_field::control::Cancelled;

use crate::{
    candidates::Candidate,
    probe::Probe,
    vector::{self, Vector},
};

/// Depths that are tried, as parts of the wanted one: what is too deep for a thin part leads out of it again.
const PARTS: [f32; 4] = [1.0, 0.6, 0.35, 0.2];
/// A place is deep enough when the field says at least this part of the depth.
const DEEP_ENOUGH: f32 = 0.6;

/// How far each point may move inward along its normal, in metres: `wanted_m`, or less where the part is too thin.
pub fn depths(probe: &Probe<'_>, points: &[&Candidate], wanted_m: f32) -> Result<Vec<f32>, Cancelled> {
    let mut depths_m = vec![0.0; points.len()];
    let mut open: Vec<usize> = (0..points.len()).collect();
    for part in PARTS {
        let depth_m = part * wanted_m;
        let below = |&index: &usize| {
            let point = &points[index].point;
            vector::sub(point.position, vector::scale(point.normal, depth_m))
        };
        let places: Vec<Vector> = open.iter().map(below).collect();
        let mut still_open = Vec::new();
        for (index, distance) in open.into_iter().zip(probe.distances(&places)?) {
            if distance <= -DEEP_ENOUGH * depth_m * points[index].slope.min(1.0) {
                depths_m[index] = depth_m;
            } else {
                still_open.push(index);
            }
        }
        open = still_open;
    }
    Ok(depths_m)
}
