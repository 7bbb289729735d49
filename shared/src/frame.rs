//! Header and message types of the binary asset socket (`/ws/assets`).
//!
//! The codec itself is in `gve-format`; this is the layout that every language shares.

use crate::layout::{Field, FieldType, Layout};

/// Bytes of a frame header, packed, little-endian.
pub const FRAME_HEADER_BYTES: usize = 18;

/// Kind of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum MessageType {
    /// Server to client: the payload is the whole `.gve_bin`.
    AssetReady = 0x01,
    /// Server to client: the payload is a stage (u8) and progress (f32, 0–1).
    AssetProgress = 0x02,
    /// Server to client: the payload is a UTF-8 message.
    AssetInvalid = 0x03,
    /// Server to client: no payload; the header's version is the new one.
    VersionBump = 0x04,
    /// Client to server: no payload.
    RequestAsset = 0x10,
    /// Client to server: the payload is recipe JSON in UTF-8.
    RequestCompile = 0x11,
    /// Client to server: no payload.
    CancelCompile = 0x12,
}

impl MessageType {
    /// All message types.
    pub const ALL: [Self; 7] = [
        Self::AssetReady,
        Self::AssetProgress,
        Self::AssetInvalid,
        Self::VersionBump,
        Self::RequestAsset,
        Self::RequestCompile,
        Self::CancelCompile,
    ];

    /// The type with this wire number, or `None` for an unknown one.
    pub fn from_wire(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| *kind as u8 == number)
    }

    /// Name in documents and generated code.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AssetReady => "ASSET_READY",
            Self::AssetProgress => "ASSET_PROGRESS",
            Self::AssetInvalid => "ASSET_INVALID",
            Self::VersionBump => "VERSION_BUMP",
            Self::RequestAsset => "REQUEST_ASSET",
            Self::RequestCompile => "REQUEST_COMPILE",
            Self::CancelCompile => "CANCEL_COMPILE",
        }
    }
}

/// Header of a frame. An unknown `msg_type` is kept so that receivers can count and answer it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrameHeader {
    /// Wire number of the [`MessageType`].
    pub msg_type: u8,
    /// Asset that the frame speaks of; 0 where there is none.
    pub asset_id: u64,
    /// Version of that asset.
    pub version: u32,
    /// Bytes of payload after the header.
    pub payload_len: u32,
    /// Written 0, ignored when read.
    pub reserved: u8,
}

/// Layout of a frame header.
pub const FRAME_HEADER_LAYOUT: Layout = Layout {
    name: "FrameHeader",
    doc: "Header of a frame on the binary asset socket; the payload follows.",
    size: FRAME_HEADER_BYTES,
    fields: &[
        Field::new("msg_type", 0, FieldType::U8),
        Field::new("asset_id", 1, FieldType::U64),
        Field::new("version", 9, FieldType::U32),
        Field::new("payload_len", 13, FieldType::U32),
        Field::new("reserved", 17, FieldType::U8),
    ],
};

const _: () = FRAME_HEADER_LAYOUT.assert_packed();
