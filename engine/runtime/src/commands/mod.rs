//! One module per command.

pub(crate) mod compile;
pub(crate) mod convert;
pub(crate) mod doctor;
pub(crate) mod expand;
pub(crate) mod export;
pub(crate) mod inspect;
pub(crate) mod render;
pub(crate) mod sound;
pub(crate) mod validate;

use serde::Serialize;

use crate::failure::Failure;

/// Prints a report as one JSON document on standard output.
fn print_json(report: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(report).map_err(|error| Failure::Internal(error.to_string()))?;
    println!("{text}");
    Ok(())
}

/// A size as people read it.
fn readable_bytes(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}
