//! The stages between the tape and the file, each with the key of what it depends on.
//!
//! | result | depends on | an edit of the rest |
//! |---|---|---|
//! | volume | distances, resolution, layout | is no matter; where distances change in some cubes, only these are evaluated |
//! | shell | distances, depth, levels, and materials for its colours | of colours paints it; as for the volume |
//! | splats | distances, count, iterations, materials | of colours that asks for the same places paints them |
//! | mass | the volume, and where which density is | is no matter |
//!
//! With a cache or without, results have the same bits.

use std::sync::Arc;

use gve_field::{
    Field,
    control::{Cancelled, StageControl},
    digest::FieldDigest,
};
use gve_mesh::MeshRecord;
use gve_shared::{
    compile::{CompileSettings, VolumeLayout},
    inspection::MassProperties,
};
use gve_splat::{Placement, Splat, SplatOptions};
use gve_volume::{BakeOptions, BakeRecord, Layout, Volume};

use crate::{
    cache::{StageCache, StageKey, key},
    mass,
    mesh_section::{self, Shell},
};

/// Kinds of keys: whole results, and families in which an earlier result helps.
mod kind {
    pub const VOLUME: u32 = 0;
    pub const VOLUME_GRID: u32 = 1;
    pub const SHELL: u32 = 2;
    pub const SHELL_UNPAINTED: u32 = 3;
    pub const SHELL_GRID: u32 = 4;
    pub const SPLATS: u32 = 5;
    pub const SPLATS_UNPAINTED: u32 = 6;
    pub const MASS: u32 = 7;
}

/// Makes what a field becomes, by these settings.
pub(crate) struct Stages<'a> {
    field: &'a Field,
    settings: &'a CompileSettings,
    known: Option<Known<'a>>,
}

/// Earlier results, and what tells whether they are of use.
struct Known<'a> {
    cache: &'a StageCache,
    digest: FieldDigest,
    /// Bounds of the field, over which grids are laid.
    bounds: [u32; 6],
}

/// A volume as it is kept.
struct KeptVolume {
    volume: Arc<Volume>,
    record: BakeRecord,
}

/// A shell as it is kept.
struct KeptShell {
    shell: Arc<Shell>,
    /// Of each level.
    records: Arc<Vec<MeshRecord>>,
}

impl<'a> Stages<'a> {
    pub fn new(field: &'a Field, settings: &'a CompileSettings, cache: Option<&'a StageCache>) -> Self {
        let known = |cache| {
            let bounds = field.bounds();
            let corner = |index: usize| if index < 3 { bounds.min[index] } else { bounds.max[index - 3] };
            Known {
                cache,
                digest: FieldDigest::of(field),
                bounds: std::array::from_fn(|index| corner(index).to_bits()),
            }
        };
        Self { field, settings, known: cache.map(known) }
    }

    pub fn volume(&self, control: &dyn StageControl) -> Result<Arc<Volume>, Cancelled> {
        let options = BakeOptions { resolution: self.settings.volume_resolution };
        let layout = match self.settings.volume_layout {
            VolumeLayout::Dense => Layout::Dense,
            VolumeLayout::Sparse => Layout::Sparse,
        };
        let Some(known) = &self.known else {
            let bake = if layout == Layout::Dense { gve_volume::bake } else { gve_volume::bake_sparse };
            return Ok(Arc::new(bake(self.field, &options, control)?));
        };
        let numbers = [options.resolution, layout as u32];
        let (own, grid) = (key(kind::VOLUME, &[known.digest.shape], &numbers), known.grid(kind::VOLUME_GRID, &numbers));
        if let Some(kept) = known.cache.find::<KeptVolume>(own) {
            return Ok(Arc::clone(&kept.volume));
        }
        let earlier = known.cache.find::<KeptVolume>(grid);
        let earlier = earlier.as_ref().map(|kept| (&*kept.volume, &kept.record));
        let (volume, record) = gve_volume::rebake(self.field, &options, layout, earlier, control)?;
        let kept = Arc::new(KeptVolume { volume: Arc::new(volume), record });
        known.cache.keep(vec![own, grid], &kept, kept.volume.byte_count() + kept.record.byte_count());
        Ok(Arc::clone(&kept.volume))
    }

    pub fn shell(&self, control: &dyn StageControl) -> Result<Arc<Shell>, Cancelled> {
        let Some(known) = &self.known else {
            return Ok(Arc::new(mesh_section::build(self.field, self.settings, control)?));
        };
        let FieldDigest { shape, assignment, palette } = known.digest;
        let numbers = [self.settings.mesh_depth, self.settings.mesh_levels];
        let own = key(kind::SHELL, &[shape, assignment, palette], &numbers);
        let unpainted = key(kind::SHELL_UNPAINTED, &[shape, assignment], &numbers);
        let grid = known.grid(kind::SHELL_GRID, &numbers);
        if let Some(kept) = known.cache.find::<KeptShell>(own) {
            return Ok(Arc::clone(&kept.shell));
        }
        let paintable = if self.field.melts_materials() { None } else { known.cache.find::<KeptShell>(unpainted) };
        let kept = if let Some(kept) = paintable {
            let mut shell = Shell::clone(&kept.shell);
            gve_mesh::paint(&mut shell.vertices, self.field);
            KeptShell { shell: Arc::new(shell), records: Arc::clone(&kept.records) }
        } else {
            let earlier = known.cache.find::<KeptShell>(grid);
            let earlier = earlier.as_ref().map_or(&[][..], |kept| &kept.records[..]);
            let (shell, records) = mesh_section::rebuild(self.field, self.settings, earlier, control)?;
            KeptShell { shell: Arc::new(shell), records: Arc::new(records) }
        };
        let kept = Arc::new(kept);
        let byte_count = kept.shell.byte_count() + kept.records.iter().map(MeshRecord::byte_count).sum::<usize>();
        known.cache.keep(vec![own, unpainted, grid], &kept, byte_count);
        Ok(Arc::clone(&kept.shell))
    }

    pub fn splats(&self, control: &dyn StageControl) -> Result<Vec<Splat>, Cancelled> {
        let options = SplatOptions { count: self.settings.splat_count, iterations: self.settings.splat_iterations };
        let Some(known) = &self.known else { return gve_splat::place(self.field, &options, control) };
        let FieldDigest { shape, assignment, palette } = known.digest;
        let numbers = [options.count, options.iterations];
        let own = key(kind::SPLATS, &[shape, assignment, palette], &numbers);
        let demand = gve_splat::demand(self.field, &options);
        let unpainted = key(kind::SPLATS_UNPAINTED, &[shape, assignment, demand], &numbers);
        if let Some(kept) = known.cache.find::<Placement>(own) {
            return Ok(kept.splats.clone());
        }
        let placement = match known.cache.find::<Placement>(unpainted) {
            Some(kept) => {
                let mut placement = Placement::clone(&kept);
                placement.paint(self.field);
                placement
            }
            None => gve_splat::arrange(self.field, &options, control)?,
        };
        let placement = Arc::new(placement);
        known.cache.keep(vec![own, unpainted], &placement, placement.byte_count());
        Ok(placement.splats.clone())
    }

    /// Mass properties of a volume of this field.
    pub fn mass(&self, volume: &Volume, control: &dyn StageControl) -> Result<MassProperties, Cancelled> {
        let Some(known) = &self.known else { return mass::mass_properties(self.field, volume, control) };
        let FieldDigest { shape, assignment, .. } = known.digest;
        let mut numbers = vec![self.settings.volume_resolution];
        numbers.extend(self.field.materials().iter().map(|material| material.density_kg_m3.to_bits()));
        let own = key(kind::MASS, &[shape, assignment], &numbers);
        if let Some(kept) = known.cache.find::<MassProperties>(own) {
            return Ok(*kept);
        }
        let mass = mass::mass_properties(self.field, volume, control)?;
        known.cache.keep(vec![own], &Arc::new(mass), size_of::<MassProperties>());
        Ok(mass)
    }
}

impl Known<'_> {
    /// The family of results over one grid.
    fn grid(&self, kind: u32, numbers: &[u32]) -> StageKey {
        key(kind, &[], &[&self.bounds[..], numbers].concat())
    }
}
