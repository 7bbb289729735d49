//! Every type that crosses a boundary of GVE-1.
//!
//! This crate is the source of truth: `gve-schema` turns it into JSON Schema, and from there into TypeScript,
//! Pydantic models and validators under `generated/`. Recipes, materials, asset documents, compile requests and
//! progress, events, problem codes and the fixed binary layouts live here.
//!
//! It never knows files, threads, GPUs or HTTP. Start reading at [`recipe`].
//!
//! House rules for types here (a lint in `gve-schema` holds them): unions that carry data are adjacently tagged over
//! named structs; no tuples, no `flatten`, no 64-bit integers in JSON; the few hand-written shapes (a number that may
//! be an expression, a vector that may be one) are listed in [`value`]. `docs/schema.md` tells how to change a type.

/// Version of the JSON forms, major.minor: a breaking change raises the major, an addition the minor.
pub const SCHEMA_VERSION: &str = "1.0";

pub mod asset;
pub mod compile;
pub mod container;
pub mod document;
pub mod event;
pub mod frame;
pub mod id;
pub mod import;
pub mod inspection;
pub mod instance;
pub mod layout;
pub mod macros;
pub mod material;
pub mod modifier;
pub mod older;
pub mod operation;
pub mod physics;
pub mod primitive;
pub mod problem;
pub mod profile;
pub mod recipe;
pub mod service;
pub mod shape;
pub mod snapshot;
pub mod sound;
pub mod sound_patch;
pub mod time;
pub mod value;
pub mod wire;
