//! gve-mesh
