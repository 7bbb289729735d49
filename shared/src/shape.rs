//! Shapes: primitives, and operations on child nodes.
//!
//! Their parameters are in [`crate::primitive`], [`crate::profile`] and [`crate::operation`].

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use typeshare::typeshare;

use crate::recipe::Node;
pub use crate::{operation::*, primitive::*, profile::*};

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
    Tpms(TpmsParams),
    Wedge(WedgeParams),
    Tetrahedron(PolyhedronParams),
    Octahedron(PolyhedronParams),
    Dodecahedron(PolyhedronParams),
    Icosahedron(PolyhedronParams),
    BezierTube(BezierTubeParams),
    PolylineTube(PolylineTubeParams),
    Menger(MengerParams),
    Mandelbulb(MandelbulbParams),
    Julia(JuliaParams),
    Text(TextParams),
    Union(UnionParams),
    Intersection(IntersectionParams),
    Difference(DifferenceParams),
    Xor(XorParams),
    SmoothUnion(SmoothUnionParams),
    SmoothIntersection(SmoothIntersectionParams),
    SmoothDifference(SmoothDifferenceParams),
    ArrayLinear(ArrayLinearParams),
    ArrayRadial(ArrayRadialParams),
    Mirror(MirrorParams),
    Morph(MorphParams),
    Shell(ShellOperationParams),
    Offset(OffsetParams),
    Onion(OnionParams),
    ArrayGrid(ArrayGridParams),
    Repeat(RepeatParams),
}

/// Matches every operation: the one list of shapes that have children.
macro_rules! match_children {
    ($shape:expr, $children:ident => $found:expr, $none:expr) => {
        match $shape {
            Shape::Union(UnionParams { children: $children })
            | Shape::Intersection(IntersectionParams { children: $children })
            | Shape::Difference(DifferenceParams { children: $children })
            | Shape::SmoothUnion(SmoothUnionParams { children: $children, .. })
            | Shape::SmoothIntersection(SmoothIntersectionParams { children: $children, .. })
            | Shape::SmoothDifference(SmoothDifferenceParams { children: $children, .. })
            | Shape::ArrayLinear(ArrayLinearParams { children: $children, .. })
            | Shape::ArrayRadial(ArrayRadialParams { children: $children, .. })
            | Shape::Mirror(MirrorParams { children: $children, .. })
            | Shape::Xor(XorParams { children: $children })
            | Shape::Morph(MorphParams { children: $children, .. })
            | Shape::Shell(ShellOperationParams { children: $children, .. })
            | Shape::Offset(OffsetParams { children: $children, .. })
            | Shape::Onion(OnionParams { children: $children, .. })
            | Shape::ArrayGrid(ArrayGridParams { children: $children, .. })
            | Shape::Repeat(RepeatParams { children: $children, .. }) => $found,
            _ => $none,
        }
    };
}

impl Shape {
    /// Child nodes of an operation, in order; empty for a primitive.
    pub fn children(&self) -> &[Node] {
        match_children!(self, children => children, &[])
    }

    /// Child nodes of an operation, to change; nothing for a primitive.
    pub fn children_mut(&mut self) -> Option<&mut Vec<Node>> {
        match_children!(self, children => Some(children), None)
    }

    /// Whether it is made of children.
    pub fn is_operation(&self) -> bool {
        match_children!(self, _children => true, false)
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
