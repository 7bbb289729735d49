// Noise and endless patterns of the interpreter. Source of truth for the formulas: noise.rs and pattern.rs.

// Three numbers in -1…1 that belong to a lattice point: pcg3d.
fn field_hash(cell: vec3<f32>, seed: u32) -> vec3<f32> {
    var v = vec3<u32>(vec3<i32>(cell)) + vec3<u32>(seed * 0x9e3779b9u, 0u, 0u);
    v = v * 1664525u + 1013904223u;
    v.x += v.y * v.z;
    v.y += v.z * v.x;
    v.z += v.x * v.y;
    v = v ^ (v >> vec3<u32>(16u));
    v.x += v.y * v.z;
    v.y += v.z * v.x;
    v.z += v.x * v.y;
    return vec3<f32>(v >> vec3<u32>(8u)) * (1.0 / 8388608.0) - 1.0;
}

fn field_perlin(p: vec3<f32>, seed: u32) -> f32 {
    let cell = floor(p);
    let local = p - cell;
    let weight = local * local * local * (local * (local * 6.0 - 15.0) + 10.0);
    var sum = 0.0;
    for (var corner = 0u; corner < 8u; corner++) {
        let offset = vec3<f32>(f32(corner & 1u), f32((corner >> 1u) & 1u), f32(corner >> 2u));
        let w = mix(1.0 - weight, weight, offset);
        sum += dot(field_hash(cell + offset, seed), local - offset) * w.x * w.y * w.z;
    }
    return sum / 1.5;
}

fn field_simplex_corner(place: vec3<f32>, corner: vec3<f32>, seed: u32) -> f32 {
    let reach = max(0.5 - dot(place, place), 0.0);
    return reach * reach * reach * reach * dot(field_hash(corner, seed), place);
}

fn field_simplex(p: vec3<f32>, seed: u32) -> f32 {
    let cell = floor(p + (p.x + p.y + p.z) / 3.0);
    let local = p - cell + (cell.x + cell.y + cell.z) / 6.0;
    let one = vec3<f32>(1.0);
    // Whether x ≥ y, y ≥ z and x ≥ z; from these the rank of each coordinate, 2 for the largest.
    let above = select(vec3<f32>(0.0), one, local.xyx >= local.yzz);
    let rank = vec3<f32>(above.x + above.z, 1.0 - above.x + above.y, 2.0 - above.z - above.y);
    var sum = field_simplex_corner(local, cell, seed);
    for (var step = 1u; step < 4u; step++) {
        let offset = select(vec3<f32>(0.0), one, rank > vec3<f32>(2.5 - f32(step)));
        sum += field_simplex_corner(local - offset + f32(step) / 6.0, cell + offset, seed);
    }
    return sum * 62.1;
}

fn field_cell_bumps(p: vec3<f32>, seed: u32) -> f32 {
    let cell = floor(p);
    var nearest = 1.0;
    for (var index = 0u; index < 27u; index++) {
        let corner = cell + vec3<f32>(f32(index % 3u), f32((index / 3u) % 3u), f32(index / 9u)) - 1.0;
        let way = p - corner - 0.5 - field_hash(corner, seed) * 0.5;
        nearest = min(nearest, dot(way, way));
    }
    return 1.0 - 2.0 * sqrt(nearest);
}

fn field_noise(q: vec3<f32>, k: u32) -> f32 {
    let kind = u32(field_parameter(k));
    let octaves = u32(field_parameter(k + 1u));
    let seed = u32(field_parameter(k + 2u));
    var sum = 0.0;
    var frequency = 1.0;
    var height = 1.0;
    var total = 0.0;
    for (var octave = 0u; octave < octaves; octave++) {
        let own_seed = seed + octave * 7919u;
        var wave = 0.0;
        switch kind {
            case 0u: { wave = field_perlin(q * frequency, own_seed); }
            case 1u: { wave = field_simplex(q * frequency, own_seed); }
            default: { wave = field_cell_bumps(q * frequency, own_seed); }
        }
        sum += wave * height;
        total += height;
        frequency *= 2.0;
        height *= 0.5;
    }
    return sum / total;
}

fn field_displaced(value: f32, wave: f32, amplitude: f32, factor: f32) -> f32 {
    return min(max((value - wave * amplitude) * factor, value - amplitude), value + amplitude);
}

fn field_periodic(q: vec3<f32>, k: u32) -> f32 {
    let s = sin(q * field_parameter(k + 3u));
    let c = cos(q * field_parameter(k + 3u));
    var value = 0.0;
    switch u32(field_parameter(k + 4u)) {
        case 0u: { value = dot(s, c.yzx); }
        case 1u: { value = c.x + c.y + c.z; }
        case 2u: { value = c.x * c.y * c.z - s.x * s.y * s.z; }
        case 3u: { value = 3.0 * (c.x + c.y + c.z) + 4.0 * c.x * c.y * c.z; }
        default: { value = 2.0 * dot(c, c.yzx) - (2.0 * dot(c, c) - 3.0); }
    }
    let half = field_parameter(k + 5u);
    if half >= 0.0 {
        value = abs(value) - half;
    }
    return value * field_parameter(k + 6u);
}

fn field_cell_point(first: vec3<f32>, index: u32, seed: u32) -> vec3<f32> {
    let corner = first + vec3<f32>(f32(index % 4u), f32((index / 4u) % 4u), f32(index / 16u));
    return corner + 0.5 + field_hash(corner, seed) * 0.25;
}

fn field_cells(p: vec3<f32>, k: u32) -> f32 {
    let q = p * field_parameter(k + 3u);
    let first = floor(q - 0.5) - 1.0;
    let seed = u32(field_parameter(k + 7u));
    var nearest = vec3<f32>(0.0);
    var least = 1e9;
    for (var index = 0u; index < 64u; index++) {
        let way = field_cell_point(first, index, seed) - q;
        if dot(way, way) < least {
            least = dot(way, way);
            nearest = way;
        }
    }
    var border = 0.22;
    for (var index = 0u; index < 64u; index++) {
        let way = field_cell_point(first, index, seed) - q;
        let apart = dot(way - nearest, way - nearest);
        if apart >= 1e-6 {
            border = min(border, (dot(way, way) - least) / (2.0 * sqrt(apart)));
        }
    }
    return (border * field_parameter(k + 4u) - field_parameter(k + 5u)) * field_parameter(k + 6u);
}
