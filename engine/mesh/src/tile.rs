//! One tile of 8³ cells: corner signs, edge crossings, and the vertices of its cells.
//!
//! A tile evaluates all of its 9³ corners itself. Specialised tapes give the field's bits, so neighbours agree on the
//! signs of shared corners without talking to each other. Where the tape is long the tile is divided into eight blocks
//! with tapes of their own.

use std::ops::Range;

use gve_field::{
    Evaluator, Field, SurfaceSample,
    program::Program,
    range::Boxes,
    region::{Lattice, RegionScratch},
    tape::Tape,
};

use crate::{
    appearance::{Appearance, AppearanceCache},
    crossing::{Coordinates, Edge, Search},
    sheets::{SheetTable, Sheets},
    vertex::{Bend, CellVertex, Crossing, place},
};

/// Cells along an edge of a tile.
pub(crate) const TILE: usize = 8;
/// Cells of a tile.
pub(crate) const TILE_CELLS: usize = TILE * TILE * TILE;
/// Corners along an edge of a tile.
const CORNERS: usize = TILE + 1;
const CORNER_COUNT: usize = CORNERS * CORNERS * CORNERS;
/// Offset from a corner to the next along each axis.
const STEP: [usize; 3] = [1, CORNERS, CORNERS * CORNERS];
/// Cells along an edge of a block, where a tile is divided.
const BLOCK: usize = TILE / 2;
/// Blocks of a divided tile.
const BLOCKS: usize = 8;
/// From this length on a tape is specialised once more for each block of a tile. Measured: shorter ones gain nothing.
const DIVIDED_TAPE: usize = 30;
/// Steps onto the surface that a vertex takes at most.
const STEPS_TO_SURFACE: usize = 4;
/// A vertex that was this far off, in cells, takes one more step.
const FAR_OFF: f32 = 0.02;

/// A cell that the surface passes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Cell {
    /// First vertex within the tile.
    pub first_vertex: u16,
    /// Bit c: corner c is inside.
    pub inside: u8,
}

/// Cells of a tile and of those before it, as one number: their indices along x, y and z in four bits each, with the
/// highest bit set for cells of the tile itself. Going one cell back is a subtraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NearCell(u16);

impl NearCell {
    #[inline]
    fn of_tile([x, y, z]: [u8; 3]) -> Self {
        Self(0x888 | u16::from(x) | u16::from(y) << 4 | u16::from(z) << 8)
    }

    /// The cell `steps` before this one along an axis; at most one step leaves the tile.
    #[inline]
    pub fn back(self, axis: usize, steps: u16) -> Self {
        Self(self.0 - (steps << (4 * axis)))
    }

    /// Bits of the axes along which the cell is in the tile before.
    #[inline]
    pub fn tiles_before(self) -> usize {
        let within = usize::from(self.0) >> 3;
        (within & 1 | within >> 3 & 2 | within >> 6 & 4) ^ 7
    }

    /// Index of the cell within its tile.
    #[inline]
    pub fn index(self) -> usize {
        let bits = usize::from(self.0);
        bits & 7 | bits >> 1 & 0x38 | bits >> 2 & 0x1c0
    }
}

/// An edge of the grid that the surface crosses, and with it a face of the mesh.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CrossedEdge {
    /// The cell whose first corner is the edge's first.
    pub cell: NearCell,
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

/// The place of one tile's part in a [`Harvest`].
#[derive(Debug, Clone)]
pub(crate) struct Tile {
    /// First cell along each axis.
    pub origin: [u32; 3],
    /// First of [`TILE_CELLS`] cells.
    pub first_cell: usize,
    pub vertices: Range<usize>,
    /// Where the vertices of each block end, counted from the tile's first; the tile is one block or eight.
    pub block_ends: [u16; BLOCKS],
    /// Crossed edges whose first corner is the first corner of one of the tile's own cells.
    pub edges: Range<usize>,
    pub ambiguous: Range<usize>,
}

/// What one thread has gathered of the mesh, tile after tile.
#[derive(Debug, Default)]
pub(crate) struct Harvest {
    pub tiles: Vec<Tile>,
    pub cells: Vec<Cell>,
    /// Metres.
    pub positions: Vec<[f32; 3]>,
    pub normals: Vec<[f32; 3]>,
    pub appearances: Vec<Appearance>,
    pub edges: Vec<CrossedEdge>,
    pub ambiguous: Vec<AmbiguousCell>,
}

impl Harvest {
    /// Takes over a tile's part from another harvest, with the appearances or without.
    pub fn copy_tile(&mut self, from: &Self, tile: &Tile, with_appearances: bool) {
        fn append<T: Clone>(to: &mut Vec<T>, from: &[T], range: &Range<usize>) -> Range<usize> {
            let start = to.len();
            to.extend_from_slice(&from[range.clone()]);
            start..to.len()
        }
        let cells = append(&mut self.cells, &from.cells, &(tile.first_cell..tile.first_cell + TILE_CELLS));
        let vertices = append(&mut self.positions, &from.positions, &tile.vertices);
        append(&mut self.normals, &from.normals, &tile.vertices);
        if with_appearances {
            append(&mut self.appearances, &from.appearances, &tile.vertices);
        }
        let edges = append(&mut self.edges, &from.edges, &tile.edges);
        let ambiguous = append(&mut self.ambiguous, &from.ambiguous, &tile.ambiguous);
        self.tiles.push(Tile { first_cell: cells.start, vertices, edges, ambiguous, ..tile.clone() });
    }

    /// Bytes in memory.
    pub fn byte_count(&self) -> usize {
        size_of_val(self.tiles.as_slice())
            + size_of_val(self.cells.as_slice())
            + size_of_val(self.positions.as_slice())
            + size_of_val(self.normals.as_slice())
            + size_of_val(self.appearances.as_slice())
            + size_of_val(self.edges.as_slice())
            + size_of_val(self.ambiguous.as_slice())
    }
}

/// The grid of cells.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grid {
    pub lattice: Lattice,
    /// Cells along each axis, whole tiles.
    pub cells: [u32; 3],
}

impl Grid {
    /// Position in metres of a point given in the coordinates of a cell.
    pub fn position(&self, cell: [u32; 3], local: [f32; 3]) -> [f32; 3] {
        std::array::from_fn(|axis| self.lattice.coordinate(axis, cell[axis]) + local[axis] * self.lattice.spacing)
    }

    fn coordinates(&self, origin: [u32; 3]) -> Coordinates {
        std::array::from_fn(|axis| std::array::from_fn(|i| self.lattice.coordinate(axis, origin[axis] + i as u32)))
    }
}

/// Index along x, y and z of a cell within its tile.
pub(crate) fn cell_in_tile(cell: u16) -> [u32; 3] {
    let cell = u32::from(cell);
    [cell & 7, cell >> 3 & 7, cell >> 6]
}

/// Bit x of row (z · 9 + y): the corner is inside.
type Rows = [u16; CORNERS * CORNERS];

/// A vertex while its tile is at work.
#[derive(Debug, Clone, Copy)]
struct Pending {
    cell: u16,
    vertex: CellVertex,
}

impl Pending {
    /// Metres.
    #[inline]
    fn position(&self, at: &Coordinates, spacing: f32) -> [f32; 3] {
        let [i, j, k] = [self.cell & 7, self.cell >> 3 & 7, self.cell >> 6 & 7].map(usize::from);
        let [x, y, z] = self.vertex.position;
        [at[0][i] + x * spacing, at[1][j] + y * spacing, at[2][k] + z * spacing]
    }
}

/// A part of a tile that one tape serves: the tile or an eighth of it.
#[derive(Debug, Default)]
struct Block {
    program: Program,
    /// Cells along each axis.
    cells: [Range<usize>; 3],
    /// What stands for all of its values, if the surface does not pass it.
    whole: Option<f32>,
    edges: Range<usize>,
    vertices: Range<usize>,
}

/// Scratch of one thread.
pub(crate) struct TileScratch<'f> {
    field: &'f Field,
    evaluator: Evaluator<'f>,
    regions: RegionScratch,
    tape: Tape,
    blocks: Vec<Block>,
    block_count: usize,
    at: Coordinates,
    values: Vec<f32>,
    block_values: Vec<f32>,
    /// Index of the crossing on the edge from each corner along each axis.
    crossing_at: Vec<u16>,
    edges: Vec<Edge>,
    search: Search,
    pending: Vec<Pending>,
    flat: Vec<u32>,
    astray: Vec<u32>,
    points: [Vec<f32>; 3],
    distances: Vec<f32>,
    gradients: Vec<[f32; 4]>,
    samples: Vec<SurfaceSample>,
    cache: AppearanceCache,
    pub harvest: Harvest,
}

impl<'f> TileScratch<'f> {
    pub fn new(field: &'f Field) -> Self {
        let mut blocks = Vec::new();
        blocks.resize_with(BLOCKS, Block::default);
        Self {
            field,
            evaluator: Evaluator::new(field),
            regions: RegionScratch::default(),
            tape: Tape::default(),
            blocks,
            block_count: 0,
            at: [[0.0; CORNERS]; 3],
            values: vec![0.0; CORNER_COUNT],
            block_values: vec![0.0; CORNER_COUNT],
            crossing_at: vec![0; 3 * CORNER_COUNT],
            edges: Vec::new(),
            search: Search::default(),
            pending: Vec::new(),
            flat: Vec::new(),
            astray: Vec::new(),
            points: std::array::from_fn(|_| Vec::new()),
            distances: Vec::new(),
            gradients: Vec::new(),
            samples: Vec::new(),
            cache: AppearanceCache::default(),
            harvest: Harvest::default(),
        }
    }

    /// Adds the tile's part of the mesh to the harvest, if the surface passes it.
    pub fn tile(&mut self, grid: &Grid, table: &SheetTable, origin: [u32; 3], tape: &Tape) {
        self.at = grid.coordinates(origin);
        self.divide(tape);
        self.evaluate_corners();
        let rows = inside_rows(&self.values, grid, origin);
        let (any, all) = rows.iter().fold((0, 0x1ff), |(any, all), row| (any | row, all & row));
        if any == 0 || all == 0x1ff {
            return;
        }
        self.collect_edges(&rows);
        for index in 0..self.block_count {
            let block = &mut self.blocks[index];
            if !block.edges.is_empty() {
                self.evaluator.swap_program(&mut block.program);
                let edges = &mut self.edges[block.edges.clone()];
                self.search.run(&mut self.evaluator, &self.at, grid.lattice.spacing, edges);
                self.evaluator.swap_program(&mut block.program);
            }
        }
        let tile = self.begin_tile(origin);
        self.place_vertices(table, &rows);
        for index in 0..self.block_count {
            let vertices = self.blocks[index].vertices.clone();
            if !vertices.is_empty() {
                self.by_block(index, |scratch| scratch.settle(grid, vertices));
            }
        }
        self.end_tile(tile, &rows);
    }

    /// Adds an unchanged tile's part of an earlier mesh to the harvest with the appearance that its surface has by now.
    pub fn repaint(&mut self, grid: &Grid, tape: &Tape, from: &Harvest, tile: &Tile) {
        self.at = grid.coordinates(tile.origin);
        self.divide(tape);
        let first = self.harvest.positions.len();
        self.harvest.copy_tile(from, tile, false);
        let mut start = 0;
        for index in 0..self.block_count {
            let end = usize::from(tile.block_ends[index]);
            if end > start {
                self.by_block(index, |scratch| scratch.look_up_appearances(first + start..first + end));
            }
            start = end;
        }
    }

    /// Evaluates by the tape of a block meanwhile.
    fn by_block(&mut self, index: usize, work: impl FnOnce(&mut Self)) {
        let mut program = std::mem::take(&mut self.blocks[index].program);
        self.evaluator.swap_program(&mut program);
        work(self);
        self.evaluator.swap_program(&mut program);
        self.blocks[index].program = program;
    }

    /// Divides the tile into blocks: one, or eight where the tape is long, each with a tape of its own.
    fn divide(&mut self, tape: &Tape) {
        if tape.len() < DIVIDED_TAPE {
            self.block_count = 1;
            let block = &mut self.blocks[0];
            (block.cells, block.whole) = ([0..TILE, 0..TILE, 0..TILE], None);
            block.program.load(tape);
            return;
        }
        self.block_count = BLOCKS;
        let corner_of = |block: usize, axis: usize| (block >> axis & 1) * BLOCK;
        let coordinates = |shift: usize| -> [[f32; BLOCKS]; 3] {
            std::array::from_fn(|axis| std::array::from_fn(|block| self.at[axis][corner_of(block, axis) + shift]))
        };
        let boxes = Boxes { min: coordinates(0), max: coordinates(BLOCK) };
        let ranges = self.regions.bound(self.field, tape, &boxes);
        for (number, block) in self.blocks.iter_mut().enumerate() {
            block.cells = std::array::from_fn(|axis| corner_of(number, axis)..corner_of(number, axis) + BLOCK);
            block.whole = match (ranges.low[number], ranges.high[number]) {
                (low, _) if low > 0.0 => Some(1.0),
                (_, high) if high < 0.0 => Some(-1.0),
                _ => None,
            };
            if block.whole.is_none() {
                self.regions.specialise(self.field, tape, number, &mut self.tape);
                block.program.load(&self.tape);
            }
        }
    }

    /// Fills the corners' values.
    fn evaluate_corners(&mut self) {
        if self.block_count == 1 {
            let [x, y, z] = &self.at;
            self.evaluator.swap_program(&mut self.blocks[0].program);
            self.evaluator.distances_on_lattice([x, y, z], &mut self.values);
            self.evaluator.swap_program(&mut self.blocks[0].program);
            return;
        }
        // Whole blocks first, so that corners shared with evaluated ones get their real values.
        for block in 0..BLOCKS {
            if let Some(value) = self.blocks[block].whole {
                self.fill_block(block, value);
            }
        }
        for block in 0..BLOCKS {
            if self.blocks[block].whole.is_none() {
                self.evaluate_block(block);
            }
        }
    }

    fn fill_block(&mut self, block: usize, value: f32) {
        let [xs, ys, zs] = &self.blocks[block].cells;
        for z in zs.start..=zs.end {
            for y in ys.start..=ys.end {
                self.values[(z * CORNERS + y) * CORNERS + xs.start..][..=BLOCK].fill(value);
            }
        }
    }

    fn evaluate_block(&mut self, block: usize) {
        const SIDE: usize = BLOCK + 1;
        let Block { program, cells: [xs, ys, zs], .. } = &mut self.blocks[block];
        let axes = [&self.at[0][xs.start..=xs.end], &self.at[1][ys.start..=ys.end], &self.at[2][zs.start..=zs.end]];
        let values = &mut self.block_values[..SIDE * SIDE * SIDE];
        self.evaluator.swap_program(program);
        self.evaluator.distances_on_lattice(axes, values);
        self.evaluator.swap_program(program);
        for (row, values) in values.chunks_exact(SIDE).enumerate() {
            let (y, z) = (ys.start + row % SIDE, zs.start + row / SIDE);
            self.values[(z * CORNERS + y) * CORNERS + xs.start..][..SIDE].copy_from_slice(values);
        }
    }

    /// Lists the crossed edges, block by block.
    fn collect_edges(&mut self, rows: &Rows) {
        self.edges.clear();
        for index in 0..self.block_count {
            let start = self.edges.len();
            let [xs, ys, zs] = self.blocks[index].cells.clone();
            // The last block along an axis also owns the edges on the tile's far face.
            let last = |range: &Range<usize>| range.end + usize::from(range.end == TILE);
            let columns = ((1_u16 << last(&xs)) - 1) & !((1 << xs.start) - 1);
            for z in zs.start..last(&zs) {
                for y in ys.start..last(&ys) {
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
            self.blocks[index].edges = start..self.edges.len();
        }
    }

    #[inline]
    fn collect_row(&mut self, mut crossed: u16, axis: usize, y: usize, z: usize) {
        while crossed != 0 {
            let x = crossed.trailing_zeros() as usize;
            crossed &= crossed - 1;
            let corner = (z * CORNERS + y) * CORNERS + x;
            self.crossing_at[axis * CORNER_COUNT + corner] = self.edges.len() as u16;
            let (at_low, at_high) = (self.values[corner], self.values[corner + STEP[axis]]);
            self.edges.push(Edge::between([x as u8, y as u8, z as u8], axis as u8, at_low, at_high));
        }
    }

    fn begin_tile(&mut self, origin: [u32; 3]) -> Tile {
        let harvest = &mut self.harvest;
        let first_cell = harvest.cells.len();
        harvest.cells.resize(first_cell + TILE_CELLS, Cell::default());
        let (vertices, edges, ambiguous) = (harvest.positions.len(), harvest.edges.len(), harvest.ambiguous.len());
        Tile {
            origin,
            first_cell,
            vertices: vertices..vertices,
            block_ends: [0; BLOCKS],
            edges: edges..edges,
            ambiguous: ambiguous..ambiguous,
        }
    }

    /// Places the vertices of all cells, block by block.
    fn place_vertices(&mut self, table: &SheetTable, rows: &Rows) {
        self.pending.clear();
        for index in 0..self.block_count {
            let start = self.pending.len();
            let [xs, ys, zs] = self.blocks[index].cells.clone();
            let columns = ((1_u16 << xs.end) - 1) & !((1 << xs.start) - 1);
            for z in zs {
                for y in ys.clone() {
                    let k = z * CORNERS + y;
                    let near = [rows[k], rows[k + 1], rows[k + CORNERS], rows[k + CORNERS + 1]];
                    let (any, all) = near.iter().fold((0, !0), |(any, all), row| (any | row, all & row));
                    let mut active = (any | any >> 1) & !(all & all >> 1) & columns;
                    while active != 0 {
                        let x = active.trailing_zeros() as usize;
                        active &= active - 1;
                        let inside = (0..4).fold(0, |bits, i| bits | (near[i] >> x & 3) << (2 * i)) as u8;
                        self.place_in_cell(&table[usize::from(inside)], [x, y, z], inside);
                    }
                }
            }
            self.blocks[index].vertices = start..self.pending.len();
        }
    }

    fn place_in_cell(&mut self, sheets: &Sheets, [x, y, z]: [usize; 3], inside: u8) {
        let corner = (z * CORNERS + y) * CORNERS + x;
        let crossing = |edge: u8| {
            let found = self.crossing_at[EDGE_OFFSETS[usize::from(edge)] + corner];
            self.edges[usize::from(found)].crossing
        };
        let cell = ((z * TILE + y) * TILE + x) as u16;
        let cells = &mut self.harvest.cells;
        let own = cells.len() - TILE_CELLS + usize::from(cell);
        cells[own] = Cell { first_vertex: self.pending.len() as u16, inside };
        for sheet in 0..usize::from(sheets.count) {
            self.pending.push(Pending { cell, vertex: place(sheets.edges_of(sheet), crossing) });
        }
        if sheets.ambiguous != 0 {
            let mut crossings = [Crossing::default(); 12];
            for &edge in (0..usize::from(sheets.count)).flat_map(|sheet| sheets.edges_of(sheet)) {
                crossings[usize::from(edge)] = crossing(edge);
            }
            self.harvest.ambiguous.push(AmbiguousCell { cell, crossings });
        }
    }

    /// Moves vertices onto the surface, looks up its appearance there and adds them to the harvest.
    fn settle(&mut self, grid: &Grid, vertices: Range<usize>) {
        let spacing = grid.lattice.spacing;
        let pending = &mut self.pending[vertices];
        let count = pending.len();
        let first = self.harvest.positions.len();
        self.harvest.positions.extend(pending.iter().map(|pending| pending.position(&self.at, spacing)));
        self.distances.resize(count, 0.0);
        self.gradients.resize(count, [0.0; 4]);
        for row in &mut self.points {
            row.resize(count, 0.0);
        }
        let positions = &mut self.harvest.positions[first..];
        let is_flat = |index: &u32| pending[*index as usize].vertex.bend == Bend::Flat;
        self.flat.clear();
        self.flat.extend((0..count as u32).filter(is_flat));
        self.astray.clear();
        self.astray.extend((0..count as u32).filter(|index| !is_flat(index)));
        let [x, y, z] = gather(&mut self.points, positions, &self.flat);
        let distances = &mut self.distances[..self.flat.len()];
        self.evaluator.distances(x, y, z, distances);
        for (&index, &distance) in self.flat.iter().zip(distances.iter()) {
            let moved = &mut pending[index as usize];
            if moved.vertex.step_along_normal(distance, spacing) > FAR_OFF {
                self.astray.push(index);
            }
            positions[index as usize] = moved.position(&self.at, spacing);
        }
        for _ in 0..STEPS_TO_SURFACE {
            if self.astray.is_empty() {
                break;
            }
            let [x, y, z] = gather(&mut self.points, positions, &self.astray);
            let gradients = &mut self.gradients[..self.astray.len()];
            self.evaluator.gradients(x, y, z, gradients);
            let mut gradients = gradients.iter();
            self.astray.retain(|&index| {
                let moved = &mut pending[index as usize];
                let off = gradients.next().map_or(0.0, |&gradient| moved.vertex.step_to_surface(gradient, spacing));
                positions[index as usize] = moved.position(&self.at, spacing);
                off > FAR_OFF
            });
        }
        self.harvest.normals.extend(pending.iter().map(|pending| pending.vertex.normal));
        self.look_up_appearances(first..first + count);
    }

    /// Adds the appearances of some of the harvest's vertices.
    fn look_up_appearances(&mut self, vertices: Range<usize>) {
        let positions = &self.harvest.positions[vertices];
        let appearances = &mut self.harvest.appearances;
        if let Some(sample) = self.evaluator.only_surface() {
            appearances.resize(appearances.len() + positions.len(), self.cache.appearance(&sample));
            return;
        }
        for (axis, row) in self.points.iter_mut().enumerate() {
            row.clear();
            row.extend(positions.iter().map(|position| position[axis]));
        }
        let [x, y, z] = &self.points;
        self.samples.resize(x.len(), SurfaceSample::default());
        self.evaluator.surfaces(x, y, z, &mut self.samples);
        appearances.extend(self.samples.iter().map(|sample| self.cache.appearance(sample)));
    }

    fn end_tile(&mut self, mut tile: Tile, rows: &Rows) {
        let harvest = &mut self.harvest;
        for edge in &self.edges {
            let [i, j, k] = edge.corner.map(usize::from);
            if i.max(j).max(k) < TILE {
                let leaves = rows[k * CORNERS + j] >> i & 1 != 0;
                let [x, y, z, _] = edge.crossing.normal;
                let cell = NearCell::of_tile(edge.corner);
                harvest.edges.push(CrossedEdge { cell, axis: edge.axis, leaves, normal: [x, y, z] });
            }
        }
        tile.vertices.end = harvest.positions.len();
        for (end, block) in tile.block_ends.iter_mut().zip(&self.blocks[..self.block_count]) {
            *end = block.vertices.end as u16;
        }
        tile.edges.end = harvest.edges.len();
        tile.ambiguous.end = harvest.ambiguous.len();
        harvest.tiles.push(tile);
    }
}

/// Positions of the listed vertices as rows, for which there is room.
#[inline]
fn gather<'r>(rows: &'r mut [Vec<f32>; 3], positions: &[[f32; 3]], listed: &[u32]) -> [&'r mut [f32]; 3] {
    let [x, y, z] = rows.each_mut().map(|row| &mut row[..listed.len()]);
    for (place, &index) in listed.iter().enumerate() {
        [x[place], y[place], z[place]] = positions[index as usize];
    }
    [x, y, z]
}

/// By edge of a cell: from the number of the cell's first corner to the edge's entry in `crossing_at`. See
/// [`crate::sheets`] for the numbering.
const EDGE_OFFSETS: [usize; 12] = {
    let mut offsets = [0; 12];
    let mut edge = 0;
    while edge < 12 {
        let axis = edge / 4;
        let (u, v) = (edge & 1, edge >> 1 & 1);
        offsets[edge] = axis * CORNER_COUNT + u * STEP[(axis + 1) % 3] + v * STEP[(axis + 2) % 3];
        edge += 1;
    }
    offsets
};

/// Corners on the grid's border always count as outside, so that the mesh is closed whatever the field does there.
fn inside_rows(values: &[f32], grid: &Grid, origin: [u32; 3]) -> Rows {
    let mut flags = [0_u8; CORNER_COUNT];
    for (flag, &value) in flags.iter_mut().zip(values) {
        *flag = u8::from(value < 0.0);
    }
    let mut rows: Rows = std::array::from_fn(|row| {
        let flags: &[u8; CORNERS] = flags[row * CORNERS..][..CORNERS].try_into().unwrap_or(&[0; CORNERS]);
        let [a, b, c, d, e, f, g, h, last] = *flags;
        // Eight bytes of 0 or 1 gathered into the highest byte, in their order.
        let low = u64::from_le_bytes([a, b, c, d, e, f, g, h]).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        low as u16 | u16::from(last) << 8
    });
    let on_border = |axis: usize, i: usize| {
        let index = origin[axis] + i as u32;
        index == 0 || index >= grid.cells[axis]
    };
    if (0..3).any(|axis| on_border(axis, 0) || on_border(axis, TILE)) {
        let columns = (0..CORNERS).filter(|&x| !on_border(0, x)).fold(0, |bits, x| bits | 1 << x);
        for (row, bits) in rows.iter_mut().enumerate() {
            *bits &= if on_border(1, row % CORNERS) || on_border(2, row / CORNERS) { 0 } else { columns };
        }
    }
    rows
}
