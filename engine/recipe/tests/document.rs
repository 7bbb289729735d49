//! `docs/recipe-language.md` and `docs/tutorial.md` say what is true: their examples bind, and the first names all
//! there is.

use std::collections::BTreeMap;

use gve_recipe::{parse, parse_and_bind};

const DOCUMENT: &str = include_str!("../../../docs/recipe-language.md");
const TUTORIAL: &str = include_str!("../../../docs/tutorial.md");

/// The JSON examples: whole recipes, or nodes, which are given a recipe around them.
fn examples(document: &str) -> Vec<String> {
    let block = |text: &str| {
        let body = text.split("\n```").next().unwrap_or_default().to_owned();
        if body.contains("\"format\"") { body } else { around(&body) }
    };
    document.split("```json\n").skip(1).map(block).collect()
}

fn around(node: &str) -> String {
    format!(r#"{{ "format": "gve-recipe/1", "name": "Example", "root_node": {node} }}"#)
}

/// What could stand in place of a name that nobody knows, from the hint of the problem.
fn known_instead_of(text: &str) -> Vec<String> {
    let found = parse(text).expect_err("an unknown name");
    let hint = found[0].hint.clone().unwrap_or_else(|| panic!("no hint: {found:?}"));
    let names: Vec<_> = hint.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    assert!(names.len() > 2, "{hint}");
    names
}

#[test]
fn their_examples_bind() {
    for document in [DOCUMENT, TUTORIAL] {
        let examples = examples(document);
        assert!(examples.len() >= 7);
        for example in examples {
            parse_and_bind(&example, &BTreeMap::new()).unwrap_or_else(|found| panic!("{found:#?}\n{example}"));
        }
    }
}

#[test]
fn it_names_every_shape_modifier_and_profile() {
    let sphere = r#""shape": { "type": "sphere", "params": { "radius": 1 } }"#;
    let shapes = known_instead_of(&around(r#"{ "shape": { "type": "zzzzzzzz", "params": {} } }"#));
    let modifiers = known_instead_of(&around(&format!(
        r#"{{ "modifiers": [{{ "type": "zzzzzzzz", "params": {{}} }}], {sphere} }}"#
    )));
    let profiles = known_instead_of(&around(
        r#"{ "shape": { "type": "revolution", "params": { "profile": { "type": "zzzzzzzz", "params": {} } } } }"#,
    ));
    let keys = known_instead_of(&around(&format!(r#"{{ "zzzzzzzz": 1, {sphere} }}"#)));
    for name in shapes.iter().chain(&modifiers).chain(&profiles).chain(&keys) {
        assert!(DOCUMENT.contains(&format!("`{name}`")), "{name} is not explained");
    }
}
