//! Live compile: recipe text → the forms of an asset that a viewport shows at once, without the server.

use std::collections::BTreeMap;

use gve_field::{
    Field,
    control::{Cancelled, Unattended},
    scatter::FieldSurfaces,
};
use gve_mesh::{MeshOptions, MeshRecord};
use gve_recipe::{Surroundings, bound::BoundRecipe};
use gve_render::Bounds;
use gve_shared::{
    container::{MeshVertex, Splat},
    problem::Diagnostic,
    recipe::Recipe,
};
use gve_splat::SplatOptions;
use serde::Serialize;

use crate::assets;

/// Times of a live compile in milliseconds; what was not built is absent.
#[derive(Debug, Default, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct Timings {
    /// Reading and checking the text; absent when it is the text of the last call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) parse: Option<f64>,
    /// Variables, expressions and materials.
    pub(crate) bind: f64,
    /// Bound tree → field.
    pub(crate) lower: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) mesh: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) splats: Option<f64>,
}

/// Outcome of a live compile as JavaScript reads it.
#[derive(Debug, Serialize)]
pub(crate) struct Outcome {
    pub(crate) ok: bool,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) timings_ms: Timings,
}

/// Cells along the longest axis are 2 to this power: 64³.
const MESH_DEPTH: u32 = 6;
/// As [`MESH_DEPTH`], for framing.
const BOUNDS_DEPTH: u32 = 5;
const SPLAT_COUNT: u32 = 2_000;

/// A live preview: a field, and what its last mesh leaves for the one after the next edit.
#[derive(Debug)]
pub(crate) struct Preview {
    pub(crate) field: Field,
    record: Option<MeshRecord>,
}

impl Preview {
    /// The preview of a field, which takes the place of an earlier one.
    pub(crate) fn after(earlier: Option<Self>, field: Field) -> Self {
        Self { field, record: earlier.and_then(|earlier| earlier.record) }
    }

    /// A coarse mesh.
    pub(crate) fn mesh(&mut self) -> (Vec<MeshVertex>, Vec<u32>) {
        let options = MeshOptions { depth: MESH_DEPTH };
        match gve_mesh::remesh(&self.field, &options, self.record.as_ref(), &Unattended) {
            Ok((mesh, record)) => {
                self.record = Some(record);
                (mesh.vertices().collect(), mesh.indices)
            }
            // An unattended caller never cancels.
            Err(Cancelled) => (Vec::new(), Vec::new()),
        }
    }
}

/// Tight bounds of a field's surface, from a mesh that is coarser still; the field's own bounds are wider.
pub(crate) fn bounds(field: &Field) -> Bounds {
    let coarse = gve_mesh::mesh(field, &MeshOptions { depth: BOUNDS_DEPTH }, &Unattended).ok();
    let wide = field.bounds();
    coarse
        .and_then(|mesh| Bounds::around(mesh.positions.iter().copied()))
        .unwrap_or(Bounds { min: wide.min, max: wide.max })
}

/// A few splats of a field.
pub(crate) fn splats(field: &Field) -> Vec<Splat> {
    let options = SplatOptions { count: SPLAT_COUNT, iterations: 0 };
    // An unattended caller never cancels.
    gve_splat::place(field, &options, &Unattended).unwrap_or_default()
}

/// The recipe that was read last, so that a drag on a slider does not read the same text again and again.
#[derive(Debug, Default)]
pub(crate) struct RecipeReader {
    last: Option<(String, Recipe)>,
}

impl RecipeReader {
    /// Text and variable values → field.
    ///
    /// # Errors
    /// Every problem of the recipe, placed in the text.
    pub(crate) fn field(
        &mut self,
        text: &str,
        overrides: &BTreeMap<String, f64>,
        now_ms: impl Fn() -> f64,
    ) -> Result<(Field, Timings), Vec<Diagnostic>> {
        let mut timings = Timings::default();
        let started = now_ms();
        if self.last.as_ref().is_none_or(|(known, _)| known != text) {
            self.last = Some((text.to_owned(), gve_recipe::parse(text)?));
            timings.parse = Some(now_ms() - started);
        }
        let Some((_, recipe)) = &self.last else { return Err(Vec::new()) };
        let place = |mut diagnostics: Vec<Diagnostic>| {
            gve_recipe::locate(text, &mut diagnostics);
            diagnostics
        };
        let library = assets::library();
        let surroundings = Surroundings { assets: &library, surfaces: &FieldSurfaces };
        let started = now_ms();
        let bound: BoundRecipe = gve_recipe::bind_within(recipe, overrides, &surroundings).map_err(place)?;
        let bound_at = now_ms();
        let field = Field::lower(&bound).map_err(|diagnostic| place(vec![diagnostic]))?;
        timings.bind = bound_at - started;
        timings.lower = now_ms() - bound_at;
        Ok((field, timings))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPHERE: &str = r#"{ "format": "gve-recipe/1", "name": "ball", "variables": { "r": { "value": 0.5 } },
        "root_node": { "shape": { "type": "sphere", "params": { "radius": "$r" } } } }"#;

    #[test]
    fn overrides_change_the_field_without_reading_the_text_again() {
        let mut reader = RecipeReader::default();
        let (field, timings) = reader.field(SPHERE, &BTreeMap::new(), || 0.0).unwrap();
        assert!(timings.parse.is_some());
        assert!((field.distance([1.0, 0.0, 0.0]) - 0.5).abs() < 1e-6);
        let overrides = BTreeMap::from([("r".to_owned(), 0.25)]);
        let (field, timings) = reader.field(SPHERE, &overrides, || 0.0).unwrap();
        assert!(timings.parse.is_none());
        assert!((field.distance([1.0, 0.0, 0.0]) - 0.75).abs() < 1e-6);
    }

    #[test]
    fn a_preview_after_an_edit_has_the_mesh_of_a_new_one() {
        let mut reader = RecipeReader::default();
        let mut preview: Option<Preview> = None;
        for r in [0.5, 0.3, 0.5] {
            let (field, _) = reader.field(SPHERE, &BTreeMap::from([("r".to_owned(), r)]), || 0.0).unwrap();
            let fresh = Preview::after(None, field.clone()).mesh();
            let mut next = Preview::after(preview.take(), field);
            assert!(next.mesh() == fresh && !fresh.1.is_empty());
            preview = Some(next);
        }
    }

    #[test]
    fn problems_are_placed_in_the_text() {
        let mut reader = RecipeReader::default();
        let problems = reader.field(&SPHERE.replace("$r", "$q"), &BTreeMap::new(), || 0.0).unwrap_err();
        assert!(problems.iter().all(|problem| problem.range.is_some()), "{problems:?}");
        assert!(reader.field("{", &BTreeMap::new(), || 0.0).is_err());
    }
}
