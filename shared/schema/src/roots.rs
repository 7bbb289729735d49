//! The types that cross a boundary as whole documents. What they contain follows by itself.

use schemars::SchemaGenerator;

/// Declares the root types: their names, their schemas, and serde's verdict on a text.
macro_rules! roots {
    ($($module:ident :: $name:ident),+ $(,)?) => {
        /// Names of the root types in the order of the bundle.
        pub const NAMES: &[&str] = &[$(stringify!($name)),+];

        /// Adds every root type, and what it contains, to the definitions of a generator.
        pub fn register(generator: &mut SchemaGenerator) {
            $(generator.subschema_for::<gve_shared::$module::$name>();)+
        }

        /// Reads a JSON text as the root type of this name and says why serde refuses it; `None` for an unknown name.
        pub fn read(name: &str, text: &str) -> Option<Result<(), serde_json::Error>> {
            match name {
                $(stringify!($name) => Some(gve_shared::document::from_str::<gve_shared::$module::$name>(text).map(|_| ())),)+
                _ => None,
            }
        }
    };
}

roots! {
    recipe::Recipe,
    asset::AssetMetadata,
    asset::AssetDocument,
    asset::AssetDraft,
    asset::AssetChange,
    asset::AssetPage,
    asset::SampleSummary,
    asset::CacheReport,
    material::MaterialSpec,
    material::ImpactProperties,
    compile::CompileRequest,
    compile::CompileOptions,
    compile::CompileProgress,
    compile::CompileResult,
    compile::CompileStatus,
    event::EventMessage,
    import::ImportReport,
    import::ImportedRecipe,
    inspection::BoundVariable,
    inspection::CompileReport,
    inspection::InspectionReport,
    problem::Diagnostic,
    problem::ProblemDetails,
    service::ServiceStatus,
}
