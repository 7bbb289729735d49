//! The peer: the same scenes in fidget's JIT.

use std::hint::black_box;

use fidget::{
    context::Tree,
    jit::JitFunction,
    mesh::{Octree, Settings},
    shape::{BoundShape, EzShape, Shape},
};
use rayon::prelude::*;

use crate::fixtures::{BLEND_M, Solid};

/// Samples that the peer evaluates per call.
const BATCH: usize = 4096;

/// A scene of the peer, over the cube from −1 to 1.
pub struct Peer {
    shape: Shape<JitFunction>,
    bound: BoundShape<'static, JitFunction, f32>,
}

impl Peer {
    pub fn new(solids: &[Solid]) -> Self {
        let shape = Shape::<JitFunction>::from(tree(solids));
        let bound = shape.clone().try_into().unwrap_or_else(|_| panic!("the scene has no free variables"));
        Self { shape, bound }
    }

    /// Evaluates every sample of a cube of `resolution` samples per axis, on rayon's current pool.
    pub fn bake_dense(&self, resolution: usize) {
        let tape = self.shape.ez_float_slice_tape();
        let mut samples = vec![0.0_f32; resolution * resolution * resolution];
        samples.par_chunks_mut(BATCH).enumerate().for_each_init(
            || (Shape::<JitFunction>::new_float_slice_eval(), [(); 3].map(|()| vec![0.0_f32; BATCH])),
            |(evaluator, [x, y, z]), (batch, out)| {
                let coordinate = |index: usize| (index as f32 + 0.5) / resolution as f32 * 2.0 - 1.0;
                for item in 0..out.len() {
                    let index = batch * BATCH + item;
                    x[item] = coordinate(index % resolution);
                    y[item] = coordinate(index / resolution % resolution);
                    z[item] = coordinate(index / (resolution * resolution));
                }
                let count = out.len();
                let values =
                    evaluator.eval(&tape, &x[..count], &y[..count], &z[..count]).expect("three slices of one length");
                out.copy_from_slice(values);
            },
        );
        black_box(samples);
    }

    /// Meshes by an octree of this depth.
    pub fn mesh(&self, depth: u8) {
        let settings = Settings { depth, ..Settings::default() };
        black_box(Octree::build(&self.bound, &settings).expect("nobody cancels").walk_dual());
    }
}

fn tree(solids: &[Solid]) -> Tree {
    let mut joined: Option<Tree> = None;
    for solid in solids {
        joined = Some(match (joined, solid) {
            (None, solid) => distance(solid),
            (Some(before), Solid::Sphere { .. }) => smooth_union(&before, &distance(solid)),
            (Some(before), Solid::Box { .. }) => before.min(distance(solid)),
            (Some(before), Solid::Hole { .. }) => before.max(-distance(solid)),
        });
    }
    joined.expect("a scene has a solid")
}

/// min(a, b) − max(r − |a − b|, 0)² / 4r
fn smooth_union(a: &Tree, b: &Tree) -> Tree {
    let overlap = (Tree::constant(BLEND_M) - (a.clone() - b.clone()).abs()).max(0.0);
    a.min(b.clone()) - overlap.square() * (0.25 / BLEND_M)
}

fn from_center(center: &[f32; 3]) -> [Tree; 3] {
    let [x, y, z] = *center;
    [Tree::x() - x, Tree::y() - y, Tree::z() - z]
}

fn distance(solid: &Solid) -> Tree {
    match solid {
        Solid::Sphere { center, radius } => {
            let [x, y, z] = from_center(center);
            (x.square() + y.square() + z.square()).sqrt() - *radius
        }
        Solid::Box { center, half_extents } => {
            let [x, y, z] = from_center(center);
            let [x, y, z] = [x.abs() - half_extents[0], y.abs() - half_extents[1], z.abs() - half_extents[2]];
            let outside = (x.max(0.0).square() + y.max(0.0).square() + z.max(0.0).square()).sqrt();
            outside + x.max(y.max(z)).min(0.0)
        }
        Solid::Hole { center, radius, half_height } => {
            let [x, y, z] = from_center(center);
            let (side, end) = ((x.square() + z.square()).sqrt() - *radius, y.abs() - *half_height);
            (side.max(0.0).square() + end.max(0.0).square()).sqrt() + side.max(end).min(0.0)
        }
    }
}
