//! Reading rules that serde's derives do not have, so that serde, the JSON Schema validators and Pydantic accept and
//! refuse exactly the same documents.
//!
//! - An optional key is absent or has a value; `null` is refused ([`present`]).
//! - A whole number may be written `1` or `1.0`: JavaScript cannot tell them apart ([`whole`]).
//! - Limits of the schema (`range`, `length`) are held while reading, because serde's derives ignore them.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{self, Unexpected, Visitor},
};

/// Reads a key that is there: its value may not be `null`. Use with `default` on every `Option` field.
pub fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Reads a whole number that fits `T`, written `1` or `1.0`.
pub fn whole<'de, D: Deserializer<'de>, T: TryFrom<u64>>(deserializer: D) -> Result<T, D::Error> {
    let value = deserializer.deserialize_any(WholeVisitor)?;
    T::try_from(value).map_err(|_| de::Error::custom(format_args!("out of range: {value} is too large")))
}

/// [`whole`] for an optional key.
pub fn present_whole<'de, D: Deserializer<'de>, T: TryFrom<u64>>(deserializer: D) -> Result<Option<T>, D::Error> {
    whole(deserializer).map(Some)
}

/// [`whole`] for an optional key, from `MIN` to `MAX`.
pub fn present_whole_within<'de, D: Deserializer<'de>, const MIN: u32, const MAX: u32>(
    deserializer: D,
) -> Result<Option<u32>, D::Error> {
    let value: u32 = whole(deserializer)?;
    if (MIN..=MAX).contains(&value) {
        Ok(Some(value))
    } else {
        Err(de::Error::custom(format_args!("out of range: {value} is not from {MIN} to {MAX}")))
    }
}

/// [`whole`] for an optional key of three numbers.
pub fn present_three_whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<[u32; 3]>, D::Error> {
    #[derive(Deserialize)]
    struct Whole(#[serde(deserialize_with = "whole")] u32);
    <[Whole; 3]>::deserialize(deserializer).map(|numbers| Some(numbers.map(|number| number.0)))
}

/// Reads three whole numbers from 0 to 255.
pub fn three_bytes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; 3], D::Error> {
    #[derive(Deserialize)]
    struct Byte(#[serde(deserialize_with = "whole")] u8);
    <[Byte; 3]>::deserialize(deserializer).map(|bytes| bytes.map(|byte| byte.0))
}

/// Reads a number that is finite in single precision.
pub fn finite_f32<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f32, D::Error> {
    let value = f64::deserialize(deserializer)?;
    if value.abs() <= f64::from(f32::MAX) {
        Ok(value as f32)
    } else {
        Err(de::Error::custom(format_args!("out of range: {value} does not fit single precision")))
    }
}

/// [`finite_f32`] for an optional key.
pub fn present_finite_f32<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f32>, D::Error> {
    finite_f32(deserializer).map(Some)
}

/// A number that is finite in single precision.
#[derive(Deserialize)]
struct Single(#[serde(deserialize_with = "finite_f32")] f32);

/// Reads three numbers that are finite in single precision.
pub fn three_finite_f32<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[f32; 3], D::Error> {
    <[Single; 3]>::deserialize(deserializer).map(|numbers| numbers.map(|number| number.0))
}

/// Reads an array of numbers that are finite in single precision.
pub fn many_finite_f32<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<f32>, D::Error> {
    let numbers = Vec::<Single>::deserialize(deserializer)?;
    Ok(numbers.into_iter().map(|number| number.0).collect())
}

/// Reads a number from 0 to 1.
pub fn fraction<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f32, D::Error> {
    let value = f64::deserialize(deserializer)?;
    if (0.0..=1.0).contains(&value) {
        Ok(value as f32)
    } else {
        Err(de::Error::custom(format_args!("out of range: {value} is not from 0 to 1")))
    }
}

/// Reads an array of `MIN` to `MAX` items.
pub fn items_within<'de, D: Deserializer<'de>, T: Deserialize<'de>, const MIN: usize, const MAX: usize>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    let items = Vec::deserialize(deserializer)?;
    if (MIN..=MAX).contains(&items.len()) {
        Ok(items)
    } else {
        let most = if MAX == usize::MAX { String::new() } else { format!(", at most {MAX}") };
        Err(de::Error::custom(format_args!("out of range: at least {MIN}{most} items are needed, not {}", items.len())))
    }
}

/// Reads an array of at least one item.
pub fn one_or_more<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    items_within::<D, T, 1, { usize::MAX }>(deserializer)
}

/// Reads a name for people: 1 to 120 characters (Unicode scalar values).
pub fn display_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    let count = text.chars().count();
    if (1..=120).contains(&count) {
        Ok(text)
    } else {
        Err(de::Error::custom(format_args!("out of range: a name has 1 to 120 characters, not {count}")))
    }
}

/// [`display_name`] for an optional key.
pub fn present_display_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    display_name(deserializer).map(Some)
}

/// [`path_word`] for an optional key.
pub fn present_path_word<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    path_word(deserializer).map(Some)
}

/// Reads a path-safe word: 1 to 40 lower-case ASCII letters, digits and underscores.
pub fn path_word<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    let safe = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if safe && (1..=40).contains(&text.len()) {
        Ok(text)
    } else {
        Err(de::Error::custom("out of range: 1 to 40 lower-case letters, digits and underscores are needed"))
    }
}

struct WholeVisitor;

impl Visitor<'_> for WholeVisitor {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number, at least 0")
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<u64, E> {
        Ok(value)
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<u64, E> {
        u64::try_from(value).map_err(|_| E::invalid_value(Unexpected::Signed(value), &self))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<u64, E> {
        const TWO_POW_64: f64 = 18_446_744_073_709_551_616.0;
        if value.fract() == 0.0 && (0.0..TWO_POW_64).contains(&value) {
            Ok(value as u64)
        } else {
            Err(E::invalid_value(Unexpected::Float(value), &self))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, from_str};

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        #[serde(default, deserialize_with = "present")]
        text: Option<String>,
        #[serde(default, deserialize_with = "present_whole")]
        small: Option<u8>,
        #[serde(default, deserialize_with = "present_whole_within::<_, 16, 512>")]
        bounded: Option<u32>,
        #[serde(default, deserialize_with = "one_or_more")]
        items: Vec<Value>,
    }

    #[test]
    fn absent_is_fine_and_null_is_refused() {
        let sample: Sample = from_str("{}").unwrap();
        assert!(sample.text.is_none() && sample.small.is_none() && sample.bounded.is_none() && sample.items.is_empty());
        for key in ["text", "small", "bounded", "items"] {
            assert!(from_str::<Sample>(&format!("{{\"{key}\":null}}")).is_err(), "{key}");
        }
    }

    #[test]
    fn whole_numbers_may_have_a_zero_fraction() {
        for (text, value) in [("7", 7), ("7.0", 7), ("-0.0", 0), ("2.55e2", 255)] {
            assert_eq!(from_str::<Sample>(&format!("{{\"small\":{text}}}")).unwrap().small, Some(value), "{text}");
        }
        for text in ["7.5", "256", "-1", "1e30", "true", "\"7\""] {
            assert!(from_str::<Sample>(&format!("{{\"small\":{text}}}")).is_err(), "{text}");
        }
    }

    #[test]
    fn limits_are_held() {
        for (text, fine) in [("15", false), ("16", true), ("512.0", true), ("513", false)] {
            assert_eq!(from_str::<Sample>(&format!("{{\"bounded\":{text}}}")).is_ok(), fine, "{text}");
        }
        assert!(from_str::<Sample>("{\"items\":[]}").is_err());
        assert_eq!(from_str::<Sample>("{\"items\":[1]}").unwrap().items.len(), 1);
    }
}
