//! Macros: what they expand to, where that can be written, and what they refuse.

use std::collections::BTreeMap;

use gve_recipe::{
    Surroundings,
    bound::{BoundNode, BoundProfile, BoundRecipe, BoundShape},
    expand, parse_and_bind,
};
use gve_shared::problem::{Diagnostic, ProblemCode};

fn recipe(root: &str) -> String {
    let variables = r#""variables": { "d": { "value": 0.01 } }"#;
    format!("{{\n  \"format\": \"gve-recipe/1\", \"name\": \"Test\", {variables},\n  \"root_node\": {root}\n}}\n")
}

fn bind(text: &str) -> BoundRecipe {
    parse_and_bind(text, &BTreeMap::new()).unwrap_or_else(|found| panic!("{found:#?}\n{text}"))
}

fn problem(root: &str) -> Diagnostic {
    let found = parse_and_bind(&recipe(root), &BTreeMap::new()).err().unwrap_or_else(|| panic!("accepted: {root}"));
    assert!(found[0].range.is_some(), "{found:#?}");
    found[0].clone()
}

fn children(node: &BoundNode) -> &[BoundNode] {
    match &node.shape {
        BoundShape::Combination { children, .. } => children,
        other => panic!("no combination: {other:?}"),
    }
}

const PLATE: &str = r#"{ "id": "plate", "shape": { "type": "box", "params": { "half_extents": [0.05, 0.01, 0.05] } },
    "transform": { "position": [0, 0.01, 0] } }"#;

fn on_plate(kind: &str, params: &str) -> String {
    format!(r#"{{ "id": "part", "shape": {{ "type": "{kind}", "params": {{ "children": [{PLATE}], {params} }} }} }}"#)
}

/// One recipe for each macro and each way through it.
fn examples() -> Vec<String> {
    let standing = |kind: &str, params: &str| {
        format!(r#"{{ "id": "part", "shape": {{ "type": "{kind}", "params": {{ {params} }} }} }}"#)
    };
    vec![
        on_plate("bore", r#""diameter": "$d""#),
        on_plate("bore", r#""diameter": 0.01, "depth": 0.01, "tip_angle_deg": 118, "direction": [0.2, -1, 0]"#),
        on_plate("bore", r#""diameter": 0.01, "counterbore": { "diameter": 0.02, "depth": 0.005 }"#),
        on_plate("bore", r#""diameter": 0.01, "countersink": { "diameter": 0.02 }, "direction": [0, 0, 1]"#),
        on_plate("slot", r#""length": 0.05, "width": 0.01, "depth": 0.004, "angle_deg": 30"#),
        on_plate("pocket", r#""outline": { "type": "circle", "params": { "diameter": 0.03 } }, "depth": 0.004"#),
        on_plate(
            "pocket",
            r#""outline": { "type": "rect", "params": { "length": 0.03, "width": 0.02, "corner_radius": 0.004 } }"#,
        ),
        on_plate("pocket", r#""outline": { "type": "hex", "params": { "across_flats": 0.03 } }, "depth": 0.004"#),
        on_plate("bolt_circle", r#""count": 4, "circle_diameter": 0.06, "hole_diameter": 0.006, "angle_deg": 45"#),
        on_plate("chamfer_edge", r#""size": 0.003, "faces": ["top", "right"]"#),
        standing("thread", r#""diameter": 0.01, "pitch": 0.0015, "length": 0.03"#),
        standing(
            "thread",
            r#""diameter": 0.01, "pitch": 0.002, "length": 0.03, "starts": 2, "hand": "left", "chamfer": 0"#,
        ),
        standing("gear", r#""module": 0.002, "teeth": 20, "width": 0.01"#),
        standing(
            "gear",
            r#""module": 0.002, "teeth": 150, "width": 0.01, "bore_diameter": 0.01, "helix_angle_deg": -20, "backlash": 0.0002"#,
        ),
        standing("truss", r#""length": 2, "height": 0.3, "bays": 5, "chord_radius": 0.02"#),
        standing(
            "truss",
            r#""length": 2, "height": 0.3, "width": 0.3, "bays": 4, "chord_radius": 0.02, "bracing": "howe""#,
        ),
        standing("stairs", r#""steps": 5, "rise": 0.17, "run": 0.28, "width": 1"#),
        standing("stairs", r#""steps": 5, "rise": 0.17, "run": 0.28, "width": 1, "thickness": 0.04"#),
        standing(
            "stairs",
            r#""steps": 12, "rise": 0.17, "width": 1, "spiral": { "column_radius": 0.1, "turn_deg": 25 }"#,
        ),
    ]
}

/// A bound node as it would be anywhere: without pointers and ids.
fn bare(mut node: BoundNode) -> BoundNode {
    node.pointer.clear();
    node.id = None;
    if let BoundShape::Combination { children, .. } = &mut node.shape {
        *children = std::mem::take(children).into_iter().map(bare).collect();
    }
    node
}

#[test]
fn what_a_macro_expands_to_builds_the_same_shape() {
    for example in examples() {
        let text = recipe(&example);
        let expanded = expand(&text, &BTreeMap::new(), None, &Surroundings::NONE)
            .unwrap_or_else(|found| panic!("{found:#?}\n{text}"));
        assert_eq!(expanded.expanded, ["/root_node"]);
        assert_eq!(bare(bind(&text).root), bare(bind(&expanded.text).root), "{}", expanded.text);
        let again = expand(&expanded.text, &BTreeMap::new(), None, &Surroundings::NONE).expect("it expands");
        assert_eq!((again.text, again.expanded), (expanded.text, Vec::new()));
    }
}

#[test]
fn expansion_leaves_the_rest_of_the_text_alone() {
    let inner = on_plate("bore", r#""diameter": 0.01"#).replace("\"part\"", "\"inner\"");
    let text = recipe(&format!(
        r#"{{ "shape": {{ "type": "union", "params": {{ "children": [
    {{ "id": "outer", "shape": {{ "type": "slot", "params": {{ "length": 0.04, "width": 0.01, "children": [ {inner} ] }} }} }},
    {{ "id":  "ball", "shape": {{ "type": "sphere", "params": {{ "radius": "$d" }} }}, "transform": {{ "position": "@plate.top" }} }}
  ] }} }} }}"#
    ));
    let one = expand(&text, &BTreeMap::new(), Some("inner"), &Surroundings::NONE).expect("it expands");
    assert!(
        one.text.contains(r#"{ "id":  "ball", "shape""#)
            && one.text.contains(r#""type": "slot", "params": { "length""#)
    );
    assert!(one.text.contains("inner_bore") && !one.text.contains(r#""type": "bore""#), "{}", one.text);
    let all = expand(&text, &BTreeMap::new(), None, &Surroundings::NONE).expect("it expands");
    assert_eq!(all.expanded.len(), 2);
    for expanded in [&one, &all] {
        assert_eq!(bare(bind(&text).root), bare(bind(&expanded.text).root));
    }
    let unknown = expand(&text, &BTreeMap::new(), Some("innner"), &Surroundings::NONE).expect_err("no such macro");
    assert_eq!(unknown[0].code, ProblemCode::RecipeUnknownNode);
    assert_eq!(unknown[0].hint.as_deref(), Some("Did you mean `inner`?"));
}

#[test]
fn depths_count_from_the_face_that_the_tool_meets() {
    let blind = bind(&recipe(&on_plate("bore", r#""diameter": 0.01, "depth": 0.004"#)));
    let hole = &children(&blind.root)[1];
    let BoundShape::Cylinder { radius, half_height, .. } = hole.shape else { panic!("a cylinder") };
    assert!((radius - 0.005).abs() < 1e-12);
    assert!((hole.transform.position[1] - half_height - 0.016).abs() < 1e-9, "the plate's top is at 0.02");
    assert!(hole.transform.position[1] + half_height > 0.02);
}

#[test]
fn parameters_may_name_anchors() {
    let text = recipe(&format!(
        r#"{{ "shape": {{ "type": "union", "params": {{ "children": [ {PLATE},
        {{ "shape": {{ "type": "thread", "params": {{ "diameter": "@plate.size.x / 2", "pitch": 0.01, "length": 0.1 }} }} }} ] }} }} }}"#
    ));
    let thread = &children(&bind(&text).root)[1].clone();
    assert!((thread.bounds.max[0] - 0.025).abs() < 1e-9, "{:?}", thread.bounds);
}

#[test]
fn teeth_are_as_wide_as_their_gaps_at_the_pitch_circle() {
    let gear =
        bind(&recipe(r#"{ "shape": { "type": "gear", "params": { "module": 0.01, "teeth": 20, "width": 0.01 } } }"#));
    let BoundShape::Extrusion { profile: BoundProfile::Polygon { points, .. }, .. } = &gear.root.shape else {
        panic!()
    };
    let radius = |[x, y]: &[f64; 2]| (x * x + y * y).sqrt();
    assert!((points.iter().map(radius).fold(0.0, f64::max) - 0.11).abs() < 1e-12, "addendum: one module");
    assert!((points.iter().map(radius).fold(1.0, f64::min) - 0.0875).abs() < 1e-12, "dedendum: 1.25 modules");
    let crossing = points.windows(2).find(|pair| radius(&pair[0]) < 0.1 && radius(&pair[1]) >= 0.1).expect("a flank");
    let t = (0.1 - radius(&crossing[0])) / (radius(&crossing[1]) - radius(&crossing[0]));
    let at = [0, 1].map(|axis| crossing[0][axis] + t * (crossing[1][axis] - crossing[0][axis]));
    let wanted = std::f64::consts::PI / 40.0;
    assert!((at[1].atan2(at[0]).abs() - wanted).abs() < 5e-3 * wanted, "{at:?}");
}

#[test]
fn bevels_leave_the_bounds_and_take_the_edge() {
    let bound = bind(&recipe(&on_plate("chamfer_edge", r#""size": 0.003"#)));
    assert!((bound.bounds.max[1] - 0.02).abs() < 1e-9, "{:?}", bound.bounds);
    assert!((bound.bounds.max[0] - 0.05).abs() < 1e-9 && bound.bounds.min[1].abs() < 1e-9);
}

#[test]
fn what_does_not_go_together_is_refused_at_its_place() {
    use ProblemCode::{
        RecipeEmpty, RecipeMissingKey, RecipeOutOfRange, RecipeTooDeep, RecipeTooManyNodes, RecipeUnbounded,
    };
    let standing =
        |kind: &str, params: &str| format!(r#"{{ "shape": {{ "type": "{kind}", "params": {{ {params} }} }} }}"#);
    let plane = r#"{ "shape": { "type": "bore", "params": { "diameter": 0.1, "children": [
        { "shape": { "type": "plane", "params": {} } } ] } } }"#;
    let off = on_plate("bore", r#""diameter": 0.01"#).replace("\"id\": \"plate\",", "\"enabled\": false,");
    let nested = (0..100).fold(PLATE.to_owned(), |inner, _| {
        format!(r#"{{ "shape": {{ "type": "chamfer_edge", "params": {{ "size": 1e-5, "children": [{inner}] }} }} }}"#)
    });
    let many = format!(
        r#"{{ "shape": {{ "type": "array_linear", "params": {{ "count": 10000, "step": [9, 0, 0], "children": [{}] }} }} }}"#,
        standing("truss", r#""length": 2, "height": 0.3, "bays": 100, "chord_radius": 0.02, "bracing": "cross""#)
    );
    let cases = [
        (on_plate("bore", r#""diameter": 0"#), RecipeOutOfRange, "/diameter"),
        (on_plate("bore", r#""diameter": 0.01, "direction": [0, 0, 0]"#), RecipeOutOfRange, "/direction"),
        (on_plate("bore", r#""diameter": 0.01, "tip_angle_deg": 10"#), RecipeOutOfRange, "/tip_angle_deg"),
        (
            on_plate("bore", r#""diameter": 0.01, "counterbore": { "diameter": 0.01, "depth": 0.1 }"#),
            RecipeOutOfRange,
            "/counterbore/diameter",
        ),
        (
            on_plate(
                "bore",
                r#""diameter": 0.01, "depth": 0.004, "counterbore": { "diameter": 0.02, "depth": 0.005 }"#,
            ),
            RecipeOutOfRange,
            "/counterbore",
        ),
        (
            on_plate("bore", r#""diameter": 0.01, "depth": 0.004, "countersink": { "diameter": 0.02 }"#),
            RecipeOutOfRange,
            "/countersink",
        ),
        (plane.to_owned(), RecipeUnbounded, "/children"),
        (off, RecipeEmpty, "/children"),
        (on_plate("slot", r#""length": 0.01, "width": 0.02"#), RecipeOutOfRange, "/length"),
        (
            on_plate(
                "pocket",
                r#""outline": { "type": "rect", "params": { "length": 0.03, "width": 0.02, "corner_radius": 0.02 } }"#,
            ),
            RecipeOutOfRange,
            "/outline/params/corner_radius",
        ),
        (
            on_plate("bolt_circle", r#""count": 2000, "circle_diameter": 0.06, "hole_diameter": 0.006"#),
            RecipeOutOfRange,
            "/count",
        ),
        (on_plate("chamfer_edge", r#""size": 0.02"#), RecipeOutOfRange, "/size"),
        (on_plate("chamfer_edge", r#""size": 0.002, "faces": ["top", "top"]"#), RecipeOutOfRange, "/faces"),
        (on_plate("chamfer_edge", r#""size": 0.002, "faces": []"#), RecipeOutOfRange, "/faces"),
        (standing("thread", r#""diameter": 0.01, "pitch": 0.005, "length": 0.03"#), RecipeOutOfRange, "/pitch"),
        (
            standing("thread", r#""diameter": 0.01, "pitch": 0.002, "length": 0.03, "starts": 9"#),
            RecipeOutOfRange,
            "/starts",
        ),
        (
            standing("thread", r#""diameter": 0.01, "pitch": 0.002, "length": 0.03, "chamfer": 0.02"#),
            RecipeOutOfRange,
            "/chamfer",
        ),
        (standing("screw", r#""diameter": 0.01, "pitch": 0.005, "height": 0.03"#), RecipeOutOfRange, "/pitch"),
        (standing("gear", r#""module": 0.01, "teeth": 5, "width": 0.1"#), RecipeOutOfRange, "/teeth"),
        (
            standing("gear", r#""module": 0.01, "teeth": 10, "width": 0.1, "bore_diameter": 0.08"#),
            RecipeOutOfRange,
            "/bore_diameter",
        ),
        (
            standing("gear", r#""module": 0.01, "teeth": 6, "width": 0.1, "pressure_angle_deg": 30"#),
            RecipeOutOfRange,
            "/pressure_angle_deg",
        ),
        (
            standing("truss", r#""length": 2, "height": 0.3, "bays": 201, "chord_radius": 0.02"#),
            RecipeOutOfRange,
            "/bays",
        ),
        (standing("stairs", r#""steps": 5, "rise": 0.17, "width": 1"#), RecipeMissingKey, "/run"),
        (
            standing(
                "stairs",
                r#""steps": 5, "rise": 0.17, "width": 1, "spiral": { "column_radius": 0.1, "turn_deg": 0 }"#,
            ),
            RecipeOutOfRange,
            "/spiral/turn_deg",
        ),
        (nested, RecipeTooDeep, ""),
        (many, RecipeTooManyNodes, ""),
    ];
    for (root, code, place) in cases {
        let found = problem(&root);
        assert_eq!(found.code, code, "{root}: {found:#?}");
        assert!(found.pointer.ends_with(place), "{found:#?}");
    }
}
