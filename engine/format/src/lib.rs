//! Bytes: what GVE-1 puts on disk and on the wire, and nothing about how it came to be.
//!
//! - [`frame`] encodes and decodes messages of the binary asset socket; [`version_cache`] decides which of them a
//!   client applies.
//! - [`snapshot`] is the list of scene objects that the viewport hands to the hierarchy panel.
//! - [`container`] writes and reads `.gve_bin` files.
//! - [`older`] reads `.gve_bin` files of the public versions 2.x.
//! - [`export`] turns what a file holds into GLB, STL and splat PLY.
//!
//! Decoders trust no length: they do not panic, allocate no more than the input justifies, and answer with a
//! [`DecodeError`] that names code, byte offset and reason. This crate never knows fields, recipes, files or sockets.

pub mod container;
mod cursor;
mod error;
pub mod export;
pub mod frame;
pub mod older;
pub mod snapshot;
pub mod version_cache;

pub use error::{DecodeError, EncodeError};
