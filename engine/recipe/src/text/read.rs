//! Reading of JSON text (RFC 8259) onto the tape.

use std::borrow::Cow;

use gve_shared::{
    problem::{Diagnostic, ProblemCode},
    recipe::MAX_DEPTH,
};

use super::{Document, Kind, StringPieces, Value, ValueIndex, range_between};

/// JSON levels that a recipe of [`MAX_DEPTH`] nodes can use: a node, its shape, its parameters and its children each
/// take one, and the deepest parameter some more.
const MAX_JSON_DEPTH: usize = 4 * MAX_DEPTH + 16;

impl<'t> Document<'t> {
    /// Reads a whole JSON text. Fails with one located diagnostic: syntax, nesting, a duplicate key or a number that
    /// is not finite.
    pub fn read(text: &'t str) -> Result<Self, Diagnostic> {
        let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut reader = Reader { document: Document { text, values: Vec::new() }, at: start, open: Vec::new() };
        reader.read_all()?;
        Ok(reader.document)
    }
}

struct Reader<'t> {
    document: Document<'t>,
    at: usize,
    /// Containers that are not closed yet.
    open: Vec<ValueIndex>,
}

impl Reader<'_> {
    fn read_all(&mut self) -> Result<(), Diagnostic> {
        self.read_value()?;
        while let Some(&container) = self.open.last() {
            self.skip_space();
            let is_object = self.document.values[container].kind == Kind::Object;
            let close = if is_object { b'}' } else { b']' };
            let is_empty = self.document.values.len() == container + 1;
            match self.peek() {
                Some(byte) if byte == close => self.close(container)?,
                Some(b',') if !is_empty => {
                    self.at += 1;
                    self.skip_space();
                    if self.peek() == Some(close) {
                        return Err(self
                            .syntax("a comma must be followed by another element")
                            .with_hint("Remove the trailing comma."));
                    }
                    self.read_element(is_object)?;
                }
                _ if is_empty => self.read_element(is_object)?,
                _ => return Err(self.syntax(if is_object { "expected `,` or `}`" } else { "expected `,` or `]`" })),
            }
        }
        self.skip_space();
        if self.at < self.document.text.len() {
            Err(self.syntax("the document must end after its first value"))
        } else {
            Ok(())
        }
    }

    fn read_element(&mut self, is_object: bool) -> Result<(), Diagnostic> {
        if is_object {
            if self.peek() != Some(b'"') {
                return Err(self.syntax("expected a key in double quotes"));
            }
            self.read_string()?;
            self.skip_space();
            if self.peek() != Some(b':') {
                return Err(self.syntax("expected `:` after the key"));
            }
            self.at += 1;
        }
        self.read_value()
    }

    fn read_value(&mut self) -> Result<(), Diagnostic> {
        self.skip_space();
        match self.peek() {
            Some(b'{') => self.open_container(Kind::Object),
            Some(b'[') => self.open_container(Kind::Array),
            Some(b'"') => self.read_string(),
            Some(b'-' | b'0'..=b'9') => self.read_number(),
            Some(_) => self.read_word(),
            None => Err(self.syntax("the text ends where a value is expected")),
        }
    }

    fn open_container(&mut self, kind: Kind) -> Result<(), Diagnostic> {
        if self.open.len() >= MAX_JSON_DEPTH {
            let pointer = self.open.last().map(|&index| self.document.pointer_of(index)).unwrap_or_default();
            return Err(self
                .problem(
                    ProblemCode::RecipeTooDeep,
                    format!("values are nested more than {MAX_JSON_DEPTH} levels deep"),
                    self.at,
                    self.at + 1,
                )
                .with_hint(format!("A recipe may nest nodes at most {MAX_DEPTH} deep."))
                .at(pointer));
        }
        self.open.push(self.document.values.len());
        self.push(kind, self.at, u32::MAX);
        self.at += 1;
        Ok(())
    }

    fn close(&mut self, container: ValueIndex) -> Result<(), Diagnostic> {
        self.at += 1;
        self.open.pop();
        let next = self.document.values.len() as u32;
        self.document.values[container].end = self.at as u32;
        self.document.values[container].next = next;
        self.refuse_duplicate_keys(container)
    }

    fn refuse_duplicate_keys(&self, container: ValueIndex) -> Result<(), Diagnostic> {
        let mut keys: Vec<(Cow<'_, str>, ValueIndex)> =
            self.document.members(container).map(|(key, _)| (self.document.string(key), key)).collect();
        keys.sort();
        let Some(pair) = keys.windows(2).find(|pair| pair[0].0 == pair[1].0) else { return Ok(()) };
        let (name, index) = &pair[1];
        let value = self.document.values[*index];
        Err(self
            .problem(
                ProblemCode::RecipeDuplicateKey,
                format!("the key `{name}` is given twice"),
                value.start as usize,
                value.end as usize,
            )
            .with_hint("Keep one of the two.")
            .at(self.document.pointer_of(*index)))
    }

    fn read_string(&mut self) -> Result<(), Diagnostic> {
        let start = self.at;
        let bytes = self.document.text.as_bytes();
        let mut at = start + 1;
        loop {
            match bytes.get(at) {
                Some(b'"') => break,
                Some(b'\\') => at += self.escape_length(at)?,
                Some(0..=0x1f) => {
                    return Err(self
                        .problem(ProblemCode::RecipeSyntax, "a control character stands in a string", at, at + 1)
                        .with_hint("Write line breaks as \\n and tabs as \\t."));
                }
                Some(_) => at += 1,
                None => {
                    return Err(self.problem(
                        ProblemCode::RecipeSyntax,
                        "this string is never closed",
                        start,
                        start + 1,
                    ));
                }
            }
        }
        self.at = at + 1;
        self.push_leaf(Kind::String, start);
        Ok(())
    }

    fn escape_length(&self, at: usize) -> Result<usize, Diagnostic> {
        let bytes = self.document.text.as_bytes();
        let hex =
            |from: usize| bytes.get(from..from + 4).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let bad = || self.problem(ProblemCode::RecipeSyntax, "bad escape in a string", at, at + 1);
        match bytes.get(at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(2),
            Some(b'u') if hex(at + 2) => {
                let pair = bytes.get(at + 6..at + 8) == Some(b"\\u") && hex(at + 8);
                let length = if pair { 12 } else { 6 };
                let (character, used) =
                    StringPieces::new(&self.document.text[at..at + length]).next().ok_or_else(bad)?;
                // A half of a surrogate pair on its own decodes to the replacement character.
                let spelled_out = self.document.text[at + 2..at + 6].eq_ignore_ascii_case("fffd");
                if character == char::REPLACEMENT_CHARACTER && !spelled_out { Err(bad()) } else { Ok(used) }
            }
            _ => Err(bad()),
        }
    }

    fn read_number(&mut self) -> Result<(), Diagnostic> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        let whole = self.at;
        let mut valid =
            self.skip_digits() > 0 && (self.at - whole == 1 || self.document.text.as_bytes()[whole] != b'0');
        if self.peek() == Some(b'.') {
            self.at += 1;
            valid &= self.skip_digits() > 0;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            valid &= self.skip_digits() > 0;
        }
        let text = &self.document.text[start..self.at];
        if !valid {
            let not_finite = self.document.text[self.at..].starts_with("Inf");
            return if not_finite { Err(self.not_finite(start, self.at + 3)) } else { Err(self.bad_number(start)) };
        }
        if !text.parse::<f64>().is_ok_and(f64::is_finite) {
            let end = self.at;
            self.push_leaf(Kind::Number, start);
            let pointer = self.document.pointer_of(self.document.values.len() - 1);
            return Err(self.not_finite(start, end).at(pointer));
        }
        self.push_leaf(Kind::Number, start);
        Ok(())
    }

    fn bad_number(&self, start: usize) -> Diagnostic {
        self.problem(ProblemCode::RecipeSyntax, "this is not a JSON number", start, self.at.max(start + 1))
            .with_hint("Write numbers like 0.5, -2 or 1e-3: a digit on both sides of the point, no leading zeros.")
    }

    fn not_finite(&self, start: usize, end: usize) -> Diagnostic {
        self.problem(ProblemCode::RecipeNonFinite, "a number must be finite", start, end)
            .with_hint("Use a number between -1.7e308 and 1.7e308.")
    }

    fn read_word(&mut self) -> Result<(), Diagnostic> {
        let start = self.at;
        let rest = &self.document.text[start..];
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let kind = match &rest[..length] {
            "null" => Kind::Null,
            "true" => Kind::True,
            "false" => Kind::False,
            "NaN" | "Infinity" => return Err(self.not_finite(start, start + length)),
            "" if rest.starts_with('/') => {
                return Err(self.syntax("expected a value").with_hint("JSON has no comments: remove them."));
            }
            "" if rest.starts_with('\'') => {
                return Err(self.syntax("expected a value").with_hint("Strings stand in double quotes."));
            }
            "" => return Err(self.syntax("expected a value")),
            word => {
                let message = format!("expected a value, found `{}`", word.chars().take(40).collect::<String>());
                return Err(self
                    .problem(ProblemCode::RecipeSyntax, message, start, start + length)
                    .with_hint("Text stands in double quotes."));
            }
        };
        self.at += length;
        self.push_leaf(kind, start);
        Ok(())
    }

    fn push_leaf(&mut self, kind: Kind, start: usize) {
        let next = self.document.values.len() as u32 + 1;
        self.push(kind, start, next);
    }

    fn push(&mut self, kind: Kind, start: usize, next: u32) {
        self.document.values.push(Value { kind, start: start as u32, end: self.at as u32, next });
    }

    fn skip_digits(&mut self) -> usize {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at - start
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.document.text.as_bytes().get(self.at).copied()
    }

    fn syntax(&self, message: &str) -> Diagnostic {
        let length = self.document.text[self.at..].chars().next().map_or(0, char::len_utf8);
        self.problem(ProblemCode::RecipeSyntax, message, self.at, self.at + length)
    }

    fn problem(&self, code: ProblemCode, message: impl Into<String>, start: usize, end: usize) -> Diagnostic {
        let mut diagnostic = Diagnostic::error(code, "", message);
        diagnostic.range = Some(range_between(self.document.text, start, end));
        diagnostic
    }
}

trait AtPointer {
    fn at(self, pointer: String) -> Self;
}

impl AtPointer for Diagnostic {
    fn at(mut self, pointer: String) -> Self {
        self.pointer = pointer;
        self
    }
}
