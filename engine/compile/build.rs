//! Hashes the sources of every crate that decides the compiler's output, so that a change of them changes every cache
//! key. The hash is the same for every target and every checkout of the same sources.

use std::{
    env,
    ffi::OsStr,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

/// Source folders, from the root of the repository.
const SOURCES: [&str; 8] = [
    "shared/src",
    "engine/recipe/src",
    "engine/field/src",
    "engine/volume/src",
    "engine/mesh/src",
    "engine/splat/src",
    "engine/format/src",
    "engine/compile/src",
];

fn main() {
    let manifest_folder = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo names the folder"));
    let root = manifest_folder.ancestors().nth(2).expect("the crate is two folders below the root");
    let mut hasher = Sha256::new();
    for folder in SOURCES {
        println!("cargo::rerun-if-changed={}", root.join(folder).display());
        let mut files = Vec::new();
        collect(&root.join(folder), &mut files);
        // By text, because the order of path components differs between platforms.
        let mut files: Vec<(String, PathBuf)> = files.into_iter().map(|file| (relative(root, &file), file)).collect();
        files.sort();
        for (name, file) in files {
            let text = fs::read_to_string(&file).expect("a source file is text").replace("\r\n", "\n");
            hasher.update(format!("{name}\n{}\n", text.len()));
            hasher.update(text);
        }
    }
    let mut revision = String::new();
    for byte in &hasher.finalize()[..8] {
        write!(revision, "{byte:02x}").expect("writing to a string does not fail");
    }
    println!("cargo::rustc-env=GVE_SOURCE_REVISION={revision}");
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the source folder is there") {
        let path = entry.expect("the entry is readable").path();
        if path.is_dir() {
            collect(&path, files);
        } else if matches!(path.extension().and_then(OsStr::to_str), Some("rs" | "wgsl" | "json")) {
            files.push(path);
        }
    }
}

fn relative(root: &Path, file: &Path) -> String {
    let path = file.strip_prefix(root).expect("the file is below the root");
    path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}
