//! A bank of modes that a blow sets ringing.

use std::f64::consts::PI;

use gve_shared::sound_patch::{SoundMode, SoundPatch};

use crate::blow::Contact;

/// Fall in decibels after which a mode counts as silent.
const SILENCE_DB: f64 = 80.0;

/// Adds the modes of a patch to `samples`, each as strong as the blow excites it; together they peak at 1 at most.
pub(crate) fn add(patch: &SoundPatch, contact: &Contact, sample_rate_hz: f64, samples: &mut [f64]) {
    for mode in &patch.modes {
        let frequency_hz = f64::from(mode.frequency_hz);
        if frequency_hz < 0.5 * sample_rate_hz {
            ring(mode, f64::from(mode.amplitude) * contact.spectrum(frequency_hz), sample_rate_hz, samples);
        }
    }
}

/// One mode: a phasor that is turned and shrunk from sample to sample.
fn ring(mode: &SoundMode, amplitude: f64, sample_rate_hz: f64, samples: &mut [f64]) {
    let (sine, cosine) = gve_math::sine_cosine(2.0 * PI * f64::from(mode.frequency_hz) / sample_rate_hz);
    let shrink = gve_math::exp(-f64::from(mode.decay_per_s) / sample_rate_hz);
    let (turn_real, turn_imaginary) = (shrink * cosine, shrink * sine);
    let (mut real, mut imaginary) = (amplitude, 0.0);
    let length = samples.len().min((duration_of(mode) * sample_rate_hz) as usize + 1);
    for sample in &mut samples[..length] {
        *sample += imaginary;
        (real, imaginary) =
            (real * turn_real - imaginary * turn_imaginary, real * turn_imaginary + imaginary * turn_real);
    }
}

fn duration_of(mode: &SoundMode) -> f64 {
    SILENCE_DB / 20.0 * std::f64::consts::LN_10 / f64::from(mode.decay_per_s).max(1e-3)
}

/// Seconds until the last mode is silent.
pub(crate) fn duration_s(patch: &SoundPatch) -> f64 {
    patch.modes.iter().map(duration_of).fold(0.0, f64::max)
}
