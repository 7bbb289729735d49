//! A compile's caller on the command line: a progress bar on terminals, Ctrl-C, the clock.

use std::{
    io::Write,
    sync::{Mutex, PoisonError},
    time::Instant,
};

use gve_compile::{CompileHost, CompileProgress};

use crate::{cancel, report::Terminal};

const BAR_CELLS: usize = 24;
/// A compile that is done before this shows no bar: it would only flicker.
const QUIET_MS: f64 = 150.0;

/// Listens to a compile.
pub(crate) struct Attended<'t> {
    terminal: &'t Terminal,
    started: Instant,
    shown: Mutex<bool>,
}

impl<'t> Attended<'t> {
    pub(crate) fn new(terminal: &'t Terminal) -> Self {
        Self { terminal, started: Instant::now(), shown: Mutex::new(false) }
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::take(&mut *shown) {
            self.line("");
        }
    }

    fn line(&self, text: &str) {
        let mut stream = std::io::stderr().lock();
        // A terminal that went away shows no progress; the compile itself goes on.
        let _ = write!(stream, "\r\x1b[2K{text}").and_then(|()| stream.flush());
    }
}

impl CompileHost for Attended<'_> {
    fn progress(&self, progress: CompileProgress) {
        if !self.terminal.is_interactive() || self.now_ms() < QUIET_MS {
            return;
        }
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        *shown = true;
        let filled = (progress.progress.clamp(0.0, 1.0) * BAR_CELLS as f32).round() as usize;
        let bar: String = (0..BAR_CELLS).map(|cell| if cell < filled { '█' } else { '░' }).collect();
        self.line(&format!("{bar} {:3.0} %  {}", progress.progress * 100.0, progress.message));
    }

    fn is_cancelled(&self) -> bool {
        cancel::is_requested()
    }

    fn now_ms(&self) -> f64 {
        self.started.elapsed().as_secs_f64() * 1000.0
    }
}
