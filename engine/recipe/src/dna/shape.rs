//! Primitives of the older form. Cylinder, capsule and cone stand along +Z there.

use gve_shared::{
    import::ImportOutcome,
    shape::{
        BoxParams, CapsuleParams, ConeParams, CylinderParams, PlaneParams, RevolutionParams, Shape, SphereParams,
        TorusParams,
    },
    value::{Scalar, Vector3},
};

use super::{
    Importer,
    fields::Fields,
    node::along_z,
    values::{scaled, sum},
};
use crate::text::ValueIndex;

impl Importer<'_, '_> {
    /// The shape of a primitive: its parameters stand in `params`, or beside `shape` in bare nodes.
    pub(super) fn primitive(&mut self, index: ValueIndex, fields: &mut Fields<'_, '_>) -> Option<Shape> {
        let Some(name) = fields.take_word(&["shape"]) else {
            self.not_understood(index, "a primitive without the name of its `shape`");
            return None;
        };
        let shape = match fields.take(&["params"]) {
            Some(params) => {
                let mut inner = self.fields(params);
                let shape = self.named_shape(&name, &mut inner, params);
                if shape.is_some() {
                    self.finish(&inner, &format!("the shape `{name}`"));
                }
                shape
            }
            None => self.named_shape(&name, fields, index),
        };
        match &shape {
            Some(_) => self.note(ImportOutcome::Mapped, index, format!("shape `{name}`")),
            None => self.not_understood(index, format!("the shape `{name}`: left out")),
        }
        shape
    }

    fn named_shape(&mut self, name: &str, fields: &mut Fields<'_, '_>, owner: ValueIndex) -> Option<Shape> {
        Some(match name {
            "sphere" => Shape::Sphere(SphereParams { radius: self.required(fields, &["radius", "r"], 1.0, owner) }),
            "box" | "cube" => self.block(fields, owner)?,
            "cylinder" => {
                let radius = self.required(fields, &["radius", "r"], 0.5, owner);
                let height = self.required(fields, &["height", "h"], 1.0, owner);
                along_z(Shape::Cylinder(CylinderParams { radius, height, sides: None, rounding: None }), None)
            }
            "capsule" => {
                let radius = self.required(fields, &["radius", "r"], 0.25, owner);
                let straight = self.required(fields, &["height", "h"], 1.0, owner);
                let height = sum(&straight, 2.0, &radius);
                along_z(Shape::Capsule(CapsuleParams { radius, height }), None)
            }
            "torus" => Shape::Torus(TorusParams {
                major_radius: self.required(fields, &["major_r", "major_radius", "R"], 0.5, owner),
                minor_radius: self.required(fields, &["minor_r", "minor_radius", "r"], 0.2, owner),
                sweep_deg: None,
            }),
            "cone" => {
                let radius_bottom = self.required(fields, &["radius", "r"], 0.5, owner);
                let height = self.required(fields, &["height", "h"], 1.0, owner);
                let middle = scaled(height.clone(), 0.5);
                let cone = ConeParams { radius_bottom, radius_top: None, height, sides: None };
                along_z(Shape::Cone(cone), Some(middle))
            }
            "plane" => self.plane(fields, owner),
            "revolution" => self.revolution(fields, owner)?,
            _ => return None,
        })
    }

    /// `size` holds half extents, and so do `width`, `height` and `depth`.
    fn block(&mut self, fields: &mut Fields<'_, '_>, owner: ValueIndex) -> Option<Shape> {
        let half_extents = match fields.take(&["size", "half_extents"]) {
            Some(size) => match self.number(size) {
                Some(half) => Vector3::from([half; 3]),
                None => self.vector(size)?,
            },
            None => {
                Vector3::Components(["width", "height", "depth"].map(|name| self.required(fields, &[name], 0.5, owner)))
            }
        };
        let rounding = self.parameter(fields, &["rounding"]);
        Some(Shape::Box(BoxParams { half_extents, rounding }))
    }

    fn plane(&mut self, fields: &mut Fields<'_, '_>, owner: ValueIndex) -> Shape {
        let normal = fields.take(&["normal"]).and_then(|index| self.vector(index));
        let offset = self.parameter(fields, &["distance", "d"]);
        if offset.as_ref().is_some_and(|offset| *offset != Scalar::Number(0.0)) {
            self.approximated(owner, "the plane's distance is taken along its normal");
        }
        Shape::Plane(PlaneParams { normal, offset })
    }

    /// A profile turned about an axis. The recipe language turns about +Y.
    fn revolution(&mut self, fields: &mut Fields<'_, '_>, owner: ValueIndex) -> Option<Shape> {
        let axis = fields.take_word(&["axis"]).unwrap_or_else(|| "y".to_owned());
        let profile = self.profile(fields, owner)?;
        let shape = Shape::Revolution(RevolutionParams { profile });
        match axis.as_str() {
            "y" => Some(shape),
            "z" => Some(along_z(shape, None)),
            _ => {
                self.approximated(owner, format!("a revolution about `{axis}` stands along y"));
                Some(shape)
            }
        }
    }
}
