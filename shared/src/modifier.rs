//! Modifiers: changes to a node's space or field, applied in order before its transform.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use typeshare::typeshare;

use crate::{
    shape::Axis,
    value::{Scalar, Vector3},
    wire::present,
};

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
    Bend(BendParams),
    Shear(ShearParams),
    Elongate(ElongateParams),
    Displace(DisplaceParams),
    Ripple(RippleParams),
    Voronoi(VoronoiParams),
    Lattice(LatticeParams),
    Facet(FacetParams),
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

/// Bends the shape along an axis into an arc around its middle. The distance becomes a bound.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BendParams {
    /// Axis along which the shape lies. Default: y.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub axis: Option<Axis>,
    /// Axis towards which its ends are bent, another one. Default: x, or y where the shape lies along x.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub toward: Option<Axis>,
    /// Turn from the low to the high end in degrees, -340 to 340.
    pub angle_deg: Scalar,
}

/// Shifts the shape along one axis in proportion to the way along another. The distance becomes a bound.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShearParams {
    /// Axis along which the shift grows. Default: y.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub axis: Option<Axis>,
    /// Axis of the shift, another one. Default: x, or y where the shift grows along x.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub along: Option<Axis>,
    /// Metres of shift per metre, -10 to 10.
    pub slope: Scalar,
}

/// Cuts the shape in the middle and pulls the halves apart, with straight sides between them.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ElongateParams {
    /// Length that is added along x, y and z in metres, at least 0.
    pub length: Vector3,
}

/// Displaces the surface by noise. The distance becomes a bound.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DisplaceParams {
    /// Kind of the noise. Default: perlin.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub noise: Option<NoiseKind>,
    /// Largest displacement in metres, at least 0.
    pub amplitude: Scalar,
    /// Size of the largest bumps in metres, above 0.
    pub size: Scalar,
    /// Number of the pattern, 0 to 65535. Default: 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub seed: Option<Scalar>,
    /// Octaves of `fbm`, 1 to 8, each with bumps half as large as the one before. Default: 4.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub octaves: Option<Scalar>,
}

/// A noise function.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoiseKind {
    /// Gradient noise on a cubic lattice.
    #[default]
    Perlin,
    /// Gradient noise on a lattice of tetrahedra.
    Simplex,
    /// A bump in each of many random cells.
    Voronoi,
    /// Several octaves of Perlin noise.
    Fbm,
}

/// Moves the surface by waves around an axis. The distance becomes a bound.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RippleParams {
    /// Axis around which the waves run. Default: y.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub axis: Option<Axis>,
    /// Height of the waves in metres, at least 0.
    pub amplitude: Scalar,
    /// Way from one crest to the next in metres, above 0.
    pub wavelength: Scalar,
    /// Where the waves start, in degrees: 0 has a crest at the axis. Default: 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub phase_deg: Option<Scalar>,
}

/// Divides the shape into random cells and keeps the walls between them or the cells.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VoronoiParams {
    /// Mean size of a cell in metres, above 0.
    pub cell_size: Scalar,
    /// Thickness of the walls in metres, above 0, at most 0.4 cells.
    pub wall_thickness: Scalar,
    /// What is kept. Default: walls.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub mode: Option<VoronoiMode>,
    /// Number of the pattern, 0 to 65535. Default: 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub seed: Option<Scalar>,
}

/// What a division into cells keeps.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VoronoiMode {
    #[default]
    Walls,
    Cells,
}

/// Fills the shape with a periodic surface of even thickness, in place of solid material.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LatticeParams {
    /// Surface that is repeated. Default: gyroid.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub surface: Option<MinimalSurface>,
    /// Size of a period in metres, above 0.
    pub cell_size: Scalar,
    /// Mean thickness of the surface in metres, above 0, at most 0.25 periods.
    pub thickness: Scalar,
}

/// A triply periodic surface, near to a minimal one.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MinimalSurface {
    #[default]
    Gyroid,
    SchwarzP,
    Diamond,
    Neovius,
    Iwp,
}

/// Replaces the surface by flat triangles, as of a model with few polygons. What is smaller than a facet is lost. The distance becomes a bound.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FacetParams {
    /// Size of the facets in metres, above 0.
    pub size: Scalar,
}
