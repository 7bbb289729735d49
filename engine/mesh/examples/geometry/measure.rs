//! Measures of a mesh against the field it was made of. Lengths are in cells of the mesh's grid unless said otherwise.

use std::collections::BTreeSet;

use gve_field::{Evaluator, Field};
use gve_mesh::Mesh;
use gve_recipe::random::SplitMix64;

use crate::triangles::{TriangleGrid, Vector, cross, dot, length, sub};

/// Newton steps that take a point onto the surface.
const PROJECTION_STEPS: usize = 12;
/// Cosine between vertex normals above which a triangle lies away from creases.
const SMOOTH_COSINE: f32 = 0.9;

/// The three corners of every triangle in metres.
pub fn triangles(mesh: &Mesh) -> impl Iterator<Item = [Vector; 3]> + '_ {
    mesh.indices.chunks_exact(3).map(|triangle| {
        [triangle[0], triangle[1], triangle[2]].map(|index| mesh.positions[index as usize].map(f64::from))
    })
}

/// Vertices − edges + faces: 2 for each ball, 0 for each torus.
pub fn euler_characteristic(mesh: &Mesh) -> i64 {
    let used: BTreeSet<u32> = mesh.indices.iter().copied().collect();
    used.len() as i64 - (mesh.indices.len() / 2) as i64 + mesh.triangle_count() as i64
}

/// Values and gradients of the field at points.
fn gradients(field: &Field, points: &[[f32; 3]]) -> Vec<[f32; 4]> {
    let rows: [Vec<f32>; 3] = std::array::from_fn(|axis| points.iter().map(|point| point[axis]).collect());
    let mut gradients = vec![[0.0; 4]; points.len()];
    Evaluator::new(field).gradients(&rows[0], &rows[1], &rows[2], &mut gradients);
    gradients
}

/// |f| / |∇f| of each point. Where the gradient hardly has a direction the step that it asks for means nothing: it
/// counts as at least a twentieth of a metre per metre.
fn gaps(field: &Field, points: &[[f32; 3]], cell_m: f32) -> Vec<f32> {
    let steepness = |[x, y, z, _]: [f32; 4]| (x * x + y * y + z * z).sqrt().max(0.05);
    gradients(field, points).into_iter().map(|found| found[3].abs() / steepness(found) / cell_m).collect()
}

/// How far each vertex is off the surface.
pub fn vertex_gaps(field: &Field, mesh: &Mesh) -> Vec<f32> {
    gaps(field, &mesh.positions, mesh.cell_m)
}

/// How far the middles of triangles away from creases are off the surface.
pub fn centroid_gaps(field: &Field, mesh: &Mesh) -> Vec<f32> {
    let middles: Vec<[f32; 3]> = mesh
        .indices
        .chunks_exact(3)
        .filter(|triangle| {
            let [a, b, c] = [0, 1, 2].map(|i| mesh.normals[triangle[i] as usize]);
            let agree = |a: [f32; 3], b: [f32; 3]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f32>() > SMOOTH_COSINE;
            agree(a, b) && agree(b, c) && agree(c, a)
        })
        .map(|triangle| {
            let corners = [0, 1, 2].map(|i| mesh.positions[triangle[i] as usize]);
            std::array::from_fn(|axis| corners.iter().map(|corner| corner[axis]).sum::<f32>() / 3.0)
        })
        .collect();
    gaps(field, &middles, mesh.cell_m)
}

/// Triangles that face against the gradient at their middle.
pub fn inverted_triangles(field: &Field, mesh: &Mesh) -> usize {
    let middles: Vec<[f32; 3]> = triangles(mesh)
        .map(|[a, b, c]| std::array::from_fn(|axis| ((a[axis] + b[axis] + c[axis]) / 3.0) as f32))
        .collect();
    let found = gradients(field, &middles);
    let faces_in = |([a, b, c], [x, y, z, _]): ([Vector; 3], [f32; 4])| {
        dot(cross(sub(b, a), sub(c, a)), [x, y, z].map(f64::from)) < 0.0
    };
    triangles(mesh).zip(found).filter(|&pair| faces_in(pair)).count()
}

/// Both directions of the Hausdorff distance, estimated from samples.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hausdorff {
    /// Farthest point of the mesh from the surface.
    pub from_mesh: f64,
    /// Farthest point of the surface from the mesh.
    pub from_surface: f64,
    /// Part of the surface's samples that lie farther than half a cell from the mesh.
    pub missed: f64,
}

/// The two-sided distance between mesh and surface from `count` samples of each, drawn from `seed`.
pub fn hausdorff(field: &Field, mesh: &Mesh, count: usize, seed: u64) -> Hausdorff {
    let mut random = SplitMix64::new(seed);
    let cell_m = f64::from(mesh.cell_m);
    let on_mesh = points_on(mesh, count, &mut random);
    let feet = project(field, &on_mesh, mesh.cell_m);
    let mut found = Hausdorff::default();
    for (point, foot) in on_mesh.iter().zip(&feet) {
        let [point, foot] = [point, foot].map(|point| point.map(f64::from));
        found.from_mesh = found.from_mesh.max(length(sub(point, foot)) / cell_m);
    }
    let grid = TriangleGrid::new(triangles(mesh).collect(), cell_m);
    let surface = points_on_surface(field, mesh.cell_m, count, &mut random);
    let mut missed = 0;
    for point in &surface {
        let apart = grid.distance(point.map(f64::from)) / cell_m;
        found.from_surface = found.from_surface.max(apart);
        missed += usize::from(apart > 0.5);
    }
    found.missed = missed as f64 / surface.len().max(1) as f64;
    found
}

/// Points spread over the triangles in proportion to their areas.
fn points_on(mesh: &Mesh, count: usize, random: &mut SplitMix64) -> Vec<[f32; 3]> {
    let corners: Vec<[Vector; 3]> = triangles(mesh).collect();
    let mut total = 0.0;
    let ends: Vec<f64> = corners
        .iter()
        .map(|[a, b, c]| {
            total += length(cross(sub(*b, *a), sub(*c, *a)));
            total
        })
        .collect();
    let point = |_| {
        let target = total * random.unit();
        let [a, b, c] = corners[ends.partition_point(|&end| end < target).min(corners.len() - 1)];
        let (mut u, mut v) = (random.unit(), random.unit());
        if u + v > 1.0 {
            (u, v) = (1.0 - u, 1.0 - v);
        }
        std::array::from_fn(|axis| (a[axis] + u * (b[axis] - a[axis]) + v * (c[axis] - a[axis])) as f32)
    };
    (0..count).map(point).collect()
}

/// Where Newton steps along the gradient take points; each step ends within half a cell, so that none leaps far.
fn project(field: &Field, points: &[[f32; 3]], cell_m: f32) -> Vec<[f32; 3]> {
    let mut feet = points.to_vec();
    for _ in 0..PROJECTION_STEPS {
        let found = gradients(field, &feet);
        for (foot, [x, y, z, value]) in feet.iter_mut().zip(found) {
            let squared = (x * x + y * y + z * z).max(1e-6);
            let step = (value / squared).clamp(-0.5 * cell_m, 0.5 * cell_m);
            *foot = [foot[0] - step * x, foot[1] - step * y, foot[2] - step * z];
        }
    }
    feet
}

/// Points on the surface: random ones of the bounds that lie within two cells, taken onto it.
fn points_on_surface(field: &Field, cell_m: f32, count: usize, random: &mut SplitMix64) -> Vec<[f32; 3]> {
    const BATCH: usize = 4096;
    const BATCHES: usize = 400;
    let bounds = field.bounds();
    let mut evaluator = Evaluator::new(field);
    let mut near = Vec::new();
    for _ in 0..BATCHES {
        let rows: [Vec<f32>; 3] = std::array::from_fn(|axis| {
            let (low, high) = (f64::from(bounds.min[axis]), f64::from(bounds.max[axis]));
            (0..BATCH).map(|_| (low + (high - low) * random.unit()) as f32).collect()
        });
        let mut distances = vec![0.0; BATCH];
        evaluator.distances(&rows[0], &rows[1], &rows[2], &mut distances);
        let is_near = |&index: &usize| distances[index].abs() < 2.0 * cell_m;
        near.extend((0..BATCH).filter(is_near).map(|index| [rows[0][index], rows[1][index], rows[2][index]]));
        if near.len() >= count {
            break;
        }
    }
    near.truncate(count);
    let feet = project(field, &near, cell_m);
    let reached = gaps(field, &feet, cell_m);
    feet.into_iter().zip(reached).filter(|&(_, gap)| gap < 0.01).map(|(foot, _)| foot).collect()
}

/// Pairs of triangles that pass through each other.
pub fn self_intersections(mesh: &Mesh) -> usize {
    let indices: Vec<[u32; 3]> = mesh.indices.chunks_exact(3).map(|t| [t[0], t[1], t[2]]).collect();
    TriangleGrid::new(triangles(mesh).collect(), f64::from(mesh.cell_m)).intersections(&indices)
}
