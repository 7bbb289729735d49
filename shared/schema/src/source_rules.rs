//! Rules for the Rust text of `gve-shared` that its schema does not show: serde must read what the schema says.

use super::lint::Finding;

/// Attributes that no downstream generator understands.
const BANNED: [(&str, &str); 6] = [
    ("flatten", "nest the struct under a key of its own"),
    ("untagged", "use #[serde(tag = \"type\", content = \"params\")]"),
    ("alias", "convert old documents before reading them"),
    ("rename_all_fields", "rename each field"),
    ("default = ", "leave the key out instead, and document its default"),
    ("serialize_with", "write the impls by hand in gve_shared::value"),
];

/// Checks one source file of `gve-shared`; `name` is shown in findings.
pub fn check(name: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut attributes: Vec<&str> = Vec::new();
    let mut in_document = false;
    let production = text.split("#[cfg(test)]").next().unwrap_or_default();
    // rustfmt breaks long attributes over several lines; as one line they are read like short ones.
    let joined = join_attributes(production);
    for (index, line) in joined.iter().map(String::as_str).enumerate() {
        let mut report = |reason: String, fix: &'static str| {
            findings.push(Finding { place: format!("{name}:{}", index + 1), reason, fix });
        };
        let trimmed = line.trim();
        if trimmed.starts_with("#[") {
            attributes.push(trimmed);
            let serde = without_quotes(trimmed).replace("deserialize_with", "");
            for (banned, fix) in BANNED {
                if trimmed.starts_with("#[serde(") && serde.contains(banned) {
                    report(format!("serde's {} is lost downstream", banned.trim_end_matches(" = ")), fix);
                }
            }
        } else if line.starts_with("pub struct ") || line.starts_with("pub enum ") {
            in_document = attributes.iter().any(|attribute| attribute.contains("JsonSchema"));
            if in_document && !attributes.contains(&"#[typeshare]") {
                report("the type is missing from the cross-check".to_owned(), "add #[typeshare]");
            }
            attributes.clear();
        } else if let Some(field) = trimmed.strip_prefix("pub ").filter(|_| in_document && line.starts_with("    pub "))
        {
            field_rules(field, &attributes.join(" "), &mut report);
            attributes.clear();
        } else if !trimmed.starts_with("//") {
            attributes.clear();
            if line.starts_with('}') {
                in_document = false;
            }
        }
    }
    findings
}

/// The lines of a text, every attribute pulled onto its first line; the lines it took stay, empty.
fn join_attributes(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut open = None;
    for line in text.lines() {
        match open {
            Some(first) => {
                let attribute: &mut String = &mut lines[first];
                attribute.push(' ');
                attribute.push_str(line.trim());
                if line.trim_end().ends_with(")]") {
                    open = None;
                }
                lines.push("//".to_owned());
            }
            None => {
                if line.trim_start().starts_with("#[") && !line.trim_end().ends_with(']') {
                    open = Some(lines.len());
                }
                lines.push(line.to_owned());
            }
        }
    }
    lines
}

/// An attribute without what stands in its quotes, so that names of functions and keys do not count.
fn without_quotes(attribute: &str) -> String {
    attribute.split('"').step_by(2).collect()
}

fn field_rules(field: &str, attributes: &str, report: &mut impl FnMut(String, &'static str)) {
    let Some((name, kind)) = field.trim_end_matches(',').split_once(": ") else { return };
    let reads_strictly = attributes.contains("deserialize_with");
    if kind.starts_with("Option<") && !attributes.contains("deserialize_with = \"present") {
        report(
            format!("serde takes null for {name}, and the schema does not"),
            "read it with gve_shared::wire::present…",
        );
    }
    let words = || kind.split(|letter: char| !letter.is_ascii_alphanumeric());
    if words().any(|word| matches!(word, "u8" | "u16" | "u32")) && !reads_strictly {
        report(
            format!("serde refuses 1.0 for {name}, and the schema does not"),
            "read it with gve_shared::wire::whole…",
        );
    }
    if words().any(|word| word == "f32") && !reads_strictly {
        report(format!("serde turns 1e39 for {name} into infinity"), "read it with gve_shared::wire::finite_f32…");
    }
    if words().any(|word| matches!(word, "u64" | "i64" | "usize" | "isize" | "u128" | "i128")) {
        report(format!("JavaScript loses integers of {name} above 2^53"), "use u32, or a text type as AssetId does");
    }
    let plain = ["\"present\"", "\"whole\"", "\"present_whole\""].iter().any(|reader| attributes.contains(reader));
    if attributes.contains("#[schemars(") && (plain || !reads_strictly) {
        report(format!("serde ignores the limits of {name}"), "hold them with a function of gve_shared::wire");
    }
    if attributes.contains("default") && !attributes.contains("skip_serializing_if") {
        report(format!("{name} is optional when read and always written"), "add skip_serializing_if");
    }
}
