//! Letters of the bundled font: Roboto Medium by Google, Apache-2.0, with the letters of Western European languages.

use gve_shared::{primitive::TextAlign, profile::FillRule};
use ttf_parser::{Face, GlyphId, OutlineBuilder};

use super::{Pen, Point, fill};

static FONT: &[u8] = include_bytes!("../../assets/roboto-medium-latin.ttf");
/// Curves are left by at most this part of the size.
const TOLERANCE: f64 = 0.002;

/// How a text is set. Lengths are metres.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting {
    /// Height of an em.
    pub size: f64,
    pub align: TextAlign,
    /// Added between letters.
    pub letter_spacing: f64,
    /// From line to line, in sizes.
    pub line_spacing: f64,
}

/// The first character of a text that the font does not have: its place in bytes.
pub(crate) fn missing(text: &str) -> Option<(usize, char)> {
    let face = Face::parse(FONT, 0).ok()?;
    text.char_indices().find(|&(_, letter)| letter != '\n' && face.glyph_index(letter).is_none())
}

/// Boundaries of each letter, in x to the right and y upward: the middle between the top of the first line's capitals
/// and the last base line is y = 0, and x = 0 the middle, the left or the right end.
pub(crate) fn set(text: &str, setting: &Setting) -> Vec<Vec<Vec<Point>>> {
    let Ok(face) = Face::parse(FONT, 0) else { return Vec::new() };
    let unit = setting.size / f64::from(face.units_per_em());
    let capitals = f64::from(face.capital_height().unwrap_or_default()) * unit;
    let lines: Vec<&str> = text.split('\n').collect();
    let pitch = setting.line_spacing * setting.size;
    let top = 0.5 * (pitch * (lines.len() - 1) as f64 - capitals);
    let mut letters = Vec::new();
    for (row, line) in lines.iter().enumerate() {
        let glyphs: Vec<GlyphId> = line.chars().filter_map(|letter| face.glyph_index(letter)).collect();
        let advance = |glyph: GlyphId| f64::from(face.glyph_hor_advance(glyph).unwrap_or(0)) * unit;
        let gaps = setting.letter_spacing * glyphs.len().saturating_sub(1) as f64;
        let width = glyphs.iter().map(|&glyph| advance(glyph)).sum::<f64>() + gaps;
        let mut x = match setting.align {
            TextAlign::Left => 0.0,
            TextAlign::Center => -0.5 * width,
            TextAlign::Right => -width,
        };
        let y = top - pitch * row as f64;
        for glyph in glyphs {
            let mut outline = Outline { pen: Pen::new(TOLERANCE * setting.size), origin: [x, y], unit };
            face.outline_glyph(glyph, &mut outline);
            let contours = fill(&outline.pen.finish(), FillRule::Nonzero);
            if !contours.is_empty() {
                letters.push(contours);
            }
            x += advance(glyph) + setting.letter_spacing;
        }
    }
    letters
}

struct Outline {
    pen: Pen,
    origin: Point,
    unit: f64,
}

impl Outline {
    fn at(&self, x: f32, y: f32) -> Point {
        [self.origin[0] + f64::from(x) * self.unit, self.origin[1] + f64::from(y) * self.unit]
    }
}

impl OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.pen.move_to(self.at(x, y));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.pen.line_to(self.at(x, y));
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.pen.quadratic_to(self.at(x1, y1), self.at(x, y));
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.pen.cubic_to(self.at(x1, y1), self.at(x2, y2), self.at(x, y));
    }

    fn close(&mut self) {}
}
