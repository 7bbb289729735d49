//! From the bound tree to the tape.
//!
//! Affine transforms never become instructions of their own: positions and uniform scales are folded into the
//! primitives' parameters, rotations into one [`Op::Linear`] that all shapes with the same rotation share.

use std::collections::BTreeMap;

use gve_recipe::bound::{Aabb, BoundModifier, BoundNode, BoundProfile, BoundRecipe, BoundShape, Combine};
use gve_shared::problem::{Diagnostic, ProblemCode};

use crate::{
    extent,
    field::{Bounds, Field},
    frame::{Frame, IDENTITY},
    polygon::{self, Header},
    tape::{Instruction, NO_MATERIAL, Op, Tape},
};

/// Registers of either file that a program may use; far more than folds of any sensible recipe need.
pub(crate) const REGISTER_LIMIT: u16 = 4096;
/// Numbers larger than this lose too much of single precision to mean anything in metres.
const LARGEST: f64 = 1e9;
/// A blend narrower than this is sharp.
const NARROWEST_BLEND: f64 = 1e-7;

pub(crate) fn lower(recipe: &BoundRecipe) -> Result<Field, Diagnostic> {
    let mut lowering = Lowering {
        tape: Tape { instructions: Vec::new() },
        parameters: Vec::new(),
        rotated: BTreeMap::new(),
        problem: None,
        pointer: String::new(),
    };
    lowering.emit(Op::Position, 0, 0, 0, &[]);
    lowering.node(&recipe.root, Frame::of_world(&recipe.bounds));
    if let Some(problem) = lowering.problem {
        return Err(problem);
    }
    let field = Field::assemble(lowering.tape, lowering.parameters, outward(&recipe.bounds), recipe.materials.clone());
    if field.program.point_registers.max(field.program.number_registers) > REGISTER_LIMIT {
        let message = format!("the shape tree needs more than {REGISTER_LIMIT} intermediate values at once");
        return Err(Diagnostic::error(ProblemCode::RecipeTooManyNodes, "/root_node", message)
            .with_hint("split the tree into fewer deeply nested groups"));
    }
    Ok(field)
}

/// Bounds in single precision that contain those in double.
fn outward(bounds: &Aabb) -> Bounds {
    Bounds {
        min: bounds
            .min
            .map(|value| if f64::from(value as f32) > value { (value as f32).next_down() } else { value as f32 }),
        max: bounds
            .max
            .map(|value| if f64::from(value as f32) < value { (value as f32).next_up() } else { value as f32 }),
    }
}

/// A distance on the tape.
#[derive(Clone, Copy)]
struct Distance {
    instruction: u32,
    /// The one material of everything in it, or [`NO_MATERIAL`].
    material: u32,
}

struct Lowering {
    tape: Tape,
    parameters: Vec<f32>,
    /// Rotated points by source point and matrix.
    rotated: BTreeMap<(u32, [u32; 9]), u32>,
    problem: Option<Diagnostic>,
    /// Node being lowered, for problems.
    pointer: String,
}

impl Lowering {
    fn emit(&mut self, op: Op, axis: usize, a: u32, b: u32, parameters: &[f64]) -> u32 {
        let start = self.parameters.len() as u32;
        if parameters.iter().any(|value| !value.is_finite() || value.abs() > LARGEST) && self.problem.is_none() {
            let message = "a size or position of this node is too large or too small to be computed with";
            self.problem = Some(
                Diagnostic::error(ProblemCode::RecipeOutOfRange, self.pointer.clone(), message)
                    .with_hint("keep sizes between a micrometre and a thousand kilometres"),
            );
        }
        self.parameters.extend(parameters.iter().map(|&value| value as f32));
        self.tape.instructions.push(Instruction { op, axis: axis as u8, out: 0, a, b, parameters: start });
        (self.tape.instructions.len() - 1) as u32
    }

    fn node(&mut self, node: &BoundNode, parent: Frame) -> Distance {
        let outer = std::mem::replace(&mut self.pointer, node.pointer.clone());
        let distance = self.modified(node, &node.modifiers, parent.placed(&node.transform));
        self.pointer = outer;
        distance
    }

    /// The node's shape with the first of its modifiers; the last of these meets the point first.
    fn modified(&mut self, node: &BoundNode, modifiers: &[BoundModifier], frame: Frame) -> Distance {
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

    fn over(&mut self, base: Distance, op: Op, record: &[f64]) -> Distance {
        let instruction = self.emit(op, 0, base.instruction, 0, record);
        Distance { instruction, ..base }
    }

    /// The frame's point without its centre: rotated if the frame is.
    fn point(&mut self, frame: &Frame) -> u32 {
        if frame.linear == IDENTITY {
            return frame.point;
        }
        let matrix: Vec<f64> = frame.linear.iter().flatten().copied().collect();
        let bits = std::array::from_fn(|i| (matrix[i] as f32).to_bits());
        if let Some(&known) = self.rotated.get(&(frame.point, bits)) {
            return known;
        }
        let instruction = self.emit(Op::Linear, 0, frame.point, 0, &matrix);
        self.rotated.insert((frame.point, bits), instruction);
        instruction
    }

    fn primitive(&mut self, node: &BoundNode, frame: &Frame, op: Op, record: &[f64]) -> Distance {
        let source = self.point(frame);
        let material = u32::from(node.material);
        Distance { instruction: self.emit(op, 0, source, material, record), material }
    }

    fn shape(&mut self, node: &BoundNode, frame: Frame) -> Distance {
        let [x, y, z] = frame.centre;
        let u = frame.unit;
        match &node.shape {
            BoundShape::Sphere { radius } => self.primitive(node, &frame, Op::Sphere, &[x, y, z, radius * u]),
            BoundShape::Ellipsoid { radii } => {
                let [a, b, c] = radii.map(|radius| radius * u);
                let record = [x, y, z, 1.0 / a, 1.0 / b, 1.0 / c, a.min(b).min(c), a.max(b).max(c)];
                self.primitive(node, &frame, Op::Ellipsoid, &record)
            }
            BoundShape::Box { half_extents, rounding } => {
                let r = rounding * u;
                let [a, b, c] = half_extents.map(|half| half * u - r);
                self.primitive(node, &frame, Op::Box, &[x, y, z, a, b, c, r])
            }
            BoundShape::Cylinder { radius, half_height, sides: 0, rounding } => {
                let r = rounding * u;
                let record = [x, y, z, radius * u - r, half_height * u - r, r];
                self.primitive(node, &frame, Op::Cylinder, &record)
            }
            BoundShape::Cylinder { radius, half_height, sides, rounding } => {
                self.prism(node, &frame, [*radius, *half_height, *rounding], *sides)
            }
            BoundShape::Capsule { radius, half_segment } => {
                self.primitive(node, &frame, Op::Capsule, &[x, y, z, radius * u, half_segment * u])
            }
            BoundShape::Cone { radius_bottom, radius_top, half_height, sides } => {
                self.cone(node, &frame, [*radius_bottom, *radius_top, *half_height], *sides)
            }
            BoundShape::Torus { major_radius, minor_radius, half_sweep } => {
                let (major, minor) = (major_radius * u, minor_radius * u);
                if *half_sweep >= std::f64::consts::PI * (1.0 - 1e-12) {
                    return self.primitive(node, &frame, Op::Torus, &[x, y, z, major, minor]);
                }
                let record = [x, y, z, major, minor, libm::sin(*half_sweep), libm::cos(*half_sweep)];
                self.primitive(node, &frame, Op::TorusArc, &record)
            }
            BoundShape::Plane { normal, offset } => {
                // Moved into the frame: dot(n, q − centre) − offset.
                let lean = normal[0] * x + normal[1] * y + normal[2] * z;
                let record = [normal[0], normal[1], normal[2], offset * u + lean];
                self.plane(node, &frame, record)
            }
            BoundShape::Revolution { profile } => self.revolution(node, &frame, profile),
            BoundShape::Extrusion { profile, half_height } => self.extrusion(node, &frame, profile, *half_height),
            BoundShape::Combination { combine, children } => self.combination(*combine, children, frame),
        }
    }

    /// A half-space. In a frame scaled per axis its normal has been shortened with the frame, never lengthened.
    fn plane(&mut self, node: &BoundNode, frame: &Frame, record: [f64; 4]) -> Distance {
        self.primitive(node, frame, Op::Plane, &record)
    }

    fn prism(&mut self, node: &BoundNode, frame: &Frame, sizes: [f64; 3], sides: u32) -> Distance {
        let [radius, half_height, rounding] = sizes.map(|size| size * frame.unit);
        // Rounding is inside: the polygon shrinks by it, measured at its sides.
        let inset = rounding / libm::cos(std::f64::consts::PI / f64::from(sides));
        let points = polygon::regular((radius - inset).max(radius * 1e-6), sides);
        let header = Header {
            centre: frame.centre,
            half_height: half_height - rounding,
            outline_rounding: 0.0,
            edge_rounding: rounding,
        };
        self.primitive(node, frame, Op::ExtrudedPolygon, &polygon::closed_record(&header, &points))
    }

    fn cone(&mut self, node: &BoundNode, frame: &Frame, sizes: [f64; 3], sides: u32) -> Distance {
        let [bottom, top, half_height] = sizes.map(|size| size * frame.unit);
        let header = Header { centre: frame.centre, half_height: 0.0, outline_rounding: 0.0, edge_rounding: 0.0 };
        if sides == 0 {
            let outline = [[0.0, -half_height], [bottom, -half_height], [top, half_height], [0.0, half_height]];
            return self.primitive(node, frame, Op::RevolvedPolygon, &polygon::revolved_record(&header, &outline));
        }
        let [x, y, z] = frame.centre;
        let mut record = vec![x, y, z, half_height, f64::from(sides)];
        // A side's plane passes the middles of its bottom and top edges.
        let apothem = libm::cos(std::f64::consts::PI / f64::from(sides));
        let slope = (bottom - top) * apothem / (2.0 * half_height);
        let length = (1.0 + slope * slope).sqrt();
        for side in 0..sides {
            let angle = std::f64::consts::PI * f64::from(2 * side + 1) / f64::from(sides);
            record.extend([libm::cos(angle) / length, slope / length, libm::sin(angle) / length]);
            record.push(0.5 * (bottom + top) * apothem / length);
        }
        self.primitive(node, frame, Op::Pyramid, &record)
    }

    fn revolution(&mut self, node: &BoundNode, frame: &Frame, profile: &BoundProfile) -> Distance {
        let [x, y, z] = frame.centre;
        let u = frame.unit;
        match profile {
            BoundProfile::Circle { center, radius } => {
                let record = [x, y + center[1] * u, z, center[0] * u, radius * u];
                self.primitive(node, frame, Op::Torus, &record)
            }
            BoundProfile::Rectangle { center, half_extents, rounding } => {
                let r = rounding * u;
                let [a, b] = half_extents.map(|half| half * u - r);
                let record = [x, y + center[1] * u, z, center[0] * u, a, b, r];
                self.primitive(node, frame, Op::RevolvedRectangle, &record)
            }
            BoundProfile::Polygon { points, rounding } => {
                let header = Header {
                    centre: frame.centre,
                    half_height: 0.0,
                    outline_rounding: rounding * u,
                    edge_rounding: 0.0,
                };
                let points: Vec<[f64; 2]> = points.iter().map(|point| point.map(|value| value * u)).collect();
                self.primitive(node, frame, Op::RevolvedPolygon, &polygon::revolved_record(&header, &points))
            }
        }
    }

    fn extrusion(&mut self, node: &BoundNode, frame: &Frame, profile: &BoundProfile, half_height: f64) -> Distance {
        let [x, y, z] = frame.centre;
        let u = frame.unit;
        let height = half_height * u;
        match profile {
            BoundProfile::Circle { center, radius } => {
                let record = [x + center[0] * u, y, z + center[1] * u, radius * u, height, 0.0];
                self.primitive(node, frame, Op::Cylinder, &record)
            }
            BoundProfile::Rectangle { center, half_extents, rounding } => {
                let r = rounding * u;
                let [a, b] = half_extents.map(|half| half * u - r);
                let record = [x + center[0] * u, y, z + center[1] * u, a, b, r, height];
                self.primitive(node, frame, Op::ExtrudedRectangle, &record)
            }
            BoundProfile::Polygon { points, rounding } => {
                let header = Header {
                    centre: frame.centre,
                    half_height: height,
                    outline_rounding: rounding * u,
                    edge_rounding: 0.0,
                };
                let points: Vec<[f64; 2]> = points.iter().map(|point| point.map(|value| value * u)).collect();
                self.primitive(node, frame, Op::ExtrudedPolygon, &polygon::closed_record(&header, &points))
            }
        }
    }

    fn combination(&mut self, combine: Combine, children: &[BoundNode], frame: Frame) -> Distance {
        let (radius, sharp, smooth) = match combine {
            Combine::Union { radius } => (radius, Op::Min, Op::SmoothMin),
            Combine::Intersection { radius } => (radius, Op::Max, Op::SmoothMax),
            Combine::Difference { radius } => (radius, Op::Difference, Op::SmoothDifference),
        };
        let blend = radius * frame.unit;
        let mut children = children.iter();
        let first = children.next().expect("a combination has at least one child");
        let mut sum = self.node(first, frame);
        for child in children {
            let next = self.node(child, frame);
            let is_cut = sharp == Op::Difference;
            let mut record = Vec::with_capacity(3);
            if blend > NARROWEST_BLEND {
                record.extend([blend, 0.25 / blend]);
            }
            if is_cut {
                // Which material cut faces show, for tapes where only the cutting shape is left.
                record.push(if sum.material == NO_MATERIAL { -1.0 } else { f64::from(sum.material) });
            }
            let op = if blend > NARROWEST_BLEND { smooth } else { sharp };
            let instruction = self.emit(op, 0, sum.instruction, next.instruction, &record);
            let material = if is_cut || sum.material == next.material { sum.material } else { NO_MATERIAL };
            sum = Distance { instruction, material };
        }
        sum
    }
}

/// The solid of revolution about a modifier's axis within which a distorted shape lies, and the stretch inside it.
struct Confinement {
    /// Radius in frame coordinates, before the section's scale.
    radius: f64,
    /// low, 1 / span, start scale, end − start scale, in frame coordinates.
    section: [f64; 4],
    lipschitz: f64,
    excess_lipschitz: f64,
    /// Factor by which points can move outward.
    widening: f64,
}

/// Space around a shape that still counts as its inside, so that the value on the border is clearly positive.
const MARGIN: f64 = 1.05;

impl Confinement {
    fn radius(frame: &Frame, bounds: &Aabb, axis: usize) -> f64 {
        let radius = extent::radius_about(bounds, axis) * frame.unit * MARGIN;
        if radius.is_finite() { radius } else { frame.reach }
    }

    /// The stretch of a shear by `slope` is its largest singular value.
    fn shear(slope: f64) -> f64 {
        let half = 0.5 * slope.abs();
        half + (1.0 + half * half).sqrt()
    }

    fn twist(frame: &Frame, bounds: &Aabb, axis: usize, rate_rad_per_m: f64) -> Self {
        let radius = Self::radius(frame, bounds, axis);
        let lipschitz = Self::shear(rate_rad_per_m / frame.unit * radius);
        Self { radius, section: [0.0, 0.0, 1.0, 0.0], lipschitz, excess_lipschitz: 1.0, widening: 1.0 }
    }

    /// For value s·f(x/s, y) with s ≤ 1 changing by m per metre, |f| ≤ F and cross-section radius R, the gradient is
    /// at most that of a shear by m·R plus m·F; where s > 1 the value is not scaled and F drops out.
    fn taper(frame: &Frame, bounds: &Aabb, axis: usize, [low_m, high_m, start, end]: [f64; 4]) -> Self {
        let radius = Self::radius(frame, bounds, axis);
        let span = ((high_m - low_m) * frame.unit).max(1e-9);
        let slope = (end - start).abs() / span;
        let farthest = (extent::diagonal(bounds) * frame.unit + radius).min(2.0 * frame.reach);
        let lipschitz = Self::shear(slope * radius) + slope * farthest;
        let section = [low_m * frame.unit, 1.0 / span, start, end - start];
        Self { radius, section, lipschitz, excess_lipschitz: lipschitz, widening: 1.0 / start.min(end).min(1.0) }
    }
}
