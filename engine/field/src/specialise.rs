//! Shorter tapes for a region: what a decided choice drops is no longer computed.

use crate::{
    range::Decided,
    tape::{Instruction, Kind, NO_MATERIAL, Op, TRAITS, Tape, Traits},
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
        let (lane_bit, traits) = (1 << lane, &*TRAITS);
        self.fates.clear();
        self.fates.resize(steps.len(), Fate::Dropped);
        let fates = self.fates.as_mut_slice();
        let root = steps.len() - 1;
        (fates[0], fates[root]) = (Fate::Kept, Fate::Kept);
        for (index, (step, decided)) in steps.iter().zip(decided).enumerate().skip(1).rev() {
            if fates[index] == Fate::Dropped {
                continue;
            }
            let Traits { a, b, is_choice, .. } = traits[usize::from(step.op as u8)];
            let mut fate = Fate::Kept;
            if is_choice && (decided.first | decided.second) & lane_bit != 0 {
                fate = if decided.first & lane_bit != 0 { Fate::First } else { Fate::Second };
                fates[index] = fate;
            }
            // Only what was dropped so far is revived: a fate that was decided comes later in the tape.
            if a != Kind::None && fate != Fate::Second {
                fates[step.a as usize] = Fate::Kept;
            }
            if b != Kind::None && fate != Fate::First {
                fates[step.b as usize] = Fate::Kept;
            }
        }
        self.compact(steps, parameters, out);
    }

    fn compact(&mut self, steps: &[Instruction], parameters: &[f32], out: &mut Tape) {
        if self.places.len() < steps.len() {
            self.places.resize(steps.len(), 0);
        }
        let traits = &*TRAITS;
        out.instructions.clear();
        for (index, (step, &fate)) in steps.iter().zip(&self.fates).enumerate() {
            if fate == Fate::Dropped {
                continue;
            }
            let mut step = *step;
            match fate {
                Fate::Dropped => continue,
                Fate::First => {
                    self.places[index] = self.places[step.a as usize];
                    continue;
                }
                Fate::Second => {
                    let Some(record) = step.op.cut_material() else {
                        self.places[index] = self.places[step.b as usize];
                        continue;
                    };
                    let material = parameters[step.parameters as usize + record];
                    step.op = Op::Negate;
                    step.a = self.places[step.b as usize];
                    step.b = if material < 0.0 { NO_MATERIAL } else { material as u32 };
                }
                Fate::Kept => {
                    let Traits { a, b, .. } = traits[usize::from(step.op as u8)];
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
