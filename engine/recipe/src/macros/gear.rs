//! Gears with involute teeth (ISO 53 proportions: addendum one module, dedendum one and a quarter).

use gve_shared::{
    modifier::{Modifier, TwistParams},
    problem::ProblemCode,
    shape::GearParams,
};

use super::{
    Macro, Refusal, Target,
    expansion::{Expansion, cylinder, number, prism},
};
use crate::binding::reader::{LENGTH, Range, Reader, SIZE};

const TEETH: Range = Range { min: 5.5, max: 160.4, text: "a count from 6 to 160" };
const PRESSURE: Range = Range { min: 14.0, max: 30.0, text: "an angle from 14 to 30 degrees" };
const HELIX: Range = Range { min: -45.0, max: 45.0, text: "an angle from -45 to 45 degrees" };
const ADDENDUM: f64 = 1.0;
const DEDENDUM: f64 = 1.25;
/// Most corners of the whole outline, and most and fewest places on a flank.
const MOST_CORNERS: f64 = 1024.0;
const PLACES: (f64, f64) = (2.0, 8.0);
/// Thinnest tip of a tooth, as a part of the module.
const THINNEST_TIP: f64 = 0.1;
/// The hole reaches beyond both faces by this part of the width.
const CLEARANCE: f64 = 0.05;

pub(super) struct Gear {
    module: f64,
    teeth: f64,
    width: f64,
    pressure: f64,
    helix: f64,
    backlash: f64,
    bore: Option<f64>,
}

pub(super) fn read(reader: &mut Reader<'_>, params: &GearParams) -> Option<Gear> {
    let module = reader.param("module", &params.module, &SIZE);
    let teeth = reader.param("teeth", &params.teeth, &TEETH);
    let width = reader.param("width", &params.width, &SIZE);
    let pressure_deg = reader.param_or("pressure_angle_deg", &params.pressure_angle_deg, 20.0, &PRESSURE);
    let helix_deg = reader.param_or("helix_angle_deg", &params.helix_angle_deg, 0.0, &HELIX);
    let backlash = reader.param_or("backlash", &params.backlash, 0.0, &LENGTH);
    let bore = match &params.bore_diameter {
        Some(bore) => reader.param("bore_diameter", bore, &SIZE).map(Some),
        None => Some(None),
    };
    let (module, teeth) = (module?, libm::round(teeth?));
    let (backlash, bore) = (backlash?, bore?);
    let mut limited = |key: &str, value: f64, limit: f64| {
        let message = format!("{value} is out of range: this must be below {limit}");
        if value >= limit {
            reader.refuse(ProblemCode::RecipeOutOfRange, &format_args!("/shape/params/{key}"), message, None);
        }
        value < limit
    };
    let root_diameter = module * (teeth - 2.0 * DEDENDUM);
    let fits =
        limited("backlash", backlash, 0.5 * module) & limited("bore_diameter", bore.unwrap_or(0.0), root_diameter);
    fits.then_some(())?;
    Some(Gear {
        module,
        teeth,
        width: width?,
        pressure: pressure_deg?.to_radians(),
        helix: helix_deg?.to_radians(),
        backlash,
        bore,
    })
}

impl Gear {
    fn pitch_radius(&self) -> f64 {
        self.module * self.teeth / 2.0
    }

    fn base_radius(&self) -> f64 {
        self.pitch_radius() * libm::cos(self.pressure)
    }

    /// Half of the angle that a tooth takes up at a radius, which is at least that of the base circle: what it takes up
    /// at the pitch circle, less what the involute has turned since.
    fn half_angle(&self, radius: f64) -> f64 {
        let involute = |angle: f64| libm::tan(angle) - angle;
        let pressure_at = libm::acos((self.base_radius() / radius).min(1.0));
        let at_pitch = std::f64::consts::PI / (2.0 * self.teeth) - self.backlash / (2.0 * self.pitch_radius());
        at_pitch + involute(self.pressure) - involute(pressure_at)
    }

    /// The whole outline, counter-clockwise, the first tooth around +X.
    fn outline(&self) -> Vec<[f64; 2]> {
        let tip = self.pitch_radius() + ADDENDUM * self.module;
        let root = self.pitch_radius() - DEDENDUM * self.module;
        let start = self.base_radius().max(root);
        let places = libm::floor((MOST_CORNERS / self.teeth - 4.0) / 2.0).clamp(PLACES.0, PLACES.1) as usize;
        let mut flank: Vec<[f64; 2]> = Vec::new();
        if start > root {
            // Below the base circle there is no involute: straight to the root.
            flank.push([root, self.half_angle(start)]);
        }
        for place in 0..places {
            // Closer together near the base circle, where an involute bends most.
            let part = place as f64 / (places - 1) as f64;
            let radius = start + (tip - start) * part * part.max(0.5);
            flank.push([radius, self.half_angle(radius)]);
        }
        let step = std::f64::consts::TAU / self.teeth;
        let mut outline = Vec::new();
        for tooth in 0..self.teeth as usize {
            let middle = step * tooth as f64;
            let place = |[radius, angle]: [f64; 2]| [radius * libm::cos(angle), radius * libm::sin(angle)];
            outline.extend(flank.iter().map(|&[radius, half]| place([radius, middle - half])));
            outline.push(place([tip, middle]));
            outline.extend(flank.iter().rev().map(|&[radius, half]| place([radius, middle + half])));
            outline.push(place([root, middle + step / 2.0]));
        }
        outline
    }
}

impl Macro for Gear {
    fn expand(&self, _target: &Target<'_>) -> Result<Expansion, Refusal> {
        let tip = self.pitch_radius() + ADDENDUM * self.module;
        if 2.0 * tip * self.half_angle(tip) < THINNEST_TIP * self.module {
            return Err(Refusal {
                code: ProblemCode::RecipeOutOfRange,
                key: "pressure_angle_deg",
                message: "the teeth would end in a point below their tips".to_owned(),
                hint: "Lower the pressure angle or the backlash, or take more teeth.",
            });
        }
        let teeth = prism(&self.outline(), self.width);
        // A right-handed helix turns counter-clockwise about the way along the axis.
        let rate_deg_per_m = (libm::tan(self.helix) / self.pitch_radius()).to_degrees();
        let twisted = |teeth: Expansion| match self.helix {
            0.0 => teeth,
            _ => teeth.modified(Modifier::Twist(TwistParams { axis: None, rate_deg_per_m: number(rate_deg_per_m) })),
        };
        let Some(bore) = self.bore else { return Ok(twisted(Expansion::of("", teeth))) };
        let hole = Expansion::of("Bore", cylinder(bore / 2.0, self.width * (1.0 + 2.0 * CLEARANCE)));
        Ok(Expansion::difference("", vec![twisted(Expansion::of("Teeth", teeth)).into(), hole.into()]))
    }
}
