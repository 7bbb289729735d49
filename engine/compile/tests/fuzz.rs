//! A seeded look at what `npm run fuzz` does by the million: no damaged input makes a reader panic.

#[path = "../examples/fuzz/targets.rs"]
mod targets;

use std::panic::catch_unwind;

use targets::{Good, TARGETS};

#[test]
fn damaged_inputs_never_panic() {
    let good = Good::new();
    for target in &TARGETS {
        for seed in 1..=4_000 {
            let input = (target.input)(seed, &good);
            let text = String::from_utf8_lossy(&input);
            assert!(catch_unwind(|| (target.read)(&input)).is_ok(), "{}: seed {seed}: {text}", target.name);
        }
    }
}
