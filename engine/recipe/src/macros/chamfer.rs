//! Bevelled edges around faces.
//!
//! A bevel is the chamfered cut of two surfaces, a face and the sides around it. In the children's field they are one
//! surface. So the children are pulled apart below the bevel, which continues their sides beyond the face, and then cut
//! where the face was: `elongate`, then `smooth_difference` with the profile `chamfer` and a plane.

use gve_shared::{
    modifier::{ElongateParams, Modifier},
    problem::ProblemCode,
    shape::{BlendProfile, ChamferEdgeParams, Face, PlaneParams, Shape, SmoothDifferenceParams},
};

use super::{
    Macro, Refusal, Target,
    expansion::{Branch, Expansion, number, vector},
};
use crate::binding::reader::{Reader, SIZE};

/// Sides are continued from this many bevels below the face.
const CUT_BELOW: f64 = 1.5;
/// By this many bevels, so that what was the face has no part in the bevel.
const PULLED_BY: f64 = 3.0;

pub(super) struct ChamferEdge {
    size: f64,
    faces: Vec<Face>,
}

pub(super) fn read(reader: &mut Reader<'_>, params: &ChamferEdgeParams) -> Option<ChamferEdge> {
    let size = reader.param("size", &params.size, &SIZE);
    let faces = params.faces.clone().unwrap_or_else(|| vec![Face::Top]);
    let is_repeated = faces.iter().enumerate().any(|(index, face)| faces[..index].contains(face));
    if faces.is_empty() || is_repeated {
        let message = "this must be one to six faces, each once";
        let hint = Some("Leave it out for the top.");
        reader.refuse(ProblemCode::RecipeOutOfRange, &"/shape/params/faces", message, hint);
        return None;
    }
    Some(ChamferEdge { size: size?, faces })
}

/// Axis of a face, and the side on which it lies.
fn side_of(face: Face) -> (usize, f64) {
    match face {
        Face::Right => (0, 1.0),
        Face::Left => (0, -1.0),
        Face::Top => (1, 1.0),
        Face::Bottom => (1, -1.0),
        Face::Front => (2, 1.0),
        Face::Back => (2, -1.0),
    }
}

fn along(axis: usize, value: f64) -> [f64; 3] {
    let mut place = [0.0; 3];
    place[axis] = value;
    place
}

impl Macro for ChamferEdge {
    fn expand(&self, target: &Target<'_>) -> Result<Expansion, Refusal> {
        let mut bevelled: Option<Expansion> = None;
        for &face in &self.faces {
            let (axis, side) = side_of(face);
            let (low, high) = (target.bounds.min[axis], target.bounds.max[axis]);
            let place = if side > 0.0 { high } else { low };
            if !place.is_finite() || high - low < 2.0 * self.size {
                return Err(Refusal {
                    code: ProblemCode::RecipeOutOfRange,
                    key: "size",
                    message: format!("the bevel takes more than half of the {} m that are there", high - low),
                    hint: "Make it smaller; the shape must end on the side of the face.",
                });
            }
            let shape = bevelled.map_or_else(|| target.branch(), Branch::from);
            bevelled = Some(self.bevel(shape, axis, side, place));
        }
        // There is at least one face.
        Ok(bevelled.unwrap_or_else(|| Expansion::union("", vec![target.branch()])))
    }
}

impl ChamferEdge {
    /// `shape` with a bevel around the face at `place` on one side of an axis.
    fn bevel(&self, shape: Branch, axis: usize, side: f64, place: f64) -> Expansion {
        let cut = place - side * CUT_BELOW * self.size;
        let pull = PULLED_BY * self.size;
        let centred = Expansion::union("", vec![shape]).at(along(axis, -cut));
        let length = vector(along(axis, pull));
        let continued = Expansion::union("Continued sides", vec![centred.into()])
            .modified(Modifier::Elongate(ElongateParams { length }))
            .at(along(axis, cut + side * pull / 2.0));
        let normal = Some(vector(along(axis, -side)));
        let plane = Shape::Plane(PlaneParams { normal, offset: Some(number(-side * place)) });
        let beyond = Expansion::of("Beyond the face", plane);
        let cut = Shape::SmoothDifference(SmoothDifferenceParams {
            children: Vec::new(),
            radius: number(self.size),
            profile: Some(BlendProfile::Chamfer),
        });
        Expansion { children: vec![continued.into(), beyond.into()], ..Expansion::of("Bevel", cut) }
    }
}
