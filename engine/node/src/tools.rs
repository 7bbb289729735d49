//! What else one asks about recipes and files.

use gve_format::{
    container::{self, Container},
    export::{ExportError, ExportFormat},
};
use gve_recipe::{dna, material_library};
use gve_shared::problem::{Diagnostic, ProblemCode};
use napi::bindgen_prelude::{Buffer, Float32Array};
use napi_derive::napi;

use crate::{answer, compile::parse_options};

/// Identity of the compiler: part of every cache key.
#[napi]
pub fn compiler_build() -> &'static str {
    gve_compile::COMPILER_BUILD
}

/// Checks a recipe without compiling it; answers with the list of Diagnostic, empty for a good one.
#[napi]
pub fn validate(recipe_text: String, options_json: String) -> String {
    let result = parse_options(&options_json).and_then(|options| gve_compile::validate(&recipe_text, &options));
    answer::<Vec<Diagnostic>>(Ok(result.err().unwrap_or_default()))
}

/// Turns a document of the older public form into a recipe; answers with ImportedRecipe.
#[napi]
pub fn import_document(text: String) -> String {
    answer(dna::import(&text).map(dna::Import::document))
}

/// Variables of a recipe with values and limits; answers with BoundVariable[].
#[napi]
pub fn variables(recipe_text: String, options_json: String) -> String {
    answer(parse_options(&options_json).and_then(|options| gve_compile::variables(&recipe_text, &options)))
}

/// Writes the nodes that macros stand for into a recipe's text, of all of them or of one by id or JSON pointer; answers
/// with `{ text, expanded }`.
#[napi]
pub fn expand(recipe_text: String, options_json: String, node: Option<String>) -> String {
    #[derive(serde::Serialize)]
    struct Expanded {
        text: String,
        expanded: Vec<String>,
    }
    let expanded =
        parse_options(&options_json).and_then(|options| gve_compile::expand(&recipe_text, &options, node.as_deref()));
    answer(expanded.map(|found| Expanded { text: found.text, expanded: found.expanded }))
}

/// Ids of the assets that a recipe's instances name; answers with string[].
#[napi]
pub fn instances(recipe_text: String) -> String {
    answer(Ok(gve_recipe::surroundings::assets_named_in(&recipe_text)))
}

/// Recipe hash and cache key of a compile; answers with `{ recipe_hash, cache_key }`.
#[napi]
pub fn cache_key(recipe_text: String, options_json: String) -> String {
    #[derive(serde::Serialize)]
    struct Key {
        recipe_hash: String,
        cache_key: String,
    }
    let key = parse_options(&options_json).and_then(|options| gve_compile::cache_key(&recipe_text, &options));
    answer(key.map(|key| Key { recipe_hash: key.recipe_hash, cache_key: key.cache_key }))
}

/// The material library; answers with MaterialSpec[].
#[napi]
pub fn materials() -> String {
    answer(Ok(material_library::entries()))
}

/// What a collision of two materials of the library excites, by id or alias; answers with ImpactProperties.
#[napi]
pub fn impact(struck: String, striking: String) -> String {
    let find = |name: &str| {
        material_library::find(name).ok_or_else(|| {
            let message = format!("there is no material {name:?}");
            let problem = Diagnostic::error(ProblemCode::MaterialUnknown, "", message);
            vec![problem.with_hint("`materials()` lists them all.")]
        })
    };
    answer(find(&struck).and_then(|struck| Ok(material_library::impact(struck, find(&striking)?))))
}

/// Checks a `.gve_bin` file; answers with InspectionReport.
#[napi]
pub fn inspect(bytes: &[u8]) -> String {
    answer(container::inspect(bytes).map_err(|error| vec![error.diagnostic()]))
}

/// Samples of a blow, or why there are none.
#[napi(object)]
pub struct SoundAnswer {
    /// Mono, each from −1 to 1.
    pub samples: Option<Float32Array>,
    /// JSON: `{ "ok": null }` or `{ "diagnostics": Diagnostic[] }`.
    pub answer: String,
}

/// The sound of a blow on the asset of a `.gve_bin` file by a material, given by id or alias.
#[napi]
pub fn render_sound(bytes: &[u8], against: String, velocity_m_per_s: f64, sample_rate_hz: u32) -> SoundAnswer {
    let request = gve_compile::SoundRequest { against: &against, velocity_m_per_s, sample_rate_hz };
    match gve_compile::render_sound(bytes, &request) {
        Ok(samples) => SoundAnswer { samples: Some(Float32Array::new(samples)), answer: answer(Ok(())) },
        Err(problem) => SoundAnswer { samples: None, answer: answer::<()>(Err(vec![problem])) },
    }
}

/// An exported file, or why there is none.
#[napi(object)]
pub struct ExportAnswer {
    /// The exported file.
    pub bytes: Option<Buffer>,
    /// JSON: `{ "ok": null }` or `{ "diagnostics": Diagnostic[] }`.
    pub answer: String,
}

/// Exports a `.gve_bin` file in a format by its name; `stem` names the material library beside an OBJ.
#[napi]
pub fn export_file(bytes: &[u8], format: String, stem: String) -> ExportAnswer {
    let Some(format) = ExportFormat::from_name(&format) else {
        let names = ExportFormat::ALL.map(ExportFormat::name).join(", ");
        let diagnostic =
            Diagnostic::error(ProblemCode::RequestInvalid, "", format!("there is no export format {format:?}"))
                .with_hint(format!("Choose one of {names}."));
        return ExportAnswer { bytes: None, answer: answer::<()>(Err(vec![diagnostic])) };
    };
    let result =
        Container::parse(bytes).map_err(ExportError::from).and_then(|container| format.bytes(&container, &stem));
    match result {
        Ok(file) => ExportAnswer { bytes: Some(file.into()), answer: answer(Ok(())) },
        Err(error) => ExportAnswer { bytes: None, answer: answer::<()>(Err(vec![export_diagnostic(&error)])) },
    }
}

fn export_diagnostic(error: &ExportError) -> Diagnostic {
    match error {
        ExportError::Decode(error) => error.diagnostic(),
        ExportError::Encode(_) => Diagnostic::error(ProblemCode::RequestTooLarge, "", error.to_string()),
        ExportError::Write(_) | ExportError::Cancelled => {
            Diagnostic::error(ProblemCode::Internal, "", error.to_string())
        }
        ExportError::Missing(_) => Diagnostic::error(ProblemCode::BinaryBadSection, "", error.to_string())
            .with_hint("Compile the recipe again with this part included."),
    }
}
