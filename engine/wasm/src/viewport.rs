//! The viewport as JavaScript sees it: a canvas, a scene and a camera.

use std::{cell::RefCell, rc::Rc};

use gve_render::{
    Camera, Scene, Style,
    canvas::Canvas,
    glam::{Vec2, Vec3, vec2},
};
use gve_shared::container::MeshVertex;
use js_sys::{Promise, Uint8Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlCanvasElement;

use crate::arguments::{self, Refusal};

/// Zoom per pixel of a mouse wheel's delta: a notch of 100 px changes the distance by about 14 %.
const ZOOM_PER_PX: f32 = 0.0015;

#[wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
}

fn refuse(refusal: Refusal) -> JsError {
    JsError::new(&refusal)
}

/// A canvas that shows assets.
#[wasm_bindgen]
pub struct Viewport {
    state: Rc<RefCell<State>>,
}

struct State {
    canvas: Canvas,
    scene: Scene,
    camera: Camera,
    style: Style,
    needs_draw: bool,
    needs_present: bool,
    /// Whether the user has moved the camera or it was set: new content does not frame itself then.
    camera_chosen: bool,
    frame_ms: f64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CameraDocument {
    target: [f32; 3],
    yaw_rad: f32,
    pitch_rad: f32,
    distance_m: f32,
    fov_y_rad: f32,
}

#[derive(Serialize)]
struct Stats<'a> {
    backend: &'a str,
    adapter: &'a str,
    software: bool,
    lost: bool,
    width_px: u32,
    height_px: u32,
    mode: &'a str,
    shown_mode: Option<&'a str>,
    triangles: u32,
    splats: u32,
    frame_ms: f64,
}

#[wasm_bindgen]
impl Viewport {
    /// Makes a device for the canvas and shows an empty scene on it. Rejects with an `Error` when the browser gives
    /// no device.
    pub async fn create(canvas: HtmlCanvasElement) -> Result<Viewport, JsError> {
        let size_px = [canvas.width(), canvas.height()];
        let target = gve_render::canvas::canvas_target(canvas);
        let canvas = Canvas::new(target, size_px).await.map_err(|error| JsError::new(&error.to_string()))?;
        let state = State {
            canvas,
            scene: Scene::default(),
            camera: Camera::default(),
            style: Style::default(),
            needs_draw: true,
            needs_present: true,
            camera_chosen: false,
            frame_ms: 0.0,
        };
        Ok(Self { state: Rc::new(RefCell::new(state)) })
    }

    /// Changes the size of the picture, in device pixels; `pixel_ratio` is device pixels per CSS pixel, 1 by default.
    pub fn resize(&self, width_px: u32, height_px: u32, pixel_ratio: Option<f32>) {
        let state = &mut *self.state.borrow_mut();
        state.style.pixel_ratio = pixel_ratio.filter(|ratio| ratio.is_finite()).unwrap_or(1.0).clamp(0.25, 8.0);
        state.canvas.resize([width_px, height_px]);
        state.needs_draw = true;
    }

    /// Draws if anything changed since the last call. True when it should be called again soon although nothing
    /// changes: the picture still gets finer, or the canvas had no free frame.
    pub fn render(&self) -> bool {
        self.state.borrow_mut().render()
    }

    /// Colours of background, grid and axes: "dark" or "light".
    pub fn set_theme(&self, name: &str) -> Result<(), JsError> {
        let theme = arguments::theme(name).map_err(refuse)?;
        self.state.borrow_mut().change_style(|style| style.theme = theme);
        Ok(())
    }

    /// How assets are drawn: "mesh", "splats" or "sdf". An asset without that form is drawn in one that it has.
    pub fn set_mode(&self, name: &str) -> Result<(), JsError> {
        let mode = arguments::mode(name).map_err(refuse)?;
        self.state.borrow_mut().change_style(|style| style.mode = mode);
        Ok(())
    }

    /// Shows or hides the ground grid.
    pub fn set_grid(&self, on: bool) {
        self.state.borrow_mut().change_style(|style| style.grid = on);
    }

    /// Shows or hides the coloured axes and the orientation gizmo.
    pub fn set_axes(&self, on: bool) {
        self.state.borrow_mut().change_style(|style| style.axes = on);
    }

    /// Chooses the asset that is drawn.
    pub fn set_active(&self, asset_id: &str) -> Result<(), JsError> {
        let asset_id = arguments::asset_id(asset_id).map_err(refuse)?;
        self.state.borrow_mut().activate(asset_id);
        Ok(())
    }

    /// Forgets an asset.
    pub fn remove(&self, asset_id: &str) -> Result<(), JsError> {
        let asset_id = arguments::asset_id(asset_id).map_err(refuse)?;
        let state = &mut *self.state.borrow_mut();
        state.scene.remove(asset_id);
        state.needs_draw = true;
        Ok(())
    }

    /// Shows a triangle mesh made by the page itself: `positions` and `normals` are xyz in metres and of unit length,
    /// `colors_srgb` is RGBA, each per vertex; `indices` are three per triangle, counter-clockwise from outside.
    pub fn set_mesh(
        &self,
        asset_id: &str,
        positions: &[f32],
        normals: &[f32],
        colors_srgb: &[u8],
        indices: &[u32],
    ) -> Result<(), JsError> {
        let asset_id = arguments::asset_id(asset_id).map_err(refuse)?;
        let vertices = arguments::vertices(positions, normals, colors_srgb, indices).map_err(refuse)?;
        self.state.borrow_mut().set_mesh(asset_id, &vertices, indices);
        Ok(())
    }

    /// Turns about the target by a drag in CSS pixels, y down.
    pub fn orbit(&self, dx_px: f32, dy_px: f32) {
        self.state.borrow_mut().move_camera(|camera, _| camera.orbit(vec2(dx_px, dy_px)));
    }

    /// Moves the target in the picture plane by a drag in CSS pixels, y down.
    pub fn pan(&self, dx_px: f32, dy_px: f32) {
        self.state.borrow_mut().move_camera(|camera, size_css_px| camera.pan(vec2(dx_px, dy_px), size_css_px.y));
    }

    /// Zooms by a wheel's `deltaY`, towards a place on the canvas in CSS pixels, or the centre.
    pub fn zoom(&self, delta_px: f32, x_px: Option<f32>, y_px: Option<f32>) {
        self.state.borrow_mut().move_camera(|camera, size_css_px| {
            let cursor = match (x_px, y_px) {
                (Some(x), Some(y)) => vec2(2.0 * x / size_css_px.x - 1.0, 1.0 - 2.0 * y / size_css_px.y),
                _ => Vec2::ZERO,
            };
            camera.zoom((delta_px.clamp(-1000.0, 1000.0) * ZOOM_PER_PX).exp(), cursor, size_css_px.x / size_css_px.y);
        });
    }

    /// Frames the active asset from the current direction.
    pub fn focus(&self) {
        let state = &mut *self.state.borrow_mut();
        state.frame_active();
        state.camera_chosen = false;
    }

    /// Looks along a named direction: "front", "back", "right", "left", "top", "bottom" or "perspective".
    pub fn view_preset(&self, name: &str) -> Result<(), JsError> {
        let preset = arguments::preset(name).map_err(refuse)?;
        self.state.borrow_mut().move_camera(|camera, _| camera.look_along(preset));
        Ok(())
    }

    /// The camera as JSON; see the README.
    pub fn camera_json(&self) -> String {
        let camera = self.state.borrow().camera;
        let document = CameraDocument {
            target: camera.target.to_array(),
            yaw_rad: camera.yaw_rad,
            pitch_rad: camera.pitch_rad,
            distance_m: camera.distance_m,
            fov_y_rad: camera.fov_y_rad,
        };
        serde_json::to_string(&document).unwrap_or_default()
    }

    /// Sets the camera from JSON as `camera_json` returns it.
    pub fn set_camera_json(&self, text: &str) -> Result<(), JsError> {
        let document: CameraDocument =
            serde_json::from_str(text).map_err(|error| JsError::new(&format!("this is no camera: {error}")))?;
        self.state.borrow_mut().move_camera(|camera, _| {
            *camera = Camera {
                target: Vec3::from(document.target),
                yaw_rad: document.yaw_rad,
                pitch_rad: document.pitch_rad,
                distance_m: document.distance_m,
                fov_y_rad: document.fov_y_rad,
            }
            .within_limits();
        });
        Ok(())
    }

    /// The picture as RGBA8 rows from top to bottom, drawn anew if it was not up to date.
    #[wasm_bindgen(unchecked_return_type = "Promise<Uint8Array>")]
    pub fn read_pixels(&self) -> Promise {
        let readback = {
            let state = &mut *self.state.borrow_mut();
            state.draw_if_needed();
            state.canvas.renderer.start_readback()
        };
        wasm_bindgen_futures::future_to_promise(async move {
            let pixels = readback.finish(next_task).await.map_err(|error| JsError::new(&error.to_string()))?;
            Ok(Uint8Array::from(pixels.as_slice()).into())
        })
    }

    /// What is drawn, how, and how long the last frame took to prepare; see the README.
    pub fn stats_json(&self) -> String {
        let state = &*self.state.borrow();
        let gpu = state.canvas.renderer.gpu();
        let [width_px, height_px] = state.canvas.renderer.size_px();
        let stats = Stats {
            backend: gpu.backend_name(),
            adapter: gpu.adapter_name(),
            software: gpu.is_software(),
            lost: gpu.is_lost(),
            width_px,
            height_px,
            mode: state.style.mode.name(),
            shown_mode: state.scene.shown_as(state.style.mode).map(|mode| mode.name()),
            triangles: state.scene.triangle_count(),
            splats: state.scene.splat_count(),
            frame_ms: state.frame_ms,
        };
        serde_json::to_string(&stats).unwrap_or_default()
    }
}

impl State {
    fn render(&mut self) -> bool {
        let started_ms = now_ms();
        if !self.draw_if_needed() && !self.needs_present {
            return false;
        }
        self.needs_present = !self.canvas.present();
        self.frame_ms = now_ms() - started_ms;
        self.needs_present
    }

    fn draw_if_needed(&mut self) -> bool {
        if !self.needs_draw {
            return false;
        }
        self.canvas.renderer.draw(&mut self.scene, &self.camera, &self.style);
        self.needs_draw = false;
        self.needs_present = true;
        true
    }

    fn change_style(&mut self, change: impl FnOnce(&mut Style)) {
        change(&mut self.style);
        self.needs_draw = true;
    }

    fn move_camera(&mut self, change: impl FnOnce(&mut Camera, Vec2)) {
        let [width_px, height_px] = self.canvas.renderer.size_px();
        let before = self.camera;
        change(&mut self.camera, vec2(width_px as f32, height_px as f32) / self.style.pixel_ratio);
        if !self.camera.is_finite() {
            self.camera = before;
        }
        self.camera_chosen = true;
        self.needs_draw = true;
    }

    fn activate(&mut self, asset_id: u64) {
        if self.scene.active() != Some(asset_id) {
            self.scene.set_active(Some(asset_id));
            self.camera_chosen = false;
            self.frame_active();
        }
        self.needs_draw = true;
    }

    fn frame_active(&mut self) {
        if let Some(bounds) = self.scene.active_bounds() {
            self.camera.focus(bounds, self.canvas.renderer.aspect());
        }
        self.needs_draw = true;
    }

    fn set_mesh(&mut self, asset_id: u64, vertices: &[MeshVertex], indices: &[u32]) {
        self.scene.set_mesh(&self.canvas.renderer, asset_id, vertices, indices);
        self.content_changed(asset_id);
    }

    /// The first content of a scene becomes active, and content is framed until somebody moves the camera.
    fn content_changed(&mut self, asset_id: u64) {
        if self.scene.active().is_none() {
            self.scene.set_active(Some(asset_id));
        }
        if self.scene.active() == Some(asset_id) && !self.camera_chosen {
            self.frame_active();
            self.camera_chosen = true;
        }
        self.needs_draw = true;
    }
}

/// Milliseconds since the page was opened.
fn now_ms() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}

/// Resolves in the event loop's next task, so that the browser can finish GPU work in between.
async fn next_task() {
    let promise = Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            // A page that is being closed has no timers; the promise then never resolves, and nobody waits for it.
            let _ = window.set_timeout_with_callback(&resolve);
        }
    });
    let _ = JsFuture::from(promise).await;
}
