//! Filters: of second order for the author, of first order for the blow.

use std::f64::consts::PI;

use gve_shared::sound_patch::{SoundFilterRecord, StoredFilterKind};

/// A filter of second order in the transposed direct form II, with the coefficients of R. Bristow-Johnson, Cookbook
/// formulae for audio equalizer biquad filter coefficients; its band-pass has a peak gain of 1.
pub(crate) struct Biquad {
    forward: [f64; 3],
    back: [f64; 2],
    state: [f64; 2],
}

impl Biquad {
    pub fn new(filter: &SoundFilterRecord, sample_rate_hz: f64) -> Self {
        let frequency_hz = f64::from(filter.frequency_hz).clamp(1.0, 0.49 * sample_rate_hz);
        let (sine, cosine) = gve_math::sine_cosine(2.0 * PI * frequency_hz / sample_rate_hz);
        let alpha = sine / (2.0 * f64::from(filter.quality).max(0.01));
        let scale = 1.0 / (1.0 + alpha);
        let forward = match filter.kind {
            StoredFilterKind::LowPass => [0.5 * (1.0 - cosine), 1.0 - cosine, 0.5 * (1.0 - cosine)],
            StoredFilterKind::HighPass => [0.5 * (1.0 + cosine), -(1.0 + cosine), 0.5 * (1.0 + cosine)],
            StoredFilterKind::BandPass => [alpha, 0.0, -alpha],
        };
        Self {
            forward: forward.map(|value| value * scale),
            back: [-2.0 * cosine * scale, (1.0 - alpha) * scale],
            state: [0.0; 2],
        }
    }

    pub fn apply(&mut self, samples: &mut [f64]) {
        let ([b0, b1, b2], [a1, a2]) = (self.forward, self.back);
        for sample in samples {
            let input = *sample;
            let output = b0 * input + self.state[0];
            self.state = [b1 * input - a1 * output + self.state[1], b2 * input - a2 * output];
            *sample = output;
        }
    }
}

/// A low-pass of first order.
pub(crate) struct OnePole {
    share: f64,
    state: f64,
}

impl OnePole {
    pub fn new(frequency_hz: f64, sample_rate_hz: f64) -> Self {
        Self { share: 1.0 - gve_math::exp(-2.0 * PI * frequency_hz / sample_rate_hz), state: 0.0 }
    }

    pub fn next(&mut self, sample: f64) -> f64 {
        self.state += self.share * (sample - self.state);
        self.state
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gain of a filter for a steady sine.
    fn gain(kind: StoredFilterKind, frequency_hz: f64) -> f64 {
        let filter = SoundFilterRecord { kind, frequency_hz: 1000.0, quality: std::f32::consts::FRAC_1_SQRT_2 };
        let mut samples: Vec<f64> =
            (0..48_000).map(|number| (2.0 * PI * frequency_hz * f64::from(number) / 48_000.0).sin()).collect();
        Biquad::new(&filter, 48_000.0).apply(&mut samples);
        samples[24_000..].iter().fold(0.0, |peak, sample| sample.abs().max(peak))
    }

    #[test]
    fn filters_pass_what_their_names_say() {
        let decibels = |kind, frequency_hz| 20.0 * gain(kind, frequency_hz).log10();
        use StoredFilterKind::{BandPass, HighPass, LowPass};
        for (kind, frequency_hz, expected) in [
            (LowPass, 100.0, 0.0),
            (LowPass, 1000.0, -3.01),
            (LowPass, 8000.0, -37.5),
            (HighPass, 100.0, -40.0),
            (HighPass, 1000.0, -3.01),
            (HighPass, 8000.0, 0.0),
            (BandPass, 1000.0, 0.0),
            (BandPass, 100.0, -17.1),
        ] {
            let measured = decibels(kind, frequency_hz);
            assert!((measured - expected).abs() < 1.0, "{kind:?} at {frequency_hz}: {measured}");
        }
    }
}
