//! Half precision (IEEE 754 binary16).

/// Bits of the nearest half to a value, ties to even; beyond ±65,520 infinity.
#[inline(always)]
pub fn bits_from_f32(value: f32) -> u16 {
    let bits = value.to_bits();
    let sign = (bits >> 16) as u16 & 0x8000;
    let magnitude = bits & 0x7fff_ffff;
    // Below 2⁻¹⁴ a half is a multiple of 2⁻²⁴, which is the last place of 0.5: the addition rounds.
    let subnormal = (f32::from_bits(magnitude) + 0.5).to_bits().wrapping_sub(0.5_f32.to_bits());
    let rounded = magnitude.wrapping_add(0xfff + (magnitude >> 13 & 1));
    let normal = (rounded >> 13).wrapping_sub((127 - 15) << 10);
    let finite = if magnitude < 0x3880_0000 { subnormal } else { normal };
    let half = if magnitude >= 0x4780_0000 { if magnitude > 0x7f80_0000 { 0x7e00 } else { 0x7c00 } } else { finite };
    sign | half as u16
}

/// The value of a half, exactly.
#[inline]
pub fn f32_from_bits(bits: u16) -> f32 {
    let magnitude = u32::from(bits & 0x7fff);
    let sign = u32::from(bits & 0x8000) << 16;
    let value = match magnitude >> 10 {
        0 => magnitude as f32 * (1.0 / 16_777_216.0),
        31 => f32::from_bits(0x7f80_0000 | (magnitude & 0x3ff) << 13),
        _ => f32::from_bits((magnitude << 13) + ((127 - 15) << 23)),
    };
    f32::from_bits(value.to_bits() | sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_half_comes_back() {
        for bits in 0..=u16::MAX {
            let value = f32_from_bits(bits);
            if value.is_nan() {
                assert_eq!(bits_from_f32(value) & 0x7fff, 0x7e00);
            } else {
                assert_eq!(bits_from_f32(value), bits, "{value}");
            }
        }
    }

    #[test]
    fn values_between_halves_go_to_the_nearest_and_ties_to_even() {
        for bits in 0..0x7bff_u16 {
            let (low, high) = (f64::from(f32_from_bits(bits)), f64::from(f32_from_bits(bits + 1)));
            let at = |t: f64| bits_from_f32((low + (high - low) * t) as f32);
            assert_eq!(at(0.499), bits);
            assert_eq!(at(0.501), bits + 1);
            assert_eq!(at(0.5), bits + (bits & 1));
        }
        assert_eq!(bits_from_f32(65_519.0), 0x7bff);
        assert_eq!(bits_from_f32(65_520.0), 0x7c00);
        assert_eq!(bits_from_f32(f32::INFINITY), 0x7c00);
        assert_eq!(bits_from_f32(-1e-9), 0x8000);
    }
}
