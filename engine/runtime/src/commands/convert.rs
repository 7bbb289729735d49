//! `gve convert`: documents and binaries of older forms → recipes and binaries of today, with a report.

use std::path::Path;

use gve_format::older::{OlderFile, is_older};
use gve_recipe::dna::{self, Import};
use gve_shared::{
    import::{ImportNote, ImportOutcome, ImportReport},
    problem::{Diagnostic, ProblemCode},
};

use crate::{
    cli::{BuildArguments, ConvertArguments},
    commands::{print_json, readable_bytes},
    failure::Failure,
    files::{self, Kind},
    input::{MAX_BINARY_BYTES, RecipeText, binary_failure, display_name, read},
    older_sections::carry_over,
    report::Terminal,
};

/// What the output is to hold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    Recipe,
    Binary,
}

pub(crate) fn run(arguments: &ConvertArguments, json: bool, terminal: &Terminal) -> Result<(), Failure> {
    let target = target_of(&arguments.output)?;
    if json && files::is_stream(&arguments.output) {
        return Err(Failure::Usage {
            message: "--json and -o - both want standard output".to_owned(),
            hint: "Write the result to a file with -o recipe.json or -o out.gve_bin.".to_owned(),
        });
    }
    let kind = if target == Target::Recipe { Kind::Json } else { Kind::Binary };
    files::check_target(&arguments.output, kind, arguments.force)?;
    let bytes = read(&arguments.input, MAX_BINARY_BYTES)?;
    let name = display_name(&arguments.input);
    let (result, report) = if is_older(&bytes) {
        convert_binary(&name, &bytes, target, &arguments.settings, terminal)?
    } else {
        let import = import_text(&name, bytes)?;
        let report = import.report.clone();
        (write_import(&name, import, target, &arguments.settings, terminal)?, report)
    };
    files::write(&arguments.output, &result)?;
    if json {
        return print_json(&report);
    }
    tell(terminal, &name, &report.notes);
    terminal.note(&format!("{}: {}", arguments.output.display(), readable_bytes(result.len() as u64)));
    Ok(())
}

fn target_of(output: &Path) -> Result<Target, Failure> {
    let extension = output.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    match extension.as_deref() {
        Some("gve_bin") => Ok(Target::Binary),
        Some("json") => Ok(Target::Recipe),
        None if files::is_stream(output) => Ok(Target::Recipe),
        _ => Err(Failure::Usage {
            message: format!("{} names neither a recipe nor a binary", output.display()),
            hint:
                "Let the output end in .json (recipe) or .gve_bin (binary), or write - for a recipe on standard output."
                    .to_owned(),
        }),
    }
}

fn import_text(name: &str, bytes: Vec<u8>) -> Result<Import, Failure> {
    let source = RecipeText::as_written(name.to_owned(), bytes)?;
    dna::import(&source.text).map_err(|problems| source.failure(problems))
}

/// The recipe's text, or the binary compiled from it with the document's own settings under those of the command line.
fn write_import(
    name: &str,
    import: Import,
    target: Target,
    settings: &BuildArguments,
    terminal: &Terminal,
) -> Result<Vec<u8>, Failure> {
    let recipe = RecipeText::converted(name, import.document());
    match target {
        Target::Recipe => {
            recipe.field(&settings.overrides(), settings.assets.as_deref())?;
            Ok(recipe.text.into_bytes())
        }
        Target::Binary => recipe.compile(settings, terminal).map(|compiled| compiled.bytes),
    }
}

/// A 2.x file is compiled anew from its program; without one its other sections are carried over.
fn convert_binary(
    name: &str,
    bytes: &[u8],
    target: Target,
    settings: &BuildArguments,
    terminal: &Terminal,
) -> Result<(Vec<u8>, ImportReport), Failure> {
    let damaged = |error: gve_format::DecodeError| binary_failure(name, error.diagnostic());
    let file = OlderFile::parse(bytes).map_err(damaged)?;
    if let Some(program) = file.program().map_err(damaged)? {
        let title = Path::new(name).file_stem().map_or_else(|| "Converted".into(), |stem| stem.to_string_lossy());
        let import = dna::import_program(&title, &program.instructions).map_err(|diagnostics| Failure::Input {
            diagnostics,
            name: name.to_owned(),
            text: None,
        })?;
        let mut report = import.report.clone();
        let result = write_import(name, import, target, settings, terminal)?;
        let built_anew = file.sections().into_iter().filter(|section| *section != "sdf_bytecode");
        report.notes.extend(built_anew.map(|section| match section {
            "audio_patch" | "metadata" => left_out(section),
            _ => ImportNote { outcome: ImportOutcome::Mapped, ..about(section, "built anew from the program") },
        }));
        return Ok((result, report));
    }
    if target == Target::Recipe {
        let problem = Diagnostic::error(ProblemCode::BinaryBadSection, "", "the file holds no distance program");
        return Err(binary_failure(name, problem.with_hint("Convert its mesh and splats with -o out.gve_bin.")));
    }
    let (result, notes) = carry_over(&file).map_err(damaged)?;
    Ok((result, ImportReport { notes, settings: Default::default() }))
}

fn about(section: &str, message: &str) -> ImportNote {
    let message = format!("section {section}: {message}");
    ImportNote { outcome: ImportOutcome::NotUnderstood, pointer: section.to_owned(), range: None, message }
}

/// A note about a section whose content is not public.
pub(crate) fn left_out(section: &str) -> ImportNote {
    about(section, "left out, its layout is not public")
}

/// What was approximated or not understood, line by line, and how much was mapped.
pub(crate) fn tell(terminal: &Terminal, name: &str, notes: &[ImportNote]) {
    for note in notes.iter().filter(|note| note.outcome != ImportOutcome::Mapped) {
        let word = if note.outcome == ImportOutcome::Approximated { "approximated" } else { "not understood" };
        let place = match note.range {
            Some(range) => format!("{name}:{}:{}", range.line, range.column),
            None => format!("{name}{}", if note.pointer.starts_with('@') { note.pointer.as_str() } else { "" }),
        };
        terminal.note(&format!("{word}: {} ({place})", note.message));
    }
    let count = |outcome| notes.iter().filter(|note| note.outcome == outcome).count();
    terminal.note(&format!(
        "{name}: {} mapped, {} approximated, {} not understood",
        count(ImportOutcome::Mapped),
        count(ImportOutcome::Approximated),
        count(ImportOutcome::NotUnderstood)
    ));
}
