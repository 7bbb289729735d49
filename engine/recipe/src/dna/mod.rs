//! Import of the older public DNA JSON: the form with `type: primitive | operation`, `shape`, `params` and `cmd`.
//!
//! Everything of the document ends in the recipe or in a note of the report: mapped, approximated or not understood.
//! The facts of that form that this reader relies on are in `docs/import.md`. Start reading at [`import`]; a node's way
//! is `node.rs` → `shape.rs` → `modifier.rs`.

mod fields;
mod machining;
mod material;
mod modifier;
mod node;
mod postfix;
mod profile;
mod report;
mod settings;
mod shape;
mod transform;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use gve_shared::{
    import::{ImportOutcome, ImportReport, ImportedRecipe},
    problem::{Diagnostic, ProblemCode},
    recipe::{MAX_RECIPE_BYTES, Recipe, RecipeFormat, Variable},
    shape::{Shape, UnionParams},
    value::Scalar,
};

use self::{
    fields::Fields,
    report::{Note, placed},
};
use crate::{
    bind,
    text::{Document, Kind, ROOT, ValueIndex},
};

pub use postfix::import_program;

/// A recipe made from an older document.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// The recipe; binding it may still find problems in its numbers.
    pub recipe: Recipe,
    /// What became of every part of the document.
    pub report: ImportReport,
}

impl Import {
    /// The recipe as text with the report, the form in which it crosses to other languages.
    pub fn document(self) -> ImportedRecipe {
        let text = serde_json::to_string_pretty(&self.recipe).expect("a recipe has texts for keys and finite numbers");
        ImportedRecipe { recipe_text: text + "\n", report: self.report }
    }
}

/// Names under which the older form has its tree.
const TREE_KEYS: [&str; 3] = ["dna", "root_node", "nodes"];

/// True for a text of the older form: JSON without `"format"`, with a tree or a bare node of that form.
pub fn is_dna(text: &str) -> bool {
    if text.len() > MAX_RECIPE_BYTES {
        return false;
    }
    Document::read(text).is_ok_and(|document| has_older_form(&document))
}

pub(crate) fn has_older_form(document: &Document<'_>) -> bool {
    document.member(ROOT, "format").is_none() && has_tree(document)
}

fn has_tree(document: &Document<'_>) -> bool {
    let is_node = |index: ValueIndex| {
        let kind = document.member(index, "type").filter(|&kind| document.value(kind).kind == Kind::String);
        kind.is_some_and(|kind| ["primitive", "operation"].contains(&fields::word(&document.string(kind)).as_str()))
            || (["shape", "op"]
                .iter()
                .any(|key| document.member(index, key).is_some_and(|value| document.value(value).kind == Kind::String)))
    };
    let container = document.member(ROOT, "dna").unwrap_or(ROOT);
    is_node(container)
        || document.member(container, "root_node").is_some_and(is_node)
        || document.member(container, "nodes").is_some_and(|nodes| document.elements(nodes).any(is_node))
}

/// Turns a document of the older form into a recipe.
///
/// # Errors
/// Broken JSON, more than 8 MiB, or no node at all. What is merely strange becomes a note of the report.
pub fn import(text: &str) -> Result<Import, Vec<Diagnostic>> {
    if text.len() > MAX_RECIPE_BYTES {
        let message = format!("the document has {} bytes; {MAX_RECIPE_BYTES} are allowed", text.len());
        let problem = Diagnostic::error(ProblemCode::RecipeTooLarge, "", message);
        return Err(vec![problem.with_hint("Split the asset, or use arrays instead of copies.")]);
    }
    let document = Document::read(text).map_err(|problem| vec![problem])?;
    let mut importer = Importer { document: &document, notes: Vec::new(), ids: BTreeSet::new() };
    if !has_older_form(&document) {
        let problem = Diagnostic::error(ProblemCode::RecipeOlderForm, "", "this is no document of the older form");
        return Err(vec![problem.with_hint(
            "Recipes with \"format\": \"gve-recipe/1\" are taken as they are; older documents have `dna`, `root_node`, `nodes` or a bare node.",
        )]);
    }
    let recipe = importer.recipe().ok_or_else(|| {
        let problem = Diagnostic::error(ProblemCode::RecipeEmpty, "", "the document holds no node of the older form");
        vec![problem.with_hint("Such a document has `root_node`, `nodes` or a bare node with `shape` or `op`.")]
    })?;
    let settings = importer.settings();
    importer.compare_bounds(&recipe);
    let notes = placed(&document, importer.notes);
    Ok(Import { recipe, report: ImportReport { notes, settings } })
}

/// What is remembered while a document is read.
struct Importer<'d, 't> {
    document: &'d Document<'t>,
    notes: Vec<Note>,
    /// Ids that are taken.
    ids: BTreeSet<String>,
}

impl<'d, 't> Importer<'d, 't> {
    /// Adds a note about a value.
    fn note(&mut self, outcome: ImportOutcome, index: ValueIndex, message: impl Into<String>) {
        self.notes.push(Note { outcome, index, message: message.into() });
    }

    /// Says that something near was taken instead, or that a value was assumed.
    fn approximated(&mut self, index: ValueIndex, message: impl Into<String>) {
        self.note(ImportOutcome::Approximated, index, message);
    }

    /// Says that something was left out.
    fn not_understood(&mut self, index: ValueIndex, message: impl Into<String>) {
        self.note(ImportOutcome::NotUnderstood, index, message);
    }

    fn fields(&self, object: ValueIndex) -> Fields<'d, 't> {
        Fields::new(self.document, object)
    }

    /// Notes every member that nobody asked for.
    fn finish(&mut self, fields: &Fields<'_, '_>, of: &str) {
        let unread: Vec<_> = fields.unread().map(|(name, value)| (name.to_owned(), value)).collect();
        for (name, value) in unread {
            self.not_understood(value, format!("`{name}` of {of}"));
        }
    }

    /// The whole document, or `None` if it has no node.
    fn recipe(&mut self) -> Option<Recipe> {
        let mut outer = self.fields(ROOT);
        let container = outer.take(&["dna"]);
        let mut fields = container.map_or_else(|| self.fields(ROOT), |container| self.fields(container));
        let name = self.name(&outer);
        let variables = self.variables(container.unwrap_or(ROOT));
        let patches = outer.take(&["machining_patches"]).or(fields.take(&["machining_patches"]));
        let root_node = if let Some(root) = fields.take(&["root_node"]) {
            self.node(root)
        } else if let Some(nodes) = fields.take(&["nodes"]) {
            let children = self.nodes(nodes);
            (!children.is_empty()).then(|| node::plain(Shape::Union(UnionParams { children })))
        } else {
            return self.bare_node(container.unwrap_or(ROOT), name, variables);
        };
        for key in ["variables", "metadata", "settings", "name", "id", "version", "description", "author"] {
            outer.take(&[key]);
            fields.take(&[key]);
        }
        outer.take(&TREE_KEYS);
        self.finish(&outer, "the document");
        if container.is_some() {
            self.finish(&fields, "`dna`");
        }
        let root_node = root_node.map(|root| patches.map_or(root.clone(), |patches| self.patched(root, patches)));
        root_node.map(|root_node| document_of(name, variables, root_node))
    }

    /// A document that is a node itself, perhaps with variables and settings among the node's own keys.
    fn bare_node(&mut self, index: ValueIndex, name: String, variables: BTreeMap<String, Variable>) -> Option<Recipe> {
        self.node_beside(index, &["variables", "metadata", "settings", "version"])
            .map(|root_node| document_of(name, variables, root_node))
    }

    /// Name of the asset, wherever the document has one.
    fn name(&self, outer: &Fields<'_, '_>) -> String {
        let text = |index: ValueIndex| {
            let is_text = self.document.value(index).kind == Kind::String;
            is_text.then(|| self.document.string(index).trim().chars().take(120).collect::<String>())
        };
        let places = [
            self.document.member(ROOT, "metadata").and_then(|metadata| self.document.member(metadata, "name")),
            outer.has("name").then(|| self.document.member(ROOT, "name")).flatten(),
        ];
        let name = places.into_iter().flatten().find_map(text).filter(|name| !name.is_empty());
        name.unwrap_or_else(|| "Imported asset".to_owned())
    }

    /// `variables` of the document or of its container: plain numbers by name.
    fn variables(&mut self, container: ValueIndex) -> BTreeMap<String, Variable> {
        let mut variables = BTreeMap::new();
        for place in if container == ROOT { vec![ROOT] } else { vec![ROOT, container] } {
            let Some(object) = self.document.member(place, "variables") else { continue };
            let members: Vec<_> = self.document.members(object).collect();
            for (key, value) in members {
                let name = self.document.string(key).trim_start_matches('$').to_owned();
                match self.number(value) {
                    Some(number) => {
                        variables.insert(name, variable(number));
                    }
                    None => self.not_understood(value, format!("the variable `{name}`: a plain number is expected")),
                }
            }
        }
        variables
    }

    /// A note where the document's own idea of its bounds differs from the computed ones by over a twentieth.
    fn compare_bounds(&mut self, recipe: &Recipe) {
        let stated = self.document.member(ROOT, "metadata").and_then(|metadata| {
            let bounds = self.document.member(metadata, "estimated_bounds")?;
            Some((bounds, self.document.member(bounds, "min")?, self.document.member(bounds, "max")?))
        });
        let Some((index, min, max)) = stated else { return };
        let (Some(min), Some(max)) = (self.numbers::<3>(min), self.numbers::<3>(max)) else {
            return self.not_understood(index, "`estimated_bounds` without two corners of three numbers");
        };
        let Ok(bound) = bind(recipe, &BTreeMap::new()) else { return };
        let size = (0..3).map(|axis| bound.bounds.max[axis] - bound.bounds.min[axis]).fold(0.0, f64::max);
        let differs = (0..3).any(|axis| {
            (bound.bounds.min[axis] - min[axis]).abs() > size / 20.0
                || (bound.bounds.max[axis] - max[axis]).abs() > size / 20.0
        });
        if differs {
            let message = format!(
                "`estimated_bounds` {min:?} to {max:?}: the computed bounds are {:.4?} to {:.4?}",
                bound.bounds.min, bound.bounds.max
            );
            self.approximated(index, message);
        }
    }
}

fn document_of(name: String, variables: BTreeMap<String, Variable>, root_node: gve_shared::recipe::Node) -> Recipe {
    Recipe { format: RecipeFormat::V1, name, description: None, variables, root_node, audio_patch: None, physics: None }
}

fn variable(value: f64) -> Variable {
    Variable {
        value: Scalar::Number(value),
        soft_min: None,
        soft_max: None,
        min: None,
        max: None,
        step: None,
        unit: None,
        doc: None,
    }
}
