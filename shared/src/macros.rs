//! Parameters of macros: shapes that stand for a group of ordinary nodes.
//!
//! A macro is bound as what it expands to; "expand" in an editor puts that in its place. Lengths are metres. The macros
//! that machine something take it as `children` and work from `position` along `direction`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use typeshare::typeshare;

use crate::{
    recipe::Node,
    value::{Scalar, Vector3},
    wire::{one_or_more, present},
};

/// A drilled hole in the children.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BoreParams {
    /// One or more nodes; together they are what is drilled.
    #[serde(deserialize_with = "one_or_more")]
    #[schemars(length(min = 1))]
    pub children: Vec<Node>,
    /// Diameter of the hole in metres, above 0.
    pub diameter: Scalar,
    /// Depth of the full diameter from `position` in metres, above 0. Default: through everything.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub depth: Option<Scalar>,
    /// Angle of the drill's tip at the end of a blind hole in degrees, 20 to 180; 180 is flat. Default: 180.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub tip_angle_deg: Option<Scalar>,
    /// A wider cylinder at the start of the hole, for the head of a screw. Default: none.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub counterbore: Option<Counterbore>,
    /// A cone at the start of the hole. Default: none.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub countersink: Option<Countersink>,
    /// Where depths count from, in metres. Material before it is in the tool's way and goes as well. Default: where the
    /// tool meets the children's bounds on its way to their middle.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub position: Option<Vector3>,
    /// Way of the tool; normalised. Default: [0, -1, 0], down.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub direction: Option<Vector3>,
}

/// A wider cylinder at the start of a hole.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Counterbore {
    /// Diameter in metres, more than that of the hole.
    pub diameter: Scalar,
    /// Depth in metres, above 0.
    pub depth: Scalar,
}

/// A cone at the start of a hole.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Countersink {
    /// Diameter at the surface in metres, more than that of the hole.
    pub diameter: Scalar,
    /// Angle between the cone's sides in degrees, 20 to 160. Default: 90.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub angle_deg: Option<Scalar>,
}

/// A groove with round ends, milled into the children.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SlotParams {
    /// One or more nodes; together they are what is milled.
    #[serde(deserialize_with = "one_or_more")]
    #[schemars(length(min = 1))]
    pub children: Vec<Node>,
    /// Length with both ends in metres, at least the width.
    pub length: Scalar,
    /// Width in metres, above 0.
    pub width: Scalar,
    /// Depth from `position` in metres, above 0. Default: through everything.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub depth: Option<Scalar>,
    /// Turn about the tool's way in degrees; at 0 a slot that is milled downward lies along x. Default: 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub angle_deg: Option<Scalar>,
    /// Middle of the slot, where depths count from, in metres. Material before it goes as well. Default: where the tool
    /// meets the children's bounds on its way to their middle.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub position: Option<Vector3>,
    /// Way of the tool; normalised. Default: [0, -1, 0], down.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub direction: Option<Vector3>,
}

/// A hollow with a flat floor, milled into the children.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PocketParams {
    /// One or more nodes; together they are what is milled.
    #[serde(deserialize_with = "one_or_more")]
    #[schemars(length(min = 1))]
    pub children: Vec<Node>,
    /// Shape of the floor.
    pub outline: PocketOutline,
    /// Depth of the floor from `position` in metres, above 0. Default: through everything.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub depth: Option<Scalar>,
    /// Turn about the tool's way in degrees. Default: 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub angle_deg: Option<Scalar>,
    /// Middle of the pocket, where depths count from, in metres. Material before it goes as well. Default: where the tool
    /// meets the children's bounds on its way to their middle.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub position: Option<Vector3>,
    /// Way of the tool; normalised. Default: [0, -1, 0], down.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub direction: Option<Vector3>,
}

/// Shape of a pocket's floor.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", content = "params", rename_all = "snake_case", deny_unknown_fields)]
pub enum PocketOutline {
    Circle(CirclePocket),
    Rect(RectPocket),
    Hex(HexPocket),
}

/// A round floor.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CirclePocket {
    /// Diameter in metres, above 0.
    pub diameter: Scalar,
}

/// A rectangular floor.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RectPocket {
    /// Size along x, before the turn, in metres, above 0.
    pub length: Scalar,
    /// Size across in metres, above 0.
    pub width: Scalar,
    /// Radius of the corners in metres, 0 to half of the smaller size. Default: 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub corner_radius: Option<Scalar>,
}

/// A hexagonal floor, as for a nut; two corners lie along x.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HexPocket {
    /// Distance between opposite sides in metres, above 0.
    pub across_flats: Scalar,
}

/// Bevels all edges around faces of the children: above the place where the bevel starts, their sides are taken as
/// upright.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChamferEdgeParams {
    /// One or more nodes, taken together.
    #[serde(deserialize_with = "one_or_more")]
    #[schemars(length(min = 1))]
    pub children: Vec<Node>,
    /// What the bevel takes off both sides of a right-angled edge, in metres, above 0.
    pub size: Scalar,
    /// Faces whose edges are bevelled, where the children's bounds end on that side; one to six. Default: the top.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub faces: Option<Vec<Face>>,
}

/// A side of a shape's bounds.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Face {
    /// Towards +Y.
    Top,
    /// Towards -Y.
    Bottom,
    /// Towards -X.
    Left,
    /// Towards +X.
    Right,
    /// Towards +Z.
    Front,
    /// Towards -Z.
    Back,
}

/// Equal holes on a circle, drilled into the children.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BoltCircleParams {
    /// One or more nodes; together they are what is drilled.
    #[serde(deserialize_with = "one_or_more")]
    #[schemars(length(min = 1))]
    pub children: Vec<Node>,
    /// Number of holes, 1 to 1,000; rounded to a whole number.
    pub count: Scalar,
    /// Diameter of the circle through the holes' middles in metres, above 0.
    pub circle_diameter: Scalar,
    /// Diameter of a hole in metres, above 0.
    pub hole_diameter: Scalar,
    /// Depth of the holes from `position` in metres, above 0. Default: through everything.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub depth: Option<Scalar>,
    /// A wider cylinder at the start of each hole. Default: none.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub counterbore: Option<Counterbore>,
    /// A cone at the start of each hole. Default: none.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub countersink: Option<Countersink>,
    /// Place of the first hole in degrees; at 0 it is towards +X where the tool goes down. Default: 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub angle_deg: Option<Scalar>,
    /// Middle of the circle, where depths count from, in metres. Material before it goes as well. Default: where the
    /// tool meets the children's bounds on its way to their middle.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub position: Option<Vector3>,
    /// Way of the tool; normalised. Default: [0, -1, 0], down.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub direction: Option<Vector3>,
}

/// A threaded rod along Y with the basic profile of ISO 68-1. Cut it from a hole's body for an inner thread.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ThreadParams {
    /// Nominal diameter, over the crests, in metres, above 0.
    pub diameter: Scalar,
    /// Distance between neighbouring crests in metres, at most 0.4 of the diameter.
    pub pitch: Scalar,
    /// Full length in metres, above 0.
    pub length: Scalar,
    /// Number of crests that wind beside each other, 1 to 8; rounded to a whole number. Default: 1.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub starts: Option<Scalar>,
    /// Which way it winds. Default: right.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub hand: Option<Hand>,
    /// Height of the bevels at the ends, at 45°, in metres, at most half of the length. Default: the depth of the thread.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub chamfer: Option<Scalar>,
}

/// Which way a helix winds.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Hand {
    /// As usual: turned clockwise, it goes away from who turns it.
    #[default]
    Right,
    /// The other way.
    Left,
}

/// A spur or helical gear with involute teeth, its axis along Y, a tooth towards +X.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GearParams {
    /// Pitch diameter divided by the number of teeth, in metres, above 0.
    pub module: Scalar,
    /// Number of teeth, 6 to 160; rounded to a whole number.
    pub teeth: Scalar,
    /// Full size along the axis in metres, above 0.
    pub width: Scalar,
    /// Angle of the flanks at the pitch circle in degrees, 14 to 30. Default: 20.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub pressure_angle_deg: Option<Scalar>,
    /// Angle between teeth and axis at the pitch circle in degrees, -45 to 45; positive winds to the right. Default: 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub helix_angle_deg: Option<Scalar>,
    /// Width that is taken off each tooth at the pitch circle, in metres. Default: 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub backlash: Option<Scalar>,
    /// Diameter of a hole along the axis in metres. Default: no hole.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub bore_diameter: Option<Scalar>,
}

/// A girder of round bars along X, its chords above each other.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrussParams {
    /// Distance between the first and the last joint in metres, above 0.
    pub length: Scalar,
    /// Distance between lower and upper chords in metres, above 0.
    pub height: Scalar,
    /// Distance between two walls in metres. Default: 0, a single wall.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub width: Option<Scalar>,
    /// Number of panels, 1 to 200; rounded to a whole number.
    pub bays: Scalar,
    /// Radius of the chords in metres, above 0.
    pub chord_radius: Scalar,
    /// Radius of all other bars in metres, above 0. Default: 0.6 of the chords'.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub strut_radius: Option<Scalar>,
    /// How a wall is braced. Default: warren.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub bracing: Option<Bracing>,
}

/// Bars between the chords of a truss.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Bracing {
    /// One line that goes up and down.
    #[default]
    Warren,
    /// Uprights, and diagonals that fall towards the middle.
    Pratt,
    /// Uprights, and diagonals that rise towards the middle.
    Howe,
    /// Uprights, and two diagonals in each panel.
    Cross,
}

/// A flight of stairs that rises along X, or around Y when it is spiral.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StairsParams {
    /// Number of steps, 1 to 400; rounded to a whole number.
    pub steps: Scalar,
    /// Height from one step to the next in metres, above 0.
    pub rise: Scalar,
    /// Length of a step in metres, above 0; not used by a spiral.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub run: Option<Scalar>,
    /// Size of a step across the way in metres, above 0.
    pub width: Scalar,
    /// Thickness of the steps in metres, above 0. Default: solid down to the ground; in a spiral, the rise.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub thickness: Option<Scalar>,
    /// Winds them around a column. Default: they go straight.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub spiral: Option<Spiral>,
}

/// How stairs wind.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Spiral {
    /// Radius of the column in metres, above 0; the steps start at it.
    pub column_radius: Scalar,
    /// Turn from one step to the next in degrees, 1 to 90 or -90 to -1; positive is counter-clockwise from above.
    pub turn_deg: Scalar,
}

/// Copies of all children but the first, on the surface of the first, evenly at random (blue noise). A copy's origin is
/// on the surface, and its +Y points away from it.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScatterOnSurfaceParams {
    /// Two or more nodes: the surface, and what is placed on it, together.
    #[serde(deserialize_with = "one_or_more")]
    #[schemars(length(min = 1))]
    pub children: Vec<Node>,
    /// Least distance between two copies' origins in metres, above 0.
    pub spacing: Scalar,
    /// Most copies, 1 to 10,000; rounded to a whole number. Default: as many as there is room for, at most 10,000.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub count: Option<Scalar>,
    /// Number of the pattern, 0 to 65535. Default: 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub seed: Option<Scalar>,
    /// Whether copies stand on the surface; if not, they keep the children's own direction. Default: true.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub align: Option<bool>,
    /// Range of the random turn about a copy's own Y in degrees, 0 to 360. Default: 360.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub spin_deg: Option<Scalar>,
    /// Smallest random size, as a factor above 0. Default: 1.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub scale_min: Option<Scalar>,
    /// Largest random size, at least the smallest. Default: 1.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub scale_max: Option<Scalar>,
    /// Distance of copies from the surface in metres; negative sinks them in. Default: 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub offset: Option<Scalar>,
    /// Whether the first child itself is there. Default: true.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub keep_target: Option<bool>,
}
