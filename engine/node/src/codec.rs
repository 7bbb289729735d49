//! Frames, the version cache and the scene snapshot.

use gve_format::{
    frame, snapshot,
    version_cache::{self, Decision},
};
use gve_shared::{
    frame::{FrameHeader, MessageType},
    snapshot::{SnapshotEntry, SnapshotKind},
};
use napi::{Error, Status, bindgen_prelude::Buffer};
use napi_derive::napi;

/// A decoded frame.
#[napi(object)]
pub struct NativeFrame {
    /// Wire number of the message type.
    pub msg_type: u8,
    /// Decimal; `0` where the frame speaks of no asset.
    pub asset_id: String,
    pub version: u32,
    pub payload: Buffer,
}

/// One object of the scene.
#[napi(object)]
pub struct NativeSnapshotEntry {
    /// Decimal.
    pub asset_id: String,
    /// `mesh` or `sdf`.
    #[napi(ts_type = "'mesh' | 'sdf'")]
    pub kind: String,
    pub active: bool,
}

fn invalid(message: impl Into<String>) -> Error {
    Error::new(Status::InvalidArg, message.into())
}

fn asset_id_of(text: &str) -> napi::Result<u64> {
    text.parse().map_err(|_| invalid(format!("{text:?} is no asset id: a decimal number below 2^64")))
}

/// Writes a frame.
#[napi]
pub fn encode_frame(msg_type: u8, asset_id: String, version: u32, payload: &[u8]) -> napi::Result<Buffer> {
    let kind =
        MessageType::from_wire(msg_type).ok_or_else(|| invalid(format!("there is no message type {msg_type}")))?;
    let bytes = frame::encode(kind, asset_id_of(&asset_id)?, version, payload);
    bytes.map(Buffer::from).map_err(|error| invalid(error.to_string()))
}

/// Reads a frame; throws on damage. The payload is a copy.
#[napi]
pub fn decode_frame(bytes: &[u8]) -> napi::Result<NativeFrame> {
    let frame = frame::decode(bytes).map_err(|error| invalid(error.to_string()))?;
    // Checks the payload of known types as well.
    frame.message().map_err(|error| invalid(error.to_string()))?;
    let FrameHeader { msg_type, asset_id, version, .. } = frame.header;
    Ok(NativeFrame { msg_type, asset_id: asset_id.to_string(), version, payload: frame.payload.to_vec().into() })
}

/// Writes a scene snapshot, meshes first.
#[napi]
pub fn encode_snapshot(entries: Vec<NativeSnapshotEntry>) -> napi::Result<Buffer> {
    let entry = |entry: &NativeSnapshotEntry| {
        let kind = match entry.kind.as_str() {
            "mesh" => SnapshotKind::Mesh,
            "sdf" => SnapshotKind::Sdf,
            other => return Err(invalid(format!("{other:?} is no kind of object: mesh or sdf"))),
        };
        Ok(SnapshotEntry { asset_id: asset_id_of(&entry.asset_id)?, kind, active: entry.active })
    };
    let entries: Vec<SnapshotEntry> = entries.iter().map(entry).collect::<napi::Result<_>>()?;
    Ok(snapshot::encode(&entries).into())
}

/// Reads a scene snapshot; throws on damage.
#[napi]
pub fn decode_snapshot(bytes: &[u8]) -> napi::Result<Vec<NativeSnapshotEntry>> {
    let entries = snapshot::decode(bytes).map_err(|error| invalid(error.to_string()))?;
    let native = |entry: SnapshotEntry| NativeSnapshotEntry {
        asset_id: entry.asset_id.to_string(),
        kind: if entry.kind == SnapshotKind::Mesh { "mesh" } else { "sdf" }.to_owned(),
        active: entry.active,
    };
    Ok(entries.into_iter().map(native).collect())
}

/// Decides which frames a client applies; see `gve_format::version_cache`.
#[napi]
#[derive(Default)]
pub struct VersionCache {
    cache: version_cache::VersionCache,
}

#[napi]
impl VersionCache {
    #[napi(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// What to do with a frame: apply, stale, request, inform or ignore.
    #[napi(ts_return_type = "'apply' | 'stale' | 'request' | 'inform' | 'ignore'")]
    pub fn decide(&mut self, msg_type: u8, asset_id: String, version: u32) -> napi::Result<&'static str> {
        let header = FrameHeader { msg_type, asset_id: asset_id_of(&asset_id)?, version, payload_len: 0, reserved: 0 };
        Ok(match self.cache.decide(&header) {
            Decision::Apply => "apply",
            Decision::Stale => "stale",
            Decision::Request => "request",
            Decision::Inform => "inform",
            Decision::Ignore => "ignore",
        })
    }

    /// Remembers that this version is shown now.
    #[napi]
    pub fn record_applied(&mut self, asset_id: String, version: u32) -> napi::Result<()> {
        self.cache.record_applied(asset_id_of(&asset_id)?, version);
        Ok(())
    }

    /// Forgets an asset.
    #[napi]
    pub fn forget(&mut self, asset_id: String) -> napi::Result<()> {
        self.cache.forget(asset_id_of(&asset_id)?);
        Ok(())
    }

    /// Newest version that was announced or applied.
    #[napi]
    pub fn announced(&self, asset_id: String) -> napi::Result<Option<u32>> {
        Ok(self.cache.announced(asset_id_of(&asset_id)?))
    }

    /// Version that is shown.
    #[napi]
    pub fn applied(&self, asset_id: String) -> napi::Result<Option<u32>> {
        Ok(self.cache.applied(asset_id_of(&asset_id)?))
    }

    /// Frames that were ignored.
    #[napi(getter)]
    pub fn ignored_count(&self) -> f64 {
        self.cache.ignored_count() as f64
    }
}
