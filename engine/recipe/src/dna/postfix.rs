//! The postfix program of older binary files → recipe.
//!
//! Primitives push, a binary operation pops two, a modifier replaces the top. Parameters are plain numbers in metres.

use std::collections::BTreeMap;

use gve_shared::{
    compile::CompileOptions,
    import::{ImportNote, ImportOutcome, ImportReport},
    modifier::{MirrorSpaceParams, Modifier, RoundParams, TwistParams},
    older::OlderInstruction,
    problem::{Diagnostic, ProblemCode},
    recipe::{MAX_NODES, Node, Transform},
    shape::{
        Axis, BoxParams, CapsuleParams, CircleProfile, ConeParams, CylinderParams, DifferenceParams,
        IntersectionParams, PlaneParams, Profile, RectangleProfile, RevolutionParams, Shape, SmoothDifferenceParams,
        SmoothIntersectionParams, SmoothUnionParams, SphereParams, TorusParams, UnionParams,
    },
    value::{Rotation, Scalar, Vector3},
};

use super::{
    Import, document_of,
    node::{along_z, plain},
};
use crate::placement::{Vec3, length};

/// Width of the blend of every smooth operation in a program.
const BLEND_M: f64 = 0.1;

/// Turns the program of an older binary file into a recipe of this name.
///
/// # Errors
/// An operation that finds too few shapes on the stack, no shape at all, or more than 100,000 instructions.
pub fn import_program(name: &str, instructions: &[OlderInstruction]) -> Result<Import, Vec<Diagnostic>> {
    if instructions.len() > MAX_NODES {
        let message = format!("the program has {} instructions; {MAX_NODES} are allowed", instructions.len());
        return Err(vec![Diagnostic::error(ProblemCode::RecipeTooManyNodes, "", message)]);
    }
    let mut machine = Machine { stack: Vec::new(), notes: Vec::new() };
    for instruction in instructions {
        machine.step(instruction).map_err(|problem| vec![problem])?;
    }
    let Machine { mut stack, mut notes } = machine;
    let Some(last) = stack.pop() else {
        let problem = Diagnostic::error(ProblemCode::RecipeEmpty, "", "the program leaves no shape");
        return Err(vec![problem.with_hint("Convert the file from its recipe instead.")]);
    };
    let root = if stack.is_empty() {
        last
    } else {
        let message = format!("the program leaves {} shapes: they are united", stack.len() + 1);
        notes.push(note(ImportOutcome::Approximated, instructions.last(), message));
        stack.push(last);
        plain(Shape::Union(UnionParams { children: stack }))
    };
    let recipe = document_of(name.to_owned(), BTreeMap::new(), root);
    Ok(Import { recipe, report: ImportReport { notes, settings: CompileOptions::default() } })
}

struct Machine {
    stack: Vec<Node>,
    notes: Vec<ImportNote>,
}

fn note(outcome: ImportOutcome, instruction: Option<&OlderInstruction>, message: impl Into<String>) -> ImportNote {
    let offset = instruction.map_or(0, |instruction| instruction.offset);
    ImportNote { outcome, pointer: format!("@{offset}"), range: None, message: message.into() }
}

impl Machine {
    fn step(&mut self, instruction: &OlderInstruction) -> Result<(), Diagnostic> {
        match instruction.kind {
            0 => self.primitive(instruction),
            1 => self.operation(instruction)?,
            2 => self.modifier(instruction)?,
            kind => self.dropped(instruction, format!("an instruction of the unknown kind {kind}")),
        }
        Ok(())
    }

    fn dropped(&mut self, instruction: &OlderInstruction, message: String) {
        self.notes.push(note(ImportOutcome::NotUnderstood, Some(instruction), message));
    }

    fn mapped(&mut self, instruction: &OlderInstruction, what: &str) {
        self.notes.push(note(ImportOutcome::Mapped, Some(instruction), what));
    }

    fn pop(&mut self, instruction: &OlderInstruction) -> Result<Node, Diagnostic> {
        self.stack.pop().ok_or_else(|| {
            let message = format!("the instruction at byte {} finds no shape to work on", instruction.offset);
            Diagnostic::error(ProblemCode::BinaryBadSection, format!("@{}", instruction.offset), message)
                .with_hint("The file is damaged: convert it from its recipe instead.")
        })
    }

    /// Pushes a shape. An unknown one leaves a ball of no size in its place, so that the operations still fit.
    fn primitive(&mut self, instruction: &OlderInstruction) {
        match primitive(instruction) {
            Some((what, node)) => {
                self.mapped(instruction, what);
                self.stack.push(node);
            }
            None => {
                self.dropped(instruction, format!("the primitive {:#04x}: switched off", instruction.op));
                let placeholder = plain(Shape::Sphere(SphereParams { radius: Scalar::Number(1.0) }));
                self.stack.push(Node { enabled: Some(false), ..placeholder });
            }
        }
    }

    fn operation(&mut self, instruction: &OlderInstruction) -> Result<(), Diagnostic> {
        let right = self.pop(instruction)?;
        let left = self.pop(instruction)?;
        let children = vec![left, right];
        let radius = Scalar::Number(BLEND_M);
        let (what, shape) = match instruction.op {
            0x10 => ("union", Shape::Union(UnionParams { children })),
            0x11 => ("subtract", Shape::Difference(DifferenceParams { children })),
            0x12 => ("intersect", Shape::Intersection(IntersectionParams { children })),
            0x13 => ("smooth union", Shape::SmoothUnion(SmoothUnionParams { children, radius, profile: None })),
            0x14 => {
                ("smooth subtract", Shape::SmoothDifference(SmoothDifferenceParams { children, radius, profile: None }))
            }
            0x15 => (
                "smooth intersect",
                Shape::SmoothIntersection(SmoothIntersectionParams { children, radius, profile: None }),
            ),
            op => {
                self.dropped(instruction, format!("the operation {op:#04x}: its sides are united"));
                self.stack.push(plain(Shape::Union(UnionParams { children })));
                return Ok(());
            }
        };
        self.mapped(instruction, what);
        self.stack.push(plain(shape));
        Ok(())
    }

    /// Changes the top. The order of a modifier's parameters is not public: the first is taken for the axis.
    fn modifier(&mut self, instruction: &OlderInstruction) -> Result<(), Diagnostic> {
        let top = self.pop(instruction)?;
        let [first, second, ..] = instruction.parameters.map(f64::from);
        let axis = match first {
            0.0 => Some(Axis::X),
            1.0 => Some(Axis::Y),
            2.0 => Some(Axis::Z),
            _ => None,
        };
        let changed = match (instruction.op, axis) {
            (0x20, Some(axis)) => {
                let rate_deg_per_m = Scalar::Number(second.to_degrees());
                Some(("twist", Modifier::Twist(TwistParams { axis: Some(axis), rate_deg_per_m })))
            }
            (0x22, Some(axis)) => Some(("mirror", Modifier::MirrorSpace(MirrorSpaceParams { axis: Some(axis) }))),
            (0x23, _) if first >= 0.0 => {
                Some(("round", Modifier::Round(RoundParams { radius: Scalar::Number(first) })))
            }
            _ => None,
        };
        let Some((what, modifier)) = changed else {
            self.dropped(instruction, format!("the modifier {:#04x}", instruction.op));
            self.stack.push(top);
            return Ok(());
        };
        let message = format!("{what}: its parameters are taken in the order axis, amount");
        self.notes.push(note(ImportOutcome::Approximated, Some(instruction), message));
        let group = plain(Shape::Union(UnionParams { children: vec![top] }));
        self.stack.push(Node { modifiers: vec![modifier], ..group });
        Ok(())
    }
}

fn number(value: f64) -> Scalar {
    Scalar::Number(value)
}

/// A shape at a place.
fn at(position: Vec3, shape: Shape) -> Node {
    let transform = Transform { position: Some(Vector3::from(position)), ..Transform::default() };
    Node { transform: (position != [0.0; 3]).then_some(transform), ..plain(shape) }
}

fn primitive(instruction: &OlderInstruction) -> Option<(&'static str, Node)> {
    let p = instruction.parameters.map(f64::from);
    let center = [p[0], p[1], p[2]];
    let at_center = |shape| at(center, shape);
    Some(match instruction.op {
        0x01 => ("sphere", at_center(Shape::Sphere(SphereParams { radius: number(p[3]) }))),
        0x02 => {
            let half_extents = Vector3::from([p[3], p[4], p[5]]);
            ("box", at_center(Shape::Box(BoxParams { half_extents, rounding: None })))
        }
        0x03 => {
            let (radius, height) = (number(p[3]), number(2.0 * p[4]));
            let cylinder = Shape::Cylinder(CylinderParams { radius, height, sides: None, rounding: None });
            ("cylinder", at_center(along_z(cylinder, None)))
        }
        0x04 => ("capsule", capsule(center, [p[3], p[4], p[5]], p[6])),
        0x05 => {
            let (major_radius, minor_radius) = (number(p[3]), number(p[4]));
            ("torus", at_center(Shape::Torus(TorusParams { major_radius, minor_radius, sweep_deg: None })))
        }
        0x06 => {
            let (height, radius_bottom) = (number(p[3]), number(p[4]));
            let cone = Shape::Cone(ConeParams { radius_bottom, radius_top: None, height, sides: None });
            ("cone", at_center(along_z(cone, Some(number(p[3] / 2.0)))))
        }
        0x07 => {
            let plane = PlaneParams { normal: Some(Vector3::from(center)), offset: Some(number(p[3])) };
            ("plane", plain(Shape::Plane(plane)))
        }
        0x08 => {
            let profile = if p[5] > 0.0 {
                Profile::Rectangle(RectangleProfile {
                    half_extents: [number(p[4] / 2.0), number(p[5] / 2.0)],
                    center: Some([number(p[3]), number(0.0)]),
                    rounding: None,
                })
            } else {
                Profile::Circle(CircleProfile { radius: number(p[4]), center: Some([number(p[3]), number(0.0)]) })
            };
            ("revolution", at_center(Shape::Revolution(RevolutionParams { profile })))
        }
        _ => return None,
    })
}

/// A capsule between two points.
fn capsule(a: Vec3, b: Vec3, radius: f64) -> Node {
    let along = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
    let segment = length(along);
    let middle = [(a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0, (a[2] + b[2]) / 2.0];
    let height = number(segment + 2.0 * radius);
    let mut node = at(middle, Shape::Capsule(CapsuleParams { radius: number(radius), height }));
    if segment > 0.0 && (along[0] != 0.0 || along[2] != 0.0) {
        // The shortest turn from +Y to the direction: cross product and one plus the cosine, normalised when bound.
        let turn = [along[2] / segment, 0.0, -along[0] / segment, 1.0 + along[1] / segment];
        let is_half_turn = turn[3] < 1e-9;
        let rotation = if is_half_turn { [1.0, 0.0, 0.0, 0.0] } else { turn };
        let transform = node.transform.get_or_insert_default();
        transform.rotation = Some(Rotation::Quaternion(rotation.map(number)));
    }
    node
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bind;

    fn instruction(kind: u8, op: u8, parameters: &[f32]) -> OlderInstruction {
        let mut padded = [0.0; 8];
        padded[..parameters.len()].copy_from_slice(parameters);
        OlderInstruction { offset: 84, kind, op, parameters: padded }
    }

    fn bounds(program: &[OlderInstruction]) -> ([f64; 3], [f64; 3]) {
        let import = import_program("old", program).expect("a good program");
        let bounds = bind(&import.recipe, &BTreeMap::new()).expect("a good recipe").bounds;
        let rounded = |corner: [f64; 3]| corner.map(|value| (value * 1e6).round() / 1e6);
        (rounded(bounds.min), rounded(bounds.max))
    }

    #[test]
    fn primitives_stand_where_they_stood() {
        /// Operation, parameters, low and high corner.
        type Case = (u8, &'static [f32], [f64; 3], [f64; 3]);
        let cases: [Case; 7] = [
            (0x01, &[1.0, 0.0, 0.0, 0.5], [0.5, -0.5, -0.5], [1.5, 0.5, 0.5]),
            (0x02, &[0.0, 0.0, 0.0, 1.0, 2.0, 3.0], [-1.0, -2.0, -3.0], [1.0, 2.0, 3.0]),
            (0x03, &[0.0, 0.0, 0.0, 1.0, 2.0], [-1.0, -1.0, -2.0], [1.0, 1.0, 2.0]),
            (0x04, &[0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.5], [-0.5, -0.5, -0.5], [2.5, 0.5, 0.5]),
            (0x05, &[0.0, 0.0, 0.0, 2.0, 0.5], [-2.5, -0.5, -2.5], [2.5, 0.5, 2.5]),
            (0x06, &[0.0, 0.0, 0.0, 2.0, 0.5], [-0.5, -0.5, 0.0], [0.5, 0.5, 2.0]),
            (0x08, &[0.0, 0.0, 0.0, 1.0, 0.5, 1.0], [-1.25, -0.5, -1.25], [1.25, 0.5, 1.25]),
        ];
        for (op, parameters, min, max) in cases {
            assert_eq!(bounds(&[instruction(0, op, parameters)]), (min, max), "{op:#04x}");
        }
    }

    #[test]
    fn a_capsule_points_where_it_pointed() {
        for end in [[0.0, 3.0, 0.0], [0.0, -3.0, 0.0], [0.0, 0.0, -3.0], [-2.0, 0.0, 0.0]] {
            let [x, y, z] = end;
            let (min, max) = bounds(&[instruction(0, 0x04, &[0.0, 0.0, 0.0, x, y, z, 0.25])]);
            for axis in 0..3 {
                let end = f64::from(end[axis]);
                assert_eq!((min[axis], max[axis]), (end.min(0.0) - 0.25, end.max(0.0) + 0.25), "{end}");
            }
        }
    }

    #[test]
    fn programs_that_do_not_fit_are_refused_or_united() {
        let sphere = instruction(0, 0x01, &[0.0, 0.0, 0.0, 1.0]);
        assert!(import_program("old", &[]).is_err());
        assert!(import_program("old", &[sphere, instruction(1, 0x10, &[])]).is_err());
        let loose = import_program("old", &[sphere, sphere, instruction(9, 0, &[])]).expect("united");
        let outcomes: Vec<_> = loose.report.notes.iter().map(|note| note.outcome).collect();
        assert!(outcomes.contains(&ImportOutcome::Approximated) && outcomes.contains(&ImportOutcome::NotUnderstood));
    }
}
