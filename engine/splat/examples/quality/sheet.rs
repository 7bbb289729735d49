//! Pictures for people.

use std::{fs, path::Path};

use crate::{
    metrics::Faults,
    picture::{Picture, Vector},
};

/// Factor on differences, so that small ones are seen.
const EXAGGERATION: f32 = 4.0;

/// Colours of holes, of the halo, and of everything else by coverage.
const HOLE: Vector = [1.0, 0.1, 0.1];
const HALO: Vector = [0.2, 0.6, 1.0];

/// Writes reference, splats, their exaggerated difference over a grey background of 0–1, and where holes
/// (red) and halo (blue) are.
pub fn write(folder: &Path, name: &str, reference: &Picture, splats: &Picture, background: f32) {
    let (wanted, drawn) = (reference.over(background), splats.over(background));
    let difference: Vec<Vector> = wanted
        .iter()
        .zip(&drawn)
        .map(|(a, b)| std::array::from_fn(|axis| (EXAGGERATION * (a[axis] - b[axis]).abs()).min(1.0)))
        .collect();
    fs::create_dir_all(folder).expect("the folder can be written");
    let faults = faults(reference, splats);
    let kinds = [("reference", &wanted), ("splats", &drawn), ("difference", &difference), ("faults", &faults)];
    for (kind, pixels) in kinds {
        let file = fs::File::create(folder.join(format!("{name}-{kind}.png"))).expect("the folder can be written");
        let size = reference.size as u32;
        let mut encoder = png::Encoder::new(std::io::BufWriter::new(file), size, size);
        encoder.set_color(png::ColorType::Rgb);
        let bytes: Vec<u8> =
            pixels.iter().flatten().map(|channel| (channel.clamp(0.0, 1.0) * 255.0 + 0.5) as u8).collect();
        encoder.write_header().and_then(|mut writer| writer.write_image_data(&bytes)).expect("a whole picture");
    }
}

/// Where splats leave holes and where they stick out, over the dimmed silhouette.
fn faults(reference: &Picture, splats: &Picture) -> Vec<Vector> {
    let faults = Faults::of(reference, splats);
    let pixel = |pixel: usize| match (faults.is_hole[pixel], faults.is_halo[pixel]) {
        (true, _) => HOLE,
        (_, true) => HALO,
        _ => [0.35 * reference.alpha[pixel]; 3],
    };
    (0..reference.alpha.len()).map(pixel).collect()
}
