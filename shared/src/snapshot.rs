//! Layout of the scene snapshot that the viewport hands to the hierarchy panel.
//!
//! A snapshot is a u32 entry count, then that many entries: meshes first, then SDFs.

use crate::layout::{Field, FieldType, Layout};

/// Bytes of one entry.
pub const SNAPSHOT_ENTRY_BYTES: usize = 10;

/// What an entry of the scene is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum SnapshotKind {
    /// A triangle mesh.
    Mesh = 0,
    /// A signed-distance field.
    Sdf = 1,
}

/// One object of the scene.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SnapshotEntry {
    /// Asset id.
    pub asset_id: u64,
    /// What it is.
    pub kind: SnapshotKind,
    /// Whether it is drawn at the moment.
    pub active: bool,
}

/// Layout of one entry; entries follow a u32 count.
pub const SNAPSHOT_ENTRY_LAYOUT: Layout = Layout {
    name: "SnapshotEntry",
    doc: "One object of the scene snapshot.",
    size: SNAPSHOT_ENTRY_BYTES,
    fields: &[
        Field::new("asset_id", 0, FieldType::U64),
        Field::new("kind", 8, FieldType::U8),
        Field::new("active", 9, FieldType::U8),
    ],
};

const _: () = SNAPSHOT_ENTRY_LAYOUT.assert_packed();
