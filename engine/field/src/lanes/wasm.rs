//! Eight lanes in two 128-bit WASM vectors.

use std::{
    arch::wasm32::*,
    ops::{Add, BitAnd, Div, Mul, Neg, Sub},
};

use super::{Arith, LANES, Lanes, Wide, sine_cosine};

/// Eight numbers.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(32))]
pub(crate) struct F32x8(v128, v128);

/// Eight truth values, all bits of a lane set or clear.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mask8(v128, v128);

impl BitAnd for Mask8 {
    type Output = Self;

    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        Self(v128_and(self.0, other.0), v128_and(self.1, other.1))
    }
}

macro_rules! lanewise {
    ($trait:ident, $method:ident, $intrinsic:ident) => {
        impl $trait for F32x8 {
            type Output = Self;

            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self($intrinsic(self.0, other.0), $intrinsic(self.1, other.1))
            }
        }
    };
}

lanewise!(Add, add, f32x4_add);
lanewise!(Sub, sub, f32x4_sub);
lanewise!(Mul, mul, f32x4_mul);
lanewise!(Div, div, f32x4_div);

impl Neg for F32x8 {
    type Output = Self;

    #[inline(always)]
    fn neg(self) -> Self {
        Self(f32x4_neg(self.0), f32x4_neg(self.1))
    }
}

impl Arith for F32x8 {
    #[inline(always)]
    fn splat(value: f32) -> Self {
        Self(f32x4_splat(value), f32x4_splat(value))
    }

    #[inline(always)]
    fn scale(self, factor: f32) -> Self {
        self * Self::splat(factor)
    }

    #[inline(always)]
    fn smaller(self, other: Self) -> Self {
        Self(f32x4_pmin(self.0, other.0), f32x4_pmin(self.1, other.1))
    }

    #[inline(always)]
    fn larger(self, other: Self) -> Self {
        Self(f32x4_pmax(self.0, other.0), f32x4_pmax(self.1, other.1))
    }

    #[inline(always)]
    fn abs(self) -> Self {
        Self(f32x4_abs(self.0), f32x4_abs(self.1))
    }

    #[inline(always)]
    fn square(self) -> Self {
        self * self
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        Self(f32x4_sqrt(self.0), f32x4_sqrt(self.1))
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
        Mask8(f32x4_lt(self.0, other.0), f32x4_lt(self.1, other.1))
    }

    #[inline(always)]
    fn select(mask: Mask8, yes: Self, no: Self) -> Self {
        Self(v128_bitselect(yes.0, no.0, mask.0), v128_bitselect(yes.1, no.1, mask.1))
    }

    #[inline(always)]
    fn floor(self) -> Self {
        Self(f32x4_floor(self.0), f32x4_floor(self.1))
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
    fn from_array(v: [f32; LANES]) -> Self {
        Self(f32x4(v[0], v[1], v[2], v[3]), f32x4(v[4], v[5], v[6], v[7]))
    }

    #[inline(always)]
    fn to_array(self) -> [f32; LANES] {
        let mut values = [0.0; LANES];
        // SAFETY: both halves of the array are 16 writable bytes.
        unsafe {
            v128_store(values.as_mut_ptr().cast(), self.0);
            v128_store(values.as_mut_ptr().add(4).cast(), self.1);
        }
        values
    }

    #[inline(always)]
    fn bits(mask: Mask8) -> u8 {
        i32x4_bitmask(mask.0) | i32x4_bitmask(mask.1) << 4
    }
}
