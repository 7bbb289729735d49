//! Trees of ordinary nodes in which an author's own nodes have their places.

use std::ops::Range;

use gve_shared::{
    modifier::Modifier,
    recipe::{Node, Transform},
    shape::{
        BoxParams, CylinderParams, DifferenceParams, ExtrusionParams, PolygonProfile, PolylineTubeParams, Profile,
        RevolutionParams, Shape, UnionParams,
    },
    value::{EulerDeg, Rotation, Scalar, Vector3},
};

use crate::placement::{Quaternion, Vec3, normalise};

/// A node that a macro made.
#[derive(Debug, Clone)]
pub(crate) struct Expansion {
    /// Its children are left out: they are in `children`.
    pub node: Node,
    pub children: Vec<Branch>,
}

/// A child of an [`Expansion`].
#[derive(Debug, Clone)]
pub(crate) enum Branch {
    Made(Box<Expansion>),
    /// These children of the macro; several as one.
    Authors(Range<usize>),
}

impl Expansion {
    /// A node of a shape without children.
    pub fn of(name: &str, shape: Shape) -> Self {
        let node = Node {
            id: None,
            name: (!name.is_empty()).then(|| name.to_owned()),
            enabled: None,
            transform: None,
            modifiers: Vec::new(),
            material: None,
            shape,
        };
        Self { node, children: Vec::new() }
    }

    /// All children together.
    pub fn union(name: &str, children: Vec<Branch>) -> Self {
        Self { children, ..Self::of(name, Shape::Union(UnionParams { children: Vec::new() })) }
    }

    /// The first child minus the rest.
    pub fn difference(name: &str, children: Vec<Branch>) -> Self {
        Self { children, ..Self::of(name, Shape::Difference(DifferenceParams { children: Vec::new() })) }
    }

    pub fn at(mut self, position: Vec3) -> Self {
        if position != [0.0; 3] {
            self.node.transform.get_or_insert_default().position = Some(vector(position));
        }
        self
    }

    pub fn turned(mut self, rotation: Quaternion) -> Self {
        if rotation != [0.0, 0.0, 0.0, 1.0] {
            let rotation = Rotation::Quaternion(rotation.map(number));
            self.node.transform.get_or_insert_with(Transform::default).rotation = Some(rotation);
        }
        self
    }

    pub fn turned_deg(mut self, euler_deg: Vec3) -> Self {
        if euler_deg != [0.0; 3] {
            let rotation = Rotation::Euler(EulerDeg { euler_deg: vector(euler_deg) });
            self.node.transform.get_or_insert_with(Transform::default).rotation = Some(rotation);
        }
        self
    }

    pub fn modified(mut self, modifier: Modifier) -> Self {
        self.node.modifiers.push(modifier);
        self
    }
}

impl From<Expansion> for Branch {
    fn from(made: Expansion) -> Self {
        Self::Made(Box::new(made))
    }
}

/// A number as an author would write it: without the last digits, which only hold rounding errors.
pub(super) fn number(value: f64) -> Scalar {
    // Of 13 significant digits, and back: both directions are exact to the last bit on every platform.
    let short = format!("{value:.12e}").parse().unwrap_or(value);
    Scalar::Number(if short == 0.0 { 0.0 } else { short })
}

pub(super) fn vector(values: Vec3) -> Vector3 {
    Vector3::Components(values.map(number))
}

pub(super) fn cuboid(half_extents: Vec3) -> Shape {
    Shape::Box(BoxParams { half_extents: vector(half_extents), rounding: None })
}

/// A round cylinder.
pub(super) fn cylinder(radius: f64, height: f64) -> Shape {
    Shape::Cylinder(CylinderParams { radius: number(radius), height: number(height), sides: None, rounding: None })
}

fn polygon(points: &[[f64; 2]]) -> Profile {
    let points = points.iter().map(|point| point.map(number)).collect();
    Profile::Polygon(PolygonProfile { points, rounding: None })
}

/// A polygon in (x, z), raised along Y.
pub(super) fn prism(points: &[[f64; 2]], height: f64) -> Shape {
    Shape::Extrusion(ExtrusionParams { profile: polygon(points), height: number(height) })
}

/// A polygon in (distance from the axis, y), turned about Y.
pub(super) fn turned_body(points: &[[f64; 2]]) -> Shape {
    Shape::Revolution(RevolutionParams { profile: polygon(points) })
}

/// A round bar through points.
pub(super) fn bar(points: &[Vec3], radius: f64) -> Shape {
    Shape::PolylineTube(PolylineTubeParams {
        points: points.iter().copied().map(vector).collect(),
        radius_start: number(radius),
        radius_end: None,
        closed: None,
    })
}

/// The shortest turn that brings +Y to a unit vector; half a turn is about X.
pub(super) fn from_up_to(direction: Vec3) -> Quaternion {
    let [x, y, z] = direction;
    if y < -1.0 + 1e-12 {
        return [1.0, 0.0, 0.0, 0.0];
    }
    normalise([z, 0.0, -x, 1.0 + y])
}

/// Without what rounding left of a component that is 0.
pub(super) fn clean(rotation: Quaternion) -> Quaternion {
    rotation.map(|component| if component.abs() < 1e-15 { 0.0 } else { component })
}
