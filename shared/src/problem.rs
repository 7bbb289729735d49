//! Problems: one stable code each, rendered alike by command line, API and editor.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use typeshare::typeshare;

use crate::wire::{present, whole};

/// How bad a diagnostic is.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Error,
    Warning,
    Info,
}

/// Stable code of a problem. `docs/problems.md` explains each; a test holds code and document together.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub enum ProblemCode {
    #[serde(rename = "recipe.syntax")]
    RecipeSyntax,
    #[serde(rename = "recipe.too_large")]
    RecipeTooLarge,
    #[serde(rename = "recipe.too_deep")]
    RecipeTooDeep,
    #[serde(rename = "recipe.too_many_nodes")]
    RecipeTooManyNodes,
    #[serde(rename = "recipe.unknown_key")]
    RecipeUnknownKey,
    #[serde(rename = "recipe.missing_key")]
    RecipeMissingKey,
    #[serde(rename = "recipe.duplicate_key")]
    RecipeDuplicateKey,
    #[serde(rename = "recipe.wrong_type")]
    RecipeWrongType,
    #[serde(rename = "recipe.unknown_variant")]
    RecipeUnknownVariant,
    #[serde(rename = "recipe.out_of_range")]
    RecipeOutOfRange,
    #[serde(rename = "recipe.non_finite")]
    RecipeNonFinite,
    #[serde(rename = "recipe.duplicate_id")]
    RecipeDuplicateId,
    #[serde(rename = "recipe.empty")]
    RecipeEmpty,
    #[serde(rename = "recipe.unbounded")]
    RecipeUnbounded,
    #[serde(rename = "recipe.path")]
    RecipePath,
    #[serde(rename = "recipe.image")]
    RecipeImage,
    #[serde(rename = "recipe.letter")]
    RecipeLetter,
    #[serde(rename = "recipe.older_form")]
    RecipeOlderForm,
    #[serde(rename = "recipe.unknown_node")]
    RecipeUnknownNode,
    #[serde(rename = "instance.not_found")]
    InstanceNotFound,
    #[serde(rename = "instance.no_version")]
    InstanceNoVersion,
    #[serde(rename = "instance.cycle")]
    InstanceCycle,
    #[serde(rename = "expression.syntax")]
    ExpressionSyntax,
    #[serde(rename = "expression.unknown_name")]
    ExpressionUnknownName,
    #[serde(rename = "expression.unknown_anchor")]
    ExpressionUnknownAnchor,
    #[serde(rename = "expression.cycle")]
    ExpressionCycle,
    #[serde(rename = "expression.division_by_zero")]
    ExpressionDivisionByZero,
    #[serde(rename = "expression.non_finite")]
    ExpressionNonFinite,
    #[serde(rename = "expression.type")]
    ExpressionType,
    #[serde(rename = "variable.out_of_range")]
    VariableOutOfRange,
    #[serde(rename = "variable.bad_name")]
    VariableBadName,
    #[serde(rename = "material.unknown")]
    MaterialUnknown,
    #[serde(rename = "compile.cancelled")]
    CompileCancelled,
    #[serde(rename = "compile.crashed")]
    CompileCrashed,
    #[serde(rename = "compile.failed")]
    CompileFailed,
    #[serde(rename = "compile.timed_out")]
    CompileTimedOut,
    #[serde(rename = "compile.unavailable")]
    CompileUnavailable,
    #[serde(rename = "binary.truncated")]
    BinaryTruncated,
    #[serde(rename = "binary.bad_magic")]
    BinaryBadMagic,
    #[serde(rename = "binary.unsupported_version")]
    BinaryUnsupportedVersion,
    #[serde(rename = "binary.bad_checksum")]
    BinaryBadChecksum,
    #[serde(rename = "binary.bad_section")]
    BinaryBadSection,
    #[serde(rename = "frame.truncated")]
    FrameTruncated,
    #[serde(rename = "frame.length_mismatch")]
    FrameLengthMismatch,
    #[serde(rename = "frame.unknown_type")]
    FrameUnknownType,
    #[serde(rename = "frame.bad_payload")]
    FrameBadPayload,
    #[serde(rename = "asset.not_found")]
    AssetNotFound,
    #[serde(rename = "asset.version_conflict")]
    AssetVersionConflict,
    #[serde(rename = "asset.name_clash")]
    AssetNameClash,
    #[serde(rename = "asset.bad_name")]
    AssetBadName,
    #[serde(rename = "request.invalid")]
    RequestInvalid,
    #[serde(rename = "request.too_large")]
    RequestTooLarge,
    #[serde(rename = "request.bad_origin")]
    RequestBadOrigin,
    #[serde(rename = "request.unauthorized")]
    RequestUnauthorized,
    #[serde(rename = "request.precondition_required")]
    RequestPreconditionRequired,
    #[serde(rename = "request.not_found")]
    RequestNotFound,
    #[serde(rename = "cache.missing")]
    CacheMissing,
    #[serde(rename = "cache.corrupt")]
    CacheCorrupt,
    #[serde(rename = "storage.failed")]
    StorageFailed,
    #[serde(rename = "internal")]
    Internal,
}

/// Place in a text.
#[typeshare]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TextRange {
    /// Line, from 1.
    #[serde(deserialize_with = "whole")]
    pub line: u32,
    /// Column in UTF-16 code units, from 1.
    #[serde(deserialize_with = "whole")]
    pub column: u32,
    /// First character, as an offset in UTF-16 code units from the start of the text.
    #[serde(deserialize_with = "whole")]
    pub start: u32,
    /// End, exclusive, as an offset in UTF-16 code units.
    #[serde(deserialize_with = "whole")]
    pub end: u32,
}

/// One problem found in somebody's input: what, where, why, and what to do.
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Diagnostic {
    pub code: ProblemCode,
    pub severity: Severity,
    /// JSON pointer (RFC 6901) of the value it speaks of; empty for the whole document.
    pub pointer: String,
    /// Place in the text, where the text is known.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub range: Option<TextRange>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl Diagnostic {
    /// An error at a JSON pointer.
    pub fn error(code: ProblemCode, pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            pointer: pointer.into(),
            range: None,
            message: message.into(),
            hint: None,
        }
    }

    /// The same diagnostic with advice.
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// Body of an HTTP error, RFC 9457 (`application/problem+json`).
#[typeshare]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProblemDetails {
    /// URI of the problem type: `/problems/` and the code.
    #[serde(rename = "type")]
    pub problem_type: String,
    /// Stable code.
    pub code: ProblemCode,
    /// Short text that is the same for every occurrence.
    pub title: String,
    /// HTTP status.
    #[serde(deserialize_with = "whole")]
    pub status: u16,
    /// What happened this time.
    pub detail: String,
    /// What to do about it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Findings in the input, if it was the input.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub diagnostics: Vec<Diagnostic>,
}
