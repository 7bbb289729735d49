//! Typed recipe → bound tree.
//!
//! [`variables`] → [`tree`] (nodes in a flat list) → [`material`] → [`schedule`], which brings each node's own numbers
//! ([`own`]) and its finished form ([`assemble`]) into an order in which every anchor ([`anchor`]) can be answered.

mod anchor;
mod assemble;
mod expanding;
mod instance;
mod material;
mod own;
mod physics;
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
    bound::{Aabb, BoundMaterial, BoundPhysics, BoundRecipe, BoundSound},
    hull::{is_empty, is_finite},
    macros::Expansion,
    parse::MAX_DIAGNOSTICS,
    surroundings::Surroundings,
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
    bind_within(recipe, overrides, &Surroundings::NONE)
}

/// [`bind`] with other assets and surfaces.
pub fn bind_within(
    recipe: &Recipe,
    overrides: &BTreeMap<String, f64>,
    surroundings: &Surroundings<'_>,
) -> Result<BoundRecipe, Vec<Diagnostic>> {
    bind_with_expansions(recipe, overrides, surroundings).map(|(bound, _)| bound)
}

/// What surrounds a recipe that is bound: the outside, and the assets that hold it.
pub(crate) struct Context<'c> {
    pub surroundings: Surroundings<'c>,
    /// Names of the assets around, the outermost first; the recipe itself is not among them.
    chain: Vec<String>,
}

impl Context<'_> {
    fn inside(&self, asset: String) -> Self {
        Self { surroundings: self.surroundings, chain: self.chain.iter().cloned().chain([asset]).collect() }
    }
}

/// [`bind_within`], and what its macros stand for, by the JSON pointers of their nodes.
pub(crate) fn bind_with_expansions(
    recipe: &Recipe,
    overrides: &BTreeMap<String, f64>,
    surroundings: &Surroundings<'_>,
) -> Result<(BoundRecipe, BTreeMap<String, Expansion>), Vec<Diagnostic>> {
    let context = Context { surroundings: *surroundings, chain: Vec::new() };
    let whole = bind_in(recipe, overrides, &context, None)?;
    let Whole { finished, materials, variables, sound, physics, expansions } = whole;
    // A finished root is there until somebody takes it.
    let Some(root) = finished.node else { return Err(Vec::new()) };
    let bounds = check_bounds(root.bounds).map_err(|diagnostic| vec![diagnostic])?;
    let variables = variables.into_iter().collect();
    let name = recipe.name.clone();
    Ok((BoundRecipe { name, variables, materials, root, bounds, sound, physics }, expansions))
}

/// A recipe that is bound, by itself or as a part of another one.
struct Whole {
    finished: schedule::Finished,
    materials: Vec<BoundMaterial>,
    variables: variables::Values,
    sound: Option<BoundSound>,
    physics: BoundPhysics,
    expansions: BTreeMap<String, Expansion>,
}

fn bind_in(
    recipe: &Recipe,
    overrides: &BTreeMap<String, f64>,
    context: &Context<'_>,
    worn: Option<BoundMaterial>,
) -> Result<Whole, Vec<Diagnostic>> {
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
    let mut palette = material::resolve(&tree, &variables, worn, &mut diagnostics);
    let sound = recipe.audio_patch.as_ref().and_then(|patch| sound::bind(patch, &variables, &mut diagnostics));
    let physics = recipe.physics.as_ref().and_then(|physics| physics::bind(physics, &variables, &mut diagnostics));
    match schedule::run(&tree, &variables, &mut palette, context, &mut diagnostics) {
        Some(schedule::Outcome { root: finished, expansions }) if diagnostics.is_empty() => {
            let by_pointer = |(index, expansion): (usize, _)| (tree.nodes[index].pointer.clone(), expansion);
            let expansions = expansions.into_iter().map(by_pointer).collect();
            let (materials, physics) = (palette.materials, physics.unwrap_or_default());
            Ok(Whole { finished, materials, variables, sound, physics, expansions })
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
