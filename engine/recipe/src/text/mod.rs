//! JSON text with places: a flat tape of values that remember where they stand.
//!
//! The tape is what lets every later problem point at its line and column, and it is built without recursion, so that
//! no nesting of the input can exhaust the stack.

mod decode;
mod locate;
mod read;

use std::borrow::Cow;

pub(crate) use decode::{DecodeProblem, Refusal, decode};
pub use locate::locate;
pub(crate) use locate::{place_of, range_between};

/// Kind of a JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Null,
    True,
    False,
    Number,
    String,
    Array,
    Object,
}

/// A value on the tape. Containers are followed by their content; an object's content alternates keys and values.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Value {
    pub kind: Kind,
    /// First byte in the text.
    pub start: u32,
    /// End in the text, exclusive.
    pub end: u32,
    /// Index of the first value after this one and its content; `u32::MAX` while it is still open.
    pub next: u32,
}

/// Index of a value on the tape.
pub(crate) type ValueIndex = usize;

/// A parsed JSON text.
pub(crate) struct Document<'t> {
    pub text: &'t str,
    values: Vec<Value>,
}

/// The root of every document.
pub(crate) const ROOT: ValueIndex = 0;

impl<'t> Document<'t> {
    pub fn value(&self, index: ValueIndex) -> Value {
        self.values[index]
    }

    /// Text of a value as it was written.
    pub fn raw(&self, index: ValueIndex) -> &'t str {
        let value = self.values[index];
        &self.text[value.start as usize..value.end as usize]
    }

    /// Content of a string value.
    pub fn string(&self, index: ValueIndex) -> Cow<'t, str> {
        let raw = self.raw(index);
        unescape(&raw[1..raw.len() - 1])
    }

    /// Elements of an array; nothing for other values.
    pub fn elements(&self, index: ValueIndex) -> impl Iterator<Item = ValueIndex> + '_ {
        self.content(index, Kind::Array)
    }

    /// Key and value of each member of an object; nothing for other values.
    pub fn members(&self, index: ValueIndex) -> impl Iterator<Item = (ValueIndex, ValueIndex)> + '_ {
        self.content(index, Kind::Object).step_by(2).filter_map(|key| {
            let value = self.values[key].next as usize;
            (value < self.values.len()).then_some((key, value))
        })
    }

    /// Value of a member of an object.
    pub fn member(&self, index: ValueIndex, name: &str) -> Option<ValueIndex> {
        self.members(index).find(|&(key, _)| self.string(key) == name).map(|(_, value)| value)
    }

    /// RFC 6901 pointer of a value; a key of an object has the pointer of its member.
    pub fn pointer_of(&self, target: ValueIndex) -> String {
        let mut pointer = String::new();
        let mut at = ROOT;
        while at != target {
            let inside = match self.values[at].kind {
                Kind::Array => self.elements(at).enumerate().find(|&(_, child)| self.encloses(child, target)).map(
                    |(position, child)| {
                        pointer.push_str(&format!("/{position}"));
                        child
                    },
                ),
                Kind::Object => self
                    .members(at)
                    .find(|&(key, value)| key == target || self.encloses(value, target))
                    .map(|(key, value)| {
                        push_token(&mut pointer, &self.string(key));
                        if key == target { target } else { value }
                    }),
                _ => None,
            };
            match inside {
                Some(child) => at = child,
                None => break,
            }
        }
        pointer
    }

    fn encloses(&self, outer: ValueIndex, inner: ValueIndex) -> bool {
        outer <= inner && inner < self.values[outer].next as usize
    }

    fn content(&self, index: ValueIndex, kind: Kind) -> impl Iterator<Item = ValueIndex> + '_ {
        let value = self.values[index];
        let end = if value.kind == kind { (value.next as usize).min(self.values.len()) } else { 0 };
        let first = (index + 1 < end).then_some(index + 1);
        std::iter::successors(first, move |&at| {
            let next = self.values[at].next as usize;
            (next < end).then_some(next)
        })
    }
}

/// Appends a reference token to a JSON pointer.
pub(crate) fn push_token(pointer: &mut String, token: &str) {
    pointer.push('/');
    for character in token.chars() {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}

/// Content of a JSON string whose escapes were checked when it was read.
fn unescape(body: &str) -> Cow<'_, str> {
    if !body.contains('\\') {
        return Cow::Borrowed(body);
    }
    Cow::Owned(StringPieces { rest: body }.map(|(character, _)| character).collect())
}

/// Characters of a JSON string's body, each with the number of bytes it takes in the text.
pub(crate) struct StringPieces<'s> {
    rest: &'s str,
}

impl<'s> StringPieces<'s> {
    pub fn new(body: &'s str) -> Self {
        Self { rest: body }
    }
}

impl Iterator for StringPieces<'_> {
    type Item = (char, usize);

    fn next(&mut self) -> Option<Self::Item> {
        let first = self.rest.chars().next()?;
        let (character, length) = if first == '\\' { unescape_one(self.rest) } else { (first, first.len_utf8()) };
        self.rest = self.rest.get(length..).unwrap_or_default();
        Some((character, length))
    }
}

/// The character that an escape at the start of `text` stands for, and its length in bytes.
fn unescape_one(text: &str) -> (char, usize) {
    let unit = |at: usize| text.get(at..at + 4).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    match text.as_bytes().get(1) {
        Some(b'b') => ('\u{8}', 2),
        Some(b'f') => ('\u{c}', 2),
        Some(b'n') => ('\n', 2),
        Some(b'r') => ('\r', 2),
        Some(b't') => ('\t', 2),
        Some(b'u') => match (unit(2), unit(8)) {
            (Some(high @ 0xd800..=0xdbff), Some(low @ 0xdc00..=0xdfff)) => (
                char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00))
                    .unwrap_or(char::REPLACEMENT_CHARACTER),
                12,
            ),
            (Some(code), _) => (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 6),
            (None, _) => (char::REPLACEMENT_CHARACTER, 2),
        },
        Some(&other) => (other as char, 2),
        None => ('\\', 1),
    }
}
