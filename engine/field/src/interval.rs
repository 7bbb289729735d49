//! Intervals: bounds of a formula over a box, eight boxes at once.
//!
//! Rounding to nearest is monotone, so the bounds of `+ − × ÷ √ min max` computed from the operands' bounds by the same
//! rounded operations contain every *rounded* result inside. An interval of a formula written in these operations
//! therefore contains exactly what the batch evaluator computes, without any slack. Only functions that are not
//! monotone piece by piece (sine, cosine, and the bounds from a centre value) need some.

use std::ops::{Add, Div, Mul, Neg, Sub};

use crate::lanes::{Arith, Wide};

/// More than the rounding error of the polynomial sine.
const SINE_SLACK: f32 = 1e-6;

/// low ≤ value ≤ high, lane by lane.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub(crate) struct Interval<W> {
    pub low: W,
    pub high: W,
}

impl<W: Wide> Interval<W> {
    #[inline(always)]
    pub fn new(low: W, high: W) -> Self {
        Self { low, high }
    }

    /// What both intervals contain.
    #[inline(always)]
    pub fn intersect(self, other: Self) -> Self {
        Self { low: self.low.larger(other.low), high: self.high.smaller(other.high) }
    }

    /// Where the interval may contain a whole number plus `offset`.
    #[inline(always)]
    fn spans_whole(self, offset: f32) -> W::Mask {
        let first = (self.low - W::splat(offset + SINE_SLACK)).floor();
        let last = (self.high - W::splat(offset - SINE_SLACK)).floor();
        first.less(last)
    }

    /// Values of a periodic function with peaks of 1 where `turns − peak` is whole and troughs of −1 half-way between.
    #[inline(always)]
    fn wave(turns: Self, peak: f32, at_low: W, at_high: W) -> Self {
        let slack = W::splat(SINE_SLACK);
        let high = W::select(turns.spans_whole(peak), W::splat(1.0), at_low.larger(at_high) + slack);
        let low = W::select(turns.spans_whole(peak + 0.5), W::splat(-1.0), at_low.smaller(at_high) - slack);
        Self { low, high }
    }
}

impl<W: Wide> Add for Interval<W> {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self { low: self.low + other.low, high: self.high + other.high }
    }
}

impl<W: Wide> Sub for Interval<W> {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self { low: self.low - other.high, high: self.high - other.low }
    }
}

impl<W: Wide> Mul for Interval<W> {
    type Output = Self;

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        let (a, b) = (self.low * other.low, self.low * other.high);
        let (c, d) = (self.high * other.low, self.high * other.high);
        Self { low: a.smaller(b).smaller(c.smaller(d)), high: a.larger(b).larger(c.larger(d)) }
    }
}

/// Division by a positive interval; no formula divides by anything else.
impl<W: Wide> Div for Interval<W> {
    type Output = Self;

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        let low = (self.low / other.low).smaller(self.low / other.high);
        let high = (self.high / other.low).larger(self.high / other.high);
        Self { low, high }
    }
}

impl<W: Wide> Neg for Interval<W> {
    type Output = Self;

    #[inline(always)]
    fn neg(self) -> Self {
        Self { low: -self.high, high: -self.low }
    }
}

impl<W: Wide> Arith for Interval<W> {
    #[inline(always)]
    fn splat(value: f32) -> Self {
        Self { low: W::splat(value), high: W::splat(value) }
    }

    #[inline(always)]
    fn scale(self, factor: f32) -> Self {
        let (low, high) = (self.low.scale(factor), self.high.scale(factor));
        if factor < 0.0 { Self { low: high, high: low } } else { Self { low, high } }
    }

    #[inline(always)]
    fn smaller(self, other: Self) -> Self {
        Self { low: self.low.smaller(other.low), high: self.high.smaller(other.high) }
    }

    #[inline(always)]
    fn larger(self, other: Self) -> Self {
        Self { low: self.low.larger(other.low), high: self.high.larger(other.high) }
    }

    #[inline(always)]
    fn abs(self) -> Self {
        let zero = W::splat(0.0);
        Self { low: self.low.larger(-self.high).larger(zero), high: self.high.larger(-self.low) }
    }

    #[inline(always)]
    fn square(self) -> Self {
        let magnitude = self.abs();
        Self { low: magnitude.low.square(), high: magnitude.high.square() }
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        let zero = W::splat(0.0);
        Self { low: self.low.larger(zero).sqrt(), high: self.high.larger(zero).sqrt() }
    }

    #[inline(always)]
    fn sine_cosine(self) -> (Self, Self) {
        let turns = self.scale(0.5 * std::f32::consts::FRAC_1_PI);
        let (sine_low, cosine_low) = self.low.sine_cosine();
        let (sine_high, cosine_high) = self.high.sine_cosine();
        (Self::wave(turns, 0.25, sine_low, sine_high), Self::wave(turns, 0.0, cosine_low, cosine_high))
    }
}
