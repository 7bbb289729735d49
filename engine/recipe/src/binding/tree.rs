//! The nodes of a recipe in a flat list, so that no walk over them recurses.

use std::collections::BTreeMap;

use gve_shared::{
    problem::{Diagnostic, ProblemCode},
    recipe::{MAX_DEPTH, MAX_NODES, Node, Recipe},
};

use crate::expression::is_identifier;

/// Most memory that the pointers of all nodes may take: many nodes at a great depth would need gigabytes.
const MAX_POINTER_BYTES: usize = 64 * 1024 * 1024;

/// What nodes cost.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Weight {
    nodes: usize,
    pointer_bytes: usize,
}

impl Weight {
    pub fn of_node(pointer: &str) -> Self {
        Self { nodes: 1, pointer_bytes: pointer.len() }
    }

    pub fn plus(self, other: Self) -> Self {
        Self {
            nodes: self.nodes.saturating_add(other.nodes),
            pointer_bytes: self.pointer_bytes.saturating_add(other.pointer_bytes),
        }
    }

    pub fn times(self, copies: usize) -> Self {
        Self { nodes: self.nodes.saturating_mul(copies), pointer_bytes: self.pointer_bytes.saturating_mul(copies) }
    }

    pub fn is_too_much(self) -> bool {
        self.nodes > MAX_NODES || self.pointer_bytes > MAX_POINTER_BYTES
    }
}

/// Index of a node in its [`Tree`]; the root is 0.
pub(crate) type NodeIndex = usize;

pub(super) struct TreeNode<'r> {
    pub node: &'r Node,
    /// JSON pointer of the node.
    pub pointer: String,
    pub parent: Option<NodeIndex>,
    pub children: Vec<NodeIndex>,
    pub depth: usize,
}

impl TreeNode<'_> {
    /// What messages call the node.
    pub fn label(&self) -> String {
        match &self.node.id {
            Some(id) => format!("`{id}`"),
            None => format!("the node at {}", self.pointer),
        }
    }
}

/// All nodes, parents before children.
pub(super) struct Tree<'r> {
    pub nodes: Vec<TreeNode<'r>>,
    ids: BTreeMap<&'r str, NodeIndex>,
}

impl<'r> Tree<'r> {
    pub fn of(recipe: &'r Recipe) -> Result<Self, Vec<Diagnostic>> {
        let mut nodes = vec![TreeNode {
            node: &recipe.root_node,
            pointer: "/root_node".to_owned(),
            parent: None,
            children: Vec::new(),
            depth: 1,
        }];
        let mut weight = Weight::of_node(&nodes[0].pointer);
        let mut next = 0;
        while next < nodes.len() {
            let depth = nodes[next].depth + 1;
            let children = nodes[next].node.shape.children();
            if depth > MAX_DEPTH + 1 {
                return Err(vec![too_deep(&nodes[next].pointer)]);
            }
            for (position, child) in children.iter().enumerate() {
                let pointer = format!("{}/shape/params/children/{position}", nodes[next].pointer);
                let index = nodes.len();
                weight = weight.plus(Weight::of_node(&pointer));
                if weight.is_too_much() {
                    return Err(vec![too_many_nodes(&nodes[next].pointer)]);
                }
                nodes[next].children.push(index);
                nodes.push(TreeNode { node: child, pointer, parent: Some(next), children: Vec::new(), depth });
            }
            next += 1;
        }
        let ids = collect_ids(&nodes)?;
        Ok(Self { nodes, ids })
    }

    pub fn find(&self, id: &str) -> Option<NodeIndex> {
        self.ids.get(id).copied()
    }

    /// Ids that anchors can name.
    pub fn ids(&self) -> impl Iterator<Item = &'r str> + Clone + '_ {
        self.ids.keys().copied().filter(|id| is_identifier(id))
    }

    pub fn is_enabled(&self, index: NodeIndex) -> bool {
        self.nodes[index].node.enabled != Some(false)
    }

    /// Children that take part in the build, in order.
    pub fn enabled_children(&self, index: NodeIndex) -> impl DoubleEndedIterator<Item = NodeIndex> + '_ {
        self.nodes[index].children.iter().copied().filter(|&child| self.is_enabled(child))
    }

    /// Enabled siblings before a node, the nearest first.
    pub fn enabled_before(&self, index: NodeIndex) -> impl Iterator<Item = NodeIndex> + '_ {
        let siblings = self.nodes[index].parent.map_or(&[][..], |parent| &self.nodes[parent].children);
        let before = siblings.partition_point(|&sibling| sibling < index);
        siblings[..before].iter().rev().copied().filter(|&sibling| self.is_enabled(sibling))
    }

    /// Whether `ancestor` holds `index`, or is it.
    pub fn holds(&self, ancestor: NodeIndex, index: NodeIndex) -> bool {
        self.ancestry(index).any(|holder| holder == ancestor)
    }

    /// The node, its parent, and so on up to the root.
    pub fn ancestry(&self, index: NodeIndex) -> impl Iterator<Item = NodeIndex> + '_ {
        std::iter::successors(Some(index), |&at| self.nodes[at].parent)
    }
}

fn collect_ids<'r>(nodes: &[TreeNode<'r>]) -> Result<BTreeMap<&'r str, NodeIndex>, Vec<Diagnostic>> {
    let mut ids = BTreeMap::new();
    let mut diagnostics = Vec::new();
    for (index, node) in nodes.iter().enumerate() {
        let Some(id) = node.node.id.as_deref() else { continue };
        let problem = if matches!(id, "parent" | "prev") || (id == "root" && index > 0) {
            Some((format!("the id `{id}` is taken: `@{id}` has a meaning of its own"), "Choose another id."))
        } else if ids.insert(id, index).is_some() {
            Some((format!("the id `{id}` is used twice"), "Anchors need ids to be unique: rename one."))
        } else {
            None
        };
        if let Some((message, hint)) = problem {
            diagnostics.push(
                Diagnostic::error(ProblemCode::RecipeDuplicateId, format!("{}/id", node.pointer), message)
                    .with_hint(hint),
            );
        }
    }
    if diagnostics.is_empty() { Ok(ids) } else { Err(diagnostics) }
}

/// The error of a tree that is nested too deep.
pub(super) fn too_deep(pointer: &str) -> Diagnostic {
    Diagnostic::error(ProblemCode::RecipeTooDeep, pointer, format!("nodes are nested more than {MAX_DEPTH} deep"))
        .with_hint("Make the tree flatter: a union takes any number of children.")
}

/// The error of a tree that is too much (see [`Weight`]).
pub(super) fn too_many_nodes(pointer: &str) -> Diagnostic {
    Diagnostic::error(
        ProblemCode::RecipeTooManyNodes,
        pointer,
        format!(
            "the recipe has more than {MAX_NODES} nodes once arrays are expanded and facets read, or too many of them too \
             deep"
        ),
    )
    .with_hint("Lower the count of an array, merge its children into fewer shapes, or take facets out of each other.")
}
