//! From a recipe's bound sound and the body that it belongs to, to the patch that is stored and rendered.

use gve_recipe::bound::{BoundFilter, BoundNoise, BoundOperator, BoundReverb, BoundSound, BoundSoundSource};
use gve_shared::{
    sound::FilterKind,
    sound_patch::{SoundFilterRecord, SoundOperator, SoundPatch, StoredFilterKind},
};

use crate::{
    body::Body,
    modes::{ModeChoice, modes},
};

/// The patch of a sound for a body.
pub fn patch(sound: &BoundSound, body: &Body) -> SoundPatch {
    let noise = sound.noise.unwrap_or(BoundNoise { level: 0.0, decay_s: 0.05, seed: 0 });
    let reverb = sound.reverb.unwrap_or(BoundReverb { size_m: 1.0, mix: 0.0 });
    let modulus_gpa = body.youngs_modulus_pa / (1.0 - body.poissons_ratio * body.poissons_ratio) / 1e9;
    let mut patch = SoundPatch {
        frequency_hz: 0.0,
        gain: sound.gain as f32,
        distortion: sound.distortion as f32,
        noise_level: noise.level as f32,
        noise_decay_s: noise.decay_s as f32,
        noise_seed: noise.seed,
        reverb_size_m: reverb.size_m as f32,
        reverb_mix: reverb.mix as f32,
        mass_kg: body.mass_kg as f32,
        // A blow meets an edge or a bulge rather than a flat: half of the middle side stands for its radius.
        curvature_m: (0.5 * body.sides_m[1]) as f32,
        surface_modulus_gpa: modulus_gpa as f32,
        restitution: body.restitution as f32,
        operators: Vec::new(),
        filters: sound.filters.iter().map(filter).collect(),
        modes: Vec::new(),
    };
    match &sound.source {
        BoundSoundSource::Fm { frequency_hz, operators } => {
            patch.frequency_hz = *frequency_hz as f32;
            patch.operators = operators.iter().map(operator).collect();
        }
        BoundSoundSource::Modal { body: kind, mode_count, pitch, damping, strike } => {
            let choice =
                ModeChoice { body: *kind, mode_count: *mode_count, pitch: *pitch, damping: *damping, strike: *strike };
            patch.modes = modes(body, &choice);
        }
    }
    patch
}

fn operator(operator: &BoundOperator) -> SoundOperator {
    let [attack_s, decay_s, release_s] = operator.times_s.map(|time_s| time_s as f32);
    SoundOperator {
        ratio: operator.ratio as f32,
        index: operator.index as f32,
        feedback: operator.feedback as f32,
        attack_s,
        decay_s,
        sustain: operator.sustain as f32,
        release_s,
        modulators: operator.modulators,
        is_carrier: operator.is_carrier,
    }
}

fn filter(filter: &BoundFilter) -> SoundFilterRecord {
    let kind = match filter.kind {
        FilterKind::LowPass => StoredFilterKind::LowPass,
        FilterKind::HighPass => StoredFilterKind::HighPass,
        FilterKind::BandPass => StoredFilterKind::BandPass,
    };
    SoundFilterRecord { kind, frequency_hz: filter.frequency_hz as f32, quality: filter.quality as f32 }
}
