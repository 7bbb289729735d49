//! gve-compile
