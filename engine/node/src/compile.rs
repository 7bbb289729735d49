//! Compiling off JavaScript's thread, with progress and cancel.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use gve_compile::{CompileError, CompileHost, CompileOptions, CompileProgress};
use gve_shared::{
    inspection::CompileReport,
    problem::{Diagnostic, ProblemCode},
};
use napi::{
    Env, Task,
    bindgen_prelude::{AsyncTask, Buffer},
    threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode},
};
use napi_derive::napi;

use crate::answer;

/// Asks a compile to stop. Loops in the engine look at it between blocks of work.
#[napi]
#[derive(Default)]
pub struct CancelToken {
    is_cancelled: Arc<AtomicBool>,
}

#[napi]
impl CancelToken {
    /// A token that asks for nothing yet.
    #[napi(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks the compile to stop.
    #[napi]
    pub fn cancel(&self) {
        self.is_cancelled.store(true, Ordering::Relaxed);
    }
}

/// Receives the JSON text of progress.
type ProgressCallback = ThreadsafeFunction<String, (), String, napi::Status, false>;

/// The options of a compile from their JSON text.
pub fn parse_options(json: &str) -> Result<CompileOptions, Vec<Diagnostic>> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        let pointer = if path == "." { String::new() } else { format!("/{}", path.replace('.', "/")) };
        let message = format!("the options cannot be read: {}", error.into_inner());
        vec![Diagnostic::error(ProblemCode::RequestInvalid, pointer, message)]
    })
}

/// Answer of a compile.
#[napi(object)]
pub struct CompileAnswer {
    /// The `.gve_bin` file; absent when there is none.
    pub bytes: Option<Buffer>,
    /// JSON: `{ "ok": CompileReport }` or `{ "diagnostics": Diagnostic[] }`.
    pub answer: String,
}

/// Compiles a recipe on a thread of its own.
///
/// `progress` gets the JSON text of a CompileProgress. When `cancel` is used the answer is a diagnostic with the code
/// `compile.cancelled`.
#[napi(
    ts_args_type = "recipeText: string, optionsJson: string, progress?: ((json: string) => void) | null, cancel?: CancelToken | null",
    ts_return_type = "Promise<CompileAnswer>"
)]
pub fn compile(
    recipe_text: String,
    options_json: String,
    progress: Option<ProgressCallback>,
    cancel: Option<&CancelToken>,
) -> AsyncTask<CompileTask> {
    AsyncTask::new(CompileTask { compiler: None, recipe_text, options_json, host: Host::new(progress, cancel) })
}

/// Compiles as [`compile`] does, to the same bytes, and remembers what the stages made, so that a compile after an edit
/// makes only what that has changed.
#[napi]
pub struct Compiler {
    compiler: Arc<gve_compile::Compiler>,
}

#[napi]
impl Compiler {
    /// A compiler that keeps at most this many bytes, or a default of them.
    #[napi(constructor)]
    pub fn new(capacity_bytes: Option<u32>) -> Self {
        let bytes = capacity_bytes.map_or(gve_compile::Compiler::DEFAULT_CAPACITY_BYTES, |bytes| bytes as usize);
        Self { compiler: Arc::new(gve_compile::Compiler::new(bytes)) }
    }

    /// Compiles a recipe on a thread of its own; see [`compile`].
    #[napi(
        ts_args_type = "recipeText: string, optionsJson: string, progress?: ((json: string) => void) | null, cancel?: CancelToken | null",
        ts_return_type = "Promise<CompileAnswer>"
    )]
    pub fn compile(
        &self,
        recipe_text: String,
        options_json: String,
        progress: Option<ProgressCallback>,
        cancel: Option<&CancelToken>,
    ) -> AsyncTask<CompileTask> {
        let compiler = Some(Arc::clone(&self.compiler));
        AsyncTask::new(CompileTask { compiler, recipe_text, options_json, host: Host::new(progress, cancel) })
    }

    /// Bytes that are kept now.
    #[napi(getter)]
    pub fn kept_bytes(&self) -> f64 {
        self.compiler.kept_bytes() as f64
    }
}

/// A compile that waits for a thread.
pub struct CompileTask {
    compiler: Option<Arc<gve_compile::Compiler>>,
    recipe_text: String,
    options_json: String,
    host: Host,
}

struct Host {
    progress: Option<ProgressCallback>,
    is_cancelled: Arc<AtomicBool>,
    start: Instant,
}

impl Host {
    fn new(progress: Option<ProgressCallback>, cancel: Option<&CancelToken>) -> Self {
        let is_cancelled = cancel.map_or_else(Arc::default, |token| Arc::clone(&token.is_cancelled));
        Self { progress, is_cancelled, start: Instant::now() }
    }
}

impl CompileHost for Host {
    fn progress(&self, progress: CompileProgress) {
        if let Some(callback) = &self.progress {
            let json = serde_json::to_string(&progress).expect("progress is plain data");
            // Only a process that is ending refuses a call, and nobody listens there any more.
            callback.call(json, ThreadsafeFunctionCallMode::NonBlocking);
        }
    }

    fn is_cancelled(&self) -> bool {
        self.is_cancelled.load(Ordering::Relaxed)
    }

    fn now_ms(&self) -> f64 {
        self.start.elapsed().as_secs_f64() * 1e3
    }
}

impl Task for CompileTask {
    type Output = (Option<Vec<u8>>, Result<CompileReport, Vec<Diagnostic>>);
    type JsValue = CompileAnswer;

    fn compute(&mut self) -> napi::Result<Self::Output> {
        let (text, host) = (&self.recipe_text, &self.host);
        let result =
            parse_options(&self.options_json).map_err(CompileError::Invalid).and_then(|options| match &self.compiler {
                Some(compiler) => compiler.compile(text, &options, host),
                None => gve_compile::compile(text, &options, host),
            });
        Ok(match result {
            Ok(compiled) => (Some(compiled.bytes), Ok(compiled.report)),
            Err(CompileError::Invalid(diagnostics)) => (None, Err(diagnostics)),
            Err(CompileError::Cancelled) => {
                let message = "the compile was cancelled";
                (None, Err(vec![Diagnostic::error(ProblemCode::CompileCancelled, "", message)]))
            }
        })
    }

    fn resolve(&mut self, _: Env, (bytes, result): Self::Output) -> napi::Result<CompileAnswer> {
        Ok(CompileAnswer { bytes: bytes.map(Buffer::from), answer: answer(result) })
    }
}
