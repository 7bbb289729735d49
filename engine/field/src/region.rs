//! Space divided into regions: whole regions far from the surface are skipped, the others get a tape of their own.
//!
//! A [`Partition`] lays cubes over a lattice, coarse to fine. [`Partition::units`] bounds the coarsest ones and returns
//! those near the surface; [`Partition::descend`] takes one of them down to the finest. Eight cubes are bounded at once.

use crate::{
    control::{Cancelled, StageControl},
    field::Field,
    lanes::LANES,
    range::{Boxes, RangeRegisters, Ranges},
    specialise::Specialiser,
    tape::Tape,
    tasks,
};

/// From this many bounded instructions on the coarsest cubes are judged by several threads: about a tenth of a
/// millisecond.
const STEPS_WORTH_THREADS: usize = 10_000;

/// Evenly spaced points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lattice {
    /// Position of point (0, 0, 0) in metres.
    pub origin: [f32; 3],
    /// Metres from one point to the next.
    pub spacing: f32,
}

impl Lattice {
    /// Coordinate of a lattice point along one axis.
    #[inline]
    pub fn coordinate(&self, axis: usize, index: u32) -> f32 {
        self.origin[axis] + index as f32 * self.spacing
    }

    /// Position of a lattice point.
    #[inline]
    pub fn position(&self, index: [u32; 3]) -> [f32; 3] {
        std::array::from_fn(|axis| self.coordinate(axis, index[axis]))
    }
}

/// How a region lies to the surface.
#[derive(Debug, Clone, Copy)]
pub enum Verdict<'t> {
    /// Every value is at least the band.
    Outside,
    /// Every value is at most minus the band.
    Inside,
    /// Anything else, with a tape that gives the field's bits within the region.
    Near(&'t Tape),
}

/// What meets the cubes of a descent.
pub trait Visitor {
    /// A cube near the surface, the unit itself included, that is not of the finest size: whether to look into it.
    fn enters(&mut self, origin: [u32; 3], size: u32, tape: &Tape) -> bool;
    /// A cube that lies outside or inside whole, or one near the surface of the finest size.
    fn visit(&mut self, origin: [u32; 3], size: u32, verdict: Verdict<'_>);
}

/// Enters everything.
struct Everywhere<'v>(&'v mut dyn FnMut([u32; 3], u32, Verdict<'_>));

impl Visitor for Everywhere<'_> {
    fn enters(&mut self, _: [u32; 3], _: u32, _: &Tape) -> bool {
        true
    }

    fn visit(&mut self, origin: [u32; 3], size: u32, verdict: Verdict<'_>) {
        (self.0)(origin, size, verdict);
    }
}

/// A division of lattice points, or of the cells between them, into cubes.
#[derive(Debug, Clone, PartialEq)]
pub struct Partition {
    pub lattice: Lattice,
    /// Items (points or cells) along each axis.
    pub items: [u32; 3],
    /// Cube sizes in items, coarse to fine, each an even multiple of the next.
    pub sizes: &'static [u32],
    /// 0 if items are points; 1 if they are cells, whose far corners belong to a cube too.
    pub overlap: u32,
    /// Distance in metres from the surface from which on values do not matter.
    pub band: f32,
}

/// A cube of the coarsest size near the surface.
#[derive(Debug, Clone)]
pub struct Unit {
    /// First item along each axis.
    pub origin: [u32; 3],
    pub tape: Tape,
}

/// Result of bounding the coarsest cubes.
#[derive(Debug, Default)]
pub struct Units {
    /// Cubes near the surface, in order of z, y, x.
    pub near: Vec<Unit>,
    /// First items of the cubes that lie inside whole.
    pub inside: Vec<[u32; 3]>,
    /// First items of the cubes that lie outside whole.
    pub outside: Vec<[u32; 3]>,
}

/// Scratch of one thread.
#[derive(Debug, Default)]
pub struct RegionScratch {
    levels: Vec<Level>,
    specialiser: Specialiser,
}

#[derive(Debug, Default)]
struct Level {
    ranges: RangeRegisters,
    tape: Tape,
}

impl RegionScratch {
    /// Bounds of `tape` over eight boxes. Decided choices stay known until the next call.
    pub fn bound(&mut self, field: &Field, tape: &Tape, boxes: &Boxes) -> Ranges {
        self.level(0).ranges.bound(tape, &field.parameters, boxes)
    }

    /// Specialises the tape that was bounded last to one of its boxes.
    pub fn specialise(&mut self, field: &Field, tape: &Tape, lane: usize, out: &mut Tape) {
        self.level(0);
        self.specialiser.specialise(tape, &field.parameters, &self.levels[0].ranges.decided, lane, out);
    }

    fn level(&mut self, depth: usize) -> &mut Level {
        if self.levels.len() <= depth {
            self.levels.resize_with(depth + 1, Level::default);
        }
        &mut self.levels[depth]
    }
}

impl Partition {
    /// Bounds all cubes of the coarsest size.
    ///
    /// # Errors
    /// [`Cancelled`] if the caller asked for it.
    pub fn units(&self, field: &Field, control: &dyn StageControl) -> Result<Units, Cancelled> {
        let size = self.sizes[0];
        let counts = self.items.map(|items| items.div_ceil(size));
        let total = (counts[0] * counts[1] * counts[2]) as usize;
        let origin_of = |cube: usize| {
            let cube = cube as u32;
            [cube % counts[0], cube / counts[0] % counts[1], cube / (counts[0] * counts[1])].map(|index| index * size)
        };
        let state = || (RegionScratch::default(), Units::default());
        let judge = |(scratch, found): &mut (RegionScratch, Units), group: usize| {
            if control.is_cancelled() {
                return Err(Cancelled);
            }
            let lanes = LANES.min(total - group * LANES);
            let origins = std::array::from_fn(|lane| origin_of(group * LANES + lane.min(lanes - 1)));
            self.judge(field, scratch, 0, &field.tape, origins, lanes, &mut |_, origin, verdict| match verdict {
                Verdict::Outside => found.outside.push(origin),
                Verdict::Inside => found.inside.push(origin),
                Verdict::Near(tape) => found.near.push(Unit { origin, tape: tape.clone() }),
            });
            Ok(())
        };
        let groups = total.div_ceil(LANES);
        let is_small = groups * field.tape.len() < STEPS_WORTH_THREADS;
        let found = if is_small { tasks::run_here(groups, state, judge) } else { tasks::run(groups, state, judge) }?;
        let mut units = Units::default();
        for (_, found) in found {
            units.near.extend(found.near);
            units.inside.extend(found.inside);
            units.outside.extend(found.outside);
        }
        let order = |&[x, y, z]: &[u32; 3]| (z, y, x);
        units.near.sort_unstable_by_key(|unit| order(&unit.origin));
        units.inside.sort_unstable_by_key(order);
        units.outside.sort_unstable_by_key(order);
        Ok(units)
    }

    /// Calls `visit(first item, size, verdict)` for the cubes that a unit consists of: [`Verdict::Near`] only for those
    /// of the finest size. Cubes beyond the last item are left out.
    pub fn descend(
        &self,
        field: &Field,
        scratch: &mut RegionScratch,
        unit: &Unit,
        visit: &mut dyn FnMut([u32; 3], u32, Verdict<'_>),
    ) {
        self.descend_with(field, scratch, unit, &mut Everywhere(visit));
    }

    /// As [`Partition::descend`], with a visitor that may leave cubes out.
    pub fn descend_with(&self, field: &Field, scratch: &mut RegionScratch, unit: &Unit, visitor: &mut dyn Visitor) {
        self.descend_from(field, scratch, 1, unit.origin, &unit.tape, visitor);
    }

    fn descend_from(
        &self,
        field: &Field,
        scratch: &mut RegionScratch,
        depth: usize,
        origin: [u32; 3],
        tape: &Tape,
        visitor: &mut dyn Visitor,
    ) {
        let Some(&size) = self.sizes.get(depth) else {
            visitor.visit(origin, self.sizes[depth - 1], Verdict::Near(tape));
            return;
        };
        if !visitor.enters(origin, self.sizes[depth - 1], tape) {
            return;
        }
        let per_axis = self.sizes[depth - 1] / size;
        for group in 0..(per_axis * per_axis * per_axis / 8) {
            let half = per_axis / 2;
            let corner = [group % half, group / half % half, group / (half * half)];
            let mut origins = [[0; 3]; LANES];
            let mut lanes = 0;
            for child in 0..8 {
                let cube = std::array::from_fn(|axis| origin[axis] + (2 * corner[axis] + (child >> axis & 1)) * size);
                if (0..3).all(|axis| cube[axis] < self.items[axis]) {
                    origins[lanes] = cube;
                    lanes += 1;
                }
            }
            if lanes == 0 {
                continue;
            }
            for lane in lanes..LANES {
                origins[lane] = origins[0];
            }
            self.judge(field, scratch, depth, tape, origins, lanes, &mut |scratch, cube, verdict| match verdict {
                Verdict::Near(tape) => self.descend_from(field, scratch, depth + 1, cube, tape, visitor),
                whole => visitor.visit(cube, size, whole),
            });
        }
    }

    /// Bounds up to eight cubes of one size and hands each on with its verdict.
    #[allow(clippy::too_many_arguments, reason = "one step of the descent, described whole")]
    fn judge(
        &self,
        field: &Field,
        scratch: &mut RegionScratch,
        depth: usize,
        tape: &Tape,
        origins: [[u32; 3]; LANES],
        lanes: usize,
        next: &mut dyn FnMut(&mut RegionScratch, [u32; 3], Verdict<'_>),
    ) {
        let last = self.sizes[depth] - 1 + self.overlap;
        let mut boxes = Boxes { min: [[0.0; LANES]; 3], max: [[0.0; LANES]; 3] };
        for (lane, origin) in origins.iter().enumerate() {
            for axis in 0..3 {
                boxes.min[axis][lane] = self.lattice.coordinate(axis, origin[axis]);
                boxes.max[axis][lane] = self.lattice.coordinate(axis, origin[axis] + last);
            }
        }
        // The level's own scratch leaves `scratch` while deeper levels run with the rest of it.
        let mut level = std::mem::take(scratch.level(depth));
        let ranges = level.ranges.bound(tape, &field.parameters, &boxes);
        for (lane, &origin) in origins.iter().enumerate().take(lanes) {
            let verdict = if ranges.low[lane] > self.band {
                Verdict::Outside
            } else if ranges.high[lane] < -self.band {
                Verdict::Inside
            } else if ranges.narrowed >> lane & 1 != 0 {
                let decided = &level.ranges.decided;
                scratch.specialiser.specialise(tape, &field.parameters, decided, lane, &mut level.tape);
                Verdict::Near(&level.tape)
            } else {
                Verdict::Near(tape)
            };
            next(scratch, origin, verdict);
        }
        scratch.levels[depth] = level;
    }
}
