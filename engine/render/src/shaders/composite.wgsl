// Puts the sphere-traced picture into the main pass, with its depth.

struct Composite {
    scale: vec4<f32>, // pixels of the coarse picture per pixel; rows of the fine picture that are done
}

@group(1) @binding(0) var<uniform> composite: Composite;
@group(1) @binding(1) var coarse_color: texture_2d<f32>;
@group(1) @binding(2) var coarse_depth: texture_2d<f32>;
@group(1) @binding(3) var fine_color: texture_2d<f32>;
@group(1) @binding(4) var fine_depth: texture_2d<f32>;

struct CompositeOutput {
    @location(0) color: vec4<f32>,
    @builtin(frag_depth) depth: f32,
}

@vertex
fn fullscreen_vertex(@builtin(vertex_index) index: u32) -> @builtin(position) vec4<f32> {
    return fullscreen_corner(index);
}

/// The coarse picture between its pixels' centres; its depth is that of the nearest pixel.
fn coarse_at(position: vec2<f32>) -> vec4<f32> {
    let last = vec2<i32>(textureDimensions(coarse_color)) - 1;
    let place = position * composite.scale.x - 0.5;
    let corner = vec2<i32>(floor(place));
    let part = place - floor(place);
    let a = textureLoad(coarse_color, clamp(corner, vec2<i32>(0), last), 0);
    let b = textureLoad(coarse_color, clamp(corner + vec2<i32>(1, 0), vec2<i32>(0), last), 0);
    let c = textureLoad(coarse_color, clamp(corner + vec2<i32>(0, 1), vec2<i32>(0), last), 0);
    let d = textureLoad(coarse_color, clamp(corner + vec2<i32>(1, 1), vec2<i32>(0), last), 0);
    return mix(mix(a, b, part.x), mix(c, d, part.x), part.y);
}

@fragment
fn composite_fragment(@builtin(position) position: vec4<f32>) -> CompositeOutput {
    var color: vec4<f32>;
    var packed: vec4<f32>;
    if position.y < composite.scale.y {
        color = textureLoad(fine_color, vec2<i32>(position.xy), 0);
        packed = textureLoad(fine_depth, vec2<i32>(position.xy), 0);
    } else {
        let last = vec2<i32>(textureDimensions(coarse_color)) - 1;
        color = coarse_at(position.xy);
        packed = textureLoad(coarse_depth, clamp(vec2<i32>(position.xy * composite.scale.x), vec2<i32>(0), last), 0);
    }
    if color.a < 0.002 { discard; }
    let depth = dot(packed, vec4<f32>(0.99609375, 0.00389099, 0.0000151992, 0.0000000593719));
    return CompositeOutput(color, depth);
}
