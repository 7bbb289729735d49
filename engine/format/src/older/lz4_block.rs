//! Raw LZ4 blocks whose end nobody wrote down: decoding stops when the output is whole.
//!
//! Libraries want to know where a block ends; 2.x files store only the size of what it unpacks to. Source: the LZ4
//! block format description (token, literals, little-endian offset, match).

use super::bad;
use crate::DecodeError;

/// Most bytes of output that one byte of input can stand for.
const GROWTH_LIMIT: usize = 255;
/// Shortest match.
const MATCH_BYTES: usize = 4;

/// Unpacks exactly `size` bytes from the start of `input`, which begins at byte `base` of the file.
///
/// # Errors
/// An input that ends early, that is too short to ever become `size` bytes, or that refers to bytes before the output.
pub(super) fn unpack(input: &[u8], size: usize, base: usize) -> Result<Vec<u8>, DecodeError> {
    if size > input.len().saturating_mul(GROWTH_LIMIT) {
        return Err(bad(base, format!("{} bytes of an LZ4 block cannot become {size}", input.len())));
    }
    let mut output = Vec::with_capacity(size);
    let mut reader = Reader { input, at: 0, base };
    while output.len() < size {
        let token = reader.byte()?;
        let literals = reader.length(token >> 4)?;
        output.extend(reader.take(literals.min(size - output.len()))?);
        if output.len() == size {
            break;
        }
        let distance = usize::from(u16::from_le_bytes([reader.byte()?, reader.byte()?]));
        let count = reader.length(token & 15)?.saturating_add(MATCH_BYTES).min(size - output.len());
        if distance == 0 || distance > output.len() {
            return Err(bad(base + reader.at, "an LZ4 block refers to bytes before its start"));
        }
        // Byte by byte, because a match may run into what it writes.
        for _ in 0..count {
            output.push(output[output.len() - distance]);
        }
    }
    Ok(output)
}

struct Reader<'a> {
    input: &'a [u8],
    at: usize,
    base: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], DecodeError> {
        let bytes = self.input[self.at..].get(..count);
        self.at += count.min(self.input.len() - self.at);
        bytes.ok_or_else(|| bad(self.base + self.at, "an LZ4 block ends early"))
    }

    fn byte(&mut self) -> Result<u8, DecodeError> {
        self.take(1).map(|bytes| bytes[0])
    }

    /// A length of four bits; 15 goes on in further bytes until one is not 255.
    fn length(&mut self, nibble: u8) -> Result<usize, DecodeError> {
        let mut length = usize::from(nibble);
        if nibble == 15 {
            loop {
                let more = self.byte()?;
                length += usize::from(more);
                if more != 255 {
                    break;
                }
            }
        }
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_another_encoder_come_back_whatever_follows_them() {
        let mut state = 7_u32;
        for size in [0, 1, 12, 13, 64, 1_000, 70_000] {
            let original: Vec<u8> = (0..size)
                .map(|index: usize| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    // Runs, repeats and noise.
                    if (index / 100).is_multiple_of(2) { (index / 7) as u8 } else { (state >> 29) as u8 }
                })
                .collect();
            let mut block = lz4_flex::block::compress(&original);
            block.extend([0, 255, 17, 4]);
            assert_eq!(unpack(&block, size, 0), Ok(original));
        }
    }

    #[test]
    fn sizes_that_cannot_be_are_refused_before_anything_is_allocated() {
        assert!(unpack(&[0x10], usize::MAX, 0).is_err());
        assert!(unpack(&[], 1, 0).is_err());
        assert!(unpack(&[0x00, 9, 0], 100, 0).is_err());
    }
}
