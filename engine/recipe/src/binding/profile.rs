//! 2D profiles: values, turning direction, and the refusal of outlines that cross themselves.

use gve_shared::{
    problem::ProblemCode,
    shape::{
        ArcPolygonProfile, CircleProfile, PolygonProfile, Profile, RectangleProfile, RegularPolygonProfile,
        SvgPathProfile,
    },
    value::Scalar,
};

use super::reader::{ANY, COORDINATE, LENGTH, Range, Reader, SIZE, TURN};
use crate::{
    bound::BoundProfile,
    outline::{Pen, Point, fill, path, twice_area},
};

const PARAMS: &str = "/shape/params/profile/params";
const MAX_POINTS: usize = 1024;
/// Most sides of an outline whose arcs have become chords.
const MAX_CHORDS: usize = 512;
/// Most characters of a path, and most sides of what it fills.
const MAX_PATH: usize = 65_536;
const MAX_SIDES: usize = 1024;
/// An arc is left by at most this part of the outline's size.
const ARC_TOLERANCE: f64 = 0.001;
const SIDES: Range = Range { min: 2.5, max: 64.4, text: "a count from 3 to 64" };
const BULGE: Range = Range { min: -10.0, max: 10.0, text: "a bulge from -10 to 10" };

pub(super) fn read(reader: &mut Reader<'_>, profile: &Profile) -> Option<BoundProfile> {
    match profile {
        Profile::Circle(params) => read_circle(reader, params),
        Profile::Rectangle(params) => read_rectangle(reader, params),
        Profile::Polygon(params) => read_polygon(reader, params),
        Profile::RegularPolygon(params) => read_regular(reader, params),
        Profile::ArcPolygon(params) => read_arcs(reader, params),
        Profile::SvgPath(params) => read_path(reader, params),
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
        BoundProfile::Region { contours, rounding } => {
            contours.iter().flatten().map(|point| point[0]).fold(f64::NEG_INFINITY, f64::max) + rounding
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
    let points: Vec<Point> = points.into_iter().collect::<Option<_>>()?;
    outlined(reader, &path, points, rounding?)
}

/// A checked polygon in counter-clockwise order.
fn outlined(reader: &mut Reader<'_>, path: &str, mut points: Vec<Point>, rounding: f64) -> Option<BoundProfile> {
    check_outline(reader, path, &points)?;
    if twice_area(&points) < 0.0 {
        points.reverse();
    }
    Some(BoundProfile::Polygon { points, rounding })
}

fn read_regular(reader: &mut Reader<'_>, params: &RegularPolygonProfile) -> Option<BoundProfile> {
    let radius = reader.number(&format_args!("{PARAMS}/radius"), &params.radius, &SIZE);
    let sides = reader.number(&format_args!("{PARAMS}/sides"), &params.sides, &SIDES);
    let center = read_center(reader, &params.center);
    let rotation_deg = reader.number_or(&format_args!("{PARAMS}/rotation_deg"), &params.rotation_deg, 0.0, &TURN);
    let rounding = reader.number_or(&format_args!("{PARAMS}/rounding"), &params.rounding, 0.0, &LENGTH);
    let (radius, sides, [x, y]) = (radius?, libm::round(sides?), center?);
    let start = rotation_deg?.to_radians();
    let corner = |index: u32| {
        let angle = start + std::f64::consts::TAU * f64::from(index) / sides;
        [x + radius * libm::cos(angle), y + radius * libm::sin(angle)]
    };
    Some(BoundProfile::Polygon { points: (0..sides as u32).map(corner).collect(), rounding: rounding? })
}

fn read_arcs(reader: &mut Reader<'_>, params: &ArcPolygonProfile) -> Option<BoundProfile> {
    let path = format_args!("{PARAMS}/points").to_string();
    let points: Vec<_> = (params.points.iter().enumerate())
        .map(|(index, point)| reader.components(&format_args!("{path}/{index}"), point, &COORDINATE))
        .collect();
    let bulges: Vec<_> = (params.bulges.iter().enumerate())
        .map(|(index, bulge)| reader.number(&format_args!("{PARAMS}/bulges/{index}"), bulge, &BULGE))
        .collect();
    let rounding = reader.number_or(&format_args!("{PARAMS}/rounding"), &params.rounding, 0.0, &LENGTH);
    let points: Vec<Point> = points.into_iter().collect::<Option<_>>()?;
    let bulges: Vec<f64> = bulges.into_iter().collect::<Option<_>>()?;
    if bulges.len() > points.len() {
        let message = format!("there are {} bulges for {} sides", bulges.len(), points.len());
        reader.refuse(ProblemCode::RecipeOutOfRange, &format_args!("{PARAMS}/bulges"), message, None);
        return None;
    }
    let flat = with_arcs(&points, &bulges);
    if !(3..=MAX_CHORDS).contains(&flat.len()) {
        let message =
            format!("the outline has {} sides once arcs are chords; it may have 3 to {MAX_CHORDS}", flat.len());
        reader.refuse(ProblemCode::RecipeOutOfRange, &path, message, Some("Use fewer arcs, or a circle."));
        return None;
    }
    outlined(reader, &path, flat, rounding?)
}

/// Corners with each arc as chords. A bulge b is the tangent of a quarter of the arc's angle: the height of the arc over
/// half of its chord.
fn with_arcs(points: &[Point], bulges: &[f64]) -> Vec<Point> {
    let size = |axis: usize| {
        let values = points.iter().map(|point| point[axis]);
        values.clone().fold(f64::NEG_INFINITY, f64::max) - values.fold(f64::INFINITY, f64::min)
    };
    let tolerance = ARC_TOLERANCE * size(0).max(size(1)).max(SIZE.min);
    let mut flat = Vec::new();
    for (index, &start) in points.iter().enumerate() {
        let end = points[(index + 1) % points.len()];
        flat.push(start);
        let bulge = bulges.get(index).copied().unwrap_or(0.0);
        let chord = [end[0] - start[0], end[1] - start[1]];
        let half = 0.5 * libm::sqrt(chord[0] * chord[0] + chord[1] * chord[1]);
        if bulge == 0.0 || half == 0.0 {
            continue;
        }
        let angle = 4.0 * libm::atan(bulge);
        let radius = half / libm::sin(0.5 * angle.abs());
        // The height of a chord over the step a is radius · (1 − cos(a / 2)).
        let widest = 2.0 * libm::acos((1.0 - tolerance / radius).max(0.0));
        let steps = libm::ceil(angle.abs() / widest).clamp(1.0, MAX_CHORDS as f64) as u32;
        // The centre lies to the left of the way for a positive bulge.
        let away = (1.0 - bulge * bulge) / (4.0 * bulge);
        let centre = [0.5 * (start[0] + end[0]) - chord[1] * away, 0.5 * (start[1] + end[1]) + chord[0] * away];
        let (dx, dy) = (start[0] - centre[0], start[1] - centre[1]);
        for step in 1..steps {
            let turn = angle * f64::from(step) / f64::from(steps);
            let (sine, cosine) = (libm::sin(turn), libm::cos(turn));
            flat.push([centre[0] + dx * cosine - dy * sine, centre[1] + dx * sine + dy * cosine]);
        }
    }
    flat
}

fn read_path(reader: &mut Reader<'_>, params: &SvgPathProfile) -> Option<BoundProfile> {
    let at = format_args!("{PARAMS}/path").to_string();
    let scale = reader.number_or(&format_args!("{PARAMS}/scale"), &params.scale, 0.001, &SIZE);
    let origin = match &params.origin {
        Some(origin) => reader.components(&format_args!("{PARAMS}/origin"), origin, &ANY),
        None => Some([0.0; 2]),
    };
    let rounding = reader.number_or(&format_args!("{PARAMS}/rounding"), &params.rounding, 0.0, &LENGTH);
    if params.path.len() > MAX_PATH {
        let message = format!("a path may have {MAX_PATH} characters, not {}", params.path.len());
        reader.refuse(ProblemCode::RecipeOutOfRange, &at, message, Some("Draw it with fewer points."));
        return None;
    }
    let steps = match path::parse(&params.path) {
        Ok(steps) => steps,
        Err(problem) => {
            let hint = "A path is written as in the `d` of an SVG: M 0 0 L 10 0 L 10 10 Z.";
            reader.refuse_part(ProblemCode::RecipePath, &at, (&params.path, problem.span), problem.message, hint);
            return None;
        }
    };
    let (scale, origin, rounding) = (scale?, origin?, rounding?);
    let mut pen = Pen::new((ARC_TOLERANCE * size_of(&steps)).max(f64::MIN_POSITIVE));
    steps.iter().for_each(|step| step.draw(&mut pen));
    let mut drawn = pen.finish();
    for [x, y] in drawn.iter_mut().flatten() {
        (*x, *y) = ((*x - origin[0]) * scale, (origin[1] - *y) * scale);
    }
    let contours = fill(&drawn, params.fill_rule.unwrap_or_default());
    let sides: usize = contours.iter().map(Vec::len).sum();
    if contours.is_empty() {
        let hint = "A path fills what it goes around: it needs at least three corners.";
        reader.refuse(ProblemCode::RecipeEmpty, &at, "the path fills nothing", Some(hint));
        return None;
    }
    if sides > MAX_SIDES {
        let message = format!("the path has {sides} sides once curves are chords; it may have {MAX_SIDES}");
        reader.refuse(ProblemCode::RecipeOutOfRange, &at, message, Some("Split it into several shapes."));
        return None;
    }
    if contours.iter().flatten().flatten().any(|value| value.abs() > COORDINATE.max) {
        let message = "the path reaches beyond 1e6 m";
        reader.refuse(ProblemCode::RecipeOutOfRange, &at, message, Some("Give it a smaller `scale`."));
        return None;
    }
    Some(BoundProfile::Region { contours, rounding })
}

/// Larger side of the box that a path lies in, roughly.
fn size_of(steps: &[path::Step]) -> f64 {
    let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
    let mut widest = 0.0_f64;
    for step in steps {
        let (points, reach) = step.reach();
        // An ellipse that is too small for its ends grows with their distance, which the ends tell.
        widest = widest.max(reach);
        for point in points {
            for axis in 0..2 {
                low[axis] = low[axis].min(point[axis]);
                high[axis] = high[axis].max(point[axis]);
            }
        }
    }
    let side = (high[0] - low[0]).max(high[1] - low[1]);
    if side > 0.0 { side } else { widest }
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
