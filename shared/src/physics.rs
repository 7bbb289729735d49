//! Physics: what a recipe says of it, and the shape with which a built asset collides.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use typeshare::typeshare;

use crate::{
    value::Scalar,
    wire::{present, whole},
};

/// How the asset takes part in a physics simulation.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Physics {
    /// Whether and how the body moves.
    pub body: BodyKind,
    /// Shape with which it collides. Default: auto.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub collider: Option<ColliderKind>,
    /// Coefficient of dry friction of the whole surface, 0 to 2, in place of those of its materials. Two bodies that touch have the geometric mean of theirs.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub friction: Option<Scalar>,
    /// Coefficient of restitution of the whole surface, 0 to 1, in place of those of its materials. Two bodies that touch have the smaller one of theirs.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub restitution: Option<Scalar>,
}

/// Whether and how a body moves.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BodyKind {
    Static,
    #[default]
    Dynamic,
    Kinematic,
}

/// A choice of the shape with which an asset collides.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ColliderKind {
    /// The mesh of a static body, the convex pieces of any other.
    #[default]
    Auto,
    /// The box around the asset, along its axes.
    Box,
    /// A ball around the asset.
    Sphere,
    /// A capsule around the asset, along the axis on which it is longest.
    Capsule,
    /// The convex hull.
    Hull,
    /// Convex pieces that together follow the surface.
    Decomposition,
}

/// The shape with which a built asset collides, in its own frame.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", content = "params", rename_all = "snake_case")]
pub enum Collider {
    Mesh(MeshCollider),
    Hull(MeshCollider),
    Decomposition(MeshCollider),
    Box(BoxCollider),
    Sphere(SphereCollider),
    Capsule(CapsuleCollider),
}

/// A collider that a reader makes of a level of the shell mesh: its triangles, their hull, or their convex pieces.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MeshCollider {
    /// Level of detail, 0 the finest: the coarsest that leaves the surface by no more than a hundredth of the asset's longest side.
    #[serde(deserialize_with = "whole")]
    pub level: u32,
}

/// A box along the axes of the asset.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BoxCollider {
    /// Middle in metres.
    pub center_m: [f64; 3],
    /// Half of the size along each axis in metres.
    pub half_extents_m: [f64; 3],
}

/// A ball.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SphereCollider {
    /// Middle in metres.
    pub center_m: [f64; 3],
    /// Metres.
    pub radius_m: f64,
}

/// All points within a radius of a line.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CapsuleCollider {
    /// Low end of the line in metres.
    pub from_m: [f64; 3],
    /// High end of the line in metres; the low end again for what is no longer than wide.
    pub to_m: [f64; 3],
    /// Metres.
    pub radius_m: f64,
}
