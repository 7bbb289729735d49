//! The audio_patch section: a header, then 32-byte operators, 16-byte filters and 16-byte modes.

use gve_shared::{
    problem::ProblemCode,
    sound_patch::{
        MAX_SOUND_FILTERS, MAX_SOUND_MODES, MAX_SOUND_OPERATORS, SOUND_FILTER_BYTES, SOUND_HEADER_BYTES,
        SOUND_MODE_BYTES, SOUND_OPERATOR_BYTES, SOUND_PATCH_VERSION, SoundFilterRecord, SoundMode, SoundOperator,
        SoundPatch, StoredFilterKind,
    },
};

use super::{bad_section, f32_at, f32s_at, u32_at};
use crate::{DecodeError, cursor::Cursor};

/// Bytes of the four counts with which the section starts.
const COUNTS_BYTES: usize = 16;
/// Header fields that are numbers above 0: mass, curvature and modulus.
const ABOVE_ZERO: [usize; 3] = [48, 52, 56];

/// Reads a section that starts at `base` of the file. A section of another version is nothing to this reader.
pub(super) fn read(bytes: &[u8], base: usize) -> Result<Option<SoundPatch>, DecodeError> {
    let mut cursor = Cursor::new(bytes, base, ProblemCode::BinaryBadSection);
    if cursor.u32("the version of the sound patch")? != SOUND_PATCH_VERSION {
        return Ok(None);
    }
    let mut count = |what: &str, most: u32| {
        let offset = cursor.offset();
        let count = cursor.u32(what)?;
        if count <= most {
            Ok(count as usize)
        } else {
            Err(bad_section(offset, format!("{what} is {count}, and at most {most} are allowed")))
        }
    };
    let operators = count("the count of operators", MAX_SOUND_OPERATORS)?;
    let filters = count("the count of filters", MAX_SOUND_FILTERS)?;
    let modes = count("the count of modes", MAX_SOUND_MODES)?;
    let expected =
        SOUND_HEADER_BYTES + operators * SOUND_OPERATOR_BYTES + filters * SOUND_FILTER_BYTES + modes * SOUND_MODE_BYTES;
    if bytes.len() != expected {
        let reason = format!("the counts of the sound patch take {expected} bytes and the section has {}", bytes.len());
        return Err(bad_section(base, reason));
    }
    let (header, records) = bytes.split_at(SOUND_HEADER_BYTES);
    let (operators, records) = records.split_at(operators * SOUND_OPERATOR_BYTES);
    let (filters, modes) = records.split_at(filters * SOUND_FILTER_BYTES);
    check_header(header, base)?;
    let mut patch = read_header(header);
    let mut at = base + SOUND_HEADER_BYTES;
    for (position, record) in operators.chunks_exact(SOUND_OPERATOR_BYTES).enumerate() {
        patch.operators.push(read_operator(record, position, at)?);
        at += SOUND_OPERATOR_BYTES;
    }
    for record in filters.chunks_exact(SOUND_FILTER_BYTES) {
        patch.filters.push(read_filter(record, at)?);
        at += SOUND_FILTER_BYTES;
    }
    for record in modes.chunks_exact(SOUND_MODE_BYTES) {
        check_numbers(record, &[0, 4, 8], at)?;
        let [frequency_hz, decay_per_s, amplitude] = f32s_at(record, 0);
        patch.modes.push(SoundMode { frequency_hz, decay_per_s, amplitude });
        at += SOUND_MODE_BYTES;
    }
    Ok(Some(patch))
}

/// Every number of a record is finite and at least 0.
fn check_numbers(record: &[u8], offsets: &[usize], base: usize) -> Result<(), DecodeError> {
    for &offset in offsets {
        let value = f32_at(record, offset);
        // Written so that NaN fails too.
        if !(value.is_finite() && value >= 0.0) {
            return Err(bad_section(base + offset, format!("{value} is no number of a sound patch")));
        }
    }
    Ok(())
}

fn check_header(header: &[u8], base: usize) -> Result<(), DecodeError> {
    check_numbers(header, &[16, 20, 24, 28, 32, 40, 44, 48, 52, 56, 60], base)?;
    match ABOVE_ZERO.into_iter().find(|&offset| f32_at(header, offset) == 0.0) {
        Some(offset) => Err(bad_section(base + offset, "mass, curvature and modulus of a sound patch are above 0")),
        None => Ok(()),
    }
}

fn read_header(header: &[u8]) -> SoundPatch {
    let [frequency_hz, gain, distortion, noise_level, noise_decay_s] = f32s_at(header, COUNTS_BYTES);
    let [reverb_size_m, reverb_mix, mass_kg, curvature_m, surface_modulus_gpa, restitution] = f32s_at(header, 40);
    SoundPatch {
        frequency_hz,
        gain,
        distortion,
        noise_level,
        noise_decay_s,
        noise_seed: u32_at(header, 36),
        reverb_size_m,
        reverb_mix,
        mass_kg,
        curvature_m,
        surface_modulus_gpa,
        restitution,
        operators: Vec::new(),
        filters: Vec::new(),
        modes: Vec::new(),
    }
}

fn read_operator(record: &[u8], position: usize, base: usize) -> Result<SoundOperator, DecodeError> {
    check_numbers(record, &[0, 4, 8, 12, 16, 20, 24], base)?;
    let [ratio, index, feedback, attack_s, decay_s, sustain, release_s] = f32s_at(record, 0);
    let (modulators, sounds) = (record[28], record[29]);
    let own_and_earlier = (2_u16 << position) - 1;
    if u16::from(modulators) & own_and_earlier != 0 {
        return Err(bad_section(base + 28, format!("operator {position} is bent by itself or by one before it")));
    }
    if sounds > 1 {
        return Err(bad_section(base + 29, format!("operator {position} sounds ({sounds}): 0 or 1")));
    }
    let is_carrier = sounds == 1;
    Ok(SoundOperator { ratio, index, feedback, attack_s, decay_s, sustain, release_s, modulators, is_carrier })
}

fn read_filter(record: &[u8], base: usize) -> Result<SoundFilterRecord, DecodeError> {
    let number = u32_at(record, 0);
    let Some(kind) = StoredFilterKind::from_wire(number) else {
        return Err(bad_section(base, format!("there is no filter of kind {number}")));
    };
    check_numbers(record, &[4, 8], base)?;
    Ok(SoundFilterRecord { kind, frequency_hz: f32_at(record, 4), quality: f32_at(record, 8) })
}

pub(super) fn write(bytes: &mut Vec<u8>, patch: &SoundPatch) {
    let count = |count: usize, most: u32| {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        assert!(count <= most, "a sound patch is within its limits");
        count
    };
    let words = [
        SOUND_PATCH_VERSION,
        count(patch.operators.len(), MAX_SOUND_OPERATORS),
        count(patch.filters.len(), MAX_SOUND_FILTERS),
        count(patch.modes.len(), MAX_SOUND_MODES),
    ];
    bytes.extend(words.into_iter().flat_map(u32::to_le_bytes));
    let before_seed = [patch.frequency_hz, patch.gain, patch.distortion, patch.noise_level, patch.noise_decay_s];
    push_floats(bytes, &before_seed);
    bytes.extend(patch.noise_seed.to_le_bytes());
    let after_seed = [
        patch.reverb_size_m,
        patch.reverb_mix,
        patch.mass_kg,
        patch.curvature_m,
        patch.surface_modulus_gpa,
        patch.restitution,
    ];
    push_floats(bytes, &after_seed);
    bytes.extend([0; 16]);
    for operator in &patch.operators {
        let SoundOperator { ratio, index, feedback, attack_s, decay_s, sustain, release_s, modulators, is_carrier } =
            *operator;
        push_floats(bytes, &[ratio, index, feedback, attack_s, decay_s, sustain, release_s]);
        bytes.extend([modulators, is_carrier.into(), 0, 0]);
    }
    for filter in &patch.filters {
        bytes.extend((filter.kind as u32).to_le_bytes());
        push_floats(bytes, &[filter.frequency_hz, filter.quality, 0.0]);
    }
    for mode in &patch.modes {
        push_floats(bytes, &[mode.frequency_hz, mode.decay_per_s, mode.amplitude, 0.0]);
    }
}

fn push_floats(bytes: &mut Vec<u8>, values: &[f32]) {
    bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
}
