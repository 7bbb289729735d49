//! Shapes: primitives, operations on child nodes, and macros.
//!
//! Their parameters are in [`crate::primitive`], [`crate::profile`], [`crate::operation`] and [`crate::macros`].

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use typeshare::typeshare;

use crate::recipe::Node;
pub use crate::{instance::*, macros::*, operation::*, primitive::*, profile::*};

/// What a node is: a primitive, an operation on children, or a macro that stands for a group of ordinary nodes.
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
    Screw(ScrewParams),
    Heightmap(HeightmapParams),
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
    Bore(BoreParams),
    Slot(SlotParams),
    Pocket(PocketParams),
    ChamferEdge(ChamferEdgeParams),
    BoltCircle(BoltCircleParams),
    Thread(ThreadParams),
    Gear(GearParams),
    Truss(TrussParams),
    Stairs(StairsParams),
    ScatterOnSurface(ScatterOnSurfaceParams),
    Instance(InstanceParams),
}

/// Matches every shape that has children: the one list of them.
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
            | Shape::Repeat(RepeatParams { children: $children, .. })
            | Shape::Bore(BoreParams { children: $children, .. })
            | Shape::Slot(SlotParams { children: $children, .. })
            | Shape::Pocket(PocketParams { children: $children, .. })
            | Shape::ChamferEdge(ChamferEdgeParams { children: $children, .. })
            | Shape::BoltCircle(BoltCircleParams { children: $children, .. })
            | Shape::ScatterOnSurface(ScatterOnSurfaceParams { children: $children, .. }) => $found,
            _ => $none,
        }
    };
}

impl Shape {
    /// Child nodes of an operation or macro, in order; empty for a primitive.
    pub fn children(&self) -> &[Node] {
        match_children!(self, children => children, &[])
    }

    /// Child nodes of an operation or macro, to change; nothing for a primitive.
    pub fn children_mut(&mut self) -> Option<&mut Vec<Node>> {
        match_children!(self, children => Some(children), None)
    }

    /// Whether it combines or copies children.
    pub fn is_operation(&self) -> bool {
        !self.is_macro() && match_children!(self, _children => true, false)
    }

    /// Whether it stands for a group of ordinary nodes.
    pub fn is_macro(&self) -> bool {
        matches!(
            self,
            Self::Bore(_)
                | Self::Slot(_)
                | Self::Pocket(_)
                | Self::ChamferEdge(_)
                | Self::BoltCircle(_)
                | Self::Thread(_)
                | Self::Gear(_)
                | Self::Truss(_)
                | Self::Stairs(_)
                | Self::ScatterOnSurface(_)
        )
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
