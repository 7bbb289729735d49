//! Compile requests, progress and results.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use typeshare::typeshare;

use crate::{
    id::AssetId,
    problem::Diagnostic,
    wire::{fraction, present, present_whole, present_whole_within, whole},
};

/// Volume resolution along the longest axis when a request names none.
pub const DEFAULT_VOLUME_RESOLUTION: u32 = 128;
/// Splat count when a recipe names none.
pub const DEFAULT_SPLAT_COUNT: u32 = 10_000;
/// Refinement steps of splats when a request names none: placement alone is already accurate.
pub const DEFAULT_SPLAT_ITERATIONS: u32 = 0;
/// Depth of the mesh's grid when a request names none: 2^7 cells along the longest axis.
pub const DEFAULT_MESH_DEPTH: u32 = 7;
/// Levels of detail of the mesh when a request names none.
pub const DEFAULT_MESH_LEVELS: u32 = 3;
/// Smallest depth of the mesh's grid.
pub const SMALLEST_MESH_DEPTH: u32 = 3;
/// Largest volume that is stored dense when a request does not choose its layout: samples along the longest axis.
pub const LARGEST_DENSE_VOLUME: u32 = 256;

/// How the volume is stored.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum VolumeLayout {
    /// Every sample, ready for upload as one 3D texture.
    Dense,
    /// Bricks of 8³ samples near the surface, each with a border of one sample, and an index of all bricks.
    Sparse,
}

/// How urgent a compile is. A higher one starts first.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CompilePriority {
    /// Background batch.
    Low,
    /// Asked for by a person.
    #[default]
    Normal,
    /// Preview refresh.
    High,
    /// Somebody waits for it.
    Immediate,
}

/// Asks for the binary of an asset.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompileRequest {
    #[typeshare(serialized_as = "String")]
    pub asset_id: AssetId,
    /// Default: NORMAL.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub priority: Option<CompilePriority>,
    /// Build even if the cache holds the result. Default: false.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub force_recompile: Option<bool>,
    /// Refinement steps of splats, 0–300. Default: 0.
    #[serde(default, deserialize_with = "present_whole_within::<_, 0, 300>", skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 300))]
    pub splat_iterations: Option<u32>,
    /// Samples of the volume along its longest axis, 16–512. Default: 128.
    #[serde(default, deserialize_with = "present_whole_within::<_, 16, 512>", skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 16, max = 512))]
    pub volume_resolution: Option<u32>,
}

/// Choices of one compile, apart from the recipe. What is absent takes its default.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompileOptions {
    /// Samples of the volume along its longest axis, 16–512. Default: 128.
    #[serde(default, deserialize_with = "present_whole_within::<_, 16, 512>", skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 16, max = 512))]
    pub volume_resolution: Option<u32>,
    /// Depth of the mesh's grid, 3–9: 2^depth cells along the longest axis. Default: 7.
    #[serde(default, deserialize_with = "present_whole_within::<_, 3, 9>", skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 3, max = 9))]
    pub mesh_depth: Option<u32>,
    /// Levels of detail of the mesh, 1–6; each has half as many cells along every axis as the one before, and none has
    /// fewer than 2^3. Default: 3.
    #[serde(default, deserialize_with = "present_whole_within::<_, 1, 6>", skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 6))]
    pub mesh_levels: Option<u32>,
    /// How the volume is stored. Default: DENSE up to 256 samples, SPARSE beyond.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub volume_layout: Option<VolumeLayout>,
    /// Number of splats to aim at, 0–1,000,000. Default: 10,000.
    #[serde(
        default,
        deserialize_with = "present_whole_within::<_, 0, 1_000_000>",
        skip_serializing_if = "Option::is_none"
    )]
    #[schemars(range(min = 0, max = 1_000_000))]
    pub splat_count: Option<u32>,
    /// Refinement steps of splats, 0–300. Default: 0.
    #[serde(default, deserialize_with = "present_whole_within::<_, 0, 300>", skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 300))]
    pub splat_iterations: Option<u32>,
    /// Values instead of those in the recipe, by variable name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub variables: BTreeMap<String, f64>,
    /// Assets that the recipe's instances may name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assets: Vec<LibraryAsset>,
}

/// A version of an asset that others may hold.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LibraryAsset {
    /// Id by which instances name it.
    pub asset: String,
    /// Version, from 1.
    #[serde(deserialize_with = "whole")]
    pub version: u32,
    /// Text of its recipe.
    pub recipe: String,
}

/// The figures that a compile ran with, every default filled in.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CompileSettings {
    /// Number of splats aimed at.
    #[serde(deserialize_with = "whole")]
    pub splat_count: u32,
    /// Depth of the mesh's grid.
    #[serde(deserialize_with = "whole")]
    pub mesh_depth: u32,
    /// Levels of detail of the mesh aimed at.
    #[serde(deserialize_with = "whole")]
    pub mesh_levels: u32,
    /// How the volume is stored.
    pub volume_layout: VolumeLayout,
    /// Samples of the volume along its longest axis.
    #[serde(deserialize_with = "whole")]
    pub volume_resolution: u32,
    /// Refinement steps of splats.
    #[serde(deserialize_with = "whole")]
    pub splat_iterations: u32,
}

/// A stage of the compiler, in order.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[repr(u8)]
pub enum CompileStage {
    /// Building the SDF program.
    MathJit = 0,
    /// Baking the 3D texture.
    VolumeBake = 1,
    /// Generating the mesh.
    ShellGen = 2,
    /// Placing splats.
    SplatTrain = 3,
    /// Descriptor and mass properties.
    Indexing = 4,
    /// Packing the binary.
    Writing = 5,
}

impl CompileStage {
    /// All stages in order.
    pub const ALL: [Self; 6] =
        [Self::MathJit, Self::VolumeBake, Self::ShellGen, Self::SplatTrain, Self::Indexing, Self::Writing];

    /// The stage with this wire number.
    pub fn from_wire(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// What a person reads while it runs.
    pub const fn label(self) -> &'static str {
        match self {
            Self::MathJit => "Building SDF program",
            Self::VolumeBake => "Baking 3D texture",
            Self::ShellGen => "Generating mesh",
            Self::SplatTrain => "Placing splats",
            Self::Indexing => "Indexing",
            Self::Writing => "Writing binary",
        }
    }
}

/// How far a compile is.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompileProgress {
    pub stage: CompileStage,
    /// Part of the whole compile that is done, 0–1.
    #[serde(deserialize_with = "fraction")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub progress: f32,
    /// What a person reads.
    pub message: String,
}

/// Time that one stage took.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StageTiming {
    pub stage: CompileStage,
    /// Wall-clock time in milliseconds.
    pub duration_ms: f64,
}

/// What came of a compile.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompileResult {
    /// Whether there is a binary now.
    pub success: bool,
    #[typeshare(serialized_as = "String")]
    pub asset_id: AssetId,
    /// Version of the document that was compiled.
    #[serde(deserialize_with = "whole")]
    pub version: u32,
    /// Readable path of the binary below the cache folder; absent on failure.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub binary_path: Option<String>,
    /// SHA-256 of the binary, 64 hexadecimal digits; absent on failure.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub content_hash: Option<String>,
    /// Size of the binary in bytes; absent on failure.
    #[serde(default, deserialize_with = "present_whole", skip_serializing_if = "Option::is_none")]
    pub size_bytes: Option<u32>,
    /// Wall-clock time of the compile in seconds.
    pub compile_time_sec: f64,
    /// Time per stage, in order.
    pub stages: Vec<StageTiming>,
    /// Warnings and, on failure, errors.
    pub diagnostics: Vec<Diagnostic>,
}

/// Where the compile of an asset stands.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CompileState {
    /// Nothing was asked for.
    Idle,
    /// In the queue.
    Waiting,
    /// A worker is at it.
    Running,
    /// The newest request ended well.
    Done,
    /// The newest request failed.
    Failed,
    /// The newest request was cancelled.
    Cancelled,
}

/// The newest compile of an asset.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompileStatus {
    #[typeshare(serialized_as = "String")]
    pub asset_id: AssetId,
    pub state: CompileState,
    /// Version of the document that it compiles; absent when idle.
    #[serde(default, deserialize_with = "present_whole", skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// How far it is; present while it runs.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub progress: Option<CompileProgress>,
    /// Why it failed.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub error: Option<Diagnostic>,
}
