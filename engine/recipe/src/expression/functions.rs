//! The functions of the expression language. All arithmetic is the `libm` crate's or IEEE basic operations, so that
//! every platform gets the same bits.

use std::fmt;

/// A function over numbers.
pub(super) struct Function {
    pub name: &'static str,
    /// Parameters as shown in messages.
    pub parameters: &'static str,
    pub min_arguments: usize,
    pub max_arguments: usize,
    pub apply: fn(&[f64]) -> f64,
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for Function {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

const fn function(
    name: &'static str,
    parameters: &'static str,
    min_arguments: usize,
    max_arguments: usize,
    apply: fn(&[f64]) -> f64,
) -> Function {
    Function { name, parameters, min_arguments, max_arguments, apply }
}

pub(super) static FUNCTIONS: [Function; 23] =
    [
        function("min", "a, b, …", 1, 64, |v| v.iter().copied().fold(f64::INFINITY, f64::min)),
        function("max", "a, b, …", 1, 64, |v| v.iter().copied().fold(f64::NEG_INFINITY, f64::max)),
        // An empty range has no value: NaN becomes the error.
        function("clamp", "x, low, high", 3, 3, |v| if v[1] <= v[2] { v[0].max(v[1]).min(v[2]) } else { f64::NAN }),
        function("abs", "x", 1, 1, |v| v[0].abs()),
        function("sqrt", "x", 1, 1, |v| libm::sqrt(v[0])),
        function("floor", "x", 1, 1, |v| libm::floor(v[0])),
        function("ceil", "x", 1, 1, |v| libm::ceil(v[0])),
        function("round", "x", 1, 1, |v| libm::round(v[0])),
        function("sin", "x", 1, 1, |v| libm::sin(v[0])),
        function("cos", "x", 1, 1, |v| libm::cos(v[0])),
        function("tan", "x", 1, 1, |v| libm::tan(v[0])),
        function("asin", "x", 1, 1, |v| libm::asin(v[0])),
        function("acos", "x", 1, 1, |v| libm::acos(v[0])),
        function("atan", "x", 1, 1, |v| libm::atan(v[0])),
        function("atan2", "y, x", 2, 2, |v| libm::atan2(v[0], v[1])),
        function("exp", "x", 1, 1, |v| libm::exp(v[0])),
        function("log", "x, base", 1, 2, |v| {
            if v.len() == 2 { libm::log(v[0]) / libm::log(v[1]) } else { libm::log(v[0]) }
        }),
        function("pow", "x, y", 2, 2, |v| libm::pow(v[0], v[1])),
        function("lerp", "a, b, t", 3, 3, |v| v[0] + (v[1] - v[0]) * v[2]),
        // Equal edges leave no slope between them: NaN becomes the error.
        function("smoothstep", "edge0, edge1, x", 3, 3, |v| {
            let t = if v[0] == v[1] { f64::NAN } else { ((v[2] - v[0]) / (v[1] - v[0])).clamp(0.0, 1.0) };
            t * t * (3.0 - 2.0 * t)
        }),
        function("deg", "radians", 1, 1, |v| v[0] * (180.0 / std::f64::consts::PI)),
        function("rad", "degrees", 1, 1, |v| v[0] * (std::f64::consts::PI / 180.0)),
        function("sign", "x", 1, 1, |v| {
            if v[0] > 0.0 {
                1.0
            } else if v[0] < 0.0 {
                -1.0
            } else {
                0.0
            }
        }),
    ];

/// Named numbers.
pub(super) const CONSTANTS: [(&str, f64); 2] = [("pi", std::f64::consts::PI), ("tau", std::f64::consts::TAU)];
