//! Reading of JSON documents into the types of this crate.
//!
//! `serde_json::from_str` would also take arrays for structs and `{"Weapon": null}` for a unit variant, which no
//! schema describes; this reader takes objects for structs and texts for variants only. Recipes have a reader of
//! their own in `gve-recipe`, which knows lines and columns and nests deeper than the 128 levels here.

use serde::{
    Deserializer,
    de::{
        DeserializeOwned, DeserializeSeed, Error as _, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor,
        value::StringDeserializer,
    },
    forward_to_deserialize_any,
};
use serde_json::{Error, Value};

/// Reads a document from its JSON text.
///
/// # Errors
/// Broken JSON, more than 128 levels of nesting, or a value that the type does not describe.
pub fn from_str<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    from_value(serde_json::from_str(text)?)
}

/// Reads a document from JSON that was parsed before.
///
/// # Errors
/// A value that the type does not describe.
pub fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, Error> {
    T::deserialize(Decoder(value))
}

struct Decoder(Value);

impl Decoder {
    fn unexpected(&self) -> Unexpected<'_> {
        match &self.0 {
            Value::Null => Unexpected::Unit,
            Value::Bool(value) => Unexpected::Bool(*value),
            Value::Number(number) => match number.as_f64() {
                Some(value) => Unexpected::Float(value),
                None => Unexpected::Other("number"),
            },
            Value::String(text) => Unexpected::Str(text),
            Value::Array(_) => Unexpected::Seq,
            Value::Object(_) => Unexpected::Map,
        }
    }
}

impl<'de> Deserializer<'de> for Decoder {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(value),
            Value::Number(number) => number.deserialize_any(visitor),
            Value::String(text) => visitor.visit_string(text),
            Value::Array(items) => visit_items(items, visitor),
            Value::Object(members) => visitor.visit_map(Members::new(members)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.0 {
            Value::Object(members) => visitor.visit_map(Members::new(members)),
            _ => Err(Error::invalid_type(self.unexpected(), &visitor)),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.0 {
            Value::String(text) => visitor.visit_enum(text.into_deserializer()),
            _ => Err(Error::invalid_type(self.unexpected(), &visitor)),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq
        tuple tuple_struct map identifier ignored_any
    }
}

/// Visits an array and refuses items that the visitor leaves over.
fn visit_items<'de, V: Visitor<'de>>(items: Vec<Value>, visitor: V) -> Result<V::Value, Error> {
    let count = items.len();
    let mut items = Items(items.into_iter());
    let value = visitor.visit_seq(&mut items)?;
    if items.0.len() == 0 { Ok(value) } else { Err(Error::invalid_length(count, &"fewer items")) }
}

struct Items(std::vec::IntoIter<Value>);

impl<'de> SeqAccess<'de> for Items {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        self.0.next().map(|item| seed.deserialize(Decoder(item))).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// Members of an object, the tag of a union first: serde buffers content that comes before its tag, and what it
/// reads from its buffer would not pass through [`Decoder`] again.
struct Members {
    members: std::vec::IntoIter<(String, Value)>,
    value: Option<Value>,
}

impl Members {
    fn new(members: serde_json::Map<String, Value>) -> Self {
        let mut members: Vec<_> = members.into_iter().collect();
        members.sort_by_key(|(name, _)| name != "type");
        Self { members: members.into_iter(), value: None }
    }
}

impl<'de> MapAccess<'de> for Members {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        let Some((name, value)) = self.members.next() else { return Ok(None) };
        self.value = Some(value);
        let name: StringDeserializer<Error> = name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        let value = self.value.take().ok_or_else(|| Error::custom("a value was asked for before its key"))?;
        seed.deserialize(Decoder(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{asset::AssetMetadata, modifier::Modifier, shape::Shape};

    #[test]
    fn structs_are_objects_and_variants_are_texts() {
        assert!(from_str::<AssetMetadata>(r#"{"name":"a","version":1.0,"category":"Weapon"}"#).is_ok());
        for text in [r#"["a",1,"Weapon"]"#, r#"{"name":"a","version":1,"category":{"Weapon":null}}"#, "7", "null"] {
            assert!(from_str::<AssetMetadata>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_order_of_tag_and_content_changes_nothing() {
        for (tag, content, fine) in
            [("sphere", r#"{"radius":1}"#, true), ("sphere", "[1]", false), ("box", r#"{"radius":1}"#, false)]
        {
            for text in [
                format!(r#"{{"type":"{tag}","params":{content}}}"#),
                format!(r#"{{"params":{content},"type":"{tag}"}}"#),
            ] {
                assert_eq!(from_str::<Shape>(&text).is_ok(), fine, "{text}");
            }
        }
        assert!(from_str::<Modifier>(r#"["round",{"radius":1}]"#).is_err());
    }

    #[test]
    fn arrays_have_their_exact_length() {
        for (text, fine) in [("[1,2,3]", true), ("[1,2]", false), ("[1,2,3,4]", false)] {
            assert_eq!(from_str::<[f64; 3]>(text).is_ok(), fine, "{text}");
        }
    }
}
