//! Binary glTF 2.0: the shell mesh with normals, vertex colours and one material per material of the recipe.

use gve_shared::{container::MeshVertex, inspection::MaterialRecord};
use serde_json::{Value, json};

use super::{ExportError, color::linear_from_srgb, mesh_of};
use crate::{EncodeError, container::Container};

const COMPONENT_U16: u32 = 5123;
const COMPONENT_U32: u32 = 5125;
const COMPONENT_F32: u32 = 5126;
const TARGET_VERTICES: u32 = 34962;
const TARGET_INDICES: u32 = 34963;
const CHUNK_JSON: [u8; 4] = *b"JSON";
const CHUNK_BINARY: [u8; 4] = *b"BIN\0";

/// Writes the shell mesh as GLB.
///
/// Colours are in `COLOR_0`, linear as glTF demands; the materials carry metallic, roughness and emission. Triangles
/// are grouped into one primitive per material, all over one set of vertices.
pub fn glb(container: &Container<'_>) -> Result<Vec<u8>, ExportError> {
    let mesh = mesh_of(container)?;
    let metadata = container.metadata()?;
    let (name, materials) =
        metadata.map_or_else(|| (String::new(), Vec::new()), |metadata| (metadata.name, metadata.materials));
    let vertices: Vec<MeshVertex> = mesh.vertices().collect();
    let indices: Vec<u32> = mesh.indices().collect();
    let groups = group_by_material(&vertices, &indices);

    let mut buffer = Buffer::default();
    let positions = buffer.positions(&vertices);
    let normals = buffer.view(vertices.iter().flat_map(|vertex| vertex.normal).map(f32::to_le_bytes), TARGET_VERTICES);
    let normals = buffer.accessor(normals, COMPONENT_F32, "VEC3", vertices.len());
    let colors = buffer.colors(&vertices);
    let mut primitives = Vec::new();
    let mut gltf_materials = Vec::new();
    for (material, indices) in &groups {
        let view = buffer.view(indices.iter().map(|index| index.to_le_bytes()), TARGET_INDICES);
        let accessor = buffer.accessor(view, COMPONENT_U32, "SCALAR", indices.len());
        primitives.push(json!({
            "attributes": { "POSITION": positions, "NORMAL": normals, "COLOR_0": colors },
            "indices": accessor,
            "material": gltf_materials.len(),
        }));
        gltf_materials.push(material_json(materials.get(usize::from(*material))));
    }
    let uses_strength = gltf_materials.iter().any(|material| material.get("extensions").is_some());
    let mut document = json!({
        "asset": { "version": "2.0", "generator": "GVE-1" },
        "scene": 0,
        "scenes": [{ "nodes": [0] }],
        "nodes": [{ "mesh": 0, "name": name }],
        "meshes": [{ "name": name, "primitives": primitives }],
        "materials": gltf_materials,
        "accessors": buffer.accessors,
        "bufferViews": buffer.views,
        "buffers": [{ "byteLength": buffer.bytes.len() }],
    });
    if uses_strength {
        document["extensionsUsed"] = json!(["KHR_materials_emissive_strength"]);
    }
    Ok(assemble(&document, buffer.bytes)?)
}

/// Indices per material, by material index; a triangle over a border goes to the material of most of its corners.
fn group_by_material(vertices: &[MeshVertex], indices: &[u32]) -> Vec<(u16, Vec<u32>)> {
    let mut groups = std::collections::BTreeMap::<u16, Vec<u32>>::new();
    for triangle in indices.chunks_exact(3) {
        let [a, b, c] = [0, 1, 2].map(|corner| vertices[triangle[corner] as usize].material_index);
        let material = if b == c { b } else { a };
        groups.entry(material).or_default().extend(triangle);
    }
    groups.into_iter().collect()
}

fn material_json(record: Option<&MaterialRecord>) -> Value {
    let Some(record) = record else {
        return json!({ "pbrMetallicRoughness": { "metallicFactor": 0.0 } });
    };
    let pbr = json!({ "metallicFactor": record.metallic, "roughnessFactor": record.roughness });
    let mut material = json!({ "name": record.spec_id, "pbrMetallicRoughness": pbr });
    if record.emissive > 0.0 {
        let light = record.base_color_srgb.map(linear_from_srgb);
        material["emissiveFactor"] = json!(light.map(|channel| (channel * record.emissive.min(1.0)).clamp(0.0, 1.0)));
        if record.emissive > 1.0 {
            material["extensions"] =
                json!({ "KHR_materials_emissive_strength": { "emissiveStrength": record.emissive } });
        }
    }
    material
}

/// The binary chunk with its views and accessors, as they grow.
#[derive(Default)]
struct Buffer {
    bytes: Vec<u8>,
    views: Vec<Value>,
    accessors: Vec<Value>,
}

impl Buffer {
    /// Appends a view of data whose size is a multiple of 4; returns its index.
    fn view(&mut self, data: impl Iterator<Item = impl IntoIterator<Item = u8>>, target: u32) -> usize {
        let start = self.bytes.len();
        self.bytes.extend(data.flatten());
        self.views.push(
            json!({ "buffer": 0, "byteOffset": start, "byteLength": self.bytes.len() - start, "target": target }),
        );
        self.views.len() - 1
    }

    /// Appends an accessor over a whole view; returns its index.
    fn accessor(&mut self, view: usize, component: u32, shape: &str, count: usize) -> usize {
        self.accessors.push(json!({ "bufferView": view, "componentType": component, "type": shape, "count": count }));
        self.accessors.len() - 1
    }

    fn positions(&mut self, vertices: &[MeshVertex]) -> usize {
        let view = self.view(vertices.iter().flat_map(|vertex| vertex.position).map(f32::to_le_bytes), TARGET_VERTICES);
        let accessor = self.accessor(view, COMPONENT_F32, "VEC3", vertices.len());
        let corner = |pick: fn(f32, f32) -> f32| {
            let start = vertices.first().map_or([0.0; 3], |vertex| vertex.position);
            vertices
                .iter()
                .fold(start, |corner, vertex| std::array::from_fn(|axis| pick(corner[axis], vertex.position[axis])))
        };
        self.accessors[accessor]["min"] = json!(corner(f32::min));
        self.accessors[accessor]["max"] = json!(corner(f32::max));
        accessor
    }

    fn colors(&mut self, vertices: &[MeshVertex]) -> usize {
        let table: Vec<u16> =
            (0..=255_u8).map(|channel| (linear_from_srgb(f32::from(channel) / 255.0) * 65535.0 + 0.5) as u16).collect();
        let rgba = vertices.iter().flat_map(|vertex| {
            let [r, g, b, a] = vertex.color.map(usize::from);
            [table[r], table[g], table[b], a as u16 * 257]
        });
        let view = self.view(rgba.map(u16::to_le_bytes), TARGET_VERTICES);
        let accessor = self.accessor(view, COMPONENT_U16, "VEC4", vertices.len());
        self.accessors[accessor]["normalized"] = json!(true);
        accessor
    }
}

/// Header, JSON chunk and binary chunk, each padded to 4 bytes.
fn assemble(document: &Value, mut binary: Vec<u8>) -> Result<Vec<u8>, EncodeError> {
    let mut text = document.to_string().into_bytes();
    text.resize(text.len().next_multiple_of(4), b' ');
    binary.resize(binary.len().next_multiple_of(4), 0);
    let total = 12 + 8 + text.len() + 8 + binary.len();
    let too_large = EncodeError::TooLarge { what: "the GLB file", bytes: total as u64 };
    let total = u32::try_from(total).map_err(|_| too_large)?;
    let mut bytes = Vec::with_capacity(total as usize);
    bytes.extend(b"glTF");
    bytes.extend(2_u32.to_le_bytes());
    bytes.extend(total.to_le_bytes());
    for (kind, chunk) in [(CHUNK_JSON, &text), (CHUNK_BINARY, &binary)] {
        bytes.extend((chunk.len() as u32).to_le_bytes());
        bytes.extend(kind);
        bytes.extend(chunk);
    }
    Ok(bytes)
}
