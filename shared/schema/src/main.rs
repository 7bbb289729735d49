//! Command line of the generator, for `npm run generate` and the checks.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use gve_schema::generate;

const USAGE: &str = "usage: gve-schema generate [FOLDER]   write the Rust side of generated/";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.first().map(String::as_str) {
        Some("generate") => write(arguments.get(1)),
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
