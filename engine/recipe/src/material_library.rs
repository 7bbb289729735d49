//! The material library: real materials with physical, acoustic and visual figures, and where these come from.
//!
//! Densities and elastic constants are those of the works cited, rounded; where a work gives a range, the middle of it
//! stands here. Damping ratios and resonance bands are engineering estimates for objects of hand size, colours and
//! surface figures are chosen to look right: no work is cited for them.
//!
//! Ids name a standard as a handle, as the source document of the product assigns them. Some of these standards
//! specify something else (`ASTM_B127` is brass C260 here, which ASTM B36 specifies): the citation has the right one.

use std::sync::LazyLock;

use gve_shared::material::{ColorMode, MaterialSpec};

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
    mode: ColorMode,
    citation: &'static str,
}

use ColorMode::{Oklab, Rgb};

const ASM_1: &str = "ASM Handbook, vol. 1: Properties and Selection: Irons, Steels, and High-Performance Alloys, ASM International, 1990";
const ASM_2: &str = "ASM Handbook, vol. 2: Properties and Selection: Nonferrous Alloys and Special-Purpose Materials, ASM International, 1990";
const WOOD: &str = "Wood Handbook: Wood as an Engineering Material, FPL-GTR-282, USDA Forest Service, Forest Products Laboratory, 2021, ch. 5";
const ROCK: &str = "R. E. Goodman, Introduction to Rock Mechanics, 2nd ed., Wiley, 1989";
const TEXTILE: &str = "W. E. Morton and J. W. S. Hearle, Physical Properties of Textile Fibres, 4th ed., Woodhead, 2008; fibre, not cloth; Poisson's ratio nominal";

#[rustfmt::skip]
static ROWS: [Row; 28] = [
    Row { id: "ASTM_A36", name: "Structural steel", color: 0xb0b0b0, surface: [0.9, 0.4, 0.008], body: [7850.0, 200.0, 0.26], band_hz: [200.0, 8000.0], mode: Rgb,
        citation: "ASTM A36/A36M, Carbon Structural Steel; figures: ASM Handbook, vol. 1, ASM International, 1990" },
    Row { id: "ASTM_A240_304", name: "Stainless steel 304", color: 0xc8c8ca, surface: [0.95, 0.25, 0.006], body: [8000.0, 193.0, 0.29], band_hz: [250.0, 9000.0], mode: Rgb,
        citation: "ASTM A240/A240M, Chromium and Chromium-Nickel Stainless Steel Plate, Sheet, and Strip; figures: ASM Handbook, vol. 1, ASM International, 1990" },
    Row { id: "ASTM_A48", name: "Grey cast iron", color: 0x5a5a5c, surface: [0.85, 0.6, 0.02], body: [7150.0, 100.0, 0.26], band_hz: [100.0, 5000.0], mode: Rgb,
        citation: ASM_1 },
    Row { id: "AMS_4911", name: "Aluminium 6061-T6", color: 0xd3d3d3, surface: [0.95, 0.3, 0.007], body: [2700.0, 68.9, 0.33], band_hz: [300.0, 10000.0], mode: Rgb,
        citation: ASM_2 },
    Row { id: "ASTM_B152", name: "Copper C110", color: 0xb87333, surface: [0.98, 0.2, 0.01], body: [8960.0, 130.0, 0.34], band_hz: [150.0, 6000.0], mode: Rgb,
        citation: "ASTM B152/B152M, Copper Sheet, Strip, Plate, and Rolled Bar; figures: ASM Handbook, vol. 2, ASM International, 1990" },
    Row { id: "ASTM_B265_Grade5", name: "Titanium Ti-6Al-4V", color: 0xc0c0c0, surface: [0.92, 0.35, 0.005], body: [4430.0, 113.8, 0.342], band_hz: [250.0, 9000.0], mode: Rgb,
        citation: "ASTM B265, Titanium and Titanium Alloy Strip, Sheet, and Plate (grade 5); figures: ASM Handbook, vol. 2, ASM International, 1990" },
    Row { id: "ASTM_B127", name: "Brass C260", color: 0xd4af37, surface: [0.97, 0.25, 0.012], body: [8530.0, 110.0, 0.34], band_hz: [180.0, 7000.0], mode: Rgb,
        citation: "ASTM B36/B36M, Brass Plate, Sheet, Strip, and Rolled Bar (C26000); figures: ASM Handbook, vol. 2, ASM International, 1990" },
    Row { id: "GOLD", name: "Gold", color: 0xffd700, surface: [1.0, 0.15, 0.006], body: [19300.0, 78.0, 0.44], band_hz: [100.0, 4000.0], mode: Rgb,
        citation: ASM_2 },
    Row { id: "ASTM_C33", name: "Concrete", color: 0x808080, surface: [0.0, 0.9, 0.05], body: [2400.0, 30.0, 0.2], band_hz: [80.0, 2000.0], mode: Oklab,
        citation: "ASTM C33/C33M, Concrete Aggregates; figures of normal-weight concrete: ACI 318, Building Code Requirements for Structural Concrete, American Concrete Institute" },
    Row { id: "ASTM_C568", name: "Limestone", color: 0xe8d5b7, surface: [0.0, 0.7, 0.03], body: [2500.0, 55.0, 0.25], band_hz: [100.0, 3000.0], mode: Oklab,
        citation: "ASTM C568/C568M, Limestone Dimension Stone; figures: R. E. Goodman, Introduction to Rock Mechanics, 2nd ed., Wiley, 1989" },
    Row { id: "ASTM_C503", name: "Marble", color: 0xf5f5dc, surface: [0.0, 0.2, 0.025], body: [2700.0, 60.0, 0.3], band_hz: [120.0, 4000.0], mode: Oklab,
        citation: "ASTM C503/C503M, Marble Dimension Stone; figures: R. E. Goodman, Introduction to Rock Mechanics, 2nd ed., Wiley, 1989" },
    Row { id: "ASTM_C615", name: "Granite", color: 0x8d8580, surface: [0.0, 0.5, 0.02], body: [2650.0, 55.0, 0.22], band_hz: [120.0, 4000.0], mode: Oklab,
        citation: ROCK },
    Row { id: "WOOD_OAK", name: "Red oak", color: 0xc19a6b, surface: [0.0, 0.6, 0.01], body: [750.0, 12.5, 0.35], band_hz: [80.0, 5000.0], mode: Oklab,
        citation: WOOD },
    Row { id: "WOOD_PINE", name: "Douglas fir", color: 0xe3c194, surface: [0.0, 0.7, 0.008], body: [530.0, 13.0, 0.37], band_hz: [100.0, 6000.0], mode: Oklab,
        citation: WOOD },
    Row { id: "WOOD_MAPLE", name: "Hard maple", color: 0xf4e7d3, surface: [0.0, 0.5, 0.009], body: [705.0, 12.6, 0.42], band_hz: [90.0, 6000.0], mode: Oklab,
        citation: WOOD },
    Row { id: "WOOD_WALNUT", name: "Black walnut", color: 0x6b4a32, surface: [0.0, 0.5, 0.01], body: [610.0, 11.6, 0.49], band_hz: [80.0, 5000.0], mode: Oklab,
        citation: WOOD },
    Row { id: "ASTM_D4181", name: "ABS", color: 0xe0e0e0, surface: [0.0, 0.4, 0.04], body: [1050.0, 2.3, 0.35], band_hz: [200.0, 4000.0], mode: Rgb,
        citation: "M. Gilbert (ed.), Brydson's Plastics Materials, 8th ed., Butterworth-Heinemann, 2017" },
    Row { id: "ASTM_D638", name: "Polycarbonate", color: 0xf0f0f0, surface: [0.0, 0.1, 0.06], body: [1200.0, 2.4, 0.37], band_hz: [250.0, 5000.0], mode: Rgb,
        citation: "M. Gilbert (ed.), Brydson's Plastics Materials, 8th ed., Butterworth-Heinemann, 2017; modulus as measured by ASTM D638, Tensile Properties of Plastics" },
    Row { id: "ASTM_D7031", name: "Carbon fibre laminate", color: 0x1a1a1a, surface: [0.2, 0.3, 0.02], body: [1600.0, 150.0, 0.3], band_hz: [150.0, 8000.0], mode: Rgb,
        citation: "CMH-17, Composite Materials Handbook, vol. 2: Polymer Matrix Composites: Materials Properties, SAE International; along the fibres" },
    Row { id: "ASTM_C1036", name: "Float glass", color: 0xe8f4f8, surface: [0.0, 0.01, 0.003], body: [2500.0, 70.0, 0.22], band_hz: [400.0, 12000.0], mode: Rgb,
        citation: "ASTM C1036, Flat Glass; figures: EN 572-1, Glass in building: Basic soda-lime silicate glass products, part 1" },
    Row { id: "ASTM_C373", name: "Ceramic tile", color: 0xffffff, surface: [0.0, 0.15, 0.004], body: [2300.0, 65.0, 0.25], band_hz: [200.0, 10000.0], mode: Rgb,
        citation: "W. D. Kingery, H. K. Bowen and D. R. Uhlmann, Introduction to Ceramics, 2nd ed., Wiley, 1976" },
    Row { id: "ASTM_D2000", name: "Neoprene", color: 0x2b2b2b, surface: [0.0, 0.8, 0.15], body: [1240.0, 0.00135, 0.48], band_hz: [50.0, 1000.0], mode: Oklab,
        citation: "ASTM D2000, Classification System for Rubber Products; figures: A. N. Gent (ed.), Engineering with Rubber, 3rd ed., Hanser, 2012; modulus 0.7 to 2 MPa" },
    Row { id: "ASTM_D412", name: "Silicone rubber", color: 0xf5f5dc, surface: [0.0, 0.6, 0.2], body: [1100.0, 0.03, 0.49], band_hz: [20.0, 800.0], mode: Oklab,
        citation: "J. E. Mark (ed.), Polymer Data Handbook, 2nd ed., Oxford University Press, 2009; modulus 0.01 to 0.05 GPa as measured by ASTM D412" },
    Row { id: "TEXTILE_COTTON", name: "Cotton canvas", color: 0xf5f5dc, surface: [0.0, 0.9, 0.08], body: [1540.0, 9.05, 0.3], band_hz: [100.0, 2000.0], mode: Oklab,
        citation: TEXTILE },
    Row { id: "TEXTILE_NYLON", name: "Ripstop nylon", color: 0xebebeb, surface: [0.0, 0.4, 0.1], body: [1150.0, 3.0, 0.3], band_hz: [150.0, 3000.0], mode: Oklab,
        citation: TEXTILE },
    Row { id: "KEVLAR_49", name: "Aramid fibre", color: 0xffd700, surface: [0.0, 0.6, 0.03], body: [1440.0, 112.4, 0.36], band_hz: [200.0, 6000.0], mode: Oklab,
        citation: "DuPont, Kevlar Aramid Fiber Technical Guide" },
    Row { id: "BALLISTIC_GEL", name: "Gelatin, 10 %", color: 0xffe4b5, surface: [0.0, 0.05, 0.5], body: [1060.0, 0.0001, 0.49], band_hz: [10.0, 500.0], mode: Oklab,
        citation: "M. L. Fackler and J. A. Malinowski, Ordnance gelatin for ballistic studies, American Journal of Forensic Medicine and Pathology 9 (3), 1988" },
    Row { id: "ICE", name: "Ice", color: 0xdcefff, surface: [0.0, 0.08, 0.01], body: [917.0, 9.1, 0.33], band_hz: [200.0, 6000.0], mode: Oklab,
        citation: "J. J. Petrovic, Review: Mechanical properties of ice and snow, Journal of Materials Science 38, 2003" },
];

/// Other names of entries.
const ALIASES: [(&str, &str); 20] = [
    ("METAL_STEEL", "ASTM_A36"),
    ("METAL_IRON", "ASTM_A36"),
    ("METAL_STAINLESS", "ASTM_A240_304"),
    ("METAL_ALUMINUM", "AMS_4911"),
    ("METAL_COPPER", "ASTM_B152"),
    ("METAL_TITANIUM", "ASTM_B265_Grade5"),
    ("METAL_BRASS", "ASTM_B127"),
    ("METAL_GOLD", "GOLD"),
    ("CONCRETE_STANDARD", "ASTM_C33"),
    ("STONE_LIMESTONE", "ASTM_C568"),
    ("STONE_GRANITE", "ASTM_C615"),
    ("STONE_MARBLE", "ASTM_C503"),
    ("PLASTIC_ABS", "ASTM_D4181"),
    ("PLASTIC_POLYCARBONATE", "ASTM_D638"),
    ("CARBON_FIBER", "ASTM_D7031"),
    ("GLASS_CLEAR", "ASTM_C1036"),
    ("CERAMIC_TILE", "ASTM_C373"),
    ("RUBBER_NEOPRENE", "ASTM_D2000"),
    ("RUBBER_STANDARD", "ASTM_D2000"),
    ("RUBBER_SILICONE", "ASTM_D412"),
];

static ENTRIES: LazyLock<Vec<MaterialSpec>> = LazyLock::new(|| ROWS.iter().map(spec_of).collect());

fn spec_of(row: &Row) -> MaterialSpec {
    let [_, red, green, blue] = row.color.to_be_bytes();
    MaterialSpec {
        spec_id: row.id.to_owned(),
        display_name: row.name.to_owned(),
        density_kg_m3: row.body[0],
        youngs_modulus_gpa: row.body[1],
        poissons_ratio: row.body[2],
        damping_coefficient: row.surface[2],
        resonance_freq_min_hz: row.band_hz[0],
        resonance_freq_max_hz: row.band_hz[1],
        base_color_srgb: [red, green, blue],
        metallic: row.surface[0],
        roughness: row.surface[1],
        recommended_color_mode: row.mode,
        citation: row.citation.to_owned(),
    }
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

/// Other names of a material.
pub fn aliases_of(spec_id: &str) -> impl Iterator<Item = &'static str> {
    ALIASES.iter().filter(move |(_, id)| *id == spec_id).map(|(alias, _)| *alias)
}

/// All ids and aliases.
pub(crate) fn names() -> impl Iterator<Item = &'static str> + Clone {
    ROWS.iter().map(|row| row.id).chain(ALIASES.iter().map(|(alias, _)| *alias))
}
