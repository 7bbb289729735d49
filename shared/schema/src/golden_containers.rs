//! Golden `.gve_bin` files: header, sections, checksum, and ways in which they can be damaged.

use gve_shared::{
    container::{
        CONTAINER_FLAG_COMPRESSED, CONTAINER_HEADER_BYTES, CONTAINER_HEADER_LAYOUT, CONTAINER_MAGIC, CONTAINER_VERSION,
        MESH_HEADER_LAYOUT, MESH_LOD_LAYOUT, SECTION_ALIGNMENT, SPLAT_BYTES, SPLAT_LAYOUT, TEXTURE_BRICK_INSIDE,
        TEXTURE_BRICK_OUTSIDE, TEXTURE_HEADER_LAYOUT, VERTEX_LAYOUT,
    },
    problem::ProblemCode,
    sound_patch::{SOUND_FILTER_LAYOUT, SOUND_HEADER_LAYOUT, SOUND_MODE_LAYOUT, SOUND_OPERATOR_LAYOUT},
};
use serde_json::{Map, Value, json};

use super::goldens::{Golden, record};

const CHECKSUM_OFFSET: usize = 12;
/// Offset in the header of the two words of the first section.
const FIRST_WORDS: usize = 16;
/// Sections that a file can have.
const SECTIONS: usize = 6;
/// Position of the splats among them; their size is a count.
const SPLATS: usize = 2;

/// CRC-32C (Castagnoli, reflected polynomial 0x82f63b78) by the bitwise definition of RFC 3720, appendix B.4.
fn crc32c(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { (crc >> 1) ^ 0x82f6_3b78 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

fn set_word(bytes: &mut [u8], offset: usize, value: u32) {
    bytes[offset..offset + 4].copy_from_slice(&value.to_le_bytes());
}

/// The file with the checksum that belongs to it.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    set_word(&mut bytes, CHECKSUM_OFFSET, 0);
    let checksum = crc32c(&bytes);
    set_word(&mut bytes, CHECKSUM_OFFSET, checksum);
    bytes
}

/// A file of these sections, in the order of the header; `None` is absent.
fn container(version: u32, flags: u32, sections: [Option<Vec<u8>>; SECTIONS]) -> Vec<u8> {
    let mut bytes = vec![0; CONTAINER_HEADER_BYTES];
    for (word, value) in [CONTAINER_MAGIC, version, flags].into_iter().enumerate() {
        set_word(&mut bytes, 4 * word, value);
    }
    for (index, section) in sections.into_iter().enumerate() {
        let Some(section) = section else { continue };
        bytes.resize(bytes.len().next_multiple_of(SECTION_ALIGNMENT), 0);
        let size = if index == SPLATS { section.len() / SPLAT_BYTES } else { section.len() };
        let offset = bytes.len() as u32;
        set_word(&mut bytes, FIRST_WORDS + 8 * index, offset);
        set_word(&mut bytes, FIRST_WORDS + 8 * index + 4, size as u32);
        bytes.extend(section);
    }
    sealed(bytes)
}

fn floats(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

/// Two splats whose every field differs.
fn splats() -> Vec<u8> {
    let one = |first: f32, byte: u8| {
        let position = floats(&[first, first + 0.5, -first]);
        let scale = floats(&[0.01 * first, 0.02, 0.001]);
        let color = [byte, 128, 127, 255];
        let rotation = floats(&[0.0, 0.6, 0.0, 0.8]);
        record(&SPLAT_LAYOUT, &[&position, &scale, &rotation, &color, &[byte + 1], &[byte + 2], &[1], &[byte + 3]])
    };
    [one(1.0, 10), one(-2.25, 200)].concat()
}

/// One triangle with one level of detail.
fn mesh() -> Vec<u8> {
    let words = [3_u32, 3, 1, 0].map(u32::to_le_bytes);
    let mut bytes = record(&MESH_HEADER_LAYOUT, &[&words[0], &words[1], &words[2], &words[3]]);
    let zero = 0_u32.to_le_bytes();
    bytes.extend(record(&MESH_LOD_LAYOUT, &[&zero, &3_u32.to_le_bytes(), &0.25_f32.to_le_bytes(), &zero]));
    for (corner, [x, y, z]) in [[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]].into_iter().enumerate() {
        let color = [corner as u8, 20, 30, 255];
        let material = (0x0102 + corner as u16).to_le_bytes();
        let (position, normal) = (floats(&[x, y, z]), floats(&[0.0, 0.0, 1.0]));
        bytes.extend(record(&VERTEX_LAYOUT, &[&position, &normal, &color, &[7], &[8], &material]));
    }
    bytes.extend([0_u32, 1, 2].into_iter().flat_map(u32::to_le_bytes));
    bytes
}

/// 2 × 2 × 2 samples in half precision.
fn texture() -> Vec<u8> {
    let dimensions: Vec<u8> = [2_u32; 3].into_iter().flat_map(u32::to_le_bytes).collect();
    let (low, high) = (floats(&[-1.0, -1.0, -1.0]), floats(&[1.0, 1.0, 1.0]));
    let (encoding, band, bricks) = (0_u32.to_le_bytes(), 4.0_f32.to_le_bytes(), 0_u32.to_le_bytes());
    let mut bytes = record(&TEXTURE_HEADER_LAYOUT, &[&dimensions, &low, &high, &encoding, &band, &bricks]);
    let samples_f16 = [0x3c00_u16, 0xbc00, 0x0000, 0x4000, 0x3800, 0xb800, 0x4400, 0xc400];
    bytes.extend(samples_f16.into_iter().flat_map(u16::to_le_bytes));
    bytes
}

/// 20 × 9 × 2 samples in bricks, of which the second and the last are stored.
fn sparse_texture() -> Vec<u8> {
    let dimensions: Vec<u8> = [20_u32, 9, 2].into_iter().flat_map(u32::to_le_bytes).collect();
    let (low, high) = (floats(&[-2.0, -1.0, 0.0]), floats(&[2.0, 1.0, 0.25]));
    let (encoding, band, bricks) = (1_u32.to_le_bytes(), 0.5_f32.to_le_bytes(), 2_u32.to_le_bytes());
    let mut bytes = record(&TEXTURE_HEADER_LAYOUT, &[&dimensions, &low, &high, &encoding, &band, &bricks]);
    let (outside, inside) = (TEXTURE_BRICK_OUTSIDE, TEXTURE_BRICK_INSIDE);
    bytes.extend([outside, 0, inside, inside, outside, 1].into_iter().flat_map(u32::to_le_bytes));
    bytes.extend((0..2000_u16).flat_map(|sample| (0x3000 + sample).to_le_bytes()));
    bytes
}

/// One operator bent by another, two filters and a mode, every number different.
fn sound() -> Vec<u8> {
    let words = |words: &[u32]| -> Vec<u8> { words.iter().flat_map(|word| word.to_le_bytes()).collect() };
    let counts = [1_u32, 2, 2, 1].map(u32::to_le_bytes);
    let numbers = [440.0_f32, 0.75, 0.25, 0.5, 0.125].map(f32::to_le_bytes);
    let rest = [6.5_f32, 0.375, 1.5, 0.03125, 214.5, 0.625].map(f32::to_le_bytes);
    let (seed, reserved) = (4711_u32.to_le_bytes(), words(&[0; 4]));
    let mut header: Vec<&[u8]> = counts.iter().chain(&numbers).map(|bytes| &bytes[..]).collect();
    header.push(&seed);
    header.extend(rest.iter().map(|bytes| &bytes[..]));
    header.push(&reserved);
    let mut bytes = record(&SOUND_HEADER_LAYOUT, &header);
    for (first, modulators, sounds) in [(1.0_f32, 0b10, 1), (2.5, 0, 0)] {
        let numbers: [[u8; 4]; 7] = std::array::from_fn(|index| (first + 0.0625 * index as f32).to_le_bytes());
        let mut values: Vec<&[u8]> = numbers.iter().map(|bytes| &bytes[..]).collect();
        let (modulators, sounds) = ([modulators], [sounds]);
        values.extend([&modulators[..], &sounds[..], &[0, 0]]);
        bytes.extend(record(&SOUND_OPERATOR_LAYOUT, &values));
    }
    let zero = 0_u32.to_le_bytes();
    for (kind, frequency_hz) in [(0_u32, 8000.0_f32), (2, 750.0)] {
        let quality = 0.75_f32.to_le_bytes();
        bytes
            .extend(record(&SOUND_FILTER_LAYOUT, &[&kind.to_le_bytes(), &frequency_hz.to_le_bytes(), &quality, &zero]));
    }
    let mode = [288.25_f32, 1.8125, 1.0].map(f32::to_le_bytes);
    bytes.extend(record(&SOUND_MODE_LAYOUT, &[&mode[0], &mode[1], &mode[2], &zero]));
    bytes
}

fn geometry() -> Vec<u8> {
    container(CONTAINER_VERSION, 2, [None, Some(texture()), Some(splats()), Some(mesh()), None, None])
}

/// The header's fields by name.
fn header(bytes: &[u8]) -> Value {
    let fields = CONTAINER_HEADER_LAYOUT.fields.iter().map(|field| {
        let word: [u8; 4] = std::array::from_fn(|index| bytes[field.offset + index]);
        (field.name.to_owned(), json!(u32::from_le_bytes(word)))
    });
    Value::Object(Map::from_iter(fields))
}

/// Whole files and damaged ones.
pub fn goldens() -> Vec<Golden> {
    let empty = container(CONTAINER_VERSION, 0, [const { None }; SECTIONS]);
    // A later minor version may set flags and fill sections that this one does not know.
    let opaque = [
        Some(b"later bytecode".to_vec()),
        None,
        None,
        None,
        Some([&9_u32.to_le_bytes()[..], b"a later patch"].concat()),
        None,
    ];
    let later = container(CONTAINER_VERSION | 9, 0x8000_0004, opaque);
    let sounding = container(CONTAINER_VERSION, 0, [None, None, None, None, Some(sound()), None]);
    let sparse = container(CONTAINER_VERSION, 0, [None, Some(sparse_texture()), None, None, None, None]);
    let whole = [
        ("empty", empty),
        ("geometry", geometry()),
        ("sparse-texture", sparse),
        ("sound", sounding),
        ("later-minor-version", later),
    ];
    let whole = whole.into_iter().map(|(name, bytes)| {
        let content = json!({ "kind": "container", "header": header(&bytes) });
        Golden { name: format!("container-{name}"), bytes, content }
    });
    whole.chain(refused()).collect()
}

fn refused() -> Vec<Golden> {
    use ProblemCode::{BinaryBadChecksum, BinaryBadMagic, BinaryBadSection, BinaryTruncated, BinaryUnsupportedVersion};
    let good = geometry();
    let refused = |name: &str, bytes: Vec<u8>, code, offset| Golden::refused("container", name, bytes, code, offset);
    let changed = |offset: usize, value: u32| {
        let mut bytes = good.clone();
        set_word(&mut bytes, offset, value);
        sealed(bytes)
    };
    let length = good.len() as u32;
    let mut flipped = good.clone();
    flipped[100] ^= 0x10;
    let (texture, splats, mesh) = (FIRST_WORDS + 8, FIRST_WORDS + 16, FIRST_WORDS + 24);
    vec![
        refused("empty", Vec::new(), BinaryTruncated, 0),
        refused("half-a-magic", good[..3].to_vec(), BinaryTruncated, 0),
        refused("half-a-header", good[..63].to_vec(), BinaryTruncated, 63),
        refused("bad-magic", changed(0, u32::from_le_bytes(*b"GVE2")), BinaryBadMagic, 0),
        refused("major-version", changed(4, 0x0004_0000), BinaryUnsupportedVersion, 4),
        refused("bad-checksum", flipped, BinaryBadChecksum, CHECKSUM_OFFSET),
        refused("cut-in-a-section", good[..good.len() - 16].to_vec(), BinaryTruncated, mesh),
        refused("section-in-the-header", changed(texture, 48), BinaryBadSection, texture),
        refused("section-unaligned", changed(texture, 65), BinaryBadSection, texture),
        refused("section-without-offset", changed(texture, 0), BinaryBadSection, texture),
        refused("sections-overlap", changed(mesh, 64), BinaryBadSection, mesh),
        refused("section-past-the-end", changed(mesh, length.next_multiple_of(16)), BinaryTruncated, mesh),
        refused("section-huge", changed(mesh + 4, u32::MAX), BinaryTruncated, mesh),
        refused("too-many-splats", changed(splats + 4, u32::MAX), BinaryBadSection, splats + 4),
        refused("compressed", changed(8, CONTAINER_FLAG_COMPRESSED), BinaryBadSection, 8),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_castagnoli_one() {
        assert_eq!(crc32c(b"123456789"), 0xe306_9283);
    }
}
