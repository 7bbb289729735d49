//! From the bound tree to the tape.
//!
//! Affine transforms never become instructions of their own: positions and uniform scales are folded into the
//! primitives' parameters, rotations into one [`Op::Linear`] that all shapes with the same rotation share. `primitive`,
//! `combination` and `modifier` turn the parts of a node into instructions; `confinement` bounds what distorts space.

mod combination;
mod confinement;
mod modifier;
mod primitive;

use std::{collections::BTreeMap, sync::Arc};

use gve_recipe::bound::{Aabb, BoundNode, BoundRecipe, Heights};
use gve_shared::problem::{Diagnostic, ProblemCode};

use crate::{
    field::{Bounds, Field},
    frame::{Frame, IDENTITY},
    heights,
    tape::{Instruction, Op, Tape},
};

/// Registers of either file that a program may use; far more than folds of any sensible recipe need.
pub(crate) const REGISTER_LIMIT: u16 = 4096;
/// Numbers larger than this lose too much of single precision to mean anything in metres.
const LARGEST: f64 = 1e9;

pub(crate) fn lower(recipe: &BoundRecipe) -> Result<Field, Diagnostic> {
    let mut lowering = Lowering {
        tape: Tape { instructions: Vec::new() },
        parameters: Vec::new(),
        rotated: BTreeMap::new(),
        maps: Vec::new(),
        problem: None,
        pointer: String::new(),
    };
    lowering.emit(Op::Position, 0, 0, 0, &[]);
    lowering.node(&recipe.root, Frame::of_world(&recipe.bounds));
    lowering.append_samples();
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
    /// Height maps by the record that shows them.
    maps: Vec<(usize, Arc<Heights>)>,
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

    /// Puts the samples of height maps behind all records, each map once.
    fn append_samples(&mut self) {
        let mut starts: BTreeMap<*const Heights, usize> = BTreeMap::new();
        for (record, map) in std::mem::take(&mut self.maps) {
            let start = *starts.entry(Arc::as_ptr(&map)).or_insert_with(|| {
                let start = self.parameters.len();
                self.parameters.extend(heights::samples(&map.values, heights::counts_of(&map)));
                start
            });
            let way = (start - record) as f32;
            if way as usize != start - record && self.problem.is_none() {
                let message = "the height maps of the recipe have too many samples together";
                self.problem = Some(
                    Diagnostic::error(ProblemCode::RecipeTooManyNodes, "/root_node", message)
                        .with_hint("use the same map several times, or smaller maps"),
                );
            }
            self.parameters[record + heights::SAMPLES_AT] = way;
        }
    }

    fn node(&mut self, node: &BoundNode, parent: Frame) -> Distance {
        let outer = std::mem::replace(&mut self.pointer, node.pointer.clone());
        let distance = self.modified(node, &node.modifiers, parent.placed(&node.transform));
        self.pointer = outer;
        distance
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
}
