//! The splat_data section: 48-byte records in progressive order, so that any prefix is a level of detail.

use gve_shared::container::{SPLAT_BYTES, Splat};

use super::{bad_section, extend_le, f32_at, f32s_at};
use crate::DecodeError;

/// Splats as they lie in the file.
#[derive(Debug, Clone, Copy)]
pub struct SplatsView<'a> {
    records: &'a [u8],
}

impl<'a> SplatsView<'a> {
    /// Checks records whose size is a multiple of 48 bytes; `base` is their offset in the file.
    pub(super) fn parse(records: &'a [u8], base: usize) -> Result<Self, DecodeError> {
        for (index, record) in records.chunks_exact(SPLAT_BYTES).enumerate() {
            if let Some(number) = (0..10).find(|number| !f32_at(record, 4 * number).is_finite()) {
                let offset = base + index * SPLAT_BYTES + 4 * number;
                return Err(bad_section(offset, format!("splat {index} holds a number that is not finite")));
            }
        }
        Ok(Self { records })
    }

    /// Number of splats.
    pub fn len(&self) -> usize {
        self.records.len() / SPLAT_BYTES
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The records as stored, 48 bytes each, ready for upload.
    pub fn bytes(&self) -> &'a [u8] {
        self.records
    }

    /// The splats in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Splat> + 'a {
        self.records.chunks_exact(SPLAT_BYTES).map(read)
    }
}

fn read(record: &[u8]) -> Splat {
    Splat {
        position: f32s_at(record, 0),
        scale: f32s_at(record, 12),
        rotation: f32s_at(record, 24),
        color: [record[40], record[41], record[42], record[43]],
        metallic: record[44],
        roughness: record[45],
        flags: record[46],
        material_index: record[47],
    }
}

pub(super) fn write(bytes: &mut Vec<u8>, splats: &[Splat]) {
    extend_le(bytes, splats, record);
}

fn record(splat: Splat) -> [u8; SPLAT_BYTES] {
    let mut record = [0; SPLAT_BYTES];
    let numbers = splat.position.into_iter().chain(splat.scale).chain(splat.rotation);
    for (place, value) in record.chunks_exact_mut(4).zip(numbers) {
        place.copy_from_slice(&value.to_le_bytes());
    }
    record[40..44].copy_from_slice(&splat.color);
    record[44..].copy_from_slice(&[splat.metallic, splat.roughness, splat.flags, splat.material_index]);
    record
}
