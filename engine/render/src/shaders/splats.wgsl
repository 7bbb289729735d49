// Gaussian splats as screen-aligned quads (M. Zwicker et al., "EWA splatting", 2002; B. Kerbl et al., "3D Gaussian
// splatting", 2023).

@group(1) @binding(0) var records: texture_2d<u32>;

/// Variance in px² that keeps every splat at least about a pixel wide.
const LOW_PASS_PX2: f32 = 0.3;

struct SplatFragment {
    @builtin(position) position: vec4<f32>,
    @location(0) offset_px: vec2<f32>,
    @location(1) @interpolate(flat) conic: vec3<f32>,  // inverse covariance in px⁻²: xx, xy, yy
    @location(2) @interpolate(flat) color: vec4<f32>,  // displayed sRGB, opacity
}

fn rotated_axis(q: vec4<f32>, axis: vec3<f32>) -> vec3<f32> {
    let t = 2.0 * cross(q.xyz, axis);
    return axis + q.w * t + cross(q.xyz, t);
}

fn bytes_of(word: u32) -> vec4<f32> {
    return vec4<f32>(f32(word & 255u), f32((word >> 8u) & 255u), f32((word >> 16u) & 255u), f32(word >> 24u));
}

fn hidden() -> SplatFragment {
    return SplatFragment(vec4<f32>(0.0, 0.0, -1.0, 1.0), vec2<f32>(0.0), vec3<f32>(0.0), vec4<f32>(0.0));
}

@vertex
fn splat_vertex(@builtin(vertex_index) corner: u32, @location(0) splat: u32) -> SplatFragment {
    let per_row = textureDimensions(records).x / 3u;
    let texel = vec2<i32>(i32((splat % per_row) * 3u), i32(splat / per_row));
    let a = textureLoad(records, texel, 0);
    let b = textureLoad(records, texel + vec2<i32>(1, 0), 0);
    let c = textureLoad(records, texel + vec2<i32>(2, 0), 0);
    let center = bitcast<vec3<f32>>(a.xyz);
    let scale = vec3<f32>(bitcast<f32>(a.w), bitcast<f32>(b.x), bitcast<f32>(b.y));
    let rotation = vec4<f32>(bitcast<f32>(b.z), bitcast<f32>(b.w), bitcast<f32>(c.x), bitcast<f32>(c.y));
    let color = bytes_of(c.z);
    let surface_bytes = bytes_of(c.w);

    let offset = center - frame.position_near.xyz;
    let depth = dot(offset, frame.forward_pixel.xyz);
    if depth < frame.position_near.w { return hidden(); }
    let x = dot(offset, frame.right_tangent.xyz);
    let y = dot(offset, frame.up_tangent.xyz);

    // Projected axes in pixels (y up): the Jacobian of the perspective at the centre times each scaled axis.
    let focal_px = 1.0 / frame.forward_pixel.w;
    var xx = LOW_PASS_PX2;
    var xy = 0.0;
    var yy = LOW_PASS_PX2;
    for (var i = 0; i < 3; i++) {
        let axis = rotated_axis(rotation, vec3<f32>(f32(i == 0), f32(i == 1), f32(i == 2))) * scale[i];
        let along = dot(axis, frame.forward_pixel.xyz) / depth;
        let jx = focal_px / depth * (dot(axis, frame.right_tangent.xyz) - x * along);
        let jy = focal_px / depth * (dot(axis, frame.up_tangent.xyz) - y * along);
        xx += jx * jx;
        xy += jx * jy;
        yy += jy * jy;
    }
    let determinant = xx * yy - xy * xy;
    if !(determinant > 0.0) { return hidden(); }
    let opacity = color.a / 255.0;
    if opacity < 1.0 / 255.0 { return hidden(); }
    // The quad ends where the splat adds less than one level of 255.
    let reach = sqrt(2.0 * log(max(255.0 * opacity, 1.01)));
    let half_size = vec2<f32>(sqrt(xx), sqrt(yy)) * reach + 0.5;

    // The thinnest axis is the surface normal; its sign is towards the camera.
    var thin = vec3<f32>(1.0, 0.0, 0.0);
    if scale.y < scale.x && scale.y <= scale.z { thin = vec3<f32>(0.0, 1.0, 0.0); }
    if scale.z < scale.x && scale.z < scale.y { thin = vec3<f32>(0.0, 0.0, 1.0); }
    let to_camera = -normalize(offset);
    var normal = normalize(rotated_axis(rotation, thin));
    normal = normal * select(-1.0, 1.0, dot(normal, to_camera) >= 0.0);
    let lab = vec3<f32>(color.x / 255.0, color.y / 255.0 * 0.8 - 0.4, color.z / 255.0 * 0.8 - 0.4);
    let emissive = select(0.0, 1.0, (u32(surface_bytes.z) & 2u) != 0u);
    let surface = Surface(linear_from_oklab(lab), surface_bytes.x / 255.0, surface_bytes.y / 255.0, emissive);

    var out: SplatFragment;
    out.offset_px = (vec2<f32>(f32(corner & 1u), f32(corner >> 1u)) * 2.0 - 1.0) * half_size;
    let pixel = vec2<f32>(x, y) / depth * focal_px + out.offset_px;
    out.position = vec4<f32>(pixel * 2.0 / frame.viewport.xy, clamp(frame.position_near.w / depth, 0.0, 1.0), 1.0);
    out.conic = vec3<f32>(yy, -xy, xx) / determinant;
    out.color = vec4<f32>(shade(surface, normal, to_camera), opacity);
    return out;
}

@fragment
fn splat_fragment(in: SplatFragment) -> @location(0) vec4<f32> {
    let d = in.offset_px;
    let power = -0.5 * (in.conic.x * d.x * d.x + in.conic.z * d.y * d.y) - in.conic.y * d.x * d.y;
    let opacity = min(in.color.a * exp(power), 0.99);
    if opacity < 1.0 / 255.0 { discard; }
    return vec4<f32>(in.color.rgb * opacity, opacity);
}
