//! The command line as a person or script meets it: streams, exit codes, messages, files.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

const BALL: &str = r#"{
  "format": "gve-recipe/1",
  "name": "ball",
  "variables": { "r": { "value": 0.5 } },
  "root_node": { "shape": { "type": "sphere", "params": { "radius": "$r" } } }
}"#;

/// Settings that make a compile quick.
const QUICK: [&str; 6] = ["--resolution", "16", "--depth", "4", "--splats", "300"];

/// A folder of its own for each test, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("gve-cli-{test}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, content).unwrap();
        path
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn gve(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gve")).args(arguments).stdin(Stdio::null()).output().unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("the process ended by itself")
}

fn compiled_ball(folder: &Folder) -> PathBuf {
    let recipe = folder.file("ball.json", BALL);
    let binary = folder.path("ball.gve_bin");
    let output = gve(&[&["compile", text(&recipe), "-o", text(&binary)], &QUICK[..]].concat());
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(output.stdout.is_empty(), "without --json a compile writes no data");
    binary
}

#[test]
fn compile_writes_a_binary_that_inspect_describes() {
    let folder = Folder::new("compile");
    let binary = compiled_ball(&folder);
    let output = gve(&["inspect", text(&binary), "--json"]);
    assert_eq!(code(&output), 0);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["metadata"]["name"], "ball");
    assert_eq!(report["size_bytes"], fs::metadata(&binary).unwrap().len());
    let readable = String::from_utf8(gve(&["inspect", text(&binary)]).stdout).unwrap();
    assert!(readable.contains("sha256") && readable.contains("ball"), "{readable}");
}

#[test]
fn the_same_recipe_gives_the_same_bytes_and_a_variable_changes_them() {
    let folder = Folder::new("bytes");
    let binary = fs::read(compiled_ball(&folder)).unwrap();
    let recipe = folder.path("ball.json");
    let stream = |more: &[&str]| {
        let output = gve(&[&["compile", text(&recipe), "-o", "-"], &QUICK[..], more].concat());
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        output.stdout
    };
    assert!(stream(&[]) == binary, "bytes on standard output differ from the file's");
    assert!(stream(&["--set", "r=0.25"]) != binary, "a variable changed nothing");
}

#[test]
fn compile_reports_as_json() {
    let folder = Folder::new("json");
    let recipe = folder.file("ball.json", BALL);
    let output =
        gve(&[&["compile", text(&recipe), "-o", text(&folder.path("b.gve_bin")), "--json"], &QUICK[..]].concat());
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["content_hash"].as_str().unwrap().len(), 64);
    assert_eq!(report["stages"].as_array().unwrap().len(), 6);
}

/// Bad recipes: name, text, exit code, what the message says.
fn bad_recipes() -> Vec<(&'static str, String, &'static str)> {
    vec![
        ("unknown key", BALL.replace("\"name\"", "\"nmae\""), "recipe.unknown_key"),
        ("wrong type", BALL.replace("\"ball\"", "7"), "recipe.wrong_type"),
        ("no JSON", BALL.replace("\"params\":", "\"params\""), "recipe.syntax"),
        ("cyclic variable", BALL.replace("{ \"value\": 0.5 }", "{ \"value\": \"$r + 1\" }"), "expression.cycle"),
        ("number too large", BALL.replace("\"$r\"", "1e999"), "recipe."),
        ("9 MiB", format!("{BALL}{}", " ".repeat(9 * 1024 * 1024)), "recipe.too_large"),
    ]
}

#[test]
fn bad_recipes_are_refused_by_every_command_with_code_place_and_advice() {
    let folder = Folder::new("bad");
    for (name, recipe, wanted) in bad_recipes() {
        let recipe = folder.file("bad.json", recipe);
        let target = folder.path("never");
        let target = text(&target);
        for command in [
            vec!["validate", text(&recipe)],
            vec!["compile", text(&recipe), "-o", target],
            vec!["render", text(&recipe), "-o", target, "--cpu", "--size", "16x16"],
        ] {
            let output = gve(&command);
            let message = stderr(&output);
            assert_eq!(code(&output), 1, "{name}: {message}");
            assert!(message.starts_with("error[") && message.contains(wanted), "{name}: {message}");
            assert!(message.contains("bad.json"), "{name}: {message}");
            assert!(output.stdout.is_empty(), "{name}: data on standard output");
            assert!(!folder.path("never").exists(), "{name}: a file was written");
        }
    }
}

#[test]
fn findings_show_the_line_with_a_caret_and_no_colour_in_a_pipe() {
    let folder = Folder::new("caret");
    let recipe = folder.file("bad.json", BALL.replace("\"name\"", "\"nmae\""));
    let message = stderr(&gve(&["validate", text(&recipe)]));
    assert!(message.contains("bad.json:3:") && message.contains("3 |   \"nmae\": \"ball\","), "{message}");
    assert!(message.contains("^^^^^^") && message.contains("hint:"), "{message}");
    assert!(!message.contains('\x1b'), "{message}");
}

#[test]
fn validate_reports_findings_as_json_too() {
    let folder = Folder::new("findings");
    let good = folder.file("good.json", BALL);
    let report: serde_json::Value = serde_json::from_slice(&gve(&["validate", text(&good), "--json"]).stdout).unwrap();
    assert_eq!(report["ok"], true);
    let bad = folder.file("bad.json", BALL.replace("$r", "$q"));
    let output = gve(&["validate", text(&bad), "--json"]);
    assert_eq!(code(&output), 1);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["ok"], false);
    assert_eq!(report["diagnostics"][0]["code"], "expression.unknown_name");
}

#[test]
fn damaged_binaries_are_refused() {
    let folder = Folder::new("damaged");
    let whole = fs::read(compiled_ball(&folder)).unwrap();
    let mut flipped = whole.clone();
    *flipped.last_mut().unwrap() ^= 1;
    for (name, bytes) in [("truncated", &whole[..whole.len() / 2]), ("flipped", &flipped[..]), ("short", &b"GVE1"[..])]
    {
        let binary = folder.file("bad.gve_bin", bytes);
        let target = folder.path("never.glb");
        let picture = folder.path("never.png");
        for command in [
            vec!["inspect", text(&binary)],
            vec!["export", text(&binary), "-o", text(&target)],
            vec!["render", text(&binary), "-o", text(&picture), "--cpu"],
        ] {
            let output = gve(&command);
            let message = stderr(&output);
            assert_eq!(code(&output), 1, "{name} {command:?}: {message}");
            assert!(message.starts_with("error[binary.") && message.contains("hint:"), "{name}: {message}");
        }
        assert!(!target.exists() && !picture.exists());
    }
}

#[test]
fn wrong_command_lines_end_with_two() {
    let folder = Folder::new("usage");
    let recipe = folder.file("ball.json", BALL);
    let recipe = text(&recipe);
    for command in [
        vec!["compile", recipe, "--set", "r=1e999"],
        vec!["compile", recipe, "--set", "r"],
        vec!["compile", recipe, "--json", "-o", "-"],
        vec!["render", recipe, "--size", "0x10"],
        vec!["render", recipe, "--camera", "sideways"],
        vec!["export", recipe, "-o", "ball.fbx"],
        vec!["export", recipe, "-o", "ball.stl", "--as-splats"],
        vec!["sound", recipe, "-o", "-", "--json"],
        vec!["frobnicate"],
        vec![],
    ] {
        let output = gve(&command);
        assert_eq!(code(&output), 2, "{command:?}: {}", stderr(&output));
        assert!(!output.stderr.is_empty());
    }
    let message = stderr(&gve(&["compile", recipe, "--splats", "9999999", "-o", text(&folder.path("b.gve_bin"))]));
    assert!(message.contains("splat_count"), "{message}");
}

#[test]
fn files_that_cannot_be_read_or_written_end_with_three() {
    let folder = Folder::new("files");
    let recipe = folder.file("ball.json", BALL);
    let missing = gve(&["validate", text(&folder.path("nowhere.json"))]);
    assert_eq!(code(&missing), 3);
    assert!(stderr(&missing).contains("hint:"), "{}", stderr(&missing));
    let unreachable = folder.path("no/such/folder/b.gve_bin");
    let output = gve(&[&["compile", text(&recipe), "-o", text(&unreachable)], &QUICK[..]].concat());
    assert_eq!(code(&output), 3, "{}", stderr(&output));
}

#[test]
fn nothing_of_another_kind_is_overwritten_without_force() {
    let folder = Folder::new("overwrite");
    let recipe = folder.file("ball.json", BALL);
    let precious = folder.file("notes.txt", "precious");
    let compile = |more: &[&str]| gve(&[&["compile", text(&recipe), "-o", text(&precious)], &QUICK[..], more].concat());
    let refused = compile(&[]);
    assert_eq!(code(&refused), 3);
    assert!(stderr(&refused).contains("--force"), "{}", stderr(&refused));
    assert_eq!(fs::read(&precious).unwrap(), b"precious");
    assert_eq!(code(&compile(&["--force"])), 0);
    assert_eq!(code(&compile(&[])), 0, "a .gve_bin file is replaced by a newer one");
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 2, "a temporary file was left");
}

#[test]
fn render_on_the_cpu_draws_the_recipe_and_the_compiled_field_alike() {
    let folder = Folder::new("render");
    let binary = compiled_ball(&folder);
    let picture = |input: &Path, name: &str| {
        let target = folder.path(name);
        let output = gve(&["render", text(input), "-o", text(&target), "--cpu", "--size", "48x32", "--json"]);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!((&report["backend"], &report["width_px"]), (&"cpu".into(), &48.into()));
        let mut reader =
            png::Decoder::new(std::io::BufReader::new(fs::File::open(target).unwrap())).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        pixels
    };
    let drawn = picture(&folder.path("ball.json"), "recipe.png");
    assert_eq!(drawn.len(), 48 * 32 * 3);
    // The cameras frame meshes of different fineness, so edges may shift by a part of a pixel.
    let compiled = picture(&binary, "binary.png");
    let difference: u64 = drawn.iter().zip(&compiled).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    assert!(difference < 2 * drawn.len() as u64, "{difference} levels over {} bytes", drawn.len());
    let (middle, corner) = ((16 * 48 + 24) * 3, 0);
    assert_ne!(drawn[middle..middle + 3], drawn[corner..corner + 3], "the ball does not show");
}

#[test]
fn render_says_which_adapter_drew() {
    let folder = Folder::new("adapter");
    let recipe = folder.file("ball.json", BALL);
    for mode in ["sdf", "mesh", "splats"] {
        let target = folder.path(&format!("{mode}.png"));
        let arguments = ["render", text(&recipe), "-o", text(&target), "--mode", mode, "--size", "64x64"];
        let output = gve(&[&arguments[..], &QUICK[..]].concat());
        assert_eq!(code(&output), 0, "{mode}: {}", stderr(&output));
        assert!(stderr(&output).contains("drawn by"), "{}", stderr(&output));
        assert!(fs::read(&target).unwrap().starts_with(b"\x89PNG"));
    }
}

#[test]
fn export_writes_each_format() {
    let folder = Folder::new("export");
    let binary = compiled_ball(&folder);
    for (name, magic) in [
        ("b.glb", &b"glTF"[..]),
        ("b.ply", &b"ply\n"[..]),
        ("b.spz", &b"\x1f\x8b"[..]),
        ("b.obj", &b"# GVE-1"[..]),
        ("b.3mf", &b"PK\x03\x04"[..]),
    ] {
        let target = folder.path(name);
        let output = gve(&["export", text(&binary), "-o", text(&target)]);
        assert_eq!(code(&output), 0, "{name}: {}", stderr(&output));
        assert!(fs::read(&target).unwrap().starts_with(magic), "{name}");
    }
    assert!(fs::read_to_string(folder.path("b.mtl")).unwrap().contains("newmtl"));
    let target = folder.path("splats.glb");
    assert_eq!(code(&gve(&["export", text(&binary), "-o", text(&target), "--as-splats"])), 0);
    assert!(String::from_utf8_lossy(&fs::read(&target).unwrap()).contains("KHR_gaussian_splatting"));
    let target = folder.path("b.stl");
    assert_eq!(code(&gve(&["export", text(&folder.path("ball.json")), "-o", text(&target), "--depth", "4"])), 0);
    let stl = fs::read(&target).unwrap();
    let triangles = u32::from_le_bytes(stl[80..84].try_into().unwrap());
    assert!(triangles > 100 && stl.len() == 84 + 50 * triangles as usize);
}

#[test]
fn sound_writes_the_very_samples_as_wav() {
    let folder = Folder::new("sound");
    let silent = folder.file("ball.json", BALL);
    let target = folder.path("hit.wav");
    let refused = gve(&["sound", text(&silent), "-o", text(&target), "--depth", "4"]);
    assert_eq!((code(&refused), target.exists()), (1, false), "{}", stderr(&refused));
    let patch = r#""audio_patch": { "type": "modal", "params": { "damping": 0.05 } }, "root_node""#;
    let recipe = folder.file("bell.json", BALL.replacen("\"root_node\"", patch, 1));
    let run = |target: &Path, material: &str| {
        gve(&["--json", "sound", text(&recipe), "-o", text(target), "--against", material, "--depth", "4"])
    };
    let output = run(&target, "WOOD_OAK");
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let wav = fs::read(&target).unwrap();
    assert!(wav.starts_with(b"RIFF") && wav.len() > 4 * report["sample_count"].as_u64().unwrap() as usize);
    assert!(report["peak"].as_f64().unwrap() > 0.0 && report["peak"].as_f64().unwrap() <= 1.0);
    let again: serde_json::Value = serde_json::from_slice(&run(&target, "WOOD_OAK").stdout).unwrap();
    assert_eq!(again["samples_sha256"], report["samples_sha256"]);
    assert_eq!(code(&run(&target, "UNOBTAINIUM")), 2);
}

#[test]
fn doctor_checks_the_machine() {
    let output = gve(&["doctor", "--json"]);
    let checks: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let states: Vec<_> = checks.as_array().unwrap().iter().map(|check| check["state"].as_str().unwrap()).collect();
    assert!(states.len() >= 5);
    assert_eq!(code(&output), if states.contains(&"failed") { 4 } else { 0 });
    for check in checks.as_array().unwrap() {
        assert_eq!(check["state"] != "ok", check["fix"].is_string(), "{check}: whatever is not in order has its fix");
    }
}

#[test]
fn completions_know_the_commands() {
    for shell in ["bash", "zsh", "fish"] {
        let output = gve(&["completions", shell]);
        assert_eq!(code(&output), 0);
        assert!(String::from_utf8(output.stdout).unwrap().contains("inspect"), "{shell}");
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_stops_a_compile_and_leaves_no_file() {
    use std::io::Read;
    let folder = Folder::new("cancel");
    let recipe = folder.file("ball.json", BALL);
    let target = folder.path("b.gve_bin");
    // A named pipe as input: the child surely runs and listens before the recipe arrives, and the signal comes first.
    let pipe = folder.path("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut child = Command::new(env!("CARGO_BIN_EXE_gve"))
        .args(["compile", text(&pipe), "-o", text(&target), "--splats", "1000000"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Opening the pipe for writing waits until the child has opened it for reading, after it began to listen.
    let mut writer = fs::OpenOptions::new().write(true).open(&pipe).unwrap();
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    std::io::copy(&mut fs::File::open(&recipe).unwrap(), &mut writer).unwrap();
    drop(writer);
    let mut message = String::new();
    child.stderr.take().unwrap().read_to_string(&mut message).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{message}");
    assert!(message.contains("cancelled"), "{message}");
    assert!(!target.exists());
}

const OLDER: &str = r#"{
  "variables": { "r": 0.5 },
  "settings": { "resolution": 16, "splat_count": 300 },
  "root_node": { "type": "operation", "op": "smooth_union", "smoothness": 0.1, "children": [
    { "type": "primitive", "shape": "sphere", "params": { "radius": "$r", "segments": 8 } },
    { "type": "primitive", "shape": "cylinder", "params": { "radius": 0.2, "height": 2 } }
  ] }
}"#;

#[test]
fn convert_writes_a_recipe_and_says_what_was_lost() {
    let folder = Folder::new("convert");
    let older = folder.file("older.json", OLDER);
    let recipe = folder.path("today.json");
    let output = gve(&["convert", text(&older), "-o", text(&recipe)]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(stderr(&output).contains("not understood: `segments`"), "{}", stderr(&output));
    assert_eq!(code(&gve(&["validate", text(&recipe)])), 0);
    let again = gve(&["convert", text(&recipe), "-o", text(&folder.path("again.json"))]);
    assert_eq!(code(&again), 1, "a recipe of today needs no conversion");
    assert!(stderr(&again).contains("recipe.older_form"));

    let report = gve(&["convert", text(&older), "-o", text(&recipe), "--json"]);
    let report: serde_json::Value = serde_json::from_slice(&report.stdout).unwrap();
    assert_eq!(report["settings"]["volume_resolution"], 16);
}

#[test]
fn an_older_document_is_taken_wherever_a_recipe_is() {
    let folder = Folder::new("older");
    let older = folder.file("older.json", OLDER);
    assert_eq!(code(&gve(&["validate", text(&older)])), 0);
    let binary = folder.path("older.gve_bin");
    let output = gve(&["compile", text(&older), "-o", text(&binary), "--depth", "4"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let report = gve(&["inspect", text(&binary), "--json"]).stdout;
    let report: serde_json::Value = serde_json::from_slice(&report).unwrap();
    let dimensions = report["volume_dimensions"].as_array().unwrap();
    let longest = dimensions.iter().filter_map(serde_json::Value::as_u64).max();
    assert_eq!(longest, Some(16), "its own settings hold");
}

/// A 2.0 file with a program of one ball, or with a triangle and no program.
fn older_binary(with_program: bool) -> Vec<u8> {
    let mut bytes = b"GVE1\x00\x00\x02\x00\x00\x00\x00\x00".to_vec();
    let slot = if with_program { 0 } else { 3 };
    bytes.extend((0..6).flat_map(|index| if index == slot { 84_u64 } else { 0 }.to_le_bytes()));
    bytes.extend([0; 24]);
    let floats = |values: &[f32]| values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>();
    if with_program {
        bytes.extend(1_u32.to_le_bytes());
        bytes.extend(floats(&[-1.0, -1.0, -1.0, 1.0, 1.0, 1.0, 0.0]));
        bytes.extend([0, 1, 0, 0, 0, 0, 0, 0]);
        bytes.extend(floats(&[0.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0, 0.0]));
    } else {
        bytes.extend([3_u32, 3].map(u32::to_le_bytes).concat());
        bytes.extend(floats(&[0.0, 0.0, 0.0, 0.0, 0.0, 1.0]));
        bytes.extend(floats(&[1.0, 0.0, 0.0, 0.0, 0.0, 1.0]));
        bytes.extend(floats(&[0.0, 1.0, 0.0, 0.0, 0.0, 1.0]));
        bytes.extend([0_u32, 1, 2].map(u32::to_le_bytes).concat());
    }
    bytes
}

#[test]
fn older_binaries_become_recipes_or_binaries_of_today() {
    let folder = Folder::new("older-binary");
    let program = folder.file("ball.gve_bin", older_binary(true));
    let recipe = folder.path("ball.json");
    let output = gve(&["convert", text(&program), "-o", text(&recipe)]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(fs::read_to_string(&recipe).unwrap().contains("\"sphere\""));

    let triangle = folder.file("triangle.gve_bin", older_binary(false));
    let binary = folder.path("triangle-3.gve_bin");
    let output = gve(&["convert", text(&triangle), "-o", text(&binary)]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let report: serde_json::Value = serde_json::from_slice(&gve(&["inspect", text(&binary), "--json"]).stdout).unwrap();
    assert_eq!(report["triangle_count"], 1);
    assert_eq!(code(&gve(&["convert", text(&triangle), "-o", text(&recipe)])), 1, "there is no recipe in it");
    assert_eq!(code(&gve(&["convert", text(&triangle), "-o", text(&folder.path("x.obj"))])), 2);
}
