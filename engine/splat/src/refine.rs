//! From a suspicion to a point on the line, by Newton's method.
//!
//! On a crease: one point on either face near the line gives two tangent planes; where they meet is the next guess, and
//! the two points move closer. On a border in a smooth face: bisection by colour across it, twice side by side.

use gve_field::{SurfaceSample, control::Cancelled};

use crate::{
    SurfacePoint,
    lines::Piece,
    probe::Probe,
    seeds::{CREASE_COS, SAME_COLOR, Seed, meeting, squared_color_distance},
    vector::{self, Vector},
};

/// A point on a crease or border.
#[derive(Debug, Clone, Copy)]
pub struct LinePoint {
    pub position: Vector,
    /// Unit vector along the line.
    pub tangent: Vector,
    /// The faces on both sides of the line.
    pub sides: [Side; 2],
    /// Whether the faces differ in colour.
    pub is_border: bool,
}

/// One of the two faces at a line.
#[derive(Debug, Clone, Copy)]
pub struct Side {
    /// Unit normal of the face.
    pub normal: Vector,
    /// Unit vector in the face, away from the line.
    pub away: Vector,
    pub appearance: SurfaceSample,
}

/// Distances of the probing points from the line, in pixels of the design view. The last one decides what is sharp.
const STEPS_PX: [f32; 3] = [1.5, 0.6, 0.2];
/// A crease keeps at least this part of its turn from the middle to the last step; a bend loses two thirds.
const KEPT_TURN: f32 = 0.7;
/// A line turns less than this on the way to a new place (cosine).
const SAME_DIRECTION: f32 = 0.6;
/// Halvings across a border.
const BISECTIONS: usize = 7;
/// Half of the distance between the two bisections of a border, in pixels.
const BESIDE_PX: f32 = 0.75;

/// The points of all seeds that prove true.
pub fn refine(probe: &Probe<'_>, seeds: &[Seed], pixel_m: f32) -> Result<Vec<LinePoint>, Cancelled> {
    let (creases, borders): (Vec<Seed>, Vec<Seed>) = seeds.iter().partition(|seed| seed.is_crease);
    let mut points = on_creases(probe, &creases, pixel_m)?;
    points.extend(on_borders(probe, &borders, pixel_m)?);
    Ok(points)
}

/// A crease point under way.
#[derive(Clone, Copy)]
struct Guess {
    position: Vector,
    normals: [Vector; 2],
    away: [Vector; 2],
    /// Cosine of the turn at the step before.
    facing: f32,
    /// Which place it came from.
    source: usize,
}

fn on_creases(probe: &Probe<'_>, seeds: &[Seed], pixel_m: f32) -> Result<Vec<LinePoint>, Cancelled> {
    let guesses = converged(probe, seeds.iter().filter_map(first_guess).collect(), pixel_m)?;
    let places: Vec<Vector> = guesses.iter().flat_map(|guess| beside(guess, pixel_m)).collect();
    let appearances = probe.appearances(&places)?;
    let pairs = guesses.iter().zip(appearances.as_chunks::<2>().0);
    Ok(pairs.filter_map(|(guess, &appearances)| guess.line_point(appearances)).collect())
}

/// Points of the same lines at new places, which are guesses near them, as far as the lines reach.
pub fn follow(probe: &Probe<'_>, places: &[LinePoint], pixel_m: f32) -> Result<Vec<LinePoint>, Cancelled> {
    let guess = |(source, point): (usize, &LinePoint)| {
        let [first, second] = point.sides;
        let normals = [first.normal, second.normal];
        let is_crease = vector::dot(normals[0], normals[1]) < CREASE_COS;
        is_crease.then_some(Guess {
            position: point.position,
            normals,
            away: [first.away, second.away],
            facing: 0.0,
            source,
        })
    };
    let guesses = converged(probe, places.iter().enumerate().filter_map(guess).collect(), pixel_m)?;
    let followed = |guess: &Guess| {
        let from = &places[guess.source];
        let point = guess.line_point(from.sides.map(|side| side.appearance))?;
        (vector::dot(point.tangent, from.tangent).abs() > SAME_DIRECTION).then_some(point)
    };
    Ok(guesses.iter().filter_map(followed).collect())
}

/// Newton's method on all guesses at once; those that prove false are left out.
fn converged(probe: &Probe<'_>, mut guesses: Vec<Guess>, pixel_m: f32) -> Result<Vec<Guess>, Cancelled> {
    for (step, step_px) in STEPS_PX.into_iter().enumerate() {
        let step_m = step_px * pixel_m;
        let places: Vec<Vector> = guesses.iter().flat_map(|guess| beside(guess, step_m)).collect();
        let gradients = probe.gradients(&places)?;
        let pairs = places.as_chunks::<2>().0.iter().zip(gradients.as_chunks::<2>().0);
        let next = |(guess, (places, gradients)): (Guess, (&[Vector; 2], &[[f32; 4]; 2]))| {
            let planes = [plane_at(places[0], gradients[0], step_m)?, plane_at(places[1], gradients[1], step_m)?];
            improved(&guess, planes, step, step_m)
        };
        guesses = guesses.into_iter().zip(pairs).filter_map(next).collect();
    }
    Ok(guesses)
}

impl Guess {
    fn line_point(&self, appearances: [SurfaceSample; 2]) -> Option<LinePoint> {
        let side =
            |side: usize| Side { normal: self.normals[side], away: self.away[side], appearance: appearances[side] };
        Some(LinePoint {
            position: self.position,
            tangent: vector::direction(vector::cross(self.normals[0], self.normals[1]))?,
            sides: [side(0), side(1)],
            is_border: squared_color_distance(&appearances[0], &appearances[1]) > SAME_COLOR,
        })
    }
}

fn first_guess(seed: &Seed) -> Option<Guess> {
    let normals = seed.sides.map(|side| side.normal);
    let away = away_from_line(normals, seed.sides.map(|side| vector::sub(side.position, seed.at)))?;
    Some(Guess { position: seed.at, normals, away, facing: 0.0, source: 0 })
}

/// Unit vectors in the faces, perpendicular to the line between them, on the sides that `towards` tells.
fn away_from_line(normals: [Vector; 2], towards: [Vector; 2]) -> Option<[Vector; 2]> {
    let tangent = vector::direction(vector::cross(normals[0], normals[1]))?;
    Some([0, 1].map(|side| {
        let across = vector::cross(normals[side], tangent);
        if vector::dot(across, towards[side]) < 0.0 { vector::scale(across, -1.0) } else { across }
    }))
}

/// A place on either face, `step_m` from the line.
fn beside(guess: &Guess, step_m: f32) -> [Vector; 2] {
    guess.away.map(|away| vector::add(guess.position, vector::scale(away, step_m)))
}

/// The tangent plane of the surface near a place, if it is nearer than `step_m`.
fn plane_at(place: Vector, [dx, dy, dz, distance]: [f32; 4], step_m: f32) -> Option<SurfacePoint> {
    let squared = dx * dx + dy * dy + dz * dz;
    let normal = vector::direction([dx, dy, dz])?;
    (distance * distance <= step_m * step_m * squared)
        .then(|| SurfacePoint { position: vector::sub(place, vector::scale([dx, dy, dz], distance / squared)), normal })
}

/// The guess from new tangent planes, unless they show that there is no crease.
fn improved(guess: &Guess, planes: [SurfacePoint; 2], step: usize, step_m: f32) -> Option<Guess> {
    let normals = planes.map(|plane| plane.normal);
    let facing = vector::dot(normals[0], normals[1]);
    let stays_on_its_faces =
        vector::dot(normals[0], guess.normals[0]) > 0.5 && vector::dot(normals[1], guess.normals[1]) > 0.5;
    if facing > CREASE_COS || !stays_on_its_faces {
        return None;
    }
    let is_last = step + 1 == STEPS_PX.len();
    if is_last && 1.0 - facing < KEPT_TURN * KEPT_TURN * (1.0 - guess.facing) {
        return None;
    }
    let position = meeting(planes, guess.position)?;
    let moved = vector::sub(position, guess.position);
    if step > 0 && vector::dot(moved, moved) > step_m * step_m {
        return None;
    }
    let away = away_from_line(normals, guess.away)?;
    Some(Guess { position, normals, away, facing, source: guess.source })
}

/// Moves the middles of pieces, which lie on chords, back onto their lines; those that do not arrive are left out.
pub fn settle(probe: &Probe<'_>, pieces: Vec<Piece>, pixel_m: f32) -> Result<Vec<Piece>, Cancelled> {
    let step_m = SETTLING_STEP_PX * pixel_m;
    let guess = |piece: &Piece| Guess {
        position: piece.point.position,
        normals: piece.point.sides.map(|side| side.normal),
        away: piece.point.sides.map(|side| side.away),
        facing: 0.0,
        source: 0,
    };
    let places: Vec<Vector> = pieces.iter().flat_map(|piece| beside(&guess(piece), step_m)).collect();
    let gradients = probe.gradients(&places)?;
    let pairs = places.as_chunks::<2>().0.iter().zip(gradients.as_chunks::<2>().0);
    let settled = |(mut piece, (places, gradients)): (Piece, (&[Vector; 2], &[[f32; 4]; 2]))| {
        let planes = [plane_at(places[0], gradients[0], step_m)?, plane_at(places[1], gradients[1], step_m)?];
        if vector::dot(planes[0].normal, planes[1].normal) < CREASE_COS {
            let guess = improved(&guess(&piece), planes, 1, 2.0 * step_m)?;
            piece.point.position = guess.position;
            for (side, (normal, away)) in piece.point.sides.iter_mut().zip(guess.normals.into_iter().zip(guess.away)) {
                (side.normal, side.away) = (normal, away);
            }
        } else if piece.point.is_border {
            // Both points are on one smooth face, and the line between them.
            piece.point.position = vector::scale(vector::add(planes[0].position, planes[1].position), 0.5);
            for (side, plane) in piece.point.sides.iter_mut().zip(planes) {
                side.normal = plane.normal;
            }
        } else {
            return None;
        }
        Some(piece)
    };
    Ok(pieces.into_iter().zip(pairs).filter_map(settled).collect())
}

/// Distance of the probing points from a piece, in pixels of the design view.
const SETTLING_STEP_PX: f32 = 0.5;

fn on_borders(probe: &Probe<'_>, seeds: &[Seed], pixel_m: f32) -> Result<Vec<LinePoint>, Cancelled> {
    let beside_m = BESIDE_PX * pixel_m;
    let mut ways: Vec<Way> = seeds.iter().flat_map(|seed| ways_over(seed, beside_m)).collect();
    for _ in 0..BISECTIONS {
        let middles: Vec<Vector> = ways.iter().map(Way::middle).collect();
        for (way, appearance) in ways.iter_mut().zip(probe.appearances(&middles)?) {
            way.halve(appearance);
        }
    }
    let centers: Vec<Vector> =
        ways.as_chunks::<2>().0.iter().map(|[a, b]| vector::scale(vector::add(a.middle(), b.middle()), 0.5)).collect();
    let gradients = probe.gradients(&centers)?;
    let finished = |(([a, b], center), gradient): ((&[Way; 2], &Vector), [f32; 4])| {
        let plane = plane_at(*center, gradient, 4.0 * pixel_m)?;
        let tangent = vector::direction(vector::tangential(vector::sub(b.middle(), a.middle()), plane.normal))?;
        let across = vector::cross(plane.normal, tangent);
        let across =
            if vector::dot(across, vector::sub(a.to, a.from)) < 0.0 { vector::scale(across, -1.0) } else { across };
        // A gradual change leaves no jump between two near places, and needs no border.
        (a.is_jump() && b.is_jump()).then_some(LinePoint {
            position: plane.position,
            tangent,
            sides: [
                Side { normal: plane.normal, away: vector::scale(across, -1.0), appearance: a.near },
                Side { normal: plane.normal, away: across, appearance: a.far },
            ],
            is_border: true,
        })
    };
    Ok(ways.as_chunks::<2>().0.iter().zip(&centers).zip(gradients).filter_map(finished).collect())
}

/// A way over a border.
struct Way {
    from: Vector,
    to: Vector,
    /// Appearances at its ends.
    ends: [SurfaceSample; 2],
    /// Appearances next to the border, on either side.
    near: SurfaceSample,
    far: SurfaceSample,
}

/// Two parallel ways, `beside_m` to either side of the line between the seed's points.
fn ways_over(seed: &Seed, beside_m: f32) -> [Way; 2] {
    let [from, to] = seed.sides.map(|side| side.position);
    let sideways = vector::direction(vector::cross(seed.sides[0].normal, vector::sub(to, from))).unwrap_or([0.0; 3]);
    [-beside_m, beside_m].map(|beside_m| {
        let offset = vector::scale(sideways, beside_m);
        let [near, far] = seed.appearances;
        Way { from: vector::add(from, offset), to: vector::add(to, offset), ends: [near, far], near, far }
    })
}

impl Way {
    fn middle(&self) -> Vector {
        vector::scale(vector::add(self.from, self.to), 0.5)
    }

    fn halve(&mut self, appearance: SurfaceSample) {
        let [near, far] = self.ends.map(|end| squared_color_distance(&appearance, &end));
        if near < far {
            (self.from, self.near) = (self.middle(), appearance);
        } else {
            (self.to, self.far) = (self.middle(), appearance);
        }
    }

    fn is_jump(&self) -> bool {
        let between_ends = squared_color_distance(&self.ends[0], &self.ends[1]);
        squared_color_distance(&self.near, &self.far) > 0.25 * between_ends.max(SAME_COLOR)
    }
}
