//! Reading of little-endian values with every length checked.

use gve_shared::problem::ProblemCode;

use crate::DecodeError;

/// A position in a slice that only moves past bytes which are there.
#[derive(Clone)]
pub(crate) struct Cursor<'a> {
    bytes: &'a [u8],
    position: usize,
    /// Added to offsets in errors, for a slice that lies inside a larger input.
    base: usize,
    truncated: ProblemCode,
}

impl<'a> Cursor<'a> {
    /// Reads `bytes`, which start at `base` of the whole input; too few bytes are an error with code `truncated`.
    pub fn new(bytes: &'a [u8], base: usize, truncated: ProblemCode) -> Self {
        Self { bytes, position: 0, base, truncated }
    }

    /// Offset in the whole input.
    pub fn offset(&self) -> usize {
        self.base + self.position
    }

    /// Everything that was not read yet.
    pub fn rest(&self) -> &'a [u8] {
        &self.bytes[self.position..]
    }

    /// The next `count` bytes.
    pub fn take(&mut self, count: usize, what: &str) -> Result<&'a [u8], DecodeError> {
        let rest = self.rest();
        if count > rest.len() {
            let reason = format!("{what} needs {count} bytes and {} are left", rest.len());
            return Err(DecodeError::new(self.truncated, self.offset(), reason));
        }
        self.position += count;
        Ok(&rest[..count])
    }

    fn array<const N: usize>(&mut self, what: &str) -> Result<[u8; N], DecodeError> {
        let bytes = self.take(N, what)?;
        Ok(std::array::from_fn(|index| bytes[index]))
    }

    pub fn u8(&mut self, what: &str) -> Result<u8, DecodeError> {
        Ok(self.array::<1>(what)?[0])
    }

    pub fn u32(&mut self, what: &str) -> Result<u32, DecodeError> {
        self.array(what).map(u32::from_le_bytes)
    }

    pub fn u64(&mut self, what: &str) -> Result<u64, DecodeError> {
        self.array(what).map(u64::from_le_bytes)
    }

    pub fn f32(&mut self, what: &str) -> Result<f32, DecodeError> {
        self.array(what).map(f32::from_le_bytes)
    }
}
