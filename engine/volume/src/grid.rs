//! The lattice of a volume.

use gve_field::{Bounds, Field, region::Lattice};
use gve_shared::container::{MAX_TEXTURE_DIMENSION, TEXTURE_BAND_VOXELS};

use crate::{BRICK, Samples, Volume, half};

/// Samples outside of the field's bounds on every side, so that filtering across the border sees the outside.
const PADDING: u32 = 2;
/// Fewest samples along the longest axis.
const SMALLEST_RESOLUTION: u32 = 16;

/// Where the samples lie.
pub(crate) struct Grid {
    pub lattice: Lattice,
    pub dimensions: [u32; 3],
    pub band_m: f32,
}

impl Grid {
    pub fn around(field: &Field, resolution: u32) -> Self {
        let resolution = resolution.clamp(SMALLEST_RESOLUTION, MAX_TEXTURE_DIMENSION);
        let bounds = field.bounds();
        let extent = bounds.extent();
        let longest = extent[0].max(extent[1]).max(extent[2]).max(f32::MIN_POSITIVE);
        let voxel = longest / (resolution - 1 - 2 * PADDING) as f32;
        let dimensions = extent.map(|length| {
            let steps = (length / voxel).ceil().max(1.0) as u32;
            (steps + 1 + 2 * PADDING).min(resolution)
        });
        let center = bounds.center();
        let origin = std::array::from_fn(|axis| center[axis] - 0.5 * (dimensions[axis] - 1) as f32 * voxel);
        Self { lattice: Lattice { origin, spacing: voxel }, dimensions, band_m: TEXTURE_BAND_VOXELS * voxel }
    }

    /// Number of bricks along each axis; the last ones may reach beyond the grid.
    pub fn bricks(&self) -> [u32; 3] {
        self.dimensions.map(|count| count.div_ceil(BRICK))
    }

    /// Samples of what lies outside and inside whole, as halves.
    pub fn constants(&self) -> [u16; 2] {
        [half::bits_from_f32(self.band_m), half::bits_from_f32(-self.band_m)]
    }

    pub fn sample_count(&self) -> usize {
        self.dimensions.iter().map(|&count| count as usize).product()
    }

    pub fn into_volume(self, samples: Samples) -> Volume {
        let bounds =
            Bounds { min: self.lattice.origin, max: self.lattice.position(self.dimensions.map(|count| count - 1)) };
        Volume { dimensions: self.dimensions, bounds, band_m: self.band_m, samples }
    }
}
