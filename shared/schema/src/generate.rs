//! The whole Rust side of `generated/`.

use std::{io, path::Path};

use serde_json::Value;

use super::{
    bundle::{bundle, definitions, file_name, standalone},
    goldens, kaitai, layouts,
    output::{Changes, Files, replace_folder},
    roots,
};

/// JSON as it is checked in: two spaces, a final line feed.
pub(super) fn json_file(value: &Value) -> Vec<u8> {
    let mut text = serde_json::to_string_pretty(value).expect("a value of text keys is always JSON");
    text.push('\n');
    text.into_bytes()
}

/// Everything that goes to `generated/json-schema`.
fn schema_files() -> Files {
    let definitions = definitions();
    let mut files = Files::new();
    files.insert("gve.schema.json".into(), json_file(&bundle(&definitions)));
    for root in roots::NAMES {
        files.insert(file_name(root).into(), json_file(&standalone(&definitions, root)));
    }
    files
}

/// Writes the folders of `generated/` that come straight from Rust and tells what changed.
pub fn write(generated: &Path) -> io::Result<Changes> {
    let mut all = Changes::default();
    let folders = [
        ("json-schema", schema_files()),
        ("layout", layouts::files()),
        ("kaitai", kaitai::files()),
        ("goldens", goldens::files()),
    ];
    for (folder, files) in folders {
        std::fs::create_dir_all(generated.join(folder))?;
        let changes = replace_folder(&generated.join(folder), &files)?;
        all.written.extend(changes.written);
        all.removed.extend(changes.removed);
    }
    Ok(all)
}
