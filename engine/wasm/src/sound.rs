//! The sound of a blow for JavaScript.

use gve_compile::SoundRequest;
use wasm_bindgen::prelude::*;

use crate::arguments::refuse;

/// Samples of a blow on the asset of a `.gve_bin` file: mono, each from -1 to 1, the same as natively. `against` is the
/// material that strikes it, by id or alias. Throws when the file is damaged or has no sound, or an argument is bad.
#[wasm_bindgen]
pub fn render_sound(
    binary: &[u8],
    against: &str,
    velocity_m_per_s: f64,
    sample_rate_hz: u32,
) -> Result<Vec<f32>, JsError> {
    let request = SoundRequest { against, velocity_m_per_s, sample_rate_hz };
    gve_compile::render_sound(binary, &request).map_err(|problem| refuse(problem.message))
}
