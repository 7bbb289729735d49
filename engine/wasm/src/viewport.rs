//! The viewport as JavaScript sees it: a canvas, a scene and a camera.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    rc::{Rc, Weak},
};

use gve_render::{
    Camera,
    canvas::Canvas,
    glam::{Vec2, Vec3, vec2},
};
use js_sys::{Promise, Uint8Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlCanvasElement;

use crate::{
    arguments::{self, refuse},
    codec::json,
    state::State,
};

/// Zoom per pixel of a mouse wheel's delta: a notch of 100 px changes the distance by about 14 %.
const ZOOM_PER_PX: f32 = 0.0015;

thread_local! {
    /// The viewport that was created last, for the free `get_scene_snapshot`.
    static LAST_VIEWPORT: RefCell<Weak<RefCell<State>>> = const { RefCell::new(Weak::new()) };
}

/// The scene of the viewport that was created last, or an empty one.
#[wasm_bindgen]
pub fn get_scene_snapshot() -> Vec<u8> {
    let state = LAST_VIEWPORT.with_borrow(Weak::upgrade);
    state.map_or_else(|| gve_format::snapshot::encode(&[]), |state| state.borrow().snapshot())
}

#[wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
}

/// A canvas that shows assets.
#[wasm_bindgen]
pub struct Viewport {
    state: Rc<RefCell<State>>,
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
    instructions: u32,
    live: bool,
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
        let state = Rc::new(RefCell::new(State::new(canvas)));
        LAST_VIEWPORT.with_borrow_mut(|last| *last = Rc::downgrade(&state));
        Ok(Self { state })
    }

    /// Changes the size of the picture, in device pixels; `pixel_ratio` is device pixels per CSS pixel, 1 by default.
    pub fn resize(&self, width_px: u32, height_px: u32, pixel_ratio: Option<f32>) {
        let pixel_ratio = pixel_ratio.filter(|ratio| ratio.is_finite()).unwrap_or(1.0).clamp(0.25, 8.0);
        self.state.borrow_mut().resize([width_px, height_px], pixel_ratio);
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
        self.state.borrow_mut().set_mode(mode);
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
        self.state.borrow_mut().remove(asset_id);
        Ok(())
    }

    /// Takes a frame of `/ws/assets` and shows the asset that it brings. Returns JSON; see the README.
    pub fn handle_frame(&self, bytes: &[u8]) -> String {
        json(&self.state.borrow_mut().handle_frame(bytes))
    }

    /// Compiles a recipe here and shows it at once; an invalid one leaves the picture as it was. `overrides_json` is an
    /// object of variable values. Returns JSON; see the README.
    pub fn show_recipe(&self, asset_id: &str, recipe_text: &str, overrides_json: &str) -> Result<String, JsError> {
        let asset_id = arguments::asset_id(asset_id).map_err(refuse)?;
        let overrides: BTreeMap<String, f64> = serde_json::from_str(overrides_json)
            .map_err(|error| refuse(format!("the overrides are no object of numbers: {error}")))?;
        Ok(json(&self.state.borrow_mut().show_recipe(asset_id, recipe_text, &overrides)))
    }

    /// The scene as the hierarchy panel lists it.
    pub fn get_scene_snapshot(&self) -> Vec<u8> {
        self.state.borrow().snapshot()
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

    /// Makes a shader of its own for the field that is shown, so that later frames draw faster; for when the page rests.
    /// A software adapter keeps the interpreter: compiling takes it longer than drawing.
    pub fn specialise(&self) {
        let state = &mut *self.state.borrow_mut();
        if !state.canvas.renderer.gpu().is_software() {
            state.scene.specialise(&mut state.canvas.renderer);
        }
    }

    /// Frames the active asset from the current direction.
    pub fn focus(&self) {
        self.state.borrow_mut().frame_active();
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
        json(&document)
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
            state.draw_whole();
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
            instructions: state.scene.instruction_count(),
            live: state.is_live(),
            frame_ms: state.frame_ms,
        };
        json(&stats)
    }
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
