//! The bricks of a volume near the surface.

use gve_field::control::{Cancelled, StageControl};
use gve_shared::container::{TEXTURE_BRICK_INSIDE, TEXTURE_BRICK_OUTSIDE, TEXTURE_STORED_BRICK};

use crate::{BLOCK, BRICK, Samples, Volume, grid::Grid, sink::Sink};

const SIDE: usize = BRICK as usize;
const BLOCK_SIDE: usize = BLOCK as usize;
const BRICK_SAMPLES: usize = SIDE * SIDE * SIDE;
const STORED_SIDE: usize = TEXTURE_STORED_BRICK as usize;
const STORED_SAMPLES: usize = STORED_SIDE * STORED_SIDE * STORED_SIDE;
/// Bricks between two questions whether to stop.
const BRICKS_AT_ONCE: usize = 512;

/// Samples of a volume in bricks of 8³, of which only those near the surface are stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Bricks {
    /// Number of bricks along each axis.
    counts: [usize; 3],
    /// For every brick, x fastest: its number in `stored`, or `TEXTURE_BRICK_OUTSIDE` or `TEXTURE_BRICK_INSIDE`.
    index: Vec<u32>,
    /// Bricks of 10³ samples, x fastest: a brick with a border of one sample of its neighbours on every side. Beyond the
    /// volume its outermost samples are repeated.
    stored: Vec<u16>,
    /// A block's row of samples outside and inside.
    constants: [[u16; BLOCK_SIDE]; 2],
}

impl Bricks {
    /// For every brick, x fastest, its number among the stored ones, or that it lies outside or inside whole.
    pub fn index(&self) -> &[u32] {
        &self.index
    }

    /// The stored bricks, each of 10³ samples, x fastest.
    pub fn stored(&self) -> &[u16] {
        &self.stored
    }

    /// A row of samples along x of a stored brick, without its border; `row` counts along y, then z.
    fn inner_row(&self, number: u32, row: usize) -> [u16; SIDE] {
        let start = number as usize * STORED_SAMPLES + stored_offset([1, row % SIDE + 1, row / SIDE + 1]);
        *self.stored[start..].first_chunk().expect("a stored brick is whole")
    }

    /// Some samples along x of one block.
    pub(crate) fn row(&self, [x, y, z]: [usize; 3], count: usize) -> &[u16] {
        let brick = (z / SIDE * self.counts[1] + y / SIDE) * self.counts[0] + x / SIDE;
        match self.index[brick] {
            TEXTURE_BRICK_OUTSIDE => &self.constants[0][..count],
            TEXTURE_BRICK_INSIDE => &self.constants[1][..count],
            number => {
                let row = stored_offset([x % SIDE + 1, y % SIDE + 1, z % SIDE + 1]);
                &self.stored[number as usize * STORED_SAMPLES + row..][..count]
            }
        }
    }
}

fn stored_offset([x, y, z]: [usize; 3]) -> usize {
    (z * STORED_SIDE + y) * STORED_SIDE + x
}

/// What one thread has baked.
#[derive(Debug)]
pub(crate) struct Collected {
    counts: [u32; 3],
    constants: [u16; 2],
    /// Bricks that lie outside or inside whole, with that entry of the index.
    whole: Vec<(u32, u32)>,
    /// The other bricks, with their samples in the same order.
    near: Vec<u32>,
    samples: Vec<u16>,
}

impl Collected {
    pub fn new(grid: &Grid) -> Self {
        Self {
            counts: grid.bricks(),
            constants: grid.constants(),
            whole: Vec::new(),
            near: Vec::new(),
            samples: Vec::new(),
        }
    }

    fn number_of(&self, origin: [u32; 3]) -> u32 {
        let [x, y, z] = origin.map(|first| first / BRICK);
        (z * self.counts[1] + y) * self.counts[0] + x
    }

    /// The samples of the brick at `origin`, the last one begun or a new one.
    fn brick(&mut self, origin: [u32; 3]) -> &mut [u16] {
        let number = self.number_of(origin);
        if self.near.last() != Some(&number) {
            self.near.push(number);
            self.samples.resize(self.samples.len() + BRICK_SAMPLES, 0);
        }
        let start = self.samples.len() - BRICK_SAMPLES;
        &mut self.samples[start..]
    }

    fn write_rows<const COUNT: usize>(&mut self, origin: [u32; 3], row: impl Fn(usize) -> [u16; COUNT]) {
        let [x, y, z] = origin.map(|first| first as usize % SIDE);
        let brick = self.brick(origin);
        for number in 0..COUNT * COUNT {
            let at = ((z + number / COUNT) * SIDE + y + number % COUNT) * SIDE + x;
            brick[at..at + COUNT].copy_from_slice(&row(number));
        }
    }
}

impl Sink for Collected {
    fn fill_bricks(&mut self, origin: [u32; 3], size: u32, value: u16) {
        let entry = if value == self.constants[0] { TEXTURE_BRICK_OUTSIDE } else { TEXTURE_BRICK_INSIDE };
        let last = |axis: usize| (origin[axis] + size).min(self.counts[axis] * BRICK);
        for z in (origin[2]..last(2)).step_by(SIDE) {
            for y in (origin[1]..last(1)).step_by(SIDE) {
                for x in (origin[0]..last(0)).step_by(SIDE) {
                    self.whole.push((self.number_of([x, y, z]), entry));
                }
            }
        }
    }

    fn fill_block(&mut self, origin: [u32; 3], value: u16) {
        self.write_rows::<BLOCK_SIDE>(origin, |_| [value; BLOCK_SIDE]);
    }

    fn write_cube<const COUNT: usize>(&mut self, origin: [u32; 3], halves: &[u16]) {
        let rows = halves.as_chunks::<COUNT>().0;
        self.write_rows::<COUNT>(origin, |number| rows[number]);
    }

    fn keep(&mut self, earlier: &Volume, origin: [u32; 3], size: u32) {
        let Samples::Sparse(bricks) = &earlier.samples else { return };
        let last: [u32; 3] = std::array::from_fn(|axis| (origin[axis] + size).min(self.counts[axis] * BRICK));
        for z in (origin[2]..last[2]).step_by(SIDE) {
            for y in (origin[1]..last[1]).step_by(SIDE) {
                for x in (origin[0]..last[0]).step_by(SIDE) {
                    let brick = self.number_of([x, y, z]);
                    match bricks.index[brick as usize] {
                        entry @ (TEXTURE_BRICK_OUTSIDE | TEXTURE_BRICK_INSIDE) => self.whole.push((brick, entry)),
                        number => self.write_rows::<SIDE>([x, y, z], |row| bricks.inner_row(number, row)),
                    }
                }
            }
        }
    }
}

/// Puts the bricks of all threads in order and gives them their borders.
///
/// # Errors
/// [`Cancelled`] if `control` asked for it.
pub(crate) fn assemble(grid: &Grid, parts: Vec<Collected>, control: &dyn StageControl) -> Result<Bricks, Cancelled> {
    let counts = grid.bricks().map(|count| count as usize);
    let constants = grid.constants();
    let mut index = vec![TEXTURE_BRICK_OUTSIDE; counts.iter().product()];
    let mut near: Vec<(u32, &[u16])> = Vec::new();
    for part in &parts {
        part.whole.iter().for_each(|&(brick, entry)| index[brick as usize] = entry);
        for (&brick, samples) in part.near.iter().zip(part.samples.chunks_exact(BRICK_SAMPLES)) {
            // Bounds are wider than the values: some bricks near the surface turn out to be whole.
            match constants.iter().position(|&constant| samples.iter().all(|&sample| sample == constant)) {
                Some(0) => index[brick as usize] = TEXTURE_BRICK_OUTSIDE,
                Some(_) => index[brick as usize] = TEXTURE_BRICK_INSIDE,
                None => near.push((brick, samples)),
            }
        }
    }
    near.sort_unstable_by_key(|&(brick, _)| brick);
    for (number, &(brick, _)) in near.iter().enumerate() {
        index[brick as usize] = number as u32;
    }
    let source = Source { counts, last: grid.dimensions.map(|count| count as usize - 1), constants, index, near };
    let mut stored = Vec::with_capacity(source.near.len() * STORED_SAMPLES);
    for group in source.near.chunks(BRICKS_AT_ONCE) {
        if control.is_cancelled() {
            return Err(Cancelled);
        }
        group.iter().for_each(|&(brick, samples)| source.store(brick as usize, samples, &mut stored));
    }
    let constants = constants.map(|constant| [constant; BLOCK_SIDE]);
    Ok(Bricks { counts, index: source.index, stored, constants })
}

/// All samples while borders are gathered.
struct Source<'s> {
    counts: [usize; 3],
    /// The outermost sample along each axis.
    last: [usize; 3],
    constants: [u16; 2],
    index: Vec<u32>,
    near: Vec<(u32, &'s [u16])>,
}

impl Source<'_> {
    fn sample(&self, position: [usize; 3]) -> u16 {
        let [x, y, z] = position;
        match self.index[(z / SIDE * self.counts[1] + y / SIDE) * self.counts[0] + x / SIDE] {
            TEXTURE_BRICK_OUTSIDE => self.constants[0],
            TEXTURE_BRICK_INSIDE => self.constants[1],
            number => self.near[number as usize].1[(z % SIDE * SIDE + y % SIDE) * SIDE + x % SIDE],
        }
    }

    /// Appends a brick with its border.
    fn store(&self, brick: usize, samples: &[u16], stored: &mut Vec<u16>) {
        let [width, height, _] = self.counts;
        let first = [brick % width, brick / width % height, brick / (width * height)].map(|index| index * SIDE);
        // Position along an axis of a stored brick, within the volume.
        let at = |axis: usize, along: usize| (first[axis] + along).saturating_sub(1).min(self.last[axis]);
        let is_whole = (0..3).all(|axis| first[axis] + SIDE <= self.last[axis] + 1);
        for z in 0..STORED_SIDE {
            for y in 0..STORED_SIDE {
                let row = |x: usize| self.sample([at(0, x), at(1, y), at(2, z)]);
                let is_inner = (1..=SIDE).contains(&y) && (1..=SIDE).contains(&z);
                if is_inner && is_whole {
                    stored.push(row(0));
                    stored.extend_from_slice(&samples[((z - 1) * SIDE + y - 1) * SIDE..][..SIDE]);
                    stored.push(row(STORED_SIDE - 1));
                } else {
                    stored.extend((0..STORED_SIDE).map(row));
                }
            }
        }
    }
}
