// Interpreter of GVE-1's register tape. Source of truth for the formulas: formula.rs.
//
// The including shader defines
//   fn field_instruction_count() -> u32
//   fn field_instruction(i: u32) -> vec4<u32>   // op | axis << 8 | out << 16, a, b, parameters
//   fn field_parameter(i: u32) -> f32
// so that a program can lie in storage buffers (WebGPU) or in textures (WebGL2).

const FIELD_REGISTERS: u32 = 64u;
const FIELD_FAR: f32 = 1e18;

struct FieldSurface {
    // Index of the material that weighs most.
    material: u32,
    // Base colour in linear light, blended in Oklab.
    color_linear: vec3<f32>,
    metallic: f32,
    roughness: f32,
    // Light given off, as a factor on the base colour.
    emissive: f32,
}

fn field_parameter3(k: u32) -> vec3<f32> {
    return vec3<f32>(field_parameter(k), field_parameter(k + 1u), field_parameter(k + 2u));
}

// (cross-section, height) seen along an axis: u, v, height.
fn field_along(q: vec3<f32>, axis: u32) -> vec3<f32> {
    if axis == 0u { return q.yzx; }
    if axis == 1u { return q.zxy; }
    return q;
}

fn field_across(r: vec3<f32>, axis: u32) -> vec3<f32> {
    if axis == 0u { return r.zxy; }
    if axis == 1u { return r.yzx; }
    return r;
}

fn field_section_scale(height: f32, k: u32) -> f32 {
    let t = clamp((height - field_parameter(k)) * field_parameter(k + 1u), 0.0, 1.0);
    return field_parameter(k + 2u) + t * field_parameter(k + 3u);
}

// The copy of a repeated shape that a point is nearest to along each axis.
fn field_copy(q: vec3<f32>, k: u32) -> vec3<f32> {
    return clamp(floor(q * field_parameter3(k + 3u) + 0.5), field_parameter3(k + 9u), field_parameter3(k + 12u));
}

fn field_angle_from_ahead(side: f32, ahead: f32) -> f32 {
    return select(atan2(side, ahead), 0.0, side == 0.0 && ahead >= 0.0);
}

// Where a point of a bent shape is looked up: see bend.rs.
fn field_bend(q: vec3<f32>, axis: u32, k: u32) -> vec3<f32> {
    let toward = u32(field_parameter(k + 8u));
    let flip = field_parameter(k + 7u);
    let radius = field_parameter(k + 3u);
    let s = field_parameter(k + 4u);
    let c = field_parameter(k + 5u);
    let half_angle = field_parameter(k + 6u);
    let ahead = radius - q[toward] * flip;
    let side = abs(q[axis]);
    let beyond = side * c - ahead * s;
    var along = field_angle_from_ahead(side, ahead) * radius;
    var from_centre = length(vec2<f32>(side, ahead));
    if beyond > 0.0 {
        along = beyond + radius * half_angle;
        from_centre = side * s + ahead * c;
    }
    var bent = q;
    bent[axis] = select(along, -along, q[axis] < 0.0) + field_parameter(k + 9u);
    bent[toward] = (radius - from_centre) * flip;
    return bent;
}

fn field_unbend(value: f32, q: vec3<f32>, axis: u32, k: u32) -> f32 {
    let ahead = field_parameter(k + 3u) - q[u32(field_parameter(k + 8u))] * field_parameter(k + 7u);
    let at_opposite = length(vec2<f32>(q[axis], max(ahead, 0.0))) + field_parameter(k + 12u);
    let to_centre = length(vec2<f32>(q[axis], ahead));
    let at_centre = max(to_centre - field_parameter(k + 11u), 0.0) + field_parameter(k + 13u);
    let limited = min(value * field_parameter(k + 10u), min(at_opposite, at_centre));
    return max(limited, field_box(q - field_parameter3(k + 14u), field_parameter3(k + 17u)));
}

fn field_box(q: vec3<f32>, half_size: vec3<f32>) -> f32 {
    let d = abs(q) - half_size;
    return length(max(d, vec3<f32>(0.0))) + min(max(d.x, max(d.y, d.z)), 0.0);
}

fn field_move(op: u32, axis: u32, p: vec3<f32>, k: u32) -> vec3<f32> {
    if op == 1u {
        return vec3<f32>(
            dot(p, field_parameter3(k)),
            dot(p, field_parameter3(k + 3u)),
            dot(p, field_parameter3(k + 6u)),
        );
    }
    if op == 5u {
        let q = p - field_parameter3(k);
        return q - field_copy(q, k) * field_parameter3(k + 6u);
    }
    if op == 6u {
        let q = p - field_parameter3(k);
        let half = field_parameter3(k + 3u);
        return max(q - half, vec3<f32>(0.0)) + min(q + half, vec3<f32>(0.0));
    }
    if op == 7u {
        return field_bend(p - field_parameter3(k), axis, k);
    }
    switch op {
        case 8u: { return field_facet_corner(p - field_parameter3(k), k); }
        default: {}
    }
    let q = field_along(p - field_parameter3(k), axis);
    if op == 2u {
        return field_across(vec3<f32>(q.xy, abs(q.z)), axis);
    }
    if op == 3u {
        let angle = -field_parameter(k + 3u) * q.z;
        let radius = field_parameter(k + 4u);
        let pulled = q.xy * (radius / max(length(q.xy), radius));
        let s = sin(angle);
        let c = cos(angle);
        return field_across(vec3<f32>(pulled.x * c - pulled.y * s, pulled.x * s + pulled.y * c, q.z), axis);
    }
    let radius = field_parameter(k + 7u);
    let scaled = q.xy / field_section_scale(q.z, k + 3u);
    return field_across(vec3<f32>(scaled * (radius / max(length(scaled), radius)), q.z), axis);
}

fn field_corner(d: vec2<f32>) -> f32 {
    return length(max(d, vec2<f32>(0.0))) + min(max(d.x, d.y), 0.0);
}

fn field_polygon(p: vec2<f32>, k: u32) -> f32 {
    var side = FIELD_FAR;
    var corner = FIELD_FAR * FIELD_FAR;
    var corner_sign = 1.0;
    let count = u32(field_parameter(k + 7u));
    for (var i = 0u; i < count; i++) {
        let e = k + 8u + 8u * i;
        let w = p - vec2<f32>(field_parameter(e), field_parameter(e + 1u));
        let along = dot(w, vec2<f32>(field_parameter(e + 2u), field_parameter(e + 3u)));
        let across = dot(w, vec2<f32>(field_parameter(e + 4u), field_parameter(e + 5u)));
        let reach = field_parameter(e + 7u);
        if along > -reach && along < 1.0 + reach && abs(across) < abs(side) {
            side = across;
        }
        let to_start = dot(w, w);
        if to_start < corner {
            corner = to_start;
            corner_sign = field_parameter(e + 6u);
        }
    }
    corner = sqrt(corner);
    return select(side, corner * corner_sign, corner < abs(side));
}

fn field_pyramid(q: vec3<f32>, k: u32) -> f32 {
    var farthest = abs(q.y) - field_parameter(k + 3u);
    let count = u32(field_parameter(k + 4u));
    for (var i = 0u; i < count; i++) {
        let e = k + 5u + 4u * i;
        farthest = max(farthest, dot(q, field_parameter3(e)) - field_parameter(e + 3u));
    }
    return farthest;
}

fn field_torus_arc(q: vec3<f32>, k: u32) -> f32 {
    let major = field_parameter(k + 3u);
    let end = vec2<f32>(field_parameter(k + 6u), field_parameter(k + 5u));
    let side = abs(q.z);
    var distance = length(vec2<f32>(length(q.xz) - major, q.y));
    if q.x * end.y < side * end.x {
        distance = length(vec3<f32>(q.x - major * end.x, q.y, side - major * end.y));
    }
    return distance - field_parameter(k + 4u);
}

// Exact distance to a regular polyhedron, mirrored into the wedge of one corner, edge and face: see solid.rs.
fn field_polyhedron(p: vec3<f32>, k: u32) -> f32 {
    var q = p;
    let rounds = u32(field_parameter(k + 24u));
    for (var i = 0u; i < 3u * rounds; i++) {
        let normal = field_parameter3(k + 15u + 3u * (i % 3u));
        q -= 2.0 * min(dot(q, normal), 0.0) * normal;
    }
    let above = dot(q, field_parameter3(k + 3u)) - field_parameter(k + 6u);
    let beyond_edge = dot(q, field_parameter3(k + 7u)) - field_parameter(k + 10u);
    let beyond_corner = dot(q, field_parameter3(k + 11u)) - field_parameter(k + 14u);
    let outside = length(max(vec3<f32>(above, beyond_edge, beyond_corner), vec3<f32>(0.0)));
    return select(above, outside, above > 0.0);
}

fn field_tube(q: vec3<f32>, k: u32) -> f32 {
    var nearest = FIELD_FAR;
    let count = u32(field_parameter(k + 3u));
    for (var i = 0u; i < count; i++) {
        let e = k + 4u + 10u * i;
        let from_start = q - field_parameter3(e);
        let direction = field_parameter3(e + 3u);
        let x = dot(from_start, direction);
        let from_line = length(from_start - x * direction);
        let t = clamp(x - from_line * field_parameter(e + 9u), 0.0, field_parameter(e + 6u));
        let to_ball = length(vec2<f32>(x - t, from_line));
        nearest = min(nearest, to_ball - field_parameter(e + 7u) + t * field_parameter(e + 8u));
    }
    return nearest;
}

fn field_sponge(q: vec3<f32>, k: u32) -> f32 {
    var farthest = field_box(q, vec3<f32>(field_parameter(k + 3u)));
    var scale = field_parameter(k + 4u);
    let iterations = u32(field_parameter(k + 5u));
    for (var i = 0u; i < iterations; i++) {
        let turns = q * (0.5 * scale);
        let cell = (turns - floor(turns)) * 2.0 - 1.0;
        let r = abs(1.0 - 3.0 * abs(cell));
        scale *= 3.0;
        let bars = min(max(r.x, r.y), min(max(r.y, r.z), max(r.z, r.x)));
        farthest = max(farthest, (bars - 1.0) / scale);
    }
    return farthest;
}

// Rod with a helical thread: see screw.rs.
fn field_screw(q: vec3<f32>, k: u32) -> f32 {
    let radius = field_parameter(k + 3u);
    let core = field_parameter(k + 5u);
    let pitch = field_parameter(k + 6u);
    let from_axis = length(q.xz);
    let turned = field_angle_from_ahead(abs(q.z), q.x) * field_parameter(k + 8u);
    let turns = q.y * field_parameter(k + 7u) + select(turned, -turned, q.z < 0.0);
    let from_crest = abs(turns - floor(turns + 0.5)) * pitch;
    let beside = (from_crest - field_parameter(k + 9u)) * 0.8660254;
    let flank = (beside + (max(from_axis, core) - radius) * 0.5) * (min(from_axis, core) * field_parameter(k + 10u));
    let solid = max(from_axis - radius, min(flank, from_axis - core));
    return max(solid, abs(q.y) - field_parameter(k + 4u));
}

fn field_primitive(op: u32, p: vec3<f32>, k: u32) -> f32 {
    if op == 23u {
        return dot(p, field_parameter3(k)) - field_parameter(k + 3u);
    }
    let q = p - field_parameter3(k);
    switch op {
        case 16u: {
            return length(q) - field_parameter(k + 3u);
        }
        case 17u: {
            let near = (length(q * field_parameter3(k + 3u)) - 1.0) * field_parameter(k + 6u);
            return max(near, length(q) - field_parameter(k + 7u));
        }
        case 18u: {
            return field_box(q, field_parameter3(k + 3u)) - field_parameter(k + 6u);
        }
        case 19u: {
            let d = vec2<f32>(length(q.xz), abs(q.y)) - vec2<f32>(field_parameter(k + 3u), field_parameter(k + 4u));
            return field_corner(d) - field_parameter(k + 5u);
        }
        case 20u: {
            let beyond = max(abs(q.y) - field_parameter(k + 4u), 0.0);
            return length(vec3<f32>(q.x, beyond, q.z)) - field_parameter(k + 3u);
        }
        case 21u: {
            return length(vec2<f32>(length(q.xz) - field_parameter(k + 3u), q.y)) - field_parameter(k + 4u);
        }
        case 22u: {
            return field_torus_arc(q, k);
        }
        case 24u: {
            let across = abs(length(q.xz) - field_parameter(k + 3u));
            let d = vec2<f32>(across, abs(q.y)) - vec2<f32>(field_parameter(k + 4u), field_parameter(k + 5u));
            return field_corner(d) - field_parameter(k + 6u);
        }
        case 25u: {
            let d = abs(q.xz) - vec2<f32>(field_parameter(k + 3u), field_parameter(k + 4u));
            let outline = field_corner(d) - field_parameter(k + 5u);
            return field_corner(vec2<f32>(outline, abs(q.y) - field_parameter(k + 6u)));
        }
        case 26u: {
            return field_polygon(vec2<f32>(length(q.xz), q.y), k) - field_parameter(k + 4u);
        }
        case 27u: {
            let outline = field_polygon(q.xz, k) - field_parameter(k + 4u);
            return field_corner(vec2<f32>(outline, abs(q.y) - field_parameter(k + 3u))) - field_parameter(k + 5u);
        }
        case 28u: {
            return field_pyramid(q, k);
        }
        case 29u: {
            return field_periodic(q, k);
        }
        case 30u: {
            return field_cells(q, k);
        }
        case 31u: {
            return field_polyhedron(q, k);
        }
        case 32u: {
            return field_tube(q, k);
        }
        case 33u: {
            return field_sponge(q, k);
        }
        case 34u: {
            return field_mandelbulb(q, k);
        }
        case 35u: {
            return field_julia(q, k);
        }
        case 46u: {
            return field_screw(q, k);
        }
        case 47u: {
            return field_heights(q, k);
        }
        default: {
            return FIELD_FAR;
        }
    }
}

fn field_smooth_minimum(a: f32, b: f32, k: u32) -> f32 {
    let overlap = max(field_parameter(k) - abs(a - b), 0.0);
    return min(a, b) - overlap * overlap * field_parameter(k + 1u);
}

fn field_chamfer_minimum(a: f32, b: f32, k: u32) -> f32 {
    return min(a, b) - 0.5 * max(field_parameter(k) - abs(a - b), 0.0);
}

fn field_round_minimum(a: f32, b: f32, k: u32) -> f32 {
    let radius = field_parameter(k);
    let apart = min(abs(a - b), radius);
    return min(a, b) - (radius - 0.5 * (apart + sqrt(2.0 * radius * radius - apart * apart)));
}

fn field_onion(value: f32, k: u32) -> f32 {
    let half = field_parameter(k);
    let pitch = field_parameter(k + 1u);
    let walls = u32(field_parameter(k + 2u));
    var nearest = FIELD_FAR;
    for (var wall = 0u; wall < walls; wall++) {
        nearest = min(nearest, abs(value + half + f32(wall) * pitch) - half);
    }
    return nearest;
}

// Offset, negation, shell and choices.
fn field_combine(op: u32, a: f32, b: f32, k: u32) -> f32 {
    switch op {
        case 48u: { return a - field_parameter(k); }
        case 49u: { return -a; }
        case 50u: { return max(a - field_parameter(k + 1u), -a - field_parameter(k)); }
        case 52u: { return field_onion(a, k); }
        case 64u: { return min(a, b); }
        case 65u: { return max(a, b); }
        case 66u: { return max(a, -b); }
        case 67u: { return field_smooth_minimum(a, b, k); }
        case 68u: { return -field_smooth_minimum(-a, -b, k); }
        case 69u: { return -field_smooth_minimum(-a, b, k); }
        case 70u: { return field_chamfer_minimum(a, b, k); }
        case 71u: { return -field_chamfer_minimum(-a, -b, k); }
        case 72u: { return -field_chamfer_minimum(-a, b, k); }
        case 73u: { return field_round_minimum(a, b, k); }
        case 74u: { return -field_round_minimum(-a, -b, k); }
        case 75u: { return -field_round_minimum(-a, b, k); }
        case 76u: { return a * field_parameter(k) + b * field_parameter(k + 1u); }
        case 77u: { return field_faceted(a, b, k); }
        default: { return a; }
    }
}

fn field_confine(value: f32, p: vec3<f32>, axis: u32, k: u32) -> f32 {
    let q = field_along(p - field_parameter3(k), axis);
    let scale = field_section_scale(q.z, k + 3u);
    let inner = value * min(scale, 1.0) * field_parameter(k + 8u);
    let excess = max(length(q.xy) - scale * field_parameter(k + 7u), 0.0) * field_parameter(k + 9u);
    return length(vec2<f32>(max(inner, 0.0), excess)) + min(inner, 0.0);
}

// Limits a value by what the neighbouring cells may hold.
fn field_within_cell(value: f32, p: vec3<f32>, k: u32) -> f32 {
    let q = p - field_parameter3(k);
    let size = field_parameter3(k + 6u);
    let copy = field_copy(q, k);
    let local = q - copy * size;
    let far = vec3<f32>(FIELD_FAR);
    let lower = select(far, 0.5 * size + local, copy > field_parameter3(k + 9u));
    let upper = select(far, 0.5 * size - local, copy < field_parameter3(k + 12u));
    let way = min(lower, upper);
    let border = max(min(way.x, min(way.y, way.z)), 0.0) + field_parameter(k + 15u);
    return max(min(value, border), field_box(q - field_parameter3(k + 16u), field_parameter3(k + 19u)));
}

// What becomes of a value where it was looked up.
fn field_place(op: u32, value: f32, p: vec3<f32>, axis: u32, k: u32) -> f32 {
    switch op {
        case 51u: { return field_confine(value, p, axis, k); }
        case 53u: { return field_within_cell(value, p, k); }
        case 54u: { return field_unbend(value, p - field_parameter3(k), axis, k); }
        case 55u: {
            let wave = field_noise((p - field_parameter3(k)) * field_parameter(k + 3u), k + 6u);
            return field_displaced(value, wave, field_parameter(k + 4u), field_parameter(k + 5u));
        }
        case 56u: {
            let q = field_along(p - field_parameter3(k), axis);
            let wave = cos(length(q.xy) * field_parameter(k + 3u) + field_parameter(k + 4u));
            return field_displaced(value, wave, field_parameter(k + 5u), field_parameter(k + 6u));
        }
        case 57u: { return value * field_facet_weight(p - field_parameter3(k), k); }
        default: { return value; }
    }
}

// Whether an operation takes a value and the point where it was looked up.
fn field_is_placed(op: u32) -> bool {
    return op == 51u || (op >= 53u && op <= 57u);
}

// Signed distance in metres; negative inside.
fn field_distance(p: vec3<f32>) -> f32 {
    var points: array<vec3<f32>, FIELD_REGISTERS>;
    var numbers: array<f32, FIELD_REGISTERS>;
    points[0] = p;
    var result = FIELD_FAR;
    let count = field_instruction_count();
    for (var i = 0u; i < count; i++) {
        let step = field_instruction(i);
        let op = step.x & 0xffu;
        let axis = (step.x >> 8u) & 0xffu;
        let out = step.x >> 16u;
        if op < 16u {
            points[out] = field_move(op, axis, points[step.y], step.w);
            continue;
        }
        if op < 48u {
            result = field_primitive(op, points[step.y], step.w);
        } else if field_is_placed(op) {
            result = field_place(op, numbers[step.y], points[step.z], axis, step.w);
        } else {
            let b = select(0.0, numbers[min(step.z, FIELD_REGISTERS - 1u)], op >= 64u);
            result = field_combine(op, numbers[step.y], b, step.w);
        }
        numbers[out] = result;
    }
    return result;
}

// Weight of `a` in the blend of a smooth union.
fn field_weight(a: f32, b: f32, k: u32) -> f32 {
    return clamp((b - a) * 2.0 * field_parameter(k + 1u) + 0.5, 0.0, 1.0);
}

fn field_linear_from_oklab(lab: vec3<f32>) -> vec3<f32> {
    let root = vec3<f32>(
        lab.x + 0.39633778 * lab.y + 0.21580376 * lab.z,
        lab.x - 0.105561346 * lab.y - 0.06385417 * lab.z,
        lab.x - 0.08948418 * lab.y - 1.2914855 * lab.z,
    );
    let lms = root * root * root;
    return max(vec3<f32>(
        dot(lms, vec3<f32>(4.0767417, -3.3077116, 0.23096994)),
        dot(lms, vec3<f32>(-1.268438, 2.6097574, -0.34131938)),
        dot(lms, vec3<f32>(-0.0041960863, -0.7034186, 1.7076147)),
    ), vec3<f32>(0.0));
}

// Appearance of the surface near a point.
fn field_surface(p: vec3<f32>) -> FieldSurface {
    var points: array<vec3<f32>, FIELD_REGISTERS>;
    var numbers: array<f32, FIELD_REGISTERS>;
    // Oklab and metallic; roughness, emissive and material.
    var colors: array<vec4<f32>, FIELD_REGISTERS>;
    var finishes: array<vec3<f32>, FIELD_REGISTERS>;
    points[0] = p;
    var last = 0u;
    let count = field_instruction_count();
    for (var i = 0u; i < count; i++) {
        let step = field_instruction(i);
        let op = step.x & 0xffu;
        let axis = (step.x >> 8u) & 0xffu;
        let out = step.x >> 16u;
        if op < 16u {
            points[out] = field_move(op, axis, points[step.y], step.w);
            continue;
        }
        last = out;
        if op < 48u {
            numbers[out] = field_primitive(op, points[step.y], step.w);
            colors[out] = vec4<f32>(field_parameter3(step.z), field_parameter(step.z + 3u));
            finishes[out] = field_parameter3(step.z + 4u);
            continue;
        }
        let a = numbers[step.y];
        let coat_color = colors[step.y];
        let coat_finish = finishes[step.y];
        if op < 64u {
            if field_is_placed(op) {
                numbers[out] = field_place(op, a, points[step.z], axis, step.w);
            } else {
                numbers[out] = field_combine(op, a, 0.0, step.w);
            }
            colors[out] = coat_color;
            finishes[out] = coat_finish;
            continue;
        }
        let b = numbers[step.z];
        var weight = 1.0;
        switch op {
            case 64u: { weight = select(1.0, 0.0, b < a); }
            case 65u: { weight = select(1.0, 0.0, a < b); }
            case 67u, 70u, 73u: { weight = field_weight(a, b, step.w); }
            case 68u, 71u, 74u: { weight = field_weight(-a, -b, step.w); }
            case 76u: { weight = field_parameter(step.w); }
            case 77u: { weight = 0.0; }
            default: {}
        }
        let material = select(coat_finish.z, finishes[step.z].z, weight < 0.5);
        colors[out] = mix(colors[step.z], coat_color, weight);
        finishes[out] = vec3<f32>(mix(finishes[step.z], coat_finish, weight).xy, material);
        numbers[out] = field_combine(op, a, b, step.w);
    }
    var surface: FieldSurface;
    surface.material = u32(finishes[last].z);
    surface.color_linear = field_linear_from_oklab(colors[last].xyz);
    surface.metallic = colors[last].w;
    surface.roughness = finishes[last].x;
    surface.emissive = finishes[last].y;
    return surface;
}
