//! The sdf_texture section: a 48-byte header, then f16 distances: all of them, x fastest, or an index of bricks and those
//! near the surface.

use gve_shared::{
    container::{
        MAX_TEXTURE_DIMENSION, TEXTURE_BRICK, TEXTURE_BRICK_INSIDE, TEXTURE_BRICK_OUTSIDE, TEXTURE_HEADER_BYTES,
        TEXTURE_STORED_BRICK, TextureEncoding,
    },
    problem::ProblemCode,
};

use super::{bad_section, extend_le, u32_at};
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

    /// Number of bricks of 8³ samples along each axis.
    pub fn bricks(&self) -> [u32; 3] {
        self.dimensions.map(|count| count.div_ceil(TEXTURE_BRICK))
    }

    fn brick_count(&self) -> usize {
        self.bricks().iter().map(|&count| count as usize).product()
    }
}

/// Samples of a stored brick.
const STORED_SAMPLES: usize = (TEXTURE_STORED_BRICK * TEXTURE_STORED_BRICK * TEXTURE_STORED_BRICK) as usize;

/// A texture as it lies in the file.
#[derive(Debug, Clone, Copy)]
pub struct TextureView<'a> {
    info: TextureInfo,
    samples: TextureSamples<'a>,
}

/// The samples of a texture as they lie in the file: f16 in metres, little-endian.
#[derive(Debug, Clone, Copy)]
pub enum TextureSamples<'a> {
    /// All samples, x fastest, ready for upload.
    Dense(&'a [u8]),
    /// Those near the surface.
    Sparse {
        /// A u32 per brick of 8³ samples, x fastest: its number among the stored ones, `TEXTURE_BRICK_OUTSIDE` or
        /// `TEXTURE_BRICK_INSIDE`.
        index: &'a [u8],
        /// Stored bricks of 10³ samples, x fastest: a brick with a border of one sample of its neighbours.
        bricks: &'a [u8],
    },
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
        let band_m = cursor.f32("the band")?;
        if !(band_m.is_finite() && band_m > 0.0) {
            return Err(bad_section(base + 40, "the band of the texture is a number above 0"));
        }
        let stored = cursor.u32("the number of bricks")?;
        let info = TextureInfo { dimensions, bounds_min: [x0, y0, z0], bounds_max: [x1, y1, z1], band_m };
        let samples = match encoding {
            _ if encoding == TextureEncoding::DenseR16Float as u32 => dense(cursor.rest(), &info, base)?,
            _ if encoding == TextureEncoding::SparseR16Float as u32 => sparse(cursor.rest(), &info, stored, base)?,
            _ => return Err(bad_section(base + 36, format!("texture encoding {encoding} is not known"))),
        };
        Ok(Self { info, samples })
    }

    /// What its header says.
    pub fn info(&self) -> TextureInfo {
        self.info
    }

    /// The samples as they are stored.
    pub fn samples(&self) -> TextureSamples<'a> {
        self.samples
    }

    /// Bit pattern of the f16 distance of a sample; the band where the position lies beyond the texture.
    pub fn sample_f16(&self, position: [u32; 3]) -> u16 {
        let outside = f16_bits(self.info.band_m);
        if (0..3).any(|axis| position[axis] >= self.info.dimensions[axis]) {
            return outside;
        }
        let at = |bytes: &[u8], sample: usize| u16::from_le_bytes([bytes[2 * sample], bytes[2 * sample + 1]]);
        let linear = |[x, y, z]: [u32; 3], [width, height]: [u32; 2]| {
            (z as usize * height as usize + y as usize) * width as usize + x as usize
        };
        match self.samples {
            TextureSamples::Dense(samples) => {
                let [width, height, _] = self.info.dimensions;
                at(samples, linear(position, [width, height]))
            }
            TextureSamples::Sparse { index, bricks } => {
                let [width, height, _] = self.info.bricks();
                match u32_at(index, 4 * linear(position.map(|along| along / TEXTURE_BRICK), [width, height])) {
                    TEXTURE_BRICK_OUTSIDE => outside,
                    TEXTURE_BRICK_INSIDE => outside | 0x8000,
                    number => {
                        let within = position.map(|along| along % TEXTURE_BRICK + 1);
                        let sample = linear(within, [TEXTURE_STORED_BRICK, TEXTURE_STORED_BRICK]);
                        at(bricks, number as usize * STORED_SAMPLES + sample)
                    }
                }
            }
        }
    }

    /// Bit patterns of all f16 distances, x fastest, whatever the encoding.
    pub fn samples_f16(&self) -> impl Iterator<Item = u16> + 'a {
        let view = *self;
        let [width, height, depth] = view.info.dimensions;
        (0..depth).flat_map(move |z| (0..height).flat_map(move |y| (0..width).map(move |x| view.sample_f16([x, y, z]))))
    }
}

/// The nearest f16 of the band, which compilers write for samples beyond it.
fn f16_bits(band_m: f32) -> u16 {
    gve_math::half::bits_from_f32(band_m)
}

fn dense<'a>(samples: &'a [u8], info: &TextureInfo, base: usize) -> Result<TextureSamples<'a>, DecodeError> {
    let expected = info.sample_count() as u64 * 2;
    if samples.len() as u64 != expected {
        let reason = format!("the samples take {expected} bytes and {} follow", samples.len());
        return Err(bad_section(base + TEXTURE_HEADER_BYTES, reason));
    }
    Ok(TextureSamples::Dense(samples))
}

fn sparse<'a>(
    bytes: &'a [u8],
    info: &TextureInfo,
    stored: u32,
    base: usize,
) -> Result<TextureSamples<'a>, DecodeError> {
    let index_bytes = info.brick_count() as u64 * 4;
    let expected = index_bytes + u64::from(stored) * STORED_SAMPLES as u64 * 2;
    if bytes.len() as u64 != expected {
        let reason = format!("the index and {stored} bricks take {expected} bytes and {} follow", bytes.len());
        return Err(bad_section(base + TEXTURE_HEADER_BYTES, reason));
    }
    let (index, bricks) = bytes.split_at(index_bytes as usize);
    let is_known = |entry: u32| entry < stored || entry >= TEXTURE_BRICK_INSIDE;
    if let Some(brick) = index.chunks_exact(4).position(|entry| !is_known(u32_at(entry, 0))) {
        let reason = format!("the index of bricks names none of the {stored} stored ones");
        return Err(bad_section(base + TEXTURE_HEADER_BYTES + 4 * brick, reason));
    }
    Ok(TextureSamples::Sparse { index, bricks })
}

pub(super) fn write_dense(bytes: &mut Vec<u8>, info: &TextureInfo, samples_f16: &[u16]) {
    assert_eq!(samples_f16.len(), info.sample_count(), "as many samples as the dimensions say");
    bytes.reserve(TEXTURE_HEADER_BYTES + samples_f16.len() * 2);
    write_header(bytes, info, TextureEncoding::DenseR16Float, 0);
    extend_le(bytes, samples_f16, u16::to_le_bytes);
}

pub(super) fn write_sparse(bytes: &mut Vec<u8>, info: &TextureInfo, index: &[u32], bricks_f16: &[u16]) {
    assert_eq!(index.len(), info.brick_count(), "as many entries as there are bricks");
    assert!(bricks_f16.len().is_multiple_of(STORED_SAMPLES), "whole bricks");
    bytes.reserve(TEXTURE_HEADER_BYTES + index.len() * 4 + bricks_f16.len() * 2);
    write_header(bytes, info, TextureEncoding::SparseR16Float, (bricks_f16.len() / STORED_SAMPLES) as u32);
    extend_le(bytes, index, u32::to_le_bytes);
    extend_le(bytes, bricks_f16, u16::to_le_bytes);
}

fn write_header(bytes: &mut Vec<u8>, info: &TextureInfo, encoding: TextureEncoding, stored_bricks: u32) {
    for count in info.dimensions {
        bytes.extend(count.to_le_bytes());
    }
    for value in info.bounds_min.iter().chain(&info.bounds_max) {
        bytes.extend(value.to_le_bytes());
    }
    bytes.extend((encoding as u32).to_le_bytes());
    bytes.extend(info.band_m.to_le_bytes());
    bytes.extend(stored_bricks.to_le_bytes());
}
