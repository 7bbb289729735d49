//! Splats as binary glTF by KHR_gaussian_splatting (ratified by Khronos): a cloud of points whose attributes carry the
//! Gaussians, which programs without the extension show as coloured points.

use gve_shared::container::Splat;
use serde_json::json;

use super::{
    ExportError, SH_C0, Sink,
    color::linear_from_srgb,
    glb_buffer::{COMPONENT_F32, COMPONENT_U16, Plan, TARGET_VERTICES},
    metadata_of, splat_color, splats_of,
};
use crate::container::Container;

/// Mode of a primitive of points.
const POINTS: u32 = 0;

/// Writes the splats as GLB: rotation xyzw, standard deviations in metres (linear), opacity 0–1, and the colour as the
/// constant term of spherical harmonics over display-referred sRGB.
pub fn glb_splats(container: &Container<'_>, sink: &mut Sink<'_>) -> Result<(), ExportError> {
    let splats: Vec<Splat> = splats_of(container)?.iter().collect();
    let (name, _) = metadata_of(container)?;
    let count = splats.len();
    let mut plan = Plan::default();
    let mut floats =
        |shape: &str, parts: usize| plan.accessor(TARGET_VERTICES, COMPONENT_F32, shape, count, 4 * parts * count);
    let [positions, rotations, scales] = [floats("VEC3", 3), floats("VEC4", 4), floats("VEC3", 3)];
    let [opacities, harmonics] = [floats("SCALAR", 1), floats("VEC3", 3)];
    plan.bound(positions, splats.iter().map(|splat| splat.position));
    let colors = plan.accessor(TARGET_VERTICES, COMPONENT_U16, "VEC4", count, 8 * count);
    plan.describe(colors, "normalized", json!(true));
    let attributes = json!({
        "POSITION": positions,
        "COLOR_0": colors,
        "KHR_gaussian_splatting:ROTATION": rotations,
        "KHR_gaussian_splatting:SCALE": scales,
        "KHR_gaussian_splatting:OPACITY": opacities,
        "KHR_gaussian_splatting:SH_DEGREE_0_COEF_0": harmonics,
    });
    let extension = json!({
        "kernel": "ellipse",
        "colorSpace": "srgb_rec709_display",
        "projection": "perspective",
        "sortingMethod": "cameraDistance",
    });
    let primitive =
        json!({ "mode": POINTS, "attributes": attributes, "extensions": { "KHR_gaussian_splatting": extension } });
    let document = json!({
        "asset": null,
        "extensionsUsed": ["KHR_gaussian_splatting"],
        "scene": 0,
        "scenes": [{ "nodes": [0] }],
        "nodes": [{ "mesh": 0, "name": name }],
        "meshes": [{ "name": name, "primitives": [primitive] }],
    });
    plan.write_head(document, sink)?;

    splats.iter().try_for_each(|splat| sink.floats(&splat.position))?;
    splats.iter().try_for_each(|splat| sink.floats(&unit(splat.rotation)))?;
    splats.iter().try_for_each(|splat| sink.floats(&splat.scale))?;
    splats.iter().try_for_each(|splat| sink.floats(&[splat_color(splat).1]))?;
    let harmonic = |splat: &Splat| splat_color(splat).0.map(|channel| (channel - 0.5) / SH_C0);
    splats.iter().try_for_each(|splat| sink.floats(&harmonic(splat)))?;
    for splat in &splats {
        let ([r, g, b], alpha) = splat_color(splat);
        let linear = [linear_from_srgb(r), linear_from_srgb(g), linear_from_srgb(b), alpha];
        linear.iter().try_for_each(|value| sink.put(&((value * 65535.0 + 0.5) as u16).to_le_bytes()))?;
    }
    Ok(())
}

/// A rotation of length 1, as the extension demands.
fn unit(rotation: [f32; 4]) -> [f32; 4] {
    let length = rotation.iter().map(|part| part * part).sum::<f32>().sqrt();
    if length > 0.0 { rotation.map(|part| part / length) } else { [0.0, 0.0, 0.0, 1.0] }
}
