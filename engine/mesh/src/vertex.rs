//! Where a sheet's vertex lies in its cell.
//!
//! A cell's coordinates run from 0 to 1. The vertex minimises the squared distances to the planes through the crossings
//! of its sheet (Ju, Losasso, Schaefer and Warren, "Dual Contouring of Hermite Data", 2002), held near the crossings'
//! mean where the planes leave it undetermined.

/// How much a sheet bends within its cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bend {
    /// Hardly: the crossings' mean is next to the surface, and the mean of their normals is the surface's.
    Flat,
    /// Without a crease.
    Curved,
    /// So much that a crease may pass.
    Creased,
}

/// A vertex in its cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct CellVertex {
    /// In cell coordinates.
    pub position: [f32; 3],
    /// Mean direction of the crossings' normals, unit length.
    pub normal: [f32; 3],
    /// Mean of 1 / |∇f| at the crossings.
    pub inverse_slope: f32,
    pub bend: Bend,
}

impl CellVertex {
    /// Moves the vertex to where the field's value says the surface is, within the cell, if the gradient is that of the
    /// crossings, and returns how far it was off in cells.
    #[inline]
    pub fn step_along_normal(&mut self, value: f32, spacing: f32) -> f32 {
        let off = value * self.inverse_slope / spacing;
        self.step(self.normal, off);
        off.abs()
    }

    /// Moves the vertex to where the field's value and gradient (per metre) say the surface is, within the cell, and
    /// returns how far it was off in cells. Without a crease the gradient also is the better normal.
    #[inline]
    pub fn step_to_surface(&mut self, [x, y, z, value]: [f32; 4], spacing: f32) -> f32 {
        let length = (x * x + y * y + z * z).sqrt();
        if length < LEAST_LENGTH {
            return 0.0;
        }
        let scale = 1.0 / length;
        let direction = [x * scale, y * scale, z * scale];
        let off = value * scale / spacing;
        self.step(direction, off);
        if self.bend != Bend::Creased {
            self.normal = direction;
        }
        off.abs()
    }

    #[inline]
    fn step(&mut self, direction: [f32; 3], off: f32) {
        for axis in 0..3 {
            let moved = self.position[axis] - off * direction[axis];
            self.position[axis] = moved.clamp(INSET, 1.0 - INSET);
        }
    }
}

/// Weight per crossing of staying near the start of a step.
const RIDGE: f32 = 0.02;
/// Steps: each divides what the ridge keeps a sharp feature away by about ten.
const STEPS: usize = 2;
/// Least squared length of the normals' mean on a flat sheet: they spread by about 6° at most.
const FLAT: f32 = 0.99;
/// Least squared length of the normals' mean without a crease: they spread by about 15° at most.
const SMOOTH: f32 = 0.93;
/// Vertices keep this distance from their cell's faces, so that no two of them coincide.
const INSET: f32 = 0.01;

/// Where the surface crosses an edge of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Crossing {
    /// Unit length, outwards; the fourth number is 1 / |∇f|.
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

/// The vertex of a sheet that crosses `edges`, of which there is at least one.
#[inline]
pub(crate) fn place(edges: &[u8], crossing: impl Fn(u8) -> Crossing) -> CellVertex {
    let (mut position, mut normal) = ([0.0; 4], [0.0; 4]);
    for &edge in edges {
        let crossing = crossing(edge);
        let point = crossing.offset_on(edge);
        for lane in 0..4 {
            position[lane] += point[lane];
            normal[lane] += crossing.normal[lane];
        }
    }
    let share = 1.0 / edges.len() as f32;
    let mean = position.map(|value| value * share);
    let [x, y, z, inverse_slope] = normal.map(|value| value * share);
    let agreement = x * x + y * y + z * z;
    let mut vertex = CellVertex {
        position: std::array::from_fn(|axis| (mean[axis] + 0.5).clamp(INSET, 1.0 - INSET)),
        normal: [x, y, z],
        inverse_slope,
        bend: Bend::Flat,
    };
    if agreement > FLAT {
        let scale = 1.0 / agreement.sqrt();
        vertex.normal = [x * scale, y * scale, z * scale];
        return vertex;
    }
    vertex.bend = if agreement > SMOOTH { Bend::Curved } else { Bend::Creased };
    vertex.normal = unit([x, y, z]).unwrap_or_else(|| {
        let [x, y, z, _] = crossing(edges[0]).normal;
        [x, y, z]
    });
    let mut planes = Planes::default();
    for &edge in edges {
        planes.add(edge, crossing(edge), mean);
    }
    let offset = planes.offset(edges.len() as f32);
    vertex.position = std::array::from_fn(|axis| (mean[axis] + offset[axis] + 0.5).clamp(INSET, 1.0 - INSET));
    vertex
}

impl Crossing {
    /// Position on an edge, from the middle of the cell.
    #[inline]
    fn offset_on(self, edge: u8) -> [f32; 4] {
        let EdgeLine { start, along } = &EDGES[usize::from(edge)];
        std::array::from_fn(|lane| start[lane] + self.t * along[lane])
    }
}

/// Sums over the planes through a sheet's crossings, from their mean; the fourth number of each row only fills a vector
/// register.
#[derive(Debug, Clone, Copy, Default)]
struct Planes {
    /// Normal times normal.
    products: [[f32; 4]; 3],
    /// Normal times the plane's distance from the mean.
    targets: [f32; 4],
}

impl Planes {
    #[inline]
    fn add(&mut self, edge: u8, crossing: Crossing, mean: [f32; 4]) {
        let point = crossing.offset_on(edge);
        let normal = crossing.normal;
        let [x, y, z, _] = normal;
        let distance = x * (point[0] - mean[0]) + y * (point[1] - mean[1]) + z * (point[2] - mean[2]);
        for lane in 0..4 {
            self.products[0][lane] += x * normal[lane];
            self.products[1][lane] += y * normal[lane];
            self.products[2][lane] += z * normal[lane];
            self.targets[lane] += distance * normal[lane];
        }
    }

    /// From the mean of `count` crossings to the point nearest to all planes.
    fn offset(&self, count: f32) -> [f32; 3] {
        let inverse = self.inverse(RIDGE * count);
        let mut offset = [0.0; 3];
        for _ in 0..STEPS {
            let reached = self.times(offset);
            let rest = std::array::from_fn(|axis| self.targets[axis] - reached[axis]);
            let change = symmetric_product(&inverse, rest);
            offset = std::array::from_fn(|axis| offset[axis] + change[axis]);
        }
        offset
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
        let edges: Vec<u8> = crossings.iter().map(|&(edge, _, _)| edge).collect();
        place(&edges, |edge| {
            let &(_, t, normal) = crossings.iter().find(|&&(of, _, _)| of == edge).expect("a crossed edge");
            Crossing { normal, t }
        })
    }

    #[test]
    fn a_corner_is_found_and_a_plane_keeps_the_mean() {
        let [x, y, z] = [[1.0, 0.0, 0.0, 1.0], [0.0, 1.0, 0.0, 1.0], [0.0, 0.0, 1.0, 1.0]];
        let corner = vertex_of(&[(0, 0.7, x), (1, 0.7, x), (4, 0.6, y), (8, 0.3, z)]);
        for (found, expected) in corner.position.iter().zip([0.7, 0.6, 0.3]) {
            assert!((found - expected).abs() < 0.01, "{corner:?}");
        }
        let flat = vertex_of(&[(0, 0.5, x), (1, 0.5, x), (2, 0.5, x), (3, 0.5, x)]);
        assert_eq!((flat.position, flat.normal), ([0.5; 3], [1.0, 0.0, 0.0]));
    }
}
