//! Where a sheet's vertex lies in its cell.
//!
//! A cell's coordinates run from 0 to 1. The vertex minimises the squared distances to the planes through the crossings
//! of its sheet (Ju, Losasso, Schaefer and Warren, "Dual Contouring of Hermite Data", 2002), held near the crossings'
//! mean where the planes leave it undetermined.

/// A vertex in its cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct CellVertex {
    /// In cell coordinates.
    pub position: [f32; 3],
    /// Mean direction of the crossings' normals, unit length.
    pub normal: [f32; 3],
    /// True if the crossings' normals hardly differ: no crease passes the cell.
    pub is_smooth: bool,
}

impl CellVertex {
    /// Moves the vertex to where the field's value and gradient (per metre) say the surface is, within the cell, and
    /// returns how far it was off in cells. On a smooth sheet the gradient also is the better normal.
    #[inline]
    pub fn step_to_surface(&mut self, [x, y, z, value]: [f32; 4], spacing: f32) -> f32 {
        let length = (x * x + y * y + z * z).sqrt();
        if length < LEAST_LENGTH {
            return 0.0;
        }
        let scale = 1.0 / length;
        let direction = [x * scale, y * scale, z * scale];
        let off = value * scale / spacing;
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

/// Where the surface crosses an edge of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Crossing {
    /// Unit length, outwards; the fourth number is 0.
    pub normal: [f32; 4],
    /// Along the edge, 0–1.
    pub t: f32,
}

/// An edge of a cell, from the middle of the cell.
struct EdgeLine {
    start: [f32; 4],
    along: [f32; 4],
}

/// By edge; see [`crate::sheets`] for the numbering.
const EDGES: [EdgeLine; 12] = {
    const NONE: EdgeLine = EdgeLine { start: [-0.5, -0.5, -0.5, 0.0], along: [0.0; 4] };
    let mut edges = [NONE; 12];
    let mut edge = 0;
    while edge < 12 {
        let axis = edge / 4;
        edges[edge].along[axis] = 1.0;
        edges[edge].start[(axis + 1) % 3] += (edge & 1) as f32;
        edges[edge].start[(axis + 2) % 3] += (edge >> 1 & 1) as f32;
        edge += 1;
    }
    edges
};

/// Sums over the planes through a sheet's crossings. Positions count from the middle of the cell, which keeps the sums
/// small; rows have a fourth number so that they fill a vector register.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Planes {
    /// Normal times normal.
    products: [[f32; 4]; 3],
    /// Normal times the plane's distance from the middle.
    targets: [f32; 4],
    positions: [f32; 4],
    normals: [f32; 4],
    count: f32,
}

impl Planes {
    /// Adds the plane through the crossing at `t`, 0–1, along an edge of the cell; its normal has unit length.
    #[inline]
    pub fn add(&mut self, edge: u8, Crossing { normal, t }: Crossing) {
        let EdgeLine { start, along } = &EDGES[usize::from(edge)];
        let place: [f32; 4] = std::array::from_fn(|lane| start[lane] + t * along[lane]);
        let [x, y, z, _] = normal;
        let distance = x * place[0] + y * place[1] + z * place[2];
        for lane in 0..4 {
            self.products[0][lane] += x * normal[lane];
            self.products[1][lane] += y * normal[lane];
            self.products[2][lane] += z * normal[lane];
            self.targets[lane] += distance * normal[lane];
            self.positions[lane] += place[lane];
            self.normals[lane] += normal[lane];
        }
        self.count += 1.0;
    }

    /// The vertex of the sheet. At least one plane was added; the argument is the normal where the planes' cancel out.
    pub fn vertex(&self, [x, y, z, _]: [f32; 4]) -> CellVertex {
        let share = 1.0 / self.count;
        let [mean, mean_normal] = [self.positions, self.normals].map(|[x, y, z, _]| [x * share, y * share, z * share]);
        let reached = self.times(mean);
        let target: [f32; 3] = std::array::from_fn(|axis| self.targets[axis] - reached[axis]);
        let inverse = self.inverse(RIDGE * self.count);
        let mut offset = [0.0; 3];
        for _ in 0..STEPS {
            let reached = self.times(offset);
            let rest = std::array::from_fn(|axis| target[axis] - reached[axis]);
            let change = symmetric_product(&inverse, rest);
            offset = std::array::from_fn(|axis| offset[axis] + change[axis]);
        }
        let is_smooth = mean_normal.iter().map(|value| value * value).sum::<f32>() > SMOOTH;
        CellVertex {
            position: std::array::from_fn(|axis| (mean[axis] + offset[axis] + 0.5).clamp(INSET, 1.0 - INSET)),
            normal: unit(mean_normal).unwrap_or([x, y, z]),
            is_smooth,
        }
    }

    fn times(&self, [x, y, z]: [f32; 3]) -> [f32; 3] {
        let [a, b, c] = self.products;
        std::array::from_fn(|axis| x * a[axis] + y * b[axis] + z * c[axis])
    }

    /// Upper triangle of the inverse of products + ridge.
    fn inverse(&self, ridge: f32) -> [f32; 6] {
        let [[a, b, c, _], [_, d, e, _], [_, _, f, _]] = self.products;
        let (a, d, f) = (a + ridge, d + ridge, f + ridge);
        let cofactors = [d * f - e * e, c * e - b * f, b * e - c * d, a * f - c * c, b * c - a * e, a * d - b * b];
        let scale = 1.0 / (a * cofactors[0] + b * cofactors[1] + c * cofactors[2]);
        cofactors.map(|cofactor| cofactor * scale)
    }
}

fn symmetric_product(&[a, b, c, d, e, f]: &[f32; 6], [x, y, z]: [f32; 3]) -> [f32; 3] {
    [a * x + b * y + c * z, b * x + d * y + e * z, c * x + e * y + f * z]
}

/// Shorter vectors have no direction.
const LEAST_LENGTH: f32 = 1e-6;

/// The direction of a vector, or `None` if it has none.
#[inline]
pub(crate) fn unit([x, y, z]: [f32; 3]) -> Option<[f32; 3]> {
    let length = (x * x + y * y + z * z).sqrt();
    let scale = 1.0 / length;
    (length >= LEAST_LENGTH).then_some([x * scale, y * scale, z * scale])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vertex_of(crossings: &[(u8, f32, [f32; 4])]) -> CellVertex {
        let mut planes = Planes::default();
        for &(edge, t, normal) in crossings {
            planes.add(edge, Crossing { normal, t });
        }
        planes.vertex(crossings[0].2)
    }

    #[test]
    fn a_corner_is_found_and_a_plane_keeps_the_mean() {
        let [x, y, z] = [[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]];
        let corner = vertex_of(&[(0, 0.7, x), (1, 0.7, x), (4, 0.6, y), (8, 0.3, z)]);
        for (found, expected) in corner.position.iter().zip([0.7, 0.6, 0.3]) {
            assert!((found - expected).abs() < 0.01, "{corner:?}");
        }
        let flat = vertex_of(&[(0, 0.5, x), (1, 0.5, x), (2, 0.5, x), (3, 0.5, x)]);
        assert_eq!((flat.position, flat.normal), ([0.5; 3], [1.0, 0.0, 0.0]));
    }
}
