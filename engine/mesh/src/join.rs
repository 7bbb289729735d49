//! From tiles to one mesh: ambiguous faces settled, vertices numbered, a face around every crossed edge.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use gve_field::{
    Evaluator, Field, SurfaceSample,
    control::{Cancelled, StageControl},
    tasks,
};

use crate::{
    appearance::{Appearance, AppearanceCache},
    sheets::{self, SheetTable, Sheets},
    tile::{Cell, CrossedEdge, Grid, Harvest, NearCell, TILE, TILE_CELLS, Tile, cell_in_tile},
    vertex::place,
};

/// Tiles whose faces one task makes.
const TILES_AT_ONCE: usize = 16;
/// Points whose appearances one task looks up.
const POINTS_AT_ONCE: usize = 64;

/// Where a cell is: index of its tile, and of the cell within it.
type CellPlace = (usize, u16);

/// A cell whose faces are not all read the default way; its vertices come after those of the tiles.
struct Resettled {
    sheets: Sheets,
    first_vertex: u32,
}

/// The mesh before its last repairs.
#[derive(Debug, Default)]
pub(crate) struct Joined {
    /// Metres.
    pub positions: Vec<[f32; 3]>,
    pub normals: Vec<[f32; 3]>,
    pub appearances: Vec<Appearance>,
    pub triangles: Vec<[u32; 3]>,
    /// Triangles with next to no area.
    pub flat: Vec<u32>,
}

/// Joins what was gathered. The result does not depend on which harvest holds what.
pub(crate) fn join(
    field: &Field,
    grid: &Grid,
    table: &SheetTable,
    harvests: &[&Harvest],
    control: &dyn StageControl,
) -> Result<Joined, Cancelled> {
    let mut order: Vec<(&Harvest, &Tile)> =
        Vec::with_capacity(harvests.iter().map(|harvest| harvest.tiles.len()).sum());
    for &harvest in harvests {
        order.extend(harvest.tiles.iter().map(|tile| (harvest, tile)));
    }
    order.sort_unstable_by_key(|(_, tile)| (tile.origin[2], tile.origin[1], tile.origin[0]));
    let mut joined = Joined::default();
    let first_vertices = joined.take_vertices(&order);
    let tile_at = TileMap::new(grid, &order);
    let is_resettled = vec![false; order.len()];
    let mut joiner =
        Joiner { grid, table, tiles: order, first_vertices, tile_at, resettled: BTreeMap::new(), is_resettled };
    joiner.settle_ambiguous_faces(field, &mut joined, control)?;
    joiner.add_faces(&mut joined, control)?;
    Ok(joined)
}

/// Appearances at positions anywhere, by the whole field's tape.
fn appearances_at(
    field: &Field,
    positions: &[[f32; 3]],
    control: &dyn StageControl,
) -> Result<Vec<Appearance>, Cancelled> {
    let state = || (Evaluator::new(field), AppearanceCache::default(), Vec::new());
    let parts = tasks::run(positions.len().div_ceil(POINTS_AT_ONCE), state, |(evaluator, cache, done), part| {
        if control.is_cancelled() {
            return Err(Cancelled);
        }
        let positions = &positions[part * POINTS_AT_ONCE..positions.len().min((part + 1) * POINTS_AT_ONCE)];
        let [x, y, z] = [0, 1, 2].map(|axis| positions.iter().map(|position| position[axis]).collect::<Vec<_>>());
        let mut samples = vec![SurfaceSample::default(); positions.len()];
        evaluator.surfaces(&x, &y, &z, &mut samples);
        done.push((part, samples.iter().map(|sample| cache.appearance(sample)).collect::<Vec<_>>()));
        Ok(())
    })?;
    let mut parts: Vec<_> = parts.into_iter().flat_map(|(_, _, done)| done).collect();
    parts.sort_unstable_by_key(|&(part, _)| part);
    Ok(parts.into_iter().flat_map(|(_, appearances)| appearances).collect())
}

impl Joined {
    /// Copies the vertices tile by tile; returns each tile's first.
    fn take_vertices(&mut self, order: &[(&Harvest, &Tile)]) -> Vec<u32> {
        let count = order.iter().map(|(_, tile)| tile.vertices.len()).sum();
        self.positions.reserve_exact(count);
        self.normals.reserve_exact(count);
        self.appearances.reserve_exact(count);
        let mut firsts = Vec::with_capacity(order.len());
        for (harvest, tile) in order {
            let range = tile.vertices.clone();
            firsts.push(self.positions.len() as u32);
            self.positions.extend_from_slice(&harvest.positions[range.clone()]);
            self.normals.extend_from_slice(&harvest.normals[range.clone()]);
            self.appearances.extend_from_slice(&harvest.appearances[range]);
        }
        firsts
    }
}

/// Index of each tile by its place in the grid.
struct TileMap {
    counts: [u32; 3],
    indices: Vec<u32>,
}

impl TileMap {
    fn new(grid: &Grid, tiles: &[(&Harvest, &Tile)]) -> Self {
        let counts = grid.cells.map(|cells| cells / TILE as u32);
        let mut map = Self { counts, indices: vec![u32::MAX; counts.iter().map(|&count| count as usize).product()] };
        for (index, (_, tile)) in tiles.iter().enumerate() {
            let place = map.place(tile.origin.map(|origin| origin / TILE as u32));
            map.indices[place] = index as u32;
        }
        map
    }

    fn place(&self, [x, y, z]: [u32; 3]) -> usize {
        ((z * self.counts[1] + y) * self.counts[0] + x) as usize
    }

    /// The tile with these indices along the axes, if it has a part of the mesh.
    fn find(&self, tile: [u32; 3]) -> Option<usize> {
        if (0..3).any(|axis| tile[axis] >= self.counts[axis]) {
            return None;
        }
        let index = self.indices[self.place(tile)];
        (index != u32::MAX).then_some(index as usize)
    }
}

struct Joiner<'t> {
    grid: &'t Grid,
    table: &'t SheetTable,
    /// In order of z, y, x, with the harvest that each is in.
    tiles: Vec<(&'t Harvest, &'t Tile)>,
    first_vertices: Vec<u32>,
    tile_at: TileMap,
    resettled: BTreeMap<CellPlace, Resettled>,
    /// By tile: whether any of its cells is resettled.
    is_resettled: Vec<bool>,
}

impl Joiner<'_> {
    /// Where the two curves on an ambiguous face belong to one sheet on both of its sides, two edges of the mesh would
    /// run between the same two vertices. Reading that face the other way separates them. A flip only ever splits
    /// sheets, so one pass in a fixed order is enough.
    fn settle_ambiguous_faces(
        &mut self,
        field: &Field,
        joined: &mut Joined,
        control: &dyn StageControl,
    ) -> Result<(), Cancelled> {
        let mut flips: BTreeMap<CellPlace, u8> = BTreeMap::new();
        for (index, (harvest, tile)) in self.tiles.iter().enumerate() {
            for found in &harvest.ambiguous[tile.ambiguous.clone()] {
                for axis in 0..3 {
                    self.flip_if_doubled(&mut flips, (index, found.cell), 2 * axis + 1);
                }
            }
        }
        for (&(index, cell), &flipped) in &flips {
            let (harvest, tile) = self.tiles[index];
            let sheets = sheets::of_cell(harvest.cells[tile.first_cell + usize::from(cell)].inside, flipped);
            let ambiguous = &harvest.ambiguous[tile.ambiguous.clone()];
            let Some(found) = ambiguous.iter().find(|found| found.cell == cell) else { continue };
            self.is_resettled[index] = true;
            let first_vertex = joined.positions.len() as u32;
            let local = cell_in_tile(cell);
            let cell_in_grid = std::array::from_fn(|axis| tile.origin[axis] + local[axis]);
            for sheet in 0..usize::from(sheets.count) {
                let vertex = place(sheets.edges_of(sheet), |edge| found.crossings[usize::from(edge)]);
                joined.positions.push(self.grid.position(cell_in_grid, vertex.position));
                joined.normals.push(vertex.normal);
            }
            self.resettled.insert((index, cell), Resettled { sheets, first_vertex });
        }
        let placed = &joined.positions[joined.appearances.len()..];
        joined.appearances.extend(appearances_at(field, placed, control)?);
        Ok(())
    }

    fn flip_if_doubled(&self, flips: &mut BTreeMap<CellPlace, u8>, here: CellPlace, face: usize) {
        let read = |flips: &BTreeMap<CellPlace, u8>, place: CellPlace| {
            let flipped = flips.get(&place).copied().unwrap_or(0);
            let (harvest, tile) = self.tiles[place.0];
            sheets::of_cell(harvest.cells[tile.first_cell + usize::from(place.1)].inside, flipped)
        };
        let own = read(flips, here);
        if own.ambiguous >> face & 1 == 0 {
            return;
        }
        let (_, tile) = &self.tiles[here.0];
        let local = cell_in_tile(here.1);
        let mut neighbour: [u32; 3] = std::array::from_fn(|axis| tile.origin[axis] + local[axis]);
        neighbour[face / 2] += 1;
        let Some(tile_there) = self.tile_at.find(neighbour.map(|index| index / TILE as u32)) else { return };
        let [x, y, z] = neighbour.map(|index| index % TILE as u32);
        let there = (tile_there, ((z * 8 + y) * 8 + x) as u16);
        if own.share_face(face) && read(flips, there).share_face(face - 1) {
            *flips.entry(here).or_default() |= 1 << face;
            *flips.entry(there).or_default() |= 1 << (face - 1);
        }
    }

    /// Writes two triangles for every crossed edge, tile by tile.
    fn add_faces(&self, joined: &mut Joined, control: &dyn StageControl) -> Result<(), Cancelled> {
        let count = |(_, tile): &(&Harvest, &Tile)| 2 * tile.edges.len();
        joined.triangles = vec![[0; 3]; self.tiles.iter().map(count).sum()];
        let mut rest = joined.triangles.as_mut_slice();
        let mut first = 0;
        let mut parts = Vec::with_capacity(self.tiles.len().div_ceil(TILES_AT_ONCE));
        for tiles in self.tiles.chunks(TILES_AT_ONCE) {
            let (part, after) = rest.split_at_mut(tiles.iter().map(count).sum());
            rest = after;
            let length = part.len();
            parts.push(Mutex::new((first, part)));
            first += length;
        }
        let positions = &joined.positions;
        let flat = tasks::run(parts.len(), Vec::new, |flat: &mut Vec<u32>, index| {
            if control.is_cancelled() {
                return Err(Cancelled);
            }
            let mut part = parts[index].lock().unwrap_or_else(PoisonError::into_inner);
            let (first, triangles) = &mut *part;
            let mut start = 0;
            for tile in (index * TILES_AT_ONCE..self.tiles.len()).take(TILES_AT_ONCE) {
                let end = start + count(&self.tiles[tile]);
                self.faces_of(tile, positions, &mut triangles[start..end], |found| {
                    flat.push((*first + start + found) as u32);
                });
                start = end;
            }
            Ok(())
        })?;
        drop(parts);
        joined.flat = flat.into_iter().flatten().collect();
        joined.flat.sort_unstable();
        Ok(())
    }

    /// Writes the triangles of one tile and tells the numbers of those with next to no area.
    fn faces_of(
        &self,
        index: usize,
        positions: &[[f32; 3]],
        triangles: &mut [[u32; 3]],
        mut found_flat: impl FnMut(usize),
    ) {
        let (harvest, tile) = self.tiles[index];
        let around = Neighbourhood::new(self, index);
        let edges = &harvest.edges[tile.edges.clone()];
        let least = crate::repair::least_area(self.grid);
        for (number, (edge, pair)) in edges.iter().zip(triangles.as_chunks_mut().0).enumerate() {
            let split = Split::of(around.quad(edge), edge.normal, positions);
            *pair = split.triangles;
            for side in 0..2 {
                // What faces along the normal by more than the least area cannot have less than that.
                if split.facings[side] < 2.0 * least && crate::repair::area(pair[side], positions) < least {
                    found_flat(2 * number + side);
                }
            }
        }
    }
}

/// A tile and those before it along each axis, which together hold all cells around the tile's own edges.
struct Neighbourhood<'j> {
    joiner: &'j Joiner<'j>,
    /// By bits of the axes along which the tile lies before.
    tiles: [Near<'j>; 8],
}

/// A tile of a neighbourhood; one that is not there has no cells.
struct Near<'j> {
    index: usize,
    cells: &'j [Cell; TILE_CELLS],
    first_vertex: u32,
    is_resettled: bool,
}

static NO_CELLS: [Cell; TILE_CELLS] = [Cell { first_vertex: 0, inside: 0 }; TILE_CELLS];

impl<'j> Neighbourhood<'j> {
    fn new(joiner: &'j Joiner<'j>, index: usize) -> Self {
        let own = joiner.tiles[index].1.origin.map(|origin| origin / TILE as u32);
        let tiles = std::array::from_fn(|before: usize| {
            let place = std::array::from_fn(|axis| own[axis].wrapping_sub((before >> axis & 1) as u32));
            let Some(index) = joiner.tile_at.find(place) else {
                return Near { index: 0, cells: &NO_CELLS, first_vertex: 0, is_resettled: false };
            };
            let (harvest, tile) = joiner.tiles[index];
            let cells = harvest.cells[tile.first_cell..].first_chunk().unwrap_or(&NO_CELLS);
            let (first_vertex, is_resettled) = (joiner.first_vertices[index], joiner.is_resettled[index]);
            Near { index, cells, first_vertex, is_resettled }
        });
        Self { joiner, tiles }
    }

    /// Vertices of the four cells around an edge, counter-clockwise seen from outside.
    #[inline]
    fn quad(&self, edge: &CrossedEdge) -> [u32; 4] {
        let axis = usize::from(edge.axis);
        let (u, v) = ((axis + 1) % 3, (axis + 2) % 3);
        let vertex = |back_u: u16, back_v: u16| {
            let cell = edge.cell.back(u, back_u).back(v, back_v);
            self.vertex_at(cell, axis * 4 + usize::from(back_u + 2 * back_v))
        };
        let quad = [vertex(1, 1), vertex(0, 1), vertex(0, 0), vertex(1, 0)];
        if edge.leaves { quad } else { [quad[0], quad[3], quad[2], quad[1]] }
    }

    /// Number of the vertex of the sheet that `edge` of a cell belongs to.
    #[inline(always)]
    fn vertex_at(&self, cell: NearCell, edge: usize) -> u32 {
        let tile = &self.tiles[cell.tiles_before()];
        let local = cell.index();
        if tile.is_resettled
            && let Some(resettled) = self.joiner.resettled.get(&(tile.index, local as u16))
        {
            return resettled.first_vertex + u32::from(resettled.sheets.of_edge[edge]);
        }
        let found = tile.cells[local];
        let sheet = self.joiner.table[usize::from(found.inside)].of_edge[edge];
        tile.first_vertex + u32::from(found.first_vertex) + u32::from(sheet)
    }
}

/// Two triangles of a quad, and twice the area by which each faces along the normal.
struct Split {
    triangles: [[u32; 3]; 2],
    facings: [f32; 2],
}

impl Split {
    /// The diagonal is the one that keeps both triangles facing along the surface normal at the quad's edge; where both
    /// do, the shorter one.
    #[inline]
    fn of([a, b, c, d]: [u32; 4], normal: [f32; 3], positions: &[[f32; 3]]) -> Self {
        let [p, q, r, s] = [a, b, c, d].map(|index| positions[index as usize]);
        let (pq, pr, ps, qs) = (sub(q, p), sub(r, p), sub(s, p), sub(s, q));
        let (abc, abd) = (dot(cross(pq, pr), normal), dot(cross(pq, ps), normal));
        // Both pairs of triangles have the quad's whole vector area.
        let whole = dot(cross(pr, qs), normal);
        let (through_a, through_b) = ([abc, whole - abc], [abd, whole - abd]);
        let (worst_a, worst_b) = (through_a[0].min(through_a[1]), through_b[0].min(through_b[1]));
        let (length_a, length_b) = (dot(pr, pr), dot(qs, qs));
        // A tenth of the other diagonal's square: slimmer than that is no triangle to choose freely.
        let both_face = worst_a > 0.1 * length_b && worst_b > 0.1 * length_a;
        if if both_face { length_a <= length_b } else { worst_a >= worst_b } {
            Self { triangles: [[a, b, c], [a, c, d]], facings: through_a }
        } else {
            Self { triangles: [[a, b, d], [b, c, d]], facings: through_b }
        }
    }
}

pub(crate) fn sub(a: [f32; 3], b: [f32; 3]) -> [f32; 3] {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

pub(crate) fn dot(a: [f32; 3], b: [f32; 3]) -> f32 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

pub(crate) fn cross(a: [f32; 3], b: [f32; 3]) -> [f32; 3] {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}
