//! Recipe text → typed recipe.

use std::borrow::Cow;

use gve_shared::{
    problem::{Diagnostic, ProblemCode},
    recipe::{MAX_DEPTH, MAX_RECIPE_BYTES, Node, Recipe},
};

use crate::{
    dna::has_older_form,
    nearest::advice,
    text::{DecodeProblem, Document, Kind, ROOT, Refusal, ValueIndex, decode, push_token, range_between},
};

/// Most diagnostics reported at once.
pub(crate) const MAX_DIAGNOSTICS: usize = 64;

/// Reads and checks a recipe's text: size, JSON syntax, keys, types, nesting.
///
/// Every diagnostic carries a JSON pointer and its place in the text. A syntax error ends the reading; otherwise each
/// node is judged on its own, so that several problems can come back at once.
pub fn parse(text: &str) -> Result<Recipe, Vec<Diagnostic>> {
    if text.len() > MAX_RECIPE_BYTES {
        let message = format!("the recipe has {} bytes; {MAX_RECIPE_BYTES} are allowed", text.len());
        return Err(vec![
            Diagnostic::error(ProblemCode::RecipeTooLarge, "", message)
                .with_hint("Split the asset, or use arrays instead of copies."),
        ]);
    }
    let document = Document::read(text).map_err(|diagnostic| vec![diagnostic])?;
    if has_older_form(&document) {
        let message = "the document is of an older form";
        let problem = Diagnostic::error(ProblemCode::RecipeOlderForm, "", message);
        let hint = "Convert it: `gve convert old.json -o new.json`, or Import in the Forge.";
        return Err(vec![place(&document, ROOT, problem.with_hint(hint))]);
    }
    let mut diagnostics = Vec::new();
    let header: Option<Recipe> = match decode(&document, ROOT) {
        Ok(recipe) => Some(recipe),
        Err(problem) => {
            diagnostics.push(explain(&document, problem));
            None
        }
    };
    let root = read_nodes(&document, &mut diagnostics);
    match (header, root) {
        (Some(mut recipe), Some(root)) if diagnostics.is_empty() => {
            recipe.root_node = root;
            Ok(recipe)
        }
        _ => {
            diagnostics.truncate(MAX_DIAGNOSTICS);
            Err(diagnostics)
        }
    }
}

/// A node of the text, found without recursion.
struct Place {
    index: ValueIndex,
    parent: usize,
    depth: usize,
}

/// Decodes the tree below `root_node`: each node alone, then children into their parents from the last to the first.
fn read_nodes(document: &Document<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Node> {
    let places = find_nodes(document, diagnostics)?;
    let mut nodes: Vec<Option<Node>> = Vec::with_capacity(places.len());
    for (position, place) in places.iter().enumerate() {
        match decode::<Node>(document, place.index) {
            Ok(mut node) => {
                if let Some(children) = node.shape.children_mut() {
                    children.clear();
                }
                nodes.push(Some(node));
            }
            Err(problem) => {
                // The header's decoding has met the root itself already.
                if position > 0 && diagnostics.len() < MAX_DIAGNOSTICS {
                    diagnostics.push(explain(document, problem));
                }
                nodes.push(None);
            }
        }
    }
    if nodes.iter().any(Option::is_none) {
        return None;
    }
    for position in (1..nodes.len()).rev() {
        let mut node = nodes[position].take()?;
        if let Some(children) = node.shape.children_mut() {
            children.reverse();
        }
        let parent = nodes[places[position].parent].as_mut()?;
        parent.shape.children_mut()?.push(node);
    }
    let mut root = nodes.swap_remove(0)?;
    if let Some(children) = root.shape.children_mut() {
        children.reverse();
    }
    Some(root)
}

/// Lists nodes so that parents come before their children and siblings keep their order.
fn find_nodes(document: &Document<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Vec<Place>> {
    let root = document.member(ROOT, "root_node")?;
    let mut places = vec![Place { index: root, parent: 0, depth: 1 }];
    let mut next = 0;
    while next < places.len() {
        let Place { index, depth, .. } = places[next];
        if depth > MAX_DEPTH {
            diagnostics.push(too_deep(document, index));
            return None;
        }
        if let Some(children) = children_of(document, index) {
            places.extend(document.elements(children).map(|child| Place {
                index: child,
                parent: next,
                depth: depth + 1,
            }));
        }
        next += 1;
    }
    Some(places)
}

fn children_of(document: &Document<'_>, node: ValueIndex) -> Option<ValueIndex> {
    let params = document.member(document.member(node, "shape")?, "params")?;
    document.member(params, "children")
}

fn too_deep(document: &Document<'_>, index: ValueIndex) -> Diagnostic {
    let message = format!("nodes are nested more than {MAX_DEPTH} deep");
    let hint = "Make the tree flatter: a union takes any number of children.";
    place(
        document,
        index,
        Diagnostic::error(ProblemCode::RecipeTooDeep, document.pointer_of(index), message).with_hint(hint),
    )
}

fn place(document: &Document<'_>, index: ValueIndex, mut diagnostic: Diagnostic) -> Diagnostic {
    let value = document.value(index);
    let is_container = matches!(value.kind, Kind::Object | Kind::Array);
    // Of a container only the bracket is marked: underlining a whole tree would point at nothing.
    let end = if is_container { value.start + 1 } else { value.end };
    diagnostic.range = Some(range_between(document.text, value.start as usize, end as usize));
    diagnostic
}

/// What a key of the recipe or of a node is kept free for in later versions.
fn reserved_for(key: &str, known: &[&str]) -> Option<&'static str> {
    let (is_recipe, is_node) = (known.contains(&"root_node"), known.contains(&"shape"));
    match key {
        "lod" if is_recipe => Some("levels of detail"),
        "skeleton" if is_recipe => Some("bones"),
        "clips" if is_recipe => Some("animations"),
        "bone" if is_node => Some("the bone that moves a node"),
        _ => None,
    }
}

fn explain(document: &Document<'_>, problem: DecodeProblem) -> Diagnostic {
    let DecodeProblem { refusal, index } = problem;
    let mut pointer = document.pointer_of(index);
    let (code, message, hint) = match refusal {
        Refusal::UnknownKey { key, known } => {
            let (message, hint) = match reserved_for(&key, known) {
                Some(purpose) => (
                    format!("the key `{key}` is kept free for {purpose}, which this version does not know"),
                    Some("Leave it out.".to_owned()),
                ),
                None => (
                    format!("unknown key `{}`", shorten(&key)),
                    misplaced(&key, known).or_else(|| advice(&key, known.iter().copied())),
                ),
            };
            (ProblemCode::RecipeUnknownKey, message, hint)
        }
        Refusal::MissingKey { key } => {
            push_token(&mut pointer, key);
            (
                ProblemCode::RecipeMissingKey,
                format!("the key `{key}` is missing"),
                Some(format!("Add `\"{key}\": …` to this object.")),
            )
        }
        Refusal::UnknownVariant { found, known } => {
            let hint = advice(&found, known.iter().copied());
            (ProblemCode::RecipeUnknownVariant, format!("unknown value `{}`", shorten(&found)), hint)
        }
        Refusal::WrongType { found, expected } => {
            (ProblemCode::RecipeWrongType, format!("expected {expected}, found {found}"), wrong_type_hint(&expected))
        }
        Refusal::Other(message) => match message.strip_prefix("out of range: ") {
            Some(limits) => (ProblemCode::RecipeOutOfRange, limits.to_owned(), None),
            None => (ProblemCode::RecipeWrongType, message, None),
        },
    };
    let mut diagnostic = Diagnostic::error(code, pointer, message);
    diagnostic.hint = hint;
    place(document, index, diagnostic)
}

fn shorten(text: &str) -> String {
    text.chars().take(60).collect()
}

/// Keys that are right elsewhere in a node.
fn misplaced(key: &str, known: &[&str]) -> Option<String> {
    let is_node = known.contains(&"shape");
    let is_shape = known == ["type", "params"];
    match key {
        "position" | "rotation" | "scale" if is_node => Some(format!("Put `{key}` inside `transform`.")),
        "children" if is_node => Some("Put `children` inside `shape`.`params`.".to_owned()),
        "type" | "params" if is_node => Some(format!("Put `{key}` inside `shape`.")),
        _ if is_shape => Some("Put the parameters inside `params`.".to_owned()),
        _ => None,
    }
}

fn wrong_type_hint(expected: &str) -> Option<String> {
    let example: Cow<'_, str> = match expected {
        text if text.contains("struct ") || text.contains("map") => "Write an object: { … }.".into(),
        text if text.contains("sequence") => "Write an array: [ … ].".into(),
        text if text.contains("colour") => "For example \"#b87333\" or [0.72, 0.45, 0.2].".into(),
        text if text.contains("vector") || text.contains("3 components") => {
            "For example [0, 0.5, 0] or \"@blade.top\".".into()
        }
        text if text.contains("number") => "For example 0.5 or \"$width / 2\".".into(),
        _ => return None,
    };
    Some(example.into_owned())
}
