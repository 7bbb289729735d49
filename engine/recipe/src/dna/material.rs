//! Materials of the older form.

use gve_shared::{
    material::MaterialUse,
    value::{ColorSrgb, Scalar},
};

use super::Importer;
use crate::{
    material_library,
    nearest::advice,
    text::{Kind, ValueIndex},
};

impl Importer<'_, '_> {
    /// `{ spec_id, base_color, metallic, roughness, emissive }`, or a bare id.
    pub(super) fn material_use(&mut self, index: ValueIndex) -> MaterialUse {
        if self.document.value(index).kind == Kind::String {
            return MaterialUse { spec_id: self.spec_id(index), ..MaterialUse::default() };
        }
        let mut fields = self.fields(index);
        let material = MaterialUse {
            spec_id: fields.take(&["spec_id", "id"]).and_then(|index| self.spec_id(index)),
            base_color_srgb: fields
                .take(&["base_color", "base_color_srgb", "color"])
                .and_then(|index| self.color(index)),
            metallic: self.parameter(&mut fields, &["metallic"]),
            roughness: self.parameter(&mut fields, &["roughness"]),
            emissive: self.parameter(&mut fields, &["emissive"]),
        };
        self.finish(&fields, "`material`");
        material
    }

    /// The id of a library entry that exists.
    pub(super) fn spec_id(&mut self, index: ValueIndex) -> Option<String> {
        if self.document.value(index).kind != Kind::String {
            self.not_understood(index, "the id of a material is a text");
            return None;
        }
        let id = self.document.string(index).into_owned();
        if material_library::find(&id).is_none() {
            let hint = advice(&id, material_library::names()).unwrap_or_default();
            self.not_understood(index, format!("the material `{id}` is not in the library. {hint}").trim_end());
            return None;
        }
        Some(id)
    }

    /// `"#rrggbb"`, or three or four numbers from 0 to 1 (a fourth, the alpha, has no meaning for a solid).
    pub(super) fn color(&mut self, index: ValueIndex) -> Option<ColorSrgb> {
        if self.document.value(index).kind == Kind::String {
            let text = self.document.string(index).into_owned();
            let digits = text.strip_prefix('#').unwrap_or_default();
            if digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                return Some(ColorSrgb::Hex(text));
            }
            self.not_understood(index, format!("the colour `{text}`: #rrggbb is expected"));
            return None;
        }
        let elements: Vec<_> = self.document.elements(index).collect();
        let numbers: Option<Vec<f64>> = elements.iter().map(|&element| self.number(element)).collect();
        match numbers.as_deref() {
            Some(&[red, green, blue]) if [red, green, blue].iter().all(|part| (0.0..=1.0).contains(part)) => {
                Some(ColorSrgb::Components([red, green, blue].map(Scalar::Number)))
            }
            Some(&[red, green, blue, alpha]) if [red, green, blue].iter().all(|part| (0.0..=1.0).contains(part)) => {
                if alpha != 1.0 {
                    self.approximated(elements[3], "the alpha of a colour: solids are opaque");
                }
                Some(ColorSrgb::Components([red, green, blue].map(Scalar::Number)))
            }
            _ => {
                self.not_understood(index, "a colour of three numbers from 0 to 1 is expected");
                None
            }
        }
    }
}
