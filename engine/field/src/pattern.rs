//! Endless patterns: periodic surfaces and random cells.
//!
//! Periodic surfaces are level sets of the leading terms of the minimal surfaces' Fourier series (H. G. von Schnering
//! and R. Nesper, "Nodal surfaces of Fourier series", 1991). Each function divided by its largest slope is a lower bound
//! of the distance; the slopes are the maxima of the gradient's length over a period.
//!
//! Cells are those of jittered lattice points. The distance to the border between the cells of A and B is that to the
//! plane between A and B, (|p − B|² − |p − A|²) / 2|A − B|, exact inside of a cell as the least over all B. Points are
//! looked for in 4³ cells around; one outside of these is at least 1.75 cells away, and the nearest at most √3 · 0.75, so
//! that its plane is at least 0.22 cells away: limited to that, the least over the 64 is right.

use gve_shared::modifier::MinimalSurface;

use crate::{formula::centred, lanes::Lanes};

/// Numbers in the record of a periodic surface: centre, 2π / period, kind, half thickness in values of the function or
/// negative for the solid side, 1 / (slope · 2π / period).
pub(crate) const PERIODIC_RECORD: usize = 7;
/// Numbers in the record of cells: centre, 1 / size, size, half thickness of walls, 1 for walls or −1 for cells, seed.
pub(crate) const CELLS_RECORD: usize = 8;
/// Largest slope of each function, and its mean on the surface.
const SLOPES: [(f64, f64); 5] =
    [(1.732_051, 1.534), (1.732_051, 1.339), (1.224_745, 1.059), (7.0, 2.897), (5.196_153, 4.342)];
/// Points are moved by at most this from the middles of their cells.
const JITTER: f32 = 0.25;
/// Farthest border that is told apart, in cells.
const FARTHEST_BORDER: f32 = 0.22;

fn number(surface: MinimalSurface) -> usize {
    match surface {
        MinimalSurface::Gyroid => 0,
        MinimalSurface::SchwarzP => 1,
        MinimalSurface::Diamond => 2,
        MinimalSurface::Neovius => 3,
        MinimalSurface::Iwp => 4,
    }
}

/// Record of a periodic surface; without thickness, of the solid on its low side.
pub(crate) fn periodic_record(
    centre: [f64; 3],
    surface: MinimalSurface,
    period: f64,
    thickness: Option<f64>,
) -> Vec<f64> {
    let (slope, mean) = SLOPES[number(surface)];
    let frequency = std::f64::consts::TAU / period;
    let half = thickness.map_or(-1.0, |thickness| 0.5 * thickness * frequency * mean);
    let [x, y, z] = centre;
    vec![x, y, z, frequency, number(surface) as f64, half, 1.0 / (slope * frequency)]
}

pub(crate) fn is_periodic_record(k: &[f32]) -> bool {
    k[3] > 0.0 && (0.0..=4.0).contains(&k[4]) && k[4].fract() == 0.0 && k[6] >= 0.0
}

pub(crate) fn is_cells_record(k: &[f32]) -> bool {
    k[3] > 0.0 && k[4] > 0.0 && k[6].abs() == 1.0 && (0.0..=65_535.0).contains(&k[7]) && k[7].fract() == 0.0
}

#[inline(always)]
pub(crate) fn periodic<L: Lanes>(p: [L; 3], k: &[f32]) -> L {
    let q = centred(p, k);
    let (sx, cx) = q[0].scale(k[3]).sine_cosine();
    let (sy, cy) = q[1].scale(k[3]).sine_cosine();
    let (sz, cz) = q[2].scale(k[3]).sine_cosine();
    let value = match k[4] as u32 {
        0 => sx * cy + sy * cz + sz * cx,
        1 => cx + cy + cz,
        2 => cx * cy * cz - sx * sy * sz,
        3 => (cx + cy + cz).scale(3.0) + (cx * cy * cz).scale(4.0),
        _ => {
            // cos 2x = 2 cos² x − 1
            let doubled = (cx.square() + cy.square() + cz.square()).scale(2.0) - L::splat(3.0);
            (cx * cy + cy * cz + cz * cx).scale(2.0) - doubled
        }
    };
    let value = if k[5] < 0.0 { value } else { value.abs() - L::splat(k[5]) };
    value.scale(k[6])
}

#[inline(always)]
pub(crate) fn cells<L: Lanes>(p: [L; 3], k: &[f32]) -> L {
    let mut q = centred(p, k);
    let mut first = q;
    for axis in 0..3 {
        q[axis] = q[axis].scale(k[3]);
        first[axis] = (q[axis] - L::splat(0.5)).floor() - L::splat(1.0);
    }
    let seed = k[7] as u32;
    let mut points = [[L::splat(0.0); 3]; 64];
    let mut nearest = [L::splat(0.0); 3];
    let mut least = L::splat(1e9);
    for index in 0..64_usize {
        let offset = [(index % 4) as f32, (index / 4 % 4) as f32, (index / 16) as f32];
        let mut corner = first;
        for axis in 0..3 {
            corner[axis] = first[axis] + L::splat(offset[axis]);
        }
        let jitter = L::hashed(corner, seed);
        let mut squared = L::splat(0.0);
        for axis in 0..3 {
            points[index][axis] = corner[axis] + L::splat(0.5) + jitter[axis].scale(JITTER) - q[axis];
            squared = squared + points[index][axis].square();
        }
        let is_nearer = squared.less(least);
        least = L::select(is_nearer, squared, least);
        for axis in 0..3 {
            nearest[axis] = L::select(is_nearer, points[index][axis], nearest[axis]);
        }
    }
    let mut border = L::splat(FARTHEST_BORDER);
    for point in points {
        let mut squared = L::splat(0.0);
        let mut apart = L::splat(0.0);
        for axis in 0..3 {
            squared = squared + point[axis].square();
            apart = apart + (point[axis] - nearest[axis]).square();
        }
        let is_itself = apart.less(L::splat(1e-6));
        let way = (squared - least) / apart.larger(L::splat(1e-6)).sqrt().scale(2.0);
        border = L::select(is_itself, border, border.smaller(way));
    }
    (border.scale(k[4]) - L::splat(k[5])).scale(k[6])
}
