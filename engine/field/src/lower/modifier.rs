//! Modifiers: where a node's point is looked up, and what becomes of the value found there.

use gve_recipe::bound::{BoundModifier, BoundNode};

use super::{Distance, Lowering, confinement::Confinement};
use crate::{extent, frame::Frame, repeat, tape::Op};

impl Lowering {
    /// The node's shape with the first of its modifiers; the last of these meets the point first.
    pub(super) fn modified(&mut self, node: &BoundNode, modifiers: &[BoundModifier], frame: Frame) -> Distance {
        let Some((last, inner)) = modifiers.split_last() else {
            return self.shape(node, frame);
        };
        match *last {
            BoundModifier::Round { radius_m } => {
                let base = self.modified(node, inner, frame);
                self.over(base, Op::Offset, &[radius_m * frame.unit])
            }
            BoundModifier::Shell { inner_m, outer_m } => {
                let base = self.modified(node, inner, frame);
                self.over(base, Op::Shell, &[inner_m * frame.unit, outer_m * frame.unit])
            }
            BoundModifier::Onion { layers, thickness_m, gap_m } => {
                let base = self.modified(node, inner, frame);
                let pitch = (thickness_m + gap_m) * frame.unit;
                self.over(base, Op::Onion, &[0.5 * thickness_m * frame.unit, pitch, f64::from(layers)])
            }
            BoundModifier::Repeat { spacing_m, last, content } => {
                let record = repeat::record(&frame, spacing_m, last, &content);
                let source = self.point(&frame);
                let point = self.emit(Op::Repeat, 0, source, 0, &record);
                let base = self.modified(node, inner, Frame::of_point(point, frame.unit, frame.reach));
                let instruction = self.emit(Op::WithinCell, 0, base.instruction, source, &record);
                Distance { instruction, ..base }
            }
            BoundModifier::Reflect { axis } => self.modified(node, inner, frame.reflected(axis)),
            BoundModifier::MirrorSpace { axis } => {
                let source = self.point(&frame);
                let point = self.emit(Op::Mirror, axis, source, 0, &frame.centre);
                self.modified(node, inner, Frame::of_point(point, frame.unit, frame.reach))
            }
            BoundModifier::Twist { axis, rate_rad_per_m } => {
                let solid = Confinement::twist(&frame, &extent::of(&node.shape, inner), axis, rate_rad_per_m);
                let [x, y, z] = frame.centre;
                let rate = rate_rad_per_m / frame.unit;
                self.confined(node, inner, frame, axis, Op::Twist, &[x, y, z, rate, solid.radius], solid)
            }
            BoundModifier::Taper { axis, low_m, high_m, start_scale, end_scale } => {
                let bounds = extent::of(&node.shape, inner);
                let solid = Confinement::taper(&frame, &bounds, axis, [low_m, high_m, start_scale, end_scale]);
                let [x, y, z] = frame.centre;
                let [low, inverse_span, start, rise] = solid.section;
                let record = [x, y, z, low, inverse_span, start, rise, solid.radius];
                self.confined(node, inner, frame, axis, Op::Taper, &record, solid)
            }
        }
    }

    #[allow(clippy::too_many_arguments, reason = "one distortion, described whole")]
    fn confined(
        &mut self,
        node: &BoundNode,
        inner: &[BoundModifier],
        frame: Frame,
        axis: usize,
        op: Op,
        record: &[f64],
        solid: Confinement,
    ) -> Distance {
        let source = self.point(&frame);
        let point = self.emit(op, axis, source, 0, record);
        let distorted = Frame::of_point(point, frame.unit, frame.reach * solid.widening);
        let base = self.modified(node, inner, distorted);
        let [x, y, z] = frame.centre;
        let [low, inverse_span, start, rise] = solid.section;
        let record = [
            x,
            y,
            z,
            low,
            inverse_span,
            start,
            rise,
            solid.radius,
            1.0 / solid.lipschitz,
            1.0 / solid.excess_lipschitz,
        ];
        let instruction = self.emit(Op::Confine, axis, base.instruction, source, &record);
        Distance { instruction, ..base }
    }
}
