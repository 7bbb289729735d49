//! The golden files of `generated/goldens` are read, written again byte for byte, or refused for the stated reason.

use std::{fs, path::PathBuf};

use gve_format::{
    DecodeError,
    container::{Container, TextureSamples, Writer},
    frame, snapshot,
};
use gve_shared::{frame::MessageType, inspection::SectionName};

/// Name and bytes of every golden whose name starts with `prefix`; at least one.
fn goldens(prefix: &str) -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../generated/goldens");
    let names = fs::read_dir(&folder).expect("the goldens are checked in").map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    names.retain(|name| name.starts_with(prefix) && name.ends_with(".bin"));
    names.sort();
    assert!(!names.is_empty(), "there are goldens that start with {prefix}");
    names.into_iter().map(|name| (name.clone(), fs::read(folder.join(&name)).expect("a readable golden"))).collect()
}

/// Code and offset that the description beside a refused golden states.
fn stated_refusal(name: &str) -> (String, u64) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../generated/goldens");
    let text = fs::read_to_string(folder.join(name.replace(".bin", ".json"))).expect("a description beside the golden");
    let description: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let refused = &description["refused"];
    (refused["code"].as_str().expect("a code").to_owned(), refused["offset"].as_u64().expect("an offset"))
}

fn assert_refused(name: &str, result: Result<(), DecodeError>) {
    let error = result.expect_err(name);
    let code = serde_json::to_value(error.code).expect("a code is a string");
    let found = (code.as_str().unwrap_or_default().to_owned(), error.offset as u64);
    assert_eq!(found, stated_refusal(name), "{name}: {error}");
}

#[test]
fn frames() {
    for (name, bytes) in goldens("frame-") {
        let frame = frame::decode(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        frame.message().unwrap_or_else(|error| panic!("{name}: {error}"));
        let Some(kind) = MessageType::from_wire(frame.header.msg_type) else {
            assert_eq!(name, "frame-unknown-type.bin");
            continue;
        };
        let again = frame::encode(kind, frame.header.asset_id, frame.header.version, frame.payload).unwrap();
        assert!(again == bytes, "{name}");
    }
}

#[test]
fn snapshots() {
    for (name, bytes) in goldens("snapshot-") {
        let entries = snapshot::decode(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(snapshot::encode(&entries) == bytes, "{name}");
    }
}

#[test]
fn containers() {
    for (name, bytes) in goldens("container-") {
        let container = Container::parse(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        // A later writer's file is read, but this one writes its own version.
        if container.format_version() == (3, 0) {
            assert!(written_again(&container) == bytes, "{name}");
        }
    }
}

/// The same sections in the same order, from their decoded content.
fn written_again(container: &Container<'_>) -> Vec<u8> {
    let mut sections: Vec<_> = container.sections().collect();
    sections.sort_by_key(|section| section.offset);
    let mut writer = Writer::new();
    for section in sections {
        match section.name {
            SectionName::SdfBytecode => writer.sdf_bytecode(container.sdf_bytecode().unwrap()),
            SectionName::SdfTexture => {
                let texture = container.texture().unwrap().unwrap();
                match texture.samples() {
                    TextureSamples::Dense(_) => {
                        writer.texture(&texture.info(), &texture.samples_f16().collect::<Vec<_>>());
                    }
                    TextureSamples::Sparse { index, bricks } => {
                        let index: Vec<u32> = index.as_chunks().0.iter().copied().map(u32::from_le_bytes).collect();
                        let bricks: Vec<u16> = bricks.as_chunks().0.iter().copied().map(u16::from_le_bytes).collect();
                        writer.sparse_texture(&texture.info(), &index, &bricks);
                    }
                }
            }
            SectionName::SplatData => writer.splats(&container.splats().unwrap().iter().collect::<Vec<_>>()),
            SectionName::ShellMesh => {
                let mesh = container.mesh().unwrap().unwrap();
                let (vertices, indices) = (mesh.vertices().collect::<Vec<_>>(), mesh.indices().collect::<Vec<_>>());
                writer.mesh(&vertices, &indices, &mesh.lods().collect::<Vec<_>>());
            }
            SectionName::AudioPatch => writer.sound(&container.sound().unwrap().unwrap()),
            SectionName::Metadata => writer.metadata(&container.metadata().unwrap().unwrap()),
        }
    }
    writer.finish().unwrap()
}

#[test]
fn damaged_input_is_refused_with_the_stated_code() {
    for (name, bytes) in goldens("refused-frame-") {
        assert_refused(&name, frame::decode(&bytes).and_then(|frame| frame.message().map(drop)));
    }
    for (name, bytes) in goldens("refused-snapshot-") {
        assert_refused(&name, snapshot::decode(&bytes).map(drop));
    }
    for (name, bytes) in goldens("refused-container-") {
        assert_refused(&name, Container::parse(&bytes).map(drop));
    }
}
