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
pub mod surroundings;
mod text;
mod version_range;

use std::collections::BTreeMap;

use gve_shared::problem::Diagnostic;

pub use binding::{bind, bind_within};
pub use hull::bounds_in_node;
pub use macros::expand::{Expanded, expand};
pub use parse::parse;
pub use surroundings::Surroundings;
pub use text::locate;
pub use version_range::VersionRange;

/// Text → bound tree, with every diagnostic placed in the text; without anything from outside.
pub fn parse_and_bind(text: &str, overrides: &BTreeMap<String, f64>) -> Result<bound::BoundRecipe, Vec<Diagnostic>> {
    parse_and_bind_within(text, overrides, &Surroundings::NONE)
}

/// [`parse_and_bind`] with other assets and surfaces.
pub fn parse_and_bind_within(
    text: &str,
    overrides: &BTreeMap<String, f64>,
    surroundings: &Surroundings<'_>,
) -> Result<bound::BoundRecipe, Vec<Diagnostic>> {
    let recipe = parse(text)?;
    bind_within(&recipe, overrides, surroundings).map_err(|mut diagnostics| {
        locate(text, &mut diagnostics);
        diagnostics
    })
}
