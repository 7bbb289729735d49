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

/// Where the pictures of one view go.
pub struct Sheet<'a> {
    pub folder: &'a Path,
    pub name: String,
    /// Grey behind them, 0–1.
    pub background: f32,
}

impl Sheet<'_> {
    /// Writes reference, splats, their exaggerated difference, where holes (red) and halo (blue) are, and the mesh.
    pub fn write(&self, reference: &Picture, splats: &Picture, mesh: Option<&Picture>) {
        let (wanted, drawn) = (reference.over(self.background), splats.over(self.background));
        let difference: Vec<Vector> = wanted
            .iter()
            .zip(&drawn)
            .map(|(a, b)| std::array::from_fn(|axis| (EXAGGERATION * (a[axis] - b[axis]).abs()).min(1.0)))
            .collect();
        fs::create_dir_all(self.folder).expect("the folder can be written");
        self.picture("faults", reference.size, &faults(reference, splats));
        for (kind, pixels) in [("reference", wanted), ("splats", drawn), ("difference", difference)] {
            self.picture(kind, reference.size, &pixels);
        }
        if let Some(mesh) = mesh {
            self.picture("mesh", mesh.size, &mesh.over(self.background));
        }
    }

    fn picture(&self, kind: &str, size: usize, pixels: &[Vector]) {
        let path = self.folder.join(format!("{}-{kind}.png", self.name));
        let file = fs::File::create(path).expect("the folder can be written");
        let mut encoder = png::Encoder::new(std::io::BufWriter::new(file), size as u32, size as u32);
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
