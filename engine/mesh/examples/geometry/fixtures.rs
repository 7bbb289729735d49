//! Shapes with known geometry.

use std::collections::BTreeMap;

use gve_field::Field;
use gve_recipe::{bind, parse};

/// Names and root nodes.
pub const FIXTURES: [(&str, &str); 8] = [
    ("sphere", r#"{"shape": {"type": "sphere", "params": {"radius": 0.5}}}"#),
    ("torus", r#"{"shape": {"type": "torus", "params": {"major_radius": 0.5, "minor_radius": 0.2}}}"#),
    ("box", r#"{"shape": {"type": "box", "params": {"half_extents": [0.4, 0.5, 0.3]}}}"#),
    (
        "turned box",
        r#"{"transform": {"rotation": {"euler_deg": [20, 30, 40]}},
            "shape": {"type": "box", "params": {"half_extents": [0.4, 0.5, 0.3]}}}"#,
    ),
    (
        "bored box",
        r#"{"transform": {"rotation": {"euler_deg": [10, 25, 5]}}, "shape": {"type": "difference", "params": {"children": [
            {"shape": {"type": "box", "params": {"half_extents": [0.4, 0.3, 0.4]}}},
            {"shape": {"type": "cylinder", "params": {"radius": 0.2, "height": 2}}}]}}}"#,
    ),
    (
        "blended spheres",
        r#"{"shape": {"type": "smooth_union", "params": {"radius": 0.15, "children": [
            {"shape": {"type": "sphere", "params": {"radius": 0.3}}},
            {"transform": {"position": [0.4, 0.1, 0]}, "shape": {"type": "sphere", "params": {"radius": 0.25}}}]}}}"#,
    ),
    (
        "twisted box",
        r#"{"modifiers": [{"type": "twist", "params": {"axis": "y", "rate_deg_per_m": 120}}],
            "shape": {"type": "box", "params": {"half_extents": [0.2, 0.6, 0.2]}}}"#,
    ),
    (
        "blade",
        r#"{"transform": {"rotation": {"euler_deg": [3, 20, 7]}}, "shape": {"type": "extrusion", "params": {"height": 1.6,
            "profile": {"type": "polygon", "params": {"points": [[-0.1, 0], [0, -0.02], [0.1, 0], [0, 0.02]]}}}}}"#,
    ),
];

/// The field of a recipe whose root is the given JSON node.
pub fn field_of(root: &str) -> Field {
    let text = format!(r#"{{"format": "gve-recipe/1", "name": "test", "root_node": {root}}}"#);
    let recipe = parse(&text).unwrap_or_else(|problems| panic!("{problems:?}"));
    Field::lower(&bind(&recipe, &BTreeMap::new()).expect("the recipe binds")).expect("the recipe lowers")
}
