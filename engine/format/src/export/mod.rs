//! Standard formats made from what a `.gve_bin` file holds, written as streams that can be cancelled.
//!
//! Axes stay as they are: right-handed, +Y up, metres. Meshes are those of the finest level of detail, but for GLB, which
//! carries them all. Start reading at [`ExportFormat`].

mod color;
mod glb;
mod glb_buffer;
mod glb_splats;
mod obj;
mod ply;
mod sink;
mod spz;
mod stl;
mod three_mf;

pub use glb::glb;
pub use glb_splats::glb_splats;
pub use obj::{mtl, obj};
pub use ply::ply;
pub use sink::Sink;
pub use spz::spz;
pub use stl::stl;
pub use three_mf::three_mf;

use gve_shared::{
    container::{MeshVertex, SPLAT_FLAG_OKLAB, Splat},
    inspection::{MaterialRecord, SectionName},
};

use crate::{
    DecodeError, EncodeError,
    container::{Container, MeshView, SplatsView},
};
use color::srgb_from_oklab_bytes;

/// Why a file could not be exported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    /// The file itself cannot be read.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The result would not fit its format.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// The file holds nothing of the kind that is to be exported.
    #[error("the file has no {0:?} section")]
    Missing(SectionName),
    /// The stream cannot be written.
    #[error("the export cannot be written: {0}")]
    Write(String),
    /// The caller asked to stop.
    #[error("the export was cancelled")]
    Cancelled,
}

/// A standard format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// Binary glTF of the mesh, with materials and levels of detail.
    Glb,
    /// Binary glTF of the splats, by KHR_gaussian_splatting.
    GlbSplats,
    /// Splats as PLY.
    Ply,
    /// Splats as SPZ, quantised and compressed.
    Spz,
    /// The surface alone.
    Stl,
    /// The mesh as Wavefront OBJ, for a material library of its name.
    Obj,
    /// The materials that go with an OBJ.
    Mtl,
    /// The mesh as 3MF, with units and colours.
    ThreeMf,
}

impl ExportFormat {
    /// Every format.
    pub const ALL: [Self; 8] =
        [Self::Glb, Self::GlbSplats, Self::Ply, Self::Spz, Self::Stl, Self::Obj, Self::Mtl, Self::ThreeMf];

    /// Name in interfaces, such as `glb` and `glb-splats`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Glb => "glb",
            Self::GlbSplats => "glb-splats",
            Self::Ply => "ply",
            Self::Spz => "spz",
            Self::Stl => "stl",
            Self::Obj => "obj",
            Self::Mtl => "mtl",
            Self::ThreeMf => "3mf",
        }
    }

    /// The format of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Writes a file in this format. `stem` names the material library beside an OBJ: `stem.mtl`.
    ///
    /// # Errors
    /// As [`ExportError`] says; what is written until then is no whole file.
    pub fn write(self, container: &Container<'_>, stem: &str, sink: &mut Sink<'_>) -> Result<(), ExportError> {
        match self {
            Self::Glb => glb(container, sink),
            Self::GlbSplats => glb_splats(container, sink),
            Self::Ply => ply(container, sink),
            Self::Spz => spz(container, sink),
            Self::Stl => stl(container, sink),
            Self::Obj => obj(container, stem, sink),
            Self::Mtl => mtl(container, sink),
            Self::ThreeMf => three_mf(container, sink),
        }
    }

    /// The whole file in memory.
    ///
    /// # Errors
    /// As [`ExportFormat::write`].
    pub fn bytes(self, container: &Container<'_>, stem: &str) -> Result<Vec<u8>, ExportError> {
        let mut bytes = Vec::new();
        self.write(container, stem, &mut Sink::new(&mut bytes, &|| false))?;
        Ok(bytes)
    }
}

fn mesh_of<'a>(container: &Container<'a>) -> Result<MeshView<'a>, ExportError> {
    container.mesh()?.ok_or(ExportError::Missing(SectionName::ShellMesh))
}

fn splats_of<'a>(container: &Container<'a>) -> Result<SplatsView<'a>, ExportError> {
    let splats = container.splats()?;
    if splats.is_empty() { Err(ExportError::Missing(SectionName::SplatData)) } else { Ok(splats) }
}

/// Name of the asset and its materials.
fn metadata_of(container: &Container<'_>) -> Result<(String, Vec<MaterialRecord>), ExportError> {
    Ok(container.metadata()?.map_or_else(Default::default, |metadata| (metadata.name, metadata.materials)))
}

/// The material of a triangle: that of most of its corners, or of the first.
fn material_of(vertices: &[MeshVertex], corners: [u32; 3]) -> u16 {
    let [a, b, c] = corners.map(|corner| vertices[corner as usize].material_index);
    if b == c { b } else { a }
}

/// Colour of a splat, sRGB 0–1, and its opacity 0–1.
fn splat_color(splat: &Splat) -> ([f32; 3], f32) {
    let [r, g, b, alpha] = splat.color;
    let srgb = if splat.flags & SPLAT_FLAG_OKLAB != 0 {
        srgb_from_oklab_bytes([r, g, b])
    } else {
        [r, g, b].map(|channel| f32::from(channel) / 255.0)
    };
    (srgb, f32::from(alpha) / 255.0)
}

/// Zeroth real spherical harmonic, 1 / (2 √π): splat formats store (colour − ½) / this.
const SH_C0: f32 = 0.282_094_8;
