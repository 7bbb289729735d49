//! Binary glTF 2.0: the shell mesh with normals, one PBR material per material of the recipe, and levels of detail.

use std::collections::BTreeMap;

use gve_shared::{container::MeshVertex, inspection::MaterialRecord};
use serde_json::{Value, json};

use super::{
    ExportError, Sink,
    color::linear_from_srgb,
    glb_buffer::{COMPONENT_F32, COMPONENT_U16, COMPONENT_U32, Plan, TARGET_INDICES, TARGET_VERTICES},
    material_of, mesh_of, metadata_of,
};
use crate::container::{Container, MeshView};

/// Writes the shell mesh as GLB.
///
/// Triangles are grouped into one primitive per material, all over one set of vertices. A group whose vertices all have
/// their material's colour gets it as base colour; others, where materials blend, have colours per vertex, linear as
/// glTF demands. Levels of detail are nodes of their own, which MSFT_lod joins.
pub fn glb(container: &Container<'_>, sink: &mut Sink<'_>) -> Result<(), ExportError> {
    let mesh = mesh_of(container)?;
    let (name, materials) = metadata_of(container)?;
    let vertices: Vec<MeshVertex> = mesh.vertices().collect();
    let levels: Vec<Groups> = (0..mesh.level_count()).map(|level| group(&mesh, &vertices, level)).collect();

    let mut plan = Plan::default();
    let count = vertices.len();
    let positions = plan.accessor(TARGET_VERTICES, COMPONENT_F32, "VEC3", count, 12 * count);
    plan.bound(positions, vertices.iter().map(|vertex| vertex.position));
    let normals = plan.accessor(TARGET_VERTICES, COMPONENT_F32, "VEC3", count, 12 * count);
    let colors = plan.accessor(TARGET_VERTICES, COMPONENT_U16, "VEC4", count, 8 * count);
    plan.describe(colors, "normalized", json!(true));
    let mut looks = Looks { materials: &materials, known: BTreeMap::new(), gltf: Vec::new() };
    let mut meshes = Vec::new();
    for groups in &levels {
        let mut primitives = Vec::new();
        for (material, indices) in groups {
            let accessor = plan.accessor(TARGET_INDICES, COMPONENT_U32, "SCALAR", indices.len(), 4 * indices.len());
            let is_plain = looks.is_plain(*material, &vertices, indices);
            let mut attributes = json!({ "POSITION": positions, "NORMAL": normals });
            if !is_plain {
                attributes["COLOR_0"] = json!(colors);
            }
            let look = looks.index_of(*material, is_plain);
            primitives.push(json!({ "attributes": attributes, "indices": accessor, "material": look }));
        }
        meshes.push(json!({ "name": name, "primitives": primitives }));
    }
    plan.write_head(document(&name, meshes, looks.gltf), sink)?;

    vertices.iter().try_for_each(|vertex| sink.floats(&vertex.position))?;
    vertices.iter().try_for_each(|vertex| sink.floats(&vertex.normal))?;
    let table: Vec<u16> =
        (0..=255_u8).map(|channel| (linear_from_srgb(f32::from(channel) / 255.0) * 65535.0 + 0.5) as u16).collect();
    for vertex in &vertices {
        let [r, g, b, a] = vertex.color.map(usize::from);
        [table[r], table[g], table[b], a as u16 * 257].iter().try_for_each(|value| sink.put(&value.to_le_bytes()))?;
    }
    let indices = levels.iter().flat_map(BTreeMap::values).flatten();
    indices.into_iter().try_for_each(|index| sink.put(&index.to_le_bytes()))
}

/// Indices by material.
type Groups = BTreeMap<u16, Vec<u32>>;

fn group(mesh: &MeshView<'_>, vertices: &[MeshVertex], level: usize) -> Groups {
    let mut groups = Groups::new();
    for corners in mesh.triangles(level) {
        groups.entry(material_of(vertices, corners)).or_default().extend(corners);
    }
    groups
}

/// The document without what the plan adds: one node per level of detail, the finest in the scene.
fn document(name: &str, meshes: Vec<Value>, materials: Vec<Value>) -> Value {
    let coarser: Vec<usize> = (1..meshes.len()).collect();
    let mut nodes: Vec<Value> = (0..meshes.len()).map(|level| json!({ "mesh": level, "name": name })).collect();
    let mut extensions = Vec::new();
    if materials.iter().any(|material| material.get("extensions").is_some()) {
        extensions.push("KHR_materials_emissive_strength");
    }
    if !coarser.is_empty() {
        nodes[0]["extensions"] = json!({ "MSFT_lod": { "ids": coarser } });
        extensions.push("MSFT_lod");
    }
    let mut document = json!({
        "asset": null,
        "scene": 0,
        "scenes": [{ "nodes": [0] }],
        "nodes": nodes,
        "meshes": meshes,
        "materials": materials,
    });
    if !extensions.is_empty() {
        document["extensionsUsed"] = json!(extensions);
    }
    document
}

/// Materials of the document, made as they are needed.
struct Looks<'m> {
    materials: &'m [MaterialRecord],
    /// By material, and by whether its base colour is its own.
    known: BTreeMap<(u16, bool), usize>,
    gltf: Vec<Value>,
}

impl Looks<'_> {
    /// Whether all vertices of a group have their material's colour, to a step of 8 bits.
    fn is_plain(&self, material: u16, vertices: &[MeshVertex], indices: &[u32]) -> bool {
        let Some(record) = self.materials.get(usize::from(material)) else { return false };
        let own = record.base_color_srgb.map(|channel| (channel.clamp(0.0, 1.0) * 255.0 + 0.5) as u8);
        indices.iter().all(|&index| {
            let [r, g, b, a] = vertices[index as usize].color;
            a == 255 && [r, g, b].iter().zip(own).all(|(seen, own)| seen.abs_diff(own) <= 1)
        })
    }

    fn index_of(&mut self, material: u16, is_plain: bool) -> usize {
        if let Some(&index) = self.known.get(&(material, is_plain)) {
            return index;
        }
        self.gltf.push(material_json(self.materials.get(usize::from(material)), is_plain));
        self.known.insert((material, is_plain), self.gltf.len() - 1);
        self.gltf.len() - 1
    }
}

fn material_json(record: Option<&MaterialRecord>, is_plain: bool) -> Value {
    let Some(record) = record else {
        return json!({ "pbrMetallicRoughness": { "metallicFactor": 0.0 } });
    };
    let light = record.base_color_srgb.map(linear_from_srgb);
    let mut pbr = json!({ "metallicFactor": record.metallic, "roughnessFactor": record.roughness });
    if is_plain {
        pbr["baseColorFactor"] = json!([light[0], light[1], light[2], 1.0]);
    }
    let mut material = json!({ "name": record.spec_id, "pbrMetallicRoughness": pbr });
    if record.emissive > 0.0 {
        material["emissiveFactor"] = json!(light.map(|channel| (channel * record.emissive.min(1.0)).clamp(0.0, 1.0)));
        if record.emissive > 1.0 {
            material["extensions"] =
                json!({ "KHR_materials_emissive_strength": { "emissiveStrength": record.emissive } });
        }
    }
    material
}
