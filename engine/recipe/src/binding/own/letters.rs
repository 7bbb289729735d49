//! Parameters of a text.

use gve_shared::{problem::ProblemCode, shape::TextParams};

use super::{
    super::reader::{Range, Reader, SIZE},
    PARAMS,
};
use crate::{
    bound::{BoundProfile, BoundShape},
    outline::letters::{self, Setting},
};

const MOST_CHARACTERS: usize = 256;
const LINES: Range = Range { min: 0.1, max: 10.0, text: "a factor from 0.1 to 10" };

pub(super) fn read(reader: &mut Reader<'_>, params: &TextParams) -> Option<BoundShape> {
    let at = format_args!("{PARAMS}/text").to_string();
    let size = reader.param("size", &params.size, &SIZE);
    let depth = reader.param("depth", &params.depth, &SIZE);
    let line_spacing = reader.param_or("line_spacing", &params.line_spacing, 1.2, &LINES);
    let size = size?;
    let gap = Range { min: -size, max: 10.0 * size, text: "a length from -1 to 10 sizes" };
    let letter_spacing = reader.param_or("letter_spacing", &params.letter_spacing, 0.0, &gap);
    let count = params.text.chars().count();
    if !(1..=MOST_CHARACTERS).contains(&count) {
        let message = format!("a text has 1 to {MOST_CHARACTERS} characters, not {count}");
        reader.refuse(ProblemCode::RecipeOutOfRange, &at, message, Some("Split it into several texts."));
        return None;
    }
    if let Some((place, letter)) = letters::missing(&params.text) {
        let part = (params.text.as_str(), place..place + letter.len_utf8());
        let message = format!("the font has no letter for {letter:?}");
        let hint = "It has the letters of Western European languages; draw others with an SVG path.";
        reader.refuse_part(ProblemCode::RecipeLetter, &at, part, message, hint);
        return None;
    }
    let align = params.align.unwrap_or_default();
    let setting = Setting { size, align, letter_spacing: letter_spacing?, line_spacing: line_spacing? };
    let letters = letters::set(&params.text, &setting);
    if letters.is_empty() {
        reader.refuse(ProblemCode::RecipeEmpty, &at, "the text has nothing to see", Some("Write a letter."));
        return None;
    }
    let profiles = letters.into_iter().map(|contours| BoundProfile::Region { contours, rounding: 0.0 }).collect();
    Some(BoundShape::Plates { profiles, half_depth: depth? / 2.0 })
}
