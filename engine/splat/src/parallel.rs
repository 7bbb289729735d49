//! Work cut into blocks by index, so that the result does not depend on the number of threads.

use std::ops::Range;

use gve_field::{
    Evaluator, Field,
    control::{Cancelled, StageControl},
    tasks,
};

/// Points of a block: enough to keep a worker busy, few enough to notice a cancel at once.
pub const POINTS_PER_BLOCK: usize = 1024;

/// Concatenates what `work` makes of each block of [`POINTS_PER_BLOCK`] items of `0..count`, in order.
pub fn map_ranges<T: Send>(
    count: usize,
    control: &dyn StageControl,
    work: impl Fn(Range<usize>) -> Vec<T> + Sync,
) -> Result<Vec<T>, Cancelled> {
    let workers = tasks::run(count.div_ceil(POINTS_PER_BLOCK), Vec::new, |done: &mut Vec<(usize, Vec<T>)>, number| {
        control.proceed()?;
        done.push((number, work(number * POINTS_PER_BLOCK..((number + 1) * POINTS_PER_BLOCK).min(count))));
        Ok(())
    })?;
    Ok(in_order(workers.into_iter().flatten().collect()))
}

/// The parts one after the other, by their numbers.
fn in_order<T>(mut parts: Vec<(usize, Vec<T>)>) -> Vec<T> {
    parts.sort_unstable_by_key(|(number, _)| *number);
    let mut all = Vec::with_capacity(parts.iter().map(|(_, part)| part.len()).sum());
    parts.into_iter().for_each(|(_, part)| all.extend(part));
    all
}

/// Concatenates what `work` makes of each block of `block_size` items of `0..count`, in order. Each worker has one evaluator of `field`.
pub fn map_blocks<'f, T: Send>(
    field: &'f Field,
    count: usize,
    block_size: usize,
    control: &dyn StageControl,
    work: impl Fn(&mut Evaluator<'f>, Range<usize>) -> Vec<T> + Sync,
) -> Result<Vec<T>, Cancelled> {
    let block = |(evaluator, done): &mut (Evaluator<'f>, Vec<(usize, Vec<T>)>), number: usize| {
        control.proceed()?;
        let range = number * block_size..((number + 1) * block_size).min(count);
        done.push((number, work(evaluator, range)));
        Ok(())
    };
    let workers = tasks::run(count.div_ceil(block_size), || (Evaluator::new(field), Vec::new()), block)?;
    Ok(in_order(workers.into_iter().flat_map(|(_, done)| done).collect()))
}
