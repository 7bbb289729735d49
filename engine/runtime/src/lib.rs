//! GVE-1's native runtime and command line.
//!
//! It owns files, terminals and signals; it never knows HTTP or databases. Start reading at [`cli`] (what can be asked
//! for), then `commands` (one module each). Data goes to standard output, everything else to standard error;
//! [`failure::Failure`] lists the exit codes.

mod cancel;
pub mod cli;
mod commands;
pub mod failure;
mod files;
mod input;
mod library;
mod older_sections;
mod progress;
mod report;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use cli::{Cli, Command};
use failure::Failure;
use report::Terminal;

/// Runs the command that the process was started with.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let terminal = Terminal::detect();
    if let Err(error) = cancel::install() {
        terminal.note(&format!("Ctrl-C cannot be caught ({error}); it will end the program at once"));
    }
    let outcome = match &cli.command {
        Command::Compile(arguments) => commands::compile::run(arguments, cli.json, &terminal),
        Command::Convert(arguments) => commands::convert::run(arguments, cli.json, &terminal),
        Command::Expand(arguments) => commands::expand::run(arguments, cli.json, &terminal),
        Command::Validate(arguments) => commands::validate::run(arguments, cli.json),
        Command::Inspect(arguments) => commands::inspect::run(arguments, cli.json),
        Command::Render(arguments) => commands::render::run(arguments, cli.json, &terminal),
        Command::Export(arguments) => commands::export::run(arguments, cli.json, &terminal),
        Command::Sound(arguments) => commands::sound::run(arguments, cli.json, &terminal),
        Command::Doctor => commands::doctor::run(cli.json, &terminal),
        Command::Completions { shell } => {
            clap_complete::generate(*shell, &mut Cli::command(), "gve", &mut std::io::stdout());
            Ok(())
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            report_failure(&failure, cli.json, &terminal);
            ExitCode::from(failure.exit_code())
        }
    }
}

fn report_failure(failure: &Failure, json: bool, terminal: &Terminal) {
    if json && let Failure::Input { diagnostics, .. } = failure {
        println!("{}", serde_json::json!({ "ok": false, "diagnostics": diagnostics }));
    }
    terminal.failure(failure);
}
