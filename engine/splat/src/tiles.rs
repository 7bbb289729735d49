//! Where the surface is: cells that it passes, in tiles with a tape of their own.

use gve_field::{
    Evaluator, Field,
    control::{Cancelled, StageControl},
    region::{Lattice, Partition, RegionScratch, Verdict},
    tape::Tape,
    tasks,
};

use crate::vector;

/// Cells along the edge of a tile.
const TILE: u32 = 8;
const TILE_CELLS: u32 = TILE * TILE * TILE;
/// Cells along the longest axis.
const COARSEST: u32 = 32;
const FINEST: u32 = 256;
/// Half of a unit cube's diagonal with 5 % to spare: a cell whose centre is farther from the surface is not crossed.
const HALF_DIAGONAL: f32 = 0.91;

/// Cells of one tile near the surface.
#[derive(Debug)]
pub struct Tile {
    /// Position of the middle of the tile's first cell, in metres.
    first_center: [f32; 3],
    /// Gives the field's values within the tile.
    pub tape: Tape,
    /// Numbers of the cells that the surface passes, x fastest.
    pub cells: Vec<u16>,
}

/// All tiles near the surface, in order of z, y, x.
#[derive(Debug)]
pub struct Tiles {
    pub tiles: Vec<Tile>,
    /// Edge of a cell in metres.
    pub cell_m: f32,
    /// Low corner of the first tile's place, in metres.
    origin: [f32; 3],
    /// Places for tiles along each axis.
    places: [u32; 3],
    /// Which tile is at a place, x fastest; [`NO_TILE`] is none.
    numbers: Vec<u32>,
}

/// How far beyond a tile a ray is put that leaves it, in cells.
const BEYOND: f32 = 0.01;
/// Mark of a place without a tile.
const NO_TILE: u32 = u32::MAX;

impl Tile {
    /// Middle of a cell of the tile, in metres.
    pub fn center(&self, cell: u16, cell_m: f32) -> [f32; 3] {
        let cell = u32::from(cell);
        let place = [cell % TILE, cell / TILE % TILE, cell / (TILE * TILE)];
        std::array::from_fn(|axis| self.first_center[axis] + place[axis] as f32 * cell_m)
    }
}

impl Tiles {
    /// Number of the tile around a position.
    pub fn at(&self, position: [f32; 3]) -> Option<usize> {
        let inverse = 1.0 / (self.cell_m * TILE as f32);
        let mut place = 0;
        for axis in (0..3).rev() {
            let along = vector::floor((position[axis] - self.origin[axis]) * inverse);
            if !(0..self.places[axis] as i32).contains(&along) {
                return None;
            }
            place = place * self.places[axis] as usize + along as usize;
        }
        Some(self.numbers[place]).filter(|&number| number != NO_TILE).map(|number| number as usize)
    }

    /// How far a ray can go from a position before it leaves the tile there, when the surface does not pass that tile.
    pub fn empty_m(&self, position: [f32; 3], direction: [f32; 3]) -> Option<f32> {
        if self.at(position).is_some() {
            return None;
        }
        let edge_m = self.cell_m * TILE as f32;
        let out_m = |axis: usize| {
            let along_m = position[axis] - self.origin[axis];
            let within_m = along_m - (along_m / edge_m).floor() * edge_m;
            let left_m = if direction[axis] > 0.0 { edge_m - within_m } else { within_m };
            left_m / direction[axis].abs().max(1e-9)
        };
        Some(out_m(0).min(out_m(1)).min(out_m(2)) + BEYOND * self.cell_m)
    }

    /// Middles of all cells that the surface passes, in metres, in the order of their numbers.
    pub fn centers(&self) -> impl Iterator<Item = [f32; 3]> + '_ {
        self.tiles.iter().flat_map(|tile| tile.cells.iter().map(|&cell| tile.center(cell, self.cell_m)))
    }

    /// Number of cells that the surface passes.
    pub fn cell_count(&self) -> usize {
        self.tiles.iter().map(|tile| tile.cells.len()).sum()
    }
}

/// Finds the cells that the surface passes, small enough that there are at least `wanted` of them unless the surface is
/// far smaller than its bounds.
pub fn at_least(field: &Field, wanted: usize, control: &dyn StageControl) -> Result<Tiles, Cancelled> {
    let mut resolution = COARSEST;
    loop {
        let tiles = near_surface(field, resolution, control)?;
        if tiles.cell_count() >= wanted || resolution >= FINEST {
            return Ok(tiles);
        }
        resolution *= 2;
    }
}

/// Finds the cells that the surface passes; `resolution` is their number along the longest axis.
fn near_surface(field: &Field, resolution: u32, control: &dyn StageControl) -> Result<Tiles, Cancelled> {
    let partition = partition(field, resolution);
    let units = partition.units(field, control)?;
    let state = || (Evaluator::new(field), RegionScratch::default(), Vec::new());
    let workers = tasks::run(units.near.len(), state, |(evaluator, scratch, found), number| {
        partition.descend(field, scratch, &units.near[number], &mut |origin, _, verdict| {
            if let Verdict::Near(tape) = verdict
                && !control.is_cancelled()
            {
                let tile = crossed_cells(evaluator, &partition, origin, tape);
                if !tile.cells.is_empty() {
                    found.push((origin, tile));
                }
            }
        });
        // A unit that was given up is not whole.
        control.proceed()
    })?;
    let mut found: Vec<_> = workers.into_iter().flat_map(|(_, _, found)| found).collect();
    found.sort_unstable_by_key(|&([x, y, z], _)| (z, y, x));
    let places = partition.items.map(|items| items.div_ceil(TILE));
    let mut numbers = vec![NO_TILE; places.iter().map(|&count| count as usize).product()];
    for (number, (first_cell, _)) in found.iter().enumerate() {
        let [x, y, z] = first_cell.map(|cell| (cell / TILE) as usize);
        numbers[(z * places[1] as usize + y) * places[0] as usize + x] = number as u32;
    }
    let tiles = found.into_iter().map(|(_, tile)| tile).collect();
    let Lattice { origin, spacing } = partition.lattice;
    Ok(Tiles { tiles, cell_m: spacing, origin, places, numbers })
}

/// Cells over the field's bounds, with one more on every side.
fn partition(field: &Field, resolution: u32) -> Partition {
    let (bounds, extent) = (field.bounds(), field.bounds().extent());
    let cell_m = extent.iter().fold(0.0_f32, |longest, &side| longest.max(side)) / resolution as f32;
    let items = extent.map(|side| (side / cell_m).ceil() as u32 + 2);
    let origin = std::array::from_fn(|axis| bounds.center()[axis] - 0.5 * items[axis] as f32 * cell_m);
    let lattice = Lattice { origin, spacing: cell_m };
    Partition { lattice, items, sizes: &[32, 16, TILE], overlap: 1, band: HALF_DIAGONAL * cell_m }
}

fn crossed_cells(evaluator: &mut Evaluator<'_>, partition: &Partition, origin: [u32; 3], tape: &Tape) -> Tile {
    let cell_m = partition.lattice.spacing;
    let first_center = partition.lattice.position(origin).map(|corner| corner + 0.5 * cell_m);
    let mut tile = Tile { first_center, tape: tape.clone(), cells: Vec::new() };
    let [x, y, z] = split_axes((0..TILE_CELLS as u16).map(|cell| tile.center(cell, cell_m)));
    let mut distances = [0.0; TILE_CELLS as usize];
    evaluator.use_tape(tape);
    evaluator.distances(&x, &y, &z, &mut distances);
    let crossed = distances.iter().zip(0..).filter(|(distance, _)| distance.abs() <= HALF_DIAGONAL * cell_m);
    tile.cells = crossed.map(|(_, cell)| cell).collect();
    tile
}

/// Coordinates per axis, as the evaluator takes them.
pub fn split_axes(points: impl Iterator<Item = [f32; 3]> + Clone) -> [Vec<f32>; 3] {
    [0, 1, 2].map(|axis| points.clone().map(|point| point[axis]).collect())
}
