//! Fixed layouts of the `.gve_bin` file, version 3.

use crate::layout::{Field, FieldType, Layout};

/// Bytes of the file header.
pub const CONTAINER_HEADER_BYTES: usize = 64;
/// The four bytes `GVE1` read as a little-endian u32.
pub const CONTAINER_MAGIC: u32 = u32::from_le_bytes(*b"GVE1");
/// Format version: major << 16 | minor.
pub const CONTAINER_VERSION: u32 = 0x0003_0000;
/// Sections start on multiples of this many bytes.
pub const SECTION_ALIGNMENT: usize = 16;
/// Bytes of one splat record.
pub const SPLAT_BYTES: usize = 48;
/// Bytes of one mesh vertex.
pub const VERTEX_BYTES: usize = 32;

/// Layout of the file header: sixteen u32 words.
pub const CONTAINER_HEADER_LAYOUT: Layout = Layout {
    name: "ContainerHeader",
    doc: "Header of a .gve_bin file, version 3. Offset 0 means that the section is absent.",
    size: CONTAINER_HEADER_BYTES,
    fields: &[
        Field::new("magic", 0, FieldType::U32),
        Field::new("format_version", 4, FieldType::U32),
        Field::new("flags", 8, FieldType::U32),
        Field::new("crc32c", 12, FieldType::U32),
        Field::new("sdf_bytecode_offset", 16, FieldType::U32),
        Field::new("sdf_bytecode_size", 20, FieldType::U32),
        Field::new("sdf_texture_offset", 24, FieldType::U32),
        Field::new("sdf_texture_size", 28, FieldType::U32),
        Field::new("splat_data_offset", 32, FieldType::U32),
        Field::new("splat_count", 36, FieldType::U32),
        Field::new("shell_mesh_offset", 40, FieldType::U32),
        Field::new("shell_mesh_size", 44, FieldType::U32),
        Field::new("audio_patch_offset", 48, FieldType::U32),
        Field::new("audio_patch_size", 52, FieldType::U32),
        Field::new("metadata_offset", 56, FieldType::U32),
        Field::new("metadata_size", 60, FieldType::U32),
    ],
};

/// Layout of one splat record.
pub const SPLAT_LAYOUT: Layout = Layout {
    name: "Splat",
    doc: "One Gaussian splat: position and standard deviations in metres, rotation xyzw, colour Oklab (L 0-255, a and b mapped from -0.4..0.4) and alpha.",
    size: SPLAT_BYTES,
    fields: &[
        Field::array("position", 0, FieldType::F32, 3),
        Field::array("scale", 12, FieldType::F32, 3),
        Field::array("rotation", 24, FieldType::F32, 4),
        Field::array("color", 40, FieldType::U8, 4),
        Field::new("metallic", 44, FieldType::U8),
        Field::new("roughness", 45, FieldType::U8),
        Field::new("flags", 46, FieldType::U8),
        Field::new("material_index", 47, FieldType::U8),
    ],
};

/// Layout of one mesh vertex.
pub const VERTEX_LAYOUT: Layout = Layout {
    name: "MeshVertex",
    doc: "One vertex of the shell mesh: position in metres, unit normal, sRGB colour and alpha, surface properties.",
    size: VERTEX_BYTES,
    fields: &[
        Field::array("position", 0, FieldType::F32, 3),
        Field::array("normal", 12, FieldType::F32, 3),
        Field::array("color", 24, FieldType::U8, 4),
        Field::new("metallic", 28, FieldType::U8),
        Field::new("roughness", 29, FieldType::U8),
        Field::new("material_index", 30, FieldType::U16),
    ],
};

const _: () = {
    CONTAINER_HEADER_LAYOUT.assert_packed();
    SPLAT_LAYOUT.assert_packed();
    VERTEX_LAYOUT.assert_packed();
};
