//! Signed distance fields: a bound recipe lowered to a register tape, and every way of evaluating it.
//!
//! [`Field::lower`] turns a bound tree into a [`Field`]. [`Evaluator`] gives distances, gradients and surface
//! appearance at many points; [`region`] bounds a field over boxes and specialises its tape to them, which is what
//! makes baking and meshing fast; [`GpuProgram`] with [`INTERPRETER_WGSL`] evaluates the same tape in a shader, and [`GpuProgram::wgsl`]
//! writes a shader for one tape;
//! [`cost`] counts the operations of one; [`digest`] and [`record`] tell what an edit has left as it was.
//! The formulas are written once, in `formula.rs`, over one lane, eight lanes, dual numbers and intervals, and
//! give the same bits on every platform.
//!
//! This crate never knows meshes, splats, volumes, JSON or files. Start reading at [`field`], then `lower.rs` and
//! [`tape`].

pub mod bytecode;
pub mod color;
pub mod control;
pub mod cost;
pub mod digest;
pub mod field;
pub mod gpu;
pub mod math;
pub mod program;
pub mod range;
pub mod record;
pub mod region;
pub mod scatter;
pub mod tape;
pub mod tasks;

mod batch;
mod bend;
mod dual;
mod evaluator;
mod extent;
mod facet;
mod formula;
mod fractal;
mod frame;
mod generated;
mod heights;
mod interval;
mod lanes;
mod lower;
mod noise;
mod pattern;
mod polygon;
mod repeat;
mod screw;
mod solid;
mod specialise;
mod surface;

pub use bytecode::DecodeError;
pub use evaluator::Evaluator;
pub use field::{Bounds, Field};
pub use gpu::{GpuProgram, INTERPRETER_WGSL};
pub use surface::SurfaceSample;
