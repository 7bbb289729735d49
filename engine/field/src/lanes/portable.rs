//! Eight lanes as a plain array, which compilers turn into two 128-bit vectors (SSE2, NEON).

use std::ops::{Add, BitAnd, Div, Mul, Neg, Sub};

use super::{Arith, LANES, Lanes, Wide, sine_cosine};

/// Eight numbers, aligned like one 256-bit vector.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(C, align(32))]
pub(crate) struct F32x8([f32; LANES]);

/// Eight truth values.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mask8([bool; LANES]);

impl BitAnd for Mask8 {
    type Output = Self;

    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        Self(std::array::from_fn(|lane| self.0[lane] & other.0[lane]))
    }
}

macro_rules! lanewise {
    ($trait:ident, $method:ident, $operator:tt) => {
        impl $trait for F32x8 {
            type Output = Self;

            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self(std::array::from_fn(|lane| self.0[lane] $operator other.0[lane]))
            }
        }
    };
}

lanewise!(Add, add, +);
lanewise!(Sub, sub, -);
lanewise!(Mul, mul, *);
lanewise!(Div, div, /);

impl Neg for F32x8 {
    type Output = Self;

    #[inline(always)]
    fn neg(self) -> Self {
        Self(self.0.map(|value| -value))
    }
}

impl Arith for F32x8 {
    #[inline(always)]
    fn splat(value: f32) -> Self {
        Self([value; LANES])
    }

    #[inline(always)]
    fn scale(self, factor: f32) -> Self {
        Self(self.0.map(|value| value * factor))
    }

    #[inline(always)]
    fn smaller(self, other: Self) -> Self {
        Self(std::array::from_fn(|lane| self.0[lane].smaller(other.0[lane])))
    }

    #[inline(always)]
    fn larger(self, other: Self) -> Self {
        Self(std::array::from_fn(|lane| self.0[lane].larger(other.0[lane])))
    }

    #[inline(always)]
    fn abs(self) -> Self {
        Self(self.0.map(f32::abs))
    }

    #[inline(always)]
    fn square(self) -> Self {
        self * self
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        Self(self.0.map(f32::sqrt))
    }

    #[inline(always)]
    fn sine_cosine(self) -> (Self, Self) {
        sine_cosine(self)
    }
}

impl Lanes for F32x8 {
    type Mask = Mask8;

    #[inline(always)]
    fn less(self, other: Self) -> Mask8 {
        Mask8(std::array::from_fn(|lane| self.0[lane] < other.0[lane]))
    }

    #[inline(always)]
    fn select(mask: Mask8, yes: Self, no: Self) -> Self {
        Self(std::array::from_fn(|lane| if mask.0[lane] { yes.0[lane] } else { no.0[lane] }))
    }

    #[inline(always)]
    fn floor(self) -> Self {
        Self(self.0.map(f32::floor))
    }

    #[inline(always)]
    fn hashed(cell: [Self; 3], seed: u32) -> [Self; 3] {
        super::hashed_wide(cell, seed)
    }

    #[inline(always)]
    fn looked_up(number: Self, table: &[f32]) -> Self {
        super::looked_up_wide(number, table)
    }
}

impl Wide for F32x8 {
    #[inline(always)]
    fn from_array(values: [f32; LANES]) -> Self {
        Self(values)
    }

    #[inline(always)]
    fn to_array(self) -> [f32; LANES] {
        self.0
    }

    #[inline(always)]
    fn bits(mask: Mask8) -> u8 {
        mask.0.iter().enumerate().fold(0, |bits, (lane, &set)| bits | u8::from(set) << lane)
    }
}
