//! A room: four delay lines that feed each other through a Householder matrix (J.-M. Jot and A. Chaigne, Digital delay
//! networks for designing artificial reverberators, 90th AES Convention, 1991).

use gve_shared::sound_patch::SoundPatch;

use crate::filter::OnePole;

const SPEED_OF_SOUND_M_PER_S: f64 = 343.0;
/// Lengths of the lines as multiples of the way across the room; no two have a common measure.
const LENGTHS: [f64; 4] = [1.0, 1.187, 1.419, 1.693];
/// Above this the walls take much more.
const WALL_HZ: f64 = 6000.0;
/// Share of the sound that walls take up at each reflection.
const ABSORPTION: f64 = 0.2;

/// Seconds in which the sound of a cubic room of side `size_m` falls by 60 dB: 0.161 V / (A S), W. C. Sabine, Collected
/// Papers on Acoustics, 1922.
fn reverberation_s(size_m: f64) -> f64 {
    0.161 * size_m / (6.0 * ABSORPTION)
}

/// Seconds that the room rings on.
pub(crate) fn duration_s(patch: &SoundPatch) -> f64 {
    if patch.reverb_mix > 0.0 { reverberation_s(patch.reverb_size_m.into()) } else { 0.0 }
}

/// Mixes the room of a patch into `samples`.
pub(crate) fn apply(patch: &SoundPatch, sample_rate_hz: f64, samples: &mut [f64]) {
    let mix = f64::from(patch.reverb_mix);
    if mix <= 0.0 {
        return;
    }
    let mut room = Room::new(patch.reverb_size_m.into(), sample_rate_hz);
    for sample in samples {
        let dry = *sample;
        *sample = (1.0 - mix) * dry + mix * room.next(dry);
    }
}

struct Line {
    delay: Vec<f64>,
    position: usize,
    gain: f64,
    wall: OnePole,
}

struct Room {
    lines: [Line; 4],
}

impl Room {
    fn new(size_m: f64, sample_rate_hz: f64) -> Self {
        let line = |length: f64| {
            let delay_s = length * size_m / SPEED_OF_SOUND_M_PER_S;
            let samples = ((delay_s * sample_rate_hz) as usize).max(2);
            let gain = gve_math::pow(10.0, -3.0 * delay_s / reverberation_s(size_m));
            Line { delay: vec![0.0; samples], position: 0, gain, wall: OnePole::new(WALL_HZ, sample_rate_hz) }
        };
        Self { lines: LENGTHS.map(line) }
    }

    fn next(&mut self, input: f64) -> f64 {
        let echoes: [f64; 4] = std::array::from_fn(|number| {
            let line = &mut self.lines[number];
            line.wall.next(line.gain * line.delay[line.position])
        });
        let sum: f64 = echoes.iter().sum();
        for (line, echo) in self.lines.iter_mut().zip(echoes) {
            // Householder: each line gets its own echo less half of the sum of all, which keeps the energy.
            line.delay[line.position] = input + echo - 0.5 * sum;
            line.position = if line.position + 1 == line.delay.len() { 0 } else { line.position + 1 };
        }
        0.5 * sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_larger_room_rings_longer_and_none_rings_for_ever() {
        let tail = |size_m: f32| {
            let patch = SoundPatch { reverb_size_m: size_m, reverb_mix: 1.0, ..SoundPatch::default() };
            let mut samples = vec![0.0; 240_000];
            samples[0] = 1.0;
            apply(&patch, 48_000.0, &mut samples);
            assert!(samples.iter().all(|sample| sample.abs() <= 1.0));
            samples.iter().rposition(|sample| sample.abs() > 1e-3).unwrap_or(0)
        };
        let sizes = [1.0, 4.0, 12.0].map(tail);
        assert!(sizes[0] < sizes[1] && sizes[1] < sizes[2] && sizes[2] < 150_000, "{sizes:?}");
    }
}
