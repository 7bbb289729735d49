//! Callers of compiles that only have a clock, and medians of times.

use std::time::Instant;

use gve_compile::{CompileHost, CompileProgress};

/// A caller with a clock.
pub struct Clock(pub Instant);

impl CompileHost for Clock {
    fn progress(&self, _: CompileProgress) {}

    fn is_cancelled(&self) -> bool {
        false
    }

    fn now_ms(&self) -> f64 {
        ms_since(self.0)
    }
}

/// Milliseconds from a moment until now.
pub fn ms_since(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}

/// Median of a few runs after one to warm up.
pub fn median_ms(runs: usize, mut work: impl FnMut()) -> f64 {
    work();
    let timed = |_| {
        let start = Instant::now();
        work();
        ms_since(start)
    };
    median((0..runs).map(timed).collect())
}

/// The middle one of some values.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
