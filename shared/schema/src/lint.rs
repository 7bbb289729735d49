//! Refuses shapes that a downstream generator would lose or that languages would read differently, with the reason
//! and the fix. [`super::source_rules`] holds what only the Rust text shows.

use std::fmt;

use serde_json::{Map, Value};

/// One refused shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where: JSON pointer below `$defs`, or file and line.
    pub place: String,
    /// What would go wrong.
    pub reason: String,
    /// What to write instead.
    pub fix: &'static str,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}\n  fix: {}", self.place, self.reason, self.fix)
    }
}

/// Types whose forms are told apart by their JSON type. They are written by hand in `gve_shared::value`, and
/// `typeshare.toml` maps each: a new one costs a line there.
pub const HAND_WRITTEN_UNIONS: [&str; 5] = ["Scalar", "Vector3", "ScalarOrVector3", "Rotation", "ColorSrgb"];

/// Types that ignore unknown keys: content of the metadata section, which later versions of 3.x may extend.
pub const OPEN_TYPES: [&str; 10] = [
    "BinaryMetadata",
    "BoundingBox",
    "BoxCollider",
    "CapsuleCollider",
    "CompileSettings",
    "InertiaTensor",
    "MassProperties",
    "MaterialRecord",
    "MeshCollider",
    "SphereCollider",
];

/// Formats that say nothing beyond what limits already say are removed while normalising; no other may stay.
const WIDE_FORMATS: [&str; 6] = ["int64", "uint64", "int", "uint", "int128", "uint128"];

/// Checks normalised definitions.
pub fn check(definitions: &Map<String, Value>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, schema) in definitions {
        let mut walk = Walk { definition: name, findings: &mut findings };
        walk.definition_rules(schema);
        walk.schema(schema, name);
    }
    findings
}

struct Walk<'a> {
    definition: &'a str,
    findings: &'a mut Vec<Finding>,
}

impl Walk<'_> {
    fn report(&mut self, place: &str, reason: impl Into<String>, fix: &'static str) {
        self.findings.push(Finding { place: place.to_owned(), reason: reason.into(), fix });
    }

    /// Rules for a whole definition.
    fn definition_rules(&mut self, schema: &Value) {
        let name = self.definition;
        if text(schema, "description").is_none() {
            self.report(name, "the type has no documentation", "write a /// comment: editors show it as help");
        }
        let base = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
        if base != name && !name.ends_with("Vector3") {
            self.report(name, "schemars numbers types of the same name", "give the types different names");
        }
        let is_map = schema.get("properties").is_none();
        let ignores_keys = schema.get("additionalProperties") != Some(&Value::Bool(false));
        if text(schema, "type") == Some("object") && !is_map {
            let may_be_open = OPEN_TYPES.contains(&name);
            if ignores_keys && !may_be_open {
                self.report(
                    name,
                    "unknown keys would be ignored, so typing errors go unseen",
                    "add #[serde(deny_unknown_fields)]",
                );
            } else if !ignores_keys && may_be_open {
                self.report(
                    name,
                    "the type is listed as open and refuses unknown keys",
                    "take it off lint::OPEN_TYPES",
                );
            }
        }
    }

    fn schema(&mut self, schema: &Value, place: &str) {
        let Value::Object(object) = schema else {
            if *schema == Value::Bool(true) {
                self.report(place, "anything is allowed here, which no language types", "name the type");
            }
            return;
        };
        self.shape(object, place);
        self.number(object, place);
        if let Some(Value::Array(variants)) = object.get("oneOf") {
            self.union(variants, place);
        }
        if object.contains_key("anyOf") && !HAND_WRITTEN_UNIONS.contains(&self.definition) {
            let fix =
                "use #[serde(tag = \"type\", content = \"params\")], or list a hand-written form in gve_shared::value";
            self.report(place, "an untagged union loses its names in every generator", fix);
        }
        self.members(object, place);
        self.inside(object, place);
    }

    /// Shapes that generators lose.
    fn shape(&mut self, object: &Map<String, Value>, place: &str) {
        if object.contains_key("prefixItems") {
            self.report(
                place,
                "a tuple becomes [unknown, unknown] in TypeScript",
                "use a struct with named fields, or an array [T; N]",
            );
        }
        let says_its_type =
            ["type", "$ref", "oneOf", "anyOf", "enum", "const"].iter().any(|keyword| object.contains_key(*keyword));
        if !says_its_type {
            self.report(place, "anything is allowed here, which no language types", "name the type");
        }
        let mixed = object.contains_key("properties") && (object.contains_key("oneOf") || object.contains_key("anyOf"));
        if mixed || object.contains_key("allOf") || object.contains_key("unevaluatedProperties") {
            self.report(
                place,
                "flatten loses fields in TypeScript and typeshare refuses it",
                "nest the struct under a key of its own",
            );
        }
        if object.contains_key("patternProperties") || object.contains_key("propertyNames") {
            self.report(
                place,
                "JSON keys are texts; a map with other keys is read differently",
                "use String keys, or an array of structs",
            );
        }
        let nullable = |value: &Value| {
            value == "null" || value.as_array().is_some_and(|types| types.iter().any(|kind| kind == "null"))
        };
        if object.get("type").is_some_and(nullable) {
            self.report(
                place,
                "null and absence would mean two things",
                "make the key optional, or name the case in an enum",
            );
        }
        let bytes = object.get("items").is_some_and(|items| items.get("maximum") == Some(&Value::from(255)));
        if bytes && object.get("maxItems").is_none() {
            self.report(place, "a list of bytes becomes one number per byte in JSON", "send binary, or base64 text");
        }
    }

    fn number(&mut self, object: &Map<String, Value>, place: &str) {
        match object.get("format").and_then(Value::as_str) {
            Some(format) if WIDE_FORMATS.contains(&format) => {
                self.report(place, "JavaScript loses integers above 2^53", "use u32, or a text type as AssetId does");
            }
            Some(format) => {
                self.report(
                    place,
                    format!("validators do not agree on format {format}"),
                    "use a pattern, which they all hold",
                );
            }
            None => {}
        }
        if object.get("type") == Some(&Value::from("integer")) {
            let limits = ["minimum", "maximum"].map(|limit| object.get(limit).and_then(Value::as_f64));
            if limits.iter().any(|limit| limit.is_none_or(|value| value.abs() > 9_007_199_254_740_991.0)) {
                self.report(
                    place,
                    "an integer without exact limits is read differently",
                    "give it a range within ±(2^53−1)",
                );
            }
        }
    }

    /// A union is adjacently tagged: every variant has a constant `type` beside one content key.
    fn union(&mut self, variants: &[Value], place: &str) {
        const FIX: &str = "use #[serde(tag = \"type\", content = \"params\")] over named structs";
        for (index, variant) in variants.iter().enumerate() {
            let place = format!("{place}/oneOf/{index}");
            let properties = variant.get("properties").and_then(Value::as_object);
            let tag = properties.and_then(|properties| properties.get("type")).and_then(|tag| tag.get("const"));
            let content =
                properties.and_then(|properties| properties.get("params").or_else(|| properties.get("payload")));
            match (tag, content) {
                (None, _) => self.report(&place, "an externally tagged or untagged variant has no discriminator", FIX),
                (Some(_), None) => {
                    self.report(&place, "an internally tagged variant loses its fields in TypeScript", FIX)
                }
                (Some(_), Some(content)) if content.get("$ref").is_none() => {
                    self.report(
                        &place,
                        "the variant's fields have no type of their own",
                        "give the variant a named struct",
                    );
                }
                _ => {}
            }
        }
    }

    fn members(&mut self, object: &Map<String, Value>, place: &str) {
        let Some(Value::Array(texts)) = object.get("x-enum-descriptions") else { return };
        let described = texts.iter().filter(|text| text.as_str().is_some_and(|text| !text.is_empty())).count();
        if described != texts.len() {
            self.report(place, "schemars moves undocumented variants to the front", "document every variant, or none");
        }
    }

    fn inside(&mut self, object: &Map<String, Value>, place: &str) {
        if let Some(Value::Object(properties)) = object.get("properties") {
            let is_variant = object
                .get("properties")
                .and_then(|properties| properties.get("type"))
                .is_some_and(|tag| tag.get("const").is_some());
            for (name, property) in properties {
                let place = format!("{place}/{name}");
                let explained = property.get("description").is_some() || property.get("$ref").is_some();
                if !explained && !is_variant {
                    self.report(
                        &place,
                        "the field has no documentation",
                        "write a /// comment with unit, range and default",
                    );
                }
                self.schema(property, &place);
            }
        }
        for keyword in ["items", "additionalProperties"] {
            if let Some(schema) = object.get(keyword).filter(|schema| schema.is_object()) {
                self.schema(schema, &format!("{place}/{keyword}"));
            }
        }
        for keyword in ["oneOf", "anyOf"] {
            for (index, schema) in object.get(keyword).and_then(Value::as_array).into_iter().flatten().enumerate() {
                self.schema(schema, &format!("{place}/{keyword}/{index}"));
            }
        }
    }
}

fn text<'a>(schema: &'a Value, keyword: &str) -> Option<&'a str> {
    schema.get(keyword).and_then(Value::as_str).filter(|text| !text.is_empty())
}
