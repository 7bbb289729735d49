//! Tangent planes around a point, and where a flat splat on the point would be too far from the surface because of them.
//!
//! Written without branches over columns of numbers, so that several planes are measured at once; where the processor
//! has AVX2, eight. Plain arithmetic in the same order gives the same bits everywhere.

use std::ops::Range;

use crate::{
    SurfacePoint,
    bend::{ACROSS, Bends},
    boundary::Limit,
    vector::{self, Vector},
};

/// Where the surface bends towards the disc, it may go this many times as far below it.
const CONCAVE: f32 = 4.0;
/// Below this sine of the turn planes say nothing reliable.
const SMALLEST_SINE: f32 = 0.02;
/// Candidates whose normals turn more than this face away (cosine).
const FACING_AWAY: f32 = -0.94;
/// Number of planes that are measured at once.
const LANES: usize = 8;
type Lanes = [f32; LANES];

/// Tangent planes, coordinate by coordinate.
#[derive(Default)]
pub struct Planes {
    /// Positions and normals.
    columns: [Vec<f32>; 6],
    /// Smallest and largest coordinates of the normals.
    normal_range: [Vector; 2],
    /// Distances at which a disc has to end because of each plane; infinite where one sets no limit.
    distances_m: Vec<Lanes>,
}

impl Planes {
    /// The tangent planes of points, in their order.
    pub fn of(points: impl Iterator<Item = SurfacePoint> + Clone) -> Self {
        let column = |number: usize| {
            let part = |point: SurfacePoint| if number < 3 { point.position[number] } else { point.normal[number - 3] };
            points.clone().map(part).collect()
        };
        Self { columns: std::array::from_fn(column), ..Self::default() }
    }

    /// Takes the planes in ranges of `all` in place of those held so far.
    pub fn gather(&mut self, all: &Planes, ranges: impl Iterator<Item = Range<usize>>) {
        self.columns.iter_mut().for_each(Vec::clear);
        for range in ranges.filter(|range| !range.is_empty()) {
            for (own, all) in self.columns.iter_mut().zip(&all.columns) {
                own.extend_from_slice(&all[range.clone()]);
            }
        }
        for axis in 0..3 {
            let [mut low, mut high] = [f32::INFINITY, f32::NEG_INFINITY];
            for &part in &self.columns[3 + axis] {
                (low, high) = (smaller(part, low), -smaller(-part, -high));
            }
            (self.normal_range[0][axis], self.normal_range[1][axis]) = (low, high);
        }
        // Whole lanes: what is added is too far away to count.
        let padded = self.columns[0].len().next_multiple_of(LANES);
        self.columns.iter_mut().for_each(|column| column.resize(padded, f32::INFINITY));
    }

    /// The nearest limit within `reach_m` of a point and the nearest one across it, for discs that may stick out by
    /// `tolerance_m`.
    pub fn bends(&mut self, point: &SurfacePoint, reach_m: f32, tolerance_m: f32) -> Bends {
        if self.are_parallel_to(point.normal) {
            return [None; 2];
        }
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            #[target_feature(enable = "avx2")]
            fn wide(planes: &mut Planes, point: &SurfacePoint, reach_m: f32, tolerance_m: f32) -> Bends {
                planes.nearest_bends(point, reach_m, tolerance_m)
            }
            // SAFETY: the processor has AVX2.
            return unsafe { wide(self, point, reach_m, tolerance_m) };
        }
        self.nearest_bends(point, reach_m, tolerance_m)
    }

    /// Whether no normal turns far enough from this one to say anything.
    fn are_parallel_to(&self, normal: Vector) -> bool {
        let [low, high] = &self.normal_range;
        let spread: Vector = std::array::from_fn(|axis| high[axis].max(normal[axis]) - low[axis].min(normal[axis]));
        // The sine of an angle is at most the distance of the two unit vectors.
        vector::dot(spread, spread) < SMALLEST_SINE * SMALLEST_SINE
    }

    #[inline(always)]
    fn nearest_bends(&mut self, point: &SurfacePoint, reach_m: f32, tolerance_m: f32) -> Bends {
        let nearest_m = self.measure(point, reach_m, tolerance_m);
        let Some(first) = self.place_of(nearest_m).map(|index| self.limit(point, index, nearest_m)) else {
            return [None; 2];
        };
        let across_m = self.drop_along(point.normal, first.towards);
        let second = self.place_of(across_m).map(|index| self.limit(point, index, across_m));
        [Some(first), second]
    }

    /// Fills in the distances and returns the smallest.
    #[inline(always)]
    fn measure(&mut self, point: &SurfacePoint, reach_m: f32, tolerance_m: f32) -> f32 {
        let [x, y, z] = point.position;
        let [nx, ny, nz] = point.normal;
        let [px, py, pz, mx, my, mz] = self.columns.each_ref().map(|column| column.as_chunks::<LANES>().0);
        let concave_m = CONCAVE * tolerance_m;
        let mut least = [f32::INFINITY; LANES];
        self.distances_m.clear();
        for (((((px, py), pz), mx), my), mz) in px.iter().zip(py).zip(pz).zip(mx).zip(my).zip(mz) {
            let mut distances_m = [0.0; LANES];
            for lane in 0..LANES {
                let (wx, wy, wz) = (px[lane] - x, py[lane] - y, pz[lane] - z);
                let squared = wx * wx + wy * wy + wz * wz;
                let facing = nx * mx[lane] + ny * my[lane] + nz * mz[lane];
                let squared_sine = 1.0 - facing * facing;
                let inverse_sine = 1.0 / squared_sine.max(1e-6).sqrt();
                let above = wx * mx[lane] + wy * my[lane] + wz * mz[lane];
                let meets_m = above.abs() * inverse_sine;
                let along = (above - facing * (wx * nx + wy * ny + wz * nz)) * inverse_sine;
                // Where the surface bends towards the disc, the disc goes below it, which hardly shows.
                let (along, tolerance_m) = if above >= 0.0 { (along, tolerance_m) } else { (-along, concave_m) };
                let is_limit = (squared < reach_m * reach_m)
                    & (facing > FACING_AWAY)
                    & (squared_sine > SMALLEST_SINE * SMALLEST_SINE)
                    & (along > meets_m);
                distances_m[lane] = if is_limit { meets_m + tolerance_m * inverse_sine } else { f32::INFINITY };
                least[lane] = smaller(distances_m[lane], least[lane]);
            }
            self.distances_m.push(distances_m);
        }
        least.into_iter().fold(f32::INFINITY, smaller)
    }

    /// Keeps the limits that are about perpendicular to a tangent and returns the distance of the nearest: the cosine is
    /// the part of the plane's normal along the tangent over its part along the surface.
    #[inline(always)]
    fn drop_along(&mut self, [nx, ny, nz]: Vector, [tx, ty, tz]: Vector) -> f32 {
        let [.., mx, my, mz] = self.columns.each_ref().map(|column| column.as_chunks::<LANES>().0);
        let mut least = [f32::INFINITY; LANES];
        for (((distances_m, mx), my), mz) in self.distances_m.iter_mut().zip(mx).zip(my).zip(mz) {
            for lane in 0..LANES {
                let along = mx[lane] * tx + my[lane] * ty + mz[lane] * tz;
                let facing = mx[lane] * nx + my[lane] * ny + mz[lane] * nz;
                let is_across = along * along < ACROSS * ACROSS * (1.0 - facing * facing);
                distances_m[lane] = if is_across { distances_m[lane] } else { f32::INFINITY };
                least[lane] = smaller(distances_m[lane], least[lane]);
            }
        }
        least.into_iter().fold(f32::INFINITY, smaller)
    }

    /// The first plane whose limit is at this distance, if that is finite.
    #[inline(always)]
    fn place_of(&self, distance_m: f32) -> Option<usize> {
        let is_there = |lanes: &Lanes| lanes.iter().fold(false, |found, &other_m| found | (other_m == distance_m));
        let chunk = self.distances_m.iter().position(is_there).filter(|_| distance_m < f32::INFINITY)?;
        let lane = self.distances_m[chunk].iter().position(|&other_m| other_m == distance_m)?;
        Some(LANES * chunk + lane)
    }

    fn limit(&self, point: &SurfacePoint, index: usize, distance_m: f32) -> Limit {
        let normal = [3, 4, 5].map(|column: usize| self.columns[column][index]);
        let way = vector::sub([0, 1, 2].map(|column: usize| self.columns[column][index]), point.position);
        let towards = vector::tangential(normal, point.normal);
        let towards = if vector::dot(way, normal) >= 0.0 { towards } else { vector::scale(towards, -1.0) };
        Limit { towards: vector::direction(towards).unwrap_or(towards), distance_m }
    }
}

#[inline(always)]
fn smaller(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}
