//! Modifiers of the older form: `{ "type": "twist", … }` or `{ "cmd": "Effect_Twist", … }`.

use gve_shared::{
    import::ImportOutcome,
    modifier::{
        DisplaceParams, ElongateParams, FacetParams, LatticeParams, MirrorSpaceParams, Modifier, RoundParams,
        ShearParams, ShellParams, ShellSide, TaperParams, TwistParams, VoronoiMode, VoronoiParams,
    },
    shape::Axis,
    value::{Scalar, Vector3},
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
            "elongate" => self.elongate(fields, owner),
            "shear" => {
                let axis = self.axis(fields);
                let slope = self.required(fields, &["amount", "slope", "factor"], 0.5, owner);
                self.approximated(owner, "the direction of a shear is taken from the axis alone");
                Modifier::Shear(ShearParams { axis, along: None, slope })
            }
            "voronoi" => self.voronoi(fields, owner),
            "noise" => {
                let amplitude = self.required(fields, &["amplitude", "strength"], 0.05, owner);
                let size = self.required(fields, &["size", "scale"], 0.25, owner);
                self.approximated(owner, "noise has another pattern here");
                Modifier::Displace(DisplaceParams { noise: None, amplitude, size, seed: None, octaves: None })
            }
            "lattice" => {
                let cell_size = self.required(fields, &["cell_size"], 0.2, owner);
                let thickness = self.required(fields, &["thickness", "wall_thickness"], 0.02, owner);
                self.approximated(owner, "a lattice becomes a gyroid of the same cell size");
                Modifier::Lattice(LatticeParams { surface: None, cell_size, thickness })
            }
            "facet" => {
                let size = self.required(fields, &["size", "facet_size", "scale"], 0.1, owner);
                self.approximated(owner, "facets are triangles on a cubic lattice here");
                Modifier::Facet(FacetParams { size })
            }
            _ => return None,
        })
    }

    /// Straight sides along one axis.
    fn elongate(&mut self, fields: &mut Fields<'_, '_>, owner: ValueIndex) -> Modifier {
        let axis = self.axis(fields).unwrap_or_default();
        let length = self.required(fields, &["length"], 0.5, owner);
        let mut lengths = [0.0; 3].map(Scalar::Number);
        lengths[axis as usize] = length;
        Modifier::Elongate(ElongateParams { length: Vector3::Components(lengths) })
    }

    fn voronoi(&mut self, fields: &mut Fields<'_, '_>, owner: ValueIndex) -> Modifier {
        let cell_size = self.required(fields, &["cell_size"], 0.2, owner);
        let wall_thickness = self.required(fields, &["wall_thickness"], 0.02, owner);
        let mode = fields.take_word(&["mode"]);
        let is_cells = mode.as_deref().is_some_and(|mode| mode.contains("cell") || mode.contains("solid"));
        self.approximated(owner, "cells have another pattern here");
        let mode = Some(if is_cells { VoronoiMode::Cells } else { VoronoiMode::Walls });
        Modifier::Voronoi(VoronoiParams { cell_size, wall_thickness, mode, seed: None })
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
