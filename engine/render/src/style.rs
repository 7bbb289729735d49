//! What a picture looks like: theme colours, studio lights and overlays.

use glam::Vec3;

/// Colour scheme of background, grid and axes. Lights are the same in both, so an asset looks the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    #[default]
    Dark,
    Light,
}

impl Theme {
    /// The theme with this lower-case name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "dark" => Some(Self::Dark),
            "light" => Some(Self::Light),
            _ => None,
        }
    }

    /// The colours of this theme.
    pub const fn colors(self) -> &'static ThemeColors {
        match self {
            Self::Dark => &DARK,
            Self::Light => &LIGHT,
        }
    }
}

/// How assets are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RenderMode {
    /// Triangles.
    #[default]
    Mesh,
    /// Gaussian splats.
    Splats,
    /// Sphere tracing of the distance field.
    Sdf,
}

impl RenderMode {
    /// All modes.
    pub const ALL: [Self; 3] = [Self::Mesh, Self::Splats, Self::Sdf];

    /// Lower-case name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mesh => "mesh",
            Self::Splats => "splats",
            Self::Sdf => "sdf",
        }
    }

    /// The mode with this lower-case name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }
}

/// Colours of a theme: sRGB as displayed, 0–1; the fourth number is opacity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ThemeColors {
    pub background_top: [f32; 3],
    pub background_bottom: [f32; 3],
    pub grid: [f32; 4],
    pub axis_x: [f32; 3],
    pub axis_y: [f32; 3],
    pub axis_z: [f32; 3],
    /// Letters on the orientation gizmo.
    pub gizmo_text: [f32; 3],
}

static DARK: ThemeColors = ThemeColors {
    background_top: [0.205, 0.220, 0.247],
    background_bottom: [0.098, 0.106, 0.122],
    grid: [0.62, 0.66, 0.72, 0.34],
    axis_x: [0.91, 0.30, 0.33],
    axis_y: [0.50, 0.78, 0.28],
    axis_z: [0.26, 0.55, 0.95],
    gizmo_text: [0.07, 0.08, 0.09],
};

static LIGHT: ThemeColors = ThemeColors {
    background_top: [0.965, 0.970, 0.978],
    background_bottom: [0.815, 0.832, 0.857],
    grid: [0.30, 0.34, 0.40, 0.34],
    axis_x: [0.84, 0.20, 0.24],
    axis_y: [0.33, 0.62, 0.16],
    axis_z: [0.13, 0.42, 0.86],
    gizmo_text: [1.0, 1.0, 1.0],
};

/// A soft light at infinity: a spherical Gaussian `radiance · exp(sharpness · (direction·to_light − 1))`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SoftLight {
    /// Unit vector towards the light.
    pub to_light: Vec3,
    /// Larger is a smaller light.
    pub sharpness: f32,
    /// Linear radiance at its centre, R, G, B.
    pub radiance: [f32; 3],
}

/// Number of soft lights of the studio.
pub const LIGHT_COUNT: usize = 4;

/// The studio that lights every mode alike: a sky-to-ground gradient and soft lights fixed in the world.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lighting {
    /// Linear radiance from straight above.
    pub sky: [f32; 3],
    /// Linear radiance at the horizon.
    pub horizon: [f32; 3],
    /// Linear radiance from straight below.
    pub ground: [f32; 3],
    pub lights: [SoftLight; LIGHT_COUNT],
    /// Factor on all light before tone mapping.
    pub exposure: f32,
}

impl Lighting {
    /// Key from the upper left front, fill from the right, rim from behind, and a broad overhead panel.
    pub fn studio() -> Self {
        let light = |direction: [f32; 3], sharpness: f32, radiance: [f32; 3]| SoftLight {
            to_light: Vec3::from(direction).normalize(),
            sharpness,
            radiance,
        };
        Self {
            sky: [0.70, 0.74, 0.80],
            horizon: [0.40, 0.41, 0.43],
            ground: [0.17, 0.16, 0.15],
            lights: [
                light([-0.45, 0.80, 0.75], 14.0, [6.4, 6.1, 5.7]),
                light([0.95, 0.25, 0.55], 7.0, [1.15, 1.22, 1.32]),
                light([0.35, 0.55, -0.95], 16.0, [2.6, 2.8, 3.1]),
                light([0.05, 1.0, 0.10], 9.0, [1.1, 1.1, 1.1]),
            ],
            exposure: 1.0,
        }
    }
}

/// Everything about a picture that is not camera or content.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    pub theme: Theme,
    pub mode: RenderMode,
    pub grid: bool,
    /// Coloured X and Z lines on the ground, and the orientation gizmo in the corner.
    pub axes: bool,
    pub lighting: Lighting,
    /// Device pixels per CSS pixel: widths of lines and the gizmo scale with it.
    pub pixel_ratio: f32,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            theme: Theme::Dark,
            mode: RenderMode::Mesh,
            grid: true,
            axes: true,
            lighting: Lighting::studio(),
            pixel_ratio: 1.0,
        }
    }
}
