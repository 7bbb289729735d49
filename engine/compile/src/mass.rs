//! Mass, centre of mass and inertia, integrated over the baked distances.
//!
//! Each sample stands for the box around it, and a box that the surface passes through counts by the part of it that a
//! plane at its distance cuts off. Density is that of the material at the middle of a block of boxes, so that the
//! material is asked for once per block. Rows of samples that lie outside or inside whole are told by their bits alone.

use gve_field::{
    Evaluator, Field, SurfaceSample,
    control::{Cancelled, StageControl},
    tasks,
};
use gve_shared::inspection::{InertiaTensor, MassProperties};
use gve_volume::{Volume, half};

/// Samples per block along each axis.
const BLOCK: usize = 4;
/// Blocks whose densities are asked for at once.
const DENSITIES_AT_ONCE: usize = 512;

/// Integrals of 1, x, y, z, xx, yy, zz, xy, xz, yz over a solid.
type Moments = [f64; 10];

/// Integrates over the inside of `field`, whose distances `volume` holds.
///
/// # Errors
/// [`Cancelled`] as soon as `control` says so.
pub(crate) fn mass_properties(
    field: &Field,
    volume: &Volume,
    control: &dyn StageControl,
) -> Result<MassProperties, Cancelled> {
    let grid = Grid::of(volume);
    let slabs = grid.blocks[2];
    let parts = tasks::run(slabs, Vec::new, |parts: &mut Vec<(usize, Vec<Moments>)>, z| {
        if control.is_cancelled() {
            return Err(Cancelled);
        }
        parts.push((z, grid.slab(z)));
        Ok(())
    })?;
    control.report(0.5);
    let mut parts: Vec<_> = parts.into_iter().flatten().collect();
    parts.sort_unstable_by_key(|&(z, _)| z);
    let filled: Vec<Moments> = parts.into_iter().flat_map(|(_, part)| part).collect();
    let densities = densities(field, &filled, control)?;
    let mut volume_m3 = 0.0;
    let mut total = [0.0; 10];
    for (moments, density) in filled.iter().zip(densities) {
        volume_m3 += moments[0];
        for (sum, moment) in total.iter_mut().zip(moments) {
            *sum += moment * density;
        }
    }
    Ok(about_center(volume_m3, total))
}

/// The boxes around a volume's samples.
struct Grid<'v> {
    volume: &'v Volume,
    counts: [usize; 3],
    blocks: [usize; 3],
    first_m: [f64; 3],
    step_m: [f64; 3],
    /// Distance over which a box passes from full to empty.
    reach_m: f32,
    /// Bits of the least half that is at least half of the reach: a box that far outside is empty.
    empty: u16,
    /// What [`Grid::row_sums`] gives for a row of full boxes, by block along x.
    full_rows: Vec<[f64; 3]>,
}

impl<'v> Grid<'v> {
    fn of(volume: &'v Volume) -> Self {
        let counts = volume.dimensions.map(|count| count as usize);
        let step = |axis: usize| (volume.bounds.max[axis] - volume.bounds.min[axis]) / (counts[axis] - 1) as f32;
        let step_m: [f32; 3] = std::array::from_fn(step);
        let reach_m = step_m.iter().fold(0.0_f32, |longest, &step| longest.max(step));
        let mut empty = half::bits_from_f32(0.5 * reach_m);
        while half::f32_from_bits(empty) < 0.5 * reach_m {
            empty += 1;
        }
        let mut grid = Self {
            volume,
            counts,
            blocks: counts.map(|count| count.div_ceil(BLOCK)),
            first_m: volume.bounds.min.map(f64::from),
            step_m: step_m.map(f64::from),
            reach_m,
            empty,
            full_rows: Vec::new(),
        };
        let full = [empty | 0x8000; BLOCK];
        let starts = (0..counts[0]).step_by(BLOCK);
        grid.full_rows = starts.map(|x| grid.row_sums(&full[..BLOCK.min(counts[0] - x)], x)).collect();
        grid
    }

    /// Moments of the blocks of one slab that hold anything, in order of y, x.
    fn slab(&self, z: usize) -> Vec<Moments> {
        let mut filled = Vec::new();
        for y in 0..self.blocks[1] {
            for x in 0..self.blocks[0] {
                let moments = self.block([x, y, z]);
                if moments[0] > 0.0 {
                    filled.push(moments);
                }
            }
        }
        filled
    }

    fn block(&self, block: [usize; 3]) -> Moments {
        let range = |axis: usize| block[axis] * BLOCK..((block[axis] + 1) * BLOCK).min(self.counts[axis]);
        let xs = range(0);
        let mut moments = [0.0; 10];
        for z in range(2) {
            for y in range(1) {
                let samples = self.volume.row([xs.start, y, z], xs.len());
                // A sample is empty from the bits of `empty` up to the sign bit, and full from there with the sign.
                if samples.iter().all(|&bits| (self.empty..0x8000).contains(&bits)) {
                    continue;
                }
                let sums = if samples.iter().all(|&bits| bits >= self.empty | 0x8000) {
                    self.full_rows[block[0]]
                } else {
                    self.row_sums(samples, xs.start)
                };
                self.add_row(&mut moments, sums, y, z);
            }
        }
        moments
    }

    /// Sums of the boxes' full parts, and of these times x and xx.
    fn row_sums(&self, samples: &[u16], first: usize) -> [f64; 3] {
        let mut sums = [0.0; 3];
        for (index, &bits) in samples.iter().enumerate() {
            let share = f64::from((0.5 - half::f32_from_bits(bits) / self.reach_m).clamp(0.0, 1.0));
            let x = self.first_m[0] + (first + index) as f64 * self.step_m[0];
            sums[0] += share;
            sums[1] += share * x;
            sums[2] += share * x * x;
        }
        sums
    }

    fn add_row(&self, moments: &mut Moments, [full, by_x, by_xx]: [f64; 3], y: usize, z: usize) {
        let box_m3 = self.step_m[0] * self.step_m[1] * self.step_m[2];
        // A box has a second moment about its own middle too: its side squared over 12.
        let [own_x, own_y, own_z] = self.step_m.map(|side| side * side / 12.0);
        let y = self.first_m[1] + y as f64 * self.step_m[1];
        let z = self.first_m[2] + z as f64 * self.step_m[2];
        let second = [by_xx + own_x * full, (y * y + own_y) * full, (z * z + own_z) * full];
        let mixed = [by_x * y, by_x * z, y * z * full];
        let rows = [full, by_x, y * full, z * full].into_iter().chain(second).chain(mixed);
        for (moment, value) in moments.iter_mut().zip(rows) {
            *moment += box_m3 * value;
        }
    }
}

/// Density in kg/m³ at the middle of each block's solid part.
fn densities(field: &Field, blocks: &[Moments], control: &dyn StageControl) -> Result<Vec<f64>, Cancelled> {
    let by_material: Vec<f64> = field.materials().iter().map(|material| material.density_kg_m3.into()).collect();
    if by_material.windows(2).all(|pair| pair[0] == pair[1]) {
        return Ok(vec![by_material[0]; blocks.len()]);
    }
    let state = || (Evaluator::new(field), Vec::new());
    let count = blocks.len().div_ceil(DENSITIES_AT_ONCE);
    let parts = tasks::run(count, state, |(evaluator, parts): &mut (_, Vec<(usize, Vec<f64>)>), part| {
        if control.is_cancelled() {
            return Err(Cancelled);
        }
        let blocks = &blocks[part * DENSITIES_AT_ONCE..blocks.len().min((part + 1) * DENSITIES_AT_ONCE)];
        let axis =
            |axis: usize| blocks.iter().map(|moments| (moments[1 + axis] / moments[0]) as f32).collect::<Vec<_>>();
        let mut samples = vec![SurfaceSample::default(); blocks.len()];
        evaluator.surfaces(&axis(0), &axis(1), &axis(2), &mut samples);
        parts.push((part, samples.iter().map(|sample| by_material[usize::from(sample.material)]).collect()));
        Ok(())
    })?;
    let mut parts: Vec<_> = parts.into_iter().flat_map(|(_, parts)| parts).collect();
    parts.sort_unstable_by_key(|&(part, _)| part);
    Ok(parts.into_iter().flat_map(|(_, densities)| densities).collect())
}

/// Moves the second moments to the centre of mass and makes the inertia tensor of them.
fn about_center(volume_m3: f64, total: Moments) -> MassProperties {
    let [mass_kg, mx, my, mz, mxx, myy, mzz, mxy, mxz, myz] = total;
    // A solid too thin for the lattice has no mass; its centre is then the origin.
    let scale = if mass_kg > 0.0 { 1.0 / mass_kg } else { 0.0 };
    let [x, y, z] = [mx * scale, my * scale, mz * scale];
    let (xx, yy, zz) = (mxx - mass_kg * x * x, myy - mass_kg * y * y, mzz - mass_kg * z * z);
    let inertia_kg_m2 = InertiaTensor {
        xx: yy + zz,
        yy: xx + zz,
        zz: xx + yy,
        xy: mass_kg * x * y - mxy,
        xz: mass_kg * x * z - mxz,
        yz: mass_kg * y * z - myz,
    };
    MassProperties { mass_kg, volume_m3, center_of_mass_m: [x, y, z], inertia_kg_m2 }
}
