//! Splats as SPZ, version 3 (Niantic, MIT): quantised, attribute after attribute, in one gzip stream.
//!
//! Header of 16 bytes: magic `NGSP`, version, count (u32 each), degree of spherical harmonics, fractional bits, flags,
//! reserved (u8 each). Then positions as three 24-bit fixed-point numbers, opacity, colour, logarithm of the scale, and
//! the three smaller parts of the rotation in 32 bits. Axes are right, up, back: ours.

use flate2::{Compression, GzBuilder};
use gve_shared::container::Splat;

use super::{ExportError, SH_C0, Sink, splat_color, splats_of};
use crate::container::Container;

const MAGIC: u32 = u32::from_le_bytes(*b"NGSP");
const VERSION: u32 = 3;
/// Most fractional bits that are worth it: a micrometre.
const MAX_FRACTIONAL_BITS: u32 = 20;
/// Colours beyond 0–1 still fit: the constant term of the harmonics is scaled less than it would have to be.
const COLOR_SCALE: f32 = 0.15;

/// Writes the splats as SPZ, without higher spherical harmonics.
pub fn spz(container: &Container<'_>, sink: &mut Sink<'_>) -> Result<(), ExportError> {
    let splats: Vec<Splat> = splats_of(container)?.iter().collect();
    let bits = fractional_bits(&splats);
    // No name and no time: equal splats give equal bytes.
    let mut gzip = GzBuilder::new().write(sink, Compression::default());
    let mut put = |bytes: &[u8]| std::io::Write::write_all(&mut gzip, bytes).map_err(ExportError::from);
    for word in [MAGIC, VERSION, splats.len() as u32] {
        put(&word.to_le_bytes())?;
    }
    put(&[0, bits as u8, 0, 0])?;
    splats.iter().try_for_each(|splat| put(&position(splat, bits)))?;
    splats.iter().try_for_each(|splat| put(&[splat.color[3]]))?;
    splats.iter().try_for_each(|splat| put(&color(splat)))?;
    splats.iter().try_for_each(|splat| put(&splat.scale.map(scale)))?;
    splats.iter().try_for_each(|splat| put(&rotation(splat.rotation).to_le_bytes()))?;
    gzip.finish().map_err(ExportError::from)?;
    Ok(())
}

/// As many fractional bits as leave room for the farthest coordinate in 24 bits.
fn fractional_bits(splats: &[Splat]) -> u32 {
    let farthest = splats.iter().flat_map(|splat| splat.position).fold(0.0_f32, |far, value| far.max(value.abs()));
    let fits = |bits: u32| farthest * ((1_u32 << bits) as f32) < 8_388_607.0;
    (0..=MAX_FRACTIONAL_BITS).rev().find(|&bits| fits(bits)).unwrap_or(0)
}

fn position(splat: &Splat, bits: u32) -> [u8; 9] {
    let mut bytes = [0; 9];
    for (axis, value) in splat.position.iter().enumerate() {
        let fixed = libm::roundf(value * (1_u32 << bits) as f32).clamp(-8_388_608.0, 8_388_607.0) as i32;
        bytes[3 * axis..3 * axis + 3].copy_from_slice(&fixed.to_le_bytes()[..3]);
    }
    bytes
}

fn byte(value: f32) -> u8 {
    libm::roundf(value).clamp(0.0, 255.0) as u8
}

fn color(splat: &Splat) -> [u8; 3] {
    splat_color(splat).0.map(|channel| byte((channel - 0.5) / SH_C0 * COLOR_SCALE * 255.0 + 127.5))
}

/// (ln σ + 10) · 16: from 45 µm to 380 m in steps of 6 %.
fn scale(sigma_m: f32) -> u8 {
    byte((libm::logf(sigma_m.max(f32::MIN_POSITIVE)) + 10.0) * 16.0)
}

/// Index of the largest part in two bits, then the others with sign and nine bits each, in units of √½ / 511.
fn rotation(quaternion: [f32; 4]) -> u32 {
    let length = quaternion.iter().map(|part| part * part).sum::<f32>().sqrt();
    let unit = if length > 0.0 { quaternion.map(|part| part / length) } else { [0.0, 0.0, 0.0, 1.0] };
    let mut largest = 0;
    for part in 1..4 {
        if unit[part].abs() > unit[largest].abs() {
            largest = part;
        }
    }
    let mut packed = largest as u32;
    for part in (0..4).filter(|&part| part != largest) {
        // q and −q turn alike: the largest part is made positive and left out.
        let is_negative = (unit[part] < 0.0) != (unit[largest] < 0.0);
        let size = (511.0 * unit[part].abs() / std::f32::consts::FRAC_1_SQRT_2 + 0.5) as u32;
        packed = packed << 10 | u32::from(is_negative) << 9 | size.min(511);
    }
    packed
}
