//! Splats on the screen, how far their picture is from the reference, and in which direction each number of each splat
//! makes it better: the rasteriser of splat viewers (EWA, Zwicker et al., 2001) and its derivative (Kerbl, Kopanas,
//! Leimkühler, Drettakis, "3D Gaussian splatting", 2023, section 6).

use gve_field::{
    color::srgb_from_oklab,
    control::{Cancelled, StageControl},
    math,
};

use super::{reference::Pixel, view::View};
use crate::{
    record::Disc,
    vector::{self, Vector},
};

/// Added to the variance of every splat on the screen, in px².
const LOW_PASS: f32 = 0.3;
const LARGEST_ALPHA: f32 = 0.99;
const SMALLEST_ALPHA: f32 = 1.0 / 255.0;
/// What shows less than this part of a pixel does not count.
const SMALLEST_REST: f32 = 1e-4;
/// Weight of squared errors of the coverage.
const COVERAGE: f32 = 16.0;
/// Pixels along the side of a tile.
const TILE: usize = 8;

/// Derivatives of the error by: logarithms of the three sizes, the way along both tangents (metres), the depth
/// (metres), opacity, and sRGB.
pub const PARTS: usize = 10;
pub type Slope = [f32; PARTS];

/// A splat on the screen.
struct Footprint {
    depth: f32,
    /// Which disc it is of.
    index: u32,
    center: [f32; 2],
    /// Inverse covariance: xx, xy, yy.
    conic: [f32; 3],
    /// Half of its rectangle in pixels.
    reach: [f32; 2],
    /// Below this exponent nothing shows.
    least: f32,
    color: Vector,
    opacity: f32,
}

/// Sums over the pixels of a splat: derivatives by colour (3) and opacity (1), by its centre (2), and by its covariance,
/// xx, xy, yy (3), all on the screen.
type Sums = [f32; 9];

/// One splat's part in a pixel.
struct Part {
    place: usize,
    alpha: f32,
    weight: f32,
    /// Inverse covariance times offset from the centre.
    pull: [f32; 2],
}

/// Sum of squared errors over all pixels, on black and on white, and its slope for each disc.
pub fn compare(
    discs: &[Disc],
    view: &View,
    reference: &[Pixel],
    control: &dyn StageControl,
) -> Result<(f32, Vec<Slope>), Cancelled> {
    let mut footprints: Vec<Footprint> =
        discs.iter().enumerate().map(|(index, disc)| footprint(disc, index as u32, view)).collect();
    footprints.sort_unstable_by(|a, b| a.depth.total_cmp(&b.depth).then(a.index.cmp(&b.index)));
    let across = view.size.div_ceil(TILE);
    let lists = by_tile(&footprints, across);
    let mut sums = vec![[0.0; 9]; discs.len()];
    // Pixels without splats miss all of the reference.
    let mut error = 0.0;
    let mut own: Vec<Sums> = Vec::new();
    for (tile, list) in lists.iter().enumerate() {
        if tile % across == 0 && control.is_cancelled() {
            return Err(Cancelled);
        }
        own.clear();
        own.resize(list.len(), [0.0; 9]);
        error += tile_error(&footprints, list, [tile % across, tile / across], view.size, reference, &mut own);
        for (&place, own) in list.iter().zip(&own) {
            let sum = &mut sums[footprints[place as usize].index as usize];
            sum.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
        }
    }
    Ok((error, discs.iter().zip(&sums).map(|(disc, sums)| slope(disc, view, sums)).collect()))
}

/// Where a vector at the disc's centre points on the screen, in pixels per metre.
fn on_screen(view: &View, [x, y, z]: Vector, vector: Vector) -> [f32; 2] {
    let [right, down, forward] = view.turned(vector);
    let scale = view.focal / z;
    [scale * (right - x / z * forward), scale * (down - y / z * forward)]
}

fn axes(disc: &Disc) -> [Vector; 3] {
    [disc.axis, vector::cross(disc.normal, disc.axis), disc.normal]
}

fn footprint(disc: &Disc, index: u32, view: &View) -> Footprint {
    let center = view.turned(vector::sub(disc.center, view.eye));
    let (mut xx, mut xy, mut yy) = (LOW_PASS, 0.0, LOW_PASS);
    for (axis, scale_m) in axes(disc).into_iter().zip(disc.scale) {
        let [u, v] = on_screen(view, center, axis).map(|part| scale_m * part);
        (xx, xy, yy) = (xx + u * u, xy + u * v, yy + v * v);
    }
    let determinant = xx * yy - xy * xy;
    let least = math::ln(SMALLEST_ALPHA / disc.opacity);
    let squared_reach = (-2.0 * least).max(0.0);
    let middle = 0.5 * view.size as f32;
    Footprint {
        depth: center[2],
        index,
        center: [0, 1].map(|axis| center[axis] / center[2] * view.focal + middle),
        conic: [yy / determinant, -xy / determinant, xx / determinant],
        reach: [(squared_reach * xx).sqrt(), (squared_reach * yy).sqrt()],
        least,
        color: srgb_from_oklab(disc.appearance.color_oklab),
        opacity: disc.opacity,
    }
}

/// Footprints that reach into each tile, in their order.
fn by_tile(footprints: &[Footprint], across: usize) -> Vec<Vec<u32>> {
    let mut lists = vec![Vec::new(); across * across];
    let range = |center: f32, reach: f32| {
        let tile = |place: f32| ((place / TILE as f32).floor().max(0.0) as usize).min(across - 1);
        tile(center - reach)..=tile(center + reach)
    };
    for (place, footprint) in footprints.iter().enumerate() {
        for row in range(footprint.center[1], footprint.reach[1]) {
            for column in range(footprint.center[0], footprint.reach[0]) {
                lists[row * across + column].push(place as u32);
            }
        }
    }
    lists
}

/// Error of the pixels of a tile; adds to the sums of the splats of its list.
fn tile_error(
    footprints: &[Footprint],
    list: &[u32],
    [column, row]: [usize; 2],
    size: usize,
    reference: &[Pixel],
    sums: &mut [Sums],
) -> f32 {
    let mut error = 0.0;
    let mut parts = Vec::new();
    for y in row * TILE..((row + 1) * TILE).min(size) {
        for x in column * TILE..((column + 1) * TILE).min(size) {
            let wanted = reference[y * size + x];
            gather(footprints, list, [x as f32 + 0.5, y as f32 + 0.5], &mut parts);
            error += blame(footprints, list, &parts, wanted, sums);
        }
    }
    error
}

/// The splats that show in a pixel, from front to back.
fn gather(footprints: &[Footprint], list: &[u32], [x, y]: [f32; 2], parts: &mut Vec<Part>) {
    parts.clear();
    let mut rest = 1.0;
    for (place, &number) in list.iter().enumerate() {
        let footprint = &footprints[number as usize];
        let [xx, xy, yy] = footprint.conic;
        let (dx, dy) = (x - footprint.center[0], y - footprint.center[1]);
        let pull = [xx * dx + xy * dy, xy * dx + yy * dy];
        let exponent = -0.5 * (pull[0] * dx + pull[1] * dy);
        if exponent < footprint.least {
            continue;
        }
        let weight = math::exp(exponent);
        let alpha = (footprint.opacity * weight).min(LARGEST_ALPHA);
        parts.push(Part { place, alpha, weight, pull });
        rest *= 1.0 - alpha;
        if rest < SMALLEST_REST {
            return;
        }
    }
}

/// Squared error of a pixel on black and on white; adds to the sums of the splats that show in it.
fn blame(footprints: &[Footprint], list: &[u32], parts: &[Part], wanted: Pixel, sums: &mut [Sums]) -> f32 {
    let color_of = |part: &Part| footprints[list[part.place] as usize].color;
    let (mut behind, mut rest) = ([0.0_f32; 3], 1.0_f32);
    for part in parts {
        let share = rest * part.alpha;
        let color = color_of(part);
        for channel in 0..3 {
            behind[channel] += share * color[channel];
        }
        rest *= 1.0 - part.alpha;
    }
    // On white, the background adds what is not covered.
    let excess = [0, 1, 2].map(|channel| behind[channel] - wanted[channel]);
    let uncovered = rest - (1.0 - wanted[3]);
    let (mut error, mut by_color, mut by_rest) = (0.0, [0.0; 3], 0.0);
    for channel in 0..3 {
        let (black, white) = (excess[channel], excess[channel] + uncovered);
        error += black * black + white * white;
        by_color[channel] = 2.0 * (black + white);
        by_rest += 2.0 * white;
    }
    // Inside and outside of the silhouette the coverage itself counts: holes and halos show on other backgrounds.
    if wanted[3] == 0.0 || wanted[3] == 1.0 {
        error += COVERAGE * uncovered * uncovered;
        by_rest += 2.0 * COVERAGE * uncovered;
    }
    let end = rest;
    let mut rest = 1.0;
    for part in parts {
        let footprint = &footprints[list[part.place] as usize];
        let share = rest * part.alpha;
        let (through, sum) = (1.0 - part.alpha, &mut sums[part.place]);
        let mut by_alpha = -by_rest * end / through;
        for channel in 0..3 {
            behind[channel] -= share * footprint.color[channel];
            by_alpha += by_color[channel] * (rest * footprint.color[channel] - behind[channel] / through);
            sum[channel] += share * by_color[channel];
        }
        rest *= through;
        if footprint.opacity * part.weight < LARGEST_ALPHA {
            let by_exponent = by_alpha * part.alpha;
            let [x, y] = part.pull;
            sum[3] += by_alpha * part.weight;
            sum[4] += by_exponent * x;
            sum[5] += by_exponent * y;
            sum[6] += by_exponent * x * x;
            sum[7] += by_exponent * x * y;
            sum[8] += by_exponent * y * y;
        }
    }
    error
}

/// From sums on the screen to the numbers of a disc.
fn slope(disc: &Disc, view: &View, &[red, green, blue, opacity, x, y, xx, xy, yy]: &Sums) -> Slope {
    let center = view.turned(vector::sub(disc.center, view.eye));
    let axes = axes(disc).map(|axis| on_screen(view, center, axis));
    let by_size = |axis: usize| {
        let [u, v] = axes[axis].map(|part| disc.scale[axis] * part);
        u * u * xx + 2.0 * u * v * xy + v * v * yy
    };
    let by_way = |axis: usize| x * axes[axis][0] + y * axes[axis][1];
    [by_size(0), by_size(1), by_size(2), by_way(0), by_way(1), -by_way(2), opacity, red, green, blue]
}
