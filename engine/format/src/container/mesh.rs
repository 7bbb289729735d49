//! The shell_mesh section: counts, levels of detail, 32-byte vertices, u32 indices.

use gve_shared::{
    container::{MAX_MESH_INDICES, MESH_HEADER_BYTES, MESH_LOD_BYTES, MeshLod, MeshVertex, VERTEX_BYTES},
    problem::ProblemCode,
};

use super::{bad_section, extend_le, f32_at, f32s_at, u32_at};
use crate::{DecodeError, cursor::Cursor};

/// A mesh as it lies in the file.
#[derive(Debug, Clone, Copy)]
pub struct MeshView<'a> {
    lods: &'a [u8],
    vertices: &'a [u8],
    indices: &'a [u8],
}

impl<'a> MeshView<'a> {
    /// Checks a section that starts at `base` of the file.
    pub(super) fn parse(bytes: &'a [u8], base: usize) -> Result<Self, DecodeError> {
        let mut cursor = Cursor::new(bytes, base, ProblemCode::BinaryBadSection);
        let vertex_count = cursor.u32("the vertex count")?;
        let index_count = cursor.u32("the index count")?;
        let lod_count = cursor.u32("the count of levels of detail")?;
        cursor.u32("the mesh header")?;
        if index_count > MAX_MESH_INDICES || index_count % 3 != 0 {
            let reason = format!(
                "{index_count} indices are no triangles, or more than the {MAX_MESH_INDICES} that a file may hold"
            );
            return Err(bad_section(base + 4, reason));
        }
        let expected = MESH_HEADER_BYTES as u64
            + u64::from(lod_count) * MESH_LOD_BYTES as u64
            + u64::from(vertex_count) * VERTEX_BYTES as u64
            + u64::from(index_count) * 4;
        if bytes.len() as u64 != expected {
            let reason = format!("the counts of the mesh take {expected} bytes and the section has {}", bytes.len());
            return Err(bad_section(base, reason));
        }
        let lods = cursor.take(lod_count as usize * MESH_LOD_BYTES, "the levels of detail")?;
        let vertices = cursor.take(vertex_count as usize * VERTEX_BYTES, "the vertices")?;
        let view = Self { lods, vertices, indices: cursor.rest() };
        view.check(base)?;
        Ok(view)
    }

    fn check(&self, base: usize) -> Result<(), DecodeError> {
        let lods_at = base + MESH_HEADER_BYTES;
        for (number, lod) in self.lods().enumerate() {
            let end = u64::from(lod.first_index) + u64::from(lod.index_count);
            if end > self.index_count() as u64 || lod.index_count % 3 != 0 || !lod.error_m.is_finite() {
                return Err(bad_section(
                    lods_at + number * MESH_LOD_BYTES,
                    format!("level of detail {number} is out of range"),
                ));
            }
        }
        let vertices_at = lods_at + self.lods.len();
        for (number, record) in self.vertices.chunks_exact(VERTEX_BYTES).enumerate() {
            if (0..6).any(|field| !f32_at(record, 4 * field).is_finite()) {
                let offset = vertices_at + number * VERTEX_BYTES;
                return Err(bad_section(offset, format!("vertex {number} holds a number that is not finite")));
            }
        }
        let vertex_count = self.vertex_count();
        if let Some(number) = self.indices().position(|index| index as usize >= vertex_count) {
            let offset = vertices_at + self.vertices.len() + 4 * number;
            return Err(bad_section(offset, format!("index {number} names no vertex of the {vertex_count}")));
        }
        Ok(())
    }

    /// Number of vertices.
    pub fn vertex_count(&self) -> usize {
        self.vertices.len() / VERTEX_BYTES
    }

    /// Number of indices, three per triangle.
    pub fn index_count(&self) -> usize {
        self.indices.len() / 4
    }

    /// Vertices as stored, 32 bytes each, ready for upload.
    pub fn vertex_bytes(&self) -> &'a [u8] {
        self.vertices
    }

    /// Indices as stored, little-endian u32, ready for upload.
    pub fn index_bytes(&self) -> &'a [u8] {
        self.indices
    }

    /// The vertices in order.
    pub fn vertices(&self) -> impl ExactSizeIterator<Item = MeshVertex> + 'a {
        self.vertices.chunks_exact(VERTEX_BYTES).map(read_vertex)
    }

    /// The indices in order, each below the vertex count.
    pub fn indices(&self) -> impl ExactSizeIterator<Item = u32> + 'a {
        self.indices.chunks_exact(4).map(|index| u32_at(index, 0))
    }

    /// Number of levels of detail, at least one.
    pub fn level_count(&self) -> usize {
        self.lods().len().max(1)
    }

    /// Corners of the triangles of one level of detail, 0 being the finest; without a table of levels, of all triangles.
    pub fn triangles(&self, level: usize) -> impl ExactSizeIterator<Item = [u32; 3]> + 'a {
        let lod = self.lods().nth(level);
        let (first, count) =
            lod.map_or((0, self.index_count()), |lod| (lod.first_index as usize, lod.index_count as usize));
        let bytes = &self.indices[4 * first..4 * (first + count)];
        bytes.chunks_exact(12).map(|corners| std::array::from_fn(|corner| u32_at(corners, 4 * corner)))
    }

    /// Vertices and indices of the finest level of detail alone. Vertices of coarser ones, which lie behind, are left
    /// out.
    pub fn finest(&self) -> (Vec<MeshVertex>, Vec<u32>) {
        let indices: Vec<u32> = self.triangles(0).flatten().collect();
        let end = indices.iter().max().map_or(0, |&last| last as usize + 1);
        (self.vertices().take(end).collect(), indices)
    }

    /// The levels of detail from fine to coarse; none means that all indices are the only one.
    pub fn lods(&self) -> impl ExactSizeIterator<Item = MeshLod> + 'a {
        self.lods.chunks_exact(MESH_LOD_BYTES).map(|record| MeshLod {
            first_index: u32_at(record, 0),
            index_count: u32_at(record, 4),
            error_m: f32_at(record, 8),
            reserved: 0,
        })
    }
}

fn read_vertex(record: &[u8]) -> MeshVertex {
    MeshVertex {
        position: f32s_at(record, 0),
        normal: f32s_at(record, 12),
        color: [record[24], record[25], record[26], record[27]],
        metallic: record[28],
        roughness: record[29],
        material_index: u16::from_le_bytes([record[30], record[31]]),
    }
}

pub(super) fn write(bytes: &mut Vec<u8>, vertices: &[MeshVertex], indices: &[u32], lods: &[MeshLod]) {
    bytes.reserve(MESH_HEADER_BYTES + lods.len() * MESH_LOD_BYTES + vertices.len() * VERTEX_BYTES + indices.len() * 4);
    for count in [vertices.len(), indices.len(), lods.len(), 0] {
        bytes.extend(u32::try_from(count).expect("a mesh has at most 64 M indices").to_le_bytes());
    }
    for lod in lods {
        bytes.extend(lod.first_index.to_le_bytes());
        bytes.extend(lod.index_count.to_le_bytes());
        bytes.extend(lod.error_m.to_le_bytes());
        bytes.extend([0; 4]);
    }
    extend_le(bytes, vertices, vertex_record);
    extend_le(bytes, indices, u32::to_le_bytes);
}

fn vertex_record(vertex: MeshVertex) -> [u8; VERTEX_BYTES] {
    let mut record = [0; VERTEX_BYTES];
    let numbers = vertex.position.into_iter().chain(vertex.normal);
    for (place, value) in record.chunks_exact_mut(4).zip(numbers) {
        place.copy_from_slice(&value.to_le_bytes());
    }
    record[24..28].copy_from_slice(&vertex.color);
    (record[28], record[29]) = (vertex.metallic, vertex.roughness);
    record[30..].copy_from_slice(&vertex.material_index.to_le_bytes());
    record
}
