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
    {
        use std::sync::atomic::{AtomicUsize, Ordering};

        use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};

        let workers = rayon::current_num_threads().min(count);
        if workers > 1 {
            let next = AtomicUsize::new(0);
            return (0..workers)
                .into_par_iter()
                .with_max_len(1)
                .map(|_| {
                    let mut state = make_state();
                    loop {
                        let task = next.fetch_add(1, Ordering::Relaxed);
                        if task >= count {
                            return Ok(state);
                        }
                        if let Err(cancelled) = work(&mut state, task) {
                            next.store(count, Ordering::Relaxed);
                            return Err(cancelled);
                        }
                    }
                })
                .collect();
        }
    }
    let mut state = make_state();
    for task in 0..count {
        work(&mut state, task)?;
    }
    Ok(vec![state])
}
