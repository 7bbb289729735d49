//! Fixed layouts of the audio_patch section: a header, then operators, filters and modes.

use crate::layout::{Field, FieldType, Layout};

/// Version of the section's own layout; a reader that does not know it passes over the section.
pub const SOUND_PATCH_VERSION: u32 = 1;
/// Bytes of the section's header.
pub const SOUND_HEADER_BYTES: usize = 80;
/// Bytes of one operator.
pub const SOUND_OPERATOR_BYTES: usize = 32;
/// Bytes of one filter.
pub const SOUND_FILTER_BYTES: usize = 16;
/// Bytes of one mode.
pub const SOUND_MODE_BYTES: usize = 16;
/// Most operators, filters and modes of a patch.
pub const MAX_SOUND_OPERATORS: u32 = 8;
/// Most filters of a patch.
pub const MAX_SOUND_FILTERS: u32 = 8;
/// Most modes of a patch.
pub const MAX_SOUND_MODES: u32 = 256;

/// What a filter lets through, as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum StoredFilterKind {
    /// What is below its frequency.
    LowPass = 0,
    /// What is above it.
    HighPass = 1,
    /// What is around it.
    BandPass = 2,
}

impl StoredFilterKind {
    /// The kind of a stored number.
    pub const fn from_wire(value: u32) -> Option<Self> {
        match value {
            0 => Some(Self::LowPass),
            1 => Some(Self::HighPass),
            2 => Some(Self::BandPass),
            _ => None,
        }
    }
}

/// A sound patch of plain numbers: everything that rendering a blow needs. A patch has operators or modes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SoundPatch {
    /// Frequency in Hz that the operators' ratios multiply.
    pub frequency_hz: f32,
    /// Loudness as a factor.
    pub gain: f32,
    /// Drive of the soft clipper, 0–1.
    pub distortion: f32,
    /// Loudness of the noise burst beside the source; 0 is none.
    pub noise_level: f32,
    /// Seconds until the noise is 60 dB down.
    pub noise_decay_s: f32,
    /// Which noise.
    pub noise_seed: u32,
    /// Size of the room in metres.
    pub reverb_size_m: f32,
    /// Share of the room in the sound, 0–1; 0 is none.
    pub reverb_mix: f32,
    /// Mass of the asset in kg, above 0.
    pub mass_kg: f32,
    /// Radius of its surface where it is struck, in metres, above 0.
    pub curvature_m: f32,
    /// E / (1 − ν²) of its surface in GPa, above 0.
    pub surface_modulus_gpa: f32,
    /// Coefficient of restitution of its surface, 0–1.
    pub restitution: f32,
    /// Operators in order; empty for a modal patch.
    pub operators: Vec<SoundOperator>,
    /// Filters in order.
    pub filters: Vec<SoundFilterRecord>,
    /// Modes, the lowest first; empty for a patch of operators.
    pub modes: Vec<SoundMode>,
}

/// One operator as stored; see [`SOUND_OPERATOR_LAYOUT`].
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct SoundOperator {
    /// Frequency as a multiple of the patch's.
    pub ratio: f32,
    /// Loudness, or modulation index in radians.
    pub index: f32,
    /// How much it bends itself, 0–1.
    pub feedback: f32,
    /// Seconds.
    pub attack_s: f32,
    /// Seconds.
    pub decay_s: f32,
    /// Level after the decay, 0–1.
    pub sustain: f32,
    /// Seconds.
    pub release_s: f32,
    /// Bit i: operator i bends this one; only operators after it do.
    pub modulators: u8,
    /// Whether it sounds.
    pub is_carrier: bool,
}

/// One filter as stored; see [`SOUND_FILTER_LAYOUT`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SoundFilterRecord {
    /// What it lets through.
    pub kind: StoredFilterKind,
    /// Corner or centre frequency in Hz.
    pub frequency_hz: f32,
    /// Quality.
    pub quality: f32,
}

/// One mode of vibration as stored; see [`SOUND_MODE_LAYOUT`].
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct SoundMode {
    /// Hz.
    pub frequency_hz: f32,
    /// Amplitude falls as e^(−decay · t), in 1/s.
    pub decay_per_s: f32,
    /// Amplitude after an infinitely short blow; those of a patch add up to 1.
    pub amplitude: f32,
}

/// Layout of the section's header.
pub const SOUND_HEADER_LAYOUT: Layout = Layout {
    name: "SoundHeader",
    doc: "Header of the audio_patch section; that many SoundOperator, SoundFilterRecord and SoundMode follow, in this order.",
    size: SOUND_HEADER_BYTES,
    fields: &[
        Field::new("version", 0, FieldType::U32),
        Field::new("operator_count", 4, FieldType::U32),
        Field::new("filter_count", 8, FieldType::U32),
        Field::new("mode_count", 12, FieldType::U32),
        Field::new("frequency_hz", 16, FieldType::F32),
        Field::new("gain", 20, FieldType::F32),
        Field::new("distortion", 24, FieldType::F32),
        Field::new("noise_level", 28, FieldType::F32),
        Field::new("noise_decay_s", 32, FieldType::F32),
        Field::new("noise_seed", 36, FieldType::U32),
        Field::new("reverb_size_m", 40, FieldType::F32),
        Field::new("reverb_mix", 44, FieldType::F32),
        Field::new("mass_kg", 48, FieldType::F32),
        Field::new("curvature_m", 52, FieldType::F32),
        Field::new("surface_modulus_gpa", 56, FieldType::F32),
        Field::new("restitution", 60, FieldType::F32),
        Field::array("reserved", 64, FieldType::U32, 4),
    ],
};

/// Layout of one operator.
pub const SOUND_OPERATOR_LAYOUT: Layout = Layout {
    name: "SoundOperator",
    doc: "One operator of frequency modulation: bit i of modulators says that operator i bends this one.",
    size: SOUND_OPERATOR_BYTES,
    fields: &[
        Field::new("ratio", 0, FieldType::F32),
        Field::new("index", 4, FieldType::F32),
        Field::new("feedback", 8, FieldType::F32),
        Field::new("attack_s", 12, FieldType::F32),
        Field::new("decay_s", 16, FieldType::F32),
        Field::new("sustain", 20, FieldType::F32),
        Field::new("release_s", 24, FieldType::F32),
        Field::new("modulators", 28, FieldType::U8),
        Field::new("is_carrier", 29, FieldType::U8),
        Field::new("reserved", 30, FieldType::U16),
    ],
};

/// Layout of one filter.
pub const SOUND_FILTER_LAYOUT: Layout = Layout {
    name: "SoundFilterRecord",
    doc: "One filter of second order: kind 0 low-pass, 1 high-pass, 2 band-pass.",
    size: SOUND_FILTER_BYTES,
    fields: &[
        Field::new("kind", 0, FieldType::U32),
        Field::new("frequency_hz", 4, FieldType::F32),
        Field::new("quality", 8, FieldType::F32),
        Field::new("reserved", 12, FieldType::U32),
    ],
};

/// Layout of one mode.
pub const SOUND_MODE_LAYOUT: Layout = Layout {
    name: "SoundMode",
    doc: "One mode of vibration: its amplitude falls as exp(-decay_per_s * t).",
    size: SOUND_MODE_BYTES,
    fields: &[
        Field::new("frequency_hz", 0, FieldType::F32),
        Field::new("decay_per_s", 4, FieldType::F32),
        Field::new("amplitude", 8, FieldType::F32),
        Field::new("reserved", 12, FieldType::U32),
    ],
};

const _: () = {
    SOUND_HEADER_LAYOUT.assert_packed();
    SOUND_OPERATOR_LAYOUT.assert_packed();
    SOUND_FILTER_LAYOUT.assert_packed();
    SOUND_MODE_LAYOUT.assert_packed();
};
