//! `gve sound`: the sound of a blow on an asset, as WAV.

use std::io::Cursor;

use gve_compile::SoundRequest;
use gve_shared::problem::ProblemCode;
use sha2::{Digest, Sha256};

use crate::{
    cli::SoundArguments,
    commands::print_json,
    failure::Failure,
    files::{self, Kind},
    input::{Input, binary_failure},
    report::Terminal,
};

pub(crate) fn run(arguments: &SoundArguments, json: bool, terminal: &Terminal) -> Result<(), Failure> {
    if json && files::is_stream(&arguments.output) {
        return Err(Failure::Usage {
            message: "--json and -o - both want standard output".to_owned(),
            hint: "Write the sound to a file with -o hit.wav.".to_owned(),
        });
    }
    files::check_target(&arguments.output, Kind::Wav, arguments.force)?;
    let (name, binary) = Input::read(&arguments.input)?.into_binary(&arguments.settings, terminal)?;
    let request = SoundRequest {
        against: &arguments.against,
        velocity_m_per_s: arguments.velocity,
        sample_rate_hz: arguments.rate,
    };
    let samples = gve_compile::render_sound(&binary, &request).map_err(|problem| match problem.code {
        ProblemCode::RequestInvalid | ProblemCode::MaterialUnknown => {
            Failure::Usage { message: problem.message, hint: problem.hint.unwrap_or_default() }
        }
        _ => binary_failure(&name, problem),
    })?;
    let wav = wav(&samples, arguments.rate).map_err(|error| Failure::Internal(error.to_string()))?;
    files::write(&arguments.output, &wav)?;
    let duration_s = samples.len() as f64 / f64::from(arguments.rate);
    let peak = samples.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
    if json {
        return print_json(&serde_json::json!({
            "output": arguments.output.display().to_string(),
            "sample_rate_hz": arguments.rate,
            "sample_count": samples.len(),
            "duration_s": duration_s,
            "peak": peak,
            "samples_sha256": hash(&samples),
        }));
    }
    terminal.note(&format!("{}: {duration_s:.2} s, peak {peak:.2}", arguments.output.display()));
    Ok(())
}

/// Mono WAV of 32-bit floats: the very samples.
fn wav(samples: &[f32], sample_rate_hz: u32) -> Result<Vec<u8>, hound::Error> {
    let format = hound::WavSpec {
        channels: 1,
        sample_rate: sample_rate_hz,
        bits_per_sample: 32,
        sample_format: hound::SampleFormat::Float,
    };
    let mut bytes = Vec::new();
    let mut writer = hound::WavWriter::new(Cursor::new(&mut bytes), format)?;
    for sample in samples {
        writer.write_sample(*sample)?;
    }
    writer.finalize()?;
    Ok(bytes)
}

/// SHA-256 of the samples as little-endian bytes, in hexadecimal digits: what the browser's samples are compared with.
fn hash(samples: &[f32]) -> String {
    let mut hasher = Sha256::new();
    samples.iter().for_each(|sample| hasher.update(sample.to_le_bytes()));
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
