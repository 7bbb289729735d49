//! The whole way from a field to discs on its surface.

use gve_field::{
    Field,
    control::{Cancelled, StageControl},
    tasks,
};

use crate::{
    SplatOptions,
    bend::{Bends, Surroundings},
    blue_noise::{Dart, SMALLEST_RADIUS, Thinning, progressive},
    boundary::Boundary,
    candidates::{Candidate, Draws, draw, spread},
    exposure::Exposure,
    filling, fit, gaps,
    known::Known,
    lines::{Piece, PieceLength, divide, follow_all},
    parallel::map_ranges,
    probe::Probe,
    record::Disc,
    refine::{refine, settle},
    seeds,
    shape::{self, Shaped},
    spacing::{Spacing, wanted},
    strips, tiles,
    vector::{self, Vector},
};

/// Part of the work that is done when the splats are placed; refinement, where wanted, is the rest.
const PLACED: f32 = 0.8;
/// Candidates per splat that show the surface, before any is chosen.
const FIRST_CANDIDATES: f32 = 1.5;
/// Candidates per splat to choose from: more give more even spacing and take longer.
const CANDIDATES: f32 = 3.0;
/// Draws for a candidate: about half of them are near enough to the surface.
pub const DRAWS: f32 = 2.0;
/// Part of the splats that creases and borders may take.
const LARGEST_LINE_SHARE: f32 = 0.5;
/// Pieces of a line are at most this long, in mean distances of splats; where lines are too many, longer.
const LONGEST_PIECE: f32 = 1.4;
const LONGEST_PIECE_EVER: f32 = 20.0;
/// A piece of a line may leave it by this much, in pixels of the design view.
const SAGITTA_PX: f32 = 0.08;
/// Centres lie this far below the surface, in pixels.
const INSET_PX: f32 = 1.15;
/// Part of the splats on faces that is placed before gaps are filled that shortened splats leave.
const FIRST_SHARE: f32 = 0.92;
/// Size of splats in such gaps, as a part of what their spacing asks for.
const IN_GAPS: f32 = 0.75;
/// How far to look for neighbours on the other side of a crease or bend, in mean distances of splats.
pub const REACH: f32 = 1.1;
/// The same for lines.
const REACH_OF_LINES: f32 = 2.5;
/// Points of a line nearer than this, in mean distances of splats, count as one.
const LINE_POINTS_APART: f32 = 0.3;
/// Radius, in spacings, at which darts usually become enough.
const USUAL_RADIUS: f32 = 0.84;
/// Sizes grow by at most this where darts got farther apart than that.
const LARGEST_GROWTH: f32 = 1.1;

/// Discs that cover the surface, in progressive order; `pixel_m` is a pixel of the design view.
pub fn cover(
    field: &Field,
    options: &SplatOptions,
    pixel_m: f32,
    control: &dyn StageControl,
) -> Result<Vec<Disc>, Cancelled> {
    let (count, inset_m) = (options.count as usize, INSET_PX * pixel_m);
    let tiles = tiles::at_least(field, count / 2, control)?;
    if tiles.cell_count() == 0 {
        return Ok(Vec::new());
    }
    let probe = Probe { field, tiles: &tiles, control };
    control.report(0.1);
    let draws = Draws::evenly(&tiles, (DRAWS * FIRST_CANDIDATES * count as f32) as usize);
    let first = draw(field, &tiles, &draws, control)?;
    if first.is_empty() {
        return Ok(Vec::new());
    }
    // The accepted band is one cell thick, so its volume over the cell is the area.
    let share = first.len() as f32 / draws.total().max(1) as f32;
    let area_m2 = share * tiles.cell_count() as f32 * tiles.cell_m * tiles.cell_m;
    let mean_m = (area_m2 / count as f32).sqrt();
    control.report(0.2);
    let known = Known::with_details(&probe, first, draws, mean_m)?;
    control.report(0.3);
    let on_lines = || {
        let pieces = trace(&probe, &known.candidates, mean_m, count, pixel_m)?;
        Ok((
            strips::discs(&probe, &pieces, inset_m, pixel_m)?,
            Boundary::new(&pieces, REACH_OF_LINES * mean_m, pixel_m),
        ))
    };
    let between_lines = || {
        let surroundings = Surroundings::new(&known.for_shape(), REACH * mean_m, pixel_m, control)?;
        let bends = surroundings.bends(&known.candidates, control)?;
        Ok((surroundings, bends, Exposure::new(&tiles, control)?, filling::discs(&probe, count, pixel_m)?))
    };
    let (lines, (surroundings, bends, exposure, within)) = both(on_lines, between_lines)?;
    let (lines, boundary) = lines;
    control.report(0.5);
    let free = count.saturating_sub(lines.len() + within.len());
    let room = Room { known: &known, surroundings, exposure, boundary, free, pixel_m };
    let mut discs = within;
    discs.extend(room.fill(&probe, lines, bends, inset_m)?);
    discs.truncate(count);
    control.report(PLACED);
    fit::refined(&probe, discs, options.iterations, pixel_m, |part| control.report(PLACED + (1.0 - PLACED) * part))
}

/// Results of two pieces of work that do not depend on each other.
fn both<A: Send, B: Send>(
    first: impl FnOnce() -> Result<A, Cancelled> + Send,
    second: impl FnOnce() -> Result<B, Cancelled> + Send,
) -> Result<(A, B), Cancelled> {
    let (first, second) = tasks::both(first, second);
    Ok((first?, second?))
}

/// Creases and borders, in pieces for at most half of the splats.
fn trace(
    probe: &Probe<'_>,
    candidates: &[Candidate],
    mean_m: f32,
    count: usize,
    pixel_m: f32,
) -> Result<Vec<Piece>, Cancelled> {
    let apart_m = LINE_POINTS_APART * mean_m;
    let seeds = seeds::find(candidates, REACH * mean_m, apart_m, probe.control)?;
    let points = follow_all(probe, &refine(probe, &seeds, pixel_m)?, apart_m, pixel_m)?;
    let mut length = PieceLength { longest_m: LONGEST_PIECE * mean_m, sagitta_m: SAGITTA_PX * pixel_m };
    loop {
        let pieces = divide(&points, apart_m, length);
        let splats: usize = pieces.iter().map(strips::splats_of).sum();
        let excess = splats as f32 / (LARGEST_LINE_SHARE * count as f32);
        if excess <= 1.0 || length.longest_m > LONGEST_PIECE_EVER * mean_m {
            let mut pieces = settle(probe, pieces, pixel_m)?;
            while pieces.iter().map(strips::splats_of).sum::<usize>() > count {
                pieces.pop();
            }
            return Ok(pieces);
        }
        length.longest_m *= 1.1 * excess;
        length.sagitta_m *= 1.2 * excess * excess;
    }
}

/// The faces between the lines.
struct Room<'a> {
    known: &'a Known,
    surroundings: Surroundings,
    exposure: Exposure,
    boundary: Boundary,
    /// Splats for the faces.
    free: usize,
    pixel_m: f32,
}

/// A splat on a face, or a candidate for one, and its room.
#[derive(Debug, Clone, Copy)]
pub struct Chosen {
    pub candidate: Candidate,
    pub spacing: Spacing,
}

/// Splats on faces.
struct Faces {
    /// Those that were chosen for their spacing.
    even: Vec<Disc>,
    /// Those in the gaps that shortened ones leave, and the rest.
    late: Vec<Disc>,
}

impl Room<'_> {
    /// The candidates to which lines leave room, with the spacing wanted there.
    fn spaced(
        &self,
        candidates: &[Candidate],
        bends: &[Bends],
        control: &dyn StageControl,
    ) -> Result<Vec<Chosen>, Cancelled> {
        let widest_m = self.surroundings.reach_m();
        map_ranges(candidates.len(), control, |range| {
            let mut lines = self.boundary.look();
            let mut spacings = vec![None; range.len()];
            let mut by_cube: Vec<usize> = range.clone().collect();
            by_cube.sort_by_cached_key(|&index| self.boundary.small_cube(candidates[index].point.position));
            for index in by_cube {
                let point = &candidates[index].point;
                let spacing = wanted(point, &mut lines, bends[index], widest_m, self.pixel_m);
                spacings[index - range.start] = spacing.map(|spacing| spacing.scaled(self.exposure.stretch(point)));
            }
            let chosen = |(&candidate, spacing)| Some(Chosen { candidate, spacing: spacing? });
            candidates[range].iter().zip(spacings).filter_map(chosen).collect()
        })
    }

    /// The discs on lines and faces in progressive order; `bends` are those around the known candidates.
    fn fill(
        &self,
        probe: &Probe<'_>,
        lines: Vec<Disc>,
        bends: Vec<Bends>,
        inset_m: f32,
    ) -> Result<Vec<Disc>, Cancelled> {
        let (candidates, darts) = self.darts(probe, bends)?;
        let mut thinning = Thinning::new(&darts, probe.control)?;
        let first = thinning.pick((FIRST_SHARE * self.free as f32) as usize, SMALLEST_RADIUS, probe.control)?;
        // Where small spacings meet large ones darts lie closer than counted.
        let growth = (thinning.radius() * FIRST_SHARE.sqrt() / USUAL_RADIUS).min(LARGEST_GROWTH);
        let places: Vec<Vector> =
            lines.iter().map(Disc::foot).chain(first.iter().map(|dart| dart.point.position)).collect();
        let diagonal_m = vector::length(probe.field.bounds().extent());
        let in_order = || progressive(&places, diagonal_m, probe.control);
        let (order, faces) =
            both(in_order, || self.shaped(probe, &candidates, &mut thinning, &first, growth, inset_m))?;
        let even: Vec<Disc> = lines.into_iter().chain(faces.even).collect();
        Ok(order.into_iter().map(|index| even[index as usize]).chain(faces.late).collect())
    }

    /// The discs of the first darts, and of more: first in the gaps that shortened ones leave.
    fn shaped(
        &self,
        probe: &Probe<'_>,
        candidates: &[Chosen],
        thinning: &mut Thinning<'_>,
        first: &[Dart],
        growth: f32,
        inset_m: f32,
    ) -> Result<Faces, Cancelled> {
        let shaped = |darts: &[Dart], size: f32| {
            let chosen = |dart: &Dart| Chosen {
                candidate: candidates[dart.candidate as usize].candidate,
                spacing: dart.spacing.scaled(size),
            };
            let chosen: Vec<Chosen> = darts.iter().map(chosen).collect();
            shape::discs(probe, &chosen, &self.boundary, inset_m, self.pixel_m)
        };
        let even = shaped(first, growth)?;
        let is_shortened = |(dart, shaped): (&Dart, &Shaped)| shaped.is_shortened.then_some(*dart);
        let before: Vec<Dart> = first.iter().zip(&even).filter_map(is_shortened).collect();
        let as_it_is = |(dart, shaped): (&Dart, &Shaped)| match shaped.is_shortened {
            true => Dart { spacing: shape::spacing_of(&shaped.disc).scaled(1.0 / growth), ..*dart },
            false => *dart,
        };
        let placed: Vec<Dart> = first.iter().zip(&even).map(as_it_is).collect();
        let left = self.free - first.len();
        let in_gaps = gaps::fill(thinning, &before, &placed, left, probe.control)?;
        thinning.avoid(&in_gaps);
        let rest = thinning.pick(left - in_gaps.len(), SMALLEST_RADIUS, probe.control)?;
        let late = shaped(&in_gaps, IN_GAPS)?.into_iter().chain(shaped(&rest, growth)?);
        let discs = |shaped: Shaped| shaped.disc;
        Ok(Faces { late: late.map(discs).collect(), even: even.into_iter().map(discs).collect() })
    }

    /// Candidates for splats, with the room that each wants if all splats fit; where those known are too few for the
    /// spacing wanted there, more are drawn.
    fn darts(&self, probe: &Probe<'_>, bends: Vec<Bends>) -> Result<(Vec<Chosen>, Vec<Dart>), Cancelled> {
        let control = probe.control;
        let mut candidates = self.spaced(&self.known.candidates, &bends, control)?;
        let splats_at = |chosen: &Chosen| self.known.area_m2(chosen.candidate.cell) / chosen.spacing.area_m2();
        let unscaled: f32 = candidates.iter().map(splats_at).sum();
        let factor = (unscaled / self.free.max(1) as f32).sqrt();
        let more = self.missing(&candidates, 1.0 / (factor * factor));
        let more = draw(probe.field, probe.tiles, &more, control)?;
        candidates.extend(self.spaced(&more, &self.surroundings.bends(&more, control)?, control)?);
        control.proceed()?;
        let candidates = spread(&candidates);
        control.proceed()?;
        let dart = |(number, chosen): (usize, &Chosen)| Dart {
            point: chosen.candidate.point,
            spacing: chosen.spacing.scaled(factor),
            candidate: number as u32,
        };
        let darts = candidates.iter().enumerate().map(dart).collect();
        Ok((candidates, darts))
    }

    /// Draws for the cells that have too few candidates for the splats that they will hold; `factor` scales the numbers
    /// that the spacings ask for.
    fn missing(&self, candidates: &[Chosen], factor: f32) -> Draws {
        let mut wanted = vec![0.0_f32; self.known.cell_count()];
        for Chosen { candidate, spacing } in candidates {
            let splats = factor * self.known.area_m2(candidate.cell) / spacing.area_m2();
            wanted[candidate.cell as usize] += CANDIDATES * splats - 1.0;
        }
        Draws::in_cells(wanted.into_iter().map(|wanted| DRAWS * wanted), 2)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use gve_field::control::Unattended;

    use super::*;

    fn field(shape: &str) -> Field {
        let text = format!(r#"{{ "format": "gve-recipe/1", "name": "part", "root_node": {{ "shape": {shape} }} }}"#);
        let bound =
            gve_recipe::parse_and_bind(&text, &BTreeMap::new()).unwrap_or_else(|problems| panic!("{problems:?}"));
        Field::lower(&bound).unwrap()
    }

    /// Pieces of the lines of a shape that is about a metre large.
    fn lines_of(shape: &str) -> Vec<Piece> {
        let field = field(shape);
        let tiles = tiles::at_least(&field, 5000, &Unattended).unwrap();
        let probe = Probe { field: &field, tiles: &tiles, control: &Unattended };
        let candidates = draw(&field, &tiles, &Draws::evenly(&tiles, 30_000), &Unattended).unwrap();
        trace(&probe, &candidates, 0.015, 10_000, 0.002).unwrap()
    }

    #[test]
    fn the_edges_of_a_box_are_traced_whole() {
        let pieces = lines_of(r#"{ "type": "box", "params": { "half_extents": [0.4, 0.25, 0.3] } }"#);
        let length_m: f32 = pieces.iter().map(|piece| piece.length_m).sum();
        let edges_m = 4.0 * 2.0 * (0.4 + 0.25 + 0.3);
        assert!((0.93 * edges_m..1.03 * edges_m).contains(&length_m), "{length_m} of {edges_m} m");
        for piece in &pieces {
            let [x, y, z] = piece.point.position.map(f32::abs);
            let beyond_m = [x - 0.4, y - 0.25, z - 0.3].map(f32::abs);
            let on_edges = beyond_m.iter().filter(|&&beyond_m| beyond_m < 1e-5).count();
            assert!(on_edges >= 2, "{:?}", piece.point.position);
            assert!(piece.point.tangent.iter().any(|part| part.abs() > 0.9999), "{:?}", piece.point.tangent);
        }
    }

    #[test]
    fn a_concave_ring_is_traced_whole() {
        let pieces = lines_of(
            r##"{ "type": "union", "params": { "children": [
            { "shape": { "type": "sphere", "params": { "radius": 0.4 } } },
            { "shape": { "type": "cylinder", "params": { "radius": 0.2, "height": 1 } } } ] } }"##,
        );
        let (rings_m, edges_m) = (2.0 * std::f32::consts::TAU * 0.2, 2.0 * std::f32::consts::TAU * 0.2);
        let length_m: f32 = pieces.iter().map(|piece| piece.length_m).sum();
        assert!((0.95 * (rings_m + edges_m)..1.05 * (rings_m + edges_m)).contains(&length_m), "{length_m} m");
    }

    #[test]
    fn a_round_surface_has_no_lines() {
        assert!(lines_of(r#"{ "type": "sphere", "params": { "radius": 0.5 } }"#).is_empty());
        let rounded = r#"{ "type": "box", "params": { "half_extents": [0.4, 0.3, 0.3], "rounding": 0.02 } }"#;
        assert!(lines_of(rounded).is_empty());
    }
}
