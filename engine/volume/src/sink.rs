//! Where baked samples go.

use crate::Volume;

/// Takes the samples of bricks, in any order; a brick comes whole, or block by block with nothing of another between.
pub(crate) trait Sink {
    /// A cube of whole bricks whose samples are all the same.
    fn fill_bricks(&mut self, origin: [u32; 3], size: u32, value: u16);
    /// A block, an eighth of a brick, whose samples are all the same.
    fn fill_block(&mut self, origin: [u32; 3], value: u16);
    /// A brick or a block, x fastest, `SIDE`³ samples.
    fn write_cube<const SIDE: usize>(&mut self, origin: [u32; 3], halves: &[u16]);
    /// A cube of whole bricks as it is in an earlier volume of the same grid and layout.
    fn keep(&mut self, earlier: &Volume, origin: [u32; 3], size: u32);
}
