//! gve-format
