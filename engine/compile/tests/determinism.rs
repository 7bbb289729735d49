//! The same recipe gives the same bytes, whatever the number of threads.

mod support;

use gve_compile::{CompileError, CompileOptions};
use gve_recipe::random::random_recipe_text;
use support::{compiled, hammer, quick};

/// Runs `work` on a pool of its own with this many threads.
fn with_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool").install(work)
}

#[test]
fn one_two_and_four_threads_agree() {
    let hashes = [1, 2, 4].map(|threads| with_threads(threads, || compiled(&hammer(), &quick()).report.content_hash));
    assert!(hashes.windows(2).all(|pair| pair[0] == pair[1]), "{hashes:?}");
}

/// Options so small that hundreds of recipes compile in seconds.
fn smallest() -> CompileOptions {
    CompileOptions {
        volume_resolution: Some(20),
        mesh_depth: Some(4),
        splat_count: Some(60),
        ..CompileOptions::default()
    }
}

#[test]
fn random_recipes_agree_between_one_thread_and_three() {
    let mut compiled_count = 0;
    for seed in 0..500 {
        let text = random_recipe_text(seed);
        let run = || gve_compile::compile(&text, &smallest(), &gve_compile::Unattended);
        let (alone, together) = (with_threads(1, run), with_threads(3, run));
        match (&alone, &together) {
            (Ok(alone), Ok(together)) => {
                assert!(alone.bytes == together.bytes, "seed {seed}: {text}");
                compiled_count += 1;
            }
            // A random difference may leave nothing; both runs must then say the same.
            (Err(CompileError::Invalid(_)), Err(CompileError::Invalid(_))) => {
                assert_eq!(alone, together, "seed {seed}")
            }
            _ => panic!("seed {seed}: one run failed: {text}"),
        }
    }
    assert!(compiled_count > 400, "only {compiled_count} of 500 random recipes have a surface");
}
