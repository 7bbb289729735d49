// What drivers take longest to compile, and most programs do without.

// Interpolation over tetrahedra: see facet.rs.
fn field_facet_corner(q: vec3<f32>, k: u32) -> vec3<f32> {
    let place = q * field_parameter(k + 3u);
    let cell = floor(place);
    let local = place - cell;
    // Whether x ≥ y, y ≥ z and x ≥ z; from these the rank of each coordinate, 2 for the largest.
    let above = select(vec3<f32>(0.0), vec3<f32>(1.0), local.xyx >= local.yzz);
    let rank = vec3<f32>(above.x + above.z, 1.0 - above.x + above.y, 2.0 - above.z - above.y);
    let steps = select(vec3<f32>(0.0), vec3<f32>(1.0), rank > vec3<f32>(2.5 - field_parameter(k + 5u)));
    return (cell + steps) * field_parameter(k + 4u);
}

fn field_facet_weight(q: vec3<f32>, k: u32) -> f32 {
    let place = q * field_parameter(k + 3u);
    let t = place - floor(place);
    let largest = max(max(t.x, t.y), t.z);
    let middle = max(min(t.x, t.y), min(max(t.x, t.y), t.z));
    let smallest = min(min(t.x, t.y), t.z);
    switch u32(field_parameter(k + 5u)) {
        case 0u: { return 1.0 - largest; }
        case 1u: { return largest - middle; }
        case 2u: { return middle - smallest; }
        default: { return smallest; }
    }
}

fn field_faceted(interpolated: f32, value: f32, k: u32) -> f32 {
    let departure = field_parameter(k);
    return min(max(interpolated * field_parameter(k + 1u), value - departure), value + departure);
}

// Solid under a height map: see heights.rs.
fn field_heights(q: vec3<f32>, k: u32) -> f32 {
    let half = vec3<f32>(field_parameter(k + 3u), field_parameter(k + 7u), field_parameter(k + 4u));
    let counts = vec2<f32>(field_parameter(k + 8u), field_parameter(k + 9u));
    let per_cell = vec2<f32>(field_parameter(k + 10u), field_parameter(k + 11u));
    let place = clamp((q.xz + half.xz) * per_cell, vec2<f32>(0.0), counts - 1.0);
    let cell = min(floor(place), counts - 2.0);
    let width = u32(counts.x);
    let first = k + u32(field_parameter(k + 13u)) + 2u + u32(cell.y) * width + u32(cell.x);
    let t = place - cell;
    let back = mix(field_parameter(first), field_parameter(first + 1u), t.x);
    let front = mix(field_parameter(first + width), field_parameter(first + width + 1u), t.x);
    let above = (q.y - mix(back, front, t.y) * field_parameter(k + 5u)) * field_parameter(k + 12u);
    return max(above, field_box(q - vec3<f32>(0.0, field_parameter(k + 6u), 0.0), half));
}

// Fractals of the interpreter. Source of truth for the formulas: fractal.rs.

fn field_complex_power(base: vec2<f32>, exponent: u32) -> vec2<f32> {
    var result = vec2<f32>(1.0, 0.0);
    var square = base;
    var rest = exponent;
    while rest > 0u {
        if (rest & 1u) == 1u {
            result = vec2<f32>(result.x * square.x - result.y * square.y, result.x * square.y + result.y * square.x);
        }
        square = vec2<f32>(square.x * square.x - square.y * square.y, 2.0 * square.x * square.y);
        rest = rest >> 1u;
    }
    return result;
}

fn field_power(base: f32, exponent: u32) -> f32 {
    return field_complex_power(vec2<f32>(base, 0.0), exponent).x;
}

// The radius that a Mandelbulb's power may enlarge to `image`: see fractal.rs.
fn field_bulb_radius_before(r: f32, across: f32, image: f32, exponent: u32) -> f32 {
    let degree = f32(exponent);
    let slope = field_power(r, exponent - 1u) * degree;
    let narrow = clamp(r / max(across, 1e-12), 1.0, degree);
    let widest = image / (slope * narrow + 1.0);
    let stretch = clamp((r + widest) / max(across - widest, 1e-12), 1.0, degree);
    let goal = field_power(r, exponent) * stretch + image;
    var radius = image / (slope * stretch + 1.0);
    for (var i = 0u; i < 5u; i++) {
        let farthest = r + radius;
        let below = field_power(farthest, exponent - 1u) * stretch;
        radius -= (below * farthest + radius - goal) / (below * degree + 1.0);
    }
    return max(radius, 0.0);
}

fn field_mandelbulb(q: vec3<f32>, k: u32) -> f32 {
    let start = q * field_parameter(k + 5u);
    let exponent = u32(field_parameter(k + 6u));
    let last = clamp(u32(field_parameter(k + 7u)), 1u, 12u) - 1u;
    let escape = field_parameter(k + 8u);
    // Distance from the origin and from the axis of every iterate.
    var places: array<vec2<f32>, 12>;
    var z = start;
    for (var i = 0u; i <= last; i++) {
        if i > 0u {
            let across = places[i - 1u].y;
            let meridian = field_complex_power(vec2<f32>(z.y, across), exponent);
            let turned = field_complex_power(z.xz / max(across, 1e-12), exponent);
            z = vec3<f32>(meridian.y * turned.x, meridian.x, meridian.y * turned.y) + start;
        }
        z *= 2.0 * escape / max(length(z), 2.0 * escape);
        places[i] = vec2<f32>(length(z), length(z.xz));
    }
    var bound = places[last].x - escape;
    for (var i = last; i > 0u; i--) {
        let place = places[i - 1u];
        let radius = field_bulb_radius_before(place.x, place.y, abs(bound), exponent);
        bound = max(place.x - escape, select(radius, -radius, bound < 0.0));
    }
    return max(bound, length(start) - escape) * field_parameter(k + 3u);
}

fn field_julia(q: vec3<f32>, k: u32) -> f32 {
    let start = q * field_parameter(k + 5u);
    let c = vec4<f32>(field_parameter3(k + 6u), field_parameter(k + 9u));
    let last = clamp(u32(field_parameter(k + 10u)), 1u, 12u);
    let escape = field_parameter(k + 11u);
    var radii: array<f32, 13>;
    var z = vec4<f32>(start, 0.0);
    for (var i = 0u; i <= last; i++) {
        if i > 0u {
            z = vec4<f32>(z.x * z.x - dot(z.yzw, z.yzw), 2.0 * z.x * z.yzw) + c;
        }
        z *= 4.0 * escape / max(length(z), 4.0 * escape);
        radii[i] = length(z);
    }
    var bound = radii[last] - escape;
    for (var i = last; i > 0u; i--) {
        let r = radii[i - 1u];
        bound = max(r - escape, bound / max(r + sqrt(r * r + abs(bound)), 1e-12));
    }
    return max(bound, length(start) - escape) * field_parameter(k + 3u);
}
