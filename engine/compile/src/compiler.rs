//! A compiler that remembers.

use gve_shared::compile::CompileOptions;

use crate::{
    cache::StageCache,
    host::CompileHost,
    pipeline::{CompileError, Compiled, compile_with},
};

/// Compiles as [`compile`](crate::compile) does, to the same bytes, and keeps what the stages made: after an edit only
/// those are run again whose input has changed, and only for the space that it has changed.
///
/// It may be shared between threads. A cancelled compile leaves what was kept before.
#[derive(Debug)]
pub struct Compiler {
    cache: StageCache,
}

impl Compiler {
    /// Enough for a few versions of an asset with default options.
    pub const DEFAULT_CAPACITY_BYTES: usize = 128 << 20;

    /// A compiler that keeps at most this many bytes.
    pub fn new(capacity_bytes: usize) -> Self {
        Self { cache: StageCache::new(capacity_bytes) }
    }

    /// Compiles a recipe.
    ///
    /// # Errors
    /// As [`compile`](crate::compile).
    pub fn compile(
        &self,
        recipe_text: &str,
        options: &CompileOptions,
        host: &dyn CompileHost,
    ) -> Result<Compiled, CompileError> {
        compile_with(recipe_text, options, host, Some(&self.cache))
    }

    /// Bytes that are kept now.
    pub fn kept_bytes(&self) -> usize {
        self.cache.byte_count()
    }

    /// Forgets everything.
    pub fn clear(&self) {
        self.cache.clear();
    }
}

impl Default for Compiler {
    fn default() -> Self {
        Self::new(Self::DEFAULT_CAPACITY_BYTES)
    }
}
