//! Asset documents: what the Architect stores and lists.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use typeshare::typeshare;

use crate::{
    id::AssetId,
    time::Timestamp,
    wire::{display_name, path_word, present, present_display_name, present_path_word, present_whole, whole},
};

/// Short description of an asset for lists and other tools.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssetMetadata {
    /// Name for people.
    pub name: String,
    /// Grows by one with every save, from 1.
    #[serde(deserialize_with = "whole")]
    pub version: u32,
    pub category: AssetCategory,
    /// Entry of the material library, e.g., "ASTM_A36".
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub material_spec: Option<String>,
}

/// What an asset is, for sorting and paths.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub enum AssetCategory {
    Architecture,
    Weapon,
    Vehicle,
    Prop,
    Character,
}

/// Kind of an asset; the first folder of its cache path.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssetType {
    Geometry,
}

/// An asset as stored: identity, place, version and the author's recipe text.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssetDocument {
    #[typeshare(serialized_as = "String")]
    pub id: AssetId,
    /// Kind of asset.
    #[serde(rename = "type")]
    pub asset_type: AssetType,
    /// Name for people, 1–120 characters.
    #[serde(deserialize_with = "display_name")]
    #[schemars(length(min = 1, max = 120))]
    pub name: String,
    pub category: AssetCategory,
    /// Second level of sorting, lower case letters, digits and underscores, 1–40 characters.
    #[serde(deserialize_with = "path_word")]
    #[schemars(regex(pattern = "^[a-z0-9_]{1,40}$"))]
    pub subcategory: String,
    /// Grows by one with every save, from 1.
    #[serde(deserialize_with = "whole")]
    pub version: u32,
    /// First save.
    pub created_at: Timestamp,
    /// Last save.
    pub updated_at: Timestamp,
    /// The recipe exactly as its author wrote it: JSON of type Recipe.
    pub recipe_text: String,
}

/// Whether the built binary of an asset can be used.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CacheStatus {
    /// The binary matches the document.
    Valid,
    /// The binary is of an older version or its content is damaged.
    Stale,
    /// There is no binary.
    Missing,
}

/// Cache status of one asset with the reason.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CacheReport {
    #[typeshare(serialized_as = "String")]
    pub asset_id: AssetId,
    pub status: CacheStatus,
    /// Version of the document.
    #[serde(deserialize_with = "whole")]
    pub version: u32,
    /// Version that the binary was built from, if there is one.
    #[serde(default, deserialize_with = "present_whole", skip_serializing_if = "Option::is_none")]
    pub built_version: Option<u32>,
    /// Why the status is what it is.
    pub reason: String,
}

/// An asset without its recipe text, for lists.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssetSummary {
    #[typeshare(serialized_as = "String")]
    pub id: AssetId,
    /// Kind of asset.
    #[serde(rename = "type")]
    pub asset_type: AssetType,
    /// Name for people.
    pub name: String,
    pub category: AssetCategory,
    /// Second level of sorting.
    pub subcategory: String,
    /// Grows by one with every save, from 1.
    #[serde(deserialize_with = "whole")]
    pub version: u32,
    /// First save.
    pub created_at: Timestamp,
    /// Last save.
    pub updated_at: Timestamp,
}

/// One page of a list of assets, last saved first.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssetPage {
    /// The assets of this page.
    pub assets: Vec<AssetSummary>,
    /// Assets that match, on all pages.
    #[serde(deserialize_with = "whole")]
    pub total: u32,
    /// Position of the first asset of this page, from 0.
    #[serde(deserialize_with = "whole")]
    pub offset: u32,
}

/// A new asset, or a new content of one. What is absent keeps its value, or takes its default in a new asset.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssetDraft {
    /// Name for people, 1–120 characters. Default: the name in the recipe.
    #[serde(default, deserialize_with = "present_display_name", skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 120))]
    pub name: Option<String>,
    /// Default: Prop.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub category: Option<AssetCategory>,
    /// Second level of sorting, lower case letters, digits and underscores, 1–40 characters. Default: general.
    #[serde(default, deserialize_with = "present_path_word", skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = "^[a-z0-9_]{1,40}$"))]
    pub subcategory: Option<String>,
    /// The recipe exactly as its author wrote it: JSON of type Recipe.
    pub recipe_text: String,
}

/// A change of name or place of an asset. What is absent keeps its value.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssetChange {
    /// Name for people, 1–120 characters.
    #[serde(default, deserialize_with = "present_display_name", skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 120))]
    pub name: Option<String>,
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub category: Option<AssetCategory>,
    /// Second level of sorting, lower case letters, digits and underscores, 1–40 characters.
    #[serde(default, deserialize_with = "present_path_word", skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = "^[a-z0-9_]{1,40}$"))]
    pub subcategory: Option<String>,
}

/// A sample recipe that comes with the product.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SampleSummary {
    /// Name of its file without ending.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// What it shows.
    pub description: String,
    pub category: AssetCategory,
    /// Second level of sorting.
    pub subcategory: String,
}
