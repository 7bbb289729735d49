//! Which cubes of a partition an edit has changed.
//!
//! While a stage descends through a partition, a [`Watch`] takes the digest of the tape of every cube near the surface.
//! The next time it compares them: a cube whose tape is the same has the same values everywhere, and so has everything
//! within it.

use crate::{
    digest::{Digester, TapeDigest},
    field::Field,
    region::Partition,
    tape::Tape,
};

/// The tapes of all cubes near the surface of one field.
#[derive(Debug, Clone)]
pub struct CubeRecord {
    partition: Partition,
    /// In order of their keys.
    cubes: Vec<(u64, TapeDigest)>,
}

/// How a cube differs from what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Not at all.
    None,
    /// Its surface looks different.
    Paint,
    /// It has other distances, or was not near the surface before.
    Shape,
}

/// Size and place of a cube as one number; places count less than a million.
fn key(origin: [u32; 3], size: u32) -> u64 {
    let [x, y, z] = origin.map(u64::from);
    // Cubes are at most 32 items large.
    u64::from(size.trailing_zeros()) << 60 | z << 40 | y << 20 | x
}

impl CubeRecord {
    /// What several threads have watched of one partition.
    pub fn gather<'r>(partition: &Partition, watches: impl IntoIterator<Item = Watch<'r>>) -> Self {
        let mut cubes: Vec<_> = watches.into_iter().flat_map(|watch| watch.seen).collect();
        cubes.sort_unstable_by_key(|&(key, _)| key);
        Self { partition: partition.clone(), cubes }
    }

    /// Whether cubes of `partition` are the same parts of space, judged by the same measure.
    pub fn fits(&self, partition: &Partition) -> bool {
        self.partition == *partition
    }

    /// Bytes in memory.
    pub fn byte_count(&self) -> usize {
        size_of_val(self.cubes.as_slice())
    }

    fn find(&self, origin: [u32; 3], size: u32) -> Option<TapeDigest> {
        let place = self.cubes.binary_search_by_key(&key(origin, size), |&(key, _)| key).ok()?;
        Some(self.cubes[place].1)
    }
}

/// Watches one thread's descents.
#[derive(Debug)]
pub struct Watch<'r> {
    digester: Digester,
    earlier: Option<&'r CubeRecord>,
    heeds_paint: bool,
    seen: Vec<(u64, TapeDigest)>,
}

impl<'r> Watch<'r> {
    /// Compares with an earlier record, which must fit the partition that is descended through. Without
    /// `heeds_paint` other materials are no change.
    pub fn new(field: &Field, earlier: Option<&'r CubeRecord>, heeds_paint: bool) -> Self {
        Self { digester: Digester::new(field), earlier, heeds_paint, seen: Vec::new() }
    }

    /// Notes the tape of a cube near the surface. If nothing has changed, that holds for all cubes within it too, and
    /// they need not be met.
    pub fn meet(&mut self, field: &Field, origin: [u32; 3], size: u32, tape: &Tape) -> Change {
        let mut digest = self.digester.digest(field, tape);
        if !self.heeds_paint {
            digest.paint = 0;
        }
        let before = self.earlier.and_then(|earlier| earlier.find(origin, size));
        self.seen.push((key(origin, size), digest));
        match before {
            Some(before) if before == digest => {
                self.keep_within(origin, size);
                Change::None
            }
            Some(before) if before.shape == digest.shape => Change::Paint,
            _ => Change::Shape,
        }
    }

    /// Takes over the record of the cubes within one.
    fn keep_within(&mut self, origin: [u32; 3], size: u32) {
        let Some(earlier) = self.earlier else { return };
        let Some(&smaller) = earlier.partition.sizes.iter().find(|&&other| other < size) else { return };
        let per_axis = size / smaller;
        for number in 0..per_axis * per_axis * per_axis {
            let index = [number % per_axis, number / per_axis % per_axis, number / (per_axis * per_axis)];
            let cube = std::array::from_fn(|axis| origin[axis] + index[axis] * smaller);
            if let Some(digest) = earlier.find(cube, smaller) {
                self.seen.push((key(cube, smaller), digest));
                self.keep_within(cube, smaller);
            }
        }
    }
}
