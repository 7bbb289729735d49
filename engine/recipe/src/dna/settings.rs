//! `settings`: what the document asks of a compile.

use gve_shared::compile::CompileOptions;

use super::Importer;
use crate::text::{Kind, ROOT, ValueIndex};

impl Importer<'_, '_> {
    /// Choices of a compile, each held to the limits of today.
    pub(super) fn settings(&mut self) -> CompileOptions {
        let mut options = CompileOptions::default();
        let container = self.document.member(ROOT, "dna").unwrap_or(ROOT);
        let Some(index) =
            self.document.member(ROOT, "settings").or_else(|| self.document.member(container, "settings"))
        else {
            return options;
        };
        let mut fields = self.fields(index);
        options.volume_resolution = self.count(fields.take(&["resolution"]), 16, 512);
        options.splat_count = self.count(fields.take(&["splat_count"]), 0, 1_000_000);
        options.splat_iterations = self.count(fields.take(&["splat_iterations"]), 0, 300);
        let enabled = fields.take(&["enable_splats"]).map(|index| self.document.value(index).kind);
        if enabled == Some(Kind::False) {
            options.splat_count = Some(0);
        }
        self.finish(&fields, "`settings`");
        options
    }

    fn count(&mut self, index: Option<ValueIndex>, low: u32, high: u32) -> Option<u32> {
        let index = index?;
        let Some(number) = self.number(index) else {
            self.not_understood(index, "a plain number is expected here");
            return None;
        };
        let limited = number.round().clamp(f64::from(low), f64::from(high));
        if limited != number {
            self.approximated(index, format!("{number} becomes {limited}: {low} to {high} is possible"));
        }
        Some(limited as u32)
    }
}
