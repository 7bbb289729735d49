//! Memory of every stage: the most that its allocations held at once.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    hint::black_box,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
    time::Instant,
};

use gve_compile::{CompileOptions, compile};
use gve_field::control::Unattended;
use gve_mesh::MeshOptions;
use gve_volume::BakeOptions;
use serde_json::{Value, json};

use crate::{
    SPLATS,
    clock::Clock,
    fixtures::{self, Fixture},
    lower,
};

/// The system's allocator with a count of the bytes that it has given out.
pub struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

fn took(bytes: usize) {
    let held = HELD.fetch_add(bytes, Relaxed) + bytes;
    MOST.fetch_max(held, Relaxed);
}

// SAFETY: everything is done by the system's allocator, and counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        took(layout.size());
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        took(layout.size());
        // SAFETY: the caller keeps the contract of `alloc_zeroed`.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(place, layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        HELD.fetch_sub(layout.size(), Relaxed);
        took(size);
        // SAFETY: the caller keeps the contract of `realloc`.
        unsafe { System.realloc(place, layout, size) }
    }
}

/// Most bytes that `work` holds at once beyond those held before, its result included.
fn peak_bytes<T>(work: impl FnOnce() -> T) -> usize {
    let before = HELD.load(Relaxed);
    MOST.store(before, Relaxed);
    drop(black_box(work()));
    MOST.load(Relaxed) - before
}

/// A default compile stays below this.
const TARGET_BYTES: usize = 200_000_000;

/// Rows of the report: scene, stage, bytes.
pub fn measure(samples: &[Fixture]) -> Vec<Value> {
    let mut scenes: Vec<Fixture> = [10, 200, 5000]
        .into_iter()
        .flat_map(|nodes| [fixtures::spheres(nodes), fixtures::mechanical(nodes), fixtures::organic(nodes)])
        .collect();
    scenes.extend(samples.iter().cloned());
    let mut rows: Vec<Value> = scenes.iter().flat_map(stages).collect();
    rows.extend(largest());
    rows
}

fn row(scene: &Fixture, stage: &str, bytes: usize, target_bytes: Option<usize>) -> Value {
    json!({ "family": scene.family, "nodes": scene.nodes, "stage": stage, "bytes": bytes, "target_bytes": target_bytes })
}

fn stages(scene: &Fixture) -> [Value; 5] {
    let field = lower(&scene.recipe_text);
    let splats = gve_splat::SplatOptions { count: SPLATS, iterations: 0 };
    let compiled = || compile(&scene.recipe_text, &CompileOptions::default(), &Clock(Instant::now()));
    [
        row(scene, "recipe to tape", peak_bytes(|| lower(&scene.recipe_text)), None),
        row(
            scene,
            "bake 128, pruned",
            peak_bytes(|| gve_volume::bake(&field, &BakeOptions { resolution: 128 }, &Unattended)),
            None,
        ),
        row(scene, "mesh depth 7", peak_bytes(|| gve_mesh::mesh(&field, &MeshOptions { depth: 7 }, &Unattended)), None),
        row(scene, "10,000 splats", peak_bytes(|| gve_splat::place(&field, &splats, &Unattended)), None),
        row(scene, "whole compile", peak_bytes(compiled), Some(TARGET_BYTES)),
    ]
}

/// The largest compile that the options allow: 512 samples along the longest axis, 5,000 nodes.
fn largest() -> [Value; 2] {
    let scene = fixtures::spheres(5000);
    let field = lower(&scene.recipe_text);
    let options = CompileOptions { volume_resolution: Some(512), ..CompileOptions::default() };
    let bake = || gve_volume::bake(&field, &BakeOptions { resolution: 512 }, &Unattended);
    let compiled = || compile(&scene.recipe_text, &options, &Clock(Instant::now()));
    [
        row(&scene, "bake 512, pruned", peak_bytes(bake), None),
        row(&scene, "whole compile with a volume of 512", peak_bytes(compiled), None),
    ]
}
