//! Frequency modulation: sine operators that bend each other's phase.

use std::f64::consts::PI;

use gve_shared::sound_patch::{SoundOperator, SoundPatch};

/// Adds the carriers of a patch to `samples`; together they peak at 1 at most.
pub(crate) fn add(patch: &SoundPatch, sample_rate_hz: f64, samples: &mut [f64]) {
    let loudest: f64 =
        patch.operators.iter().filter(|operator| operator.is_carrier).map(|operator| f64::from(operator.index)).sum();
    let scale = 1.0 / loudest.max(1.0);
    let mut oscillators: Vec<Oscillator> =
        patch.operators.iter().map(|operator| Oscillator::new(patch, operator, sample_rate_hz)).collect();
    let mut outputs = vec![0.0; oscillators.len()];
    for (number, sample) in samples.iter_mut().enumerate() {
        let time_s = number as f64 / sample_rate_hz;
        // Only later operators bend earlier ones, so this order has every modulator ready.
        for position in (0..oscillators.len()).rev() {
            let operator = &patch.operators[position];
            let bend: f64 = (position + 1..outputs.len())
                .filter(|other| operator.modulators >> other & 1 == 1)
                .map(|other| outputs[other])
                .sum();
            outputs[position] = oscillators[position].next(time_s, bend);
            if operator.is_carrier {
                *sample += scale * outputs[position];
            }
        }
    }
}

/// Seconds until the last carrier is silent.
pub(crate) fn duration_s(patch: &SoundPatch) -> f64 {
    let carriers = patch.operators.iter().filter(|operator| operator.is_carrier);
    carriers.map(|operator| f64::from(operator.attack_s + operator.decay_s + operator.release_s)).fold(0.0, f64::max)
}

struct Oscillator<'p> {
    operator: &'p SoundOperator,
    /// Turns per sample and so far, below 1.
    step: f64,
    phase: f64,
    /// Its last two sines, the mean of which it is fed back: the mean keeps it from hunting at half the rate.
    last: [f64; 2],
}

impl<'p> Oscillator<'p> {
    fn new(patch: &SoundPatch, operator: &'p SoundOperator, sample_rate_hz: f64) -> Self {
        let step = f64::from(patch.frequency_hz) * f64::from(operator.ratio) / sample_rate_hz;
        // What would fold back from half the rate is left silent.
        Self { operator, step: if step < 0.5 { step } else { 0.0 }, phase: 0.0, last: [0.0; 2] }
    }

    /// The next output: index × envelope × sine of the phase, bent by `bend` radians.
    fn next(&mut self, time_s: f64, bend: f64) -> f64 {
        let fed_back = f64::from(self.operator.feedback) * PI * 0.5 * (self.last[0] + self.last[1]);
        let (sine, _) = gve_math::sine_cosine(2.0 * PI * self.phase + bend + fed_back);
        self.phase += self.step;
        self.phase -= self.phase.floor();
        self.last = [sine, self.last[0]];
        f64::from(self.operator.index) * envelope(self.operator, time_s) * sine
    }
}

/// Strength at a time: a line up to 1, a parabola down to the sustain level, and one to silence.
fn envelope(operator: &SoundOperator, time_s: f64) -> f64 {
    let [attack, decay, release] = [operator.attack_s, operator.decay_s, operator.release_s].map(f64::from);
    let sustain = f64::from(operator.sustain);
    let since_peak = time_s - attack;
    let since_decay = since_peak - decay;
    if since_peak < 0.0 {
        time_s / attack
    } else if since_decay < 0.0 {
        let left = 1.0 - since_peak / decay;
        sustain + (1.0 - sustain) * left * left
    } else if since_decay < release {
        let left = 1.0 - since_decay / release;
        sustain * left * left
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPERATOR: SoundOperator = SoundOperator {
        ratio: 1.0,
        index: 1.0,
        feedback: 0.0,
        attack_s: 0.1,
        decay_s: 0.2,
        sustain: 0.5,
        release_s: 0.4,
        modulators: 0,
        is_carrier: true,
    };

    #[test]
    fn the_envelope_goes_through_its_corners() {
        for (time_s, level) in
            [(0.0, 0.0), (0.05, 0.5), (0.1, 1.0), (0.2, 0.625), (0.3, 0.5), (0.5, 0.125), (0.71, 0.0)]
        {
            assert!((envelope(&OPERATOR, time_s) - level).abs() < 1e-6, "{time_s} {}", envelope(&OPERATOR, time_s));
        }
        let at_once = SoundOperator { attack_s: 0.0, decay_s: 0.0, release_s: 0.0, ..OPERATOR };
        assert_eq!((envelope(&at_once, 0.0), envelope(&at_once, 1.0)), (0.0, 0.0));
    }

    #[test]
    fn a_single_carrier_is_a_sine() {
        let steady = SoundOperator { attack_s: 0.0, decay_s: 10.0, sustain: 1.0, release_s: 10.0, ..OPERATOR };
        let patch = SoundPatch { frequency_hz: 1000.0, operators: vec![steady], ..SoundPatch::default() };
        let mut samples = vec![0.0; 480];
        add(&patch, 48_000.0, &mut samples);
        for (number, sample) in samples.iter().enumerate() {
            assert!((sample - (2.0 * PI * number as f64 / 48.0).sin()).abs() < 1e-9, "{number}");
        }
    }

    #[test]
    fn a_modulator_adds_side_bands_and_no_more_loudness() {
        let steady = SoundOperator { attack_s: 0.0, decay_s: 10.0, sustain: 1.0, release_s: 10.0, ..OPERATOR };
        let carrier = SoundOperator { modulators: 0b10, ..steady };
        let modulator = SoundOperator { index: 2.0, is_carrier: false, ..steady };
        let patch = SoundPatch { frequency_hz: 1000.0, operators: vec![carrier, modulator], ..SoundPatch::default() };
        let mut samples = vec![0.0; 4800];
        add(&patch, 48_000.0, &mut samples);
        let strength = |frequency_hz: f64| {
            let turn = |number: usize| 2.0 * PI * frequency_hz * number as f64 / 48_000.0;
            let (real, imaginary) =
                samples.iter().enumerate().fold((0.0, 0.0), |(real, imaginary), (number, sample)| {
                    (real + sample * turn(number).cos(), imaginary + sample * turn(number).sin())
                });
            (real * real + imaginary * imaginary).sqrt() / 2400.0
        };
        // sin(x + 2 sin x): what is below 0 Hz folds back, so the third harmonic is J2(2) − J4(2) = 0.3528 − 0.0340.
        assert!((strength(3000.0) - 0.3188).abs() < 1e-3, "{}", strength(3000.0));
        assert!(strength(2500.0) < 1e-6 && samples.iter().all(|sample| sample.abs() <= 1.0));
    }
}
