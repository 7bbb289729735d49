//! 2D profiles: values, turning direction, and the refusal of outlines that cross themselves.

use gve_shared::{
    problem::ProblemCode,
    shape::{CircleProfile, PolygonProfile, Profile, RectangleProfile},
    value::Scalar,
};

use super::reader::{COORDINATE, LENGTH, Reader, SIZE};
use crate::bound::BoundProfile;

type Point = [f64; 2];

const PARAMS: &str = "/shape/params/profile/params";
const MAX_POINTS: usize = 256;

pub(super) fn read(reader: &mut Reader<'_>, profile: &Profile) -> Option<BoundProfile> {
    match profile {
        Profile::Circle(params) => read_circle(reader, params),
        Profile::Rectangle(params) => read_rectangle(reader, params),
        Profile::Polygon(params) => read_polygon(reader, params),
    }
}

/// Largest x of a profile.
pub(super) fn right_end(profile: &BoundProfile) -> f64 {
    match profile {
        BoundProfile::Circle { center, radius } => center[0] + radius,
        BoundProfile::Rectangle { center, half_extents, .. } => center[0] + half_extents[0],
        BoundProfile::Polygon { points, rounding } => {
            points.iter().map(|point| point[0]).fold(f64::NEG_INFINITY, f64::max) + rounding
        }
    }
}

fn read_center(reader: &mut Reader<'_>, center: &Option<[Scalar; 2]>) -> Option<Point> {
    match center {
        Some(center) => reader.components(&format_args!("{PARAMS}/center"), center, &COORDINATE),
        None => Some([0.0; 2]),
    }
}

fn read_circle(reader: &mut Reader<'_>, params: &CircleProfile) -> Option<BoundProfile> {
    let radius = reader.number(&format_args!("{PARAMS}/radius"), &params.radius, &SIZE);
    let center = read_center(reader, &params.center);
    Some(BoundProfile::Circle { center: center?, radius: radius? })
}

fn read_rectangle(reader: &mut Reader<'_>, params: &RectangleProfile) -> Option<BoundProfile> {
    let half_extents = reader.components(&format_args!("{PARAMS}/half_extents"), &params.half_extents, &SIZE);
    let center = read_center(reader, &params.center);
    let rounding = reader.number_or(&format_args!("{PARAMS}/rounding"), &params.rounding, 0.0, &LENGTH);
    let (half_extents, rounding) = (half_extents?, rounding?);
    let limit = half_extents[0].min(half_extents[1]);
    if rounding > limit * (1.0 + 1e-12) {
        let message = format!("{rounding} is out of range: this must be at most {limit}, the smaller half extent");
        reader.refuse(ProblemCode::RecipeOutOfRange, &format_args!("{PARAMS}/rounding"), message, None);
        return None;
    }
    Some(BoundProfile::Rectangle { center: center?, half_extents, rounding: rounding.min(limit) })
}

fn read_polygon(reader: &mut Reader<'_>, params: &PolygonProfile) -> Option<BoundProfile> {
    let path = format_args!("{PARAMS}/points").to_string();
    let count = params.points.len();
    if !(3..=MAX_POINTS).contains(&count) {
        let message = format!("a polygon has 3 to {MAX_POINTS} corners, not {count}");
        reader.refuse(ProblemCode::RecipeOutOfRange, &path, message, None);
        return None;
    }
    let points: Vec<_> = (params.points.iter().enumerate())
        .map(|(index, point)| reader.components(&format_args!("{path}/{index}"), point, &COORDINATE))
        .collect();
    let rounding = reader.number_or(&format_args!("{PARAMS}/rounding"), &params.rounding, 0.0, &LENGTH);
    let mut points: Vec<Point> = points.into_iter().collect::<Option<_>>()?;
    check_outline(reader, &path, &points)?;
    if twice_area(&points) < 0.0 {
        points.reverse();
    }
    Some(BoundProfile::Polygon { points, rounding: rounding? })
}

fn check_outline(reader: &mut Reader<'_>, path: &str, points: &[Point]) -> Option<()> {
    let count = points.len();
    if let Some(index) = (0..count).find(|&index| points[index] == points[(index + 1) % count]) {
        let hint = "Leave one of them out; the outline closes by itself.";
        reader.refuse(
            ProblemCode::RecipeOutOfRange,
            &format_args!("{path}/{index}"),
            "two corners in a row are the same",
            Some(hint),
        );
        return None;
    }
    if let Some((first, second)) = crossing(points) {
        let message = format!("the edges after corners {first} and {second} cross");
        reader.refuse(
            ProblemCode::RecipeOutOfRange,
            &format_args!("{path}/{second}"),
            message,
            Some("List the corners in order around the outline."),
        );
        return None;
    }
    if twice_area(points).abs() < 1e-12 {
        reader.refuse(ProblemCode::RecipeEmpty, &path, "the polygon has no area", None);
        return None;
    }
    Some(())
}

/// Signed: positive when the corners run counter-clockwise (shoelace formula).
fn twice_area(points: &[Point]) -> f64 {
    let next = points.iter().cycle().skip(1);
    points.iter().zip(next).map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum()
}

/// Two edges that touch each other without being neighbours, or neighbours that fold back.
fn crossing(points: &[Point]) -> Option<(usize, usize)> {
    let count = points.len();
    let edge = |index: usize| (points[index], points[(index + 1) % count]);
    for first in 0..count {
        let (a, b) = edge(first);
        for second in first + 1..count {
            let (c, d) = edge(second);
            let touching = if second == first + 1 {
                folds_back(a, b, d)
            } else if first == 0 && second == count - 1 {
                folds_back(c, d, b)
            } else {
                segments_touch(a, b, c, d)
            };
            if touching {
                return Some((first, second));
            }
        }
    }
    None
}

/// Twice the signed area of a triangle.
fn turn(a: Point, b: Point, c: Point) -> f64 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

fn folds_back(a: Point, corner: Point, b: Point) -> bool {
    let along = (a[0] - corner[0]) * (b[0] - corner[0]) + (a[1] - corner[1]) * (b[1] - corner[1]);
    turn(a, corner, b) == 0.0 && along > 0.0
}

fn segments_touch(a: Point, b: Point, c: Point, d: Point) -> bool {
    let (c_side, d_side) = (turn(a, b, c), turn(a, b, d));
    let (a_side, b_side) = (turn(c, d, a), turn(c, d, b));
    let crosses = |p: f64, q: f64| (p > 0.0 && q < 0.0) || (p < 0.0 && q > 0.0);
    if crosses(c_side, d_side) && crosses(a_side, b_side) {
        return true;
    }
    (c_side == 0.0 && within(a, b, c))
        || (d_side == 0.0 && within(a, b, d))
        || (a_side == 0.0 && within(c, d, a))
        || (b_side == 0.0 && within(c, d, b))
}

/// Whether a point on the line of a segment lies in the segment.
fn within(a: Point, b: Point, p: Point) -> bool {
    (0..2).all(|axis| p[axis] >= a[axis].min(b[axis]) && p[axis] <= a[axis].max(b[axis]))
}
