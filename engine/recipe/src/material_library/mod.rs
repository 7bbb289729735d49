//! The material library: real materials with physical, acoustic and visual figures, and where these come from.
//!
//! Densities, elastic constants, strengths and friction are those of the works cited, rounded; where a work gives a
//! range, the middle of it stands here. Friction without a source, restitution, damping ratios and resonance bands are
//! engineering estimates for solids of hand size, and every citation says so; colours and surface figures are chosen to
//! look right.
//!
//! Ids name a standard as a handle, as the source document of the product assigns them. Some of these standards
//! specify something else (`ASTM_B127` is brass C260 here, which ASTM B36 specifies): the citation has the right one.
//!
//! `docs/materials.md` is the table for people; a test holds it to this one. [`impact`] says what a collision excites.

mod impact;
mod metals;
mod minerals;
mod organics;
mod sources;

use std::sync::LazyLock;

use gve_shared::material::{ColorMode, MaterialSpec};

pub use impact::{
    HertzContact, IMPACT_RADIUS_M, IMPACT_SPEED_M_PER_S, composite_restitution, contact_modulus_pa, impact,
    plane_strain_modulus_pa,
};

/// One line of the table.
struct Row {
    id: &'static str,
    name: &'static str,
    color: u32,
    /// Metallic, roughness, damping ratio.
    surface: [f32; 3],
    /// Density in kg/m³, Young's modulus in GPa, Poisson's ratio.
    body: [f32; 3],
    band_hz: [f32; 2],
    /// Yield strength in MPa and plane-strain fracture toughness in MPa·√m, where they mean something and are known.
    strength: [Option<f32>; 2],
    /// Coefficients of dry sliding friction and of normal restitution.
    contact: [f32; 2],
    mode: ColorMode,
    /// Of the body; of the strength, or its condition; of the friction. Empty: the same work, or an estimate.
    sources: [&'static str; 3],
}

/// Other names of entries.
const ALIASES: [(&str, &str); 29] = [
    ("METAL_STEEL", "ASTM_A36"),
    ("METAL_IRON", "ASTM_A36"),
    ("METAL_STAINLESS", "ASTM_A240_304"),
    ("METAL_ALUMINUM", "AMS_4911"),
    ("METAL_COPPER", "ASTM_B152"),
    ("METAL_TITANIUM", "ASTM_B265_Grade5"),
    ("METAL_BRASS", "ASTM_B127"),
    ("METAL_GOLD", "GOLD"),
    ("METAL_SILVER", "SILVER"),
    ("METAL_BRONZE", "ASTM_B505_C93200"),
    ("METAL_LEAD", "ASTM_B29"),
    ("METAL_NICKEL", "ASTM_B160"),
    ("METAL_MAGNESIUM", "ASTM_B107"),
    ("METAL_TUNGSTEN", "TUNGSTEN"),
    ("CONCRETE_STANDARD", "ASTM_C33"),
    ("STONE_LIMESTONE", "ASTM_C568"),
    ("STONE_GRANITE", "ASTM_C615"),
    ("STONE_MARBLE", "ASTM_C503"),
    ("STONE_SANDSTONE", "ASTM_C616"),
    ("PLASTIC_ABS", "ASTM_D4181"),
    ("PLASTIC_POLYCARBONATE", "ASTM_D638"),
    ("PLASTIC_ACRYLIC", "ASTM_D4802"),
    ("PLASTIC_NYLON", "ASTM_D6779"),
    ("CARBON_FIBER", "ASTM_D7031"),
    ("GLASS_CLEAR", "ASTM_C1036"),
    ("CERAMIC_TILE", "ASTM_C373"),
    ("RUBBER_NEOPRENE", "ASTM_D2000"),
    ("RUBBER_STANDARD", "ASTM_D2000"),
    ("RUBBER_SILICONE", "ASTM_D412"),
];

static ENTRIES: LazyLock<Vec<MaterialSpec>> = LazyLock::new(|| rows().map(spec_of).collect());

fn rows() -> impl Iterator<Item = &'static Row> + Clone {
    metals::ROWS.iter().chain(&minerals::ROWS).chain(&organics::ROWS)
}

fn spec_of(row: &Row) -> MaterialSpec {
    let [_, red, green, blue] = row.color.to_be_bytes();
    let [yield_strength_mpa, fracture_toughness_mpa_sqrt_m] = row.strength;
    MaterialSpec {
        spec_id: row.id.to_owned(),
        display_name: row.name.to_owned(),
        aliases: ALIASES.iter().filter(|(_, id)| *id == row.id).map(|(alias, _)| (*alias).to_owned()).collect(),
        density_kg_m3: row.body[0],
        youngs_modulus_gpa: row.body[1],
        poissons_ratio: row.body[2],
        yield_strength_mpa,
        fracture_toughness_mpa_sqrt_m,
        friction: row.contact[0],
        restitution: row.contact[1],
        damping_coefficient: row.surface[2],
        resonance_freq_min_hz: row.band_hz[0],
        resonance_freq_max_hz: row.band_hz[1],
        base_color_srgb: [red, green, blue],
        metallic: row.surface[0],
        roughness: row.surface[1],
        recommended_color_mode: row.mode,
        citation: citation_of(row),
    }
}

fn citation_of(row: &Row) -> String {
    let [body, strength, friction] = row.sources;
    let mut citation = body.to_owned();
    if strength != body && !strength.is_empty() {
        citation.push_str("; strength: ");
        citation.push_str(strength);
    }
    if friction.is_empty() {
        citation.push_str("; friction, restitution, damping and band: engineering estimates");
    } else {
        citation.push_str("; friction: ");
        citation.push_str(friction);
        citation.push_str("; restitution, damping and band: engineering estimates");
    }
    citation
}

/// All materials, related ones together.
pub fn entries() -> &'static [MaterialSpec] {
    &ENTRIES
}

/// The material with an id or alias.
pub fn find(id_or_alias: &str) -> Option<&'static MaterialSpec> {
    let id = ALIASES.iter().find(|(alias, _)| *alias == id_or_alias).map_or(id_or_alias, |(_, id)| id);
    ENTRIES.iter().find(|entry| entry.spec_id == id)
}

/// All ids and aliases.
pub fn names() -> impl Iterator<Item = &'static str> + Clone {
    rows().map(|row| row.id).chain(ALIASES.iter().map(|(alias, _)| *alias))
}
