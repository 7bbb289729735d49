//! Tubes: control points and radii, and curves as pieces of cones.

use gve_shared::{
    shape::{BezierTubeParams, PolylineTubeParams},
    value::{Scalar, Vector3},
};

use super::{
    super::reader::{COORDINATE, Reader, SIZE},
    PARAMS,
};
use crate::{
    bound::BoundShape,
    placement::{Vec3, length},
};

/// A curve is left by at most this part of its larger radius.
const TOLERANCE: f64 = 0.01;
const MOST_PIECES: f64 = 256.0;

pub(super) fn read_bezier(reader: &mut Reader<'_>, params: &BezierTubeParams) -> Option<BoundShape> {
    let points = read_points(reader, &params.points);
    let (start, end) = read_radii(reader, &params.radius_start, &params.radius_end)?;
    let points = points?;
    let pieces = pieces_within(&points, TOLERANCE * start.max(end));
    let at = |piece: u32| {
        let t = f64::from(piece) / f64::from(pieces);
        let [x, y, z] = place(&points, t);
        [x, y, z, start + (end - start) * t]
    };
    Some(BoundShape::Tube { points: (0..=pieces).map(at).collect() })
}

pub(super) fn read_polyline(reader: &mut Reader<'_>, params: &PolylineTubeParams) -> Option<BoundShape> {
    let points = read_points(reader, &params.points);
    let (start, end) = read_radii(reader, &params.radius_start, &params.radius_end)?;
    let mut points = points?;
    if params.closed == Some(true) {
        points.push(points[0]);
    }
    let mut ways = vec![0.0];
    for pair in points.windows(2) {
        let step = length([0, 1, 2].map(|axis| pair[1][axis] - pair[0][axis]));
        ways.push(ways[ways.len() - 1] + step);
    }
    let whole = ways[ways.len() - 1].max(SIZE.min);
    let tube = points.iter().zip(&ways).map(|([x, y, z], way)| [*x, *y, *z, start + (end - start) * way / whole]);
    Some(BoundShape::Tube { points: tube.collect() })
}

fn read_points(reader: &mut Reader<'_>, points: &[Vector3]) -> Option<Vec<Vec3>> {
    let read = points.iter().enumerate();
    let read: Vec<_> = read
        .map(|(index, point)| reader.vector(&format_args!("{PARAMS}/points/{index}"), point, &COORDINATE))
        .collect();
    read.into_iter().collect()
}

fn read_radii(reader: &mut Reader<'_>, start: &Scalar, end: &Option<Scalar>) -> Option<(f64, f64)> {
    let start = reader.param("radius_start", start, &SIZE);
    let end = end.as_ref().map(|end| reader.param("radius_end", end, &SIZE));
    let start = start?;
    Some((start, end.unwrap_or(Some(start))?))
}

/// A place on the curve (de Casteljau).
fn place(points: &[Vec3], t: f64) -> Vec3 {
    let mut points = points.to_vec();
    while points.len() > 1 {
        points = points
            .windows(2)
            .map(|pair| [0, 1, 2].map(|axis| pair[0][axis] + t * (pair[1][axis] - pair[0][axis])))
            .collect();
    }
    points[0]
}

/// Number of even steps of the parameter whose chords leave the curve by at most `tolerance`: a chord over a step h
/// leaves it by at most h² / 8 of its second derivative, which is at most n (n − 1) of the second differences.
fn pieces_within(points: &[Vec3], tolerance: f64) -> u32 {
    let degree = (points.len() - 1) as f64;
    let bend = points
        .windows(3)
        .map(|three| length([0, 1, 2].map(|axis| three[0][axis] - 2.0 * three[1][axis] + three[2][axis])))
        .fold(0.0, f64::max);
    libm::ceil(libm::sqrt(degree * (degree - 1.0) * bend / (8.0 * tolerance))).clamp(1.0, MOST_PIECES) as u32
}
