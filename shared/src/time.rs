//! Points in time, as text.

use std::{borrow::Cow, fmt, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// A point in time in UTC: RFC 3339 with `Z`, to at most nanoseconds, such as `2026-01-31T12:00:00.250Z`.
///
/// Texts of equal precision sort like the times they name. The form is checked, the calendar is not: no leap years.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(String);

/// Why a text is not a [`Timestamp`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a timestamp is RFC 3339 in UTC, such as 2026-01-31T12:00:00.250Z")]
pub struct ParseTimestampError;

impl Timestamp {
    /// Regular expression of the form.
    pub const PATTERN: &str =
        "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?Z$";

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Two digits at `start`, if they are digits.
fn two_digits(text: &[u8], start: usize) -> Option<u8> {
    match text.get(start..start + 2)? {
        [a @ b'0'..=b'9', b @ b'0'..=b'9'] => Some((a - b'0') * 10 + (b - b'0')),
        _ => None,
    }
}

fn is_timestamp(text: &[u8]) -> Option<bool> {
    const SEPARATORS: [(usize, u8); 5] = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    let separated = SEPARATORS.iter().all(|&(at, byte)| text.get(at) == Some(&byte));
    let year = two_digits(text, 0).and(two_digits(text, 2)).is_some();
    let date = (1..=12).contains(&two_digits(text, 5)?) && (1..=31).contains(&two_digits(text, 8)?);
    let time = two_digits(text, 11)? <= 23 && two_digits(text, 14)? <= 59 && two_digits(text, 17)? <= 59;
    let rest = text.get(19..)?.strip_suffix(b"Z")?;
    let fraction = match rest {
        [] => true,
        [b'.', digits @ ..] => (1..=9).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    Some(separated && year && date && time && fraction)
}

impl FromStr for Timestamp {
    type Err = ParseTimestampError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match is_timestamp(text.as_bytes()) {
            Some(true) => Ok(Self(text.to_owned())),
            _ => Err(ParseTimestampError),
        }
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

impl JsonSchema for Timestamp {
    fn schema_name() -> Cow<'static, str> {
        "Timestamp".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "title": "Timestamp",
            "description": "A point in time in UTC: RFC 3339 with Z, to at most nanoseconds.",
            "type": "string",
            "pattern": Self::PATTERN,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rfc_3339_in_utc_is_accepted() {
        for text in ["2026-01-31T12:00:00Z", "2026-12-31T23:59:59.999Z", "0000-01-01T00:00:00.123456789Z"] {
            assert_eq!(text.parse::<Timestamp>().unwrap().as_str(), text);
        }
        for text in [
            "",
            "2026-01-31",
            "2026-01-31T12:00:00",
            "2026-01-31T12:00:00+00:00",
            "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2026-01-32T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:60:00Z",
            "2026-01-01T00:00:60Z",
            "2026-01-01T00:00:00.Z",
            "2026-01-01T00:00:00.1234567890Z",
            "2026-01-01t00:00:00Z",
            "2026-01-01T00:00:00Z ",
            "٢026-01-01T00:00:00Z",
        ] {
            assert_eq!(text.parse::<Timestamp>(), Err(ParseTimestampError), "{text:?}");
        }
    }
}
