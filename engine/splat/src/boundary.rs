//! What the pieces of creases and borders mean for the faces beside them: where splats end, and where there is no room.

use crate::{
    SurfacePoint,
    grid::Grid,
    lines::Piece,
    vector::{self, Vector},
};

/// Faces whose normals agree more than this are the same (cosine).
const SAME_FACE: f32 = 0.7;
/// Pieces hold this much farther than their length, on either end.
const OVERLAP: f32 = 0.2;

/// Points in one cube of this edge, in reaches, share the lines around them.
const SMALL_CUBE: f32 = 0.8;
/// Half of a unit cube's diagonal, with something to spare.
const HALF_DIAGONAL: f32 = 0.88;
/// How far from a line a point may be for which it counts, in reaches: √(1 + ½²), with something to spare.
const FARTHEST: f32 = 1.13;

/// A line beside a point of a face.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limit {
    /// Unit vector in the face, towards the line.
    pub towards: Vector,
    /// Distance to it in metres.
    pub distance_m: f32,
}

/// Finds lines beside points.
pub struct Boundary {
    /// In the order of the grid.
    stretches: Vec<Stretch>,
    grid: Grid,
    /// Buckets of the grid with pieces around them.
    is_near: Vec<bool>,
    reach_m: f32,
    pixel_m: f32,
}

/// What counts of a piece of a line.
struct Stretch {
    middle: Vector,
    tangent: Vector,
    /// How far from its middle it holds.
    half_m: f32,
    /// Of both faces: unit vector in the face away from the line, and normal.
    sides: [[Vector; 2]; 2],
}

impl Boundary {
    /// Lines count up to `reach_m` from a point.
    pub fn new(pieces: &[Piece], reach_m: f32, pixel_m: f32) -> Self {
        let longest_m = pieces.iter().fold(0.0_f32, |longest, piece| longest.max(piece.length_m));
        let edge_m = reach_m.max(longest_m);
        let positions = || pieces.iter().map(|piece| piece.point.position);
        let grid = Grid::new(positions(), edge_m);
        let stretch = |&index: &u32| {
            let Piece { point, length_m, .. } = &pieces[index as usize];
            Stretch {
                middle: point.position,
                tangent: point.tangent,
                half_m: (0.5 + OVERLAP) * length_m,
                sides: point.sides.map(|side| [side.away, side.normal]),
            }
        };
        let stretches = grid.order().iter().map(stretch).collect();
        Self { stretches, is_near: grid.neighbourhood(positions()), grid, reach_m, pixel_m }
    }

    /// Points with the same one are quickest to look at one after the other.
    pub fn small_cube(&self, position: Vector) -> [i32; 3] {
        position.map(|value| vector::floor(value / (SMALL_CUBE * self.reach_m)))
    }

    /// A look at the lines around points that come one after the other.
    pub fn look(&self) -> Look<'_> {
        Look { boundary: self, cube: None, around: Vec::new() }
    }
}

/// Lines around the points that were asked for last.
pub struct Look<'b> {
    boundary: &'b Boundary,
    /// Which small cube the lines are around.
    cube: Option<[i32; 3]>,
    around: Vec<&'b Stretch>,
}

impl Look<'_> {
    /// Calls `visit` with every line beside the point in its own face; a line around the corner, on which the point
    /// all but lies, counts as one at no distance. Quickest when the next point is near the last.
    pub fn limits(&mut self, point: &SurfacePoint, mut visit: impl FnMut(Limit)) {
        let Boundary { grid, is_near, reach_m, pixel_m, .. } = self.boundary;
        if !is_near[grid.bucket_of(grid.cube_at(point.position))] {
            return;
        }
        self.turn_to(point.position);
        for stretch in &self.around {
            let offset = vector::sub(point.position, stretch.middle);
            let along_m = vector::dot(offset, stretch.tangent);
            if along_m.abs() > stretch.half_m {
                continue;
            }
            let across = vector::sub(offset, vector::scale(stretch.tangent, along_m));
            if vector::dot(across, across) < pixel_m * pixel_m {
                visit(Limit { towards: stretch.sides[0][0], distance_m: 0.0 });
                continue;
            }
            for [away, normal] in &stretch.sides {
                let distance_m = vector::dot(offset, *away);
                let height_m = vector::dot(offset, *normal).abs();
                let is_beside = (0.0..*reach_m).contains(&distance_m) && height_m < 0.5 * distance_m + pixel_m;
                if is_beside && vector::dot(point.normal, *normal) > SAME_FACE {
                    visit(Limit { towards: vector::scale(*away, -1.0), distance_m });
                }
            }
        }
    }

    /// Gathers the lines that can count for any point of the small cube around a position.
    fn turn_to(&mut self, position: Vector) {
        let Boundary { stretches, grid, reach_m, pixel_m, .. } = self.boundary;
        let edge_m = SMALL_CUBE * reach_m;
        let cube = self.boundary.small_cube(position);
        if self.cube == Some(cube) {
            return;
        }
        self.cube = Some(cube);
        let middle = cube.map(|place| (place as f32 + 0.5) * edge_m);
        let spare_m = HALF_DIAGONAL * edge_m;
        // Beside a line by its reach, and above its face by half of that.
        let across_m = FARTHEST * reach_m + pixel_m + spare_m;
        let counts = |stretch: &&Stretch| {
            let offset = vector::sub(middle, stretch.middle);
            let along_m = vector::dot(offset, stretch.tangent);
            along_m.abs() <= stretch.half_m + spare_m
                && vector::dot(offset, offset) - along_m * along_m <= across_m * across_m
        };
        self.around.clear();
        self.around.extend(grid.near(position).flat_map(|range| &stretches[range]).filter(counts));
    }
}
