//! `gve doctor`: what this machine has, and the command that fixes what is missing.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use gve_render::gpu::Gpu;
use serde::Serialize;

use crate::{commands::print_json, failure::Failure, report::Terminal};

/// Versions of the tools that build the browser bundles; wasm-bindgen's equals the crate's.
const WASM_TOOLS: [(&str, &str); 2] = [("wasm-pack", "0.15.1"), ("wasm-bindgen", "0.2.130")];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Ok,
    /// Something is missing that there is a way around.
    Warning,
    /// `gve` cannot do its work.
    Failed,
}

#[derive(Debug, Serialize)]
struct Check {
    name: &'static str,
    state: State,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<String>,
}

impl Check {
    fn ok(name: &'static str, detail: impl Into<String>) -> Self {
        Self { name, state: State::Ok, detail: detail.into(), fix: None }
    }

    fn other(name: &'static str, state: State, detail: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { name, state, detail: detail.into(), fix: Some(fix.into()) }
    }
}

pub(crate) fn run(json: bool, terminal: &Terminal) -> Result<(), Failure> {
    let mut checks = vec![adapter(), compile(), cache_folder(), wasm_target()];
    checks.extend(WASM_TOOLS.map(|(name, version)| wasm_tool(name, version)));
    if json {
        print_json(&checks)?;
    } else {
        for check in &checks {
            let mark = match check.state {
                State::Ok => "ok  ",
                State::Warning => "warn",
                State::Failed => "FAIL",
            };
            println!("{mark}  {:<20} {}", check.name, check.detail);
            if let Some(fix) = &check.fix {
                println!("      {:<20} fix: {fix}", "");
            }
        }
    }
    let failed = checks.iter().filter(|check| check.state == State::Failed).count();
    if failed == 0 {
        terminal.note("this machine can run gve");
        return Ok(());
    }
    Err(Failure::Machine {
        message: format!("{failed} of {} checks failed", checks.len()),
        hint: "Run the commands after `fix:` above.".to_owned(),
    })
}

fn adapter() -> Check {
    const NAME: &str = "graphics adapter";
    match pollster::block_on(Gpu::headless()) {
        Ok(gpu) if gpu.is_software() => Check::other(
            NAME,
            State::Warning,
            format!("{} ({}) computes on the CPU: pictures are right but slow", gpu.adapter_name(), gpu.backend_name()),
            "install the driver of your graphics card, if there is one",
        ),
        Ok(gpu) => Check::ok(NAME, format!("{} ({})", gpu.adapter_name(), gpu.backend_name())),
        Err(error) => Check::other(
            NAME,
            State::Warning,
            format!("{error}; `gve render` traces on the CPU"),
            "sudo apt-get install mesa-vulkan-drivers libvulkan1   (or your system's Vulkan driver)",
        ),
    }
}

/// Compiles a ball, so that a broken build of the engine itself shows.
fn compile() -> Check {
    const BALL: &str = r#"{ "format": "gve-recipe/1", "name": "ball",
        "root_node": { "shape": { "type": "sphere", "params": { "radius": 0.5 } } } }"#;
    let options = gve_compile::CompileOptions {
        volume_resolution: Some(16),
        mesh_depth: Some(3),
        splat_count: Some(100),
        ..Default::default()
    };
    match gve_compile::compile(BALL, &options, &gve_compile::Unattended) {
        Ok(compiled) => Check::ok("compiler", format!("a ball takes {} bytes", compiled.bytes.len())),
        Err(error) => Check::other("compiler", State::Failed, error.to_string(), "build gve again from clean sources"),
    }
}

fn cache_folder() -> Check {
    const NAME: &str = "cache folder";
    let Some(folder) = cache_path() else {
        return Check::other(
            NAME,
            State::Warning,
            "neither XDG_CACHE_HOME nor HOME is set",
            "export HOME=/home/$(whoami)",
        );
    };
    let probe = folder.join(format!("doctor-{}", std::process::id()));
    let written = std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&probe, b"probe"));
    match written.and_then(|()| std::fs::remove_file(&probe)) {
        Ok(()) => Check::ok(NAME, format!("{} is writable", folder.display())),
        Err(error) => Check::other(
            NAME,
            State::Failed,
            format!("{} cannot be written: {error}", folder.display()),
            format!("mkdir -p '{0}' && chmod u+rwx '{0}'", folder.display()),
        ),
    }
}

fn cache_path() -> Option<PathBuf> {
    let from_xdg = std::env::var_os("XDG_CACHE_HOME").filter(|path| Path::new(path).is_absolute()).map(PathBuf::from);
    let home = std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE")).map(PathBuf::from);
    from_xdg.or_else(|| home.map(|home| home.join(".cache"))).map(|cache| cache.join("gve-1"))
}

fn wasm_target() -> Check {
    const NAME: &str = "WebAssembly target";
    let sysroot = output(Path::new("rustc"), &["--print", "sysroot"]);
    let library = sysroot.map(|root| PathBuf::from(root).join("lib/rustlib/wasm32-unknown-unknown/lib"));
    match library {
        Some(library) if library.is_dir() => Check::ok(NAME, "installed"),
        Some(_) => Check::other(
            NAME,
            State::Warning,
            "missing: the browser bundles cannot be built from source",
            "rustup target add wasm32-unknown-unknown",
        ),
        None => Check::other(
            NAME,
            State::Warning,
            "Rust is not installed: only needed to build from source",
            "install rustup",
        ),
    }
}

fn wasm_tool(name: &'static str, version: &str) -> Check {
    let cached = cache_path().map(|cache| cache.join("tools").join(format!("{name}-{version}")).join("bin").join(name));
    let candidates = cached.into_iter().chain([PathBuf::from(name)]);
    let found: Vec<_> = candidates.filter_map(|path| output(&path, &["--version"])).collect();
    let package = if name == "wasm-bindgen" { "wasm-bindgen-cli" } else { name };
    let fix = format!("cargo install {package} --version {version}");
    if found.iter().any(|text| text.split_whitespace().any(|word| word == version)) {
        return Check::ok(name, version);
    }
    match found.first() {
        Some(other) => Check::other(name, State::Warning, format!("{other}, but {version} is needed"), fix),
        None => Check::other(name, State::Warning, "missing: only needed to build the browser bundles", fix),
    }
}

/// First line that a program prints, if it is there and works.
fn output(program: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()?.lines().next().map(str::to_owned)
}
