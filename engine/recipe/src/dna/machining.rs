//! Macros of the older form, by their names; the names of their parameters are not public, so the usual ones are tried
//! and each macro is reported as approximated.

use gve_shared::{
    import::ImportOutcome,
    recipe::Node,
    shape::{
        ArrayLinearParams, ArrayRadialParams, Axis, BoltCircleParams, BoreParams, ChamferEdgeParams, CirclePocket,
        HexPocket, PocketOutline, PocketParams, RectPocket, ScatterOnSurfaceParams, Shape, SlotParams, TrussParams,
    },
    value::{Scalar, Vector3},
};

use super::{Importer, fields::Fields, node::plain, values::scaled};
use crate::text::{Kind, ValueIndex};

/// Names of macros that change what stands before them.
const ON_CHILDREN: [&str; 8] = [
    "machine_bore",
    "machine_slot",
    "machine_pocket",
    "machine_chamfer",
    "machine_bolt_circle",
    "machine_array_linear",
    "machine_array_radial",
    "gen_scatter_surface",
];

/// Whether an operation of this name is a macro.
pub(super) fn is_macro(name: &str) -> bool {
    ON_CHILDREN.contains(&name)
}

impl Importer<'_, '_> {
    /// A macro over children; its parameters stand in `params`, or beside its name.
    pub(super) fn machined(
        &mut self,
        name: &str,
        children: Vec<Node>,
        fields: &mut Fields<'_, '_>,
        owner: ValueIndex,
    ) -> Option<Shape> {
        let shape = match fields.take(&["params"]) {
            Some(params) => {
                let mut inner = self.fields(params);
                let shape = self.named_macro(name, children, &mut inner, owner);
                self.finish(&inner, &format!("the macro `{name}`"));
                shape
            }
            None => self.named_macro(name, children, fields, owner),
        };
        match &shape {
            Some(_) => self.approximated(owner, format!("the macro `{name}`: its parameters are not public")),
            None => self.not_understood(owner, format!("the macro `{name}`: left out")),
        }
        shape
    }

    /// The tree with the document's `machining_patches`, one around the other.
    pub(super) fn patched(&mut self, mut root: Node, patches: ValueIndex) -> Node {
        if self.document.value(patches).kind != Kind::Array {
            self.not_understood(patches, "`machining_patches` is a list");
            return root;
        }
        let patches: Vec<_> = self.document.elements(patches).collect();
        for patch in patches {
            let mut fields = self.fields(patch);
            let name = fields.take_word(&["type", "cmd", "op", "macro"]).unwrap_or_default();
            if !is_macro(&name) {
                self.not_understood(patch, format!("the patch `{name}`: left out"));
                continue;
            }
            // A patch that names a part works on all of it: the older form applies patches after the tree.
            if let Some(target) = fields.take(&["target", "target_id"]) {
                self.approximated(target, "the patch works on the whole tree");
            }
            if let Some(shape) = self.machined(&name, vec![root.clone()], &mut fields, patch) {
                root = plain(shape);
            }
            self.finish(&fields, &format!("the patch `{name}`"));
        }
        root
    }

    fn named_macro(
        &mut self,
        name: &str,
        children: Vec<Node>,
        fields: &mut Fields<'_, '_>,
        owner: ValueIndex,
    ) -> Option<Shape> {
        if matches!(name, "machine_array_linear" | "machine_array_radial") {
            return Some(self.array(name, children, fields, owner));
        }
        if name == "gen_scatter_surface" {
            return self.scattered(children, fields, owner);
        }
        if name == "machine_chamfer" {
            let size = self.required(fields, &["size", "distance", "width", "radius"], 0.01, owner);
            return Some(Shape::ChamferEdge(ChamferEdgeParams { children, size, faces: None }));
        }
        let position = fields.take(&["position", "pos", "center", "origin"]).and_then(|index| self.vector(index));
        let direction = self.direction(fields);
        let depth = self.parameter(fields, &["depth"]);
        Some(match name {
            "machine_bore" => Shape::Bore(BoreParams {
                children,
                diameter: self.diameter(fields, owner),
                depth,
                tip_angle_deg: None,
                counterbore: None,
                countersink: None,
                position,
                direction,
            }),
            "machine_bolt_circle" => Shape::BoltCircle(BoltCircleParams {
                children,
                count: self.required(fields, &["count", "holes"], 6.0, owner),
                circle_diameter: self.required(fields, &["circle_diameter", "bolt_circle_diameter"], 0.1, owner),
                hole_diameter: self.diameter(fields, owner),
                depth,
                counterbore: None,
                countersink: None,
                angle_deg: None,
                position,
                direction,
            }),
            "machine_slot" => Shape::Slot(SlotParams {
                children,
                length: self.required(fields, &["length"], 0.1, owner),
                width: self.required(fields, &["width"], 0.02, owner),
                depth,
                angle_deg: self.parameter(fields, &["angle", "angle_deg"]),
                position,
                direction,
            }),
            _ => {
                let outline = self.pocket_outline(fields, owner);
                let angle_deg = self.parameter(fields, &["angle", "angle_deg"]);
                Shape::Pocket(PocketParams { children, outline, depth, angle_deg, position, direction })
            }
        })
    }

    /// A vector, or the axis against which the tool goes.
    fn direction(&mut self, fields: &mut Fields<'_, '_>) -> Option<Vector3> {
        if let Some(index) = fields.take(&["direction", "dir"]) {
            return self.vector(index);
        }
        let axis = fields.has("axis").then(|| self.axis(fields)).flatten()?;
        let mut direction = [0.0; 3];
        direction[axis as usize] = -1.0;
        Some(Vector3::from(direction))
    }

    fn diameter(&mut self, fields: &mut Fields<'_, '_>, owner: ValueIndex) -> Scalar {
        match self.parameter(fields, &["radius", "r", "hole_radius"]) {
            Some(radius) => scaled(radius, 2.0),
            None => self.required(fields, &["diameter", "d", "hole_diameter"], 0.01, owner),
        }
    }

    fn pocket_outline(&mut self, fields: &mut Fields<'_, '_>, owner: ValueIndex) -> PocketOutline {
        match fields.take_word(&["shape", "outline", "kind"]).as_deref() {
            Some("circle" | "round") => PocketOutline::Circle(CirclePocket { diameter: self.diameter(fields, owner) }),
            Some("hex" | "hexagon") => {
                let names = ["across_flats", "size", "width"];
                PocketOutline::Hex(HexPocket { across_flats: self.required(fields, &names, 0.02, owner) })
            }
            _ => PocketOutline::Rect(RectPocket {
                length: self.required(fields, &["length", "size_x"], 0.04, owner),
                width: self.required(fields, &["width", "size_y"], 0.02, owner),
                corner_radius: self.parameter(fields, &["corner_radius", "fillet"]),
            }),
        }
    }

    fn array(&mut self, name: &str, children: Vec<Node>, fields: &mut Fields<'_, '_>, owner: ValueIndex) -> Shape {
        let count = self.required(fields, &["count", "n"], 2.0, owner);
        if name == "machine_array_radial" {
            let axis = fields.has("axis").then(|| self.axis(fields)).flatten();
            let radius = self.parameter(fields, &["radius"]);
            let sweep_deg = self.parameter(fields, &["angle", "sweep", "sweep_deg"]);
            return Shape::ArrayRadial(ArrayRadialParams { children, count, axis, radius, sweep_deg });
        }
        let step = fields.take(&["step", "offset", "delta"]).and_then(|index| self.vector(index));
        let step = step.unwrap_or_else(|| {
            let spacing = self.required(fields, &["spacing", "distance"], 0.1, owner);
            let axis = fields.has("axis").then(|| self.axis(fields)).flatten().unwrap_or(Axis::X);
            let mut step = [0.0; 3].map(Scalar::Number);
            step[axis as usize] = spacing;
            Vector3::Components(step)
        });
        Shape::ArrayLinear(ArrayLinearParams { children, count, step })
    }

    /// The surface is the first child, or what stands before; what is placed is the second, or `child`.
    fn scattered(&mut self, mut children: Vec<Node>, fields: &mut Fields<'_, '_>, owner: ValueIndex) -> Option<Shape> {
        if let Some(child) = fields.take(&["child", "instance", "object", "item"]) {
            children.extend(self.node(child));
        }
        if children.len() < 2 {
            self.not_understood(owner, "copies on a surface need something to place");
            return None;
        }
        Some(Shape::ScatterOnSurface(ScatterOnSurfaceParams {
            children,
            spacing: self.required(fields, &["spacing", "min_distance", "radius"], 0.1, owner),
            count: self.parameter(fields, &["count", "n"]),
            seed: self.parameter(fields, &["seed"]),
            align: None,
            spin_deg: None,
            scale_min: self.parameter(fields, &["scale_min"]),
            scale_max: self.parameter(fields, &["scale_max"]),
            offset: self.parameter(fields, &["offset"]),
            keep_target: None,
        }))
    }

    /// A truss, which is a shape of its own.
    pub(super) fn truss(&mut self, fields: &mut Fields<'_, '_>, owner: ValueIndex) -> Shape {
        self.note(ImportOutcome::Approximated, owner, "a truss of the older form becomes one of today's along x");
        Shape::Truss(TrussParams {
            length: self.required(fields, &["length"], 1.0, owner),
            height: self.required(fields, &["height"], 0.3, owner),
            width: self.parameter(fields, &["width", "depth"]),
            bays: self.required(fields, &["bays", "segments", "count"], 5.0, owner),
            chord_radius: self.required(fields, &["chord_radius", "radius", "thickness"], 0.02, owner),
            strut_radius: self.parameter(fields, &["strut_radius", "beam_radius"]),
            bracing: None,
        })
    }
}
