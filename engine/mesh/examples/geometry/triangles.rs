//! Triangles in the cells of a grid: nearest point and intersections.

use std::collections::BTreeSet;

/// A position or direction.
pub type Vector = [f64; 3];

pub fn sub(a: Vector, b: Vector) -> Vector {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

pub fn dot(a: Vector, b: Vector) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

pub fn cross(a: Vector, b: Vector) -> Vector {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

pub fn length(v: Vector) -> f64 {
    dot(v, v).sqrt()
}

fn moved(from: Vector, along: Vector, t: f64) -> Vector {
    std::array::from_fn(|axis| from[axis] + t * along[axis])
}

/// Triangles sorted into the cubic cells that their boxes touch.
pub struct TriangleGrid {
    triangles: Vec<[Vector; 3]>,
    origin: Vector,
    cell: f64,
    counts: [usize; 3],
    /// Where each cell's part of `members` starts; one more than there are cells.
    starts: Vec<u32>,
    members: Vec<u32>,
}

impl TriangleGrid {
    /// A grid around triangles, of which there is at least one.
    pub fn new(triangles: Vec<[Vector; 3]>, cell: f64) -> Self {
        let corners = || triangles.iter().flatten();
        let origin: Vector = std::array::from_fn(|axis| corners().map(|p| p[axis]).fold(f64::INFINITY, f64::min));
        let end: Vector = std::array::from_fn(|axis| corners().map(|p| p[axis]).fold(f64::NEG_INFINITY, f64::max));
        let counts: [usize; 3] = std::array::from_fn(|axis| ((end[axis] - origin[axis]) / cell) as usize + 1);
        let mut grid = Self { triangles, origin, cell, counts, starts: Vec::new(), members: Vec::new() };
        let mut sizes = vec![0_u32; counts.iter().product::<usize>() + 1];
        for triangle in 0..grid.triangles.len() {
            grid.each_cell(triangle, |cell| sizes[cell + 1] += 1);
        }
        for index in 1..sizes.len() {
            sizes[index] += sizes[index - 1];
        }
        let mut next = sizes.clone();
        let mut members = vec![0; *sizes.last().unwrap_or(&0) as usize];
        for triangle in 0..grid.triangles.len() {
            grid.each_cell(triangle, |cell| {
                members[next[cell] as usize] = triangle as u32;
                next[cell] += 1;
            });
        }
        (grid.starts, grid.members) = (sizes, members);
        grid
    }

    fn index(&self, axis: usize, coordinate: f64) -> usize {
        (((coordinate - self.origin[axis]) / self.cell).max(0.0) as usize).min(self.counts[axis] - 1)
    }

    fn place(&self, [x, y, z]: [usize; 3]) -> usize {
        (z * self.counts[1] + y) * self.counts[0] + x
    }

    fn each_cell(&self, triangle: usize, mut visit: impl FnMut(usize)) {
        let corners = self.triangles[triangle];
        let range = |axis: usize| {
            let ends = corners.map(|corner| self.index(axis, corner[axis]));
            ends[0].min(ends[1]).min(ends[2])..=ends[0].max(ends[1]).max(ends[2])
        };
        for z in range(2) {
            for y in range(1) {
                for x in range(0) {
                    visit(self.place([x, y, z]));
                }
            }
        }
    }

    fn members_of(&self, cell: usize) -> &[u32] {
        &self.members[self.starts[cell] as usize..self.starts[cell + 1] as usize]
    }

    /// Distance from a point to the nearest triangle.
    pub fn distance(&self, point: Vector) -> f64 {
        let middle: [usize; 3] = std::array::from_fn(|axis| self.index(axis, point[axis]));
        let mut best = f64::INFINITY;
        let farthest = *self.counts.iter().max().unwrap_or(&1);
        for ring in 0..=farthest {
            // What the rings from here on hold is at least this far away.
            if ring > 0 && (ring - 1) as f64 * self.cell > best {
                break;
            }
            let range =
                |axis: usize| middle[axis].saturating_sub(ring)..=(middle[axis] + ring).min(self.counts[axis] - 1);
            for z in range(2) {
                for y in range(1) {
                    for x in range(0) {
                        let apart = [x, y, z].iter().zip(middle).map(|(&a, b)| a.abs_diff(b)).max();
                        if apart != Some(ring) {
                            continue;
                        }
                        for &triangle in self.members_of(self.place([x, y, z])) {
                            best = best.min(distance_to(point, self.triangles[triangle as usize]));
                        }
                    }
                }
            }
        }
        best
    }

    /// Pairs of triangles that pass through each other; `indices` tell which ones share vertices.
    pub fn intersections(&self, indices: &[[u32; 3]]) -> usize {
        let mut found = BTreeSet::new();
        for cell in 0..self.starts.len() - 1 {
            let members = self.members_of(cell);
            for (number, &first) in members.iter().enumerate() {
                for &second in &members[number + 1..] {
                    if self.intersect(indices, first as usize, second as usize) {
                        found.insert((first.min(second), first.max(second)));
                    }
                }
            }
        }
        found.len()
    }

    /// True if an edge of one triangle passes through the other. Neighbours share an edge and cannot; of triangles with
    /// one common vertex only the edges opposite to it count.
    fn intersect(&self, indices: &[[u32; 3]], first: usize, second: usize) -> bool {
        let common = indices[first].iter().filter(|index| indices[second].contains(index)).count();
        if common > 1 {
            return false;
        }
        let passes = |through: usize, by: usize| {
            (0..3).any(|corner| {
                let ends = [indices[by][corner], indices[by][(corner + 1) % 3]];
                let is_common = ends.iter().any(|end| indices[through].contains(end));
                let [a, b] = [self.triangles[by][corner], self.triangles[by][(corner + 1) % 3]];
                !is_common && segment_passes(a, b, self.triangles[through])
            })
        };
        passes(first, second) || passes(second, first)
    }
}

/// True if the inside of a segment passes the inside of a triangle.
fn segment_passes(from: Vector, to: Vector, [a, b, c]: [Vector; 3]) -> bool {
    let side = |d: Vector, e: Vector, f: Vector, g: Vector| dot(sub(e, d), cross(sub(f, d), sub(g, d)));
    let (above, below) = (side(a, b, c, from), side(a, b, c, to));
    if (above > 0.0) == (below > 0.0) || above == 0.0 || below == 0.0 {
        return false;
    }
    let turns = [side(from, to, a, b), side(from, to, b, c), side(from, to, c, a)];
    turns.iter().all(|&turn| turn > 0.0) || turns.iter().all(|&turn| turn < 0.0)
}

/// Distance from a point to a triangle (Ericson, "Real-Time Collision Detection", 2005, 5.1.5).
fn distance_to(point: Vector, [a, b, c]: [Vector; 3]) -> f64 {
    let (ab, ac, ap) = (sub(b, a), sub(c, a), sub(point, a));
    let (d1, d2) = (dot(ab, ap), dot(ac, ap));
    if d1 <= 0.0 && d2 <= 0.0 {
        return length(ap);
    }
    let bp = sub(point, b);
    let (d3, d4) = (dot(ab, bp), dot(ac, bp));
    if d3 >= 0.0 && d4 <= d3 {
        return length(bp);
    }
    let vc = d1 * d4 - d3 * d2;
    if vc <= 0.0 && d1 >= 0.0 && d3 <= 0.0 {
        return length(sub(point, moved(a, ab, d1 / (d1 - d3))));
    }
    let cp = sub(point, c);
    let (d5, d6) = (dot(ab, cp), dot(ac, cp));
    if d6 >= 0.0 && d5 <= d6 {
        return length(cp);
    }
    let vb = d5 * d2 - d1 * d6;
    if vb <= 0.0 && d2 >= 0.0 && d6 <= 0.0 {
        return length(sub(point, moved(a, ac, d2 / (d2 - d6))));
    }
    let va = d3 * d6 - d5 * d4;
    if va <= 0.0 && d4 >= d3 && d5 >= d6 {
        let t = (d4 - d3) / ((d4 - d3) + (d5 - d6));
        return length(sub(point, moved(b, sub(c, b), t)));
    }
    let scale = 1.0 / (va + vb + vc);
    let foot = moved(moved(a, ab, vb * scale), ac, vc * scale);
    length(sub(point, foot))
}
