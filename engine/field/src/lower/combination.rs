//! Operations on children: one instruction for each child after the first.

use gve_recipe::bound::{Blend, BlendProfile, BoundNode, Combine};

use super::{Distance, Lowering};
use crate::{
    frame::Frame,
    tape::{NO_MATERIAL, Op},
};

/// A blend narrower than this is sharp.
const NARROWEST_BLEND: f64 = 1e-7;

/// The sharp operation and its blends: smooth, chamfer, round.
const UNION: [Op; 4] = [Op::Min, Op::SmoothMin, Op::ChamferMin, Op::RoundMin];
const INTERSECTION: [Op; 4] = [Op::Max, Op::SmoothMax, Op::ChamferMax, Op::RoundMax];
const DIFFERENCE: [Op; 4] = [Op::Difference, Op::SmoothDifference, Op::ChamferDifference, Op::RoundDifference];

impl Lowering {
    pub(super) fn combination(&mut self, combine: Combine, children: &[BoundNode], frame: Frame) -> Distance {
        match combine {
            Combine::Union { blend } => self.folded(UNION, blend, children, frame),
            Combine::Intersection { blend } => self.folded(INTERSECTION, blend, children, frame),
            Combine::Difference { blend } => self.folded(DIFFERENCE, blend, children, frame),
            Combine::Xor => self.exclusive(children, frame),
            Combine::Morph { t } => self.morph(t, children, frame),
        }
    }

    fn folded(&mut self, ops: [Op; 4], blend: Blend, children: &[BoundNode], frame: Frame) -> Distance {
        let radius = blend.radius_m * frame.unit;
        let op = match blend.profile {
            _ if radius <= NARROWEST_BLEND => ops[0],
            BlendProfile::Smooth => ops[1],
            BlendProfile::Chamfer => ops[2],
            BlendProfile::Round => ops[3],
        };
        let record = if radius > NARROWEST_BLEND { vec![radius, 0.25 / radius] } else { Vec::new() };
        self.each(children, frame, |lowering, sum, next| lowering.joined(op, sum, next, &record))
    }

    /// The children joined from the first to the last.
    fn each(
        &mut self,
        children: &[BoundNode],
        frame: Frame,
        join: impl Fn(&mut Self, Distance, Distance) -> Distance,
    ) -> Distance {
        let (first, rest) = children.split_first().expect("a combination has at least one child");
        let mut sum = self.node(first, frame);
        for child in rest {
            let next = self.node(child, frame);
            sum = join(self, sum, next);
        }
        sum
    }

    fn joined(&mut self, op: Op, a: Distance, b: Distance, record: &[f64]) -> Distance {
        let mut record = record.to_vec();
        if op.cut_material().is_some() {
            // Which material cut faces show, for tapes where only the cutting shape is left.
            record.push(if a.material == NO_MATERIAL { -1.0 } else { f64::from(a.material) });
        }
        let instruction = self.emit(op, 0, a.instruction, b.instruction, &record);
        let is_one_material = op.cut_material().is_some() || a.material == b.material;
        Distance { instruction, material: if is_one_material { a.material } else { NO_MATERIAL } }
    }

    /// max(min(a, b), −max(a, b)): in one of two, not in both.
    fn exclusive(&mut self, children: &[BoundNode], frame: Frame) -> Distance {
        self.each(children, frame, |lowering, sum, next| {
            let either = lowering.joined(Op::Min, sum, next, &[]);
            let both = lowering.joined(Op::Max, sum, next, &[]);
            lowering.joined(Op::Difference, either, both, &[])
        })
    }

    /// A weighted sum of two distances, which changes no faster than they do.
    fn morph(&mut self, t: f64, children: &[BoundNode], frame: Frame) -> Distance {
        let (first, part) = Combine::morphed(t, children.len());
        let a = self.node(&children[first], frame);
        match children.get(first + 1) {
            Some(second) if part > 0.0 => {
                let b = self.node(second, frame);
                self.joined(Op::Mix, a, b, &[1.0 - part, part])
            }
            _ => a,
        }
    }
}
