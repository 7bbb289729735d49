//! Parameters of operations on child nodes. Lengths are metres.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use typeshare::typeshare;

use crate::{
    modifier::ShellSide,
    recipe::Node,
    shape::Axis,
    value::{Scalar, Vector3},
    wire::{one_or_more, present},
};

/// All children together.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnionParams {
    /// One or more nodes.
    #[serde(deserialize_with = "one_or_more")]
    #[schemars(length(min = 1))]
    pub children: Vec<Node>,
}

/// What all children have in common.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IntersectionParams {
    /// One or more nodes.
    #[serde(deserialize_with = "one_or_more")]
    #[schemars(length(min = 1))]
    pub children: Vec<Node>,
}

/// The first child minus all others.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DifferenceParams {
    /// One or more nodes; the first is kept.
    #[serde(deserialize_with = "one_or_more")]
    #[schemars(length(min = 1))]
    pub children: Vec<Node>,
}

/// What is in an odd number of the children: of two, what only one of them fills.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct XorParams {
    /// One or more nodes.
    #[serde(deserialize_with = "one_or_more")]
    #[schemars(length(min = 1))]
    pub children: Vec<Node>,
}

/// Cross-section of the zone in which two shapes are blended.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BlendProfile {
    /// A parabola that flows into both shapes.
    #[default]
    Smooth,
    /// A flat bevel; where the shapes meet at a right angle, it starts `radius` away from the edge on both.
    Chamfer,
    /// An arc of a circle of `radius`, where the shapes meet at a right angle.
    Round,
}

/// All children together, melted into each other where they meet (quadratic polynomial blend).
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SmoothUnionParams {
    /// One or more nodes, blended in order.
    #[serde(deserialize_with = "one_or_more")]
    #[schemars(length(min = 1))]
    pub children: Vec<Node>,
    /// Width of the blend in metres, at least 0.
    pub radius: Scalar,
    /// Cross-section of the blend. Default: smooth.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub profile: Option<BlendProfile>,
}

/// What all children have in common, with smoothed edges.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SmoothIntersectionParams {
    /// One or more nodes, blended in order.
    #[serde(deserialize_with = "one_or_more")]
    #[schemars(length(min = 1))]
    pub children: Vec<Node>,
    /// Width of the blend in metres, at least 0.
    pub radius: Scalar,
    /// Cross-section of the blend. Default: smooth.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub profile: Option<BlendProfile>,
}

/// The first child minus all others, with smoothed edges.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SmoothDifferenceParams {
    /// One or more nodes, cut in order; the first is kept.
    #[serde(deserialize_with = "one_or_more")]
    #[schemars(length(min = 1))]
    pub children: Vec<Node>,
    /// Width of the blend in metres, at least 0.
    pub radius: Scalar,
    /// Cross-section of the blend. Default: smooth.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub profile: Option<BlendProfile>,
}

/// Copies in a row, the first at the children's own place.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArrayLinearParams {
    /// One or more nodes, copied together.
    #[serde(deserialize_with = "one_or_more")]
    #[schemars(length(min = 1))]
    pub children: Vec<Node>,
    /// Number of copies, 1 to 10,000; rounded to a whole number.
    pub count: Scalar,
    /// Step from one copy to the next in metres.
    pub step: Vector3,
}

/// Copies around an axis, the first at the children's own place moved out by `radius`.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArrayRadialParams {
    /// One or more nodes, copied together.
    #[serde(deserialize_with = "one_or_more")]
    #[schemars(length(min = 1))]
    pub children: Vec<Node>,
    /// Number of copies, 1 to 10,000; rounded to a whole number.
    pub count: Scalar,
    /// Axis of rotation. Default: y.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub axis: Option<Axis>,
    /// Distance by which the children are moved from the axis in metres: along +X about y and z, along +Y about x. Default: 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub radius: Option<Scalar>,
    /// Angle that the copies share, in degrees; the step is `sweep_deg / count`. Default: 360.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub sweep_deg: Option<Scalar>,
}

/// The children and their mirror image.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MirrorParams {
    /// One or more nodes.
    #[serde(deserialize_with = "one_or_more")]
    #[schemars(length(min = 1))]
    pub children: Vec<Node>,
    /// Normal of the mirror plane through the origin. Default: x.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub axis: Option<Axis>,
}

/// A shape between its children: their distances, mixed.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MorphParams {
    /// One or more nodes, evenly spaced over `t`; more than two are a sequence.
    #[serde(deserialize_with = "one_or_more")]
    #[schemars(length(min = 1))]
    pub children: Vec<Node>,
    /// Where between the children: 0 is the first, 1 the last.
    pub t: Scalar,
}

/// The children together, hollowed out, leaving a wall.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShellOperationParams {
    /// One or more nodes.
    #[serde(deserialize_with = "one_or_more")]
    #[schemars(length(min = 1))]
    pub children: Vec<Node>,
    /// Thickness of the wall in metres, above 0.
    pub thickness: Scalar,
    /// Where the wall lies. Default: inside.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub side: Option<ShellSide>,
}

/// The children together, grown or shrunk by a distance.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OffsetParams {
    /// One or more nodes.
    #[serde(deserialize_with = "one_or_more")]
    #[schemars(length(min = 1))]
    pub children: Vec<Node>,
    /// Distance in metres by which the surface moves outward; negative moves it inward.
    pub distance: Scalar,
}

/// The children together as walls in each other, like an onion: the first wall lies inside of the surface.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OnionParams {
    /// One or more nodes.
    #[serde(deserialize_with = "one_or_more")]
    #[schemars(length(min = 1))]
    pub children: Vec<Node>,
    /// Number of walls, 1 to 16; rounded to a whole number.
    pub layers: Scalar,
    /// Thickness of each wall in metres, above 0.
    pub thickness: Scalar,
    /// Space between two walls in metres, above 0.
    pub gap: Scalar,
}

/// Copies in a grid, the first at the children's own place.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArrayGridParams {
    /// One or more nodes, copied together.
    #[serde(deserialize_with = "one_or_more")]
    #[schemars(length(min = 1))]
    pub children: Vec<Node>,
    /// Number of copies along x, y and z, each 1 to 10,000; rounded to whole numbers.
    pub count: Vector3,
    /// Step from one copy to the next along x, y and z in metres.
    pub step: Vector3,
}

/// Copies by folding space: any number of them, even endless, costs as much as one. Each copy must fit into its cell.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RepeatParams {
    /// One or more nodes, repeated together; they must fit into the cell around the origin with some space.
    #[serde(deserialize_with = "one_or_more")]
    #[schemars(length(min = 1))]
    pub children: Vec<Node>,
    /// Size of a cell along x, y and z in metres; 0 along an axis repeats nothing there.
    pub spacing: Vector3,
    /// Number of copies along x, y and z, 1 to 1,000,000, the first at the children's own place; rounded to whole
    /// numbers. Default: endless in both directions; cut it with an intersection.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub count: Option<Vector3>,
}
