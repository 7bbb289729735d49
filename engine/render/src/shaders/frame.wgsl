// Per-frame uniforms; mirrors `frame::FrameUniforms`.

struct SoftLight {
    to_light_sharpness: vec4<f32>,
    radiance: vec4<f32>,
}

struct Frame {
    clip_from_world: mat4x4<f32>,
    position_near: vec4<f32>,      // camera in world, near plane in metres
    right_tangent: vec4<f32>,      // unit axis, tangent of half the opening angle
    up_tangent: vec4<f32>,
    forward_pixel: vec4<f32>,      // unit axis, width of a pixel at distance 1
    viewport: vec4<f32>,           // width, height in pixels; pixel ratio; unused
    target_fade: vec4<f32>,        // camera target in world, fade distance of the grid in metres
    grid: vec4<f32>,               // spacing in metres, blend towards the next level, grid on, axes on
    background_top: vec4<f32>,
    background_bottom: vec4<f32>,
    grid_color: vec4<f32>,
    axis_x: vec4<f32>,
    axis_y: vec4<f32>,
    axis_z: vec4<f32>,
    gizmo_text: vec4<f32>,
    sky_exposure: vec4<f32>,
    horizon: vec4<f32>,
    ground: vec4<f32>,
    lights: array<SoftLight, 4>,
}

@group(0) @binding(0) var<uniform> frame: Frame;

/// A triangle that covers the whole target.
fn fullscreen_corner(index: u32) -> vec4<f32> {
    return vec4<f32>(f32(index & 1u) * 4.0 - 1.0, f32(index >> 1u) * 4.0 - 1.0, 0.0, 1.0);
}

/// Direction of the ray through a pixel (y down), scaled so that its part along the camera's axis is 1.
fn pixel_ray(pixel: vec2<f32>) -> vec3<f32> {
    let ndc = vec2<f32>(2.0 * pixel.x / frame.viewport.x - 1.0, 1.0 - 2.0 * pixel.y / frame.viewport.y);
    return frame.forward_pixel.xyz + frame.right_tangent.xyz * (ndc.x * frame.right_tangent.w)
        + frame.up_tangent.xyz * (ndc.y * frame.up_tangent.w);
}
