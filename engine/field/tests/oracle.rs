//! The same shapes built as expression graphs of `fidget`, from textbook formulas, give the same distances.

#[path = "support/fidget_tree.rs"]
mod fidget_tree;
mod support;

use fidget::{context::Tree, shape::EzShape, vm::VmShape};
use fidget_tree::node_tree;
use gve_field::{Evaluator, Field};
use gve_recipe::bound::*;
use support::*;

/// Shapes of the catalogue whose textbook formula is exact and simple.
fn compared() -> Vec<(&'static str, BoundNode)> {
    let names = [
        "sphere",
        "box",
        "rounded box",
        "cylinder",
        "rounded cylinder",
        "capsule",
        "torus",
        "half-space in a box",
        "revolved rectangle",
        "revolved circle",
        "revolved polygon off the axis",
        "extruded rectangle",
        "extruded circle",
        "extruded star",
        "extruded rounded star",
        "union",
        "intersection",
        "difference",
        "smooth union",
        "smooth intersection",
        "smooth difference",
        "mirrored",
        "reflected",
        "rounded",
        "shell",
        "xor",
        "chamfered union",
        "chamfered intersection",
        "chamfered difference",
        "rounded union",
        "rounded intersection",
        "rounded difference",
        "morph",
    ];
    let found: Vec<_> = catalogue().into_iter().filter(|(name, _)| names.contains(name)).collect();
    assert_eq!(found.len(), names.len());
    found
}

/// Largest difference at random points around the field.
fn largest_difference(field: &Field, tree: Tree, seed: u64) -> f32 {
    let shape = VmShape::from(tree);
    let mut rows: [Vec<f32>; 3] = Default::default();
    let mut random = Random::new(seed);
    for _ in 0..2000 {
        for (row, value) in rows.iter_mut().zip(random.point(1.3)) {
            row.push(value as f32);
        }
    }
    let [x, y, z] = &rows;
    let mut evaluator = VmShape::new_float_slice_eval();
    let tape = shape.ez_float_slice_tape();
    let expected = evaluator.eval(&tape, x, y, z).expect("equal lengths").to_vec();
    let mut found = vec![0.0; x.len()];
    Evaluator::new(field).distances(x, y, z, &mut found);
    found.iter().zip(&expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[test]
fn every_exact_shape_agrees_with_fidget() {
    for (name, root) in compared() {
        let tree = node_tree(&root, [Tree::x(), Tree::y(), Tree::z()]);
        let difference = largest_difference(&field(root), tree, 11);
        assert!(difference < 1e-4, "{name} differs by {difference}");
    }
}

#[test]
fn random_combinations_agree_with_fidget() {
    let shapes = compared();
    for seed in 0..100 {
        let mut random = Random::new(seed);
        let children: Vec<BoundNode> = (0..2 + random.below(4))
            .map(|_| {
                let mut child = shapes[random.below(shapes.len())].1.clone();
                child.transform =
                    placed(child.shape.clone(), random.point(0.4), random.point(1.0), random.within(-3.0, 3.0))
                        .transform;
                child.transform.scale = [random.within(0.4, 1.0); 3];
                child
            })
            .collect();
        let radius = if seed % 2 == 0 { 0.0 } else { random.within(0.02, 0.3) };
        let combine = match seed % 3 {
            0 => Combine::Union { blend: Blend::smooth(radius) },
            1 => Combine::Intersection { blend: Blend::smooth(radius) },
            _ => Combine::Difference { blend: Blend::smooth(radius) },
        };
        let root = combined(combine, children);
        let tree = node_tree(&root, [Tree::x(), Tree::y(), Tree::z()]);
        let difference = largest_difference(&field(root), tree, seed);
        assert!(difference < 1e-4, "seed {seed} differs by {difference}");
    }
}
