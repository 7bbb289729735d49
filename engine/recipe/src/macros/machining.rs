//! Bore, slot, pocket and bolt circle: tools that are led into the children along a direction.
//!
//! Each tool is modelled standing: its own +Y points back to where it came from, and y = 0 is where depths count from.

use gve_shared::{
    problem::ProblemCode,
    shape::{
        ArrayRadialParams, BoltCircleParams, BoreParams, CircleProfile, Counterbore, Countersink, ExtrusionParams,
        PocketOutline, PocketParams, Profile, RectangleProfile, RegularPolygonProfile, Shape, SlotParams,
    },
    value::{Scalar, Vector3},
};

use super::{
    Macro, Refusal, Target,
    expansion::{Expansion, clean, cylinder, from_up_to, number, turned_body},
};
use crate::{
    binding::reader::{COORDINATE, LENGTH, Range, Reader, SIZE, TURN},
    bound::Aabb,
    hull::{is_empty, is_finite},
    placement::{Quaternion, Vec3, add, dot, length, multiply, turn_about},
};

const TIP: Range = Range { min: 20.0, max: 180.0, text: "an angle from 20 to 180 degrees" };
const SINK: Range = Range { min: 20.0, max: 160.0, text: "an angle from 20 to 160 degrees" };
const HOLES: Range = Range { min: 0.5, max: 1000.4, text: "a count from 1 to 1000" };
/// A tool begins and ends this part of the target's size outside of it, so that no faces coincide.
const CLEARANCE: f64 = 0.05;

/// How a tool comes to its target.
struct Approach {
    position: Option<Vec3>,
    /// Unit vector.
    direction: Vec3,
    angle: f64,
    depth: Option<f64>,
}

/// Where a tool works: its frame, and how far it reaches in it.
struct Way {
    position: Vec3,
    rotation: Quaternion,
    /// The tool's +Y.
    up: Vec3,
    /// From y = 0 back to outside of the target.
    back: f64,
    /// From y = 0 down to the end of the full outline.
    depth: f64,
}

impl Approach {
    fn read(
        reader: &mut Reader<'_>,
        [position, direction]: [&Option<Vector3>; 2],
        angle_deg: &Option<Scalar>,
        depth: &Option<Scalar>,
    ) -> Option<Self> {
        let position = match position {
            Some(position) => reader.vector_param("position", position, &COORDINATE).map(Some),
            None => Some(None),
        };
        let direction = match direction {
            Some(direction) => read_direction(reader, direction),
            None => Some([0.0, -1.0, 0.0]),
        };
        let angle_deg = reader.param_or("angle_deg", angle_deg, 0.0, &TURN);
        let depth = match depth {
            Some(depth) => reader.param("depth", depth, &SIZE).map(Some),
            None => Some(None),
        };
        Some(Self { position: position?, direction: direction?, angle: angle_deg?.to_radians(), depth: depth? })
    }

    fn way_into(&self, target: &Target<'_>) -> Result<Way, Refusal> {
        let bounds = &target.bounds;
        if is_empty(bounds) || !is_finite(bounds) {
            return Err(Refusal {
                code: ProblemCode::RecipeUnbounded,
                key: "children",
                message: "a tool needs something that ends on all sides".to_owned(),
                hint: "Cut what is machined with an intersection first.",
            });
        }
        let back = self.direction.map(|component| -component);
        let position = self.position.unwrap_or_else(|| entry(bounds, back));
        let clearance = CLEARANCE * length([0, 1, 2].map(|axis| bounds.max[axis] - bounds.min[axis]));
        let beyond = |direction: Vec3| (support(bounds, direction) - dot(position, direction)).max(0.0) + clearance;
        let rotation = multiply(from_up_to(back), turn_about(1, self.angle));
        let depth = self.depth.unwrap_or_else(|| beyond(self.direction));
        Ok(Way { position, rotation: clean(rotation), up: back, back: beyond(back), depth })
    }
}

fn read_direction(reader: &mut Reader<'_>, direction: &Vector3) -> Option<Vec3> {
    let direction = reader.vector_param("direction", direction, &COORDINATE)?;
    let size = length(direction);
    if size < 1e-9 {
        let message = "a vector of length 0 has no direction";
        let path = "/shape/params/direction";
        reader.refuse(ProblemCode::RecipeOutOfRange, &path, message, Some("Down is [0, -1, 0]."));
        return None;
    }
    Some(direction.map(|component| component / size))
}

/// Where the line through the middle of the bounds leaves them.
fn entry(bounds: &Aabb, outward: Vec3) -> Vec3 {
    let middle = [0, 1, 2].map(|axis| (bounds.min[axis] + bounds.max[axis]) / 2.0);
    let half = [0, 1, 2].map(|axis| (bounds.max[axis] - bounds.min[axis]) / 2.0);
    let ways = (0..3).filter(|&axis| outward[axis].abs() > 1e-12).map(|axis| half[axis] / outward[axis].abs());
    let way = ways.fold(f64::INFINITY, f64::min);
    add(middle, outward.map(|component| component * way))
}

fn support(bounds: &Aabb, d: Vec3) -> f64 {
    (0..3).map(|axis| d[axis] * if d[axis] > 0.0 { bounds.max[axis] } else { bounds.min[axis] }).sum()
}

/// A tool, and how far along its own +Y its origin lies.
struct Tool {
    shape: Expansion,
    lift: f64,
}

/// The children less a tool.
fn cut(target: &Target<'_>, tool: Tool, way: &Way) -> Expansion {
    let position = add(way.position, way.up.map(|component| component * tool.lift));
    Expansion::difference("", vec![target.branch(), tool.shape.at(position).turned(way.rotation).into()])
}

/// A hole with its start and end.
struct Hole {
    diameter: f64,
    tip_angle: f64,
    counterbore: Option<[f64; 2]>,
    countersink: Option<[f64; 2]>,
}

impl Hole {
    fn read(
        reader: &mut Reader<'_>,
        (key, diameter): (&str, &Scalar),
        tip_angle_deg: &Option<Scalar>,
        counterbore: &Option<Counterbore>,
        countersink: &Option<Countersink>,
    ) -> Option<Self> {
        let diameter = reader.param(key, diameter, &SIZE);
        let tip_angle_deg = reader.param_or("tip_angle_deg", tip_angle_deg, 180.0, &TIP);
        let counterbore = counterbore.as_ref().map(|wide| {
            let diameter = reader.param("counterbore/diameter", &wide.diameter, &SIZE);
            let depth = reader.param("counterbore/depth", &wide.depth, &SIZE);
            Some([diameter?, depth?])
        });
        let countersink = countersink.as_ref().map(|sink| {
            let diameter = reader.param("countersink/diameter", &sink.diameter, &SIZE);
            let angle_deg = reader.param_or("countersink/angle_deg", &sink.angle_deg, 90.0, &SINK);
            Some([diameter?, angle_deg?.to_radians()])
        });
        let diameter = diameter?;
        let (counterbore, countersink) = (transpose(counterbore)?, transpose(countersink)?);
        for (key, wide) in [("counterbore", counterbore), ("countersink", countersink)] {
            if wide.is_some_and(|[wide, _]| wide <= diameter) {
                let path = format_args!("/shape/params/{key}/diameter").to_string();
                let message = format!("this must be more than the diameter of the hole, {diameter}");
                reader.refuse(ProblemCode::RecipeOutOfRange, &path, message, None);
                return None;
            }
        }
        Some(Self { diameter, tip_angle: tip_angle_deg?.to_radians(), counterbore, countersink })
    }

    /// The tool: one body turned about its axis.
    fn tool(&self, name: &str, way: &Way) -> Tool {
        let radius = self.diameter / 2.0;
        if self.counterbore.is_none() && self.countersink.is_none() && self.is_flat() {
            let shape = Expansion::of(name, cylinder(radius, way.back + way.depth));
            return Tool { shape, lift: (way.back - way.depth) / 2.0 };
        }
        Tool { shape: Expansion::of(name, turned_body(&self.outline(radius, way))), lift: 0.0 }
    }

    fn is_flat(&self) -> bool {
        self.tip_angle >= std::f64::consts::PI * (1.0 - 1e-9)
    }

    /// From the tip up, in (distance from the axis, y).
    fn outline(&self, radius: f64, way: &Way) -> Vec<[f64; 2]> {
        let mut outline = Vec::new();
        let tip = if self.is_flat() { 0.0 } else { radius / libm::tan(self.tip_angle / 2.0) };
        outline.push([0.0, -way.depth - tip]);
        outline.push([radius, -way.depth]);
        let mut widest = radius;
        if let Some([diameter, angle]) = self.countersink {
            // The cone lies below a counterbore where there are both.
            let start = self.counterbore.map_or(0.0, |[_, depth]| depth);
            let wide = diameter / 2.0;
            let down = (wide - radius) / libm::tan(angle / 2.0);
            outline.push([radius, (-start - down).max(-way.depth + 1e-9)]);
            outline.push([wide, -start]);
            widest = wide;
        }
        if let Some([diameter, depth]) = self.counterbore {
            let wide = diameter / 2.0;
            if self.countersink.is_none() {
                outline.push([radius, -depth]);
            }
            if (wide - widest).abs() > 1e-12 {
                outline.push([wide, -depth]);
            }
            widest = wide;
        }
        outline.extend([[widest, way.back], [0.0, way.back]]);
        outline
    }
}

fn transpose<T>(value: Option<Option<T>>) -> Option<Option<T>> {
    match value {
        None => Some(None),
        Some(Some(value)) => Some(Some(value)),
        Some(None) => None,
    }
}

fn too_shallow(key: &'static str) -> Refusal {
    Refusal {
        code: ProblemCode::RecipeOutOfRange,
        key,
        message: "the start of the hole reaches deeper than the hole itself".to_owned(),
        hint: "Make the hole deeper, or its start shallower.",
    }
}

fn check_depths(hole: &Hole, way: &Way) -> Result<(), Refusal> {
    let bored = hole.counterbore.map_or(0.0, |[_, depth]| depth);
    if bored >= way.depth {
        return Err(too_shallow("counterbore"));
    }
    let sunk = hole.countersink.map_or(0.0, |[wide, angle]| (wide - hole.diameter) / 2.0 / libm::tan(angle / 2.0));
    if bored + sunk >= way.depth { Err(too_shallow("countersink")) } else { Ok(()) }
}

/// A drilled hole.
pub(super) struct Bore {
    approach: Approach,
    hole: Hole,
}

pub(super) fn read_bore(reader: &mut Reader<'_>, params: &BoreParams) -> Option<Bore> {
    let approach = Approach::read(reader, [&params.position, &params.direction], &None, &params.depth);
    let hole = Hole::read(
        reader,
        ("diameter", &params.diameter),
        &params.tip_angle_deg,
        &params.counterbore,
        &params.countersink,
    );
    Some(Bore { approach: approach?, hole: hole? })
}

impl Macro for Bore {
    fn expand(&self, target: &Target<'_>) -> Result<Expansion, Refusal> {
        let way = self.approach.way_into(target)?;
        check_depths(&self.hole, &way)?;
        Ok(cut(target, self.hole.tool("Bore", &way), &way))
    }
}

/// A pattern of holes.
pub(super) struct BoltCircle {
    approach: Approach,
    hole: Hole,
    count: f64,
    radius: f64,
}

pub(super) fn read_bolt_circle(reader: &mut Reader<'_>, params: &BoltCircleParams) -> Option<BoltCircle> {
    let approach = Approach::read(reader, [&params.position, &params.direction], &params.angle_deg, &params.depth);
    let hole =
        Hole::read(reader, ("hole_diameter", &params.hole_diameter), &None, &params.counterbore, &params.countersink);
    let count = reader.param("count", &params.count, &HOLES);
    let diameter = reader.param("circle_diameter", &params.circle_diameter, &SIZE);
    Some(BoltCircle { approach: approach?, hole: hole?, count: libm::round(count?), radius: diameter? / 2.0 })
}

impl Macro for BoltCircle {
    fn expand(&self, target: &Target<'_>) -> Result<Expansion, Refusal> {
        let way = self.approach.way_into(target)?;
        check_depths(&self.hole, &way)?;
        let holes = Shape::ArrayRadial(ArrayRadialParams {
            children: Vec::new(),
            count: number(self.count),
            axis: None,
            radius: Some(number(self.radius)),
            sweep_deg: None,
        });
        let Tool { shape: hole, lift } = self.hole.tool("Hole", &way);
        let children = vec![hole.at([0.0, lift, 0.0]).into()];
        let shape = Expansion { children, ..Expansion::of("Bolt circle", holes) };
        Ok(cut(target, Tool { shape, lift: 0.0 }, &way))
    }
}

/// An upright outline.
pub(super) struct Milling {
    approach: Approach,
    name: &'static str,
    profile: Profile,
}

pub(super) fn read_slot(reader: &mut Reader<'_>, params: &SlotParams) -> Option<Milling> {
    let approach = Approach::read(reader, [&params.position, &params.direction], &params.angle_deg, &params.depth);
    let slot_length = reader.param("length", &params.length, &SIZE);
    let width = reader.param("width", &params.width, &SIZE);
    let (slot_length, width) = (slot_length?, width?);
    if slot_length < width * (1.0 - 1e-12) {
        let message = format!("the length {slot_length} is below the width {width}");
        let hint = Some("The length includes both round ends.");
        reader.refuse(ProblemCode::RecipeOutOfRange, &"/shape/params/length", message, hint);
        return None;
    }
    let profile = rectangle(slot_length.max(width), width, width / 2.0);
    Some(Milling { approach: approach?, name: "Slot", profile })
}

fn rectangle(along: f64, across: f64, corner_radius: f64) -> Profile {
    Profile::Rectangle(RectangleProfile {
        half_extents: [number(along / 2.0), number(across / 2.0)],
        center: None,
        rounding: (corner_radius > 0.0).then(|| number(corner_radius)),
    })
}

pub(super) fn read_pocket(reader: &mut Reader<'_>, params: &PocketParams) -> Option<Milling> {
    let approach = Approach::read(reader, [&params.position, &params.direction], &params.angle_deg, &params.depth);
    let profile = match &params.outline {
        PocketOutline::Circle(circle) => {
            let diameter = reader.param("outline/params/diameter", &circle.diameter, &SIZE)?;
            Profile::Circle(CircleProfile { radius: number(diameter / 2.0), center: None })
        }
        PocketOutline::Rect(rect) => {
            let along = reader.param("outline/params/length", &rect.length, &SIZE);
            let across = reader.param("outline/params/width", &rect.width, &SIZE);
            let radius = reader.param_or("outline/params/corner_radius", &rect.corner_radius, 0.0, &LENGTH);
            let (along, across, radius) = (along?, across?, radius?);
            let limit = along.min(across) / 2.0;
            if radius > limit * (1.0 + 1e-12) {
                let path = "/shape/params/outline/params/corner_radius";
                let message =
                    format!("{radius} is out of range: this must be at most {limit}, half of the smaller size");
                reader.refuse(ProblemCode::RecipeOutOfRange, &path, message, None);
                return None;
            }
            rectangle(along, across, radius.min(limit))
        }
        PocketOutline::Hex(hex) => {
            let flats = reader.param("outline/params/across_flats", &hex.across_flats, &SIZE)?;
            let radius = number(flats / 2.0 / libm::cos(std::f64::consts::PI / 6.0));
            let sides = Scalar::Number(6.0);
            Profile::RegularPolygon(RegularPolygonProfile {
                radius,
                sides,
                center: None,
                rotation_deg: None,
                rounding: None,
            })
        }
    };
    Some(Milling { approach: approach?, name: "Pocket", profile })
}

impl Macro for Milling {
    fn expand(&self, target: &Target<'_>) -> Result<Expansion, Refusal> {
        let way = self.approach.way_into(target)?;
        let height = number(way.back + way.depth);
        let tool = Shape::Extrusion(ExtrusionParams { profile: self.profile.clone(), height });
        let tool = Tool { shape: Expansion::of(self.name, tool), lift: (way.back - way.depth) / 2.0 };
        Ok(cut(target, tool, &way))
    }
}
