//! gve-runtime
