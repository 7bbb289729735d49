//! How far two pictures are apart.

use std::ops::RangeInclusive;

use crate::picture::{Picture, Vector};

/// Pixels around the object that count.
const MARGIN: usize = 4;

#[derive(Debug, Clone, Copy, Default)]
pub struct Score {
    pub psnr_black: f64,
    pub psnr_white: f64,
    /// Structural similarity on black or on white, whichever is lower.
    pub ssim: f64,
    /// Part of the silhouette, without its outermost pixel, that shows the background.
    pub hole_percent: f64,
    /// Pixels more than one pixel outside of the silhouette that show splats, relative to the silhouette.
    pub halo_percent: f64,
}

impl Score {
    pub fn of(reference: &Picture, splats: &Picture) -> Self {
        let window = Window::around(reference);
        let [black, white] = [0.0, 1.0].map(|background| (reference.over(background), splats.over(background)));
        let faults = Faults::of(reference, splats);
        let percent = |is_bad: &[bool]| {
            100.0 * is_bad.iter().filter(|is_bad| **is_bad).count() as f64 / faults.silhouette.max(1) as f64
        };
        Self {
            psnr_black: window.psnr(&black.0, &black.1),
            psnr_white: window.psnr(&white.0, &white.1),
            ssim: window.ssim(&black.0, &black.1).min(window.ssim(&white.0, &white.1)),
            hole_percent: percent(&faults.is_hole),
            halo_percent: percent(&faults.is_halo),
        }
    }

    /// The figures by name.
    pub fn to_json(self) -> serde_json::Value {
        serde_json::json!({
            "psnr_black_db": self.psnr_black,
            "psnr_white_db": self.psnr_white,
            "ssim": self.ssim,
            "hole_percent": self.hole_percent,
            "halo_percent": self.halo_percent,
        })
    }

    /// Each figure made from those of all scores.
    fn each(scores: &[Self], quality: fn(&[f64]) -> f64, fault: fn(&[f64]) -> f64) -> Self {
        let column = |pick: fn(&Self) -> f64| scores.iter().map(pick).collect::<Vec<_>>();
        Self {
            psnr_black: quality(&column(|score| score.psnr_black)),
            psnr_white: quality(&column(|score| score.psnr_white)),
            ssim: quality(&column(|score| score.ssim)),
            hole_percent: fault(&column(|score| score.hole_percent)),
            halo_percent: fault(&column(|score| score.halo_percent)),
        }
    }
}

/// Pixels that are wrong beyond what antialiasing explains.
pub struct Faults {
    /// Inside of the silhouette without its outermost pixel, but the background shows.
    pub is_hole: Vec<bool>,
    /// More than one pixel outside of it, but splats show.
    pub is_halo: Vec<bool>,
    /// Number of pixels of the silhouette.
    pub silhouette: usize,
}

impl Faults {
    pub fn of(reference: &Picture, splats: &Picture) -> Self {
        let inside: Vec<bool> = reference.alpha.iter().map(|&alpha| alpha > 0.5).collect();
        let outside: Vec<bool> = inside.iter().map(|inside| !inside).collect();
        let (grown, shrunk_outside) = (dilated(&inside, reference.size), dilated(&outside, reference.size));
        let pixels = || splats.alpha.iter().enumerate();
        Self {
            is_hole: pixels().map(|(pixel, &alpha)| !shrunk_outside[pixel] && alpha < 0.95).collect(),
            is_halo: pixels().map(|(pixel, &alpha)| !grown[pixel] && alpha > 0.05).collect(),
            silhouette: inside.iter().filter(|inside| **inside).count(),
        }
    }
}

/// Scores of several views together.
pub struct Summary {
    pub mean: Score,
    /// The worst of each figure, which may come from different views.
    pub worst: Score,
}

impl Summary {
    pub fn of(scores: &[Score]) -> Self {
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let least = |values: &[f64]| values.iter().copied().fold(f64::INFINITY, f64::min);
        let most = |values: &[f64]| values.iter().copied().fold(0.0, f64::max);
        Self { mean: Score::each(scores, mean, mean), worst: Score::each(scores, least, most) }
    }
}

fn dilated(mask: &[bool], size: usize) -> Vec<bool> {
    let near = |pixel: usize| {
        let (x, y) = (pixel % size, pixel / size);
        (y.saturating_sub(1)..=(y + 1).min(size - 1))
            .any(|row| (x.saturating_sub(1)..=(x + 1).min(size - 1)).any(|column| mask[row * size + column]))
    };
    (0..mask.len()).map(near).collect()
}

/// The rectangle that counts.
struct Window {
    size: usize,
    columns: RangeInclusive<usize>,
    rows: RangeInclusive<usize>,
}

impl Window {
    fn around(picture: &Picture) -> Self {
        let (size, last) = (picture.size, picture.size - 1);
        let covered = || (0..size * size).filter(|&pixel| picture.alpha[pixel] > 0.0);
        let range = |place: fn(usize, usize) -> usize| {
            let low = covered().map(|pixel| place(pixel, size)).min().unwrap_or(0);
            let high = covered().map(|pixel| place(pixel, size)).max().unwrap_or(last);
            low.saturating_sub(MARGIN)..=(high + MARGIN).min(last)
        };
        Self { size, columns: range(|pixel, size| pixel % size), rows: range(|pixel, size| pixel / size) }
    }

    fn pixels(&self) -> impl Iterator<Item = usize> + '_ {
        self.rows.clone().flat_map(move |row| self.columns.clone().map(move |column| row * self.size + column))
    }

    /// Peak signal-to-noise ratio in dB over all channels.
    fn psnr(&self, a: &[Vector], b: &[Vector]) -> f64 {
        let (mut sum, mut count) = (0.0, 0.0);
        for pixel in self.pixels() {
            for axis in 0..3 {
                let difference = f64::from(a[pixel][axis] - b[pixel][axis]);
                sum += difference * difference;
                count += 1.0;
            }
        }
        -10.0 * (sum / count).max(1e-12).log10()
    }

    /// Structural similarity of luminance with a Gaussian window of σ 1.5 px (Wang, Bovik, Sheikh, Simoncelli, 2004).
    fn ssim(&self, a: &[Vector], b: &[Vector]) -> f64 {
        let luminance = |color: Vector| f64::from(0.299 * color[0] + 0.587 * color[1] + 0.114 * color[2]);
        let moments = |pixel: usize| {
            let (p, q) = (luminance(a[pixel]), luminance(b[pixel]));
            [p, q, p * p, q * q, p * q]
        };
        let fields: Vec<[f64; 5]> = (0..self.size * self.size).map(moments).collect();
        let blurred = blur(&blur(&fields, self.size, 1), self.size, self.size);
        let (mut sum, mut count) = (0.0, 0.0);
        for pixel in self.pixels() {
            let [p, q, pp, qq, pq] = blurred[pixel];
            let (c1, c2) = (1e-4, 9e-4);
            let similarity = (2.0 * p * q + c1) * (2.0 * (pq - p * q) + c2)
                / ((p * p + q * q + c1) * (pp - p * p + qq - q * q + c2));
            sum += similarity;
            count += 1.0;
        }
        sum / count
    }
}

/// Gaussian blur along one direction; `stride` is 1 along rows and the size along columns.
fn blur(fields: &[[f64; 5]], size: usize, stride: usize) -> Vec<[f64; 5]> {
    let kernel: Vec<f64> = (-5..=5).map(|offset: i32| (-f64::from(offset * offset) / 4.5).exp()).collect();
    let total: f64 = kernel.iter().sum();
    let at = |pixel: usize| {
        let place = pixel / stride % size;
        let mut sum = [0.0; 5];
        for (tap, weight) in kernel.iter().enumerate() {
            let other = (place + tap).saturating_sub(5).min(size - 1);
            let values = fields[pixel + other * stride - place * stride];
            sum.iter_mut().zip(values).for_each(|(sum, value)| *sum += weight / total * value);
        }
        sum
    };
    (0..fields.len()).map(at).collect()
}
