//! Where a sheet's vertex lies in its cell.
//!
//! A cell's coordinates run from 0 to 1. The vertex minimises the squared distances to the planes through the crossings
//! of its sheet (Ju, Losasso, Schaefer and Warren, "Dual Contouring of Hermite Data", 2002), held near the crossings'
//! mean where the planes leave it undetermined.

/// Where the surface crosses an edge of a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Crossing {
    /// In cell coordinates.
    pub position: [f32; 3],
    /// Unit length, outwards.
    pub normal: [f32; 3],
}

/// A vertex in its cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct CellVertex {
    /// In cell coordinates.
    pub position: [f32; 3],
    /// Mean of the crossings, in cell coordinates.
    pub mean: [f32; 3],
    /// Mean direction of the crossings' normals, unit length.
    pub normal: [f32; 3],
    /// True if the crossings' normals hardly differ: no crease passes the cell.
    pub is_smooth: bool,
}

impl CellVertex {
    /// Moves the vertex to where the field's value and gradient (per metre) say the surface is, within the cell, and
    /// returns how far it was off in cells. On a smooth sheet the gradient also is the better normal.
    pub fn step_to_surface(&mut self, [x, y, z, value]: [f32; 4], spacing: f32) -> f32 {
        let Some(direction) = unit([x, y, z]) else { return 0.0 };
        let off = value / ((x * x + y * y + z * z).sqrt() * spacing);
        for axis in 0..3 {
            let moved = self.position[axis] - off * direction[axis];
            self.position[axis] = moved.clamp(INSET, 1.0 - INSET);
        }
        if self.is_smooth {
            self.normal = direction;
        }
        off.abs()
    }
}

/// Weight per crossing of staying near the start of a step.
const RIDGE: f32 = 0.02;
/// Steps: each divides what the ridge keeps a sharp feature away by about ten.
const STEPS: usize = 2;
/// Least squared length of the normals' mean on a smooth sheet: they spread by about 15° at most.
const SMOOTH: f32 = 0.93;
/// Vertices keep this distance from their cell's faces, so that no two of them coincide.
const INSET: f32 = 0.01;

/// The vertex of a sheet with these crossings, at least one.
pub(crate) fn place(crossings: &[Crossing]) -> CellVertex {
    let count = crossings.len() as f32;
    let mean_of = |row: fn(&Crossing) -> [f32; 3]| -> [f32; 3] {
        std::array::from_fn(|axis| crossings.iter().map(|crossing| row(crossing)[axis]).sum::<f32>() / count)
    };
    let mean = mean_of(|crossing| crossing.position);
    let mean_normal = mean_of(|crossing| crossing.normal);
    let normal = unit(mean_normal).unwrap_or(crossings[0].normal);
    let is_smooth = mean_normal.iter().map(|value| value * value).sum::<f32>() > SMOOTH;
    let planes = Planes::through(crossings, mean, RIDGE * count);
    let mut offset = [0.0; 3];
    for _ in 0..STEPS {
        offset = planes.step(offset);
    }
    let position = std::array::from_fn(|axis| (mean[axis] + offset[axis]).clamp(INSET, 1.0 - INSET));
    CellVertex { position, mean, normal, is_smooth }
}

/// The direction of a vector, or `None` if it has none.
pub(crate) fn unit(v: [f32; 3]) -> Option<[f32; 3]> {
    let length = (v[0] * v[0] + v[1] * v[1] + v[2] * v[2]).sqrt();
    (length > 1e-6).then(|| v.map(|value| value / length))
}

/// Normal equations AᵀA x = Aᵀb of the planes, relative to the crossings' mean.
struct Planes {
    /// xx, xy, xz, yy, yz, zz of AᵀA.
    product: [f32; 6],
    target: [f32; 3],
    /// The same six numbers of the inverse of AᵀA + ridge.
    inverse: [f32; 6],
}

impl Planes {
    fn through(crossings: &[Crossing], mean: [f32; 3], ridge: f32) -> Self {
        let mut product = [0.0; 6];
        let mut target = [0.0; 3];
        for Crossing { position: p, normal: [x, y, z] } in crossings {
            let distance = x * (p[0] - mean[0]) + y * (p[1] - mean[1]) + z * (p[2] - mean[2]);
            for (sum, term) in product.iter_mut().zip([x * x, x * y, x * z, y * y, y * z, z * z]) {
                *sum += term;
            }
            for (sum, term) in target.iter_mut().zip([x * distance, y * distance, z * distance]) {
                *sum += term;
            }
        }
        let [a, b, c, d, e, f] = product;
        let (a, d, f) = (a + ridge, d + ridge, f + ridge);
        let cofactors = [d * f - e * e, c * e - b * f, b * e - c * d, a * f - c * c, b * c - a * e, a * d - b * b];
        let determinant = a * cofactors[0] + b * cofactors[1] + c * cofactors[2];
        Self { product, target, inverse: cofactors.map(|cofactor| cofactor / determinant) }
    }

    /// Minimiser that stays near `start`.
    fn step(&self, start: [f32; 3]) -> [f32; 3] {
        let reached = symmetric_product(&self.product, start);
        let rest = std::array::from_fn(|axis| self.target[axis] - reached[axis]);
        let change = symmetric_product(&self.inverse, rest);
        std::array::from_fn(|axis| start[axis] + change[axis])
    }
}

fn symmetric_product(&[a, b, c, d, e, f]: &[f32; 6], [x, y, z]: [f32; 3]) -> [f32; 3] {
    [a * x + b * y + c * z, b * x + d * y + e * z, c * x + e * y + f * z]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_corner_is_found_and_a_plane_keeps_the_mean() {
        let plane = |position: [f32; 3], normal: [f32; 3]| Crossing { position, normal };
        let corner = place(&[
            plane([0.7, 0.0, 0.0], [1.0, 0.0, 0.0]),
            plane([0.7, 1.0, 0.0], [1.0, 0.0, 0.0]),
            plane([0.0, 0.6, 0.0], [0.0, 1.0, 0.0]),
            plane([0.0, 0.0, 0.3], [0.0, 0.0, 1.0]),
        ]);
        for (found, expected) in corner.position.iter().zip([0.7, 0.6, 0.3]) {
            assert!((found - expected).abs() < 0.01, "{corner:?}");
        }
        let flat = place(&[
            plane([0.5, 0.0, 0.0], [1.0, 0.0, 0.0]),
            plane([0.5, 1.0, 0.0], [1.0, 0.0, 0.0]),
            plane([0.5, 0.0, 1.0], [1.0, 0.0, 0.0]),
            plane([0.5, 1.0, 1.0], [1.0, 0.0, 0.0]),
        ]);
        assert_eq!((flat.position, flat.normal), ([0.5; 3], [1.0, 0.0, 0.0]));
    }
}
