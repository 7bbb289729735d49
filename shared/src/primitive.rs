//! Parameters of primitives.
//!
//! Primitives are centred at the origin of their node; shapes with an axis stand along +Y; `height` is the full
//! height. Lengths are metres.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use typeshare::typeshare;

use crate::{
    macros::Hand,
    modifier::MinimalSurface,
    profile::Profile,
    value::{Scalar, Vector3},
    wire::{items_within, present},
};

/// A ball.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SphereParams {
    /// Radius in metres, above 0.
    pub radius: Scalar,
}

/// An ellipsoid. Its distance is a first-order bound.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EllipsoidParams {
    /// Semi-axes in metres, above 0.
    pub radii: Vector3,
}

/// A box, with rounded edges if wanted.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BoxParams {
    /// Half of the size along x, y and z in metres, above 0; the rounding is inside it.
    pub half_extents: Vector3,
    /// Radius of the edges in metres, 0 to the smallest half extent. Default: 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub rounding: Option<Scalar>,
}

/// A cylinder or, with `sides`, a regular prism, standing along +Y.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CylinderParams {
    /// Radius in metres, above 0; for a prism, of the circle through its corners.
    pub radius: Scalar,
    /// Full height in metres, above 0.
    pub height: Scalar,
    /// 0 for round, 3 or more for a regular prism with a corner on +X. Default: 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub sides: Option<Scalar>,
    /// Radius of the edges in metres. Default: 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub rounding: Option<Scalar>,
}

/// A cylinder with half-ball ends, along Y.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CapsuleParams {
    /// Radius in metres, above 0.
    pub radius: Scalar,
    /// Full height with both caps in metres, at least twice the radius.
    pub height: Scalar,
}

/// A cone or frustum or, with `sides`, a pyramid, standing along +Y.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConeParams {
    /// Radius at the bottom in metres, at least 0.
    pub radius_bottom: Scalar,
    /// Radius at the top in metres, at least 0. Default: 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub radius_top: Option<Scalar>,
    /// Full height in metres, above 0.
    pub height: Scalar,
    /// 0 for round, 3 or more for a pyramid with a corner on +X. Default: 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub sides: Option<Scalar>,
}

/// A ring in the XZ plane.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TorusParams {
    /// Radius of the ring's centre line in metres, above 0.
    pub major_radius: Scalar,
    /// Radius of the tube in metres, above 0.
    pub minor_radius: Scalar,
    /// Part of the ring that exists, in degrees, symmetric about +X, with round ends; 360 is closed. Default: 360.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub sweep_deg: Option<Scalar>,
}

/// A half-space: everything below a plane. Unbounded: cut it with an intersection.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaneParams {
    /// Direction away from the solid side; normalised. Default: [0, 1, 0].
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub normal: Option<Vector3>,
    /// Distance of the plane from the origin along the normal in metres. Default: 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub offset: Option<Scalar>,
}

/// A 2D profile turned about the Y axis; its x is the distance from the axis.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RevolutionParams {
    /// The outline in the (distance from axis, y) half-plane; what lies left of the axis is cut off.
    pub profile: Profile,
}

/// A 2D profile in the XZ plane, raised along Y. The profile's x is x, its y is z.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtrusionParams {
    /// The outline.
    pub profile: Profile,
    /// Full height in metres, above 0.
    pub height: Scalar,
}

/// A triply periodic surface: a sheet of even thickness, or the solid on one side. Unbounded: cut it with an
/// intersection. Its distance is a bound.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TpmsParams {
    /// Surface that is repeated. Default: gyroid.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub surface: Option<MinimalSurface>,
    /// Size of a period in metres, above 0.
    pub cell_size: Scalar,
    /// Mean thickness of the sheet in metres, above 0, at most 0.25 periods. Default: no sheet but the solid side.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub thickness: Option<Scalar>,
}

/// A box cut along a diagonal: full at -X, nothing left at +X, the slope on top.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WedgeParams {
    /// Half of the size along x, y and z in metres, above 0.
    pub half_extents: Vector3,
}

/// A Platonic solid; the cube among them is a box.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolyhedronParams {
    /// Radius of the ball through the corners in metres, above 0.
    pub radius: Scalar,
}

/// A round tube along a Bézier curve, with a radius that changes evenly from end to end. The curve is bound as pieces of
/// cones that leave it by at most a hundredth of the larger radius.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BezierTubeParams {
    /// Control points in metres: 3 for a quadratic curve, 4 for a cubic one.
    #[serde(deserialize_with = "items_within::<_, _, 3, 4>")]
    #[schemars(length(min = 3, max = 4))]
    pub points: Vec<Vector3>,
    /// Radius at the first point in metres, above 0.
    pub radius_start: Scalar,
    /// Radius at the last point in metres, above 0. Default: `radius_start`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub radius_end: Option<Scalar>,
}

/// A round tube along straight pieces, with round ends and joints.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolylineTubeParams {
    /// Points in metres, 2 to 512.
    #[serde(deserialize_with = "items_within::<_, _, 2, 512>")]
    #[schemars(length(min = 2, max = 512))]
    pub points: Vec<Vector3>,
    /// Radius at the first point in metres, above 0.
    pub radius_start: Scalar,
    /// Radius at the last point in metres, above 0; changes evenly along the way. Default: `radius_start`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub radius_end: Option<Scalar>,
    /// Whether the last point is joined to the first. Default: false.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub closed: Option<bool>,
}

/// The Menger sponge: a cube with square holes of each third. Its distance is a bound.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MengerParams {
    /// Length of the cube's edges in metres, above 0.
    pub size: Scalar,
    /// How often thirds are taken out, 0 to 5; rounded to a whole number. Default: 3.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub iterations: Option<Scalar>,
}

/// A Mandelbulb: the points that stay near the origin under z → zᵖ + start, with the pole along +Y. Its distance is a
/// bound.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MandelbulbParams {
    /// Power, 2 to 16; rounded to a whole number. Default: 8.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub power: Option<Scalar>,
    /// How many iterates must stay near the origin, 1 to 12; rounded to a whole number. More give finer detail.
    /// Default: 6.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub iterations: Option<Scalar>,
    /// Metres per unit, above 0; the set of the power 8 is about 2.2 units across. Default: 1.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub scale: Option<Scalar>,
}

/// A quaternion Julia set: the points q = x + y i + z j that stay near the origin under q → q² + c. Its distance is a
/// bound.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JuliaParams {
    /// Constant c, its real part first, each -2 to 2. Default: [-0.2, 0.6, 0.2, 0.2].
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub c: Option<[Scalar; 4]>,
    /// How many iterates must stay near the origin, 1 to 12; rounded to a whole number. More give finer detail.
    /// Default: 8.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub iterations: Option<Scalar>,
    /// Metres per unit, above 0; the set is about 3 units across. Default: 1.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub scale: Option<Scalar>,
}

/// A text that stands in the XY plane, read from +Z, in Roboto Medium. Curves are bound as chords that leave them by at
/// most two thousandths of the size. The origin is the middle between the top of the first line's capitals and the last
/// base line.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TextParams {
    /// The text: 1 to 256 characters of Western European languages; a line break starts a new line.
    pub text: String,
    /// Height of the font's em in metres, above 0; capitals are about 0.71 of it.
    pub size: Scalar,
    /// Depth along Z in metres, above 0.
    pub depth: Scalar,
    /// Where lines have x = 0. Default: center.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub align: Option<TextAlign>,
    /// Length added between letters in metres, -1 to 10 sizes. Default: 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub letter_spacing: Option<Scalar>,
    /// Way from line to line in sizes, 0.1 to 10. Default: 1.2.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub line_spacing: Option<Scalar>,
}

/// Where the lines of a text have x = 0.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TextAlign {
    Left,
    #[default]
    Center,
    Right,
}

/// A rod along Y with a thread around it: the basic profile of ISO 68-1, with flat ends. Its distance is a bound.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScrewParams {
    /// Nominal diameter, over the crests, in metres, above 0.
    pub diameter: Scalar,
    /// Distance between neighbouring crests in metres, at most 0.4 of the diameter.
    pub pitch: Scalar,
    /// Full height in metres, above 0.
    pub height: Scalar,
    /// Number of crests that wind beside each other, 1 to 8; rounded to a whole number. Default: 1.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub starts: Option<Scalar>,
    /// Which way it winds. Default: right.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub hand: Option<Hand>,
}

/// Land over a rectangle in XZ: solid from `base` below y = 0 up to the heights, which are 0 to 1 times `height` and bilinear between samples. Its distance is a bound.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HeightmapParams {
    /// Full sizes along x and z in metres, above 0; the outermost samples are on the border.
    pub size: [Scalar; 2],
    /// Height in metres of a sample of 1, above 0.
    pub height: Scalar,
    /// What is solid below y = 0, in metres, above 0. Default: a tenth of `height`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub base: Option<Scalar>,
    /// The samples.
    pub heights: HeightSamples,
}

/// Samples of a height map, 2 to 256 along each axis: the first row is farthest towards -Z, its first sample towards -X.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", content = "params", rename_all = "snake_case", deny_unknown_fields)]
pub enum HeightSamples {
    Rows(HeightRows),
    Png(HeightPng),
}

/// Heights as numbers.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HeightRows {
    /// Rows of the same length, each of numbers from 0 to 1.
    #[serde(deserialize_with = "items_within::<_, _, 2, 256>")]
    #[schemars(length(min = 2, max = 256))]
    pub rows: Vec<Vec<f64>>,
}

/// Heights as a picture.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HeightPng {
    /// A grey PNG of 8 or 16 bits in base64: black is 0, white 1. Its rows go from -Z to +Z.
    pub data: String,
}
