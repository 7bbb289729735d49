//! Expression text → tokens.

use gve_shared::problem::ProblemCode;

use super::{Problem, Span};

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token<'t> {
    Number(f64),
    /// A bare word: function, constant, anchor point or component.
    Word(&'t str),
    /// Name after `$`.
    Variable(&'t str),
    /// Name after `@`.
    Anchor(&'t str),
    /// Operator or bracket.
    Sign(&'static str),
    End,
}

/// Longer signs come before their own beginnings.
const SIGNS: [&str; 21] =
    ["<=", ">=", "==", "!=", "<", ">", "+", "-", "*", "/", "%", "^", "?", ":", "(", ")", "[", "]", ",", ".", "="];

/// Reads one token after another.
pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    pub fn next(&mut self) -> Result<(Token<'t>, Span), Problem> {
        self.at = self.text.len() - self.text[self.at..].trim_start().len();
        let start = self.at;
        let rest = &self.text[start..];
        let Some(first) = rest.chars().next() else {
            return Ok((Token::End, Span { start, end: start }));
        };
        let token = match first {
            '0'..='9' => self.number()?,
            '.' if rest[1..].starts_with(|c: char| c.is_ascii_digit()) => self.number()?,
            '$' => Token::Variable(self.name("a variable is written $name")?),
            '@' => Token::Anchor(self.name("an anchor is written @node.point")?),
            _ if is_word_start(first) => Token::Word(self.word()),
            _ => self.sign(first)?,
        };
        Ok((token, Span { start, end: self.at }))
    }

    fn number(&mut self) -> Result<Token<'t>, Problem> {
        let start = self.at;
        self.skip_digits();
        if self.text[self.at..].starts_with('.') {
            self.at += 1;
            self.skip_digits();
        }
        if self.text[self.at..].starts_with(['e', 'E']) {
            let mantissa_end = self.at;
            self.at += 1;
            self.at += usize::from(self.text[self.at..].starts_with(['+', '-']));
            if self.skip_digits() == 0 {
                self.at = mantissa_end;
            }
        }
        let span = Span { start, end: self.at };
        if self.text[self.at..].starts_with(is_word_start) {
            let end = self.at + self.text[self.at..].find(|c| !is_word_part(c)).unwrap_or(self.text.len() - self.at);
            let message = format!("`{}` is not a number", &self.text[start..end]);
            return Err(Problem::new(ProblemCode::ExpressionSyntax, Span { start, end }, message)
                .with_hint("Write multiplication with `*`; lengths are metres and need no unit."));
        }
        match self.text[start..self.at].parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(Token::Number(value)),
            _ => Err(Problem::new(ProblemCode::ExpressionNonFinite, span, "the number is too large to be finite")),
        }
    }

    fn name(&mut self, form: &str) -> Result<&'t str, Problem> {
        let start = self.at;
        self.at += 1;
        if self.text[self.at..].starts_with(is_word_start) {
            return Ok(self.word());
        }
        Err(Problem::new(ProblemCode::ExpressionSyntax, Span { start, end: self.at }, form)
            .with_hint("Names are letters, digits and underscores, not starting with a digit."))
    }

    fn word(&mut self) -> &'t str {
        let start = self.at;
        self.at += self.text[start..].find(|c| !is_word_part(c)).unwrap_or(self.text.len() - start);
        &self.text[start..self.at]
    }

    fn sign(&mut self, first: char) -> Result<Token<'t>, Problem> {
        let rest = &self.text[self.at..];
        if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            self.at += sign.len();
            return Ok(Token::Sign(sign));
        }
        let span = Span { start: self.at, end: self.at + first.len_utf8() };
        Err(Problem::new(ProblemCode::ExpressionSyntax, span, format!("`{}` means nothing here", first.escape_debug())))
    }

    fn skip_digits(&mut self) -> usize {
        let rest = &self.text[self.at..];
        let count = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        self.at += count;
        count
    }
}

fn is_word_start(character: char) -> bool {
    character.is_ascii_alphabetic() || character == '_'
}

fn is_word_part(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}
