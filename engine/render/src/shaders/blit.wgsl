// Copies the finished picture to the canvas.

@group(0) @binding(0) var picture: texture_2d<f32>;

@vertex
fn blit_vertex(@builtin(vertex_index) index: u32) -> @builtin(position) vec4<f32> {
    return vec4<f32>(f32(index & 1u) * 4.0 - 1.0, f32(index >> 1u) * 4.0 - 1.0, 0.0, 1.0);
}

@fragment
fn blit_fragment(@builtin(position) position: vec4<f32>) -> @location(0) vec4<f32> {
    return vec4<f32>(textureLoad(picture, vec2<i32>(position.xy), 0).rgb, 1.0);
}
