//! The sdf_texture section: a 48-byte header, then f16 distances, x fastest.

use gve_shared::{
    container::{MAX_TEXTURE_DIMENSION, TEXTURE_HEADER_BYTES, TextureEncoding},
    problem::ProblemCode,
};

use super::{bad_section, extend_le};
use crate::{DecodeError, cursor::Cursor};

/// What the header of a texture says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextureInfo {
    /// Samples along x, y and z, each 2–1024.
    pub dimensions: [u32; 3],
    /// Position of the first sample, in metres.
    pub bounds_min: [f32; 3],
    /// Position of the last sample, in metres.
    pub bounds_max: [f32; 3],
    /// Distances are clamped to ± this many metres.
    pub band_m: f32,
}

impl TextureInfo {
    /// Number of samples.
    pub fn sample_count(&self) -> usize {
        self.dimensions.iter().map(|&count| count as usize).product()
    }
}

/// A texture as it lies in the file.
#[derive(Debug, Clone, Copy)]
pub struct TextureView<'a> {
    info: TextureInfo,
    samples: &'a [u8],
}

impl<'a> TextureView<'a> {
    /// Checks a section that starts at `base` of the file.
    pub(super) fn parse(bytes: &'a [u8], base: usize) -> Result<Self, DecodeError> {
        let mut cursor = Cursor::new(bytes, base, ProblemCode::BinaryBadSection);
        let mut dimensions = [0; 3];
        for count in &mut dimensions {
            let offset = cursor.offset();
            *count = cursor.u32("the dimensions")?;
            if !(2..=MAX_TEXTURE_DIMENSION).contains(count) {
                return Err(bad_section(
                    offset,
                    format!("a texture has 2 to {MAX_TEXTURE_DIMENSION} samples per axis, not {count}"),
                ));
            }
        }
        let mut corners = [0.0; 6];
        for value in &mut corners {
            *value = cursor.f32("the bounds")?;
        }
        let [x0, y0, z0, x1, y1, z1] = corners;
        // Written so that NaN fails too.
        if !(corners.iter().all(|value| value.is_finite()) && x0 < x1 && y0 < y1 && z0 < z1) {
            return Err(bad_section(base + 12, "the bounds of the texture are no box"));
        }
        let encoding = cursor.u32("the encoding")?;
        if encoding != TextureEncoding::DenseR16Float as u32 {
            return Err(bad_section(base + 36, format!("texture encoding {encoding} is not known")));
        }
        let band_m = cursor.f32("the band")?;
        if !(band_m.is_finite() && band_m > 0.0) {
            return Err(bad_section(base + 40, "the band of the texture is a number above 0"));
        }
        cursor.u32("the texture header")?;
        let info = TextureInfo { dimensions, bounds_min: [x0, y0, z0], bounds_max: [x1, y1, z1], band_m };
        let (samples, expected) = (cursor.rest(), info.sample_count() as u64 * 2);
        if samples.len() as u64 != expected {
            let reason = format!("the samples take {expected} bytes and {} follow", samples.len());
            return Err(bad_section(base + TEXTURE_HEADER_BYTES, reason));
        }
        Ok(Self { info, samples })
    }

    /// What its header says.
    pub fn info(&self) -> TextureInfo {
        self.info
    }

    /// f16 distances in metres as stored, x fastest, ready for upload.
    pub fn sample_bytes(&self) -> &'a [u8] {
        self.samples
    }

    /// Bit patterns of the f16 distances, x fastest.
    pub fn samples_f16(&self) -> impl ExactSizeIterator<Item = u16> + 'a {
        self.samples.chunks_exact(2).map(|bytes| u16::from_le_bytes([bytes[0], bytes[1]]))
    }
}

pub(super) fn write(bytes: &mut Vec<u8>, info: &TextureInfo, samples_f16: &[u16]) {
    assert_eq!(samples_f16.len(), info.sample_count(), "as many samples as the dimensions say");
    bytes.reserve(TEXTURE_HEADER_BYTES + samples_f16.len() * 2);
    for count in info.dimensions {
        bytes.extend(count.to_le_bytes());
    }
    for value in info.bounds_min.iter().chain(&info.bounds_max) {
        bytes.extend(value.to_le_bytes());
    }
    bytes.extend((TextureEncoding::DenseR16Float as u32).to_le_bytes());
    bytes.extend(info.band_m.to_le_bytes());
    bytes.extend([0; 4]);
    extend_le(bytes, samples_f16, u16::to_le_bytes);
}
