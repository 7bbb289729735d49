//! Forward-mode differentiation: a value with its gradient along x, y and z.
//!
//! The value part runs the very operations of the plain type, so it has the same bits.

use std::ops::{Add, Div, Mul, Neg, Sub};

use crate::lanes::{Arith, Lanes};

/// Keeps derivatives of √0 finite; what is multiplied with it there is 0.
const TINY: f32 = 1e-18;

/// A value and its partial derivatives.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub(crate) struct Dual<L> {
    pub value: L,
    pub gradient: [L; 3],
}

impl<L: Lanes> Dual<L> {
    /// The coordinate along `axis`, whose derivative along itself is 1.
    #[inline(always)]
    pub fn coordinate(value: L, axis: usize) -> Self {
        let mut gradient = [L::splat(0.0); 3];
        gradient[axis] = L::splat(1.0);
        Self { value, gradient }
    }

    #[inline(always)]
    fn chain(self, value: L, derivative: L) -> Self {
        let [x, y, z] = self.gradient;
        Self { value, gradient: [x * derivative, y * derivative, z * derivative] }
    }
}

/// A dual number from its value and from an expression of the operands' partial derivatives. A macro and not a closure:
/// see [`crate::formula`].
macro_rules! dual {
    ($value:expr, $left:expr, $right:expr, $a:ident, $b:ident => $partial:expr) => {{
        let [ax, ay, az] = $left.gradient;
        let [bx, by, bz] = $right.gradient;
        let gradient = [
            {
                let ($a, $b) = (ax, bx);
                $partial
            },
            {
                let ($a, $b) = (ay, by);
                $partial
            },
            {
                let ($a, $b) = (az, bz);
                $partial
            },
        ];
        Dual { value: $value, gradient }
    }};
}

impl<L: Lanes> Add for Dual<L> {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        dual!(self.value + other.value, self, other, a, b => a + b)
    }
}

impl<L: Lanes> Sub for Dual<L> {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        dual!(self.value - other.value, self, other, a, b => a - b)
    }
}

impl<L: Lanes> Mul for Dual<L> {
    type Output = Self;

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        dual!(self.value * other.value, self, other, a, b => a * other.value + b * self.value)
    }
}

impl<L: Lanes> Div for Dual<L> {
    type Output = Self;

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        let quotient = self.value / other.value;
        dual!(quotient, self, other, a, b => (a - b * quotient) / other.value)
    }
}

impl<L: Lanes> Neg for Dual<L> {
    type Output = Self;

    #[inline(always)]
    fn neg(self) -> Self {
        let [x, y, z] = self.gradient;
        Self { value: -self.value, gradient: [-x, -y, -z] }
    }
}

impl<L: Lanes> Arith for Dual<L> {
    #[inline(always)]
    fn splat(value: f32) -> Self {
        Self { value: L::splat(value), gradient: [L::splat(0.0); 3] }
    }

    #[inline(always)]
    fn scale(self, factor: f32) -> Self {
        let [x, y, z] = self.gradient;
        Self { value: self.value.scale(factor), gradient: [x.scale(factor), y.scale(factor), z.scale(factor)] }
    }

    #[inline(always)]
    fn smaller(self, other: Self) -> Self {
        Self::select(other.less(self), other, self)
    }

    #[inline(always)]
    fn larger(self, other: Self) -> Self {
        Self::select(self.less(other), other, self)
    }

    #[inline(always)]
    fn abs(self) -> Self {
        let sign = L::select(self.value.less(L::splat(0.0)), L::splat(-1.0), L::splat(1.0));
        self.chain(self.value.abs(), sign)
    }

    #[inline(always)]
    fn square(self) -> Self {
        self.chain(self.value.square(), self.value + self.value)
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        let root = self.value.sqrt();
        self.chain(root, L::splat(0.5) / root.larger(L::splat(TINY)))
    }

    #[inline(always)]
    fn sine_cosine(self) -> (Self, Self) {
        let (sine, cosine) = self.value.sine_cosine();
        (self.chain(sine, cosine), self.chain(cosine, -sine))
    }
}

impl<L: Lanes> Lanes for Dual<L> {
    type Mask = L::Mask;

    #[inline(always)]
    fn less(self, other: Self) -> L::Mask {
        self.value.less(other.value)
    }

    #[inline(always)]
    fn select(mask: L::Mask, yes: Self, no: Self) -> Self {
        dual!(L::select(mask, yes.value, no.value), yes, no, a, b => L::select(mask, a, b))
    }

    #[inline(always)]
    fn floor(self) -> Self {
        Self { value: self.value.floor(), gradient: [L::splat(0.0); 3] }
    }

    #[inline(always)]
    fn hashed(cell: [Self; 3], seed: u32) -> [Self; 3] {
        let [x, y, z] = L::hashed([cell[0].value, cell[1].value, cell[2].value], seed);
        let gradient = [L::splat(0.0); 3];
        [Self { value: x, gradient }, Self { value: y, gradient }, Self { value: z, gradient }]
    }

    #[inline(always)]
    fn looked_up(number: Self, table: &[f32]) -> Self {
        Self { value: L::looked_up(number.value, table), gradient: [L::splat(0.0); 3] }
    }
}
