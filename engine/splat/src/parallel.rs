//! Work cut into blocks by index, so that the result does not depend on the number of threads.

use std::ops::Range;

use gve_field::control::{Cancelled, StageControl};

/// Items of a block; large enough to pay for a block's scratch memory, small enough to notice a cancel at once.
const BLOCK: usize = 2048;

/// Concatenates what `work` makes of each block of `0..count`, in order.
pub fn map_blocks<T: Send>(
    count: usize,
    control: &dyn StageControl,
    work: impl Fn(Range<usize>) -> Vec<T> + Sync,
) -> Result<Vec<T>, Cancelled> {
    let block = |number: usize| {
        if control.is_cancelled() {
            return Err(Cancelled);
        }
        Ok(work(number * BLOCK..((number + 1) * BLOCK).min(count)))
    };
    let parts = run(count.div_ceil(BLOCK), block)?;
    Ok(parts.into_iter().flatten().collect())
}

#[cfg(feature = "parallel")]
fn run<T: Send>(
    blocks: usize,
    block: impl Fn(usize) -> Result<Vec<T>, Cancelled> + Sync,
) -> Result<Vec<Vec<T>>, Cancelled> {
    use rayon::prelude::*;
    (0..blocks).into_par_iter().map(&block).collect()
}

#[cfg(not(feature = "parallel"))]
fn run<T: Send>(
    blocks: usize,
    block: impl Fn(usize) -> Result<Vec<T>, Cancelled> + Sync,
) -> Result<Vec<Vec<T>>, Cancelled> {
    (0..blocks).map(block).collect()
}
