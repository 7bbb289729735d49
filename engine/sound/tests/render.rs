//! What is heard: peaks where the modes are, decays as damped, the same samples for the same input, and never a wild one.

use std::f64::consts::PI;

use gve_recipe::material_library::{entries, find};
use gve_shared::{
    inspection::{InertiaTensor, MassProperties},
    sound_patch::{SoundFilterRecord, SoundMode, SoundOperator, SoundPatch, StoredFilterKind},
};
use gve_sound::{Blow, Body, MAX_DURATION_S, ModeChoice, modes, render};

const RATE_HZ: u32 = 48_000;

/// A free bar of steel, 300 × 20 × 5 mm.
fn bar() -> SoundPatch {
    let (volume_m3, mass_kg) = (3e-5, 0.2355);
    let moment = |a: f64, b: f64| mass_kg * (a * a + b * b) / 12.0;
    let inertia_kg_m2 = InertiaTensor {
        xx: moment(0.02, 0.005),
        yy: moment(0.3, 0.005),
        zz: moment(0.3, 0.02),
        xy: 0.0,
        xz: 0.0,
        yz: 0.0,
    };
    let mass = MassProperties { mass_kg, volume_m3, center_of_mass_m: [0.0; 3], inertia_kg_m2 };
    let body = Body::new(&mass, 0.0152, find("METAL_STEEL"));
    let choice = ModeChoice { body: None, mode_count: 5, pitch: 1.0, damping: Some(0.001), strike: 1.0 };
    SoundPatch {
        gain: 1.0,
        mass_kg: mass_kg as f32,
        curvature_m: 0.01,
        surface_modulus_gpa: 214.0,
        restitution: 0.65,
        modes: modes(&body, &choice),
        ..SoundPatch::default()
    }
}

fn blow(material: &str, speed_m_per_s: f64) -> Blow {
    Blow::with(find(material).expect("a material"), speed_m_per_s)
}

/// Strength of a frequency in a part of the samples, by a Hann-windowed Fourier sum.
fn strength(samples: &[f32], frequency_hz: f64) -> f64 {
    let (mut real, mut imaginary) = (0.0, 0.0);
    for (number, sample) in samples.iter().enumerate() {
        let window = 0.5 - 0.5 * (2.0 * PI * number as f64 / samples.len() as f64).cos();
        let angle = 2.0 * PI * frequency_hz * number as f64 / f64::from(RATE_HZ);
        real += f64::from(*sample) * window * angle.cos();
        imaginary += f64::from(*sample) * window * angle.sin();
    }
    (real * real + imaginary * imaginary).sqrt() / samples.len() as f64
}

#[test]
fn peaks_are_where_the_modes_are() {
    let patch = bar();
    let samples = render(&patch, &blow("METAL_STEEL", 1.0), RATE_HZ);
    let part = &samples[..24_000];
    for mode in &patch.modes {
        let frequency_hz = f64::from(mode.frequency_hz);
        let here = strength(part, frequency_hz);
        for beside in [0.985, 1.015] {
            assert!(here > 4.0 * strength(part, frequency_hz * beside), "{frequency_hz} Hz beside {beside}");
        }
    }
    let between = 0.5 * f64::from(patch.modes[0].frequency_hz + patch.modes[1].frequency_hz);
    assert!(strength(part, between) < 0.02 * strength(part, patch.modes[0].frequency_hz.into()));
}

#[test]
fn the_decay_is_that_of_the_damping() {
    let patch = bar();
    let samples = render(&patch, &blow("METAL_STEEL", 1.0), RATE_HZ);
    for mode in &patch.modes[..2] {
        let (decay, frequency_hz) = (f64::from(mode.decay_per_s), f64::from(mode.frequency_hz));
        let window = (0.25 / decay * f64::from(RATE_HZ)) as usize;
        let later = (1.0 / decay * f64::from(RATE_HZ)) as usize;
        let fallen =
            strength(&samples[later..later + window], frequency_hz) / strength(&samples[..window], frequency_hz);
        let passed_s = later as f64 / f64::from(RATE_HZ);
        assert!((fallen.ln() / (-decay * passed_s) - 1.0).abs() < 0.05, "{frequency_hz}: {fallen}");
        // The damping ratio: ζ = decay / ω.
        assert!((decay / (2.0 * PI * frequency_hz) / 0.001 - 1.0).abs() < 1e-5);
    }
}

#[test]
fn soft_blows_are_duller_and_slow_ones_quieter() {
    let patch = bar();
    let brightness = |material: &str| {
        let samples = render(&patch, &blow(material, 1.0), RATE_HZ);
        let (low, high) = (patch.modes[0].frequency_hz, patch.modes[patch.modes.len() - 1].frequency_hz);
        strength(&samples[..12_000], high.into()) / strength(&samples[..12_000], low.into())
    };
    let (steel, oak, rubber) = (brightness("METAL_STEEL"), brightness("WOOD_OAK"), brightness("RUBBER_NATURAL"));
    assert!(steel > oak && oak > 2.0 * rubber, "{steel} {oak} {rubber}");
    let peak = |speed| {
        let samples = render(&patch, &blow("WOOD_OAK", speed), RATE_HZ);
        samples.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()))
    };
    assert!(peak(0.2) < 0.5 * peak(0.8), "{} {}", peak(0.2), peak(0.8));
}

/// Xorshift64* (S. Vigna, An experimental exploration of Marsaglia's xorshift generators, scrambled, 2016).
struct Random(u64);

impl Random {
    fn unit(&mut self) -> f32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 40) as f32 / (1 << 24) as f32
    }

    fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    fn below(&mut self, end: usize) -> usize {
        ((self.unit() * end as f32) as usize).min(end - 1)
    }
}

/// A patch with any number within what recipes allow.
fn random_patch(random: &mut Random) -> SoundPatch {
    let operators = (0..if random.unit() < 0.6 { 4 + random.below(3) } else { 0 })
        .map(|position| SoundOperator {
            ratio: random.between(0.01, 64.0),
            index: random.between(0.0, 32.0),
            feedback: random.unit(),
            attack_s: random.between(0.0, 0.05),
            decay_s: random.between(0.0, 0.2),
            sustain: random.unit(),
            release_s: random.between(0.0, 0.3),
            modulators: (random.below(64) as u8) & (0xfe_u8 << position),
            is_carrier: random.unit() < 0.5,
        })
        .collect();
    let modes = (0..random.below(20))
        .map(|_| SoundMode {
            frequency_hz: random.between(20.0, 30_000.0),
            decay_per_s: random.between(2.0, 4000.0),
            amplitude: random.between(0.0, 0.2),
        })
        .collect();
    let kinds = [StoredFilterKind::LowPass, StoredFilterKind::HighPass, StoredFilterKind::BandPass];
    let filters = (0..random.below(5))
        .map(|_| SoundFilterRecord {
            kind: kinds[random.below(3)],
            frequency_hz: random.between(10.0, 20_000.0),
            quality: random.between(0.1, 30.0),
        })
        .collect();
    SoundPatch {
        frequency_hz: random.between(20.0, 8000.0),
        gain: random.between(0.0, 4.0),
        distortion: random.unit(),
        noise_level: random.between(-1.0, 4.0).max(0.0),
        noise_decay_s: random.between(0.001, 0.5),
        noise_seed: random.below(65_536) as u32,
        reverb_size_m: random.between(0.5, 20.0),
        reverb_mix: random.between(-0.5, 1.0).max(0.0),
        mass_kg: random.between(1e-5, 1e4),
        curvature_m: random.between(1e-4, 10.0),
        surface_modulus_gpa: random.between(1e-4, 500.0),
        restitution: random.unit(),
        operators,
        filters,
        modes,
    }
}

#[test]
fn no_patch_is_wild() {
    for seed in 1..=150_u64 {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let patch = random_patch(&mut random);
        let material = &entries()[random.below(entries().len())];
        let speed = f64::from(random.between(0.0, 200.0));
        let rate = [8_000, 22_050, 48_000][random.below(3)];
        let samples = render(&patch, &Blow::with(material, speed), rate);
        assert!(!samples.is_empty() && samples.len() <= (MAX_DURATION_S * f64::from(rate)) as usize, "seed {seed}");
        for sample in &samples {
            assert!(sample.is_finite() && sample.abs() <= 1.0, "seed {seed}: {sample}");
        }
        assert!(samples[samples.len() - 1].abs() < 1e-6, "seed {seed} ends in a click");
    }
}

#[test]
fn the_same_input_gives_the_same_samples() {
    for seed in 1..=10 {
        let patch = random_patch(&mut Random(seed));
        let once = render(&patch, &blow("WOOD_OAK", 2.0), RATE_HZ);
        assert!(once == render(&patch, &blow("WOOD_OAK", 2.0), RATE_HZ), "seed {seed}");
    }
}

#[test]
fn rates_outside_the_limits_are_clamped() {
    let patch = bar();
    let lengths = [0, 8_000, 192_000, u32::MAX].map(|rate| render(&patch, &blow("METAL_STEEL", 1.0), rate).len());
    assert!(lengths[0] == lengths[1] && lengths[2] == lengths[3] && lengths[0] < lengths[2]);
}
