//! Cameras and pictures.

use gve_field::Bounds;

pub type Vector = [f32; 3];

pub fn dot(a: Vector, b: Vector) -> f32 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn unit(a: Vector) -> Vector {
    let length = dot(a, a).sqrt();
    a.map(|value| value / length)
}

fn cross(a: Vector, b: Vector) -> Vector {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

/// A pinhole camera with square pictures.
pub struct View {
    pub eye: Vector,
    pub right: Vector,
    pub down: Vector,
    pub forward: Vector,
    /// In pixels.
    pub focal: f32,
    pub size: usize,
    /// Distances along a ray between which the object lies, in metres.
    pub near_m: f32,
    pub far_m: f32,
}

/// One of eight views from around, a field of view of 40° filled by the bounding sphere.
pub fn view_around(bounds: Bounds, number: usize, size: usize) -> View {
    let half = 20.0_f32.to_radians();
    let extent = bounds.extent();
    let radius = 0.5 * dot(extent, extent).sqrt();
    let distance = radius / half.sin() * 1.02;
    let azimuth = number as f32 * 45.0_f32.to_radians() + 0.2;
    let elevation = if number.is_multiple_of(2) { 25.0_f32 } else { -12.0 }.to_radians();
    let away = [elevation.cos() * azimuth.sin(), elevation.sin(), elevation.cos() * azimuth.cos()];
    let center = bounds.center();
    let eye = std::array::from_fn(|axis| center[axis] + distance * away[axis]);
    let forward = away.map(|value| -value);
    let right = unit(cross(forward, [0.0, 1.0, 0.0]));
    let down = cross(forward, right);
    let focal = 0.5 * size as f32 / half.tan();
    View { eye, right, down, forward, focal, size, near_m: distance - radius, far_m: distance + radius }
}

impl View {
    /// Unit direction through a place of the picture, in pixels.
    pub fn direction(&self, x: f32, y: f32) -> Vector {
        let middle = 0.5 * self.size as f32;
        let (u, v) = ((x - middle) / self.focal, (y - middle) / self.focal);
        unit(std::array::from_fn(|axis| self.forward[axis] + u * self.right[axis] + v * self.down[axis]))
    }
}

/// Premultiplied sRGB and coverage, row by row from the top.
#[derive(Clone)]
pub struct Picture {
    pub size: usize,
    pub color: Vec<Vector>,
    pub alpha: Vec<f32>,
}

impl Picture {
    pub fn new(size: usize) -> Self {
        Self { size, color: vec![[0.0; 3]; size * size], alpha: vec![0.0; size * size] }
    }

    /// Colours and coverage of all pixels as little-endian f32, after nothing else: the size follows from the length.
    pub fn to_bytes(&self) -> Vec<u8> {
        let pixel = |(color, alpha): (&Vector, &f32)| [color[0], color[1], color[2], *alpha];
        self.color.iter().zip(&self.alpha).flat_map(pixel).flat_map(f32::to_le_bytes).collect()
    }

    /// The picture that [`Self::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let numbers: Vec<f32> = bytes.as_chunks::<4>().0.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect();
        let pixels = numbers.as_chunks::<4>().0;
        let color = pixels.iter().map(|&[red, green, blue, _]| [red, green, blue]).collect();
        Self { size: pixels.len().isqrt(), color, alpha: pixels.iter().map(|pixel| pixel[3]).collect() }
    }

    /// Colours over a grey background.
    pub fn over(&self, background: f32) -> Vec<Vector> {
        let blend =
            |(color, alpha): (&Vector, &f32)| color.map(|value| (value + (1.0 - alpha) * background).clamp(0.0, 1.0));
        self.color.iter().zip(&self.alpha).map(blend).collect()
    }
}
