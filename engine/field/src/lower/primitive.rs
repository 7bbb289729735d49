//! Primitives: their parameter records in the frame of the node.

use std::sync::Arc;

use gve_recipe::bound::{BoundNode, BoundProfile, BoundShape, BoundTransform};

use super::{Distance, Lowering};
use crate::{
    fractal,
    frame::Frame,
    heights, pattern,
    polygon::{self, Header},
    screw, solid,
    tape::Op,
};

impl Lowering {
    pub(super) fn shape(&mut self, node: &BoundNode, frame: Frame) -> Distance {
        let [x, y, z] = frame.centre;
        let u = frame.unit;
        match &node.shape {
            BoundShape::Sphere { radius } => self.primitive(node, &frame, Op::Sphere, &[x, y, z, radius * u]),
            BoundShape::Ellipsoid { radii } => {
                let [a, b, c] = radii.map(|radius| radius * u);
                let record = [x, y, z, 1.0 / a, 1.0 / b, 1.0 / c, a.min(b).min(c), a.max(b).max(c)];
                self.primitive(node, &frame, Op::Ellipsoid, &record)
            }
            BoundShape::Box { half_extents, rounding } => {
                let r = rounding * u;
                let [a, b, c] = half_extents.map(|half| half * u - r);
                self.primitive(node, &frame, Op::Box, &[x, y, z, a, b, c, r])
            }
            BoundShape::Cylinder { radius, half_height, sides: 0, rounding } => {
                let r = rounding * u;
                let record = [x, y, z, radius * u - r, half_height * u - r, r];
                self.primitive(node, &frame, Op::Cylinder, &record)
            }
            BoundShape::Cylinder { radius, half_height, sides, rounding } => {
                self.prism(node, &frame, [*radius, *half_height, *rounding], *sides)
            }
            BoundShape::Capsule { radius, half_segment } => {
                self.primitive(node, &frame, Op::Capsule, &[x, y, z, radius * u, half_segment * u])
            }
            BoundShape::Cone { radius_bottom, radius_top, half_height, sides } => {
                self.cone(node, &frame, [*radius_bottom, *radius_top, *half_height], *sides)
            }
            BoundShape::Torus { major_radius, minor_radius, half_sweep } => {
                let (major, minor) = (major_radius * u, minor_radius * u);
                if *half_sweep >= std::f64::consts::PI * (1.0 - 1e-12) {
                    return self.primitive(node, &frame, Op::Torus, &[x, y, z, major, minor]);
                }
                let record = [x, y, z, major, minor, libm::sin(*half_sweep), libm::cos(*half_sweep)];
                self.primitive(node, &frame, Op::TorusArc, &record)
            }
            BoundShape::Plane { normal, offset } => {
                // Moved into the frame: dot(n, q − centre) − offset.
                let lean = normal[0] * x + normal[1] * y + normal[2] * z;
                let record = [normal[0], normal[1], normal[2], offset * u + lean];
                self.plane(node, &frame, record)
            }
            BoundShape::Revolution { profile } => self.revolution(node, &frame, profile),
            BoundShape::Extrusion { profile, half_height } => self.extrusion(node, &frame, profile, *half_height),
            BoundShape::Wedge { half_extents: [a, b, c] } => {
                let points = [[-a, -b], [*a, -b], [-a, *b]];
                let profile = BoundProfile::Polygon { points: points.to_vec(), rounding: 0.0 };
                self.extrusion(node, &raised_along_z(&frame), &profile, *c)
            }
            BoundShape::Plates { profiles, half_depth } => {
                let frame = raised_along_z(&frame);
                let plates: Vec<_> =
                    profiles.iter().map(|profile| self.extrusion(node, &frame, profile, *half_depth)).collect();
                let nearest = plates.into_iter().reduce(|nearest, plate| {
                    let instruction = self.emit(Op::Min, 0, nearest.instruction, plate.instruction, &[]);
                    Distance { instruction, ..nearest }
                });
                // A text without letters is refused before.
                nearest.unwrap_or_else(|| self.primitive(node, &frame, Op::Sphere, &[x, y, z, 0.0]))
            }
            BoundShape::Polyhedron { kind, radius } => {
                let record = solid::polyhedron_record(frame.centre, *kind, radius * u);
                self.primitive(node, &frame, Op::Polyhedron, &record)
            }
            BoundShape::Tube { points } => {
                let points: Vec<_> = points.iter().map(|point| point.map(|value| value * u)).collect();
                self.primitive(node, &frame, Op::Tube, &solid::tube_record(frame.centre, &points))
            }
            BoundShape::Menger { half_size, iterations } => {
                let half = half_size * u;
                self.primitive(node, &frame, Op::Sponge, &[x, y, z, half, 1.0 / half, f64::from(*iterations)])
            }
            BoundShape::Mandelbulb { power, iterations, scale } => {
                let record = fractal::bulb_record(frame.centre, scale * u, *power, *iterations);
                self.primitive(node, &frame, Op::Mandelbulb, &record)
            }
            BoundShape::Julia { c, iterations, scale } => {
                let record = fractal::julia_record(frame.centre, scale * u, *c, *iterations);
                self.primitive(node, &frame, Op::Julia, &record)
            }
            BoundShape::Screw { radius, half_height, pitch, starts, is_left } => {
                let [radius, half_height, pitch] = [radius, half_height, pitch].map(|size| size * u);
                let record = screw::record(frame.centre, [radius, half_height, pitch], *starts, *is_left);
                self.primitive(node, &frame, Op::Screw, &record)
            }
            BoundShape::Heightmap { half_extents, height, base, map } => {
                let half = half_extents.map(|half| half * u);
                let record = heights::record(frame.centre, half, height * u, -base * u, map);
                let solid = self.primitive(node, &frame, Op::Heights, &record);
                let start = self.tape.instructions[solid.instruction as usize].parameters as usize;
                self.maps.push((start, Arc::clone(map)));
                solid
            }
            BoundShape::Periodic { surface, cell_m, thickness_m } => {
                let thickness = thickness_m.map(|thickness| thickness * u);
                let record = pattern::periodic_record(frame.centre, *surface, cell_m * u, thickness);
                self.primitive(node, &frame, Op::Periodic, &record)
            }
            BoundShape::Combination { combine, children } => self.combination(*combine, children, frame),
        }
    }

    /// A half-space. In a frame scaled per axis its normal has been shortened with the frame, never lengthened.
    fn plane(&mut self, node: &BoundNode, frame: &Frame, record: [f64; 4]) -> Distance {
        self.primitive(node, frame, Op::Plane, &record)
    }

    fn prism(&mut self, node: &BoundNode, frame: &Frame, sizes: [f64; 3], sides: u32) -> Distance {
        let [radius, half_height, rounding] = sizes.map(|size| size * frame.unit);
        // Rounding is inside: the polygon shrinks by it, measured at its sides.
        let inset = rounding / libm::cos(std::f64::consts::PI / f64::from(sides));
        let points = polygon::regular((radius - inset).max(radius * 1e-6), sides);
        let header = Header {
            centre: frame.centre,
            half_height: half_height - rounding,
            outline_rounding: 0.0,
            edge_rounding: rounding,
        };
        self.primitive(node, frame, Op::ExtrudedPolygon, &polygon::closed_record(&header, &[points]))
    }

    fn cone(&mut self, node: &BoundNode, frame: &Frame, sizes: [f64; 3], sides: u32) -> Distance {
        let [bottom, top, half_height] = sizes.map(|size| size * frame.unit);
        let header = Header { centre: frame.centre, half_height: 0.0, outline_rounding: 0.0, edge_rounding: 0.0 };
        if sides == 0 {
            let outline = [[0.0, -half_height], [bottom, -half_height], [top, half_height], [0.0, half_height]];
            return self.primitive(node, frame, Op::RevolvedPolygon, &polygon::revolved_record(&header, &[outline]));
        }
        let [x, y, z] = frame.centre;
        let mut record = vec![x, y, z, half_height, f64::from(sides)];
        // A side's plane passes the middles of its bottom and top edges.
        let apothem = libm::cos(std::f64::consts::PI / f64::from(sides));
        let slope = (bottom - top) * apothem / (2.0 * half_height);
        let length = (1.0 + slope * slope).sqrt();
        for side in 0..sides {
            let angle = std::f64::consts::PI * f64::from(2 * side + 1) / f64::from(sides);
            record.extend([libm::cos(angle) / length, slope / length, libm::sin(angle) / length]);
            record.push(0.5 * (bottom + top) * apothem / length);
        }
        self.primitive(node, frame, Op::Pyramid, &record)
    }

    fn revolution(&mut self, node: &BoundNode, frame: &Frame, profile: &BoundProfile) -> Distance {
        let [x, y, z] = frame.centre;
        let u = frame.unit;
        match profile {
            BoundProfile::Circle { center, radius } => {
                let record = [x, y + center[1] * u, z, center[0] * u, radius * u];
                self.primitive(node, frame, Op::Torus, &record)
            }
            BoundProfile::Rectangle { center, half_extents, rounding } => {
                let r = rounding * u;
                let [a, b] = half_extents.map(|half| half * u - r);
                let record = [x, y + center[1] * u, z, center[0] * u, a, b, r];
                self.primitive(node, frame, Op::RevolvedRectangle, &record)
            }
            BoundProfile::Polygon { points, rounding } => {
                let header = Header {
                    centre: frame.centre,
                    half_height: 0.0,
                    outline_rounding: rounding * u,
                    edge_rounding: 0.0,
                };
                let points: Vec<[f64; 2]> = points.iter().map(|point| point.map(|value| value * u)).collect();
                self.primitive(node, frame, Op::RevolvedPolygon, &polygon::revolved_record(&header, &[points]))
            }
            BoundProfile::Region { contours, rounding } => {
                let header = Header {
                    centre: frame.centre,
                    half_height: 0.0,
                    outline_rounding: rounding * u,
                    edge_rounding: 0.0,
                };
                let record = polygon::revolved_record(&header, &scaled(contours, u));
                self.primitive(node, frame, Op::RevolvedPolygon, &record)
            }
        }
    }

    fn extrusion(&mut self, node: &BoundNode, frame: &Frame, profile: &BoundProfile, half_height: f64) -> Distance {
        let [x, y, z] = frame.centre;
        let u = frame.unit;
        let height = half_height * u;
        match profile {
            BoundProfile::Circle { center, radius } => {
                let record = [x + center[0] * u, y, z + center[1] * u, radius * u, height, 0.0];
                self.primitive(node, frame, Op::Cylinder, &record)
            }
            BoundProfile::Rectangle { center, half_extents, rounding } => {
                let r = rounding * u;
                let [a, b] = half_extents.map(|half| half * u - r);
                let record = [x + center[0] * u, y, z + center[1] * u, a, b, r, height];
                self.primitive(node, frame, Op::ExtrudedRectangle, &record)
            }
            BoundProfile::Polygon { points, rounding } => {
                let header = Header {
                    centre: frame.centre,
                    half_height: height,
                    outline_rounding: rounding * u,
                    edge_rounding: 0.0,
                };
                let points: Vec<[f64; 2]> = points.iter().map(|point| point.map(|value| value * u)).collect();
                self.primitive(node, frame, Op::ExtrudedPolygon, &polygon::closed_record(&header, &[points]))
            }
            BoundProfile::Region { contours, rounding } => {
                let header = Header {
                    centre: frame.centre,
                    half_height: height,
                    outline_rounding: rounding * u,
                    edge_rounding: 0.0,
                };
                let record = polygon::closed_record(&header, &scaled(contours, u));
                self.primitive(node, frame, Op::ExtrudedPolygon, &record)
            }
        }
    }
}

/// The frame in which a profile lies in XZ and rises along Y, for one in XY that rises along Z.
fn raised_along_z(frame: &Frame) -> Frame {
    let quarter = std::f64::consts::FRAC_1_SQRT_2;
    frame.placed(&BoundTransform { position: [0.0; 3], rotation: [-quarter, 0.0, 0.0, quarter], scale: [1.0; 3] })
}

fn scaled(contours: &[Vec<[f64; 2]>], unit: f64) -> Vec<Vec<[f64; 2]>> {
    contours.iter().map(|contour| contour.iter().map(|point| point.map(|value| value * unit)).collect()).collect()
}
