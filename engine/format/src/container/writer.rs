//! Writing of `.gve_bin` files.

use gve_shared::{
    container::{
        CONTAINER_FLAG_LOD_TABLE, CONTAINER_HEADER_BYTES, CONTAINER_MAGIC, CONTAINER_VERSION, MeshLod, MeshVertex,
        SECTION_ALIGNMENT, Splat,
    },
    inspection::{BinaryMetadata, SectionName},
    sound_patch::SoundPatch,
};

use super::{
    header::{CHECKSUM_OFFSET, checksum, words_offset},
    mesh, metadata, sound, splats,
    texture::{self, TextureInfo},
};
use crate::EncodeError;

/// Builds a file section by section, in the order of the calls. A section without content is left out.
///
/// ```
/// # use gve_format::container::{Container, Writer};
/// let mut writer = Writer::new();
/// writer.sdf_bytecode(&[1, 2, 3]);
/// let bytes = writer.finish()?;
/// assert_eq!(Container::parse(&bytes).unwrap().sdf_bytecode(), Some(&[1, 2, 3][..]));
/// # Ok::<(), gve_format::EncodeError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Writer {
    bytes: Vec<u8>,
    flags: u32,
}

impl Default for Writer {
    fn default() -> Self {
        Self::new()
    }
}

impl Writer {
    /// A writer with nothing but a header.
    pub fn new() -> Self {
        Self { bytes: vec![0; CONTAINER_HEADER_BYTES], flags: 0 }
    }

    /// The register tape, as `gve_field` encodes it.
    pub fn sdf_bytecode(&mut self, bytecode: &[u8]) {
        self.section(SectionName::SdfBytecode, |bytes| bytes.extend(bytecode));
    }

    /// The 3D texture. `samples_f16` are bit patterns of f16 in metres, x fastest; there are as many as `info` says.
    pub fn texture(&mut self, info: &TextureInfo, samples_f16: &[u16]) {
        self.section(SectionName::SdfTexture, |bytes| texture::write_dense(bytes, info, samples_f16));
    }

    /// The 3D texture in bricks: `index` has an entry per brick of 8³ samples, x fastest, and `bricks_f16` the stored
    /// ones of 10³ samples each.
    pub fn sparse_texture(&mut self, info: &TextureInfo, index: &[u32], bricks_f16: &[u16]) {
        self.section(SectionName::SdfTexture, |bytes| texture::write_sparse(bytes, info, index, bricks_f16));
    }

    /// Splats in progressive order.
    pub fn splats(&mut self, splats: &[Splat]) {
        self.section(SectionName::SplatData, |bytes| splats::write(bytes, splats));
        let count = u32::try_from(splats.len()).expect("a file holds at most 16 M splats");
        self.set_word(words_offset(SectionName::SplatData) + 4, count);
    }

    /// The shell mesh: indices by threes, counter-clockwise seen from outside; `lods` may be empty.
    pub fn mesh(&mut self, vertices: &[MeshVertex], indices: &[u32], lods: &[MeshLod]) {
        if !lods.is_empty() {
            self.flags |= CONTAINER_FLAG_LOD_TABLE;
        }
        if !indices.is_empty() {
            self.section(SectionName::ShellMesh, |bytes| mesh::write(bytes, vertices, indices, lods));
        }
    }

    /// The sound patch, within the limits of `gve_shared::sound_patch`.
    pub fn sound(&mut self, patch: &SoundPatch) {
        self.section(SectionName::AudioPatch, |bytes| sound::write(bytes, patch));
    }

    /// A sound patch as it was stored.
    pub fn audio_patch(&mut self, patch: &[u8]) {
        self.section(SectionName::AudioPatch, |bytes| bytes.extend(patch));
    }

    /// What the file says about itself, as deterministic CBOR.
    pub fn metadata(&mut self, metadata: &BinaryMetadata) {
        self.section(SectionName::Metadata, |bytes| metadata::write(bytes, metadata));
    }

    /// The finished file. Fails only when it is 4 GiB or larger.
    pub fn finish(mut self) -> Result<Vec<u8>, EncodeError> {
        let size = self.bytes.len() as u64;
        if size > u64::from(u32::MAX) {
            return Err(EncodeError::TooLarge { what: "the file", bytes: size });
        }
        self.set_word(0, CONTAINER_MAGIC);
        self.set_word(4, CONTAINER_VERSION);
        self.set_word(8, self.flags);
        let checksum = checksum(&self.bytes);
        self.set_word(CHECKSUM_OFFSET, checksum);
        Ok(self.bytes)
    }

    fn section(&mut self, name: SectionName, write: impl FnOnce(&mut Vec<u8>)) {
        let words = words_offset(name);
        assert!(self.bytes[words..words + 8] == [0; 8], "section {name:?} is written once");
        self.bytes.resize(self.bytes.len().next_multiple_of(SECTION_ALIGNMENT), 0);
        let offset = self.bytes.len();
        write(&mut self.bytes);
        let size = self.bytes.len() - offset;
        if size > 0 {
            // Wider values are caught by `finish`, which looks at the size of the whole file.
            self.set_word(words, offset as u32);
            self.set_word(words + 4, size as u32);
        }
    }

    fn set_word(&mut self, offset: usize, value: u32) {
        self.bytes[offset..offset + 4].copy_from_slice(&value.to_le_bytes());
    }
}
