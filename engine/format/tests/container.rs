//! Files are read as they were written, whatever the order of their sections, and damage is named.

mod fixture;

use fixture::{Content, Random, metadata};
use gve_format::container::{Container, TextureInfo, Writer, inspect};
use gve_shared::{
    container::{TEXTURE_BRICK_INSIDE, TEXTURE_BRICK_OUTSIDE},
    inspection::SectionName,
    problem::ProblemCode,
};

fn read(bytes: &[u8]) -> Content {
    let container = Container::parse(bytes).expect("a good file");
    let mesh = container.mesh().unwrap();
    let texture = container.texture().unwrap();
    Content {
        bytecode: container.sdf_bytecode().unwrap_or_default().to_vec(),
        texture: texture.map(|texture| (texture.info(), texture.samples_f16().collect())),
        splats: container.splats().unwrap().iter().collect(),
        vertices: mesh.map_or_else(Vec::new, |mesh| mesh.vertices().collect()),
        indices: mesh.map_or_else(Vec::new, |mesh| mesh.indices().collect()),
        lods: mesh.map_or_else(Vec::new, |mesh| mesh.lods().collect()),
        sound: container.sound().unwrap(),
        metadata: container.metadata().unwrap(),
    }
}

fn shuffled(random: &mut Random) -> [usize; 6] {
    let mut order = [0, 1, 2, 3, 4, 5];
    for end in (1..6).rev() {
        order.swap(end, random.below(end + 1));
    }
    order
}

/// Changes one header word and mends the checksum.
fn with_word(bytes: &[u8], word: usize, value: u32) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[4 * word..4 * word + 4].copy_from_slice(&value.to_le_bytes());
    mend(bytes)
}

fn mend(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes[12..16].fill(0);
    let checksum = crc32c::crc32c(&bytes);
    bytes[12..16].copy_from_slice(&checksum.to_le_bytes());
    bytes
}

#[test]
fn any_content_in_any_order_reads_back_equal() {
    for seed in 0..500 {
        let mut random = Random(seed);
        let content = Content::random(&mut random);
        let bytes = content.write(shuffled(&mut random));
        assert_eq!(read(&bytes), content, "seed {seed}");
        for section in Container::parse(&bytes).unwrap().sections() {
            assert_eq!(section.offset % 16, 0, "seed {seed}");
        }
    }
}

#[test]
fn equal_content_gives_equal_bytes() {
    let content = Content::random(&mut Random(3));
    assert_eq!(content.write([0, 1, 2, 3, 4, 5]), content.write([0, 1, 2, 3, 4, 5]));
}

#[test]
fn the_report_tells_what_is_inside() {
    let mut random = Random(8);
    let mut writer = Writer::new();
    writer.metadata(&metadata(&mut random));
    writer.sdf_bytecode(&[7; 33]);
    let report = inspect(&writer.finish().unwrap()).unwrap();
    let names: Vec<_> = report.sections.iter().map(|section| section.name).collect();
    assert_eq!(names, [SectionName::Metadata, SectionName::SdfBytecode]);
    assert_eq!(report.format_version, "3.0");
    assert_eq!((report.splat_count, report.triangle_count, report.volume_dimensions), (0, 0, None));
    assert_eq!(report.metadata.unwrap().name, "Ünïcode chair");
    assert_eq!(report.content_hash.len(), 64);
}

#[test]
fn metadata_is_deterministic_cbor() {
    let mut writer = Writer::new();
    writer.metadata(&metadata(&mut Random(1)));
    let bytes = writer.finish().unwrap();
    let section = Container::parse(&bytes).unwrap().sections().next().unwrap();
    let cbor = &bytes[section.offset..section.offset + section.size];
    let value: ciborium::Value = ciborium::from_reader(cbor).unwrap();
    let keys: Vec<_> = value.as_map().unwrap().iter().map(|(key, _)| key.as_text().unwrap()).collect();
    let mut sorted = keys.clone();
    sorted.sort_by_key(|key| (key.len(), *key));
    assert_eq!(keys, sorted);
    let mut again = Vec::new();
    ciborium::into_writer(&value, &mut again).unwrap();
    assert_eq!(again, cbor);
}

#[test]
fn a_later_minor_version_with_unknown_flags_and_keys_is_read() {
    let mut random = Random(11);
    let content = Content { metadata: Some(metadata(&mut random)), ..Content::random(&mut random) };
    let bytes = content.write([0, 1, 2, 3, 4, 5]);
    let later = with_word(&with_word(&bytes, 1, 0x0003_0007), 2, 0xffff_ff00);
    assert_eq!(read(&later), content);
    // A map of one more entry: a later writer's key.
    let section = Container::parse(&bytes).unwrap().sections().last().unwrap();
    let mut longer = bytes.clone();
    longer[section.offset] += 1;
    longer.extend(b"\x65later\x18\x2a");
    let longer = with_word(&longer, 15, section.size as u32 + 8);
    assert_eq!(read(&longer).metadata, content.metadata);
}

#[test]
fn header_damage_is_named() {
    let mut random = Random(5);
    let sound = Some(fixture::sound(&mut random));
    let content = Content { bytecode: vec![1; 40], sound, ..Content::random(&mut random) };
    let bytes = content.write([0, 4, 2, 1, 3, 5]);
    let length = bytes.len() as u32;
    use ProblemCode::{BinaryBadSection as Section, BinaryTruncated as Truncated};
    let cases: [(&str, Vec<u8>, ProblemCode, usize); 14] = [
        ("empty", vec![], Truncated, 0),
        ("half a magic", b"GV".to_vec(), Truncated, 0),
        ("text", b"{\"format\": 1}".to_vec(), ProblemCode::BinaryBadMagic, 0),
        ("half a header", bytes[..40].to_vec(), Truncated, 40),
        ("version 2", with_word(&bytes, 1, 0x0002_1000), ProblemCode::BinaryUnsupportedVersion, 4),
        ("version 4", with_word(&bytes, 1, 0x0004_0000), ProblemCode::BinaryUnsupportedVersion, 4),
        ("compressed", with_word(&bytes, 2, 1), Section, 8),
        ("in the header", with_word(&bytes, 4, 48), Section, 16),
        ("not aligned", with_word(&bytes, 4, 65), Section, 16),
        ("beyond the end", with_word(&bytes, 5, length), Truncated, 16),
        ("offset near 4 GiB", with_word(&bytes, 12, 0xffff_fff0), Truncated, 48),
        ("overlap", with_word(&bytes, 5, 60), Section, 48),
        ("size without offset", with_word(&bytes, 4, 0), Section, 16),
        ("too many splats", with_word(&with_word(&bytes, 8, 64), 9, u32::MAX), Section, 36),
    ];
    for (name, bytes, code, offset) in cases {
        let error = Container::parse(&bytes).expect_err(name);
        assert_eq!((error.code, error.offset), (code, offset), "{name}: {error}");
    }
}

#[test]
fn every_flipped_bit_is_found() {
    let bytes = Content::random(&mut Random(21)).write([5, 4, 3, 2, 1, 0]);
    for bit in 0..bytes.len() * 8 {
        let mut damaged = bytes.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        assert!(Container::parse(&damaged).is_err(), "bit {bit}");
    }
}

#[test]
fn section_damage_is_named_even_when_the_checksum_is_right() {
    let mut random = Random(2);
    let content = loop {
        let content = Content::random(&mut random);
        if !content.indices.is_empty()
            && !content.splats.is_empty()
            && content.texture.is_some()
            && content.metadata.is_some()
            && content.sound.as_ref().is_some_and(|sound| !sound.operators.is_empty() && !sound.filters.is_empty())
        {
            break content;
        }
    };
    let bytes = content.write([0, 1, 2, 3, 4, 5]);
    let start =
        |name| Container::parse(&bytes).unwrap().sections().find(|section| section.name == name).unwrap().offset;
    let nan = f32::NAN.to_le_bytes();
    let [texture, splats, mesh, sound, cbor] = [
        SectionName::SdfTexture,
        SectionName::SplatData,
        SectionName::ShellMesh,
        SectionName::AudioPatch,
        SectionName::Metadata,
    ]
    .map(start);
    let filter = sound + 80 + 32 * content.sound.as_ref().map_or(0, |sound| sound.operators.len());
    let last_index =
        mesh + 16 + 16 * content.lods.len() + 32 * content.vertices.len() + 4 * (content.indices.len() - 1);
    let cases: [(&str, usize, [u8; 4], usize); 19] = [
        ("texture of one sample", texture, [1, 0, 0, 0], texture),
        ("texture of 2^32 samples", texture + 8, [255; 4], texture + 8),
        ("texture of other size", texture + 4, [99, 0, 0, 0], texture + 48),
        ("texture bounds", texture + 12, nan, texture + 12),
        ("texture encoding", texture + 36, [3, 0, 0, 0], texture + 36),
        ("texture band", texture + 40, [0; 4], texture + 40),
        ("splat", splats + 20, nan, splats + 20),
        ("mesh vertex count", mesh, [255; 4], mesh),
        ("mesh index count", mesh + 4, [1, 0, 0, 0], mesh + 4),
        ("mesh levels", mesh + 8, [255; 4], mesh),
        ("mesh index", last_index, [255; 4], last_index),
        ("sound of too many operators", sound + 4, [9, 0, 0, 0], sound + 4),
        ("sound of 2^32 modes", sound + 12, [255; 4], sound + 12),
        ("sound of other counts", sound + 8, [8, 0, 0, 0], sound),
        ("sound without mass", sound + 48, [0; 4], sound + 48),
        ("sound of a negative gain", sound + 20, (-1.0_f32).to_le_bytes(), sound + 20),
        ("operator that bends itself", sound + 80 + 28, [1, 0, 0, 0], sound + 80 + 28),
        ("filter", filter, [3, 0, 0, 0], filter),
        ("metadata", cbor, [0xff; 4], cbor + 1),
    ];
    for (name, at, value, offset) in cases {
        let mut damaged = bytes.clone();
        damaged[at..at + 4].copy_from_slice(&value);
        let error = inspect(&mend(damaged)).expect_err(name);
        assert_eq!((error.code, error.offset), (ProblemCode::BinaryBadSection, offset), "{name}: {error}");
    }
}

/// A texture of 20 × 9 × 2 samples whose bricks are outside, stored, inside, inside, outside, stored.
fn sparse_texture() -> Vec<u8> {
    let info = TextureInfo {
        dimensions: [20, 9, 2],
        bounds_min: [-2.0, -1.0, 0.0],
        bounds_max: [2.0, 1.0, 0.25],
        band_m: 0.5,
    };
    let bricks: Vec<u16> = (0..2000).collect();
    let mut writer = Writer::new();
    let (outside, inside) = (TEXTURE_BRICK_OUTSIDE, TEXTURE_BRICK_INSIDE);
    writer.sparse_texture(&info, &[outside, 0, inside, inside, outside, 1], &bricks);
    writer.finish().unwrap()
}

#[test]
fn samples_of_a_sparse_texture_are_found() {
    let bytes = sparse_texture();
    let texture = Container::parse(&bytes).unwrap().texture().unwrap().unwrap();
    // Half of a metre, and minus that.
    let (outside, inside) = (0x3800, 0xb800);
    assert_eq!(texture.sample_f16([0, 0, 0]), outside);
    assert_eq!(texture.sample_f16([20, 0, 0]), outside, "beyond the texture");
    // The first sample of a brick lies behind a layer, a row and a sample of border.
    assert_eq!(texture.sample_f16([8, 0, 0]), 111);
    assert_eq!(texture.sample_f16([15, 7, 1]), 111 + 7 + 70 + 100);
    assert_eq!(texture.sample_f16([16, 0, 0]), inside);
    assert_eq!(texture.sample_f16([19, 8, 1]), 1000 + 111 + 3 + 100);
    assert_eq!(texture.samples_f16().count(), 20 * 9 * 2);
}

#[test]
fn damaged_sparse_textures_are_refused_where_they_are_damaged() {
    let bytes = sparse_texture();
    let start = Container::parse(&bytes).unwrap().sections().next().unwrap().offset;
    for (name, at, value, offset) in [
        ("more bricks than there are", start + 44, 3_u32, start + 48),
        ("2^32 bricks", start + 44, u32::MAX, start + 48),
        ("an index beyond the bricks", start + 48 + 4, 2, start + 48 + 4),
        ("larger than its index", start, 1000, start + 48),
    ] {
        let mut damaged = bytes.clone();
        damaged[at..at + 4].copy_from_slice(&value.to_le_bytes());
        let error = inspect(&mend(damaged)).expect_err(name);
        assert_eq!((error.code, error.offset), (ProblemCode::BinaryBadSection, offset), "{name}: {error}");
    }
}
