//! Outlines that are drawn: SVG paths and letters, as closed contours of straight sides.
//!
//! [`path`] reads the path language, [`Pen`] turns curves into chords, [`fill`] takes crossings and overlaps out.

pub(crate) mod letters;
pub(crate) mod path;

use gve_shared::profile::FillRule;
use i_overlay::{
    core::{fill_rule::FillRule as OverlayRule, simplify::Simplify},
    i_float::int::point::IntPoint,
};

pub(crate) type Point = [f64; 2];

/// Coordinates are rounded to this many steps of the outline's size before crossings are looked for: whole numbers give
/// the same contours on every platform.
const STEPS: f64 = (1_u32 << 28) as f64;
/// Most chords of one curve.
const MOST_CHORDS: f64 = 512.0;

/// Draws contours, leaving curves by at most a tolerance.
pub(crate) struct Pen {
    tolerance: f64,
    contours: Vec<Vec<Point>>,
}

impl Pen {
    pub fn new(tolerance: f64) -> Self {
        Self { tolerance, contours: Vec::new() }
    }

    pub fn move_to(&mut self, to: Point) {
        self.contours.push(vec![to]);
    }

    /// Where the pen is.
    fn place(&self) -> Point {
        self.contours.last().and_then(|contour| contour.last()).copied().unwrap_or([0.0; 2])
    }

    pub fn line_to(&mut self, to: Point) {
        match self.contours.last_mut() {
            Some(contour) => contour.push(to),
            None => self.move_to(to),
        }
    }

    pub fn quadratic_to(&mut self, control: Point, to: Point) {
        let from = self.place();
        let bend = second_difference(from, control, to);
        let steps = self.steps(2.0 * bend);
        for step in 1..=steps {
            let t = f64::from(step) / f64::from(steps);
            let [a, b, c] = [(1.0 - t) * (1.0 - t), 2.0 * t * (1.0 - t), t * t];
            self.line_to([0, 1].map(|axis| a * from[axis] + b * control[axis] + c * to[axis]));
        }
    }

    pub fn cubic_to(&mut self, first: Point, second: Point, to: Point) {
        let from = self.place();
        let bend = second_difference(from, first, second).max(second_difference(first, second, to));
        let steps = self.steps(6.0 * bend);
        for step in 1..=steps {
            let t = f64::from(step) / f64::from(steps);
            let s = 1.0 - t;
            let [a, b, c, d] = [s * s * s, 3.0 * s * s * t, 3.0 * s * t * t, t * t * t];
            self.line_to([0, 1].map(|axis| a * from[axis] + b * first[axis] + c * second[axis] + d * to[axis]));
        }
    }

    /// Part of an ellipse: the implementation notes of SVG 2, B.2.4, find its centre.
    pub fn arc_to(&mut self, arc: &path::Arc, to: Point) {
        let from = self.place();
        let (sine, cosine) = (libm::sin(arc.rotation_rad), libm::cos(arc.rotation_rad));
        let half = [0.5 * (from[0] - to[0]), 0.5 * (from[1] - to[1])];
        let [x, y] = [cosine * half[0] + sine * half[1], cosine * half[1] - sine * half[0]];
        let [mut rx, mut ry] = arc.radii.map(f64::abs);
        if rx == 0.0 || ry == 0.0 || from == to {
            self.line_to(to);
            return;
        }
        let excess = (x / rx) * (x / rx) + (y / ry) * (y / ry);
        if excess > 1.0 {
            (rx, ry) = (rx * libm::sqrt(excess), ry * libm::sqrt(excess));
        }
        let scaled = (x / rx) * (x / rx) + (y / ry) * (y / ry);
        let side = if arc.is_large == arc.is_positive { -1.0 } else { 1.0 };
        let away = side * libm::sqrt(((1.0 - scaled) / scaled).max(0.0));
        let [cx, cy] = [away * rx * y / ry, -away * ry * x / rx];
        let start = libm::atan2((y - cy) / ry, (x - cx) / rx);
        let mut sweep = libm::atan2((-y - cy) / ry, (-x - cx) / rx) - start;
        if arc.is_positive && sweep < 0.0 {
            sweep += std::f64::consts::TAU;
        } else if !arc.is_positive && sweep > 0.0 {
            sweep -= std::f64::consts::TAU;
        }
        let middle = [0.5 * (from[0] + to[0]), 0.5 * (from[1] + to[1])];
        let centre = [middle[0] + cosine * cx - sine * cy, middle[1] + sine * cx + cosine * cy];
        // Second derivative of the ellipse over its whole angle.
        let steps = self.steps(rx.max(ry) * sweep * sweep);
        for step in 1..steps {
            let angle = start + sweep * f64::from(step) / f64::from(steps);
            let [u, v] = [rx * libm::cos(angle), ry * libm::sin(angle)];
            self.line_to([centre[0] + cosine * u - sine * v, centre[1] + sine * u + cosine * v]);
        }
        self.line_to(to);
    }

    pub fn finish(self) -> Vec<Vec<Point>> {
        self.contours
    }

    /// Even steps whose chords leave a curve by at most the tolerance: a step h by at most h² / 8 of the curve's second
    /// derivative.
    fn steps(&self, second_derivative: f64) -> u32 {
        libm::ceil(libm::sqrt(second_derivative / (8.0 * self.tolerance))).clamp(1.0, MOST_CHORDS) as u32
    }
}

fn second_difference(a: Point, b: Point, c: Point) -> f64 {
    let [x, y] = [a[0] - 2.0 * b[0] + c[0], a[1] - 2.0 * b[1] + c[1]];
    libm::sqrt(x * x + y * y)
}

/// Boundaries of what contours fill: closed, without crossings, counter-clockwise around what is inside and clockwise
/// around holes.
pub(crate) fn fill(contours: &[Vec<Point>], rule: FillRule) -> Vec<Vec<Point>> {
    let size = contours.iter().flatten().flatten().fold(0.0_f64, |size, value| size.max(value.abs()));
    if size == 0.0 {
        return Vec::new();
    }
    let mut factor = 1.0;
    while size * factor < 0.5 * STEPS {
        factor *= 2.0;
    }
    while size * factor > STEPS {
        factor *= 0.5;
    }
    let rounded = |point: &Point| {
        let [x, y] = point.map(|value| libm::round(value * factor) as i32);
        IntPoint { x, y }
    };
    let drawn: Vec<Vec<IntPoint<i32>>> = contours.iter().map(|contour| contour.iter().map(rounded).collect()).collect();
    let rule = match rule {
        FillRule::EvenOdd => OverlayRule::EvenOdd,
        FillRule::Nonzero => OverlayRule::NonZero,
    };
    let mut filled = Vec::new();
    for shape in drawn.simplify(rule, Default::default()) {
        for (index, contour) in shape.into_iter().enumerate() {
            let mut points: Vec<Point> =
                contour.iter().map(|point| [f64::from(point.x) / factor, f64::from(point.y) / factor]).collect();
            if (twice_area(&points) > 0.0) != (index == 0) {
                points.reverse();
            }
            filled.push(points);
        }
    }
    filled
}

/// Signed: positive when the corners run counter-clockwise (shoelace formula).
pub(crate) fn twice_area(points: &[Point]) -> f64 {
    let next = points.iter().cycle().skip(1);
    points.iter().zip(next).map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum()
}
