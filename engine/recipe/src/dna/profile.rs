//! Profiles of revolutions: an outline in the (distance from the axis, height) half-plane.

use gve_shared::{
    shape::{CircleProfile, PolygonProfile, Profile, RectangleProfile},
    value::Scalar,
};

use super::{
    Importer,
    fields::{Fields, word},
    values::scaled,
};
use crate::text::{Kind, ValueIndex};

impl Importer<'_, '_> {
    /// A list of points, or an object or name for a circle or a rectangle, moved outward by the shape's `offset`.
    pub(super) fn profile(&mut self, fields: &mut Fields<'_, '_>, owner: ValueIndex) -> Option<Profile> {
        let offset = self.parameter(fields, &["offset"]).unwrap_or(Scalar::Number(0.0));
        let Some(index) = fields.take(&["profile"]) else {
            // The form with bytecode knows rectangles only: an offset, a width and a height.
            return fields.has("w").then(|| self.rectangle(fields, offset, owner));
        };
        match self.document.value(index).kind {
            Kind::Array => self.outline(index, &offset),
            Kind::Object => {
                let mut inner = self.fields(index);
                let kind = inner.take_word(&["type", "shape"]).unwrap_or_default();
                let points = inner.take(&["points", "vertices"]);
                let profile = match points {
                    Some(points) => self.outline(points, &offset),
                    None => self.named_profile(&kind, &mut inner, offset, index),
                };
                self.finish(&inner, "`profile`");
                profile
            }
            Kind::String => {
                let kind = word(&self.document.string(index));
                self.named_profile(&kind, fields, offset, index)
            }
            _ => {
                self.not_understood(index, "a profile is a list of points, a circle or a rectangle");
                None
            }
        }
    }

    fn named_profile(
        &mut self,
        kind: &str,
        fields: &mut Fields<'_, '_>,
        offset: Scalar,
        index: ValueIndex,
    ) -> Option<Profile> {
        match kind {
            "circle" | "sphere" => {
                let radius = self.required(fields, &["radius", "r"], 0.25, index);
                Some(Profile::Circle(CircleProfile { radius, center: Some([offset, Scalar::Number(0.0)]) }))
            }
            "box" | "rect" | "rectangle" | "square" => Some(self.rectangle(fields, offset, index)),
            _ => {
                self.not_understood(index, format!("the profile `{kind}`"));
                None
            }
        }
    }

    fn rectangle(&mut self, fields: &mut Fields<'_, '_>, offset: Scalar, owner: ValueIndex) -> Profile {
        let width = self.required(fields, &["w", "width"], 0.5, owner);
        let height = self.required(fields, &["h", "height"], 0.5, owner);
        self.approximated(owner, "width and height of a profile are taken for full lengths");
        Profile::Rectangle(RectangleProfile {
            half_extents: [scaled(width, 0.5), scaled(height, 0.5)],
            center: Some([offset, Scalar::Number(0.0)]),
            rounding: None,
        })
    }

    /// A closed polygon; the points may lie on either side of the closing edge.
    fn outline(&mut self, index: ValueIndex, offset: &Scalar) -> Option<Profile> {
        let elements: Vec<_> = self.document.elements(index).collect();
        if !(3..=1024).contains(&elements.len()) {
            self.not_understood(index, "an outline has 3 to 1024 points");
            return None;
        }
        let points: Option<Vec<[Scalar; 2]>> = elements.into_iter().map(|element| self.scalars(element)).collect();
        let moved = |[x, y]: [Scalar; 2]| [super::values::sum(&x, 1.0, offset), y];
        Some(Profile::Polygon(PolygonProfile { points: points?.into_iter().map(moved).collect(), rounding: None }))
    }
}
