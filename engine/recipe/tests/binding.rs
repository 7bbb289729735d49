//! Recipes as text in, bound trees and diagnostics out.

use std::collections::BTreeMap;

use gve_recipe::{
    bound::{BoundModifier, BoundNode, BoundProfile, BoundRecipe, BoundShape},
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

/// Children of a root that is a union of these nodes.
fn children_of(nodes: &str) -> Vec<BoundNode> {
    let bound =
        bind(&recipe(&format!(r#"{{ "shape": {{ "type": "union", "params": {{ "children": [{nodes}] }} }} }}"#)));
    let BoundShape::Combination { children, .. } = bound.root.shape else { panic!("a union") };
    children
}

fn a_box(more: &str) -> String {
    format!(r#"{{ {more} "shape": {{ "type": "box", "params": {{ "half_extents": [1, 2, 3] }} }} }}"#)
}

fn placed_at(position: &str) -> String {
    format!(
        r#"{{ "transform": {{ "position": "{position}" }}, "shape": {{ "type": "sphere", "params": {{ "radius": 0.5 }} }} }}"#
    )
}

#[test]
fn anchors_name_the_sides_of_boxes() {
    let at = r#""id": "a", "transform": { "position": [10, 20, 30] },"#;
    for (point, expected) in [
        ("top", [10.0, 22.0, 30.0]),
        ("bottom", [10.0, 18.0, 30.0]),
        ("left", [9.0, 20.0, 30.0]),
        ("right", [11.0, 20.0, 30.0]),
        ("front", [10.0, 20.0, 33.0]),
        ("back", [10.0, 20.0, 27.0]),
        ("center", [10.0, 20.0, 30.0]),
        ("min", [9.0, 18.0, 27.0]),
        ("max", [11.0, 22.0, 33.0]),
        ("size", [2.0, 4.0, 6.0]),
    ] {
        for target in ["a", "prev", "parent", "root"] {
            let children = children_of(&format!("{}, {}", a_box(at), placed_at(&format!("@{target}.{point}"))));
            assert_near(children[1].transform.position, expected);
        }
    }
}

#[test]
fn anchors_see_the_final_shape_after_modifiers_scale_and_rotation() {
    let changed = r#""id": "a", "transform": { "rotation": { "euler_deg": [0, 0, 90] }, "scale": 2 },
        "modifiers": [{ "type": "round", "params": { "radius": 0.5 } }],"#;
    let children = children_of(&format!("{}, {}", a_box(changed), placed_at("@a.max")));
    assert_near(children[1].transform.position, [5.0, 3.0, 7.0]);
}

#[test]
fn anchors_cross_groups_in_both_directions() {
    let group = |more: &str, nodes: &str| {
        format!(r#"{{ {more} "shape": {{ "type": "union", "params": {{ "children": [{nodes}] }} }} }}"#)
    };
    let lifted = r#""transform": { "position": [0, 10, 0], "rotation": { "euler_deg": [0, 90, 0] }, "scale": 2 },"#;
    // A quarter turn about y takes the front of the box, +z, to +x.
    let out = children_of(&format!("{}, {}", group(lifted, &a_box(r#""id": "a","#)), placed_at("@a.right")));
    assert_near(out[1].transform.position, [6.0, 10.0, 0.0]);
    let inward = children_of(&format!("{}, {}", a_box(r#""id": "a","#), group(lifted, &placed_at("@a.right"))));
    let BoundShape::Combination { children, .. } = &inward[1].shape else { panic!("a group") };
    // Seen from inside, the sides are those of the inner frame: its right is the back of the box outside.
    assert_near(children[0].transform.position, [1.5, -5.0, 0.0]);
}

#[test]
fn later_and_disabled_nodes_can_be_anchors() {
    let children = children_of(&format!("{}, {}", placed_at("@a.top"), a_box(r#""id": "a","#)));
    assert_near(children[0].transform.position, [0.0, 2.0, 0.0]);
    let children = children_of(&format!("{}, {}", a_box(r#""id": "a", "enabled": false,"#), placed_at("@a.top")));
    assert_eq!(children.len(), 1);
    assert_near(children[0].transform.position, [0.0, 2.0, 0.0]);
}

#[test]
fn a_plane_has_a_top() {
    let floor = r#"{ "id": "floor", "shape": { "type": "plane", "params": { "offset": 1.5 } } }"#;
    let cut =
        format!(r#"{{ "shape": {{ "type": "intersection", "params": {{ "children": [{}, {floor}] }} }} }}"#, a_box(""));
    let children = children_of(&format!("{cut}, {}", placed_at("@floor.top")));
    assert_near(children[1].transform.position, [0.0, 1.5, 0.0]);
    assert_near(children[0].bounds.max, [1.0, 1.5, 3.0]);
}

/// A chain of thousands of nodes, each standing on the one before.
#[test]
fn long_chains_of_anchors_bind() {
    let stacked = r#"{ "transform": { "position": "@prev.top + [0, 0.5, 0]" }, "shape": { "type": "sphere", "params": { "radius": 0.5 } } }"#;
    let children = children_of(&format!("{}{}", placed_at("[0, 0, 0]"), format!(", {stacked}").repeat(20_000)));
    assert_near(children[20_000].transform.position, [0.0, 20_000.0, 0.0]);
}

#[test]
fn arrays_become_placed_copies() {
    let array = |kind: &str, params: &str, more: &str| {
        let nodes = format!(
            r#"{{ "shape": {{ "type": "{kind}", "params": {{ {params}, "children": [{}] }} }} }}"#,
            a_box(more)
        );
        let BoundShape::Combination { children, .. } = children_of(&nodes)[0].shape.clone() else { panic!("copies") };
        children
    };
    let row = array("array_linear", r#""count": 3, "step": [5, 0, 1]"#, r#""transform": { "position": [0, 1, 0] },"#);
    assert_eq!(row.len(), 3);
    assert_near(row[2].transform.position, [10.0, 1.0, 2.0]);
    assert_near(row[2].bounds.min, [9.0, -1.0, -1.0]);
    let ring = array("array_radial", r#""count": 4, "radius": 10"#, "");
    assert_near(ring[0].transform.position, [10.0, 0.0, 0.0]);
    assert_near(ring[1].transform.position, [0.0, 0.0, -10.0]);
    assert_near(ring[1].bounds.max, [3.0, 2.0, -9.0]);
    let part = array("array_radial", r#""count": 3, "axis": "x", "radius": 10, "sweep_deg": 270"#, "");
    assert_near(part[1].transform.position, [0.0, 0.0, 10.0]);
}

#[test]
fn a_mirror_adds_a_reflected_group() {
    let nodes = format!(
        r#"{{ "shape": {{ "type": "mirror", "params": {{ "children": [{}] }} }} }}"#,
        a_box(r#""transform": { "position": [5, 0, 0] },"#)
    );
    let node = children_of(&nodes).remove(0);
    assert_near(node.bounds.min, [-6.0, -2.0, -3.0]);
    let BoundShape::Combination { children, .. } = &node.shape else { panic!("both halves") };
    assert_near(children[1].bounds.max, [-4.0, 2.0, 3.0]);
    assert_eq!(children[1].modifiers, [BoundModifier::Reflect { axis: 0 }]);
}

#[test]
fn bounds_are_tight_under_rotation() {
    let turned = |shape: &str| {
        bind(&recipe(&format!(
            r#"{{ "transform": {{ "rotation": {{ "euler_deg": [0, 0, 45] }} }}, "shape": {shape} }}"#
        )))
        .bounds
    };
    let half = std::f64::consts::FRAC_1_SQRT_2;
    for (shape, expected) in [
        (r#"{ "type": "sphere", "params": { "radius": 2 } }"#, [2.0, 2.0, 2.0]),
        (r#"{ "type": "box", "params": { "half_extents": [1, 1, 1] } }"#, [2.0 * half, 2.0 * half, 1.0]),
        (r#"{ "type": "capsule", "params": { "radius": 1, "height": 4 } }"#, [1.0 + half, 1.0 + half, 1.0]),
        (r#"{ "type": "cylinder", "params": { "radius": 1, "height": 4 } }"#, [3.0 * half, 3.0 * half, 1.0]),
        (
            r#"{ "type": "torus", "params": { "major_radius": 2, "minor_radius": 1 } }"#,
            [1.0 + 2.0 * half, 1.0 + 2.0 * half, 3.0],
        ),
        (r#"{ "type": "ellipsoid", "params": { "radii": [3, 4, 1] } }"#, [12.5_f64.sqrt(), 12.5_f64.sqrt(), 1.0]),
        (
            r#"{ "type": "extrusion", "params": { "height": 2, "profile": { "type": "rectangle", "params": { "half_extents": [1, 5] } } } }"#,
            [2.0 * half, 2.0 * half, 5.0],
        ),
    ] {
        let bounds = turned(shape);
        assert_near(bounds.max, expected);
        assert_near(bounds.min, expected.map(|side| -side));
    }
}

#[test]
fn materials_are_inherited_and_overridden() {
    let bound = bind(&recipe(
        r##"{ "material": { "spec_id": "METAL_BRASS", "roughness": 0.5 }, "shape": { "type": "union", "params": { "children": [
            { "shape": { "type": "sphere", "params": { "radius": 1 } } },
            { "material": { "base_color_srgb": "#ff0000" }, "shape": { "type": "sphere", "params": { "radius": 1 } } },
            { "material": { "spec_id": "WOOD_OAK" }, "shape": { "type": "sphere", "params": { "radius": 1 } } }
        ] } } }"##,
    ));
    let seen: Vec<_> =
        bound.materials.iter().map(|m| (m.spec_id.as_str(), m.roughness, m.base_color_srgb[1])).collect();
    assert_eq!(seen.len(), 3);
    assert_eq!((seen[0].0, seen[0].1), ("ASTM_B127", 0.5));
    assert_eq!(seen[1], ("ASTM_B127", 0.5, 0.0));
    assert_eq!((seen[2].0, seen[2].1), ("WOOD_OAK", 0.6));
}

#[test]
fn polygons_turn_counter_clockwise() {
    let profile = r#"{ "type": "polygon", "params": { "points": [[0, 0], [0, 1], [1, 1]] } }"#;
    let bound = bind(&recipe(&format!(
        r#"{{ "shape": {{ "type": "extrusion", "params": {{ "height": 1, "profile": {profile} }} }} }}"#
    )));
    let BoundShape::Extrusion { profile: BoundProfile::Polygon { points, .. }, .. } = bound.root.shape else {
        panic!("a polygon")
    };
    assert_eq!(points, [[1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]);
}
