//! Splats as PLY in the convention of "3D Gaussian Splatting for Real-Time Radiance Field Rendering" (Kerbl et al.,
//! 2023), which viewers and editors of splats read.

use gve_shared::container::Splat;

use super::{ExportError, SH_C0, Sink, splat_color, splats_of};
use crate::container::Container;

/// Properties of a vertex, all float.
const PROPERTIES: [&str; 17] = [
    "x", "y", "z", "nx", "ny", "nz", "f_dc_0", "f_dc_1", "f_dc_2", "opacity", "scale_0", "scale_1", "scale_2", "rot_0",
    "rot_1", "rot_2", "rot_3",
];

/// Writes the splats as binary PLY: colour as the constant term of spherical harmonics over sRGB, opacity as logit,
/// scales as natural logarithm of the standard deviation in metres, rotation wxyz. The normal is the thinnest axis.
pub fn ply(container: &Container<'_>, sink: &mut Sink<'_>) -> Result<(), ExportError> {
    let splats = splats_of(container)?;
    let mut header = format!("ply\nformat binary_little_endian 1.0\nelement vertex {}\n", splats.len());
    for property in PROPERTIES {
        header.push_str(&format!("property float {property}\n"));
    }
    header.push_str("end_header\n");
    sink.put(header.as_bytes())?;
    splats.iter().try_for_each(|splat| sink.floats(&vertex(&splat)))
}

fn vertex(splat: &Splat) -> [f32; PROPERTIES.len()] {
    let (srgb, alpha) = splat_color(splat);
    // Half a step away from 0 and 1, where the logit has no value.
    let alpha = alpha.clamp(0.5 / 255.0, 1.0 - 0.5 / 255.0);
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
