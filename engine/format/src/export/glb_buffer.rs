//! The frame of a binary glTF 2.0: views and accessors are planned first, so that the binary chunk can be streamed.

use serde_json::{Value, json};

use super::{ExportError, Sink};
use crate::EncodeError;

pub(super) const COMPONENT_U16: u32 = 5123;
pub(super) const COMPONENT_U32: u32 = 5125;
pub(super) const COMPONENT_F32: u32 = 5126;
pub(super) const TARGET_VERTICES: u32 = 34962;
pub(super) const TARGET_INDICES: u32 = 34963;

/// Views and accessors of the binary chunk, as they are planned; the data are written in the same order.
#[derive(Default)]
pub(super) struct Plan {
    size: u64,
    views: Vec<Value>,
    accessors: Vec<Value>,
}

impl Plan {
    /// Plans a view of `byte_length` bytes, a multiple of 4, with one accessor over it; returns the accessor's index.
    pub fn accessor(&mut self, target: u32, component: u32, shape: &str, count: usize, byte_length: usize) -> usize {
        self.views.push(json!({ "buffer": 0, "byteOffset": self.size, "byteLength": byte_length, "target": target }));
        self.size += byte_length as u64;
        self.accessors.push(json!({
            "bufferView": self.views.len() - 1, "componentType": component, "type": shape, "count": count,
        }));
        self.accessors.len() - 1
    }

    /// Adds a property to an accessor.
    pub fn describe(&mut self, accessor: usize, key: &str, value: Value) {
        self.accessors[accessor][key] = value;
    }

    /// Least and largest of three coordinates, as positions demand them.
    pub fn bound(&mut self, accessor: usize, positions: impl Iterator<Item = [f32; 3]> + Clone) {
        let corner = |pick: fn(f32, f32) -> f32| {
            let all = positions.clone();
            all.reduce(|corner, position| std::array::from_fn(|axis| pick(corner[axis], position[axis])))
        };
        self.describe(accessor, "min", json!(corner(f32::min).unwrap_or_default()));
        self.describe(accessor, "max", json!(corner(f32::max).unwrap_or_default()));
    }

    /// Writes header, JSON chunk and the head of the binary chunk; the data follow.
    pub fn write_head(self, mut document: Value, sink: &mut Sink<'_>) -> Result<(), ExportError> {
        document["asset"] = json!({ "version": "2.0", "generator": "GVE-1" });
        document["accessors"] = json!(self.accessors);
        document["bufferViews"] = json!(self.views);
        document["buffers"] = json!([{ "byteLength": self.size }]);
        let mut text = document.to_string().into_bytes();
        text.resize(text.len().next_multiple_of(4), b' ');
        let total = 12 + 8 + text.len() as u64 + 8 + self.size;
        let too_large = EncodeError::TooLarge { what: "the GLB file", bytes: total };
        let total = u32::try_from(total).map_err(|_| too_large)?;
        sink.put(b"glTF")?;
        sink.put(&2_u32.to_le_bytes())?;
        sink.put(&total.to_le_bytes())?;
        for (size, kind) in [(text.len() as u32, b"JSON"), (self.size as u32, b"BIN\0")] {
            sink.put(&size.to_le_bytes())?;
            sink.put(kind)?;
            if kind == b"JSON" {
                sink.put(&text)?;
            }
        }
        Ok(())
    }
}
