//! What a point costs: the field's program run on a number that counts its operations.

use std::{
    cell::Cell,
    ops::{Add, BitAnd, Div, Mul, Neg, Sub},
};

use crate::{
    batch::{Registers, execute},
    field::Field,
    lanes::{Arith, Lanes, sine_cosine},
};

/// Floating-point operations that one evaluation of the whole tape at one point takes: additions, products,
/// quotients, roots, comparisons and choices, each counted once; sign changes are free. Fewer instructions than this,
/// divided by the lanes of a vector, cannot evaluate the field as it is written, so this is the floor that benchmarks
/// compare with.
pub fn operations_per_point(field: &Field) -> u64 {
    let mut registers = Registers::default();
    registers.reserve(&field.program, 1, Counted(0.0));
    COUNT.set(0);
    execute(&field.program, &field.parameters, &mut registers.points, &mut registers.numbers, 1, 1);
    COUNT.get()
}

thread_local! {
    static COUNT: Cell<u64> = const { Cell::new(0) };
}

fn counted(operations: u64, value: f32) -> Counted {
    COUNT.set(COUNT.get() + operations);
    Counted(value)
}

/// A number whose arithmetic is counted.
#[derive(Debug, Clone, Copy)]
struct Counted(f32);

macro_rules! operator {
    ($trait:ident, $method:ident) => {
        impl $trait for Counted {
            type Output = Self;

            fn $method(self, other: Self) -> Self {
                counted(1, self.0.$method(other.0))
            }
        }
    };
}

operator!(Add, add);
operator!(Sub, sub);
operator!(Mul, mul);
operator!(Div, div);

impl Neg for Counted {
    type Output = Self;

    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Arith for Counted {
    fn splat(value: f32) -> Self {
        Self(value)
    }

    fn scale(self, factor: f32) -> Self {
        counted(1, self.0 * factor)
    }

    fn smaller(self, other: Self) -> Self {
        counted(1, Arith::smaller(self.0, other.0))
    }

    fn larger(self, other: Self) -> Self {
        counted(1, Arith::larger(self.0, other.0))
    }

    fn abs(self) -> Self {
        Self(self.0.abs())
    }

    fn square(self) -> Self {
        counted(1, self.0 * self.0)
    }

    fn sqrt(self) -> Self {
        counted(1, self.0.sqrt())
    }

    fn sine_cosine(self) -> (Self, Self) {
        sine_cosine(self)
    }
}

/// The outcome of a comparison.
#[derive(Debug, Clone, Copy)]
struct Outcome(bool);

impl BitAnd for Outcome {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        counted(1, 0.0);
        Self(self.0 & other.0)
    }
}

impl Lanes for Counted {
    type Mask = Outcome;

    fn less(self, other: Self) -> Outcome {
        counted(1, 0.0);
        Outcome(self.0 < other.0)
    }

    fn select(mask: Outcome, yes: Self, no: Self) -> Self {
        counted(1, if mask.0 { yes.0 } else { no.0 })
    }

    fn floor(self) -> Self {
        counted(1, Lanes::floor(self.0))
    }

    /// Counted as the whole-number steps of the hash: three mixes, and two rounds of six.
    fn hashed(cell: [Self; 3], seed: u32) -> [Self; 3] {
        counted(6 + 2 * 6 + 3 + 3 * 3, 0.0);
        Lanes::hashed(cell.map(|Counted(value)| value), seed).map(Counted)
    }

    fn looked_up(number: Self, table: &[f32]) -> Self {
        counted(1, Lanes::looked_up(number.0, table))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn operations(shape: &str) -> u64 {
        let text = format!(r#"{{ "format": "gve-recipe/1", "name": "cost", "root_node": {{ "shape": {shape} }} }}"#);
        let bound =
            gve_recipe::parse_and_bind(&text, &BTreeMap::new()).unwrap_or_else(|problems| panic!("{problems:?}"));
        operations_per_point(&Field::lower(&bound).unwrap())
    }

    const SPHERE: &str = r#"{ "type": "sphere", "params": { "radius": 0.5 } }"#;

    #[test]
    fn a_sphere_takes_ten_operations() {
        // Three differences, three squares, two sums, a root and the radius.
        assert_eq!(operations(SPHERE), 10);
    }

    #[test]
    fn a_union_adds_one_comparison() {
        let pair = r#"{ "type": "union", "params": { "children": [
            { "shape": { "type": "sphere", "params": { "radius": 0.5 } } },
            { "transform": { "position": [1, 0, 0] }, "shape": { "type": "sphere", "params": { "radius": 0.5 } } } ] } }"#;
        assert_eq!(operations(pair), 21);
    }
}
