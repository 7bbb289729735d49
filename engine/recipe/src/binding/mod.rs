//! Typed recipe → bound tree.
//!
//! [`variables`] → [`tree`] (nodes in a flat list) → [`material`] → [`schedule`], which brings each node's own numbers
//! ([`own`]) and its finished form ([`assemble`]) into an order in which every anchor ([`anchor`]) can be answered.

mod anchor;
mod assemble;
mod expanding;
mod material;
mod own;
mod profile;
pub(crate) mod reader;
mod schedule;
mod sound;
mod tree;
mod variables;

use std::collections::BTreeMap;

use gve_shared::{
    problem::{Diagnostic, ProblemCode},
    recipe::Recipe,
};

use crate::{
    bound::{Aabb, BoundRecipe},
    hull::{is_empty, is_finite},
    macros::Expansion,
    parse::MAX_DIAGNOSTICS,
};

/// Largest length and coordinate in metres, and largest scale factor.
pub(crate) const MAX_LENGTH_M: f64 = 1e6;
/// Smallest size in metres, and smallest scale factor.
pub(crate) const MIN_LENGTH_M: f64 = 1e-6;

/// Resolves every variable, expression, anchor and material of a recipe to plain numbers: a pure function.
///
/// `overrides` gives variables other values by name. Diagnostics carry pointers; one about an expression also carries
/// a range on line 0, whose offsets count within the expression (see [`crate::locate`]).
pub fn bind(recipe: &Recipe, overrides: &BTreeMap<String, f64>) -> Result<BoundRecipe, Vec<Diagnostic>> {
    bind_with_expansions(recipe, overrides).map(|(bound, _)| bound)
}

/// [`bind`], and what its macros stand for, by the JSON pointers of their nodes.
pub(crate) fn bind_with_expansions(
    recipe: &Recipe,
    overrides: &BTreeMap<String, f64>,
) -> Result<(BoundRecipe, BTreeMap<String, Expansion>), Vec<Diagnostic>> {
    let capped = |mut diagnostics: Vec<Diagnostic>| {
        diagnostics.truncate(MAX_DIAGNOSTICS);
        diagnostics
    };
    let mut diagnostics = Vec::new();
    check_name(&recipe.name, &mut diagnostics);
    let variables = match variables::bind(&recipe.variables, overrides) {
        Ok(variables) => variables,
        Err(found) => {
            diagnostics.extend(found);
            return Err(capped(diagnostics));
        }
    };
    let tree = match tree::Tree::of(recipe) {
        Ok(tree) => tree,
        Err(found) => {
            diagnostics.extend(found);
            return Err(capped(diagnostics));
        }
    };
    let palette = material::resolve(&tree, &variables, &mut diagnostics);
    let sound = recipe.audio_patch.as_ref().and_then(|patch| sound::bind(patch, &variables, &mut diagnostics));
    match schedule::run(&tree, &variables, &palette, &mut diagnostics) {
        Some(schedule::Outcome { root, expansions }) if diagnostics.is_empty() => {
            let bounds = check_bounds(root.bounds).map_err(|diagnostic| vec![diagnostic])?;
            let variables = variables.into_iter().collect();
            let name = recipe.name.clone();
            let bound = BoundRecipe { name, variables, materials: palette.materials, root, bounds, sound };
            let by_pointer = |(index, expansion): (usize, _)| (tree.nodes[index].pointer.clone(), expansion);
            Ok((bound, expansions.into_iter().map(by_pointer).collect()))
        }
        _ => Err(capped(diagnostics)),
    }
}

fn check_name(name: &str, diagnostics: &mut Vec<Diagnostic>) {
    let length = name.chars().count();
    if !(1..=120).contains(&length) || name.trim().is_empty() {
        let message = "the name must have 1 to 120 characters";
        diagnostics.push(
            Diagnostic::error(ProblemCode::RecipeOutOfRange, "/name", message)
                .with_hint("Give the asset a short name."),
        );
    }
}

fn check_bounds(bounds: Aabb) -> Result<Aabb, Diagnostic> {
    if is_empty(&bounds) {
        return Err(Diagnostic::error(ProblemCode::RecipeEmpty, "/root_node", "nothing is left of the shape")
            .with_hint("Look for an intersection of shapes that do not touch."));
    }
    if !is_finite(&bounds) {
        return Err(Diagnostic::error(ProblemCode::RecipeUnbounded, "/root_node", "the shape reaches infinity")
            .with_hint("Intersect planes with a box, or subtract them from something."));
    }
    if bounds.min.iter().chain(&bounds.max).any(|side| side.abs() > MAX_LENGTH_M) {
        return Err(Diagnostic::error(
            ProblemCode::RecipeOutOfRange,
            "/root_node",
            format!("the shape reaches beyond {MAX_LENGTH_M} m"),
        )
        .with_hint("Lengths are metres."));
    }
    Ok(bounds)
}
