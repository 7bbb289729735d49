//! Turns `gve-shared` into `generated/`.
//!
//! [`roots`] lists the types that cross a boundary, [`bundle`] collects their JSON Schema, [`normalize`] brings it
//! into the one form that every downstream generator carries without loss, and [`lint`] refuses what they would lose.
//! Binary layouts become JSON descriptions, TypeScript, Python and Kaitai ([`layouts`], [`kaitai`]), and golden files
//! ([`goldens`]). [`output`] writes all of it, changed bytes only.
//!
//! It never knows anything at run time: nothing that ships depends on it. Start reading at [`generate`].
//!
//! `build.rs` includes this file as a module, so paths between modules here start with `super`.

pub mod bundle;
pub mod generate;
mod golden_containers;
pub mod goldens;
pub mod kaitai;
pub mod layouts;
pub mod lint;
pub mod normalize;
pub mod output;
pub mod roots;
pub mod source_rules;
