// Sphere tracing of the distance field (J. C. Hart, "Sphere tracing", 1996). Two passes: one ray through each pixel's
// centre, then four rays where neighbouring pixels differ. `cpu.rs` computes the same.

struct Program {
    bounds_min: vec4<f32>,   // metres; instruction count
    bounds_max: vec4<f32>,   // metres; unused
    picture: vec4<f32>,      // width and height of this pass in pixels; metres per pixel at distance 1; unused
}

@group(1) @binding(0) var<uniform> program: Program;
@group(1) @binding(1) var instructions: texture_2d<u32>;
@group(1) @binding(2) var parameters: texture_2d<f32>;

const MAX_STEPS: i32 = 192;

fn field_instruction_count() -> u32 { return u32(program.bounds_min.w); }

fn field_instruction(i: u32) -> vec4<u32> {
    let width = textureDimensions(instructions).x;
    return textureLoad(instructions, vec2<i32>(i32(i % width), i32(i / width)), 0);
}

fn field_parameter(i: u32) -> f32 {
    let width = textureDimensions(parameters).x;
    let texel = i >> 2u;
    return textureLoad(parameters, vec2<i32>(i32(texel % width), i32(texel / width)), 0)[i & 3u];
}

struct Sample {
    color: vec4<f32>, // displayed sRGB, premultiplied
    depth: f32,       // reversed; 0 where nothing was hit
}

/// Where a ray enters and leaves the bounds, in units of its direction; empty when x > y.
fn bounds_interval(origin: vec3<f32>, direction: vec3<f32>) -> vec2<f32> {
    let safe = select(direction, vec3<f32>(1e-12), abs(direction) < vec3<f32>(1e-12));
    let a = (program.bounds_min.xyz - origin) / safe;
    let b = (program.bounds_max.xyz - origin) / safe;
    let low = min(a, b);
    let high = max(a, b);
    return vec2<f32>(max(max(low.x, low.y), max(low.z, 0.0)), min(high.x, min(high.y, high.z)));
}

/// Unit normal from four samples at the corners of a tetrahedron of half size `h`.
fn normal_at(p: vec3<f32>, h: f32) -> vec3<f32> {
    var sum = vec3<f32>(0.0);
    for (var i = 0u; i < 4u; i++) {
        let corner = vec3<f32>(f32(((i + 3u) >> 1u) & 1u), f32((i >> 1u) & 1u), f32(i & 1u)) * 2.0 - 1.0;
        sum += corner * field_distance(p + corner * h);
    }
    return normalize(select(vec3<f32>(0.0, 1.0, 0.0), sum, dot(sum, sum) > 0.0));
}

fn trace(pixel: vec2<f32>) -> Sample {
    let origin = frame.position_near.xyz;
    let ndc = vec2<f32>(2.0 * pixel.x / program.picture.x - 1.0, 1.0 - 2.0 * pixel.y / program.picture.y);
    let ray = frame.forward_pixel.xyz + frame.right_tangent.xyz * (ndc.x * frame.right_tangent.w)
        + frame.up_tangent.xyz * (ndc.y * frame.up_tangent.w);
    let ray_length = length(ray);
    let direction = ray / ray_length;
    let interval = bounds_interval(origin, direction);
    var t = interval.x;
    var miss: Sample;
    miss.color = vec4<f32>(0.0);
    miss.depth = 0.0;
    if t > interval.y { return miss; }
    let tolerance = program.picture.z * 0.02;
    var hit = false;
    for (var step = 0; step < MAX_STEPS; step++) {
        let d = field_distance(origin + direction * t);
        if d < tolerance * t {
            hit = true;
            break;
        }
        t += d;
        if t > interval.y { break; }
    }
    if !hit { return miss; }
    let p = origin + direction * t;
    let size = length(program.bounds_max.xyz - program.bounds_min.xyz);
    let normal = normal_at(p, max(0.25 * program.picture.z * t, 1e-4 * size));
    let found = field_surface(p);
    let surface = Surface(found.color_linear, found.metallic, found.roughness, found.emissive);
    var out: Sample;
    out.color = vec4<f32>(shade(surface, normal, -direction), 1.0);
    out.depth = clamp(frame.position_near.w * ray_length / t, 0.0, 1.0);
    return out;
}

/// A number from 0 to 1 in four bytes.
fn pack_depth(depth: f32) -> vec4<f32> {
    let bits = u32(clamp(depth, 0.0, 1.0) * 4294967040.0);
    return vec4<f32>(f32(bits >> 24u), f32((bits >> 16u) & 255u), f32((bits >> 8u) & 255u), f32(bits & 255u)) / 255.0;
}

struct SampleOutput {
    @location(0) color: vec4<f32>,
    @location(1) depth: vec4<f32>,
}

@vertex
fn fullscreen_vertex(@builtin(vertex_index) index: u32) -> @builtin(position) vec4<f32> {
    return fullscreen_corner(index);
}

@fragment
fn first_fragment(@builtin(position) position: vec4<f32>) -> SampleOutput {
    let found = trace(position.xy);
    return SampleOutput(found.color, pack_depth(found.depth));
}

@group(2) @binding(0) var first_color: texture_2d<f32>;
@group(2) @binding(1) var first_depth: texture_2d<f32>;

/// Whether a pixel differs so much from a neighbour that one ray through its centre does not tell its colour.
fn is_edge(pixel: vec2<i32>) -> bool {
    let last = vec2<i32>(textureDimensions(first_color)) - 1;
    let here = textureLoad(first_color, pixel, 0);
    for (var i = 0; i < 9; i++) {
        let other = textureLoad(first_color, clamp(pixel + vec2<i32>(i % 3 - 1, i / 3 - 1), vec2<i32>(0), last), 0);
        let difference = abs(other - here);
        if max(max(difference.r, difference.g), max(difference.b, difference.a)) > 0.047 { return true; }
    }
    return false;
}

@fragment
fn smooth_fragment(@builtin(position) position: vec4<f32>) -> SampleOutput {
    let pixel = vec2<i32>(position.xy);
    let color = textureLoad(first_color, pixel, 0);
    let depth = textureLoad(first_depth, pixel, 0);
    if !is_edge(pixel) { return SampleOutput(color, depth); }
    // A rotated grid: four distinct rows and columns.
    var offsets = array<vec2<f32>, 4>(
        vec2<f32>(-0.125, -0.375), vec2<f32>(0.375, -0.125), vec2<f32>(-0.375, 0.125), vec2<f32>(0.125, 0.375));
    var sum = vec4<f32>(0.0);
    var nearest = 0.0;
    for (var i = 0; i < 4; i++) {
        let found = trace(position.xy + offsets[i]);
        sum += found.color * 0.25;
        nearest = max(nearest, found.depth);
    }
    return SampleOutput(sum, pack_depth(nearest));
}
