//! Frames, snapshots and the version cache for JavaScript.

use gve_format::{frame, snapshot, version_cache};
use gve_shared::{
    frame::MessageType,
    snapshot::{SnapshotEntry, SnapshotKind},
};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

use crate::arguments::{self, Refusal, refuse};

/// Writes a frame of `/ws/assets`. `msg_type` is the wire number of a known message; `asset_id` may be "0" for none.
#[wasm_bindgen]
pub fn encode_frame(msg_type: u8, asset_id: &str, version: u32, payload: &[u8]) -> Result<Vec<u8>, JsError> {
    let kind =
        MessageType::from_wire(msg_type).ok_or_else(|| refuse(format!("there is no message type {msg_type}")))?;
    let asset_id = arguments::asset_id_or_none(asset_id).map_err(refuse)?;
    frame::encode(kind, asset_id, version, payload).map_err(|error| refuse(error.to_string()))
}

#[derive(Serialize)]
struct FrameDocument {
    msg_type: u8,
    name: Option<&'static str>,
    asset_id: String,
    version: u32,
    payload_len: u32,
    reserved: u8,
}

/// Reads a frame's header as JSON: `{ msg_type, name, asset_id, version, payload_len, reserved }`. The payload is the
/// bytes after the 18 of the header. Throws when the frame or a known type's payload is damaged.
#[wasm_bindgen]
pub fn decode_frame(bytes: &[u8]) -> Result<String, JsError> {
    let frame = frame::decode(bytes).map_err(|error| refuse(error.to_string()))?;
    // Checks the payload of known types as well.
    frame.message().map_err(|error| refuse(error.to_string()))?;
    let header = frame.header;
    let document = FrameDocument {
        msg_type: header.msg_type,
        name: MessageType::from_wire(header.msg_type).map(MessageType::name),
        asset_id: header.asset_id.to_string(),
        version: header.version,
        payload_len: header.payload_len,
        reserved: header.reserved,
    };
    Ok(json(&document))
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KindDocument {
    Mesh,
    Sdf,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SnapshotDocument {
    asset_id: String,
    kind: KindDocument,
    active: bool,
}

impl SnapshotDocument {
    fn of(entry: &SnapshotEntry) -> Self {
        let kind = match entry.kind {
            SnapshotKind::Mesh => KindDocument::Mesh,
            SnapshotKind::Sdf => KindDocument::Sdf,
        };
        Self { asset_id: entry.asset_id.to_string(), kind, active: entry.active }
    }

    fn entry(&self) -> Result<SnapshotEntry, Refusal> {
        let kind = match self.kind {
            KindDocument::Mesh => SnapshotKind::Mesh,
            KindDocument::Sdf => SnapshotKind::Sdf,
        };
        Ok(SnapshotEntry { asset_id: arguments::asset_id_or_none(&self.asset_id)?, kind, active: self.active })
    }
}

/// Writes a scene snapshot, meshes first, from JSON: `[{ asset_id, kind: "mesh" | "sdf", active }]`; `asset_id` may be
/// "0" for none. Throws when the text is something else.
#[wasm_bindgen]
pub fn encode_snapshot(entries: &str) -> Result<Vec<u8>, JsError> {
    let documents: Vec<SnapshotDocument> = serde_json::from_str(entries).map_err(|error| refuse(error.to_string()))?;
    let entries: Vec<_> = documents.iter().map(SnapshotDocument::entry).collect::<Result<_, _>>().map_err(refuse)?;
    Ok(snapshot::encode(&entries))
}

/// Reads a scene snapshot as JSON: `[{ asset_id, kind: "mesh" | "sdf", active }]`. Throws when it is damaged.
#[wasm_bindgen]
pub fn decode_snapshot(bytes: &[u8]) -> Result<String, JsError> {
    let entries = snapshot::decode(bytes).map_err(|error| refuse(error.to_string()))?;
    let documents: Vec<_> = entries.iter().map(SnapshotDocument::of).collect();
    Ok(json(&documents))
}

/// Which frames a client applies; the viewport has its own, this one is for pages without a viewport.
#[wasm_bindgen]
#[derive(Default)]
pub struct VersionCache {
    cache: version_cache::VersionCache,
}

#[wasm_bindgen]
impl VersionCache {
    /// A cache that knows no asset.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// What to do with a frame: "apply", "stale", "request", "inform" or "ignore". Throws when it is damaged.
    pub fn decide(&mut self, frame_bytes: &[u8]) -> Result<String, JsError> {
        let decoded = frame::decode(frame_bytes).map_err(|error| refuse(error.to_string()))?;
        Ok(match self.cache.decide(&decoded.header) {
            version_cache::Decision::Apply => "apply",
            version_cache::Decision::Stale => "stale",
            version_cache::Decision::Request => "request",
            version_cache::Decision::Inform => "inform",
            version_cache::Decision::Ignore => "ignore",
        }
        .to_owned())
    }

    /// Remembers that this version is shown now.
    pub fn record_applied(&mut self, asset_id: &str, version: u32) -> Result<(), JsError> {
        self.cache.record_applied(arguments::asset_id(asset_id).map_err(refuse)?, version);
        Ok(())
    }

    /// Forgets an asset.
    pub fn forget(&mut self, asset_id: &str) -> Result<(), JsError> {
        self.cache.forget(arguments::asset_id(asset_id).map_err(refuse)?);
        Ok(())
    }

    /// Newest version that was announced or applied.
    pub fn announced(&self, asset_id: &str) -> Result<Option<u32>, JsError> {
        Ok(self.cache.announced(arguments::asset_id(asset_id).map_err(refuse)?))
    }

    /// Version that is shown.
    pub fn applied(&self, asset_id: &str) -> Result<Option<u32>, JsError> {
        Ok(self.cache.applied(arguments::asset_id(asset_id).map_err(refuse)?))
    }
}

/// A document as JSON text.
pub(crate) fn json(document: &impl Serialize) -> String {
    serde_json::to_string(document).expect("documents here have string keys and finite numbers")
}
