//! What the Architect says about itself.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use typeshare::typeshare;

use crate::{
    time::Timestamp,
    wire::{present, whole},
};

/// Health of the server.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceStatus {
    /// Version of the product.
    pub version: String,
    /// When it started.
    pub started_at: Timestamp,
    /// Whether recipes can be compiled; when not, `engine_error` says why.
    pub engine_ready: bool,
    /// Why recipes cannot be compiled.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub engine_error: Option<String>,
    /// Processes that compile.
    #[serde(deserialize_with = "whole")]
    pub compile_workers: u32,
    /// Compiles that wait for one.
    #[serde(deserialize_with = "whole")]
    pub waiting_jobs: u32,
    /// Compiles that run.
    #[serde(deserialize_with = "whole")]
    pub running_jobs: u32,
    /// Assets in the store.
    #[serde(deserialize_with = "whole")]
    pub asset_count: u32,
    /// Clients of `/ws/events` and `/ws/assets`.
    #[serde(deserialize_with = "whole")]
    pub connected_clients: u32,
}
