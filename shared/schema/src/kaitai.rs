//! Kaitai Struct descriptions of frame, snapshot and `.gve_bin`: readers that share no code with ours.

use gve_shared::{
    compile::CompileStage,
    container::{
        CONTAINER_HEADER_LAYOUT, MESH_HEADER_LAYOUT, MESH_LOD_LAYOUT, SPLAT_LAYOUT, TEXTURE_HEADER_LAYOUT,
        VERTEX_LAYOUT,
    },
    frame::{FRAME_HEADER_LAYOUT, MessageType},
    layout::{FieldType, Layout},
    snapshot::{SNAPSHOT_ENTRY_LAYOUT, SnapshotKind},
    sound_patch::{SOUND_FILTER_LAYOUT, SOUND_HEADER_LAYOUT, SOUND_MODE_LAYOUT, SOUND_OPERATOR_LAYOUT},
};

use super::{bundle::BANNER, layouts::stage_name, output::Files};

/// Everything that goes to `generated/kaitai`.
pub fn files() -> Files {
    let texts = [("gve_frame.ksy", frame()), ("gve_snapshot.ksy", snapshot()), ("gve_bin.ksy", container())];
    texts.into_iter().map(|(name, text)| (name.into(), text.into_bytes())).collect()
}

fn head(id: &str, title: &str) -> String {
    format!("# {BANNER}\nmeta:\n  id: {id}\n  title: {title}\n  endian: le\n  encoding: UTF-8\n")
}

/// Kaitai's name of a type; a single byte has no byte order.
fn kaitai_type(kind: FieldType) -> &'static str {
    match kind {
        FieldType::U8 => "u1",
        FieldType::U16 => "u2",
        FieldType::U32 => "u4",
        FieldType::U64 => "u8",
        FieldType::F32 => "f4",
    }
}

/// A layout as an entry of `types`, two spaces deep; `enums` names the enums of single fields.
fn record(layout: &Layout, enums: &[(&str, &str)]) -> String {
    let mut text = format!("  {}:\n    doc: {}\n    seq:\n", snake_case(layout.name), quoted(layout.doc));
    for field in layout.fields {
        text.push_str(&format!("      - id: {}\n        type: {}\n", field.name, kaitai_type(field.field_type)));
        if field.count > 1 {
            text.push_str(&format!("        repeat: expr\n        repeat-expr: {}\n", field.count));
        }
        if let Some((_, name)) = enums.iter().find(|(id, _)| *id == field.name) {
            text.push_str(&format!("        enum: {name}\n"));
        }
    }
    text
}

fn snake_case(name: &str) -> String {
    super::layouts::kebab_case(name).replace('-', "_")
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn enumeration(name: &str, members: impl Iterator<Item = (u8, String)>) -> String {
    let lines: String = members.map(|(value, member)| format!("    {value}: {}\n", member.to_lowercase())).collect();
    format!("  {name}:\n{lines}")
}

fn frame() -> String {
    let mut text = head("gve_frame", "Message of the binary asset socket of GVE-1");
    text.push_str(concat!(
        "seq:\n",
        "  - id: header\n",
        "    type: frame_header\n",
        "  - id: payload\n",
        "    size: header.payload_len\n",
        "    type:\n",
        "      switch-on: header.msg_type\n",
        "      cases:\n",
        "        'message_type::asset_progress': progress\n",
        "        'message_type::asset_invalid': text\n",
        "        'message_type::request_compile': text\n",
        "types:\n",
    ));
    text.push_str(&record(&FRAME_HEADER_LAYOUT, &[("msg_type", "message_type")]));
    text.push_str(concat!(
        "  progress:\n",
        "    seq:\n",
        "      - id: stage\n",
        "        type: u1\n",
        "        enum: compile_stage\n",
        "      - id: fraction\n",
        "        type: f4\n",
        "  text:\n",
        "    seq:\n",
        "      - id: value\n",
        "        type: str\n",
        "        size-eos: true\n",
        "enums:\n",
    ));
    text.push_str(&enumeration(
        "message_type",
        MessageType::ALL.map(|kind| (kind as u8, kind.name().into())).into_iter(),
    ));
    text.push_str(&enumeration("compile_stage", CompileStage::ALL.map(|s| (s as u8, stage_name(s))).into_iter()));
    text
}

fn snapshot() -> String {
    let mut text = head("gve_snapshot", "Scene snapshot of GVE-1, as get_scene_snapshot() returns it");
    text.push_str(concat!(
        "seq:\n",
        "  - id: entry_count\n",
        "    type: u4\n",
        "  - id: entries\n",
        "    type: snapshot_entry\n",
        "    repeat: expr\n",
        "    repeat-expr: entry_count\n",
        "types:\n",
    ));
    text.push_str(&record(&SNAPSHOT_ENTRY_LAYOUT, &[("kind", "snapshot_kind")]));
    text.push_str("enums:\n");
    let kinds = [(SnapshotKind::Mesh as u8, "mesh".to_owned()), (SnapshotKind::Sdf as u8, "sdf".to_owned())];
    text.push_str(&enumeration("snapshot_kind", kinds.into_iter()));
    text
}

/// A section by its two header words: absent when the offset is 0.
fn section(name: &str, size: &str, kind: Option<&str>) -> String {
    let kind = kind.map(|kind| format!("    type: {kind}\n")).unwrap_or_default();
    format!("  {name}:\n    pos: header.{name}_offset\n    size: {size}\n{kind}    if: header.{name}_offset != 0\n")
}

fn container() -> String {
    let mut text = head("gve_bin", "Asset file of GVE-1, version 3");
    text.push_str("  file-extension: gve_bin\nseq:\n  - id: header\n    type: container_header\ninstances:\n");
    text.push_str(&section("sdf_bytecode", "header.sdf_bytecode_size", None));
    text.push_str(&section("sdf_texture", "header.sdf_texture_size", Some("texture")));
    text.push_str(&section("splat_data", &format!("header.splat_count * {}", SPLAT_LAYOUT.size), Some("splats")));
    text.push_str(&section("shell_mesh", "header.shell_mesh_size", Some("mesh")));
    text.push_str(&section("audio_patch", "header.audio_patch_size", Some("sound")));
    text.push_str(&section("metadata", "header.metadata_size", None));
    text.push_str("types:\n");
    let magic = "      - id: magic\n        type: u4\n";
    let header = record(&CONTAINER_HEADER_LAYOUT, &[]);
    text.push_str(&header.replace(magic, "      - id: magic\n        contents: GVE1\n"));
    for layout in [
        &SPLAT_LAYOUT,
        &VERTEX_LAYOUT,
        &TEXTURE_HEADER_LAYOUT,
        &MESH_HEADER_LAYOUT,
        &MESH_LOD_LAYOUT,
        &SOUND_HEADER_LAYOUT,
        &SOUND_OPERATOR_LAYOUT,
        &SOUND_FILTER_LAYOUT,
        &SOUND_MODE_LAYOUT,
    ] {
        text.push_str(&record(layout, &[]));
    }
    text.push_str(concat!(
        "  splats:\n",
        "    seq:\n",
        "      - id: entries\n",
        "        type: splat\n",
        "        repeat: eos\n",
        "  texture:\n",
        "    seq:\n",
        "      - id: header\n",
        "        type: texture_header\n",
        "      - id: samples_f16\n",
        "        type: u2\n",
        "        repeat: expr\n",
        "        repeat-expr: header.dimensions[0] * header.dimensions[1] * header.dimensions[2]\n",
        "        if: header.encoding == 0\n",
        "      - id: brick_index\n",
        "        type: u4\n",
        "        repeat: expr\n",
        "        repeat-expr: >-\n",
        "          ((header.dimensions[0] + 7) / 8) * ((header.dimensions[1] + 7) / 8) * ((header.dimensions[2] + 7) / 8)\n",
        "        if: header.encoding == 1\n",
        "      - id: bricks_f16\n",
        "        doc: 10 x 10 x 10 samples each\n",
        "        type: u2\n",
        "        repeat: expr\n",
        "        repeat-expr: header.brick_count * 1000\n",
        "        if: header.encoding == 1\n",
        "  sound:\n",
        "    doc: 'Raw bytes when the version is a later one.'\n",
        "    instances:\n",
        "      version:\n",
        "        pos: 0\n",
        "        type: u4\n",
        "    seq:\n",
        "      - id: patch\n",
        "        size-eos: true\n",
        "        type:\n",
        "          switch-on: version\n",
        "          cases:\n",
        "            1: sound_patch\n",
        "  sound_patch:\n",
        "    seq:\n",
        "      - id: header\n",
        "        type: sound_header\n",
        "      - id: operators\n",
        "        type: sound_operator\n",
        "        repeat: expr\n",
        "        repeat-expr: header.operator_count\n",
        "      - id: filters\n",
        "        type: sound_filter_record\n",
        "        repeat: expr\n",
        "        repeat-expr: header.filter_count\n",
        "      - id: modes\n",
        "        type: sound_mode\n",
        "        repeat: expr\n",
        "        repeat-expr: header.mode_count\n",
        "  mesh:\n",
        "    seq:\n",
        "      - id: header\n",
        "        type: mesh_header\n",
        "      - id: lods\n",
        "        type: mesh_lod\n",
        "        repeat: expr\n",
        "        repeat-expr: header.lod_count\n",
        "      - id: vertices\n",
        "        type: mesh_vertex\n",
        "        repeat: expr\n",
        "        repeat-expr: header.vertex_count\n",
        "      - id: indices\n",
        "        type: u4\n",
        "        repeat: expr\n",
        "        repeat-expr: header.index_count\n",
    ));
    text
}
