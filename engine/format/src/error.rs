//! Errors of encoders and decoders.

use gve_shared::problem::{Diagnostic, ProblemCode};

/// Why bytes could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason} (at byte {offset})")]
pub struct DecodeError {
    /// Stable code: one of `binary.…` or `frame.…`.
    pub code: ProblemCode,
    /// Offset in the input at which the problem was found, in bytes.
    pub offset: usize,
    /// What is wrong there.
    pub reason: String,
}

impl DecodeError {
    pub(crate) fn new(code: ProblemCode, offset: usize, reason: impl Into<String>) -> Self {
        Self { code, offset, reason: reason.into() }
    }

    /// The same error for the command line, the API and the editor.
    pub fn diagnostic(&self) -> Diagnostic {
        let hint = match self.code {
            ProblemCode::BinaryUnsupportedVersion => "Compile the recipe again with this version, or update GVE-1.",
            ProblemCode::BinaryBadMagic => "Choose a .gve_bin file.",
            ProblemCode::BinaryTruncated | ProblemCode::BinaryBadChecksum | ProblemCode::BinaryBadSection => {
                "The file is damaged: compile the recipe again, or copy the file again."
            }
            _ => "The message was damaged or comes from another version: reload and reconnect.",
        };
        Diagnostic::error(self.code, "", self.to_string()).with_hint(hint)
    }
}

/// Why something could not be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    /// Offsets and sizes are 32 bits wide.
    #[error("{what} would need {bytes} bytes, and 4 GiB is the limit of the format")]
    TooLarge {
        /// What did not fit.
        what: &'static str,
        /// Bytes that it would need.
        bytes: u64,
    },
}
