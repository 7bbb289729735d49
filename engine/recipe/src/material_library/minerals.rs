//! Stone, concrete, ice, glass and ceramics.

use gve_shared::material::ColorMode::{Oklab, Rgb};

use super::{
    Row,
    sources::{ACI, BARTON, CALLISTER, DOWLING, ICE, MARKS, ROCK},
};

#[rustfmt::skip]
pub(super) static ROWS: [Row; 14] = [
    Row { id: "ASTM_C33", name: "Concrete", color: 0x808080, surface: [0.0, 0.9, 0.05], body: [2400.0, 30.0, 0.2], band_hz: [80.0, 2000.0], strength: [None, Some(0.8)], contact: [0.6, 0.35], mode: Oklab,
        sources: ["ASTM C33/C33M, Concrete Aggregates; figures of normal-weight concrete: ACI 318, Building Code Requirements for Structural Concrete, American Concrete Institute", CALLISTER, ACI] },
    Row { id: "ASTM_C568", name: "Limestone", color: 0xe8d5b7, surface: [0.0, 0.7, 0.03], body: [2500.0, 55.0, 0.25], band_hz: [100.0, 3000.0], strength: [None, Some(1.3)], contact: [0.67, 0.4], mode: Oklab,
        sources: ["ASTM C568/C568M, Limestone Dimension Stone; figures: R. E. Goodman, Introduction to Rock Mechanics, 2nd ed., Wiley, 1989", DOWLING, BARTON] },
    Row { id: "ASTM_C503", name: "Marble", color: 0xf5f5dc, surface: [0.0, 0.2, 0.025], body: [2700.0, 60.0, 0.3], band_hz: [120.0, 4000.0], strength: [None, None], contact: [0.6, 0.45], mode: Oklab,
        sources: ["ASTM C503/C503M, Marble Dimension Stone; figures: R. E. Goodman, Introduction to Rock Mechanics, 2nd ed., Wiley, 1989", "", ""] },
    Row { id: "ASTM_C615", name: "Granite", color: 0x8d8580, surface: [0.0, 0.5, 0.02], body: [2650.0, 55.0, 0.22], band_hz: [120.0, 4000.0], strength: [None, Some(0.89)], contact: [0.65, 0.5], mode: Oklab,
        sources: [ROCK, DOWLING, BARTON] },
    Row { id: "ASTM_C616", name: "Sandstone", color: 0xc2a37a, surface: [0.0, 0.85, 0.04], body: [2200.0, 19.3, 0.38], band_hz: [80.0, 2500.0], strength: [None, None], contact: [0.59, 0.35], mode: Oklab,
        sources: [ROCK, "", BARTON] },
    Row { id: "STONE_BASALT", name: "Basalt", color: 0x4a4a4d, surface: [0.0, 0.75, 0.015], body: [2770.0, 83.8, 0.29], band_hz: [120.0, 4500.0], strength: [None, None], contact: [0.74, 0.5], mode: Oklab,
        sources: [ROCK, "", BARTON] },
    Row { id: "ICE", name: "Ice", color: 0xdcefff, surface: [0.0, 0.08, 0.01], body: [917.0, 9.1, 0.33], band_hz: [200.0, 6000.0], strength: [None, Some(0.1)], contact: [0.05, 0.5], mode: Oklab,
        sources: [ICE, "50 to 150 kPa m^½", ""] },
    Row { id: "ASTM_C1036", name: "Float glass", color: 0xe8f4f8, surface: [0.0, 0.01, 0.003], body: [2500.0, 70.0, 0.22], band_hz: [400.0, 12000.0], strength: [None, Some(0.75)], contact: [0.4, 0.7], mode: Rgb,
        sources: ["ASTM C1036, Flat Glass; figures: EN 572-1, Glass in building: Basic soda-lime silicate glass products, part 1", CALLISTER, MARKS] },
    Row { id: "ASTM_E438", name: "Borosilicate glass", color: 0xeef6f7, surface: [0.0, 0.01, 0.002], body: [2230.0, 70.0, 0.2], band_hz: [400.0, 13000.0], strength: [None, Some(0.77)], contact: [0.4, 0.7], mode: Rgb,
        sources: [CALLISTER, CALLISTER, MARKS] },
    Row { id: "FUSED_SILICA", name: "Fused silica", color: 0xf4f8fa, surface: [0.0, 0.01, 0.001], body: [2200.0, 73.0, 0.17], band_hz: [400.0, 14000.0], strength: [None, Some(0.79)], contact: [0.4, 0.7], mode: Rgb,
        sources: [CALLISTER, CALLISTER, MARKS] },
    Row { id: "ASTM_C373", name: "Ceramic tile", color: 0xffffff, surface: [0.0, 0.15, 0.004], body: [2300.0, 65.0, 0.25], band_hz: [200.0, 10000.0], strength: [None, None], contact: [0.5, 0.55], mode: Rgb,
        sources: ["W. D. Kingery, H. K. Bowen and D. R. Uhlmann, Introduction to Ceramics, 2nd ed., Wiley, 1976", "", ""] },
    Row { id: "ASTM_F603", name: "Alumina, 99.9 %", color: 0xf7f3ea, surface: [0.0, 0.3, 0.002], body: [3980.0, 380.0, 0.22], band_hz: [400.0, 16000.0], strength: [None, Some(5.0)], contact: [0.4, 0.75], mode: Rgb,
        sources: [CALLISTER, "4.2 to 5.9 MPa m^½", ""] },
    Row { id: "ASTM_F1873", name: "Zirconia, 3 % yttria", color: 0xf5f4f0, surface: [0.0, 0.2, 0.002], body: [6000.0, 205.0, 0.31], band_hz: [300.0, 13000.0], strength: [None, Some(9.5)], contact: [0.4, 0.75], mode: Rgb,
        sources: [CALLISTER, "7.0 to 12.0 MPa m^½", ""] },
    Row { id: "SILICON_CARBIDE", name: "Silicon carbide, hot pressed", color: 0x3a3c40, surface: [0.1, 0.35, 0.001], body: [3300.0, 345.0, 0.17], band_hz: [400.0, 16000.0], strength: [None, Some(5.4)], contact: [0.4, 0.75], mode: Rgb,
        sources: [CALLISTER, "4.8 to 6.1 MPa m^½", ""] },
];
