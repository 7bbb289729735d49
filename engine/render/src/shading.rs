//! Studio shading on the CPU; the same formulas as `shaders/shading.wgsl`, where their sources are named.

use glam::{Vec3, vec3};

use crate::style::Lighting;

/// Surface properties at a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Surface {
    /// Linear, each 0–1.
    pub base_color: Vec3,
    /// 0 dielectric to 1 metal.
    pub metallic: f32,
    /// 0 mirror to 1 matt.
    pub roughness: f32,
    /// Light given off, as a factor on the base colour.
    pub emissive: f32,
}

/// Linear sRGB from Oklab, without negative parts.
pub fn linear_from_oklab([lightness, a, b]: [f32; 3]) -> Vec3 {
    let cube = |x: f32| x * x * x;
    let l = cube(lightness + 0.396_337_78 * a + 0.215_803_76 * b);
    let m = cube(lightness - 0.105_561_346 * a - 0.063_854_17 * b);
    let s = cube(lightness - 0.089_484_18 * a - 1.291_485_5 * b);
    vec3(
        4.076_741_7 * l - 3.307_711_6 * m + 0.230_969_94 * s,
        -1.268_438 * l + 2.609_757_4 * m - 0.341_319_4 * s,
        -0.004_196_086_3 * l - 0.703_418_6 * m + 1.707_614_7 * s,
    )
    .max(Vec3::ZERO)
}

/// sRGB as displayed from linear, each 0–1.
pub fn srgb_from_linear(linear: Vec3) -> Vec3 {
    Vec3::from(linear.to_array().map(|x| if x <= 0.003_130_8 { x * 12.92 } else { 1.055 * x.powf(1.0 / 2.4) - 0.055 }))
}

pub(crate) fn smoothstep(low: f32, high: f32, x: f32) -> f32 {
    let t = ((x - low) / (high - low)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

fn gradient_radiance(lighting: &Lighting, height: f32, blur: f32) -> Vec3 {
    let width = 0.12 + (1.0 - 0.12) * blur;
    let up = smoothstep(-0.1 * width, width, height);
    let down = smoothstep(-0.1 * width, width, -height);
    Vec3::from(lighting.horizon).lerp(Vec3::from(lighting.sky), up).lerp(Vec3::from(lighting.ground), down)
}

fn environment_brdf(f0: Vec3, roughness: f32, n_dot_v: f32) -> Vec3 {
    let r = [1.0 - roughness, 0.0425 - 0.0275 * roughness, 1.04 - 0.572 * roughness, -0.04 + 0.022 * roughness];
    let a004 = (r[0] * r[0]).min((-9.28 * n_dot_v).exp2()) * r[0] + r[1];
    f0 * (-1.04 * a004 + r[2]) + Vec3::splat(1.04 * a004 + r[3])
}

fn tone_map(linear: Vec3) -> Vec3 {
    let start = 0.8 - 0.04;
    let low = linear.min_element();
    let offset = if low < 0.08 { low - 6.25 * low * low } else { 0.04 };
    let color = linear - Vec3::splat(offset);
    let peak = color.max_element();
    if peak < start {
        return color;
    }
    let room = 1.0 - start;
    let new_peak = 1.0 - room * room / (peak + room - start);
    let whiteness = 1.0 - 1.0 / (0.15 * (peak - new_peak) + 1.0);
    (color * (new_peak / peak)).lerp(Vec3::splat(new_peak), whiteness)
}

/// Displayed sRGB colour (0–1) of a surface point. `normal` and `to_camera` are unit vectors in world.
pub fn shade(lighting: &Lighting, surface: &Surface, normal: Vec3, to_camera: Vec3) -> Vec3 {
    let roughness = surface.roughness.clamp(0.06, 1.0);
    let alpha = roughness * roughness;
    let facing = normal.dot(to_camera);
    let n_dot_v = facing.clamp(0.02, 1.0);
    let mirrored = 2.0 * facing * normal - to_camera;
    let lobe = 2.0 / (alpha * alpha * 4.0 * n_dot_v.max(0.2));

    let mut diffuse = gradient_radiance(lighting, normal.y, 1.0);
    let mut specular = gradient_radiance(lighting, mirrored.y, roughness);
    for light in &lighting.lights {
        let radiance = Vec3::from(light.radiance);
        let n_dot_l = normal.dot(light.to_light);
        let wrap = 1.0 / (1.0 + light.sharpness);
        let lit = ((n_dot_l + wrap) / (1.0 + wrap)).max(0.0);
        diffuse += radiance * (lit * 2.0 / light.sharpness);
        let joint = light.sharpness * lobe / (light.sharpness + lobe);
        let shape = (joint * (mirrored.dot(light.to_light) - 1.0)).exp();
        specular += radiance * (shape * joint / light.sharpness) * smoothstep(-0.2, 0.2, n_dot_l);
    }
    let f0 = Vec3::splat(0.04).lerp(surface.base_color, surface.metallic);
    let reflected = environment_brdf(f0, roughness, n_dot_v);
    let albedo = surface.base_color * (1.0 - surface.metallic);
    let radiance = albedo * diffuse + reflected * specular + surface.base_color * surface.emissive;
    srgb_from_linear(tone_map(radiance * lighting.exposure).clamp(Vec3::ZERO, Vec3::ONE))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grey(base: f32, metallic: f32, roughness: f32) -> Surface {
        Surface { base_color: Vec3::splat(base), metallic, roughness, emissive: 0.0 }
    }

    #[test]
    fn colours_stay_in_range_for_every_direction() {
        let lighting = Lighting::studio();
        for step in 0..200 {
            let angle = step as f32 * 2.399_963;
            let height = 1.0 - step as f32 / 100.0;
            let radius = (1.0 - height * height).max(0.0).sqrt();
            let normal = vec3(radius * angle.cos(), height, radius * angle.sin()).normalize();
            for surface in [grey(0.9, 1.0, 0.0), grey(0.9, 0.0, 1.0), grey(0.0, 0.0, 0.3)] {
                let color = shade(&lighting, &surface, normal, Vec3::Z);
                assert!(color.is_finite() && color.min_element() >= 0.0 && color.max_element() <= 1.0, "{color}");
            }
        }
    }

    #[test]
    fn a_side_towards_the_key_light_is_brighter_than_one_away_from_all() {
        let lighting = Lighting::studio();
        let surface = grey(0.5, 0.0, 0.8);
        let key = lighting.lights[0].to_light;
        let lit = shade(&lighting, &surface, key, key);
        let below = shade(&lighting, &surface, -Vec3::Y, -Vec3::Y);
        assert!(lit.x > below.x + 0.2, "{lit} {below}");
    }

    #[test]
    fn white_oklab_is_white() {
        let white = linear_from_oklab([1.0, 0.0, 0.0]);
        assert!((white - Vec3::ONE).abs().max_element() < 1e-3, "{white}");
    }
}
