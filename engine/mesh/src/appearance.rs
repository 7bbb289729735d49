//! A vertex's appearance in its stored form.

use gve_field::{
    Field, SurfaceSample,
    color::{byte_from_unit, srgb_from_oklab},
};
use gve_shared::container::MeshVertex;

/// Appearance of a vertex.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Appearance {
    /// sRGB and alpha.
    pub color_srgb: [u8; 4],
    pub metallic: u8,
    pub roughness: u8,
    pub material: u16,
}

impl Appearance {
    fn of(sample: &SurfaceSample) -> Self {
        let [r, g, b] = srgb_from_oklab(sample.color_oklab).map(byte_from_unit);
        Self {
            color_srgb: [r, g, b, 255],
            metallic: byte_from_unit(sample.metallic),
            roughness: byte_from_unit(sample.roughness),
            material: sample.material,
        }
    }
}

/// Gives vertices the appearance of the materials of a field that do not melt into each other, by their numbers.
pub fn paint(vertices: &mut [MeshVertex], field: &Field) {
    let palette: Vec<Appearance> = field.palette().iter().map(Appearance::of).collect();
    for vertex in vertices {
        let Appearance { color_srgb, metallic, roughness, .. } = palette[usize::from(vertex.material_index)];
        (vertex.color, vertex.metallic, vertex.roughness) = (color_srgb, metallic, roughness);
    }
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
        let appearance = Appearance::of(sample);
        self.last = Some((*sample, appearance));
        appearance
    }
}
