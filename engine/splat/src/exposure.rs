//! Which parts of the surface can be seen from outside: the walls of a cavity need fewer splats than what everybody sees.
//!
//! Cells that the surface passes are drawn into a depth map for each of fourteen directions; a place is seen from those
//! that it faces and in which nothing lies far before it.

use gve_field::{
    control::{Cancelled, StageControl},
    tasks,
};

use crate::{
    SurfacePoint,
    tiles::Tiles,
    vector::{self, Vector},
};

/// Towards the faces and corners of a cube: these and their opposites.
const DIRECTIONS: [Vector; 7] = [
    [1.0, 0.0, 0.0],
    [0.0, 1.0, 0.0],
    [0.0, 0.0, 1.0],
    [0.577_350_26, 0.577_350_26, 0.577_350_26],
    [0.577_350_26, 0.577_350_26, -0.577_350_26],
    [0.577_350_26, -0.577_350_26, 0.577_350_26],
    [-0.577_350_26, 0.577_350_26, 0.577_350_26],
];
/// A place faces directions to which its normal turns more than this (cosine).
const FACING: f32 = 0.2;
/// What lies before a place by less than this, in cells, may be the surface around it.
const BEFORE: f32 = 2.5;
/// From this part of the directions that it faces on, a place counts as seen.
const SEEN: f32 = 0.3;
/// So many directions are this part of all, and no further one is asked.
const ENOUGH: f32 = 3.0;
/// Splats that nobody sees are this much farther apart.
const HIDDEN: f32 = 2.0;

/// Depth maps of the surface.
pub struct Exposure {
    /// For each of [`DIRECTIONS`], the lowest and the highest places along it, in cells.
    maps: Vec<Map>,
    inverse_cell: f32,
}

struct Map {
    direction: Vector,
    across: [Vector; 2],
    /// First column and row.
    low: [i32; 2],
    columns: i32,
    rows: i32,
    /// Lowest and highest place along the direction in each pixel.
    range: Vec<[f32; 2]>,
}

impl Exposure {
    /// Draws the maps of a surface.
    ///
    /// # Errors
    /// [`Cancelled`] if `control` asked for it.
    pub fn new(tiles: &Tiles, control: &dyn StageControl) -> Result<Self, Cancelled> {
        let inverse_cell = 1.0 / tiles.cell_m;
        let cells: Vec<Vector> = tiles.centers().map(|center| vector::scale(center, inverse_cell)).collect();
        let workers = tasks::run(DIRECTIONS.len(), Vec::new, |maps: &mut Vec<(usize, Map)>, number| {
            control.proceed()?;
            maps.push((number, Map::new(DIRECTIONS[number], &cells)));
            Ok(())
        })?;
        let mut maps: Vec<_> = workers.into_iter().flatten().collect();
        maps.sort_unstable_by_key(|(number, _)| *number);
        Ok(Self { maps: maps.into_iter().map(|(_, map)| map).collect(), inverse_cell })
    }

    /// Factor on the distances of splats around a point: 1 where it is seen, more where it is hidden.
    pub fn stretch(&self, point: &SurfacePoint) -> f32 {
        let seen = self.seen(point, ENOUGH);
        if seen >= SEEN { 1.0 } else { HIDDEN - (HIDDEN - 1.0) * seen / SEEN }
    }

    /// Part of the directions which the point faces that see it; 1 as soon as `enough` do.
    fn seen(&self, point: &SurfacePoint, enough: f32) -> f32 {
        let place = vector::scale(point.position, self.inverse_cell);
        let (mut facing, mut seen) = (0.0_f32, 0.0_f32);
        for map in &self.maps {
            let cosine = vector::dot(point.normal, map.direction);
            if cosine.abs() > FACING {
                facing += 1.0;
                seen += f32::from(map.is_seen(place, cosine > 0.0));
            }
            if seen >= enough {
                return 1.0;
            }
        }
        seen / facing.max(1.0)
    }
}

impl Map {
    fn new(direction: Vector, cells: &[Vector]) -> Self {
        let across = vector::tangents(direction);
        let (mut low, mut high) = ([i32::MAX; 2], [i32::MIN; 2]);
        for &cell in cells {
            for (axis, pixel) in pixel(across, cell).into_iter().enumerate() {
                low[axis] = low[axis].min(pixel);
                high[axis] = high[axis].max(pixel + 1);
            }
        }
        let [columns, rows] = [0, 1].map(|axis| high[axis].saturating_sub(low[axis]).saturating_add(1).max(0));
        let range = vec![[f32::INFINITY, f32::NEG_INFINITY]; columns as usize * rows as usize];
        let mut map = Self { direction, across, low, columns, rows, range };
        for &cell in cells {
            let along = vector::dot(cell, direction);
            for place in map.around(cell) {
                let [lowest, highest] = &mut map.range[place];
                (*lowest, *highest) = (lowest.min(along), highest.max(along));
            }
        }
        map
    }

    /// The four pixels around a place, as far as there are any.
    fn around(&self, place: Vector) -> impl Iterator<Item = usize> + use<> {
        let [x, y] = pixel(self.across, place);
        let (column, row) = (x.wrapping_sub(self.low[0]), y.wrapping_sub(self.low[1]));
        let (columns, rows) = (self.columns, self.rows);
        [[0, 0], [1, 0], [0, 1], [1, 1]].into_iter().filter_map(move |[right, down]| {
            let (column, row) = (column.wrapping_add(right), row.wrapping_add(down));
            ((0..columns).contains(&column) && (0..rows).contains(&row))
                .then_some(row as usize * columns as usize + column as usize)
        })
    }

    /// Whether a place is seen from the direction, or from the opposite one.
    fn is_seen(&self, place: Vector, from_ahead: bool) -> bool {
        let along = vector::dot(place, self.direction);
        self.around(place).any(|pixel| {
            let [lowest, highest] = self.range[pixel];
            if from_ahead { highest - along < BEFORE } else { along - lowest < BEFORE }
        })
    }
}

/// The first of the four pixels around a place.
fn pixel(across: [Vector; 2], place: Vector) -> [i32; 2] {
    across.map(|axis| vector::floor(vector::dot(place, axis) - 0.5))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use gve_field::{Field, control::Unattended};

    use super::*;
    use crate::tiles;

    #[test]
    fn the_inside_of_a_hollow_ball_is_hidden() {
        let text = r#"{ "format": "gve-recipe/1", "name": "ball", "root_node": { "shape": { "type": "difference",
            "params": { "children": [ { "shape": { "type": "sphere", "params": { "radius": 0.5 } } },
            { "shape": { "type": "sphere", "params": { "radius": 0.45 } } } ] } } } }"#;
        let bound = gve_recipe::parse_and_bind(text, &BTreeMap::new()).unwrap();
        let field = Field::lower(&bound).unwrap();
        let exposure = Exposure::new(&tiles::at_least(&field, 5000, &Unattended).unwrap(), &Unattended).unwrap();
        for turn in 0..50 {
            let (x, y) = (0.1 * turn as f32 - 2.5, 0.3 + 0.7 * (turn as f32 * 0.37).fract());
            let normal = vector::direction([x, y, 1.0 - 0.05 * turn as f32]).unwrap();
            let outer = SurfacePoint { position: vector::scale(normal, 0.5), normal };
            let inner = SurfacePoint { position: vector::scale(normal, 0.45), normal: vector::scale(normal, -1.0) };
            assert_eq!(exposure.stretch(&outer), 1.0, "{normal:?}");
            assert_eq!(exposure.seen(&inner, f32::INFINITY), 0.0, "{normal:?}");
        }
    }
}
