//! Asset identity.

use std::{borrow::Cow, fmt, num::NonZeroU64, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Identity of an asset: a random integer from 1 to 2^64−1.
///
/// In JSON and URLs it is a canonical decimal string (no sign, no leading zero), because JavaScript numbers lose
/// integers above 2^53; in binary it is 8 little-endian bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AssetId(NonZeroU64);

/// Why a text is not an [`AssetId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an asset id is a decimal string from 1 to 18446744073709551615 without sign or leading zeros")]
pub struct ParseAssetIdError;

impl AssetId {
    /// Regular expression of the canonical text form, upper limit included: one alternative per leading part that
    /// 18446744073709551615 shares, so that a pattern alone decides in every language.
    pub const PATTERN: &str = concat!(
        "^([1-9][0-9]{0,18}|1[0-7][0-9]{18}|18[0-3][0-9]{17}|184[0-3][0-9]{16}|1844[0-5][0-9]{15}",
        "|18446[0-6][0-9]{14}|184467[0-3][0-9]{13}|1844674[0-3][0-9]{12}|184467440[0-6][0-9]{10}",
        "|1844674407[0-2][0-9]{9}|18446744073[0-6][0-9]{8}|1844674407370[0-8][0-9]{6}|18446744073709[0-4][0-9]{5}",
        "|184467440737095[0-4][0-9]{4}|18446744073709550[0-9]{3}|18446744073709551[0-5][0-9]{2}",
        "|1844674407370955160[0-9]|1844674407370955161[0-5])$",
    );

    /// The id with this value, or `None` for zero, which is no asset.
    pub const fn new(value: u64) -> Option<Self> {
        match NonZeroU64::new(value) {
            Some(value) => Some(Self(value)),
            None => None,
        }
    }

    /// The integer value, at least 1.
    pub const fn get(self) -> u64 {
        self.0.get()
    }

    /// The last six digits of the 16-digit lower-case hexadecimal form, as used in readable file names.
    pub fn short_id(self) -> String {
        format!("{:06x}", self.get() & 0x00ff_ffff)
    }
}

impl fmt::Display for AssetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl FromStr for AssetId {
    type Err = ParseAssetIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let canonical = text.len() <= 20 && text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
        if !canonical {
            return Err(ParseAssetIdError);
        }
        text.parse().ok().and_then(Self::new).ok_or(ParseAssetIdError)
    }
}

impl Serialize for AssetId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for AssetId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

impl JsonSchema for AssetId {
    fn schema_name() -> Cow<'static, str> {
        "AssetId".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "title": "AssetId",
            "description": "Identity of an asset: a canonical decimal string from 1 to 18446744073709551615.",
            "type": "string",
            "pattern": Self::PATTERN,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_canonical_text_form_is_accepted() {
        for (text, value) in [("1", 1), ("42", 42), ("18446744073709551615", u64::MAX)] {
            assert_eq!(text.parse::<AssetId>().unwrap().get(), value);
        }
        for text in ["", "0", "007", "+5", "-1", " 7", "1_000", "18446744073709551616", "99999999999999999999", "1.0"] {
            assert_eq!(text.parse::<AssetId>(), Err(ParseAssetIdError), "{text:?}");
        }
    }

    #[test]
    fn the_short_id_is_the_last_six_hex_digits() {
        assert_eq!(AssetId::new(0xabcd_ef01_0203_0405).unwrap().short_id(), "030405");
    }
}
