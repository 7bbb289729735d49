//! Reports about documents of older forms that were turned into recipes or binaries of today.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use typeshare::typeshare;

use crate::{compile::CompileOptions, problem::TextRange, wire::present};

/// What became of one part of an older document.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportOutcome {
    /// Carried over with the same meaning.
    Mapped,
    /// Carried over with a meaning that is near, or with a value that had to be assumed.
    Approximated,
    /// Left out.
    NotUnderstood,
}

/// What became of one part of an older document, and why.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportNote {
    pub outcome: ImportOutcome,
    /// JSON pointer (RFC 6901) of the part, or the byte offset of a part of a binary as `@1234`.
    pub pointer: String,
    /// Place in the text, where there is one.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub range: Option<TextRange>,
    /// What it was, and what it became.
    pub message: String,
}

/// What was mapped, approximated and not understood of an older document. Nothing is dropped without a note.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportReport {
    /// In the order of the document.
    pub notes: Vec<ImportNote>,
    /// Choices of a compile that the document made for itself.
    pub settings: CompileOptions,
}

/// A recipe made from an older document, with what became of it.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportedRecipe {
    /// The recipe, JSON text.
    pub recipe_text: String,
    pub report: ImportReport,
}
