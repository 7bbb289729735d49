//! Progress of equal steps that several threads take.

use std::sync::Mutex;

use gve_field::control::StageControl;

pub(crate) struct Progress<'c> {
    control: &'c dyn StageControl,
    total: usize,
    done: Mutex<usize>,
}

impl<'c> Progress<'c> {
    pub fn new(control: &'c dyn StageControl, total: usize) -> Self {
        Self { control, total, done: Mutex::new(0) }
    }

    /// One more step is done. Reported under the lock, so that fractions never fall.
    pub fn advance(&self) {
        let mut done = self.done.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *done += 1;
        self.control.report(*done as f32 / self.total as f32);
    }
}
