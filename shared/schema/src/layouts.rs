//! Descriptions of the fixed binary layouts as JSON, from which the TypeScript and Python readers are generated.

use gve_shared::{
    compile::CompileStage,
    container::{
        CONTAINER_FLAG_ANIMATED, CONTAINER_FLAG_COMPRESSED, CONTAINER_FLAG_LOD_TABLE, CONTAINER_MAGIC,
        CONTAINER_VERSION, MAX_SPLATS, SECTION_ALIGNMENT,
    },
    frame::MessageType,
    layout::{Field, FieldType, LAYOUTS, Layout},
    snapshot::SnapshotKind,
};
use serde_json::{Value, json};

use super::{bundle::BANNER, output::Files};

/// Everything that goes to `generated/layout`.
pub fn files() -> Files {
    let mut files = Files::new();
    for layout in &LAYOUTS {
        files.insert(format!("{}.json", kebab_case(layout.name)).into(), super::generate::json_file(&describe(layout)));
    }
    files.insert("constants.json".into(), super::generate::json_file(&constants()));
    files
}

/// `FrameHeader` → `frame-header`.
pub fn kebab_case(name: &str) -> String {
    let mut words = String::new();
    for (index, letter) in name.char_indices() {
        if letter.is_ascii_uppercase() && index > 0 {
            words.push('-');
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}

fn describe(layout: &Layout) -> Value {
    let fields: Vec<Value> = layout.fields.iter().map(describe_field).collect();
    json!({
        "$comment": BANNER,
        "name": layout.name,
        "description": layout.doc,
        "endianness": "little",
        "size": layout.size,
        "fields": fields,
    })
}

fn describe_field(field: &Field) -> Value {
    json!({ "name": field.name, "offset": field.offset, "type": type_name(field.field_type), "count": field.count })
}

/// Name of a type in descriptions and, with its width in bits, in every language.
pub fn type_name(kind: FieldType) -> &'static str {
    match kind {
        FieldType::U8 => "u8",
        FieldType::U16 => "u16",
        FieldType::U32 => "u32",
        FieldType::U64 => "u64",
        FieldType::F32 => "f32",
    }
}

/// The wire name of a stage, such as `MATH_JIT`.
pub fn stage_name(stage: CompileStage) -> String {
    serde_json::to_value(stage).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Names and limits that the layouts do not carry.
fn constants() -> Value {
    let messages: Vec<Value> =
        MessageType::ALL.into_iter().map(|kind| json!({ "name": kind.name(), "value": kind as u8 })).collect();
    let stages: Vec<Value> =
        CompileStage::ALL.into_iter().map(|stage| json!({ "name": stage_name(stage), "value": stage as u8 })).collect();
    json!({
        "$comment": BANNER,
        "message_types": messages,
        "compile_stages": stages,
        "snapshot_kinds": [
            { "name": "MESH", "value": SnapshotKind::Mesh as u8 },
            { "name": "SDF", "value": SnapshotKind::Sdf as u8 },
        ],
        "container": {
            "magic": CONTAINER_MAGIC,
            "version": CONTAINER_VERSION,
            "section_alignment": SECTION_ALIGNMENT,
            "max_splats": MAX_SPLATS,
            "flag_compressed": CONTAINER_FLAG_COMPRESSED,
            "flag_lod_table": CONTAINER_FLAG_LOD_TABLE,
            "flag_animated": CONTAINER_FLAG_ANIMATED,
        },
    })
}
