//! `gve compile`: recipe → `.gve_bin`.

use crate::{
    cli::CompileArguments,
    commands::{convert::tell, print_json, readable_bytes},
    failure::Failure,
    files::{self, Kind},
    input::RecipeText,
    report::Terminal,
};

pub(crate) fn run(arguments: &CompileArguments, json: bool, terminal: &Terminal) -> Result<(), Failure> {
    if json && files::is_stream(&arguments.output) {
        return Err(Failure::Usage {
            message: "--json and -o - both want standard output".to_owned(),
            hint: "Write the binary to a file with -o out.gve_bin.".to_owned(),
        });
    }
    files::check_target(&arguments.output, Kind::Binary, arguments.force)?;
    let recipe = RecipeText::read(&arguments.recipe)?;
    if let Some(report) = &recipe.report {
        tell(terminal, &recipe.name, &report.notes);
    }
    let compiled = recipe.compile(&arguments.settings, terminal)?;
    files::write(&arguments.output, &compiled.bytes)?;
    if json {
        return print_json(&compiled.report);
    }
    let report = &compiled.report;
    let total_ms: f64 = report.stages.iter().map(|stage| stage.duration_ms).sum();
    terminal.note(&format!(
        "{}: {} in {total_ms:.0} ms, sha256 {}",
        arguments.output.display(),
        readable_bytes(u64::from(report.size_bytes)),
        report.content_hash
    ));
    Ok(())
}
