//! Why a command ends without its result, and the exit code that says so.

use std::path::{Path, PathBuf};

use gve_shared::problem::Diagnostic;

/// Why a command failed. Each kind has one exit code; `gve --help` lists them.
#[derive(Debug)]
pub enum Failure {
    /// The recipe or binary is wrong.
    Input {
        /// What is wrong, at least one finding.
        diagnostics: Vec<Diagnostic>,
        /// Name of the input for messages.
        name: String,
        /// Its text, if it is a text, to show the lines that findings speak of.
        text: Option<String>,
    },
    /// A request that the arguments' types cannot rule out.
    Usage { message: String, hint: String },
    /// A file cannot be read or written.
    File { path: PathBuf, action: &'static str, reason: String, hint: String },
    /// The machine lacks something.
    Machine { message: String, hint: String },
    /// A broken invariant of the program.
    Internal(String),
    /// Ctrl-C.
    Cancelled,
}

impl Failure {
    /// Exit code of the process.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Input { .. } => 1,
            Self::Usage { .. } => 2,
            Self::File { .. } => 3,
            Self::Machine { .. } => 4,
            Self::Internal(_) => 5,
            Self::Cancelled => 130,
        }
    }

    /// A file that cannot be read.
    pub(crate) fn reading(path: &Path, error: &std::io::Error) -> Self {
        let hint = match error.kind() {
            std::io::ErrorKind::NotFound => "Check the path: there is no such file.",
            std::io::ErrorKind::PermissionDenied => "You lack the permission to read it.",
            std::io::ErrorKind::IsADirectory => "Name a file, not a folder.",
            _ => "Check the path and try again.",
        };
        Self::File { path: path.to_owned(), action: "read", reason: error.to_string(), hint: hint.to_owned() }
    }

    /// A file that cannot be written.
    pub(crate) fn writing(path: &Path, error: &std::io::Error) -> Self {
        let hint = match error.kind() {
            std::io::ErrorKind::NotFound => "Create the folder first.",
            std::io::ErrorKind::PermissionDenied => "You lack the permission to write there.",
            std::io::ErrorKind::StorageFull => "Free some space on the disk.",
            _ => "Choose another place with -o.",
        };
        Self::File { path: path.to_owned(), action: "written", reason: error.to_string(), hint: hint.to_owned() }
    }
}
