//! What binding needs from outside of a recipe: other assets, and places on surfaces.
//!
//! Both are asked through traits, so that binding stays a pure function of recipe, overrides and answers. What comes back
//! is part of the bound tree, and so of every hash of it.

use std::collections::{BTreeMap, BTreeSet};

use gve_shared::{compile::LibraryAsset, shape::Shape};

use crate::{bound::BoundRecipe, parse};

/// Other assets, which `instance` nodes name by id and version.
pub trait AssetSource {
    /// Versions of an asset that can be had, in rising order; none when it is unknown.
    fn versions(&self, asset: &str) -> Vec<u32>;

    /// Text of the recipe of a version.
    fn recipe(&self, asset: &str, version: u32) -> Option<&str>;

    /// Ids of all assets, for advice on misspelt ones; may be left empty.
    fn assets(&self) -> Vec<&str>;
}

/// Ids of the assets that a recipe's instances name, in order, each once; none for a text that is no recipe.
pub fn assets_named_in(text: &str) -> Vec<String> {
    let Ok(recipe) = parse(text) else { return Vec::new() };
    let mut names = BTreeSet::new();
    let mut open = vec![&recipe.root_node];
    while let Some(node) = open.pop() {
        if let Shape::Instance(instance) = &node.shape {
            names.insert(instance.asset.clone());
        }
        open.extend(node.shape.children());
    }
    names.into_iter().collect()
}

/// Whether a text may be the id of an asset; such an id is never a path.
pub fn is_asset_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// Assets in memory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AssetLibrary(BTreeMap<String, BTreeMap<u32, String>>);

impl AssetLibrary {
    /// Adds a version of an asset, or replaces it.
    pub fn insert(&mut self, asset: &str, version: u32, recipe: String) {
        self.0.entry(asset.to_owned()).or_default().insert(version, recipe);
    }
}

impl<'a> FromIterator<&'a LibraryAsset> for AssetLibrary {
    fn from_iter<I: IntoIterator<Item = &'a LibraryAsset>>(assets: I) -> Self {
        let mut library = Self::default();
        for LibraryAsset { asset, version, recipe } in assets {
            library.insert(asset, *version, recipe.clone());
        }
        library
    }
}

impl AssetSource for AssetLibrary {
    fn versions(&self, asset: &str) -> Vec<u32> {
        self.0.get(asset).map_or_else(Vec::new, |versions| versions.keys().copied().collect())
    }

    fn recipe(&self, asset: &str, version: u32) -> Option<&str> {
        self.0.get(asset)?.get(&version).map(String::as_str)
    }

    fn assets(&self) -> Vec<&str> {
        self.0.keys().map(String::as_str).collect()
    }
}

/// Which places on a surface are asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScatterRequest {
    /// Least distance between two places in metres, above 0.
    pub spacing_m: f64,
    /// Number of the pattern.
    pub seed: u32,
    /// Most places.
    pub most: usize,
}

/// A place on a surface.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SurfacePlace {
    /// Metres.
    pub position: [f64; 3],
    /// Unit vector away from the solid.
    pub normal: [f64; 3],
}

/// Why there are no places on a surface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoPlaces {
    /// The parameter of the macro that is in the way.
    pub parameter: &'static str,
    /// What is wrong, for people.
    pub message: String,
    /// What to do about it.
    pub hint: &'static str,
}

/// Finds places on the surface of a shape.
pub trait SurfaceSource {
    /// Places on the surface of `target`, evenly at random, no two nearer than asked for. The same arguments give the
    /// same places.
    ///
    /// # Errors
    /// Why there are none.
    fn scatter(&self, target: &BoundRecipe, request: &ScatterRequest) -> Result<Vec<SurfacePlace>, NoPlaces>;
}

/// Everything from outside.
#[derive(Clone, Copy)]
pub struct Surroundings<'s> {
    /// Other assets.
    pub assets: &'s dyn AssetSource,
    /// Places on surfaces.
    pub surfaces: &'s dyn SurfaceSource,
}

/// Nothing: no assets, no surfaces.
pub struct Nowhere;

impl AssetSource for Nowhere {
    fn versions(&self, _: &str) -> Vec<u32> {
        Vec::new()
    }

    fn recipe(&self, _: &str, _: u32) -> Option<&str> {
        None
    }

    fn assets(&self) -> Vec<&str> {
        Vec::new()
    }
}

impl SurfaceSource for Nowhere {
    fn scatter(&self, _: &BoundRecipe, _: &ScatterRequest) -> Result<Vec<SurfacePlace>, NoPlaces> {
        Err(NoPlaces {
            parameter: "children",
            message: "surfaces are not evaluated here, so nothing can be placed on one".to_owned(),
            hint: "Build it with the compiler, or expand the macro there and use what it expands to.",
        })
    }
}

impl Surroundings<'static> {
    /// Nothing from outside.
    pub const NONE: Self = Self { assets: &Nowhere, surfaces: &Nowhere };
}
