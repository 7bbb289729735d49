//! Import of the older public form: what it means, and that nothing of it is lost without a word.

use std::collections::BTreeMap;

use gve_recipe::{
    bind,
    bound::BoundRecipe,
    dna::{Import, import, is_dna},
    parse,
};
use gve_shared::import::ImportOutcome;
use serde_json::{Value, json};

fn imported(document: &Value) -> Import {
    let text = document.to_string();
    assert!(is_dna(&text), "{text}");
    import(&text).expect("the document has a node")
}

fn bound(document: &Value) -> BoundRecipe {
    bind(&imported(document).recipe, &BTreeMap::new()).expect("the recipe binds")
}

fn primitive(shape: &str, params: Value) -> Value {
    json!({ "root_node": { "type": "primitive", "shape": shape, "params": params } })
}

/// Notes of one outcome as `pointer: message`.
fn notes(import: &Import, outcome: ImportOutcome) -> Vec<String> {
    let found = import.report.notes.iter().filter(|note| note.outcome == outcome);
    found.map(|note| format!("{}: {}", note.pointer, note.message)).collect()
}

fn assert_bounds(document: &Value, min: [f64; 3], max: [f64; 3]) {
    let bounds = bound(document).bounds;
    for axis in 0..3 {
        let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
        assert!(near(bounds.min[axis], min[axis]) && near(bounds.max[axis], max[axis]), "{document}: {bounds:?}");
    }
}

#[test]
fn every_way_to_write_a_document_is_known() {
    let sphere = json!({ "type": "primitive", "shape": "sphere", "params": { "radius": 2 } });
    for document in [
        json!({ "dna": { "root_node": sphere } }),
        json!({ "root_node": sphere }),
        json!({ "nodes": [sphere, sphere] }),
        json!({ "dna": { "nodes": [sphere] } }),
        sphere.clone(),
        json!({ "shape": "sphere", "radius": 2 }),
        json!({ "shape": "sphere", "params": { "r": 2 }, "material": null }),
    ] {
        assert_bounds(&document, [-2.0; 3], [2.0; 3]);
        assert_eq!(notes(&imported(&document), ImportOutcome::NotUnderstood), [""; 0], "{document}");
    }
}

#[test]
fn recipes_of_today_and_other_json_are_no_dna() {
    for text in [
        r#"{"format":"gve-recipe/1","name":"a","root_node":{"shape":{"type":"sphere","params":{"radius":1}}}}"#,
        r#"{"root_node":{"shape":{"type":"sphere","params":{"radius":1}}}}"#,
        "{}",
        "[]",
        "7",
        "{",
        "",
    ] {
        assert!(!is_dna(text), "{text}");
    }
}

#[test]
fn shapes_keep_their_size_and_stand_as_they_stood() {
    let half = [1.0, 2.0, 3.0];
    assert_bounds(&primitive("box", json!({ "size": half })), half.map(|side| -side), half);
    assert_bounds(&primitive("box", json!({ "width": 1, "height": 2, "depth": 3 })), half.map(|side| -side), half);
    assert_bounds(&primitive("cylinder", json!({ "radius": 1, "height": 4 })), [-1.0, -1.0, -2.0], [1.0, 1.0, 2.0]);
    assert_bounds(&primitive("capsule", json!({ "radius": 1, "height": 4 })), [-1.0, -1.0, -3.0], [1.0, 1.0, 3.0]);
    assert_bounds(&primitive("cone", json!({ "radius": 1, "height": 4 })), [-1.0, -1.0, 0.0], [1.0, 1.0, 4.0]);
    assert_bounds(&primitive("wedge", json!({ "size": half })), half.map(|side| -side), half);
    for direction in [1, -1] {
        for axis in ["x", "y", "z"] {
            let wedge = primitive("wedge", json!({ "size": half, "taper_axis": axis, "taper_dir": direction }));
            assert_bounds(&wedge, half.map(|side| -side), half);
        }
    }
    assert_bounds(&primitive("menger", json!({ "iterations": 2, "scale": 1.5 })), [-1.5; 3], [1.5; 3]);
    let reach = 2.0 * 2_f64.powf(1.0 / 7.0);
    let bulb = json!({ "power": 8, "iterations": 4, "scale": 2 });
    assert_bounds(&primitive("mandelbulb", bulb), [-reach; 3], [reach; 3]);
    // The radius beyond which q² + c only grows, for |c| = 0.75.
    assert_bounds(&primitive("julia", json!({ "c": [0, 0.75, 0, 0], "iterations": 6 })), [-1.5; 3], [1.5; 3]);
    assert_bounds(&primitive("torus", json!({ "major_r": 2, "minor_r": 0.5 })), [-2.5, -0.5, -2.5], [2.5, 0.5, 2.5]);
}

#[test]
fn expressions_and_variables_carry_over() {
    let document = json!({
        "variables": { "r": 0.5, "h": 3 },
        "root_node": { "type": "primitive", "shape": "capsule", "params": { "radius": "$r", "height": "$h" } },
    });
    assert_bounds(&document, [-0.5, -0.5, -2.0], [0.5, 0.5, 2.0]);
}

#[test]
fn anchors_and_transforms_carry_over() {
    let document = json!({ "type": "operation", "op": "union", "children": [
        { "type": "primitive", "shape": "box", "id": "base", "params": { "size": [1, 1, 1] } },
        { "type": "primitive", "shape": "sphere", "params": { "r": 0.5 }, "transform": { "pos": "@base.top" } },
        { "type": "primitive", "shape": "box", "params": { "size": [2, 0.1, 0.1] }, "transform": { "rot": [0, 0, 90] } },
    ] });
    assert_bounds(&document, [-1.0, -2.0, -1.0], [1.0, 2.0, 1.0]);
}

#[test]
fn angles_turn_about_fixed_axes() {
    // A bar along x: about x nothing happens, then the turn about z lays it along y.
    let document = json!({ "shape": "box", "params": { "size": [2, 0.1, 0.1] }, "transform": { "rot": [90, 0, 90] } });
    assert_bounds(&document, [-0.1, -2.0, -0.1], [0.1, 2.0, 0.1]);
    let written = json!({ "variables": { "q": 90 }, "root_node":
        { "shape": "box", "params": { "size": [2, 0.1, 0.1] }, "transform": { "rot": ["$q", 0, "$q"] } } });
    assert_bounds(&written, [-0.1, -2.0, -0.1], [0.1, 2.0, 0.1]);
}

#[test]
fn modifiers_carry_over() {
    let ball = |modifier: Value| json!({ "shape": "sphere", "params": { "radius": 1 }, "modifiers": [modifier] });
    assert_bounds(&ball(json!({ "type": "elongate", "axis": "z", "length": 2 })), [-1.0, -1.0, -2.0], [1.0, 1.0, 2.0]);
    assert_bounds(&ball(json!({ "cmd": "Effect_Round", "radius": 0.5 })), [-1.5; 3], [1.5; 3]);
    for modifier in [
        json!({ "type": "voronoi", "cell_size": 0.3, "wall_thickness": 0.03, "mode": "cells" }),
        json!({ "type": "noise", "amplitude": 0.02, "scale": 0.2 }),
        json!({ "type": "lattice", "cell_size": 0.3, "thickness": 0.03 }),
        json!({ "type": "facet", "size": 0.25 }),
        json!({ "type": "shear", "axis": "y", "amount": 0.2 }),
        json!({ "type": "shell", "thickness": 0.1 }),
        json!({ "type": "mirror", "axis": "x" }),
        json!({ "type": "twist", "params": { "axis": "y", "rate": 0.5 } }),
    ] {
        let document = ball(modifier);
        bound(&document);
        assert_eq!(notes(&imported(&document), ImportOutcome::NotUnderstood), [""; 0], "{document}");
    }
}

#[test]
fn macros_become_those_of_today() {
    let plate = json!({ "shape": "box", "params": { "size": [0.5, 0.1, 0.5] } });
    for (name, params, kind) in [
        ("machine_bore", json!({ "radius": 0.1, "depth": 0.1, "pos": [0, 0.1, 0] }), "bore"),
        ("machine_slot", json!({ "length": 0.4, "width": 0.1, "axis": "y" }), "slot"),
        ("machine_pocket", json!({ "shape": "hex", "size": 0.2, "depth": 0.05 }), "pocket"),
        ("machine_chamfer", json!({ "size": 0.02 }), "chamfer_edge"),
        ("machine_array_linear", json!({ "count": 3, "spacing": 2, "axis": "z" }), "array_linear"),
        ("machine_array_radial", json!({ "count": 3, "radius": 2 }), "array_radial"),
    ] {
        let operation = json!({ "op": name, "params": params, "children": [plate] });
        let patched = json!({ "root_node": plate, "machining_patches": [{ "cmd": name, "params": params }] });
        for document in [operation, patched] {
            let found = imported(&document);
            assert_eq!(notes(&found, ImportOutcome::NotUnderstood), [""; 0], "{document}");
            assert!(notes(&found, ImportOutcome::Approximated).join("\n").contains(name));
            let shape = serde_json::to_value(&found.recipe.root_node.shape).expect("JSON");
            assert_eq!(shape["type"], kind);
            bound(&document);
        }
    }
    let truss = primitive("gen_structure_truss", json!({ "length": 4, "height": 1, "segments": 4, "radius": 0.05 }));
    assert_bounds(&truss, [-2.05, -0.55, -0.05], [2.05, 0.55, 0.05]);
    let ball = json!({ "shape": "sphere", "params": { "radius": 0.05 } });
    let scattered =
        json!({ "op": "gen_scatter_surface", "params": { "spacing": 0.2, "child": ball }, "children": [plate] });
    assert_eq!(notes(&imported(&scattered), ImportOutcome::NotUnderstood), [""; 0]);
    let alone =
        json!({ "root_node": plate, "machining_patches": [{ "cmd": "gen_scatter_surface" }, { "cmd": "drill" }] });
    assert_eq!(notes(&imported(&alone), ImportOutcome::NotUnderstood).len(), 3);
    bound(&alone);
}

#[test]
fn what_is_strange_is_noted_and_the_rest_still_built() {
    let document = json!({
        "metadata": { "name": "Lamp", "estimated_bounds": { "min": [-9, -9, -9], "max": [9, 9, 9] } },
        "settings": { "resolution": 4096, "enable_splats": false, "quality": "best" },
        "root_node": { "type": "operation", "op": "union", "glow": 3, "children": [
            { "type": "primitive", "shape": "sphere", "params": { "radius": 1, "segments": 12 } },
            { "type": "primitive", "shape": "hyperboloid", "params": {} },
            { "type": "primitive", "shape": "box", "params": {}, "material": { "spec_id": "ASTM_A37" },
              "modifiers": [{ "cmd": "Effect_Twist", "rate": 0 }, { "type": "melt" }] },
        ] },
    });
    let import = imported(&document);
    assert_eq!(import.recipe.name, "Lamp");
    assert_eq!(import.report.settings.volume_resolution, Some(512));
    assert_eq!(import.report.settings.splat_count, Some(0));
    let dropped = notes(&import, ImportOutcome::NotUnderstood).join("\n");
    for part in ["quality", "glow", "segments", "hyperboloid", "ASTM_A37", "ASTM_A36", "melt"] {
        assert!(dropped.contains(part), "{part} in\n{dropped}");
    }
    let near = notes(&import, ImportOutcome::Approximated).join("\n");
    for part in ["estimated_bounds", "4096", "`width` is missing"] {
        assert!(near.contains(part), "{part} in\n{near}");
    }
    assert!(bind(&import.recipe, &BTreeMap::new()).is_ok());
}

#[test]
fn the_recipe_is_good_text() {
    let document = json!({ "nodes": [
        { "type": "primitive", "shape": "cone", "params": { "radius": 1, "height": 2 }, "color": [1, 0, 0.5],
          "modifiers": [{ "type": "twist", "axis": "z", "rate": 1 }] },
        { "type": "operation", "op": "smooth_subtract", "k": 0.1, "children": [
            { "type": "primitive", "shape": "sphere", "params": { "radius": 1 } },
            { "type": "primitive", "shape": "torus", "params": { "major_r": 1, "minor_r": 0.2 } },
        ] },
    ] });
    let recipe = imported(&document).recipe;
    let text = serde_json::to_string_pretty(&recipe).expect("a recipe is JSON");
    assert_eq!(parse(&text), Ok(recipe));
}

#[test]
fn deep_and_broken_documents_are_refused() {
    assert_eq!(import("{").unwrap_err()[0].code, gve_shared::problem::ProblemCode::RecipeSyntax);
    assert_eq!(import("{}").unwrap_err()[0].code, gve_shared::problem::ProblemCode::RecipeOlderForm);
    let nothing = r#"{"nodes":[{"type":"operation","op":"union","children":[]}]}"#;
    assert_eq!(import(nothing).unwrap_err()[0].code, gve_shared::problem::ProblemCode::RecipeEmpty);
    let deep = format!("{}{}{}", r#"{"op":"union","children":["#.repeat(5_000), "{}", "]}".repeat(5_000));
    assert!(!is_dna(&deep));
    assert!(import(&deep).is_err());
}
