//! Numbers, vectors and expressions of the older form.

use gve_shared::value::{Scalar, ScalarOrVector3, Vector3};

use super::{Importer, fields::Fields};
use crate::text::{Kind, ValueIndex};

impl Importer<'_, '_> {
    /// A plain finite number.
    pub(super) fn number(&self, index: ValueIndex) -> Option<f64> {
        if self.document.value(index).kind != Kind::Number {
            return None;
        }
        self.document.raw(index).parse().ok().filter(|number: &f64| number.is_finite())
    }

    /// An array of exactly `N` plain numbers.
    pub(super) fn numbers<const N: usize>(&self, index: ValueIndex) -> Option<[f64; N]> {
        let numbers: Vec<f64> =
            self.document.elements(index).map(|element| self.number(element)).collect::<Option<_>>()?;
        numbers.try_into().ok()
    }

    /// A number or an expression; notes anything else.
    pub(super) fn scalar(&mut self, index: ValueIndex) -> Option<Scalar> {
        if let Some(number) = self.number(index) {
            return Some(Scalar::Number(number));
        }
        if self.document.value(index).kind == Kind::String {
            return Some(Scalar::Expression(self.document.string(index).into_owned()));
        }
        self.not_understood(index, "a number or an expression is expected here");
        None
    }

    /// An array of exactly `N` numbers or expressions; notes anything else.
    pub(super) fn scalars<const N: usize>(&mut self, index: ValueIndex) -> Option<[Scalar; N]> {
        let elements: Vec<_> = self.document.elements(index).collect();
        if elements.len() != N {
            self.not_understood(index, format!("an array of {N} is expected here"));
            return None;
        }
        let scalars: Vec<Scalar> = elements.into_iter().map(|element| self.scalar(element)).collect::<Option<_>>()?;
        scalars.try_into().ok()
    }

    /// A parameter that may be missing.
    pub(super) fn parameter(&mut self, fields: &mut Fields<'_, '_>, names: &[&str]) -> Option<Scalar> {
        fields.take(names).and_then(|index| self.scalar(index))
    }

    /// A parameter that every such thing has; where it is missing, the value is assumed and noted at `owner`.
    pub(super) fn required(
        &mut self,
        fields: &mut Fields<'_, '_>,
        names: &[&str],
        assumed: f64,
        owner: ValueIndex,
    ) -> Scalar {
        self.parameter(fields, names).unwrap_or_else(|| {
            self.approximated(owner, format!("`{}` is missing; {assumed} is assumed", names[0]));
            Scalar::Number(assumed)
        })
    }

    /// Three numbers or an expression that yields them.
    pub(super) fn vector(&mut self, index: ValueIndex) -> Option<Vector3> {
        if self.document.value(index).kind == Kind::String {
            return Some(Vector3::Expression(self.document.string(index).into_owned()));
        }
        self.scalars(index).map(Vector3::Components)
    }

    /// One factor or three.
    pub(super) fn factors(&mut self, index: ValueIndex) -> Option<ScalarOrVector3> {
        if let Some(number) = self.number(index) {
            return Some(ScalarOrVector3::Uniform(number));
        }
        if self.document.value(index).kind == Kind::String {
            return Some(ScalarOrVector3::Expression(self.document.string(index).into_owned()));
        }
        self.scalars(index).map(ScalarOrVector3::Components)
    }
}

/// `factor · value`.
pub(super) fn scaled(value: Scalar, factor: f64) -> Scalar {
    match value {
        Scalar::Number(number) => Scalar::Number(number * factor),
        Scalar::Expression(text) => Scalar::Expression(format!("({text}) * {factor}")),
    }
}

/// `a + factor · b`.
pub(super) fn sum(a: &Scalar, factor: f64, b: &Scalar) -> Scalar {
    match (a, b) {
        (Scalar::Number(a), Scalar::Number(b)) => Scalar::Number(a + factor * b),
        _ => Scalar::Expression(format!("({}) + {factor} * ({})", text(a), text(b))),
    }
}

/// A scalar as it stands in an expression.
pub(super) fn text(value: &Scalar) -> String {
    match value {
        Scalar::Number(number) => number.to_string(),
        Scalar::Expression(text) => text.clone(),
    }
}

/// Radians as degrees.
pub(super) fn degrees(radians: Scalar) -> Scalar {
    match radians {
        Scalar::Number(number) => Scalar::Number(number.to_degrees()),
        Scalar::Expression(text) => Scalar::Expression(format!("deg({text})")),
    }
}
