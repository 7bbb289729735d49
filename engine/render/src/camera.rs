//! The orbit camera: a target, two angles and a distance.
//!
//! Right-handed world, +Y up. At yaw 0 and pitch 0 the camera looks from +Z towards −Z, so that +X is to the right.

use glam::{Mat4, Vec2, Vec3, vec2};

/// Pitch stops this far before the poles, in radians, so that "up" stays defined.
const PITCH_LIMIT_RAD: f32 = std::f32::consts::FRAC_PI_2 - 1e-3;
/// Nearest and farthest distance from the target in metres.
const DISTANCE_RANGE_M: (f32, f32) = (1e-3, 1e5);
/// Turn per dragged pixel, in radians.
const ORBIT_RAD_PER_PX: f32 = 0.008;
/// Part of the frame that a framed box may fill.
const FRAME_FILL: f32 = 0.86;

/// Axis-aligned box in metres, in world space.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Low corner.
    pub min: [f32; 3],
    /// High corner.
    pub max: [f32; 3],
}

impl Bounds {
    /// A cube of edge length 1 m on the ground, used where a scene is empty.
    pub const UNIT: Self = Self { min: [-0.5, 0.0, -0.5], max: [0.5, 1.0, 0.5] };

    /// Smallest box around points, leaving out those that are not finite; `None` without any.
    pub fn around(points: impl Iterator<Item = [f32; 3]>) -> Option<Self> {
        points.filter(|point| point.iter().all(|x| x.is_finite())).fold(None, |bounds, point| {
            let Self { min, max } = bounds.unwrap_or(Self { min: point, max: point });
            Some(Self {
                min: std::array::from_fn(|axis| min[axis].min(point[axis])),
                max: std::array::from_fn(|axis| max[axis].max(point[axis])),
            })
        })
    }

    /// Whether all six numbers are finite and no axis is inverted.
    pub fn is_finite(&self) -> bool {
        (0..3).all(|axis| self.min[axis].is_finite() && self.max[axis].is_finite() && self.min[axis] <= self.max[axis])
    }

    /// Middle of the box.
    pub fn center(&self) -> Vec3 {
        (Vec3::from(self.min) + Vec3::from(self.max)) * 0.5
    }

    /// Half of the box's size per axis.
    pub fn half_size(&self) -> Vec3 {
        (Vec3::from(self.max) - Vec3::from(self.min)) * 0.5
    }
}

/// A view along a named direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ViewPreset {
    /// From +Z.
    Front,
    /// From −Z.
    Back,
    /// From +X.
    Right,
    /// From −X.
    Left,
    /// From +Y, −Z up on the screen.
    Top,
    /// From −Y.
    Bottom,
    /// Three-quarter view from the front, the right and above.
    Perspective,
}

impl ViewPreset {
    /// The preset with this lower-case name.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "front" => Self::Front,
            "back" => Self::Back,
            "right" => Self::Right,
            "left" => Self::Left,
            "top" => Self::Top,
            "bottom" => Self::Bottom,
            "perspective" => Self::Perspective,
            _ => return None,
        })
    }

    /// Yaw and pitch in radians.
    pub fn angles_rad(self) -> (f32, f32) {
        use std::f32::consts::{FRAC_PI_2, PI};
        match self {
            Self::Front => (0.0, 0.0),
            Self::Back => (PI, 0.0),
            Self::Right => (FRAC_PI_2, 0.0),
            Self::Left => (-FRAC_PI_2, 0.0),
            Self::Top => (0.0, PITCH_LIMIT_RAD),
            Self::Bottom => (0.0, -PITCH_LIMIT_RAD),
            Self::Perspective => (0.65, 0.38),
        }
    }
}

/// Orbit camera with a perspective lens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Camera {
    /// Point in world that the camera looks at and turns about.
    pub target: Vec3,
    /// Turn about +Y; 0 looks from +Z.
    pub yaw_rad: f32,
    /// Height angle above the ground plane, within ±90°.
    pub pitch_rad: f32,
    /// Distance from the target in metres.
    pub distance_m: f32,
    /// Vertical opening angle.
    pub fov_y_rad: f32,
}

/// Orthonormal axes of a camera in world space.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CameraBasis {
    pub right: Vec3,
    pub up: Vec3,
    pub forward: Vec3,
}

impl Default for Camera {
    fn default() -> Self {
        Self::framing(Bounds::UNIT, 1.0)
    }
}

impl Camera {
    /// Vertical opening angle of a new camera: 35°, about a 57 mm lens, so that shapes look natural.
    pub const DEFAULT_FOV_Y_RAD: f32 = 35.0 * std::f32::consts::PI / 180.0;

    /// Three-quarter view in which the box just fills the frame. Depends on nothing but its arguments.
    ///
    /// `aspect` is width divided by height.
    pub fn framing(bounds: Bounds, aspect: f32) -> Self {
        let (yaw_rad, pitch_rad) = ViewPreset::Perspective.angles_rad();
        let mut camera =
            Self { target: Vec3::ZERO, yaw_rad, pitch_rad, distance_m: 1.0, fov_y_rad: Self::DEFAULT_FOV_Y_RAD };
        camera.focus(bounds, aspect);
        camera
    }

    /// The same camera with every number in its range, for input from outside; what is not finite takes its default.
    pub fn within_limits(self) -> Self {
        let pick = |value: f32, default: f32| if value.is_finite() { value } else { default };
        let default = Self::default();
        Self {
            target: if self.target.is_finite() { self.target } else { Vec3::ZERO },
            yaw_rad: pick(self.yaw_rad, default.yaw_rad).rem_euclid(std::f32::consts::TAU),
            pitch_rad: pick(self.pitch_rad, default.pitch_rad).clamp(-PITCH_LIMIT_RAD, PITCH_LIMIT_RAD),
            distance_m: pick(self.distance_m, default.distance_m).clamp(DISTANCE_RANGE_M.0, DISTANCE_RANGE_M.1),
            fov_y_rad: pick(self.fov_y_rad, default.fov_y_rad).clamp(0.02, 2.6),
        }
    }

    /// Whether every number is finite.
    pub fn is_finite(&self) -> bool {
        self.target.is_finite()
            && [self.yaw_rad, self.pitch_rad, self.distance_m, self.fov_y_rad].iter().all(|x| x.is_finite())
    }

    /// Keeps the direction and moves so that the box just fills the frame.
    pub fn focus(&mut self, bounds: Bounds, aspect: f32) {
        let bounds = if bounds.is_finite() { bounds } else { Bounds::UNIT };
        let half = bounds.half_size().max(Vec3::splat(1e-4));
        let basis = self.basis();
        let tangent = self.tangents(aspect) * FRAME_FILL;
        self.target = bounds.center();
        let mut distance = 0.0f32;
        for corner in 0..8u32 {
            let sign = |bit: u32| if corner >> bit & 1 == 0 { -1.0 } else { 1.0 };
            let offset = half * Vec3::new(sign(0), sign(1), sign(2));
            let towards = -offset.dot(basis.forward);
            distance = distance
                .max(towards + offset.dot(basis.right).abs() / tangent.x)
                .max(towards + offset.dot(basis.up).abs() / tangent.y);
        }
        self.distance_m = distance.clamp(DISTANCE_RANGE_M.0, DISTANCE_RANGE_M.1);
    }

    /// Looks along a named direction without changing target and distance.
    pub fn look_along(&mut self, preset: ViewPreset) {
        (self.yaw_rad, self.pitch_rad) = preset.angles_rad();
    }

    /// Turns about the target by a drag in CSS pixels.
    pub fn orbit(&mut self, drag_px: Vec2) {
        self.yaw_rad = (self.yaw_rad - drag_px.x * ORBIT_RAD_PER_PX).rem_euclid(std::f32::consts::TAU);
        self.pitch_rad = (self.pitch_rad + drag_px.y * ORBIT_RAD_PER_PX).clamp(-PITCH_LIMIT_RAD, PITCH_LIMIT_RAD);
    }

    /// Moves the target in the picture plane so that it follows the pointer. `height_px` is the viewport's height in
    /// the pixels of the drag.
    pub fn pan(&mut self, drag_px: Vec2, height_px: f32) {
        let metres_per_px = 2.0 * self.distance_m * (self.fov_y_rad * 0.5).tan() / height_px.max(1.0);
        let basis = self.basis();
        self.target += (basis.up * drag_px.y - basis.right * drag_px.x) * metres_per_px;
    }

    /// Multiplies the distance by `factor`, keeping the point of the target's plane under `cursor_ndc` where it is.
    /// `cursor_ndc` is −1…1 with y up; (0, 0) zooms to the centre.
    pub fn zoom(&mut self, factor: f32, cursor_ndc: Vec2, aspect: f32) {
        let before = self.distance_m;
        self.distance_m = (before * factor).clamp(DISTANCE_RANGE_M.0, DISTANCE_RANGE_M.1);
        let basis = self.basis();
        let offset = cursor_ndc * self.tangents(aspect) * (before - self.distance_m);
        self.target += basis.right * offset.x + basis.up * offset.y;
    }

    /// Position in world.
    pub fn position(&self) -> Vec3 {
        self.target - self.basis().forward * self.distance_m
    }

    /// Axes in world.
    pub fn basis(&self) -> CameraBasis {
        let (sin_yaw, cos_yaw) = self.yaw_rad.sin_cos();
        let (sin_pitch, cos_pitch) = self.pitch_rad.sin_cos();
        let forward = -Vec3::new(sin_yaw * cos_pitch, sin_pitch, cos_yaw * cos_pitch);
        let right = Vec3::new(cos_yaw, 0.0, -sin_yaw);
        CameraBasis { right, up: right.cross(forward), forward }
    }

    /// Tangents of the half opening angles, horizontal and vertical.
    pub fn tangents(&self, aspect: f32) -> Vec2 {
        let vertical = (self.fov_y_rad * 0.5).tan();
        vec2(vertical * aspect, vertical)
    }

    /// Distance of the near plane in metres.
    pub fn near_m(&self) -> f32 {
        (self.distance_m * 0.005).max(1e-4)
    }

    /// Clip space from world: reversed depth without a far plane, 1 at the near plane, 0 at infinity.
    pub fn clip_from_world(&self, aspect: f32) -> Mat4 {
        let tangent = self.tangents(aspect);
        let basis = self.basis();
        let position = self.position();
        let view_from_world = Mat4::from_cols(
            glam::vec4(basis.right.x, basis.up.x, -basis.forward.x, 0.0),
            glam::vec4(basis.right.y, basis.up.y, -basis.forward.y, 0.0),
            glam::vec4(basis.right.z, basis.up.z, -basis.forward.z, 0.0),
            glam::vec4(-basis.right.dot(position), -basis.up.dot(position), basis.forward.dot(position), 1.0),
        );
        let clip_from_view = Mat4::from_cols(
            glam::vec4(1.0 / tangent.x, 0.0, 0.0, 0.0),
            glam::vec4(0.0, 1.0 / tangent.y, 0.0, 0.0),
            glam::vec4(0.0, 0.0, 0.0, -1.0),
            glam::vec4(0.0, 0.0, self.near_m(), 0.0),
        );
        clip_from_view * view_from_world
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOX: Bounds = Bounds { min: [-0.2, 0.0, -1.0], max: [0.4, 2.0, 0.3] };

    fn corners(bounds: Bounds) -> impl Iterator<Item = Vec3> {
        (0..8u32).map(move |corner| {
            let pick = |axis: usize| if corner >> axis & 1 == 0 { bounds.min[axis] } else { bounds.max[axis] };
            Vec3::new(pick(0), pick(1), pick(2))
        })
    }

    #[test]
    fn a_framed_box_fills_the_picture_and_stays_inside() {
        for aspect in [0.4, 1.0, 2.5] {
            for yaw in [0.0f32, 0.7, 3.0] {
                let mut camera = Camera { yaw_rad: yaw, ..Camera::default() };
                camera.focus(BOX, aspect);
                let extent = corners(BOX)
                    .map(|corner| camera.clip_from_world(aspect).project_point3(corner))
                    .fold(0.0f32, |extent, p| extent.max(p.x.abs()).max(p.y.abs()));
                assert!((extent - FRAME_FILL).abs() < 1e-3, "aspect {aspect}, yaw {yaw}: {extent}");
            }
        }
    }

    #[test]
    fn zooming_to_the_cursor_keeps_the_point_under_it() {
        let mut camera = Camera::framing(BOX, 1.5);
        let cursor = vec2(0.6, -0.3);
        let basis = camera.basis();
        let offset = cursor * camera.tangents(1.5) * camera.distance_m;
        let point = camera.target + basis.right * offset.x + basis.up * offset.y;
        camera.zoom(0.5, cursor, 1.5);
        let seen = camera.clip_from_world(1.5).project_point3(point);
        assert!((seen.truncate() - cursor).length() < 1e-4, "{seen}");
    }

    #[test]
    fn panning_moves_the_target_with_the_pointer() {
        let mut camera = Camera::framing(BOX, 1.0);
        let point = camera.target;
        camera.pan(vec2(50.0, -20.0), 200.0);
        let seen = camera.clip_from_world(1.0).project_point3(point);
        assert!((seen.truncate() - vec2(0.5, 0.2)).length() < 1e-4, "{seen}");
    }

    #[test]
    fn orbiting_never_passes_the_poles_and_keeps_the_axes_orthonormal() {
        let mut camera = Camera::default();
        for drag in [vec2(0.0, 1e6), vec2(31.0, -2e6), vec2(-1e4, 40.0)] {
            camera.orbit(drag);
            let basis = camera.basis();
            assert!(basis.right.dot(basis.up).abs() < 1e-5 && basis.up.y > 0.0, "{basis:?}");
            assert!((basis.right.cross(basis.up) + basis.forward).length() < 1e-4);
        }
    }

    #[test]
    fn depth_is_one_at_the_near_plane_and_falls_with_distance() {
        let camera = Camera::framing(BOX, 1.0);
        let clip = camera.clip_from_world(1.0);
        let at = |metres: f32| clip.project_point3(camera.position() + camera.basis().forward * metres).z;
        assert!((at(camera.near_m()) - 1.0).abs() < 1e-3);
        assert!(at(1.0) > at(2.0) && at(2.0) > 0.0);
    }
}
