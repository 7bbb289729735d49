//! The lint finds nothing in the shared types, and finds every inexpressible shape that is planted.

use std::{fs, path::Path};

use gve_schema::{bundle::definitions, lint, normalize::normalize, roots, source_rules};
use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Map, Value};

/// Findings for a type that is normalised like the real ones, as `place: reason`.
fn findings<T: JsonSchema>() -> Vec<String> {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    generator.subschema_for::<T>();
    let mut definitions: Map<String, Value> = generator.take_definitions(true);
    normalize(&mut definitions);
    lint::check(&definitions).into_iter().map(|finding| format!("{}: {}", finding.place, finding.reason)).collect()
}

macro_rules! planted {
    ($($test:ident: $found:literal => { $($definition:item)+ })+) => {
        $(#[test]
        fn $test() {
            $(#[derive(serde::Deserialize, JsonSchema)]
            #[allow(dead_code)]
            $definition)+
            let seen = findings::<Planted>();
            assert!(seen.iter().any(|finding| finding.contains($found)), "{seen:#?}");
        })+
    };
}

planted! {
    a_clean_type_has_only_planted_findings: "the field has no documentation" => {
        /// A type.
        #[serde(deny_unknown_fields)]
        struct Planted { name: String }
    }
    an_undocumented_type: "the type has no documentation" => {
        #[serde(deny_unknown_fields)]
        struct Planted {
            /// Text.
            name: String,
        }
    }
    a_type_that_ignores_unknown_keys: "unknown keys would be ignored" => {
        /// A type.
        struct Planted {
            /// Text.
            name: String,
        }
    }
    a_tuple: "a tuple becomes" => {
        /// A type.
        #[serde(deny_unknown_fields)]
        struct Planted {
            /// Two things.
            pair: (f64, String),
        }
    }
    a_wide_integer: "loses integers above 2^53" => {
        /// A type.
        #[serde(deny_unknown_fields)]
        struct Planted {
            /// Bytes.
            size: u64,
        }
    }
    a_list_of_bytes: "one number per byte" => {
        /// A type.
        #[serde(deny_unknown_fields)]
        struct Planted {
            /// Bytes.
            data: Vec<u8>,
        }
    }
    a_map_with_keys_that_are_no_texts: "JSON keys are texts" => {
        /// A type.
        #[serde(deny_unknown_fields)]
        struct Planted {
            /// By number.
            names: std::collections::BTreeMap<u32, String>,
        }
    }
    null_inside_a_list: "null and absence" => {
        /// A type.
        #[serde(deny_unknown_fields)]
        struct Planted {
            /// Some are missing.
            names: Vec<Option<String>>,
        }
    }
    an_internally_tagged_union: "internally tagged variant" => {
        /// A union.
        #[serde(tag = "type")]
        enum Planted {
            /// With a radius.
            Sphere {
                /// Metres.
                radius: f64,
            },
            /// With a side.
            Cube {
                /// Metres.
                side: f64,
            },
        }
    }
    an_externally_tagged_union: "externally tagged" => {
        /// A union.
        enum Planted {
            /// With a radius.
            Sphere {
                /// Metres.
                radius: f64,
            },
            /// Nothing.
            Nothing,
        }
    }
    an_untagged_union: "an untagged union" => {
        /// A union.
        #[serde(untagged)]
        enum Planted {
            /// A text.
            Text(String),
            /// A number.
            Number(f64),
        }
    }
    a_variant_without_a_struct_of_its_own: "no type of their own" => {
        /// A union.
        #[serde(tag = "type", content = "params", deny_unknown_fields)]
        enum Planted {
            /// With a radius.
            Sphere {
                /// Metres.
                radius: f64,
            },
        }
    }
    a_partly_documented_enum: "moves undocumented variants" => {
        /// An enum.
        enum Planted {
            /// Explained.
            First,
            Second,
        }
    }
    anything_at_all: "anything is allowed" => {
        /// A type.
        #[serde(deny_unknown_fields)]
        struct Planted {
            /// Whatever.
            value: serde_json::Value,
        }
    }
    a_flattened_struct: "flatten loses fields" => {
        /// A type.
        struct Planted {
            /// Its own.
            name: String,
            #[serde(flatten)]
            inner: Inner,
        }
        /// A part.
        #[serde(tag = "type")]
        enum Inner {
            /// One.
            One {
                /// Text.
                a: String,
            },
        }
    }
}

#[test]
fn the_shared_types_are_expressible() {
    assert_eq!(lint::check(&definitions()), []);
    for (name, text) in sources() {
        assert_eq!(source_rules::check(&name, &text), [], "{name}");
    }
}

/// Every source file of `gve-shared` with its text.
fn sources() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src");
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(path).unwrap()))
        .collect()
}

#[test]
fn every_type_of_the_sources_is_published() {
    let published = definitions();
    let mut seen = 0;
    for (name, text) in sources() {
        let mut is_document = false;
        for line in text.split("#[cfg(test)]").next().unwrap().lines() {
            if line.starts_with("#[derive(") {
                is_document = line.contains("JsonSchema");
            }
            let declared =
                line.strip_prefix("pub struct ").or_else(|| line.strip_prefix("pub enum ")).filter(|_| is_document);
            if let Some(declared) = declared.and_then(|rest| rest.split([' ', '{', '<']).next()) {
                // An event travels in its message only.
                let reached = published.contains_key(declared) || declared == "Event";
                assert!(reached, "{name}: {declared} is in no document; list it in shared/schema/src/roots.rs");
                seen += 1;
                is_document = false;
            }
        }
    }
    assert!(seen > 60, "only {seen} types were found");
}

#[test]
fn rules_for_the_rust_text_catch_what_is_planted() {
    let field = |attributes: &str, field: &str| {
        let text = format!(
            "#[typeshare]\n#[derive(Deserialize, JsonSchema)]\npub struct Planted {{\n{attributes}    pub {field},\n}}\n"
        );
        source_rules::check("planted.rs", &text)
            .into_iter()
            .map(|finding| finding.reason)
            .collect::<Vec<_>>()
            .join("; ")
    };
    for (attributes, text, found) in [
        ("", "name: Option<String>", "serde takes null"),
        ("", "count: u32", "serde refuses 1.0"),
        ("", "size: f32", "infinity"),
        ("    #[serde(deserialize_with = \"whole\")]\n", "size: u64", "above 2^53"),
        ("    #[schemars(length(min = 1))]\n", "name: String", "ignores the limits"),
        ("    #[serde(default)]\n", "names: Vec<String>", "always written"),
        ("    #[serde(flatten)]\n", "inner: Inner", "flatten"),
        ("    #[serde(alias = \"other\")]\n", "name: String", "alias"),
        (
            "    #[serde(\n        default,\n        alias = \"other\",\n        skip_serializing_if = \"Vec::is_empty\"\n    )]\n",
            "a: Vec<A>",
            "alias",
        ),
    ] {
        let seen = field(attributes, text);
        assert!(seen.contains(found), "{attributes}{text}: {seen}");
    }
    assert_eq!(field("    #[serde(deserialize_with = \"whole\")]\n", "count: u32"), "");
    let unshared = "#[derive(Deserialize, JsonSchema)]\npub struct Planted {\n}\n";
    assert_eq!(source_rules::check("planted.rs", unshared).len(), 1);
}

#[test]
fn root_types_read_their_documents() {
    assert!(roots::read("AssetChange", "{}").unwrap().is_ok());
    assert!(roots::read("AssetChange", "[]").unwrap().is_err());
    assert!(roots::read("NoSuchType", "{}").is_none());
}
