//! The command line `gve`.

use std::process::ExitCode;

fn main() -> ExitCode {
    gve_runtime::run()
}
