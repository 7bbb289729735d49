//! Values of a recipe that may be written as plain JSON or as an expression.
//!
//! These are the only hand-written shapes of the schema: JSON types choose the form (`number | string`), which no
//! derive expresses without an untagged union. `typeshare.toml` maps each to its TypeScript form.

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};
use typeshare::typeshare;

/// A number, or an expression that yields one: `0.5`, `"$width / 2"`.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    /// A finite number.
    Number(f64),
    /// Expression text; see the recipe language for its grammar.
    Expression(String),
}

/// A vector of three: `[1, "$h", 0]`, or an expression that yields one: `"@blade.bottom + [0, 0.1, 0]"`.
#[derive(Debug, Clone, PartialEq)]
pub enum Vector3 {
    /// Three components, each a number or an expression.
    Components([Scalar; 3]),
    /// Expression text that yields a vector.
    Expression(String),
}

/// A uniform number, a vector of three, or an expression that yields either.
#[derive(Debug, Clone, PartialEq)]
pub enum ScalarOrVector3 {
    /// The same factor on every axis.
    Uniform(f64),
    /// One factor per axis.
    Components([Scalar; 3]),
    /// Expression text that yields a number or a vector.
    Expression(String),
}

/// A rotation: a quaternion `[x, y, z, w]`, or `{ "euler_deg": [x, y, z] }` (degrees, intrinsic X, then Y, then Z).
#[derive(Debug, Clone, PartialEq)]
pub enum Rotation {
    /// Quaternion xyzw; normalised when bound, zero length is refused.
    Quaternion([Scalar; 4]),
    /// Euler angles.
    Euler(EulerDeg),
}

/// Euler angles in degrees, intrinsic X, then Y, then Z.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EulerDeg {
    /// Angles about x, y and z in degrees.
    pub euler_deg: Vector3,
}

/// An sRGB colour: `"#b0b0b0"`, or three numbers from 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub enum ColorSrgb {
    /// `#rrggbb`, either case.
    Hex(String),
    /// Red, green, blue, each 0–1 once bound.
    Components([Scalar; 3]),
}

impl ColorSrgb {
    /// Regular expression of the hexadecimal form.
    pub const HEX_PATTERN: &str = "^#[0-9a-fA-F]{6}$";
}

impl From<f64> for Scalar {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}

impl From<[f64; 3]> for Vector3 {
    fn from(value: [f64; 3]) -> Self {
        Self::Components(value.map(Scalar::Number))
    }
}

fn finite<E: de::Error>(value: f64) -> Result<f64, E> {
    if value.is_finite() { Ok(value) } else { Err(E::custom("a number must be finite")) }
}

fn serialize_number<S: Serializer>(value: f64, serializer: S) -> Result<S::Ok, S::Error> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    // Integral numbers are written as JSON integers (`1`, not `1.0`), as every other language writes them.
    if value.fract() == 0.0 && value.abs() < EXACT && !(value == 0.0 && value.is_sign_negative()) {
        serializer.serialize_i64(value as i64)
    } else {
        serializer.serialize_f64(value)
    }
}

fn exactly<'de, const N: usize, A: SeqAccess<'de>>(mut seq: A) -> Result<[Scalar; N], A::Error> {
    let mut components = Vec::with_capacity(N);
    while let Some(component) = seq.next_element::<Scalar>()? {
        if components.len() == N {
            return Err(de::Error::invalid_length(N + 1, &format!("{N} components").as_str()));
        }
        components.push(component);
    }
    components
        .try_into()
        .map_err(|got: Vec<Scalar>| de::Error::invalid_length(got.len(), &format!("{N} components").as_str()))
}

/// Implements the number/string/sequence part of a visitor; `$self::variant` takes what was read.
macro_rules! visit_numbers {
    ($map:expr) => {
        fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
            finite(value).map($map)
        }
        fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
            self.visit_f64(value as f64)
        }
        fn visit_u64<E: de::Error>(self, value: u64) -> Result<Self::Value, E> {
            self.visit_f64(value as f64)
        }
    };
}

macro_rules! visit_text {
    ($map:expr) => {
        fn visit_str<E: de::Error>(self, value: &str) -> Result<Self::Value, E> {
            Ok($map(value.to_owned()))
        }
        fn visit_string<E: de::Error>(self, value: String) -> Result<Self::Value, E> {
            Ok($map(value))
        }
    };
}

impl Serialize for Scalar {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(value) => serialize_number(*value, serializer),
            Self::Expression(text) => serializer.serialize_str(text),
        }
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ScalarVisitor;
        impl<'de> Visitor<'de> for ScalarVisitor {
            type Value = Scalar;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number or an expression in a string")
            }
            visit_numbers!(Scalar::Number);
            visit_text!(Scalar::Expression);
        }
        deserializer.deserialize_any(ScalarVisitor)
    }
}

impl Serialize for Vector3 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Components(components) => components.serialize(serializer),
            Self::Expression(text) => serializer.serialize_str(text),
        }
    }
}

impl<'de> Deserialize<'de> for Vector3 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Vector3Visitor;
        impl<'de> Visitor<'de> for Vector3Visitor {
            type Value = Vector3;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("three components or a vector expression in a string")
            }
            visit_text!(Vector3::Expression);
            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
                exactly(seq).map(Vector3::Components)
            }
        }
        deserializer.deserialize_any(Vector3Visitor)
    }
}

impl Serialize for ScalarOrVector3 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Uniform(value) => serialize_number(*value, serializer),
            Self::Components(components) => components.serialize(serializer),
            Self::Expression(text) => serializer.serialize_str(text),
        }
    }
}

impl<'de> Deserialize<'de> for ScalarOrVector3 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ScaleVisitor;
        impl<'de> Visitor<'de> for ScaleVisitor {
            type Value = ScalarOrVector3;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number, three components, or an expression in a string")
            }
            visit_numbers!(ScalarOrVector3::Uniform);
            visit_text!(ScalarOrVector3::Expression);
            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
                exactly(seq).map(ScalarOrVector3::Components)
            }
        }
        deserializer.deserialize_any(ScaleVisitor)
    }
}

impl Serialize for Rotation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Quaternion(components) => components.serialize(serializer),
            Self::Euler(euler) => euler.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Rotation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RotationVisitor;
        impl<'de> Visitor<'de> for RotationVisitor {
            type Value = Rotation;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a quaternion of four components or { \"euler_deg\": [x, y, z] }")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
                exactly(seq).map(Rotation::Quaternion)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                EulerDeg::deserialize(MapAccessDeserializer::new(map)).map(Rotation::Euler)
            }
        }
        deserializer.deserialize_any(RotationVisitor)
    }
}

impl Serialize for ColorSrgb {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Hex(text) => serializer.serialize_str(text),
            Self::Components(components) => components.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for ColorSrgb {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ColorVisitor;
        impl<'de> Visitor<'de> for ColorVisitor {
            type Value = ColorSrgb;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a colour as \"#rrggbb\" or three numbers from 0 to 1")
            }
            fn visit_str<E: de::Error>(self, value: &str) -> Result<Self::Value, E> {
                let digits = value.strip_prefix('#').unwrap_or_default();
                if digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
                    Ok(ColorSrgb::Hex(value.to_owned()))
                } else {
                    Err(E::invalid_value(de::Unexpected::Str(value), &self))
                }
            }
            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
                exactly(seq).map(ColorSrgb::Components)
            }
        }
        deserializer.deserialize_any(ColorVisitor)
    }
}

/// An array form of a type; generators need a name for it.
fn components_schema(generator: &mut SchemaGenerator, title: &str, count: u32) -> Schema {
    let scalar = generator.subschema_for::<Scalar>();
    json_schema!({ "title": title, "type": "array", "items": scalar, "minItems": count, "maxItems": count })
}

impl JsonSchema for Scalar {
    fn schema_name() -> Cow<'static, str> {
        "Scalar".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "title": "Scalar",
            "description": "A number, or an expression that yields one: 0.5, \"$width / 2\".",
            "anyOf": [{ "type": "number" }, { "type": "string" }],
        })
    }
}

impl JsonSchema for Vector3 {
    fn schema_name() -> Cow<'static, str> {
        "Vector3".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let components = components_schema(generator, "Vector3Components", 3);
        json_schema!({
            "title": "Vector3",
            "description": "A vector of three, each a number or an expression, or an expression that yields one: \"@blade.bottom + [0, 0.1, 0]\".",
            "anyOf": [components, { "type": "string" }],
        })
    }
}

impl JsonSchema for ScalarOrVector3 {
    fn schema_name() -> Cow<'static, str> {
        "ScalarOrVector3".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let components = components_schema(generator, "ScaleComponents", 3);
        json_schema!({
            "title": "ScalarOrVector3",
            "description": "A uniform number, a vector of three, or an expression that yields either.",
            "anyOf": [{ "type": "number" }, components, { "type": "string" }],
        })
    }
}

impl JsonSchema for Rotation {
    fn schema_name() -> Cow<'static, str> {
        "Rotation".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let components = components_schema(generator, "Quaternion", 4);
        let euler = generator.subschema_for::<EulerDeg>();
        json_schema!({
            "title": "Rotation",
            "description": "A quaternion [x, y, z, w], or Euler angles { \"euler_deg\": [x, y, z] } in degrees, intrinsic X, then Y, then Z.",
            "anyOf": [components, euler],
        })
    }
}

impl JsonSchema for ColorSrgb {
    fn schema_name() -> Cow<'static, str> {
        "ColorSrgb".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let components = components_schema(generator, "ColorComponents", 3);
        json_schema!({
            "title": "ColorSrgb",
            "description": "An sRGB colour: \"#b0b0b0\", or three numbers from 0 to 1.",
            "anyOf": [{ "title": "ColorHex", "type": "string", "pattern": Self::HEX_PATTERN }, components],
        })
    }
}
