//! The expression language: numbers, `$variables`, `@anchors`, operators, functions and vectors of three.
//!
//! Text → tokens ([`lexer`]) → tree ([`parser`]) → value ([`evaluate`]). Pure: what names mean comes in through
//! [`Scope`]. Every problem carries the exact characters that it speaks of.

mod evaluate;
mod functions;
mod lexer;
mod parser;
#[cfg(test)]
mod tests;

use gve_shared::problem::{ProblemCode, TextRange};

/// Longest expression in bytes.
pub(crate) const MAX_LENGTH: usize = 4096;
/// Deepest nesting of an expression's tree.
pub(crate) const MAX_NESTING: usize = 128;

/// Bytes of the expression's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    fn to(self, other: Span) -> Span {
        Span { start: self.start, end: other.end }
    }
}

/// Value of an expression.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Quantity {
    Number(f64),
    Vector([f64; 3]),
}

/// What is wrong with an expression, and where.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Problem {
    pub code: ProblemCode,
    pub span: Span,
    pub message: String,
    pub hint: Option<String>,
}

impl Problem {
    fn new(code: ProblemCode, span: Span, message: impl Into<String>) -> Self {
        Self { code, span, message: message.into(), hint: None }
    }

    fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The span as a range on line 0: offsets within the expression, in UTF-16 code units (see [`crate::locate`]).
    pub fn range_in(&self, text: &str) -> TextRange {
        range_within(text, self.span.start..self.span.end)
    }
}

/// Bytes of a text as a range on line 0, in UTF-16 code units of the text.
pub(crate) fn range_within(text: &str, span: std::ops::Range<usize>) -> TextRange {
    let offset = |byte: usize| text.get(..byte).unwrap_or(text).encode_utf16().count() as u32;
    let start = offset(span.start);
    TextRange { line: 0, column: start + 1, start, end: offset(span.end) }
}

/// A place on the bounds of another node: `@blade.top`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Anchor {
    /// Name after the `@`.
    pub target: String,
    pub point: AnchorPoint,
}

/// Point of a box: the middle of a side, a corner, the centre; or its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AnchorPoint {
    Top,
    Bottom,
    Left,
    Right,
    Front,
    Back,
    Center,
    Min,
    Max,
    Size,
}

impl AnchorPoint {
    pub const NAMES: [(&'static str, Self); 10] = [
        ("top", Self::Top),
        ("bottom", Self::Bottom),
        ("left", Self::Left),
        ("right", Self::Right),
        ("front", Self::Front),
        ("back", Self::Back),
        ("center", Self::Center),
        ("min", Self::Min),
        ("max", Self::Max),
        ("size", Self::Size),
    ];
}

/// Why an anchor has no place.
pub(crate) struct AnchorProblem {
    pub code: ProblemCode,
    pub message: String,
    pub hint: Option<String>,
}

/// What names mean where an expression stands.
pub(crate) trait Scope {
    /// Value of a variable.
    fn variable(&self, name: &str) -> Option<f64>;
    /// All variables, for advice.
    fn variable_names(&self) -> Vec<&str>;
    /// Position of an anchor in metres, in the frame of the node that uses it.
    fn anchor(&self, anchor: &Anchor) -> Result<[f64; 3], AnchorProblem>;
}

/// A parsed expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Expression {
    root: Tree,
}

impl Expression {
    /// Parses an expression.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        if text.len() > MAX_LENGTH {
            let message = format!("the expression has {} characters; {MAX_LENGTH} are allowed", text.len());
            let whole = Span { start: 0, end: text.len() };
            return Err(Problem::new(ProblemCode::ExpressionSyntax, whole, message)
                .with_hint("Move parts of it into variables."));
        }
        parser::parse(text).map(|root| Self { root })
    }

    /// Value of the expression: always finite.
    pub fn evaluate(&self, scope: &dyn Scope) -> Result<Quantity, Problem> {
        evaluate::evaluate(&self.root, scope)
    }

    /// Variables that the expression names, in order of appearance.
    pub fn variables(&self) -> Vec<(&str, Span)> {
        let mut found = Vec::new();
        self.root.visit(&mut |tree| {
            if let Kind::Variable(name) = &tree.kind {
                found.push((name.as_str(), tree.span));
            }
        });
        found
    }
}

/// A part of an expression and where it stands.
#[derive(Debug, Clone, PartialEq)]
struct Tree {
    span: Span,
    kind: Kind,
}

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    Number(f64),
    Variable(String),
    Anchor(Anchor),
    Vector(Box<[Tree; 3]>),
    Negate(Box<Tree>),
    Binary(Operator, Box<[Tree; 2]>),
    /// Condition, value if it is not 0, value if it is 0.
    Choice(Box<[Tree; 3]>),
    Call(&'static functions::Function, Vec<Tree>),
    /// One component of a vector.
    Component(Box<Tree>, usize),
}

impl Tree {
    fn visit<'t>(&'t self, visitor: &mut dyn FnMut(&'t Tree)) {
        visitor(self);
        for child in self.children() {
            child.visit(visitor);
        }
    }

    fn children(&self) -> &[Tree] {
        match &self.kind {
            Kind::Number(_) | Kind::Variable(_) | Kind::Anchor(_) => &[],
            Kind::Vector(parts) | Kind::Choice(parts) => &parts[..],
            Kind::Negate(part) | Kind::Component(part, _) => std::slice::from_ref(part),
            Kind::Binary(_, parts) => &parts[..],
            Kind::Call(_, arguments) => arguments,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Power,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
}

/// Whether a text can name a variable, or a node in an anchor.
pub(crate) fn is_identifier(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
}
