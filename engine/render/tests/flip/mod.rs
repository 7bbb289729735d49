//! ꟻLIP: the perceived difference of two pictures when one flips between them (P. Andersson et al., "ꟻLIP: a difference
//! evaluator for alternating images", 2020). Low dynamic range, 67 pixels per degree.

const PIXELS_PER_DEGREE: f64 = 67.0;

/// One plane per channel.
struct Planes {
    width: usize,
    height: usize,
    channels: [Vec<f64>; 3],
}

impl Planes {
    fn map(&self, change: impl Fn([f64; 3]) -> [f64; 3]) -> Self {
        let mut channels = self.channels.clone();
        for index in 0..self.width * self.height {
            let changed = change(std::array::from_fn(|channel| self.channels[channel][index]));
            for (plane, value) in channels.iter_mut().zip(changed) {
                plane[index] = value;
            }
        }
        Self { channels, ..*self }
    }
}

/// Mean ꟻLIP (0 the same, 1 as different as can be) of two pictures in RGBA8 rows.
pub fn mean(a: &[u8], b: &[u8], [width, height]: [usize; 2]) -> f64 {
    assert!(a.len() == width * height * 4 && b.len() == a.len(), "pictures differ in size");
    let [a, b] = [a, b].map(|pixels| opponent(pixels, width, height));
    let [seen_a, seen_b] = [&a, &b].map(|picture| uniform_color(&contrast_filtered(picture)));
    let [features_a, features_b] = [&a, &b].map(features);
    let green_blue = [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]].map(|rgb| hunt_lab(xyz_from_linear(rgb)));
    let most = hyab(green_blue[0], green_blue[1]).powf(0.7);
    let mut sum = 0.0;
    for index in 0..width * height {
        let at = |planes: &Planes| std::array::from_fn(|channel| planes.channels[channel][index]);
        let color = redistributed(hyab(at(&seen_a), at(&seen_b)).powf(0.7), most);
        let feature = [0, 1].map(|kind| (features_a[kind][index] - features_b[kind][index]).abs());
        let feature = (feature[0].max(feature[1]) / std::f64::consts::SQRT_2).sqrt();
        sum += color.powf(1.0 - feature);
    }
    sum / (width * height) as f64
}

fn redistributed(error: f64, most: f64) -> f64 {
    let (knee, at_knee) = (0.4 * most, 0.95);
    if error < knee { at_knee / knee * error } else { at_knee + (error - knee) / (most - knee) * (1.0 - at_knee) }
}

fn linear_from_srgb(value: f64) -> f64 {
    if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

fn xyz_from_linear([r, g, b]: [f64; 3]) -> [f64; 3] {
    [
        0.412_391 * r + 0.357_584 * g + 0.180_481 * b,
        0.212_639 * r + 0.715_169 * g + 0.072_192 * b,
        0.019_331 * r + 0.119_195 * g + 0.950_532 * b,
    ]
}

fn linear_from_xyz([x, y, z]: [f64; 3]) -> [f64; 3] {
    [
        3.240_970 * x - 1.537_383 * y - 0.498_611 * z,
        -0.969_244 * x + 1.875_968 * y + 0.041_555 * z,
        0.055_630 * x - 0.203_977 * y + 1.056_972 * z,
    ]
}

fn white() -> [f64; 3] {
    xyz_from_linear([1.0; 3])
}

/// Y Cx Cz of displayed sRGB.
fn opponent(pixels: &[u8], width: usize, height: usize) -> Planes {
    let channels = std::array::from_fn(|channel| {
        pixels.chunks_exact(4).map(|pixel| linear_from_srgb(f64::from(pixel[channel]) / 255.0)).collect()
    });
    Planes { width, height, channels }.map(|linear| {
        let [x, y, z] = xyz_from_linear(linear);
        let [wx, wy, wz] = white();
        [116.0 * y / wy - 16.0, 500.0 * (x / wx - y / wy), 200.0 * (y / wy - z / wz)]
    })
}

/// What the eye still tells apart at this distance, as linear RGB in range.
fn contrast_filtered(picture: &Planes) -> Planes {
    let sensitivity: [[f64; 4]; 3] = [[1.0, 0.0047, 0.0, 1e-5], [1.0, 0.0053, 0.0, 1e-5], [34.1, 0.04, 13.5, 0.025]];
    let radius = (3.0 * (0.04 / (2.0 * std::f64::consts::PI.powi(2))).sqrt() * PIXELS_PER_DEGREE).ceil() as i64;
    let mut filtered = picture.map(|color| color);
    for (channel, [a1, b1, a2, b2]) in sensitivity.into_iter().enumerate() {
        let pi = std::f64::consts::PI;
        let weight = |x: i64, y: i64| {
            let squared = ((x * x + y * y) as f64) / (PIXELS_PER_DEGREE * PIXELS_PER_DEGREE);
            let lobe = |a: f64, b: f64| a * (pi / b).sqrt() * (-pi * pi * squared / b).exp();
            lobe(a1, b1) + lobe(a2, b2)
        };
        filtered.channels[channel] = convolve(picture, channel, radius, weight, true);
    }
    filtered.map(|[y, cx, cz]| {
        let [wx, wy, wz] = white();
        let luminance = (y + 16.0) / 116.0;
        let xyz = [(cx / 500.0 + luminance) * wx, luminance * wy, (luminance - cz / 200.0) * wz];
        linear_from_xyz(xyz).map(|value| value.clamp(0.0, 1.0))
    })
}

fn uniform_color(linear: &Planes) -> Planes {
    linear.map(|rgb| hunt_lab(xyz_from_linear(rgb)))
}

/// CIELAB whose colourfulness falls with lightness.
fn hunt_lab(xyz: [f64; 3]) -> [f64; 3] {
    let curve = |t: f64| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
    let reference = white();
    let [x, y, z] = std::array::from_fn(|axis| curve(xyz[axis] / reference[axis]));
    let lightness = 116.0 * y - 16.0;
    [lightness, 0.01 * lightness * 500.0 * (x - y), 0.01 * lightness * 200.0 * (y - z)]
}

fn hyab(a: [f64; 3], b: [f64; 3]) -> f64 {
    (a[0] - b[0]).abs() + (a[1] - b[1]).hypot(a[2] - b[2])
}

/// Strength of edges and of points in the luminance.
fn features(picture: &Planes) -> [Vec<f64>; 2] {
    let luminance = picture.map(|[y, _, _]| [(y + 16.0) / 116.0; 3]);
    let deviation = 0.5 * 0.082 * PIXELS_PER_DEGREE;
    let radius = (3.0 * deviation).ceil() as i64;
    let gauss = move |x: i64, y: i64| (-((x * x + y * y) as f64) / (2.0 * deviation * deviation)).exp();
    let first = move |x: i64, y: i64| -(x as f64) * gauss(x, y);
    let second = move |x: i64, y: i64| ((x * x) as f64 / (deviation * deviation) - 1.0) * gauss(x, y);
    let strength = |kernel: &dyn Fn(i64, i64) -> f64| -> Vec<f64> {
        let across = convolve(&luminance, 0, radius, kernel, false);
        let down = convolve(&luminance, 0, radius, |x, y| kernel(y, x), false);
        across.iter().zip(&down).map(|(x, y)| x.hypot(*y)).collect()
    };
    [strength(&first), strength(&second)]
}

/// Convolution with the border repeated. The weights are scaled to sum to 1, or positive and negative ones each.
fn convolve(
    picture: &Planes,
    channel: usize,
    radius: i64,
    weight: impl Fn(i64, i64) -> f64,
    as_average: bool,
) -> Vec<f64> {
    let taps: Vec<(i64, i64, f64)> = (-radius..=radius)
        .flat_map(|y| (-radius..=radius).map(move |x| (x, y)))
        .map(|(x, y)| (x, y, weight(x, y)))
        .collect();
    let sum = |positive: bool| taps.iter().map(|tap| tap.2).filter(|w| (*w > 0.0) == positive).sum::<f64>().abs();
    let (up, down) = (sum(true), if as_average { sum(true) } else { sum(false) });
    let taps: Vec<_> = taps
        .into_iter()
        .map(|(x, y, w)| (x, y, if w > 0.0 { w / up } else { w / down }))
        .filter(|tap| tap.2.abs() > 1e-7)
        .collect();
    let plane = &picture.channels[channel];
    let (width, height) = (picture.width as i64, picture.height as i64);
    let value = |x: i64, y: i64| plane[(y.clamp(0, height - 1) * width + x.clamp(0, width - 1)) as usize];
    (0..width * height)
        .map(|index| taps.iter().map(|(dx, dy, w)| w * value(index % width + dx, index / width + dy)).sum())
        .collect()
}
