//! What a tape computes, in sixteen bytes, so that work done with it is known again after an edit.
//!
//! Tapes of the same digest take the same steps with the same numbers, wherever these lie in their fields' parameter
//! arrays. What tells materials apart has a digest of its own, because most work does not depend on it. Digests live in
//! memory and are compared with each other alone; they are never stored.

use twox_hash::XxHash3_128;

use crate::{
    field::Field,
    heights,
    tape::{Instruction, Kind, NO_MATERIAL, Op, TRAITS, Tape, Traits},
};

/// A hash of 128 bits (XXH3): far beyond any accident, and not made against intent.
pub type Digest = u128;

/// What a tape computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct TapeDigest {
    /// Its distances and gradients.
    pub shape: Digest,
    /// The appearance of its surface: materials by their place in the tape.
    pub paint: Digest,
}

/// The digest of some numbers.
pub fn digest_of(words: &[u32]) -> Digest {
    // SAFETY: every byte of an integer may be read, and bytes have no alignment.
    XxHash3_128::oneshot(unsafe { std::slice::from_raw_parts(words.as_ptr().cast(), size_of_val(words)) })
}

/// Makes digests of tapes of one field.
#[derive(Debug, Clone)]
pub struct Digester {
    /// What stands for each material in paint.
    paints: Vec<[u32; 4]>,
    /// Where the samples of all height maps start, and their digest.
    samples: (usize, [u32; 4]),
    shape: Vec<u32>,
    paint: Vec<u32>,
}

/// What stands for no material of its own.
const UNPAINTED: [u32; 4] = [u32::MAX; 4];

impl Digester {
    /// Digests in which two materials are the same if they look the same and have the same number.
    pub fn new(field: &Field) -> Self {
        let words = |sample: &crate::SurfaceSample| digest_of(&sample.to_coat().map(f32::to_bits));
        Self::painted(field, field.samples.iter().map(|sample| split(words(sample))).collect())
    }

    /// Digests in which two materials are the same if they have the same number.
    pub fn by_number(field: &Field) -> Self {
        Self::painted(field, (0..field.samples.len() as u32).map(|number| [number, 0, 0, 0]).collect())
    }

    fn painted(field: &Field, paints: Vec<[u32; 4]>) -> Self {
        let starts = field.tape.instructions().iter().filter_map(|step| samples_of(field, step));
        let first = starts.min().unwrap_or(field.parameters.len());
        let samples: Vec<u32> = field.parameters[first..].iter().map(|value| value.to_bits()).collect();
        Self { paints, samples: (first, split(digest_of(&samples))), shape: Vec::new(), paint: Vec::new() }
    }

    /// The digest of one of the field's tapes.
    pub fn digest(&mut self, field: &Field, tape: &Tape) -> TapeDigest {
        self.shape.clear();
        self.paint.clear();
        let traits = &*TRAITS;
        for step in &tape.instructions()[1..] {
            let Traits { a, b, .. } = traits[usize::from(step.op as u8)];
            self.shape.push(u32::from(step.op as u8) | u32::from(step.axis) << 8);
            if a != Kind::None {
                self.shape.push(step.a);
            }
            if b != Kind::None {
                self.shape.push(step.b);
            } else if step.op.has_material() {
                self.push_paint(step.b);
            }
            let rest = &field.parameters[step.parameters as usize..];
            let record = &rest[..step.op.parameter_count(rest).unwrap_or(0)];
            let start = self.shape.len();
            self.shape.extend(record.iter().map(|value| value.to_bits()));
            if let Some(samples) = samples_of(field, step) {
                // The record tells how far away they lie; what counts is which they are.
                self.shape[start + heights::SAMPLES_AT] = (samples - self.samples.0) as u32;
                self.shape.extend(self.samples.1);
            }
            if let Some(place) = step.op.cut_material() {
                self.shape[start + place] = 0;
                let material = record[place];
                self.push_paint(if material < 0.0 { NO_MATERIAL } else { material as u32 });
            }
        }
        TapeDigest { shape: digest_of(&self.shape), paint: digest_of(&self.paint) }
    }

    fn push_paint(&mut self, material: u32) {
        self.paint.extend(self.paints.get(material as usize).unwrap_or(&UNPAINTED));
    }
}

fn split(digest: Digest) -> [u32; 4] {
    [0, 32, 64, 96].map(|shift| (digest >> shift) as u32)
}

/// Where the samples start that a height map shows.
fn samples_of(field: &Field, step: &Instruction) -> Option<usize> {
    let record = step.parameters as usize;
    (step.op == Op::Heights).then(|| record + field.parameters[record + heights::SAMPLES_AT] as usize)
}

/// What a whole field computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FieldDigest {
    /// Its distances, and the bounds that grids are laid over.
    pub shape: Digest,
    /// Which of its materials lies where, by number.
    pub assignment: Digest,
    /// How these materials look.
    pub palette: Digest,
}

impl FieldDigest {
    /// The digest of a field.
    pub fn of(field: &Field) -> Self {
        let TapeDigest { shape, paint } = Digester::by_number(field).digest(field, &field.tape);
        let mut words = split(shape).to_vec();
        words.extend(field.bounds.min.iter().chain(&field.bounds.max).map(|value| value.to_bits()));
        let palette: Vec<u32> = field.samples.iter().flat_map(|sample| sample.to_coat().map(f32::to_bits)).collect();
        Self { shape: digest_of(&words), assignment: paint, palette: digest_of(&palette) }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn field(children: &str) -> Field {
        let text = format!(
            r##"{{ "format": "gve-recipe/1", "name": "part", "root_node": {{ "shape": {{ "type": "difference",
            "params": {{ "children": [ {children} ] }} }} }} }}"##
        );
        let bound =
            gve_recipe::parse_and_bind(&text, &BTreeMap::new()).unwrap_or_else(|problems| panic!("{problems:?}"));
        Field::lower(&bound).unwrap()
    }

    fn ball(x: f64, material: &str) -> String {
        format!(
            r#"{{ "transform": {{ "position": [{x}, 0, 0] }}, "material": {{ "spec_id": "{material}" }},
            "shape": {{ "type": "sphere", "params": {{ "radius": 0.5 }} }} }}"#
        )
    }

    fn digest(field: &Field) -> TapeDigest {
        Digester::new(field).digest(field, field.tape())
    }

    #[test]
    fn shape_and_paint_have_digests_of_their_own() {
        let (a, b) = (ball(0.0, "ASTM_A36"), ball(0.6, "WOOD_OAK"));
        let base = field(&format!("{a}, {b}"));
        assert_eq!(digest(&base), digest(&field(&format!("{a}, {b}"))));
        let moved = digest(&field(&format!("{a}, {}", ball(0.7, "WOOD_OAK"))));
        assert_ne!(moved.shape, digest(&base).shape);
        assert_eq!(moved.paint, digest(&base).paint);
        // The cutting solid's material shows nowhere, but a tape that is specialised to its inside still names the other.
        let repainted = field(&format!("{}, {b}", ball(0.0, "WOOD_PINE")));
        assert_eq!(digest(&repainted).shape, digest(&base).shape);
        assert_ne!(digest(&repainted).paint, digest(&base).paint);
        let (base, repainted) = (FieldDigest::of(&base), FieldDigest::of(&repainted));
        assert_eq!((base.shape, base.assignment), (repainted.shape, repainted.assignment));
        assert_ne!(base.palette, repainted.palette);
    }

    #[test]
    fn the_place_of_parameters_does_not_matter() {
        let (a, b, c) = (ball(0.0, "WOOD_OAK"), ball(0.6, "WOOD_OAK"), ball(-9.0, "WOOD_OAK"));
        let (short, long) = (field(&format!("{a}, {b}")), field(&format!("{a}, {c}, {b}")));
        let specialised = |field: &Field| {
            let mut scratch = crate::region::RegionScratch::default();
            let boxes = crate::range::Boxes { min: [[-0.1; 8]; 3], max: [[0.1; 8]; 3] };
            scratch.bound(field, field.tape(), &boxes);
            let mut tape = Tape::default();
            scratch.specialise(field, field.tape(), 0, &mut tape);
            Digester::new(field).digest(field, &tape)
        };
        assert_eq!(specialised(&short), specialised(&long));
    }
}
