//! Other assets inside of a recipe.
//!
//! An instance is bound on its own, with its variables as the instance sets them, and stands in the tree as one group.

use std::{collections::BTreeMap, rc::Rc};

use gve_shared::{
    problem::{Diagnostic, ProblemCode},
    shape::InstanceParams,
};

use super::{
    Context,
    assemble::{Part, Site, put_together},
    bind_in,
    material::Palette,
    own::{Own, OwnShape},
    reader::{ANY, Reader},
    schedule::Finished,
};
use crate::{
    bound::{BoundNode, BoundShape, Combine},
    nearest::advice,
    parse,
    surroundings::is_asset_id,
    version_range::VersionRange,
};

/// Most assets in each other.
const MOST_LEVELS: usize = 16;

/// An asset with the values of its variables.
pub(in crate::binding) struct Instance {
    asset: String,
    range: VersionRange,
    variables: BTreeMap<String, f64>,
}

pub(in crate::binding) fn read(reader: &mut Reader<'_>, params: &InstanceParams) -> Option<Instance> {
    let asset = params.asset.as_str();
    let is_id = is_asset_id(asset);
    if !is_id {
        let message = "an asset's id has 1 to 64 letters, digits, `_` and `-`";
        reader.refuse(
            ProblemCode::InstanceNotFound,
            &"/shape/params/asset",
            message,
            Some("Paths do not belong here."),
        );
    }
    let range = params.version.as_deref().map_or(Some(VersionRange::ANY), VersionRange::parse);
    if range.is_none() {
        let message = "this is no range of versions";
        let hint = Some("For example \"3\", \">=2 <5\" or \"*\".");
        reader.refuse(ProblemCode::RecipeOutOfRange, &"/shape/params/version", message, hint);
    }
    let mut variables = BTreeMap::new();
    let mut complete = true;
    for (name, value) in &params.variables {
        match reader.param(&format!("variables/{name}"), value, &ANY) {
            Some(value) => drop(variables.insert(name.clone(), value)),
            None => complete = false,
        }
    }
    (is_id && complete).then_some(())?;
    Some(Instance { asset: asset.to_owned(), range: range?, variables })
}

/// A finished instance; its materials join the palette.
pub(super) fn assemble(
    site: &Site<'_>,
    own: &Own,
    instance: &Instance,
    palette: &mut Palette,
    context: &Context<'_>,
) -> Result<Finished, Box<Diagnostic>> {
    let at = |key: &str| format!("{}/shape/params/{key}", site.pointer);
    let version = choose(instance, context).map_err(|(code, key, message, hint)| {
        let problem = Diagnostic::error(code, at(key), message);
        Box::new(if let Some(hint) = hint { problem.with_hint(hint) } else { problem })
    })?;
    let inside = context.inside(format!("{} (version {version})", instance.asset));
    let text = context.surroundings.assets.recipe(&instance.asset, version).unwrap_or_default();
    let worn = palette.materials[usize::from(site.material)].clone();
    let bound = parse(text).and_then(|recipe| bind_in(&recipe, &instance.variables, &inside, Some(worn)));
    let bound = bound.map_err(|found| Box::new(passed_on(instance, version, site.pointer, found)))?;
    let mut root = bound.finished;
    let mut node = root.node.take().ok_or_else(|| Box::new(nothing_there(site.pointer)))?;
    let numbers: Vec<u16> = (bound.materials.iter())
        .map(|material| palette.number_of(material))
        .collect::<Option<_>>()
        .ok_or_else(|| Box::new(super::material::too_many(site.pointer)))?;
    adopt(&mut node, site.pointer, &numbers);
    let part = Part { node, hull: Rc::clone(&root.hull), weight: root.weight, height: root.height };
    let union = OwnShape::Combine(Combine::UNION);
    let site = Site { id: site.id.clone(), is_bare: false, has_children: true, ..*site };
    put_together(&site, &own.transform, &own.modifiers, &union, vec![part])
}

type Refused = (ProblemCode, &'static str, String, Option<String>);

/// The newest version in the range.
fn choose(instance: &Instance, context: &Context<'_>) -> Result<u32, Refused> {
    let Instance { asset, range, .. } = instance;
    let assets = context.surroundings.assets;
    let versions = assets.versions(asset);
    let Some(newest) = versions.iter().max() else {
        let hint = advice(asset, assets.assets()).unwrap_or_else(|| "No other assets can be reached here.".to_owned());
        let message = format!("there is no asset `{asset}`");
        return Err((ProblemCode::InstanceNotFound, "asset", message, Some(hint)));
    };
    let chosen = versions.iter().copied().filter(|&version| range.contains(version)).max();
    let Some(version) = chosen else {
        let message = format!("no version of `{asset}` is in the range");
        let hint = format!("The newest version is {newest}.");
        return Err((ProblemCode::InstanceNoVersion, "version", message, Some(hint)));
    };
    let label = format!("{asset} (version {version})");
    if let Some(start) = context.chain.iter().position(|known| *known == label) {
        let circle: Vec<_> = context.chain[start..].iter().chain([&label]).map(String::as_str).collect();
        let message = format!("these assets hold each other in a circle: {}", circle.join(" → "));
        let hint = "Leave one of the instances out.".to_owned();
        return Err((ProblemCode::InstanceCycle, "asset", message, Some(hint)));
    }
    if context.chain.len() >= MOST_LEVELS {
        let message = format!("assets are nested more than {MOST_LEVELS} deep");
        return Err((ProblemCode::RecipeTooDeep, "asset", message, Some("Make the nesting flatter.".to_owned())));
    }
    Ok(version)
}

/// The first problem of another asset, at the place of its instance.
fn passed_on(instance: &Instance, version: u32, pointer: &str, found: Vec<Diagnostic>) -> Diagnostic {
    let Some(first) = found.into_iter().next() else { return nothing_there(pointer) };
    let is_about_assets = matches!(first.code, ProblemCode::InstanceCycle | ProblemCode::RecipeTooDeep);
    let message = if is_about_assets {
        first.message
    } else {
        format!("`{}` (version {version}) cannot be built: {} ({})", instance.asset, first.message, first.pointer)
    };
    let mut problem = Diagnostic::error(first.code, format!("{pointer}/shape/params/asset"), message);
    problem.hint = first.hint;
    problem
}

fn nothing_there(pointer: &str) -> Diagnostic {
    Diagnostic::error(ProblemCode::RecipeEmpty, format!("{pointer}/shape"), "nothing is left of the instance")
        .with_hint("Open the other asset and look for what is disabled there.")
}

/// Makes the nodes of another recipe those of the node at `pointer`.
fn adopt(root: &mut BoundNode, pointer: &str, numbers: &[u16]) {
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        node.pointer = pointer.to_owned();
        node.id = None;
        node.material = numbers[usize::from(node.material)];
        if let BoundShape::Combination { children, .. } = &mut node.shape {
            open.extend(children);
        }
    }
}
