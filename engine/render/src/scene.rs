//! What can be shown: assets by id, each with up to three forms of the same shape.

use std::collections::BTreeMap;

use gve_shared::{
    container::{MeshVertex, Splat},
    snapshot::{SnapshotEntry, SnapshotKind},
};

use crate::{camera::Bounds, march::GpuField, mesh::GpuMesh, renderer::Renderer, splats::GpuSplats, style::RenderMode};
use gve_field::Field;

/// One asset's forms.
#[derive(Debug, Default)]
pub(crate) struct Asset {
    pub(crate) mesh: Option<GpuMesh>,
    pub(crate) splats: Option<GpuSplats>,
    pub(crate) field: Option<GpuField>,
}

/// The form of an asset that is drawn.
#[derive(Debug)]
pub(crate) enum Form<'a> {
    Mesh(&'a GpuMesh),
    Splats(&'a mut GpuSplats),
    Field(&'a GpuField),
}

impl Asset {
    /// The form that is drawn when `wanted` is asked for: itself, or else the first that exists.
    pub(crate) fn shown_as(&self, wanted: RenderMode) -> Option<RenderMode> {
        let has = |mode: &RenderMode| match mode {
            RenderMode::Mesh => self.mesh.is_some(),
            RenderMode::Splats => self.splats.is_some(),
            RenderMode::Sdf => self.field.is_some(),
        };
        [wanted, RenderMode::Mesh, RenderMode::Sdf, RenderMode::Splats].into_iter().find(has)
    }

    fn bounds(&self) -> Option<Bounds> {
        let mesh = self.mesh.as_ref().and_then(|mesh| mesh.bounds);
        let splats = || self.splats.as_ref().and_then(|splats| splats.bounds);
        mesh.or_else(splats).or_else(|| self.field.as_ref().map(|field| field.bounds))
    }
}

/// Assets on the GPU. One of them, the active one, is drawn.
#[derive(Debug, Default)]
pub struct Scene {
    assets: BTreeMap<u64, Asset>,
    active: Option<u64>,
}

impl Scene {
    /// Replaces the mesh of an asset.
    pub fn set_mesh(&mut self, renderer: &Renderer, asset_id: u64, vertices: &[MeshVertex], indices: &[u32]) {
        self.assets.entry(asset_id).or_default().mesh = Some(GpuMesh::new(&renderer.gpu, vertices, indices));
    }

    /// Replaces the splats of an asset.
    pub fn set_splats(&mut self, renderer: &Renderer, asset_id: u64, splats: &[Splat]) {
        let splats = GpuSplats::new(&renderer.gpu, &renderer.splat_pass, splats);
        self.assets.entry(asset_id).or_default().splats = Some(splats);
    }

    /// Replaces the distance field of an asset.
    pub fn set_field(&mut self, renderer: &mut Renderer, asset_id: u64, field: &Field) {
        let bounds = field.bounds();
        let bounds = Bounds { min: bounds.min, max: bounds.max };
        let program = field.gpu_program();
        let (gpu, march_pass) = (&renderer.gpu, &mut renderer.march_pass);
        let shown = &mut self.assets.entry(asset_id).or_default().field;
        let is_refreshed = shown.as_mut().is_some_and(|shown| march_pass.refresh(gpu, shown, &program, bounds));
        if !is_refreshed {
            *shown = Some(march_pass.upload(gpu, program, bounds));
        }
    }

    /// Makes a shader of its own for the active asset's field, unless its program is long or has one. Until then, and
    /// otherwise, an interpreter draws it. Making one may take the driver a while: do it when nobody is waiting.
    /// True when it was made now.
    pub fn specialise(&self, renderer: &mut Renderer) -> bool {
        let shown = self.active_asset().and_then(|asset| asset.field.as_ref());
        shown.is_some_and(|shown| renderer.march_pass.specialise(&renderer.gpu, shown))
    }

    /// Whether an asset has a form.
    pub fn has_form(&self, asset_id: u64, form: RenderMode) -> bool {
        self.assets.get(&asset_id).is_some_and(|asset| match form {
            RenderMode::Mesh => asset.mesh.is_some(),
            RenderMode::Splats => asset.splats.is_some(),
            RenderMode::Sdf => asset.field.is_some(),
        })
    }

    /// Forgets one form of an asset, because it no longer fits the others.
    pub fn clear_form(&mut self, asset_id: u64, form: RenderMode) {
        if let Some(asset) = self.assets.get_mut(&asset_id) {
            match form {
                RenderMode::Mesh => asset.mesh = None,
                RenderMode::Splats => asset.splats = None,
                RenderMode::Sdf => asset.field = None,
            }
        }
    }

    /// Forgets an asset with everything it holds on the GPU.
    pub fn remove(&mut self, asset_id: u64) {
        self.assets.remove(&asset_id);
        if self.active == Some(asset_id) {
            self.active = None;
        }
    }

    /// Chooses the asset that is drawn; it may get its content later.
    pub fn set_active(&mut self, asset_id: Option<u64>) {
        self.active = asset_id;
    }

    /// The asset that is drawn.
    pub fn active(&self) -> Option<u64> {
        self.active
    }

    /// Box around the active asset, if it has content.
    pub fn active_bounds(&self) -> Option<Bounds> {
        self.assets.get(&self.active?)?.bounds()
    }

    /// Form in which the active asset is drawn when `wanted` is asked for.
    pub fn shown_as(&self, wanted: RenderMode) -> Option<RenderMode> {
        self.assets.get(&self.active?)?.shown_as(wanted)
    }

    /// Triangles of the active asset's mesh.
    pub fn triangle_count(&self) -> u32 {
        self.active_asset().and_then(|asset| asset.mesh.as_ref()).map_or(0, GpuMesh::triangle_count)
    }

    /// Splats of the active asset.
    pub fn splat_count(&self) -> u32 {
        self.active_asset().and_then(|asset| asset.splats.as_ref()).map_or(0, GpuSplats::count)
    }

    /// Instructions of the active asset's field.
    pub fn instruction_count(&self) -> u32 {
        self.active_asset().and_then(|asset| asset.field.as_ref()).map_or(0, |field| field.instruction_count())
    }

    /// The scene as the hierarchy panel lists it: meshes first, then SDFs, each by asset id.
    pub fn snapshot(&self) -> Vec<SnapshotEntry> {
        let entry = |kind, id: u64| SnapshotEntry { asset_id: id, kind, active: self.active == Some(id) };
        let meshes = self.assets.iter().filter(|(_, asset)| asset.mesh.is_some());
        let fields = self.assets.iter().filter(|(_, asset)| asset.field.is_some());
        meshes
            .map(|(id, _)| entry(SnapshotKind::Mesh, *id))
            .chain(fields.map(|(id, _)| entry(SnapshotKind::Sdf, *id)))
            .collect()
    }

    fn active_asset(&self) -> Option<&Asset> {
        self.assets.get(&self.active?)
    }

    /// The form of the active asset that is drawn when `wanted` is asked for.
    pub(crate) fn shown_form_mut(&mut self, wanted: RenderMode) -> Option<Form<'_>> {
        let asset = self.assets.get_mut(&self.active?)?;
        match asset.shown_as(wanted)? {
            RenderMode::Mesh => asset.mesh.as_ref().map(Form::Mesh),
            RenderMode::Splats => asset.splats.as_mut().map(Form::Splats),
            RenderMode::Sdf => asset.field.as_ref().map(Form::Field),
        }
    }
}
