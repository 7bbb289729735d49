//! Solids that need more than a line: regular polyhedra, tubes along curves, and the Menger sponge.

use gve_recipe::{
    bound::PolyhedronKind,
    polyhedron::{Chamber, chamber},
};

use crate::{
    formula::{centred, length3},
    lanes::{Arith, Lanes},
};

/// Numbers in a polyhedron's record: centre; normal of the face and its distance; in the plane of the face, direction to
/// the edge and the edge's place, direction along the edge and the corner's place; three mirrors; rounds.
pub(crate) const POLYHEDRON_RECORD: usize = 25;
/// Numbers before the pieces in a tube's record: centre, number of pieces.
pub(crate) const TUBE_HEADER: usize = 4;
/// Numbers of a piece: start, direction, length, radius at the start, loss of radius per way along it, and that divided
/// by the root of one less its square.
pub(crate) const TUBE_STRIDE: usize = 10;
/// Numbers in a sponge's record: centre, half size, 2 / size, iterations.
pub(crate) const SPONGE_RECORD: usize = 6;

type Vec3 = [f64; 3];

fn dot(a: Vec3, b: Vec3) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn towards(from: Vec3, to: Vec3) -> (Vec3, f64) {
    let way = [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
    let length = dot(way, way).sqrt();
    (if length > 0.0 { way.map(|value| value / length) } else { [0.0, 1.0, 0.0] }, length)
}

pub(crate) fn polyhedron_record(centre: Vec3, kind: PolyhedronKind, radius: f64) -> Vec<f64> {
    let Chamber { mirrors, rounds, corner, edge, face } = chamber(kind);
    let (normal, height) = towards([0.0; 3], face);
    let (outward, _) = towards(face, edge);
    let (along, _) = towards(edge, corner);
    let mut record = centre.to_vec();
    record.extend(normal);
    record.push(height * radius);
    record.extend(outward);
    record.push(dot(outward, edge) * radius);
    record.extend(along);
    record.push(dot(along, corner) * radius);
    record.extend(mirrors.as_flattened());
    record.push(f64::from(rounds));
    record
}

pub(crate) fn is_polyhedron_record(k: &[f32]) -> bool {
    (0.0..=5.0).contains(&k[24]) && k[24].fract() == 0.0
}

/// Exact distance to a regular polyhedron: the point is mirrored into the wedge of one corner, edge and face, in which
/// the nearest place is on the face, or on the edge, or the corner. k: see [`POLYHEDRON_RECORD`].
#[inline(always)]
pub(crate) fn polyhedron<L: Lanes>(p: [L; 3], k: &[f32]) -> L {
    let mut q = centred(p, k);
    let zero = L::splat(0.0);
    for _ in 0..k[24] as u32 {
        for mirror in 0..3 {
            let normal = &k[15 + 3 * mirror..];
            let behind = along(q, normal).smaller(zero).scale(2.0);
            for axis in 0..3 {
                q[axis] = q[axis] - behind.scale(normal[axis]);
            }
        }
    }
    let above = along(q, &k[3..]) - L::splat(k[6]);
    let beyond_edge = along(q, &k[7..]) - L::splat(k[10]);
    let beyond_corner = along(q, &k[11..]) - L::splat(k[14]);
    let outside = length3([above.larger(zero), beyond_edge.larger(zero), beyond_corner.larger(zero)]);
    L::select(zero.less(above), outside, above)
}

#[inline(always)]
fn along<R: Arith>(q: [R; 3], k: &[f32]) -> R {
    q[0].scale(k[0]) + q[1].scale(k[1]) + q[2].scale(k[2])
}

/// Record of a tube through points with radii.
pub(crate) fn tube_record(centre: Vec3, points: &[[f64; 4]]) -> Vec<f64> {
    let mut record = centre.to_vec();
    record.push(points.len().saturating_sub(1).max(1) as f64);
    let ends = points.iter().zip(points.iter().skip(1).chain((points.len() == 1).then_some(&points[0])));
    for (&[ax, ay, az, from], &[bx, by, bz, to]) in ends {
        let (direction, length) = towards([ax, ay, az], [bx, by, bz]);
        // Where one ball holds the other there is no cone: the steepest slope then finds the larger ball.
        const STEEPEST: f64 = 0.999_999;
        let loss = if length > 0.0 { ((from - to) / length).clamp(-STEEPEST, STEEPEST) } else { 0.0 };
        let tilt = loss / (1.0 - loss * loss).sqrt();
        let from = if length > 0.0 { from.max(to + loss * length) } else { from.max(to) };
        record.extend([ax, ay, az]);
        record.extend(direction);
        record.extend([length, from, loss, tilt]);
    }
    record
}

/// Whether a stored record keeps what the bounds rely on: a loss below 1.
pub(crate) fn is_tube_record(k: &[f32]) -> bool {
    k[TUBE_HEADER..].chunks_exact(TUBE_STRIDE).all(|piece| piece[6] >= 0.0 && piece[8].abs() <= 1.0)
}

/// Balls of a radius that changes evenly along each piece of a line; exact outside.
///
/// On a piece the distance to the ball at t is √((x − t)² + ρ²) − r + s·t, where x is the way along it and ρ that from
/// it; its least is at t = x − ρ·s / √(1 − s²), or at the end that is nearer to that. k: see [`TUBE_STRIDE`].
#[inline(always)]
pub(crate) fn tube<R: Arith>(p: [R; 3], k: &[f32]) -> R {
    let q = centred(p, k);
    let mut nearest = R::splat(1e18);
    let pieces = &k[TUBE_HEADER..TUBE_HEADER + TUBE_STRIDE * k[TUBE_HEADER - 1] as usize];
    for piece in pieces.chunks_exact(TUBE_STRIDE) {
        let from_start = centred(q, piece);
        let x = along(from_start, &piece[3..]);
        let mut across = from_start;
        for axis in 0..3 {
            across[axis] = from_start[axis] - x.scale(piece[3 + axis]);
        }
        let from_line = length3(across);
        let t = (x - from_line.scale(piece[9])).larger(R::splat(0.0)).smaller(R::splat(piece[6]));
        let to_ball = ((x - t).square() + from_line.square()).sqrt();
        nearest = nearest.smaller(to_ball - R::splat(piece[7]) + t.scale(piece[8]));
    }
    nearest
}

pub(crate) fn is_sponge_record(k: &[f32]) -> bool {
    k[3] > 0.0 && k[4] > 0.0 && (0.0..=6.0).contains(&k[5]) && k[5].fract() == 0.0
}

/// The Menger sponge: a cube less the crosses of square bars of each size (I. Quilez, "Menger fractal"), each a lower
/// bound. k: centre, half size, 2 / size, iterations.
#[inline(always)]
pub(crate) fn sponge<L: Lanes>(p: [L; 3], k: &[f32]) -> L {
    let q = centred(p, k);
    let half = L::splat(k[3]);
    let zero = L::splat(0.0);
    let d = [q[0].abs() - half, q[1].abs() - half, q[2].abs() - half];
    let outside = length3([d[0].larger(zero), d[1].larger(zero), d[2].larger(zero)]);
    let mut farthest = outside + d[0].larger(d[1]).larger(d[2]).smaller(zero);
    let mut scale = k[4];
    for _ in 0..k[5] as u32 {
        let mut r = q;
        for axis in 0..3 {
            // Place in a cell of −1…1, then how far from the middle third, in thirds.
            let turns = q[axis].scale(0.5 * scale);
            let cell = (turns - turns.floor()).scale(2.0) - L::splat(1.0);
            r[axis] = (L::splat(1.0) - cell.abs().scale(3.0)).abs();
        }
        scale *= 3.0;
        let bars = r[0].larger(r[1]).smaller(r[1].larger(r[2])).smaller(r[2].larger(r[0]));
        farthest = farthest.larger((bars - L::splat(1.0)).scale(1.0 / scale));
    }
    farthest
}
