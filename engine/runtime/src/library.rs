//! Recipes in folders, which instances name by id.
//!
//! The id `bolt` is the file `bolt.json`, its version 1, or files `bolt@2.json` with their versions. Ids are checked
//! names and never paths; only files that are named somewhere are read.

use std::{collections::BTreeSet, fs, io::Read as _, path::Path};

use gve_compile::LibraryAsset;
use gve_recipe::surroundings::{assets_named_in, is_asset_id};
use gve_shared::recipe::MAX_RECIPE_BYTES;

use crate::failure::Failure;

/// The assets that a recipe names, and those that they name, from the folders that are given.
pub(crate) fn gather(text: &str, folders: &[&Path]) -> Result<Vec<LibraryAsset>, Failure> {
    let mut gathered: Vec<LibraryAsset> = Vec::new();
    let mut known = BTreeSet::new();
    let mut wanted = assets_named_in(text);
    while let Some(asset) = wanted.pop() {
        if !is_asset_id(&asset) || !known.insert(asset.clone()) {
            continue;
        }
        for folder in folders {
            for (version, path) in versions_in(folder, &asset)? {
                if gathered.iter().any(|other| other.asset == asset && other.version == version) {
                    continue;
                }
                let mut recipe = String::new();
                // One byte more than is allowed, so that the size is judged like any other problem.
                let limit = MAX_RECIPE_BYTES as u64 + 1;
                let outcome = fs::File::open(&path).and_then(|file| file.take(limit).read_to_string(&mut recipe));
                outcome.map_err(|error| Failure::reading(&path, &error))?;
                wanted.extend(assets_named_in(&recipe));
                gathered.push(LibraryAsset { asset: asset.clone(), version, recipe });
            }
        }
    }
    Ok(gathered)
}

/// Files of an asset in a folder with their versions, the lowest first.
fn versions_in(folder: &Path, asset: &str) -> Result<Vec<(u32, std::path::PathBuf)>, Failure> {
    let entries = fs::read_dir(folder).map_err(|error| Failure::reading(folder, &error))?;
    let mut versions = Vec::new();
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(stem) = name.to_str().and_then(|name| name.strip_suffix(".json")) else { continue };
        let version = match stem.split_once('@') {
            None if stem == asset => Some(1),
            Some((id, version)) if id == asset => version.parse().ok(),
            _ => None,
        };
        versions.extend(version.map(|version| (version, entry.path())));
    }
    versions.sort();
    Ok(versions)
}
