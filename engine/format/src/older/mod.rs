//! `.gve_bin` files of the public versions 2.x: an 84-byte packed header, then unaligned sections. Read, never written.

mod lz4_block;

use gve_shared::{
    container::{CONTAINER_MAGIC, MAX_MESH_INDICES, MAX_SPLATS, MAX_TEXTURE_DIMENSION, SPLAT_FLAG_OKLAB, Splat},
    older::{OLDER_HEADER_BYTES, OLDER_INSTRUCTION_BYTES, OLDER_VERSION_END, OLDER_VERSION_START, OlderInstruction},
    problem::ProblemCode,
};

use crate::{DecodeError, cursor::Cursor};

/// Bytes of a mesh vertex: position and normal.
const VERTEX_BYTES: usize = 24;
/// Bytes of a splat record.
const SPLAT_BYTES: usize = 48;

/// A 2.x file whose header was checked.
#[derive(Debug, Clone, Copy)]
pub struct OlderFile<'a> {
    bytes: &'a [u8],
    /// Version word: 0x0002_0000 is 2.0, 0x0002_1000 is 2.1.
    pub version: u32,
    /// Flags word, whose meaning is not public.
    pub flags: u32,
    offsets: [Option<usize>; 6],
}

/// The distance program of a 2.x file.
#[derive(Debug, Clone, PartialEq)]
pub struct OlderProgram {
    /// Low and high corner in metres, as the file states them.
    pub bounds: [[f32; 3]; 2],
    /// In postfix order.
    pub instructions: Vec<OlderInstruction>,
}

/// The volume of a 2.x file.
#[derive(Debug, Clone, PartialEq)]
pub struct OlderVolume {
    /// Samples along x, y and z.
    pub dimensions: [u32; 3],
    /// Low and high corner in metres; samples lie on the faces.
    pub bounds: [[f32; 3]; 2],
    /// Distances in metres, x fastest, negative inside.
    pub distances_m: Vec<f32>,
}

/// The mesh of a 2.x file.
#[derive(Debug, Clone, PartialEq)]
pub struct OlderMesh {
    /// Metres.
    pub positions: Vec<[f32; 3]>,
    /// As stored.
    pub normals: Vec<[f32; 3]>,
    /// By threes.
    pub indices: Vec<u32>,
}

/// True for bytes that start like a 2.x file.
pub fn is_older(bytes: &[u8]) -> bool {
    let word = |at: usize| bytes.get(at..at + 4).and_then(|word| word.try_into().ok()).map(u32::from_le_bytes);
    word(0) == Some(CONTAINER_MAGIC)
        && word(4).is_some_and(|version| (OLDER_VERSION_START..OLDER_VERSION_END).contains(&version))
}

fn bad(offset: usize, reason: impl Into<String>) -> DecodeError {
    DecodeError::new(ProblemCode::BinaryBadSection, offset, reason)
}

impl<'a> OlderFile<'a> {
    /// Checks magic, version and offsets.
    ///
    /// # Errors
    /// Another magic or version, a header that is cut short, an offset outside of the file.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        let mut cursor = Cursor::new(bytes, 0, ProblemCode::BinaryTruncated);
        if cursor.u32("the magic")? != CONTAINER_MAGIC {
            return Err(DecodeError::new(ProblemCode::BinaryBadMagic, 0, "the file does not start with GVE1"));
        }
        let version = cursor.u32("the version")?;
        if !(OLDER_VERSION_START..OLDER_VERSION_END).contains(&version) {
            let reason = format!("version word {version:#010x} is not 2.x");
            return Err(DecodeError::new(ProblemCode::BinaryUnsupportedVersion, 4, reason));
        }
        let flags = cursor.u32("the flags")?;
        let mut offsets = [None; 6];
        for slot in &mut offsets {
            let at = cursor.offset();
            let offset = cursor.u64("a section's offset")?;
            if offset == 0 {
                continue;
            }
            let inside =
                usize::try_from(offset).ok().filter(|offset| (OLDER_HEADER_BYTES..bytes.len()).contains(offset));
            *slot =
                Some(inside.ok_or_else(|| bad(at, format!("a section starts at byte {offset}, outside of the file")))?);
        }
        // Sizes and counts follow; sections carry their own, which are checked where they are read.
        cursor.take(OLDER_HEADER_BYTES - 60, "the end of the header")?;
        Ok(Self { bytes, version, flags, offsets })
    }

    /// Names of the sections that are there, in the order of the header.
    pub fn sections(&self) -> Vec<&'static str> {
        const NAMES: [&str; 6] = ["sdf_bytecode", "volume", "splat_data", "shell_mesh", "audio_patch", "metadata"];
        NAMES.into_iter().zip(self.offsets).filter(|(_, offset)| offset.is_some()).map(|(name, _)| name).collect()
    }

    fn section(&self, index: usize) -> Option<Cursor<'a>> {
        let offset = self.offsets[index]?;
        Some(Cursor::new(&self.bytes[offset..], offset, ProblemCode::BinaryTruncated))
    }

    /// The distance program, if there is one.
    ///
    /// # Errors
    /// A section that is cut short, or a number that is not finite.
    pub fn program(&self) -> Result<Option<OlderProgram>, DecodeError> {
        let Some(mut cursor) = self.section(0) else { return Ok(None) };
        let count = cursor.u32("the number of instructions")? as usize;
        let bounds = bounds(&mut cursor)?;
        cursor.u32("the reserved word")?;
        let records = cursor.offset();
        let size = count.checked_mul(OLDER_INSTRUCTION_BYTES).ok_or_else(|| bad(records, "too many instructions"))?;
        let bytes = cursor.take(size, "the instructions")?;
        let instructions = bytes.chunks_exact(OLDER_INSTRUCTION_BYTES).enumerate().map(|(index, record)| {
            let offset = records + index * OLDER_INSTRUCTION_BYTES;
            let mut cursor = Cursor::new(record, offset, ProblemCode::BinaryTruncated);
            let kind = cursor.u8("a kind")?;
            let op = cursor.u8("an operation")?;
            cursor.take(6, "operands")?;
            let parameters = finite_floats(&mut cursor, "a parameter")?;
            Ok(OlderInstruction { offset, kind, op, parameters })
        });
        Ok(Some(OlderProgram { bounds, instructions: instructions.collect::<Result<_, DecodeError>>()? }))
    }

    /// The volume, if there is one.
    ///
    /// # Errors
    /// A section that is cut short, dimensions beyond 1024, a damaged LZ4 block, or one of another size.
    pub fn volume(&self) -> Result<Option<OlderVolume>, DecodeError> {
        let Some(mut cursor) = self.section(1) else { return Ok(None) };
        let start = cursor.offset();
        let mut dimensions = [0; 3];
        for dimension in &mut dimensions {
            *dimension = cursor.u32("a dimension")?;
        }
        if dimensions.iter().any(|dimension| !(2..=MAX_TEXTURE_DIMENSION).contains(dimension)) {
            return Err(bad(
                start,
                format!("a volume of {dimensions:?} samples; 2 to {MAX_TEXTURE_DIMENSION} are possible"),
            ));
        }
        let bounds = bounds(&mut cursor)?;
        let stated = u64::from(cursor.u32("the size of the distances")?);
        let size = dimensions.iter().map(|&dimension| u64::from(dimension)).product::<u64>() * 4;
        if stated != size {
            return Err(bad(start + 36, format!("{stated} bytes of distances where {size} are needed")));
        }
        let raw = lz4_block::unpack(cursor.rest(), size as usize, cursor.offset())?;
        let (floats, _) = raw.as_chunks::<4>();
        Ok(Some(OlderVolume {
            dimensions,
            bounds,
            distances_m: floats.iter().copied().map(f32::from_le_bytes).collect(),
        }))
    }

    /// The splats with their rotation turned into xyzw, if there are any.
    ///
    /// # Errors
    /// A section that is cut short, more than 16 M splats, or a number that is not finite.
    pub fn splats(&self) -> Result<Option<Vec<Splat>>, DecodeError> {
        let Some(mut cursor) = self.section(2) else { return Ok(None) };
        let start = cursor.offset();
        let count = cursor.u32("the number of splats")?;
        if count > MAX_SPLATS {
            return Err(bad(start, format!("{count} splats; {MAX_SPLATS} are possible")));
        }
        let records = cursor.offset();
        let bytes = cursor.take(count as usize * SPLAT_BYTES, "the splats")?;
        let splats = bytes.chunks_exact(SPLAT_BYTES).enumerate().map(|(index, record)| {
            let mut cursor = Cursor::new(record, records + index * SPLAT_BYTES, ProblemCode::BinaryTruncated);
            let position = finite_floats(&mut cursor, "a position")?;
            let scale = finite_floats(&mut cursor, "a scale")?;
            let [w, x, y, z] = finite_floats(&mut cursor, "a rotation")?;
            let rest = cursor.take(8, "colour and material")?;
            Ok(Splat {
                position,
                scale,
                rotation: [x, y, z, w],
                color: [rest[0], rest[1], rest[2], rest[3]],
                metallic: rest[4],
                roughness: rest[5],
                flags: rest[6] | SPLAT_FLAG_OKLAB,
                material_index: rest[7],
            })
        });
        splats.collect::<Result<_, DecodeError>>().map(Some)
    }

    /// The mesh, if there is one.
    ///
    /// # Errors
    /// A section that is cut short, more than 64 M indices, an index beyond the vertices, or a number that is not
    /// finite.
    pub fn mesh(&self) -> Result<Option<OlderMesh>, DecodeError> {
        let Some(mut cursor) = self.section(3) else { return Ok(None) };
        let start = cursor.offset();
        let vertex_count = cursor.u32("the number of vertices")? as usize;
        let index_count = cursor.u32("the number of indices")?;
        if index_count > MAX_MESH_INDICES || !index_count.is_multiple_of(3) {
            return Err(bad(start + 4, format!("{index_count} indices: threes up to {MAX_MESH_INDICES} are possible")));
        }
        let records = cursor.offset();
        let size = vertex_count.checked_mul(VERTEX_BYTES).ok_or_else(|| bad(records, "too many vertices"))?;
        let vertices = cursor.take(size, "the vertices")?;
        let mut mesh = OlderMesh { positions: Vec::new(), normals: Vec::new(), indices: Vec::new() };
        for (index, record) in vertices.chunks_exact(VERTEX_BYTES).enumerate() {
            let mut cursor = Cursor::new(record, records + index * VERTEX_BYTES, ProblemCode::BinaryTruncated);
            mesh.positions.push(finite_floats(&mut cursor, "a position")?);
            mesh.normals.push(finite_floats(&mut cursor, "a normal")?);
        }
        let at = cursor.offset();
        let indices = cursor.take(index_count as usize * 4, "the indices")?;
        let (words, _) = indices.as_chunks::<4>();
        mesh.indices = words.iter().copied().map(u32::from_le_bytes).collect();
        match mesh.indices.iter().position(|&index| index as usize >= vertex_count) {
            Some(position) => Err(bad(at + position * 4, format!("an index beyond the {vertex_count} vertices"))),
            None => Ok(Some(mesh)),
        }
    }
}

fn bounds(cursor: &mut Cursor<'_>) -> Result<[[f32; 3]; 2], DecodeError> {
    Ok([finite_floats(cursor, "the low corner")?, finite_floats(cursor, "the high corner")?])
}

fn finite_floats<const N: usize>(cursor: &mut Cursor<'_>, what: &str) -> Result<[f32; N], DecodeError> {
    let mut floats = [0.0; N];
    for float in &mut floats {
        let at = cursor.offset();
        *float = cursor.f32(what)?;
        if !float.is_finite() {
            return Err(bad(at, format!("{what} is not finite")));
        }
    }
    Ok(floats)
}
