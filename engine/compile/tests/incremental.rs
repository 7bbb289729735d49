//! A compiler that remembers gives the bytes of one that does not, whatever was edited in between.

mod support;

use gve_compile::{CompileError, CompileOptions, Compiled, Compiler, Unattended, compile};
use gve_recipe::random::{SplitMix64, random_recipe_text};
use gve_shared::compile::VolumeLayout;
use serde_json::{Value, json};
use support::{Recorder, hammer, quick, recipe};

/// Edits of one random recipe after another.
const EDITS: usize = 8;
const RECIPES: u64 = 60;

/// Options so small that hundreds of compiles take seconds.
fn smallest() -> CompileOptions {
    CompileOptions {
        volume_resolution: Some(40),
        mesh_depth: Some(5),
        splat_count: Some(60),
        ..CompileOptions::default()
    }
}

/// All nodes of a recipe, as JSON pointers.
fn nodes(value: &Value, pointer: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(entries) => {
            if entries.contains_key("shape") {
                found.push(pointer.to_owned());
            }
            entries.iter().for_each(|(name, value)| nodes(value, &format!("{pointer}/{name}"), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| nodes(item, &format!("{pointer}/{index}"), found));
        }
        _ => {}
    }
}

/// Changes a recipe or the options somewhere.
fn edit(recipe: &mut Value, options: &mut CompileOptions, random: &mut SplitMix64) {
    let mut pointers = Vec::new();
    nodes(recipe, "", &mut pointers);
    let pointer = pointers[random.below(pointers.len())].clone();
    let node = recipe.pointer_mut(&pointer).expect("a node");
    match random.below(8) {
        0 | 1 => {
            let color: [f64; 3] = std::array::from_fn(|_| random.between(0.0, 1.0));
            node["material"] = json!({ "base_color_srgb": color });
        }
        2 => node["material"]["roughness"] = json!(random.between(0.1, 1.0)),
        3 => node["material"]["spec_id"] = json!(["ASTM_A36", "WOOD_OAK", "WOOD_PINE"][random.below(3)]),
        4 | 5 => {
            let position: [f64; 3] = std::array::from_fn(|_| random.between(-0.3, 0.3));
            node["transform"] = json!({ "position": position });
        }
        6 => {
            if let Some(variables) = recipe["variables"].as_object() {
                let mut plain = variables.iter().filter(|(_, variable)| variable["value"].is_number());
                if let Some((name, _)) = plain.next_back() {
                    options.variables.insert(name.clone(), random.between(0.1, 0.5));
                }
            }
        }
        _ => match random.below(4) {
            0 => options.volume_resolution = Some(30 + random.below(30) as u32),
            1 => options.volume_layout = Some([VolumeLayout::Dense, VolumeLayout::Sparse][random.below(2)]),
            2 => options.mesh_depth = Some(4 + random.below(3) as u32),
            _ => options.splat_count = Some(random.below(100) as u32),
        },
    }
}

/// The bytes, or that there are none for the same reason.
fn assert_same(
    remembered: &Result<Compiled, CompileError>,
    fresh: &Result<Compiled, CompileError>,
    what: &str,
) -> bool {
    match (remembered, fresh) {
        (Ok(remembered), Ok(fresh)) => {
            assert_eq!(remembered.report.content_hash, fresh.report.content_hash, "{what}");
            assert!(remembered.bytes == fresh.bytes, "{what}");
            true
        }
        _ => {
            assert_eq!(remembered, fresh, "{what}");
            false
        }
    }
}

#[test]
fn random_edits_of_random_recipes_give_the_bytes_of_a_fresh_compile() {
    let compiler = Compiler::default();
    let mut compiled = 0;
    for seed in 0..RECIPES {
        let mut random = SplitMix64::new(seed);
        let mut recipe: Value = serde_json::from_str(&random_recipe_text(seed)).expect("a recipe");
        let mut options = smallest();
        let mut before = (recipe.clone(), options.clone());
        for number in 0..EDITS {
            let text = recipe.to_string();
            let remembered = compiler.compile(&text, &options, &Unattended);
            let fresh = compile(&text, &options, &Unattended);
            compiled += usize::from(assert_same(&remembered, &fresh, &format!("seed {seed}, edit {number}: {text}")));
            let now = (recipe.clone(), options.clone());
            if random.chance(15) {
                // Undone.
                (recipe, options) = before;
            } else {
                edit(&mut recipe, &mut options, &mut random);
            }
            before = now;
        }
    }
    assert!(compiled > RECIPES as usize * EDITS * 3 / 4, "only {compiled} compiles had a surface");
}

#[test]
fn what_is_kept_stays_within_its_limit_and_is_not_needed() {
    let full = Compiler::default();
    let quick = quick();
    full.compile(&hammer(), &quick, &Unattended).unwrap();
    let needed = full.kept_bytes();
    assert!(needed > 0);
    for capacity in [0, 1000, needed / 3, needed * 3 / 2] {
        let compiler = Compiler::new(capacity);
        for color in ["#c02020", "#20c020", "#c02020"] {
            let text = hammer().replace(r#""spec_id": "WOOD_OAK""#, &format!(r#""base_color_srgb": "{color}""#));
            let fresh = compile(&text, &quick, &Unattended);
            assert_same(&compiler.compile(&text, &quick, &Unattended), &fresh, &format!("{capacity} bytes"));
            assert!(compiler.kept_bytes() <= capacity);
        }
    }
    full.clear();
    assert_eq!(full.kept_bytes(), 0);
}

#[test]
fn a_cancelled_compile_leaves_what_was_kept() {
    let compiler = Compiler::default();
    let fresh = compiler.compile(&hammer(), &quick(), &Unattended);
    let kept = compiler.kept_bytes();
    let longer = hammer().replace(r#""value": 0.4"#, r#""value": 0.5"#);
    let impatient = Recorder::new(|_| true);
    assert_eq!(compiler.compile(&longer, &quick(), &impatient), Err(CompileError::Cancelled));
    assert_eq!(compiler.kept_bytes(), kept);
    assert_same(&compiler.compile(&hammer(), &quick(), &Unattended), &fresh, "again");
}

#[test]
fn many_edits_of_a_part_that_keeps_its_bounds() {
    let plate = |bores: &[[f64; 2]], color: &str| {
        let bore = |[x, z]: &[f64; 2]| {
            json!({ "transform": { "position": [x, 0.0, z] },
                "shape": { "type": "cylinder", "params": { "radius": 0.05, "height": 1.0 } } })
        };
        let mut children = vec![json!({ "shape": { "type": "box", "params": { "half_extents": [0.5, 0.1, 0.5] } },
            "material": { "base_color_srgb": color } })];
        children.extend(bores.iter().map(bore));
        recipe(&json!({ "shape": { "type": "difference", "params": { "children": children } } }).to_string())
    };
    let compiler = Compiler::default();
    let options = CompileOptions { mesh_depth: Some(7), volume_resolution: Some(100), ..quick() };
    let mut bores: Vec<[f64; 2]> =
        (0..25).map(|n| [0.18 * f64::from(n % 5) - 0.36, 0.18 * f64::from(n / 5) - 0.36]).collect();
    for edit in 0..12 {
        let text = plate(&bores, ["#808080", "#a03020"][edit / 2 % 2]);
        let fresh = compile(&text, &options, &Unattended);
        assert_same(&compiler.compile(&text, &options, &Unattended), &fresh, &format!("edit {edit}"));
        let count = bores.len();
        bores[7 * edit % count][0] += 0.013;
        if edit % 3 == 0 {
            bores.swap_remove(11 % bores.len());
        }
    }
}
