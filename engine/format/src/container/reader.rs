//! Reading of `.gve_bin` files.

use gve_shared::{
    container::CONTAINER_FLAG_LOD_TABLE,
    inspection::{BinaryMetadata, SectionName},
    sound_patch::SoundPatch,
};

use super::{
    header::{Header, Section},
    mesh::MeshView,
    metadata, sound,
    splats::SplatsView,
    texture::TextureView,
};
use crate::DecodeError;

/// A file whose header, checksum and section bounds were found good. Views borrow from it; nothing is copied.
#[derive(Debug, Clone, Copy)]
pub struct Container<'a> {
    bytes: &'a [u8],
    header: Header,
}

impl<'a> Container<'a> {
    /// Checks a whole file.
    ///
    /// # Errors
    /// `binary.bad_magic`, `binary.truncated`, `binary.unsupported_version`, `binary.bad_checksum`, or
    /// `binary.bad_section` for a section that is misplaced, overlaps another one or exceeds a limit of the format.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        Header::read(bytes).map(|header| Self { bytes, header })
    }

    /// The whole file.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Major and minor format version.
    pub fn format_version(&self) -> (u16, u16) {
        ((self.header.format_version >> 16) as u16, self.header.format_version as u16)
    }

    /// Whether the header announces a table of levels of detail.
    pub fn has_lod_table(&self) -> bool {
        self.header.flags & CONTAINER_FLAG_LOD_TABLE != 0
    }

    /// Sections that are present, in the order of their header words.
    pub fn sections(&self) -> impl Iterator<Item = Section> + '_ {
        self.header.sections.iter().copied().flatten()
    }

    fn section(&self, name: SectionName) -> Option<(usize, &'a [u8])> {
        let section = self.header.sections[name as usize]?;
        Some((section.offset, &self.bytes[section.offset..section.offset + section.size]))
    }

    /// The register tape, to be decoded by `gve_field`.
    pub fn sdf_bytecode(&self) -> Option<&'a [u8]> {
        self.section(SectionName::SdfBytecode).map(|(_, bytes)| bytes)
    }

    /// The 3D texture. Fails when its header does not fit its size or a value is out of range.
    pub fn texture(&self) -> Result<Option<TextureView<'a>>, DecodeError> {
        self.section(SectionName::SdfTexture).map(|(offset, bytes)| TextureView::parse(bytes, offset)).transpose()
    }

    /// The splats. Fails when one of them holds a non-finite number.
    pub fn splats(&self) -> Result<SplatsView<'a>, DecodeError> {
        let (offset, bytes) = self.section(SectionName::SplatData).unwrap_or((0, &[]));
        SplatsView::parse(bytes, offset)
    }

    /// Number of splats.
    pub fn splat_count(&self) -> u32 {
        self.header.splat_count
    }

    /// The shell mesh. Fails when counts do not fit its size, an index names no vertex, or a number is not finite.
    pub fn mesh(&self) -> Result<Option<MeshView<'a>>, DecodeError> {
        self.section(SectionName::ShellMesh).map(|(offset, bytes)| MeshView::parse(bytes, offset)).transpose()
    }

    /// The sound patch; nothing for a section of a later version. Fails when counts do not fit its size or a number is
    /// out of range.
    pub fn sound(&self) -> Result<Option<SoundPatch>, DecodeError> {
        let section = self.section(SectionName::AudioPatch);
        section.map_or(Ok(None), |(offset, bytes)| sound::read(bytes, offset))
    }

    /// The sound patch as stored.
    pub fn audio_patch(&self) -> Option<&'a [u8]> {
        self.section(SectionName::AudioPatch).map(|(_, bytes)| bytes)
    }

    /// What the file says about itself.
    pub fn metadata(&self) -> Result<Option<BinaryMetadata>, DecodeError> {
        self.section(SectionName::Metadata).map(|(offset, bytes)| metadata::read(bytes, offset)).transpose()
    }
}
