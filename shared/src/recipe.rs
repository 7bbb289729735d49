//! The recipe: the small JSON document from which everything else is compiled.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use typeshare::typeshare;

use crate::{
    material::MaterialUse,
    modifier::Modifier,
    physics::Physics,
    shape::Shape,
    sound::AudioPatch,
    value::{Rotation, Scalar, ScalarOrVector3, Vector3},
    wire::{display_name, present},
};

/// Largest recipe text accepted, in bytes (8 MiB).
pub const MAX_RECIPE_BYTES: usize = 8 * 1024 * 1024;
/// Largest number of nodes after arrays and macros are expanded.
pub const MAX_NODES: usize = 100_000;
/// Deepest nesting of nodes.
pub const MAX_DEPTH: usize = 256;

/// Name and version of the recipe language.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum RecipeFormat {
    #[default]
    #[serde(rename = "gve-recipe/1")]
    V1,
}

/// A volumetric asset as its author writes it: shapes, operations, materials and the knobs that drive them.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// Always `gve-recipe/1`.
    pub format: RecipeFormat,
    /// Human name of the asset, 1–120 characters.
    #[serde(deserialize_with = "display_name")]
    #[schemars(length(min = 1, max = 120))]
    pub name: String,
    /// What the asset is, for lists and search.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The knobs: named numbers that expressions use as `$name`. Names are letters, digits and underscores, not starting with a digit.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub variables: BTreeMap<String, Variable>,
    /// The shape tree.
    pub root_node: Node,
    /// How the asset sounds when it is struck. Absent: it has no sound.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub audio_patch: Option<AudioPatch>,
    /// How the asset takes part in a physics simulation. Absent: dynamic.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub physics: Option<Physics>,
}

/// A knob of the recipe. Soft limits bound its slider; values outside the hard limits are refused.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Variable {
    /// Value, or an expression over other variables (then it has no slider).
    pub value: Scalar,
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

/// One node of the shape tree. It is placed by `transform`, changed by `modifiers` in order, coloured by `material`.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// Name for anchors (`@blade.bottom`), unique in the recipe.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Label in the tree.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `false` leaves the node and its children out of the build. Default: true.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Placement in the frame of the parent.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub transform: Option<Transform>,
    /// Changes to the shape, applied in order before the transform.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modifiers: Vec<Modifier>,
    /// Surface material; children without one inherit it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub material: Option<MaterialUse>,
    /// What the node is: a primitive, or an operation on children.
    pub shape: Shape,
}

/// Placement of a node: scale first, then rotation, then position.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Transform {
    /// Position in metres in the frame of the parent. Default: the origin.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub position: Option<Vector3>,
    /// Rotation. Default: none.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub rotation: Option<Rotation>,
    /// Scale, above 0: uniform (distances stay exact) or per axis (distances become a bound). Default: 1.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub scale: Option<ScalarOrVector3>,
}
