//! gve-volume
