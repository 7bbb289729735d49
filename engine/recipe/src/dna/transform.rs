//! Placement: `pos`, `rot` and `scale`.

use gve_shared::{
    recipe::Transform,
    value::{EulerDeg, Rotation, Scalar, Vector3},
};

use super::{Importer, values::text};
use crate::text::ValueIndex;

impl Importer<'_, '_> {
    pub(super) fn transform(&mut self, index: ValueIndex) -> Option<Transform> {
        let mut fields = self.fields(index);
        let position = fields.take(&["pos", "position"]).and_then(|index| self.vector(index));
        let rotation = fields.take(&["rot", "rotation"]).and_then(|index| self.rotation(index));
        let scale = fields.take(&["scale"]).and_then(|index| self.factors(index));
        self.finish(&fields, "`transform`");
        let transform = Transform { position, rotation, scale };
        (transform != Transform::default()).then_some(transform)
    }

    /// Three Euler degrees applied about x, then y, then z; or a quaternion xyzw.
    fn rotation(&mut self, index: ValueIndex) -> Option<Rotation> {
        match self.document.elements(index).count() {
            3 => self.scalars(index).map(euler),
            4 => self.scalars(index).map(Rotation::Quaternion),
            _ => {
                self.not_understood(index, "a rotation of three angles or a quaternion of four is expected here");
                None
            }
        }
    }
}

/// The older form turns about the fixed axes x, y, z one after the other, a recipe about the axes that turn along. One
/// angle alone is the same in both; several become a quaternion.
fn euler(angles_deg: [Scalar; 3]) -> Rotation {
    let turning = angles_deg.iter().filter(|angle| **angle != Scalar::Number(0.0)).count();
    if turning <= 1 {
        return Rotation::Euler(EulerDeg { euler_deg: Vector3::Components(angles_deg) });
    }
    Rotation::Quaternion(quaternion(&angles_deg))
}

/// Quaternion of a turn about fixed x, then y, then z: the product of the half-angle quaternions z · y · x.
fn quaternion(angles_deg: &[Scalar; 3]) -> [Scalar; 4] {
    // (sign of the second product, which half angles are sines in the first and second product)
    const TERMS: [(char, [bool; 3], [bool; 3]); 4] = [
        ('-', [true, false, false], [false, true, true]),
        ('+', [false, true, false], [true, false, true]),
        ('-', [false, false, true], [true, true, false]),
        ('+', [false, false, false], [true, true, true]),
    ];
    TERMS.map(|(sign, first, second)| {
        if let [Scalar::Number(x), Scalar::Number(y), Scalar::Number(z)] = angles_deg {
            let halves = [x, y, z].map(|angle_deg| angle_deg.to_radians() / 2.0);
            let product = |sines: [bool; 3]| -> f64 {
                (0..3).map(|axis| if sines[axis] { libm::sin(halves[axis]) } else { libm::cos(halves[axis]) }).product()
            };
            let second = if sign == '-' { -product(second) } else { product(second) };
            return Scalar::Number(product(first) + second);
        }
        let product = |sines: [bool; 3]| {
            let factors: Vec<_> = (0..3)
                .map(|axis| {
                    let function = if sines[axis] { "sin" } else { "cos" };
                    format!("{function}(rad({}) / 2)", text(&angles_deg[axis]))
                })
                .collect();
            factors.join(" * ")
        };
        Scalar::Expression(format!("{} {sign} {}", product(first), product(second)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::placement::{dot, normalise, rotation_rows};

    /// Turns about the fixed axes one after the other.
    fn turned(mut point: [f64; 3], angles_deg: [f64; 3]) -> [f64; 3] {
        for (axis, angle_deg) in angles_deg.into_iter().enumerate() {
            let (sine, cosine) = angle_deg.to_radians().sin_cos();
            let (u, v) = ((axis + 1) % 3, (axis + 2) % 3);
            let old = point;
            point[u] = cosine * old[u] - sine * old[v];
            point[v] = sine * old[u] + cosine * old[v];
        }
        point
    }

    #[test]
    fn angles_turn_about_fixed_axes_in_order() {
        let angles_deg = [30.0, -70.0, 110.0];
        let Rotation::Quaternion(quaternion) = euler(angles_deg.map(Scalar::Number)) else { panic!("one quaternion") };
        let quaternion = quaternion.map(|part| match part {
            Scalar::Number(number) => number,
            Scalar::Expression(text) => panic!("{text}"),
        });
        let point = [0.3, -1.2, 0.7];
        let expected = turned(point, angles_deg);
        let found = rotation_rows(normalise(quaternion)).map(|row| dot(row, point));
        for axis in 0..3 {
            assert!((found[axis] - expected[axis]).abs() < 1e-12, "{found:?} is not {expected:?}");
        }
    }
}
