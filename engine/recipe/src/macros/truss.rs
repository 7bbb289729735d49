//! Girders of round bars.

use gve_shared::shape::{Bracing, TrussParams};

use super::{
    Branch, Macro, Refusal, Target,
    expansion::{Expansion, bar},
};
use crate::binding::reader::{LENGTH, Range, Reader, SIZE};

const BAYS: Range = Range { min: 0.5, max: 200.4, text: "a count from 1 to 200" };
/// Radius of struts as a part of that of the chords.
const STRUT: f64 = 0.6;

pub(super) struct Truss {
    length: f64,
    height: f64,
    width: f64,
    bays: usize,
    chord_radius: f64,
    strut_radius: f64,
    bracing: Bracing,
}

pub(super) fn read(reader: &mut Reader<'_>, params: &TrussParams) -> Option<Truss> {
    let length = reader.param("length", &params.length, &SIZE);
    let height = reader.param("height", &params.height, &SIZE);
    let width = reader.param_or("width", &params.width, 0.0, &LENGTH);
    let bays = reader.param("bays", &params.bays, &BAYS);
    let chord_radius = reader.param("chord_radius", &params.chord_radius, &SIZE);
    let strut_radius = match &params.strut_radius {
        Some(radius) => reader.param("strut_radius", radius, &SIZE),
        None => chord_radius.map(|radius| STRUT * radius),
    };
    Some(Truss {
        length: length?,
        height: height?,
        width: width?,
        bays: libm::round(bays?) as usize,
        chord_radius: chord_radius?,
        strut_radius: strut_radius?,
        bracing: params.bracing.unwrap_or_default(),
    })
}

impl Truss {
    /// A joint's place in a wall.
    fn joint(&self, index: usize, is_upper: bool, z: f64) -> [f64; 3] {
        let x = self.length * (index as f64 / self.bays as f64 - 0.5);
        [x, if is_upper { self.height / 2.0 } else { -self.height / 2.0 }, z]
    }

    fn strut(&self, name: String, points: &[[f64; 3]]) -> Branch {
        Expansion::of(&name, bar(points, self.strut_radius)).into()
    }

    fn wall(&self, name: &str, z: f64) -> Expansion {
        let mut bars = Vec::new();
        for (name, is_upper) in [("Lower chord", false), ("Upper chord", true)] {
            let ends = [self.joint(0, is_upper, z), self.joint(self.bays, is_upper, z)];
            bars.push(Expansion::of(name, bar(&ends, self.chord_radius)).into());
        }
        if self.bracing == Bracing::Warren {
            let points: Vec<_> = (0..=self.bays).map(|joint| self.joint(joint, joint % 2 == 1, z)).collect();
            bars.push(self.strut("Zigzag".to_owned(), &points));
            for (name, joint) in [("First upright", 0), ("Last upright", self.bays)] {
                bars.push(self.strut(name.to_owned(), &[self.joint(joint, false, z), self.joint(joint, true, z)]));
            }
            return Expansion::union(name, bars);
        }
        for joint in 0..=self.bays {
            let ends = [self.joint(joint, false, z), self.joint(joint, true, z)];
            bars.push(self.strut(format!("Upright {}", joint + 1), &ends));
        }
        for panel in 0..self.bays {
            let falls = match self.bracing {
                Bracing::Howe => 2 * panel >= self.bays,
                _ => 2 * panel < self.bays,
            };
            let diagonal = |falls: bool| [self.joint(panel, falls, z), self.joint(panel + 1, !falls, z)];
            bars.push(self.strut(format!("Diagonal {}", panel + 1), &diagonal(falls)));
            if self.bracing == Bracing::Cross {
                bars.push(self.strut(format!("Counter {}", panel + 1), &diagonal(!falls)));
            }
        }
        Expansion::union(name, bars)
    }

    /// Bars between the walls at one height.
    fn deck(&self, name: &str, is_upper: bool) -> Expansion {
        let half = self.width / 2.0;
        let mut bars = Vec::new();
        for joint in 0..=self.bays {
            let ends = [self.joint(joint, is_upper, -half), self.joint(joint, is_upper, half)];
            bars.push(self.strut(format!("Cross bar {}", joint + 1), &ends));
        }
        let side = |joint: usize| if joint.is_multiple_of(2) { -half } else { half };
        let points: Vec<_> = (0..=self.bays).map(|joint| self.joint(joint, is_upper, side(joint))).collect();
        bars.push(self.strut("Zigzag".to_owned(), &points));
        Expansion::union(name, bars)
    }
}

impl Macro for Truss {
    fn expand(&self, _target: &Target<'_>) -> Result<Expansion, Refusal> {
        if self.width == 0.0 {
            let wall = self.wall("", 0.0);
            return Ok(wall);
        }
        let parts = [
            self.wall("Back wall", -self.width / 2.0),
            self.wall("Front wall", self.width / 2.0),
            self.deck("Lower deck", false),
            self.deck("Upper deck", true),
        ];
        Ok(Expansion::union("", parts.map(Branch::from).into()))
    }
}
