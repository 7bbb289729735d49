//! gve-node
