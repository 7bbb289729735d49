//! Shorter tapes for a region: what a decided choice drops is no longer computed.

use crate::{
    range::Decided,
    tape::{Instruction, Kind, NO_MATERIAL, Op, Tape},
};

/// What becomes of an instruction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Dropped,
    Kept,
    /// Its value is that of its first operand.
    First,
    /// Its value is that of its second operand, negated for a difference.
    Second,
}

/// Scratch of the specialisation.
#[derive(Debug, Default)]
pub(crate) struct Specialiser {
    fates: Vec<Fate>,
    places: Vec<u32>,
}

impl Specialiser {
    /// Writes to `out` the tape that gives the bits of `source` wherever the choices decided for `lane` hold:
    /// liveness backwards, compaction forwards.
    pub fn specialise(&mut self, source: &Tape, parameters: &[f32], decided: &[Decided], lane: usize, out: &mut Tape) {
        let steps = source.instructions();
        let lane_bit = 1 << lane;
        self.fates.clear();
        self.fates.resize(steps.len(), Fate::Dropped);
        let root = steps.len() - 1;
        (self.fates[0], self.fates[root]) = (Fate::Kept, Fate::Kept);
        for index in (1..steps.len()).rev() {
            if self.fates[index] == Fate::Dropped {
                continue;
            }
            let step = &steps[index];
            let fate = match step.op.is_choice().then(|| decided[index]) {
                Some(Decided { first, .. }) if first & lane_bit != 0 => Fate::First,
                Some(Decided { second, .. }) if second & lane_bit != 0 => Fate::Second,
                _ => Fate::Kept,
            };
            self.fates[index] = fate;
            let (a, b, _) = step.op.signature();
            if a != Kind::None && fate != Fate::Second {
                self.revive(step.a);
            }
            if b != Kind::None && fate != Fate::First {
                self.revive(step.b);
            }
        }
        self.compact(steps, parameters, out);
    }

    fn revive(&mut self, index: u32) {
        let fate = &mut self.fates[index as usize];
        if *fate == Fate::Dropped {
            *fate = Fate::Kept;
        }
    }

    fn compact(&mut self, steps: &[Instruction], parameters: &[f32], out: &mut Tape) {
        self.places.clear();
        self.places.resize(steps.len(), 0);
        out.instructions.clear();
        for (index, step) in steps.iter().enumerate() {
            let fate = self.fates[index];
            let mut step = *step;
            match fate {
                Fate::Dropped => continue,
                Fate::First => {
                    self.places[index] = self.places[step.a as usize];
                    continue;
                }
                Fate::Second if !matches!(step.op, Op::Difference | Op::SmoothDifference) => {
                    self.places[index] = self.places[step.b as usize];
                    continue;
                }
                Fate::Second => {
                    let record = if step.op == Op::Difference { 0 } else { 2 };
                    let material = parameters[step.parameters as usize + record];
                    step.op = Op::Negate;
                    step.a = self.places[step.b as usize];
                    step.b = if material < 0.0 { NO_MATERIAL } else { material as u32 };
                }
                Fate::Kept => {
                    let (a, b, _) = step.op.signature();
                    if a != Kind::None {
                        step.a = self.places[step.a as usize];
                    }
                    if b != Kind::None {
                        step.b = self.places[step.b as usize];
                    }
                }
            }
            self.places[index] = out.instructions.len() as u32;
            out.instructions.push(step);
        }
    }
}
