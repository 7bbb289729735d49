//! A raymarcher on the CPU: the reference that the GPU's pictures are held to, and the fallback where there is no
//! adapter. Same camera, lights, tone mapping, background, grid and anti-aliasing as the shaders.

use glam::{Vec2, Vec3, vec2, vec3};
use gve_field::{Evaluator, Field, SurfaceSample};

use crate::{
    camera::{Camera, CameraBasis},
    frame::{grid_fade_m, grid_level},
    shading::{Surface, linear_from_oklab, shade, smoothstep},
    style::Style,
};

/// Steps of a ray before it counts as a miss; as in `march.wgsl`.
const MAX_STEPS: usize = 192;
/// A pixel is an edge when a neighbour differs by more, 0–1; as in `march.wgsl`.
const EDGE_DIFFERENCE: f32 = 0.047;
/// Rays of an edge pixel, as offsets in pixels; as in `march.wgsl`.
const EDGE_OFFSETS: [Vec2; 4] = [vec2(-0.125, -0.375), vec2(0.375, -0.125), vec2(-0.375, 0.125), vec2(0.125, 0.375)];

/// What one ray sees: displayed sRGB (premultiplied) with coverage, and the distance along the camera's axis, infinite
/// where nothing is hit.
#[derive(Debug, Clone, Copy)]
struct Sample {
    color: [f32; 4],
    depth_m: f32,
}

const MISS: Sample = Sample { color: [0.0; 4], depth_m: f32::INFINITY };

/// Lens and place of a picture.
struct Lens {
    position: Vec3,
    basis: CameraBasis,
    tangents: Vec2,
    size_px: [u32; 2],
    near_m: f32,
    pixel: f32,
}

impl Lens {
    fn new(camera: &Camera, size_px: [u32; 2]) -> Self {
        let [width, height] = size_px.map(|pixels| pixels.max(1) as f32);
        let tangents = camera.tangents(width / height);
        Self {
            position: camera.position(),
            basis: camera.basis(),
            tangents,
            size_px,
            near_m: camera.near_m(),
            pixel: 2.0 * tangents.y / height,
        }
    }

    /// Ray through a place in pixels, y down; its part along the camera's axis is 1.
    fn ray(&self, place_px: Vec2) -> Vec3 {
        let x = 2.0 * place_px.x / self.size_px[0] as f32 - 1.0;
        let y = 1.0 - 2.0 * place_px.y / self.size_px[1] as f32;
        self.basis.forward + self.basis.right * (x * self.tangents.x) + self.basis.up * (y * self.tangents.y)
    }
}

/// Draws a field, or just the surroundings, as RGBA8 rows from top to bottom. The gizmo is not drawn.
pub fn render(field: Option<&Field>, camera: &Camera, style: &Style, size_px: [u32; 2]) -> Vec<u8> {
    let lens = Lens::new(camera, size_px);
    let [width, height] = size_px.map(|pixels| pixels as usize);
    let first = trace_rows(field, &lens, style, height, |row| {
        (0..width).map(|x| vec2(x as f32 + 0.5, row as f32 + 0.5)).collect()
    });
    let first = first.concat();
    let edges = trace_rows(field, &lens, style, height, |row| {
        let on_edge = (0..width).filter(|x| is_edge(&first, [width, height], [*x, row]));
        on_edge.flat_map(|x| EDGE_OFFSETS.map(|offset| vec2(x as f32 + 0.5, row as f32 + 0.5) + offset)).collect()
    });
    let mut smooth = first.clone();
    for (row, samples) in edges.iter().enumerate() {
        let on_edge: Vec<usize> = (0..width).filter(|x| is_edge(&first, [width, height], [*x, row])).collect();
        for (x, four) in on_edge.iter().zip(samples.chunks_exact(EDGE_OFFSETS.len())) {
            smooth[row * width + x] = Sample {
                color: std::array::from_fn(|channel| {
                    four.iter().map(|sample| sample.color[channel]).sum::<f32>() / 4.0
                }),
                depth_m: four.iter().fold(f32::INFINITY, |depth, sample| depth.min(sample.depth_m)),
            };
        }
    }
    let surroundings = Surroundings::new(&lens, camera, style);
    let mut pixels = Vec::with_capacity(width * height * 4);
    for (index, sample) in smooth.iter().enumerate() {
        let color = surroundings.around(sample, [index % width, index / width]);
        pixels.extend(color.to_array().map(|channel| (channel.clamp(0.0, 1.0) * 255.0).round() as u8));
        pixels.push(255);
    }
    pixels
}

/// Traces the rays through the places in pixels that `rays_of` names for each row.
fn trace_rows(
    field: Option<&Field>,
    lens: &Lens,
    style: &Style,
    rows: usize,
    rays_of: impl Fn(usize) -> Vec<Vec2> + Sync,
) -> Vec<Vec<Sample>> {
    let trace_row = |row: usize| {
        let rays: Vec<Vec3> = rays_of(row).into_iter().map(|place| lens.ray(place)).collect();
        match field {
            Some(field) => trace(field, lens, style, &rays),
            None => vec![MISS; rays.len()],
        }
    };
    #[cfg(feature = "parallel")]
    {
        use rayon::iter::{IntoParallelIterator, ParallelIterator};
        (0..rows).into_par_iter().map(trace_row).collect()
    }
    #[cfg(not(feature = "parallel"))]
    {
        (0..rows).map(trace_row).collect()
    }
}

/// Coordinates of many points, one array per axis.
#[derive(Default)]
struct Points {
    x: Vec<f32>,
    y: Vec<f32>,
    z: Vec<f32>,
}

impl Points {
    fn collect(points: impl Iterator<Item = Vec3>) -> Self {
        let mut out = Self::default();
        out.replace(points);
        out
    }

    fn replace(&mut self, points: impl Iterator<Item = Vec3>) {
        for axis in [&mut self.x, &mut self.y, &mut self.z] {
            axis.clear();
        }
        for point in points {
            self.x.push(point.x);
            self.y.push(point.y);
            self.z.push(point.z);
        }
    }
}

/// A ray on its way.
struct Ray {
    index: usize,
    direction: Vec3,
    t: f32,
    end: f32,
}

/// Sphere-traces rays together, so that the field is evaluated for many points at once.
fn trace(field: &Field, lens: &Lens, style: &Style, rays: &[Vec3]) -> Vec<Sample> {
    let bounds = field.bounds();
    let (low, high) = (Vec3::from(bounds.min), Vec3::from(bounds.max));
    let mut evaluator = Evaluator::new(field);
    let mut active: Vec<Ray> = rays.iter().enumerate().filter_map(|(i, ray)| enter(i, *ray, lens, low, high)).collect();
    let mut hits: Vec<Ray> = Vec::new();
    let mut points = Points::default();
    let mut distances = Vec::new();
    let tolerance = lens.pixel * 0.02;
    for _ in 0..MAX_STEPS {
        if active.is_empty() {
            break;
        }
        points.replace(active.iter().map(|ray| lens.position + ray.direction * ray.t));
        distances.resize(active.len(), 0.0);
        evaluator.distances(&points.x, &points.y, &points.z, &mut distances);
        let mut distance = distances.iter();
        active = active
            .into_iter()
            .filter_map(|mut ray| {
                let d = distance.next().copied().unwrap_or_default();
                if d < tolerance * ray.t {
                    hits.push(ray);
                    return None;
                }
                ray.t += d;
                (ray.t <= ray.end).then_some(ray)
            })
            .collect();
    }
    let mut samples = vec![MISS; rays.len()];
    for (index, sample) in shade_hits(&mut evaluator, lens, style, rays, &hits) {
        samples[index] = sample;
    }
    samples
}

/// The ray from where it enters the bounds, if it does.
fn enter(index: usize, ray: Vec3, lens: &Lens, low: Vec3, high: Vec3) -> Option<Ray> {
    let direction = ray.normalize();
    let safe = Vec3::from(direction.to_array().map(|x| if x.abs() < 1e-12 { 1e-12 } else { x }));
    let (a, b) = ((low - lens.position) / safe, (high - lens.position) / safe);
    let start = a.min(b).max_element().max(0.0);
    let end = a.max(b).min_element();
    (start <= end).then_some(Ray { index, direction, t: start, end })
}

fn shade_hits(
    evaluator: &mut Evaluator<'_>,
    lens: &Lens,
    style: &Style,
    rays: &[Vec3],
    hits: &[Ray],
) -> Vec<(usize, Sample)> {
    let points = Points::collect(hits.iter().map(|ray| lens.position + ray.direction * ray.t));
    let mut gradients = vec![[0.0; 4]; hits.len()];
    evaluator.gradients(&points.x, &points.y, &points.z, &mut gradients);
    let mut surfaces = vec![SurfaceSample::default(); hits.len()];
    evaluator.surfaces(&points.x, &points.y, &points.z, &mut surfaces);
    let shaded = hits.iter().zip(gradients.iter().zip(&surfaces)).map(|(ray, (gradient, found))| {
        let [x, y, z, _] = *gradient;
        let normal = vec3(x, y, z).try_normalize().unwrap_or(Vec3::Y);
        let surface = Surface {
            base_color: linear_from_oklab(found.color_oklab),
            metallic: found.metallic,
            roughness: found.roughness,
            emissive: found.emissive,
        };
        let color = shade(&style.lighting, &surface, normal, -ray.direction);
        (ray.index, Sample { color: color.extend(1.0).to_array(), depth_m: ray.t / rays[ray.index].length() })
    });
    shaded.collect()
}

/// Whether a pixel differs so much from a neighbour that one ray does not tell its colour.
fn is_edge(samples: &[Sample], [width, height]: [usize; 2], [x, y]: [usize; 2]) -> bool {
    let here = samples[y * width + x].color;
    let columns = x.saturating_sub(1)..=(x + 1).min(width - 1);
    columns.into_iter().any(|x| {
        (y.saturating_sub(1)..=(y + 1).min(height - 1)).any(|y| {
            let other = samples[y * width + x].color;
            here.iter().zip(other).any(|(a, b)| (a - b).abs() > EDGE_DIFFERENCE)
        })
    })
}

/// Background and ground grid; as in `backdrop.wgsl`, where the formulas are explained.
struct Surroundings<'a> {
    lens: &'a Lens,
    style: &'a Style,
    target: Vec2,
    fade_m: f32,
    spacing_m: f32,
    blend: f32,
}

impl<'a> Surroundings<'a> {
    fn new(lens: &'a Lens, camera: &Camera, style: &'a Style) -> Self {
        let (spacing_m, blend) = grid_level(camera);
        let target = vec2(camera.target.x, camera.target.z);
        Self { lens, style, target, fade_m: grid_fade_m(camera), spacing_m, blend }
    }

    /// Displayed colour of a pixel with its surroundings.
    fn around(&self, sample: &Sample, pixel: [usize; 2]) -> Vec3 {
        let place = vec2(pixel[0] as f32, pixel[1] as f32);
        let [r, g, b, coverage] = sample.color;
        let color = vec3(r, g, b) + self.background(place) * (1.0 - coverage);
        match self.grid(place + Vec2::splat(0.5)) {
            // What is hit nearer than the ground hides the grid.
            Some((grid, opacity, along_m)) if along_m / 0.99995 < sample.depth_m => color.lerp(grid, opacity),
            _ => color,
        }
    }

    fn background(&self, place: Vec2) -> Vec3 {
        let colors = self.style.theme.colors();
        let down = smoothstep(0.0, 1.0, (place.y + 0.5) / self.lens.size_px[1] as f32);
        let noise = (52.982_918 * place.dot(vec2(0.067_110_56, 0.005_837_15)).fract()).fract() - 0.5;
        Vec3::from(colors.background_top).lerp(Vec3::from(colors.background_bottom), down) + Vec3::splat(noise / 255.0)
    }

    /// Colour, opacity and distance along the camera's axis of the ground's lines.
    fn grid(&self, place: Vec2) -> Option<(Vec3, f32, f32)> {
        let lens = self.lens;
        let ray = lens.ray(place);
        let along = -lens.position.y / ray.y;
        let visible = along > lens.near_m && along <= 1e6;
        if !visible || !(self.style.grid || self.style.axes) {
            return None;
        }
        let point = lens.position + ray * along;
        let flat = |vector: Vec3| vec2(vector.x, vector.z);
        let per_x = flat(lens.basis.right) * (lens.pixel * along);
        let per_y =
            flat(lens.basis.up) * (lens.pixel * along) - flat(ray) * (along * lens.basis.up.y * lens.pixel / ray.y);
        let footprint = vec2(per_x.x.hypot(per_y.x), per_x.y.hypot(per_y.y)).max(Vec2::splat(1e-9));
        let ratio = self.style.pixel_ratio;
        let lines = |spacing: f32| {
            let one = |coordinate: f32, footprint: f32| {
                let part = coordinate / spacing - 0.5;
                let off = (part - part.floor() - 0.5).abs() * spacing;
                let coverage = (0.5 * ratio + 0.5 - off / footprint).clamp(0.0, 1.0);
                coverage * (2.0 - 8.0 * footprint / spacing).clamp(0.0, 1.0)
            };
            one(point.x, footprint.x).max(one(point.z, footprint.y))
        };
        let fine = lines(self.spacing_m) * 0.45 * (1.0 - self.blend);
        let middle = lines(self.spacing_m * 10.0) * (1.0 + (0.45 - 1.0) * self.blend);
        let coarse = lines(self.spacing_m * 100.0);
        let colors = self.style.theme.colors();
        let [r, g, b, strength] = colors.grid;
        let on = |flag: bool| if flag { 1.0 } else { 0.0 };
        let axis = |off: f32, footprint: f32| {
            (0.8 * ratio + 0.5 - off.abs() / footprint).clamp(0.0, 1.0) * on(self.style.axes)
        };
        let (on_x, on_z) = (axis(point.z, footprint.y), axis(point.x, footprint.x));
        let color = vec3(r, g, b).lerp(Vec3::from(colors.axis_x), on_x).lerp(Vec3::from(colors.axis_z), on_z);
        let drawn = (fine.max(middle).max(coarse) * strength * on(self.style.grid)).max(on_x.max(on_z) * 0.9);
        let away = (flat(point) - self.target).length() / self.fade_m;
        let grazing = ray.y.abs() / ray.length();
        let opacity = drawn * (1.0 - smoothstep(0.15, 1.0, away)) * smoothstep(0.0, 0.08, grazing);
        (opacity >= 0.002).then_some((color, opacity, along))
    }
}
