//! Golden files: bytes that every language reads, and writes again without a changed byte; and damaged ones that
//! every language refuses with the same code at the same offset.
//!
//! The bytes are laid down here straight from the layouts, by other code than `gve-format`, which is checked
//! against them. Beside each `NAME.bin` lies `NAME.json` with what it holds. Integers of 64 bits are texts there.

use gve_shared::{
    compile::CompileStage, frame::MessageType, layout::Layout, problem::ProblemCode, snapshot::SnapshotKind,
};
use serde_json::{Value, json};

use super::{bundle::BANNER, generate::json_file, layouts::stage_name, output::Files};

/// One golden: file name without ending, bytes, and what they hold.
pub(super) struct Golden {
    pub name: String,
    pub bytes: Vec<u8>,
    pub content: Value,
}

/// Everything that goes to `generated/goldens`.
pub fn files() -> Files {
    let mut files = Files::new();
    let goldens = [frames(), refused_frames(), snapshots(), refused_snapshots(), super::golden_containers::goldens()];
    for Golden { name, bytes, content } in goldens.into_iter().flatten() {
        let mut description = serde_json::Map::new();
        description.insert("$comment".into(), json!(BANNER));
        description.extend(content.as_object().cloned().unwrap_or_default());
        files.insert(format!("{name}.json").into(), json_file(&Value::Object(description)));
        files.insert(format!("{name}.bin").into(), bytes);
    }
    files
}

impl Golden {
    fn frame(name: &str, kind: u8, id: u64, version: u32, payload: &[u8], message: Value) -> Self {
        let header = json!({
            "msg_type": kind, "asset_id": id.to_string(), "version": version, "payload_len": payload.len(), "reserved": 0,
        });
        let content = json!({ "kind": "frame", "header": header, "payload_hex": hex(payload), "message": message });
        Self { name: format!("frame-{name}"), bytes: frame(kind, id, version, payload), content }
    }

    pub fn refused(kind: &str, name: &str, bytes: Vec<u8>, code: ProblemCode, offset: usize) -> Self {
        let content = json!({ "kind": kind, "refused": { "code": code, "offset": offset } });
        Self { name: format!("refused-{kind}-{name}"), bytes, content }
    }
}

/// Lower-case hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes of a record; `values` holds the little-endian bytes of each field in order.
pub(super) fn record(layout: &Layout, values: &[&[u8]]) -> Vec<u8> {
    assert_eq!(layout.fields.len(), values.len(), "{} has other fields", layout.name);
    let mut bytes = vec![0; layout.size];
    for (field, value) in layout.fields.iter().zip(values) {
        bytes[field.offset..field.offset + field.size()].copy_from_slice(value);
    }
    bytes
}

fn frame(kind: u8, id: u64, version: u32, payload: &[u8]) -> Vec<u8> {
    let length = payload.len() as u32;
    let header: [&[u8]; 5] = [&[kind], &id.to_le_bytes(), &version.to_le_bytes(), &length.to_le_bytes(), &[0]];
    let mut bytes = record(&gve_shared::frame::FRAME_HEADER_LAYOUT, &header);
    bytes.extend(payload);
    bytes
}

fn progress(stage: u8, fraction: f32) -> Vec<u8> {
    [&[stage][..], &fraction.to_le_bytes()].concat()
}

const RECIPE: &str =
    r#"{"format":"gve-recipe/1","name":"Kugel · 球","root_node":{"shape":{"type":"sphere","params":{"radius":1}}}}"#;

fn frames() -> Vec<Golden> {
    use MessageType as M;
    let invalid = "Der Radius ist kleiner als 0 — 半径";
    let mut goldens = vec![
        Golden::frame(
            "asset-ready",
            M::AssetReady as u8,
            7,
            3,
            b"GVE1 stands for a whole file",
            json!({ "type": "ASSET_READY" }),
        ),
        Golden::frame("asset-ready-empty", M::AssetReady as u8, 1, 0, b"", json!({ "type": "ASSET_READY" })),
        Golden::frame(
            "asset-invalid",
            M::AssetInvalid as u8,
            0x0102_0304_0506_0708,
            9,
            invalid.as_bytes(),
            json!({ "type": "ASSET_INVALID", "text": invalid }),
        ),
        Golden::frame(
            "version-bump-largest",
            M::VersionBump as u8,
            u64::MAX,
            u32::MAX,
            b"",
            json!({ "type": "VERSION_BUMP" }),
        ),
        Golden::frame(
            "request-asset",
            M::RequestAsset as u8,
            (1 << 53) + 1,
            12,
            b"",
            json!({ "type": "REQUEST_ASSET" }),
        ),
        Golden::frame(
            "request-compile",
            M::RequestCompile as u8,
            0,
            0,
            RECIPE.as_bytes(),
            json!({ "type": "REQUEST_COMPILE", "text": RECIPE }),
        ),
        Golden::frame("cancel-compile", M::CancelCompile as u8, 42, 1, b"", json!({ "type": "CANCEL_COMPILE" })),
        Golden::frame("unknown-type", 0x7e, 5, 6, &[0xff, 0x00, 0x80], json!({ "type": "UNKNOWN", "msg_type": 0x7e })),
    ];
    goldens.extend(CompileStage::ALL.into_iter().map(|stage| {
        let fraction = f32::from(stage as u8) * 0.2;
        let name = stage_name(stage);
        let message = json!({ "type": "ASSET_PROGRESS", "stage": name, "fraction": f64::from(fraction) });
        let file = format!("asset-progress-{}", name.to_lowercase().replace('_', "-"));
        Golden::frame(&file, M::AssetProgress as u8, 7, 4, &progress(stage as u8, fraction), message)
    }));
    goldens
}

fn refused_frames() -> Vec<Golden> {
    use MessageType as M;
    use ProblemCode::{FrameBadPayload, FrameLengthMismatch, FrameTruncated};
    let whole = frame(M::AssetReady as u8, 7, 3, b"four");
    let longer = [&whole[..], &[0]].concat();
    let mut huge = whole.clone();
    huge[13..17].copy_from_slice(&u32::MAX.to_le_bytes());
    let payload = |kind: M, payload: &[u8]| frame(kind as u8, 1, 1, payload);
    let refused = |name: &str, bytes: Vec<u8>, code, offset| Golden::refused("frame", name, bytes, code, offset);
    vec![
        refused("empty", Vec::new(), FrameTruncated, 0),
        refused("half-a-header", whole[..17].to_vec(), FrameTruncated, 17),
        refused("short-payload", whole[..21].to_vec(), FrameLengthMismatch, 13),
        refused("long-payload", longer, FrameLengthMismatch, 13),
        refused("huge-length", huge, FrameLengthMismatch, 13),
        refused("progress-short", payload(M::AssetProgress, &[0, 0, 0, 0]), FrameBadPayload, 18),
        refused("progress-unknown-stage", payload(M::AssetProgress, &progress(6, 0.5)), FrameBadPayload, 18),
        refused("progress-not-a-number", payload(M::AssetProgress, &progress(0, f32::NAN)), FrameBadPayload, 19),
        refused("progress-above-one", payload(M::AssetProgress, &progress(5, 1.5)), FrameBadPayload, 19),
        refused("text-not-utf8", payload(M::AssetInvalid, b"ok\xff"), FrameBadPayload, 20),
        refused("text-cut-in-a-character", payload(M::RequestCompile, b"a\xe2\x82"), FrameBadPayload, 19),
        refused("bump-with-payload", payload(M::VersionBump, b"x"), FrameBadPayload, 18),
    ]
}

fn snapshot(entries: &[(u64, u8, u8)]) -> Vec<u8> {
    let mut bytes = (entries.len() as u32).to_le_bytes().to_vec();
    for (id, kind, active) in entries {
        let values: [&[u8]; 3] = [&id.to_le_bytes(), &[*kind], &[*active]];
        bytes.extend(record(&gve_shared::snapshot::SNAPSHOT_ENTRY_LAYOUT, &values));
    }
    bytes
}

fn snapshots() -> Vec<Golden> {
    const MESH: u8 = SnapshotKind::Mesh as u8;
    const SDF: u8 = SnapshotKind::Sdf as u8;
    let many: Vec<(u64, u8, u8)> = (0..300)
        .map(|index| (index * 0x0100_0000_0000_0001, if index < 200 { MESH } else { SDF }, (index % 2) as u8))
        .collect();
    let scenes = [
        ("empty", Vec::new()),
        ("one", vec![(7, SDF, 1)]),
        ("mixed", vec![(u64::MAX, MESH, 1), (0, MESH, 0), (1 << 63, SDF, 0), (2, SDF, 1)]),
        ("many", many),
    ];
    let describe = |(id, kind, active): &(u64, u8, u8)| json!({ "asset_id": id.to_string(), "kind": if *kind == MESH { "MESH" } else { "SDF" }, "active": *active == 1 });
    scenes
        .into_iter()
        .map(|(name, entries)| {
            let described: Vec<Value> = entries.iter().map(describe).collect();
            let content = json!({ "kind": "snapshot", "entries": described });
            Golden { name: format!("snapshot-{name}"), bytes: snapshot(&entries), content }
        })
        .collect()
}

fn refused_snapshots() -> Vec<Golden> {
    use ProblemCode::{BinaryBadSection, BinaryTruncated};
    let two = snapshot(&[(1, 0, 1), (2, 1, 0)]);
    let mut huge = two.clone();
    huge[..4].copy_from_slice(&u32::MAX.to_le_bytes());
    let refused = |name: &str, bytes: Vec<u8>, code, offset| Golden::refused("snapshot", name, bytes, code, offset);
    vec![
        refused("empty", Vec::new(), BinaryTruncated, 0),
        refused("half-a-count", two[..3].to_vec(), BinaryTruncated, 0),
        refused("short", two[..23].to_vec(), BinaryTruncated, 0),
        refused("long", [&two[..], &[0]].concat(), BinaryTruncated, 0),
        refused("huge-count", huge, BinaryTruncated, 0),
        refused("unknown-kind", snapshot(&[(1, 2, 0)]), BinaryBadSection, 12),
        refused("strange-flag", snapshot(&[(1, 0, 2)]), BinaryBadSection, 13),
        refused("mesh-after-sdf", snapshot(&[(1, 1, 0), (2, 0, 0)]), BinaryBadSection, 22),
    ]
}
