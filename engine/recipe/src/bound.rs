//! The bound tree: a recipe in which every expression, anchor and material is resolved to plain numbers.
//!
//! Angles are radians, lengths metres. A node's shape is evaluated in its own frame, changed by its modifiers in
//! order, then placed in the parent's frame by its transform.

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
    /// Distance minus radius.
    Round { radius_m: f64 },
    /// max(f − outer_m, −f − inner_m): a wall from `inner_m` inside to `outer_m` outside of the surface.
    Shell { inner_m: f64, outer_m: f64 },
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
}

/// How children are combined. A radius of 0 is the sharp form.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Combine {
    Union {
        radius: f64,
    },
    Intersection {
        radius: f64,
    },
    /// First minus the rest, in order.
    Difference {
        radius: f64,
    },
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
    /// Children in order, at least one. Arrays and mirrors are already expanded into unions of placed copies.
    Combination {
        combine: Combine,
        children: Vec<BoundNode>,
    },
}
