//! Hashes that say whether two compiles give the same bytes.
//!
//! The recipe hash covers the bound recipe alone: what is left once variables, expressions, anchors and materials are
//! resolved, so that spelling and comments do not matter. The cache key adds everything else that decides the bytes.

use std::fmt::Write as _;

use gve_recipe::bound::{
    Bend, Blend, BoundFilter, BoundMaterial, BoundModifier, BoundNode, BoundNoise, BoundOperator, BoundPhysics,
    BoundProfile, BoundRecipe, BoundReverb, BoundShape, BoundSound, BoundSoundSource, BoundTransform, Combine, Heights,
    Noise,
};
use gve_shared::{
    compile::{CompileOptions, CompileSettings},
    container::CONTAINER_VERSION,
    problem::Diagnostic,
};
use sha2::{Digest, Sha256};

use crate::settings::settings;

/// Identity of this compiler: its version and a hash of its sources.
pub const COMPILER_BUILD: &str = concat!(env!("CARGO_PKG_VERSION"), "+", env!("GVE_SOURCE_REVISION"));

/// What a compile makes: one kind of file for now.
const TARGET: &str = "gve_bin";

/// Hashes of one compile, each 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CacheKey {
    /// SHA-256 of the bound recipe.
    pub recipe_hash: String,
    /// SHA-256 over everything that decides the bytes of the result.
    pub cache_key: String,
}

/// The key under which the result of [`compile`](crate::compile) with the same arguments is cached.
///
/// # Errors
/// The diagnostics that the compile itself would give before its first stage.
pub fn cache_key(recipe_text: &str, options: &CompileOptions) -> Result<CacheKey, Vec<Diagnostic>> {
    let bound = crate::pipeline::bind(recipe_text, options)?;
    Ok(key_of(&bound, &settings(options)?))
}

pub(crate) fn key_of(recipe: &BoundRecipe, settings: &CompileSettings) -> CacheKey {
    let mut encoder = Encoder(Sha256::new());
    encoder.recipe(recipe);
    let recipe_hash = hexadecimal(&encoder.0.finalize());
    let CompileSettings { splat_count, mesh_depth, mesh_levels, volume_resolution, volume_layout, splat_iterations } =
        *settings;
    let mut encoder = Encoder(Sha256::new());
    for text in [recipe_hash.as_str(), COMPILER_BUILD, TARGET] {
        encoder.text(text);
    }
    let layout = volume_layout as u32;
    for number in [CONTAINER_VERSION, splat_count, mesh_depth, mesh_levels, volume_resolution, layout, splat_iterations]
    {
        encoder.number(number.into());
    }
    CacheKey { recipe_hash, cache_key: hexadecimal(&encoder.0.finalize()) }
}

/// Lower-case hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a string does not fail");
        text
    })
}

/// Feeds a bound recipe to a hash. Every field is taken apart by name, so that a new one cannot be forgotten; every
/// list and text comes after its length and every choice after its number, so that no two trees are written alike.
struct Encoder(Sha256);

impl Encoder {
    fn number(&mut self, number: u64) {
        self.0.update(number.to_le_bytes());
    }

    fn float(&mut self, value: f64) {
        // Adding 0 turns −0 into 0: they build the same shape.
        self.number((value + 0.0).to_bits());
    }

    fn floats(&mut self, values: &[f64]) {
        values.iter().for_each(|&value| self.float(value));
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.update(text);
    }

    fn recipe(&mut self, recipe: &BoundRecipe) {
        let BoundRecipe { name, variables, materials, root, bounds: _, sound, physics } = recipe;
        self.text(name);
        self.number(variables.len() as u64);
        for (name, value) in variables {
            self.text(name);
            self.float(*value);
        }
        self.number(materials.len() as u64);
        materials.iter().for_each(|material| self.material(material));
        self.node(root);
        self.number(sound.is_some().into());
        sound.iter().for_each(|sound| self.sound(sound));
        self.physics(physics);
    }

    fn physics(&mut self, physics: &BoundPhysics) {
        let BoundPhysics { body, collider, friction, restitution } = *physics;
        self.number(body as u64);
        self.number(collider as u64);
        // No coefficient is negative.
        self.floats(&[friction.unwrap_or(-1.0), restitution.unwrap_or(-1.0)]);
    }

    fn sound(&mut self, sound: &BoundSound) {
        let BoundSound { source, gain, noise, filters, distortion, reverb } = sound;
        match source {
            BoundSoundSource::Fm { frequency_hz, operators } => {
                self.choice(0, operators.len(), &[*frequency_hz]);
                operators.iter().for_each(|operator| self.operator(operator));
            }
            BoundSoundSource::Modal { body, mode_count, pitch, damping, strike } => {
                let body = body.map_or(0, |body| 1 + body as u64);
                self.choice(1, *mode_count as usize, &[*pitch, damping.unwrap_or(-1.0), *strike]);
                self.number(body);
            }
        }
        self.floats(&[*gain, *distortion]);
        self.number(noise.is_some().into());
        if let Some(BoundNoise { level, decay_s, seed }) = noise {
            self.floats(&[*level, *decay_s]);
            self.number((*seed).into());
        }
        self.number(filters.len() as u64);
        for BoundFilter { kind, frequency_hz, quality } in filters {
            self.choice(*kind as u64, 0, &[*frequency_hz, *quality]);
        }
        self.number(reverb.is_some().into());
        if let Some(BoundReverb { size_m, mix }) = reverb {
            self.floats(&[*size_m, *mix]);
        }
    }

    fn operator(&mut self, operator: &BoundOperator) {
        let BoundOperator { ratio, index, feedback, times_s, sustain, modulators, is_carrier } = *operator;
        self.floats(&[ratio, index, feedback, sustain]);
        self.floats(&times_s);
        self.number((modulators).into());
        self.number(is_carrier.into());
    }

    fn material(&mut self, material: &BoundMaterial) {
        let BoundMaterial { spec_id, base_color_srgb, metallic, roughness, emissive, density_kg_m3 } = material;
        self.text(spec_id);
        let numbers = base_color_srgb.iter().chain([metallic, roughness, emissive, density_kg_m3]);
        numbers.for_each(|&number| self.float(number.into()));
    }

    fn node(&mut self, node: &BoundNode) {
        let BoundNode { pointer: _, id: _, material, transform, modifiers, shape, bounds: _ } = node;
        self.number((*material).into());
        let BoundTransform { position, rotation, scale } = transform;
        self.floats(position);
        self.floats(rotation);
        self.floats(scale);
        self.number(modifiers.len() as u64);
        modifiers.iter().for_each(|modifier| self.modifier(modifier));
        self.shape(shape);
    }

    fn choice(&mut self, number: u64, axis: usize, values: &[f64]) {
        self.number(number);
        self.number(axis as u64);
        self.floats(values);
    }

    fn modifier(&mut self, modifier: &BoundModifier) {
        match *modifier {
            BoundModifier::Twist { axis, rate_rad_per_m } => self.choice(0, axis, &[rate_rad_per_m]),
            BoundModifier::Taper { axis, low_m, high_m, start_scale, end_scale } => {
                self.choice(1, axis, &[low_m, high_m, start_scale, end_scale]);
            }
            BoundModifier::MirrorSpace { axis } => self.choice(2, axis, &[]),
            BoundModifier::Reflect { axis } => self.choice(5, axis, &[]),
            BoundModifier::Round { radius_m } => self.choice(3, 0, &[radius_m]),
            BoundModifier::Shell { inner_m, outer_m } => self.choice(4, 0, &[inner_m, outer_m]),
            BoundModifier::Onion { layers, thickness_m, gap_m } => {
                self.choice(6, layers as usize, &[thickness_m, gap_m]);
            }
            // Ends and growth follow from the shape.
            BoundModifier::Bend(Bend { axis, toward, angle_rad, low_m: _, high_m: _, straight: _, growth: _ }) => {
                self.choice(8, axis, &[toward as f64, angle_rad]);
            }
            BoundModifier::Shear { axis, along, slope } => self.choice(9, axis, &[along as f64, slope]),
            BoundModifier::Elongate { half_m } => self.choice(10, 0, &half_m),
            BoundModifier::Displace { noise: Noise { kind, octaves, seed }, amplitude_m, size_m } => {
                let [octaves, seed] = [octaves, seed].map(f64::from);
                self.choice(11, kind as usize, &[octaves, seed, amplitude_m, size_m]);
            }
            BoundModifier::Ripple { axis, amplitude_m, wavelength_m, phase_rad } => {
                self.choice(12, axis, &[amplitude_m, wavelength_m, phase_rad]);
            }
            BoundModifier::Voronoi { cell_m, wall_m, mode, seed } => {
                self.choice(13, mode as usize, &[cell_m, wall_m, f64::from(seed)]);
            }
            BoundModifier::Lattice { surface, cell_m, thickness_m } => {
                self.choice(14, surface as usize, &[cell_m, thickness_m]);
            }
            BoundModifier::Facet { cell_m } => self.choice(15, 0, &[cell_m]),
            // Its content follows from the shape.
            BoundModifier::Repeat { spacing_m, last, content: _ } => {
                self.choice(7, 0, &spacing_m);
                last.iter().for_each(|last| self.number(last.map_or(0, |last| u64::from(last) + 1)));
            }
        }
    }

    fn profile(&mut self, profile: &BoundProfile) {
        match profile {
            BoundProfile::Circle { center, radius } => self.choice(0, 0, &[center[0], center[1], *radius]),
            BoundProfile::Rectangle { center, half_extents, rounding } => {
                self.choice(1, 0, &[center[0], center[1], half_extents[0], half_extents[1], *rounding]);
            }
            BoundProfile::Polygon { points, rounding } => {
                self.choice(2, points.len(), &[*rounding]);
                points.iter().for_each(|point| self.floats(point));
            }
            BoundProfile::Region { contours, rounding } => {
                self.choice(3, contours.len(), &[*rounding]);
                for contour in contours {
                    self.number(contour.len() as u64);
                    contour.iter().for_each(|point| self.floats(point));
                }
            }
        }
    }

    fn shape(&mut self, shape: &BoundShape) {
        match shape {
            BoundShape::Sphere { radius } => self.choice(0, 0, &[*radius]),
            BoundShape::Ellipsoid { radii } => self.choice(1, 0, radii),
            BoundShape::Box { half_extents, rounding } => {
                self.choice(2, 0, half_extents);
                self.float(*rounding);
            }
            BoundShape::Cylinder { radius, half_height, sides, rounding } => {
                self.choice(3, *sides as usize, &[*radius, *half_height, *rounding]);
            }
            BoundShape::Capsule { radius, half_segment } => self.choice(4, 0, &[*radius, *half_segment]),
            BoundShape::Cone { radius_bottom, radius_top, half_height, sides } => {
                self.choice(5, *sides as usize, &[*radius_bottom, *radius_top, *half_height]);
            }
            BoundShape::Torus { major_radius, minor_radius, half_sweep } => {
                self.choice(6, 0, &[*major_radius, *minor_radius, *half_sweep]);
            }
            BoundShape::Plane { normal, offset } => {
                self.choice(7, 0, normal);
                self.float(*offset);
            }
            BoundShape::Revolution { profile } => {
                self.number(8);
                self.profile(profile);
            }
            BoundShape::Extrusion { profile, half_height } => {
                self.choice(9, 0, &[*half_height]);
                self.profile(profile);
            }
            BoundShape::Wedge { half_extents } => self.choice(16, 0, half_extents),
            BoundShape::Polyhedron { kind, radius } => self.choice(17, *kind as usize, &[*radius]),
            BoundShape::Tube { points } => {
                self.choice(18, points.len(), &[]);
                points.iter().for_each(|point| self.floats(point));
            }
            BoundShape::Menger { half_size, iterations } => self.choice(19, *iterations as usize, &[*half_size]),
            BoundShape::Mandelbulb { power, iterations, scale } => {
                self.choice(20, *power as usize, &[f64::from(*iterations), *scale]);
            }
            BoundShape::Julia { c, iterations, scale } => {
                self.choice(21, *iterations as usize, c);
                self.float(*scale);
            }
            BoundShape::Plates { profiles, half_depth } => {
                self.choice(22, profiles.len(), &[*half_depth]);
                profiles.iter().for_each(|profile| self.profile(profile));
            }
            BoundShape::Screw { radius, half_height, pitch, starts, is_left } => {
                self.choice(30, *starts as usize, &[*radius, *half_height, *pitch, f64::from(u8::from(*is_left))]);
            }
            BoundShape::Heightmap { half_extents: [x, z], height, base, map } => {
                let Heights { columns, rows, values } = map.as_ref();
                self.choice(31, *columns as usize, &[*x, *z, *height, *base, f64::from(*rows)]);
                values.iter().for_each(|&value| self.float(value.into()));
            }
            BoundShape::Periodic { surface, cell_m, thickness_m } => {
                self.choice(15, *surface as usize, &[*cell_m, thickness_m.unwrap_or(0.0)]);
            }
            BoundShape::Combination { combine, children } => self.combination(*combine, children),
        }
    }

    fn combination(&mut self, combine: Combine, children: &[BoundNode]) {
        match combine {
            Combine::Union { blend } => self.choice(10, children.len(), &[blend.radius_m, profile_number(blend)]),
            Combine::Intersection { blend } => {
                self.choice(11, children.len(), &[blend.radius_m, profile_number(blend)]);
            }
            Combine::Difference { blend } => self.choice(12, children.len(), &[blend.radius_m, profile_number(blend)]),
            Combine::Xor => self.choice(13, children.len(), &[]),
            Combine::Morph { t } => self.choice(14, children.len(), &[t]),
        }
        children.iter().for_each(|child| self.node(child));
    }
}

/// Sharp edges are the same whatever profile they do not have.
fn profile_number(blend: Blend) -> f64 {
    if blend.radius_m == 0.0 { 0.0 } else { f64::from(blend.profile as u8) }
}
