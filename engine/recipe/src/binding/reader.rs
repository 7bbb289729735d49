//! Reading of a node's values: expressions evaluated, ranges checked, problems collected.

use std::{cell::RefCell, fmt::Display};

use gve_shared::{
    problem::{Diagnostic, ProblemCode},
    value::{Scalar, Vector3},
};

use super::{MAX_LENGTH_M, MIN_LENGTH_M, schedule::Facet, variables::Values};
use crate::{
    expression::{Anchor, AnchorProblem, Expression, Quantity, Scope, range_within},
    placement::Vec3,
};

/// Answer to an anchor: a position, a problem, or what has to be known first.
pub(crate) enum AnchorAnswer {
    Position(Vec3),
    Problem(AnchorProblem),
    Waiting(Vec<Facet>),
    /// The node that it names is itself in error; that was reported already.
    Broken,
}

/// Answers anchors for one node.
pub(crate) type AnchorSource<'s> = &'s dyn Fn(&Anchor) -> AnchorAnswer;

/// Reads the values of one node. A value that is refused leaves a diagnostic and comes back as nothing, so that the
/// next one is judged as well.
pub(crate) struct Reader<'s> {
    pointer: &'s str,
    variables: &'s Values,
    anchors: AnchorSource<'s>,
    diagnostics: Vec<Diagnostic>,
    state: RefCell<AnchorState>,
}

#[derive(Default)]
struct AnchorState {
    waiting: Vec<Facet>,
    broken: bool,
}

/// How the reading of a node ended.
pub(crate) enum Reading<T> {
    Done(T),
    /// Try again when these are known.
    Waiting(Vec<Facet>),
    Failed(Vec<Diagnostic>),
}

/// Range of a number, with the words that name it.
pub(crate) struct Range {
    pub min: f64,
    pub max: f64,
    pub text: &'static str,
}

pub(crate) const SIZE: Range = Range { min: MIN_LENGTH_M, max: MAX_LENGTH_M, text: "a length from 1e-6 to 1e6 m" };
pub(crate) const LENGTH: Range = Range { min: 0.0, max: MAX_LENGTH_M, text: "a length from 0 to 1e6 m" };
pub(crate) const COORDINATE: Range =
    Range { min: -MAX_LENGTH_M, max: MAX_LENGTH_M, text: "a coordinate from -1e6 to 1e6 m" };
pub(crate) const SCALE: Range = Range { min: MIN_LENGTH_M, max: MAX_LENGTH_M, text: "a factor from 1e-6 to 1e6" };
pub(crate) const TURN: Range = Range { min: -36_000.0, max: 36_000.0, text: "an angle from -36000 to 36000 degrees" };
pub(crate) const ANY: Range = Range { min: f64::NEG_INFINITY, max: f64::INFINITY, text: "a finite number" };

impl<'s> Reader<'s> {
    pub fn new(pointer: &'s str, variables: &'s Values, anchors: AnchorSource<'s>) -> Self {
        Self { pointer, variables, anchors, diagnostics: Vec::new(), state: RefCell::default() }
    }

    /// Ends the reading.
    pub fn finish<T>(self, result: Option<T>) -> Reading<T> {
        let AnchorState { waiting, broken } = self.state.into_inner();
        match result {
            _ if !waiting.is_empty() => Reading::Waiting(waiting),
            Some(result) if self.diagnostics.is_empty() && !broken => Reading::Done(result),
            _ => Reading::Failed(self.diagnostics),
        }
    }

    /// Records a problem with the value at `path` below the node.
    pub fn refuse(&mut self, code: ProblemCode, path: &dyn Display, message: impl Into<String>, hint: Option<&str>) {
        let mut diagnostic = Diagnostic::error(code, format!("{}{path}", self.pointer), message);
        diagnostic.hint = hint.map(str::to_owned);
        self.diagnostics.push(diagnostic);
    }

    /// Records a problem with a part of the text at `path`: the text, and the bytes that are meant.
    pub fn refuse_part(
        &mut self,
        code: ProblemCode,
        path: &dyn Display,
        (text, span): (&str, std::ops::Range<usize>),
        message: impl Into<String>,
        hint: &str,
    ) {
        let mut diagnostic = Diagnostic::error(code, format!("{}{path}", self.pointer), message).with_hint(hint);
        diagnostic.range = Some(range_within(text, span));
        self.diagnostics.push(diagnostic);
    }

    /// A number within a range.
    pub fn number(&mut self, path: &dyn Display, scalar: &Scalar, range: &Range) -> Option<f64> {
        let value = match scalar {
            Scalar::Number(value) => *value,
            Scalar::Expression(text) => match self.evaluate(path, text)? {
                Quantity::Number(value) => value,
                Quantity::Vector(_) => {
                    self.refuse(
                        ProblemCode::ExpressionType,
                        path,
                        "a number is needed here, this is a vector",
                        Some("Take a component of it with `.x`, `.y` or `.z`."),
                    );
                    return None;
                }
            },
        };
        self.in_range(path, value, range)
    }

    /// A number within a range, or its default.
    pub fn number_or(
        &mut self,
        path: &dyn Display,
        scalar: &Option<Scalar>,
        default: f64,
        range: &Range,
    ) -> Option<f64> {
        scalar.as_ref().map_or(Some(default), |scalar| self.number(path, scalar, range))
    }

    /// The shape's parameter `key`, within a range.
    pub fn param(&mut self, key: &str, scalar: &Scalar, range: &Range) -> Option<f64> {
        self.number(&format_args!("/shape/params/{key}"), scalar, range)
    }

    /// The shape's parameter `key` or its default.
    pub fn param_or(&mut self, key: &str, scalar: &Option<Scalar>, default: f64, range: &Range) -> Option<f64> {
        scalar.as_ref().map_or(Some(default), |scalar| self.param(key, scalar, range))
    }

    /// The shape's parameter `key`, a vector whose components are each within a range.
    pub fn vector_param(&mut self, key: &str, vector: &Vector3, range: &Range) -> Option<Vec3> {
        self.vector(&format_args!("/shape/params/{key}"), vector, range)
    }

    /// A vector whose components are each within a range.
    pub fn vector(&mut self, path: &dyn Display, vector: &Vector3, range: &Range) -> Option<Vec3> {
        match vector {
            Vector3::Components(components) => self.components(path, components, range),
            Vector3::Expression(text) => match self.evaluate(path, text)? {
                Quantity::Vector(value) => self.all_in_range(path, value, range),
                Quantity::Number(_) => {
                    self.refuse(
                        ProblemCode::ExpressionType,
                        path,
                        "a vector is needed here, this is a number",
                        Some("Write `[x, y, z]`."),
                    );
                    None
                }
            },
        }
    }

    /// Components in order; all are judged.
    pub fn components<const N: usize>(
        &mut self,
        path: &dyn Display,
        scalars: &[Scalar; N],
        range: &Range,
    ) -> Option<[f64; N]> {
        let mut values = [0.0; N];
        let mut complete = true;
        for (axis, scalar) in scalars.iter().enumerate() {
            match self.number(&format_args!("{path}/{axis}"), scalar, range) {
                Some(value) => values[axis] = value,
                None => complete = false,
            }
        }
        complete.then_some(values)
    }

    /// Value of an expression of either kind.
    pub fn evaluate(&mut self, path: &dyn Display, text: &str) -> Option<Quantity> {
        let result = Expression::parse(text).and_then(|expression| expression.evaluate(&*self));
        match result {
            Ok(value) => Some(value),
            Err(_) if self.is_interrupted() => None,
            Err(problem) => {
                let range = problem.range_in(text);
                let mut diagnostic =
                    Diagnostic::error(problem.code, format!("{}{path}", self.pointer), problem.message);
                diagnostic.range = Some(range);
                diagnostic.hint = problem.hint;
                self.diagnostics.push(diagnostic);
                None
            }
        }
    }

    /// The value if it lies in the range.
    pub fn in_range(&mut self, path: &dyn Display, value: f64, range: &Range) -> Option<f64> {
        if value >= range.min && value <= range.max {
            return Some(value);
        }
        let message = format!("{} is out of range: this must be {}", shown(value), range.text);
        self.refuse(ProblemCode::RecipeOutOfRange, path, message, None);
        None
    }

    pub fn all_in_range(&mut self, path: &dyn Display, values: Vec3, range: &Range) -> Option<Vec3> {
        for value in values {
            self.in_range(path, value, range)?;
        }
        Some(values)
    }

    fn is_interrupted(&self) -> bool {
        let state = self.state.borrow();
        state.broken || !state.waiting.is_empty()
    }
}

/// A number as messages show it.
fn shown(value: f64) -> String {
    if value != 0.0 && !(1e-6..1e9).contains(&value.abs()) { format!("{value:e}") } else { format!("{value}") }
}

impl Scope for Reader<'_> {
    fn variable(&self, name: &str) -> Option<f64> {
        self.variables.get(name).copied()
    }

    fn variable_names(&self) -> Vec<&str> {
        self.variables.keys().map(String::as_str).collect()
    }

    fn anchor(&self, anchor: &Anchor) -> Result<Vec3, AnchorProblem> {
        let mut state = self.state.borrow_mut();
        match (self.anchors)(anchor) {
            AnchorAnswer::Position(position) => return Ok(position),
            AnchorAnswer::Problem(problem) => return Err(problem),
            AnchorAnswer::Waiting(facets) => state.waiting.extend(facets),
            AnchorAnswer::Broken => state.broken = true,
        }
        // Never shown: `evaluate` sees that the reading was interrupted.
        Err(AnchorProblem { code: ProblemCode::ExpressionUnknownAnchor, message: String::new(), hint: None })
    }
}
