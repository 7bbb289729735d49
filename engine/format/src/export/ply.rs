//! Splats as PLY in the convention of "3D Gaussian Splatting for Real-Time Radiance Field Rendering" (Kerbl et al.,
//! 2023), which viewers and editors of splats read.

use gve_shared::{
    container::{SPLAT_FLAG_OKLAB, Splat},
    inspection::SectionName,
};

use super::{ExportError, color::srgb_from_oklab_bytes};
use crate::container::Container;

/// Zeroth real spherical harmonic, 1 / (2 √π).
const SH_C0: f32 = 0.282_094_8;

/// Properties of a vertex, all float.
const PROPERTIES: [&str; 17] = [
    "x", "y", "z", "nx", "ny", "nz", "f_dc_0", "f_dc_1", "f_dc_2", "opacity", "scale_0", "scale_1", "scale_2", "rot_0",
    "rot_1", "rot_2", "rot_3",
];

/// Writes the splats as binary PLY: colour as the constant term of spherical harmonics over sRGB, opacity as logit,
/// scales as natural logarithm of the standard deviation in metres, rotation wxyz. The normal is the thinnest axis.
pub fn ply(container: &Container<'_>) -> Result<Vec<u8>, ExportError> {
    let splats = container.splats()?;
    if splats.is_empty() {
        return Err(ExportError::Missing(SectionName::SplatData));
    }
    let mut header = format!("ply\nformat binary_little_endian 1.0\nelement vertex {}\n", splats.len());
    for property in PROPERTIES {
        header.push_str(&format!("property float {property}\n"));
    }
    header.push_str("end_header\n");
    let mut bytes = header.into_bytes();
    bytes.reserve(splats.len() * PROPERTIES.len() * 4);
    for splat in splats.iter() {
        bytes.extend(vertex(&splat).iter().flat_map(|value| value.to_le_bytes()));
    }
    Ok(bytes)
}

fn vertex(splat: &Splat) -> [f32; PROPERTIES.len()] {
    let [r, g, b, alpha] = splat.color;
    let srgb = if splat.flags & SPLAT_FLAG_OKLAB != 0 {
        srgb_from_oklab_bytes([r, g, b])
    } else {
        [r, g, b].map(|channel| f32::from(channel) / 255.0)
    };
    // Half a step away from 0 and 1, where the logit has no value.
    let alpha = (f32::from(alpha) / 255.0).clamp(0.5 / 255.0, 1.0 - 0.5 / 255.0);
    let [x, y, z] = splat.position;
    let [nx, ny, nz] = thinnest_axis(splat);
    let [dc0, dc1, dc2] = srgb.map(|channel| (channel - 0.5) / SH_C0);
    let [s0, s1, s2] = splat.scale.map(|scale| libm::logf(scale.max(f32::MIN_POSITIVE)));
    let [qx, qy, qz, qw] = splat.rotation;
    [x, y, z, nx, ny, nz, dc0, dc1, dc2, libm::logf(alpha / (1.0 - alpha)), s0, s1, s2, qw, qx, qy, qz]
}

/// The axis of smallest standard deviation, turned into the frame of the asset.
fn thinnest_axis(splat: &Splat) -> [f32; 3] {
    let [x, y, z, w] = splat.rotation;
    let columns = [
        [1.0 - 2.0 * (y * y + z * z), 2.0 * (x * y + w * z), 2.0 * (x * z - w * y)],
        [2.0 * (x * y - w * z), 1.0 - 2.0 * (x * x + z * z), 2.0 * (y * z + w * x)],
        [2.0 * (x * z + w * y), 2.0 * (y * z - w * x), 1.0 - 2.0 * (x * x + y * y)],
    ];
    let thinnest = (0..3).min_by(|&a, &b| splat.scale[a].total_cmp(&splat.scale[b])).unwrap_or(2);
    columns[thinnest]
}
