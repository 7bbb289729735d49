//! gve-field
