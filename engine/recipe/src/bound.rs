//! The bound tree: a recipe in which every expression, anchor and material is resolved to plain numbers.
//!
//! Angles are radians, lengths metres. A node's shape is evaluated in its own frame, changed by its modifiers in
//! order, then placed in the parent's frame by its transform.

pub use gve_shared::{
    modifier::{MinimalSurface, NoiseKind, VoronoiMode},
    operation::BlendProfile,
};
use std::sync::Arc;

use gve_shared::{
    physics::{BodyKind, ColliderKind},
    sound::{FilterKind, ResonantBody},
};

/// Axis-aligned box in metres. `min > max` on any axis means empty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Aabb {
    /// Low corner.
    pub min: [f64; 3],
    /// High corner.
    pub max: [f64; 3],
}

/// A recipe of plain numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundRecipe {
    /// Name of the asset.
    pub name: String,
    /// Every variable's value, by name order.
    pub variables: Vec<(String, f64)>,
    /// Materials that nodes refer to by index; at least one.
    pub materials: Vec<BoundMaterial>,
    /// The shape tree without disabled nodes.
    pub root: BoundNode,
    /// Bounds of the root's final shape, finite and not empty.
    pub bounds: Aabb,
    /// The sound of a blow, if the recipe has one.
    pub sound: Option<BoundSound>,
    /// How it takes part in a simulation.
    pub physics: BoundPhysics,
}

/// How an asset takes part in a physics simulation. The default is that of a recipe that says nothing of it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct BoundPhysics {
    /// Whether and how it moves.
    pub body: BodyKind,
    /// The shape with which it collides.
    pub collider: ColliderKind,
    /// Coefficient of friction in place of those of the materials.
    pub friction: Option<f64>,
    /// Coefficient of restitution in place of those of the materials, 0–1.
    pub restitution: Option<f64>,
}

/// A sound of plain numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundSound {
    /// What makes it.
    pub source: BoundSoundSource,
    /// Loudness as a factor.
    pub gain: f64,
    /// The noise of the blow.
    pub noise: Option<BoundNoise>,
    /// In order.
    pub filters: Vec<BoundFilter>,
    /// Drive of the soft clipper, 0–1.
    pub distortion: f64,
    /// Size of the room in metres and its share in the sound, 0–1.
    pub reverb: Option<BoundReverb>,
}

/// What makes a sound.
#[derive(Debug, Clone, PartialEq)]
pub enum BoundSoundSource {
    /// Frequency modulation.
    Fm { frequency_hz: f64, operators: Vec<BoundOperator> },
    /// The modes of the body, which are known when its mass is. An absent damping is the material's.
    Modal { body: Option<ResonantBody>, mode_count: u32, pitch: f64, damping: Option<f64>, strike: f64 },
}

/// One operator.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BoundOperator {
    /// Frequency as a multiple of the patch's.
    pub ratio: f64,
    /// Loudness, or modulation index in radians.
    pub index: f64,
    /// How much it bends itself, 0–1.
    pub feedback: f64,
    /// Attack, decay and release in seconds.
    pub times_s: [f64; 3],
    /// Level after the decay, 0–1.
    pub sustain: f64,
    /// Bit i: operator i, which comes later, bends this one.
    pub modulators: u8,
    /// Whether it sounds.
    pub is_carrier: bool,
}

/// A burst of noise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BoundNoise {
    /// Loudness beside the source.
    pub level: f64,
    /// Seconds until it is 60 dB down.
    pub decay_s: f64,
    /// Which noise.
    pub seed: u32,
}

/// A filter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BoundFilter {
    /// What it lets through.
    pub kind: FilterKind,
    /// Hz.
    pub frequency_hz: f64,
    /// Quality.
    pub quality: f64,
}

/// A room.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BoundReverb {
    /// Metres.
    pub size_m: f64,
    /// Share of the room in the sound, 0–1.
    pub mix: f64,
}

/// A surface material with its overrides applied.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundMaterial {
    /// Library id, or `default`.
    pub spec_id: String,
    /// sRGB, each 0–1.
    pub base_color_srgb: [f32; 3],
    /// 0 dielectric to 1 metal.
    pub metallic: f32,
    /// 0 mirror to 1 matt.
    pub roughness: f32,
    /// Light given off, as a factor on the base colour.
    pub emissive: f32,
    /// Mass per volume in kg/m³.
    pub density_kg_m3: f32,
}

/// A node of plain numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundNode {
    /// JSON pointer of the node in its recipe.
    pub pointer: String,
    /// Anchor name, if it has one.
    pub id: Option<String>,
    /// Index into [`BoundRecipe::materials`], inherited where the node names none.
    pub material: u16,
    /// Parent's frame from node's frame.
    pub transform: BoundTransform,
    /// In order, applied in the node's frame before the transform.
    pub modifiers: Vec<BoundModifier>,
    /// What the node is.
    pub shape: BoundShape,
    /// Conservative bounds in the parent's frame, after modifiers and transform; infinite for a half-space.
    pub bounds: Aabb,
}

/// point_in_parent = position + rotation · (scale ∘ point_in_node).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BoundTransform {
    /// Metres.
    pub position: [f64; 3],
    /// Unit quaternion xyzw.
    pub rotation: [f64; 4],
    /// Factors above 0.
    pub scale: [f64; 3],
}

/// Axis of a node's frame: 0 x, 1 y, 2 z.
pub type AxisIndex = usize;

/// A modifier of plain numbers.
///
/// The first of a node's modifiers changes its bare shape, each next one the result so far: a point is therefore led
/// through them from the last to the first.
#[derive(Debug, Clone, PartialEq)]
pub enum BoundModifier {
    /// Point p is looked up turned by −rate · p[axis] about the axis.
    Twist { axis: AxisIndex, rate_rad_per_m: f64 },
    /// Cross-section scaled linearly from `start_scale` at `low_m` to `end_scale` at `high_m`, clamped outside.
    Taper { axis: AxisIndex, low_m: f64, high_m: f64, start_scale: f64, end_scale: f64 },
    /// Point p is looked up with |p[axis]|.
    MirrorSpace { axis: AxisIndex },
    /// Point p is looked up with −p[axis]: an exact mirror image. Recipes do not write it; the mirrored half of a
    /// `mirror` operation is bound to it, because a transform has no negative scale.
    Reflect { axis: AxisIndex },
    /// Distance minus radius; a negative radius shrinks.
    Round { radius_m: f64 },
    /// max(f − outer_m, −f − inner_m): a wall from `inner_m` inside to `outer_m` outside of the surface.
    Shell { inner_m: f64, outer_m: f64 },
    /// Walls of `thickness_m` in each other with `gap_m` between them, the first inside of the surface.
    Onion { layers: u32, thickness_m: f64, gap_m: f64 },
    /// Space folded into one cell: along each axis, copies 0 to `last` one `spacing_m` apart, or endless ones in both
    /// directions; spacing 0 leaves the axis alone.
    Repeat { spacing_m: [f64; 3], last: [Option<u32>; 3], content: RepeatedContent },
    /// Bent into an arc.
    Bend(Bend),
    /// Point p is looked up with p[along] − slope · p[axis].
    Shear { axis: AxisIndex, along: AxisIndex, slope: f64 },
    /// Point p is looked up at p − clamp(p, −half, half).
    Elongate { half_m: [f64; 3] },
    /// Distance minus amplitude · noise(p / size).
    Displace { noise: Noise, amplitude_m: f64, size_m: f64 },
    /// Distance minus amplitude · cos(2π · distance from the axis / wavelength + phase).
    Ripple { axis: AxisIndex, amplitude_m: f64, wavelength_m: f64, phase_rad: f64 },
    /// What the walls between random cells, or the cells without them, share with the shape.
    Voronoi { cell_m: f64, wall_m: f64, mode: VoronoiMode, seed: u32 },
    /// What a periodic surface shares with the shape.
    Lattice { surface: MinimalSurface, cell_m: f64, thickness_m: f64 },
    /// The field is read at the corners of a cubic lattice around the origin and is linear between them, in six
    /// tetrahedra around the (1, 1, 1) diagonal of each cube. It leaves the field by at most [`FACET_DEPARTURE`] cells.
    Facet { cell_m: f64 },
}

/// Half the diagonal of a cube: the farthest that an interpolation over its corners is from a 1-Lipschitz field.
pub const FACET_DEPARTURE: f64 = 0.866_025_403_784_438_6;
/// How often a facet modifier reads what it changes: at four corners and at the point itself.
pub const FACET_READINGS: usize = 5;

/// Noise in −1…1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Noise {
    pub kind: NoiseKind,
    /// Of fractal noise, 1 to 8.
    pub octaves: u32,
    /// 0 to 65535.
    pub seed: u32,
}

/// A shape that lies along an axis from `low_m` to `high_m` and is bent into an arc around the middle between them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bend {
    pub axis: AxisIndex,
    /// Axis to whose positive side the ends are bent; for a negative angle, to its negative side.
    pub toward: AxisIndex,
    /// Turn from the low to the high end.
    pub angle_rad: f64,
    pub low_m: f64,
    pub high_m: f64,
    /// Bounds of the shape before it is bent.
    pub straight: Aabb,
    /// The shape's value at a distance g from its bounds is at least g / growth.
    pub growth: f64,
}

impl Bend {
    /// Radius of the arc into which the axis is bent.
    pub fn radius_m(&self) -> f64 {
        (self.high_m - self.low_m) / self.angle_rad.abs()
    }

    /// Whether the turn is too small, below half a degree, to be computed with: the arc's radius would swallow the shape.
    pub fn is_straight(&self) -> bool {
        self.angle_rad.abs() < 0.5_f64.to_radians()
    }

    /// Reach of the shape along `toward`, seen so that it is bent to the positive side.
    fn reach(&self) -> (f64, f64) {
        let (low, high) = (self.straight.min[self.toward], self.straight.max[self.toward]);
        if self.angle_rad < 0.0 { (-high, -low) } else { (low, high) }
    }

    /// Distance between the arc's centre and the shape; not positive where the shape is too thick.
    pub fn inner_radius_m(&self) -> f64 {
        self.radius_m() - self.reach().1
    }

    /// Bounds of the bent shape.
    pub fn bent_bounds(&self) -> Aabb {
        if self.is_straight() {
            return self.straight;
        }
        let half = 0.5 * self.angle_rad.abs();
        let radius = self.radius_m();
        let (outer, inner) = (radius - self.reach().0, self.inner_radius_m());
        let side = outer * if half < std::f64::consts::FRAC_PI_2 { libm::sin(half) } else { 1.0 };
        let end = libm::cos(half);
        let (low, high) = (radius - outer, radius - end * if end > 0.0 { inner } else { outer });
        let middle = 0.5 * (self.low_m + self.high_m);
        let mut bounds = self.straight;
        (bounds.min[self.axis], bounds.max[self.axis]) = (middle - side, middle + side);
        let is_negative = self.angle_rad < 0.0;
        (bounds.min[self.toward], bounds.max[self.toward]) = if is_negative { (-high, -low) } else { (low, high) };
        bounds
    }
}

/// What is known of a shape that is repeated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RepeatedContent {
    /// Bounds of the first copy.
    pub bounds: Aabb,
    /// The shape's value is at least this on the border of its cell.
    pub clearance_m: f64,
}

impl RepeatedContent {
    /// Before the shape is known.
    pub(crate) const UNKNOWN: Self = Self { bounds: Aabb { min: [0.0; 3], max: [0.0; 3] }, clearance_m: 0.0 };
}

/// A closed 2D outline of plain numbers.
#[derive(Debug, Clone, PartialEq)]
pub enum BoundProfile {
    Circle {
        center: [f64; 2],
        radius: f64,
    },
    Rectangle {
        center: [f64; 2],
        half_extents: [f64; 2],
        rounding: f64,
    },
    /// Corners in counter-clockwise order.
    Polygon {
        points: Vec<[f64; 2]>,
        rounding: f64,
    },
    /// What contours bound that neither cross nor touch: counter-clockwise around the inside, clockwise around holes.
    Region {
        contours: Vec<Vec<[f64; 2]>>,
        rounding: f64,
    },
}

/// How the edge between two shapes is softened.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Blend {
    /// Cross-section of the blend.
    pub profile: BlendProfile,
    /// Difference of the two distances from which on nothing is blended; 0 is sharp.
    pub radius_m: f64,
}

impl Blend {
    /// No blend.
    pub const SHARP: Self = Self::smooth(0.0);

    /// The parabolic blend.
    pub const fn smooth(radius_m: f64) -> Self {
        Self { profile: BlendProfile::Smooth, radius_m }
    }

    /// How much less than the smaller of two distances the blended one is, where they differ by `difference` ≥ 0.
    ///
    /// Of the form min(a, b) − reduction(|a − b|), so that the result rises with each distance by 0 to 1 and by 1 with
    /// both: it never changes faster than they do. Where two planes meet at a right angle the surface is a parabola
    /// (I. Quilez, "Smooth minimum"), the chord of a bevel, or the quarter of a circle, all from `radius_m` on.
    pub fn reduction(&self, difference: f64) -> f64 {
        let radius = self.radius_m;
        let overlap = (radius - difference).max(0.0);
        match self.profile {
            _ if overlap == 0.0 => 0.0,
            BlendProfile::Smooth => overlap * overlap / (4.0 * radius),
            BlendProfile::Chamfer => overlap / 2.0,
            BlendProfile::Round => {
                radius - (difference + libm::sqrt(2.0 * radius * radius - difference * difference)) / 2.0
            }
        }
    }
}

/// How children are combined.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Combine {
    Union {
        blend: Blend,
    },
    Intersection {
        blend: Blend,
    },
    /// First minus the rest, in order.
    Difference {
        blend: Blend,
    },
    /// What is in an odd number of the children.
    Xor,
    /// A mix of two neighbours among the children; `t` goes from the first, 0, to the last, 1.
    Morph {
        t: f64,
    },
}

impl Combine {
    /// The sharp union.
    pub const UNION: Self = Self::Union { blend: Blend::SHARP };

    /// Of a mix of `count` children: the first of the two that are mixed, and the part of the second, 0 to 1.
    pub fn morphed(t: f64, count: usize) -> (usize, f64) {
        let place = t * count.saturating_sub(1) as f64;
        let first = (libm::floor(place) as usize).min(count.saturating_sub(2));
        (first, place - first as f64)
    }
}

/// One of the Platonic solids but the cube.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolyhedronKind {
    /// 4 faces, a corner up.
    Tetrahedron,
    /// 8 faces, a corner on each axis.
    Octahedron,
    /// 12 faces, a face up.
    Dodecahedron,
    /// 20 faces, a corner up.
    Icosahedron,
}

/// Heights from 0 to 1 in rows of columns: the first row is farthest towards −z, its first sample towards −x.
#[derive(Debug, Clone, PartialEq)]
pub struct Heights {
    /// 2 to [`Heights::MOST_SAMPLES`].
    pub columns: u32,
    /// 2 to [`Heights::MOST_SAMPLES`].
    pub rows: u32,
    /// Row by row.
    pub values: Vec<f32>,
}

impl Heights {
    /// Most samples along an axis.
    pub const MOST_SAMPLES: u32 = 256;
}

/// A shape of plain numbers, in the node's frame.
#[derive(Debug, Clone, PartialEq)]
pub enum BoundShape {
    Sphere {
        radius: f64,
    },
    Ellipsoid {
        radii: [f64; 3],
    },
    Box {
        half_extents: [f64; 3],
        rounding: f64,
    },
    /// `sides` 0 is round; otherwise a prism with a corner on +X.
    Cylinder {
        radius: f64,
        half_height: f64,
        sides: u32,
        rounding: f64,
    },
    /// `half_segment` is half of the length between the centres of the caps.
    Capsule {
        radius: f64,
        half_segment: f64,
    },
    Cone {
        radius_bottom: f64,
        radius_top: f64,
        half_height: f64,
        sides: u32,
    },
    /// `half_sweep` in radians, π is closed.
    Torus {
        major_radius: f64,
        minor_radius: f64,
        half_sweep: f64,
    },
    /// dot(normal, p) − offset, unit normal.
    Plane {
        normal: [f64; 3],
        offset: f64,
    },
    Revolution {
        profile: BoundProfile,
    },
    Extrusion {
        profile: BoundProfile,
        half_height: f64,
    },
    /// A prism along z over the triangle (−x, −y), (x, −y), (−x, y).
    Wedge {
        half_extents: [f64; 3],
    },
    /// `radius` reaches the corners.
    Polyhedron {
        kind: PolyhedronKind,
        radius: f64,
    },
    /// Balls of a radius that changes evenly along the pieces between points, each x, y, z and radius; two or more.
    Tube {
        points: Vec<[f64; 4]>,
    },
    /// A cube of `half_size` with the holes of a Menger sponge.
    Menger {
        half_size: f64,
        iterations: u32,
    },
    /// z → zᵖ + p with the pole along +Y; `scale` metres per unit.
    Mandelbulb {
        power: u32,
        iterations: u32,
        scale: f64,
    },
    /// q → q² + c in quaternions whose real part lies along x and whose last part is 0; `scale` metres per unit.
    Julia {
        c: [f64; 4],
        iterations: u32,
        scale: f64,
    },
    /// Profiles in XY that do not overlap, raised along Z.
    Plates {
        profiles: Vec<BoundProfile>,
        half_depth: f64,
    },
    /// A rod along Y with a helical thread of the basic profile of ISO 68-1 around it.
    Screw {
        radius: f64,
        half_height: f64,
        /// From crest to crest.
        pitch: f64,
        starts: u32,
        is_left: bool,
    },
    /// The solid under a surface over the rectangle of `half_extents` along x and z: from −`base` up to `height` times
    /// the map.
    Heightmap {
        half_extents: [f64; 2],
        height: f64,
        base: f64,
        map: Arc<Heights>,
    },
    /// A periodic surface of a thickness, or the solid on its low side; endless.
    Periodic {
        surface: MinimalSurface,
        cell_m: f64,
        thickness_m: Option<f64>,
    },
    /// Children in order, at least one. Arrays and mirrors are already expanded into unions of placed copies.
    Combination {
        combine: Combine,
        children: Vec<BoundNode>,
    },
}
