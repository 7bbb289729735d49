//! Writes what macros stand for into a recipe's text, in their places; the rest of the text stays as it is.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use gve_shared::{
    problem::{Diagnostic, ProblemCode},
    recipe::{Node, Recipe},
    shape::{Shape, UnionParams},
};
use serde_json::Value;

use super::{Branch, Expansion};
use crate::{
    binding::bind_with_expansions,
    expression::is_identifier,
    nearest::advice,
    parse,
    surroundings::Surroundings,
    text::{Document, locate, place_of},
};

/// A recipe whose macros are written out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expanded {
    /// The recipe.
    pub text: String,
    /// JSON pointers, in the old text, of the macros that were expanded, in their order.
    pub expanded: Vec<String>,
}

/// Puts the ordinary nodes that macros stand for in their places: all macros, those inside of others as well, or the one
/// with the id or JSON pointer `node`. The result builds the same shape. Numbers that were expressions are plain in it;
/// disabled macros stay.
///
/// # Errors
/// The diagnostics of binding, and `recipe.unknown_node` when `node` is no macro of the recipe.
pub fn expand(
    text: &str,
    overrides: &BTreeMap<String, f64>,
    node: Option<&str>,
    surroundings: &Surroundings<'_>,
) -> Result<Expanded, Vec<Diagnostic>> {
    let recipe = parse(text)?;
    let (_, expansions) = bind_with_expansions(&recipe, overrides, surroundings).map_err(|mut diagnostics| {
        locate(text, &mut diagnostics);
        diagnostics
    })?;
    let mut writer = Writer {
        expansions: &expansions,
        ids: BTreeSet::new(),
        placed: BTreeSet::new(),
        expanded: Vec::new(),
        macros: Vec::new(),
    };
    writer.collect(&recipe);
    if let Some(wanted) = node {
        let found = writer.macros.iter().find(|(pointer, id)| pointer == wanted || id.as_deref() == Some(wanted));
        let Some((pointer, _)) = found else { return Err(vec![writer.unknown(wanted)]) };
        let only = pointer.clone();
        writer.macros.retain(|(pointer, _)| *pointer == only);
    }
    let document = Document::read(text).map_err(|diagnostic| vec![diagnostic])?;
    let selected: BTreeSet<String> = writer.macros.iter().map(|(pointer, _)| pointer.clone()).collect();
    let mut splices = Vec::new();
    writer.walk(&recipe.root_node, "/root_node", &selected, &mut |pointer, made| {
        splices.push((place_of(&document, pointer), made));
    });
    let mut out = String::with_capacity(2 * text.len());
    let mut done = 0;
    for ((start, end), made) in splices {
        out.push_str(&text[done..start]);
        out.push_str(&written(&made, indent_of(text, start)));
        done = end;
    }
    out.push_str(&text[done..]);
    Ok(Expanded { text: out, expanded: writer.expanded })
}

/// White space at the start of the line that holds a place.
fn indent_of(text: &str, place: usize) -> &str {
    let line = &text[text[..place].rfind('\n').map_or(0, |at| at + 1)..];
    &line[..line.len() - line.trim_start().len()]
}

fn written(node: &Node, indent: &str) -> String {
    // A node is plain data: writing it into memory cannot fail.
    let text = serde_json::to_string_pretty(node).expect("a node is JSON");
    text.replace('\n', &format!("\n{indent}"))
}

struct Writer<'w> {
    expansions: &'w BTreeMap<String, Expansion>,
    /// Ids that are taken.
    ids: BTreeSet<String>,
    /// First of the author's nodes that the macro at hand has placed already.
    placed: BTreeSet<usize>,
    /// Pointers and ids of the macros that can be expanded.
    macros: Vec<(String, Option<String>)>,
    expanded: Vec<String>,
}

impl Writer<'_> {
    fn collect(&mut self, recipe: &Recipe) {
        let mut open = vec![(&recipe.root_node, "/root_node".to_owned())];
        while let Some((node, pointer)) = open.pop() {
            self.ids.extend(node.id.clone());
            for (index, child) in node.shape.children().iter().enumerate() {
                open.push((child, child_pointer(&pointer, index)));
            }
            if self.expansions.contains_key(&pointer) {
                self.macros.push((pointer, node.id.clone()));
            }
        }
    }

    fn unknown(&self, wanted: &str) -> Diagnostic {
        let shown: String = wanted.chars().take(60).collect();
        let known = self.macros.iter().map(|(pointer, id)| id.as_deref().unwrap_or(pointer));
        let problem =
            Diagnostic::error(ProblemCode::RecipeUnknownNode, "", format!("`{shown}` is no macro of the recipe"));
        match advice(wanted, known) {
            Some(hint) => problem.with_hint(hint),
            None => problem.with_hint("The recipe has no macro that takes part in the build."),
        }
    }

    /// Calls `found` for the outermost of the selected macros, in the order of the text.
    fn walk(&mut self, node: &Node, pointer: &str, selected: &BTreeSet<String>, found: &mut dyn FnMut(&str, Node)) {
        if selected.contains(pointer) {
            let made = self.rewritten(node, pointer, selected);
            found(pointer, made);
            return;
        }
        for (index, child) in node.shape.children().iter().enumerate() {
            self.walk(child, &child_pointer(pointer, index), selected, found);
        }
    }

    /// The node with the selected macros in it written out.
    fn rewritten(&mut self, node: &Node, pointer: &str, selected: &BTreeSet<String>) -> Node {
        let children: Vec<Node> = (node.shape.children().iter().enumerate())
            .map(|(index, child)| self.rewritten(child, &child_pointer(pointer, index), selected))
            .collect();
        let Some(expansion) = selected.contains(pointer).then(|| self.expansions.get(pointer)).flatten() else {
            let mut copy = node.clone();
            if let Some(own) = copy.shape.children_mut() {
                *own = children;
            }
            return copy;
        };
        self.expanded.push(pointer.to_owned());
        let stem = node.id.as_deref().unwrap_or_default();
        let mut shape = expansion.node.shape.clone();
        if let Some(own) = shape.children_mut() {
            self.placed.clear();
            *own = self.made(&expansion.children, &children, stem);
        }
        let modifiers = expansion.node.modifiers.iter().chain(&node.modifiers).cloned().collect();
        Node { modifiers, shape, ..node.clone() }
    }

    fn made(&mut self, branches: &[Branch], authors: &[Node], stem: &str) -> Vec<Node> {
        branches.iter().map(|branch| self.branch(branch, authors, stem)).collect()
    }

    fn branch(&mut self, branch: &Branch, authors: &[Node], stem: &str) -> Node {
        match branch {
            Branch::Made(made) => {
                let mut node = made.node.clone();
                node.id = self.free_id(stem, node.name.as_deref().unwrap_or_default());
                if let Some(children) = node.shape.children_mut() {
                    *children = self.made(&made.children, authors, stem);
                }
                node
            }
            Branch::Authors(which) => {
                let mut nodes = with_disabled(authors, which).to_vec();
                if !self.placed.insert(which.start) {
                    nodes = self.copies(nodes);
                }
                match nodes.pop() {
                    Some(only) if nodes.is_empty() => only,
                    last => {
                        nodes.extend(last);
                        Expansion::of("", Shape::Union(UnionParams { children: nodes })).node
                    }
                }
            }
        }
    }

    /// The nodes with other ids than those that are there already, and anchors that follow them.
    fn copies(&mut self, nodes: Vec<Node>) -> Vec<Node> {
        let mut known = Vec::new();
        let mut open: Vec<&Node> = nodes.iter().collect();
        while let Some(node) = open.pop() {
            known.extend(node.id.clone());
            open.extend(node.shape.children());
        }
        let renamed: BTreeMap<String, String> =
            known.into_iter().filter_map(|id| Some((id.clone(), self.free_id(&id, "copy")?))).collect();
        if renamed.is_empty() {
            return nodes;
        }
        // A node is plain data: writing it into memory and reading it back cannot fail.
        let rename = |node: Node| {
            let mut value = serde_json::to_value(&node).expect("a node is JSON");
            rename_in(&mut value, &renamed);
            serde_json::from_value(value).expect("it was a node")
        };
        nodes.into_iter().map(rename).collect()
    }

    /// An id for a named part of the macro with the id `stem`; none where either has no name.
    fn free_id(&mut self, stem: &str, name: &str) -> Option<String> {
        let word: String = name
            .chars()
            .map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '_' })
            .collect();
        if !is_identifier(stem) || word.is_empty() {
            return None;
        }
        let plain = format!("{stem}_{word}");
        let free = std::iter::once(plain.clone())
            .chain((2..).map(|number| format!("{plain}_{number}")))
            .find(|id| !self.ids.contains(id))?;
        self.ids.insert(free.clone());
        Some(free)
    }
}

/// Children by their numbers among the enabled ones, and the disabled ones around them, which stay where they are.
fn with_disabled<'n>(authors: &'n [Node], which: &Range<usize>) -> &'n [Node] {
    let enabled: Vec<usize> = (0..authors.len()).filter(|&index| authors[index].enabled != Some(false)).collect();
    let start = if which.start == 0 { 0 } else { enabled[which.start] };
    let end = if which.end >= enabled.len() { authors.len() } else { enabled[which.end] };
    &authors[start..end]
}

/// Renames ids and the anchors that name them, in everything but labels.
fn rename_in(value: &mut Value, renamed: &BTreeMap<String, String>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members.iter_mut().filter(|(key, _)| *key != "name") {
                match member {
                    Value::String(id) if key == "id" => {
                        if let Some(other) = renamed.get(id) {
                            other.clone_into(id);
                        }
                    }
                    member => rename_in(member, renamed),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rename_in(item, renamed)),
        Value::String(text) if text.contains('@') => {
            let mut pieces = text.split('@');
            let mut out = pieces.next().unwrap_or_default().to_owned();
            for piece in pieces {
                let end = piece.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
                let (id, rest) = piece.split_at(end.unwrap_or(piece.len()));
                out.push('@');
                out.push_str(renamed.get(id).map_or(id, String::as_str));
                out.push_str(rest);
            }
            *text = out;
        }
        _ => {}
    }
}

fn child_pointer(pointer: &str, index: usize) -> String {
    format!("{pointer}/shape/params/children/{index}")
}
