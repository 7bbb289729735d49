//! Splats within thick bodies, so that no light shines through where splats of both sides are thin.
//!
//! Balls that fit into the body are picked from a lattice, the largest first, none near the middle of a larger one. Each
//! becomes a round splat that has faded at its ball's surface and has the colour of the nearest place outside.

use gve_field::{
    Bounds, Evaluator, SurfaceSample,
    control::Cancelled,
    math,
    region::{Lattice, Partition, RegionScratch, Verdict},
    tasks,
};

use crate::{
    probe::Probe,
    record::{Disc, OPACITY},
    tiles::split_axes,
    vector::{self, Vector},
};

/// Places of the lattice over the field's bounds, for each splat.
const PLACES: f32 = 0.8;
/// Places along the edge of a tile with its own tape.
const TILE: u32 = 4;
/// Part of the splats that may lie within.
const LARGEST_SHARE: f32 = 0.04;
/// Smallest ball, in pixels of the design view.
const SMALLEST_PX: f32 = 3.0;
/// Standard deviations to the surface of the ball: there its splat covers a thirtieth.
const FADED: f32 = 2.8;
/// Balls are at least this part of the larger one's radius apart.
const APART: f32 = 0.8;

/// Steps of Newton's method to the surface, and how near it they have to end, in radii.
const STEPS: usize = 4;
const LARGEST_ERROR: f32 = 1e-3;

/// A ball within the body.
#[derive(Clone, Copy)]
struct Ball {
    center: Vector,
    radius_m: f32,
}

/// The discs within the body, at most a small part of `count`.
pub fn discs(probe: &Probe<'_>, count: usize, pixel_m: f32) -> Result<Vec<Disc>, Cancelled> {
    let mut balls = balls(probe, (PLACES * count as f32) as usize, SMALLEST_PX * pixel_m)?;
    balls.sort_by(|a, b| b.radius_m.total_cmp(&a.radius_m));
    let most = (LARGEST_SHARE * count as f32) as usize;
    let mut picked: Vec<Ball> = Vec::with_capacity(most);
    for ball in balls {
        if picked.len() == most {
            break;
        }
        // Those picked before are larger.
        let is_apart = |other: &Ball| {
            let (way, apart_m) = (vector::sub(ball.center, other.center), APART * other.radius_m);
            vector::dot(way, way) >= apart_m * apart_m
        };
        if picked.iter().all(is_apart) {
            picked.push(ball);
        }
        if picked.len().is_multiple_of(64) {
            probe.control.proceed()?;
        }
    }
    colored(probe, &picked)
}

/// Balls of at least the smallest radius around the places of a lattice over the bounds.
fn balls(probe: &Probe<'_>, places: usize, smallest_m: f32) -> Result<Vec<Ball>, Cancelled> {
    let Probe { field, control, .. } = *probe;
    let partition = lattice(&field.bounds(), places);
    // Nothing is left out: a tape for each tile is what is wanted of the descent.
    let units = partition.units(field, control)?;
    let state = || (Evaluator::new(field), RegionScratch::default(), Vec::new());
    let workers = tasks::run(units.near.len(), state, |(evaluator, scratch, found), number| {
        control.proceed()?;
        partition.descend(field, scratch, &units.near[number], &mut |origin, _, verdict| {
            if let Verdict::Near(tape) = verdict {
                evaluator.use_tape(tape);
                found.push((origin, balls_of_tile(evaluator, &partition, origin, smallest_m)));
            }
        });
        Ok(())
    })?;
    let mut found: Vec<_> = workers.into_iter().flat_map(|(.., found)| found).collect();
    found.sort_unstable_by_key(|&([x, y, z], _)| (z, y, x));
    Ok(found.into_iter().flat_map(|(_, balls)| balls).collect())
}

/// About so many places in the middles of cubes over the bounds.
fn lattice(bounds: &Bounds, places: usize) -> Partition {
    let extent = bounds.extent();
    let spacing = math::cbrt(extent.iter().product::<f32>() / places.max(1) as f32);
    let items = extent.map(|side_m| ((side_m / spacing) as u32).max(1));
    let origin = std::array::from_fn(|axis| bounds.center()[axis] - 0.5 * (items[axis] - 1) as f32 * spacing);
    Partition { lattice: Lattice { origin, spacing }, items, sizes: &[2 * TILE, TILE], overlap: 0, band: f32::INFINITY }
}

fn balls_of_tile(evaluator: &mut Evaluator<'_>, partition: &Partition, origin: [u32; 3], smallest_m: f32) -> Vec<Ball> {
    let ends: [u32; 3] = std::array::from_fn(|axis| (origin[axis] + TILE).min(partition.items[axis]));
    let places = (origin[2]..ends[2]).flat_map(|z| (origin[1]..ends[1]).map(move |y| [y, z]));
    let places: Vec<Vector> = places
        .flat_map(|[y, z]| (origin[0]..ends[0]).map(move |x| [x, y, z]))
        .map(|place| partition.lattice.position(place))
        .collect();
    let [x, y, z] = split_axes(places.iter().copied());
    let mut distances = vec![0.0; places.len()];
    evaluator.distances(&x, &y, &z, &mut distances);
    let balls = places.into_iter().zip(distances).map(|(center, distance)| Ball { center, radius_m: -distance });
    balls.filter(|ball| ball.radius_m >= smallest_m).collect()
}

/// The splats of balls, with what is known of the nearest places on the surface.
fn colored(probe: &Probe<'_>, balls: &[Ball]) -> Result<Vec<Disc>, Cancelled> {
    let mut feet: Vec<Vector> = balls.iter().map(|ball| ball.center).collect();
    for _ in 0..STEPS {
        let gradients = probe.gradients(&feet)?;
        for (foot, [dx, dy, dz, distance]) in feet.iter_mut().zip(gradients) {
            let squared = (dx * dx + dy * dy + dz * dz).max(1e-6);
            *foot = vector::sub(*foot, vector::scale([dx, dy, dz], distance / squared));
        }
    }
    let (distances, appearances) = (probe.distances(&feet)?, probe.appearances(&feet)?);
    let disc = |(((ball, foot), distance), appearance): (((&Ball, Vector), f32), SurfaceSample)| {
        let way = vector::sub(foot, ball.center);
        let normal = vector::direction(way).filter(|_| distance.abs() < LARGEST_ERROR * ball.radius_m)?;
        Some(Disc {
            center: ball.center,
            normal,
            axis: vector::tangents(normal)[0],
            scale: [ball.radius_m / FADED; 3],
            other_material: appearance.material,
            appearance,
            opacity: OPACITY,
            is_anchored: true,
            depth_m: vector::length(way),
        })
    };
    Ok(balls.iter().zip(feet).zip(distances).zip(appearances).filter_map(disc).collect())
}
