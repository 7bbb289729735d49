//! Creases and borders as chains of points, walked from neighbour to neighbour and divided into equal pieces.

use gve_field::control::Cancelled;

use crate::{
    grid::Grid,
    probe::Probe,
    refine::{LinePoint, Side, follow},
    seeds::squared_color_distance,
    vector::{self, Vector},
};

/// Points of a chain turn less than this from one to the next (cosine).
const STRAIGHT: f32 = 0.6;
/// A neighbour lies at most this part of its distance beside the tangent.
const BESIDE: f32 = 0.4;

/// Squared distance in Oklab below which the faces beside two points can be those of one border.
pub const SAME_BORDER: f32 = 0.02;

/// A piece of a crease or border.
#[derive(Debug, Clone, Copy)]
pub struct Piece {
    /// Its middle, on the line.
    pub point: LinePoint,
    /// Length along the line in metres.
    pub length_m: f32,
    /// Whether the line ends here.
    pub is_end: bool,
}

/// How long pieces are.
#[derive(Debug, Clone, Copy)]
pub struct PieceLength {
    /// On straight lines, in metres.
    pub longest_m: f32,
    /// A piece may leave its line by this much, in metres.
    pub sagitta_m: f32,
}

/// How far neighbours on a line may be apart, and how far a line is followed at once, in distances of its points.
const REACH: f32 = 7.0;
const STRIDE: f32 = 3.0;
/// How often lines are followed from their ends.
const STRIDES: usize = 5;

/// Follows the lines through `points` where these leave gaps. Points nearer to each other than `apart_m` become one.
pub fn follow_all(
    probe: &Probe<'_>,
    points: &[LinePoint],
    apart_m: f32,
    pixel_m: f32,
) -> Result<Vec<LinePoint>, Cancelled> {
    let mut points = thinned(points, apart_m);
    let mut followed = 0;
    for _ in 0..STRIDES {
        let links = linked(&points, STRIDE * apart_m);
        let mut places = Vec::new();
        // Older points have been followed before.
        for index in followed..points.len() {
            for (link, sign) in links[index].iter().zip([-1.0, 1.0]) {
                if link.is_none() {
                    places.push(shifted(points[index], sign * STRIDE * apart_m));
                }
            }
        }
        if places.is_empty() {
            break;
        }
        followed = points.len();
        points.extend(follow(probe, &places, pixel_m)?);
        points = thinned(&points, apart_m);
    }
    Ok(points)
}

/// The point moved along its tangent.
fn shifted(point: LinePoint, by_m: f32) -> LinePoint {
    LinePoint { position: vector::add(point.position, vector::scale(point.tangent, by_m)), ..point }
}

/// Divides the lines through `points`, which are at least `apart_m` apart, into pieces.
pub fn divide(points: &[LinePoint], apart_m: f32, length: PieceLength) -> Vec<Piece> {
    let links = linked(points, REACH * apart_m);
    let mut is_used = vec![false; points.len()];
    let mut pieces = Vec::new();
    // Open chains from their ends first; what is left are loops.
    for wants_end in [true, false] {
        for start in 0..points.len() {
            let is_end = links[start].iter().any(Option::is_none);
            if !is_used[start] && is_end == wants_end {
                let (chain, is_loop) = walk(points, &links, start, &mut is_used);
                cut(&chain, is_loop, apart_m, length, &mut pieces);
            }
        }
    }
    pieces
}

/// Leaves out points next to an earlier one of the same line.
fn thinned(points: &[LinePoint], apart_m: f32) -> Vec<LinePoint> {
    let grid = Grid::new(points.iter().map(|point| point.position), apart_m);
    let mut kept = vec![false; points.len()];
    for (index, point) in points.iter().enumerate() {
        let is_double = |&other_index: &u32| {
            let other = &points[other_index as usize];
            let offset = vector::sub(other.position, point.position);
            kept[other_index as usize]
                && vector::dot(offset, offset) < apart_m * apart_m
                && vector::dot(other.tangent, point.tangent).abs() > STRAIGHT
                && oriented_like(point, other).is_some()
        };
        kept[index] = !grid.near(point.position).any(|range| grid.order()[range].iter().any(is_double));
    }
    points.iter().zip(kept).filter_map(|(point, is_kept)| is_kept.then_some(*point)).collect()
}

/// `other` with tangent and sides in the order of `point`'s, if both can belong to one line.
fn oriented_like(point: &LinePoint, other: &LinePoint) -> Option<LinePoint> {
    let fits = |side: usize, other_side: usize| {
        vector::dot(point.sides[side].away, other.sides[other_side].away)
            + vector::dot(point.sides[side].normal, other.sides[other_side].normal)
    };
    let (same, swapped) = (fits(0, 0) + fits(1, 1), fits(0, 1) + fits(1, 0));
    let sides = if same >= swapped { other.sides } else { [other.sides[1], other.sides[0]] };
    let same_color =
        |side: usize| squared_color_distance(&point.sides[side].appearance, &sides[side].appearance) < SAME_BORDER;
    let tangent = if vector::dot(point.tangent, other.tangent) < 0.0 {
        vector::scale(other.tangent, -1.0)
    } else {
        other.tangent
    };
    (same.max(swapped) > 2.0 && same_color(0) && same_color(1)).then_some(LinePoint { tangent, sides, ..*other })
}

/// Neighbours of each point against and along its tangent.
type Links = Vec<[Option<u32>; 2]>;

fn linked(points: &[LinePoint], reach_m: f32) -> Links {
    let grid = Grid::new(points.iter().map(|point| point.position), reach_m);
    let mut links: Links = points.iter().enumerate().map(|(index, _)| nearest(points, index, &grid, reach_m)).collect();
    // A link holds when both ends have it.
    let held: Vec<[bool; 2]> = (0..points.len())
        .map(|index| {
            links[index].map(|link| link.is_some_and(|other| links[other as usize].contains(&Some(index as u32))))
        })
        .collect();
    for (link, held) in links.iter_mut().zip(held) {
        for direction in 0..2 {
            if !held[direction] {
                link[direction] = None;
            }
        }
    }
    links
}

fn nearest(points: &[LinePoint], index: usize, grid: &Grid, reach_m: f32) -> [Option<u32>; 2] {
    let point = &points[index];
    let mut found = [(reach_m * reach_m, None); 2];
    for range in grid.near(point.position) {
        for &other_index in &grid.order()[range] {
            let other = &points[other_index as usize];
            let way = vector::sub(other.position, point.position);
            let (squared, along) = (vector::dot(way, way), vector::dot(way, point.tangent));
            let direction = usize::from(along > 0.0);
            let is_candidate = other_index as usize != index
                && squared < found[direction].0
                && squared - along * along < BESIDE * BESIDE * squared
                && vector::dot(point.tangent, other.tangent).abs() > STRAIGHT
                && oriented_like(point, other).is_some();
            if is_candidate {
                found[direction] = (squared, Some(other_index));
            }
        }
    }
    found.map(|(_, link)| link)
}

/// The chain through `start`, oriented alike; from `start` on if that is an end.
fn walk(points: &[LinePoint], links: &Links, start: usize, is_used: &mut [bool]) -> (Vec<LinePoint>, bool) {
    let mut chain = vec![points[start]];
    is_used[start] = true;
    let [back, forth] = links[start];
    let (mut previous, mut next) = (start, forth.or(back));
    if forth.is_none() {
        chain[0].tangent = vector::scale(chain[0].tangent, -1.0);
    }
    while let Some(index) = next.map(|index| index as usize) {
        if is_used[index] {
            return (chain, index == start);
        }
        let Some(point) = chain.last().and_then(|last| oriented_like(last, &points[index])) else { break };
        chain.push(point);
        is_used[index] = true;
        next = links[index].into_iter().flatten().find(|&other| other as usize != previous);
        previous = index;
    }
    (chain, false)
}

/// Cuts a chain into pieces of about equal share.
fn cut(chain: &[LinePoint], is_loop: bool, apart_m: f32, length: PieceLength, pieces: &mut Vec<Piece>) {
    let mut knots: Vec<LinePoint> = chain.to_vec();
    if is_loop {
        knots.extend(chain.first().and_then(|first| oriented_like(chain.last()?, first)));
    } else {
        // The line goes on for about half of the distance between points, up to a corner.
        let (first, last) = (chain[0], chain[chain.len() - 1]);
        knots.insert(0, shifted(first, -0.5 * apart_m));
        knots.push(shifted(last, 0.5 * apart_m));
    }
    // Cumulated length, in pieces of the wanted length.
    let mut shares = vec![0.0_f32];
    let mut lengths_m = vec![0.0_f32];
    for pair in knots.windows(2) {
        let step_m = vector::length(vector::sub(pair[1].position, pair[0].position));
        let turn = (2.0 - 2.0 * vector::dot(pair[0].tangent, pair[1].tangent).min(1.0)).max(0.0).sqrt();
        let curvature = turn / step_m.max(1e-9);
        // A piece of length l on a circle leaves it by l² κ / 8.
        let wanted_m = length.longest_m.min((8.0 * length.sagitta_m / curvature.max(1e-6)).sqrt());
        shares.push(shares[shares.len() - 1] + step_m / wanted_m);
        lengths_m.push(lengths_m[lengths_m.len() - 1] + step_m);
    }
    let total = shares[shares.len() - 1];
    let count = (total + 0.5).floor().max(1.0) as usize;
    let place_of = |share: f32| {
        let knot = shares.partition_point(|&before| before <= share).clamp(1, knots.len() - 1);
        (knot, ((share - shares[knot - 1]) / (shares[knot] - shares[knot - 1]).max(1e-9)).clamp(0.0, 1.0))
    };
    let length_at = |share: f32| {
        let (knot, part) = place_of(share);
        lengths_m[knot - 1] + part * (lengths_m[knot] - lengths_m[knot - 1])
    };
    for number in 0..count {
        let share = |offset: f32| (number as f32 + offset) * total / count as f32;
        let (knot, part) = place_of(share(0.5));
        let length_m = length_at(share(1.0)) - length_at(share(0.0));
        if let Some(point) = between(&knots[knot - 1], &knots[knot], part) {
            let is_end = !is_loop && (number == 0 || number + 1 == count);
            pieces.push(Piece { point, length_m, is_end });
        }
    }
}

fn between(a: &LinePoint, b: &LinePoint, part: f32) -> Option<LinePoint> {
    let mixed = |a: Vector, b: Vector| vector::add(a, vector::scale(vector::sub(b, a), part));
    let nearer = if part < 0.5 { a } else { b };
    let tangent = vector::direction(mixed(a.tangent, b.tangent))?;
    let side = |side: usize| {
        let normal = vector::direction(vector::tangential(mixed(a.sides[side].normal, b.sides[side].normal), tangent))?;
        let away =
            vector::tangential(vector::tangential(mixed(a.sides[side].away, b.sides[side].away), tangent), normal);
        Some(Side { normal, away: vector::direction(away)?, appearance: nearer.sides[side].appearance })
    };
    Some(LinePoint {
        position: mixed(a.position, b.position),
        tangent,
        sides: [side(0)?, side(1)?],
        is_border: nearer.is_border,
    })
}
