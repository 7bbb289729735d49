//! What a viewport shows, and how input and frames change it.

use std::collections::{BTreeMap, BTreeSet};

use gve_format::{
    frame::{self, Message},
    snapshot,
    version_cache::{Decision, VersionCache},
};
use gve_render::{
    Camera, RenderMode, Scene, Style,
    canvas::Canvas,
    glam::{Vec2, vec2},
};
use gve_shared::{compile::CompileStage, container::MeshVertex};
use serde::Serialize;

use crate::{
    package::Package,
    preview::{self, Outcome, Preview, RecipeReader, Timings},
};

/// Scene, camera and style of one viewport.
pub(crate) struct State {
    pub(crate) canvas: Canvas,
    pub(crate) scene: Scene,
    pub(crate) camera: Camera,
    pub(crate) style: Style,
    pub(crate) frame_ms: f64,
    versions: VersionCache,
    reader: RecipeReader,
    /// Assets whose live preview is shown; missing forms of them are built when asked for.
    live: BTreeMap<u64, Preview>,
    /// Assets that were framed when their first content came.
    framed: BTreeSet<u64>,
    needs_draw: bool,
    needs_present: bool,
}

/// What a frame did, as JavaScript reads it.
#[derive(Debug, Serialize)]
pub(crate) struct FrameOutcome {
    kind: &'static str,
    asset_id: String,
    version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<CompileStage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    progress: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<bool>,
}

impl State {
    pub(crate) fn new(canvas: Canvas) -> Self {
        Self {
            canvas,
            scene: Scene::default(),
            camera: Camera::default(),
            style: Style::default(),
            frame_ms: 0.0,
            versions: VersionCache::new(),
            reader: RecipeReader::default(),
            live: BTreeMap::new(),
            framed: BTreeSet::new(),
            needs_draw: true,
            needs_present: true,
        }
    }

    /// Draws and shows what changed. True when another call would change the picture.
    pub(crate) fn render(&mut self) -> bool {
        if !self.needs_draw && !self.needs_present {
            return false;
        }
        let started_ms = now_ms();
        if self.needs_draw {
            self.needs_draw = !self.canvas.renderer.draw(&mut self.scene, &self.camera, &self.style);
        }
        self.needs_present = !self.canvas.present();
        self.frame_ms = now_ms() - started_ms;
        self.needs_draw || self.needs_present
    }

    /// Completes the picture without showing it.
    pub(crate) fn draw_whole(&mut self) {
        if self.needs_draw {
            self.canvas.renderer.draw_whole(&mut self.scene, &self.camera, &self.style);
            self.needs_draw = false;
            self.needs_present = true;
        }
    }

    pub(crate) fn resize(&mut self, size_px: [u32; 2], pixel_ratio: f32) {
        self.style.pixel_ratio = pixel_ratio;
        self.canvas.resize(size_px);
        self.needs_draw = true;
    }

    pub(crate) fn change_style(&mut self, change: impl FnOnce(&mut Style)) {
        change(&mut self.style);
        self.needs_draw = true;
    }

    pub(crate) fn set_mode(&mut self, mode: RenderMode) {
        self.change_style(|style| style.mode = mode);
        if let Some(asset_id) = self.scene.active() {
            self.build_missing_form(asset_id);
        }
    }

    /// Changes the camera; the closure gets it with the canvas's size in CSS pixels.
    pub(crate) fn move_camera(&mut self, change: impl FnOnce(&mut Camera, Vec2)) {
        let [width_px, height_px] = self.canvas.renderer.size_px();
        let before = self.camera;
        change(&mut self.camera, vec2(width_px as f32, height_px as f32) / self.style.pixel_ratio);
        if !self.camera.is_finite() {
            self.camera = before;
        }
        self.needs_draw = true;
    }

    pub(crate) fn activate(&mut self, asset_id: u64) {
        if self.scene.active() != Some(asset_id) {
            self.scene.set_active(Some(asset_id));
            self.build_missing_form(asset_id);
            self.frame_active();
        }
        self.needs_draw = true;
    }

    /// Frames the active asset from the current direction.
    pub(crate) fn frame_active(&mut self) {
        let live = self.scene.active().and_then(|asset_id| self.live.get(&asset_id));
        if let Some(bounds) = live.map(|live| preview::bounds(&live.field)).or_else(|| self.scene.active_bounds()) {
            self.camera.focus(bounds, self.canvas.renderer.aspect());
            self.framed.extend(self.scene.active());
        }
        self.needs_draw = true;
    }

    pub(crate) fn remove(&mut self, asset_id: u64) {
        self.scene.remove(asset_id);
        self.versions.forget(asset_id);
        self.live.remove(&asset_id);
        self.framed.remove(&asset_id);
        self.needs_draw = true;
    }

    pub(crate) fn set_mesh(&mut self, asset_id: u64, vertices: &[MeshVertex], indices: &[u32]) {
        self.scene.set_mesh(&self.canvas.renderer, asset_id, vertices, indices);
        self.content_changed(asset_id);
    }

    pub(crate) fn snapshot(&self) -> Vec<u8> {
        snapshot::encode(&self.scene.snapshot())
    }

    /// Whether the active asset is a live preview rather than a built binary.
    pub(crate) fn is_live(&self) -> bool {
        self.scene.active().is_some_and(|asset_id| self.live.contains_key(&asset_id))
    }

    /// Compiles a recipe and shows it; an invalid one changes nothing.
    pub(crate) fn show_recipe(&mut self, asset_id: u64, text: &str, overrides: &BTreeMap<String, f64>) -> Outcome {
        match self.reader.field(text, overrides, now_ms) {
            Err(diagnostics) => Outcome { ok: false, diagnostics, timings_ms: Timings::default() },
            Ok((field, mut timings_ms)) => {
                self.scene.set_field(&mut self.canvas.renderer, asset_id, &field);
                self.scene.clear_form(asset_id, RenderMode::Mesh);
                self.scene.clear_form(asset_id, RenderMode::Splats);
                let earlier = self.live.remove(&asset_id);
                self.live.insert(asset_id, Preview::after(earlier, field));
                let built = self.build_missing_form(asset_id);
                timings_ms.mesh = built.mesh;
                timings_ms.splats = built.splats;
                self.content_changed(asset_id);
                Outcome { ok: true, diagnostics: Vec::new(), timings_ms }
            }
        }
    }

    /// Builds the form that the mode asks for from a live preview's field. Returns the times it took.
    fn build_missing_form(&mut self, asset_id: u64) -> Timings {
        let mut timings = Timings::default();
        let Some(live) = self.live.get_mut(&asset_id) else { return timings };
        let mode = self.style.mode;
        if self.scene.has_form(asset_id, mode) {
            return timings;
        }
        let started_ms = now_ms();
        match mode {
            RenderMode::Sdf => return timings,
            RenderMode::Mesh => {
                let (vertices, indices) = live.mesh();
                self.scene.set_mesh(&self.canvas.renderer, asset_id, &vertices, &indices);
                timings.mesh = Some(now_ms() - started_ms);
            }
            RenderMode::Splats => {
                self.scene.set_splats(&self.canvas.renderer, asset_id, &preview::splats(&live.field));
                timings.splats = Some(now_ms() - started_ms);
            }
        }
        self.needs_draw = true;
        timings
    }

    /// Takes a frame of `/ws/assets`.
    pub(crate) fn handle_frame(&mut self, bytes: &[u8]) -> FrameOutcome {
        let frame = match frame::decode(bytes) {
            Ok(frame) => frame,
            Err(error) => return FrameOutcome::invalid(0, 0, error.to_string()),
        };
        let (asset_id, version) = (frame.header.asset_id, frame.header.version);
        let outcome = |kind| FrameOutcome::new(kind, asset_id, version);
        let message = match frame.message() {
            Ok(message) => message,
            Err(error) => return FrameOutcome::invalid(asset_id, version, error.to_string()),
        };
        match (self.versions.decide(&frame.header), message) {
            (Decision::Apply, Message::AssetReady(binary)) => match Package::decode(binary) {
                Ok(package) => {
                    self.apply(asset_id, &package);
                    self.versions.record_applied(asset_id, version);
                    outcome("applied")
                }
                Err(reason) => FrameOutcome::invalid(asset_id, version, reason),
            },
            (Decision::Request, _) => FrameOutcome { request: Some(true), ..outcome("announced") },
            (Decision::Inform, Message::AssetProgress(progress)) => FrameOutcome {
                stage: Some(progress.stage),
                progress: Some(progress.fraction),
                message: Some(progress.stage.label().to_owned()),
                ..outcome("progress")
            },
            (Decision::Inform, Message::AssetInvalid(reason)) => {
                FrameOutcome::invalid(asset_id, version, reason.to_owned())
            }
            (Decision::Stale, _) => outcome("stale"),
            _ => outcome("unknown"),
        }
    }

    /// Shows a built binary instead of whatever was shown of the asset.
    fn apply(&mut self, asset_id: u64, package: &Package) {
        let renderer = &mut self.canvas.renderer;
        match &package.mesh {
            Some((vertices, indices)) => self.scene.set_mesh(renderer, asset_id, vertices, indices),
            None => self.scene.clear_form(asset_id, RenderMode::Mesh),
        }
        match &package.splats {
            Some(splats) => self.scene.set_splats(renderer, asset_id, splats),
            None => self.scene.clear_form(asset_id, RenderMode::Splats),
        }
        match &package.field {
            Some(field) => self.scene.set_field(renderer, asset_id, field),
            None => self.scene.clear_form(asset_id, RenderMode::Sdf),
        }
        self.live.remove(&asset_id);
        self.content_changed(asset_id);
    }

    /// The first content of a scene becomes active, and an asset is framed when its first content comes.
    fn content_changed(&mut self, asset_id: u64) {
        if self.scene.active().is_none() {
            self.scene.set_active(Some(asset_id));
        }
        if self.scene.active() == Some(asset_id) && !self.framed.contains(&asset_id) {
            self.frame_active();
        }
        self.needs_draw = true;
    }
}

impl FrameOutcome {
    fn new(kind: &'static str, asset_id: u64, version: u32) -> Self {
        Self {
            kind,
            asset_id: asset_id.to_string(),
            version,
            stage: None,
            progress: None,
            message: None,
            request: None,
        }
    }

    fn invalid(asset_id: u64, version: u32, message: String) -> Self {
        Self { message: Some(message), ..Self::new("invalid", asset_id, version) }
    }
}

/// Milliseconds since the page was opened.
pub(crate) fn now_ms() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}
