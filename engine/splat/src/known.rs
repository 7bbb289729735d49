//! What is known of the surface before splats are placed: candidates, and more of them where colours meet.
//!
//! Details as small as the distance between the first candidates are hit by few of these: enough to suspect a border,
//! too few to trace it. So where neighbours differ in colour, many more candidates are drawn.

use gve_field::control::Cancelled;

use crate::{
    candidates::{Candidate, Draws, draw},
    grid::Grid,
    probe::Probe,
    seeds::{self, SAME_COLOR, Seed, has_several_colors, squared_color_distance},
    surface::{DRAWS, REACH},
    vector::{self, Vector},
};

/// Candidates where colours meet, in those of one splat if all were evenly spread.
const CLOSE_CANDIDATES: f32 = 6.0;
/// Suspicions nearer to each other than this part of the mean distance of splats count once.
const APART: f32 = 0.6;
/// More is drawn as near as this, in mean distances of splats.
const NEAR: f32 = 0.3;
/// Half of a cell's diagonal, in cells.
const HALF_DIAGONAL: f32 = 0.87;
/// One in so many of the close candidates shows how the surface bends.
const FOR_SHAPE: usize = 3;

/// Candidates that show the surface.
pub struct Known {
    /// The evenly drawn ones first.
    pub candidates: Vec<Candidate>,
    /// How many these are.
    even: usize,
    /// Draws in each cell.
    drawn: Vec<u32>,
    cell_m: f32,
}

impl Known {
    /// The first candidates, found by these draws, and those of a closer look where colours meet. `mean_m` is the mean
    /// distance of splats.
    pub fn with_details(
        probe: &Probe<'_>,
        first: Vec<Candidate>,
        draws: Draws,
        mean_m: f32,
    ) -> Result<Self, Cancelled> {
        let cell_m = probe.tiles.cell_m;
        let mut known = Self { even: first.len(), candidates: first, drawn: draws.per_cell, cell_m };
        if !has_several_colors(&known.candidates) {
            return Ok(known);
        }
        let mut borders = seeds::find(&known.candidates, REACH * mean_m, APART * mean_m, probe.control)?;
        borders.retain(|Seed { appearances: [near, far], .. }| squared_color_distance(near, far) > SAME_COLOR);
        let near = Near::new(borders.iter().map(|seed| seed.at).collect(), NEAR * mean_m + HALF_DIAGONAL * cell_m);
        let wanted = DRAWS * CLOSE_CANDIDATES * cell_m * cell_m / (mean_m * mean_m);
        let cells = probe.tiles.centers().zip(&known.drawn);
        let missing = cells.map(|(center, &drawn)| if near.has(center) { wanted - drawn as f32 } else { 0.0 });
        let more = Draws::in_cells(missing, 1);
        known.drawn.iter_mut().zip(&more.per_cell).for_each(|(drawn, more)| *drawn += more);
        known.candidates.extend(draw(probe.field, probe.tiles, &more, probe.control)?);
        Ok(known)
    }

    /// As many as are worth looking at to see how the surface bends.
    pub fn for_shape(&self) -> Vec<Candidate> {
        let (even, close) = self.candidates.split_at(self.even);
        even.iter().chain(close.iter().step_by(FOR_SHAPE)).copied().collect()
    }

    /// Number of cells.
    pub fn cell_count(&self) -> usize {
        self.drawn.len()
    }

    /// The part of the surface, in m², that each candidate of a cell stands for.
    pub fn area_m2(&self, cell: u32) -> f32 {
        self.cell_m * self.cell_m / self.drawn[cell as usize].max(1) as f32
    }
}

/// Tells what is within a distance of any of some places.
struct Near {
    places: Vec<Vector>,
    grid: Grid,
    /// Buckets of the grid with places around them.
    is_near: Vec<bool>,
    distance_m: f32,
}

impl Near {
    fn new(places: Vec<Vector>, distance_m: f32) -> Self {
        let grid = Grid::new(places.iter().copied(), distance_m);
        Self { is_near: grid.neighbourhood(places.iter().copied()), grid, places, distance_m }
    }

    fn has(&self, position: Vector) -> bool {
        let is_within = |&index: &u32| {
            let offset = vector::sub(self.places[index as usize], position);
            vector::dot(offset, offset) < self.distance_m * self.distance_m
        };
        self.is_near[self.grid.bucket_of(self.grid.cube_at(position))]
            && self.grid.near(position).any(|range| self.grid.order()[range].iter().any(is_within))
    }
}
