//! `gve export`: mesh or splats for other programs.

use std::path::Path;

use gve_format::{
    container::Container,
    export::{self, ExportError},
};
use gve_shared::problem::{Diagnostic, ProblemCode};

use crate::{
    cli::ExportArguments,
    commands::{print_json, readable_bytes},
    failure::Failure,
    files::{self, Kind},
    input::{Input, binary_failure},
    report::Terminal,
};

type Encode = fn(&Container<'_>) -> Result<Vec<u8>, ExportError>;

pub(crate) fn run(arguments: &ExportArguments, json: bool, terminal: &Terminal) -> Result<(), Failure> {
    let (kind, format, encode) = format_of(&arguments.output)?;
    files::check_target(&arguments.output, kind, arguments.force)?;
    let (name, binary) = Input::read(&arguments.input)?.into_binary(&arguments.settings, terminal)?;
    let container = Container::parse(&binary).map_err(|error| binary_failure(&name, error.diagnostic()))?;
    let bytes = encode(&container).map_err(|error| refused(&name, &error))?;
    files::write(&arguments.output, &bytes)?;
    if json {
        let output = arguments.output.display().to_string();
        return print_json(&serde_json::json!({ "output": output, "format": format, "size_bytes": bytes.len() }));
    }
    terminal.note(&format!("{}: {}", arguments.output.display(), readable_bytes(bytes.len() as u64)));
    Ok(())
}

/// The format that an output's name asks for.
fn format_of(output: &Path) -> Result<(Kind, &'static str, Encode), Failure> {
    let extension = output.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    match extension.as_deref() {
        Some("glb") => Ok((Kind::Glb, "glb", export::glb)),
        Some("stl") => Ok((Kind::Stl, "stl", export::stl)),
        Some("ply") => Ok((Kind::Ply, "ply", export::ply)),
        _ => Err(Failure::Usage {
            message: format!("{} names no format to export", output.display()),
            hint: "Let the output end in .glb (mesh with materials), .stl (mesh) or .ply (splats).".to_owned(),
        }),
    }
}

fn refused(name: &str, error: &ExportError) -> Failure {
    match error {
        ExportError::Decode(error) => binary_failure(name, error.diagnostic()),
        ExportError::Encode(error) => Failure::Internal(error.to_string()),
        ExportError::Missing(_) => {
            let problem = Diagnostic::error(ProblemCode::BinaryBadSection, "", error.to_string());
            binary_failure(name, problem.with_hint("Compile the recipe with this version, or choose another format."))
        }
    }
}
