//! Sound: the patch that is stored with an asset, and the samples of a blow on a stored one.

use gve_format::container::Container;
use gve_recipe::{bound::BoundRecipe, material_library};
use gve_shared::{
    inspection::MassProperties,
    problem::{Diagnostic, ProblemCode},
};
use gve_sound::{Blow, Body, MAX_SAMPLE_RATE_HZ, MIN_SAMPLE_RATE_HZ, SoundPatch};

use crate::mesh_section::Shell;

/// Slowest and fastest blow in m/s.
const SPEEDS_M_PER_S: std::ops::RangeInclusive<f64> = 0.01..=100.0;

/// The patch of a recipe's sound for the body that was built of it; nothing for a recipe without sound.
pub(crate) fn sound_patch(recipe: &BoundRecipe, shell: &Shell, mass: &MassProperties) -> Option<SoundPatch> {
    let sound = recipe.sound.as_ref()?;
    let areas_m2 = material_areas(shell, recipe.materials.len());
    let mut widest = 0;
    for material in 1..areas_m2.len() {
        if areas_m2[material] > areas_m2[widest] {
            widest = material;
        }
    }
    // What shows most is what is struck and what rings.
    let material = material_library::find(&recipe.materials[widest].spec_id);
    Some(gve_sound::patch(sound, &Body::new(mass, areas_m2.iter().sum(), material)))
}

/// Area of the shell in m² by material; a triangle counts for that of its first corner.
fn material_areas(shell: &Shell, materials: usize) -> Vec<f64> {
    let mut areas_m2 = vec![0.0; materials.max(1)];
    for corners in shell.finest_indices().chunks_exact(3) {
        let [a, b, c] = [0, 1, 2].map(|corner| &shell.vertices[corners[corner] as usize]);
        let edge = |to: &gve_shared::container::MeshVertex| -> [f64; 3] {
            std::array::from_fn(|axis| f64::from(to.position[axis]) - f64::from(a.position[axis]))
        };
        let (u, v) = (edge(b), edge(c));
        let cross = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
        let area_m2 = 0.5 * cross.iter().map(|value| value * value).sum::<f64>().sqrt();
        if let Some(sum) = areas_m2.get_mut(usize::from(a.material_index)) {
            *sum += area_m2;
        }
    }
    areas_m2
}

/// A blow on an asset, and how it is sampled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SoundRequest<'a> {
    /// Material of the ball that strikes, by id or alias.
    pub against: &'a str,
    /// Its speed in m/s, 0.01 to 100.
    pub velocity_m_per_s: f64,
    /// Samples per second, 8000 to 192000.
    pub sample_rate_hz: u32,
}

impl Default for SoundRequest<'_> {
    fn default() -> Self {
        Self { against: "METAL_STEEL", velocity_m_per_s: 1.0, sample_rate_hz: 48_000 }
    }
}

/// Samples of a blow on the asset of a `.gve_bin` file: mono, each between −1 and 1, the same on every platform.
///
/// # Errors
/// A `binary.…` problem for a damaged file or one without sound, `material.unknown`, or `request.invalid` for a speed or
/// rate out of range.
pub fn render_sound(binary: &[u8], request: &SoundRequest<'_>) -> Result<Vec<f32>, Diagnostic> {
    let SoundRequest { against, velocity_m_per_s, sample_rate_hz } = *request;
    let sound = Container::parse(binary).and_then(|container| container.sound()).map_err(|error| error.diagnostic())?;
    let patch = sound.ok_or_else(|| {
        Diagnostic::error(ProblemCode::BinaryBadSection, "", "the asset has no sound")
            .with_hint("Give its recipe an `audio_patch`, and compile it again.")
    })?;
    let material = material_library::find(against).ok_or_else(|| {
        let shown: String = against.chars().take(60).collect();
        Diagnostic::error(ProblemCode::MaterialUnknown, "", format!("there is no material `{shown}`"))
            .with_hint("Use an id or alias of the material library, such as `METAL_STEEL` or `WOOD_OAK`.")
    })?;
    if !SPEEDS_M_PER_S.contains(&velocity_m_per_s) {
        let message = format!("a blow at {velocity_m_per_s} m/s is out of range");
        return Err(Diagnostic::error(ProblemCode::RequestInvalid, "", message).with_hint("Choose 0.01 to 100 m/s."));
    }
    if !(MIN_SAMPLE_RATE_HZ..=MAX_SAMPLE_RATE_HZ).contains(&sample_rate_hz) {
        let message = format!("a sample rate of {sample_rate_hz} Hz is out of range");
        let hint = format!("Choose {MIN_SAMPLE_RATE_HZ} to {MAX_SAMPLE_RATE_HZ} Hz.");
        return Err(Diagnostic::error(ProblemCode::RequestInvalid, "", message).with_hint(hint));
    }
    Ok(gve_sound::render(&patch, &Blow::with(material, velocity_m_per_s), sample_rate_hz))
}
