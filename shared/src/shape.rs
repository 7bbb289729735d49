//! Shapes: primitives, and operations on child nodes.
//!
//! Primitives are centred at the origin of their node; shapes with an axis stand along +Y; `height` is the full
//! height. Lengths are metres.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use typeshare::typeshare;

use crate::{
    recipe::Node,
    value::{Scalar, Vector3},
    wire::{items_within, one_or_more, present},
};

/// What a node is: a primitive, or an operation on children.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", content = "params", rename_all = "snake_case", deny_unknown_fields)]
pub enum Shape {
    Sphere(SphereParams),
    Ellipsoid(EllipsoidParams),
    Box(BoxParams),
    Cylinder(CylinderParams),
    Capsule(CapsuleParams),
    Cone(ConeParams),
    Torus(TorusParams),
    Plane(PlaneParams),
    Revolution(RevolutionParams),
    Extrusion(ExtrusionParams),
    Union(UnionParams),
    Intersection(IntersectionParams),
    Difference(DifferenceParams),
    SmoothUnion(SmoothUnionParams),
    SmoothIntersection(SmoothIntersectionParams),
    SmoothDifference(SmoothDifferenceParams),
    ArrayLinear(ArrayLinearParams),
    ArrayRadial(ArrayRadialParams),
    Mirror(MirrorParams),
}

impl Shape {
    /// Child nodes of an operation, in order; empty for a primitive.
    pub fn children(&self) -> &[Node] {
        match self {
            Self::Union(params) => &params.children,
            Self::Intersection(params) => &params.children,
            Self::Difference(params) => &params.children,
            Self::SmoothUnion(params) => &params.children,
            Self::SmoothIntersection(params) => &params.children,
            Self::SmoothDifference(params) => &params.children,
            Self::ArrayLinear(params) => &params.children,
            Self::ArrayRadial(params) => &params.children,
            Self::Mirror(params) => &params.children,
            _ => &[],
        }
    }

    /// Child nodes of an operation, to change; nothing for a primitive.
    pub fn children_mut(&mut self) -> Option<&mut Vec<Node>> {
        match self {
            Self::Union(params) => Some(&mut params.children),
            Self::Intersection(params) => Some(&mut params.children),
            Self::Difference(params) => Some(&mut params.children),
            Self::SmoothUnion(params) => Some(&mut params.children),
            Self::SmoothIntersection(params) => Some(&mut params.children),
            Self::SmoothDifference(params) => Some(&mut params.children),
            Self::ArrayLinear(params) => Some(&mut params.children),
            Self::ArrayRadial(params) => Some(&mut params.children),
            Self::Mirror(params) => Some(&mut params.children),
            _ => None,
        }
    }
}

/// An axis of the node's own frame.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Axis {
    X,
    #[default]
    Y,
    Z,
}

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

/// A closed 2D outline.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", content = "params", rename_all = "snake_case", deny_unknown_fields)]
pub enum Profile {
    Circle(CircleProfile),
    Rectangle(RectangleProfile),
    Polygon(PolygonProfile),
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
    /// Corners in metres, 3 to 256; edges must not cross.
    #[serde(deserialize_with = "items_within::<_, _, 3, 256>")]
    #[schemars(length(min = 3, max = 256))]
    pub points: Vec<[Scalar; 2]>,
    /// Rounds corners outward by this radius in metres. Default: 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub rounding: Option<Scalar>,
}

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
