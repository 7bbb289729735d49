//! Polygons as parameter records: edges, outward normals and corner signs.

use crate::formula::{EDGE_STRIDE, POLYGON_HEADER};

type Point = [f64; 2];

/// Part of its length by which an edge reaches beyond its ends. A point straight across an end, as on the axis of a
/// turned polygon, is the edge's; the corner's sign is meant for what lies beyond.
const EDGE_REACH: f64 = 1e-6;
/// The reach of a corner that starts no edge: no point lies across it.
const NO_EDGE: f64 = -1.0;

/// Header numbers that differ between uses; see the formulas.
pub(crate) struct Header {
    pub centre: [f64; 3],
    pub half_height: f64,
    pub outline_rounding: f64,
    pub edge_rounding: f64,
}

/// Corners of a regular polygon, the first on +X, counter-clockwise.
pub(crate) fn regular(radius: f64, sides: u32) -> Vec<Point> {
    (0..sides)
        .map(|corner| {
            let angle = std::f64::consts::TAU * f64::from(corner) / f64::from(sides);
            [radius * libm::cos(angle), radius * libm::sin(angle)]
        })
        .collect()
}

/// Record of closed contours that do not cross, counter-clockwise around what is inside. The nearest edge or corner
/// alone decides the sign, whichever contour it belongs to.
pub(crate) fn closed_record<C: AsRef<[Point]>>(header: &Header, contours: &[C]) -> Vec<f64> {
    let mut edges = Vec::new();
    for contour in contours {
        let points = without_repeats(contour.as_ref());
        let count = points.len();
        edges.extend((0..count).map(|i| {
            let (before, start, end) = (points[(i + count - 1) % count], points[i], points[(i + 1) % count]);
            edge_record(start, end, corner_sign(sub(start, before), sub(end, start)))
        }));
    }
    record(header, contours, edges)
}

/// Record of contours in the half-plane x ≥ 0 that are turned about x = 0: what lies left of the axis is cut off and
/// edges on the axis, which bound nothing, are left out.
pub(crate) fn revolved_record<C: AsRef<[Point]>>(header: &Header, contours: &[C]) -> Vec<f64> {
    let edges = contours.iter().flat_map(|contour| revolved_edges(contour.as_ref())).collect();
    record(header, contours, edges)
}

fn revolved_edges(points: &[Point]) -> Vec<[f64; EDGE_STRIDE]> {
    let points = without_repeats(&cut_left(&without_repeats(points)));
    let scale = points.iter().flatten().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    let on_axis = |point: Point| point[0] <= scale * 1e-9;
    let count = points.len();
    let is_axis_edge = |i: usize| on_axis(points[i]) && on_axis(points[(i + 1) % count]);
    let mut edges = Vec::new();
    for i in 0..count {
        let (start, end) = (points[i], points[(i + 1) % count]);
        let out = sub(end, start);
        let previous = (i + count - 1) % count;
        let into = sub(start, points[previous]);
        // The neighbour behind the axis is the mirror image of the chain itself.
        let mirrored = |d: Point| [d[0], -d[1]];
        match (is_axis_edge(previous), is_axis_edge(i)) {
            (false, false) => edges.push(edge_record(start, end, corner_sign(into, out))),
            (true, false) => edges.push(edge_record(start, end, corner_sign(mirrored(out), out))),
            (false, true) => edges.push(edge_record(start, start, corner_sign(into, mirrored(into)))),
            (true, true) => {}
        }
    }
    edges
}

fn record<C: AsRef<[Point]>>(header: &Header, contours: &[C], edges: Vec<[f64; EDGE_STRIDE]>) -> Vec<f64> {
    let values = contours.iter().flat_map(|contour| contour.as_ref().iter().flatten());
    let extent = values.fold(0.0_f64, |largest, value| largest.max(value.abs()));
    let [x, y, z] = header.centre;
    let mut numbers = Vec::with_capacity(POLYGON_HEADER + EDGE_STRIDE * edges.len());
    numbers.extend([x, y, z, header.half_height, header.outline_rounding, header.edge_rounding, extent]);
    numbers.push(edges.len() as f64);
    numbers.extend(edges.into_iter().flatten());
    numbers
}

fn edge_record(start: Point, end: Point, corner_sign: f64) -> [f64; EDGE_STRIDE] {
    let along = sub(end, start);
    let squared = along[0] * along[0] + along[1] * along[1];
    if squared == 0.0 {
        return [start[0], start[1], 0.0, 0.0, 0.0, 0.0, corner_sign, NO_EDGE];
    }
    let length = squared.sqrt();
    let direction = [along[0] / squared, along[1] / squared];
    [start[0], start[1], direction[0], direction[1], along[1] / length, -along[0] / length, corner_sign, EDGE_REACH]
}

/// 1 at a convex corner (near it is outside), −1 at a reflex one.
fn corner_sign(into: Point, out: Point) -> f64 {
    if into[0] * out[1] - into[1] * out[0] >= 0.0 { 1.0 } else { -1.0 }
}

fn sub(a: Point, b: Point) -> Point {
    [a[0] - b[0], a[1] - b[1]]
}

fn without_repeats(points: &[Point]) -> Vec<Point> {
    let count = points.len();
    (0..count).filter(|&i| points[i] != points[(i + 1) % count]).map(|i| points[i]).collect()
}

/// The part with x ≥ 0 (Sutherland and Hodgman's clipping against one line).
fn cut_left(points: &[Point]) -> Vec<Point> {
    let mut kept = Vec::new();
    for (i, &start) in points.iter().enumerate() {
        let end = points[(i + 1) % points.len()];
        if start[0] >= 0.0 {
            kept.push(start);
        }
        if (start[0] < 0.0) != (end[0] < 0.0) {
            let t = start[0] / (start[0] - end[0]);
            kept.push([0.0, start[1] + t * (end[1] - start[1])]);
        }
    }
    kept
}
