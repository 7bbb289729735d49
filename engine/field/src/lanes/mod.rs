//! The number types that formulas are written over: one lane, eight lanes, and what is built from them.
//!
//! Every implementation gives the same bits lane by lane: only IEEE-exact operations, no fused multiply-add, and
//! `smaller(a, b) = b < a ? b : a` (which is also what WASM's `pmin` and a swapped x86 `minps` do).

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod portable;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wasm;

use std::ops::{Add, BitAnd, Div, Mul, Neg, Sub};

#[cfg(target_arch = "x86_64")]
pub(crate) use avx2::Avx2;
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub(crate) use portable::F32x8;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub(crate) use wasm::F32x8;

/// Lanes of the wide types.
pub(crate) const LANES: usize = 8;

/// Arithmetic shared by numbers, dual numbers and intervals.
pub(crate) trait Arith:
    Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self> + Neg<Output = Self>
{
    fn splat(value: f32) -> Self;
    /// Product with a constant.
    fn scale(self, factor: f32) -> Self;
    /// `other < self ? other : self`.
    fn smaller(self, other: Self) -> Self;
    /// `self < other ? other : self`.
    fn larger(self, other: Self) -> Self;
    fn abs(self) -> Self;
    fn square(self) -> Self;
    fn sqrt(self) -> Self;
    fn sine_cosine(self) -> (Self, Self);
}

/// Arithmetic on numbers that can be compared, lane by lane.
pub(crate) trait Lanes: Arith {
    type Mask: Copy + BitAnd<Output = Self::Mask>;
    fn less(self, other: Self) -> Self::Mask;
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self;
    fn floor(self) -> Self;
    /// Three numbers in −1…1 that belong to a lattice point with whole coordinates.
    fn hashed(cell: [Self; 3], seed: u32) -> [Self; 3];
    /// Entries of a table that is not empty, by their numbers; beyond its end the last.
    fn looked_up(number: Self, table: &[f32]) -> Self;
}

/// Eight numbers.
pub(crate) trait Wide: Lanes {
    fn from_array(values: [f32; LANES]) -> Self;
    fn to_array(self) -> [f32; LANES];
    /// Bit i is lane i of the mask.
    fn bits(mask: Self::Mask) -> u8;

    /// Lane i of the result is lane `from[i]` of this one; each is below eight.
    #[inline(always)]
    fn picked(self, from: &[i32; LANES]) -> Self {
        let lanes = self.to_array();
        let mut picked = [0.0; LANES];
        for (lane, &source) in picked.iter_mut().zip(from) {
            *lane = lanes[source as usize % LANES];
        }
        Self::from_array(picked)
    }
}

/// pcg3d of a lattice point (M. Jarzynski and M. Olano, "Hash functions for GPU rendering", 2020), as numbers in −1…1
/// of 24 bits.
#[inline(always)]
pub(crate) fn hash_cell(cell: [f32; 3], seed: u32) -> [f32; 3] {
    const FACTOR: u32 = 1_664_525;
    const SHIFT: u32 = 1_013_904_223;
    let mut x = (cell[0] as i32 as u32).wrapping_add(seed.wrapping_mul(0x9e37_79b9));
    let (mut y, mut z) = (cell[1] as i32 as u32, cell[2] as i32 as u32);
    x = x.wrapping_mul(FACTOR).wrapping_add(SHIFT);
    y = y.wrapping_mul(FACTOR).wrapping_add(SHIFT);
    z = z.wrapping_mul(FACTOR).wrapping_add(SHIFT);
    for round in 0..2 {
        x = x.wrapping_add(y.wrapping_mul(z));
        y = y.wrapping_add(z.wrapping_mul(x));
        z = z.wrapping_add(x.wrapping_mul(y));
        if round == 0 {
            (x, y, z) = (x ^ (x >> 16), y ^ (y >> 16), z ^ (z >> 16));
        }
    }
    let scaled = |bits: u32| (bits >> 8) as f32 * (1.0 / 8_388_608.0) - 1.0;
    [scaled(x), scaled(y), scaled(z)]
}

/// [`hash_cell`] lane by lane.
#[inline(always)]
fn hashed_wide<W: Wide>(cell: [W; 3], seed: u32) -> [W; 3] {
    let mut rows = [cell[0].to_array(), cell[1].to_array(), cell[2].to_array()];
    for lane in 0..LANES {
        let hashed = hash_cell([rows[0][lane], rows[1][lane], rows[2][lane]], seed);
        for (row, value) in rows.iter_mut().zip(hashed) {
            row[lane] = value;
        }
    }
    [W::from_array(rows[0]), W::from_array(rows[1]), W::from_array(rows[2])]
}

/// The entry of a table with a number.
#[inline(always)]
pub(crate) fn entry(number: f32, table: &[f32]) -> f32 {
    table[(number as usize).min(table.len() - 1)]
}

/// [`entry`] lane by lane.
#[inline(always)]
fn looked_up_wide<W: Wide>(number: W, table: &[f32]) -> W {
    let mut entries = number.to_array();
    for value in &mut entries {
        *value = entry(*value, table);
    }
    W::from_array(entries)
}

/// Sine and cosine in radians: reduction by multiples of π in three steps, then an odd polynomial on ±π/2.
/// Absolute error below 1.2e-7 for |x| ≤ 20, growing slowly beyond.
#[inline(always)]
pub(crate) fn sine_cosine<L: Lanes>(x: L) -> (L, L) {
    let turns = x.scale(std::f32::consts::FRAC_1_PI);
    let nearest = (turns + L::splat(0.5)).floor();
    let below = turns.floor();
    let sine = odd_polynomial(reduced(x, nearest)) * parity_sign(nearest);
    let cosine = -(odd_polynomial(reduced(x, below + L::splat(0.5))) * parity_sign(below));
    (sine, cosine)
}

/// x − multiple · π with π split so that each product of the first two parts is exact for small multiples.
#[inline(always)]
fn reduced<L: Lanes>(x: L, multiple: L) -> L {
    x - multiple.scale(3.140_625) - multiple.scale(0.000_967_502_6) - multiple.scale(1.509_958e-7)
}

/// sin on ±π/2: interpolation of (sin(r)/r − 1)/r² in r² at four Chebyshev nodes.
#[inline(always)]
fn odd_polynomial<L: Lanes>(r: L) -> L {
    let square = r.square();
    let series = square.scale(2.634_744_6e-6) + L::splat(-0.000_198_227_36);
    let series = series * square + L::splat(0.008_333_242);
    let series = series * square + L::splat(-0.166_666_66);
    series * square * r + r
}

/// 1 for an even whole number, −1 for an odd one.
#[inline(always)]
fn parity_sign<L: Lanes>(whole: L) -> L {
    let half = whole.scale(0.5);
    L::splat(1.0) - (half - half.floor()).scale(4.0)
}

impl Arith for f32 {
    #[inline(always)]
    fn splat(value: f32) -> Self {
        value
    }

    #[inline(always)]
    fn scale(self, factor: f32) -> Self {
        self * factor
    }

    #[inline(always)]
    fn smaller(self, other: Self) -> Self {
        if other < self { other } else { self }
    }

    #[inline(always)]
    fn larger(self, other: Self) -> Self {
        if self < other { other } else { self }
    }

    #[inline(always)]
    fn abs(self) -> Self {
        f32::abs(self)
    }

    #[inline(always)]
    fn square(self) -> Self {
        self * self
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        f32::sqrt(self)
    }

    #[inline(always)]
    fn sine_cosine(self) -> (Self, Self) {
        sine_cosine(self)
    }
}

impl Lanes for f32 {
    type Mask = bool;

    #[inline(always)]
    fn less(self, other: Self) -> bool {
        self < other
    }

    #[inline(always)]
    fn select(mask: bool, yes: Self, no: Self) -> Self {
        if mask { yes } else { no }
    }

    #[inline(always)]
    fn floor(self) -> Self {
        f32::floor(self)
    }

    #[inline(always)]
    fn hashed(cell: [Self; 3], seed: u32) -> [Self; 3] {
        hash_cell(cell, seed)
    }

    #[inline(always)]
    fn looked_up(number: Self, table: &[f32]) -> Self {
        entry(number, table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lane results of every operation on eight pairs, as bits.
    fn bits_of<W: Wide>(a: [f32; 8], b: [f32; 8]) -> Vec<u32> {
        let (x, y) = (W::from_array(a), W::from_array(b));
        let (sine, cosine) = x.sine_cosine();
        let results = [
            x + y,
            x - y,
            x * y,
            x / y,
            -x,
            x.smaller(y),
            x.larger(y),
            x.abs(),
            x.square(),
            x.abs().sqrt(),
            x.floor(),
            x.scale(1.7),
            sine,
            cosine,
            W::select(x.less(y), x, y),
        ];
        let mut bits: Vec<u32> = results.iter().flat_map(|value| value.to_array()).map(f32::to_bits).collect();
        bits.push(u32::from(W::bits(x.less(y))));
        bits.extend(x.picked(&[7, 0, 0, 3, 1, 6, 5, 2]).to_array().map(f32::to_bits));
        bits
    }

    fn scalar_bits(a: [f32; 8], b: [f32; 8]) -> Vec<u32> {
        let mut rows = vec![Vec::new(); 15];
        let mut mask = 0;
        for lane in 0..8 {
            let (x, y) = (a[lane], b[lane]);
            let (sine, cosine) = sine_cosine(x);
            let values = [
                x + y,
                x - y,
                x * y,
                x / y,
                -x,
                x.smaller(y),
                x.larger(y),
                x.abs(),
                x * x,
                x.abs().sqrt(),
                x.floor(),
                x * 1.7,
                sine,
                cosine,
                if x < y { x } else { y },
            ];
            for (row, value) in rows.iter_mut().zip(values) {
                row.push(value.to_bits());
            }
            mask |= u32::from(x < y) << lane;
        }
        let mut bits = rows.concat();
        bits.push(mask);
        bits.extend([7, 0, 0, 3, 1, 6, 5, 2].map(|lane: usize| a[lane].to_bits()));
        bits
    }

    #[test]
    fn wide_lanes_equal_one_lane_bit_for_bit() {
        let mut state = 0x9e37_79b9_u32;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            (state as f32 / u32::MAX as f32 - 0.5) * 40.0
        };
        for round in 0..2000 {
            let mut a: [f32; 8] = std::array::from_fn(|_| next());
            let mut b: [f32; 8] = std::array::from_fn(|_| next());
            if round % 3 == 0 {
                (a[2], b[2], a[5], b[5]) = (0.0, -0.0, -0.0, 0.0);
                b[1] = a[1];
            }
            let expected = scalar_bits(a, b);
            assert_eq!(bits_of::<F32x8>(a, b), expected, "round {round}");
            #[cfg(target_arch = "x86_64")]
            if std::arch::is_x86_feature_detected!("avx2") {
                assert_eq!(bits_of::<Avx2>(a, b), expected, "round {round}");
            }
        }
    }
}
