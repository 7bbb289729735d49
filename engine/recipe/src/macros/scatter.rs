//! Copies on a surface.

use gve_shared::{
    problem::ProblemCode,
    shape::ScatterOnSurfaceParams,
    value::{Scalar, ScalarOrVector3},
};

use super::{
    Branch, Macro, Refusal, Target,
    expansion::{Expansion, clean, from_up_to},
};
use crate::{
    binding::reader::{COORDINATE, Range, Reader, SCALE, SIZE},
    placement::{add, multiply, turn_about},
    surroundings::{NoPlaces, ScatterRequest, SurfacePlace},
};

const COUNT: Range = Range { min: 0.5, max: 10_000.4, text: "a count from 1 to 10000" };
const SEED: Range = Range { min: 0.0, max: 65_535.0, text: "a whole number from 0 to 65535" };
const SPIN: Range = Range { min: 0.0, max: 360.0, text: "an angle from 0 to 360 degrees" };

pub(super) struct Scatter {
    request: ScatterRequest,
    is_aligned: bool,
    spin: f64,
    scale: [f64; 2],
    offset: f64,
    keeps_target: bool,
}

pub(super) fn read(reader: &mut Reader<'_>, params: &ScatterOnSurfaceParams) -> Option<Scatter> {
    let spacing_m = reader.param("spacing", &params.spacing, &SIZE);
    let seed = reader.param_or("seed", &params.seed, 0.0, &SEED);
    let most = reader.param_or("count", &params.count, COUNT.max, &COUNT);
    let spin_deg = reader.param_or("spin_deg", &params.spin_deg, 360.0, &SPIN);
    let smallest = reader.param_or("scale_min", &params.scale_min, 1.0, &SCALE);
    let largest = reader.param_or("scale_max", &params.scale_max, 1.0, &SCALE);
    let offset = reader.param_or("offset", &params.offset, 0.0, &COORDINATE);
    let (smallest, largest) = (smallest?, largest?);
    if smallest > largest {
        let message = format!("{largest} is out of range: this must be at least `scale_min`, {smallest}");
        reader.refuse(ProblemCode::RecipeOutOfRange, &"/shape/params/scale_max", message, None);
        return None;
    }
    let request =
        ScatterRequest { spacing_m: spacing_m?, seed: libm::round(seed?) as u32, most: libm::round(most?) as usize };
    Some(Scatter {
        request,
        is_aligned: params.align.unwrap_or(true),
        spin: spin_deg?.to_radians(),
        scale: [smallest, largest],
        offset: offset?,
        keeps_target: params.keep_target.unwrap_or(true),
    })
}

/// Two numbers from 0 up to, not including, 1 that belong to a copy (the finaliser of MurmurHash3, A. Appleby).
fn chances(seed: u32, copy: usize) -> [f64; 2] {
    let mix = |mut bits: u64| {
        bits ^= bits >> 33;
        bits = bits.wrapping_mul(0xff51_afd7_ed55_8ccd);
        bits ^= bits >> 33;
        bits = bits.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        bits ^ (bits >> 33)
    };
    let own = mix((u64::from(seed) << 32) + copy as u64 + 1);
    [own, mix(own ^ 0x9e37_79b9_7f4a_7c15)].map(|bits| (bits >> 11) as f64 / (1_u64 << 53) as f64)
}

impl Scatter {
    fn copy(&self, index: usize, place: SurfacePlace, content: Branch) -> Branch {
        let [turned, grown] = chances(self.request.seed, index);
        let spin = turn_about(1, self.spin * (turned - 0.5));
        let rotation = if self.is_aligned { multiply(from_up_to(place.normal), spin) } else { spin };
        let position = add(place.position, place.normal.map(|component| component * self.offset));
        let mut copy =
            Expansion::union(&format!("Copy {}", index + 1), vec![content]).at(position).turned(clean(rotation));
        let factor = self.scale[0] + (self.scale[1] - self.scale[0]) * grown;
        if factor != 1.0 {
            let Scalar::Number(factor) = super::expansion::number(factor) else { return copy.into() };
            copy.node.transform.get_or_insert_default().scale = Some(ScalarOrVector3::Uniform(factor));
        }
        copy.into()
    }
}

impl Macro for Scatter {
    fn expand(&self, target: &Target<'_>) -> Result<Expansion, Refusal> {
        let refusal = |code, key, message, hint| Refusal { code, key, message, hint };
        if target.children < 2 {
            let message = "there is a surface, but nothing to place on it".to_owned();
            let hint = "Add a second child: the first is the surface, the others are placed on it.";
            return Err(refusal(ProblemCode::RecipeEmpty, "children", message, hint));
        }
        let places = (target.surface)(&self.request).map_err(|NoPlaces { parameter, message, hint }| {
            refusal(ProblemCode::RecipeOutOfRange, parameter, message, hint)
        })?;
        if places.is_empty() {
            let message = "no place was found on the surface of the first child".to_owned();
            return Err(refusal(ProblemCode::RecipeEmpty, "children", message, "Look whether anything is left of it."));
        }
        let surface = self.keeps_target.then_some(Branch::Authors(0..1));
        let content = || Branch::Authors(1..target.children);
        let copies = places.into_iter().enumerate().map(|(index, place)| self.copy(index, place, content()));
        Ok(Expansion::union("", surface.into_iter().chain(copies).collect()))
    }
}
