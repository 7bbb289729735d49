//! The compile pipeline and the codecs for Node.
//!
//! Values of boundary types cross as JSON text and bytes as buffers; `src/index.ts` turns them into the generated types
//! of `@gve/types`. Compiles run on a thread of libuv's pool, never on JavaScript's own.
//!
//! This crate never knows HTTP or databases. Start reading at [`compile`].

// Test builds leave out the registration of exports, and with it every caller.
#![cfg_attr(test, allow(dead_code))]

mod codec;
mod compile;
mod tools;

use gve_shared::problem::Diagnostic;
use serde::Serialize;

/// What every function answers with, as JSON: `{ "ok": … }` or `{ "diagnostics": […] }`.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Answer<T> {
    Ok(T),
    Diagnostics(Vec<Diagnostic>),
}

/// The JSON text of a result.
fn answer<T: Serialize>(result: Result<T, Vec<Diagnostic>>) -> String {
    let answer = match result {
        Ok(value) => Answer::Ok(value),
        Err(diagnostics) => Answer::Diagnostics(diagnostics),
    };
    serde_json::to_string(&answer).expect("boundary types hold nothing that JSON cannot express")
}
