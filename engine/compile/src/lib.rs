//! Recipe text in, `.gve_bin` bytes out: the façade that every host calls.
//!
//! [`compile`] runs the six stages of [`CompileStage`] in order. [`cache_key`] tells beforehand whether the result is
//! already there. Both depend on nothing but their arguments and the compiler's own sources ([`COMPILER_BUILD`]): the
//! same input gives the same bytes natively, in Node and in WASM, for any number of threads. A [`Compiler`] gives the
//! same bytes too and remembers what the stages made: after an edit it makes only what that has changed.
//!
//! This crate knows no files, network, clocks or threads that it did not get from the caller. Start reading at
//! [`pipeline`](compile).

mod cache;
mod canonical;
mod collider;
mod compiler;
mod descriptor;
mod host;
mod mass;
mod mesh_section;
mod pipeline;
mod settings;
mod sound;
mod stages;

pub use canonical::{COMPILER_BUILD, CacheKey, cache_key};
pub use compiler::Compiler;
pub use gve_recipe::Expanded;
pub use gve_shared::compile::{
    CompileOptions, CompileProgress, CompileSettings, CompileStage, LibraryAsset, StageTiming,
};
pub use host::{CompileHost, Unattended};
pub use pipeline::{CompileError, Compiled, compile, expand, validate, variables};
pub use settings::settings;
pub use sound::{SoundRequest, render_sound};
