//! A report over a whole file.

use std::fmt::Write as _;

use gve_shared::container::MeshLod;
use gve_shared::inspection::{InspectionReport, MeshLevelReport, SectionReport};
use sha2::{Digest, Sha256};

use super::Container;
use crate::DecodeError;

/// Checks every section of a file and says what it holds.
///
/// # Errors
/// The first problem found, as by [`Container::parse`] and the views of its sections.
pub fn inspect(bytes: &[u8]) -> Result<InspectionReport, DecodeError> {
    let container = Container::parse(bytes)?;
    let mesh = container.mesh()?;
    let texture = container.texture()?;
    container.splats()?;
    container.sound()?;
    let mut sections: Vec<_> = container
        .sections()
        .map(|section| SectionReport {
            name: section.name,
            offset: section.offset as u32,
            size_bytes: section.size as u32,
        })
        .collect();
    sections.sort_by_key(|section| section.offset);
    let (major, minor) = container.format_version();
    Ok(InspectionReport {
        format_version: format!("{major}.{minor}"),
        size_bytes: bytes.len() as u32,
        content_hash: hexadecimal(&Sha256::digest(bytes)),
        sections,
        splat_count: container.splat_count(),
        vertex_count: mesh.map_or(0, |mesh| mesh.vertex_count() as u32),
        triangle_count: mesh.map_or(0, |mesh| mesh.triangles(0).len() as u32),
        mesh_levels: mesh.iter().flat_map(|mesh| mesh.lods()).map(level).collect(),
        volume_dimensions: texture.map(|texture| texture.info().dimensions),
        metadata: container.metadata()?,
    })
}

fn level(lod: MeshLod) -> MeshLevelReport {
    MeshLevelReport { triangle_count: lod.index_count / 3, error_m: lod.error_m }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a string does not fail");
        text
    })
}
