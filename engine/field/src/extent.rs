//! Bounds of shapes before a given modifier, which distortions need to limit how much they stretch space.

use gve_recipe::{
    bound::{Aabb, BoundModifier, BoundShape},
    bounds_in_node,
};

/// Conservative bounds, in the node's frame, of a shape with the first of its modifiers.
pub(crate) fn of(shape: &BoundShape, modifiers: &[BoundModifier]) -> Aabb {
    bounds_in_node(shape, modifiers)
}

/// Length of the diagonal; infinite for a half-space.
pub(crate) fn diagonal(bounds: &Aabb) -> f64 {
    (0..3).map(|axis| (bounds.max[axis] - bounds.min[axis]).powi(2)).sum::<f64>().sqrt()
}

/// Radius about `axis` within which the bounds lie.
pub(crate) fn radius_about(bounds: &Aabb, axis: usize) -> f64 {
    let across = |axis: usize| bounds.min[axis].abs().max(bounds.max[axis].abs());
    let (u, v) = (across((axis + 1) % 3), across((axis + 2) % 3));
    (u * u + v * v).sqrt()
}
