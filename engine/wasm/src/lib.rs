//! GVE-1 in the browser: frame codec, version cache, live compile and the viewport, through wasm-bindgen.
//!
//! It never knows business rules, HTTP or the DOM beyond the one canvas that it draws to. Start reading at
//! `viewport`; `README.md` describes the calls as JavaScript sees them.

// Natively only the tests of the pure parts are built; their callers exist in the browser alone.
#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]

mod arguments;
mod assets;
pub mod codec;
mod package;
mod preview;
pub mod recipes;
pub mod sound;
#[cfg(target_arch = "wasm32")]
mod state;
#[cfg(target_arch = "wasm32")]
pub mod viewport;
