//! The Platonic solids but the cube: their corners, and the wedge of space that their mirrors cut out.
//!
//! Every mirror image of a point is as far from the solid, so a distance needs only the wedge between three mirrors
//! (H. S. M. Coxeter, "Regular Polytopes", 1948). A ray of the wedge runs to a corner of the solid, one to the middle of
//! an edge, one to that of a face. Reflecting a point at the three mirrors wherever it is behind them, in turn for as
//! many rounds as half of the Coxeter number, brings it into the wedge: that is a reduced word of the longest element.

use crate::{
    bound::PolyhedronKind,
    placement::{Vec3, dot, length},
};

/// A wedge of a solid of circumradius 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chamber {
    /// Unit normals of the mirrors, towards the wedge.
    pub mirrors: [Vec3; 3],
    /// How often to reflect at all three.
    pub rounds: u32,
    /// Corner of the solid.
    pub corner: Vec3,
    /// Middle of an edge at the corner.
    pub edge: Vec3,
    /// Middle of a face at the edge.
    pub face: Vec3,
}

const GOLDEN: f64 = 1.618_033_988_749_895;
const HALF_ROOT: f64 = std::f64::consts::FRAC_1_SQRT_2;

/// Standing on +Y: the tetrahedron and the icosahedron with a corner up, the octahedron with a corner on each axis,
/// the dodecahedron on a face.
pub fn chamber(kind: PolyhedronKind) -> Chamber {
    let third = (1.0 / 3.0_f64).sqrt();
    let five_fold = unit([0.0, GOLDEN - 1.0, 1.0]);
    let three_fold = unit([2.0 - GOLDEN, 0.0, 1.0]);
    let icosahedral = [[1.0, 0.0, 0.0], [-0.5 * GOLDEN, -0.5, 0.5 * (GOLDEN - 1.0)], [0.0, 1.0, 0.0]];
    let half = HALF_ROOT;
    let (mirrors, rounds, corner, face, edge, up) = match kind {
        PolyhedronKind::Tetrahedron => {
            let mirrors = [[half, -half, 0.0], [0.0, half, -half], [-half, -half, 0.0]];
            let corner = [third, -third, -third];
            (mirrors, 2, corner, [-third; 3], [0.0, 0.0, -1.0], corner)
        }
        PolyhedronKind::Octahedron => {
            let mirrors = [[half, -half, 0.0], [0.0, half, -half], [0.0, 0.0, 1.0]];
            (mirrors, 3, [1.0, 0.0, 0.0], [third; 3], [half, half, 0.0], [0.0, 1.0, 0.0])
        }
        PolyhedronKind::Icosahedron => (icosahedral, 5, five_fold, three_fold, [0.0, 0.0, 1.0], five_fold),
        PolyhedronKind::Dodecahedron => (icosahedral, 5, three_fold, five_fold, [0.0, 0.0, 1.0], five_fold),
    };
    // All rays meet the plane of the face.
    let height = dot(corner, face);
    let on_face = |ray: Vec3| ray.map(|value| value * height / dot(ray, face));
    let turned = |v: Vec3| upright(up, v);
    Chamber {
        mirrors: mirrors.map(turned),
        rounds,
        corner: turned(corner),
        edge: turned(on_face(edge)),
        face: turned(on_face(face)),
    }
}

/// Corners of a solid of circumradius 1: all mirror images of one.
pub fn corners(kind: PolyhedronKind) -> Vec<Vec3> {
    let Chamber { mirrors, corner, .. } = chamber(kind);
    let mut found = vec![corner];
    let mut next = 0;
    while next < found.len() {
        for mirror in mirrors {
            let way = 2.0 * dot(found[next], mirror);
            let image = [0, 1, 2].map(|axis| found[next][axis] - way * mirror[axis]);
            let is_known = |known: &Vec3| (0..3).all(|axis| (known[axis] - image[axis]).abs() < 1e-9);
            if !found.iter().any(is_known) {
                found.push(image);
            }
        }
        next += 1;
    }
    found
}

fn unit(v: Vec3) -> Vec3 {
    let size = length(v);
    v.map(|value| value / size)
}

/// The turn that takes the unit vector `up` the short way to +Y (Rodrigues' formula).
fn upright(up: Vec3, v: Vec3) -> Vec3 {
    let [x, y, z] = up;
    // Axis up × Y, not normalised, and the cosine of the angle.
    let axis = [-z, 0.0, x];
    let along = dot(axis, v) / (1.0 + y);
    let crossed = [-axis[2] * v[1], axis[2] * v[0] - axis[0] * v[2], axis[0] * v[1]];
    [0, 1, 2].map(|i| y * v[i] + crossed[i] + axis[i] * along)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solids_have_their_corners_and_stand_upright() {
        for (kind, count) in [
            (PolyhedronKind::Tetrahedron, 4),
            (PolyhedronKind::Octahedron, 6),
            (PolyhedronKind::Icosahedron, 12),
            (PolyhedronKind::Dodecahedron, 20),
        ] {
            let corners = corners(kind);
            assert_eq!(corners.len(), count, "{kind:?}");
            assert!(corners.iter().all(|&corner| (length(corner) - 1.0).abs() < 1e-12), "{kind:?}");
            let Chamber { corner, edge, face, .. } = chamber(kind);
            let reach = corners.iter().map(|&corner| dot(corner, unit(face))).fold(0.0, f64::max);
            assert!((reach - length(face)).abs() < 1e-12, "{kind:?}: no corner is beyond the face");
            let across = [0, 1, 2].map(|axis| corner[axis] - edge[axis]);
            assert!(dot(across, edge).abs() < 1e-12 && dot(across, face).abs() - dot(face, face) < 1e-12, "{kind:?}");
            let top = corners.iter().map(|corner| corner[1]).fold(0.0, f64::max);
            let is_face_up = kind == PolyhedronKind::Dodecahedron;
            assert!((top - if is_face_up { length(face) } else { 1.0 }).abs() < 1e-12, "{kind:?}: {top}");
        }
    }
}
