//! Register allocation: a tape with its values assigned to as few registers as a backward scan needs.

use crate::tape::{Instruction, Kind, TRAITS, Tape, Traits};

const UNASSIGNED: u16 = u16::MAX;

/// A tape whose operands are registers. Points and numbers have register files of their own; the position is point
/// register 0 and is never overwritten.
#[derive(Debug, Clone, Default)]
pub struct Program {
    pub(crate) instructions: Vec<Instruction>,
    /// Registers of the point file.
    pub point_registers: u16,
    /// Registers of the number file.
    pub number_registers: u16,
    /// Number register that holds the distance at the end.
    pub output: u16,
    assigned: Vec<u16>,
    points: Pool,
    numbers: Pool,
}

#[derive(Debug, Clone, Default)]
struct Pool {
    free: Vec<u16>,
    count: u16,
}

impl Pool {
    fn reset(&mut self, reserved: u16) {
        self.free.clear();
        self.count = reserved;
    }

    fn take(&mut self) -> u16 {
        self.free.pop().unwrap_or_else(|| {
            self.count += 1;
            self.count - 1
        })
    }
}

impl Program {
    /// A program of its own for a tape.
    pub fn allocate(tape: &Tape) -> Self {
        let mut program = Self::default();
        program.load(tape);
        program
    }

    /// The instructions in order, without the position.
    pub fn instructions(&self) -> &[Instruction] {
        &self.instructions
    }

    /// Replaces the program by that of another tape, reusing its memory.
    ///
    /// Backwards, a value gets its register at its last use and frees it at its definition.
    pub fn load(&mut self, tape: &Tape) {
        let source = tape.instructions();
        self.instructions.clear();
        self.assigned.clear();
        self.assigned.resize(source.len(), UNASSIGNED);
        self.points.reset(1);
        self.numbers.reset(0);
        self.assigned[0] = 0;
        let traits = &*TRAITS;
        let root = source.len() - 1;
        self.output = self.numbers.take();
        self.assigned[root] = self.output;
        for index in (1..source.len()).rev() {
            let mut step = source[index];
            let register = self.assigned[index];
            if register == UNASSIGNED {
                continue;
            }
            let Traits { a, b, result, .. } = traits[usize::from(step.op as u8)];
            step.out = register;
            match result {
                Kind::Point => self.points.free.push(register),
                _ => self.numbers.free.push(register),
            }
            step.a = self.register_of(step.a, a);
            step.b = self.register_of(step.b, b);
            self.instructions.push(step);
        }
        self.instructions.reverse();
        self.point_registers = self.points.count;
        self.number_registers = self.numbers.count;
    }

    fn register_of(&mut self, operand: u32, kind: Kind) -> u32 {
        let pool = match kind {
            Kind::None => return operand,
            Kind::Point => &mut self.points,
            Kind::Number => &mut self.numbers,
        };
        let slot = &mut self.assigned[operand as usize];
        if *slot == UNASSIGNED {
            *slot = pool.take();
        }
        u32::from(*slot)
    }
}
