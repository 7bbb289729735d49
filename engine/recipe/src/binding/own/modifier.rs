//! Parameters of modifiers.

use gve_shared::{
    modifier::{Modifier, ShellSide},
    shape::Axis,
};

use super::{
    super::reader::{LENGTH, Range, Reader, SIZE},
    axis_index,
};
use crate::bound::BoundModifier;

const TAPER: Range = Range { min: 0.01, max: 100.0, text: "a factor from 0.01 to 100" };
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
    }
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
