//! Eight lanes in one 256-bit vector.
//!
//! Safety of every `unsafe` here: the intrinsics need AVX2, and values of this type are only made inside functions
//! that carry `#[target_feature(enable = "avx2")]` and are called after a runtime check (see `dispatch!`).

use std::{
    arch::x86_64::*,
    ops::{Add, BitAnd, Div, Mul, Neg, Sub},
};

use super::{Arith, LANES, Lanes, Wide, sine_cosine};

/// Eight numbers. Same size and alignment as [`super::F32x8`], so that both share register files.
#[derive(Debug, Clone, Copy)]
#[repr(transparent)]
pub(crate) struct Avx2(__m256);

/// Eight truth values, all bits of a lane set or clear.
#[derive(Debug, Clone, Copy)]
#[repr(transparent)]
pub(crate) struct Mask(__m256);

impl BitAnd for Mask {
    type Output = Self;

    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        Self(unsafe { _mm256_and_ps(self.0, other.0) })
    }
}

macro_rules! lanewise {
    ($trait:ident, $method:ident, $intrinsic:ident) => {
        impl $trait for Avx2 {
            type Output = Self;

            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self(unsafe { $intrinsic(self.0, other.0) })
            }
        }
    };
}

lanewise!(Add, add, _mm256_add_ps);
lanewise!(Sub, sub, _mm256_sub_ps);
lanewise!(Mul, mul, _mm256_mul_ps);
lanewise!(Div, div, _mm256_div_ps);

impl Neg for Avx2 {
    type Output = Self;

    #[inline(always)]
    fn neg(self) -> Self {
        Self(unsafe { _mm256_xor_ps(_mm256_set1_ps(-0.0), self.0) })
    }
}

impl Arith for Avx2 {
    #[inline(always)]
    fn splat(value: f32) -> Self {
        Self(unsafe { _mm256_set1_ps(value) })
    }

    #[inline(always)]
    fn scale(self, factor: f32) -> Self {
        self * Self::splat(factor)
    }

    #[inline(always)]
    fn smaller(self, other: Self) -> Self {
        // minps returns its second operand unless the first is less: swapped, this is `other < self ? other : self`.
        Self(unsafe { _mm256_min_ps(other.0, self.0) })
    }

    #[inline(always)]
    fn larger(self, other: Self) -> Self {
        Self(unsafe { _mm256_max_ps(other.0, self.0) })
    }

    #[inline(always)]
    fn abs(self) -> Self {
        Self(unsafe { _mm256_andnot_ps(_mm256_set1_ps(-0.0), self.0) })
    }

    #[inline(always)]
    fn square(self) -> Self {
        self * self
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        Self(unsafe { _mm256_sqrt_ps(self.0) })
    }

    #[inline(always)]
    fn sine_cosine(self) -> (Self, Self) {
        sine_cosine(self)
    }
}

impl Lanes for Avx2 {
    type Mask = Mask;

    #[inline(always)]
    fn less(self, other: Self) -> Mask {
        Mask(unsafe { _mm256_cmp_ps::<_CMP_LT_OQ>(self.0, other.0) })
    }

    #[inline(always)]
    fn select(mask: Mask, yes: Self, no: Self) -> Self {
        Self(unsafe { _mm256_blendv_ps(no.0, yes.0, mask.0) })
    }

    #[inline(always)]
    fn floor(self) -> Self {
        Self(unsafe { _mm256_floor_ps(self.0) })
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

impl Wide for Avx2 {
    #[inline(always)]
    fn from_array(values: [f32; LANES]) -> Self {
        Self(unsafe { _mm256_loadu_ps(values.as_ptr()) })
    }

    #[inline(always)]
    fn to_array(self) -> [f32; LANES] {
        let mut values = [0.0; LANES];
        unsafe { _mm256_storeu_ps(values.as_mut_ptr(), self.0) };
        values
    }

    #[inline(always)]
    fn picked(self, from: &[i32; LANES]) -> Self {
        Self(unsafe { _mm256_permutevar8x32_ps(self.0, _mm256_loadu_si256(from.as_ptr().cast())) })
    }

    #[inline(always)]
    fn bits(mask: Mask) -> u8 {
        unsafe { _mm256_movemask_ps(mask.0) as u8 }
    }
}
