//! Mass, centre of mass and inertia, integrated over a lattice of distances.
//!
//! Each sample stands for the box around it, and a box that the surface passes through counts by the part of it that a
//! plane at its distance cuts off. Density is that of the material at the middle of a block of boxes, so that the
//! material is asked for once per block.

use gve_field::{
    Evaluator, Field, SurfaceSample,
    control::{Cancelled, StageControl},
};
use gve_shared::inspection::{InertiaTensor, MassProperties};

/// Samples per block along each axis.
const BLOCK: usize = 4;

/// Samples at equal steps along each axis, x fastest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lattice {
    /// Samples along each axis.
    pub dimensions: [u32; 3],
    /// Position of the first sample in metres.
    pub first: [f32; 3],
    /// Step along each axis in metres.
    pub step_m: [f32; 3],
}

/// Integrals of 1, x, y, z, xx, yy, zz, xy, xz, yz over a solid.
type Moments = [f64; 10];

/// Integrates over the inside of `field`, whose signed distance in metres at sample number `n` of the lattice is
/// `distance_m(n)`; it may be clamped to a few steps.
///
/// # Errors
/// [`Cancelled`] as soon as `control` says so.
pub fn mass_properties(
    field: &Field,
    lattice: &Lattice,
    distance_m: impl Fn(usize) -> f32,
    control: &dyn StageControl,
) -> Result<MassProperties, Cancelled> {
    let blocks = lattice.dimensions.map(|count| (count as usize).div_ceil(BLOCK));
    let mut filled: Vec<Moments> = Vec::new();
    for z in 0..blocks[2] {
        if control.is_cancelled() {
            return Err(Cancelled);
        }
        control.report(z as f32 / blocks[2] as f32);
        for y in 0..blocks[1] {
            for x in 0..blocks[0] {
                let moments = block_moments(lattice, [x, y, z], &distance_m);
                if moments[0] > 0.0 {
                    filled.push(moments);
                }
            }
        }
    }
    let densities = densities(field, &filled);
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

/// Integrals over the solid part of one block.
fn block_moments(lattice: &Lattice, block: [usize; 3], distance_m: &impl Fn(usize) -> f32) -> Moments {
    let counts = lattice.dimensions.map(|count| count as usize);
    let range = |axis: usize| block[axis] * BLOCK..((block[axis] + 1) * BLOCK).min(counts[axis]);
    let step_m = lattice.step_m.map(f64::from);
    let longest_m = lattice.step_m.iter().fold(0.0_f32, |longest, &step| longest.max(step));
    let box_m3 = step_m[0] * step_m[1] * step_m[2];
    let mut moments = [0.0; 10];
    for z in range(2) {
        for y in range(1) {
            for x in range(0) {
                let distance = distance_m((z * counts[1] + y) * counts[0] + x);
                let share = (0.5 - distance / longest_m).clamp(0.0, 1.0);
                if share > 0.0 {
                    let place: [f64; 3] = std::array::from_fn(|axis| {
                        f64::from(lattice.first[axis]) + [x, y, z][axis] as f64 * step_m[axis]
                    });
                    add_box(&mut moments, place, step_m, f64::from(share) * box_m3);
                }
            }
        }
    }
    moments
}

fn add_box(moments: &mut Moments, [x, y, z]: [f64; 3], step_m: [f64; 3], volume_m3: f64) {
    // A box has a second moment about its own middle too: its side squared over 12.
    let [own_x, own_y, own_z] = step_m.map(|side| side * side / 12.0);
    let values = [1.0, x, y, z, x * x + own_x, y * y + own_y, z * z + own_z, x * y, x * z, y * z];
    for (moment, value) in moments.iter_mut().zip(values) {
        *moment += volume_m3 * value;
    }
}

/// Density in kg/m³ at the middle of each block's solid part.
fn densities(field: &Field, blocks: &[Moments]) -> Vec<f64> {
    let by_material: Vec<f64> = field.materials().iter().map(|material| material.density_kg_m3.into()).collect();
    if by_material.windows(2).all(|pair| pair[0] == pair[1]) {
        return vec![by_material[0]; blocks.len()];
    }
    let axis =
        |axis: usize| -> Vec<f32> { blocks.iter().map(|moments| (moments[1 + axis] / moments[0]) as f32).collect() };
    let mut samples = vec![SurfaceSample::default(); blocks.len()];
    Evaluator::new(field).surfaces(&axis(0), &axis(1), &axis(2), &mut samples);
    samples.iter().map(|sample| by_material[usize::from(sample.material)]).collect()
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
