//! serde over the tape: every refusal keeps its kind and its place.

use std::{fmt, sync::LazyLock};

use serde::{
    Deserialize,
    de::{self, DeserializeSeed, IntoDeserializer, Unexpected, Visitor, value::BorrowedStrDeserializer},
    forward_to_deserialize_any,
};

use super::{Document, Kind, ROOT, ValueIndex};

/// Why a value was refused.
#[derive(Debug)]
pub(crate) enum Refusal {
    UnknownKey { key: String, known: &'static [&'static str] },
    MissingKey { key: &'static str },
    UnknownVariant { found: String, known: &'static [&'static str] },
    WrongType { found: String, expected: String },
    Other(String),
}

/// A refusal and the value that it speaks of.
#[derive(Debug)]
pub(crate) struct DecodeProblem {
    pub refusal: Refusal,
    /// The innermost value, or the key, that was refused.
    pub index: ValueIndex,
}

/// Decodes one value. Of an array under a key `children` only a stand-in for its elements is shown: nodes are decoded
/// one by one, so that the depth of a recipe costs no stack.
pub(crate) fn decode<'de, T: Deserialize<'de>>(
    document: &'de Document<'_>,
    index: ValueIndex,
) -> Result<T, DecodeProblem> {
    T::deserialize(ValueDecoder { document, index, hide_elements: false })
        .map_err(|error| DecodeProblem { refusal: error.refusal, index: error.index.unwrap_or(index) })
}

/// What stands for the children of a node while it is decoded alone: one node, because there must be one.
static STAND_IN: LazyLock<Document<'static>> = LazyLock::new(|| {
    Document::read(r#"[{ "shape": { "type": "sphere", "params": { "radius": 1 } } }]"#).expect("valid JSON")
});

#[derive(Debug)]
struct Error {
    refusal: Refusal,
    index: Option<ValueIndex>,
}

impl Error {
    fn at(mut self, index: ValueIndex) -> Self {
        self.index.get_or_insert(index);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.refusal)
    }
}

impl std::error::Error for Error {}

impl de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { refusal: Refusal::Other(message.to_string()), index: None }
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self { refusal: Refusal::WrongType { found: describe(found), expected: expected.to_string() }, index: None }
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn invalid_length(length: usize, expected: &dyn de::Expected) -> Self {
        Self {
            refusal: Refusal::WrongType { found: format!("{length} elements"), expected: expected.to_string() },
            index: None,
        }
    }

    fn unknown_variant(found: &str, known: &'static [&'static str]) -> Self {
        Self { refusal: Refusal::UnknownVariant { found: found.to_owned(), known }, index: None }
    }

    fn unknown_field(key: &str, known: &'static [&'static str]) -> Self {
        Self { refusal: Refusal::UnknownKey { key: key.to_owned(), known }, index: None }
    }

    fn missing_field(key: &'static str) -> Self {
        Self { refusal: Refusal::MissingKey { key }, index: None }
    }
}

fn describe(found: Unexpected<'_>) -> String {
    match found {
        Unexpected::Bool(value) => format!("`{value}`"),
        Unexpected::Unsigned(value) => format!("the number {value}"),
        Unexpected::Signed(value) => format!("the number {value}"),
        Unexpected::Float(value) => format!("the number {value}"),
        Unexpected::Str(text) => format!("the string \"{}\"", text.chars().take(60).collect::<String>()),
        Unexpected::Unit => "null".to_owned(),
        Unexpected::Seq => "an array".to_owned(),
        Unexpected::Map => "an object".to_owned(),
        other => other.to_string(),
    }
}

#[derive(Clone, Copy)]
struct ValueDecoder<'de, 't> {
    document: &'de Document<'t>,
    index: ValueIndex,
    hide_elements: bool,
}

impl<'de> ValueDecoder<'de, '_> {
    fn number<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let raw = self.document.raw(self.index);
        if let Ok(whole) = raw.parse::<i64>() {
            return if whole == 0 && raw.starts_with('-') { visitor.visit_f64(-0.0) } else { visitor.visit_i64(whole) };
        }
        visitor.visit_f64(raw.parse().map_err(|_| de::Error::custom("not a number"))?)
    }

    fn any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let document = self.document;
        match document.value(self.index).kind {
            Kind::Null => visitor.visit_unit(),
            Kind::True => visitor.visit_bool(true),
            Kind::False => visitor.visit_bool(false),
            Kind::Number => self.number(visitor),
            Kind::String => visitor.visit_string(document.string(self.index).into_owned()),
            Kind::Array if self.hide_elements && document.elements(self.index).next().is_some() => {
                visitor.visit_seq(Elements { document: &STAND_IN, elements: STAND_IN.elements(ROOT) })
            }
            Kind::Array => visitor.visit_seq(Elements { document, elements: document.elements(self.index) }),
            Kind::Object => visitor.visit_map(Members::new(document, self.index)),
        }
    }
}

impl<'de> de::Deserializer<'de> for ValueDecoder<'de, '_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.any(visitor).map_err(|error| error.at(self.index))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.document.value(self.index).kind {
            Kind::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
        .map_err(|error| error.at(self.index))
    }

    /// serde's derives also take a struct's fields as an array, which the schema does not describe.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.document.value(self.index).kind {
            Kind::Array => Err(de::Error::invalid_type(Unexpected::Seq, &visitor)),
            _ => self.any(visitor),
        }
        .map_err(|error: Error| error.at(self.index))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self).map_err(|error| error.at(self.index))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let expected = "a string";
        match self.document.value(self.index).kind {
            Kind::String => {
                let name = self.document.string(self.index).into_owned();
                visitor.visit_enum(name.into_deserializer())
            }
            Kind::Object => Err(de::Error::invalid_type(Unexpected::Map, &expected)),
            _ => self.any(visitor),
        }
        .map_err(|error: Error| error.at(self.index))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier
    }
}

struct Elements<'de, 't, I> {
    document: &'de Document<'t>,
    elements: I,
}

impl<'de, I: Iterator<Item = ValueIndex>> de::SeqAccess<'de> for Elements<'de, '_, I> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        let document = self.document;
        let Some(index) = self.elements.next() else { return Ok(None) };
        let decoded = seed.deserialize(ValueDecoder { document, index, hide_elements: false });
        decoded.map(Some).map_err(|error| error.at(index))
    }
}

struct Members<'de, 't> {
    document: &'de Document<'t>,
    /// Still to come, the last one first.
    waiting: Vec<(ValueIndex, ValueIndex)>,
    value: ValueIndex,
    hide_elements: bool,
}

impl<'de, 't> Members<'de, 't> {
    fn new(document: &'de Document<'t>, index: ValueIndex) -> Self {
        let mut waiting: Vec<_> = document.members(index).collect();
        // The tag of a union goes first wherever the author wrote it: serde would otherwise buffer the content, and
        // with the buffer lose the places of its values.
        let tag = waiting.iter().position(|&(key, _)| document.string(key) == "type").unwrap_or(0);
        if tag < waiting.len() {
            waiting[..=tag].rotate_right(1);
        }
        waiting.reverse();
        Self { document, waiting, value: ROOT, hide_elements: false }
    }
}

impl<'de> de::MapAccess<'de> for Members<'de, '_> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        let Some((key, value)) = self.waiting.pop() else { return Ok(None) };
        self.value = value;
        let name = self.document.string(key);
        self.hide_elements = name == "children";
        let decoded = match name {
            std::borrow::Cow::Borrowed(text) => seed.deserialize(BorrowedStrDeserializer::new(text)),
            std::borrow::Cow::Owned(text) => seed.deserialize(text.into_deserializer()),
        };
        decoded.map(Some).map_err(|error: Error| error.at(key))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        let Self { document, value, hide_elements, .. } = *self;
        seed.deserialize(ValueDecoder { document, index: value, hide_elements }).map_err(|error| error.at(value))
    }
}
