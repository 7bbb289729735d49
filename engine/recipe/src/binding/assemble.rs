//! Finished nodes: children combined, arrays and mirrors expanded, bounds taken.

use std::rc::Rc;

use gve_shared::{
    problem::{Diagnostic, ProblemCode},
    recipe::MAX_DEPTH,
    shape::Shape,
};

use super::{
    MAX_LENGTH_M,
    expanding::{self, Workbench},
    instance,
    own::{Own, OwnShape},
    schedule::{Finished, Known, Progress},
    tree::{NodeIndex, Weight, too_deep, too_many_nodes},
};
use crate::{
    bound::{
        AxisIndex, Bend, Blend, BoundModifier, BoundNode, BoundShape, BoundTransform, Combine, FACET_READINGS,
        RepeatedContent,
    },
    hull::Hull,
    placement::{IDENTITY, Vec3, dot, moved, rotation_rows, turn_about},
};

const UNION: Combine = Combine::UNION;

/// Least part of a bend's radius that must be free on the inner side.
const LEAST_INNER_RADIUS: f64 = 0.05;
/// Least part of a repeated cell that must be free on each side of its content.
const LEAST_CLEARANCE: f64 = 0.01;

/// A shape with what is known of it before modifiers and transform.
struct Assembled {
    shape: BoundShape,
    hull: Rc<Hull>,
    /// Of the bound nodes below this one.
    inner_weight: Weight,
}

/// Where a node stands that is put together.
pub(super) struct Site<'p> {
    pub pointer: &'p str,
    pub id: Option<String>,
    pub material: u16,
    /// Whether what the node starts from was left out, or everything was.
    pub is_bare: bool,
    pub has_children: bool,
}

/// Puts a node together whose own numbers and children are known. Nothing comes back when one of them is broken.
pub(super) fn assemble(progress: &mut Progress<'_>, index: NodeIndex) -> Result<Option<Finished>, Box<Diagnostic>> {
    let children: Vec<NodeIndex> = progress.tree.enabled_children(index).collect();
    let mut parts = Vec::with_capacity(children.len());
    for &child in &children {
        let Known::Yes(finished) = &mut progress.finished[child] else { return Ok(None) };
        let Some(node) = finished.node.take() else { return Ok(None) };
        let Finished { weight, height, .. } = *finished;
        parts.push(Part { node, hull: Rc::clone(&finished.hull), weight, height });
    }
    let Known::Yes(own) = &progress.own[index] else { return Ok(None) };
    let here = &progress.tree.nodes[index];
    let site = Site {
        pointer: &here.pointer,
        id: here.node.id.clone(),
        material: progress.palette.of_node[index],
        is_bare: lost_its_base(progress, index, own),
        has_children: !here.children.is_empty(),
    };
    let finished = match &own.shape {
        OwnShape::Macro(plan) => {
            let workbench = Workbench { context: progress.context, materials: &progress.palette.materials };
            let (finished, expansion) = expanding::assemble(&site, own, plan.as_ref(), parts, here.depth, &workbench)?;
            progress.expansions.insert(index, expansion);
            finished
        }
        OwnShape::Instance(asset) => {
            let finished = instance::assemble(&site, own, asset, progress.palette, progress.context)?;
            if here.depth + finished.height > MAX_DEPTH + 2 {
                return Err(Box::new(too_deep(site.pointer)));
            }
            finished
        }
        shape => put_together(&site, &own.transform, &own.modifiers, shape, parts)?,
    };
    Ok(Some(finished))
}

/// A node from its numbers and its finished children.
pub(super) fn put_together(
    site: &Site<'_>,
    transform: &BoundTransform,
    modifiers: &[BoundModifier],
    shape: &OwnShape,
    parts: Vec<Part>,
) -> Result<Finished, Box<Diagnostic>> {
    let height = 1 + parts.iter().map(|part| part.height).max().unwrap_or(0);
    let assembled = build_shape(site, shape, parts)?;
    let (modifiers, hull) = resolve_modifiers(shape, modifiers, site.pointer, assembled.hull)?;
    let hull = Hull::placed(&hull, transform);
    let node = BoundNode {
        pointer: site.pointer.to_owned(),
        id: site.id.clone(),
        material: site.material,
        transform: *transform,
        modifiers: modifiers.clone(),
        shape: assembled.shape,
        bounds: hull.bounds(),
    };
    let is_facet = |modifier: &&BoundModifier| matches!(modifier, BoundModifier::Facet { .. });
    let weight = assembled.inner_weight.plus(Weight::of_node(site.pointer));
    let weight = modifiers.iter().filter(is_facet).fold(weight, |weight, _| weight.times(FACET_READINGS));
    if weight.is_too_much() {
        return Err(Box::new(too_many_nodes(site.pointer)));
    }
    Ok(Finished { node: Some(node), weight, height, modifiers, hull })
}

#[derive(Clone)]
pub(super) struct Part {
    pub node: BoundNode,
    pub hull: Rc<Hull>,
    pub weight: Weight,
    /// Levels of nodes in it.
    pub height: usize,
}

fn weight_of(parts: &[Part]) -> Weight {
    parts.iter().fold(Weight::default(), |sum, part| sum.plus(part.weight))
}

fn build_shape(site: &Site<'_>, shape: &OwnShape, parts: Vec<Part>) -> Result<Assembled, Box<Diagnostic>> {
    if let OwnShape::Primitive(shape) = shape {
        let hull = Hull::primitive(shape);
        return Ok(Assembled { shape: shape.clone(), hull, inner_weight: Weight::default() });
    }
    if parts.is_empty() || site.is_bare {
        return Err(Box::new(nothing_to_combine(site.pointer, !site.has_children)));
    }
    let copies = match shape {
        OwnShape::Linear { count, .. } | OwnShape::Radial { count, .. } => *count as usize,
        OwnShape::Grid { count, .. } => count.iter().fold(1, |all: usize, &count| all.saturating_mul(count as usize)),
        OwnShape::Mirror { .. } => 2,
        _ => 1,
    };
    let itself = Weight::of_node(site.pointer);
    let mut inner_weight = weight_of(&parts).times(copies);
    if let OwnShape::Mirror { .. } = shape {
        inner_weight = inner_weight.plus(itself);
    }
    if inner_weight.plus(itself).is_too_much() {
        return Err(Box::new(too_many_nodes(site.pointer)));
    }
    let combine = match *shape {
        OwnShape::Combine(combine) => combine,
        OwnShape::Morph { t } => Combine::Morph { t },
        _ => UNION,
    };
    let parts = match *shape {
        OwnShape::Linear { count, step } => copied(
            parts,
            (0..count).map(|copy| BoundTransform { position: step.map(|along| along * f64::from(copy)), ..IDENTITY }),
        ),
        OwnShape::Radial { count, axis, radius, step_angle } => {
            copied(parts, (0..count).map(|copy| turned_copy(axis, radius, step_angle * f64::from(copy))))
        }
        OwnShape::Mirror { axis } => mirrored(parts, axis, site.pointer, site.material),
        OwnShape::Grid { count, step } => copied(parts, grid(count, step)),
        _ => parts,
    };
    let (children, hulls): (Vec<_>, Vec<_>) = parts.into_iter().map(|part| (part.node, part.hull)).unzip();
    let hull = Hull::combination(combine, &hulls);
    Ok(Assembled { shape: BoundShape::Combination { combine, children }, hull, inner_weight })
}

/// Whether the first child of a difference is disabled: nothing minus the rest is nothing.
fn lost_its_base(progress: &Progress<'_>, index: NodeIndex, own: &Own) -> bool {
    matches!(own.shape, OwnShape::Combine(Combine::Difference { .. }))
        && progress.tree.nodes[index].children.first().is_some_and(|&base| !progress.tree.is_enabled(base))
}

pub(super) fn nothing_to_combine(pointer: &str, has_no_children: bool) -> Diagnostic {
    let path = format!("{pointer}/shape/params/children");
    if has_no_children {
        return Diagnostic::error(ProblemCode::RecipeEmpty, path, "an operation needs at least one child")
            .with_hint("Add a node to `children`.");
    }
    Diagnostic::error(
        ProblemCode::RecipeEmpty,
        path,
        "nothing is left of this operation: what it starts from is disabled",
    )
    .with_hint("Disable the operation itself, or enable its first child.")
}

/// Copies of all parts, one set for each placement.
fn copied(parts: Vec<Part>, placements: impl Iterator<Item = BoundTransform>) -> Vec<Part> {
    let mut copies = Vec::new();
    for placement in placements {
        for part in &parts {
            let hull = Hull::placed(&part.hull, &placement);
            let mut node = part.node.clone();
            node.transform = moved(&node.transform, placement.rotation, placement.position);
            node.bounds = hull.bounds();
            copies.push(Part { node, hull, weight: part.weight, height: part.height });
        }
    }
    copies
}

/// Places of a grid: x runs fastest, then y, then z.
fn grid([x, y, z]: [u32; 3], step: Vec3) -> impl Iterator<Item = BoundTransform> {
    (0..x * y * z).map(move |copy| {
        let place = [copy % x, copy / x % y, copy / (x * y)];
        BoundTransform { position: [0, 1, 2].map(|axis| step[axis] * f64::from(place[axis])), ..IDENTITY }
    })
}

/// Moved out by `radius`, then turned about the axis.
fn turned_copy(axis: AxisIndex, radius: f64, angle: f64) -> BoundTransform {
    let rotation = if angle == 0.0 { IDENTITY.rotation } else { turn_about(axis, angle) };
    let rows = rotation_rows(rotation);
    let out = outward(axis, radius);
    BoundTransform { position: rows.map(|row| dot(row, out)), rotation, scale: [1.0; 3] }
}

/// Along +X about y and z, along +Y about x.
fn outward(axis: AxisIndex, radius: f64) -> Vec3 {
    if axis == 0 { [0.0, radius, 0.0] } else { [radius, 0.0, 0.0] }
}

/// Placement of an array's first copy; no change for other shapes.
pub(super) fn first_copy(shape: &OwnShape) -> BoundTransform {
    match *shape {
        OwnShape::Radial { axis, radius, .. } => turned_copy(axis, radius, 0.0),
        _ => IDENTITY,
    }
}

/// The parts, and one group of them all that is their mirror image.
fn mirrored(parts: Vec<Part>, axis: AxisIndex, pointer: &str, material: u16) -> Vec<Part> {
    let modifier = BoundModifier::Reflect { axis };
    let hulls: Vec<_> = parts.iter().map(|part| Rc::clone(&part.hull)).collect();
    let hull = Hull::modified(&Hull::combination(UNION, &hulls), &modifier);
    let children: Vec<_> = parts.iter().map(|part| part.node.clone()).collect();
    let image = BoundNode {
        pointer: pointer.to_owned(),
        id: None,
        material,
        transform: IDENTITY,
        modifiers: vec![modifier],
        shape: BoundShape::Combination { combine: UNION, children },
        bounds: hull.bounds(),
    };
    let weight = weight_of(&parts).plus(Weight::of_node(pointer));
    let height = 1 + parts.iter().map(|part| part.height).max().unwrap_or(0);
    parts.into_iter().chain([Part { node: image, hull, weight, height }]).collect()
}

/// Fills in what modifiers must know of the shape they change, and the hull after all modifiers.
fn resolve_modifiers(
    shape: &OwnShape,
    modifiers: &[BoundModifier],
    pointer: &str,
    mut hull: Rc<Hull>,
) -> Result<(Vec<BoundModifier>, Rc<Hull>), Box<Diagnostic>> {
    let leading = match shape {
        OwnShape::Changed(modifier) => Some(modifier.clone()),
        _ => None,
    };
    let written = modifiers.iter().cloned().enumerate();
    let written = written.map(|(position, modifier)| (format!("{pointer}/modifiers/{position}"), modifier));
    let all = leading.map(|modifier| (format!("{pointer}/shape"), modifier)).into_iter().chain(written);
    let mut modifiers = Vec::with_capacity(modifiers.len() + 1);
    for (path, mut modifier) in all {
        resolve(&mut modifier, path, &hull)?;
        hull = Hull::modified(&hull, &modifier);
        modifiers.push(modifier);
    }
    Ok((modifiers, hull))
}

/// Gives tapers their ends and cells their clearance.
fn resolve(modifier: &mut BoundModifier, path: String, hull: &Hull) -> Result<(), Box<Diagnostic>> {
    match modifier {
        BoundModifier::Taper { axis, low_m, high_m, .. } => {
            (*low_m, *high_m) = hull.range_along(*axis);
            if !(low_m.is_finite() && high_m.is_finite()) || *low_m >= *high_m {
                let message = "a taper needs a shape that has two ends along its axis";
                return Err(Box::new(
                    Diagnostic::error(ProblemCode::RecipeUnbounded, path, message)
                        .with_hint("Cut the shape with an intersection first."),
                ));
            }
        }
        BoundModifier::Repeat { spacing_m, content, .. } => {
            let clearance = hull.clearance_in_cell(*spacing_m);
            let narrowest = spacing_m.iter().copied().filter(|&size| size > 0.0).fold(f64::INFINITY, f64::min);
            if clearance.is_nan() || clearance < LEAST_CLEARANCE * narrowest {
                let message = "what is repeated does not fit into its cell with some space around it";
                return Err(Box::new(
                    Diagnostic::error(ProblemCode::RecipeOutOfRange, format!("{path}/params/spacing"), message)
                        .with_hint(
                            "Raise the spacing, centre the children, or use `array_grid` for copies that touch.",
                        ),
                ));
            }
            let clearance_m = clearance.min(MAX_LENGTH_M);
            *content = RepeatedContent { bounds: hull.bounds(), clearance_m };
        }
        BoundModifier::Bend(bend) => {
            bend.straight = hull.bounds();
            bend.growth = hull.growth();
            (bend.low_m, bend.high_m) = hull.range_along(bend.axis);
            check_bend(bend, path)?;
        }
        _ => {}
    }
    Ok(())
}

fn check_bend(bend: &Bend, path: String) -> Result<(), Box<Diagnostic>> {
    let ends = [bend.axis, bend.toward].map(|axis| bend.straight.min[axis] < bend.straight.max[axis]);
    let is_finite = [bend.axis, bend.toward]
        .iter()
        .all(|&axis| bend.straight.min[axis].is_finite() && bend.straight.max[axis].is_finite());
    if !is_finite || ends != [true, true] {
        let message = "a bend needs a shape that ends along its axis and towards the side to which it is bent";
        return Err(Box::new(
            Diagnostic::error(ProblemCode::RecipeUnbounded, path, message)
                .with_hint("Cut the shape with an intersection first."),
        ));
    }
    if !bend.is_straight() && bend.inner_radius_m() < LEAST_INNER_RADIUS * bend.radius_m() {
        let message = format!(
            "the shape is too thick to be bent this far: the arc has a radius of {:.4} m, and the shape reaches {:.4} m \
             towards its centre",
            bend.radius_m(),
            bend.radius_m() - bend.inner_radius_m()
        );
        return Err(Box::new(
            Diagnostic::error(ProblemCode::RecipeOutOfRange, format!("{path}/params/angle_deg"), message)
                .with_hint("Bend it less, or make it thinner on the inner side."),
        ));
    }
    Ok(())
}

/// How a shape combines its children; arrays and mirrors unite them.
pub(super) fn combine_of(shape: &Shape) -> Combine {
    match shape {
        Shape::Intersection(_) | Shape::SmoothIntersection(_) => Combine::Intersection { blend: Blend::SHARP },
        Shape::Difference(_) | Shape::SmoothDifference(_) => Combine::Difference { blend: Blend::SHARP },
        _ => UNION,
    }
}
