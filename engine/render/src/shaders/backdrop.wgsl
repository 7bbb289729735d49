// Background gradient, ground grid with axes, and the orientation gizmo.

@vertex
fn fullscreen_vertex(@builtin(vertex_index) index: u32) -> @builtin(position) vec4<f32> {
    return fullscreen_corner(index);
}

@fragment
fn background_fragment(@builtin(position) position: vec4<f32>) -> @location(0) vec4<f32> {
    let uv = position.xy / frame.viewport.xy;
    let color = mix(frame.background_top.rgb, frame.background_bottom.rgb, smoothstep(0.0, 1.0, uv.y));
    // Half a level of ordered noise hides the bands of the gradient (J. Jimenez, interleaved gradient noise, 2014).
    let noise = fract(52.9829189 * fract(dot(floor(position.xy), vec2<f32>(0.06711056, 0.00583715)))) - 0.5;
    return vec4<f32>(color + noise / 255.0, 1.0);
}

/// Opacity of the lines every `spacing` metres along one axis; `footprint` is the width of a pixel in metres.
fn line_opacity(coordinate: f32, spacing: f32, footprint: f32, half_width_px: f32) -> f32 {
    let off = abs(fract(coordinate / spacing - 0.5) - 0.5) * spacing;
    let coverage = clamp(half_width_px + 0.5 - off / footprint, 0.0, 1.0);
    // Lines closer than a few pixels would shimmer: they fade before that.
    return coverage * clamp(2.0 - 8.0 * footprint / spacing, 0.0, 1.0);
}

fn grid_opacity(point: vec2<f32>, spacing: f32, footprint: vec2<f32>, half_width_px: f32) -> f32 {
    return max(line_opacity(point.x, spacing, footprint.x, half_width_px),
        line_opacity(point.y, spacing, footprint.y, half_width_px));
}

struct GridOutput {
    @location(0) color: vec4<f32>,
    @builtin(frag_depth) depth: f32,
}

@fragment
fn grid_fragment(@builtin(position) position: vec4<f32>) -> GridOutput {
    let ray = pixel_ray(position.xy);
    let height = frame.position_near.y;
    let along = -height / ray.y; // distance along the camera's axis
    if !(along > frame.position_near.w) || along > 1e6 {
        discard;
    }
    let point = frame.position_near.xyz + ray * along;
    // Movement of the ground point per pixel, from the derivative of the ray-plane intersection.
    let pixel = frame.forward_pixel.w;
    let per_x = frame.right_tangent.xz * (pixel * along);
    let per_y = frame.up_tangent.xz * (pixel * along) - ray.xz * (along * frame.up_tangent.y * pixel / ray.y);
    let footprint = max(sqrt(per_x * per_x + per_y * per_y), vec2<f32>(1e-9));

    let ratio = frame.viewport.z;
    let spacing = frame.grid.x;
    let fine = grid_opacity(point.xz, spacing, footprint, 0.5 * ratio) * 0.45 * (1.0 - frame.grid.y);
    let middle = grid_opacity(point.xz, spacing * 10.0, footprint, 0.5 * ratio) * mix(1.0, 0.45, frame.grid.y);
    let coarse = grid_opacity(point.xz, spacing * 100.0, footprint, 0.5 * ratio);
    var color = frame.grid_color.rgb;
    var opacity = max(fine, max(middle, coarse)) * frame.grid_color.a * frame.grid.z;

    let width = 0.8 * ratio;
    let on_x = clamp(width + 0.5 - abs(point.z) / footprint.y, 0.0, 1.0) * frame.grid.w;
    let on_z = clamp(width + 0.5 - abs(point.x) / footprint.x, 0.0, 1.0) * frame.grid.w;
    color = mix(mix(color, frame.axis_x.rgb, on_x), frame.axis_z.rgb, on_z);
    opacity = max(opacity, max(on_x, on_z) * 0.9);

    let away = length(point.xz - frame.target_fade.xz) / frame.target_fade.w;
    let grazing = abs(ray.y) / length(ray);
    opacity *= (1.0 - smoothstep(0.15, 1.0, away)) * smoothstep(0.0, 0.08, grazing);
    if opacity < 0.002 {
        discard;
    }
    var out: GridOutput;
    out.color = vec4<f32>(color * opacity, opacity);
    // A hair behind, so that a surface that lies on the ground hides the grid.
    out.depth = clamp(frame.position_near.w / along * 0.99995, 0.0, 1.0);
    return out;
}

const GIZMO_RADIUS_PX: f32 = 34.0;
const GIZMO_MARGIN_PX: f32 = 52.0;

struct GizmoVertex {
    @builtin(position) position: vec4<f32>,
    @location(0) offset_px: vec2<f32>, // from the gizmo's centre in CSS pixels, y up
}

@vertex
fn gizmo_vertex(@builtin(vertex_index) index: u32) -> GizmoVertex {
    let corner = vec2<f32>(f32(index & 1u) * 2.0 - 1.0, f32(index >> 1u) * 2.0 - 1.0);
    var out: GizmoVertex;
    out.offset_px = corner * (GIZMO_RADIUS_PX + 14.0);
    let ratio = frame.viewport.z;
    let center = vec2<f32>(frame.viewport.x - GIZMO_MARGIN_PX * ratio, GIZMO_MARGIN_PX * ratio);
    let pixel = center + vec2<f32>(out.offset_px.x, -out.offset_px.y) * ratio;
    out.position = vec4<f32>(2.0 * pixel.x / frame.viewport.x - 1.0, 1.0 - 2.0 * pixel.y / frame.viewport.y, 0.0, 1.0);
    return out;
}

fn segment_distance(p: vec2<f32>, a: vec2<f32>, b: vec2<f32>) -> f32 {
    let along = b - a;
    let t = clamp(dot(p - a, along) / max(dot(along, along), 1e-6), 0.0, 1.0);
    return length(p - a - along * t);
}

/// Distance to the strokes of X (0), Y (1) or Z (2), about 7 px high and centred at the origin.
fn letter_distance(p: vec2<f32>, letter: u32) -> f32 {
    let w = 2.6;
    let h = 3.5;
    if letter == 0u {
        return segment_distance(vec2<f32>(abs(p.x), abs(p.y)), vec2<f32>(0.0), vec2<f32>(w, h));
    }
    if letter == 1u {
        let arms = segment_distance(vec2<f32>(abs(p.x), p.y), vec2<f32>(0.0), vec2<f32>(w, h));
        return min(arms, segment_distance(p, vec2<f32>(0.0), vec2<f32>(0.0, -h)));
    }
    let bars = segment_distance(vec2<f32>(p.x, abs(p.y)), vec2<f32>(-w, h), vec2<f32>(w, h));
    return min(bars, segment_distance(p, vec2<f32>(-w, -h), vec2<f32>(w, h)));
}

fn over(below: vec4<f32>, color: vec3<f32>, opacity: f32) -> vec4<f32> {
    return below * (1.0 - opacity) + vec4<f32>(color, 1.0) * opacity;
}

fn gizmo_ball(below: vec4<f32>, p: vec2<f32>, axis: u32, positive: bool) -> vec4<f32> {
    let world = vec3<f32>(f32(axis == 0u), f32(axis == 1u), f32(axis == 2u)) * select(-1.0, 1.0, positive);
    let tip = vec2<f32>(dot(world, frame.right_tangent.xyz), dot(world, frame.up_tangent.xyz)) * GIZMO_RADIUS_PX;
    var color = frame.axis_x.rgb;
    if axis == 1u { color = frame.axis_y.rgb; }
    if axis == 2u { color = frame.axis_z.rgb; }
    let sharp = frame.viewport.z;
    let ball = length(p - tip);
    var out = below;
    if positive {
        out = over(out, color, clamp((1.2 - segment_distance(p, vec2<f32>(0.0), tip)) * sharp + 0.5, 0.0, 1.0));
        out = over(out, color, clamp((8.5 - ball) * sharp + 0.5, 0.0, 1.0));
        let text = clamp((0.8 - letter_distance(p - tip, axis)) * sharp + 0.5, 0.0, 1.0);
        return over(out, frame.gizmo_text.rgb, text);
    }
    out = over(out, color, clamp((6.5 - ball) * sharp + 0.5, 0.0, 1.0) * 0.25);
    return over(out, color, clamp((0.9 - abs(ball - 6.0)) * sharp + 0.5, 0.0, 1.0) * 0.9);
}

@fragment
fn gizmo_fragment(in: GizmoVertex) -> @location(0) vec4<f32> {
    // Balls pointing away first: three passes suffice because of each axis one end always points away.
    let away = vec3<f32>(frame.forward_pixel.x, frame.forward_pixel.y, frame.forward_pixel.z);
    var out = vec4<f32>(0.0);
    var depths = abs(away);
    var order = array<u32, 3>(0u, 1u, 2u);
    for (var i = 0; i < 3; i++) {
        // The axis most along the view is farthest at its far end and nearest at its near end.
        var best = 0u;
        if depths.y > depths[best] { best = 1u; }
        if depths.z > depths[best] { best = 2u; }
        order[i] = best;
        depths[best] = -1.0;
    }
    for (var i = 0; i < 3; i++) {
        out = gizmo_ball(out, in.offset_px, order[i], away[order[i]] > 0.0);
    }
    for (var i = 2; i >= 0; i--) {
        out = gizmo_ball(out, in.offset_px, order[i], away[order[i]] <= 0.0);
    }
    return out;
}
