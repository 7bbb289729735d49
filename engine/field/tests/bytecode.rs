//! Stored fields come back the same, and no bytes make the decoder panic.

mod support;

use gve_field::{DecodeError, Evaluator, Field};
use support::*;

#[test]
fn fields_come_back_bit_for_bit() {
    for (name, root) in catalogue() {
        let before = field(root);
        let bytes = before.encode();
        let after = Field::decode(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(after.encode(), bytes, "{name}");
        assert_eq!((after.bounds(), after.materials()), (before.bounds(), before.materials()), "{name}");
        let mut random = Random::new(4);
        for _ in 0..50 {
            let point = random.point(1.2).map(|v| v as f32);
            assert_eq!(after.distance(point).to_bits(), before.distance(point).to_bits(), "{name}");
        }
    }
}

#[test]
fn every_cut_is_refused_with_its_place() {
    let bytes = field(catalogue().swap_remove(30).1).encode();
    for length in 0..bytes.len() {
        match Field::decode(&bytes[..length]) {
            Err(DecodeError::Truncated { offset, length: reported }) => {
                assert!(offset <= length && reported == length);
            }
            other => panic!("{length} of {} bytes gave {other:?}", bytes.len()),
        }
    }
}

#[test]
fn changed_bytes_are_refused_or_evaluate() {
    let mut random = Random::new(5);
    let shapes: Vec<Vec<u8>> = catalogue().into_iter().map(|(_, root)| field(root).encode()).collect();
    let mut accepted = 0;
    for _ in 0..20_000 {
        let mut bytes = shapes[random.below(shapes.len())].clone();
        for _ in 0..1 + random.below(3) {
            let place = random.below(bytes.len());
            bytes[place] = random.next() as u8;
        }
        if let Ok(field) = Field::decode(&bytes) {
            accepted += 1;
            let mut out = [0.0];
            Evaluator::new(&field).distances(&[0.1], &[0.2], &[0.3], &mut out);
        }
    }
    assert!(accepted > 100, "only {accepted} changed fields were accepted");
}
