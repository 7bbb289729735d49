//! The assets that instances may name, for everything in the bundle that reads recipes.

use std::cell::RefCell;

use gve_compile::CompileOptions;
use gve_recipe::surroundings::AssetLibrary;
use gve_shared::compile::LibraryAsset;
use wasm_bindgen::prelude::*;

use crate::arguments::refuse;

thread_local! {
    static ASSETS: RefCell<Vec<LibraryAsset>> = const { RefCell::new(Vec::new()) };
}

/// Gives the assets that instances may name: JSON, an array of `LibraryAsset`. Replaces those of the last call.
#[wasm_bindgen]
pub fn set_assets(assets_json: &str) -> Result<(), JsError> {
    let assets: Vec<LibraryAsset> =
        serde_json::from_str(assets_json).map_err(|error| refuse(format!("these are no assets: {error}")))?;
    ASSETS.set(assets);
    Ok(())
}

/// The assets for binding.
pub(crate) fn library() -> AssetLibrary {
    ASSETS.with_borrow(|assets| assets.iter().collect())
}

/// Default options with the assets.
pub(crate) fn options() -> CompileOptions {
    CompileOptions { assets: ASSETS.with_borrow(Clone::clone), ..CompileOptions::default() }
}
