//! The path language of SVG 2, chapter 9: every command, absolute and relative.

use std::ops::Range;

use super::{Pen, Point};

/// What is wrong with a path, and the bytes that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PathProblem {
    pub span: Range<usize>,
    pub message: String,
}

/// An elliptical arc but for its ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Arc {
    pub radii: Point,
    pub rotation_rad: f64,
    pub is_large: bool,
    /// Whether the angle grows along it, from x towards y.
    pub is_positive: bool,
}

/// One step of a path in absolute coordinates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Step {
    Move(Point),
    Line(Point),
    Quadratic(Point, Point),
    Cubic(Point, Point, Point),
    Arc(Arc, Point),
}

impl Step {
    /// The points that the step's curve lies between, and by how far an arc may leave them.
    pub fn reach(&self) -> (Vec<Point>, f64) {
        match *self {
            Self::Move(to) | Self::Line(to) => (vec![to], 0.0),
            Self::Quadratic(a, to) => (vec![a, to], 0.0),
            Self::Cubic(a, b, to) => (vec![a, b, to], 0.0),
            Self::Arc(arc, to) => (vec![to], 2.0 * arc.radii[0].abs().max(arc.radii[1].abs())),
        }
    }

    pub fn draw(&self, pen: &mut Pen) {
        match *self {
            Self::Move(to) => pen.move_to(to),
            Self::Line(to) => pen.line_to(to),
            Self::Quadratic(control, to) => pen.quadratic_to(control, to),
            Self::Cubic(first, second, to) => pen.cubic_to(first, second, to),
            Self::Arc(arc, to) => pen.arc_to(&arc, to),
        }
    }
}

/// Steps of a path; every contour is closed, as it is when a path is filled.
pub(crate) fn parse(text: &str) -> Result<Vec<Step>, PathProblem> {
    let mut reader = Reader { text: text.as_bytes(), at: 0 };
    let mut state = State { steps: Vec::new(), place: [0.0; 2], start: [0.0; 2], last_control: None };
    reader.skip_spaces();
    let mut command = None;
    while let Some(&byte) = reader.text.get(reader.at) {
        let begin = reader.at;
        if byte.is_ascii_alphabetic() {
            reader.at += 1;
            command = Some(byte);
        } else if matches!(command, None | Some(b'Z' | b'z')) {
            return Err(reader.problem(begin, "a command is expected here"));
        }
        let name = command.unwrap_or(b'M');
        if state.steps.is_empty() && !name.eq_ignore_ascii_case(&b'M') {
            return Err(reader.problem(begin, "a path begins with M or m"));
        }
        state.run(name, &mut reader, begin)?;
        // Coordinates that follow a move are lines.
        command = match name {
            b'M' => Some(b'L'),
            b'm' => Some(b'l'),
            other => Some(other),
        };
        reader.skip_separator(byte.is_ascii_alphabetic() && name.eq_ignore_ascii_case(&b'Z'));
    }
    Ok(state.steps)
}

/// The control point that a smooth command continues: of a cubic or a quadratic curve.
#[derive(Clone, Copy)]
enum Control {
    Cubic(Point),
    Quadratic(Point),
}

struct State {
    steps: Vec<Step>,
    place: Point,
    start: Point,
    last_control: Option<Control>,
}

impl State {
    fn run(&mut self, name: u8, reader: &mut Reader<'_>, begin: usize) -> Result<(), PathProblem> {
        let origin = if name.is_ascii_lowercase() { self.place } else { [0.0; 2] };
        let control = self.last_control.take();
        match name.to_ascii_uppercase() {
            b'M' => {
                self.start = reader.point(origin)?;
                self.go(Step::Move(self.start), self.start);
            }
            b'L' => {
                let to = reader.point(origin)?;
                self.go(Step::Line(to), to);
            }
            b'H' => {
                let to = [origin[0] + reader.number()?, self.place[1]];
                self.go(Step::Line(to), to);
            }
            b'V' => {
                let to = [self.place[0], origin[1] + reader.number()?];
                self.go(Step::Line(to), to);
            }
            b'C' => {
                let [first, second, to] = [reader.point(origin)?, reader.point(origin)?, reader.point(origin)?];
                self.cubic(first, second, to);
            }
            b'S' => {
                let first = match control {
                    Some(Control::Cubic(point)) => self.mirrored(point),
                    _ => self.place,
                };
                let [second, to] = [reader.point(origin)?, reader.point(origin)?];
                self.cubic(first, second, to);
            }
            b'Q' => {
                let [control, to] = [reader.point(origin)?, reader.point(origin)?];
                self.quadratic(control, to);
            }
            b'T' => {
                let control = match control {
                    Some(Control::Quadratic(point)) => self.mirrored(point),
                    _ => self.place,
                };
                let to = reader.point(origin)?;
                self.quadratic(control, to);
            }
            b'A' => {
                let radii = [reader.number()?, reader.number()?];
                let rotation_rad = reader.number()?.to_radians();
                let [is_large, is_positive] = [reader.flag()?, reader.flag()?];
                let to = reader.point(origin)?;
                self.go(Step::Arc(Arc { radii, rotation_rad, is_large, is_positive }, to), to);
            }
            b'Z' => {
                // What follows without a move starts a new contour where this one began.
                let start = self.start;
                self.go(Step::Move(start), start);
            }
            _ => return Err(reader.problem(begin, "this is no command of a path")),
        }
        Ok(())
    }

    fn go(&mut self, step: Step, to: Point) {
        self.steps.push(step);
        self.place = to;
    }

    fn mirrored(&self, control: Point) -> Point {
        [2.0 * self.place[0] - control[0], 2.0 * self.place[1] - control[1]]
    }

    fn cubic(&mut self, first: Point, second: Point, to: Point) {
        self.go(Step::Cubic(first, second, to), to);
        self.last_control = Some(Control::Cubic(second));
    }

    fn quadratic(&mut self, control: Point, to: Point) {
        self.go(Step::Quadratic(control, to), to);
        self.last_control = Some(Control::Quadratic(control));
    }
}

struct Reader<'t> {
    text: &'t [u8],
    at: usize,
}

impl Reader<'_> {
    /// A problem with the character at `begin`, or with the end of the path.
    fn problem(&self, begin: usize, message: &str) -> PathProblem {
        let mut end = (begin + 1).min(self.text.len());
        while self.text.get(end).is_some_and(|byte| byte & 0xc0 == 0x80) {
            end += 1;
        }
        PathProblem { span: begin.min(end)..end, message: message.to_owned() }
    }

    fn skip_spaces(&mut self) {
        while self.text.get(self.at).is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Spaces and, but after a closing command, one comma.
    fn skip_separator(&mut self, is_after_close: bool) {
        self.skip_spaces();
        if !is_after_close && self.text.get(self.at) == Some(&b',') {
            self.at += 1;
            self.skip_spaces();
        }
    }

    fn point(&mut self, origin: Point) -> Result<Point, PathProblem> {
        Ok([origin[0] + self.number()?, origin[1] + self.number()?])
    }

    fn number(&mut self) -> Result<f64, PathProblem> {
        self.skip_separator(false);
        let begin = self.at;
        let mut end = begin;
        let digits = |mut end: usize| {
            while self.text.get(end).is_some_and(u8::is_ascii_digit) {
                end += 1;
            }
            end
        };
        if matches!(self.text.get(end), Some(b'+' | b'-')) {
            end += 1;
        }
        end = digits(end);
        if self.text.get(end) == Some(&b'.') {
            end = digits(end + 1);
        }
        if matches!(self.text.get(end), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(self.text.get(end + 1), Some(b'+' | b'-')));
            let exponent = digits(end + 1 + sign);
            end = if exponent > end + 1 + sign { exponent } else { end };
        }
        let written = std::str::from_utf8(&self.text[begin..end]).unwrap_or_default();
        let Ok(value) = written.parse::<f64>() else {
            return Err(self.problem(begin, "a number is expected here"));
        };
        if value.abs() > 1e9 {
            return Err(PathProblem { span: begin..end, message: "the number is larger than 1e9".to_owned() });
        }
        self.at = end;
        Ok(value)
    }

    fn flag(&mut self) -> Result<bool, PathProblem> {
        self.skip_separator(false);
        let flag = match self.text.get(self.at) {
            Some(b'0') => false,
            Some(b'1') => true,
            _ => return Err(self.problem(self.at, "a flag is expected here: 0 or 1")),
        };
        self.at += 1;
        Ok(flag)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::fill, *};
    use gve_shared::profile::FillRule;

    fn area(text: &str, rule: FillRule) -> f64 {
        let mut pen = Pen::new(1e-4);
        parse(text).unwrap_or_else(|problem| panic!("{text}: {problem:?}")).iter().for_each(|step| step.draw(&mut pen));
        fill(&pen.finish(), rule).iter().map(|contour| 0.5 * super::super::twice_area(contour)).sum()
    }

    #[test]
    fn every_command_draws_what_it_says() {
        let half_disc = std::f64::consts::PI / 2.0;
        for (text, expected) in [
            ("M0,0 L2,0 2,1 0,1Z", 2.0),
            ("m0 0h2v1h-2z", 2.0),
            ("M 0 0 H 2 V 1 H 0 z m 3 0 l 1 0 0 1 -1 0 z", 3.0),
            // Below a parabola from (0, 0) over the control point (1, 2) to (2, 0): two thirds of its triangle's.
            ("M0 0Q1 2 2 0Z", 4.0 / 3.0),
            ("M0 0q1 2 2 0t2 0z", 0.0 + 8.0 / 3.0),
            // Below a cubic: 3/5 of the area of its control polygon for this one, by Green's theorem 0.9.
            ("M0 0C0 1 1.5 1 1.5 0Z", 0.9 * 1.5 / 1.5),
            ("M0 0c0 1 1.5 1 1.5 0s1.5 -1 1.5 0z", 1.8),
            ("M-1 0A1 1 0 0 1 1 0Z", half_disc),
            ("M-1 0a1 1 0 012 0z", half_disc),
            ("M-1,0A.5.5 0 1 0 1-0z", half_disc),
            ("M2 0A2 1 0 1 1-2 0A2 1 0 1 1 2 0", 4.0 * half_disc),
        ] {
            let found = area(text, FillRule::EvenOdd);
            assert!((found - expected).abs() < 2e-3, "{text}: {found}, not {expected}");
        }
    }

    #[test]
    fn fill_rules_differ_where_contours_overlap() {
        let nested = "M0 0H4V4H0Z M1 1H3V3H1Z";
        let turned = "M0 0H4V4H0Z M1 1V3H3V1Z";
        let star = "M0 -1 .588 .809 -.951 -.309 .951 -.309 -.588 .809Z";
        assert!((area(nested, FillRule::EvenOdd) - 12.0).abs() < 1e-6);
        assert!((area(nested, FillRule::Nonzero) - 16.0).abs() < 1e-6);
        assert!((area(turned, FillRule::Nonzero) - 12.0).abs() < 1e-6);
        assert!(area(star, FillRule::Nonzero) > area(star, FillRule::EvenOdd) + 0.2);
    }

    #[test]
    fn what_is_no_path_is_shown_where_it_goes_wrong() {
        for (text, marked, message) in [
            ("L0 0", "L", "begins with M"),
            ("M0 0 X", "X", "no command"),
            ("M0 0 L1", "", "a number"),
            ("M0 0 L1 é", "é", "a number"),
            ("M0 0 A1 1 0 2 0 1 1", "2", "a flag"),
            ("M0 0 H1 Z 5", "5", "a command"),
            ("7", "7", "a command"),
            ("M0 0 H1e10", "1e10", "larger"),
        ] {
            let problem = parse(text).expect_err(text);
            assert_eq!(&text[problem.span.clone()], marked, "{text}");
            assert!(problem.message.contains(message), "{text}: {}", problem.message);
        }
    }
}
