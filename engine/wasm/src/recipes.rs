//! Recipes for JavaScript, without a viewport.

use std::collections::BTreeMap;

use gve_compile::CompileOptions;
use gve_shared::{inspection::BoundVariable, problem::Diagnostic};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::{arguments::refuse, assets, codec::json, preview::RecipeReader};

/// Checks a recipe's text. Returns JSON: an array of `Diagnostic`, empty when it would compile.
#[wasm_bindgen]
pub fn validate_recipe(text: &str) -> String {
    let outcome = RecipeReader::default().field(text, &BTreeMap::new(), || 0.0);
    json(&outcome.err().unwrap_or_default())
}

#[derive(Serialize)]
struct Binding {
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    variables: Option<Vec<BoundVariable>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    diagnostics: Option<Vec<Diagnostic>>,
}

/// Computes a recipe's variables. Returns JSON: `{ "ok": true, "variables": BoundVariable[] }`, in order of name, or
/// `{ "ok": false, "diagnostics": Diagnostic[] }`.
#[wasm_bindgen]
pub fn bind_variables(text: &str) -> String {
    json(&match gve_compile::variables(text, &assets::options()) {
        Ok(variables) => Binding { ok: true, variables: Some(variables), diagnostics: None },
        Err(diagnostics) => Binding { ok: false, variables: None, diagnostics: Some(diagnostics) },
    })
}

#[derive(Serialize)]
struct Expansion {
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// JSON pointers of the macros that were expanded.
    #[serde(skip_serializing_if = "Option::is_none")]
    expanded: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    diagnostics: Option<Vec<Diagnostic>>,
}

/// Writes the nodes that macros stand for into a recipe's text: of all macros, or of the one with the id or JSON pointer
/// `node`. `options_json` is a `CompileOptions`. Returns JSON: `{ "ok": true, "text": string, "expanded": string[] }`, or
/// `{ "ok": false, "diagnostics": Diagnostic[] }`.
#[wasm_bindgen]
pub fn expand_recipe(text: &str, options_json: &str, node: Option<String>) -> Result<String, JsError> {
    let options: CompileOptions =
        serde_json::from_str(options_json).map_err(|error| refuse(format!("these are no options: {error}")))?;
    Ok(json(&match gve_compile::expand(text, &options, node.as_deref()) {
        Ok(done) => Expansion { ok: true, text: Some(done.text), expanded: Some(done.expanded), diagnostics: None },
        Err(found) => Expansion { ok: false, text: None, expanded: None, diagnostics: Some(found) },
    }))
}

/// Compiles a recipe to a whole `.gve_bin`, the same bytes as natively. `options_json` is a `CompileOptions`. Throws
/// when the recipe or the options are bad; `validate_recipe` tells everything that is.
#[wasm_bindgen]
pub fn compile_recipe(text: &str, options_json: &str) -> Result<Vec<u8>, JsError> {
    let options: CompileOptions =
        serde_json::from_str(options_json).map_err(|error| refuse(format!("these are no options: {error}")))?;
    gve_compile::compile(text, &options, &gve_compile::Unattended)
        .map(|compiled| compiled.bytes)
        .map_err(|error| refuse(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAIR: &str = r#"{ "format": "gve-recipe/1", "name": "pair",
        "variables": { "a": { "value": 0.5 }, "b": { "value": "$a * 2" } },
        "root_node": { "shape": { "type": "sphere", "params": { "radius": "$b" } } } }"#;

    #[test]
    fn variables_come_with_their_values() {
        let answer: serde_json::Value = serde_json::from_str(&bind_variables(PAIR)).unwrap();
        assert_eq!(answer["ok"], true);
        assert_eq!(answer["variables"][1]["name"], "b");
        assert_eq!(answer["variables"][1]["value"], 1.0);
    }

    #[test]
    fn a_recipe_that_does_not_bind_says_why() {
        let answer: serde_json::Value = serde_json::from_str(&bind_variables(&PAIR.replace("$a", "$c"))).unwrap();
        assert_eq!(answer["ok"], false);
        assert_eq!(answer["diagnostics"][0]["code"], "expression.unknown_name");
    }

    #[test]
    fn compiled_bytes_are_those_of_the_facade() {
        let options = r#"{ "volume_resolution": 16, "mesh_depth": 4, "splat_count": 50 }"#;
        let expected =
            gve_compile::compile(PAIR, &serde_json::from_str(options).unwrap(), &gve_compile::Unattended).unwrap();
        assert_eq!(compile_recipe(PAIR, options).ok(), Some(expected.bytes));
    }
}
