//! Every way in which a recipe can be wrong: one code, the place, and what to do.

use std::collections::BTreeMap;

use gve_recipe::{bound::BoundShape, parse, parse_and_bind};
use gve_shared::{
    problem::{Diagnostic, ProblemCode as Code, Severity},
    recipe::{MAX_DEPTH, MAX_RECIPE_BYTES},
};

fn problems(text: &str) -> Vec<Diagnostic> {
    parse_and_bind(text, &BTreeMap::new()).err().unwrap_or_else(|| panic!("accepted: {text}"))
}

fn recipe(root: &str) -> String {
    format!(r#"{{ "format": "gve-recipe/1", "name": "Test", "root_node": {root} }}"#)
}

fn with_variables(variables: &str) -> String {
    format!(
        r#"{{ "format": "gve-recipe/1", "name": "Test", "variables": {{ {variables} }},
            "root_node": {{ "shape": {{ "type": "sphere", "params": {{ "radius": 1 }} }} }} }}"#
    )
}

/// A sphere node with more keys before its shape.
fn sphere(more: &str) -> String {
    format!(r#"{{ {more} "shape": {{ "type": "sphere", "params": {{ "radius": 1 }} }} }}"#)
}

fn shape(kind: &str, params: &str) -> String {
    recipe(&format!(r#"{{ "shape": {{ "type": "{kind}", "params": {{ {params} }} }} }}"#))
}

fn with_physics(more: &str) -> String {
    recipe(&sphere(""))
        .replace("\"root_node\"", &format!("\"physics\": {{ \"body\": \"static\", {more} }}, \"root_node\""))
}

/// An extrusion of an SVG path with these parameters.
fn outline(params: &str) -> String {
    let profile = format!(r#""height": 1, "profile": {{ "type": "svg_path", "params": {{ {params} }} }}"#);
    shape("extrusion", &profile)
}

/// A height map with these samples.
fn heightmap(samples: &str) -> String {
    shape("heightmap", &format!(r#""size": [1, 1], "height": 1, "heights": {{ "type": {samples} }}"#))
}

/// A sphere with these expressions as its position.
fn positioned(expression: &str) -> String {
    recipe(&sphere(&format!(r#""transform": {{ "position": "{expression}" }},"#)))
}

fn marked<'t>(text: &'t str, diagnostic: &Diagnostic) -> &'t str {
    let range = diagnostic.range.unwrap_or_else(|| panic!("no place: {diagnostic:?}"));
    assert!(text.is_ascii(), "offsets are bytes here");
    let before = &text[..range.start as usize];
    assert_eq!(range.line as usize, before.matches('\n').count() + 1);
    assert_eq!(range.column as usize, range.start as usize - before.rfind('\n').map_or(0, |at| at + 1) + 1);
    &text[range.start as usize..range.end as usize]
}

/// Text, code, and what is marked.
fn cases() -> Vec<(String, Code, &'static str)> {
    let nodes = |nodes: &str| {
        recipe(&format!(r#"{{ "shape": {{ "type": "union", "params": {{ "children": [{nodes}] }} }} }}"#))
    };
    let taper = r#""modifiers": [{ "type": "taper", "params": { "start_scale": 1, "end_scale": 0 } }],"#;
    vec![
        (String::new(), Code::RecipeSyntax, ""),
        ("{ \"format\": }".into(), Code::RecipeSyntax, "}"),
        ("{ \"a\": 1, }".into(), Code::RecipeSyntax, "}"),
        ("{ \"a\": 1 \"b\": 2 }".into(), Code::RecipeSyntax, "\""),
        ("[1, 2".into(), Code::RecipeSyntax, ""),
        ("// hello".into(), Code::RecipeSyntax, "/"),
        ("{ \"a\": 'x' }".into(), Code::RecipeSyntax, "'"),
        ("{ \"a\": 01 }".into(), Code::RecipeSyntax, "01"),
        ("{ \"a\": \"\\ud800\" }".into(), Code::RecipeSyntax, "\\"),
        ("{ \"a\": \"\\x\" }".into(), Code::RecipeSyntax, "\\"),
        ("{ \"a\": \"x\ny\" }".into(), Code::RecipeSyntax, "\n"),
        ("{ \"a\": \"x }".into(), Code::RecipeSyntax, "\""),
        ("{} {}".into(), Code::RecipeSyntax, "{"),
        (shape("sphere", r#""radius": 1e999"#), Code::RecipeNonFinite, "1e999"),
        (shape("sphere", r#""radius": NaN"#), Code::RecipeNonFinite, "NaN"),
        (shape("sphere", r#""radius": -Infinity"#), Code::RecipeNonFinite, "-Inf"),
        (shape("sphere", r#""radius": 1, "radius": 2"#), Code::RecipeDuplicateKey, "\"radius\""),
        (shape("sphere", r#""radius": 1, "\u0072adius": 2"#), Code::RecipeDuplicateKey, "\"\\u0072adius\""),
        ("[]".into(), Code::RecipeWrongType, "["),
        ("7".into(), Code::RecipeWrongType, "7"),
        ("{}".into(), Code::RecipeMissingKey, "{"),
        (recipe(&sphere(r#""position": [0, 0, 0],"#)), Code::RecipeUnknownKey, "\"position\""),
        (shape("sphere", r#""radus": 1"#), Code::RecipeUnknownKey, "\"radus\""),
        (recipe(&sphere(r#""bone": "arm","#)), Code::RecipeUnknownKey, "\"bone\""),
        (shape("sphere", ""), Code::RecipeMissingKey, "{"),
        (shape("spere", r#""radius": 1"#), Code::RecipeUnknownVariant, "\"spere\""),
        (outline(r#""path": "M0 0 L1 x""#), Code::RecipePath, "x"),
        (outline(r#""path": "M0 0 L1 1""#), Code::RecipeEmpty, "\"M0 0 L1 1\""),
        (outline(r#""path": "M0 0h1v1z", "scale": 0"#), Code::RecipeOutOfRange, "0"),
        (outline(r#""path": "M0 0h1e9v1e9z", "scale": 1"#), Code::RecipeOutOfRange, "\"M0 0h1e9v1e9z\""),
        (shape("text", r#""text": "", "size": 1, "depth": 1"#), Code::RecipeOutOfRange, "\"\""),
        (shape("text", r#""text": " ", "size": 1, "depth": 1"#), Code::RecipeEmpty, "\" \""),
        (shape("text", r#""text": "a#b\u4e00", "size": 1, "depth": 1"#), Code::RecipeLetter, "\\u4e00"),
        (shape("text", r#""text": "a", "size": 1, "depth": 0"#), Code::RecipeOutOfRange, "0"),
        (shape("text", r#""text": "a", "size": 1, "depth": 1, "letter_spacing": -2"#), Code::RecipeOutOfRange, "-2"),
        (heightmap(r#""rows", "params": { "rows": [[0, 1], [1, 2]] }"#), Code::RecipeOutOfRange, "2"),
        (heightmap(r#""rows", "params": { "rows": [[0, 1], [1]] }"#), Code::RecipeOutOfRange, "["),
        (heightmap(r#""rows", "params": { "rows": [[0, 1]] }"#), Code::RecipeOutOfRange, "["),
        (heightmap(r#""png", "params": { "data": "AAAA" }"#), Code::RecipeImage, "\"AAAA\""),
        (heightmap(r#""blob", "params": { "hash": "AAAA" }"#), Code::RecipeUnknownVariant, "\"blob\""),
        (shape("mandelbulb", r#""power": 17"#), Code::RecipeOutOfRange, "17"),
        (shape("mandelbulb", r#""iterations": 13"#), Code::RecipeOutOfRange, "13"),
        (shape("mandelbulb", r#""scale": 0"#), Code::RecipeOutOfRange, "0"),
        (shape("julia", r#""c": [0, 0, 0]"#), Code::RecipeWrongType, "["),
        (shape("julia", r#""c": [0, 0, 2.5, 0]"#), Code::RecipeOutOfRange, "2.5"),
        (shape("julia", r#""iterations": 0"#), Code::RecipeOutOfRange, "0"),
        (shape("sphere", r#""radius": [1]"#), Code::RecipeWrongType, "["),
        (shape("sphere", r#""radius": true"#), Code::RecipeWrongType, "true"),
        (shape("sphere", r#""radius": null"#), Code::RecipeWrongType, "null"),
        (shape("box", r#""half_extents": [1, 2]"#), Code::RecipeWrongType, "["),
        (recipe(&sphere(r#""material": { "base_color_srgb": "red" },"#)), Code::RecipeWrongType, "\"red\""),
        (shape("union", r#""children": []"#), Code::RecipeOutOfRange, "["),
        (shape("union", r#""children": 7"#), Code::RecipeWrongType, "7"),
        (nodes("7"), Code::RecipeWrongType, "7"),
        (shape("sphere", r#""radius": 0"#), Code::RecipeOutOfRange, "0"),
        (shape("sphere", r#""radius": -1"#), Code::RecipeOutOfRange, "-1"),
        (shape("sphere", r#""radius": 1e7"#), Code::RecipeOutOfRange, "1e7"),
        (shape("sphere", r#""radius": "0 - 1""#), Code::RecipeOutOfRange, "\"0 - 1\""),
        (shape("box", r#""half_extents": [1, 2, 0]"#), Code::RecipeOutOfRange, "0"),
        (shape("box", r#""half_extents": [1, 2, 3], "rounding": 1.5"#), Code::RecipeOutOfRange, "1.5"),
        (shape("capsule", r#""radius": 1, "height": 1"#), Code::RecipeOutOfRange, "1"),
        (shape("cylinder", r#""radius": 1, "height": 1, "sides": 2"#), Code::RecipeOutOfRange, "2"),
        (shape("torus", r#""major_radius": 1, "minor_radius": 1, "sweep_deg": 400"#), Code::RecipeOutOfRange, "400"),
        (recipe(&sphere(r#""transform": { "rotation": [0, 0, 0, 0] },"#)), Code::RecipeOutOfRange, "["),
        (recipe(&sphere(r#""transform": { "scale": 0 },"#)), Code::RecipeOutOfRange, "0"),
        (recipe(&sphere(taper)), Code::RecipeOutOfRange, "0"),
        (recipe(&sphere(r#""material": { "metallic": 1.5 },"#)), Code::RecipeOutOfRange, "1.5"),
        (recipe(&sphere(r#""material": { "spec_id": "WOOD_OKA" },"#)), Code::MaterialUnknown, "\"WOOD_OKA\""),
        (
            shape(
                "extrusion",
                r#""height": 1, "profile": { "type": "polygon", "params": { "points": [[0, 0], [1, 1], [1, 0], [0, 1]] } }"#,
            ),
            Code::RecipeOutOfRange,
            "[",
        ),
        (
            shape("revolution", r#""profile": { "type": "circle", "params": { "radius": 1, "center": [-2, 0] } }"#),
            Code::RecipeEmpty,
            "{",
        ),
        (shape("plane", ""), Code::RecipeUnbounded, "{"),
        (recipe(&sphere(r#""enabled": false,"#)), Code::RecipeEmpty, "false"),
        (
            shape(
                "intersection",
                &format!(r#""children": [{}, {}]"#, sphere(""), sphere(r#""transform": { "position": [3, 0, 0] },"#)),
            ),
            Code::RecipeEmpty,
            "{",
        ),
        (
            shape("difference", &format!(r#""children": [{}, {}]"#, sphere(r#""enabled": false,"#), sphere(""))),
            Code::RecipeEmpty,
            "[",
        ),
        (nodes(&format!("{}, {}", sphere(r#""id": "a","#), sphere(r#""id": "a","#))), Code::RecipeDuplicateId, "\"a\""),
        (recipe(&sphere(r#""id": "prev","#)), Code::RecipeDuplicateId, "\"prev\""),
        (
            shape(
                "array_linear",
                &format!(
                    r#""count": 1000, "step": [1, 0, 0], "children": [{{ "shape": {{ "type": "array_linear", "params": {{ "count": 1000, "step": [0, 1, 0], "children": [{}] }} }} }}]"#,
                    sphere("")
                ),
            ),
            Code::RecipeTooManyNodes,
            "{",
        ),
        (
            recipe(&sphere(&format!(
                r#""modifiers": [{}],"#,
                [r#"{ "type": "facet", "params": { "size": 0.1 } }"#; 8].join(", ")
            ))),
            Code::RecipeTooManyNodes,
            "{",
        ),
        (positioned("[0, 0, 0"), Code::ExpressionSyntax, ""),
        (positioned("[0, 0]"), Code::ExpressionSyntax, "[0, 0]"),
        (positioned("[0, 1 2, 0]"), Code::ExpressionSyntax, "2"),
        (positioned("[0, 2m, 0]"), Code::ExpressionSyntax, "2m"),
        (positioned("[0, $, 0]"), Code::ExpressionSyntax, "$"),
        (positioned("@a"), Code::ExpressionSyntax, "@a"),
        (positioned("[1 < 2 < 3, 0, 0]"), Code::ExpressionSyntax, "<"),
        (positioned("[0, min(), 0]"), Code::ExpressionSyntax, "min()"),
        (positioned("[0, $width / 2, 0]"), Code::ExpressionUnknownName, "$width"),
        (positioned("[0, width, 0]"), Code::ExpressionUnknownName, "width"),
        (positioned("[0, sine(1), 0]"), Code::ExpressionUnknownName, "sine"),
        (positioned("[0, 1 / (2 - 2), 0]"), Code::ExpressionDivisionByZero, "(2 - 2)"),
        (positioned("[0, 5 % 0, 0]"), Code::ExpressionDivisionByZero, "0"),
        (positioned("[0, sqrt(0 - 1), 0]"), Code::ExpressionNonFinite, "sqrt(0 - 1)"),
        (positioned("[0, 1e308 * 10, 0]"), Code::ExpressionNonFinite, "1e308 * 10"),
        (positioned("[0, 1e999, 0]"), Code::ExpressionNonFinite, "1e999"),
        (positioned("[0, [1, 2, 3], 0]"), Code::ExpressionType, "[1, 2, 3]"),
        (positioned("1 + [1, 2, 3]"), Code::ExpressionType, "1 + [1, 2, 3]"),
        (positioned("1"), Code::ExpressionType, "\"1\""),
        (positioned("@nobody.top"), Code::ExpressionUnknownAnchor, "@nobody.top"),
        (positioned("@prev.topp"), Code::ExpressionUnknownAnchor, "topp"),
        (positioned("@prev.top"), Code::ExpressionUnknownAnchor, "@prev.top"),
        (with_variables(r#""2x": { "value": 1 }"#), Code::VariableBadName, "{"),
        (with_variables(r#""x": { "value": 1, "min": 2 }"#), Code::VariableOutOfRange, "1"),
        (with_variables(r#""x": { "value": 1, "soft_min": 2, "soft_max": 1 }"#), Code::RecipeOutOfRange, "2"),
        (with_variables(r#""x": { "value": "$y" }, "y": { "value": "$x + 1" }"#), Code::ExpressionCycle, "$x"),
        (with_variables(r#""x": { "value": "[1, 2, 3]" }"#), Code::ExpressionType, "\"[1, 2, 3]\""),
        (with_variables(r#""x": { "value": "@a.top.y" }"#), Code::ExpressionUnknownAnchor, "@a.top"),
        (with_physics(r#""friction": 3"#), Code::RecipeOutOfRange, "3"),
        (with_physics(r#""restitution": "0.5 + $b""#), Code::ExpressionUnknownName, "$b"),
        (with_physics(r#""collider": "cube""#), Code::RecipeUnknownVariant, "\"cube\""),
    ]
}

#[test]
fn each_problem_has_its_code_and_place() {
    for (text, code, mark) in cases() {
        let found = problems(&text);
        let first = &found[0];
        assert_eq!((first.code, marked(&text, first)), (code, mark), "{text}\n{found:#?}");
        assert_eq!(first.severity, Severity::Error);
        assert!(!first.message.is_empty());
    }
}

#[test]
fn misspelled_names_get_the_nearest_known_one() {
    let hint = |text: &str| problems(text)[0].hint.clone().unwrap_or_default();
    assert_eq!(hint(&shape("sphere", r#""radus": 1"#)), "Did you mean `radius`?");
    assert_eq!(hint(&shape("cylindre", r#""radius": 1"#)), "Did you mean `cylinder`?");
    assert_eq!(hint(&recipe(&sphere(r#""position": [0, 0, 0],"#))), "Put `position` inside `transform`.");
    assert_eq!(hint(&recipe(&sphere(r#""material": { "spec_id": "WOOD_OKA" },"#))), "Did you mean `WOOD_OAK`?");
    assert_eq!(hint(&positioned("[0, sine(1), 0]")), "Did you mean `sin`?");
    assert_eq!(hint(&positioned("[0, width, 0]")), "A variable is written `$width`; the constants are `pi` and `tau`.");
}

#[test]
fn problems_of_several_nodes_come_back_together() {
    let bad = r#"{ "shape": { "type": "sphere", "params": { "radus": 1 } } }, { "shape": { "type": "spere", "params": {} } }"#;
    let found = problems(&shape("union", &format!(r#""children": [{bad}]"#)));
    let pointers: Vec<_> = found.iter().map(|diagnostic| (diagnostic.code, diagnostic.pointer.as_str())).collect();
    assert_eq!(
        pointers,
        [
            (Code::RecipeUnknownKey, "/root_node/shape/params/children/0/shape/params/radus"),
            (Code::RecipeUnknownVariant, "/root_node/shape/params/children/1/shape/type"),
        ]
    );
    let ranges = r#"{ "shape": { "type": "box", "params": { "half_extents": [0, 1, 0] } } }, { "shape": { "type": "sphere", "params": { "radius": 0 } } }"#;
    assert_eq!(problems(&shape("union", &format!(r#""children": [{ranges}]"#))).len(), 3);
}

#[test]
fn circles_are_named() {
    let found =
        problems(&with_variables(r#""a": { "value": "$b" }, "b": { "value": "$c * 2" }, "c": { "value": "$a" }"#));
    assert!(found[0].message.ends_with("$a → $b → $c → $a"), "{}", found[0].message);
    let node = |id: &str, on: &str| sphere(&format!(r#""id": "{id}", "transform": {{ "position": "@{on}.top" }},"#));
    let found = problems(&shape(
        "union",
        &format!(r#""children": [{}, {}, {}]"#, node("a", "b"), node("b", "c"), node("c", "a")),
    ));
    assert_eq!(found[0].code, Code::ExpressionCycle);
    assert!(found[0].message.ends_with("`a` → `b` → `c` → `a`"), "{}", found[0].message);
}

#[test]
fn offsets_count_utf16_units_past_any_character() {
    let text = recipe(
        "{ \"name\": \"\u{1f409}é\", \"transform\": { \"position\": \"[0, \\u0024nö, 0]\" }, \"shape\": { \"type\": \"sphere\", \"params\": { \"radius\": 1 } } }",
    );
    let units: Vec<u16> = text.encode_utf16().collect();
    let range = problems(&text)[0].range.expect("placed");
    assert_eq!(String::from_utf16(&units[range.start as usize..range.end as usize]).expect("whole"), "ö");
}

#[test]
fn a_recipe_beyond_8_mib_is_refused_unread() {
    let text = "[".repeat(MAX_RECIPE_BYTES + 1);
    assert_eq!(problems(&text)[0].code, Code::RecipeTooLarge);
}

/// A chain of unions around a sphere, `depth` nodes deep.
fn chain(depth: usize) -> String {
    let open = r#"{ "shape": { "type": "union", "params": { "children": [ "#.repeat(depth - 1);
    recipe(&format!("{open}{}{}", sphere(""), "] } } }".repeat(depth - 1)))
}

/// Runs with as little stack as a browser's WebAssembly may leave.
fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(256 * 1024).spawn(work).expect("a thread");
    thread.join().expect("no panic");
}

#[test]
fn the_deepest_recipe_needs_little_stack() {
    on_a_small_stack(|| {
        let bound = parse_and_bind(&chain(MAX_DEPTH), &BTreeMap::new()).expect("binds");
        let mut depth = 1;
        let mut node = &bound.root;
        while let BoundShape::Combination { children, .. } = &node.shape {
            node = &children[0];
            depth += 1;
        }
        assert_eq!(depth, MAX_DEPTH);
        assert_eq!(parse(&chain(MAX_DEPTH + 1)).expect_err("too deep")[0].code, Code::RecipeTooDeep);
    });
}

#[test]
fn nodes_are_counted_after_expansion() {
    let copies = |count: usize| {
        shape(
            "array_linear",
            &format!(r#""count": {count}, "step": [1, 0, 0], "children": [{}]"#, vec![sphere(""); 10].join(", ")),
        )
    };
    assert!(parse_and_bind(&copies(9_999), &BTreeMap::new()).is_ok(), "99,991 nodes");
    assert_eq!(problems(&copies(10_000))[0].code, Code::RecipeTooManyNodes);
    // Few enough, but each with a pointer of thousands of characters.
    let open = r#"{ "shape": { "type": "union", "params": { "children": [ "#.repeat(250);
    let wide = recipe(&format!("{open}{}{}", vec![sphere(""); 20_000].join(","), "] } } }".repeat(250)));
    assert_eq!(problems(&wide)[0].code, Code::RecipeTooManyNodes);
}

#[test]
fn no_nesting_exhausts_the_stack() {
    on_a_small_stack(|| {
        for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("{\"root_node\":", "}"), ("[{\"shape\":", "}]")] {
            for count in [300, 2000, 500_000] {
                let text = format!("{}1{}", open.repeat(count), close.repeat(count));
                let found = parse(&text).expect_err("not a recipe");
                assert!(matches!(
                    found[0].code,
                    Code::RecipeTooDeep | Code::RecipeMissingKey | Code::RecipeWrongType | Code::RecipeUnknownKey
                ));
            }
        }
        for part in ["(", "-", "[", "min(", "1 + ", "2 ^ ", "1 ? ", "1 ? 1 : ", "- -", "@a.top.x + "] {
            let expression = part.repeat(4000 / part.len());
            for tail in ["", "1"] {
                let found = problems(&shape("sphere", &format!(r#""radius": "{expression}{tail}""#)));
                assert_eq!(found[0].code, Code::ExpressionSyntax, "{part}");
            }
        }
    });
}

#[test]
fn the_fields_of_an_object_are_not_taken_from_an_array() {
    let node = recipe(r#"{ "shape": { "type": "sphere", "params": [1] } }"#);
    let tagged = recipe(r#"{ "shape": ["sphere", { "radius": 1 }] }"#);
    for (text, pointer) in
        [(node.as_str(), "/root_node/shape/params"), (tagged.as_str(), "/root_node/shape"), ("[\"gve-recipe/1\"]", "")]
    {
        let found = problems(text);
        assert_eq!((found[0].code, found[0].pointer.as_str()), (Code::RecipeWrongType, pointer), "{found:#?}");
    }
}

#[test]
fn keys_of_later_versions_say_what_they_are_kept_for() {
    let node = sphere("");
    for (key, purpose) in [("lod", "levels of detail"), ("skeleton", "bones"), ("clips", "animations")] {
        let head = format!(r#"{{ "format": "gve-recipe/1", "name": "Test", "{key}": {{}},"#);
        let found = problems(&format!(r#"{head} "root_node": {node} }}"#));
        assert_eq!(found[0].code, Code::RecipeUnknownKey, "{key}");
        assert!(found[0].message.contains(purpose), "{key}: {}", found[0].message);
        assert_eq!(found[0].hint.as_deref(), Some("Leave it out."), "{key}");
    }
    let found = problems(&recipe(&sphere(r#""bone": "arm","#)));
    assert!(found[0].message.contains("the bone that moves a node"), "{}", found[0].message);
}
