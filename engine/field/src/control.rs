//! How a long stage tells its caller about progress and learns that it should stop.

/// Receives progress and answers whether to stop. Called from several threads at once.
pub trait StageControl: Sync {
    /// Part of the stage that is done, 0–1. It never falls within one stage.
    fn report(&self, fraction: f32);
    /// True once the result is no longer wanted.
    fn is_cancelled(&self) -> bool;

    /// Goes on unless the result is no longer wanted.
    ///
    /// # Errors
    /// [`Cancelled`] once it is not.
    fn proceed(&self) -> Result<(), Cancelled> {
        if self.is_cancelled() { Err(Cancelled) } else { Ok(()) }
    }
}

/// The stage stopped because its caller asked it to; there is no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cancelled;

impl std::fmt::Display for Cancelled {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("cancelled by the caller")
    }
}

impl std::error::Error for Cancelled {}

/// A caller who wants no progress and never cancels.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unattended;

impl StageControl for Unattended {
    fn report(&self, _fraction: f32) {}

    fn is_cancelled(&self) -> bool {
        false
    }
}
