//! Command line of the generator, for `npm run generate` and the checks.

use std::{
    fs,
    io::{self, BufRead, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use gve_schema::{bundle::definitions, generate, lint, roots, source_rules};

const USAGE: &str = "usage: gve-schema generate [FOLDER]   write the Rust side of generated/
       gve-schema lint                say which shapes of gve-shared are inexpressible downstream
       gve-schema accepts             read lines of JSON [type, text] and say what serde thinks of each";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.first().map(String::as_str) {
        Some("generate") => write(arguments.get(1)),
        Some("lint") => check_shapes(),
        Some("accepts") => judge_lines(),
        _ => Err(USAGE.to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn write(folder: Option<&String>) -> Result<(), String> {
    let default = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../generated");
    let folder = folder.map_or_else(default, PathBuf::from);
    let changes = generate::write(&folder).map_err(|error| format!("cannot write {}: {error}", folder.display()))?;
    for path in changes.written {
        eprintln!("written {}", path.display());
    }
    for path in changes.removed {
        eprintln!("removed {}", path.display());
    }
    Ok(())
}

/// Prints every finding of the lint; fails when there is one.
fn check_shapes() -> Result<(), String> {
    let mut findings = lint::check(&definitions());
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src");
    let mut files: Vec<PathBuf> =
        fs::read_dir(&sources).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.sort();
    for path in &files {
        let text = fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        findings.extend(source_rules::check(&format!("shared/src/{name}"), &text));
    }
    for finding in &findings {
        eprintln!("{finding}");
    }
    if findings.is_empty() { Ok(()) } else { Err(format!("{} inexpressible shapes", findings.len())) }
}

/// Answers each line `["Recipe", "{…}"]` of stdin with a line on stdout: empty when serde accepts, else its reason.
fn judge_lines() -> Result<(), String> {
    let mut answers = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let line = line.map_err(|error| error.to_string())?;
        let [name, text]: [String; 2] = serde_json::from_str(&line).map_err(|error| format!("{error} in {line}"))?;
        let verdict = roots::read(&name, &text).ok_or_else(|| format!("{name} is no root type"))?;
        let reason = verdict.err().map(|error| error.to_string().replace('\n', " ")).unwrap_or_default();
        writeln!(answers, "{reason}").map_err(|error| error.to_string())?;
    }
    Ok(())
}
