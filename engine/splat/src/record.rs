//! From a point on the surface to a stored splat: size, orientation, inset, colour.

use gve_field::{
    Evaluator, Field, SurfaceSample,
    control::{Cancelled, StageControl},
};
use gve_shared::container::{SPLAT_FLAG_EMISSIVE, SPLAT_FLAG_OKLAB, Splat};

use crate::{
    SurfacePoint,
    candidates::gradients_at,
    neighbours::Neighbours,
    parallel::{POINTS_PER_BLOCK, map_blocks},
    shape::{self, Limit, Shape},
    tiles::split_axes,
    vector::{self, Vector},
};

/// Lengths that hold for all splats of an asset.
#[derive(Debug, Clone, Copy)]
pub struct Scene {
    /// Mean distance of splats in metres.
    pub spacing_m: f32,
    /// Size of a pixel of the design view at the asset, in metres.
    pub pixel_m: f32,
}

/// How large splats are for their spacing.
#[derive(Debug, Clone, Copy)]
struct Sizing {
    /// Standard deviation along the surface, in spacings.
    tangential: f32,
    /// A splat may leave a curved surface by this part of its spacing; infinite is no limit.
    sagitta: f32,
    /// Standard deviation towards a limit, as a part of the distance to it.
    to_limit: f32,
    /// How far centres lie below the surface, in pixels of the design view.
    inset_px: f32,
    alpha: u8,
}

/// Splats several pixels apart.
const COARSE: Sizing = Sizing { tangential: 0.6, sagitta: 0.02, to_limit: 0.4, inset_px: 1.0, alpha: 252 };
/// Splats closer than [`FINE_SPACING_PX`]: the renderer's own blur does what limits do otherwise.
const FINE: Sizing = Sizing { tangential: 0.55, sagitta: f32::INFINITY, to_limit: 0.5, inset_px: 1.2, alpha: 242 };
/// Spacing in pixels of the design view below which [`FINE`] holds.
const FINE_SPACING_PX: f32 = 3.0;
/// Thickness along the normal, as a part of the smaller tangential size. Thicker ones widen the silhouette.
const THICKNESS: f32 = 0.01;
/// No splat is narrower than this part of its spacing.
const NARROWEST: f32 = 0.12;
/// Halvings that find a border between colours on the way to a neighbour.
const BISECTIONS: usize = 5;
/// Squared distance in Oklab below which two colours need no border.
const SAME_COLOR: f32 = 4e-4;

/// Makes the stored splats, in the order of `points`.
pub fn describe(
    field: &Field,
    points: &[SurfacePoint],
    neighbours: &[Neighbours],
    scene: &Scene,
    control: &dyn StageControl,
) -> Result<Vec<Splat>, Cancelled> {
    let sizing = if scene.spacing_m < FINE_SPACING_PX * scene.pixel_m { FINE } else { COARSE };
    let samples = map_blocks(field, points.len(), POINTS_PER_BLOCK, control, |evaluator, range| {
        let positions: Vec<Vector> = points[range].iter().map(|point| point.position).collect();
        surfaces_at(evaluator, &positions)
    })?;
    map_blocks(field, points.len(), POINTS_PER_BLOCK, control, |evaluator, range| {
        let mut shapes: Vec<Shape> = range
            .clone()
            .map(|index| {
                let others = neighbours[index].iter(points).map(|(_, other)| other);
                shape::around(points[index], others, scene.spacing_m)
            })
            .collect();
        add_borders(evaluator, points, &samples, neighbours, range.clone(), &mut shapes);
        let centers = inset(evaluator, &points[range.clone()], sizing.inset_px * scene.pixel_m);
        range
            .zip(shapes.iter().zip(centers))
            .map(|(index, (shape, center))| stored(points[index], center, &samples[index], shape, &sizing))
            .collect()
    })
}

fn surfaces_at(evaluator: &mut Evaluator<'_>, positions: &[Vector]) -> Vec<SurfaceSample> {
    let [x, y, z] = split_axes(positions.iter().copied());
    let mut samples = vec![SurfaceSample::default(); positions.len()];
    evaluator.surfaces(&x, &y, &z, &mut samples);
    samples
}

fn squared_color_distance(a: &SurfaceSample, b: &SurfaceSample) -> f32 {
    let difference = vector::sub(a.color_oklab, b.color_oklab);
    vector::dot(difference, difference)
}

/// A way from a splat to a neighbour of another colour; the border is between `low` and `high`, parts of the way.
struct Crossing {
    /// Index into the block's shapes.
    shape: usize,
    from: usize,
    to: usize,
    low: f32,
    high: f32,
    color_low: SurfaceSample,
    color_high: SurfaceSample,
}

/// Adds the borders between colours that lie between a splat and its neighbours.
fn add_borders(
    evaluator: &mut Evaluator<'_>,
    points: &[SurfacePoint],
    samples: &[SurfaceSample],
    neighbours: &[Neighbours],
    range: std::ops::Range<usize>,
    shapes: &mut [Shape],
) {
    let mut crossings = Vec::new();
    for (shape, from) in range.enumerate() {
        for (to, other) in neighbours[from].iter(points) {
            let is_border = squared_color_distance(&samples[from], &samples[to]) > SAME_COLOR;
            if is_border && vector::dot(points[from].normal, other.normal) > 0.5 {
                let (color_low, color_high) = (samples[from], samples[to]);
                crossings.push(Crossing { shape, from, to, low: 0.0, high: 1.0, color_low, color_high });
            }
        }
    }
    for _ in 0..BISECTIONS {
        let middle = |crossing: &Crossing| {
            let (from, to) = (points[crossing.from].position, points[crossing.to].position);
            vector::add(from, vector::scale(vector::sub(to, from), 0.5 * (crossing.low + crossing.high)))
        };
        let middles: Vec<Vector> = crossings.iter().map(middle).collect();
        for (crossing, sample) in crossings.iter_mut().zip(surfaces_at(evaluator, &middles)) {
            let part = 0.5 * (crossing.low + crossing.high);
            if squared_color_distance(&sample, &samples[crossing.from])
                < squared_color_distance(&sample, &samples[crossing.to])
            {
                (crossing.low, crossing.color_low) = (part, sample);
            } else {
                (crossing.high, crossing.color_high) = (part, sample);
            }
        }
    }
    for crossing in &crossings {
        // A gradual change leaves no jump between two near places, and needs no border.
        let jump = squared_color_distance(&crossing.color_low, &crossing.color_high);
        if jump > 0.25 * squared_color_distance(&samples[crossing.from], &samples[crossing.to]) {
            let way = vector::sub(points[crossing.to].position, points[crossing.from].position);
            let flat = vector::tangential(vector::scale(way, crossing.low), points[crossing.from].normal);
            let shortest_m = 0.02 * shapes[crossing.shape].spacing_m;
            if let Some(direction) = vector::direction(vector::tangential(way, points[crossing.from].normal)) {
                let distance_m = vector::length(flat).max(shortest_m);
                shapes[crossing.shape].limits.push(Limit { direction, distance_m });
            }
        }
    }
}

/// The points moved `wanted_m` inward, or less where the part is too thin for it.
fn inset(evaluator: &mut Evaluator<'_>, points: &[SurfacePoint], wanted_m: f32) -> Vec<Vector> {
    let depths_m = depths_m(evaluator, points, wanted_m);
    let below =
        |(point, &depth_m): (&SurfacePoint, &f32)| vector::sub(point.position, vector::scale(point.normal, depth_m));
    let centers: Vec<Vector> = points.iter().zip(&depths_m).map(below).collect();
    let gradients = gradients_at(evaluator, &centers);
    // Beside a convex crease the other face is nearer than the depth: one Newton step leads away from it as well.
    let corrected = |((center, gradient), depth_m): ((Vector, [f32; 4]), f32)| {
        let [dx, dy, dz, distance] = gradient;
        let squared = dx * dx + dy * dy + dz * dz;
        let missing_m = distance + depth_m;
        if missing_m <= 0.0 || missing_m * missing_m > depth_m * depth_m * squared {
            return center;
        }
        vector::sub(center, vector::scale([dx, dy, dz], missing_m / squared))
    };
    centers.into_iter().zip(gradients).zip(depths_m).map(corrected).collect()
}

/// How far each point may move along its normal, in metres: `wanted_m`, or less where that would lead out again.
fn depths_m(evaluator: &mut Evaluator<'_>, points: &[SurfacePoint], wanted_m: f32) -> Vec<f32> {
    const PARTS: [f32; 4] = [1.0, 0.6, 0.35, 0.2];
    let mut depths_m = vec![0.0; points.len()];
    let mut open: Vec<usize> = (0..points.len()).collect();
    for part in PARTS {
        let depth_m = part * wanted_m;
        let below = |&index: &usize| vector::sub(points[index].position, vector::scale(points[index].normal, depth_m));
        let [x, y, z] = split_axes(open.iter().map(below));
        let mut distances = vec![0.0; open.len()];
        evaluator.distances(&x, &y, &z, &mut distances);
        let mut still_open = Vec::new();
        for (index, distance) in open.into_iter().zip(distances) {
            // Beside a crease the distance may be small although there is room along the normal.
            if distance <= -0.1 * depth_m {
                depths_m[index] = depth_m;
            } else {
                still_open.push(index);
            }
        }
        open = still_open;
    }
    depths_m
}

/// Size along `axis`, size across it, and `axis` itself: a unit vector in the tangent plane.
fn tangential_size(normal: Vector, shape: &Shape, sizing: &Sizing) -> ([f32; 2], Vector) {
    let full = sizing.tangential * shape.spacing_m;
    let by_curvature = |curvature: f32| {
        let limit = (2.0 * sizing.sagitta * shape.spacing_m / curvature.abs().max(1e-6)).sqrt();
        full.min(limit)
    };
    let curved = shape.curvatures.map(by_curvature);
    let nearest = shape.limits.iter().min_by(|a, b| a.distance_m.total_cmp(&b.distance_m));
    let Some(nearest) = nearest.filter(|limit| limit.distance_m * sizing.to_limit < full) else {
        return (curved, shape.axis);
    };
    let narrowest = NARROWEST * shape.spacing_m;
    let towards = mean_direction(&shape.limits, nearest.direction).unwrap_or(nearest.direction);
    let towards = vector::direction(vector::tangential(towards, normal)).unwrap_or(shape.axis);
    let across = vector::cross(normal, towards);
    let longest = curved[0].max(curved[1]);
    let mut sizes = [longest.min((sizing.to_limit * nearest.distance_m).max(narrowest)), longest];
    for limit in &shape.limits {
        if vector::dot(limit.direction, across).abs() > 0.75 {
            sizes[1] = sizes[1].min((sizing.to_limit * limit.distance_m).max(narrowest));
        }
    }
    (sizes, towards)
}

/// Direction of the limits on the side of `towards`, the nearer the more weight.
fn mean_direction(limits: &[Limit], towards: Vector) -> Option<Vector> {
    let sum = limits.iter().filter(|limit| vector::dot(limit.direction, towards) > 0.3).fold([0.0; 3], |sum, limit| {
        vector::add(sum, vector::scale(limit.direction, 1.0 / limit.distance_m.max(1e-6)))
    });
    vector::direction(sum)
}

fn stored(point: SurfacePoint, center: Vector, sample: &SurfaceSample, shape: &Shape, sizing: &Sizing) -> Splat {
    let (sizes, axis) = tangential_size(point.normal, shape, sizing);
    let thickness = THICKNESS * sizes[0].min(sizes[1]).max(0.3 * sizing.tangential * shape.spacing_m);
    let [lightness, a, b] = sample.color_oklab;
    let is_emissive = sample.emissive > 0.0;
    Splat {
        position: center,
        scale: [sizes[0], sizes[1], thickness],
        rotation: quaternion([axis, vector::cross(point.normal, axis), point.normal]),
        color: [byte(lightness), byte((a + 0.4) / 0.8), byte((b + 0.4) / 0.8), sizing.alpha],
        metallic: byte(sample.metallic),
        roughness: byte(sample.roughness),
        flags: SPLAT_FLAG_OKLAB | if is_emissive { SPLAT_FLAG_EMISSIVE } else { 0 },
        material_index: sample.material.min(255) as u8,
    }
}

fn byte(value: f32) -> u8 {
    (value.clamp(0.0, 1.0) * 255.0 + 0.5) as u8
}

/// Unit quaternion xyzw of the rotation that takes x, y and z to these axes (Shepperd, 1978).
fn quaternion([x, y, z]: [Vector; 3]) -> [f32; 4] {
    let (xx, yy, zz) = (x[0], y[1], z[2]);
    let squares = [1.0 + xx - yy - zz, 1.0 - xx + yy - zz, 1.0 - xx - yy + zz, 1.0 + xx + yy + zz];
    let largest = (0..4).fold(3, |best, index| if squares[index] > squares[best] { index } else { best });
    let (skew, sum) = ([y[2] - z[1], z[0] - x[2], x[1] - y[0]], [y[2] + z[1], z[0] + x[2], x[1] + y[0]]);
    let raw = match largest {
        0 => [squares[0], sum[2], sum[1], skew[0]],
        1 => [sum[2], squares[1], sum[0], skew[1]],
        2 => [sum[1], sum[0], squares[2], skew[2]],
        _ => [skew[0], skew[1], skew[2], squares[3]],
    };
    let length = raw.iter().map(|value| value * value).sum::<f32>().sqrt();
    raw.map(|value| value / length)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vector turned by a unit quaternion xyzw.
    fn turned([x, y, z, w]: [f32; 4], v: Vector) -> Vector {
        let q = [x, y, z];
        let t = vector::scale(vector::cross(q, v), 2.0);
        vector::add(vector::add(v, vector::scale(t, w)), vector::cross(q, t))
    }

    #[test]
    fn the_quaternion_turns_the_axes() {
        let normals = [[0.0, 0.0, 1.0], [0.0, 0.0, -1.0], [1.0, 0.0, 0.0], [0.0, -1.0, 0.0], [0.48, -0.6, 0.64]];
        for normal in normals {
            for [first, second] in
                [vector::tangents(normal), vector::tangents(normal).map(|axis| vector::scale(axis, -1.0))]
            {
                let rotation = quaternion([first, second, normal]);
                for (unit, axis) in [([1.0, 0.0, 0.0], first), ([0.0, 1.0, 0.0], second), ([0.0, 0.0, 1.0], normal)] {
                    let error = vector::length(vector::sub(turned(rotation, unit), axis));
                    assert!(error < 1e-6, "{normal:?} {unit:?} {error}");
                }
            }
        }
    }

    #[test]
    fn a_limit_narrows_the_splat_towards_it_alone() {
        let shape = Shape {
            spacing_m: 0.1,
            axis: [1.0, 0.0, 0.0],
            curvatures: [0.0; 2],
            limits: vec![Limit { direction: [0.0, 1.0, 0.0], distance_m: 0.05 }],
        };
        let (sizes, axis) = tangential_size([0.0, 0.0, 1.0], &shape, &COARSE);
        assert_eq!(axis, [0.0, 1.0, 0.0]);
        assert!((sizes[0] - 0.02).abs() < 1e-6 && (sizes[1] - 0.06).abs() < 1e-6, "{sizes:?}");
    }
}
