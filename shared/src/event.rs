//! Events that the Architect sends over `/ws/events`.
//!
//! On the wire a message is `{ "type", "payload", "sequence", "timestamp" }`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use typeshare::typeshare;

use crate::{compile::CompileStage, id::AssetId, problem::Diagnostic};

/// What happened.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", content = "payload")]
pub enum Event {
    #[serde(rename = "asset:created")]
    AssetCreated(AssetCreated),
    #[serde(rename = "asset:updated")]
    AssetUpdated(AssetUpdated),
    #[serde(rename = "asset:deleted")]
    AssetDeleted(AssetDeleted),
    #[serde(rename = "compile:started")]
    CompileStarted(CompileStarted),
    #[serde(rename = "compile:progress")]
    CompileProgressed(CompileProgressed),
    #[serde(rename = "compile:complete")]
    CompileCompleted(CompileCompleted),
    #[serde(rename = "compile:failed")]
    CompileFailed(CompileFailed),
}

/// An asset came to be.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssetCreated {
    #[typeshare(serialized_as = "String")]
    pub asset_id: AssetId,
    pub name: String,
}

/// An asset was saved.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssetUpdated {
    #[typeshare(serialized_as = "String")]
    pub asset_id: AssetId,
    pub version: u32,
}

/// An asset was deleted.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssetDeleted {
    #[typeshare(serialized_as = "String")]
    pub asset_id: AssetId,
}

/// A compile started.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompileStarted {
    #[typeshare(serialized_as = "String")]
    pub asset_id: AssetId,
    /// Version of the document that is compiled.
    pub version: u32,
    /// Stages that will run, in order.
    pub stages: Vec<CompileStage>,
}

/// A compile moved on.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompileProgressed {
    #[typeshare(serialized_as = "String")]
    pub asset_id: AssetId,
    pub stage: CompileStage,
    /// Part of the whole compile that is done, 0–1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub progress: f32,
    /// What a person reads.
    pub message: String,
}

/// A compile ended well.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompileCompleted {
    #[typeshare(serialized_as = "String")]
    pub asset_id: AssetId,
    /// Version of the document that was compiled.
    pub version: u32,
    /// Readable path of the binary below the cache folder.
    pub binary_path: String,
    /// SHA-256 of the binary, 64 hexadecimal digits.
    pub content_hash: String,
}

/// A compile failed or was cancelled.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompileFailed {
    #[typeshare(serialized_as = "String")]
    pub asset_id: AssetId,
    /// Version of the document that was being compiled.
    pub version: u32,
    pub error: Diagnostic,
}

/// Answer to a client that wants to resume the event stream after a number that is no longer kept, or that was never
/// given out: it has to read the state anew; live events follow. Message type `stream:reset`.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StreamReset {
    /// Number that the client asked to resume after.
    pub requested: f64,
    /// Oldest number that can still be resumed after.
    pub oldest_resumable: f64,
}
