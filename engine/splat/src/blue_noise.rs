//! Blue noise by dart throwing, and a progressive order of it.
//!
//! [`Thinning`] takes candidates unless a splat is nearer than the radius, counted in the spacings wanted there; the radius
//! shrinks until there are enough. Instead of searching splats around each candidate, a new splat marks the candidates
//! around it, so that a pass is one look at a number per candidate. [`progressive`] then puts splats in an order in
//! which every prefix is evenly spread (McCool and Fiume, "Hierarchical Poisson disk sampling distributions", 1992).

use std::ops::ControlFlow;

use gve_field::control::{Cancelled, StageControl};

use crate::{
    SurfacePoint,
    grid::Grid,
    parallel::map_ranges,
    spacing::Spacing,
    vector::{self, Vector},
};

/// First radius in spacings: a little below what the densest packing of discs has, 1.07.
const FIRST_RADIUS: f32 = 0.95;
/// Darts between two questions whether to stop.
const DARTS_AT_ONCE: usize = 8192;
/// Radius below which the candidates are used up.
pub const SMALLEST_RADIUS: f32 = 0.2;
/// Factor on the radius from pass to pass.
const SHRINK: f32 = 0.94;
/// Surfaces that face away from each other more than this do not compete for room: they are two sides of a thin part.
const OPPOSITE_SIDES: f32 = -0.3;

/// A candidate with its room.
#[derive(Debug, Clone, Copy)]
pub struct Dart {
    pub point: SurfacePoint,
    pub spacing: Spacing,
    /// Number of the candidate that it stands for.
    pub candidate: u32,
}

/// Dart throwing that can be continued.
pub struct Thinning<'d> {
    darts: &'d [Dart],
    throwing: Throwing,
    radius: f32,
    /// The dart that this pass comes to next.
    next: usize,
}

impl<'d> Thinning<'d> {
    /// Darts of which none is picked yet.
    ///
    /// # Errors
    /// [`Cancelled`] if `control` asked for it.
    pub fn new(darts: &'d [Dart], control: &dyn StageControl) -> Result<Self, Cancelled> {
        Ok(Self { darts, throwing: Throwing::new(darts, 1.0, control)?, radius: FIRST_RADIUS, next: 0 })
    }

    /// Darts that keep some distance from others from the beginning, given as its square in spacings; those that are
    /// `farthest` away come first.
    ///
    /// # Errors
    /// [`Cancelled`] if `control` asked for it.
    pub fn between(
        darts: &'d [Dart],
        squared_gaps: &[f32],
        farthest: f32,
        control: &dyn StageControl,
    ) -> Result<Self, Cancelled> {
        let mut throwing = Throwing::new(darts, farthest, control)?;
        for (&place, &squared) in throwing.crowd.place.iter().zip(squared_gaps) {
            throwing.squared_gap[place as usize] = squared;
        }
        Ok(Self { darts, throwing, radius: farthest, next: 0 })
    }

    /// Numbers of the darts within `radius` spacings of any of these splats.
    ///
    /// # Errors
    /// [`Cancelled`] if `control` asked for it.
    pub fn around(&self, splats: &[Dart], radius: f32, control: &dyn StageControl) -> Result<Vec<usize>, Cancelled> {
        let crowd = &self.throwing.crowd;
        let mut squared_gap = vec![f32::INFINITY; self.darts.len()];
        for some in splats.chunks(DARTS_AT_ONCE) {
            control.proceed()?;
            some.iter().for_each(|splat| crowd.mark(&mut squared_gap, splat, radius));
        }
        let is_near = |&dart: &usize| squared_gap[crowd.place[dart] as usize] < radius * radius;
        Ok((0..self.darts.len()).filter(is_near).collect())
    }

    /// All darts.
    pub fn darts(&self) -> &'d [Dart] {
        self.darts
    }

    /// Distance in spacings that the darts picked so far keep.
    pub fn radius(&self) -> f32 {
        self.radius
    }

    /// Keeps away from darts that others have picked.
    pub fn avoid(&mut self, placed: &[Dart]) {
        placed.iter().for_each(|dart| self.throwing.mark(dart, self.radius));
    }

    /// Picks `count` more of the darts, or as many as are left down to `smallest` spacings.
    ///
    /// # Errors
    /// [`Cancelled`] if `control` asked for it.
    pub fn pick(&mut self, count: usize, smallest: f32, control: &dyn StageControl) -> Result<Vec<Dart>, Cancelled> {
        let mut picked = Vec::with_capacity(count);
        while picked.len() < count && !self.darts.is_empty() && self.radius > smallest {
            while let Some(dart) = self.darts.get(self.next)
                && picked.len() < count
            {
                if self.next.is_multiple_of(DARTS_AT_ONCE) && control.is_cancelled() {
                    return Err(Cancelled);
                }
                if self.throwing.gap(self.next) >= self.radius {
                    picked.push(*dart);
                    self.throwing.mark(dart, self.radius);
                }
                self.next += 1;
            }
            if self.next == self.darts.len() {
                (self.next, self.radius) = (0, self.radius * SHRINK);
            }
        }
        Ok(picked)
    }
}

/// Darts with the squared distance to their nearest splat in its spacings, in the order of the crowd.
struct Throwing {
    crowd: Crowd,
    squared_gap: Vec<f32>,
}

impl Throwing {
    /// Darts without splats, in cubes of so many median spacings.
    fn new(darts: &[Dart], spacings: f32, control: &dyn StageControl) -> Result<Self, Cancelled> {
        Ok(Self { crowd: Crowd::new(darts, spacings, control)?, squared_gap: vec![f32::INFINITY; darts.len()] })
    }

    /// Distance from a dart to its nearest splat, in spacings.
    fn gap(&self, dart: usize) -> f32 {
        self.squared_gap[self.crowd.place[dart] as usize].sqrt()
    }

    /// Notes the new splat at every dart that is within `radius` spacings of it.
    fn mark(&mut self, splat: &Dart, radius: f32) {
        self.crowd.mark(&mut self.squared_gap, splat, radius);
    }
}

/// Darts sorted by cube.
pub struct Crowd {
    grid: Grid,
    /// Place of each dart in the sorted arrays.
    place: Vec<u32>,
    positions: Vec<Vector>,
    rooms: Vec<Room>,
    /// Longest spacing of any, in metres.
    longest_m: f32,
}

impl Crowd {
    /// Sorts darts into cubes of so many median spacings.
    ///
    /// # Errors
    /// [`Cancelled`] if `control` asked for it.
    pub fn new(darts: &[Dart], spacings: f32, control: &dyn StageControl) -> Result<Self, Cancelled> {
        let mut areas_m2: Vec<f32> = darts.iter().map(|dart| dart.spacing.area_m2()).collect();
        let half = areas_m2.len() / 2;
        let edge_m = match areas_m2.is_empty() {
            true => 1.0,
            false => spacings * areas_m2.select_nth_unstable_by(half, f32::total_cmp).1.sqrt(),
        };
        control.proceed()?;
        let grid = Grid::new(darts.iter().map(|dart| dart.point.position), edge_m);
        control.proceed()?;
        let mut place = vec![0; darts.len()];
        for (sorted, &index) in grid.order().iter().enumerate() {
            place[index as usize] = sorted as u32;
        }
        let sorted = map_ranges(darts.len(), control, |range| {
            let dart = |&index: &u32| &darts[index as usize];
            grid.order()[range].iter().map(dart).map(|dart| (dart.point.position, Room::of(dart))).collect()
        })?;
        let (positions, rooms) = sorted.into_iter().unzip();
        let longest_m = darts.iter().map(|dart| dart.spacing.longest_m()).fold(0.0, f32::max);
        Ok(Self { place, positions, rooms, longest_m, grid })
    }

    /// Lowers the squared gap of every dart that is within `radius` spacings of a splat, both by its own and by the
    /// dart's; gaps are in the order of the crowd.
    fn mark(&self, squared_gap: &mut [f32], splat: &Dart, radius: f32) {
        let own = Room::of(splat);
        let center = splat.point.position;
        // Theirs end where the longest does.
        let extent = own.extent(radius).map(|extent_m| extent_m.min(radius * self.longest_m));
        let squared_radius = radius * radius;
        self.grid.between(vector::sub(center, extent), vector::add(center, extent), |range| {
            for index in range {
                let offset = vector::sub(self.positions[index], center);
                let squared = own.squared_distance(offset);
                if squared < squared_radius && squared < squared_gap[index] {
                    let other = &self.rooms[index];
                    if vector::dot(other.normal, own.normal) > OPPOSITE_SIDES {
                        squared_gap[index] = squared_gap[index].min(squared.max(other.squared_distance(offset)));
                    }
                }
            }
            ControlFlow::Continue(())
        });
    }

    /// Whether any of these is within `radius` spacings of a dart, both by its own and by theirs.
    pub fn is_near(&self, dart: &Dart, radius: f32) -> bool {
        let mut is_near = false;
        self.visit(dart, radius, |_| {
            is_near = true;
            ControlFlow::Break(())
        });
        is_near
    }

    /// Square of the distance from a dart to the nearest of these in spacings, both by its own and by theirs; that of
    /// `radius` when it is farther.
    pub fn squared_gap(&self, dart: &Dart, radius: f32) -> f32 {
        let mut nearest = radius * radius;
        self.visit(dart, radius, |squared| {
            nearest = nearest.min(squared);
            ControlFlow::Continue(())
        });
        nearest
    }

    /// Calls `visit` with the squared distances of those within `radius` spacings of a dart, until it breaks.
    fn visit(&self, dart: &Dart, radius: f32, mut visit: impl FnMut(f32) -> ControlFlow<()>) {
        let own = Room::of(dart);
        let center = dart.point.position;
        // Theirs end where the longest does.
        let extent = own.extent(radius).map(|extent_m| extent_m.min(radius * self.longest_m));
        let squared_radius = radius * radius;
        self.grid.between(vector::sub(center, extent), vector::add(center, extent), |range| {
            for (position, other) in self.positions[range.clone()].iter().zip(&self.rooms[range]) {
                let offset = vector::sub(*position, center);
                let squared = own.squared_distance(offset);
                if squared < squared_radius && vector::dot(other.normal, own.normal) > OPPOSITE_SIDES {
                    let squared = squared.max(other.squared_distance(offset));
                    if squared < squared_radius {
                        visit(squared)?;
                    }
                }
            }
            ControlFlow::Continue(())
        });
    }
}

/// A measure of distances around a dart, in spacings.
struct Room {
    normal: Vector,
    /// Tangents and normal, divided by the spacings along them.
    axes: [Vector; 3],
    /// Squares of the spacings along them.
    squared_m2: [f32; 3],
}

impl Room {
    fn of(dart: &Dart) -> Self {
        let Spacing { axis, lengths_m: [first_m, second_m] } = dart.spacing;
        let normal = dart.point.normal;
        let lengths_m = [first_m, second_m, first_m.min(second_m)];
        let directions = [axis, vector::cross(normal, axis), normal];
        Self {
            normal,
            axes: std::array::from_fn(|axis| vector::scale(directions[axis], 1.0 / lengths_m[axis])),
            squared_m2: lengths_m.map(|length_m| length_m * length_m),
        }
    }

    fn squared_distance(&self, offset: Vector) -> f32 {
        let [x, y, z] = self.axes.map(|axis| vector::dot(offset, axis));
        x * x + y * y + z * z
    }

    /// Half of the box around the ellipsoid of all places within `radius` spacings, in metres.
    fn extent(&self, radius: f32) -> Vector {
        std::array::from_fn(|coordinate| {
            let along = |axis: usize| {
                let part = self.axes[axis][coordinate] * self.squared_m2[axis];
                part * part
            };
            radius * (along(0) + along(1) + along(2)).sqrt()
        })
    }
}

/// Factor on the radius from level to level of the order.
const LEVEL: f32 = 0.9;
/// Nor are points told apart that are nearer than this part of the diagonal.
const SMALLEST_PART: f32 = 1e-4;
/// Levels end where only this part of the points is left, which follows as it is.
const LAST_PART: f32 = 0.02;

/// Indices of the points in an order in which every prefix is evenly spread. `diagonal_m` is that of their bounds.
///
/// # Errors
/// [`Cancelled`] if `control` asked for it.
pub fn progressive(points: &[Vector], diagonal_m: f32, control: &dyn StageControl) -> Result<Vec<u32>, Cancelled> {
    let last = (LAST_PART * points.len() as f32) as usize;
    let mut order = Vec::with_capacity(points.len());
    let mut squared_gap = vec![f32::INFINITY; points.len()];
    let mut waiting: Vec<u32> = (0..points.len() as u32).collect();
    let mut radius_m = 0.5 * diagonal_m;
    let mut edge_m = radius_m;
    let mut grid = Grid::new(points.iter().copied(), edge_m);
    while waiting.len() > last && radius_m > SMALLEST_PART * diagonal_m {
        if control.is_cancelled() {
            return Err(Cancelled);
        }
        if radius_m < 0.5 * edge_m {
            edge_m = radius_m;
            grid = Grid::new(points.iter().copied(), edge_m);
        }
        waiting.retain(|&index| {
            if squared_gap[index as usize] < radius_m * radius_m {
                return true;
            }
            order.push(index);
            let position = points[index as usize];
            let reach = [radius_m; 3];
            grid.between(vector::sub(position, reach), vector::add(position, reach), |range| {
                for &other in &grid.order()[range] {
                    let offset = vector::sub(points[other as usize], position);
                    let gap = &mut squared_gap[other as usize];
                    *gap = gap.min(vector::dot(offset, offset));
                }
                ControlFlow::Continue(())
            });
            false
        });
        radius_m *= LEVEL;
    }
    order.extend(waiting);
    Ok(order)
}

#[cfg(test)]
mod tests {
    use gve_field::control::Unattended;

    use super::*;

    /// Points of a square of 1 m in the plane z = 0, that want to be this far apart along x and y.
    fn square(count: u32, lengths_m: [f32; 2]) -> Vec<Dart> {
        let dart = |number: u32| Dart {
            point: SurfacePoint {
                // The R2 sequence: evenly spread, never equal.
                position: [(number as f32 * 0.754_877_7).fract(), (number as f32 * 0.569_840_3).fract(), 0.0],
                normal: [0.0, 0.0, 1.0],
            },
            spacing: Spacing { axis: [1.0, 0.0, 0.0], lengths_m },
            candidate: number,
        };
        (0..count).map(dart).collect()
    }

    fn smallest_gap(points: &[Vector]) -> f32 {
        let gaps = points
            .iter()
            .enumerate()
            .flat_map(|(index, a)| points[..index].iter().map(|b| vector::length(vector::sub(*a, *b))));
        gaps.fold(f32::INFINITY, f32::min)
    }

    #[test]
    fn every_prefix_keeps_its_points_apart() {
        let chosen = Thinning::new(&square(8000, [0.031_6; 2]), &Unattended)
            .unwrap()
            .pick(1000, SMALLEST_RADIUS, &Unattended)
            .unwrap();
        let points: Vec<Vector> = chosen.iter().map(|dart| dart.point.position).collect();
        assert_eq!(points.len(), 1000);
        let order = progressive(&points, 1.5, &Unattended).unwrap();
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert!(sorted.into_iter().eq(0..1000), "every point once");
        for count in [8, 50, 250, 1000] {
            // The densest packing of discs has a spacing of 1.07 √(1 / count); dart throwing reaches about 0.7 of it.
            let expected = 0.6 * (1.0 / count as f32).sqrt();
            let prefix: Vec<Vector> = order[..count].iter().map(|&index| points[index as usize]).collect();
            assert!(smallest_gap(&prefix) > expected, "{count}: {}", smallest_gap(&prefix));
        }
    }

    #[test]
    fn spacing_follows_its_axes() {
        let chosen = Thinning::new(&square(8000, [0.08, 0.02]), &Unattended)
            .unwrap()
            .pick(500, SMALLEST_RADIUS, &Unattended)
            .unwrap();
        let squeezed: Vec<Vector> =
            chosen.iter().map(|dart| [dart.point.position[0] / 4.0, dart.point.position[1], 0.0]).collect();
        assert!(smallest_gap(&squeezed) > 0.012, "{}", smallest_gap(&squeezed));
    }

    #[test]
    fn two_sides_of_a_thin_part_do_not_compete() {
        let mut darts = square(2000, [0.07; 2]);
        let below = |dart: &Dart| {
            let point = SurfacePoint { normal: [0.0, 0.0, -1.0], ..dart.point };
            Dart { point, ..*dart }
        };
        darts.extend(square(2000, [0.07; 2]).iter().map(below));
        let chosen = Thinning::new(&darts, &Unattended).unwrap().pick(400, SMALLEST_RADIUS, &Unattended).unwrap();
        let above = chosen.iter().filter(|dart| dart.point.normal[2] > 0.0).count();
        assert!((150..=250).contains(&above), "{above}");
    }
}
