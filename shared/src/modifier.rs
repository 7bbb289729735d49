//! Modifiers: changes to a node's space or field, applied in order before its transform.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use typeshare::typeshare;

use crate::{shape::Axis, value::Scalar, wire::present};

/// A change to a node's space or field.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", content = "params", rename_all = "snake_case", deny_unknown_fields)]
pub enum Modifier {
    Twist(TwistParams),
    Taper(TaperParams),
    MirrorSpace(MirrorSpaceParams),
    Round(RoundParams),
    Shell(ShellParams),
}

/// Turns space about an axis in proportion to the way along it. The distance becomes a bound.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TwistParams {
    /// Axis of the twist. Default: y.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub axis: Option<Axis>,
    /// Turn per metre along the axis, in degrees.
    pub rate_deg_per_m: Scalar,
}

/// Scales the cross-section along an axis, from the low to the high end of the node's bounds. The distance becomes a bound.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaperParams {
    /// Axis of the taper. Default: y.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub axis: Option<Axis>,
    /// Factor at the low end, 0.01 or more.
    pub start_scale: Scalar,
    /// Factor at the high end, 0.01 or more.
    pub end_scale: Scalar,
}

/// Keeps the positive side of a plane through the origin and shows it mirrored on the other side.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MirrorSpaceParams {
    /// Normal of the mirror plane. Default: x.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub axis: Option<Axis>,
}

/// Grows the shape by a radius, which rounds convex edges.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoundParams {
    /// Radius in metres, at least 0.
    pub radius: Scalar,
}

/// Hollows the shape out, leaving a wall.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShellParams {
    /// Thickness of the wall in metres, above 0.
    pub thickness: Scalar,
    /// Where the wall lies. Default: inside.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub side: Option<ShellSide>,
}

/// Where the wall of a shell lies, seen from the original surface.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShellSide {
    #[default]
    Inside,
    Center,
    Outside,
}
