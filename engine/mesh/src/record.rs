//! What a mesh leaves for the next one: its tiles, and the tapes that they were made by.

use std::sync::Arc;

use gve_field::{
    Field,
    control::StageControl,
    record::{Change, CubeRecord, Watch},
    region::{Partition, RegionScratch, Unit, Verdict, Visitor},
    tape::Tape,
};

use crate::{
    sheets::SheetTable,
    tile::{Grid, Harvest, Tile, TileScratch},
};

/// The tiles of a mesh before they are joined.
#[derive(Debug, Clone)]
pub struct MeshRecord {
    cubes: CubeRecord,
    /// Tiles by the coarsest cube that they lie in, in order of its first cell. A cube without tiles is left out.
    units: Vec<(Origin, Arc<Harvest>)>,
}

type Origin = [u32; 3];

impl MeshRecord {
    /// What several threads have made of one partition.
    pub(crate) fn gather<'r>(partition: &Partition, keepers: impl IntoIterator<Item = Keeper<'r>>) -> Self {
        let (mut watches, mut units) = (Vec::new(), Vec::new());
        for keeper in keepers {
            watches.push(keeper.watch);
            units.extend(keeper.units);
        }
        units.sort_unstable_by_key(|&(origin, _)| origin);
        Self { cubes: CubeRecord::gather(partition, watches), units }
    }

    /// Whether a mesh over `partition` can take tiles from this one.
    pub(crate) fn fits(&self, partition: &Partition) -> bool {
        self.cubes.fits(partition)
    }

    /// All tiles.
    pub(crate) fn harvests(&self) -> Vec<&Harvest> {
        self.units.iter().map(|(_, harvest)| &**harvest).collect()
    }

    /// Bytes in memory.
    pub fn byte_count(&self) -> usize {
        self.cubes.byte_count() + self.units.iter().map(|(_, harvest)| harvest.byte_count()).sum::<usize>()
    }

    fn unit(&self, origin: Origin) -> Option<&Arc<Harvest>> {
        let place = self.units.binary_search_by_key(&origin, |&(origin, _)| origin).ok()?;
        Some(&self.units[place].1)
    }
}

/// One thread's part of a record, with the earlier one that tiles are taken from.
pub(crate) struct Keeper<'r> {
    watch: Watch<'r>,
    earlier: Option<&'r MeshRecord>,
    units: Vec<(Origin, Arc<Harvest>)>,
}

impl<'r> Keeper<'r> {
    pub fn new(field: &Field, earlier: Option<&'r MeshRecord>) -> Self {
        Self { watch: Watch::new(field, earlier.map(|earlier| &earlier.cubes), true), earlier, units: Vec::new() }
    }
}

/// What is the same for all threads.
pub(crate) struct Task<'t> {
    pub field: &'t Field,
    pub grid: &'t Grid,
    pub table: &'t SheetTable,
    pub partition: &'t Partition,
    pub control: &'t dyn StageControl,
}

impl Task<'_> {
    /// Makes the tiles of a unit, or as many as are done when the caller says that nobody wants them. Without a keeper
    /// they stay in the scratch's harvest.
    pub fn unit<'f>(
        &self,
        scratch: &mut TileScratch<'f>,
        regions: &mut RegionScratch,
        unit: &Unit,
        keeper: Option<&mut Keeper<'_>>,
    ) {
        let before = keeper.as_ref().and_then(|keeper| keeper.earlier?.unit(unit.origin));
        let mut meshing =
            Meshing { task: self, scratch, keeper, before, unit_size: self.partition.sizes[0], kept: None };
        self.partition.descend_with(self.field, regions, unit, &mut meshing);
        let Meshing { scratch, keeper, kept, .. } = meshing;
        if let Some(keeper) = keeper {
            let made = std::mem::take(&mut scratch.harvest);
            let harvest = kept.or_else(|| (!made.tiles.is_empty()).then(|| Arc::new(made)));
            keeper.units.extend(harvest.map(|harvest| (unit.origin, harvest)));
        }
    }
}

/// The way through one unit.
struct Meshing<'m, 'f, 'r> {
    task: &'m Task<'m>,
    scratch: &'m mut TileScratch<'f>,
    keeper: Option<&'m mut Keeper<'r>>,
    /// The unit's tiles of the earlier mesh.
    before: Option<&'m Arc<Harvest>>,
    unit_size: u32,
    /// These tiles, where the whole unit is unchanged.
    kept: Option<Arc<Harvest>>,
}

impl<'m> Meshing<'m, '_, '_> {
    fn change(&mut self, origin: Origin, size: u32, tape: &Tape) -> Change {
        self.keeper.as_mut().map_or(Change::Shape, |keeper| keeper.watch.meet(self.task.field, origin, size, tape))
    }

    /// The earlier mesh's tiles within a cube.
    fn tiles_before(&self, origin: Origin, size: u32) -> impl Iterator<Item = (&'m Harvest, &'m Tile)> + use<'m> {
        let is_within =
            move |tile: &&Tile| (0..3).all(|axis| (origin[axis]..origin[axis] + size).contains(&tile.origin[axis]));
        self.before
            .into_iter()
            .flat_map(move |harvest| harvest.tiles.iter().filter(is_within).map(move |tile| (&**harvest, tile)))
    }
}

impl Visitor for Meshing<'_, '_, '_> {
    fn enters(&mut self, origin: Origin, size: u32, tape: &Tape) -> bool {
        if self.task.control.is_cancelled() {
            return false;
        }
        if self.change(origin, size, tape) != Change::None {
            return true;
        }
        if size == self.unit_size {
            self.kept = self.before.cloned();
        } else {
            self.tiles_before(origin, size).for_each(|(from, tile)| self.scratch.harvest.copy_tile(from, tile, true));
        }
        false
    }

    fn visit(&mut self, origin: Origin, size: u32, verdict: Verdict<'_>) {
        let Verdict::Near(tape) = verdict else { return };
        if self.task.control.is_cancelled() {
            return;
        }
        let Task { grid, table, .. } = *self.task;
        match self.change(origin, size, tape) {
            Change::Shape => self.scratch.tile(grid, table, origin, tape),
            Change::Paint => {
                self.tiles_before(origin, size).for_each(|(from, tile)| self.scratch.repaint(grid, tape, from, tile));
            }
            Change::None => {
                self.tiles_before(origin, size)
                    .for_each(|(from, tile)| self.scratch.harvest.copy_tile(from, tile, true));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use gve_field::control::Unattended;

    use super::*;
    use crate::{MeshOptions, remesh};

    /// A ball on the left, and two on the right, one of them at `x`.
    fn field(x: f64) -> Field {
        let text = format!(
            r#"{{ "format": "gve-recipe/1", "name": "balls", "root_node": {{ "shape": {{ "type": "union", "params": {{
            "children": [ {{ "transform": {{ "position": [-0.8, 0, 0] }}, "shape": {{ "type": "sphere", "params": {{ "radius": 0.3 }} }} }},
            {{ "transform": {{ "position": [0.6, 0, 0] }}, "shape": {{ "type": "sphere", "params": {{ "radius": 0.3 }} }} }},
            {{ "transform": {{ "position": [{x}, 0, 0] }}, "shape": {{ "type": "sphere", "params": {{ "radius": 0.2 }} }} }}
            ] }} }} }} }}"#
        );
        let bound = gve_recipe::parse_and_bind(&text, &Default::default()).expect("a good recipe");
        Field::lower(&bound).expect("a recipe that fits")
    }

    #[test]
    fn what_an_edit_does_not_touch_is_the_same_memory() {
        let options = MeshOptions { depth: 7 };
        let (_, first) = remesh(&field(0.4), &options, None, &Unattended).expect("not cancelled");
        let (_, second) = remesh(&field(0.45), &options, Some(&first), &Unattended).expect("not cancelled");
        let is_kept = |(origin, harvest): &(Origin, Arc<Harvest>)| {
            first.unit(*origin).is_some_and(|before| Arc::ptr_eq(before, harvest))
        };
        let (kept, made): (Vec<_>, Vec<_>) = second.units.iter().partition(|unit| is_kept(unit));
        // Between the balls a cube of the coarsest size is about as near to either.
        assert!(kept.iter().any(|(origin, _)| origin[0] == 0), "the left end is kept");
        assert!(made.iter().all(|(origin, _)| origin[0] > 0), "the left end is not made again");
        assert!(!made.is_empty());
    }
}
