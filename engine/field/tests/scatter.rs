//! Copies on surfaces: on them, apart from each other, and the same each time.

use std::collections::BTreeMap;

use gve_field::{Field, scatter::FieldSurfaces};
use gve_recipe::{
    Surroundings,
    bound::{BoundRecipe, BoundShape},
    expand, parse_and_bind_within,
    surroundings::{Nowhere, ScatterRequest, SurfaceSource},
};
use gve_shared::problem::ProblemCode;

const ALL: Surroundings<'static> = Surroundings { assets: &Nowhere, surfaces: &FieldSurfaces };

fn recipe(root: &str) -> String {
    format!("{{ \"format\": \"gve-recipe/1\", \"name\": \"Test\", \"root_node\": {root} }}")
}

fn bind(text: &str) -> BoundRecipe {
    parse_and_bind_within(text, &BTreeMap::new(), &ALL).unwrap_or_else(|found| panic!("{found:#?}"))
}

const BOX: &str = r#"{ "shape": { "type": "box", "params": { "half_extents": [0.5, 0.3, 0.4] } } }"#;
const TORUS: &str = r#"{ "shape": { "type": "torus", "params": { "major_radius": 0.5, "minor_radius": 0.2 } },
    "modifiers": [ { "type": "twist", "params": { "axis": "x", "rate_deg_per_m": 60 } } ] }"#;

#[test]
fn places_lie_on_the_surface_apart_and_without_holes() {
    for (shape, area) in [(BOX, 3.76), (TORUS, 3.95)] {
        let target = bind(&recipe(shape));
        let field = Field::lower(&target).expect("it lowers");
        let request = ScatterRequest { spacing_m: 0.1, seed: 7, most: 10_000 };
        let places = FieldSurfaces.scatter(&target, &request).expect("places");
        assert_eq!(places, FieldSurfaces.scatter(&target, &request).expect("places"));
        for place in &places {
            let at = |way: f64| {
                field.distance([0, 1, 2].map(|axis| (place.position[axis] + way * place.normal[axis]) as f32))
            };
            assert!(at(0.0).abs() < 2e-4 && at(0.02) > 0.0 && at(-0.02) < 2e-4, "{place:?}");
        }
        for (index, one) in places.iter().enumerate() {
            for other in &places[..index] {
                let apart: f64 = (0..3).map(|axis| (one.position[axis] - other.position[axis]).powi(2)).sum();
                assert!(apart.sqrt() >= 0.0999, "{one:?} {other:?}");
            }
        }
        // Discs that are put down at random fill 0.547 of a plane before there is no room left for any (Feder 1980).
        let filled = places.len() as f64 * std::f64::consts::PI * 0.05_f64.powi(2) / area;
        assert!((0.42..0.6).contains(&filled), "{filled}");
        let other = FieldSurfaces.scatter(&target, &ScatterRequest { seed: 8, most: 20, ..request }).expect("places");
        assert_eq!(other.len(), 20);
        assert_ne!(other[0], places[0]);
    }
}

fn scattered(params: &str) -> String {
    recipe(&format!(
        r#"{{ "id": "moss", "shape": {{ "type": "scatter_on_surface", "params": {{ {params} "children": [ {BOX},
        {{ "id": "stem", "shape": {{ "type": "cylinder", "params": {{ "radius": 0.01, "height": 0.1 }} }} }},
        {{ "shape": {{ "type": "sphere", "params": {{ "radius": 0.03 }} }}, "transform": {{ "position": "@stem.top" }} }} ] }} }} }}"#
    ))
}

#[test]
fn copies_stand_on_the_surface_and_can_be_written_out() {
    let text = scattered(r#""spacing": 0.4, "count": 9, "scale_min": 0.5, "scale_max": 1.5,"#);
    let bound = bind(&text);
    let BoundShape::Combination { children, .. } = &bound.root.shape else { panic!("a union") };
    assert_eq!(children.len(), 10);
    assert!(children[1..].iter().all(|copy| (0.5..=1.5).contains(&copy.transform.scale[0])));
    let expanded = expand(&text, &BTreeMap::new(), None, &ALL).unwrap_or_else(|found| panic!("{found:#?}"));
    assert!(expanded.text.contains("\"@stem_copy.top\"") && expanded.text.contains("\"@stem_copy_8.top\""));
    let again = bind(&expanded.text);
    let BoundShape::Combination { children: written, .. } = &again.root.shape else { panic!("a union") };
    for (one, other) in children.iter().zip(written) {
        assert_eq!(one.transform, other.transform);
        assert!((0..3).all(|axis| (one.bounds.max[axis] - other.bounds.max[axis]).abs() < 1e-12), "{one:?} {other:?}");
    }
    assert_eq!(children.len(), written.len());
}

#[test]
fn what_cannot_be_scattered_is_refused() {
    let problem = |text: &str, surroundings| {
        parse_and_bind_within(text, &BTreeMap::new(), surroundings).expect_err("a problem").remove(0)
    };
    let tiny = problem(&scattered(r#""spacing": 0.001,"#), &ALL);
    assert_eq!(tiny.code, ProblemCode::RecipeOutOfRange);
    assert!(tiny.pointer.ends_with("/spacing"));
    let alone = recipe(&format!(
        r#"{{ "shape": {{ "type": "scatter_on_surface", "params": {{ "spacing": 0.1, "children": [ {BOX} ] }} }} }}"#
    ));
    assert_eq!(problem(&alone, &ALL).code, ProblemCode::RecipeEmpty);
    let sizes = problem(&scattered(r#""spacing": 0.4, "scale_min": 2,"#), &ALL);
    assert!(sizes.code == ProblemCode::RecipeOutOfRange && sizes.pointer.ends_with("/scale_max"));
    assert_eq!(problem(&scattered(r#""spacing": 0.4,"#), &Surroundings::NONE).code, ProblemCode::RecipeOutOfRange);
}
