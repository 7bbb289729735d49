//! Recipes as text in, bound trees and diagnostics out.

use std::collections::BTreeMap;

use gve_recipe::{
    bound::{BoundRecipe, BoundShape},
    parse_and_bind,
};
use gve_shared::problem::{Diagnostic, ProblemCode};

fn bind(text: &str) -> BoundRecipe {
    parse_and_bind(text, &BTreeMap::new()).unwrap_or_else(|found| panic!("{found:#?}"))
}

fn problems(text: &str) -> Vec<Diagnostic> {
    parse_and_bind(text, &BTreeMap::new()).err().unwrap_or_else(|| panic!("accepted: {text}"))
}

/// A recipe around a root node.
fn recipe(root: &str) -> String {
    format!(r#"{{ "format": "gve-recipe/1", "name": "Test", "root_node": {root} }}"#)
}

fn assert_near(found: [f64; 3], wanted: [f64; 3]) {
    assert!((0..3).all(|axis| (found[axis] - wanted[axis]).abs() < 1e-9), "found {found:?}, wanted {wanted:?}");
}

const SWORD: &str = r#"{
  "format": "gve-recipe/1",
  "name": "Parametric sword",
  "variables": {
    "blade_length": { "value": 1.2, "soft_min": 0.4, "soft_max": 1.6, "min": 0.05, "unit": "m", "doc": "Tip to guard" },
    "width": { "value": 0.1 }
  },
  "root_node": {
    "id": "sword",
    "shape": { "type": "union", "params": { "children": [
      { "id": "blade",
        "shape": { "type": "box", "params": { "half_extents": ["$width / 2", "$blade_length / 2", 0.02] } },
        "modifiers": [ { "type": "taper", "params": { "axis": "y", "start_scale": 1, "end_scale": 0.1 } } ],
        "material": { "spec_id": "ASTM_A36", "roughness": 0.25 } },
      { "id": "guard",
        "transform": { "position": "@blade.bottom" },
        "shape": { "type": "box", "params": { "half_extents": [0.15, 0.025, 0.05] } } },
      { "id": "grip",
        "transform": { "position": "@guard.bottom + [0, -0.15, 0]" },
        "shape": { "type": "cylinder", "params": { "radius": 0.03, "height": 0.3 } },
        "material": { "spec_id": "WOOD_OAK" } }
    ] } }
  }
}"#;

#[test]
fn the_sword_hangs_together() {
    let sword = bind(SWORD);
    let BoundShape::Combination { children, .. } = &sword.root.shape else { panic!("a union") };
    assert_near(children[1].transform.position, [0.0, -0.6, 0.0]);
    assert_near(children[2].transform.position, [0.0, -0.775, 0.0]);
    assert_near(sword.bounds.min, [-0.15, -0.925, -0.05]);
    assert_near(sword.bounds.max, [0.15, 0.6, 0.05]);
    let of = |index: usize| &sword.materials[children[index].material as usize];
    assert_eq!((of(0).spec_id.as_str(), of(0).roughness), ("ASTM_A36", 0.25));
    assert_eq!(of(1).spec_id, "default");
    assert_eq!(of(2).spec_id, "WOOD_OAK");
}

#[test]
fn overrides_move_what_depends_on_them() {
    let longer = parse_and_bind(SWORD, &BTreeMap::from([("blade_length".to_owned(), 2.0)])).expect("binds");
    assert_near(longer.bounds.max, [0.15, 1.0, 0.05]);
    let short = parse_and_bind(SWORD, &BTreeMap::from([("blade_length".to_owned(), 0.01)])).expect_err("below min");
    assert_eq!(short[0].code, ProblemCode::VariableOutOfRange);
    let unknown = parse_and_bind(SWORD, &BTreeMap::from([("blade_lenght".to_owned(), 1.0)])).expect_err("no such");
    assert_eq!(unknown[0].code, ProblemCode::ExpressionUnknownName);
    assert_eq!(unknown[0].hint.as_deref(), Some("Did you mean `blade_length`?"));
}

#[test]
fn an_expression_problem_is_placed_in_the_text() {
    let text = recipe("{ \"shape\": { \"type\": \"sphere\",\n \"params\": { \"radius\": \"1 + $nope\" } } }");
    let found = problems(&text);
    assert_eq!(found[0].code, ProblemCode::ExpressionUnknownName);
    assert_eq!(found[0].pointer, "/root_node/shape/params/radius");
    let range = found[0].range.expect("placed");
    assert_eq!(&text[range.start as usize..range.end as usize], "$nope");
    assert_eq!(range.line, 2);
}
