//! gve-render
