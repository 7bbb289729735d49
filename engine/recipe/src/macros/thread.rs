//! Threaded rods: a `screw`, bevelled at both ends.

use gve_shared::{
    problem::ProblemCode,
    shape::{Hand, IntersectionParams, ScrewParams, Shape, ThreadParams},
    value::Scalar,
};

use super::{
    Macro, Refusal, Target,
    expansion::{Expansion, number, turned_body},
};
use crate::binding::reader::{LENGTH, Range, Reader, SIZE};

const STARTS: Range = Range { min: 0.5, max: 8.4, text: "a count from 1 to 8" };
/// Largest pitch as a part of the diameter: beyond it little is left of the core.
const COARSEST: f64 = 0.4;
/// Depth of the basic profile of ISO 68-1 in pitches: 5/8 of the height of its triangle.
pub(crate) const DEPTH_IN_PITCHES: f64 = 0.541_265_877_365_274_1;

/// Numbers of a helical profile.
pub(crate) struct ThreadForm {
    pub radius: f64,
    pub pitch: f64,
    pub starts: u32,
}

/// Diameter, pitch and starts, which threads and screws share.
pub(crate) fn read_form(
    reader: &mut Reader<'_>,
    diameter: &Scalar,
    pitch: &Scalar,
    starts: &Option<Scalar>,
) -> Option<ThreadForm> {
    let diameter = reader.param("diameter", diameter, &SIZE);
    let pitch = reader.param("pitch", pitch, &SIZE);
    let starts = reader.param_or("starts", starts, 1.0, &STARTS);
    let (diameter, pitch) = (diameter?, pitch?);
    if pitch > COARSEST * diameter * (1.0 + 1e-12) {
        let limit = COARSEST * diameter;
        let message = format!("{pitch} is out of range: this must be at most {limit}, {COARSEST} of the diameter");
        let hint = Some("For a steeper thread raise `starts`.");
        reader.refuse(ProblemCode::RecipeOutOfRange, &"/shape/params/pitch", message, hint);
        return None;
    }
    Some(ThreadForm { radius: diameter / 2.0, pitch, starts: libm::round(starts?) as u32 })
}

pub(super) struct Thread {
    form: ThreadForm,
    hand: Hand,
    length: f64,
    chamfer: f64,
}

pub(super) fn read(reader: &mut Reader<'_>, params: &ThreadParams) -> Option<Thread> {
    let form = read_form(reader, &params.diameter, &params.pitch, &params.starts);
    let length = reader.param("length", &params.length, &SIZE);
    let chamfer = match &params.chamfer {
        Some(chamfer) => reader.param("chamfer", chamfer, &LENGTH).map(Some),
        None => Some(None),
    };
    let (form, length) = (form?, length?);
    let limit = (length / 2.0).min(form.radius);
    let chamfer = chamfer?.unwrap_or_else(|| (form.pitch * DEPTH_IN_PITCHES).min(limit));
    if chamfer > limit * (1.0 + 1e-12) {
        let message = format!("{chamfer} is out of range: this must be at most {limit}");
        reader.refuse(ProblemCode::RecipeOutOfRange, &"/shape/params/chamfer", message, None);
        return None;
    }
    Some(Thread { form, hand: params.hand.unwrap_or_default(), length, chamfer })
}

impl Macro for Thread {
    fn expand(&self, _target: &Target<'_>) -> Result<Expansion, Refusal> {
        let ThreadForm { radius, pitch, starts } = self.form;
        let screw = Shape::Screw(ScrewParams {
            diameter: number(2.0 * radius),
            pitch: number(pitch),
            height: number(self.length),
            starts: (starts > 1).then(|| Scalar::Number(f64::from(starts))),
            hand: (self.hand != Hand::Right).then_some(self.hand),
        });
        if self.chamfer == 0.0 {
            return Ok(Expansion::of("", screw));
        }
        let (half, inner) = (self.length / 2.0, (radius - self.chamfer).max(0.0));
        let straight = half - self.chamfer;
        let mut outline = vec![[0.0, -half], [inner, -half], [radius, -straight], [radius, straight], [inner, half]];
        outline.push([0.0, half]);
        outline.dedup_by(|a, b| (a[0] - b[0]).abs() < 1e-9 * radius && (a[1] - b[1]).abs() < 1e-9 * radius);
        let ends = Expansion::of("Bevelled ends", turned_body(&outline));
        let shape = Shape::Intersection(IntersectionParams { children: Vec::new() });
        let screw = Expansion::of("Flanks", screw);
        Ok(Expansion { children: vec![screw.into(), ends.into()], ..Expansion::of("", shape) })
    }
}
