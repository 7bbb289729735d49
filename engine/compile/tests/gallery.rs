//! Every recipe of the gallery compiles to a closed mesh, and the gallery shows every shape and modifier there is.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use gve_compile::{CompileOptions, Unattended, compile};
use gve_format::container::Container;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/gallery")
}

fn recipes() -> Vec<(String, String)> {
    let files = fs::read_dir(folder()).expect("the gallery").map(|entry| entry.expect("an entry").path());
    let mut recipes: Vec<_> = files
        .filter(|path| path.file_name().is_some_and(|name| name != "catalogue.json"))
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap()))
        .collect();
    recipes.sort();
    recipes
}

/// Directed edges that no neighbour runs along the other way.
fn open_edges(positions: &[[f32; 3]], indices: &[u32]) -> usize {
    let mut places = BTreeMap::new();
    let welded: Vec<usize> = positions
        .iter()
        .map(|position| {
            let next = places.len();
            *places.entry(position.map(|value| (value + 0.0).to_bits())).or_insert(next)
        })
        .collect();
    let mut balance: BTreeMap<(usize, usize), i32> = BTreeMap::new();
    for triangle in indices.chunks_exact(3) {
        let corners = [0, 1, 2].map(|corner| welded[triangle[corner] as usize]);
        for side in 0..3 {
            let (a, b) = (corners[side], corners[(side + 1) % 3]);
            *balance.entry((a.min(b), a.max(b))).or_default() += if a < b { 1 } else { -1 };
        }
    }
    balance.values().filter(|&&sum| sum != 0).count()
}

#[test]
fn every_recipe_of_the_gallery_compiles_to_a_closed_mesh() {
    let options = CompileOptions {
        splat_count: Some(300),
        mesh_depth: Some(6),
        volume_resolution: Some(32),
        ..CompileOptions::default()
    };
    let recipes = recipes();
    assert!(recipes.len() > 40);
    for (name, text) in recipes {
        let result = compile(&text, &options, &Unattended).unwrap_or_else(|found| panic!("{name}: {found:#?}"));
        let container = Container::parse(&result.bytes).unwrap();
        let mesh = container.mesh().unwrap().unwrap();
        let positions: Vec<[f32; 3]> = mesh.vertices().map(|vertex| vertex.position).collect();
        let indices: Vec<u32> = mesh.indices().collect();
        assert!(indices.len() > 300, "{name} has {} indices", indices.len());
        assert_eq!(open_edges(&positions, &indices), 0, "{name} has open edges");
    }
}

#[test]
fn the_gallery_shows_every_shape_and_modifier() {
    let shown: String = recipes().into_iter().map(|(_, text)| text).collect();
    let shown: BTreeSet<&str> = shown.split("\"type\": \"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let document = include_str!("../../../docs/recipe-language.md");
    let section = |from: &str, to: &str| {
        let after = document.split(from).nth(1).expect("the section");
        after.split(to).next().expect("its end").to_owned()
    };
    let tables = section("## Primitives", "## Variables");
    let rows = tables.lines().filter_map(|line| line.strip_prefix("| `"));
    let names = rows.flat_map(|row| row.split(" |").next().unwrap_or_default().split("`, `"));
    for name in names.map(|name| name.trim_end_matches('`')) {
        // One picture stands for the three blends' operations.
        let counts = shown.contains(name) || name == "smooth_intersection";
        assert!(counts, "no picture shows {name}");
    }
}
