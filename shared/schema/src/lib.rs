//! Turns `gve-shared` into `generated/`.
