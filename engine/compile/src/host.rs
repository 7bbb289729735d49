//! What a compile gets from its caller, and how stages reach it.

use std::sync::{Mutex, PoisonError};

use gve_field::control::StageControl;
use gve_shared::compile::{CompileProgress, CompileStage};

/// The caller of a compile: receives progress, says when to stop, has the clock. Called from several threads.
pub trait CompileHost: Sync {
    /// Receives progress. It never falls, and the last one of a finished compile is 1.
    fn progress(&self, progress: CompileProgress);
    /// True once the result is no longer wanted.
    fn is_cancelled(&self) -> bool;
    /// Milliseconds from any fixed moment on, for timings alone.
    fn now_ms(&self) -> f64;
}

/// A caller who wants no progress, never cancels and has no clock: every timing is 0.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unattended;

impl CompileHost for Unattended {
    fn progress(&self, _: CompileProgress) {}

    fn is_cancelled(&self) -> bool {
        false
    }

    fn now_ms(&self) -> f64 {
        0.0
    }
}

/// Part of the whole compile that is done when each stage starts, in order, and 1 for the end. Measured on samples.
const STARTS: [f32; 7] = [0.0, 0.02, 0.10, 0.30, 0.85, 0.93, 1.0];
/// Steps of progress that a caller hears of.
const SMALLEST_STEP: f32 = 0.005;

/// Progress of a whole compile, never falling.
pub(crate) struct Overall<'h> {
    host: &'h dyn CompileHost,
    told: Mutex<f32>,
}

impl<'h> Overall<'h> {
    pub fn new(host: &'h dyn CompileHost) -> Self {
        Self { host, told: Mutex::new(0.0) }
    }

    /// Tells the caller that a stage starts.
    pub fn enter(&self, stage: CompileStage) {
        self.tell(stage, 0.0, true);
    }

    /// Tells the caller that everything is done.
    pub fn finish(&self) {
        self.tell(CompileStage::Writing, 1.0, true);
    }

    fn tell(&self, stage: CompileStage, fraction: f32, always: bool) {
        let (start, end) = (STARTS[stage as usize], STARTS[stage as usize + 1]);
        let progress = start + (end - start) * fraction.clamp(0.0, 1.0);
        // Held while the caller is told, so that reports of several threads arrive in order.
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if always || progress >= *told + SMALLEST_STEP {
            *told = told.max(progress);
            self.host.progress(CompileProgress { stage, progress: *told, message: stage.label().to_owned() });
        }
    }
}

/// One stage's view of its caller.
pub(crate) struct Attended<'a> {
    pub overall: &'a Overall<'a>,
    pub stage: CompileStage,
}

impl StageControl for Attended<'_> {
    fn report(&self, fraction: f32) {
        self.overall.tell(self.stage, fraction, false);
    }

    fn is_cancelled(&self) -> bool {
        self.overall.host.is_cancelled()
    }
}
