//! Macros: shapes that stand for a group of ordinary nodes, which an author could have written.
//!
//! A macro's numbers are read like those of any node ([`read`]), so they may be expressions and anchors. From them, and
//! from the bounds of what it works on, it makes an [`Expansion`]: a tree of ordinary nodes with plain numbers in which
//! the author's own children stand where they were. Binding builds that tree; [`expand`] writes it into the recipe. An
//! expansion depends on nothing else: the same numbers give the same nodes.
//!
//! One file per macro or family: [`machining`] (bore, slot, pocket, bolt circle), [`chamfer`], [`thread`], [`gear`],
//! [`truss`], [`stairs`], [`scatter`].

mod chamfer;
pub(crate) mod expand;
mod expansion;
mod gear;
mod machining;
mod scatter;
mod stairs;
mod thread;
mod truss;

use gve_shared::{problem::ProblemCode, shape::Shape};

pub(crate) use expansion::{Branch, Expansion};
pub(crate) use thread::{ThreadForm, read_form as read_thread_form};

use crate::{
    binding::reader::Reader,
    bound::Aabb,
    surroundings::{NoPlaces, ScatterRequest, SurfacePlace},
};

/// A macro with its numbers.
pub(crate) trait Macro {
    /// The nodes that it stands for. The root takes the macro's place: its shape becomes the macro's shape, and its
    /// modifiers come before those of the macro.
    ///
    /// # Errors
    /// What is wrong with the numbers, seen together or with the target's bounds.
    fn expand(&self, target: &Target<'_>) -> Result<Expansion, Refusal>;
}

/// What a macro works on.
pub(crate) struct Target<'t> {
    /// Number of the macro's children that take part.
    pub children: usize,
    /// Bounds of all children together, in the macro's frame.
    pub bounds: Aabb,
    /// Places on the surface of the first child.
    pub surface: &'t dyn Fn(&ScatterRequest) -> Result<Vec<SurfacePlace>, NoPlaces>,
}

impl Target<'_> {
    /// All children as one part.
    fn branch(&self) -> Branch {
        Branch::Authors(0..self.children)
    }
}

/// Why there is no expansion.
pub(crate) struct Refusal {
    pub code: ProblemCode,
    /// Parameter in question, or empty.
    pub key: &'static str,
    pub message: String,
    pub hint: &'static str,
}

/// The macro with its numbers; nothing where they are refused or the shape is no macro.
pub(crate) fn read(reader: &mut Reader<'_>, shape: &Shape) -> Option<Box<dyn Macro>> {
    fn boxed(found: impl Macro + 'static) -> Box<dyn Macro> {
        Box::new(found)
    }
    match shape {
        Shape::Bore(params) => machining::read_bore(reader, params).map(boxed),
        Shape::Slot(params) => machining::read_slot(reader, params).map(boxed),
        Shape::Pocket(params) => machining::read_pocket(reader, params).map(boxed),
        Shape::BoltCircle(params) => machining::read_bolt_circle(reader, params).map(boxed),
        Shape::ChamferEdge(params) => chamfer::read(reader, params).map(boxed),
        Shape::Thread(params) => thread::read(reader, params).map(boxed),
        Shape::Gear(params) => gear::read(reader, params).map(boxed),
        Shape::Truss(params) => truss::read(reader, params).map(boxed),
        Shape::Stairs(params) => stairs::read(reader, params).map(boxed),
        Shape::ScatterOnSurface(params) => scatter::read(reader, params).map(boxed),
        _ => None,
    }
}
