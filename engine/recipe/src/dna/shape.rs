//! Primitives of the older form. Cylinder, capsule and cone stand along +Z there.

use gve_shared::{
    import::ImportOutcome,
    shape::{
        BoxParams, CapsuleParams, ConeParams, CylinderParams, JuliaParams, MandelbulbParams, MengerParams, PlaneParams,
        RevolutionParams, Shape, SphereParams, TorusParams, WedgeParams,
    },
    value::{Scalar, Vector3},
};

use super::{
    Importer,
    fields::Fields,
    node::{along_z, turned},
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
            "gen_structure_truss" | "structure_truss" | "truss" => self.truss(fields, owner),
            "plane" => self.plane(fields, owner),
            "wedge" => self.wedge(fields, owner)?,
            "mandelbulb" => {
                let power = self.parameter(fields, &["power"]);
                let (iterations, scale) = self.fractal(fields, owner);
                along_z(Shape::Mandelbulb(MandelbulbParams { power, iterations, scale }), None)
            }
            "menger" => {
                let (iterations, scale) = self.fractal(fields, owner);
                let size = scale.unwrap_or(Scalar::Number(1.0));
                Shape::Menger(MengerParams { size: scaled(size, 2.0), iterations })
            }
            "julia" => {
                let c = fields.take(&["c"]).and_then(|index| self.scalars(index));
                let (iterations, scale) = self.fractal(fields, owner);
                Shape::Julia(JuliaParams { c, iterations, scale })
            }
            "revolution" => self.revolution(fields, owner)?,
            _ => return None,
        })
    }

    /// What fractals share. How their own compiler scales them is not public.
    fn fractal(&mut self, fields: &mut Fields<'_, '_>, owner: ValueIndex) -> (Option<Scalar>, Option<Scalar>) {
        self.approximated(owner, "a fractal's `scale` is taken as metres per unit");
        (self.parameter(fields, &["iterations"]), self.parameter(fields, &["scale"]))
    }

    /// A box that narrows along an axis to an edge at its upper end, or its lower one.
    fn wedge(&mut self, fields: &mut Fields<'_, '_>, owner: ValueIndex) -> Option<Shape> {
        let size = match fields.take(&["size", "half_extents"]) {
            Some(size) => match self.number(size) {
                Some(half) => [half; 3].map(Scalar::Number),
                None => self.scalars(size)?,
            },
            None => ["width", "height", "depth"].map(|name| self.required(fields, &[name], 0.5, owner)),
        };
        let axis = fields.take_word(&["taper_axis"]).unwrap_or_else(|| "y".to_owned());
        let is_reversed = match fields.take(&["taper_dir"]) {
            Some(index) => self.number(index).is_some_and(|direction| direction < 0.0),
            None => false,
        };
        let [x, y, z] = size;
        // A wedge of the recipe language narrows along +X and, seen from its bottom, along +Y.
        let (half_extents, euler_deg) = match (axis.as_str(), is_reversed) {
            ("z", false) => ([z, y, x], [0.0, -90.0, 0.0]),
            ("z", true) => ([z, y, x], [0.0, 90.0, 0.0]),
            ("x", true) => ([x, y, z], [0.0, 180.0, 0.0]),
            ("y", true) => ([x, y, z], [180.0, 0.0, 0.0]),
            _ => ([x, y, z], [0.0; 3]),
        };
        self.approximated(owner, "the side of a wedge that stays upright is not public; -x is taken, or the bottom");
        let wedge = Shape::Wedge(WedgeParams { half_extents: Vector3::Components(half_extents) });
        Some(if euler_deg == [0.0; 3] { wedge } else { turned(wedge, None, euler_deg) })
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
