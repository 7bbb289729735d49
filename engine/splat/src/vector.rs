//! Arithmetic on vectors of three.

pub type Vector = [f32; 3];

pub fn add(a: Vector, b: Vector) -> Vector {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

pub fn sub(a: Vector, b: Vector) -> Vector {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

pub fn scale(a: Vector, factor: f32) -> Vector {
    [a[0] * factor, a[1] * factor, a[2] * factor]
}

pub fn dot(a: Vector, b: Vector) -> f32 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

pub fn cross(a: Vector, b: Vector) -> Vector {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

pub fn length(a: Vector) -> f32 {
    dot(a, a).sqrt()
}

/// The vector with length 1, or `None` when it is too short to have a direction.
pub fn direction(a: Vector) -> Option<Vector> {
    let length = length(a);
    (length > 1e-12 && length.is_finite()).then(|| scale(a, 1.0 / length))
}

/// The part of `a` that is perpendicular to the unit vector `normal`.
pub fn tangential(a: Vector, normal: Vector) -> Vector {
    sub(a, scale(normal, dot(a, normal)))
}

/// The largest whole number that is not above a value, without a call of the platform's floor.
pub fn floor(value: f32) -> i32 {
    let towards_zero = value as i32;
    towards_zero.wrapping_sub(i32::from(value < towards_zero as f32))
}

/// Two unit vectors that are perpendicular to the unit vector `normal` and to each other; with it a right-handed frame.
pub fn tangents(normal: Vector) -> [Vector; 2] {
    let helper = if normal[0].abs() < 0.6 { [1.0, 0.0, 0.0] } else { [0.0, 1.0, 0.0] };
    let first = direction(cross(helper, normal)).unwrap_or([0.0, 0.0, 1.0]);
    [first, cross(normal, first)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tangents_make_a_right_handed_frame() {
        for normal in [[1.0, 0.0, 0.0], [0.0, -1.0, 0.0], [0.6, 0.0, 0.8], [-0.577_350_26, 0.577_350_26, 0.577_350_26]]
        {
            let [u, v] = tangents(normal);
            let expected = [(dot(u, v), 0.0), (dot(u, normal), 0.0), (dot(u, u), 1.0), (dot(cross(u, v), normal), 1.0)];
            assert!(expected.iter().all(|(value, wanted)| (value - wanted).abs() < 1e-6), "{normal:?}");
        }
    }
}
