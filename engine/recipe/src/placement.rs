//! Transforms in double precision.

use crate::bound::{AxisIndex, BoundTransform};

pub(crate) type Vec3 = [f64; 3];
pub(crate) type Quaternion = [f64; 4];

/// No change.
pub(crate) const IDENTITY: BoundTransform =
    BoundTransform { position: [0.0; 3], rotation: [0.0, 0.0, 0.0, 1.0], scale: [1.0; 3] };

pub(crate) fn add(a: Vec3, b: Vec3) -> Vec3 {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

pub(crate) fn dot(a: Vec3, b: Vec3) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

pub(crate) fn length(v: Vec3) -> f64 {
    libm::sqrt(dot(v, v))
}

/// Hamilton product: the rotation `b`, then the rotation `a`.
pub(crate) fn multiply(a: Quaternion, b: Quaternion) -> Quaternion {
    let [ax, ay, az, aw] = a;
    let [bx, by, bz, bw] = b;
    [
        aw * bx + ax * bw + ay * bz - az * by,
        aw * by - ax * bz + ay * bw + az * bx,
        aw * bz + ax * by - ay * bx + az * bw,
        aw * bw - ax * bx - ay * by - az * bz,
    ]
}

/// The rotation of a unit quaternion as a matrix of rows.
pub(crate) fn rotation_rows([x, y, z, w]: Quaternion) -> [Vec3; 3] {
    [
        [1.0 - 2.0 * (y * y + z * z), 2.0 * (x * y - z * w), 2.0 * (x * z + y * w)],
        [2.0 * (x * y + z * w), 1.0 - 2.0 * (x * x + z * z), 2.0 * (y * z - x * w)],
        [2.0 * (x * z - y * w), 2.0 * (y * z + x * w), 1.0 - 2.0 * (x * x + y * y)],
    ]
}

/// A turn about an axis by an angle in radians, right-handed.
pub(crate) fn turn_about(axis: AxisIndex, angle: f64) -> Quaternion {
    let mut quaternion = [0.0, 0.0, 0.0, libm::cos(angle / 2.0)];
    quaternion[axis] = libm::sin(angle / 2.0);
    quaternion
}

/// Intrinsic X, then Y, then Z, from degrees. Quarter turns come out exactly.
pub(crate) fn from_euler_deg(degrees: Vec3) -> Quaternion {
    let turn = |axis: usize| exact_quarter_turns(turn_about(axis, degrees[axis].to_radians()), degrees[axis]);
    normalise(multiply(multiply(turn(0), turn(1)), turn(2)))
}

/// A half turn's cosine is not 0 in floating point, and boxes turned by 180° would come out tilted: corrected here.
fn exact_quarter_turns(quaternion: Quaternion, degrees: f64) -> Quaternion {
    if libm::fmod(degrees, 180.0) != 0.0 {
        return quaternion;
    }
    quaternion.map(libm::round)
}

/// The unit quaternion of the same rotation; the length must not be 0.
pub(crate) fn normalise(quaternion: Quaternion) -> Quaternion {
    let squared: f64 = quaternion.iter().map(|component| component * component).sum();
    if squared == 1.0 {
        return quaternion;
    }
    let length = libm::sqrt(squared);
    quaternion.map(|component| component / length)
}

/// Puts a rigid movement on top of a transform: first `inner`, then the turn, then the shift.
pub(crate) fn moved(inner: &BoundTransform, turn: Quaternion, shift: Vec3) -> BoundTransform {
    let rows = rotation_rows(turn);
    let turned = [dot(rows[0], inner.position), dot(rows[1], inner.position), dot(rows[2], inner.position)];
    BoundTransform {
        position: add(turned, shift),
        rotation: if turn == IDENTITY.rotation { inner.rotation } else { normalise(multiply(turn, inner.rotation)) },
        scale: inner.scale,
    }
}

/// An affine map: point ↦ rows · point + shift.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Affine {
    pub rows: [Vec3; 3],
    pub shift: Vec3,
}

impl Affine {
    pub const IDENTITY: Self = Self { rows: [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]], shift: [0.0; 3] };

    pub fn shifted_by(shift: Vec3) -> Self {
        Self { shift, ..Self::IDENTITY }
    }

    /// Child's frame from parent's frame: the inverse of a transform.
    pub fn into_frame_of(transform: &BoundTransform) -> Self {
        let rotation = rotation_rows(transform.rotation);
        let row = |axis: usize| [0, 1, 2].map(|column| rotation[column][axis] / transform.scale[axis]);
        let rows = [row(0), row(1), row(2)];
        Self { rows, shift: rows.map(|row| -dot(row, transform.position)) }
    }

    /// First `self`, then `next`.
    pub fn then(&self, next: &Self) -> Self {
        let column = |index: usize| [self.rows[0][index], self.rows[1][index], self.rows[2][index]];
        Self {
            rows: next.rows.map(|row| [dot(row, column(0)), dot(row, column(1)), dot(row, column(2))]),
            shift: add(next.rows.map(|row| dot(row, self.shift)), next.shift),
        }
    }
}
