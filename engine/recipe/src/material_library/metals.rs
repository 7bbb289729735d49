//! Metals.

use gve_shared::material::ColorMode::Rgb;

use super::{
    Row,
    sources::{ASM_1, ASM_2, CALLISTER, MARKS},
};

#[rustfmt::skip]
pub(super) static ROWS: [Row; 18] = [
    Row { id: "ASTM_A36", name: "Structural steel", color: 0xb0b0b0, surface: [0.9, 0.4, 0.008], body: [7850.0, 200.0, 0.26], band_hz: [200.0, 8000.0], strength: [Some(250.0), None], contact: [0.57, 0.65], mode: Rgb,
        sources: ["ASTM A36/A36M, Carbon Structural Steel; figures: ASM Handbook, vol. 1, ASM International, 1990", "least yield point of ASTM A36/A36M", MARKS] },
    Row { id: "SAE_4340", name: "Tempered steel 4340", color: 0x9c9ea2, surface: [0.95, 0.3, 0.004], body: [7850.0, 207.0, 0.3], band_hz: [250.0, 10000.0], strength: [Some(1420.0), Some(87.4)], contact: [0.42, 0.8], mode: Rgb,
        sources: [CALLISTER, "tempered at 425 °C", MARKS] },
    Row { id: "ASTM_A240_304", name: "Stainless steel 304", color: 0xc8c8ca, surface: [0.95, 0.25, 0.006], body: [8000.0, 193.0, 0.29], band_hz: [250.0, 9000.0], strength: [Some(205.0), None], contact: [0.55, 0.65], mode: Rgb,
        sources: ["ASTM A240/A240M, Chromium and Chromium-Nickel Stainless Steel Plate, Sheet, and Strip; figures: ASM Handbook, vol. 1, ASM International, 1990", "least yield strength of ASTM A240/A240M", ""] },
    Row { id: "ASTM_A48", name: "Grey cast iron", color: 0x5a5a5c, surface: [0.85, 0.6, 0.02], body: [7150.0, 100.0, 0.26], band_hz: [100.0, 5000.0], strength: [None, None], contact: [0.23, 0.45], mode: Rgb,
        sources: [ASM_1, "", MARKS] },
    Row { id: "ASTM_A536", name: "Ductile cast iron 60-40-18", color: 0x646567, surface: [0.85, 0.55, 0.012], body: [7100.0, 169.0, 0.29], band_hz: [120.0, 6000.0], strength: [Some(276.0), None], contact: [0.23, 0.55], mode: Rgb,
        sources: [CALLISTER, "annealed", MARKS] },
    Row { id: "AMS_4911", name: "Aluminium 6061-T6", color: 0xd3d3d3, surface: [0.95, 0.3, 0.007], body: [2700.0, 68.9, 0.33], band_hz: [300.0, 10000.0], strength: [Some(276.0), None], contact: [0.47, 0.6], mode: Rgb,
        sources: [ASM_2, CALLISTER, MARKS] },
    Row { id: "AMS_4045", name: "Aluminium 7075-T6", color: 0xcfd1d4, surface: [0.95, 0.3, 0.005], body: [2800.0, 71.0, 0.33], band_hz: [300.0, 11000.0], strength: [Some(495.0), Some(24.0)], contact: [0.47, 0.7], mode: Rgb,
        sources: [CALLISTER, "T651", MARKS] },
    Row { id: "ASTM_B107", name: "Magnesium AZ31B", color: 0xc4c6c8, surface: [0.9, 0.4, 0.012], body: [1770.0, 45.0, 0.35], band_hz: [300.0, 9000.0], strength: [Some(200.0), Some(28.0)], contact: [0.42, 0.6], mode: Rgb,
        sources: [CALLISTER, "extruded", MARKS] },
    Row { id: "ASTM_B265_Grade5", name: "Titanium Ti-6Al-4V", color: 0xc0c0c0, surface: [0.92, 0.35, 0.005], body: [4430.0, 113.8, 0.342], band_hz: [250.0, 9000.0], strength: [Some(830.0), Some(55.0)], contact: [0.4, 0.8], mode: Rgb,
        sources: ["ASTM B265, Titanium and Titanium Alloy Strip, Sheet, and Plate (grade 5); figures: ASM Handbook, vol. 2, ASM International, 1990", CALLISTER, ""] },
    Row { id: "ASTM_B152", name: "Copper C110", color: 0xb87333, surface: [0.98, 0.2, 0.01], body: [8960.0, 130.0, 0.34], band_hz: [150.0, 6000.0], strength: [Some(69.0), None], contact: [0.36, 0.4], mode: Rgb,
        sources: ["ASTM B152/B152M, Copper Sheet, Strip, Plate, and Rolled Bar; figures: ASM Handbook, vol. 2, ASM International, 1990", CALLISTER, MARKS] },
    Row { id: "ASTM_B127", name: "Brass C260", color: 0xd4af37, surface: [0.97, 0.25, 0.012], body: [8530.0, 110.0, 0.34], band_hz: [180.0, 7000.0], strength: [Some(112.0), None], contact: [0.44, 0.5], mode: Rgb,
        sources: ["ASTM B36/B36M, Brass Plate, Sheet, Strip, and Rolled Bar (C26000); figures: ASM Handbook, vol. 2, ASM International, 1990", "annealed, 75 to 150 MPa", MARKS] },
    Row { id: "ASTM_B505_C93200", name: "Bearing bronze C932", color: 0xa9793f, surface: [0.95, 0.3, 0.008], body: [8930.0, 100.0, 0.34], band_hz: [150.0, 6500.0], strength: [Some(125.0), None], contact: [0.22, 0.5], mode: Rgb,
        sources: [CALLISTER, "sand cast", MARKS] },
    Row { id: "ASTM_B160", name: "Nickel 200", color: 0xb9b5a8, surface: [0.97, 0.25, 0.006], body: [8880.0, 204.0, 0.31], band_hz: [200.0, 8000.0], strength: [Some(148.0), None], contact: [0.64, 0.5], mode: Rgb,
        sources: [CALLISTER, "annealed", MARKS] },
    Row { id: "ASTM_B443", name: "Nickel alloy 625", color: 0xaaa9a6, surface: [0.95, 0.35, 0.005], body: [8440.0, 207.0, 0.31], band_hz: [220.0, 8500.0], strength: [Some(517.0), None], contact: [0.5, 0.7], mode: Rgb,
        sources: [CALLISTER, "annealed", ""] },
    Row { id: "TUNGSTEN", name: "Tungsten", color: 0x8e8c8a, surface: [0.95, 0.35, 0.003], body: [19300.0, 400.0, 0.28], band_hz: [150.0, 8000.0], strength: [Some(760.0), None], contact: [0.4, 0.6], mode: Rgb,
        sources: [CALLISTER, "commercially pure", ""] },
    Row { id: "ASTM_B29", name: "Lead", color: 0x6e7177, surface: [0.8, 0.55, 0.05], body: [11340.0, 13.5, 0.44], band_hz: [40.0, 1500.0], strength: [Some(7.0), None], contact: [0.95, 0.15], mode: Rgb,
        sources: [CALLISTER, "chemical lead, 6 to 8 MPa", MARKS] },
    Row { id: "SILVER", name: "Silver", color: 0xe2e0dc, surface: [1.0, 0.12, 0.005], body: [10490.0, 74.0, 0.37], band_hz: [150.0, 6000.0], strength: [None, None], contact: [0.5, 0.4], mode: Rgb,
        sources: [CALLISTER, "", ""] },
    Row { id: "GOLD", name: "Gold", color: 0xffd700, surface: [1.0, 0.15, 0.006], body: [19300.0, 78.0, 0.44], band_hz: [100.0, 4000.0], strength: [Some(205.0), None], contact: [0.5, 0.35], mode: Rgb,
        sources: [ASM_2, "cold worked, Callister and Rethwisch, appendix B", ""] },
];
