//! Where a node's shape is evaluated: an affine frame over a point of the tape.

use gve_recipe::bound::{Aabb, BoundTransform};

pub(crate) type Matrix = [[f64; 3]; 3];

pub(crate) const IDENTITY: Matrix = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];

/// Frame coordinates q = linear · point − centre, where `point` is a value of the tape.
///
/// Frame coordinates measure the world's metres as far as they can: a uniform scale is not applied to the point but to
/// the shape's sizes (`unit`), and a scale per axis only shrinks. So the map from the world to a frame never stretches,
/// and a 1-Lipschitz distance in the frame is one in the world.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    /// Instruction of the point.
    pub point: u32,
    pub linear: Matrix,
    pub centre: [f64; 3],
    /// Length in frame coordinates of one metre of the node.
    pub unit: f64,
    /// Distance from the frame's origin within which everything happens.
    pub reach: f64,
}

impl Frame {
    /// The frame of points as they are.
    pub fn of_point(point: u32, unit: f64, reach: f64) -> Self {
        Self { point, linear: IDENTITY, centre: [0.0; 3], unit, reach }
    }

    /// The frame of the world, for a recipe within `bounds`.
    pub fn of_world(bounds: &Aabb) -> Self {
        let squared: f64 = (0..3).map(|axis| bounds.min[axis].abs().max(bounds.max[axis].abs()).powi(2)).sum();
        Self::of_point(0, 1.0, 2.0 * squared.sqrt())
    }

    /// The frame of a child placed in this one.
    pub fn placed(&self, transform: &BoundTransform) -> Self {
        let smallest = transform.scale.iter().copied().fold(f64::INFINITY, f64::min);
        let rotation = matrix_of(transform.rotation);
        // Rows of diag(smallest / scale) · rotationᵀ.
        let inverse: Matrix = std::array::from_fn(|row| {
            std::array::from_fn(|column| rotation[column][row] * smallest / transform.scale[row])
        });
        let moved: [f64; 3] = std::array::from_fn(|axis| self.centre[axis] + self.unit * transform.position[axis]);
        let shift = self.unit * transform.position.iter().map(|x| x * x).sum::<f64>().sqrt();
        Self {
            point: self.point,
            linear: product(&inverse, &self.linear),
            centre: std::array::from_fn(|row| (0..3).map(|i| inverse[row][i] * moved[i]).sum()),
            unit: self.unit * smallest,
            reach: self.reach + shift,
        }
    }

    /// The frame before a shift along one axis in proportion to another, made smaller by how much the way back stretches.
    pub fn sheared(&self, axis: usize, along: usize, slope: f64) -> Self {
        let half = 0.5 * slope.abs();
        let factor = 1.0 / (half + (1.0 + half * half).sqrt());
        let mut frame = *self;
        let (row, centre) = (self.linear[axis], self.centre[axis]);
        frame.linear[along] = std::array::from_fn(|i| self.linear[along][i] - slope * row[i]);
        frame.centre[along] -= slope * centre;
        frame.linear = frame.linear.map(|row| row.map(|value| value * factor));
        frame.centre = frame.centre.map(|value| value * factor);
        frame.unit *= factor;
        frame
    }

    /// The frame with one axis turned round.
    pub fn reflected(&self, axis: usize) -> Self {
        let mut frame = *self;
        frame.linear[axis] = frame.linear[axis].map(|value| -value);
        frame.centre[axis] = -frame.centre[axis];
        frame
    }
}

fn product(a: &Matrix, b: &Matrix) -> Matrix {
    std::array::from_fn(|row| std::array::from_fn(|column| (0..3).map(|i| a[row][i] * b[i][column]).sum()))
}

/// Rotation matrix of a unit quaternion xyzw.
fn matrix_of([x, y, z, w]: [f64; 4]) -> Matrix {
    [
        [1.0 - 2.0 * (y * y + z * z), 2.0 * (x * y - z * w), 2.0 * (x * z + y * w)],
        [2.0 * (x * y + z * w), 1.0 - 2.0 * (x * x + z * z), 2.0 * (y * z - x * w)],
        [2.0 * (x * z - y * w), 2.0 * (y * z + x * w), 1.0 - 2.0 * (x * x + y * y)],
    ]
}
