//! Answers to anchors: places on the bounds of other nodes, in the frame of the node that asks.
//!
//! `@id` is any node that neither holds the asking one nor lies in it; `@prev` the enabled sibling before it; `@parent`
//! what its parent is made of before it; `@root` the same for the root and the branch that the asking node is in.
//! A node inside of an array is met at its first copy.

use std::rc::Rc;

use gve_shared::problem::ProblemCode;

use super::{
    own::OwnShape,
    reader::AnchorAnswer,
    schedule::{Facet, Known, Progress},
    tree::{NodeIndex, Tree},
};
use crate::{
    bound::{Aabb, BoundModifier},
    expression::{Anchor, AnchorPoint, AnchorProblem},
    hull::{Hull, is_empty},
    nearest::advice,
    placement::{Affine, Vec3},
};

/// Why there is no hull yet, or none at all.
enum Missing {
    Waiting(Vec<Facet>),
    Broken,
}

/// Place of `anchor` in the frame in which node `user` is positioned.
pub(super) fn answer(progress: &Progress<'_>, user: NodeIndex, anchor: &Anchor) -> AnchorAnswer {
    let bounds = match find_target(progress.tree, user, &anchor.target) {
        Ok(Target::Node(node)) => bounds_of_node(progress, user, node),
        Ok(Target::Before { holder, siblings }) => bounds_before(progress, user, holder, &siblings),
        Err(problem) => return AnchorAnswer::Problem(problem),
    };
    match bounds {
        Ok(bounds) => match point_of(&bounds, anchor) {
            Ok(position) => AnchorAnswer::Position(position),
            Err(problem) => AnchorAnswer::Problem(problem),
        },
        Err(Missing::Waiting(facets)) => AnchorAnswer::Waiting(facets),
        Err(Missing::Broken) => AnchorAnswer::Broken,
    }
}

enum Target {
    Node(NodeIndex),
    /// These children of `holder`, combined as it combines them.
    Before {
        holder: NodeIndex,
        siblings: Vec<NodeIndex>,
    },
}

fn find_target(tree: &Tree<'_>, user: NodeIndex, name: &str) -> Result<Target, AnchorProblem> {
    match name {
        "parent" => siblings_before(tree, user, name).map(|(holder, siblings)| Target::Before { holder, siblings }),
        "prev" => tree.enabled_before(user).next().map(Target::Node).ok_or_else(|| nothing_before(name)),
        "root" => {
            let branch = tree.ancestry(user).find(|&node| tree.nodes[node].parent == Some(0)).unwrap_or(user);
            siblings_before(tree, branch, name).map(|(holder, siblings)| Target::Before { holder, siblings })
        }
        _ => {
            let Some(node) = tree.find(name) else {
                let hint = advice(name, tree.ids().chain(["parent", "prev", "root"]));
                return Err(unknown(format!("no node has the id `{name}`"), hint));
            };
            if tree.holds(node, user) || tree.holds(user, node) {
                return Err(AnchorProblem {
                    code: ProblemCode::ExpressionCycle,
                    message: format!("`@{name}` depends on the node that uses it: one holds the other"),
                    hint: Some("Use `@parent` for what stands before this node, or `@prev`.".to_owned()),
                });
            }
            Ok(Target::Node(node))
        }
    }
}

/// The parent of a node and its enabled children before that node, at least one.
fn siblings_before(tree: &Tree<'_>, node: NodeIndex, name: &str) -> Result<(NodeIndex, Vec<NodeIndex>), AnchorProblem> {
    let mut siblings: Vec<_> = tree.enabled_before(node).collect();
    siblings.reverse();
    match tree.nodes[node].parent {
        Some(parent) if !siblings.is_empty() => Ok((parent, siblings)),
        _ => Err(nothing_before(name)),
    }
}

fn nothing_before(name: &str) -> AnchorProblem {
    let message = format!("`@{name}` has nothing to stand on: no node comes before this one");
    unknown(message, Some("Name a node by its id instead.".to_owned()))
}

fn unknown(message: String, hint: Option<String>) -> AnchorProblem {
    AnchorProblem { code: ProblemCode::ExpressionUnknownAnchor, message, hint }
}

fn bounds_of_node(progress: &Progress<'_>, user: NodeIndex, target: NodeIndex) -> Result<Aabb, Missing> {
    let tree = progress.tree;
    // Neither is the root: the root holds every node.
    let (Some(target_holder), Some(user_holder)) = (tree.nodes[target].parent, tree.nodes[user].parent) else {
        return Err(Missing::Broken);
    };
    let meeting = tree.ancestry(target_holder).find(|&node| tree.holds(node, user_holder)).unwrap_or(0);
    let hull = Rc::clone(&finished(progress, target)?.hull);
    let hull = carried_up(progress, hull, target_holder, meeting)?;
    Ok(hull.bounds_after(&way_down(progress, user_holder, meeting)?))
}

fn bounds_before(
    progress: &Progress<'_>,
    user: NodeIndex,
    holder: NodeIndex,
    siblings: &[NodeIndex],
) -> Result<Aabb, Missing> {
    let waiting: Vec<_> =
        siblings.iter().map(|&node| Facet::Finished(node)).filter(|&facet| is_missing(progress, facet)).collect();
    if !waiting.is_empty() {
        return Err(Missing::Waiting(waiting));
    }
    let hulls = siblings
        .iter()
        .map(|&node| finished(progress, node).map(|node| Rc::clone(&node.hull)))
        .collect::<Result<Vec<_>, _>>()?;
    let combine = super::assemble::combine_of(&progress.tree.nodes[holder].node.shape);
    let user_holder = progress.tree.nodes[user].parent.ok_or(Missing::Broken)?;
    Ok(Hull::combination(combine, &hulls).bounds_after(&way_down(progress, user_holder, holder)?))
}

fn is_missing(progress: &Progress<'_>, facet: Facet) -> bool {
    match facet {
        Facet::Own(node) => matches!(progress.own[node], Known::NotYet),
        Facet::Finished(node) => matches!(progress.finished[node], Known::NotYet),
    }
}

fn finished<'p>(progress: &'p Progress<'_>, node: NodeIndex) -> Result<&'p super::schedule::Finished, Missing> {
    match &progress.finished[node] {
        Known::Yes(finished) => Ok(finished),
        Known::NotYet => Err(Missing::Waiting(vec![Facet::Finished(node)])),
        Known::Broken => Err(Missing::Broken),
    }
}

fn own<'p>(progress: &'p Progress<'_>, node: NodeIndex) -> Result<&'p super::own::Own, Missing> {
    match &progress.own[node] {
        Known::Yes(own) => Ok(own),
        Known::NotYet => Err(Missing::Waiting(vec![Facet::Own(node)])),
        Known::Broken => Err(Missing::Broken),
    }
}

/// A hull among the children of `holder`, seen among the children of `meeting`, which holds `holder` or is it.
fn carried_up(
    progress: &Progress<'_>,
    mut hull: Rc<Hull>,
    holder: NodeIndex,
    meeting: NodeIndex,
) -> Result<Rc<Hull>, Missing> {
    for node in progress.tree.ancestry(holder).take_while(|&node| node != meeting) {
        let own = own(progress, node)?;
        hull = Hull::placed(&hull, &super::assemble::first_copy(&own.shape));
        if !own.modifiers.is_empty() || matches!(own.shape, OwnShape::Changed(_)) {
            // A repeated shape is met at its first copy.
            let modifiers = &finished(progress, node)?.modifiers;
            let modifiers = modifiers.iter().filter(|modifier| !matches!(modifier, BoundModifier::Repeat { .. }));
            hull = modifiers.fold(hull, |hull, modifier| Hull::modified(&hull, modifier));
        }
        hull = Hull::placed(&hull, &own.transform);
    }
    Ok(hull)
}

/// From the frame of the children of `meeting` into that of the children of `holder`. Modifiers on the way bend what
/// is inside and are not undone.
fn way_down(progress: &Progress<'_>, holder: NodeIndex, meeting: NodeIndex) -> Result<Affine, Missing> {
    let mut map = Affine::IDENTITY;
    let way: Vec<_> = progress.tree.ancestry(holder).take_while(|&node| node != meeting).collect();
    for &node in way.iter().rev() {
        map = map.then(&Affine::into_frame_of(&own(progress, node)?.transform));
        if let OwnShape::Radial { .. } = own(progress, node)?.shape {
            let [x, y, z] = super::assemble::first_copy(&own(progress, node)?.shape).position;
            map = map.then(&Affine::shifted_by([-x, -y, -z]));
        }
    }
    Ok(map)
}

/// A point of a box; between two infinite sides it is 0.
fn point_of(bounds: &Aabb, anchor: &Anchor) -> Result<Vec3, AnchorProblem> {
    let name = &anchor.target;
    if is_empty(bounds) {
        return Err(AnchorProblem {
            code: ProblemCode::RecipeEmpty,
            message: format!("nothing is left of `{name}`, so it has no points"),
            hint: Some("Look for an intersection of shapes that do not touch.".to_owned()),
        });
    }
    let Aabb { min, max } = *bounds;
    let center = [0, 1, 2].map(|axis| {
        if min[axis].is_infinite() && max[axis].is_infinite() { 0.0 } else { (min[axis] + max[axis]) / 2.0 }
    });
    let side = |axis: usize, value: f64| {
        let mut point = center;
        point[axis] = value;
        point
    };
    let point = match anchor.point {
        AnchorPoint::Top => side(1, max[1]),
        AnchorPoint::Bottom => side(1, min[1]),
        AnchorPoint::Right => side(0, max[0]),
        AnchorPoint::Left => side(0, min[0]),
        AnchorPoint::Front => side(2, max[2]),
        AnchorPoint::Back => side(2, min[2]),
        AnchorPoint::Center => center,
        AnchorPoint::Min => min,
        AnchorPoint::Max => max,
        AnchorPoint::Size => [max[0] - min[0], max[1] - min[1], max[2] - min[2]],
    };
    if point.iter().all(|component| component.is_finite()) {
        return Ok(point);
    }
    Err(AnchorProblem {
        code: ProblemCode::ExpressionNonFinite,
        message: format!("`{name}` reaches infinity on this side"),
        hint: Some("Use a side on which it ends.".to_owned()),
    })
}
