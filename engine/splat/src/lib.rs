//! gve-splat
