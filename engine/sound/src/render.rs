//! Patch and blow → samples: source, noise, filters, distortion, room, limiter.

use gve_shared::sound_patch::SoundPatch;

use crate::{
    blow::Blow,
    filter::{Biquad, OnePole},
    fm, modal, noise, reverb,
};

/// Longest sound in seconds; what rings on is faded out.
pub const MAX_DURATION_S: f64 = 12.0;
/// Lowest sample rate in Hz.
pub const MIN_SAMPLE_RATE_HZ: u32 = 8_000;
/// Highest sample rate in Hz.
pub const MAX_SAMPLE_RATE_HZ: u32 = 192_000;

/// Shortest sound in seconds.
const MIN_DURATION_S: f64 = 0.05;
/// Fade at the end in seconds, against the click of a cut.
const FADE_S: f64 = 0.01;
/// Where the limiter begins.
const KNEE: f64 = 0.7;
/// How much the clipper amplifies before it clips.
const DRIVE: f64 = 8.0;

/// Samples of a blow, mono, each between −1 and 1, for at most [`MAX_DURATION_S`]. The sample rate is clamped to its
/// limits.
///
/// A harder and faster blow is louder and brighter: modes are excited by the spectrum of the force, operators and noise
/// go through a low-pass at its bandwidth.
pub fn render(patch: &SoundPatch, blow: &Blow, sample_rate_hz: u32) -> Vec<f32> {
    let rate = f64::from(sample_rate_hz.clamp(MIN_SAMPLE_RATE_HZ, MAX_SAMPLE_RATE_HZ));
    let contact = blow.meet(patch);
    let mut samples = vec![0.0_f64; (duration_s(patch) * rate) as usize];
    fm::add(patch, rate, &mut samples);
    noise::add(patch, rate, &mut samples);
    let mut soften = OnePole::new(contact.bandwidth_hz().min(0.45 * rate), rate);
    samples.iter_mut().for_each(|sample| *sample = soften.next(*sample));
    modal::add(patch, &contact, rate, &mut samples);
    for filter in &patch.filters {
        Biquad::new(filter, rate).apply(&mut samples);
    }
    distort(patch.distortion.into(), &mut samples);
    reverb::apply(patch, rate, &mut samples);
    finish(contact.peak, rate, &samples)
}

/// Seconds of the whole sound.
fn duration_s(patch: &SoundPatch) -> f64 {
    let dry = fm::duration_s(patch).max(modal::duration_s(patch)).max(noise::duration_s(patch));
    (dry + reverb::duration_s(patch) + FADE_S).clamp(MIN_DURATION_S, MAX_DURATION_S)
}

/// Mixes in what a soft clipper makes of the sound.
fn distort(share: f64, samples: &mut [f64]) {
    if share > 0.0 {
        for sample in samples {
            *sample = (1.0 - share) * *sample + share * gve_math::tanh(DRIVE * *sample);
        }
    }
}

/// Loudness, limiter and fade.
fn finish(peak: f64, rate: f64, samples: &[f64]) -> Vec<f32> {
    let fade = FADE_S * rate;
    let from_end = |number: usize| (samples.len() - 1 - number) as f64;
    let finished = samples.iter().enumerate().map(|(number, sample)| {
        let faded = peak * sample * (from_end(number) / fade).min(1.0);
        limit(faded) as f32
    });
    finished.collect()
}

/// Leaves quiet samples alone and bends loud ones below 1.
fn limit(sample: f64) -> f64 {
    let size = sample.abs();
    if size <= KNEE {
        return sample;
    }
    let bent = KNEE + (1.0 - KNEE) * gve_math::tanh((size - KNEE) / (1.0 - KNEE));
    if sample < 0.0 { -bent } else { bent }
}
