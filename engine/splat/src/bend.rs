//! Where a flat splat would stick out of the surface, told by the tangent planes of the candidates around it.
//!
//! Two planes at an angle θ meet at a distance d; a disc may go on from there until it is too far above the other plane:
//! by d + t / sin θ for a tolerance t. On a surface of curvature κ the nearest such limit is at √(2 t / κ); next to a
//! rounded edge it is just beyond the edge, in its direction.

use gve_field::control::Cancelled;

use crate::{
    SurfacePoint,
    boundary::Limit,
    candidates::Candidate,
    grid::Grid,
    parallel::{POINTS_PER_BLOCK, map_blocks},
    probe::Probe,
    vector,
};

/// How far discs may stick out, in pixels of the design view.
const TOLERANCE_PX: f32 = 0.4;
/// Where the surface bends towards the disc, it may go this many times as far below it.
const CONCAVE: f32 = 4.0;
/// Below this sine of the turn planes say nothing reliable.
const SMALLEST_SINE: f32 = 0.02;
/// Candidates whose normals turn more than this face away (cosine).
const FACING_AWAY: f32 = -0.94;
/// Every level looks twice as far among a quarter of the candidates.
const LEVELS: u32 = 3;

/// Candidates to look around among.
pub struct Surroundings {
    levels: Vec<Level>,
    tolerance_m: f32,
}

struct Level {
    /// In the order of the grid.
    points: Vec<SurfacePoint>,
    reach_m: f32,
    grid: Grid,
}

/// The nearest places where the tangent plane of a point leaves the surface: the very nearest one, and the nearest in
/// about the perpendicular direction.
pub type Bends = [Option<Limit>; 2];

impl Surroundings {
    /// Looks around `reach_m` among all candidates and farther among fewer.
    pub fn new(candidates: &[Candidate], reach_m: f32, pixel_m: f32) -> Self {
        let level = |number: u32| {
            let reach_m = reach_m * (1 << number) as f32;
            let some = candidates.iter().step_by(4_usize.pow(number)).map(|candidate| candidate.point);
            let some: Vec<SurfacePoint> = some.collect();
            let grid = Grid::new(some.iter().map(|point| point.position), reach_m);
            let points = grid.order().iter().map(|&index| some[index as usize]).collect();
            Level { points, reach_m, grid }
        };
        Self { levels: (0..LEVELS).map(level).collect(), tolerance_m: TOLERANCE_PX * pixel_m }
    }

    /// How far the levels look, in metres.
    pub fn reach_m(&self) -> f32 {
        self.levels.last().map_or(0.0, |level| level.reach_m)
    }

    /// The bends around each candidate.
    pub fn bends(&self, probe: &Probe<'_>, candidates: &[Candidate]) -> Result<Vec<Bends>, Cancelled> {
        let mut bends: Vec<Bends> = vec![[None; 2]; candidates.len()];
        let mut open: Vec<u32> = (0..candidates.len() as u32).collect();
        for level in &self.levels {
            let points: Vec<SurfacePoint> = open.iter().map(|&index| candidates[index as usize].point).collect();
            // Points of one cube, one after the other, share what is around it.
            let grid = Grid::new(points.iter().map(|point| point.position), level.reach_m);
            let found = map_blocks(probe.field, points.len(), POINTS_PER_BLOCK, probe.control, |_, range| {
                let (mut around, mut cube) = (Planes::default(), None);
                let of_one = |&index: &u32| {
                    let point = &points[index as usize];
                    let own_cube = level.grid.cube_at(point.position);
                    if cube != Some(own_cube) {
                        around.gather(level, own_cube);
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

/// Tangent planes around a cube, coordinate by coordinate.
#[derive(Default)]
struct Planes {
    positions: [Vec<f32>; 3],
    normals: [Vec<f32>; 3],
    distances_m: Vec<f32>,
}

impl Planes {
    fn gather(&mut self, level: &Level, cube: [i32; 3]) {
        self.positions.iter_mut().chain(&mut self.normals).for_each(Vec::clear);
        for offset in 0..27 {
            let other = [cube[0] + offset % 3 - 1, cube[1] + offset / 3 % 3 - 1, cube[2] + offset / 9 - 1];
            // Points of other cubes in the same bucket are too far to count.
            for point in &level.points[level.grid.in_cube(other)] {
                for axis in 0..3 {
                    self.positions[axis].push(point.position[axis]);
                    self.normals[axis].push(point.normal[axis]);
                }
            }
        }
    }

    fn bends(&mut self, point: &SurfacePoint, reach_m: f32, tolerance_m: f32) -> Bends {
        self.measure(point, reach_m, tolerance_m);
        let mut first = None;
        let mut nearest_m = f32::INFINITY;
        for (index, &distance_m) in self.distances_m.iter().enumerate() {
            if distance_m < nearest_m {
                (first, nearest_m) = (Some(index), distance_m);
            }
        }
        let Some(first) = first.map(|index| self.limit(point, index)) else { return [None; 2] };
        let mut second = None;
        let mut nearest_m = f32::INFINITY;
        for (index, &distance_m) in self.distances_m.iter().enumerate() {
            if distance_m < nearest_m && self.is_across(point.normal, index, first.towards) {
                (second, nearest_m) = (Some(index), distance_m);
            }
        }
        [Some(first), second.map(|index| self.limit(point, index))]
    }

    /// Whether the limit of a plane is about perpendicular to a tangent: the cosine is the part of the plane's normal
    /// along the tangent over its part along the surface.
    fn is_across(&self, normal: vector::Vector, index: usize, tangent: vector::Vector) -> bool {
        let other = [0, 1, 2].map(|axis| self.normals[axis][index]);
        let (along, facing) = (vector::dot(other, tangent), vector::dot(other, normal));
        along * along < ACROSS * ACROSS * (1.0 - facing * facing)
    }

    /// Distances at which a disc has to end because of each plane; infinite where one sets no limit. Written without
    /// branches, so that it is computed for several planes at once.
    fn measure(&mut self, point: &SurfacePoint, reach_m: f32, tolerance_m: f32) {
        let count = self.positions[0].len();
        let [x, y, z] = point.position;
        let [nx, ny, nz] = point.normal;
        let [px, py, pz] = [0, 1, 2].map(|axis| &self.positions[axis][..count]);
        let [mx, my, mz] = [0, 1, 2].map(|axis| &self.normals[axis][..count]);
        self.distances_m.clear();
        self.distances_m.resize(count, 0.0);
        let concave_m = CONCAVE * tolerance_m;
        for (i, distance_m) in self.distances_m[..count].iter_mut().enumerate() {
            let (wx, wy, wz) = (px[i] - x, py[i] - y, pz[i] - z);
            let squared = wx * wx + wy * wy + wz * wz;
            let facing = nx * mx[i] + ny * my[i] + nz * mz[i];
            let squared_sine = 1.0 - facing * facing;
            let inverse_sine = 1.0 / squared_sine.max(1e-6).sqrt();
            let above = wx * mx[i] + wy * my[i] + wz * mz[i];
            let meets_m = above.abs() * inverse_sine;
            let along = (above - facing * (wx * nx + wy * ny + wz * nz)) * inverse_sine;
            // Where the surface bends towards the disc, the disc goes below it, which hardly shows.
            let (along, tolerance_m) = if above >= 0.0 { (along, tolerance_m) } else { (-along, concave_m) };
            let is_limit = (squared < reach_m * reach_m)
                & (facing > FACING_AWAY)
                & (squared_sine > SMALLEST_SINE * SMALLEST_SINE)
                & (along > meets_m);
            *distance_m = if is_limit { meets_m + tolerance_m * inverse_sine } else { f32::INFINITY };
        }
    }

    fn limit(&self, point: &SurfacePoint, index: usize) -> Limit {
        let normal = [0, 1, 2].map(|axis| self.normals[axis][index]);
        let way = vector::sub([0, 1, 2].map(|axis| self.positions[axis][index]), point.position);
        let towards = vector::tangential(normal, point.normal);
        let towards = if vector::dot(way, normal) >= 0.0 { towards } else { vector::scale(towards, -1.0) };
        Limit { towards: vector::direction(towards).unwrap_or(towards), distance_m: self.distances_m[index] }
    }
}

/// Directions whose cosine is below this are across each other.
const ACROSS: f32 = 0.6;

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
