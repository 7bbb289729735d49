//! Tokens → tree, by precedence climbing (Pratt 1973).

use gve_shared::problem::ProblemCode;

use super::{
    Anchor, AnchorPoint, Kind, MAX_NESTING, Operator, Problem, Span, Tree,
    functions::{CONSTANTS, FUNCTIONS},
    lexer::{Lexer, Token},
};
use crate::nearest::advice;

/// Binding powers, weakest first. Unary minus binds weaker than `^`: −2^2 is −4.
const CHOICE: u8 = 1;
const COMPARISON: u8 = 2;
const SUM: u8 = 4;
const PRODUCT: u8 = 6;
const NEGATION: u8 = 8;
const POWER: u8 = 10;

pub(super) fn parse(text: &str) -> Result<Tree, Problem> {
    let mut parser = Parser { lexer: Lexer::new(text), token: Token::End, span: Span { start: 0, end: 0 }, nesting: 0 };
    parser.advance()?;
    let (tree, _) = parser.expression(0)?;
    match parser.token {
        Token::End => Ok(tree),
        _ => Err(parser.unexpected("an operator")),
    }
}

struct Parser<'t> {
    lexer: Lexer<'t>,
    token: Token<'t>,
    span: Span,
    nesting: usize,
}

/// A tree and the depth of its nesting, which bounds the stack that evaluation takes.
type Measured = (Tree, usize);

impl<'t> Parser<'t> {
    fn advance(&mut self) -> Result<(), Problem> {
        (self.token, self.span) = self.lexer.next()?;
        Ok(())
    }

    // What recursion passes through or comes by is kept out of line: inlined together, the frames of one level of
    // nesting took more than the 2 kB that a small stack has for it.
    fn expression(&mut self, weakest: u8) -> Result<Measured, Problem> {
        self.nesting += 1;
        self.check_nesting(self.nesting, self.span)?;
        let mut left = if self.token == Token::Sign("-") {
            self.negation()?
        } else {
            let value = self.primary()?;
            self.components(value)?
        };
        loop {
            left = match self.token {
                Token::Sign("?") if weakest <= CHOICE => self.choice(left)?,
                Token::Sign(sign) => match operator(sign) {
                    Some((operator, power)) if power >= weakest.max(1) => self.binary(left, operator, power)?,
                    _ => break,
                },
                _ => break,
            };
            self.check_nesting(left.1, left.0.span)?;
        }
        self.nesting -= 1;
        Ok(left)
    }

    #[inline(never)]
    fn binary(&mut self, (left, left_depth): Measured, operator: Operator, power: u8) -> Result<Measured, Problem> {
        self.advance()?;
        // Equal power on the right makes ^ right-associative; one more makes the others left-associative.
        let (right, right_depth) = self.expression(if power == POWER { POWER } else { power + 1 })?;
        if power == COMPARISON && matches!(self.token, Token::Sign(sign) if operator_power(sign) == Some(COMPARISON)) {
            return Err(Problem::new(ProblemCode::ExpressionSyntax, self.span, "comparisons do not chain")
                .with_hint("Multiply two comparisons to demand both: `($a < $b) * ($b < $c)`."));
        }
        let span = left.span.to(right.span);
        Ok((Tree { span, kind: Kind::Binary(operator, Box::new([left, right])) }, left_depth.max(right_depth) + 1))
    }

    #[inline(never)]
    fn choice(&mut self, (condition, condition_depth): Measured) -> Result<Measured, Problem> {
        self.advance()?;
        let (yes, yes_depth) = self.expression(CHOICE)?;
        self.expect(":", "`:` and the other value")?;
        let (no, no_depth) = self.expression(CHOICE)?;
        let span = condition.span.to(no.span);
        let depth = condition_depth.max(yes_depth).max(no_depth) + 1;
        Ok((Tree { span, kind: Kind::Choice(Box::new([condition, yes, no])) }, depth))
    }

    #[inline(never)]
    fn negation(&mut self) -> Result<Measured, Problem> {
        let start = self.span;
        self.advance()?;
        let (operand, depth) = self.expression(NEGATION)?;
        let span = start.to(operand.span);
        Ok((Tree { span, kind: Kind::Negate(Box::new(operand)) }, depth + 1))
    }

    #[inline(never)]
    fn primary(&mut self) -> Result<Measured, Problem> {
        let span = self.span;
        let kind = match self.token {
            Token::Number(value) => Kind::Number(value),
            Token::Variable(name) => Kind::Variable(name.to_owned()),
            Token::Anchor(target) => return self.anchor(target),
            Token::Word(word) => return self.word(word),
            Token::Sign("[") => return self.vector(),
            Token::Sign("(") => {
                self.advance()?;
                let (mut inner, depth) = self.expression(0)?;
                inner.span = span.to(self.span);
                self.expect(")", "`)`")?;
                return Ok((inner, depth));
            }
            _ => return Err(self.unexpected("a value")),
        };
        self.advance()?;
        Ok((Tree { span, kind }, 1))
    }

    #[inline(never)]
    fn anchor(&mut self, target: &'t str) -> Result<Measured, Problem> {
        let start = self.span;
        self.advance()?;
        let names = AnchorPoint::NAMES.map(|(name, _)| name);
        if self.token != Token::Sign(".") {
            return Err(Problem::new(
                ProblemCode::ExpressionSyntax,
                start,
                format!("`@{target}` must name a point of the node"),
            )
            .with_hint(format!("Write `@{target}.` and one of: {}.", names.join(", "))));
        }
        self.advance()?;
        let Token::Word(word) = self.token else { return Err(self.unexpected("the name of a point")) };
        let Some(&(_, point)) = AnchorPoint::NAMES.iter().find(|(name, _)| *name == word) else {
            let mut problem =
                Problem::new(ProblemCode::ExpressionUnknownAnchor, self.span, format!("a node has no point `{word}`"));
            problem.hint = advice(word, names);
            return Err(problem);
        };
        let span = start.to(self.span);
        self.advance()?;
        Ok((Tree { span, kind: Kind::Anchor(Anchor { target: target.to_owned(), point }) }, 1))
    }

    #[inline(never)]
    fn word(&mut self, word: &'t str) -> Result<Measured, Problem> {
        let span = self.span;
        self.advance()?;
        if self.token == Token::Sign("(") {
            return self.call(word, span);
        }
        if let Some(&(_, value)) = CONSTANTS.iter().find(|(name, _)| *name == word) {
            return Ok((Tree { span, kind: Kind::Number(value) }, 1));
        }
        let message = format!("unknown word `{word}`");
        Err(Problem::new(ProblemCode::ExpressionUnknownName, span, message)
            .with_hint(format!("A variable is written `${word}`; the constants are `pi` and `tau`.")))
    }

    #[inline(never)]
    fn call(&mut self, name: &str, name_span: Span) -> Result<Measured, Problem> {
        let Some(function) = FUNCTIONS.iter().find(|function| function.name == name) else {
            let mut problem =
                Problem::new(ProblemCode::ExpressionUnknownName, name_span, format!("unknown function `{name}`"));
            problem.hint = advice(name, FUNCTIONS.iter().map(|function| function.name));
            return Err(problem);
        };
        self.advance()?;
        let (arguments, depth, end) = self.list(")")?;
        let span = name_span.to(end);
        if !(function.min_arguments..=function.max_arguments).contains(&arguments.len()) {
            let message = format!("`{name}` does not take {} arguments", arguments.len());
            return Err(Problem::new(ProblemCode::ExpressionSyntax, span, message)
                .with_hint(format!("Write `{name}({})`.", function.parameters)));
        }
        Ok((Tree { span, kind: Kind::Call(function, arguments) }, depth + 1))
    }

    #[inline(never)]
    fn vector(&mut self) -> Result<Measured, Problem> {
        let start = self.span;
        self.advance()?;
        let (components, depth, end) = self.list("]")?;
        let span = start.to(end);
        let count = components.len();
        let components: [Tree; 3] = components.try_into().map_err(|_| {
            Problem::new(ProblemCode::ExpressionSyntax, span, format!("a vector has three components, not {count}"))
                .with_hint("Write `[x, y, z]`.")
        })?;
        Ok((Tree { span, kind: Kind::Vector(Box::new(components)) }, depth + 1))
    }

    /// Values between commas up to a closing sign; their deepest nesting and the place of that sign.
    fn list(&mut self, close: &'static str) -> Result<(Vec<Tree>, usize, Span), Problem> {
        let mut values = Vec::new();
        let mut deepest = 0;
        while self.token != Token::Sign(close) {
            let (value, depth) = self.expression(0)?;
            values.push(value);
            deepest = deepest.max(depth);
            if self.token != Token::Sign(close) {
                self.expect(",", if close == ")" { "`,` or `)`" } else { "`,` or `]`" })?;
            }
        }
        let end = self.span;
        self.advance()?;
        Ok((values, deepest, end))
    }

    /// `.x`, `.y` and `.z` after a value.
    #[inline(never)]
    fn components(&mut self, (mut tree, mut depth): Measured) -> Result<Measured, Problem> {
        while self.token == Token::Sign(".") {
            self.advance()?;
            let axis = match self.token {
                Token::Word("x") => 0,
                Token::Word("y") => 1,
                Token::Word("z") => 2,
                _ => return Err(self.unexpected("`x`, `y` or `z`")),
            };
            let span = tree.span.to(self.span);
            self.advance()?;
            tree = Tree { span, kind: Kind::Component(Box::new(tree), axis) };
            depth += 1;
            self.check_nesting(depth, span)?;
        }
        Ok((tree, depth))
    }

    fn expect(&mut self, sign: &'static str, expected: &str) -> Result<(), Problem> {
        if self.token == Token::Sign(sign) { self.advance() } else { Err(self.unexpected(expected)) }
    }

    fn unexpected(&self, expected: &str) -> Problem {
        let message = match self.token {
            Token::End => format!("the expression ends where {expected} is expected"),
            Token::Sign("=") => {
                return Problem::new(ProblemCode::ExpressionSyntax, self.span, "`=` means nothing here")
                    .with_hint("Compare with `==`.");
            }
            _ => format!("expected {expected}"),
        };
        Problem::new(ProblemCode::ExpressionSyntax, self.span, message)
    }

    fn check_nesting(&self, depth: usize, span: Span) -> Result<(), Problem> {
        if depth <= MAX_NESTING {
            return Ok(());
        }
        Err(Problem::new(
            ProblemCode::ExpressionSyntax,
            span,
            format!("the expression is nested more than {MAX_NESTING} levels deep"),
        )
        .with_hint("Move parts of it into variables."))
    }
}

fn operator(sign: &str) -> Option<(Operator, u8)> {
    Some(match sign {
        "+" => (Operator::Add, SUM),
        "-" => (Operator::Subtract, SUM),
        "*" => (Operator::Multiply, PRODUCT),
        "/" => (Operator::Divide, PRODUCT),
        "%" => (Operator::Remainder, PRODUCT),
        "^" => (Operator::Power, POWER),
        "<" => (Operator::Less, COMPARISON),
        "<=" => (Operator::LessOrEqual, COMPARISON),
        ">" => (Operator::Greater, COMPARISON),
        ">=" => (Operator::GreaterOrEqual, COMPARISON),
        "==" => (Operator::Equal, COMPARISON),
        "!=" => (Operator::NotEqual, COMPARISON),
        _ => return None,
    })
}

fn operator_power(sign: &str) -> Option<u8> {
    operator(sign).map(|(_, power)| power)
}
