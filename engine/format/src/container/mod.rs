//! `.gve_bin`, version 3: a 64-byte header of sixteen u32 words, then sections on 16-byte boundaries.
//!
//! [`Writer`] appends sections in the order of its calls. [`Container`] checks a whole file once (magic, version,
//! checksum, bounds of every section) and then gives typed views: [`SplatsView`], [`MeshView`], [`TextureView`] and
//! the decoded metadata. A reader of 3.0 reads every 3.x: unknown flags and metadata keys are passed over.

mod header;
mod inspect;
mod mesh;
mod metadata;
mod reader;
mod sound;
mod splats;
mod texture;
mod writer;

pub use header::Section;
pub use inspect::inspect;
pub use mesh::MeshView;
pub use reader::Container;
pub use splats::SplatsView;
pub use texture::{TextureInfo, TextureSamples, TextureView};
pub use writer::Writer;

use gve_shared::problem::ProblemCode;

use crate::DecodeError;

/// An error about the content of a section; `offset` counts from the start of the file.
fn bad_section(offset: usize, reason: impl Into<String>) -> DecodeError {
    DecodeError::new(ProblemCode::BinaryBadSection, offset, reason)
}

/// A little-endian f32 at `offset` of a record that was checked to be long enough.
fn f32_at(record: &[u8], offset: usize) -> f32 {
    f32::from_bits(u32_at(record, offset))
}

/// A little-endian u32 at `offset` of a record that was checked to be long enough.
fn u32_at(record: &[u8], offset: usize) -> u32 {
    u32::from_le_bytes([record[offset], record[offset + 1], record[offset + 2], record[offset + 3]])
}

/// Consecutive little-endian f32 from `offset` of a record that was checked to be long enough.
fn f32s_at<const N: usize>(record: &[u8], offset: usize) -> [f32; N] {
    std::array::from_fn(|index| f32_at(record, offset + 4 * index))
}

/// Items that [`extend_le`] turns into bytes at a time: few enough to stay in the first-level cache.
const ITEMS_AT_ONCE: usize = 512;

/// Appends the bytes of every item.
fn extend_le<T: Copy, const N: usize>(bytes: &mut Vec<u8>, items: &[T], bytes_of: impl Fn(T) -> [u8; N]) {
    bytes.reserve(N * items.len());
    let mut block = Vec::with_capacity(ITEMS_AT_ONCE);
    for items in items.chunks(ITEMS_AT_ONCE) {
        block.clear();
        block.extend(items.iter().map(|&item| bytes_of(item)));
        bytes.extend_from_slice(block.as_flattened());
    }
}
