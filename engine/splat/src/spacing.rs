//! How far apart splats should be, and in which directions.
//!
//! A disc has to end at creases and borders, and where it would stick out of the surface; the nearest such limit and the
//! nearest one across it say how long a splat may be in their directions. Where the surface needs more splats for that
//! than there are, or fewer, all distances are scaled alike.

use crate::{
    SurfacePoint,
    bend::{Bends, insert},
    boundary::{Limit, Look},
    vector::{self, Vector},
};

/// Closer than this, in pixels of the design view, splats need not be: nobody sees it.
const CLOSEST_PX: f32 = 1.2;
/// Spacing towards a line grows by this part of the distance to it.
const GRADE: f32 = 0.8;
/// Splats are at most this many times as long as wide.
const LARGEST_ASPECT: f32 = 5.0;
/// Nearer to a line than this, in pixels, the line's own splats cover the surface.
const CLEARANCE_PX: f32 = 1.25;

/// Wanted distances to the neighbours of a splat.
#[derive(Debug, Clone, Copy)]
pub struct Spacing {
    /// Unit vector in the tangent plane.
    pub axis: Vector,
    /// Distances in metres along the axis and across it.
    pub lengths_m: [f32; 2],
}

impl Spacing {
    /// The same with all distances multiplied.
    pub fn scaled(self, factor: f32) -> Self {
        Self { axis: self.axis, lengths_m: self.lengths_m.map(|length_m| factor * length_m) }
    }

    /// The longer of the two distances in metres.
    pub fn longest_m(&self) -> f32 {
        self.lengths_m[0].max(self.lengths_m[1])
    }

    /// Area for one splat in m².
    pub fn area_m2(&self) -> f32 {
        self.lengths_m[0] * self.lengths_m[1]
    }
}

/// The spacing at a point with these bends around it; none where lines leave no room. `widest_m` is how far
/// anybody looked for bends.
pub fn wanted(
    point: &SurfacePoint,
    lines: &mut Look<'_>,
    bends: Bends,
    widest_m: f32,
    pixel_m: f32,
) -> Option<Spacing> {
    let mut limits = bends;
    let mut has_room = true;
    lines.limits(point, |limit| {
        has_room &= limit.distance_m >= CLEARANCE_PX * pixel_m;
        insert(&mut limits, limit);
    });
    let room_m = |limit: Option<Limit>| {
        limit.map_or(widest_m, |limit| (GRADE * limit.distance_m).max(CLOSEST_PX * pixel_m).min(widest_m))
    };
    let normal = point.normal;
    let towards = limits[0].and_then(|limit| vector::direction(vector::tangential(limit.towards, normal)));
    let axis = towards.unwrap_or_else(|| vector::tangents(normal)[0]);
    let lengths_m = limits.map(room_m);
    has_room.then(|| Spacing { axis, lengths_m: [lengths_m[0], lengths_m[1].min(LARGEST_ASPECT * lengths_m[0])] })
}
