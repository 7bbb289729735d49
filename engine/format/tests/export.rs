//! Exported files have the structure that their formats ask for.

mod fixture;

use std::io::{Cursor, Read};

use fixture::{Content, Random, metadata};
use gve_format::{
    container::{Container, Writer},
    export::{ExportError, ExportFormat, Sink},
};
use gve_shared::{
    container::{MeshLod, MeshVertex, Splat},
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

fn exported(format: ExportFormat, file: &[u8]) -> Vec<u8> {
    format.bytes(&Container::parse(file).unwrap(), "asset").unwrap()
}

fn word(bytes: &[u8], at: usize) -> usize {
    u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize
}

fn float(bytes: &[u8], at: usize) -> f32 {
    f32::from_bits(word(bytes, at) as u32)
}

/// A vertex of a flat, non-metallic surface that faces +Z.
fn corner(position: [f32; 3], color: [u8; 4], roughness: u8) -> MeshVertex {
    MeshVertex { position, normal: [0.0, 0.0, 1.0], color, metallic: 0, roughness, material_index: 0 }
}

#[test]
fn glb_groups_triangles_by_material() {
    let file = tetrahedron();
    let glb = exported(ExportFormat::Glb, &file);
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
    let stl = exported(ExportFormat::Stl, &file);
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
    let ply = exported(ExportFormat::Ply, &file);
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

fn mesh_formats() -> [ExportFormat; 4] {
    [ExportFormat::Glb, ExportFormat::Stl, ExportFormat::Obj, ExportFormat::ThreeMf]
}

fn splat_formats() -> [ExportFormat; 3] {
    [ExportFormat::GlbSplats, ExportFormat::Ply, ExportFormat::Spz]
}

#[test]
fn what_is_missing_is_named() {
    let empty = Writer::new().finish().unwrap();
    let container = Container::parse(&empty).unwrap();
    for format in mesh_formats() {
        let error = format.bytes(&container, "asset").expect_err(format.name());
        assert_eq!(error, ExportError::Missing(SectionName::ShellMesh));
    }
    for format in splat_formats() {
        let error = format.bytes(&container, "asset").expect_err(format.name());
        assert_eq!(error, ExportError::Missing(SectionName::SplatData));
    }
}

#[test]
fn every_random_file_exports_the_same_twice() {
    for seed in 0..100 {
        let content = Content::random(&mut Random(seed));
        let file = content.write([0, 1, 2, 3, 4, 5]);
        let container = Container::parse(&file).unwrap();
        for format in ExportFormat::ALL {
            let has_content = match format {
                ExportFormat::Mtl => true,
                format if splat_formats().contains(&format) => !content.splats.is_empty(),
                _ => !content.indices.is_empty(),
            };
            let once = format.bytes(&container, "asset");
            assert_eq!(once.is_ok(), has_content, "seed {seed}: {}", format.name());
            assert!(once == format.bytes(&container, "asset"), "seed {seed}: {}", format.name());
        }
    }
}

#[test]
fn a_cancelled_export_stops() {
    let file = tetrahedron();
    let container = Container::parse(&file).unwrap();
    for format in mesh_formats() {
        let mut bytes = Vec::new();
        let result = format.write(&container, "asset", &mut Sink::new(&mut bytes, &|| true));
        assert_eq!((result, bytes.len()), (Err(ExportError::Cancelled), 0), "{}", format.name());
    }
}

#[test]
fn the_finest_level_is_exported_and_glb_has_them_all() {
    let corner = |position| corner(position, [9, 9, 9, 255], 9);
    let vertices = [[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [1.0, 1.0, 0.0], [0.0, 1.0, 0.0]].map(corner);
    let lod = |first_index, index_count, error_m| MeshLod { first_index, index_count, error_m, reserved: 0 };
    let mut writer = Writer::new();
    writer.mesh(&vertices, &[0, 1, 2, 0, 2, 3, 0, 1, 3], &[lod(0, 6, 0.0), lod(6, 3, 0.5)]);
    let file = writer.finish().unwrap();
    assert_eq!(word(&exported(ExportFormat::Stl, &file), 80), 2);
    let obj = String::from_utf8(exported(ExportFormat::Obj, &file)).unwrap();
    assert_eq!(obj.lines().filter(|line| line.starts_with("f ")).count(), 2);
    let glb = exported(ExportFormat::Glb, &file);
    let document: Value = serde_json::from_slice(&glb[20..20 + word(&glb, 12)]).unwrap();
    assert_eq!(document["nodes"][0]["extensions"]["MSFT_lod"]["ids"], serde_json::json!([1]));
    assert_eq!((document["meshes"].as_array().unwrap().len(), glb.len()), (2, word(&glb, 8)));
}

#[test]
fn a_group_of_one_colour_has_a_base_colour() {
    let corner = |position| corner(position, [255, 128, 0, 255], 128);
    let mut about = metadata(&mut Random(4));
    about.materials[0].base_color_srgb = [1.0, 128.0 / 255.0, 0.0];
    let mut writer = Writer::new();
    writer.mesh(&[[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]].map(corner), &[0, 1, 2], &[]);
    writer.metadata(&about);
    let glb = exported(ExportFormat::Glb, &writer.finish().unwrap());
    let document: Value = serde_json::from_slice(&glb[20..20 + word(&glb, 12)]).unwrap();
    let base = &document["materials"][0]["pbrMetallicRoughness"]["baseColorFactor"];
    assert!((base[1].as_f64().unwrap() - 0.215_86).abs() < 1e-4, "{base}");
    assert!(document["meshes"][0]["primitives"][0]["attributes"].get("COLOR_0").is_none());
}

/// A splat with every attribute away from the middle.
fn one_splat() -> (Splat, Vec<u8>) {
    let splat = Splat {
        position: [1.25, -2.5, 0.001],
        scale: [0.02, 0.01, 0.001],
        rotation: [0.18, -0.36, 0.54, -0.74],
        color: [180, 140, 110, 200],
        metallic: 0,
        roughness: 0,
        flags: 1,
        material_index: 0,
    };
    let mut writer = Writer::new();
    writer.splats(&[splat]);
    (splat, writer.finish().unwrap())
}

#[test]
fn splats_in_glb_are_linear_and_unit() {
    let (splat, file) = one_splat();
    let glb = exported(ExportFormat::GlbSplats, &file);
    let document: Value = serde_json::from_slice(&glb[20..20 + word(&glb, 12)]).unwrap();
    let primitive = &document["meshes"][0]["primitives"][0];
    assert_eq!(
        (primitive["mode"].as_u64(), document["extensionsUsed"][0].as_str()),
        (Some(0), Some("KHR_gaussian_splatting"))
    );
    let read = |name: &str, index: usize| {
        let accessor = &document["accessors"][primitive["attributes"][name].as_u64().unwrap() as usize];
        let view = &document["bufferViews"][accessor["bufferView"].as_u64().unwrap() as usize];
        float(&glb, 28 + word(&glb, 12) + view["byteOffset"].as_u64().unwrap() as usize + 4 * index)
    };
    assert_eq!(read("KHR_gaussian_splatting:SCALE", 2), splat.scale[2]);
    let norm: f32 = (0..4).map(|part| read("KHR_gaussian_splatting:ROTATION", part).powi(2)).sum();
    assert!((norm - 1.0).abs() < 1e-6 && read("KHR_gaussian_splatting:ROTATION", 3) < 0.0);
    assert!((read("KHR_gaussian_splatting:OPACITY", 0) - 200.0 / 255.0).abs() < 1e-6);
}

/// Unpacks an SPZ file as its format says: nothing here is shared with the exporter.
#[test]
fn spz_decodes_to_the_splat() {
    let (splat, file) = one_splat();
    let mut bytes = Vec::new();
    let packed = exported(ExportFormat::Spz, &file);
    flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut bytes).unwrap();
    assert_eq!((&bytes[..4], word(&bytes, 4), word(&bytes, 8)), (&b"NGSP"[..], 3, 1));
    let (degree, bits) = (bytes[12], bytes[13]);
    assert_eq!((degree, bytes[14], bytes[15], bytes.len()), (0, 0, 0, 16 + 9 + 1 + 3 + 3 + 4));
    for axis in 0..3 {
        let at = 16 + 3 * axis;
        let fixed = i32::from_le_bytes([0, bytes[at], bytes[at + 1], bytes[at + 2]]) >> 8;
        let value = fixed as f32 / (1_u32 << bits) as f32;
        assert!((value - splat.position[axis]).abs() < 2e-6, "{value} {bits}");
    }
    assert_eq!(bytes[25], 200);
    for axis in 0..3 {
        let sigma = (f32::from(bytes[29 + axis]) / 16.0 - 10.0).exp();
        assert!((sigma / splat.scale[axis] - 1.0).abs() < 0.04, "{sigma}");
    }
    let mut packed = word(&bytes, 32) as u32;
    let largest = (packed >> 30) as usize;
    let mut quaternion = [0.0_f32; 4];
    for part in (0..4).rev().filter(|&part| part != largest) {
        let size = (packed & 511) as f32 / 511.0 * std::f32::consts::FRAC_1_SQRT_2;
        quaternion[part] = if packed & 512 != 0 { -size } else { size };
        packed >>= 10;
    }
    quaternion[largest] = (1.0 - quaternion.iter().map(|part| part * part).sum::<f32>()).sqrt();
    let length = splat.rotation.iter().map(|part| part * part).sum::<f32>().sqrt();
    let dot: f32 = quaternion.iter().zip(splat.rotation).map(|(a, b)| a * b / length).sum();
    assert!((dot.abs() - 1.0).abs() < 1e-4, "{quaternion:?}");
}

#[test]
fn three_mf_is_an_archive_with_one_model() {
    let file = tetrahedron();
    let mut archive = zip::ZipArchive::new(Cursor::new(exported(ExportFormat::ThreeMf, &file))).unwrap();
    let mut text = String::new();
    archive.by_name("3D/3dmodel.model").unwrap().read_to_string(&mut text).unwrap();
    assert!(text.contains("unit=\"meter\"") && text.contains("displaycolor=\"#"));
    assert_eq!((text.matches("<vertex ").count(), text.matches("<triangle ").count()), (4, 4));
    assert_eq!(archive.len(), 3);
}

#[test]
fn obj_names_its_materials_and_the_library_defines_them() {
    let file = tetrahedron();
    let obj =
        String::from_utf8(ExportFormat::Obj.bytes(&Container::parse(&file).unwrap(), "my sword").unwrap()).unwrap();
    let mtl = String::from_utf8(exported(ExportFormat::Mtl, &file)).unwrap();
    assert!(obj.contains("mtllib my_sword.mtl\n"));
    let used: Vec<_> = obj.lines().filter_map(|line| line.strip_prefix("usemtl ")).collect();
    assert_eq!(used, ["WOOD_OAK_0", "WOOD_OAK_1"]);
    for name in used {
        assert!(mtl.contains(&format!("newmtl {name}\n")), "{name}");
    }
}
