//! Exported files have the structure that their formats ask for.

mod fixture;

use fixture::{Content, Random, metadata};
use gve_format::{
    container::{Container, Writer},
    export::{self, ExportError},
};
use gve_shared::{
    container::{MeshVertex, Splat},
    inspection::SectionName,
};
use serde_json::Value;

/// A tetrahedron of two materials.
fn tetrahedron() -> Vec<u8> {
    let corner = |position: [f32; 3], material_index| MeshVertex {
        position,
        normal: [0.0, 1.0, 0.0],
        color: [255, 128, 0, 255],
        metallic: 0,
        roughness: 128,
        material_index,
    };
    let vertices =
        [corner([0.0; 3], 0), corner([1.0, 0.0, 0.0], 0), corner([0.0, 1.0, 0.0], 1), corner([0.0, 0.0, 1.0], 1)];
    let mut writer = Writer::new();
    writer.mesh(&vertices, &[0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3], &[]);
    writer.metadata(&metadata(&mut Random(4)));
    writer.finish().unwrap()
}

fn word(bytes: &[u8], at: usize) -> usize {
    u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize
}

fn float(bytes: &[u8], at: usize) -> f32 {
    f32::from_bits(word(bytes, at) as u32)
}

#[test]
fn glb_groups_triangles_by_material() {
    let file = tetrahedron();
    let glb = export::glb(&Container::parse(&file).unwrap()).unwrap();
    assert_eq!((&glb[..4], word(&glb, 4), word(&glb, 8)), (&b"glTF"[..], 2, glb.len()));
    let json_size = word(&glb, 12);
    assert_eq!(&glb[16..20], b"JSON");
    let document: Value = serde_json::from_slice(&glb[20..20 + json_size]).unwrap();
    let binary = &glb[28 + json_size..];
    assert_eq!(document["buffers"][0]["byteLength"], binary.len());
    let primitives = document["meshes"][0]["primitives"].as_array().unwrap();
    assert_eq!(primitives.len(), 2);
    let accessor =
        |primitive: &Value, name: &str| document["accessors"][primitive[name].as_u64().unwrap() as usize].clone();
    let counts: Vec<_> = primitives.iter().map(|primitive| accessor(primitive, "indices")["count"].clone()).collect();
    assert_eq!(counts, [6, 6]);
    let colors = &document["accessors"][primitives[0]["attributes"]["COLOR_0"].as_u64().unwrap() as usize];
    let start = document["bufferViews"][colors["bufferView"].as_u64().unwrap() as usize]["byteOffset"].as_u64().unwrap()
        as usize;
    let linear: Vec<_> = (0..4)
        .map(|channel| u16::from_le_bytes([binary[start + 2 * channel], binary[start + 2 * channel + 1]]))
        .collect();
    // sRGB 128 is 0.21586 in linear light.
    assert_eq!(linear, [65535, 14146, 0, 65535]);
}

#[test]
fn stl_has_outward_unit_normals() {
    let file = tetrahedron();
    let stl = export::stl(&Container::parse(&file).unwrap()).unwrap();
    assert_eq!((word(&stl, 80), stl.len()), (4, 84 + 4 * 50));
    assert_eq!([84, 88, 92].map(|at| float(&stl, at)), [0.0, 0.0, -1.0]);
}

#[test]
fn ply_holds_logarithms_logits_and_rotations_w_first() {
    let splat = Splat {
        position: [1.0, 2.0, 3.0],
        scale: [0.5, 0.25, 0.125],
        rotation: [0.0, 0.0, 0.6, 0.8],
        color: [255, 128, 128, 51],
        metallic: 0,
        roughness: 0,
        flags: 1,
        material_index: 0,
    };
    let mut writer = Writer::new();
    writer.splats(&[splat]);
    let file = writer.finish().unwrap();
    let ply = export::ply(&Container::parse(&file).unwrap()).unwrap();
    let end = b"end_header\n";
    let start = ply.windows(end.len()).position(|window| window == end).unwrap() + end.len();
    let values: Vec<f32> = (start..ply.len()).step_by(4).map(|at| float(&ply, at)).collect();
    let expected = [
        1.0,
        2.0,
        3.0,
        0.0,
        0.0,
        1.0,
        1.772,
        1.772,
        1.772,
        -1.386_294,
        -std::f32::consts::LN_2,
        -1.386_294,
        -2.079_442,
        0.8,
        0.0,
        0.0,
        0.6,
    ];
    for (index, (value, expected)) in values.iter().zip(expected).enumerate() {
        assert!((value - expected).abs() < 0.02, "{index}: {value} is not {expected}");
    }
    assert_eq!(values.len(), expected.len());
}

#[test]
fn what_is_missing_is_named() {
    let empty = Writer::new().finish().unwrap();
    let container = Container::parse(&empty).unwrap();
    assert_eq!(export::glb(&container), Err(ExportError::Missing(SectionName::ShellMesh)));
    assert_eq!(export::stl(&container), Err(ExportError::Missing(SectionName::ShellMesh)));
    assert_eq!(export::ply(&container), Err(ExportError::Missing(SectionName::SplatData)));
}

#[test]
fn every_random_mesh_exports() {
    for seed in 0..100 {
        let content = Content::random(&mut Random(seed));
        let file = content.write([0, 1, 2, 3, 4, 5]);
        let container = Container::parse(&file).unwrap();
        assert_eq!(export::glb(&container).is_ok(), !content.indices.is_empty(), "seed {seed}");
        assert_eq!(export::ply(&container).is_ok(), !content.splats.is_empty(), "seed {seed}");
    }
}
