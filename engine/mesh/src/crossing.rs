//! Where the surface crosses the grid's edges within one tile.
//!
//! Value and gradient at the guess of a straight line between the edge's ends mostly settle a crossing at once: a Newton
//! step of a few hundredths of a cell. The few edges that pass a crease or a bend are asked again.

use gve_field::Evaluator;

use crate::vertex::Crossing;

/// Rounds of evaluation at most.
const ROUNDS: usize = 4;
/// Longest last step, in cells: what the normal was evaluated away from the crossing.
const LONGEST_LAST_STEP: f32 = 0.03;

/// A gradient shorter than this has no direction.
const LEAST_SLOPE: f32 = 1e-6;

/// A crossed edge.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Edge {
    /// First corner, in cells of the tile.
    pub corner: [u8; 3],
    pub axis: u8,
    /// Ends of the bracket along the edge, 0–1, and the values there, of different sign.
    low: f32,
    high: f32,
    at_low: f32,
    at_high: f32,
    /// Best guess; in the end the crossing.
    pub crossing: Crossing,
}

impl Edge {
    /// An edge between two corners with values of different sign.
    #[inline]
    pub fn between(corner: [u8; 3], axis: u8, at_low: f32, at_high: f32) -> Self {
        let mut edge = Self { corner, axis, low: 0.0, high: 1.0, at_low, at_high, crossing: Crossing::default() };
        edge.guess();
        edge
    }

    /// Where a straight line through the bracket's ends is 0.
    #[inline]
    fn guess(&mut self) {
        let t = self.low + (self.high - self.low) * (self.at_low / (self.at_low - self.at_high));
        self.crossing.t = if t >= self.low && t <= self.high { t } else { 0.5 * (self.low + self.high) };
    }

    /// Takes value and gradient (per metre) at the guess and moves it; true once the guess is the crossing.
    #[inline]
    fn refine(&mut self, gradient: &[f32; 4], spacing: f32) -> bool {
        let [dx, dy, dz, value] = *gradient;
        let step = value / (gradient[usize::from(self.axis) % 3] * spacing);
        let t = self.crossing.t - step;
        let slope = (dx * dx + dy * dy + dz * dz).sqrt();
        let inverse = 1.0 / slope;
        self.crossing.normal =
            if slope > LEAST_SLOPE { [dx * inverse, dy * inverse, dz * inverse, inverse] } else { self.along() };
        if step.abs() <= LONGEST_LAST_STEP {
            self.crossing.t = t.clamp(self.low, self.high);
            return true;
        }
        if (value < 0.0) == (self.at_low < 0.0) {
            (self.low, self.at_low) = (self.crossing.t, value);
        } else {
            (self.high, self.at_high) = (self.crossing.t, value);
        }
        if t > self.low && t < self.high {
            self.crossing.t = t;
        } else {
            self.guess();
        }
        false
    }

    /// The edge's direction, outwards.
    fn along(&self) -> [f32; 4] {
        let mut along = [0.0, 0.0, 0.0, 1.0];
        along[usize::from(self.axis)] = if self.at_low < 0.0 { 1.0 } else { -1.0 };
        along
    }
}

/// Coordinates in metres of a tile's corners along each axis.
pub(crate) type Coordinates = [[f32; 9]; 3];

/// Scratch of the search.
#[derive(Debug, Default)]
pub(crate) struct Search {
    points: [Vec<f32>; 3],
    gradients: Vec<[f32; 4]>,
    open: Vec<u32>,
}

impl Search {
    /// Finds the crossings of `edges`, with an evaluator whose tape holds where they lie.
    pub fn run(&mut self, evaluator: &mut Evaluator<'_>, at: &Coordinates, spacing: f32, edges: &mut [Edge]) {
        for row in &mut self.points {
            row.resize(edges.len(), 0.0);
        }
        self.gradients.resize(edges.len(), [0.0; 4]);
        self.evaluate(evaluator, at, spacing, edges.iter());
        self.open.clear();
        for (index, (edge, gradient)) in edges.iter_mut().zip(&self.gradients).enumerate() {
            if !edge.refine(gradient, spacing) {
                self.open.push(index as u32);
            }
        }
        for _ in 1..ROUNDS {
            if self.open.is_empty() {
                return;
            }
            let open = std::mem::take(&mut self.open);
            self.evaluate(evaluator, at, spacing, open.iter().map(|&index| &edges[index as usize]));
            self.open = open;
            let mut gradients = self.gradients.iter();
            self.open.retain(|&index| {
                gradients.next().is_some_and(|gradient| !edges[index as usize].refine(gradient, spacing))
            });
        }
    }

    /// Values and gradients at the guesses of edges, of which there are at most as many as there is room for.
    fn evaluate<'e>(
        &mut self,
        evaluator: &mut Evaluator<'_>,
        at: &Coordinates,
        spacing: f32,
        edges: impl ExactSizeIterator<Item = &'e Edge>,
    ) {
        let count = edges.len();
        let [x, y, z] = self.points.each_mut().map(|row| &mut row[..count]);
        for (index, edge) in edges.enumerate() {
            let [i, j, k] = edge.corner.map(usize::from);
            let t = edge.crossing.t * spacing;
            x[index] = at[0][i] + if edge.axis == 0 { t } else { 0.0 };
            y[index] = at[1][j] + if edge.axis == 1 { t } else { 0.0 };
            z[index] = at[2][k] + if edge.axis == 2 { t } else { 0.0 };
        }
        evaluator.gradients(x, y, z, &mut self.gradients[..count]);
    }
}
