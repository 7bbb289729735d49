//! Colour conversions for export, with the same results on every platform.

/// Linear light 0–1 from an sRGB channel 0–1 (IEC 61966-2-1).
pub(super) fn linear_from_srgb(channel: f32) -> f32 {
    if channel <= 0.04045 { channel / 12.92 } else { libm::powf((channel + 0.055) / 1.055, 2.4) }
}

/// sRGB channel 0–1 from linear light, clamped to 0–1 (IEC 61966-2-1).
fn srgb_from_linear(light: f32) -> f32 {
    let light = light.clamp(0.0, 1.0);
    if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * libm::powf(light, 1.0 / 2.4) - 0.055 }
}

/// sRGB 0–1 from the three stored Oklab bytes of a splat (Björn Ottosson, "A perceptual color space for image
/// processing", 2020).
pub(super) fn srgb_from_oklab_bytes([lightness, a, b]: [u8; 3]) -> [f32; 3] {
    let axis = |byte: u8| f32::from(byte) / 255.0 * 0.8 - 0.4;
    let (lightness, a, b) = (f32::from(lightness) / 255.0, axis(a), axis(b));
    let l = lightness + 0.396_337_78 * a + 0.215_803_76 * b;
    let m = lightness - 0.105_561_346 * a - 0.063_854_17 * b;
    let s = lightness - 0.089_484_18 * a - 1.291_485_5 * b;
    let (l, m, s) = (l * l * l, m * m * m, s * s * s);
    [
        srgb_from_linear(4.076_741_7 * l - 3.307_711_6 * m + 0.230_969_94 * s),
        srgb_from_linear(-1.268_438 * l + 2.609_757_4 * m - 0.341_319_4 * s),
        srgb_from_linear(-0.004_196_086_3 * l - 0.703_418_6 * m + 1.707_614_7 * s),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_and_grey_have_no_tint() {
        // Byte 127.5 would be zero; 128 leaves a tint of less than one step of 8 bits in sRGB.
        for lightness in [0, 90, 255] {
            let [r, g, b] = srgb_from_oklab_bytes([lightness, 128, 128]);
            assert!((r - g).abs() < 0.012 && (g - b).abs() < 0.012, "{r} {g} {b}");
        }
        assert!(srgb_from_oklab_bytes([255, 128, 128])[1] > 0.99);
    }

    #[test]
    fn srgb_and_linear_are_inverse() {
        for step in 0..=255_u8 {
            let channel = f32::from(step) / 255.0;
            assert!((srgb_from_linear(linear_from_srgb(channel)) - channel).abs() < 1e-5, "{channel}");
        }
    }
}
