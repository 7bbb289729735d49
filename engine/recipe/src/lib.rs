//! Recipe text → bound tree of plain numbers.
//!
//! Parses and checks recipe JSON, evaluates variables, expressions and anchors, resolves materials, and returns a
//! [`bound::BoundRecipe`] in which nothing is symbolic any more. It never knows fields or files.
//!
//! Start reading at [`parse`], then [`bind`]; [`bound`] is what comes out. [`dna`] imports the older public form.

mod binding;
pub mod bound;
pub mod dna;
mod expression;
pub mod fractal;
mod hull;
mod macros;
pub mod material_library;
mod nearest;
mod outline;
mod parse;
mod placement;
pub mod polyhedron;
#[cfg(any(test, feature = "random"))]
pub mod random;
mod text;

use std::collections::BTreeMap;

use gve_shared::problem::Diagnostic;

pub use binding::bind;
pub use hull::bounds_in_node;
pub use macros::expand::{Expanded, expand};
pub use parse::parse;
pub use text::locate;

/// Text → bound tree, with every diagnostic placed in the text.
pub fn parse_and_bind(text: &str, overrides: &BTreeMap<String, f64>) -> Result<bound::BoundRecipe, Vec<Diagnostic>> {
    let recipe = parse(text)?;
    bind(&recipe, overrides).map_err(|mut diagnostics| {
        locate(text, &mut diagnostics);
        diagnostics
    })
}
