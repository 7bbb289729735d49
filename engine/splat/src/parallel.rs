//! Work cut into blocks by index, so that the result does not depend on the number of threads.

use std::ops::Range;

use gve_field::{
    Evaluator, Field,
    control::{Cancelled, StageControl},
    tasks,
};

/// Points of a block: enough to keep a worker busy, few enough to notice a cancel at once.
pub const POINTS_PER_BLOCK: usize = 1024;

/// Concatenates what `work` makes of each block of `block_size` items of `0..count`, in order. Each worker has one evaluator of `field`.
pub fn map_blocks<'f, T: Send>(
    field: &'f Field,
    count: usize,
    block_size: usize,
    control: &dyn StageControl,
    work: impl Fn(&mut Evaluator<'f>, Range<usize>) -> Vec<T> + Sync,
) -> Result<Vec<T>, Cancelled> {
    let block = |(evaluator, done): &mut (Evaluator<'f>, Vec<(usize, Vec<T>)>), number: usize| {
        if control.is_cancelled() {
            return Err(Cancelled);
        }
        let range = number * block_size..((number + 1) * block_size).min(count);
        done.push((number, work(evaluator, range)));
        Ok(())
    };
    let workers = tasks::run(count.div_ceil(block_size), || (Evaluator::new(field), Vec::new()), block)?;
    let mut parts: Vec<_> = workers.into_iter().flat_map(|(_, done)| done).collect();
    parts.sort_unstable_by_key(|(number, _)| *number);
    Ok(parts.into_iter().flat_map(|(_, part)| part).collect())
}
