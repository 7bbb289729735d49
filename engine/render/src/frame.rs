//! The uniforms that every shader of a frame reads; mirrors `shaders/frame.wgsl`.

use bytemuck::{Pod, Zeroable};
use glam::Vec3;

use crate::{
    camera::Camera,
    style::{LIGHT_COUNT, Style},
};

/// See `SoftLight` in `frame.wgsl`.
#[repr(C)]
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
struct LightUniforms {
    to_light_sharpness: [f32; 4],
    radiance: [f32; 4],
}

/// See `Frame` in `frame.wgsl` for the meaning of each number.
#[repr(C)]
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
pub(crate) struct FrameUniforms {
    clip_from_world: [[f32; 4]; 4],
    position_near: [f32; 4],
    right_tangent: [f32; 4],
    up_tangent: [f32; 4],
    forward_pixel: [f32; 4],
    viewport: [f32; 4],
    target_fade: [f32; 4],
    grid: [f32; 4],
    background_top: [f32; 4],
    background_bottom: [f32; 4],
    grid_color: [f32; 4],
    axis_x: [f32; 4],
    axis_y: [f32; 4],
    axis_z: [f32; 4],
    gizmo_text: [f32; 4],
    sky_exposure: [f32; 4],
    horizon: [f32; 4],
    ground: [f32; 4],
    lights: [LightUniforms; LIGHT_COUNT],
}

/// Spacing of the finest grid lines in metres, and how far (0–1) they have faded into the next, ten times coarser
/// level.
pub(crate) fn grid_level(camera: &Camera) -> (f32, f32) {
    let level = (camera.distance_m * 0.1).log10();
    (10f32.powf(level.floor()), level - level.floor())
}

/// Distance from the target at which the grid has faded away, in metres.
pub(crate) fn grid_fade_m(camera: &Camera) -> f32 {
    camera.distance_m * 6.0
}

impl FrameUniforms {
    /// Uniforms of a picture of `size_px` pixels.
    pub(crate) fn new(camera: &Camera, style: &Style, size_px: [u32; 2]) -> Self {
        let [width, height] = size_px.map(|pixels| pixels.max(1) as f32);
        let aspect = width / height;
        let basis = camera.basis();
        let tangents = camera.tangents(aspect);
        let colors = style.theme.colors();
        let lighting = &style.lighting;
        let (spacing_m, blend) = grid_level(camera);
        let flag = |on: bool| if on { 1.0 } else { 0.0 };
        Self {
            clip_from_world: camera.clip_from_world(aspect).to_cols_array_2d(),
            position_near: with(camera.position(), camera.near_m()),
            right_tangent: with(basis.right, tangents.x),
            up_tangent: with(basis.up, tangents.y),
            forward_pixel: with(basis.forward, 2.0 * tangents.y / height),
            viewport: [width, height, style.pixel_ratio, 0.0],
            target_fade: with(camera.target, grid_fade_m(camera)),
            grid: [spacing_m, blend, flag(style.grid), flag(style.axes)],
            background_top: color(colors.background_top),
            background_bottom: color(colors.background_bottom),
            grid_color: colors.grid,
            axis_x: color(colors.axis_x),
            axis_y: color(colors.axis_y),
            axis_z: color(colors.axis_z),
            gizmo_text: color(colors.gizmo_text),
            sky_exposure: with(Vec3::from(lighting.sky), lighting.exposure),
            horizon: color(lighting.horizon),
            ground: color(lighting.ground),
            lights: lighting.lights.map(|light| LightUniforms {
                to_light_sharpness: with(light.to_light, light.sharpness),
                radiance: color(light.radiance),
            }),
        }
    }
}

fn with(vector: Vec3, last: f32) -> [f32; 4] {
    vector.extend(last).to_array()
}

fn color([r, g, b]: [f32; 3]) -> [f32; 4] {
    [r, g, b, 1.0]
}
