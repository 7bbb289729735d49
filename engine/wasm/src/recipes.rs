//! Recipes for JavaScript, without a viewport.

use std::collections::BTreeMap;

use wasm_bindgen::prelude::*;

use crate::{codec::json, preview::RecipeReader};

/// Checks a recipe's text. Returns JSON: an array of `Diagnostic`, empty when it would compile.
#[wasm_bindgen]
pub fn validate_recipe(text: &str) -> String {
    let outcome = RecipeReader::default().field(text, &BTreeMap::new(), || 0.0);
    json(&outcome.err().unwrap_or_default())
}
