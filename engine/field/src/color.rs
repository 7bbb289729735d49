//! Colour spaces: sRGB as stored in recipes, linear light for shading, Oklab for blending. Same bits everywhere.
//!
//! Transfer function: IEC 61966-2-1. Oklab: Björn Ottosson, "A perceptual color space for image processing" (2020).

use crate::math::{cbrt, pow};

/// Linear light of one sRGB channel, both 0–1.
pub fn linear_from_srgb_channel(value: f32) -> f32 {
    if value <= 0.040_45 { value / 12.92 } else { pow((value + 0.055) / 1.055, 2.4) }
}

/// sRGB of one channel of linear light; negative light gives 0.
pub fn srgb_from_linear_channel(value: f32) -> f32 {
    let value = value.max(0.0);
    if value <= 0.003_130_8 { value * 12.92 } else { 1.055 * pow(value, 1.0 / 2.4) - 0.055 }
}

/// Linear light of an sRGB colour.
pub fn linear_from_srgb(color: [f32; 3]) -> [f32; 3] {
    color.map(linear_from_srgb_channel)
}

/// sRGB of linear light; may exceed 1 for light outside of the gamut.
pub fn srgb_from_linear(color: [f32; 3]) -> [f32; 3] {
    color.map(srgb_from_linear_channel)
}

/// Oklab (L 0–1, a and b about ±0.4) of linear sRGB light.
pub fn oklab_from_linear([r, g, b]: [f32; 3]) -> [f32; 3] {
    let long = cbrt(0.412_221_46 * r + 0.536_332_55 * g + 0.051_445_995 * b);
    let medium = cbrt(0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b);
    let short = cbrt(0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b);
    [
        0.210_454_26 * long + 0.793_617_8 * medium - 0.004_072_047 * short,
        1.977_998_5 * long - 2.428_592_2 * medium + 0.450_593_7 * short,
        0.025_904_037 * long + 0.782_771_77 * medium - 0.808_675_77 * short,
    ]
}

/// Linear sRGB light of an Oklab colour; channels may leave 0–1.
pub fn linear_from_oklab([lightness, a, b]: [f32; 3]) -> [f32; 3] {
    let cube = |x: f32| x * x * x;
    let long = cube(lightness + 0.396_337_78 * a + 0.215_803_76 * b);
    let medium = cube(lightness - 0.105_561_346 * a - 0.063_854_17 * b);
    let short = cube(lightness - 0.089_484_18 * a - 1.291_485_5 * b);
    [
        4.076_741_7 * long - 3.307_711_6 * medium + 0.230_969_94 * short,
        -1.268_438 * long + 2.609_757_4 * medium - 0.341_319_38 * short,
        -0.004_196_086_3 * long - 0.703_418_6 * medium + 1.707_614_7 * short,
    ]
}

/// Oklab of an sRGB colour.
pub fn oklab_from_srgb(color: [f32; 3]) -> [f32; 3] {
    oklab_from_linear(linear_from_srgb(color))
}

/// sRGB of an Oklab colour, each channel clamped to 0–1.
pub fn srgb_from_oklab(color: [f32; 3]) -> [f32; 3] {
    srgb_from_linear(linear_from_oklab(color)).map(|channel| channel.min(1.0))
}

/// A channel of 0–1 as a byte, rounded to nearest.
pub fn byte_from_unit(value: f32) -> u8 {
    (value.clamp(0.0, 1.0) * 255.0 + 0.5) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conversions_undo_each_other() {
        for r in 0..=8 {
            for g in 0..=8 {
                for b in 0..=8 {
                    let srgb = [r, g, b].map(|step| step as f32 / 8.0);
                    let back = srgb_from_oklab(oklab_from_srgb(srgb));
                    for channel in 0..3 {
                        assert!((back[channel] - srgb[channel]).abs() < 2e-5, "{srgb:?} came back as {back:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn known_colors() {
        let white = oklab_from_srgb([1.0; 3]);
        assert!((white[0] - 1.0).abs() < 1e-5 && white[1].abs() < 1e-5 && white[2].abs() < 1e-5);
        let red = oklab_from_srgb([1.0, 0.0, 0.0]);
        let expected = [0.627_96, 0.224_86, 0.125_85];
        for channel in 0..3 {
            assert!((red[channel] - expected[channel]).abs() < 1e-4, "{red:?}");
        }
        assert_eq!(byte_from_unit(linear_from_srgb_channel(0.5)), 55);
    }
}
