//! What the Architect says about itself.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use typeshare::typeshare;

/// Health of the server.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceStatus {
    /// Version of the product.
    pub version: String,
    /// When it started, RFC 3339 in UTC.
    pub started_at: String,
    /// Whether recipes can be compiled; when not, `engine_error` says why.
    pub engine_ready: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engine_error: Option<String>,
    /// Processes that compile.
    pub compile_workers: u32,
    /// Compiles that wait for one.
    pub waiting_jobs: u32,
    pub running_jobs: u32,
    /// Assets in the store.
    pub asset_count: u32,
    /// Clients of `/ws/events` and `/ws/assets`.
    pub connected_clients: u32,
}
