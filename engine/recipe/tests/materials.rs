//! The material library: plausible figures, cited, each name once.

use std::collections::BTreeSet;

use gve_recipe::material_library::{entries, find};

#[test]
fn figures_are_physical_and_cited() {
    assert!(entries().len() >= 40);
    for entry in entries() {
        let id = &entry.spec_id;
        assert!((100.0..20_000.0).contains(&entry.density_kg_m3), "{id}");
        assert!(entry.youngs_modulus_gpa > 0.0 && entry.youngs_modulus_gpa < 500.0, "{id}");
        assert!((0.0..0.5).contains(&entry.poissons_ratio), "{id}");
        assert!(entry.damping_coefficient > 0.0 && entry.damping_coefficient <= 1.0, "{id}");
        assert!(
            entry.resonance_freq_min_hz >= 10.0 && entry.resonance_freq_min_hz < entry.resonance_freq_max_hz,
            "{id}"
        );
        assert!((0.0..=1.0).contains(&entry.metallic) && (0.0..=1.0).contains(&entry.roughness), "{id}");
        assert!(entry.friction > 0.0 && entry.friction <= 1.5 && entry.restitution > 0.0, "{id}");
        assert!(entry.yield_strength_mpa.is_none_or(|stress| stress > 1.0 && stress < 3000.0), "{id}");
        assert!(entry.fracture_toughness_mpa_sqrt_m.is_none_or(|toughness| (0.1..150.0).contains(&toughness)), "{id}");
        // Yield strain, whatever the material: from a fraction of a thousandth to a few per cent.
        if let Some(stress) = entry.yield_strength_mpa {
            let strain = stress / (entry.youngs_modulus_gpa * 1e3);
            assert!((2e-4..0.06).contains(&strain), "{id}: {strain}");
        }
        assert!(entry.citation.len() > 20 && entry.display_name.len() > 2, "{id}");
    }
}

#[test]
fn every_name_leads_to_one_entry() {
    let mut names = BTreeSet::new();
    for entry in entries() {
        for name in entry.aliases.iter().chain([&entry.spec_id]) {
            assert!(names.insert(name.as_str()), "{name} stands twice");
            assert_eq!(find(name).map(|found| &found.spec_id), Some(&entry.spec_id));
        }
    }
    assert_eq!(names.len(), entries().len() + 29);
    assert_eq!(find("METAL_STEEL").map(|steel| steel.density_kg_m3), Some(7850.0));
    assert_eq!(find("STONE_GRANITE").map(|granite| granite.display_name.as_str()), Some("Granite"));
    assert!(find("MARTIAN_BASALT").is_none());
}

/// The rows of `docs/materials.md`, as the library has them.
fn table() -> String {
    let mut text = String::new();
    for entry in entries() {
        let figure = |value: Option<f32>| value.map_or_else(|| "–".to_owned(), |value| value.to_string());
        let aliases: Vec<_> = entry.aliases.iter().map(|alias| format!("`{alias}`")).collect();
        let cells = [
            format!("`{}`", entry.spec_id),
            entry.display_name.clone(),
            entry.density_kg_m3.to_string(),
            entry.youngs_modulus_gpa.to_string(),
            entry.poissons_ratio.to_string(),
            figure(entry.yield_strength_mpa),
            figure(entry.fracture_toughness_mpa_sqrt_m),
            entry.friction.to_string(),
            entry.restitution.to_string(),
            entry.damping_coefficient.to_string(),
            format!("{}–{}", entry.resonance_freq_min_hz, entry.resonance_freq_max_hz),
            aliases.join(", "),
        ];
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    text
}

fn citations() -> String {
    entries().iter().map(|entry| format!("- `{}`: {}.\n", entry.spec_id, entry.citation)).collect()
}

/// Set `GVE_BLESS=1` to write table and citations into the document anew.
#[test]
fn the_document_has_the_library() {
    const MARKS: [(&str, &str); 2] =
        [("<!-- table -->\n", "\n<!-- end of table -->"), ("<!-- citations -->\n", "\n<!-- end of citations -->")];
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/materials.md");
    let document = std::fs::read_to_string(path).expect("docs/materials.md");
    let head = "| id | material | kg/m³ | GPa | ν | yield MPa | MPa·√m | friction | restitution | damping | band Hz | aliases |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n";
    let mut expected = document.clone();
    for ((start, end), content) in MARKS.into_iter().zip([format!("{head}{}", table()), citations()]) {
        let from = expected.find(start).expect("the start of a generated part") + start.len();
        let to = from + expected[from..].find(end).expect("its end");
        expected.replace_range(from..to, content.trim_end());
    }
    if std::env::var_os("GVE_BLESS").is_some() {
        std::fs::write(path, &expected).expect("docs/materials.md can be written");
    } else {
        assert!(
            document == expected,
            "docs/materials.md is not what the library holds: run this test with GVE_BLESS=1"
        );
    }
}
