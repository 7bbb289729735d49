//! Pictures for people.

use std::{fs, path::Path};

use crate::picture::{Picture, Vector};

/// Factor on differences, so that small ones are seen.
const EXAGGERATION: f32 = 4.0;

/// Writes reference, splats and their exaggerated difference over a grey background of 0–1.
pub fn write(folder: &Path, name: &str, reference: &Picture, splats: &Picture, background: f32) {
    let (wanted, drawn) = (reference.over(background), splats.over(background));
    let difference: Vec<Vector> = wanted
        .iter()
        .zip(&drawn)
        .map(|(a, b)| std::array::from_fn(|axis| (EXAGGERATION * (a[axis] - b[axis]).abs()).min(1.0)))
        .collect();
    fs::create_dir_all(folder).expect("the folder can be written");
    for (kind, pixels) in [("reference", &wanted), ("splats", &drawn), ("difference", &difference)] {
        let file = fs::File::create(folder.join(format!("{name}-{kind}.png"))).expect("the folder can be written");
        let size = reference.size as u32;
        let mut encoder = png::Encoder::new(std::io::BufWriter::new(file), size, size);
        encoder.set_color(png::ColorType::Rgb);
        let bytes: Vec<u8> =
            pixels.iter().flatten().map(|channel| (channel.clamp(0.0, 1.0) * 255.0 + 0.5) as u8).collect();
        encoder.write_header().and_then(|mut writer| writer.write_image_data(&bytes)).expect("a whole picture");
    }
}
