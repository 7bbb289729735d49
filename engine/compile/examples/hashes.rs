//! SHA-256 of what recipes compile to, for comparing hosts and numbers of threads:
//! `RAYON_NUM_THREADS=2 cargo run --release --example hashes -- random 500 samples samples/gallery`
//!
//! Prints one JSON object per line: the recipe's `name` and `text`, the `options` of its compile, and its `outcome`,
//! which is the hash of the binary or the code of the problem that there is instead.

use std::{env, fs, path::Path};

use gve_compile::{CompileError, CompileOptions, Unattended, compile};
use gve_recipe::random::random_recipe_text;
use serde_json::json;

/// Options so small that hundreds of random recipes compile in seconds.
fn small() -> CompileOptions {
    CompileOptions {
        volume_resolution: Some(24),
        mesh_depth: Some(4),
        splat_count: Some(100),
        ..CompileOptions::default()
    }
}

/// As [`small`], with splats refined against pictures, which takes seconds.
fn refined() -> CompileOptions {
    CompileOptions { splat_iterations: Some(1), ..small() }
}

/// Options for recipes of people: fine enough that every stage has work.
fn moderate() -> CompileOptions {
    CompileOptions {
        volume_resolution: Some(48),
        mesh_depth: Some(5),
        splat_count: Some(500),
        ..CompileOptions::default()
    }
}

fn main() {
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "random" {
            let count = arguments.next().and_then(|text| text.parse().ok()).expect("a number of random recipes");
            (0..count).for_each(|seed: u64| print(&format!("random {seed}"), &random_recipe_text(seed), &small()));
            print("random 0, refined", &random_recipe_text(0), &refined());
        } else {
            recipes_of(Path::new(&argument)).for_each(|(name, text)| print(&name, &text, &moderate()));
        }
    }
}

/// Names and texts of the recipes in a folder, in order of name.
fn recipes_of(folder: &Path) -> impl Iterator<Item = (String, String)> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = entries.map(|entry| entry.expect("a readable entry").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    let read = |file: &Path| fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    files.into_iter().map(move |file| (file.display().to_string(), read(&file))).filter(|(_, text)| {
        // The catalogue of the samples lies in the same folder.
        text.contains("gve-recipe/1")
    })
}

fn print(name: &str, text: &str, options: &CompileOptions) {
    let outcome = match compile(text, options, &Unattended) {
        Ok(compiled) => compiled.report.content_hash,
        Err(CompileError::Invalid(diagnostics)) => json!(diagnostics[0].code).as_str().unwrap_or_default().to_owned(),
        Err(CompileError::Cancelled) => unreachable!("nobody cancels"),
    };
    println!("{}", json!({ "name": name, "text": text, "options": options, "outcome": outcome }));
}
