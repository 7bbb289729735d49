//! The metadata section: a CBOR map in the deterministic encoding of RFC 8949, section 4.2.

use ciborium::Value;
use gve_shared::inspection::BinaryMetadata;

use super::bad_section;
use crate::DecodeError;

/// Deepest nesting that a reader follows; the map itself needs four levels.
const MAX_NESTING: usize = 32;

pub(super) fn write(bytes: &mut Vec<u8>, metadata: &BinaryMetadata) {
    let value = Value::serialized(metadata).expect("metadata holds nothing that CBOR cannot express");
    ciborium::into_writer(&sorted(value), bytes).expect("writing to memory does not fail");
}

/// Orders the keys of every map by their encoded bytes: for text keys, by length and then by content.
fn sorted(value: Value) -> Value {
    match value {
        Value::Map(entries) => {
            let mut entries: Vec<_> = entries.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            entries.sort_by_cached_key(|(key, _)| {
                let text = key.as_text().unwrap_or_default();
                (text.len(), text.to_owned())
            });
            Value::Map(entries)
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        other => other,
    }
}

/// Reads metadata; unknown keys are passed over. `base` is the section's offset in the file.
pub(super) fn read(bytes: &[u8], base: usize) -> Result<BinaryMetadata, DecodeError> {
    let mut rest = bytes;
    let result = ciborium::de::from_reader_with_recursion_limit(&mut rest, MAX_NESTING);
    let offset = base + bytes.len() - rest.len();
    let metadata = result.map_err(|error| bad_section(offset, format!("the metadata cannot be read: {error}")))?;
    if rest.is_empty() { Ok(metadata) } else { Err(bad_section(offset, "bytes follow the metadata")) }
}
