//! Closed 2D outlines, which revolutions and extrusions are made of. Lengths are metres.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use typeshare::typeshare;

use crate::{
    value::Scalar,
    wire::{items_within, present},
};

/// A closed 2D outline.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", content = "params", rename_all = "snake_case", deny_unknown_fields)]
pub enum Profile {
    Circle(CircleProfile),
    Rectangle(RectangleProfile),
    Polygon(PolygonProfile),
    RegularPolygon(RegularPolygonProfile),
    ArcPolygon(ArcPolygonProfile),
    SvgPath(SvgPathProfile),
}

/// A disc.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CircleProfile {
    /// Radius in metres, above 0.
    pub radius: Scalar,
    /// Centre in metres. Default: the origin.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub center: Option<[Scalar; 2]>,
}

/// An axis-aligned rectangle.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RectangleProfile {
    /// Half of the size in metres, above 0.
    pub half_extents: [Scalar; 2],
    /// Centre in metres. Default: the origin.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub center: Option<[Scalar; 2]>,
    /// Radius of the corners in metres. Default: 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub rounding: Option<Scalar>,
}

/// A simple polygon, in either turning direction.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolygonProfile {
    /// Corners in metres, 3 to 1024; edges must not cross.
    #[serde(deserialize_with = "items_within::<_, _, 3, 1024>")]
    #[schemars(length(min = 3, max = 1024))]
    pub points: Vec<[Scalar; 2]>,
    /// Rounds corners outward by this radius in metres. Default: 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub rounding: Option<Scalar>,
}

/// A polygon with equal sides and angles.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegularPolygonProfile {
    /// Radius of the circle through the corners in metres, above 0.
    pub radius: Scalar,
    /// Number of sides, 3 to 64; rounded to a whole number.
    pub sides: Scalar,
    /// Centre in metres. Default: the origin.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub center: Option<[Scalar; 2]>,
    /// Angle of the first corner from x towards y in degrees. Default: 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub rotation_deg: Option<Scalar>,
    /// Rounds corners outward by this radius in metres. Default: 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub rounding: Option<Scalar>,
}

/// A polygon whose sides may be arcs of circles. Arcs are bound as chords that leave them by at most a thousandth of the
/// outline's size.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArcPolygonProfile {
    /// Corners in metres, 2 to 256, counter-clockwise or clockwise; edges must not cross.
    #[serde(deserialize_with = "items_within::<_, _, 2, 256>")]
    #[schemars(length(min = 2, max = 256))]
    pub points: Vec<[Scalar; 2]>,
    /// For each corner, the bulge of the side after it: the tangent of a quarter of the arc's angle, -10 to 10; 0 is
    /// straight, 1 a half circle to the right of the way from corner to corner, negative to the left. Missing ones are 0.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bulges: Vec<Scalar>,
    /// Rounds corners outward by this radius in metres. Default: 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub rounding: Option<Scalar>,
}

/// What a path of SVG fills. Curves are bound as chords that leave them by at most a thousandth of the path's size.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SvgPathProfile {
    /// The path as in the `d` of an SVG, with every command of SVG 2: at most 65,536 characters, and 1,024 sides once
    /// curves are chords. Its y points down, as in SVG, and is turned around.
    pub path: String,
    /// Metres per unit of the path, above 0. Default: 0.001, so that a unit is a millimetre.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub scale: Option<Scalar>,
    /// Point of the path, in its own units, that becomes the origin. Default: [0, 0].
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub origin: Option<[Scalar; 2]>,
    /// What counts as inside where contours overlap. Default: nonzero.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub fill_rule: Option<FillRule>,
    /// Rounds corners outward by this radius in metres. Default: 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub rounding: Option<Scalar>,
}

/// What counts as inside of a path.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FillRule {
    /// What contours go around, holes being drawn the other way round.
    #[default]
    Nonzero,
    /// What an odd number of contours is around.
    EvenOdd,
}
