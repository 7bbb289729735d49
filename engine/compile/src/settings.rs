//! Options with every default filled in and every range checked.

use std::ops::RangeInclusive;

use gve_shared::{
    compile::{
        CompileOptions, CompileSettings, DEFAULT_MESH_DEPTH, DEFAULT_MESH_LEVELS, DEFAULT_SPLAT_COUNT,
        DEFAULT_SPLAT_ITERATIONS, DEFAULT_VOLUME_RESOLUTION, LARGEST_DENSE_VOLUME, SMALLEST_MESH_DEPTH, VolumeLayout,
    },
    problem::{Diagnostic, ProblemCode},
};

/// Fills in defaults.
///
/// # Errors
/// One `request.invalid` per option that is out of range; its pointer names the option.
pub fn settings(options: &CompileOptions) -> Result<CompileSettings, Vec<Diagnostic>> {
    let mut diagnostics = Vec::new();
    let mut choose = |name: &str, given: Option<u32>, default: u32, range: RangeInclusive<u32>| {
        let value = given.unwrap_or(default);
        if !range.contains(&value) {
            let message = format!("{name} is {value}, and allowed are {} to {}", range.start(), range.end());
            let hint = format!("Leave it out for the default of {default}.");
            diagnostics
                .push(Diagnostic::error(ProblemCode::RequestInvalid, format!("/{name}"), message).with_hint(hint));
        }
        value
    };
    let volume_resolution = choose("volume_resolution", options.volume_resolution, DEFAULT_VOLUME_RESOLUTION, 16..=512);
    let own_layout = if volume_resolution > LARGEST_DENSE_VOLUME { VolumeLayout::Sparse } else { VolumeLayout::Dense };
    let settings = CompileSettings {
        volume_resolution,
        volume_layout: options.volume_layout.unwrap_or(own_layout),
        mesh_depth: choose("mesh_depth", options.mesh_depth, DEFAULT_MESH_DEPTH, SMALLEST_MESH_DEPTH..=9),
        mesh_levels: choose("mesh_levels", options.mesh_levels, DEFAULT_MESH_LEVELS, 1..=6),
        splat_count: choose("splat_count", options.splat_count, DEFAULT_SPLAT_COUNT, 0..=1_000_000),
        splat_iterations: choose("splat_iterations", options.splat_iterations, DEFAULT_SPLAT_ITERATIONS, 0..=300),
    };
    if diagnostics.is_empty() { Ok(settings) } else { Err(diagnostics) }
}
