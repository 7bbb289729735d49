//! The field: what a bound recipe is lowered to, and everything else starts from.

use gve_recipe::bound::{BoundMaterial, BoundRecipe};
use gve_shared::problem::Diagnostic;

use crate::{
    batch::{Registers, execute},
    color::oklab_from_srgb,
    lower,
    program::Program,
    surface::SurfaceSample,
    tape::Tape,
};

/// Axis-aligned box in metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Low corner.
    pub min: [f32; 3],
    /// High corner.
    pub max: [f32; 3],
}

impl Bounds {
    /// Size along each axis.
    pub fn extent(&self) -> [f32; 3] {
        std::array::from_fn(|axis| self.max[axis] - self.min[axis])
    }

    /// The middle.
    pub fn center(&self) -> [f32; 3] {
        std::array::from_fn(|axis| 0.5 * (self.min[axis] + self.max[axis]))
    }
}

/// A signed distance field: tape, parameters, bounds and materials. Immutable; share it between threads.
///
/// Its value is negative inside, positive outside, 0 on the surface, and its magnitude is never larger than the
/// distance to the surface in metres: it is 1-Lipschitz. Sphere tracing and pruning are safe with it.
#[derive(Debug, Clone)]
pub struct Field {
    pub(crate) tape: Tape,
    pub(crate) parameters: Vec<f32>,
    pub(crate) program: Program,
    pub(crate) bounds: Bounds,
    pub(crate) materials: Vec<BoundMaterial>,
    /// Appearance of each material, in the same order.
    pub(crate) samples: Vec<SurfaceSample>,
}

impl Field {
    /// Lowers a bound recipe to a tape.
    ///
    /// # Errors
    /// `recipe.out_of_range` where a number does not fit into single precision, `recipe.too_many_nodes` where the tape
    /// would need more registers than there are.
    pub fn lower(recipe: &BoundRecipe) -> Result<Self, Diagnostic> {
        lower::lower(recipe)
    }

    pub(crate) fn assemble(tape: Tape, parameters: Vec<f32>, bounds: Bounds, materials: Vec<BoundMaterial>) -> Self {
        let samples = materials.iter().enumerate().map(|(index, material)| sample_of(index as u16, material)).collect();
        let program = Program::allocate(&tape);
        Self { tape, parameters, program, bounds, materials, samples }
    }

    /// Bounds of the surface in metres, conservative.
    pub fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// Largest change of the value per metre; always 1, because distortions are divided out where they happen.
    pub fn lipschitz(&self) -> f32 {
        1.0
    }

    /// Materials that [`SurfaceSample::material`] counts.
    pub fn materials(&self) -> &[BoundMaterial] {
        &self.materials
    }

    /// The whole tape.
    pub fn tape(&self) -> &Tape {
        &self.tape
    }

    /// The parameter array that the tape's instructions refer to.
    pub fn parameters(&self) -> &[f32] {
        &self.parameters
    }

    /// Signed distance in metres at one point: the reference for all other evaluators. Slow; see
    /// [`crate::Evaluator::distances`] for many points.
    pub fn distance(&self, point: [f32; 3]) -> f32 {
        let mut registers = Registers::default();
        registers.reserve(&self.program, 1, 0.0);
        registers.points[0] = point;
        execute(&self.program, &self.parameters, &mut registers.points, &mut registers.numbers, 1, 1);
        registers.numbers[usize::from(self.program.output)]
    }
}

fn sample_of(index: u16, material: &BoundMaterial) -> SurfaceSample {
    SurfaceSample {
        material: index,
        color_oklab: oklab_from_srgb(material.base_color_srgb),
        metallic: material.metallic,
        roughness: material.roughness,
        emissive: material.emissive,
    }
}
