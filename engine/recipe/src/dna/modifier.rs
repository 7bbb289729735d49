//! Modifiers of the older form: `{ "type": "twist", … }` or `{ "cmd": "Effect_Twist", … }`.

use gve_shared::{
    import::ImportOutcome,
    modifier::{MirrorSpaceParams, Modifier, RoundParams, ShellParams, ShellSide, TaperParams, TwistParams},
    shape::Axis,
};

use super::{Importer, fields::Fields, values::degrees};
use crate::text::ValueIndex;

impl Importer<'_, '_> {
    pub(super) fn modifiers(&mut self, list: ValueIndex) -> Vec<Modifier> {
        let elements: Vec<_> = self.document.elements(list).collect();
        elements.into_iter().filter_map(|element| self.modifier(element)).collect()
    }

    fn modifier(&mut self, index: ValueIndex) -> Option<Modifier> {
        let mut fields = self.fields(index);
        let name = fields.take_word(&["type", "cmd"]).unwrap_or_default();
        let name = name.strip_prefix("effect_").unwrap_or(&name).to_owned();
        let modifier = match fields.take(&["params"]) {
            Some(params) => {
                let mut inner = self.fields(params);
                let modifier = self.named_modifier(&name, &mut inner, index);
                if modifier.is_some() {
                    self.finish(&inner, &format!("the modifier `{name}`"));
                }
                modifier
            }
            None => self.named_modifier(&name, &mut fields, index),
        };
        match &modifier {
            Some(_) => {
                self.finish(&fields, &format!("the modifier `{name}`"));
                self.note(ImportOutcome::Mapped, index, format!("modifier `{name}`"));
            }
            None => self.not_understood(index, format!("the modifier `{name}`: left out")),
        }
        modifier
    }

    fn named_modifier(&mut self, name: &str, fields: &mut Fields<'_, '_>, owner: ValueIndex) -> Option<Modifier> {
        Some(match name {
            "twist" => {
                let axis = self.axis(fields);
                let rate = self.required(fields, &["rate"], 1.0, owner);
                Modifier::Twist(TwistParams { axis, rate_deg_per_m: degrees(rate) })
            }
            "taper" => {
                let axis = self.axis(fields);
                let start_scale = self.required(fields, &["scale_min"], 1.0, owner);
                let end_scale = self.required(fields, &["scale_max"], 1.0, owner);
                self.approximated(owner, "a taper over -1 to 1 m runs from end to end of the shape");
                Modifier::Taper(TaperParams { axis, start_scale, end_scale })
            }
            "mirror" => Modifier::MirrorSpace(MirrorSpaceParams { axis: self.axis(fields) }),
            "round" => Modifier::Round(RoundParams { radius: self.required(fields, &["radius", "r"], 0.1, owner) }),
            "shell" => Modifier::Shell(ShellParams {
                thickness: self.required(fields, &["thickness"], 0.1, owner),
                side: Some(ShellSide::Center),
            }),
            _ => return None,
        })
    }

    pub(super) fn axis(&mut self, fields: &mut Fields<'_, '_>) -> Option<Axis> {
        let index = fields.take(&["axis"])?;
        let axis = match fields.take_word(&["axis"]).as_deref() {
            Some("x") => Some(Axis::X),
            Some("y") => Some(Axis::Y),
            Some("z") => Some(Axis::Z),
            _ => self.numbers::<3>(index).and_then(axis_of),
        };
        if axis.is_none() {
            self.not_understood(index, "an axis is x, y or z");
        }
        axis
    }
}

/// The axis along which a vector lies.
fn axis_of(direction: [f64; 3]) -> Option<Axis> {
    match direction.map(|component| component != 0.0) {
        [true, false, false] => Some(Axis::X),
        [false, true, false] => Some(Axis::Y),
        [false, false, true] => Some(Axis::Z),
        _ => None,
    }
}
