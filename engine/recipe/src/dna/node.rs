//! Nodes of the older form: primitives and operations.

use gve_shared::{
    import::ImportOutcome,
    material::MaterialUse,
    recipe::{Node, Transform},
    shape::{
        DifferenceParams, IntersectionParams, Shape, SmoothDifferenceParams, SmoothIntersectionParams,
        SmoothUnionParams, UnionParams,
    },
    value::{EulerDeg, Rotation, Scalar, Vector3},
};

use super::{Importer, fields::Fields, machining};
use crate::{
    expression::is_identifier,
    text::{Kind, ValueIndex},
};

/// Width of a blend where the older form names none.
const DEFAULT_BLEND_M: f64 = 0.5;

/// A node that is nothing but a shape.
pub(super) fn plain(shape: Shape) -> Node {
    Node { id: None, name: None, enabled: None, transform: None, modifiers: Vec::new(), material: None, shape }
}

/// A shape of the recipe language whose axis is +Y, standing along the +Z of the older form and moved along it.
pub(super) fn along_z(shape: Shape, shift_m: Option<Scalar>) -> Shape {
    let position = shift_m.map(|shift| Vector3::Components([Scalar::Number(0.0), Scalar::Number(0.0), shift]));
    turned(shape, position, [90.0, 0.0, 0.0])
}

/// A shape that is turned and placed within its node, whose own transform is the document's.
pub(super) fn turned(shape: Shape, position: Option<Vector3>, euler_deg: [f64; 3]) -> Shape {
    let turn = EulerDeg { euler_deg: Vector3::from(euler_deg) };
    let transform = Transform { position, rotation: Some(Rotation::Euler(turn)), scale: None };
    let child = Node { transform: Some(transform), ..plain(shape) };
    Shape::Union(UnionParams { children: vec![child] })
}

impl Importer<'_, '_> {
    /// The nodes of an array; what is no node becomes a note.
    pub(super) fn nodes(&mut self, array: ValueIndex) -> Vec<Node> {
        let elements: Vec<_> = self.document.elements(array).collect();
        elements.into_iter().filter_map(|element| self.node(element)).collect()
    }

    pub(super) fn node(&mut self, index: ValueIndex) -> Option<Node> {
        self.node_beside(index, &[])
    }

    /// A node among whose own keys stand some of something else.
    pub(super) fn node_beside(&mut self, index: ValueIndex, others: &[&str]) -> Option<Node> {
        if self.document.value(index).kind != Kind::Object {
            self.not_understood(index, "a node is an object");
            return None;
        }
        let mut fields = self.fields(index);
        for key in others {
            fields.take(&[key]);
        }
        let shape = self.shape_of(index, &mut fields)?;
        let id = self.id(&mut fields);
        let name = self.label(&mut fields);
        let transform = fields.take(&["transform"]).and_then(|transform| self.transform(transform));
        let modifiers = fields.take(&["modifiers"]).map_or_else(Vec::new, |list| self.modifiers(list));
        let material = self.material(&mut fields);
        self.finish(&fields, "a node");
        Some(Node { id, name, enabled: None, transform, modifiers, material, shape })
    }

    /// What a node is, from `type` or from the keys that only one kind has.
    fn shape_of(&mut self, index: ValueIndex, fields: &mut Fields<'_, '_>) -> Option<Shape> {
        let kind = fields.take_word(&["type"]);
        match kind.as_deref() {
            Some("operation") => self.operation(index, fields),
            Some("primitive") => self.primitive(index, fields),
            _ if fields.has("op") => self.operation(index, fields),
            _ if fields.has("shape") => self.primitive(index, fields),
            _ if fields.has("children") => {
                self.approximated(index, "a node with children and no `op`: taken for a union");
                self.operation(index, fields)
            }
            _ => {
                self.not_understood(index, "a node without `shape` and `op`");
                None
            }
        }
    }

    fn operation(&mut self, index: ValueIndex, fields: &mut Fields<'_, '_>) -> Option<Shape> {
        let op = fields.take_word(&["op"]).unwrap_or_else(|| "union".to_owned());
        let children = fields.take(&["children"]).map_or_else(Vec::new, |list| self.nodes(list));
        if children.is_empty() {
            self.not_understood(index, format!("the operation `{op}` without children"));
            return None;
        }
        if machining::is_macro(&op) {
            return self.machined(&op, children, fields, index);
        }
        let blend = self.parameter(fields, &["smoothness", "k"]);
        let radius = || blend.clone().unwrap_or(Scalar::Number(DEFAULT_BLEND_M));
        let shape = match op.as_str() {
            "union" => Shape::Union(UnionParams { children }),
            "subtract" | "subtraction" | "difference" => Shape::Difference(DifferenceParams { children }),
            "intersect" | "intersection" => Shape::Intersection(IntersectionParams { children }),
            "smooth_union" => Shape::SmoothUnion(SmoothUnionParams { children, radius: radius(), profile: None }),
            "smooth_subtract" | "smooth_subtraction" | "smooth_difference" => {
                Shape::SmoothDifference(SmoothDifferenceParams { children, radius: radius(), profile: None })
            }
            "smooth_intersect" | "smooth_intersection" => {
                Shape::SmoothIntersection(SmoothIntersectionParams { children, radius: radius(), profile: None })
            }
            _ => {
                self.approximated(index, format!("the operation `{op}` is unknown: its children are united"));
                return Some(Shape::Union(UnionParams { children }));
            }
        };
        self.note(ImportOutcome::Mapped, index, format!("operation `{op}`"));
        Some(shape)
    }

    fn id(&mut self, fields: &mut Fields<'_, '_>) -> Option<String> {
        let index = fields.take(&["id"])?;
        if self.document.value(index).kind != Kind::String {
            self.not_understood(index, "an id is a text");
            return None;
        }
        let id = self.document.string(index).into_owned();
        let is_reserved = ["parent", "prev", "root"].contains(&id.as_str());
        if !is_identifier(&id) || is_reserved || !self.ids.insert(id.clone()) {
            self.approximated(index, format!("the id `{id}` is taken, reserved or no name: left out"));
            return None;
        }
        Some(id)
    }

    fn label(&mut self, fields: &mut Fields<'_, '_>) -> Option<String> {
        let index = fields.take(&["name", "label"])?;
        (self.document.value(index).kind == Kind::String).then(|| self.document.string(index).into_owned())
    }

    /// `material`, or the short forms `material_id` and `color`.
    fn material(&mut self, fields: &mut Fields<'_, '_>) -> Option<MaterialUse> {
        let whole = fields.take(&["material"]).map(|index| self.material_use(index));
        let mut material = whole.unwrap_or_default();
        if let Some(index) = fields.take(&["material_id"]) {
            material.spec_id = self.spec_id(index).or(material.spec_id);
        }
        if let Some(index) = fields.take(&["color"]) {
            material.base_color_srgb = self.color(index).or(material.base_color_srgb);
        }
        (material != MaterialUse::default()).then_some(material)
    }
}
