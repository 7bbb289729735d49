//! Where an export goes: a stream that can be cancelled.

use std::io::{self, Write};

use super::ExportError;

/// Bytes between two looks at the cancel flag.
const BLOCK: usize = 64 * 1024;

/// A stream of bytes; asks now and then whether it is still wanted.
pub struct Sink<'a> {
    out: &'a mut dyn Write,
    is_cancelled: &'a dyn Fn() -> bool,
    since_look: usize,
    /// Stays: what a library writes while it is dropped is not wanted either.
    is_stopped: bool,
}

impl<'a> Sink<'a> {
    /// A sink that writes to `out` until `is_cancelled` says so. Small pieces are written: give it a buffered stream.
    pub fn new(out: &'a mut dyn Write, is_cancelled: &'a dyn Fn() -> bool) -> Self {
        Self { out, is_cancelled, since_look: BLOCK, is_stopped: false }
    }

    pub(super) fn put(&mut self, bytes: &[u8]) -> Result<(), ExportError> {
        Ok(self.write_all(bytes)?)
    }

    pub(super) fn floats(&mut self, values: &[f32]) -> Result<(), ExportError> {
        values.iter().try_for_each(|value| self.put(&value.to_le_bytes()))
    }
}

impl Write for Sink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.since_look += bytes.len();
        if self.since_look > BLOCK {
            self.since_look = 0;
            self.is_stopped |= (self.is_cancelled)();
        }
        if self.is_stopped {
            // Not `Interrupted`: that one asks for another try.
            return Err(io::Error::other(Stop));
        }
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Marks the error of a cancelled sink on its way through libraries.
#[derive(Debug, thiserror::Error)]
#[error("the export was cancelled")]
struct Stop;

impl From<io::Error> for ExportError {
    fn from(error: io::Error) -> Self {
        match error.get_ref() {
            Some(inner) if inner.is::<Stop>() => Self::Cancelled,
            _ => Self::Write(error.to_string()),
        }
    }
}
