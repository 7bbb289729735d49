//! Independent tasks on the threads of rayon's current pool, or one after another without the feature `parallel`.

use crate::control::Cancelled;

/// Runs `work` for 0..count and returns the workers' states. Each worker makes its state once; which worker gets which
/// task is not defined, so results must be put in order by the caller.
///
/// # Errors
/// The first error of any task; the tasks that have not started by then do not run.
pub fn run<S: Send>(
    count: usize,
    make_state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize) -> Result<(), Cancelled> + Sync,
) -> Result<Vec<S>, Cancelled> {
    #[cfg(feature = "parallel")]
    if rayon::current_num_threads().min(count) > 1 {
        return run_on_threads(count, &make_state, &work);
    }
    run_here(count, make_state, work)
}

/// Runs `work` for 0..count one after another on the calling thread: for tasks too small to wake another one.
///
/// # Errors
/// As [`run`].
pub fn run_here<S>(
    count: usize,
    make_state: impl Fn() -> S,
    work: impl Fn(&mut S, usize) -> Result<(), Cancelled>,
) -> Result<Vec<S>, Cancelled> {
    let mut state = make_state();
    for task in 0..count {
        work(&mut state, task)?;
    }
    Ok(vec![state])
}

/// Runs two pieces of work that do not depend on each other, at the same time where there are threads for it.
pub fn both<A: Send, B: Send>(first: impl FnOnce() -> A + Send, second: impl FnOnce() -> B + Send) -> (A, B) {
    #[cfg(feature = "parallel")]
    if rayon::current_num_threads() > 1 {
        return rayon::join(first, second);
    }
    (first(), second())
}

/// The calling thread works too: it starts at once while the others wake up, and the result is there as soon as the
/// last task is done.
#[cfg(feature = "parallel")]
fn run_on_threads<S: Send>(
    count: usize,
    make_state: &(impl Fn() -> S + Sync),
    work: &(impl Fn(&mut S, usize) -> Result<(), Cancelled> + Sync),
) -> Result<Vec<S>, Cancelled> {
    use std::sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    };

    let next = AtomicUsize::new(0);
    let is_cancelled = AtomicBool::new(false);
    let states = Mutex::new(Vec::new());
    let work_off = || {
        let mut task = next.fetch_add(1, Ordering::Relaxed);
        if task >= count {
            return;
        }
        let mut state = make_state();
        while task < count {
            if work(&mut state, task).is_err() {
                is_cancelled.store(true, Ordering::Relaxed);
                next.store(count, Ordering::Relaxed);
                return;
            }
            task = next.fetch_add(1, Ordering::Relaxed);
        }
        states.lock().unwrap_or_else(PoisonError::into_inner).push(state);
    };
    rayon::in_place_scope(|scope| {
        for _ in 1..rayon::current_num_threads().min(count) {
            scope.spawn(|_| work_off());
        }
        work_off();
    });
    if is_cancelled.into_inner() {
        return Err(Cancelled);
    }
    Ok(states.into_inner().unwrap_or_else(PoisonError::into_inner))
}
