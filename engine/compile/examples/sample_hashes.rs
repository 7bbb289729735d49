//! SHA-256 of every sample's binary at default options, to be compared between platforms:
//! `cargo run --release -p gve-compile --example sample_hashes -- samples`
//!
//! Prints one line per recipe: hash, cache key, size in bytes, time in milliseconds, file name.

use std::{env, fs, path::PathBuf, time::Instant};

use gve_compile::{CompileHost, CompileOptions, CompileProgress, compile};

/// A caller with a clock.
struct Clock(Instant);

impl CompileHost for Clock {
    fn progress(&self, _: CompileProgress) {}

    fn is_cancelled(&self) -> bool {
        false
    }

    fn now_ms(&self) -> f64 {
        self.0.elapsed().as_secs_f64() * 1e3
    }
}

fn main() {
    let folder = env::args().nth(1).unwrap_or_else(|| "samples".to_owned());
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable entry").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    for file in files {
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        if !text.contains("gve-recipe/1") {
            continue;
        }
        let clock = Clock(Instant::now());
        let compiled = compile(&text, &CompileOptions::default(), &clock)
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let report = compiled.report;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        println!(
            "{} {} {:>9} {:>8.1} {name}",
            report.content_hash,
            report.cache_key,
            report.size_bytes,
            clock.now_ms()
        );
        for stage in &report.stages {
            eprintln!("    {:?} {:.1} ms", stage.stage, stage.duration_ms);
        }
    }
}
