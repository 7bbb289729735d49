//! A `.gve_bin` taken apart: everything is decoded before anything on screen is replaced.

use gve_field::Field;
use gve_format::container::Container;
use gve_shared::container::{MeshVertex, Splat};

/// The forms that a binary holds; at least one.
#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) mesh: Option<(Vec<MeshVertex>, Vec<u32>)>,
    pub(crate) splats: Option<Vec<Splat>>,
    pub(crate) field: Option<Field>,
}

impl Package {
    /// Reads a whole binary.
    ///
    /// # Errors
    /// What is damaged, as a person reads it.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, String> {
        let container = Container::parse(bytes).map_err(|error| error.to_string())?;
        let mesh = container.mesh().map_err(|error| error.to_string())?;
        let splats = container.splats().map_err(|error| error.to_string())?;
        let field = container.sdf_bytecode().map(Field::decode).transpose().map_err(|error| error.to_string())?;
        let package = Self {
            mesh: mesh.map(|mesh| mesh.finest()),
            splats: (!splats.is_empty()).then(|| splats.iter().collect()),
            field,
        };
        if package.mesh.is_none() && package.splats.is_none() && package.field.is_none() {
            return Err("the binary holds no shape: neither mesh, splats nor field".to_owned());
        }
        Ok(package)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damaged_and_empty_binaries_are_refused_with_a_reason() {
        assert!(Package::decode(&[]).is_err());
        assert!(Package::decode(b"GVE1 and something else that is no header of such a file at all ....").is_err());
        let empty = gve_format::container::Writer::new().finish().unwrap();
        assert!(Package::decode(&empty).unwrap_err().contains("no shape"));
    }
}
