//! Materials: library entries, and how a node uses them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use typeshare::typeshare;

use crate::{
    value::{ColorSrgb, Scalar},
    wire::{finite_f32, fraction, present, present_finite_f32, three_bytes},
};

/// A material of the library with its physical, acoustic and visual properties.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MaterialSpec {
    /// Identity, such as `ASTM_A36` or `WOOD_OAK`.
    pub spec_id: String,
    /// Name for people.
    pub display_name: String,
    /// Other names under which recipes may call for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Mass per volume in kg/m³.
    #[serde(deserialize_with = "finite_f32")]
    pub density_kg_m3: f32,
    /// Young's modulus in GPa.
    #[serde(deserialize_with = "finite_f32")]
    pub youngs_modulus_gpa: f32,
    /// Poisson's ratio, 0–0.5.
    #[serde(deserialize_with = "finite_f32")]
    pub poissons_ratio: f32,
    /// Stress in MPa at which it yields; absent for what breaks before it yields, or has no cited figure.
    #[serde(default, deserialize_with = "present_finite_f32", skip_serializing_if = "Option::is_none")]
    pub yield_strength_mpa: Option<f32>,
    /// Plane-strain fracture toughness in MPa·√m; absent where it has no meaning or no cited figure.
    #[serde(default, deserialize_with = "present_finite_f32", skip_serializing_if = "Option::is_none")]
    pub fracture_toughness_mpa_sqrt_m: Option<f32>,
    /// Coefficient of dry sliding friction, on itself or on steel; a pair has the geometric mean.
    #[serde(deserialize_with = "finite_f32")]
    pub friction: f32,
    /// Coefficient of normal restitution of a solid of hand size at about 1 m/s, 0–1.
    #[serde(deserialize_with = "fraction")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub restitution: f32,
    /// Damping ratio of vibrations, 0–1.
    #[serde(deserialize_with = "fraction")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub damping_coefficient: f32,
    /// Low end of the band in which objects of it ring, in Hz.
    #[serde(deserialize_with = "finite_f32")]
    pub resonance_freq_min_hz: f32,
    /// High end of the band in which objects of it ring, in Hz.
    #[serde(deserialize_with = "finite_f32")]
    pub resonance_freq_max_hz: f32,
    /// Base colour, sRGB, 0–255.
    #[serde(deserialize_with = "three_bytes")]
    pub base_color_srgb: [u8; 3],
    /// 0 dielectric to 1 metal.
    #[serde(deserialize_with = "fraction")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub metallic: f32,
    /// 0 mirror to 1 matt.
    #[serde(deserialize_with = "fraction")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub roughness: f32,
    /// Colour space in which assets of it are best stored.
    pub recommended_color_mode: ColorMode,
    /// Where the figures come from.
    pub citation: String,
}

/// What a collision of two materials excites. The first two fields are those of the source document (section 3); the
/// others hold for a ball of the second material, 10 mm in radius, that meets a thick body of the first at 1 m/s.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImpactProperties {
    /// Mean damping ratio, 0–1.
    #[serde(deserialize_with = "finite_f32")]
    pub combined_damping: f32,
    /// Middle between the high end of the first band and the low end of the second, in Hz.
    #[serde(deserialize_with = "finite_f32")]
    pub avg_resonance_freq: f32,
    /// Contact modulus E* of Hertz in GPa: 1/E* = (1 − ν₁²)/E₁ + (1 − ν₂²)/E₂.
    #[serde(deserialize_with = "finite_f32")]
    pub contact_modulus_gpa: f32,
    /// Contact stiffness 4/3 E* √R in N/m^1.5.
    #[serde(deserialize_with = "finite_f32")]
    pub contact_stiffness_n_per_m_1_5: f32,
    /// Time that the two touch, in microseconds.
    #[serde(deserialize_with = "finite_f32")]
    pub contact_duration_us: f32,
    /// Frequency in Hz up to which the force excites: one over the duration, where it has fallen to about a third.
    #[serde(deserialize_with = "finite_f32")]
    pub excitation_bandwidth_hz: f32,
    /// Coefficient of normal restitution of the pair, 0–1: the softer one decides.
    #[serde(deserialize_with = "fraction")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub restitution: f32,
    /// Coefficient of friction of the pair: the geometric mean.
    #[serde(deserialize_with = "finite_f32")]
    pub friction: f32,
}

/// Colour space of stored colours.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum ColorMode {
    /// Static assets.
    Rgb,
    /// Dynamic and procedural assets.
    Oklab,
}

/// The material of a node: a library entry, with overrides.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MaterialUse {
    /// Entry of the material library, or one of its aliases. Default: inherited, or a neutral grey of 1000 kg/m³.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub spec_id: Option<String>,
    /// Base colour instead of the entry's.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub base_color_srgb: Option<ColorSrgb>,
    /// 0 dielectric to 1 metal, instead of the entry's.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub metallic: Option<Scalar>,
    /// 0 mirror to 1 matt, instead of the entry's.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub roughness: Option<Scalar>,
    /// Light given off, as a factor on the base colour, at least 0. Default: 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub emissive: Option<Scalar>,
}
