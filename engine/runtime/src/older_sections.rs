//! Sections of 2.x files that hold no distance program, in the form of today.

use gve_format::{
    DecodeError, EncodeError,
    container::{TextureInfo, Writer},
    older::{OlderFile, OlderMesh, OlderVolume},
};
use gve_shared::{
    container::{MeshVertex, TEXTURE_BAND_VOXELS},
    import::{ImportNote, ImportOutcome},
    problem::ProblemCode,
};
use gve_volume::half;

use crate::commands::convert::left_out;

/// Look of a mesh whose file names none: light grey, matt.
const COLOR_SRGB: [u8; 4] = [176, 176, 176, 255];
const ROUGHNESS: u8 = 160;

/// A version 3 file with the mesh, the splats and the volume of an older one.
pub(crate) fn carry_over(file: &OlderFile<'_>) -> Result<(Vec<u8>, Vec<ImportNote>), DecodeError> {
    let mut writer = Writer::new();
    let mut notes = Vec::new();
    let mut note = |outcome, section: &str, message: String| {
        notes.push(ImportNote { outcome, pointer: section.to_owned(), range: None, message });
    };
    if let Some(volume) = file.volume()? {
        let (info, samples) = texture(&volume);
        writer.texture(&info, &samples);
        let message = format!("volume of {:?}: distances are clamped to 4 voxels, as f16", volume.dimensions);
        note(ImportOutcome::Approximated, "volume", message);
    }
    if let Some(splats) = file.splats()? {
        writer.splats(&splats);
        note(ImportOutcome::Mapped, "splat_data", format!("{} splats", splats.len()));
    }
    if let Some(mesh) = file.mesh()? {
        writer.mesh(&vertices(&mesh), &mesh.indices, &[]);
        let message = format!("mesh of {} triangles: it has no colours, light grey is taken", mesh.indices.len() / 3);
        note(ImportOutcome::Approximated, "shell_mesh", message);
    }
    let unread = file.sections().into_iter().filter(|section| ["audio_patch", "metadata"].contains(section));
    notes.extend(unread.map(left_out));
    let bytes = writer.finish().map_err(|error: EncodeError| DecodeError {
        code: ProblemCode::BinaryBadSection,
        offset: 0,
        reason: error.to_string(),
    })?;
    Ok((bytes, notes))
}

fn texture(volume: &OlderVolume) -> (TextureInfo, Vec<u16>) {
    let [low, high] = volume.bounds;
    let spacing_m = |axis: usize| (high[axis] - low[axis]) / (volume.dimensions[axis] - 1) as f32;
    let band_m = TEXTURE_BAND_VOXELS * (0..3).map(spacing_m).fold(0.0, f32::max);
    let clamped = volume.distances_m.iter().map(|distance| distance.clamp(-band_m, band_m));
    let samples = clamped.map(half::bits_from_f32).collect();
    (TextureInfo { dimensions: volume.dimensions, bounds_min: low, bounds_max: high, band_m }, samples)
}

fn vertices(mesh: &OlderMesh) -> Vec<MeshVertex> {
    let corners = mesh.positions.iter().zip(&mesh.normals);
    corners
        .map(|(&position, &normal)| MeshVertex {
            position,
            normal,
            color: COLOR_SRGB,
            metallic: 0,
            roughness: ROUGHNESS,
            material_index: 0,
        })
        .collect()
}
