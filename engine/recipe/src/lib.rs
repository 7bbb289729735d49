//! Recipe text → bound tree of plain numbers.
//!
//! Parses and checks recipe JSON, evaluates variables, expressions and anchors, resolves materials, and returns a
//! [`bound::BoundRecipe`] in which nothing is symbolic any more. It never knows fields or files.

pub mod bound;
