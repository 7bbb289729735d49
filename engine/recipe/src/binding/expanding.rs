//! Macros, bound as the ordinary nodes that they stand for.

use std::{collections::BTreeMap, rc::Rc};

use gve_shared::{
    problem::{Diagnostic, ProblemCode},
    recipe::MAX_DEPTH,
};

use super::{
    Context,
    assemble::{Part, Site, nothing_to_combine, put_together},
    own::{self, Own, OwnShape},
    reader::{AnchorAnswer, Reader, Reading},
    schedule::Finished,
    tree::{too_deep, too_many_nodes},
    variables::no_anchors_here,
};
use crate::{
    bound::{Aabb, BoundMaterial, BoundModifier, BoundPhysics, BoundRecipe, BoundTransform, Combine},
    hull::{Hull, is_empty, is_finite},
    macros::{Branch, Expansion, Macro, Refusal, Target},
    placement::IDENTITY,
    surroundings::{NoPlaces, ScatterRequest, SurfacePlace},
};

/// What macros are given from outside.
pub(super) struct Workbench<'w> {
    pub context: &'w Context<'w>,
    /// Of all nodes that are finished.
    pub materials: &'w [BoundMaterial],
}

impl Workbench<'_> {
    /// Places on the surface of the first part.
    fn scatter(&self, parts: &[Part], request: &ScatterRequest) -> Result<Vec<SurfacePlace>, NoPlaces> {
        let Some(Part { node, .. }) = parts.first() else { return Ok(Vec::new()) };
        let bounds = node.bounds;
        if is_empty(&bounds) || !is_finite(&bounds) {
            return Err(NoPlaces {
                parameter: "children/0",
                message: "the first child has no surface that ends on all sides".to_owned(),
                hint: "Cut it with an intersection, or look whether anything is left of it.",
            });
        }
        let target = BoundRecipe {
            name: String::new(),
            variables: Vec::new(),
            materials: self.materials.to_vec(),
            root: node.clone(),
            bounds,
            sound: None,
            physics: BoundPhysics::default(),
        };
        self.context.surroundings.surfaces.scatter(&target, request)
    }
}

/// A finished macro at `depth` of the tree, and what it stands for.
pub(super) fn assemble(
    site: &Site<'_>,
    own: &Own,
    plan: &dyn Macro,
    parts: Vec<Part>,
    depth: usize,
    bench: &Workbench<'_>,
) -> Result<(Finished, Expansion), Box<Diagnostic>> {
    if site.has_children && parts.is_empty() {
        return Err(Box::new(nothing_to_combine(site.pointer, false)));
    }
    let hulls: Vec<_> = parts.iter().map(|part| Rc::clone(&part.hull)).collect();
    let nothing = Aabb { min: [0.0; 3], max: [0.0; 3] };
    let bounds = if parts.is_empty() { nothing } else { Hull::combination(Combine::UNION, &hulls).bounds() };
    let surface = |request: &ScatterRequest| bench.scatter(&parts, request);
    let target = Target { children: parts.len(), bounds, surface: &surface };
    let expansion = plan.expand(&target).map_err(|refusal| refused(site.pointer, refusal))?;
    let workshop = Workshop { site, parts: &parts };
    let root = workshop.own_of(&expansion)?;
    let children = workshop.children_of(&expansion)?;
    let modifiers: Vec<_> = root.modifiers.into_iter().chain(own.modifiers.iter().cloned()).collect();
    let site = Site { id: site.id.clone(), is_bare: false, has_children: true, ..*site };
    let finished = put_together(&site, &own.transform, &modifiers, &root.shape, children)?;
    if depth + finished.height > MAX_DEPTH + 2 {
        return Err(Box::new(too_deep(site.pointer)));
    }
    Ok((finished, expansion))
}

fn refused(pointer: &str, refusal: Refusal) -> Box<Diagnostic> {
    let Refusal { code, key, message, hint } = refusal;
    let path = if key.is_empty() { format!("{pointer}/shape") } else { format!("{pointer}/shape/params/{key}") };
    Box::new(Diagnostic::error(code, path, message).with_hint(hint))
}

/// Builds the nodes of one expansion.
struct Workshop<'w> {
    site: &'w Site<'w>,
    /// The macro's own children.
    parts: &'w [Part],
}

impl Workshop<'_> {
    fn own_of(&self, made: &Expansion) -> Result<Own, Box<Diagnostic>> {
        let (variables, no_anchors) = (BTreeMap::new(), |anchor: &_| AnchorAnswer::Problem(no_anchors_here(anchor)));
        let mut reader = Reader::new(self.site.pointer, &variables, &no_anchors);
        let own = own::read(&mut reader, &made.node);
        match reader.finish(own) {
            Reading::Done(own) => Ok(own),
            Reading::Failed(found) => Err(self.unbuildable(found.into_iter().next())),
            Reading::Waiting(_) => Err(self.unbuildable(None)),
        }
    }

    /// A problem of a node that the author has not written.
    fn unbuildable(&self, inner: Option<Diagnostic>) -> Box<Diagnostic> {
        let (code, reason) = match inner {
            Some(inner) => (inner.code, inner.message),
            None => (ProblemCode::RecipeOutOfRange, "its numbers do not go together".to_owned()),
        };
        let message = format!("this macro cannot be expanded: {reason}");
        let hint = "Look for sizes that are very large or very small beside the others.";
        Box::new(Diagnostic::error(code, format!("{}/shape", self.site.pointer), message).with_hint(hint))
    }

    fn children_of(&self, made: &Expansion) -> Result<Vec<Part>, Box<Diagnostic>> {
        let mut children = Vec::with_capacity(made.children.len());
        for branch in &made.children {
            match branch {
                Branch::Made(child) => children.push(self.part(child)?),
                Branch::Authors(which) if which.len() == 1 => children.push(self.parts[which.start].clone()),
                Branch::Authors(which) => {
                    let union = OwnShape::Combine(Combine::UNION);
                    children.push(self.put(&IDENTITY, &[], &union, self.parts[which.clone()].to_vec())?);
                }
            }
        }
        Ok(children)
    }

    fn part(&self, made: &Expansion) -> Result<Part, Box<Diagnostic>> {
        debug_assert!(!made.node.shape.is_macro(), "an expansion is made of ordinary nodes");
        let own = self.own_of(made)?;
        let children = self.children_of(made)?;
        self.put(&own.transform, &own.modifiers, &own.shape, children)
    }

    fn put(
        &self,
        transform: &BoundTransform,
        modifiers: &[BoundModifier],
        shape: &OwnShape,
        children: Vec<Part>,
    ) -> Result<Part, Box<Diagnostic>> {
        let site = Site { id: None, is_bare: false, has_children: true, ..*self.site };
        let Finished { node, weight, height, hull, .. } = put_together(&site, transform, modifiers, shape, children)?;
        let node = node.ok_or_else(|| self.unbuildable(None))?;
        if weight.is_too_much() {
            Err(Box::new(too_many_nodes(self.site.pointer)))
        } else {
            Ok(Part { node, hull, weight, height })
        }
    }
}
