//! Standard formats made from what a `.gve_bin` file holds.
//!
//! Axes stay as they are: right-handed, +Y up, metres.

mod color;
mod glb;
mod ply;
mod stl;

pub use glb::glb;
pub use ply::ply;
pub use stl::stl;

use gve_shared::inspection::SectionName;

use crate::{
    DecodeError, EncodeError,
    container::{Container, MeshView},
};

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
}

fn mesh_of<'a>(container: &Container<'a>) -> Result<MeshView<'a>, ExportError> {
    container.mesh()?.ok_or(ExportError::Missing(SectionName::ShellMesh))
}
