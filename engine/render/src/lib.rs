//! The GVE-1 viewport: one renderer for headless pictures and browser canvases.
//!
//! It draws assets as meshes, Gaussian splats or sphere-traced distance fields, under the same lights, with ground
//! grid, axes and background. [`cpu`] holds a raymarcher without GPU: the reference for pictures, and the fallback.
//! It never knows recipes' JSON, files or HTTP. Start reading at [`renderer::Renderer::draw`]; [`camera`] and
//! [`style`] are its inputs.
//!
//! Shaders write displayed sRGB values, so blending and resolving happen in display space in every mode.

mod backdrop;
pub mod camera;
pub mod canvas;
pub mod cpu;
mod frame;
pub mod gpu;
mod march;
mod march_pipelines;
mod march_targets;
mod mesh;
mod pipeline;
pub mod readback;
pub mod renderer;
pub mod scene;
pub mod shading;
mod splats;
pub mod style;
mod targets;

pub use camera::{Bounds, Camera, ViewPreset};
pub use glam;
pub use renderer::Renderer;
pub use scene::Scene;
pub use style::{RenderMode, Style, Theme};
