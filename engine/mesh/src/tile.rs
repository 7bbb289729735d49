//! One tile of 8³ cells: corner signs, edge crossings, and the vertices of its cells.
//!
//! A tile evaluates all of its 9³ corners itself. Specialised tapes give the field's bits, so neighbours agree on the
//! signs of shared corners without talking to each other.

use gve_field::{
    Evaluator, Field, SurfaceSample,
    range::Boxes,
    region::{Lattice, RegionScratch},
    tape::Tape,
};

use crate::{
    sheets::{NONE, Sheets, corners_of},
    vertex::{CellVertex, Crossing, place, unit},
};

/// Cells along an edge of a tile.
pub(crate) const TILE: usize = 8;
/// Corners along an edge of a tile.
const CORNERS: usize = TILE + 1;
const CORNER_COUNT: usize = CORNERS * CORNERS * CORNERS;
/// Offset from a corner to the next along each axis.
const STEP: [usize; 3] = [1, CORNERS, CORNERS * CORNERS];
/// Cells along an edge of a block, where a tile is divided.
const BLOCK: usize = TILE / 2;
/// From this length on a tape is specialised once more for each block of a tile. Measured: shorter ones gain nothing.
const DIVIDED_TAPE: usize = 30;
/// Steps onto the surface that a vertex takes at most.
const STEPS_TO_SURFACE: usize = 4;
/// A vertex that was this far off, in cells, takes one more step.
const FAR_OFF: f32 = 0.02;
/// No crossing.
const UNCROSSED: u16 = u16::MAX;

/// A cell that the surface passes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Cell {
    /// First vertex within the tile.
    pub first_vertex: u32,
    /// Bit c: corner c is inside.
    pub inside: u8,
}

/// An edge of the grid that the surface crosses, and with it a face of the mesh.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CrossedEdge {
    /// First corner, in cells of the tile.
    pub corner: [u8; 3],
    pub axis: u8,
    /// True if the first corner is inside.
    pub leaves: bool,
    /// Unit normal at the crossing.
    pub normal: [f32; 3],
}

/// A cell with an ambiguous face, kept until the faces are settled.
#[derive(Debug, Clone)]
pub(crate) struct AmbiguousCell {
    pub cell: u16,
    /// By edge; what uncrossed edges hold is not used.
    pub crossings: [Crossing; 12],
}

/// The mesh's part in one tile.
#[derive(Debug, Clone)]
pub(crate) struct Tile {
    /// First cell along each axis.
    pub origin: [u32; 3],
    pub cells: Vec<Cell>,
    pub vertices: Vec<CellVertex>,
    /// Cell of each vertex.
    pub vertex_cells: Vec<u16>,
    pub samples: Vec<SurfaceSample>,
    /// Crossed edges whose first corner is the first corner of one of the tile's own cells.
    pub edges: Vec<CrossedEdge>,
    pub ambiguous: Vec<AmbiguousCell>,
}

/// The grid of cells.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grid {
    pub lattice: Lattice,
    /// Cells along each axis, whole tiles.
    pub cells: [u32; 3],
}

/// Position in metres of a point given in the coordinates of a cell.
pub(crate) fn position_in_metres(grid: &Grid, cell: [u32; 3], local: [f32; 3]) -> [f32; 3] {
    std::array::from_fn(|axis| grid.lattice.coordinate(axis, cell[axis]) + local[axis] * grid.lattice.spacing)
}

/// Index along x, y and z of a cell within its tile.
pub(crate) fn cell_in_tile(cell: u16) -> [u32; 3] {
    let cell = u32::from(cell);
    [cell & 7, cell >> 3 & 7, cell >> 6]
}

/// Scratch of one thread.
pub(crate) struct TileScratch<'f> {
    field: &'f Field,
    evaluator: Evaluator<'f>,
    regions: RegionScratch,
    block_tapes: Vec<Tape>,
    values: Vec<f32>,
    /// Index of the crossing on the edge from each corner along each axis.
    crossing_at: Vec<u16>,
    edges: Vec<Edge>,
    points: [Vec<f32>; 3],
    distances: Vec<f32>,
    gradients: Vec<[f32; 4]>,
}

/// A crossed edge while its crossing is searched.
#[derive(Debug, Clone, Copy)]
struct Edge {
    corner: [u8; 3],
    axis: u8,
    /// Ends of the bracket along the edge, 0–1, and the values there, of different sign.
    low: f32,
    high: f32,
    at_low: f32,
    at_high: f32,
    /// Best guess along the edge.
    t: f32,
    normal: [f32; 3],
}

impl Edge {
    /// Where a straight line through the bracket's ends is 0.
    fn guess(&mut self) {
        let t = self.low + (self.high - self.low) * (self.at_low / (self.at_low - self.at_high));
        self.t = if t >= self.low && t <= self.high { t } else { 0.5 * (self.low + self.high) };
    }

    /// Narrows the bracket by the value at the guess.
    fn narrow(&mut self, value: f32) {
        if (value < 0.0) == (self.at_low < 0.0) {
            (self.low, self.at_low) = (self.t, value);
        } else {
            (self.high, self.at_high) = (self.t, value);
        }
    }

    /// A Newton step within the bracket, and the normal.
    fn finish(&mut self, [dx, dy, dz, value]: [f32; 4], spacing: f32) {
        let slope = [dx, dy, dz][usize::from(self.axis)] * spacing;
        let t = self.t - value / slope;
        if t >= self.low && t <= self.high {
            self.t = t;
        }
        self.normal = unit([dx, dy, dz]).unwrap_or_else(|| {
            let mut along = [0.0; 3];
            along[usize::from(self.axis)] = if self.at_low < 0.0 { 1.0 } else { -1.0 };
            along
        });
    }
}

impl<'f> TileScratch<'f> {
    pub fn new(field: &'f Field) -> Self {
        Self {
            field,
            evaluator: Evaluator::new(field),
            regions: RegionScratch::default(),
            block_tapes: vec![Tape::default(); 8],
            values: vec![0.0; CORNER_COUNT],
            crossing_at: vec![UNCROSSED; 3 * CORNER_COUNT],
            edges: Vec::new(),
            points: std::array::from_fn(|_| Vec::new()),
            distances: Vec::new(),
            gradients: Vec::new(),
        }
    }

    /// The tile's part of the mesh, or `None` if the surface does not pass it.
    pub fn tile(&mut self, grid: &Grid, table: &[Sheets], origin: [u32; 3], tape: &Tape) -> Option<Tile> {
        let blocks = self.evaluate_corners(grid, origin, tape);
        let rows = inside_rows(&self.values, grid, origin);
        let (any, all) = rows.iter().fold((0, 0x1ff), |(any, all), row| (any | row, all & row));
        if any == 0 || all == 0x1ff {
            return None;
        }
        let ends = self.collect_edges(&rows, blocks);
        self.find_crossings(grid, origin, tape, blocks, ends);
        let mut tile = self.place_vertices(table, origin, &rows);
        self.settle_vertices(grid, tape, blocks, &mut tile);
        Some(tile)
    }

    /// Fills `values` and returns the number of blocks along an edge of the tile: 1, or 2 where the tape was divided.
    fn evaluate_corners(&mut self, grid: &Grid, origin: [u32; 3], tape: &Tape) -> usize {
        if tape.len() < DIVIDED_TAPE {
            self.evaluator.use_tape(tape);
            self.evaluate_block(grid, origin, [0; 3], TILE);
            return 1;
        }
        let corner_of = |block: usize, axis: usize| (block >> axis & 1) * BLOCK;
        let coordinates = |shift: usize| {
            std::array::from_fn(|axis| {
                std::array::from_fn(|block| {
                    grid.lattice.coordinate(axis, origin[axis] + (corner_of(block, axis) + shift) as u32)
                })
            })
        };
        let boxes = Boxes { min: coordinates(0), max: coordinates(BLOCK) };
        let ranges = self.regions.bound(self.field, tape, &boxes);
        let is_whole = |block: usize| ranges.low[block] > 0.0 || ranges.high[block] < 0.0;
        let start_of = |block: usize| std::array::from_fn(|axis| corner_of(block, axis));
        // Whole blocks first, so that corners shared with evaluated ones get their real values.
        for block in (0..8).filter(|&block| is_whole(block)) {
            self.fill_block(start_of(block), if ranges.low[block] > 0.0 { 1.0 } else { -1.0 });
        }
        for block in (0..8).filter(|&block| !is_whole(block)) {
            self.regions.specialise(self.field, tape, block, &mut self.block_tapes[block]);
            self.evaluator.use_tape(&self.block_tapes[block]);
            self.evaluate_block(grid, origin, start_of(block), BLOCK);
        }
        2
    }

    fn fill_block(&mut self, start: [usize; 3], value: f32) {
        for z in start[2]..=start[2] + BLOCK {
            for y in start[1]..=start[1] + BLOCK {
                self.values[(z * CORNERS + y) * CORNERS + start[0]..][..=BLOCK].fill(value);
            }
        }
    }

    fn evaluate_block(&mut self, grid: &Grid, origin: [u32; 3], start: [usize; 3], size: usize) {
        let side = size + 1;
        let along = |axis: usize| -> [f32; CORNERS] {
            std::array::from_fn(|i| grid.lattice.coordinate(axis, origin[axis] + (start[axis] + i) as u32))
        };
        let [xs, ys, zs] = [along(0), along(1), along(2)];
        let [x, y, z] = &mut self.points;
        x.clear();
        y.clear();
        z.clear();
        for row in 0..side * side {
            x.extend_from_slice(&xs[..side]);
            y.extend(std::iter::repeat_n(ys[row % side], side));
            z.extend(std::iter::repeat_n(zs[row / side], side));
        }
        self.distances.resize(side * side * side, 0.0);
        self.evaluator.distances(x, y, z, &mut self.distances);
        for (row, values) in self.distances.chunks_exact(side).enumerate() {
            let (y, z) = (start[1] + row % side, start[2] + row / side);
            self.values[(z * CORNERS + y) * CORNERS + start[0]..][..side].copy_from_slice(values);
        }
    }

    /// Lists the crossed edges, block by block; returns where each block's end.
    fn collect_edges(&mut self, rows: &[u16; CORNERS * CORNERS], blocks: usize) -> [usize; 8] {
        self.edges.clear();
        let mut ends = [0; 8];
        let size = TILE / blocks;
        for block in 0..blocks * blocks * blocks {
            let start: [usize; 3] = std::array::from_fn(|axis| (block >> axis & 1) * size);
            // The last block along an axis also owns the edges on the tile's far face.
            let end: [usize; 3] =
                std::array::from_fn(|axis| start[axis] + size + usize::from(start[axis] + size == TILE));
            let columns = ((1_u16 << end[0]) - 1) & !((1 << start[0]) - 1);
            for z in start[2]..end[2] {
                for y in start[1]..end[1] {
                    let row = rows[z * CORNERS + y];
                    self.collect_row((row ^ row >> 1) & 0xff & columns, 0, y, z);
                    if y < TILE {
                        self.collect_row((row ^ rows[z * CORNERS + y + 1]) & columns, 1, y, z);
                    }
                    if z < TILE {
                        self.collect_row((row ^ rows[(z + 1) * CORNERS + y]) & columns, 2, y, z);
                    }
                }
            }
            ends[block] = self.edges.len();
        }
        ends
    }

    fn collect_row(&mut self, mut crossed: u16, axis: usize, y: usize, z: usize) {
        while crossed != 0 {
            let x = crossed.trailing_zeros() as usize;
            crossed &= crossed - 1;
            let corner = (z * CORNERS + y) * CORNERS + x;
            self.crossing_at[axis * CORNER_COUNT + corner] = self.edges.len() as u16;
            let (at_low, at_high) = (self.values[corner], self.values[corner + STEP[axis]]);
            let mut edge = Edge {
                corner: [x as u8, y as u8, z as u8],
                axis: axis as u8,
                low: 0.0,
                high: 1.0,
                at_low,
                at_high,
                t: 0.5,
                normal: [0.0; 3],
            };
            edge.guess();
            self.edges.push(edge);
        }
    }

    /// One evaluation at the linear guess, then value and gradient at the second guess for the normal and a last step.
    fn find_crossings(&mut self, grid: &Grid, origin: [u32; 3], tape: &Tape, blocks: usize, ends: [usize; 8]) {
        let mut start = 0;
        for (block, &end) in ends.iter().enumerate().take(blocks * blocks * blocks) {
            if start == end {
                continue;
            }
            self.evaluator.use_tape(if blocks == 1 { tape } else { &self.block_tapes[block] });
            let edges = start..end;
            self.gather(grid, origin, edges.clone());
            let [x, y, z] = &self.points;
            self.distances.resize(x.len(), 0.0);
            self.evaluator.distances(x, y, z, &mut self.distances);
            for (edge, &value) in self.edges[edges.clone()].iter_mut().zip(&self.distances) {
                edge.narrow(value);
                edge.guess();
            }
            self.gather(grid, origin, edges.clone());
            let [x, y, z] = &self.points;
            self.gradients.resize(x.len(), [0.0; 4]);
            self.evaluator.gradients(x, y, z, &mut self.gradients);
            for (edge, &gradient) in self.edges[edges].iter_mut().zip(&self.gradients) {
                edge.finish(gradient, grid.lattice.spacing);
            }
            start = end;
        }
    }

    /// Positions of the guesses.
    fn gather(&mut self, grid: &Grid, origin: [u32; 3], edges: std::ops::Range<usize>) {
        for (axis, row) in self.points.iter_mut().enumerate() {
            row.clear();
            row.extend(self.edges[edges.clone()].iter().map(|edge| {
                let base = grid.lattice.coordinate(axis, origin[axis] + u32::from(edge.corner[axis]));
                if usize::from(edge.axis) == axis { base + edge.t * grid.lattice.spacing } else { base }
            }));
        }
    }

    fn place_vertices(&mut self, table: &[Sheets], origin: [u32; 3], rows: &[u16; CORNERS * CORNERS]) -> Tile {
        let mut tile = Tile {
            origin,
            cells: vec![Cell::default(); TILE * TILE * TILE],
            vertices: Vec::with_capacity(self.edges.len()),
            vertex_cells: Vec::with_capacity(self.edges.len()),
            samples: Vec::new(),
            edges: Vec::with_capacity(self.edges.len()),
            ambiguous: Vec::new(),
        };
        for z in 0..TILE {
            for y in 0..TILE {
                let k = z * CORNERS + y;
                let near = [rows[k], rows[k + 1], rows[k + CORNERS], rows[k + CORNERS + 1]];
                let (any, all) = near.iter().fold((0, !0), |(any, all), row| (any | row, all & row));
                let mut active = (any | any >> 1) & !(all & all >> 1) & 0xff;
                while active != 0 {
                    let x = active.trailing_zeros() as usize;
                    active &= active - 1;
                    let inside = (0..4).fold(0, |bits, i| bits | (near[i] >> x & 3) << (2 * i)) as u8;
                    self.place_in_cell(table, [x, y, z], inside, &mut tile);
                }
            }
        }
        tile.edges.extend(self.edges.iter().filter(|edge| edge.corner.iter().all(|&i| usize::from(i) < TILE)).map(
            |edge| CrossedEdge {
                corner: edge.corner,
                axis: edge.axis,
                leaves: rows[usize::from(edge.corner[2]) * CORNERS + usize::from(edge.corner[1])] >> edge.corner[0] & 1
                    != 0,
                normal: edge.normal,
            },
        ));
        tile
    }

    fn place_in_cell(&self, table: &[Sheets], [x, y, z]: [usize; 3], inside: u8, tile: &mut Tile) {
        let sheets = &table[usize::from(inside)];
        let corner = (z * CORNERS + y) * CORNERS + x;
        let mut crossings = [Crossing { position: [0.0; 3], normal: [0.0; 3] }; 12];
        let mut by_sheet = [crossings; 4];
        let mut counts = [0; 4];
        for edge in (0..12).filter(|&edge| sheets.of_edge[edge] != NONE) {
            let (first, _) = corners_of(edge);
            let axis = edge / 4;
            let start = corner + (0..3).map(|axis| (first >> axis & 1) * STEP[axis]).sum::<usize>();
            let found = &self.edges[usize::from(self.crossing_at[axis * CORNER_COUNT + start])];
            let mut position: [f32; 3] = std::array::from_fn(|axis| (first >> axis & 1) as f32);
            position[axis] = found.t;
            crossings[edge] = Crossing { position, normal: found.normal };
            let sheet = usize::from(sheets.of_edge[edge]);
            by_sheet[sheet][counts[sheet]] = crossings[edge];
            counts[sheet] += 1;
        }
        let cell = (z * TILE + y) * TILE + x;
        tile.cells[cell] = Cell { first_vertex: tile.vertices.len() as u32, inside };
        for sheet in 0..usize::from(sheets.count) {
            tile.vertices.push(place(&by_sheet[sheet][..counts[sheet]]));
            tile.vertex_cells.push(cell as u16);
        }
        if sheets.ambiguous != 0 {
            tile.ambiguous.push(AmbiguousCell { cell: cell as u16, crossings });
        }
    }

    /// Moves the vertices onto the surface and looks up its appearance there, block by block.
    fn settle_vertices(&mut self, grid: &Grid, tape: &Tape, blocks: usize, tile: &mut Tile) {
        tile.samples.resize(tile.vertices.len(), SurfaceSample::default());
        let size = (TILE / blocks) as u32;
        let mut members: Vec<usize> = Vec::with_capacity(tile.vertices.len());
        let mut samples = Vec::new();
        for block in 0..blocks * blocks * blocks {
            let block_of = |cell: u16| {
                let [x, y, z] = cell_in_tile(cell).map(|index| index / size);
                (x | y << 1 | z << 2) as usize
            };
            members.clear();
            members.extend((0..tile.vertices.len()).filter(|&index| block_of(tile.vertex_cells[index]) == block));
            if members.is_empty() {
                continue;
            }
            self.evaluator.use_tape(if blocks == 1 { tape } else { &self.block_tapes[block] });
            let mut astray = members.clone();
            for _ in 0..STEPS_TO_SURFACE {
                self.step_to_surface(grid, tile, &mut astray);
            }
            self.gather_vertices(grid, tile, &members);
            let [x, y, z] = &self.points;
            samples.resize(members.len(), SurfaceSample::default());
            self.evaluator.surfaces(x, y, z, &mut samples);
            for (&index, &sample) in members.iter().zip(&samples) {
                tile.samples[index] = sample;
            }
        }
    }

    /// One step for each listed vertex; keeps those in the list that were far off.
    fn step_to_surface(&mut self, grid: &Grid, tile: &mut Tile, astray: &mut Vec<usize>) {
        if astray.is_empty() {
            return;
        }
        self.gather_vertices(grid, tile, astray);
        let [x, y, z] = &self.points;
        self.gradients.resize(x.len(), [0.0; 4]);
        self.evaluator.gradients(x, y, z, &mut self.gradients);
        let mut gradients = self.gradients.iter();
        astray.retain(|&index| {
            let gradient = gradients.next().copied().unwrap_or_default();
            tile.vertices[index].step_to_surface(gradient, grid.lattice.spacing) > FAR_OFF
        });
    }

    fn gather_vertices(&mut self, grid: &Grid, tile: &Tile, members: &[usize]) {
        for row in &mut self.points {
            row.clear();
        }
        for &index in members {
            let local = cell_in_tile(tile.vertex_cells[index]);
            let cell = std::array::from_fn(|axis| tile.origin[axis] + local[axis]);
            let position = position_in_metres(grid, cell, tile.vertices[index].position);
            for (row, value) in self.points.iter_mut().zip(position) {
                row.push(value);
            }
        }
    }
}

/// Bit x of row (z · 9 + y): the corner is inside. Corners on the grid's border always count as outside, so that the
/// mesh is closed whatever the field does there.
fn inside_rows(values: &[f32], grid: &Grid, origin: [u32; 3]) -> [u16; CORNERS * CORNERS] {
    let on_border = |axis: usize, i: usize| {
        let index = origin[axis] + i as u32;
        index == 0 || index >= grid.cells[axis]
    };
    let columns = (0..CORNERS).filter(|&x| !on_border(0, x)).fold(0, |bits, x| bits | 1 << x);
    std::array::from_fn(|row| {
        let (y, z) = (row % CORNERS, row / CORNERS);
        if on_border(1, y) || on_border(2, z) {
            return 0;
        }
        let values = &values[row * CORNERS..][..CORNERS];
        values.iter().enumerate().fold(0_u16, |bits, (x, &value)| bits | u16::from(value < 0.0) << x) & columns
    })
}
