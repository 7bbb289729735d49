//! Baking at growing resolution.

use std::hint::black_box;

use gve_field::control::Unattended;
use gve_volume::BakeOptions;
use serde_json::{Value, json};

use crate::{clock::median_ms, fixtures, lower, peer::Peer};

const RESOLUTIONS: [u32; 5] = [32, 64, 128, 256, 512];
/// Largest dense bake; its time grows with the cube.
const LARGEST_DENSE: u32 = 256;
const NODES: usize = 50;

/// Rows of the report: scene, way of baking, resolution, time.
pub fn measure(runs: usize) -> Vec<Value> {
    let scenes = [fixtures::spheres(NODES), fixtures::mechanical(NODES), fixtures::organic(NODES)];
    let mut rows = Vec::new();
    for scene in &scenes {
        let field = lower(&scene.recipe_text);
        let peer = scene.solids.as_deref().map(Peer::new);
        for resolution in RESOLUTIONS {
            eprintln!("{} at {resolution}", scene.family);
            let options = BakeOptions { resolution };
            let mut row = |way: &str, time_ms: f64| {
                rows.push(json!({ "family": scene.family, "nodes": NODES, "way": way, "resolution": resolution, "ms": time_ms }));
            };
            row("pruned", median_ms(runs, || drop(black_box(gve_volume::bake(&field, &options, &Unattended)))));
            if resolution > LARGEST_DENSE {
                continue;
            }
            row("dense", median_ms(runs, || drop(black_box(gve_volume::bake_dense(&field, &options, &Unattended)))));
            if let Some(peer) = &peer {
                row("fidget, dense", median_ms(runs, || peer.bake_dense(resolution as usize)));
            }
        }
    }
    rows
}
