//! The sound patch: its numbers evaluated and checked, and its algorithm written out operator by operator.

use gve_shared::{
    problem::Diagnostic,
    sound::{
        AudioPatch, Envelope, FmAlgorithm, FmOperator, FmParams, ModalParams, NoiseBurst, Reverb, SoundEffects,
        SoundFilter,
    },
};

use super::{
    reader::{AnchorAnswer, Range, Reader, Reading},
    variables::{Values, no_anchors_here},
};
use crate::bound::{BoundFilter, BoundNoise, BoundOperator, BoundReverb, BoundSound, BoundSoundSource};

const FREQUENCY: Range = Range { min: 20.0, max: 8000.0, text: "a frequency from 20 to 8000 Hz" };
const RATIO: Range = Range { min: 0.01, max: 64.0, text: "a ratio from 0.01 to 64" };
const INDEX: Range = Range { min: 0.0, max: 32.0, text: "an index from 0 to 32" };
const FRACTION: Range = Range { min: 0.0, max: 1.0, text: "a number from 0 to 1" };
const SECONDS: Range = Range { min: 0.0, max: 10.0, text: "a time from 0 to 10 s" };
const LOUDNESS: Range = Range { min: 0.0, max: 4.0, text: "a factor from 0 to 4" };
const NOISE_DECAY: Range = Range { min: 0.001, max: 5.0, text: "a time from 0.001 to 5 s" };
const SEED: Range = Range { min: -0.4, max: 65_535.4, text: "a whole number from 0 to 65535" };
const CORNER: Range = Range { min: 10.0, max: 20_000.0, text: "a frequency from 10 to 20000 Hz" };
const QUALITY: Range = Range { min: 0.1, max: 30.0, text: "a quality from 0.1 to 30" };
const ROOM: Range = Range { min: 0.5, max: 100.0, text: "a size from 0.5 to 100 m" };
const MODES: Range = Range { min: 0.5, max: 64.4, text: "a count from 1 to 64" };
const PITCH: Range = Range { min: 0.1, max: 10.0, text: "a factor from 0.1 to 10" };
const DAMPING: Range = Range { min: 1e-5, max: 0.5, text: "a damping ratio from 0.00001 to 0.5" };

const DEFAULT_QUALITY: f64 = std::f64::consts::FRAC_1_SQRT_2;
const DEFAULT_MODES: f64 = 16.0;
const DEFAULT_STRIKE: f64 = 0.7;
const DEFAULT_NOISE_DECAY_S: f64 = 0.05;
const DEFAULT_REVERB_MIX: f64 = 0.2;

/// Resolves a patch; what is wrong with it goes to `diagnostics`.
pub(super) fn bind(patch: &AudioPatch, variables: &Values, diagnostics: &mut Vec<Diagnostic>) -> Option<BoundSound> {
    let no_anchors = |anchor: &_| AnchorAnswer::Problem(no_anchors_here(anchor));
    let mut reader = Reader::new("/audio_patch/params", variables, &no_anchors);
    let (source, effects) = match patch {
        AudioPatch::Fm(params) => (read_fm(&mut reader, params), &params.effects),
        AudioPatch::Modal(params) => (read_modal(&mut reader, params), &params.effects),
    };
    let sound = read_effects(&mut reader, source, effects.as_ref().unwrap_or(&SoundEffects::default()));
    match reader.finish(sound) {
        Reading::Done(sound) => Some(sound),
        // No anchor is ever waited for here.
        Reading::Waiting(_) => None,
        Reading::Failed(found) => {
            diagnostics.extend(found);
            None
        }
    }
}

fn read_fm(reader: &mut Reader<'_>, params: &FmParams) -> Option<BoundSoundSource> {
    let frequency_hz = reader.number(&"/frequency_hz", &params.frequency_hz, &FREQUENCY);
    let count = params.operators.len();
    let operators: Vec<Option<BoundOperator>> = params
        .operators
        .iter()
        .enumerate()
        .map(|(position, operator)| {
            read_operator(reader, position, operator, wiring(params.algorithm, position, count))
        })
        .collect();
    let operators = operators.into_iter().collect::<Option<Vec<_>>>()?;
    Some(BoundSoundSource::Fm { frequency_hz: frequency_hz?, operators })
}

/// Which operators bend the one at `position` of `count`, and whether it sounds.
fn wiring(algorithm: FmAlgorithm, position: usize, count: usize) -> (u8, bool) {
    let next = if position + 1 < count { 1 << (position + 1) } else { 0 };
    let second_stack = count.div_ceil(2);
    match algorithm {
        FmAlgorithm::Stack => (next, position == 0),
        FmAlgorithm::TwoStacks if position + 1 == second_stack => (0, position == 0),
        FmAlgorithm::TwoStacks => (next, position == 0 || position == second_stack),
        FmAlgorithm::Pairs if position.is_multiple_of(2) => (next, true),
        FmAlgorithm::Pairs => (0, false),
        FmAlgorithm::FanIn if position == 0 => ((1_u16 << count) as u8 - 2, true),
        FmAlgorithm::FanIn => (0, false),
        FmAlgorithm::FanOut if position + 1 < count => (1 << (count - 1), true),
        FmAlgorithm::FanOut => (0, false),
        FmAlgorithm::Parallel => (0, true),
    }
}

fn read_operator(
    reader: &mut Reader<'_>,
    position: usize,
    operator: &FmOperator,
    (modulators, is_carrier): (u8, bool),
) -> Option<BoundOperator> {
    let at = format!("/operators/{position}");
    let ratio = reader.number(&format_args!("{at}/ratio"), &operator.ratio, &RATIO);
    let index = reader.number_or(&format_args!("{at}/index"), &operator.index, 1.0, &INDEX);
    let feedback = reader.number_or(&format_args!("{at}/feedback"), &operator.feedback, 0.0, &FRACTION);
    let default = Envelope::default();
    let Envelope { attack_s, decay_s, sustain, release_s } = operator.envelope.as_ref().unwrap_or(&default);
    let at = format!("{at}/envelope");
    let attack_s = reader.number_or(&format_args!("{at}/attack_s"), attack_s, 0.0, &SECONDS);
    let decay_s = reader.number_or(&format_args!("{at}/decay_s"), decay_s, 0.2, &SECONDS);
    let sustain = reader.number_or(&format_args!("{at}/sustain"), sustain, 0.3, &FRACTION);
    let release_s = reader.number_or(&format_args!("{at}/release_s"), release_s, 0.8, &SECONDS);
    Some(BoundOperator {
        ratio: ratio?,
        index: index?,
        feedback: feedback?,
        times_s: [attack_s?, decay_s?, release_s?],
        sustain: sustain?,
        modulators,
        is_carrier,
    })
}

fn read_modal(reader: &mut Reader<'_>, params: &ModalParams) -> Option<BoundSoundSource> {
    let mode_count = reader.number_or(&"/mode_count", &params.mode_count, DEFAULT_MODES, &MODES);
    let pitch = reader.number_or(&"/pitch", &params.pitch, 1.0, &PITCH);
    let damping = match &params.damping {
        Some(damping) => reader.number(&"/damping", damping, &DAMPING).map(Some),
        None => Some(None),
    };
    let strike = reader.number_or(&"/strike", &params.strike, DEFAULT_STRIKE, &FRACTION);
    Some(BoundSoundSource::Modal {
        body: params.body,
        mode_count: libm::round(mode_count?) as u32,
        pitch: pitch?,
        damping: damping?,
        strike: strike?,
    })
}

fn read_effects(
    reader: &mut Reader<'_>,
    source: Option<BoundSoundSource>,
    effects: &SoundEffects,
) -> Option<BoundSound> {
    let gain = reader.number_or(&"/effects/gain", &effects.gain, 1.0, &LOUDNESS);
    let noise = read_optional(effects.noise_burst.as_ref(), |noise| read_noise(reader, noise));
    let filters: Vec<_> =
        effects.filters.iter().enumerate().map(|(position, filter)| read_filter(reader, position, filter)).collect();
    let distortion = reader.number_or(&"/effects/distortion", &effects.distortion, 0.0, &FRACTION);
    let reverb = read_optional(effects.reverb.as_ref(), |reverb| read_reverb(reader, reverb));
    Some(BoundSound {
        source: source?,
        gain: gain?,
        noise: noise?,
        filters: filters.into_iter().collect::<Option<_>>()?,
        distortion: distortion?,
        reverb: reverb?,
    })
}

/// `Some(None)` for an absent part, `None` for one that was refused.
fn read_optional<T, B>(part: Option<&T>, read: impl FnOnce(&T) -> Option<B>) -> Option<Option<B>> {
    part.map_or(Some(None), |part| read(part).map(Some))
}

fn read_noise(reader: &mut Reader<'_>, noise: &NoiseBurst) -> Option<BoundNoise> {
    let level = reader.number(&"/effects/noise_burst/level", &noise.level, &LOUDNESS);
    let decay = reader.number_or(&"/effects/noise_burst/decay_s", &noise.decay_s, DEFAULT_NOISE_DECAY_S, &NOISE_DECAY);
    let seed = reader.number_or(&"/effects/noise_burst/seed", &noise.seed, 0.0, &SEED);
    Some(BoundNoise { level: level?, decay_s: decay?, seed: libm::round(seed?) as u32 })
}

fn read_filter(reader: &mut Reader<'_>, position: usize, filter: &SoundFilter) -> Option<BoundFilter> {
    let at = format!("/effects/filters/{position}");
    let frequency = reader.number(&format_args!("{at}/frequency_hz"), &filter.frequency_hz, &CORNER);
    let quality = reader.number_or(&format_args!("{at}/quality"), &filter.quality, DEFAULT_QUALITY, &QUALITY);
    Some(BoundFilter { kind: filter.kind, frequency_hz: frequency?, quality: quality? })
}

fn read_reverb(reader: &mut Reader<'_>, reverb: &Reverb) -> Option<BoundReverb> {
    let size = reader.number(&"/effects/reverb/size_m", &reverb.size_m, &ROOM);
    let mix = reader.number_or(&"/effects/reverb/mix", &reverb.mix, DEFAULT_REVERB_MIX, &FRACTION);
    Some(BoundReverb { size_m: size?, mix: mix? })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Modulators of each operator and whether it sounds, as `algorithm` wires `count` of them.
    fn wired(algorithm: FmAlgorithm, count: usize) -> Vec<(u8, bool)> {
        (0..count).map(|position| wiring(algorithm, position, count)).collect()
    }

    #[test]
    fn algorithms_are_wired_as_described() {
        use FmAlgorithm as A;
        assert_eq!(wired(A::Stack, 4), [(0b10, true), (0b100, false), (0b1000, false), (0, false)]);
        assert_eq!(wired(A::TwoStacks, 5), [(0b10, true), (0b100, false), (0, false), (0b1_0000, true), (0, false)]);
        assert_eq!(wired(A::Pairs, 5), [(0b10, true), (0, false), (0b1000, true), (0, false), (0, true)]);
        assert_eq!(wired(A::FanIn, 4), [(0b1110, true), (0, false), (0, false), (0, false)]);
        assert_eq!(wired(A::FanOut, 4), [(0b1000, true), (0b1000, true), (0b1000, true), (0, false)]);
        assert_eq!(wired(A::Parallel, 6), [(0, true); 6]);
    }

    #[test]
    fn nothing_bends_what_comes_after_it_and_something_sounds() {
        use FmAlgorithm as A;
        for algorithm in [A::Stack, A::TwoStacks, A::Pairs, A::FanIn, A::FanOut, A::Parallel] {
            for count in 4..=6 {
                let wired = wired(algorithm, count);
                assert!(wired.iter().any(|(_, sounds)| *sounds), "{algorithm:?}");
                for (position, (modulators, _)) in wired.iter().enumerate() {
                    assert_eq!(u32::from(*modulators) & ((2 << position) - 1), 0, "{algorithm:?} of {count}");
                    assert!(u32::from(*modulators) < 1 << count, "{algorithm:?} of {count}");
                }
            }
        }
    }
}
