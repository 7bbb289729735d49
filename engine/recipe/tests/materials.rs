//! The material library: plausible figures, cited, each name once.

use std::collections::BTreeSet;

use gve_recipe::material_library::{aliases_of, entries, find};

#[test]
fn figures_are_physical_and_cited() {
    assert!(entries().len() >= 20);
    for entry in entries() {
        let id = &entry.spec_id;
        assert!((500.0..20_000.0).contains(&entry.density_kg_m3), "{id}");
        assert!(entry.youngs_modulus_gpa > 0.0 && entry.youngs_modulus_gpa < 500.0, "{id}");
        assert!((0.0..0.5).contains(&entry.poissons_ratio), "{id}");
        assert!(entry.damping_coefficient > 0.0 && entry.damping_coefficient <= 1.0, "{id}");
        assert!(
            entry.resonance_freq_min_hz >= 10.0 && entry.resonance_freq_min_hz < entry.resonance_freq_max_hz,
            "{id}"
        );
        assert!((0.0..=1.0).contains(&entry.metallic) && (0.0..=1.0).contains(&entry.roughness), "{id}");
        assert!(entry.citation.len() > 20 && entry.display_name.len() > 2, "{id}");
    }
}

#[test]
fn every_name_leads_to_one_entry() {
    let mut names = BTreeSet::new();
    for entry in entries() {
        for name in aliases_of(&entry.spec_id).chain([entry.spec_id.as_str()]) {
            assert!(names.insert(name), "{name} stands twice");
            assert_eq!(find(name).map(|found| &found.spec_id), Some(&entry.spec_id));
        }
    }
    assert_eq!(names.len(), entries().len() + 20);
    assert_eq!(find("METAL_STEEL").map(|steel| steel.density_kg_m3), Some(7850.0));
    assert_eq!(find("STONE_GRANITE").map(|granite| granite.display_name.as_str()), Some("Granite"));
    assert!(find("MARTIAN_BASALT").is_none());
}
