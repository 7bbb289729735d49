//! How the surface passes through a cell: which crossed edges belong to one sheet.
//!
//! Corner c of a cell lies at bit 0 of c along x, bit 1 along y, bit 2 along z. Edge e runs along axis e / 4; with
//! u = (axis + 1) % 3 and v = (axis + 2) % 3 its place is bit 0 of e along u and bit 1 along v. Face f is
//! perpendicular to axis f / 2, at its low (f even) or high side.
//!
//! Within a face, crossed edges are joined in pairs by the curve in which the surface meets the face; these curves form
//! loops around the cell, and each loop is the border of one sheet with a vertex of its own. A face whose corners
//! alternate can be read in two ways; by default its outside corners are connected, a *flipped* face connects the
//! inside ones. Both cells at a face read it alike.

/// No sheet: the edge is not crossed.
const NONE: u8 = u8::MAX;

/// Sheets of a cell.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sheets {
    /// Sheet of each edge; 255 where the edge is not crossed.
    pub of_edge: [u8; 12],
    /// Number of sheets, at most 4.
    pub count: u8,
    /// The crossed edges, sheet by sheet.
    edges: [u8; 12],
    /// Where each sheet's part of `edges` ends.
    ends: [u8; 4],
    /// Bit f: the corners of face f alternate.
    pub ambiguous: u8,
}

/// Sheets by the corners that are inside.
pub(crate) type SheetTable = [Sheets; 256];

/// First and second corner of an edge.
pub(crate) const fn corners_of(edge: usize) -> (usize, usize) {
    let axis = edge / 4;
    let (u, v) = ((axis + 1) % 3, (axis + 2) % 3);
    let first = (edge & 1) << u | (edge >> 1 & 1) << v;
    (first, first | 1 << axis)
}

/// Corners of a face in turn, and the edges from each to the next.
const fn outline_of(face: usize) -> ([usize; 4], [usize; 4]) {
    let (axis, side) = (face / 2, face % 2);
    let (u, v) = ((axis + 1) % 3, (axis + 2) % 3);
    let corner = side << axis;
    let corners = [corner, corner | 1 << u, corner | 1 << u | 1 << v, corner | 1 << v];
    // Seen from an edge along u, its own (u, v) are (v, axis); from one along v they are (axis, u).
    let edges = [u * 4 + 2 * side, v * 4 + side + 2, u * 4 + 1 + 2 * side, v * 4 + side];
    (corners, edges)
}

/// Sheets of a cell whose corner c is inside where bit c of `inside` is set, with the faces in `flipped` read the other
/// way.
pub(crate) fn of_cell(inside: u8, flipped: u8) -> Sheets {
    let is_inside = |corner: usize| inside >> corner & 1 != 0;
    let mut group: [u8; 12] = std::array::from_fn(|edge| edge as u8);
    let mut ambiguous = 0;
    for face in 0..6 {
        let (corners, edges) = outline_of(face);
        let is_crossed = |i: usize| is_inside(corners[i]) != is_inside(corners[(i + 1) % 4]);
        let crossed: Vec<usize> = (0..4).filter(|&i| is_crossed(i)).collect();
        match crossed[..] {
            [first, second] => merge(&mut group, edges[first], edges[second]),
            [_, _, _, _] => {
                ambiguous |= 1 << face;
                let cut_off = flipped >> face & 1 == 0;
                for i in (0..4).filter(|&i| is_inside(corners[i]) == cut_off) {
                    merge(&mut group, edges[(i + 3) % 4], edges[i]);
                }
            }
            _ => {}
        }
    }
    let mut sheets = Sheets { of_edge: [NONE; 12], count: 0, edges: [0; 12], ends: [0; 4], ambiguous };
    let mut sheet_of_group = [NONE; 12];
    for edge in 0..12 {
        let (first, second) = corners_of(edge);
        if is_inside(first) == is_inside(second) {
            continue;
        }
        let sheet = &mut sheet_of_group[usize::from(group[edge])];
        if *sheet == NONE {
            *sheet = sheets.count;
            sheets.count += 1;
        }
        sheets.of_edge[edge] = *sheet;
    }
    let mut end = 0;
    for sheet in 0..usize::from(sheets.count) {
        for edge in (0..12).filter(|&edge| usize::from(sheets.of_edge[edge]) == sheet) {
            sheets.edges[end] = edge as u8;
            end += 1;
        }
        sheets.ends[sheet] = end as u8;
    }
    sheets
}

fn merge(group: &mut [u8; 12], a: usize, b: usize) {
    let (kept, replaced) = (group[a].min(group[b]), group[a].max(group[b]));
    for member in group.iter_mut().filter(|member| **member == replaced) {
        *member = kept;
    }
}

impl Sheets {
    /// The edges that a sheet crosses, at least three.
    #[inline]
    pub fn edges_of(&self, sheet: usize) -> &[u8] {
        let start = if sheet == 0 { 0 } else { self.ends[sheet - 1] };
        &self.edges[usize::from(start)..usize::from(self.ends[sheet])]
    }

    /// True if both curves on an ambiguous face belong to the same sheet.
    pub fn share_face(&self, face: usize) -> bool {
        let (_, edges) = outline_of(face);
        edges.iter().all(|&edge| self.of_edge[edge] == self.of_edge[edges[0]])
    }

    /// The sheets of all cells without flipped faces.
    pub fn table() -> Box<SheetTable> {
        Box::new(std::array::from_fn(|inside| of_cell(inside as u8, 0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_crossed_edge_has_a_sheet_and_every_sheet_is_a_closed_loop() {
        for inside in 0..=255_u8 {
            for flipped in [0, 0b11_1111, 0b01_0110] {
                let sheets = of_cell(inside, flipped);
                for edge in 0..12 {
                    let (a, b) = corners_of(edge);
                    let crossed = (inside >> a ^ inside >> b) & 1 != 0;
                    assert_eq!(sheets.of_edge[edge] != NONE, crossed, "cell {inside:08b}");
                }
                for sheet in 0..sheets.count {
                    let edges = sheets.of_edge.iter().filter(|&&of| of == sheet).count();
                    assert!(edges >= 3, "cell {inside:08b}: a loop of {edges} edges");
                }
            }
        }
    }

    #[test]
    fn opposite_corners_are_two_sheets_unless_a_face_is_flipped() {
        assert_eq!(of_cell(0b1000_0001, 0).count, 2);
        assert_eq!(of_cell(0b0000_1001, 0).count, 2);
        assert_eq!(of_cell(0b0000_1001, 0b01_0000).count, 1);
        assert_eq!(of_cell(0b0000_1001, 0).ambiguous, 0b01_0000);
        assert_eq!(of_cell(0b1001_0110, 0).count, 4);
    }

    #[test]
    fn both_cells_at_a_face_join_its_edges_alike() {
        for face in [0, 2, 4] {
            let ((low_corners, low_edges), (high_corners, high_edges)) = (outline_of(face), outline_of(face + 1));
            let axis = face / 2;
            for i in 0..4 {
                assert_eq!(low_corners[i] | 1 << axis, high_corners[i]);
                let ((a, b), (c, d)) = (corners_of(low_edges[i]), corners_of(high_edges[i]));
                assert_eq!((a | 1 << axis, b | 1 << axis), (c, d));
            }
        }
    }
}
