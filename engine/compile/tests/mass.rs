//! Mass properties against closed forms.

mod support;

use gve_compile::CompileOptions;
use gve_shared::inspection::MassProperties;
use support::{compiled, metadata, quick, recipe};

/// Mass properties at the default resolution of the volume.
fn mass_of(root_node: &str) -> MassProperties {
    let options = CompileOptions { volume_resolution: None, ..quick() };
    metadata(&compiled(&recipe(root_node), &options)).mass
}

fn assert_near(name: &str, value: f64, expected: f64, tolerance: f64) {
    assert!((value - expected).abs() <= tolerance, "{name} is {value}, expected {expected} ± {tolerance}");
}

#[test]
fn a_unit_cube() {
    let mass = mass_of(r#"{ "shape": { "type": "box", "params": { "half_extents": [0.5, 0.5, 0.5] } } }"#);
    assert_near("volume", mass.volume_m3, 1.0, 2e-3);
    // The default material has 1000 kg/m³.
    assert_near("mass", mass.mass_kg, 1000.0, 2.0);
    for (axis, center) in mass.center_of_mass_m.iter().enumerate() {
        assert_near(&format!("centre {axis}"), *center, 0.0, 1e-4);
    }
    let inertia = mass.inertia_kg_m2;
    for (name, value) in [("xx", inertia.xx), ("yy", inertia.yy), ("zz", inertia.zz)] {
        assert_near(name, value, 1000.0 / 6.0, 0.5);
    }
    for (name, value) in [("xy", inertia.xy), ("xz", inertia.xz), ("yz", inertia.yz)] {
        assert_near(name, value, 0.0, 0.01);
    }
}

#[test]
fn a_steel_sphere_away_from_the_origin() {
    let mass = mass_of(
        r#"{ "transform": { "position": [1, 2, 3] }, "shape": { "type": "sphere", "params": { "radius": 0.25 } },
             "material": { "spec_id": "ASTM_A36" } }"#,
    );
    let volume_m3 = 4.0 / 3.0 * std::f64::consts::PI * 0.25_f64.powi(3);
    assert_near("volume", mass.volume_m3, volume_m3, 1e-3 * volume_m3);
    assert_near("mass", mass.mass_kg, 7850.0 * volume_m3, 1e-3 * 7850.0 * volume_m3);
    for (center, expected) in mass.center_of_mass_m.iter().zip([1.0, 2.0, 3.0]) {
        assert_near("centre", *center, expected, 1e-4);
    }
    let expected = 0.4 * mass.mass_kg * 0.25 * 0.25;
    assert_near("xx", mass.inertia_kg_m2.xx, expected, 2e-3 * expected);
    assert_near("xy", mass.inertia_kg_m2.xy, 0.0, 1e-3 * expected);
}

#[test]
fn two_materials_weigh_each_its_own() {
    let mass = mass_of(
        r#"{ "shape": { "type": "union", "params": { "children": [
            { "transform": { "position": [-0.5, 0, 0] }, "material": { "spec_id": "ASTM_A36" },
              "shape": { "type": "box", "params": { "half_extents": [0.5, 0.25, 0.25] } } },
            { "transform": { "position": [0.5, 0, 0] }, "material": { "spec_id": "WOOD_OAK" },
              "shape": { "type": "box", "params": { "half_extents": [0.5, 0.25, 0.25] } } }
        ] } } }"#,
    );
    let (steel, oak) = (7850.0 * 0.25, 750.0 * 0.25);
    assert_near("mass", mass.mass_kg, steel + oak, 0.02 * (steel + oak));
    assert_near("centre", mass.center_of_mass_m[0], 0.5 * (oak - steel) / (steel + oak), 0.01);
}

#[test]
fn products_of_inertia_have_the_sign_of_the_tensor() {
    // A rod along the diagonal of x and y: ∫ x y dm is positive, so the element is negative.
    let mass = mass_of(
        r#"{ "transform": { "rotation": { "euler_deg": [0, 0, 45] } },
             "shape": { "type": "box", "params": { "half_extents": [1, 0.1, 0.1] } } }"#,
    );
    let [x, y] = [1.0_f64, 0.1];
    let expected = -mass.mass_kg * (x * x - y * y) / 6.0;
    assert_near("xy", mass.inertia_kg_m2.xy, expected, 0.01 * expected.abs());
}
