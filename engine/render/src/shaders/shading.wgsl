// Studio shading; `shading.rs` computes the same on the CPU.

struct Surface {
    base_color: vec3<f32>, // linear
    metallic: f32,
    roughness: f32,
    emissive: f32,
}

fn linear_from_srgb(srgb: vec3<f32>) -> vec3<f32> {
    let low = srgb / 12.92;
    let high = pow((max(srgb, vec3<f32>(0.04045)) + 0.055) / 1.055, vec3<f32>(2.4));
    return select(high, low, srgb <= vec3<f32>(0.04045));
}

fn srgb_from_linear(linear: vec3<f32>) -> vec3<f32> {
    let low = linear * 12.92;
    let high = 1.055 * pow(max(linear, vec3<f32>(0.0031308)), vec3<f32>(1.0 / 2.4)) - 0.055;
    return select(high, low, linear <= vec3<f32>(0.0031308));
}

/// Oklab to linear sRGB (Björn Ottosson, "A perceptual color space for image processing", 2020).
fn linear_from_oklab(lab: vec3<f32>) -> vec3<f32> {
    let l = lab.x + 0.3963377774 * lab.y + 0.2158037573 * lab.z;
    let m = lab.x - 0.1055613458 * lab.y - 0.0638541728 * lab.z;
    let s = lab.x - 0.0894841775 * lab.y - 1.2914855480 * lab.z;
    let cubed = vec3<f32>(l * l * l, m * m * m, s * s * s);
    return max(vec3<f32>(0.0), vec3<f32>(
        dot(vec3<f32>(4.0767416621, -3.3077115913, 0.2309699292), cubed),
        dot(vec3<f32>(-1.2684380046, 2.6097574011, -0.3413193965), cubed),
        dot(vec3<f32>(-0.0041960863, -0.7034186147, 1.7076147010), cubed),
    ));
}

/// Radiance of the sky-to-ground gradient, blurred to `blur` 0–1.
fn gradient_radiance(height: f32, blur: f32) -> vec3<f32> {
    let width = mix(0.12, 1.0, blur);
    let up = smoothstep(-0.1 * width, width, height);
    let down = smoothstep(-0.1 * width, width, -height);
    return mix(mix(frame.horizon.rgb, frame.sky_exposure.rgb, up), frame.ground.rgb, down);
}

/// Split-sum environment term (B. Karis, "Physically based shading on mobile", 2014).
fn environment_brdf(f0: vec3<f32>, roughness: f32, n_dot_v: f32) -> vec3<f32> {
    let r = roughness * vec4<f32>(-1.0, -0.0275, -0.572, 0.022) + vec4<f32>(1.0, 0.0425, 1.04, -0.04);
    let a004 = min(r.x * r.x, exp2(-9.28 * n_dot_v)) * r.x + r.y;
    let ab = vec2<f32>(-1.04, 1.04) * a004 + r.zw;
    return f0 * ab.x + ab.y;
}

/// Tone mapping that keeps base colours true (Khronos PBR Neutral, 2024).
fn tone_map(linear: vec3<f32>) -> vec3<f32> {
    let start = 0.8 - 0.04;
    let low = min(linear.r, min(linear.g, linear.b));
    let offset = select(0.04, low - 6.25 * low * low, low < 0.08);
    let color = linear - offset;
    let peak = max(color.r, max(color.g, color.b));
    if peak < start {
        return color;
    }
    let room = 1.0 - start;
    let new_peak = 1.0 - room * room / (peak + room - start);
    let whiteness = 1.0 - 1.0 / (0.15 * (peak - new_peak) + 1.0);
    return mix(color * (new_peak / peak), vec3<f32>(new_peak), whiteness);
}

/// Displayed sRGB colour of a surface point. `normal` and `to_camera` are unit vectors in world.
fn shade(surface: Surface, normal: vec3<f32>, to_camera: vec3<f32>) -> vec3<f32> {
    let pi = 3.14159265;
    let roughness = clamp(surface.roughness, 0.06, 1.0);
    let alpha = roughness * roughness;
    let n_dot_v = clamp(dot(normal, to_camera), 0.02, 1.0);
    let mirrored = 2.0 * dot(normal, to_camera) * normal - to_camera;
    // Lobe of the reflection as a spherical Gaussian (J. Wang et al., "All-frequency rendering …", 2009).
    let lobe = 2.0 / (alpha * alpha * 4.0 * max(n_dot_v, 0.2));

    var diffuse = gradient_radiance(normal.y, 1.0);
    var specular = gradient_radiance(mirrored.y, roughness);
    for (var i = 0; i < 4; i++) {
        let light = frame.lights[i];
        let sharpness = light.to_light_sharpness.w;
        let n_dot_l = dot(normal, light.to_light_sharpness.xyz);
        // Light that passes the horizon of a broad source still reaches the surface.
        let wrap = 1.0 / (1.0 + sharpness);
        let lit = max((n_dot_l + wrap) / (1.0 + wrap), 0.0);
        diffuse += light.radiance.rgb * (lit * 2.0 / sharpness);
        let joint = sharpness * lobe / (sharpness + lobe);
        let shape = exp(joint * (dot(mirrored, light.to_light_sharpness.xyz) - 1.0));
        specular += light.radiance.rgb * (shape * joint / sharpness) * smoothstep(-0.2, 0.2, n_dot_l);
    }
    let f0 = mix(vec3<f32>(0.04), surface.base_color, surface.metallic);
    let reflected = environment_brdf(f0, roughness, n_dot_v);
    let albedo = surface.base_color * (1.0 - surface.metallic);
    let radiance = albedo * diffuse + reflected * specular + surface.base_color * surface.emissive;
    return srgb_from_linear(clamp(tone_map(radiance * frame.sky_exposure.w), vec3<f32>(0.0), vec3<f32>(1.0)));
}
