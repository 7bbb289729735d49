//! The part in a physics simulation: its numbers evaluated and checked.

use gve_shared::{physics::Physics, problem::Diagnostic, value::Scalar};

use super::{
    reader::{AnchorAnswer, Range, Reader, Reading},
    variables::{Values, no_anchors_here},
};
use crate::bound::BoundPhysics;

const FRICTION: Range = Range { min: 0.0, max: 2.0, text: "a coefficient from 0 to 2" };
const RESTITUTION: Range = Range { min: 0.0, max: 1.0, text: "a coefficient from 0 to 1" };

/// Resolves what a recipe says of physics; what is wrong with it goes to `diagnostics`.
pub(super) fn bind(physics: &Physics, variables: &Values, diagnostics: &mut Vec<Diagnostic>) -> Option<BoundPhysics> {
    let no_anchors = |anchor: &_| AnchorAnswer::Problem(no_anchors_here(anchor));
    let mut reader = Reader::new("/physics", variables, &no_anchors);
    let friction = read(&mut reader, "/friction", physics.friction.as_ref(), &FRICTION);
    let restitution = read(&mut reader, "/restitution", physics.restitution.as_ref(), &RESTITUTION);
    let bound = friction.zip(restitution).map(|(friction, restitution)| BoundPhysics {
        body: physics.body,
        collider: physics.collider.unwrap_or_default(),
        friction,
        restitution,
    });
    match reader.finish(bound) {
        Reading::Done(bound) => Some(bound),
        // No anchor is ever waited for here.
        Reading::Waiting(_) => None,
        Reading::Failed(found) => {
            diagnostics.extend(found);
            None
        }
    }
}

/// `Some(None)` for an absent number, `None` for one that was refused.
fn read(reader: &mut Reader<'_>, path: &str, scalar: Option<&Scalar>, range: &Range) -> Option<Option<f64>> {
    scalar.map_or(Some(None), |scalar| reader.number(&path, scalar, range).map(Some))
}
