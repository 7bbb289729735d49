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

/// A line beside a point of a face.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limit {
    /// Unit vector in the face, towards the line.
    pub towards: Vector,
    /// Distance to it in metres.
    pub distance_m: f32,
}

/// Finds lines beside points.
pub struct Boundary<'a> {
    pieces: &'a [Piece],
    grid: Grid,
    /// Buckets of the grid with pieces around them.
    is_near: Vec<bool>,
    reach_m: f32,
    pixel_m: f32,
}

impl<'a> Boundary<'a> {
    /// Lines count up to `reach_m` from a point.
    pub fn new(pieces: &'a [Piece], reach_m: f32, pixel_m: f32) -> Self {
        let longest_m = pieces.iter().fold(0.0_f32, |longest, piece| longest.max(piece.length_m));
        let edge_m = reach_m.max(longest_m);
        let positions = || pieces.iter().map(|piece| piece.point.position);
        let grid = Grid::new(positions(), edge_m);
        Self { pieces, is_near: grid.neighbourhood(positions()), grid, reach_m, pixel_m }
    }

    /// Calls `visit` with every line beside the point in its own face; a line around the corner, on which the point
    /// all but lies, counts as one at no distance.
    pub fn limits(&self, point: &SurfacePoint, mut visit: impl FnMut(Limit)) {
        if !self.is_near[self.grid.bucket_of(self.grid.cube_at(point.position))] {
            return;
        }
        for range in self.grid.near(point.position) {
            for &index in &self.grid.order()[range] {
                let piece = &self.pieces[index as usize];
                let offset = vector::sub(point.position, piece.point.position);
                let along_m = vector::dot(offset, piece.point.tangent);
                if along_m.abs() > (0.5 + OVERLAP) * piece.length_m {
                    continue;
                }
                let across = vector::sub(offset, vector::scale(piece.point.tangent, along_m));
                if vector::dot(across, across) < self.pixel_m * self.pixel_m {
                    visit(Limit { towards: piece.point.sides[0].away, distance_m: 0.0 });
                    continue;
                }
                for side in &piece.point.sides {
                    let distance_m = vector::dot(offset, side.away);
                    let height_m = vector::dot(offset, side.normal).abs();
                    let is_beside =
                        (0.0..self.reach_m).contains(&distance_m) && height_m < 0.5 * distance_m + self.pixel_m;
                    if is_beside && vector::dot(point.normal, side.normal) > SAME_FACE {
                        visit(Limit { towards: vector::scale(side.away, -1.0), distance_m });
                    }
                }
            }
        }
    }
}
