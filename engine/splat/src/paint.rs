//! Other colours for splats that are placed already.
//!
//! Where splats lie depends on colours, but on little of them: which two are the same to the eye, and which of two is
//! nearer to a third. Colours that agree in that ask for the same places.

use gve_field::{
    Field,
    digest::{Digest, FieldDigest, digest_of},
};

use crate::{
    Placement, SplatOptions,
    lines::SAME_BORDER,
    record,
    seeds::{SAME_COLOR, squared_color_distance},
    strips,
};

/// More materials than these are not compared: pairs of pairs grow with the fourth power.
const MOST_MATERIALS: usize = 20;
/// What squared distances of colours are compared with, besides each other and a quarter of each other.
const THRESHOLDS: [f32; 3] = [SAME_COLOR, 0.25 * SAME_COLOR, SAME_BORDER];

/// What a field's materials ask of the places of its splats. Fields with the same distances and the same materials by
/// number that agree in this get splats in the same places.
pub fn demand(field: &Field, options: &SplatOptions) -> Digest {
    let palette = field.palette();
    // Refinement fits to pictures; colours that melt into each other have borders wherever they differ enough.
    if options.iterations > 0 || palette.len() > MOST_MATERIALS || field.melts_materials() {
        return FieldDigest::of(field).palette;
    }
    let pairs = palette.iter().enumerate().flat_map(|(index, a)| palette[..=index].iter().map(move |b| (a, b)));
    let distances: Vec<f32> = pairs.map(|(a, b)| squared_color_distance(a, b)).collect();
    let mut answers = Vec::with_capacity(2 * distances.len() * (distances.len() + 1));
    let mut ask = |a: f32, b: f32| answers.push(a.total_cmp(&b) as i8 as u32);
    for &distance in &distances {
        THRESHOLDS.iter().for_each(|&threshold| ask(distance, threshold));
        for &other in &distances {
            ask(distance, other);
            ask(distance, 0.25 * other);
        }
    }
    digest_of(&answers)
}

impl Placement {
    /// Bytes in memory.
    pub fn byte_count(&self) -> usize {
        size_of_val(self.splats.as_slice())
            + size_of_val(self.depths_m.as_slice())
            + size_of_val(self.materials.as_slice())
    }

    /// Gives the splats the appearance of the materials of `field`, which must agree in distances, materials by number
    /// and [`demand`] with the one that they were placed for, and not be refined.
    pub fn paint(&mut self, field: &Field) {
        let palette = field.palette();
        for (splat, &[first, second]) in self.splats.iter_mut().zip(&self.materials) {
            let [first, second] = [first, second].map(|material| &palette[usize::from(material)]);
            // Half of the same twice is that, to the bit.
            record::paint(splat, &strips::mixed(first, second));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use gve_field::control::Unattended;

    use super::*;

    /// A ball on a block, in two colours.
    fn field(colors: [&str; 2], roughness: f64) -> Field {
        let material = |color: &str| format!(r#"{{ "base_color_srgb": "{color}", "roughness": {roughness} }}"#);
        let text = format!(
            r##"{{ "format": "gve-recipe/1", "name": "part", "root_node": {{ "shape": {{ "type": "union", "params": {{
            "children": [ {{ "shape": {{ "type": "sphere", "params": {{ "radius": 0.4 }} }}, "material": {} }},
            {{ "shape": {{ "type": "box", "params": {{ "half_extents": [0.5, 0.1, 0.5] }} }}, "material": {} }} ]
            }} }} }} }}"##,
            material(colors[0]),
            material(colors[1]),
        );
        let bound =
            gve_recipe::parse_and_bind(&text, &BTreeMap::new()).unwrap_or_else(|problems| panic!("{problems:?}"));
        Field::lower(&bound).unwrap()
    }

    const OPTIONS: SplatOptions = SplatOptions { count: 600, iterations: 0 };

    #[test]
    fn painted_splats_are_those_placed_anew() {
        let (before, after) = (field(["#c02020", "#2040d0"], 0.3), field(["#20a050", "#d0c020"], 0.7));
        assert_eq!(demand(&before, &OPTIONS), demand(&after, &OPTIONS));
        let mut placed = crate::arrange(&before, &OPTIONS, &Unattended).unwrap();
        assert!(placed.materials.iter().any(|[first, second]| first != second), "the border has rods of both colours");
        placed.paint(&after);
        assert_eq!(placed, crate::arrange(&after, &OPTIONS, &Unattended).unwrap());
    }

    #[test]
    fn colours_that_become_the_same_ask_for_other_places() {
        let (two, one) = (field(["#c02020", "#2040d0"], 0.3), field(["#c02020", "#c02021"], 0.3));
        assert_ne!(demand(&two, &OPTIONS), demand(&one, &OPTIONS));
        let (refined, rougher) = (SplatOptions { iterations: 3, ..OPTIONS }, field(["#c02020", "#2040d0"], 0.4));
        assert_eq!(demand(&two, &OPTIONS), demand(&rougher, &OPTIONS));
        assert_ne!(demand(&two, &refined), demand(&rougher, &refined));
    }
}
