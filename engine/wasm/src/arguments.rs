//! Turning JavaScript's arguments into the engine's types; what does not fit becomes a thrown `Error`.

use gve_render::{RenderMode, Theme, ViewPreset};
use gve_shared::{container::MeshVertex, id::AssetId};
use wasm_bindgen::JsError;

/// Why an argument was refused, as the thrown `Error` says it.
pub(crate) type Refusal = String;

/// The `Error` that JavaScript catches.
pub(crate) fn refuse(refusal: Refusal) -> JsError {
    JsError::new(&refusal)
}

pub(crate) fn asset_id(text: &str) -> Result<u64, Refusal> {
    text.parse::<AssetId>().map(AssetId::get).map_err(|error| format!("{text:?} is no asset id: {error}"))
}

/// Like [`asset_id`], and "0" for a frame about no asset.
pub(crate) fn asset_id_or_none(text: &str) -> Result<u64, Refusal> {
    if text == "0" { Ok(0) } else { asset_id(text) }
}

pub(crate) fn theme(name: &str) -> Result<Theme, Refusal> {
    Theme::from_name(name).ok_or_else(|| format!("unknown theme {name:?}: use \"dark\" or \"light\""))
}

pub(crate) fn mode(name: &str) -> Result<RenderMode, Refusal> {
    RenderMode::from_name(name).ok_or_else(|| format!("unknown mode {name:?}: use \"mesh\", \"splats\" or \"sdf\""))
}

pub(crate) fn preset(name: &str) -> Result<ViewPreset, Refusal> {
    ViewPreset::from_name(name).ok_or_else(|| {
        format!("unknown view {name:?}: use \"front\", \"back\", \"right\", \"left\", \"top\", \"bottom\" or \"perspective\"")
    })
}

/// Vertices from arrays of three, three and four numbers per vertex, with matt, non-metallic surfaces.
pub(crate) fn vertices(
    positions: &[f32],
    normals: &[f32],
    colors_srgb: &[u8],
    indices: &[u32],
) -> Result<Vec<MeshVertex>, Refusal> {
    let count = positions.len() / 3;
    if positions.len() != count * 3 || normals.len() != count * 3 || colors_srgb.len() != count * 4 {
        return Err(format!(
            "{} positions, {} normals and {} colour bytes do not describe the same vertices",
            positions.len(),
            normals.len(),
            colors_srgb.len()
        ));
    }
    if let Some(index) = indices.iter().find(|index| **index as usize >= count) {
        return Err(format!("index {index} is beyond the {count} vertices"));
    }
    let floats = |values: &[f32]| std::array::from_fn(|axis| values[axis]);
    Ok((0..count)
        .map(|vertex| MeshVertex {
            position: floats(&positions[vertex * 3..]),
            normal: floats(&normals[vertex * 3..]),
            color: std::array::from_fn(|channel| colors_srgb[vertex * 4 + channel]),
            metallic: 0,
            roughness: 160,
            material_index: 0,
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_name_what_was_given_and_what_would_do() {
        assert_eq!(asset_id("42"), Ok(42));
        assert!(asset_id("0").unwrap_err().contains("\"0\""));
        assert_eq!(mode("sdf"), Ok(RenderMode::Sdf));
        assert!(mode("wire").unwrap_err().contains("\"splats\""));
        assert!(theme("blue").unwrap_err().contains("\"light\""));
        assert!(preset("side").unwrap_err().contains("\"front\""));
    }

    #[test]
    fn arrays_of_different_lengths_and_wild_indices_are_refused() {
        let triangle = [0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0];
        assert_eq!(vertices(&triangle, &triangle, &[7; 12], &[0, 1, 2]).unwrap().len(), 3);
        assert!(vertices(&triangle, &triangle[..6], &[7; 12], &[]).unwrap_err().contains("6 normals"));
        assert!(vertices(&triangle, &triangle, &[7; 12], &[0, 1, 3]).unwrap_err().contains("index 3"));
    }
}
