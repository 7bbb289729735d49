//! Flights of stairs, straight or spiral.

use gve_shared::{
    problem::ProblemCode,
    shape::{ArrayLinearParams, Shape, Spiral, StairsParams},
};

use super::{
    Branch, Macro, Refusal, Target,
    expansion::{Expansion, cuboid, cylinder, number, prism, vector},
};
use crate::binding::reader::{ANY, Range, Reader, SIZE};

const STEPS: Range = Range { min: 0.5, max: 400.4, text: "a count from 1 to 400" };
/// Turn of a spiral from step to step in degrees, either way.
const TURN_DEG: (f64, f64) = (1.0, 90.0);
/// Largest angle between corners of a round edge.
const ARC_STEP: f64 = 0.1;

pub(super) struct Stairs {
    steps: usize,
    rise: f64,
    width: f64,
    thickness: Option<f64>,
    way: Way,
}

enum Way {
    Straight { run: f64 },
    Spiral { column_radius: f64, turn: f64 },
}

pub(super) fn read(reader: &mut Reader<'_>, params: &StairsParams) -> Option<Stairs> {
    let steps = reader.param("steps", &params.steps, &STEPS);
    let rise = reader.param("rise", &params.rise, &SIZE);
    let width = reader.param("width", &params.width, &SIZE);
    let thickness = match &params.thickness {
        Some(thickness) => reader.param("thickness", thickness, &SIZE).map(Some),
        None => Some(None),
    };
    let run = params.run.as_ref().map(|run| reader.param("run", run, &SIZE));
    let way = match (&params.spiral, run) {
        (Some(spiral), _) => read_spiral(reader, spiral),
        (None, Some(run)) => run.map(|run| Way::Straight { run }),
        (None, None) => {
            let hint = Some("Add `run`, or `spiral` for stairs that wind.");
            let message = "straight stairs need the length of a step";
            reader.refuse(ProblemCode::RecipeMissingKey, &"/shape/params/run", message, hint);
            None
        }
    };
    Some(Stairs { steps: libm::round(steps?) as usize, rise: rise?, width: width?, thickness: thickness?, way: way? })
}

fn read_spiral(reader: &mut Reader<'_>, spiral: &Spiral) -> Option<Way> {
    let column_radius = reader.param("spiral/column_radius", &spiral.column_radius, &SIZE);
    let turn_deg = reader.param("spiral/turn_deg", &spiral.turn_deg, &ANY)?;
    if !(TURN_DEG.0..=TURN_DEG.1).contains(&turn_deg.abs()) {
        let message = format!("{turn_deg} is out of range: this must be an angle from 1 to 90 degrees, either way");
        reader.refuse(ProblemCode::RecipeOutOfRange, &"/shape/params/spiral/turn_deg", message, None);
        return None;
    }
    Some(Way::Spiral { column_radius: column_radius?, turn: turn_deg.to_radians() })
}

impl Stairs {
    /// One body with a side like a saw, lying on its side and turned up.
    fn solid(&self, run: f64) -> Expansion {
        let (length, height) = (run * self.steps as f64, self.rise * self.steps as f64);
        let mut outline = vec![[-length / 2.0, -height / 2.0], [length / 2.0, -height / 2.0]];
        for step in (0..self.steps).rev() {
            let (start, top) = (run * step as f64 - length / 2.0, self.rise * (step + 1) as f64 - height / 2.0);
            outline.push([start + run, top]);
            outline.push([start, top]);
        }
        // The last corner is on the upright above the first one.
        Expansion::of("Steps", prism(&outline, self.width)).turned_deg([-90.0, 0.0, 0.0])
    }

    /// Boards in a row.
    fn open(&self, run: f64, thickness: f64) -> Expansion {
        let rest = (self.steps - 1) as f64;
        let first = [-run * rest / 2.0, -self.rise * rest / 2.0, 0.0];
        let board = Expansion::of("Step", cuboid([run / 2.0, thickness / 2.0, self.width / 2.0])).at(first);
        let row = Shape::ArrayLinear(ArrayLinearParams {
            children: Vec::new(),
            count: number(self.steps as f64),
            step: vector([run, self.rise, 0.0]),
        });
        Expansion { children: vec![board.into()], ..Expansion::of("", row) }
    }

    fn wound(&self, column_radius: f64, turn: f64) -> Expansion {
        let thickness = self.thickness.unwrap_or(self.rise);
        let height = self.rise * self.steps as f64;
        let sector = sector(column_radius, self.width, turn.abs());
        let mut parts: Vec<Branch> = vec![Expansion::of("Column", cylinder(column_radius, height)).into()];
        for step in 0..self.steps {
            let top = self.rise * (step + 1) as f64 - height / 2.0;
            let board = Expansion::of(&format!("Step {}", step + 1), prism(&sector, thickness))
                .at([0.0, top - thickness / 2.0, 0.0])
                .turned_deg([0.0, (turn * step as f64).to_degrees(), 0.0]);
            parts.push(board.into());
        }
        Expansion::union("", parts)
    }
}

/// A piece of a ring, symmetric about +X; it reaches into the column.
fn sector(column_radius: f64, width: f64, turn: f64) -> Vec<[f64; 2]> {
    let (inner, outer) = (column_radius / 2.0, column_radius + width);
    let pieces = libm::ceil(turn / ARC_STEP).max(2.0) as usize;
    let arc = |radius: f64, piece: usize| {
        let angle = turn * (piece as f64 / pieces as f64 - 0.5);
        [radius * libm::cos(angle), radius * libm::sin(angle)]
    };
    let mut outline = vec![arc(inner, pieces), arc(inner, 0)];
    outline.extend((0..=pieces).map(|piece| arc(outer, piece)));
    outline
}

impl Macro for Stairs {
    fn expand(&self, _target: &Target<'_>) -> Result<Expansion, Refusal> {
        Ok(match (&self.way, self.thickness) {
            (Way::Spiral { column_radius, turn }, _) => self.wound(*column_radius, *turn),
            (Way::Straight { run }, Some(thickness)) => self.open(*run, thickness),
            (Way::Straight { run }, None) => Expansion::union("", vec![self.solid(*run).into()]),
        })
    }
}
