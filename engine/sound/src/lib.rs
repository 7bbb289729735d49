//! The sound of a blow on an asset.
//!
//! [`patch`] makes a [`SoundPatch`] of a recipe's bound sound and of the [`Body`] that it belongs to; [`render`] turns
//! patch and [`Blow`] into samples. Both depend on nothing but their arguments: the same input gives the same samples
//! natively, in Node and in WASM.
//!
//! This crate never knows fields, file formats or sound cards. Start reading at `render.rs`; `modes.rs` has the
//! formulas of ringing bodies, `blow.rs` what a blow excites.

mod blow;
mod body;
mod filter;
mod fm;
mod modal;
mod modes;
mod noise;
mod patch;
mod render;
mod reverb;

pub use blow::Blow;
pub use body::Body;
pub use gve_shared::sound_patch::SoundPatch;
pub use modes::{ModeChoice, modes};
pub use patch::patch;
pub use render::{MAX_DURATION_S, MAX_SAMPLE_RATE_HZ, MIN_SAMPLE_RATE_HZ, render};
