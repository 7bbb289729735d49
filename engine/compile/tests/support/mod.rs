//! Recipes and hosts that the tests share.
#![allow(dead_code)] // each test binary uses its part

use std::sync::{
    Mutex,
    atomic::{AtomicBool, Ordering},
};

use gve_compile::{CompileHost, CompileOptions, CompileProgress, Compiled, Unattended, compile};
use gve_format::container::Container;
use gve_shared::inspection::BinaryMetadata;

/// Options that compile in a few milliseconds.
pub fn quick() -> CompileOptions {
    CompileOptions {
        volume_resolution: Some(32),
        mesh_depth: Some(5),
        splat_count: Some(400),
        ..CompileOptions::default()
    }
}

/// A recipe around a root node's JSON.
pub fn recipe(root_node: &str) -> String {
    format!(r#"{{ "format": "gve-recipe/1", "name": "Test", "root_node": {root_node} }}"#)
}

/// Two shapes of different materials, with variables.
pub fn hammer() -> String {
    r##"{
        "format": "gve-recipe/1",
        "name": "Hammer",
        "variables": { "length": { "value": 0.4, "min": 0.1, "max": 1 } },
        "root_node": { "shape": { "type": "union", "params": { "children": [
            { "transform": { "position": [0, "$length / 2", 0] },
              "shape": { "type": "box", "params": { "half_extents": [0.1, 0.04, 0.04] } },
              "material": { "spec_id": "ASTM_A36" } },
            { "shape": { "type": "cylinder", "params": { "radius": 0.02, "height": "$length" } },
              "material": { "spec_id": "WOOD_OAK" } }
        ] } } }
    }"##
    .to_owned()
}

pub fn compiled(text: &str, options: &CompileOptions) -> Compiled {
    compile(text, options, &Unattended).unwrap_or_else(|error| panic!("{error}: {text}"))
}

pub fn metadata(compiled: &Compiled) -> BinaryMetadata {
    Container::parse(&compiled.bytes).unwrap().metadata().unwrap().expect("a compile writes metadata")
}

/// Records progress; cancels when `stop` says so.
pub struct Recorder<F: Fn(&CompileProgress) -> bool + Sync> {
    pub heard: Mutex<Vec<CompileProgress>>,
    pub stop: F,
    pub is_cancelled: AtomicBool,
}

impl<F: Fn(&CompileProgress) -> bool + Sync> Recorder<F> {
    pub fn new(stop: F) -> Self {
        Self { heard: Mutex::default(), stop, is_cancelled: AtomicBool::new(false) }
    }
}

impl<F: Fn(&CompileProgress) -> bool + Sync> CompileHost for Recorder<F> {
    fn progress(&self, progress: CompileProgress) {
        if (self.stop)(&progress) {
            self.is_cancelled.store(true, Ordering::SeqCst);
        }
        self.heard.lock().unwrap().push(progress);
    }

    fn is_cancelled(&self) -> bool {
        self.is_cancelled.load(Ordering::SeqCst)
    }

    fn now_ms(&self) -> f64 {
        self.heard.lock().unwrap().len() as f64
    }
}
