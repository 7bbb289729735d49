//! Assets inside of other assets.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use typeshare::typeshare;

use crate::{value::Scalar, wire::present};

/// Another asset as a part of this one, at the newest version in a range.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InstanceParams {
    /// Id of the asset: 1 to 64 letters, digits, `_` and `-`.
    pub asset: String,
    /// Versions that will do: `3`, `>=2`, `<5`, `>=2 <5`, `*`. Default: the newest.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Values for variables of the asset, by name. Default: its own.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub variables: BTreeMap<String, Scalar>,
}
