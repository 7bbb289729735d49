//! Height maps: the solid under a surface over a rectangle, bilinear between samples.
//!
//! Along x and z the surface changes by at most S = √(a² + b²) metres per metre, where a and b are the largest
//! differences of neighbouring samples along both axes by the size of a cell; so (y − height) / √(1 + S²) changes by at
//! most 1 and is a lower bound of the distance. The larger one of that and the exact distance to the box around
//! everything is the solid's.
//!
//! Samples lie behind all records, once for any number of shapes that show them, with the lowest and the highest sample
//! of blocks of cells, coarser and coarser: what bounds the surface over a box with a few reads.

use gve_recipe::bound::Heights;

use crate::{
    formula::centred,
    interval::Interval,
    lanes::{Arith, LANES, Lanes, Wide},
    repeat::box_around,
};

/// Numbers in the record: centre (3), half size along x and z, height of the value 1, middle and half size of the box
/// along y, columns, rows, 1 / size of a cell along x and z, 1 / √(1 + S²), where the samples start from the record on.
pub(crate) const HEIGHTS_RECORD: usize = 14;
/// Where the record holds the way to the samples.
pub(crate) const SAMPLES_AT: usize = 13;
/// Numbers before the samples: largest difference of neighbours along x and along z.
const SAMPLES_HEADER: usize = 2;
/// Most samples along an axis.
const MOST_SAMPLES: usize = Heights::MOST_SAMPLES as usize;
/// Cells along a side of the smallest blocks.
const BLOCK: usize = 4;
/// Most blocks along an axis that a box may touch on the level that bounds it.
const SPAN: usize = 3;
/// More than the rounding errors of a height of at most 1.
const SLACK: f32 = 1e-6;

/// Columns, rows.
type Counts = [usize; 2];

/// Levels of blocks, finest first: cells along a block's side, and how many blocks there are along x and z.
fn levels(counts: Counts) -> impl Iterator<Item = (usize, Counts)> {
    let blocks = move |size: usize| counts.map(|count| (count - 1).div_ceil(size));
    let sizes = std::iter::successors(Some(BLOCK), move |&size| {
        blocks(size).iter().any(|&count| count > SPAN).then_some(2 * size)
    });
    sizes.map(move |size| (size, blocks(size)))
}

/// Numbers that the samples take with everything about them.
fn length(counts: Counts) -> usize {
    SAMPLES_HEADER + counts[0] * counts[1] + levels(counts).map(|(_, [x, z])| 2 * x * z).sum::<usize>()
}

/// Largest difference of neighbours along x and along z.
fn differences(values: &[f32], [columns, rows]: Counts) -> [f32; 2] {
    let mut largest = [0.0_f32; 2];
    for row in 0..rows {
        for column in 0..columns {
            let here = values[row * columns + column];
            if column + 1 < columns {
                largest[0] = largest[0].max((values[row * columns + column + 1] - here).abs());
            }
            if row + 1 < rows {
                largest[1] = largest[1].max((values[(row + 1) * columns + column] - here).abs());
            }
        }
    }
    largest
}

/// Lowest and highest sample at the corners of cells.
fn extremes(values: &[f32], columns: usize, [x, z]: [std::ops::RangeInclusive<usize>; 2]) -> [f32; 2] {
    let (mut low, mut high) = (f32::INFINITY, f32::NEG_INFINITY);
    for row in *z.start()..=*z.end() + 1 {
        for value in &values[row * columns + x.start()..=row * columns + x.end() + 1] {
            (low, high) = (low.min(*value), high.max(*value));
        }
    }
    [low, high]
}

/// The samples with everything about them.
pub(crate) fn samples(values: &[f32], counts: Counts) -> Vec<f32> {
    let mut stored = Vec::with_capacity(length(counts));
    stored.extend(differences(values, counts));
    stored.extend(values);
    for (size, [across, along]) in levels(counts) {
        for z in 0..along {
            for x in 0..across {
                let cells = |block: usize, count: usize| block * size..=((block + 1) * size).min(count - 1) - 1;
                stored.extend(extremes(values, counts[0], [cells(x, counts[0]), cells(z, counts[1])]));
            }
        }
    }
    stored
}

/// The record of a solid over a rectangle of these half sizes, from `bottom` up; the way to the samples is left open.
pub(crate) fn record(centre: [f64; 3], half: [f64; 2], height: f64, bottom: f64, map: &Heights) -> Vec<f64> {
    let counts = counts_of(map);
    let highest = map.values.iter().fold(0.0_f32, |highest, &value| highest.max(value));
    let top = height * f64::from(highest);
    let [a, b] = differences(&map.values, counts).map(f64::from);
    let per_cell: [f64; 2] = std::array::from_fn(|axis| (counts[axis] - 1) as f64 / (2.0 * half[axis]));
    let slopes = [a * height * per_cell[0], b * height * per_cell[1]];
    // A hair more than the slope, for rounding.
    let steepness = (1.0 + slopes[0] * slopes[0] + slopes[1] * slopes[1]).sqrt() * 1.000_01;
    let [x, y, z] = centre;
    let [columns, rows] = counts.map(|count| count as f64);
    let (middle, half_y) = (0.5 * (top + bottom), 0.5 * (top - bottom));
    vec![
        x,
        y,
        z,
        half[0],
        half[1],
        height,
        middle,
        half_y,
        columns,
        rows,
        per_cell[0],
        per_cell[1],
        1.0 / steepness,
        0.0,
    ]
}

/// Columns and rows of a map.
pub(crate) fn counts_of(map: &Heights) -> Counts {
    [map.columns as usize, map.rows as usize]
}

/// Where a stored record says that its samples are, from the record on, and how many numbers they take; nothing for one
/// that says what cannot be.
pub(crate) fn samples_range(k: &[f32]) -> Option<std::ops::Range<usize>> {
    let whole = |value: f32, low: f32, high: f32| {
        ((low..=high).contains(&value) && value.fract() == 0.0).then_some(value as usize)
    };
    let counts = [whole(k[8], 2.0, MOST_SAMPLES as f32)?, whole(k[9], 2.0, MOST_SAMPLES as f32)?];
    let start = whole(k[SAMPLES_AT], HEIGHTS_RECORD as f32, 16_777_216.0)?;
    let end = start + length(counts);
    (end <= k.len()).then_some(start..end)
}

/// Whether a stored record whose samples are there keeps what the bounds rely on, but for the samples themselves.
pub(crate) fn is_record(k: &[f32]) -> bool {
    let Some(range) = samples_range(k) else { return false };
    let slopes = [0, 1].map(|axis| f64::from(k[range.start + axis] * k[5] * k[10 + axis]));
    let steepness = (1.0 + slopes[0] * slopes[0] + slopes[1] * slopes[1]).sqrt();
    let lengths = [k[3], k[4], k[5], k[7], k[10], k[11]];
    lengths.iter().all(|&length| length >= 0.0) && k[12] >= 0.0 && f64::from(k[12]) * steepness <= 1.0
}

/// Whether stored samples are from 0 to 1 and what goes with them is right.
pub(crate) fn are_samples(k: &[f32], range: std::ops::Range<usize>) -> bool {
    let counts = [k[8] as usize, k[9] as usize];
    let stored = &k[range];
    let values = &stored[SAMPLES_HEADER..SAMPLES_HEADER + counts[0] * counts[1]];
    values.iter().all(|value| (0.0..=1.0).contains(value)) && samples(values, counts) == stored
}

/// Cell along an axis in which a place is, and the place itself, in cells from the first sample on.
#[inline(always)]
fn cell<L: Lanes>(q: L, k: &[f32], axis: usize) -> (L, L) {
    let last = k[8 + axis] - 1.0;
    let place = (q + L::splat(k[3 + axis])).scale(k[10 + axis]);
    let place = place.larger(L::splat(0.0)).smaller(L::splat(last));
    (place.floor().smaller(L::splat(last - 1.0)), place)
}

/// k: see [`HEIGHTS_RECORD`]; the samples follow.
#[inline(always)]
pub(crate) fn solid<L: Lanes>(p: [L; 3], k: &[f32]) -> L {
    let q = centred(p, k);
    let (column, x) = cell(q[0], k, 0);
    let (row, z) = cell(q[2], k, 1);
    let values = &k[k[SAMPLES_AT] as usize + SAMPLES_HEADER..];
    let first = row.scale(k[8]) + column;
    let (a, b) = (L::looked_up(first, values), L::looked_up(first + L::splat(1.0), values));
    let (c, d) = (L::looked_up(first + L::splat(k[8]), values), L::looked_up(first + L::splat(k[8] + 1.0), values));
    let (x, z) = (x - column, z - row);
    let (back, front) = (a + (b - a) * x, c + (d - c) * x);
    let height = back + (front - back) * z;
    under(q, height, k)
}

/// The solid under a height.
#[inline(always)]
fn under<R: Arith>(q: [R; 3], height: R, k: &[f32]) -> R {
    let above = (q[1] - height.scale(k[5])).scale(k[12]);
    above.larger(box_around(q, &[0.0, k[6], 0.0, k[3], k[7], k[4]]))
}

/// Bounds of [`solid`] from those of the surface.
#[inline(always)]
pub(crate) fn solid_interval<W: Wide>(p: [Interval<W>; 3], k: &[f32]) -> Interval<W> {
    let q = centred(p, k);
    let (west, east) = (cell(q[0].low, k, 0).0.to_array(), cell(q[0].high, k, 0).0.to_array());
    let (back, front) = (cell(q[2].low, k, 1).0.to_array(), cell(q[2].high, k, 1).0.to_array());
    let (mut low, mut high) = ([0.0; LANES], [0.0; LANES]);
    for lane in 0..LANES {
        let across = west[lane] as usize..=east[lane] as usize;
        let along = back[lane] as usize..=front[lane] as usize;
        let [lowest, highest] = heights_over([across, along], k);
        (low[lane], high[lane]) = (lowest - SLACK, highest + SLACK);
    }
    under(q, Interval::new(W::from_array(low), W::from_array(high)), k)
}

/// Lowest and highest point of the surface over cells along x and z.
fn heights_over([x, z]: [std::ops::RangeInclusive<usize>; 2], k: &[f32]) -> [f32; 2] {
    let counts = [k[8] as usize, k[9] as usize];
    let stored = &k[k[SAMPLES_AT] as usize + SAMPLES_HEADER..];
    if x.end() - x.start() < BLOCK && z.end() - z.start() < BLOCK {
        return extremes(stored, counts[0], [x, z]);
    }
    let mut start = counts[0] * counts[1];
    for (size, [across, along]) in levels(counts) {
        let blocks = |cells: &std::ops::RangeInclusive<usize>| cells.start() / size..=cells.end() / size;
        let (columns, rows) = (blocks(&x), blocks(&z));
        if columns.clone().count() <= SPAN && rows.clone().count() <= SPAN {
            let (mut low, mut high) = (f32::INFINITY, f32::NEG_INFINITY);
            for block in rows.flat_map(|row| columns.clone().map(move |column| row * across + column)) {
                (low, high) = (low.min(stored[start + 2 * block]), high.max(stored[start + 2 * block + 1]));
            }
            return [low, high];
        }
        start += 2 * across * along;
    }
    // The coarsest level has few enough blocks for any box.
    [0.0, 1.0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_hold_the_surface_over_any_cells() {
        for counts in [[2, 2], [5, 6], [14, 3], [40, 61], [256, 9]] {
            let values: Vec<f32> =
                (0..counts[0] * counts[1]).map(|index| (index * index * 31 % 997) as f32 / 997.0).collect();
            let mut k = vec![0.0; HEIGHTS_RECORD];
            (k[8], k[9], k[SAMPLES_AT]) = (counts[0] as f32, counts[1] as f32, HEIGHTS_RECORD as f32);
            k.extend(samples(&values, counts));
            let range = samples_range(&k).expect("a whole record");
            assert_eq!(range, HEIGHTS_RECORD..k.len());
            assert!(are_samples(&k, range.clone()));
            let step = counts[0].max(counts[1]) / 12 + 1;
            let ranges = |count: usize| {
                let starts = (0..count - 1).step_by(step);
                starts.flat_map(move |start| (start..count - 1).step_by(step).map(move |end| start..=end))
            };
            for x in ranges(counts[0]) {
                for z in ranges(counts[1]) {
                    let [low, high] = heights_over([x.clone(), z.clone()], &k);
                    let exact = extremes(&values, counts[0], [x.clone(), z.clone()]);
                    assert!(low <= exact[0] && high >= exact[1], "{counts:?} {x:?} {z:?}");
                }
            }
            k[HEIGHTS_RECORD + 4] = -0.5;
            assert!(!are_samples(&k, range));
        }
    }
}
