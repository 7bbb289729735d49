//! Parameters of modifiers.

use std::fmt::Display;

use gve_shared::{
    modifier::{Modifier, ShellSide},
    problem::ProblemCode,
    shape::Axis,
    value::Scalar,
};

use super::{
    super::reader::{LENGTH, Range, Reader, SIZE, TURN},
    axis_index,
};
use crate::bound::{Aabb, AxisIndex, Bend, BoundModifier, Noise};

const TAPER: Range = Range { min: 0.01, max: 100.0, text: "a factor from 0.01 to 100" };
const BEND: Range = Range { min: -340.0, max: 340.0, text: "an angle from -340 to 340 degrees" };
const SLOPE: Range = Range { min: -10.0, max: 10.0, text: "a slope from -10 to 10" };
const SEED: Range = Range { min: 0.0, max: 65_535.0, text: "a whole number from 0 to 65535" };
const OCTAVES: Range = Range { min: 0.5, max: 8.4, text: "a count from 1 to 8" };
const TWIST: Range = Range { min: -3.6e6, max: 3.6e6, text: "a rate from -3.6e6 to 3.6e6 degrees per metre" };

pub(super) fn read(reader: &mut Reader<'_>, position: usize, modifier: &Modifier) -> Option<BoundModifier> {
    let at = |key: &'static str| move |f: &mut std::fmt::Formatter<'_>| write!(f, "/modifiers/{position}/params/{key}");
    let at = |key| Path(at(key));
    match modifier {
        Modifier::Twist(twist) => {
            let rate_deg_per_m = reader.number(&at("rate_deg_per_m"), &twist.rate_deg_per_m, &TWIST)?;
            Some(BoundModifier::Twist {
                axis: axis_index(twist.axis, Axis::Y),
                rate_rad_per_m: rate_deg_per_m.to_radians(),
            })
        }
        Modifier::Taper(taper) => {
            let start_scale = reader.number(&at("start_scale"), &taper.start_scale, &TAPER);
            let end_scale = reader.number(&at("end_scale"), &taper.end_scale, &TAPER);
            let axis = axis_index(taper.axis, Axis::Y);
            Some(BoundModifier::Taper {
                axis,
                low_m: 0.0,
                high_m: 0.0,
                start_scale: start_scale?,
                end_scale: end_scale?,
            })
        }
        Modifier::MirrorSpace(mirror) => Some(BoundModifier::MirrorSpace { axis: axis_index(mirror.axis, Axis::X) }),
        Modifier::Round(round) => {
            Some(BoundModifier::Round { radius_m: reader.number(&at("radius"), &round.radius, &LENGTH)? })
        }
        Modifier::Shell(shell) => {
            let thickness = reader.number(&at("thickness"), &shell.thickness, &SIZE)?;
            Some(shell_wall(thickness, shell.side.unwrap_or_default()))
        }
        Modifier::Bend(bend) => {
            let angle_deg = reader.number(&at("angle_deg"), &bend.angle_deg, &BEND);
            let (axis, toward) = axis_pair(reader, &at("toward"), bend.axis, bend.toward)?;
            Some(BoundModifier::Bend(Bend {
                axis,
                toward,
                angle_rad: angle_deg?.to_radians(),
                low_m: 0.0,
                high_m: 0.0,
                straight: Aabb { min: [0.0; 3], max: [0.0; 3] },
                growth: 1.0,
            }))
        }
        Modifier::Shear(shear) => {
            let slope = reader.number(&at("slope"), &shear.slope, &SLOPE);
            let (axis, along) = axis_pair(reader, &at("along"), shear.axis, shear.along)?;
            Some(BoundModifier::Shear { axis, along, slope: slope? })
        }
        Modifier::Elongate(elongate) => {
            let length = reader.vector(&at("length"), &elongate.length, &LENGTH)?;
            Some(BoundModifier::Elongate { half_m: length.map(|length| length / 2.0) })
        }
        Modifier::Displace(displace) => {
            let amplitude_m = reader.number(&at("amplitude"), &displace.amplitude, &LENGTH);
            let size_m = reader.number(&at("size"), &displace.size, &SIZE);
            let seed = read_whole(reader, &at("seed"), &displace.seed, 0, &SEED);
            let octaves = read_whole(reader, &at("octaves"), &displace.octaves, 4, &OCTAVES);
            let noise = Noise { kind: displace.noise.unwrap_or_default(), octaves: octaves?, seed: seed? };
            Some(BoundModifier::Displace { noise, amplitude_m: amplitude_m?, size_m: size_m? })
        }
        Modifier::Ripple(ripple) => {
            let amplitude_m = reader.number(&at("amplitude"), &ripple.amplitude, &LENGTH);
            let wavelength_m = reader.number(&at("wavelength"), &ripple.wavelength, &SIZE);
            let phase_deg = reader.number_or(&at("phase_deg"), &ripple.phase_deg, 0.0, &TURN);
            Some(BoundModifier::Ripple {
                axis: axis_index(ripple.axis, Axis::Y),
                amplitude_m: amplitude_m?,
                wavelength_m: wavelength_m?,
                phase_rad: phase_deg?.to_radians(),
            })
        }
        Modifier::Voronoi(voronoi) => {
            let cell_m = reader.number(&at("cell_size"), &voronoi.cell_size, &SIZE);
            let wall_m = reader.number(&at("wall_thickness"), &voronoi.wall_thickness, &SIZE);
            let seed = read_whole(reader, &at("seed"), &voronoi.seed, 0, &SEED);
            let cell_m = cell_m?;
            let limit = (0.4 * cell_m, "0.4 of the cell size");
            let wall_m = at_most(reader, &at("wall_thickness"), wall_m?, limit)?;
            Some(BoundModifier::Voronoi { cell_m, wall_m, mode: voronoi.mode.unwrap_or_default(), seed: seed? })
        }
        Modifier::Lattice(lattice) => {
            let cell_m = reader.number(&at("cell_size"), &lattice.cell_size, &SIZE);
            let thickness_m = reader.number(&at("thickness"), &lattice.thickness, &SIZE);
            let cell_m = cell_m?;
            let limit = (0.25 * cell_m, "a quarter of the period");
            let thickness_m = at_most(reader, &at("thickness"), thickness_m?, limit)?;
            Some(BoundModifier::Lattice { surface: lattice.surface.unwrap_or_default(), cell_m, thickness_m })
        }
        Modifier::Facet(facet) => {
            Some(BoundModifier::Facet { cell_m: reader.number(&at("size"), &facet.size, &SIZE)? })
        }
    }
}

/// Two different axes, the second x by default, or y where the first is x.
fn axis_pair(
    reader: &mut Reader<'_>,
    path: &dyn Display,
    first: Option<Axis>,
    second: Option<Axis>,
) -> Option<(AxisIndex, AxisIndex)> {
    let first = axis_index(first, Axis::Y);
    let second = axis_index(second, if first == 0 { Axis::Y } else { Axis::X });
    if first == second {
        let message = "this must be another axis than `axis`";
        reader.refuse(ProblemCode::RecipeOutOfRange, path, message, Some("Leave it out for the usual one."));
        return None;
    }
    Some((first, second))
}

fn read_whole(
    reader: &mut Reader<'_>,
    path: &dyn Display,
    scalar: &Option<Scalar>,
    default: u32,
    range: &Range,
) -> Option<u32> {
    Some(libm::round(reader.number_or(path, scalar, f64::from(default), range)?) as u32)
}

/// The value, if it does not exceed a limit but for rounding.
fn at_most(reader: &mut Reader<'_>, path: &dyn Display, value: f64, (limit, text): (f64, &str)) -> Option<f64> {
    if value <= limit * (1.0 + 1e-12) {
        return Some(value.min(limit));
    }
    let message = format!("{value} is out of range: this must be at most {limit}, {text}");
    reader.refuse(ProblemCode::RecipeOutOfRange, path, message, None);
    None
}

/// The wall that a shell leaves.
pub(super) fn shell_wall(thickness_m: f64, side: ShellSide) -> BoundModifier {
    let (inner_m, outer_m) = match side {
        ShellSide::Inside => (thickness_m, 0.0),
        ShellSide::Center => (thickness_m / 2.0, thickness_m / 2.0),
        ShellSide::Outside => (0.0, thickness_m),
    };
    BoundModifier::Shell { inner_m, outer_m }
}

/// A path that is written only when a message needs it.
struct Path<F>(F);

impl<F: Fn(&mut std::fmt::Formatter<'_>) -> std::fmt::Result> std::fmt::Display for Path<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        (self.0)(f)
    }
}
