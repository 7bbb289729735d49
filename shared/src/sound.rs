//! The sound of an asset when it is struck, as its author writes it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use typeshare::typeshare;

use crate::{
    value::Scalar,
    wire::{items_within, present},
};

/// How the asset sounds when it is struck: frequency modulation, or the modes of its own body.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", content = "params", rename_all = "snake_case", deny_unknown_fields)]
pub enum AudioPatch {
    Fm(FmParams),
    Modal(ModalParams),
}

/// Frequency modulation: sine operators that bend each other's phase.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FmParams {
    /// Frequency in Hz that the operators' ratios multiply, 20 to 8000.
    pub frequency_hz: Scalar,
    /// Which operators sound, and which bend which.
    pub algorithm: FmAlgorithm,
    /// Four to six operators; the algorithm goes by their order.
    #[serde(deserialize_with = "items_within::<_, _, 4, 6>")]
    #[schemars(length(min = 4, max = 6))]
    pub operators: Vec<FmOperator>,
    /// What happens to the sound after its source.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub effects: Option<SoundEffects>,
}

/// Which operators sound, and which bend which. An operator that sounds is a carrier.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FmAlgorithm {
    /// The first sounds; each bends the one before it.
    Stack,
    /// Two stacks, one of the first half of the operators and one of the rest.
    TwoStacks,
    /// The first, third and fifth sound, each bent by the one after it.
    Pairs,
    /// The first sounds and is bent by all others.
    FanIn,
    /// All but the last sound and are bent by the last.
    FanOut,
    /// All sound; none is bent by another.
    Parallel,
}

/// A sine oscillator with an envelope.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FmOperator {
    /// Frequency as a multiple of the patch's, 0.01 to 64.
    pub ratio: Scalar,
    /// Loudness of a carrier, or modulation index in radians of one that bends others; 0 to 32. Default: 1.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub index: Option<Scalar>,
    /// How much it bends itself, 0 to 1. Default: 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub feedback: Option<Scalar>,
    /// How its strength changes with time. Default: at once there, gone after about a second.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub envelope: Option<Envelope>,
}

/// Attack, decay, sustain and release. A blow does not hold a key: the release follows the decay.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// Seconds from silence to full strength, 0 to 10. Default: 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub attack_s: Option<Scalar>,
    /// Seconds from full strength to the sustain level, 0 to 10. Default: 0.2.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub decay_s: Option<Scalar>,
    /// Level at the end of the decay, 0 to 1. Default: 0.3.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub sustain: Option<Scalar>,
    /// Seconds from there to silence, 0 to 10. Default: 0.8.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub release_s: Option<Scalar>,
}

/// The modes of the asset's own body: from its size and mass, and the stiffness, density and damping of its material.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ModalParams {
    /// What kind of body rings. Default: chosen by its proportions.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub body: Option<ResonantBody>,
    /// Most modes that sound, 1 to 64. Default: 16.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub mode_count: Option<Scalar>,
    /// Factor on every frequency, 0.1 to 10. Default: 1.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub pitch: Option<Scalar>,
    /// Damping ratio instead of the material's, 0.00001 to 0.5.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub damping: Option<Scalar>,
    /// Where it is struck: 0 at the middle, which leaves out every other mode, to 1 at the end. Default: 0.7.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub strike: Option<Scalar>,
    /// What happens to the sound after its source.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub effects: Option<SoundEffects>,
}

/// Which idealised body an asset rings as.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResonantBody {
    /// A free bar that bends in two directions and stretches: swords, bolts, planks.
    Bar,
    /// A free plate: shields, panels, tiles.
    Plate,
    /// A thin wall around a hollow: bells, vases, cups.
    Shell,
    /// A solid block.
    Block,
}

/// What happens to the sound after its source: noise is added, then filters, distortion and reverb in this order.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SoundEffects {
    /// Loudness as a factor, 0 to 4. Default: 1.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub gain: Option<Scalar>,
    /// The noise of the blow itself.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub noise_burst: Option<NoiseBurst>,
    /// Up to four filters, one after another.
    #[serde(default, deserialize_with = "items_within::<_, _, 0, 4>", skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 4))]
    pub filters: Vec<SoundFilter>,
    /// Drive of a soft clipper, 0 (clean) to 1. Default: 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub distortion: Option<Scalar>,
    /// The room around it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub reverb: Option<Reverb>,
}

/// A burst of white noise that dies away.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoiseBurst {
    /// Loudness beside the source, 0 to 4.
    pub level: Scalar,
    /// Seconds until it is 60 dB down, 0.001 to 5. Default: 0.05.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub decay_s: Option<Scalar>,
    /// Which noise, 0 to 65535. Default: 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub seed: Option<Scalar>,
}

/// A filter of second order.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SoundFilter {
    /// What it lets through.
    pub kind: FilterKind,
    /// Corner or centre frequency in Hz, 10 to 20000.
    pub frequency_hz: Scalar,
    /// Quality, 0.1 to 30: how sharp its corner or band is. Default: 0.7071.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub quality: Option<Scalar>,
}

/// What a filter lets through.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FilterKind {
    LowPass,
    HighPass,
    BandPass,
}

/// A room.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reverb {
    /// Size of the room in metres, 0.5 to 100: longer echoes and a longer tail.
    pub size_m: Scalar,
    /// Share of the room in the sound, 0 to 1. Default: 0.2.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub mix: Option<Scalar>,
}
