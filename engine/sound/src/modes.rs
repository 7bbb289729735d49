//! Modes of idealised bodies: free bars, free plates, thin shells and solid blocks of homogeneous material.
//!
//! A body is one of these by its proportions, or by the author's word. Amplitudes are chosen for the ear: the mode's
//! shape where it is struck, falling with the root of frequency, so that no high mode drowns the lowest.

use std::f64::consts::{FRAC_1_SQRT_2, FRAC_PI_4, PI, SQRT_2};

use gve_shared::{sound::ResonantBody, sound_patch::SoundMode};

use crate::body::Body;

/// What the author decides about the modes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ModeChoice {
    /// Kind of body; by its proportions when absent.
    pub body: Option<ResonantBody>,
    /// Most modes, 1 or more.
    pub mode_count: u32,
    /// Factor on every frequency.
    pub pitch: f64,
    /// Damping ratio instead of the material's.
    pub damping: Option<f64>,
    /// Where it is struck: 0 the middle, 1 the end.
    pub strike: f64,
}

/// Modes outside of this range are left out: nobody hears them, and 20 kHz is above what half the rate may hold.
const AUDIBLE_HZ: std::ops::RangeInclusive<f64> = 20.0..=18_000.0;
/// Modes weaker than this beside the strongest are left out.
const FAINTEST: f64 = 1e-3;

/// A mode before the author's choices: frequency in Hz, and its shape where it is struck, at most 1.
type Candidate = (f64, f64);

/// Modes of a body, the lowest first; their amplitudes add up to 1. At least one, even if all are inaudible.
pub fn modes(body: &Body, choice: &ModeChoice) -> Vec<SoundMode> {
    // From the end, as a share of the length: 0 the end, ½ the middle.
    let place = 0.5 * (1.0 - choice.strike);
    let candidates = match choice.body.unwrap_or_else(|| kind_of(body)) {
        ResonantBody::Bar => bar(body, place),
        ResonantBody::Plate => plate(body, place),
        ResonantBody::Shell => shell(body, place),
        ResonantBody::Block => block(body, place),
    };
    let mut candidates: Vec<Candidate> =
        candidates.into_iter().map(|(frequency, shape)| (frequency * choice.pitch, shape.abs())).collect();
    candidates.sort_by(|a, b| a.0.total_cmp(&b.0));
    let lowest = candidates[0];
    let mut heard: Vec<Candidate> = candidates
        .into_iter()
        .filter(|(frequency, shape)| AUDIBLE_HZ.contains(frequency) && *shape > FAINTEST)
        .collect();
    if heard.is_empty() {
        heard.push((lowest.0.clamp(*AUDIBLE_HZ.start(), *AUDIBLE_HZ.end()), 1.0));
    }
    heard.truncate(choice.mode_count as usize);
    let loudness: Vec<f64> = heard.iter().map(|(frequency, shape)| shape * (heard[0].0 / frequency).sqrt()).collect();
    let sum: f64 = loudness.iter().sum();
    let damping = choice.damping.unwrap_or(body.damping);
    heard
        .iter()
        .zip(loudness)
        .map(|((frequency, _), loudness)| SoundMode {
            frequency_hz: *frequency as f32,
            decay_per_s: (damping * 2.0 * PI * frequency) as f32,
            amplitude: (loudness / sum) as f32,
        })
        .collect()
}

/// What a body is by its proportions: long ones are bars, thin-walled ones shells, flat ones plates, all others blocks.
fn kind_of(body: &Body) -> ResonantBody {
    let [length, width, thickness] = body.sides_m;
    if length > 4.0 * width {
        ResonantBody::Bar
    } else if body.wall_m < 0.2 * thickness {
        ResonantBody::Shell
    } else if width > 4.0 * thickness {
        ResonantBody::Plate
    } else {
        ResonantBody::Block
    }
}

/// Speed of sound along a thin bar in m/s.
fn bar_speed(body: &Body) -> f64 {
    (body.youngs_modulus_pa / body.density_kg_m3).sqrt()
}

/// βL of the n-th bending mode of a free bar, n from 1 (R. D. Blevins, Formulas for Natural Frequency and Mode Shape,
/// Van Nostrand Reinhold, 1979, table 8-1).
fn free_bar_root(n: u32) -> f64 {
    match n {
        1 => 4.730_040_74,
        2 => 7.853_204_62,
        3 => 10.995_607_9,
        _ => (f64::from(n) + 0.5) * PI,
    }
}

/// Shape of a bending mode with root βL at `place` from the end of a free bar, 1 at the end: the exact form for all but
/// the far end's fading part.
fn free_bar_shape(root: f64, place: f64) -> f64 {
    let (_, cosine) = gve_math::sine_cosine(root * place + FRAC_PI_4);
    0.5 * (SQRT_2 * cosine + gve_math::exp(-root * place))
}

/// Shape cos(n π place) of a standing wave.
fn wave_shape(n: u32, place: f64) -> f64 {
    gve_math::sine_cosine(f64::from(n) * PI * place).1
}

/// A free bar: bending about its two weaker axes, f = (βL)² / (2π L²) · c · k with the radius of gyration k of the
/// section, and stretching, f = n c / 2L (Blevins, tables 8-1 and 8-16).
fn bar(body: &Body, place: f64) -> Vec<Candidate> {
    let speed = bar_speed(body);
    let length = body.sides_m[0];
    let mut candidates = Vec::new();
    for n in 1..=24 {
        let root = free_bar_root(n);
        for (side, share) in [(body.sides_m[2], 1.0), (body.sides_m[1], 0.5)] {
            let gyration = side / 12_f64.sqrt();
            let frequency = root * root / (2.0 * PI * length * length) * speed * gyration;
            candidates.push((frequency, share * free_bar_shape(root, place)));
        }
        candidates.push((f64::from(n) * speed / (2.0 * length), 0.2 * wave_shape(n, place)));
    }
    candidates
}

/// A free rectangular plate by the approximation of G. B. Warburton, The vibration of rectangular plates, Proceedings of
/// the Institution of Mechanical Engineers 168, 1954 (Blevins, table 11-4).
fn plate(body: &Body, place: f64) -> Vec<Candidate> {
    let [length, width, thickness] = body.sides_m;
    let ratio = body.poissons_ratio;
    let bending = bar_speed(body) * thickness / (12.0 * (1.0 - ratio * ratio)).sqrt();
    let aspect = (length / width) * (length / width);
    let mut candidates = Vec::new();
    for m in 0..=8 {
        for n in 0..=8 {
            let ([gx, hx, jx], [gy, hy, jy]) = (warburton(m), warburton(n));
            let square = gx * gx * gx * gx
                + gy * gy * gy * gy * aspect * aspect
                + 2.0 * aspect * (ratio * hx * hy + (1.0 - ratio) * jx * jy);
            if square > 0.0 {
                let frequency = PI / (2.0 * length * length) * bending * square.sqrt();
                candidates.push((frequency, wave_shape(m, place) * wave_shape(n, place)));
            }
        }
    }
    candidates
}

/// Warburton's G, H and J of the n-th free-free beam function; n of 0 moves and 1 turns the plate without bending it.
fn warburton(n: u32) -> [f64; 3] {
    match n {
        0 => [0.0, 0.0, 0.0],
        1 => [0.0, 0.0, 12.0 / (PI * PI)],
        2 => [1.506, 1.248, 5.017],
        _ => {
            let k = f64::from(n) - 0.5;
            [k, k * k * (1.0 - 2.0 / (k * PI)), k * k * (1.0 + 6.0 / (k * PI))]
        }
    }
}

/// A thin wall around an axis: bending of its rings, f = n (n² − 1) / √(n² + 1) · c h / (√12 · 2π R²) (Lord Rayleigh,
/// The Theory of Sound, 2nd ed., 1894, section 233), and of its length with them, by Donnell's equation for cylinders
/// (W. Soedel, Vibrations of Shells and Plates, 3rd ed., Dekker, 2004, section 5.5).
fn shell(body: &Body, place: f64) -> Vec<Candidate> {
    let [long, middle, short] = body.sides_m;
    // The axis is the side that differs most from the other two. A thin ring of radius R looks like a side of √6 R.
    let (axis, across) = if long * short > middle * middle { (long, middle * short) } else { (short, long * middle) };
    let radius = (across / 6.0).sqrt();
    let height = axis.max(0.2 * radius);
    let wall = body.wall_m.min(radius);
    let ratio = body.poissons_ratio;
    let speed = bar_speed(body) / (1.0 - ratio * ratio).sqrt();
    let stiffness = wall * wall / (12.0 * radius * radius);
    let mut candidates = Vec::new();
    for n in 2..=12 {
        let order = f64::from(n);
        let ring = order * (order * order - 1.0) / (order * order + 1.0).sqrt();
        candidates.push((ring * speed * stiffness.sqrt() / (2.0 * PI * radius), 1.0));
        for m in 1..=3 {
            let wave = f64::from(m) * PI * radius / height;
            let sum = wave * wave + order * order;
            let membrane = wave * wave / sum;
            let square = (1.0 - ratio * ratio) * membrane * membrane + stiffness * sum * sum;
            let frequency = speed * square.sqrt() / (2.0 * PI * radius);
            candidates.push((frequency, FRAC_1_SQRT_2 * wave_shape(m, place)));
        }
    }
    candidates
}

/// A solid block: standing shear waves between its sides, f = c/2 √((l/L)² + (m/W)² + (n/T)²).
fn block(body: &Body, place: f64) -> Vec<Candidate> {
    let shear_modulus = body.youngs_modulus_pa / (2.0 * (1.0 + body.poissons_ratio));
    let speed = (shear_modulus / body.density_kg_m3).sqrt();
    let [length, width, thickness] = body.sides_m;
    let mut candidates = Vec::new();
    for l in 0..=5 {
        for m in 0..=5 {
            for n in 0..=5 {
                let per_m = [f64::from(l) / length, f64::from(m) / width, f64::from(n) / thickness];
                let square: f64 = per_m.iter().map(|value| value * value).sum();
                if square > 0.0 {
                    let shape = wave_shape(l, place) * wave_shape(m, place) * wave_shape(n, place);
                    candidates.push((0.5 * speed * square.sqrt(), shape));
                }
            }
        }
    }
    candidates
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steel(sides_m: [f64; 3], wall_m: f64) -> Body {
        Body {
            mass_kg: 1.0,
            sides_m,
            wall_m,
            youngs_modulus_pa: 200e9,
            poissons_ratio: 0.26,
            density_kg_m3: 7850.0,
            damping: 0.001,
            restitution: 0.65,
        }
    }

    const CHOICE: ModeChoice = ModeChoice { body: None, mode_count: 16, pitch: 1.0, damping: None, strike: 1.0 };

    fn near(value: f32, expected: f64, tolerance: f64) -> bool {
        (f64::from(value) / expected - 1.0).abs() < tolerance
    }

    #[test]
    fn a_free_steel_bar_bends_at_the_textbook_frequencies() {
        // 300 × 20 × 5 mm: f1 = 4.73² / (2π · 0.3²) · 5048 m/s · 5 mm / √12 = 288.2 Hz, then 2.756 and 5.404 times it.
        let modes = modes(&steel([0.3, 0.02, 0.005], 0.005), &CHOICE);
        assert!(near(modes[0].frequency_hz, 288.2, 1e-3), "{modes:?}");
        assert!(modes.iter().any(|mode| near(mode.frequency_hz, 288.2 * 2.7565, 1e-3)), "{modes:?}");
        assert!(modes.iter().any(|mode| near(mode.frequency_hz, 288.2 * 5.4039, 1e-3)), "{modes:?}");
        // Across the wide side it is four times as stiff.
        assert!(modes.iter().any(|mode| near(mode.frequency_hz, 288.2 * 4.0, 1e-3)), "{modes:?}");
        assert!(modes.iter().all(|mode| near(mode.decay_per_s, 0.001 * 2.0 * PI * f64::from(mode.frequency_hz), 1e-5)));
    }

    #[test]
    fn a_blow_at_the_middle_leaves_out_every_other_mode() {
        let body = steel([0.3, 0.02, 0.005], 0.005);
        let modes = modes(&body, &ModeChoice { strike: 0.0, ..CHOICE });
        assert!(near(modes[0].frequency_hz, 288.2, 1e-3));
        assert!(!modes.iter().any(|mode| near(mode.frequency_hz, 288.2 * 2.7565, 1e-3) && mode.amplitude > 0.01));
    }

    #[test]
    fn a_free_square_plate_rings_at_known_frequencies() {
        // A. W. Leissa, Vibration of Plates, NASA SP-160, 1969, table 4.65: ω a² √(ρh/D) = 13.49, 19.79 and 24.43 for a
        // free square plate with ν = 0.3. Warburton's approximation has the twist 5 % high, and one frequency between
        // the other two, which couple.
        let mut body = steel([0.2, 0.2, 0.002], 0.002);
        body.poissons_ratio = 0.3;
        let unit = bar_speed(&body) * 0.002 / (12.0_f64 * (1.0 - 0.09)).sqrt() / (2.0 * PI * 0.04);
        let modes = modes(&body, &CHOICE);
        assert!(near(modes[0].frequency_hz, 13.49 * unit, 0.06), "{} {modes:?}", 13.49 * unit);
        assert!(modes.iter().any(|mode| near(mode.frequency_hz, 0.5 * (19.79 + 24.43) * unit, 0.02)), "{modes:?}");
    }

    #[test]
    fn a_ring_rings_at_the_frequencies_of_rayleigh() {
        // R = 50 mm, h = 2 mm: the side that a thin ring looks like is √6 R.
        let side = 6_f64.sqrt() * 0.05;
        let modes = modes(&steel([side, side, 0.05], 0.002), &ModeChoice { body: Some(ResonantBody::Shell), ..CHOICE });
        let speed = (200e9_f64 / 7850.0 / (1.0 - 0.26 * 0.26)).sqrt();
        let second = 6.0 / 5_f64.sqrt() * speed * 0.002 / (12_f64.sqrt() * 2.0 * PI * 0.0025);
        assert!(near(modes[0].frequency_hz, second, 1e-3), "{second} {modes:?}");
        // n = 3: 24 / √10 over 6 / √5.
        assert!(modes.iter().any(|mode| near(mode.frequency_hz, second * 2.828_43, 1e-3)), "{modes:?}");
    }

    #[test]
    fn bodies_are_what_they_look_like() {
        assert_eq!(kind_of(&steel([1.0, 0.06, 0.01], 0.008)), ResonantBody::Bar);
        assert_eq!(kind_of(&steel([0.5, 0.4, 0.01], 0.01)), ResonantBody::Plate);
        assert_eq!(kind_of(&steel([0.3, 0.2, 0.2], 0.006)), ResonantBody::Shell);
        assert_eq!(kind_of(&steel([0.2, 0.2, 0.2], 0.067)), ResonantBody::Block);
    }

    #[test]
    fn any_body_has_modes_that_add_up() {
        for exponent in -4..=3 {
            let size = gve_math::pow(10.0, f64::from(exponent));
            for kind in [ResonantBody::Bar, ResonantBody::Plate, ResonantBody::Shell, ResonantBody::Block] {
                for strike in [0.0, 0.5, 1.0] {
                    let body = steel([size, 0.5 * size, 0.1 * size], 0.01 * size);
                    let modes = modes(&body, &ModeChoice { body: Some(kind), strike, ..CHOICE });
                    assert!((1..=16).contains(&modes.len()), "{kind:?} {size}");
                    let sum: f32 = modes.iter().map(|mode| mode.amplitude).sum();
                    assert!((sum - 1.0).abs() < 1e-5, "{kind:?} {size}: {sum}");
                    assert!(modes.iter().all(|mode| AUDIBLE_HZ.contains(&mode.frequency_hz.into())), "{kind:?} {size}");
                    assert!(modes.is_sorted_by(|a, b| a.frequency_hz <= b.frequency_hz), "{kind:?} {size}");
                }
            }
        }
    }
}
