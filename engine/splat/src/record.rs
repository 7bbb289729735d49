//! The stored form of a splat.

use gve_field::SurfaceSample;
use gve_shared::container::{SPLAT_FLAG_EMISSIVE, SPLAT_FLAG_OKLAB, Splat};

use crate::vector::{self, Vector};

/// Opacity of splats as they are placed: lower ones let the far side show through.
pub const OPACITY: f32 = 252.0 / 255.0;

/// A splat before it is stored.
#[derive(Debug, Clone, Copy)]
pub struct Disc {
    /// Metres.
    pub center: Vector,
    /// Unit normal of the surface.
    pub normal: Vector,
    /// Unit vector perpendicular to it.
    pub axis: Vector,
    /// Standard deviations in metres: along the axis, across it, along the normal.
    pub scale: [f32; 3],
    pub appearance: SurfaceSample,
    /// Material of the other half of its appearance, where it shows two at once; else its own.
    pub other_material: u16,
    /// Part of what is behind that it covers at its centre.
    pub opacity: f32,
    /// Whether it keeps its place in refinement: those in rows along creases and borders, and those within a body.
    pub is_anchored: bool,
    /// How far the centre lies below the surface, along the normal, in metres.
    pub depth_m: f32,
}

impl Disc {
    /// The place so many standard deviations along and across the axis.
    pub fn at(&self, [along, across]: [f32; 2]) -> Vector {
        let side = vector::cross(self.normal, self.axis);
        let along = vector::scale(self.axis, along * self.scale[0]);
        vector::add(self.center, vector::add(along, vector::scale(side, across * self.scale[1])))
    }

    /// The place on the surface above the centre.
    pub fn foot(&self) -> Vector {
        vector::add(self.center, vector::scale(self.normal, self.depth_m))
    }
}

/// Packs a splat.
pub fn stored(disc: &Disc) -> Splat {
    let mut splat = Splat {
        position: disc.center,
        scale: disc.scale,
        rotation: quaternion([disc.axis, vector::cross(disc.normal, disc.axis), disc.normal]),
        color: [0, 0, 0, byte(disc.opacity)],
        metallic: 0,
        roughness: 0,
        flags: 0,
        material_index: 0,
    };
    paint(&mut splat, &disc.appearance);
    splat
}

/// Gives a splat an appearance; it stays as opaque as it is.
pub fn paint(splat: &mut Splat, appearance: &SurfaceSample) {
    let [lightness, a, b] = appearance.color_oklab;
    splat.color = [byte(lightness), byte((a + 0.4) / 0.8), byte((b + 0.4) / 0.8), splat.color[3]];
    splat.metallic = byte(appearance.metallic);
    splat.roughness = byte(appearance.roughness);
    splat.flags = SPLAT_FLAG_OKLAB | if appearance.emissive > 0.0 { SPLAT_FLAG_EMISSIVE } else { 0 };
    splat.material_index = appearance.material.min(255) as u8;
}

fn byte(value: f32) -> u8 {
    (value.clamp(0.0, 1.0) * 255.0 + 0.5) as u8
}

/// Unit quaternion xyzw of the rotation that takes x, y and z to these axes (Shepperd, 1978).
fn quaternion([x, y, z]: [Vector; 3]) -> [f32; 4] {
    let (xx, yy, zz) = (x[0], y[1], z[2]);
    let squares = [1.0 + xx - yy - zz, 1.0 - xx + yy - zz, 1.0 - xx - yy + zz, 1.0 + xx + yy + zz];
    let largest = (0..4).fold(3, |best, index| if squares[index] > squares[best] { index } else { best });
    let (skew, sum) = ([y[2] - z[1], z[0] - x[2], x[1] - y[0]], [y[2] + z[1], z[0] + x[2], x[1] + y[0]]);
    let raw = match largest {
        0 => [squares[0], sum[2], sum[1], skew[0]],
        1 => [sum[2], squares[1], sum[0], skew[1]],
        2 => [sum[1], sum[0], squares[2], skew[2]],
        _ => [skew[0], skew[1], skew[2], squares[3]],
    };
    let length = raw.iter().map(|value| value * value).sum::<f32>().sqrt();
    raw.map(|value| value / length)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vector turned by a unit quaternion xyzw.
    fn turned([x, y, z, w]: [f32; 4], v: Vector) -> Vector {
        let q = [x, y, z];
        let t = vector::scale(vector::cross(q, v), 2.0);
        vector::add(vector::add(v, vector::scale(t, w)), vector::cross(q, t))
    }

    #[test]
    fn the_quaternion_turns_the_axes() {
        let normals = [[0.0, 0.0, 1.0], [0.0, 0.0, -1.0], [1.0, 0.0, 0.0], [0.0, -1.0, 0.0], [0.48, -0.6, 0.64]];
        for normal in normals {
            for [first, second] in
                [vector::tangents(normal), vector::tangents(normal).map(|axis| vector::scale(axis, -1.0))]
            {
                let rotation = quaternion([first, second, normal]);
                for (unit, axis) in [([1.0, 0.0, 0.0], first), ([0.0, 1.0, 0.0], second), ([0.0, 0.0, 1.0], normal)] {
                    let error = vector::length(vector::sub(turned(rotation, unit), axis));
                    assert!(error < 1e-6, "{normal:?} {unit:?} {error}");
                }
            }
        }
    }
}
