//! Evaluation at scattered points through the tapes of the tiles around them, which are far shorter than the field's.

use gve_field::{
    Evaluator, Field, SurfaceSample,
    control::{Cancelled, StageControl},
    tasks,
};

use crate::{
    tiles::{Tiles, split_axes},
    vector::Vector,
};

/// Points of one task: enough to keep a worker busy, few enough to notice a cancel at once.
const POINTS_PER_TASK: usize = 512;

/// Evaluates a field near its surface. Results have the bits that the whole field gives.
pub struct Probe<'a> {
    pub field: &'a Field,
    pub tiles: &'a Tiles,
    pub control: &'a dyn StageControl,
}

impl Probe<'_> {
    /// Gradient and value at each point.
    pub fn gradients(&self, points: &[Vector]) -> Result<Vec<[f32; 4]>, Cancelled> {
        self.evaluate(points, [0.0; 4], |evaluator, [x, y, z], out| evaluator.gradients(x, y, z, out))
    }

    /// Value at each point.
    pub fn distances(&self, points: &[Vector]) -> Result<Vec<f32>, Cancelled> {
        self.evaluate(points, 0.0, |evaluator, [x, y, z], out| evaluator.distances(x, y, z, out))
    }

    /// Appearance at each point.
    pub fn appearances(&self, points: &[Vector]) -> Result<Vec<SurfaceSample>, Cancelled> {
        self.evaluate(points, SurfaceSample::default(), |evaluator, [x, y, z], out| evaluator.surfaces(x, y, z, out))
    }

    fn evaluate<T: Copy + Send + Sync>(
        &self,
        points: &[Vector],
        empty: T,
        run: impl Fn(&mut Evaluator<'_>, [&[f32]; 3], &mut [T]) + Sync,
    ) -> Result<Vec<T>, Cancelled> {
        let (order, tiles) = self.by_tile(points);
        let state = || (Evaluator::new(self.field), Vec::new());
        let work = |(evaluator, done): &mut (Evaluator<'_>, Vec<(usize, Vec<T>)>), task: usize| {
            if self.control.is_cancelled() {
                return Err(Cancelled);
            }
            let range = task * POINTS_PER_TASK..((task + 1) * POINTS_PER_TASK).min(order.len());
            let [x, y, z] = split_axes(order[range.clone()].iter().map(|&index| points[index as usize]));
            let mut values = vec![empty; range.len()];
            let mut start = 0;
            for group in order[range.clone()].chunk_by(|&a, &b| tiles[a as usize] == tiles[b as usize]) {
                // Where tapes are long, a few points in each of many tiles take long together.
                self.control.proceed()?;
                match self.tiles.tiles.get(tiles[group[0] as usize] as usize) {
                    Some(tile) => evaluator.use_tape(&tile.tape),
                    None => evaluator.use_field(),
                }
                let part = start..start + group.len();
                run(evaluator, [&x[part.clone()], &y[part.clone()], &z[part.clone()]], &mut values[part.clone()]);
                start = part.end;
            }
            done.push((range.start, values));
            Ok(())
        };
        let mut results = vec![empty; points.len()];
        for (start, values) in
            tasks::run(order.len().div_ceil(POINTS_PER_TASK), state, work)?.into_iter().flat_map(|(_, done)| done)
        {
            for (&index, value) in order[start..].iter().zip(values) {
                results[index as usize] = value;
            }
        }
        Ok(results)
    }

    /// Indices of the points sorted by tile, and the tile of each point; those outside of all tiles come last.
    fn by_tile(&self, points: &[Vector]) -> (Vec<u32>, Vec<u32>) {
        let count = self.tiles.tiles.len();
        let tiles: Vec<u32> = points.iter().map(|&point| self.tiles.at(point).unwrap_or(count) as u32).collect();
        let mut starts = vec![0_u32; count + 2];
        for &tile in &tiles {
            starts[tile as usize + 1] += 1;
        }
        for tile in 0..=count {
            starts[tile + 1] += starts[tile];
        }
        let mut order = vec![0; points.len()];
        for (index, &tile) in tiles.iter().enumerate() {
            order[starts[tile as usize] as usize] = index as u32;
            starts[tile as usize] += 1;
        }
        (order, tiles)
    }
}
