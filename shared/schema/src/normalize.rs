//! Brings schemars' output into the one form that json-schema-to-typescript, datamodel-code-generator and ajv all
//! carry without loss.
//!
//! - Every definition and every union variant has a title, and every tagged union a discriminator.
//! - A unit enum is one `enum` list, documented or not, with names for its members.
//! - `null` is gone: an optional key is absent or has a value (`gve_shared::wire::present`).
//! - Integers have both limits, single-precision numbers theirs; formats that validators do not know are gone.

use serde_json::{Map, Value, json};

/// Normalises every definition in place.
pub fn normalize(definitions: &mut Map<String, Value>) {
    for (name, schema) in definitions.iter_mut() {
        if let Value::Object(object) = schema {
            normalize_schema(object);
            name_union_variants(name, object);
            let mut titled = Map::from_iter([("title".to_owned(), json!(name))]);
            object.shift_remove("title");
            titled.append(object);
            *object = titled;
        }
    }
}

/// Normalises a schema and all schemas inside it.
fn normalize_schema(schema: &mut Map<String, Value>) {
    let required = schema.get("required").cloned().unwrap_or_default();
    for (keyword, value) in schema.iter_mut() {
        match (keyword.as_str(), value) {
            ("properties", Value::Object(properties)) => {
                for (name, property) in properties.iter_mut() {
                    let optional = !required.as_array().is_some_and(|names| names.contains(&json!(name)));
                    if let Value::Object(property) = property
                        && optional
                    {
                        drop_null(property);
                    }
                    normalize_value(property);
                }
            }
            ("items" | "additionalProperties", value) => normalize_value(value),
            ("oneOf" | "anyOf" | "allOf" | "prefixItems", Value::Array(schemas)) => {
                schemas.iter_mut().for_each(normalize_value);
            }
            _ => {}
        }
    }
    flatten_unit_enum(schema);
    bound_number(schema);
}

fn normalize_value(value: &mut Value) {
    if let Value::Object(schema) = value {
        normalize_schema(schema);
    }
}

/// In an optional key, `["string", "null"]` → `"string"`; `anyOf [X, null]` → X; `default: null` → nothing.
fn drop_null(schema: &mut Map<String, Value>) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".into(), only);
        }
    }
    if let Some(Value::Array(members)) = schema.get_mut("enum") {
        members.retain(|member| !member.is_null());
    }
    if let Some(Value::Array(choices)) = schema.get_mut("anyOf")
        && let Some(null) = choices.iter().position(|choice| *choice == json!({ "type": "null" }))
    {
        choices.remove(null);
        if let [Value::Object(only)] = choices.as_slice() {
            let only = only.clone();
            schema.shift_remove("anyOf");
            schema.extend(only);
        }
    }
    if schema.get("default").is_some_and(Value::is_null) {
        schema.shift_remove("default");
    }
}

/// A unit enum with documented variants comes as `oneOf` constants; makes it one `enum` and keeps the texts.
fn flatten_unit_enum(schema: &mut Map<String, Value>) {
    if let Some(Value::Array(variants)) = schema.get("oneOf")
        && variants.iter().all(is_text_constant)
    {
        let mut members = Vec::new();
        let mut texts = Vec::new();
        for variant in variants {
            let text = variant.get("description").and_then(Value::as_str).unwrap_or_default();
            for member in constants(variant) {
                members.push(member);
                texts.push(text.to_owned());
            }
        }
        schema.shift_remove("oneOf");
        schema.insert("type".into(), json!("string"));
        describe_members(schema, &members, &texts);
        schema.insert("enum".into(), json!(members));
        schema.insert("x-enum-descriptions".into(), json!(texts));
    }
    if let Some(Value::Array(members)) = schema.get("enum") {
        let names: Vec<String> = members.iter().filter_map(Value::as_str).map(member_name).collect();
        schema.insert("x-enum-varnames".into(), json!(names));
    }
}

fn is_text_constant(variant: &Value) -> bool {
    variant.get("type") == Some(&json!("string")) && (variant.get("const").is_some() || variant.get("enum").is_some())
}

fn constants(variant: &Value) -> Vec<String> {
    let one = variant.get("const").into_iter();
    let many = variant.get("enum").and_then(Value::as_array).into_iter().flatten();
    one.chain(many).filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Appends the texts of the members to the description, where every generator keeps them.
fn describe_members(schema: &mut Map<String, Value>, members: &[String], texts: &[String]) {
    let mut description = schema.get("description").and_then(Value::as_str).unwrap_or_default().to_owned();
    description.push('\n');
    for (member, text) in members.iter().zip(texts) {
        description.push_str(&format!("\n- `{member}`: {text}"));
    }
    schema.insert("description".into(), json!(description));
}

/// Name of an enum member in Python: `Architecture` → `ARCHITECTURE`, `recipe.too_deep` → `RECIPE_TOO_DEEP`.
pub fn member_name(value: &str) -> String {
    let mut name = String::new();
    let mut previous_is_lower = false;
    for letter in value.chars() {
        if letter.is_ascii_alphanumeric() {
            if letter.is_ascii_uppercase() && previous_is_lower {
                name.push('_');
            }
            name.push(letter.to_ascii_uppercase());
        } else if !name.ends_with('_') {
            name.push('_');
        }
        previous_is_lower = letter.is_ascii_lowercase() || letter.is_ascii_digit();
    }
    name
}

/// Name of a type made of a tag: `asset:created` → `AssetCreated`, `smooth_union` → `SmoothUnion`.
pub fn type_name(tag: &str) -> String {
    tag.split(|letter: char| !letter.is_ascii_alphanumeric())
        .flat_map(|word| {
            word.chars()
                .enumerate()
                .map(|(index, letter)| if index == 0 { letter.to_ascii_uppercase() } else { letter })
        })
        .collect()
}

/// Gives integers their maximum and single-precision numbers their limits, and removes the formats that said so.
fn bound_number(schema: &mut Map<String, Value>) {
    const LARGEST_F32: f64 = f32::MAX as f64;
    let (minimum, maximum) = match schema.get("format").and_then(Value::as_str) {
        Some("uint8") => (json!(0), json!(u8::MAX)),
        Some("uint16") => (json!(0), json!(u16::MAX)),
        Some("uint32") => (json!(0), json!(u32::MAX)),
        Some("int8") => (json!(i8::MIN), json!(i8::MAX)),
        Some("int16") => (json!(i16::MIN), json!(i16::MAX)),
        Some("int32") => (json!(i32::MIN), json!(i32::MAX)),
        Some("float") => (json!(-LARGEST_F32), json!(LARGEST_F32)),
        Some("double") => {
            schema.shift_remove("format");
            return;
        }
        _ => return,
    };
    schema.shift_remove("format");
    schema.entry("minimum").or_insert(minimum);
    schema.entry("maximum").or_insert(maximum);
    for limit in ["minimum", "maximum"] {
        whole_limit(schema, limit);
    }
}

/// Writes a limit such as `1.0` as `1`, as every other language writes it.
fn whole_limit(schema: &mut Map<String, Value>, keyword: &str) {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if let Some(value) = schema.get(keyword).and_then(Value::as_f64)
        && value.fract() == 0.0
        && value.abs() < EXACT
    {
        schema.insert(keyword.into(), json!(value as i64));
    }
}

/// Titles the variants of a tagged union `ShapeSphere`, `ShapeBox` … and names the tag as discriminator.
fn name_union_variants(union: &str, schema: &mut Map<String, Value>) {
    let Some(Value::Array(variants)) = schema.get_mut("oneOf") else { return };
    let mut tagged = 0;
    for variant in variants.iter_mut().filter_map(Value::as_object_mut) {
        let tag =
            variant.get("properties").and_then(|properties| properties.get("type")).and_then(|tag| tag.get("const"));
        if let Some(tag) = tag.and_then(Value::as_str) {
            let mut titled = Map::from_iter([("title".to_owned(), json!(format!("{union}{}", type_name(tag))))]);
            titled.append(variant);
            *variant = titled;
            tagged += 1;
        }
    }
    if tagged == variants.len() {
        // Without it, ajv lets everything through that is no object.
        schema.insert("type".into(), json!("object"));
        schema.insert("discriminator".into(), json!({ "propertyName": "type" }));
    }
}
