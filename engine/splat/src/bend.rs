//! Where a flat splat would stick out of the surface, told by the tangent planes of the candidates around it.
//!
//! Two planes at an angle θ meet at a distance d; a disc may go on from there until it is too far above the other plane:
//! by d + t / sin θ for a tolerance t. On a surface of curvature κ the nearest such limit is at √(2 t / κ); next to a
//! rounded edge it is just beyond the edge, in its direction. [`crate::planes`] measures.

use gve_field::control::{Cancelled, StageControl};

use crate::{
    SurfacePoint, boundary::Limit, candidates::Candidate, grid::Grid, parallel::map_ranges, planes::Planes, vector,
};

/// How far discs may stick out, in pixels of the design view.
const TOLERANCE_PX: f32 = 0.4;
/// Every level looks twice as far among a quarter of the candidates.
const LEVELS: u32 = 3;

/// Candidates to look around among.
pub struct Surroundings {
    levels: Vec<Level>,
    tolerance_m: f32,
}

struct Level {
    /// In the order of the grid.
    planes: Planes,
    reach_m: f32,
    grid: Grid,
}

/// The nearest places where the tangent plane of a point leaves the surface: the very nearest one, and the nearest in
/// about the perpendicular direction.
pub type Bends = [Option<Limit>; 2];

impl Surroundings {
    /// Looks around `reach_m` among all candidates and farther among fewer.
    ///
    /// # Errors
    /// [`Cancelled`] if `control` asked for it.
    pub fn new(
        candidates: &[Candidate],
        reach_m: f32,
        pixel_m: f32,
        control: &dyn StageControl,
    ) -> Result<Self, Cancelled> {
        let mut levels = Vec::new();
        for number in 0..LEVELS {
            control.proceed()?;
            let reach_m = reach_m * (1 << number) as f32;
            let some = candidates.iter().step_by(4_usize.pow(number)).map(|candidate| candidate.point);
            let some: Vec<SurfacePoint> = some.collect();
            let grid = Grid::new(some.iter().map(|point| point.position), reach_m);
            let planes = Planes::of(grid.order().iter().map(|&index| some[index as usize]));
            levels.push(Level { planes, reach_m, grid });
        }
        Ok(Self { levels, tolerance_m: TOLERANCE_PX * pixel_m })
    }

    /// How far the levels look, in metres.
    pub fn reach_m(&self) -> f32 {
        self.levels.last().map_or(0.0, |level| level.reach_m)
    }

    /// The bends around each candidate.
    pub fn bends(&self, candidates: &[Candidate], control: &dyn StageControl) -> Result<Vec<Bends>, Cancelled> {
        let mut bends: Vec<Bends> = vec![[None; 2]; candidates.len()];
        let mut open: Vec<u32> = (0..candidates.len() as u32).collect();
        for level in &self.levels {
            let points: Vec<SurfacePoint> = open.iter().map(|&index| candidates[index as usize].point).collect();
            // Points of one cube, one after the other, share what is around it.
            let grid = Grid::new(points.iter().map(|point| point.position), level.reach_m);
            control.proceed()?;
            let found = map_ranges(points.len(), control, |range| {
                let (mut around, mut cube) = (Planes::default(), None);
                let of_one = |&index: &u32| {
                    let point = &points[index as usize];
                    let own_cube = level.grid.cube_at(point.position);
                    if cube != Some(own_cube) {
                        // Points of other cubes in the same buckets are too far to count.
                        around.gather(&level.planes, level.grid.around(own_cube));
                        cube = Some(own_cube);
                    }
                    around.bends(point, level.reach_m, self.tolerance_m)
                };
                grid.order()[range].iter().map(of_one).collect()
            })?;
            for (&place, found) in grid.order().iter().zip(found) {
                let bends = &mut bends[open[place as usize] as usize];
                found.into_iter().flatten().for_each(|limit| insert(bends, limit));
            }
            open.retain(|&index| bends[index as usize].iter().any(Option::is_none));
        }
        Ok(bends)
    }
}

/// Directions whose cosine is below this are across each other.
pub const ACROSS: f32 = 0.6;

/// Keeps the nearest limit and the nearest one across it.
pub fn insert(found: &mut [Option<Limit>; 2], limit: Limit) {
    let is_across = |other: Limit| vector::dot(other.towards, limit.towards).abs() < ACROSS;
    match found[0] {
        Some(first) if first.distance_m <= limit.distance_m => {
            if is_across(first) && found[1].is_none_or(|second| limit.distance_m < second.distance_m) {
                found[1] = Some(limit);
            }
        }
        first => {
            let second = [first, found[1]].into_iter().flatten().filter(|&other| is_across(other));
            found[1] = second.min_by(|a, b| a.distance_m.total_cmp(&b.distance_m));
            found[0] = Some(limit);
        }
    }
}
