//! `gve export`: mesh or splats for other programs.

use std::path::Path;

use gve_format::{
    container::Container,
    export::{ExportError, ExportFormat, Sink},
};
use gve_shared::problem::{Diagnostic, ProblemCode};

use crate::{
    cancel,
    cli::ExportArguments,
    commands::{print_json, readable_bytes},
    failure::Failure,
    files::{self, Kind},
    input::{Input, binary_failure},
    report::Terminal,
};

pub(crate) fn run(arguments: &ExportArguments, json: bool, terminal: &Terminal) -> Result<(), Failure> {
    let (kind, format) = format_of(arguments)?;
    let library = arguments.output.with_extension("mtl");
    let has_library = format == ExportFormat::Obj && !files::is_stream(&arguments.output);
    files::check_target(&arguments.output, kind, arguments.force)?;
    if has_library {
        files::check_target(&library, Kind::Mtl, arguments.force)?;
    }
    let (name, binary) = Input::read(&arguments.input)?.into_binary(&arguments.settings, terminal)?;
    let container = Container::parse(&binary).map_err(|error| binary_failure(&name, error.diagnostic()))?;
    let size_bytes = write(&container, &name, format, &arguments.output)?;
    if has_library {
        write(&container, &name, ExportFormat::Mtl, &library)?;
    }
    if json {
        let output = arguments.output.display().to_string();
        let report = serde_json::json!({ "output": output, "format": format.name(), "size_bytes": size_bytes });
        return print_json(&report);
    }
    terminal.note(&format!("{}: {}", arguments.output.display(), readable_bytes(size_bytes)));
    Ok(())
}

/// Streams one file; Ctrl-C stops it and leaves nothing behind.
fn write(container: &Container<'_>, name: &str, format: ExportFormat, output: &Path) -> Result<u64, Failure> {
    let stem = output.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    files::write_with(output, |out| {
        let result = format.write(container, &stem, &mut Sink::new(out, &cancel::is_requested));
        result.map_err(|error| refused(name, output, &error))
    })
}

/// The format that an output's name asks for.
fn format_of(arguments: &ExportArguments) -> Result<(Kind, ExportFormat), Failure> {
    let extension = arguments.output.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    match (extension.as_deref(), arguments.as_splats) {
        (Some("glb"), false) => Ok((Kind::Glb, ExportFormat::Glb)),
        (Some("glb"), true) => Ok((Kind::Glb, ExportFormat::GlbSplats)),
        (Some("ply"), _) => Ok((Kind::Ply, ExportFormat::Ply)),
        (Some("spz"), _) => Ok((Kind::Spz, ExportFormat::Spz)),
        (Some("stl"), false) => Ok((Kind::Stl, ExportFormat::Stl)),
        (Some("obj"), false) => Ok((Kind::Obj, ExportFormat::Obj)),
        (Some("3mf"), false) => Ok((Kind::ThreeMf, ExportFormat::ThreeMf)),
        (Some("stl" | "obj" | "3mf"), true) => Err(Failure::Usage {
            message: format!("{} cannot hold splats", arguments.output.display()),
            hint: "Write splats as .glb with --as-splats, .ply or .spz.".to_owned(),
        }),
        _ => Err(Failure::Usage {
            message: format!("{} names no format to export", arguments.output.display()),
            hint: "Let the output end in .glb, .obj, .3mf or .stl for the mesh, or in .ply or .spz for the splats."
                .to_owned(),
        }),
    }
}

fn refused(name: &str, output: &Path, error: &ExportError) -> Failure {
    match error {
        ExportError::Decode(error) => binary_failure(name, error.diagnostic()),
        ExportError::Cancelled => Failure::Cancelled,
        ExportError::Write(reason) => Failure::writing(output, &std::io::Error::other(reason.clone())),
        ExportError::Encode(error) => Failure::Internal(error.to_string()),
        ExportError::Missing(_) => {
            let problem = Diagnostic::error(ProblemCode::BinaryBadSection, "", error.to_string());
            binary_failure(name, problem.with_hint("Compile the recipe with this version, or choose another format."))
        }
    }
}
