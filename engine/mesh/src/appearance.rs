//! A vertex's appearance in its stored form.

use gve_field::{
    SurfaceSample,
    color::{byte_from_unit, srgb_from_oklab},
};

/// Appearance of a vertex.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Appearance {
    /// sRGB and alpha.
    pub color_srgb: [u8; 4],
    pub metallic: u8,
    pub roughness: u8,
    pub material: u16,
}

/// Neighbours mostly share their colour, and converting one costs a few powers: the last one is kept.
#[derive(Debug, Default)]
pub(crate) struct AppearanceCache {
    last: Option<(SurfaceSample, Appearance)>,
}

impl AppearanceCache {
    /// The stored form of a sample.
    pub fn appearance(&mut self, sample: &SurfaceSample) -> Appearance {
        if let Some((known, appearance)) = &self.last
            && known == sample
        {
            return *appearance;
        }
        let [r, g, b] = srgb_from_oklab(sample.color_oklab).map(byte_from_unit);
        let appearance = Appearance {
            color_srgb: [r, g, b, 255],
            metallic: byte_from_unit(sample.metallic),
            roughness: byte_from_unit(sample.roughness),
            material: sample.material,
        };
        self.last = Some((*sample, appearance));
        appearance
    }
}
