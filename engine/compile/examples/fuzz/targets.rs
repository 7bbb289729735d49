//! Damaged inputs for everything that reads what strangers wrote, each from its seed: any answer is fine, a panic is not.

use std::collections::BTreeMap;

use gve_compile::{CompileOptions, Unattended};
use gve_field::Field;
use gve_format::{
    container::{self, Container},
    older::OlderFile,
};
use gve_recipe::{
    bind, dna, parse_and_bind,
    random::{SplitMix64, random_recipe_text},
};

/// A reader and the maker of its inputs.
pub struct Target {
    pub name: &'static str,
    /// Damaged input number `seed`.
    pub input: fn(seed: u64, good: &Good) -> Vec<u8>,
    pub read: fn(&[u8]),
}

/// Every reader of foreign input.
pub const TARGETS: [Target; 6] = [
    Target { name: "recipe", input: recipe_input, read: read_recipe },
    Target { name: "expression", input: expression_input, read: read_recipe },
    Target { name: "older document", input: dna_input, read: read_dna },
    Target { name: "binary", input: |seed, good| damaged(seed, &good.binary), read: read_binary },
    Target { name: "older binary", input: |seed, good| damaged(seed, &good.older), read: read_older },
    Target { name: "program", input: |seed, good| damaged(seed, &good.program), read: read_program },
];

/// Good inputs that are damaged again and again.
pub struct Good {
    binary: Vec<u8>,
    older: Vec<u8>,
    program: Vec<u8>,
}

const EXPRESSIONS: &str = include_str!("../../../../samples/sword.json");

impl Good {
    pub fn new() -> Self {
        let options = CompileOptions {
            volume_resolution: Some(16),
            mesh_depth: Some(3),
            splat_count: Some(20),
            ..CompileOptions::default()
        };
        let binary = gve_compile::compile(&random_recipe_text(7), &options, &Unattended).expect("a good recipe").bytes;
        let bound = parse_and_bind(EXPRESSIONS, &BTreeMap::new()).expect("a good sample");
        let program = Field::lower(&bound).expect("a good sample").encode();
        Self { binary, older: older_binary(), program }
    }
}

/// A 2.0 file with a program of two balls, a volume, a splat and a triangle.
fn older_binary() -> Vec<u8> {
    let floats = |values: &[f32]| values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>();
    let mut program = [2_u32.to_le_bytes().to_vec(), floats(&[-1.0, -1.0, -1.0, 1.0, 1.0, 1.0, 0.0])].concat();
    for op in [1, 4] {
        program.extend([0, op, 0, 0, 0, 0, 0, 0]);
        program.extend(floats(&[0.0, 0.1, 0.2, 0.5, 0.6, 0.7, 0.1, 0.0]));
    }
    let mut volume = [2_u32, 2, 2].map(u32::to_le_bytes).concat();
    volume.extend(floats(&[-1.0, -1.0, -1.0, 1.0, 1.0, 1.0]));
    volume.extend(32_u32.to_le_bytes());
    // One LZ4 sequence: four literal bytes, then a match that repeats them.
    volume.extend([0x4f, 0, 0, 128, 62, 4, 0, 9]);
    let mut splats = [1_u32.to_le_bytes().to_vec(), floats(&[0.1; 10])].concat();
    splats.extend([1; 8]);
    let mut mesh = [3_u32, 3].map(u32::to_le_bytes).concat();
    mesh.extend(floats(&[0.5; 18]));
    mesh.extend([0_u32, 1, 2].map(u32::to_le_bytes).concat());
    let sections = [program, volume, splats, mesh];
    let mut file = b"GVE1\x00\x00\x02\x00\x00\x00\x00\x00".to_vec();
    let mut offset = 84_u64;
    for section in &sections {
        file.extend(offset.to_le_bytes());
        offset += section.len() as u64;
    }
    file.extend([0; 16 + 24]);
    file.extend(sections.concat());
    file
}

/// Flips, overwrites, cuts, repeats and inserts bytes.
fn damaged(seed: u64, good: &[u8]) -> Vec<u8> {
    const EDGES: [u32; 8] = [0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 64, 48, 0x7fc0_0000];
    let mut random = SplitMix64::new(seed);
    let mut bytes = good.to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len().max(1));
        match random.below(6) {
            0 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            1 if at < bytes.len() => bytes[at] = random.next_u64() as u8,
            2 if bytes.len() >= 4 => {
                let at = at.min(bytes.len() - 4) & !3;
                let value = EDGES[random.below(EDGES.len())].wrapping_add(random.below(3) as u32);
                bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
            }
            3 => bytes.truncate(at),
            4 => bytes.extend_from_within(at..bytes.len().min(at + 40)),
            _ => bytes.insert(at, random.next_u64() as u8),
        }
    }
    bytes
}

const PIECES: [&str; 26] = [
    "{",
    "}",
    "[",
    "]",
    "\"",
    ",",
    ":",
    "(",
    ")",
    "+",
    "*",
    "/",
    "^",
    "?",
    "0",
    "-1",
    "1e308",
    "1e-320",
    "null",
    "\\u12",
    "é",
    "@prev.top",
    "$a",
    "min",
    "\"children\"",
    "\n",
];

/// Cuts, pieces of the language and foreign characters at places where characters begin.
fn damaged_text(random: &mut SplitMix64, mut text: String) -> String {
    for _ in 0..1 + random.below(3) {
        let boundary = |text: &str, at: usize| (at..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        let start = boundary(&text, random.below(text.len().max(1)));
        let end = boundary(&text, (start + random.below(8)).min(text.len()));
        let piece = PIECES[random.below(PIECES.len())];
        match random.below(3) {
            0 => text.replace_range(start..end, ""),
            1 => text.insert_str(start, piece),
            _ => text.replace_range(start..end, piece),
        }
    }
    text
}

fn recipe_input(seed: u64, _: &Good) -> Vec<u8> {
    let mut random = SplitMix64::new(seed);
    let text = random_recipe_text(random.next_u64() % 500);
    damaged_text(&mut random, text).into_bytes()
}

/// A recipe with one knob, whose expression is damaged.
fn expression_input(seed: u64, _: &Good) -> Vec<u8> {
    const GOOD: [&str; 6] = [
        "1 + 2 * $a ^ 2 - -3 % 2",
        "min(1, $a, max(2, 3)) + clamp($a, 0, 1)",
        "$a > 0 ? sin($a) : cos($a / pi)",
        "smoothstep(0, 1, lerp(0.2, 0.8, $a)) * log(exp(1))",
        "((((((((1))))))))",
        "atan2($a, 1) + pow(2, 0.5) + deg(rad(90)) + floor(1.5)",
    ];
    let mut random = SplitMix64::new(seed);
    let expression = GOOD[random.below(GOOD.len())].to_owned();
    let expression = damaged_text(&mut random, expression);
    let radius = serde_json::Value::from(expression);
    let shape = serde_json::json!({ "type": "sphere", "params": { "radius": radius } });
    let recipe = serde_json::json!({ "format": "gve-recipe/1", "name": "a", "variables": { "a": { "value": 0.5 } },
        "root_node": { "shape": shape } });
    recipe.to_string().into_bytes()
}

fn dna_input(seed: u64, _: &Good) -> Vec<u8> {
    const GOOD: &str = r##"{"metadata":{"name":"L","estimated_bounds":{"min":[-1,-1,-1],"max":[1,1,1]}},
"variables":{"r":0.5},"settings":{"resolution":64,"enable_splats":true,"splat_count":100},"root_node":{"type":"operation",
"op":"smooth_union","smoothness":0.1,"children":[{"type":"primitive","shape":"cylinder","params":{"radius":"$r","height":2},
"transform":{"pos":[0,1,0],"rot":[10,20,30],"scale":2},"modifiers":[{"cmd":"Effect_Twist","axis":"z","rate":1}],
"material":{"spec_id":"ASTM_A36","base_color":[1,0,0.5]}},{"type":"primitive","shape":"revolution","id":"b","color":"#ff0000",
"params":{"profile":[[0.1,0],[0.5,0],[0.3,1]],"axis":"y","offset":0.1}},{"op":"subtract","children":[{"shape":"box","params":
{"size":[1,1,1]}},{"shape":"capsule","params":{"radius":0.1,"height":1},"transform":{"pos":"@b.top"}}]}]}}"##;
    let mut random = SplitMix64::new(seed);
    damaged_text(&mut random, GOOD.to_owned()).into_bytes()
}

fn read_recipe(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Err(found) = parse_and_bind(text, &BTreeMap::new()) {
        assert!(!found.is_empty(), "refused without a word");
        assert!(
            found.iter().all(|finding| finding.range.is_some_and(|range| range.line > 0)),
            "{found:?} has no place"
        );
    }
}

fn read_dna(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(import) = dna::import(text) {
        let _ = bind(&import.recipe, &BTreeMap::new());
    }
}

fn read_binary(bytes: &[u8]) {
    let _ = container::inspect(bytes);
    if let Ok(container) = Container::parse(bytes) {
        let _ = container.sdf_bytecode().map(Field::decode);
    }
}

fn read_older(bytes: &[u8]) {
    let Ok(file) = OlderFile::parse(bytes) else { return };
    let _ = (file.volume(), file.splats(), file.mesh());
    if let Ok(Some(program)) = file.program()
        && let Ok(import) = dna::import_program("older", &program.instructions)
    {
        let _ = bind(&import.recipe, &BTreeMap::new());
    }
}

fn read_program(bytes: &[u8]) {
    let _ = Field::decode(bytes);
}
