//! The arithmetic floor of a dense bake: the operations of the tape at the rate that this machine's vectors reach.

use std::{hint::black_box, time::Instant};

use gve_field::{Field, cost::operations_per_point};

const LANES: usize = 8;
/// Vectors worked on side by side: enough to hide the latency of each.
const CHAINS: usize = 10;
const ROUNDS: usize = 200_000;

/// Milliseconds that `samples` evaluations of the whole tape take at `operations_per_ms`.
pub fn floor_ms(field: &Field, samples: usize, operations_per_ms: f64) -> f64 {
    operations_per_point(field) as f64 * samples as f64 / operations_per_ms
}

/// Floating-point operations per millisecond, all threads together: products and sums of vectors that wait for nothing.
pub fn operations_per_ms() -> f64 {
    let best_ms = (0..5).map(|_| {
        let start = Instant::now();
        rayon::broadcast(|_| black_box(spin(black_box([1.0; LANES]))));
        start.elapsed().as_secs_f64() * 1e3
    });
    let operations = 2 * LANES * CHAINS * ROUNDS * rayon::current_num_threads();
    operations as f64 / best_ms.fold(f64::INFINITY, f64::min)
}

fn spin(seed: [f32; LANES]) -> f32 {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        #[target_feature(enable = "avx2")]
        fn spin(seed: [f32; LANES]) -> f32 {
            chains(seed)
        }
        // SAFETY: the processor has AVX2.
        return unsafe { spin(seed) };
    }
    chains(seed)
}

#[inline(always)]
fn chains(seed: [f32; LANES]) -> f32 {
    let mut vectors: [[f32; LANES]; CHAINS] = std::array::from_fn(|chain| seed.map(|value| value + chain as f32));
    for _ in 0..ROUNDS {
        for vector in &mut vectors {
            for value in vector {
                *value = *value * 0.999_999 + 1.0e-6;
            }
        }
    }
    vectors.as_flattened().iter().sum()
}
