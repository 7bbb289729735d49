//! Modifiers: where a node's point is looked up, and what becomes of the value found there.

use gve_recipe::bound::{BoundModifier, BoundNode, VoronoiMode};

use super::{Distance, Lowering, confinement::Confinement};
use crate::{
    bend, extent, facet,
    frame::Frame,
    noise, pattern, repeat,
    tape::{NO_MATERIAL, Op},
};

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
            BoundModifier::Bend(bend) if bend.is_straight() => self.modified(node, inner, frame),
            BoundModifier::Bend(bend) => {
                let record = bend::record(&frame, &bend);
                let source = self.point(&frame);
                let point = self.emit(Op::Bend, bend.axis, source, 0, &record);
                // Looked up are points at most the length of the arc farther away.
                let reach = 2.0 * frame.reach + (bend.high_m - bend.low_m) * frame.unit;
                let base = self.modified(node, inner, Frame::of_point(point, frame.unit, reach));
                let instruction = self.emit(Op::Unbend, bend.axis, base.instruction, source, &record);
                Distance { instruction, ..base }
            }
            BoundModifier::Shear { axis, along, slope } => {
                self.modified(node, inner, frame.sheared(axis, along, slope))
            }
            BoundModifier::Elongate { half_m } => {
                let source = self.point(&frame);
                let [x, y, z] = frame.centre;
                let [a, b, c] = half_m.map(|half| half * frame.unit);
                let point = self.emit(Op::Elongate, 0, source, 0, &[x, y, z, a, b, c]);
                self.modified(node, inner, Frame::of_point(point, frame.unit, frame.reach))
            }
            BoundModifier::Displace { noise, amplitude_m, size_m } => {
                let own = noise::record(&noise);
                let slope = f64::from(noise::slope(&own.map(|value| value as f32)));
                let [x, y, z] = frame.centre;
                let amplitude = amplitude_m * frame.unit;
                let mut record = vec![x, y, z, 1.0 / (size_m * frame.unit)];
                record.extend([amplitude, 1.0 / (1.0 + slope * amplitude_m / size_m)]);
                record.extend(own);
                self.placed(node, inner, frame, (Op::Displace, 0), &record)
            }
            BoundModifier::Ripple { axis, amplitude_m, wavelength_m, phase_rad } => {
                let [x, y, z] = frame.centre;
                let frequency = std::f64::consts::TAU / wavelength_m;
                let factor = 1.0 / (1.0 + amplitude_m * frequency);
                let record = [x, y, z, frequency / frame.unit, phase_rad, amplitude_m * frame.unit, factor];
                self.placed(node, inner, frame, (Op::Ripple, axis), &record)
            }
            BoundModifier::Voronoi { cell_m, wall_m, mode, seed } => {
                let [x, y, z] = frame.centre;
                let size = cell_m * frame.unit;
                let side = if mode == VoronoiMode::Walls { 1.0 } else { -1.0 };
                let half = 0.5 * wall_m * frame.unit;
                let record = [x, y, z, 1.0 / size, size, half, side, f64::from(seed)];
                self.filled(node, inner, frame, Op::Cells, &record)
            }
            BoundModifier::Lattice { surface, cell_m, thickness_m } => {
                let [cell, thickness] = [cell_m, thickness_m].map(|length| length * frame.unit);
                let record = pattern::periodic_record(frame.centre, surface, cell, Some(thickness));
                self.filled(node, inner, frame, Op::Periodic, &record)
            }
            BoundModifier::Facet { cell_m } => self.faceted(node, inner, frame, cell_m * frame.unit),
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

    /// The value found so far, changed by where it was found.
    fn placed(
        &mut self,
        node: &BoundNode,
        inner: &[BoundModifier],
        frame: Frame,
        (op, axis): (Op, usize),
        record: &[f64],
    ) -> Distance {
        let base = self.modified(node, inner, frame);
        let source = self.point(&frame);
        let instruction = self.emit(op, axis, base.instruction, source, record);
        Distance { instruction, ..base }
    }

    /// The shape so far, read at the corners around a point and between them; its materials are those of the point.
    fn faceted(&mut self, node: &BoundNode, inner: &[BoundModifier], frame: Frame, size: f64) -> Distance {
        let source = self.point(&frame);
        let mut interpolated = None;
        for corner in 0..4 {
            let record = facet::corner_record(frame.centre, size, corner);
            let point = self.emit(Op::Corner, 0, source, 0, &record);
            let reach = frame.reach + facet::FARTHEST_CORNER * size;
            let value = self.modified(node, inner, Frame::of_point(point, frame.unit, reach));
            let share = self.emit(Op::Share, 0, value.instruction, source, &record);
            interpolated = Some(match interpolated {
                None => share,
                Some(sum) => self.emit(Op::Mix, 0, sum, share, &[1.0, 1.0]),
            });
        }
        let field = self.modified(node, inner, frame);
        let Some(interpolated) = interpolated else { return field };
        let instruction = self.emit(Op::Facet, 0, interpolated, field.instruction, &facet::limit_record(size));
        Distance { instruction, ..field }
    }

    /// What the shape so far shares with an endless pattern of the node's own material.
    fn filled(&mut self, node: &BoundNode, inner: &[BoundModifier], frame: Frame, op: Op, record: &[f64]) -> Distance {
        let base = self.modified(node, inner, frame);
        let pattern = self.primitive(node, &frame, op, record);
        // Cut faces have the material of what was filled, as those of a difference have.
        let negated = self.emit(Op::Negate, 0, pattern.instruction, NO_MATERIAL, &[]);
        let material = if base.material == NO_MATERIAL { -1.0 } else { f64::from(base.material) };
        let instruction = self.emit(Op::Difference, 0, base.instruction, negated, &[material]);
        Distance { instruction, ..base }
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
