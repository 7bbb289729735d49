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
/// Bytes of the header of the sdf_texture section.
pub const TEXTURE_HEADER_BYTES: usize = 48;
/// Bytes of the header of the shell_mesh section.
pub const MESH_HEADER_BYTES: usize = 16;
/// Bytes of one entry of the mesh's table of levels of detail.
pub const MESH_LOD_BYTES: usize = 16;
/// Distances in the texture are clamped to this many voxels on either side of the surface.
pub const TEXTURE_BAND_VOXELS: f32 = 4.0;
/// Edge of a brick of a sparse texture, in samples.
pub const TEXTURE_BRICK: u32 = 8;
/// Edge of a brick as stored: with a border of one sample on every side.
pub const TEXTURE_STORED_BRICK: u32 = TEXTURE_BRICK + 2;
/// Entry of the index of a sparse texture for a brick that lies outside whole: every sample is the band.
pub const TEXTURE_BRICK_OUTSIDE: u32 = u32::MAX;
/// Entry of the index of a sparse texture for a brick that lies inside whole: every sample is minus the band.
pub const TEXTURE_BRICK_INSIDE: u32 = u32::MAX - 1;
/// Most splats that a file may hold.
pub const MAX_SPLATS: u32 = 16 * 1024 * 1024;
/// Most mesh indices that a file may hold.
pub const MAX_MESH_INDICES: u32 = 64 * 1024 * 1024;
/// Most samples of the texture along one axis.
pub const MAX_TEXTURE_DIMENSION: u32 = 1024;

/// Bit of the header's flags: sections are compressed.
pub const CONTAINER_FLAG_COMPRESSED: u32 = 1;
/// Bit of the header's flags: the mesh has a table of levels of detail.
pub const CONTAINER_FLAG_LOD_TABLE: u32 = 1 << 1;
/// Bit of the header's flags: the asset is animated.
pub const CONTAINER_FLAG_ANIMATED: u32 = 1 << 2;

/// Bit of a splat's flags: its colour is Oklab.
pub const SPLAT_FLAG_OKLAB: u8 = 1;
/// Bit of a splat's flags: it gives off light.
pub const SPLAT_FLAG_EMISSIVE: u8 = 1 << 1;
/// Bit of a splat's flags: it moves.
pub const SPLAT_FLAG_ANIMATED: u8 = 1 << 2;

/// How the samples of an sdf_texture section are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum TextureEncoding {
    /// Every sample as f16 in metres, x fastest, clamped to the band.
    DenseR16Float = 0,
    /// An index of all bricks of 8³ samples, x fastest, u32 each; then the bricks near the surface, as 10³ samples like
    /// those of the dense form: the brick with a border of one sample of its neighbours on every side.
    SparseR16Float = 1,
}

/// One Gaussian splat as stored; see [`SPLAT_LAYOUT`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Splat {
    /// Centre in metres.
    pub position: [f32; 3],
    /// Standard deviations along the rotated axes, in metres.
    pub scale: [f32; 3],
    /// Unit quaternion xyzw from the splat's axes to the asset's.
    pub rotation: [f32; 4],
    /// Oklab L 0–255, a and b mapped from −0.4…0.4 to 0–255, alpha 0–255.
    pub color: [u8; 4],
    /// 0 dielectric to 255 metal.
    pub metallic: u8,
    /// 0 mirror to 255 matt.
    pub roughness: u8,
    /// `SPLAT_FLAG_…` bits.
    pub flags: u8,
    /// Index into the material table of the metadata.
    pub material_index: u8,
}

/// One vertex of the shell mesh as stored; see [`VERTEX_LAYOUT`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeshVertex {
    /// Metres.
    pub position: [f32; 3],
    /// Unit length, outwards.
    pub normal: [f32; 3],
    /// sRGB and alpha, 0–255.
    pub color: [u8; 4],
    /// 0 dielectric to 255 metal.
    pub metallic: u8,
    /// 0 mirror to 255 matt.
    pub roughness: u8,
    /// Index into the material table of the metadata.
    pub material_index: u16,
}

/// One level of detail of the shell mesh: a range of its indices.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeshLod {
    /// First index of the range.
    pub first_index: u32,
    /// Number of indices, a multiple of 3.
    pub index_count: u32,
    /// Largest distance from the surface found at the middles of triangles, in metres.
    pub error_m: f32,
    /// Written 0, ignored when read.
    pub reserved: u32,
}

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

/// Layout of the header of the sdf_texture section; the samples follow.
pub const TEXTURE_HEADER_LAYOUT: Layout = Layout {
    name: "TextureHeader",
    doc: "Header of the sdf_texture section: samples per axis, box whose faces carry the outermost samples, encoding (0 dense f16, 1 sparse f16), number of stored bricks (0 for a dense one).",
    size: TEXTURE_HEADER_BYTES,
    fields: &[
        Field::array("dimensions", 0, FieldType::U32, 3),
        Field::array("bounds_min", 12, FieldType::F32, 3),
        Field::array("bounds_max", 24, FieldType::F32, 3),
        Field::new("encoding", 36, FieldType::U32),
        Field::new("band_m", 40, FieldType::F32),
        Field::new("brick_count", 44, FieldType::U32),
    ],
};

/// Layout of the header of the shell_mesh section; levels of detail, vertices and u32 indices follow.
pub const MESH_HEADER_LAYOUT: Layout = Layout {
    name: "MeshHeader",
    doc: "Header of the shell_mesh section; that many MeshLod, MeshVertex and u32 indices follow, in this order.",
    size: MESH_HEADER_BYTES,
    fields: &[
        Field::new("vertex_count", 0, FieldType::U32),
        Field::new("index_count", 4, FieldType::U32),
        Field::new("lod_count", 8, FieldType::U32),
        Field::new("reserved", 12, FieldType::U32),
    ],
};

/// Layout of one level of detail of the shell mesh.
pub const MESH_LOD_LAYOUT: Layout = Layout {
    name: "MeshLod",
    doc: "One level of detail of the shell mesh: a range of its indices and its largest distance from the full surface.",
    size: MESH_LOD_BYTES,
    fields: &[
        Field::new("first_index", 0, FieldType::U32),
        Field::new("index_count", 4, FieldType::U32),
        Field::new("error_m", 8, FieldType::F32),
        Field::new("reserved", 12, FieldType::U32),
    ],
};

const _: () = {
    TEXTURE_HEADER_LAYOUT.assert_packed();
    MESH_HEADER_LAYOUT.assert_packed();
    MESH_LOD_LAYOUT.assert_packed();
    CONTAINER_HEADER_LAYOUT.assert_packed();
    SPLAT_LAYOUT.assert_packed();
    VERTEX_LAYOUT.assert_packed();
};
