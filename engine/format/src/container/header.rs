//! The file header and the places of the sections.

use gve_shared::{
    container::{
        CONTAINER_FLAG_COMPRESSED, CONTAINER_HEADER_BYTES, CONTAINER_MAGIC, CONTAINER_VERSION, MAX_SPLATS,
        SECTION_ALIGNMENT, SPLAT_BYTES,
    },
    inspection::SectionName,
    problem::ProblemCode,
};

use super::{bad_section, u32_at};
use crate::DecodeError;

/// Sections in the order of their header words.
pub(super) const SECTION_NAMES: [SectionName; 6] = [
    SectionName::SdfBytecode,
    SectionName::SdfTexture,
    SectionName::SplatData,
    SectionName::ShellMesh,
    SectionName::AudioPatch,
    SectionName::Metadata,
];

/// Byte offset of the checksum word in the header.
pub(super) const CHECKSUM_OFFSET: usize = 12;

/// Byte offset of a section's two header words.
pub(super) fn words_offset(name: SectionName) -> usize {
    16 + 8 * name as usize
}

/// Where a section lies; inside the file, aligned, disjoint from every other section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section {
    /// Which section.
    pub name: SectionName,
    /// Bytes from the start of the file.
    pub offset: usize,
    /// Bytes of the section.
    pub size: usize,
}

impl Section {
    fn end(&self) -> usize {
        self.offset + self.size
    }
}

/// What the header says, checked against the length of the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Header {
    pub format_version: u32,
    pub flags: u32,
    pub splat_count: u32,
    /// By [`SectionName`] as index; `None` is absent.
    pub sections: [Option<Section>; 6],
}

/// CRC-32C (Castagnoli) of a whole file with its checksum word taken as zero. The file is at least a header long.
pub(super) fn checksum(bytes: &[u8]) -> u32 {
    let before = crc32c::crc32c(&bytes[..CHECKSUM_OFFSET]);
    let zeroed = crc32c::crc32c_append(before, &[0; 4]);
    crc32c::crc32c_append(zeroed, &bytes[CHECKSUM_OFFSET + 4..])
}

impl Header {
    /// Reads and checks the header of a file, its checksum included.
    pub fn read(bytes: &[u8]) -> Result<Self, DecodeError> {
        if bytes.len() < 4 || u32_at(bytes, 0) != CONTAINER_MAGIC {
            let code =
                if b"GVE1".starts_with(bytes) { ProblemCode::BinaryTruncated } else { ProblemCode::BinaryBadMagic };
            return Err(DecodeError::new(code, 0, "a .gve_bin file starts with the four bytes GVE1"));
        }
        if bytes.len() < CONTAINER_HEADER_BYTES {
            let reason = format!("the header takes {CONTAINER_HEADER_BYTES} bytes and the file has {}", bytes.len());
            return Err(DecodeError::new(ProblemCode::BinaryTruncated, bytes.len(), reason));
        }
        let format_version = u32_at(bytes, 4);
        if format_version >> 16 != CONTAINER_VERSION >> 16 {
            let reason = format!(
                "format version {}.{} is not read by this reader of 3.x",
                format_version >> 16,
                format_version & 0xffff
            );
            return Err(DecodeError::new(ProblemCode::BinaryUnsupportedVersion, 4, reason));
        }
        if u32::try_from(bytes.len()).is_err() {
            return Err(bad_section(0, "a file is smaller than 4 GiB"));
        }
        let flags = u32_at(bytes, 8);
        let sections = read_sections(bytes)?;
        let (stored, computed) = (u32_at(bytes, CHECKSUM_OFFSET), checksum(bytes));
        if stored != computed {
            let reason = format!("the checksum is {computed:08x} and the header says {stored:08x}");
            return Err(DecodeError::new(ProblemCode::BinaryBadChecksum, CHECKSUM_OFFSET, reason));
        }
        if flags & CONTAINER_FLAG_COMPRESSED != 0 {
            return Err(bad_section(8, "compressed sections are not read by this version"));
        }
        let splat_count = u32_at(bytes, words_offset(SectionName::SplatData) + 4);
        Ok(Self { format_version, flags, splat_count, sections })
    }
}

fn read_sections(bytes: &[u8]) -> Result<[Option<Section>; 6], DecodeError> {
    let mut sections = [None; 6];
    for (slot, name) in sections.iter_mut().zip(SECTION_NAMES) {
        *slot = read_section(bytes, name)?;
    }
    let mut by_offset: Vec<Section> = sections.iter().copied().flatten().filter(|section| section.size > 0).collect();
    by_offset.sort_by_key(|section| section.offset);
    for pair in by_offset.windows(2) {
        if pair[0].end() > pair[1].offset {
            let reason = format!("section {:?} overlaps {:?}", pair[1].name, pair[0].name);
            return Err(bad_section(words_offset(pair[1].name), reason));
        }
    }
    Ok(sections)
}

fn read_section(bytes: &[u8], name: SectionName) -> Result<Option<Section>, DecodeError> {
    let words = words_offset(name);
    let (offset, count) = (u32_at(bytes, words), u32_at(bytes, words + 4));
    if offset == 0 {
        return if count == 0 {
            Ok(None)
        } else {
            Err(bad_section(words, format!("section {name:?} has a size but no offset")))
        };
    }
    let is_splats = name == SectionName::SplatData;
    if is_splats && count > MAX_SPLATS {
        return Err(bad_section(
            words + 4,
            format!("{count} splats are more than the {MAX_SPLATS} that a file may hold"),
        ));
    }
    let size = u64::from(count) * if is_splats { SPLAT_BYTES as u64 } else { 1 };
    let (start, end) = (offset as usize, u64::from(offset) + size);
    if start < CONTAINER_HEADER_BYTES || start % SECTION_ALIGNMENT != 0 {
        let reason = format!(
            "section {name:?} starts at {offset}, which is in the header or not a multiple of {SECTION_ALIGNMENT}"
        );
        return Err(bad_section(words, reason));
    }
    if end > bytes.len() as u64 {
        let reason = format!("section {name:?} ends at {end} and the file at {}", bytes.len());
        return Err(DecodeError::new(ProblemCode::BinaryTruncated, words, reason));
    }
    Ok(Some(Section { name, offset: start, size: size as usize }))
}
