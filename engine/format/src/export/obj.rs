//! Wavefront OBJ and its material library, with the physically based extension of MTL (`Pr`, `Pm`).

use std::io::Write;

use gve_shared::{container::MeshVertex, inspection::MaterialRecord};

use super::{ExportError, Sink, color::linear_from_srgb, material_of, mesh_of, metadata_of};
use crate::container::Container;

/// Writes the shell mesh: positions with vertex colours (0–1 after the coordinates, as most programs read them), normals,
/// and one group of faces per material.
pub fn obj(container: &Container<'_>, stem: &str, sink: &mut Sink<'_>) -> Result<(), ExportError> {
    let mesh = mesh_of(container)?;
    let (name, materials) = metadata_of(container)?;
    let (vertices, _) = mesh.finest();
    writeln!(sink, "# GVE-1, metres, +Y up\nmtllib {}.mtl\no {}", word(stem), word(&name))?;
    for MeshVertex { position: [x, y, z], color: [r, g, b, _], .. } in &vertices {
        let [r, g, b] = [r, g, b].map(|channel| f32::from(*channel) / 255.0);
        writeln!(sink, "v {x} {y} {z} {r:.4} {g:.4} {b:.4}")?;
    }
    for MeshVertex { normal: [x, y, z], .. } in &vertices {
        writeln!(sink, "vn {x} {y} {z}")?;
    }
    let mut faces: Vec<(u16, [u32; 3])> =
        mesh.triangles(0).map(|corners| (material_of(&vertices, corners), corners)).collect();
    faces.sort_by_key(|(material, _)| *material);
    let mut current = None;
    for (material, corners) in faces {
        if current != Some(material) {
            writeln!(sink, "usemtl {}", material_name(&materials, material))?;
            current = Some(material);
        }
        let [a, b, c] = corners.map(|corner| corner + 1);
        writeln!(sink, "f {a}//{a} {b}//{b} {c}//{c}")?;
    }
    Ok(())
}

/// Writes the materials for an [`obj`].
pub fn mtl(container: &Container<'_>, sink: &mut Sink<'_>) -> Result<(), ExportError> {
    let (_, materials) = metadata_of(container)?;
    writeln!(sink, "# GVE-1")?;
    for (index, material) in materials.iter().enumerate() {
        let MaterialRecord { base_color_srgb, metallic, roughness, emissive, .. } = material;
        let [r, g, b] = *base_color_srgb;
        let light = base_color_srgb.map(|channel| linear_from_srgb(channel) * emissive);
        writeln!(sink, "\nnewmtl {}", material_name(&materials, index as u16))?;
        writeln!(sink, "Kd {r} {g} {b}\nPr {roughness}\nPm {metallic}\nd 1\nillum 2")?;
        if *emissive > 0.0 {
            writeln!(sink, "Ke {} {} {}", light[0], light[1], light[2])?;
        }
    }
    Ok(())
}

/// A name of its own for each material: library id and index.
fn material_name(materials: &[MaterialRecord], index: u16) -> String {
    let id = materials.get(usize::from(index)).map_or("default", |material| material.spec_id.as_str());
    format!("{}_{index}", word(id))
}

/// A name without what would end it: OBJ separates by white space.
fn word(text: &str) -> String {
    let word: String =
        text.chars().map(|letter| if letter.is_whitespace() || letter.is_control() { '_' } else { letter }).collect();
    if word.is_empty() { "asset".to_owned() } else { word }
}
