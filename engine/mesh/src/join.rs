//! From tiles to one mesh: ambiguous faces settled, vertices numbered, a face around every crossed edge.

use std::collections::BTreeMap;

use gve_field::{
    Evaluator, Field, SurfaceSample,
    control::{Cancelled, StageControl},
    tasks,
};

use crate::{
    sheets::{self, NONE, Sheets},
    tile::{CrossedEdge, Grid, TILE, Tile, cell_in_tile, position_in_metres},
    vertex::{CellVertex, Crossing, place},
};

/// Where a cell is: index of its tile, and of the cell within it.
type CellPlace = (usize, u16);

/// A cell whose faces are not all read the default way; its vertices come after those of the tiles.
struct Resettled {
    sheets: Sheets,
    first_vertex: u32,
}

/// A vertex with its cell and appearance.
pub(crate) struct JoinedVertex {
    pub cell: [u32; 3],
    pub vertex: CellVertex,
    pub sample: SurfaceSample,
}

/// Everything but the attributes in their final form.
pub(crate) struct Joined {
    pub vertices: Vec<JoinedVertex>,
    pub triangles: Vec<[u32; 3]>,
    pub positions: Vec<[f32; 3]>,
}

/// Joins tiles that are sorted by z, y, x.
pub(crate) fn join(
    field: &Field,
    grid: &Grid,
    table: &[Sheets],
    tiles: &[Tile],
    control: &dyn StageControl,
) -> Result<Joined, Cancelled> {
    let mut first_vertices = Vec::with_capacity(tiles.len());
    let mut vertices = Vec::with_capacity(tiles.iter().map(|tile| tile.vertices.len()).sum());
    for tile in tiles {
        first_vertices.push(vertices.len() as u32);
        for ((&vertex, &cell), &sample) in tile.vertices.iter().zip(&tile.vertex_cells).zip(&tile.samples) {
            vertices.push(JoinedVertex { cell: global_cell(tile, cell), vertex, sample });
        }
    }
    let mut joiner =
        Joiner { grid, table, tiles, first_vertices, tile_at: TileMap::new(grid, tiles), resettled: BTreeMap::new() };
    joiner.settle_ambiguous_faces(field, &mut vertices);
    let positions: Vec<[f32; 3]> =
        vertices.iter().map(|joined| position_in_metres(grid, joined.cell, joined.vertex.position)).collect();
    let parts = tasks::run(tiles.len(), Vec::new, |parts: &mut Vec<(usize, Vec<[u32; 3]>)>, index| {
        if control.is_cancelled() {
            return Err(Cancelled);
        }
        parts.push((index, joiner.faces_of(index, &positions)));
        Ok(())
    })?;
    let mut parts: Vec<_> = parts.into_iter().flatten().collect();
    parts.sort_unstable_by_key(|&(index, _)| index);
    let mut triangles = Vec::with_capacity(parts.iter().map(|(_, part)| part.len()).sum());
    for (_, part) in parts {
        triangles.extend(part);
    }
    Ok(Joined { vertices, triangles, positions })
}

fn global_cell(tile: &Tile, cell: u16) -> [u32; 3] {
    let local = cell_in_tile(cell);
    std::array::from_fn(|axis| tile.origin[axis] + local[axis])
}

/// Index of each tile by its place in the grid.
struct TileMap {
    counts: [u32; 3],
    indices: Vec<u32>,
}

impl TileMap {
    fn new(grid: &Grid, tiles: &[Tile]) -> Self {
        let counts = grid.cells.map(|cells| cells / TILE as u32);
        let mut map = Self { counts, indices: vec![u32::MAX; counts.iter().map(|&count| count as usize).product()] };
        for (index, tile) in tiles.iter().enumerate() {
            let place = map.place(tile.origin.map(|origin| origin / TILE as u32));
            map.indices[place] = index as u32;
        }
        map
    }

    fn place(&self, [x, y, z]: [u32; 3]) -> usize {
        ((z * self.counts[1] + y) * self.counts[0] + x) as usize
    }

    /// The cell at a place of the grid, if its tile has a part of the mesh.
    fn find(&self, cell: [u32; 3]) -> Option<CellPlace> {
        let tile = cell.map(|index| index / TILE as u32);
        if (0..3).any(|axis| tile[axis] >= self.counts[axis]) {
            return None;
        }
        let index = self.indices[self.place(tile)];
        let [x, y, z] = cell.map(|index| index % TILE as u32);
        (index != u32::MAX).then_some((index as usize, ((z * 8 + y) * 8 + x) as u16))
    }
}

struct Joiner<'t> {
    grid: &'t Grid,
    table: &'t [Sheets],
    tiles: &'t [Tile],
    first_vertices: Vec<u32>,
    tile_at: TileMap,
    resettled: BTreeMap<CellPlace, Resettled>,
}

impl Joiner<'_> {
    /// Where the two curves on an ambiguous face belong to one sheet on both of its sides, two edges of the mesh would
    /// run between the same two vertices. Reading that face the other way separates them. A flip only ever splits
    /// sheets, so one pass in a fixed order is enough.
    fn settle_ambiguous_faces(&mut self, field: &Field, vertices: &mut Vec<JoinedVertex>) {
        let mut flips: BTreeMap<CellPlace, u8> = BTreeMap::new();
        for (index, tile) in self.tiles.iter().enumerate() {
            for found in &tile.ambiguous {
                let here = (index, found.cell);
                for axis in 0..3 {
                    self.flip_if_doubled(&mut flips, here, 2 * axis + 1);
                }
            }
        }
        let mut evaluator = Evaluator::new(field);
        for (&(index, cell), &flipped) in &flips {
            let tile = &self.tiles[index];
            let sheets = sheets::of_cell(tile.cells[usize::from(cell)].inside, flipped);
            let Some(found) = tile.ambiguous.iter().find(|found| found.cell == cell) else { continue };
            self.resettled.insert((index, cell), Resettled { sheets, first_vertex: vertices.len() as u32 });
            for sheet in 0..sheets.count {
                let crossings: Vec<Crossing> =
                    (0..12).filter(|&edge| sheets.of_edge[edge] == sheet).map(|edge| found.crossings[edge]).collect();
                let (cell, vertex) = (global_cell(tile, cell), place(&crossings));
                let [x, y, z] = position_in_metres(self.grid, cell, vertex.position);
                let mut sample = [SurfaceSample::default()];
                evaluator.surfaces(&[x], &[y], &[z], &mut sample);
                vertices.push(JoinedVertex { cell, vertex, sample: sample[0] });
            }
        }
    }

    fn flip_if_doubled(&self, flips: &mut BTreeMap<CellPlace, u8>, here: CellPlace, face: usize) {
        let read = |flips: &BTreeMap<CellPlace, u8>, place: CellPlace| {
            let flipped = flips.get(&place).copied().unwrap_or(0);
            sheets::of_cell(self.tiles[place.0].cells[usize::from(place.1)].inside, flipped)
        };
        let own = read(flips, here);
        if own.ambiguous >> face & 1 == 0 {
            return;
        }
        let mut neighbour = global_cell(&self.tiles[here.0], here.1);
        neighbour[face / 2] += 1;
        let Some(there) = self.tile_at.find(neighbour) else { return };
        if own.share_face(face) && read(flips, there).share_face(face - 1) {
            *flips.entry(here).or_default() |= 1 << face;
            *flips.entry(there).or_default() |= 1 << (face - 1);
        }
    }

    /// Number of the vertex of the sheet that `edge` of a cell belongs to.
    fn vertex_at(&self, cell: [u32; 3], edge: usize) -> u32 {
        let place = self.tile_at.find(cell).expect("a crossed edge has cells of the mesh on all sides");
        if let Some(resettled) = self.resettled.get(&place) {
            return resettled.first_vertex + u32::from(resettled.sheets.of_edge[edge]);
        }
        let found = &self.tiles[place.0].cells[usize::from(place.1)];
        let sheet = self.table[usize::from(found.inside)].of_edge[edge];
        debug_assert_ne!(sheet, NONE);
        self.first_vertices[place.0] + found.first_vertex + u32::from(sheet)
    }

    fn faces_of(&self, index: usize, positions: &[[f32; 3]]) -> Vec<[u32; 3]> {
        let tile = &self.tiles[index];
        let mut triangles = Vec::with_capacity(2 * tile.edges.len());
        for edge in &tile.edges {
            triangles.extend(split(self.around(tile, edge), edge.normal, positions));
        }
        triangles
    }

    /// Vertices of the four cells around an edge, counter-clockwise seen from outside.
    fn around(&self, tile: &Tile, edge: &CrossedEdge) -> [u32; 4] {
        let axis = usize::from(edge.axis);
        let (u, v) = ((axis + 1) % 3, (axis + 2) % 3);
        let corner: [u32; 3] = std::array::from_fn(|axis| tile.origin[axis] + u32::from(edge.corner[axis]));
        let vertex = |back_u: u32, back_v: u32| {
            let mut cell = corner;
            cell[u] -= back_u;
            cell[v] -= back_v;
            self.vertex_at(cell, axis * 4 + (back_u + 2 * back_v) as usize)
        };
        let quad = [vertex(1, 1), vertex(0, 1), vertex(0, 0), vertex(1, 0)];
        if edge.leaves { quad } else { [quad[0], quad[3], quad[2], quad[1]] }
    }
}

/// Two triangles of a quad. The diagonal is the one that keeps both triangles facing along the surface normal at the
/// quad's edge; where both do, the shorter one.
fn split([a, b, c, d]: [u32; 4], normal: [f32; 3], positions: &[[f32; 3]]) -> [[u32; 3]; 2] {
    let facing = |triangle: [u32; 3]| {
        let [p, q, r] = triangle.map(|index| positions[index as usize]);
        let n = cross(sub(q, p), sub(r, p));
        dot(n, normal)
    };
    let worst = |pair: [[u32; 3]; 2]| facing(pair[0]).min(facing(pair[1]));
    let length = |i: u32, j: u32| {
        let along = sub(positions[i as usize], positions[j as usize]);
        dot(along, along)
    };
    let (through_a, through_b) = ([[a, b, c], [a, c, d]], [[a, b, d], [b, c, d]]);
    let (worst_a, worst_b) = (worst(through_a), worst(through_b));
    let (length_a, length_b) = (length(a, c), length(b, d));
    // A tenth of the other diagonal's square: slimmer than that is no triangle to choose freely.
    let both_face = worst_a > 0.1 * length_b && worst_b > 0.1 * length_a;
    let take_a = if both_face { length_a <= length_b } else { worst_a >= worst_b };
    if take_a { through_a } else { through_b }
}

pub(crate) fn sub(a: [f32; 3], b: [f32; 3]) -> [f32; 3] {
    std::array::from_fn(|axis| a[axis] - b[axis])
}

pub(crate) fn dot(a: [f32; 3], b: [f32; 3]) -> f32 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

pub(crate) fn cross(a: [f32; 3], b: [f32; 3]) -> [f32; 3] {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}
