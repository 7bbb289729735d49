//! What a built binary says about itself: the metadata section, and a report over the whole file.
//!
//! The metadata section is a CBOR map of [`BinaryMetadata`]. Readers ignore keys that they do not know.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use typeshare::typeshare;

use crate::{
    compile::{CompileSettings, StageTiming},
    physics::{BodyKind, Collider},
    problem::Diagnostic,
    wire::{finite_f32, many_finite_f32, present, present_finite_f32, present_three_whole, three_finite_f32, whole},
};

/// Axis-aligned box in metres.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BoundingBox {
    /// Low corner.
    #[serde(deserialize_with = "three_finite_f32")]
    pub min: [f32; 3],
    /// High corner.
    #[serde(deserialize_with = "three_finite_f32")]
    pub max: [f32; 3],
}

/// Elements of a symmetric inertia tensor in kg·m²: `xx` is ∫ (y² + z²) dm, `xy` is −∫ x y dm.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InertiaTensor {
    /// Moment about x.
    pub xx: f64,
    /// Moment about y.
    pub yy: f64,
    /// Moment about z.
    pub zz: f64,
    /// Product of x and y.
    pub xy: f64,
    /// Product of x and z.
    pub xz: f64,
    /// Product of y and z.
    pub yz: f64,
}

/// How heavy an asset is and how it resists being turned, with the density of each material.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MassProperties {
    /// Kilograms.
    pub mass_kg: f64,
    /// Cubic metres.
    pub volume_m3: f64,
    /// In metres, in the frame of the asset.
    pub center_of_mass_m: [f64; 3],
    /// About the centre of mass, along the axes of the asset.
    pub inertia_kg_m2: InertiaTensor,
}

/// One material of a built asset.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MaterialRecord {
    /// Library id, or `default`.
    pub spec_id: String,
    /// Light given off, as a factor on the base colour.
    #[serde(deserialize_with = "finite_f32")]
    pub emissive: f32,
    /// 0 dielectric to 1 metal.
    #[serde(deserialize_with = "finite_f32")]
    pub metallic: f32,
    /// 0 mirror to 1 matt.
    #[serde(deserialize_with = "finite_f32")]
    pub roughness: f32,
    /// Mass per volume in kg/m³.
    #[serde(deserialize_with = "finite_f32")]
    pub density_kg_m3: f32,
    /// sRGB, each 0–1.
    #[serde(deserialize_with = "three_finite_f32")]
    pub base_color_srgb: [f32; 3],
    /// Coefficient of dry friction; a pair has the geometric mean. Absent for what is not in the library.
    #[serde(default, deserialize_with = "present_finite_f32", skip_serializing_if = "Option::is_none")]
    pub friction: Option<f32>,
    /// Coefficient of restitution; of a pair, that of the softer material decides. Absent for what is not in the library.
    #[serde(default, deserialize_with = "present_finite_f32", skip_serializing_if = "Option::is_none")]
    pub restitution: Option<f32>,
}

/// Content of the metadata section. It holds no time and no asset version, so that equal input gives equal bytes.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BinaryMetadata {
    /// How the asset takes part in a physics simulation.
    pub body: BodyKind,
    /// Shape with which it collides. Absent in files of earlier versions.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub collider: Option<Collider>,
    /// Coefficient of dry friction of the whole surface, where the recipe sets one in place of those of the materials.
    #[serde(default, deserialize_with = "present_finite_f32", skip_serializing_if = "Option::is_none")]
    pub friction: Option<f32>,
    /// Coefficient of restitution of the whole surface, where the recipe sets one in place of those of the materials.
    #[serde(default, deserialize_with = "present_finite_f32", skip_serializing_if = "Option::is_none")]
    pub restitution: Option<f32>,
    /// Mass, centre of mass and inertia.
    pub mass: MassProperties,
    /// Name of the asset for people.
    pub name: String,
    /// Tight box around the surface.
    pub bounds: BoundingBox,
    /// The figures that the compile ran with.
    pub settings: CompileSettings,
    /// SHA-256 over everything that decides the bytes, 64 hexadecimal digits.
    pub cache_key: String,
    /// Materials that splats and vertices refer to by index.
    pub materials: Vec<MaterialRecord>,
    /// Value of every variable, after overrides.
    pub variables: BTreeMap<String, f64>,
    /// Shape descriptor for similarity search, unit length.
    #[serde(deserialize_with = "many_finite_f32")]
    pub descriptor: Vec<f32>,
    /// SHA-256 of the canonical recipe after variables are bound, 64 hexadecimal digits.
    pub recipe_hash: String,
    /// Identity of the compiler that wrote the file.
    pub compiler_build: String,
}

/// A section of the file.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SectionName {
    SdfBytecode,
    SdfTexture,
    SplatData,
    ShellMesh,
    AudioPatch,
    Metadata,
}

/// Where a section lies in the file.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SectionReport {
    /// Which section.
    pub name: SectionName,
    /// Bytes from the start of the file.
    #[serde(deserialize_with = "whole")]
    pub offset: u32,
    /// Size in bytes.
    #[serde(deserialize_with = "whole")]
    pub size_bytes: u32,
}

/// A level of detail of the mesh.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeshLevelReport {
    /// Number of triangles.
    #[serde(deserialize_with = "whole")]
    pub triangle_count: u32,
    /// Largest distance from the surface found, in metres.
    #[serde(deserialize_with = "finite_f32")]
    pub error_m: f32,
}

/// What a `.gve_bin` file holds.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InspectionReport {
    /// Major and minor format version, such as `3.0`.
    pub format_version: String,
    /// Size in bytes.
    #[serde(deserialize_with = "whole")]
    pub size_bytes: u32,
    /// SHA-256 of the whole file, 64 hexadecimal digits.
    pub content_hash: String,
    /// Sections that are present, by offset.
    pub sections: Vec<SectionReport>,
    /// Splats in the file.
    #[serde(deserialize_with = "whole")]
    pub splat_count: u32,
    /// Vertices of the mesh, all levels of detail together.
    #[serde(deserialize_with = "whole")]
    pub vertex_count: u32,
    /// Triangles of the mesh's finest level of detail.
    #[serde(deserialize_with = "whole")]
    pub triangle_count: u32,
    /// Levels of detail of the mesh, finest first; empty when it has no table of them.
    pub mesh_levels: Vec<MeshLevelReport>,
    /// Samples per axis of the volume; absent without one.
    #[serde(default, deserialize_with = "present_three_whole", skip_serializing_if = "Option::is_none")]
    pub volume_dimensions: Option<[u32; 3]>,
    /// Absent when the file has no metadata section.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BinaryMetadata>,
}

/// A variable of a recipe with its value and the limits of its slider.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BoundVariable {
    /// Name, as expressions use it after `$`.
    pub name: String,
    /// Value after overrides and expressions.
    pub value: f64,
    /// Whether a person may move it; one that is computed from others has no slider.
    pub adjustable: bool,
    /// Left end of the slider.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub soft_min: Option<f64>,
    /// Right end of the slider.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub soft_max: Option<f64>,
    /// Smallest value allowed.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// Largest value allowed.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    /// Step of the slider; 1 makes a whole-number knob.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub step: Option<f64>,
    /// Unit shown beside the value, such as `m` or `deg`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// What the knob does, shown as help.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
}

/// What a compile in this process made, apart from the bytes.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompileReport {
    /// SHA-256 of the bytes, 64 hexadecimal digits.
    pub content_hash: String,
    /// SHA-256 over everything that decides the bytes, 64 hexadecimal digits.
    pub cache_key: String,
    /// SHA-256 of the canonical recipe after variables are bound, 64 hexadecimal digits.
    pub recipe_hash: String,
    /// Size in bytes.
    #[serde(deserialize_with = "whole")]
    pub size_bytes: u32,
    /// Time per stage, in order.
    pub stages: Vec<StageTiming>,
    /// Warnings.
    pub diagnostics: Vec<Diagnostic>,
}
