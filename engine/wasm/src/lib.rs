//! gve-wasm
