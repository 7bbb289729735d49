//! Files of the public versions 2.x: what they say, and that damage is refused with its place.

use gve_format::older::{OlderFile, is_older};
use gve_shared::problem::ProblemCode;

/// Sections of a file under construction, in the order of the header.
#[derive(Default)]
struct Sections([Vec<u8>; 6]);

fn floats(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

fn words(values: &[u32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

impl Sections {
    fn with_program(mut self, instructions: &[(u8, u8, [f32; 8])]) -> Self {
        let mut bytes = words(&[instructions.len() as u32]);
        bytes.extend(floats(&[-1.0, -1.0, -1.0, 1.0, 1.0, 1.0]));
        bytes.extend(words(&[0]));
        for (kind, op, parameters) in instructions {
            bytes.extend([*kind, *op, 0, 0, 0, 0, 0, 0]);
            bytes.extend(floats(parameters));
        }
        self.0[0] = bytes;
        self
    }

    fn with_volume(mut self, dimensions: [u32; 3], distances: &[f32]) -> Self {
        let mut bytes = words(&dimensions);
        bytes.extend(floats(&[-1.0, -1.0, -1.0, 1.0, 1.0, 1.0]));
        bytes.extend(words(&[distances.len() as u32 * 4]));
        bytes.extend(lz4_flex::block::compress(&floats(distances)));
        self.0[1] = bytes;
        self
    }

    fn with_splat(mut self) -> Self {
        let mut bytes = words(&[1]);
        bytes.extend(floats(&[1.0, 2.0, 3.0, 0.1, 0.2, 0.3, 0.9, 0.1, 0.2, 0.3]));
        bytes.extend([10, 20, 30, 40, 50, 60, 1, 7]);
        self.0[2] = bytes;
        self
    }

    fn with_triangle(mut self) -> Self {
        let mut bytes = words(&[3, 3]);
        for corner in [[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]] {
            bytes.extend(floats(&corner));
            bytes.extend(floats(&[0.0, 0.0, 1.0]));
        }
        bytes.extend(words(&[0, 1, 2]));
        self.0[3] = bytes;
        self
    }

    /// The file: the header is packed, so that sections start where they happen to.
    fn file(&self) -> Vec<u8> {
        let mut header = b"GVE1".to_vec();
        header.extend(words(&[0x0002_1000, 3]));
        let mut offset = 84_u64;
        for section in &self.0 {
            header.extend(if section.is_empty() { 0_u64 } else { offset }.to_le_bytes());
            offset += section.len() as u64;
        }
        header.extend([0; 24]);
        self.0.iter().fold(header, |mut file, section| {
            file.extend(section);
            file
        })
    }
}

fn whole() -> Sections {
    Sections::default()
        .with_program(&[(0, 1, [0.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0, 0.0])])
        .with_volume([2, 2, 3], &[0.25; 12])
        .with_splat()
        .with_triangle()
}

#[test]
fn every_section_says_what_was_written() {
    let bytes = whole().file();
    assert!(is_older(&bytes));
    let file = OlderFile::parse(&bytes).unwrap();
    assert_eq!(file.sections(), ["sdf_bytecode", "volume", "splat_data", "shell_mesh"]);
    let program = file.program().unwrap().unwrap();
    assert_eq!(program.instructions[0].parameters[3], 0.5);
    assert_eq!(program.instructions[0].offset, 84 + 32);
    let volume = file.volume().unwrap().unwrap();
    assert_eq!((volume.dimensions, volume.distances_m), ([2, 2, 3], vec![0.25; 12]));
    let splat = file.splats().unwrap().unwrap()[0];
    assert_eq!(splat.rotation, [0.1, 0.2, 0.3, 0.9], "stored w first");
    assert_eq!((splat.color, splat.material_index), ([10, 20, 30, 40], 7));
    let mesh = file.mesh().unwrap().unwrap();
    assert_eq!((mesh.positions.len(), mesh.indices), (3, vec![0, 1, 2]));
}

#[test]
fn files_of_today_and_other_bytes_are_no_older_files() {
    let mut today = gve_format::container::Writer::new().finish().unwrap();
    assert!(!is_older(&today));
    assert_eq!(OlderFile::parse(&today).unwrap_err().code, ProblemCode::BinaryUnsupportedVersion);
    today[0] = b'X';
    assert_eq!(OlderFile::parse(&today).unwrap_err().code, ProblemCode::BinaryBadMagic);
    assert_eq!(OlderFile::parse(b"GVE1\0\0\x02\0").unwrap_err().code, ProblemCode::BinaryTruncated);
}

#[test]
fn absent_sections_are_absent() {
    let bytes = Sections::default().with_triangle().file();
    let file = OlderFile::parse(&bytes).unwrap();
    assert_eq!((file.program(), file.volume(), file.splats()), (Ok(None), Ok(None), Ok(None)));
    assert!(file.mesh().unwrap().is_some());
}

#[test]
fn a_volume_that_would_unpack_to_more_than_it_can_is_refused() {
    let mut sections = Sections::default().with_volume([2, 2, 2], &[0.0; 8]);
    let size = 1024_u64.pow(3) * 4;
    sections.0[1][..12].copy_from_slice(&words(&[1024, 1024, 1024]));
    sections.0[1][36..40].copy_from_slice(&(size as u32).to_le_bytes());
    let bytes = sections.file();
    assert_eq!(OlderFile::parse(&bytes).unwrap().volume().unwrap_err().code, ProblemCode::BinaryBadSection);
}

/// Reads everything; damage may be refused and must not panic.
fn read_all(bytes: &[u8]) {
    if let Ok(file) = OlderFile::parse(bytes) {
        let _ = (file.program(), file.volume(), file.splats(), file.mesh());
    }
}

#[test]
fn damaged_files_are_refused_without_panic() {
    let good = whole().file();
    for end in 0..good.len() {
        read_all(&good[..end]);
    }
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    for _ in 0..20_000 {
        let mut bytes = good.clone();
        for _ in 0..3 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let at = (state >> 16) as usize % bytes.len();
            bytes[at] = [0, 1, 0x7f, 0x80, 0xff, state as u8][(state >> 8) as usize % 6];
        }
        read_all(&bytes);
    }
}
