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
