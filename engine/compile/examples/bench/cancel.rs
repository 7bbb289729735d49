//! How soon a compile stops when its caller says so.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

use gve_compile::{CompileError, CompileHost, CompileOptions, CompileProgress, CompileStage, compile};
use serde_json::{Value, json};

use crate::{clock::ms_since, fixtures};

/// Longest wait that a person does not notice.
const TARGET_MS: f64 = 50.0;
/// Cancels of each compile, evenly over its time.
const MOMENTS: u32 = 8;

struct Cancellable {
    is_cancelled: AtomicBool,
    start: Instant,
    heard: Mutex<Heard>,
}

/// What a caller has heard of a compile.
#[derive(Clone, Default)]
struct Heard {
    reports: u32,
    last: Option<CompileProgress>,
    last_ms: f64,
    longest_silence_ms: f64,
    /// The report before the longest silence.
    before_silence: Option<CompileProgress>,
    /// When any thread last asked whether to stop.
    asked_ms: f64,
    /// Longest time between two such questions: with one thread, how long a cancel can go unnoticed.
    longest_unasked_ms: f64,
    /// How far the compile was then.
    unasked_at: Option<CompileProgress>,
}

impl Cancellable {
    fn new() -> Self {
        Self { is_cancelled: AtomicBool::new(false), start: Instant::now(), heard: Mutex::default() }
    }
}

impl CompileHost for Cancellable {
    fn progress(&self, progress: CompileProgress) {
        let now_ms = self.now_ms();
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        let silence_ms = now_ms - heard.last_ms;
        if silence_ms > heard.longest_silence_ms {
            (heard.longest_silence_ms, heard.before_silence) = (silence_ms, heard.last.take());
        }
        heard.reports += 1;
        (heard.last, heard.last_ms) = (Some(progress), now_ms);
    }

    fn is_cancelled(&self) -> bool {
        let now_ms = self.now_ms();
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        if now_ms - heard.asked_ms > heard.longest_unasked_ms {
            heard.longest_unasked_ms = now_ms - heard.asked_ms;
            heard.unasked_at = heard.last.clone();
        }
        heard.asked_ms = now_ms;
        self.is_cancelled.load(Relaxed)
    }

    fn now_ms(&self) -> f64 {
        ms_since(self.start)
    }
}

/// One row per large compile: its time, its progress reports, and the longest time from a cancel to its effect.
pub fn measure() -> Vec<Value> {
    let options = |volume_resolution, mesh_depth, splat_count, splat_iterations| CompileOptions {
        volume_resolution: Some(volume_resolution),
        mesh_depth: Some(mesh_depth),
        splat_count: Some(splat_count),
        splat_iterations: Some(splat_iterations),
        ..CompileOptions::default()
    };
    let (spheres, organic) = (fixtures::spheres(5000).recipe_text, fixtures::organic(5000).recipe_text);
    [
        ("spheres, 5,000 nodes, defaults", &spheres, options(128, 7, 10_000, 0)),
        ("organic, 5,000 nodes, defaults", &organic, options(128, 7, 10_000, 0)),
        ("spheres, 5,000 nodes, volume 512, depth 9", &spheres, options(512, 9, 10_000, 0)),
        ("spheres, 5,000 nodes, 200,000 splats", &spheres, options(64, 6, 200_000, 0)),
    ]
    .into_iter()
    .map(|(scene, text, options)| row(scene, text, &options))
    .collect()
}

fn row(scene: &str, recipe_text: &str, options: &CompileOptions) -> Value {
    let host = Cancellable::new();
    compile(recipe_text, options, &host).expect("a good recipe");
    let whole_ms = host.now_ms();
    let heard = host.heard.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let delays = (0..MOMENTS).map(|moment| {
        let moment_ms = whole_ms * f64::from(2 * moment + 1) / f64::from(2 * MOMENTS);
        delay_ms(recipe_text, options, Duration::from_secs_f64(moment_ms / 1e3))
    });
    let longest = delays.flatten().max_by(|(a, _), (b, _)| a.total_cmp(b));
    let (longest_ms, stage) = longest.map_or((0.0, None), |(delay_ms, stage)| (delay_ms, stage));
    eprintln!("cancel: {scene}: {longest_ms:.1} ms of {whole_ms:.0} ms, in {stage:?}");
    eprintln!("  not asked for {:.1} ms, at {:?}", heard.longest_unasked_ms, heard.unasked_at);
    json!({
        "scene": scene,
        "whole_ms": whole_ms,
        "reports": heard.reports,
        "longest_silence_ms": heard.longest_silence_ms,
        "before_silence": heard.before_silence,
        "longest_unasked_ms": heard.longest_unasked_ms,
        "unasked_at": heard.unasked_at,
        "cancel_ms": longest_ms,
        "cancelled_in": stage,
        "target_ms": TARGET_MS,
    })
}

/// From a cancel after `moment` to the end of the compile, and the stage that it ended; `None` if all was done before.
fn delay_ms(recipe_text: &str, options: &CompileOptions, moment: Duration) -> Option<(f64, Option<CompileStage>)> {
    let host = Cancellable::new();
    thread::scope(|scope| {
        let compiling = scope.spawn(|| compile(recipe_text, options, &host));
        thread::sleep(moment);
        let asked = Instant::now();
        host.is_cancelled.store(true, Relaxed);
        let outcome = compiling.join().expect("a compile that does not panic");
        let delay_ms = ms_since(asked);
        let heard = host.heard.lock().unwrap_or_else(PoisonError::into_inner);
        let stage = heard.last.as_ref().map(|progress| progress.stage);
        (outcome == Err(CompileError::Cancelled)).then_some((delay_ms, stage))
    })
}
