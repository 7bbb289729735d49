//! The order of binding: each node's own numbers after the nodes that its anchors name, each finished node after its
//! own numbers and its children. Runs on a stack of its own, so that neither depth nor chains of anchors recurse.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use gve_shared::problem::{Diagnostic, ProblemCode};

use super::{
    Context, anchor, assemble,
    material::Palette,
    own::{self, Own},
    reader::{Reader, Reading},
    tree::{NodeIndex, Tree, Weight},
    variables::Values,
};
use crate::{
    bound::{BoundModifier, BoundNode},
    hull::Hull,
    macros::Expansion,
};

/// A fact about a node that others may need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Facet {
    /// Its transform, modifiers and shape parameters.
    Own(NodeIndex),
    /// Its finished shape with bounds.
    Finished(NodeIndex),
}

impl Facet {
    fn node(self) -> NodeIndex {
        match self {
            Self::Own(node) | Self::Finished(node) => node,
        }
    }
}

/// A node that is done.
pub(super) struct Finished {
    /// Taken by the parent.
    pub node: Option<BoundNode>,
    /// Of the bound nodes in it, itself included.
    pub weight: Weight,
    /// Levels of nodes in it, the expanded ones of macros included.
    pub height: usize,
    pub modifiers: Vec<BoundModifier>,
    /// In the parent's frame, after modifiers and transform.
    pub hull: Rc<Hull>,
}

/// Whether a fact is known.
pub(super) enum Known<T> {
    NotYet,
    Yes(T),
    /// Its problem was reported.
    Broken,
}

/// All that is known so far.
pub(super) struct Progress<'b> {
    pub tree: &'b Tree<'b>,
    pub variables: &'b Values,
    pub palette: &'b mut Palette,
    pub context: &'b Context<'b>,
    pub own: Vec<Known<Own>>,
    pub finished: Vec<Known<Finished>>,
    /// What macros stand for.
    pub expansions: BTreeMap<NodeIndex, Expansion>,
}

/// What binding comes to.
pub(super) struct Outcome {
    pub root: Finished,
    pub expansions: BTreeMap<NodeIndex, Expansion>,
}

impl Progress<'_> {
    fn is_known(&self, facet: Facet) -> bool {
        match facet {
            Facet::Own(node) => !matches!(self.own[node], Known::NotYet),
            Facet::Finished(node) => !matches!(self.finished[node], Known::NotYet),
        }
    }
}

/// What a step came to.
enum Step {
    Done,
    Waiting(Vec<Facet>),
}

/// Binds the root. Nothing comes back when there were problems; they are in `diagnostics`.
pub(super) fn run(
    tree: &Tree<'_>,
    variables: &Values,
    palette: &mut Palette,
    context: &Context<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Outcome> {
    let count = tree.nodes.len();
    let mut progress = Progress {
        tree,
        variables,
        palette,
        context,
        own: (0..count).map(|_| Known::NotYet).collect(),
        finished: (0..count).map(|_| Known::NotYet).collect(),
        expansions: BTreeMap::new(),
    };
    if !tree.is_enabled(0) {
        diagnostics.push(
            Diagnostic::error(
                ProblemCode::RecipeEmpty,
                "/root_node/enabled",
                "the root is disabled, so there is nothing to build",
            )
            .with_hint("Enable it, or disable its children instead."),
        );
        return None;
    }
    let mut stack = vec![Facet::Finished(0)];
    let mut active = BTreeSet::new();
    while let Some(&facet) = stack.last() {
        if progress.is_known(facet) {
            active.remove(&facet);
            stack.pop();
            continue;
        }
        active.insert(facet);
        let step = match facet {
            Facet::Own(node) => read_own(&mut progress, node, diagnostics),
            Facet::Finished(node) => finish(&mut progress, node, diagnostics),
        };
        if let Step::Waiting(facets) = step {
            if let Some(&again) = facets.iter().find(|facet| active.contains(facet)) {
                diagnostics.push(cycle(tree, &stack, &active, again, facet));
                return None;
            }
            stack.extend(facets.into_iter().rev());
        }
    }
    match std::mem::replace(&mut progress.finished[0], Known::NotYet) {
        Known::Yes(root) => Some(Outcome { root, expansions: progress.expansions }),
        _ => None,
    }
}

fn read_own(progress: &mut Progress<'_>, index: NodeIndex, diagnostics: &mut Vec<Diagnostic>) -> Step {
    let node = &progress.tree.nodes[index];
    let reading = {
        let answer = |wanted: &_| anchor::answer(progress, index, wanted);
        let mut reader = Reader::new(&node.pointer, progress.variables, &answer);
        let own = own::read(&mut reader, node.node);
        reader.finish(own)
    };
    progress.own[index] = match reading {
        Reading::Done(own) => Known::Yes(own),
        Reading::Waiting(facets) => return Step::Waiting(facets),
        Reading::Failed(found) => {
            diagnostics.extend(found);
            Known::Broken
        }
    };
    Step::Done
}

fn finish(progress: &mut Progress<'_>, index: NodeIndex, diagnostics: &mut Vec<Diagnostic>) -> Step {
    let needed = std::iter::once(Facet::Own(index)).chain(progress.tree.enabled_children(index).map(Facet::Finished));
    let missing: Vec<_> = needed.filter(|&facet| !progress.is_known(facet)).collect();
    if !missing.is_empty() {
        return Step::Waiting(missing);
    }
    progress.finished[index] = match assemble::assemble(progress, index) {
        Ok(Some(finished)) => Known::Yes(finished),
        Ok(None) => Known::Broken,
        Err(diagnostic) => {
            diagnostics.push(*diagnostic);
            Known::Broken
        }
    };
    Step::Done
}

fn cycle(tree: &Tree<'_>, stack: &[Facet], active: &BTreeSet<Facet>, again: Facet, last: Facet) -> Diagnostic {
    let start = stack.iter().position(|&facet| facet == again).unwrap_or(0);
    let mut around: Vec<String> = Vec::new();
    for facet in stack[start..].iter().filter(|facet| active.contains(facet)).chain([&again]) {
        let label = tree.nodes[facet.node()].label();
        if around.last() != Some(&label) {
            around.push(label);
        }
    }
    let message = format!("these nodes wait for each other in a circle: {}", around.join(" → "));
    Diagnostic::error(ProblemCode::ExpressionCycle, tree.nodes[last.node()].pointer.clone(), message)
        .with_hint("Place one of them without an anchor.")
}
