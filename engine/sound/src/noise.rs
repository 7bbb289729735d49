//! The noise of the blow itself: white noise that dies away.

use gve_shared::sound_patch::SoundPatch;

/// ln 1000: 60 dB.
const DECAY_60_DB: f64 = 6.907_755_278_982_137;

/// Adds the noise burst of a patch to `samples`; it peaks at its level at most.
pub(crate) fn add(patch: &SoundPatch, sample_rate_hz: f64, samples: &mut [f64]) {
    if patch.noise_level <= 0.0 {
        return;
    }
    let shrink = gve_math::exp(-DECAY_60_DB / (f64::from(patch.noise_decay_s).max(1e-4) * sample_rate_hz));
    let mut level = f64::from(patch.noise_level);
    let mut random = SplitMix64(u64::from(patch.noise_seed));
    let length = samples.len().min((duration_s(patch) * sample_rate_hz) as usize + 1);
    for sample in &mut samples[..length] {
        *sample += level * random.signed();
        level *= shrink;
    }
}

/// Seconds until the noise is 80 dB down.
pub(crate) fn duration_s(patch: &SoundPatch) -> f64 {
    if patch.noise_level > 0.0 { f64::from(patch.noise_decay_s) * 80.0 / 60.0 } else { 0.0 }
}

/// SplitMix64 (G. L. Steele, D. Lea and C. H. Flood, Fast splittable pseudorandom number generators, 2014).
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From −1 to 1.
    fn signed(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_white_and_dies_away() {
        let patch = SoundPatch { noise_level: 1.0, noise_decay_s: 0.5, noise_seed: 7, ..SoundPatch::default() };
        let mut samples = vec![0.0; 48_000];
        add(&patch, 48_000.0, &mut samples);
        let power = |part: &[f64]| part.iter().map(|sample| sample * sample).sum::<f64>() / part.len() as f64;
        let neighbours: f64 = samples[..2000].windows(2).map(|pair| pair[0] * pair[1]).sum::<f64>() / 2000.0;
        assert!(neighbours.abs() < 0.02, "{neighbours}");
        let fallen = 10.0 * (power(&samples[12_000..13_000]) / power(&samples[..1000])).log10();
        assert!((fallen + 30.0).abs() < 1.5, "{fallen}");
        assert!(samples.iter().all(|sample| sample.abs() <= 1.0) && samples[40_000..].iter().all(|s| *s == 0.0));
    }
}
