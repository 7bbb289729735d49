//! The six stages in order.

use gve_field::{
    Field,
    control::{Cancelled, StageControl},
    scatter::FieldSurfaces,
};
use gve_format::container::{TextureInfo, Writer};
use gve_recipe::{
    Expanded, Surroundings,
    bound::{BoundMaterial, BoundPhysics, BoundRecipe},
    material_library,
    surroundings::AssetLibrary,
};
use gve_shared::{
    compile::{CompileOptions, CompileSettings, CompileStage, StageTiming},
    inspection::{BinaryMetadata, BoundVariable, BoundingBox, CompileReport, MassProperties, MaterialRecord},
    physics::Collider,
    problem::{Diagnostic, ProblemCode},
    recipe::{Recipe, Variable},
    value::Scalar,
};
use gve_sound::SoundPatch;
use gve_splat::Splat;
use gve_volume::{Samples, Volume};
use sha2::{Digest, Sha256};

use crate::{
    cache::StageCache,
    canonical::{COMPILER_BUILD, CacheKey, hexadecimal, key_of},
    collider, descriptor,
    host::{Attended, CompileHost, Overall},
    mesh_section::Shell,
    settings::settings,
    sound::sound_patch,
    stages::Stages,
};

/// A finished compile.
#[derive(Debug, Clone, PartialEq)]
pub struct Compiled {
    /// The whole `.gve_bin` file.
    pub bytes: Vec<u8>,
    /// Hashes, size and timings.
    pub report: CompileReport,
}

/// Why there is no result.
#[derive(Debug, Clone, PartialEq)]
pub enum CompileError {
    /// The recipe or an option is wrong; at least one diagnostic.
    Invalid(Vec<Diagnostic>),
    /// The caller asked to stop.
    Cancelled,
}

impl std::fmt::Display for CompileError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Invalid(diagnostics) => {
                let first = diagnostics.first().map_or("unknown reason", |diagnostic| diagnostic.message.as_str());
                write!(formatter, "the recipe cannot be compiled: {first}")
            }
            Self::Cancelled => formatter.write_str("the compile was cancelled"),
        }
    }
}

impl std::error::Error for CompileError {}

impl From<Cancelled> for CompileError {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

impl From<Vec<Diagnostic>> for CompileError {
    fn from(diagnostics: Vec<Diagnostic>) -> Self {
        Self::Invalid(diagnostics)
    }
}

impl From<Diagnostic> for CompileError {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Invalid(vec![diagnostic])
    }
}

/// Compiles a recipe.
///
/// # Errors
/// [`CompileError::Invalid`] when the recipe or an option is wrong, with places in the text where they are known;
/// [`CompileError::Cancelled`] soon after `host` says so.
pub fn compile(recipe_text: &str, options: &CompileOptions, host: &dyn CompileHost) -> Result<Compiled, CompileError> {
    compile_with(recipe_text, options, host, None)
}

/// Compiles a recipe; `cache` has what stages made before.
pub(crate) fn compile_with(
    recipe_text: &str,
    options: &CompileOptions,
    host: &dyn CompileHost,
    cache: Option<&StageCache>,
) -> Result<Compiled, CompileError> {
    let mut run = Run { host, overall: Overall::new(host), timings: Vec::with_capacity(6) };
    let prepared = run.stage(CompileStage::MathJit, |_| prepare(recipe_text, options))?;
    let Prepared { recipe, field, settings, .. } = &prepared;
    let stages = Stages::new(field, settings, cache);
    let volume = run.stage(CompileStage::VolumeBake, |control| Ok(stages.volume(control)?))?;
    let shell = run.stage(CompileStage::ShellGen, |control| {
        let shell = stages.shell(control)?;
        if shell.indices.is_empty() { Err(nothing_left().into()) } else { Ok(shell) }
    })?;
    let splats = run.stage(CompileStage::SplatTrain, |control| Ok(stages.splats(control)?))?;
    let (metadata, sound) = run.stage(CompileStage::Indexing, |control| {
        let mass = stages.mass(&volume, control)?;
        let bounds = shell.bounds();
        let descriptor = descriptor::describe(&shell, &mass, bounds);
        let sound = sound_patch(recipe, &shell, &mass);
        let collider = collider::fit(&recipe.physics, &shell);
        Ok((metadata(&prepared, mass, bounds, collider, descriptor), sound))
    })?;
    let (bytes, content_hash) = run.stage(CompileStage::Writing, |control| {
        let contents = Contents { field, volume: &volume, shell: &shell, splats: &splats, sound: sound.as_ref() };
        let bytes = write(&contents, &metadata, control)?;
        let content_hash = hash(&bytes, control)?;
        Ok((bytes, content_hash))
    })?;
    run.overall.finish();
    debug_assert_eq!(recipe.materials.len(), metadata.materials.len());
    let report = CompileReport {
        content_hash,
        cache_key: metadata.cache_key,
        recipe_hash: metadata.recipe_hash,
        size_bytes: bytes.len() as u32,
        stages: run.timings,
        diagnostics: Vec::new(),
    };
    Ok(Compiled { bytes, report })
}

/// Bytes hashed between two questions whether to stop.
const HASHED_AT_ONCE: usize = 4 << 20;

/// SHA-256 of a file that may be large, as hexadecimal digits.
fn hash(bytes: &[u8], control: &dyn StageControl) -> Result<String, Cancelled> {
    let mut hasher = Sha256::new();
    for part in bytes.chunks(HASHED_AT_ONCE) {
        if control.is_cancelled() {
            return Err(Cancelled);
        }
        hasher.update(part);
    }
    Ok(hexadecimal(&hasher.finalize()))
}

/// Runs stages one after the other and takes their times.
struct Run<'h> {
    host: &'h dyn CompileHost,
    overall: Overall<'h>,
    timings: Vec<StageTiming>,
}

impl Run<'_> {
    fn stage<T>(
        &mut self,
        stage: CompileStage,
        work: impl FnOnce(&Attended<'_>) -> Result<T, CompileError>,
    ) -> Result<T, CompileError> {
        if self.host.is_cancelled() {
            return Err(CompileError::Cancelled);
        }
        self.overall.enter(stage);
        let start_ms = self.host.now_ms();
        let result = work(&Attended { overall: &self.overall, stage })?;
        self.timings.push(StageTiming { stage, duration_ms: self.host.now_ms() - start_ms });
        // A result that nobody wants any more is not handed over, however late the wish came.
        if self.host.is_cancelled() { Err(CompileError::Cancelled) } else { Ok(result) }
    }
}

/// What the first stage makes.
struct Prepared {
    recipe: BoundRecipe,
    field: Field,
    settings: CompileSettings,
    key: CacheKey,
}

fn prepare(recipe_text: &str, options: &CompileOptions) -> Result<Prepared, CompileError> {
    let settings = settings(options)?;
    let recipe = bind(recipe_text, options)?;
    let field = Field::lower(&recipe).map_err(|diagnostic| located(recipe_text, vec![diagnostic]))?;
    let key = key_of(&recipe, &settings);
    Ok(Prepared { recipe, field, settings, key })
}

/// Parses and binds; diagnostics carry their places in the text.
pub(crate) fn bind(recipe_text: &str, options: &CompileOptions) -> Result<BoundRecipe, Vec<Diagnostic>> {
    let recipe = gve_recipe::parse(recipe_text)?;
    let library: AssetLibrary = options.assets.iter().collect();
    gve_recipe::bind_within(&recipe, &options.variables, &surroundings(&library))
        .map_err(|diagnostics| located(recipe_text, diagnostics))
}

/// A library, and surfaces of fields.
fn surroundings(library: &AssetLibrary) -> Surroundings<'_> {
    Surroundings { assets: library, surfaces: &FieldSurfaces }
}

/// Writes the nodes that macros stand for into a recipe's text: of all macros, or of the one with an id or JSON pointer.
///
/// # Errors
/// The diagnostics of binding, and `recipe.unknown_node` when there is no such macro.
pub fn expand(recipe_text: &str, options: &CompileOptions, node: Option<&str>) -> Result<Expanded, Vec<Diagnostic>> {
    let library: AssetLibrary = options.assets.iter().collect();
    gve_recipe::expand(recipe_text, &options.variables, node, &surroundings(&library))
}

fn located(recipe_text: &str, mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    gve_recipe::locate(recipe_text, &mut diagnostics);
    diagnostics
}

/// Checks a recipe and its options as far as that goes without building it.
///
/// # Errors
/// The diagnostics that [`compile`] would give before its second stage.
pub fn validate(recipe_text: &str, options: &CompileOptions) -> Result<(), Vec<Diagnostic>> {
    match prepare(recipe_text, options) {
        Err(CompileError::Invalid(diagnostics)) => Err(diagnostics),
        _ => Ok(()),
    }
}

/// Variables of a recipe with their values and the limits of their sliders, in order of name.
///
/// # Errors
/// The diagnostics of parsing and binding.
pub fn variables(recipe_text: &str, options: &CompileOptions) -> Result<Vec<BoundVariable>, Vec<Diagnostic>> {
    let Recipe { variables, .. } = gve_recipe::parse(recipe_text)?;
    let bound = bind(recipe_text, options)?;
    let described = bound.variables.into_iter().filter_map(|(name, value)| {
        let variable = variables.get(&name)?;
        Some(describe_variable(name, value, variable))
    });
    Ok(described.collect())
}

fn describe_variable(name: String, value: f64, variable: &Variable) -> BoundVariable {
    let Variable { value: written, soft_min, soft_max, min, max, step, unit, doc } = variable.clone();
    let adjustable = matches!(written, Scalar::Number(_));
    BoundVariable { name, value, adjustable, soft_min, soft_max, min, max, step, unit, doc }
}

fn nothing_left() -> Diagnostic {
    let message = "nothing is left of the shape: no surface lies in its bounds";
    Diagnostic::error(ProblemCode::RecipeEmpty, "/root_node", message).with_hint(
        "Look for a difference or an intersection that removes everything, or a part thinner than a mesh cell.",
    )
}

fn metadata(
    prepared: &Prepared,
    mass: MassProperties,
    bounds: BoundingBox,
    collider: Collider,
    descriptor: Vec<f32>,
) -> BinaryMetadata {
    let Prepared { recipe, settings, key, .. } = prepared;
    let BoundPhysics { body, friction, restitution, .. } = recipe.physics;
    BinaryMetadata {
        body,
        collider: Some(collider),
        friction: friction.map(|friction| friction as f32),
        restitution: restitution.map(|restitution| restitution as f32),
        mass,
        name: recipe.name.clone(),
        bounds,
        settings: *settings,
        cache_key: key.cache_key.clone(),
        materials: recipe.materials.iter().map(material_record).collect(),
        variables: recipe.variables.iter().cloned().collect(),
        descriptor,
        recipe_hash: key.recipe_hash.clone(),
        compiler_build: COMPILER_BUILD.to_owned(),
    }
}

fn material_record(material: &BoundMaterial) -> MaterialRecord {
    let library = material_library::find(&material.spec_id);
    MaterialRecord {
        spec_id: material.spec_id.clone(),
        emissive: material.emissive,
        metallic: material.metallic,
        roughness: material.roughness,
        density_kg_m3: material.density_kg_m3,
        base_color_srgb: material.base_color_srgb,
        friction: library.map(|entry| entry.friction),
        restitution: library.map(|entry| entry.restitution),
    }
}

/// What goes into a file besides the metadata.
struct Contents<'c> {
    field: &'c Field,
    volume: &'c Volume,
    shell: &'c Shell,
    splats: &'c [Splat],
    sound: Option<&'c SoundPatch>,
}

/// The file. Between its large sections `control` is asked whether anybody still wants it.
fn write(
    contents: &Contents<'_>,
    metadata: &BinaryMetadata,
    control: &dyn StageControl,
) -> Result<Vec<u8>, CompileError> {
    let Contents { field, volume, shell, splats, sound } = *contents;
    let info = TextureInfo {
        dimensions: volume.dimensions,
        bounds_min: volume.bounds.min,
        bounds_max: volume.bounds.max,
        band_m: volume.band_m,
    };
    let mut writer = Writer::new();
    // Small sections first, so that a reader of the first bytes of a transfer can show what comes.
    writer.metadata(metadata);
    sound.into_iter().for_each(|sound| writer.sound(sound));
    writer.sdf_bytecode(&field.encode());
    writer.splats(splats);
    control.proceed()?;
    writer.mesh(&shell.vertices, &shell.indices, &shell.levels);
    control.proceed()?;
    match &volume.samples {
        Samples::Dense(samples) => writer.texture(&info, samples),
        Samples::Sparse(bricks) => writer.sparse_texture(&info, bricks.index(), bricks.stored()),
    }
    control.proceed()?;
    let too_large = |error: gve_format::EncodeError| {
        Diagnostic::error(ProblemCode::CompileFailed, "", error.to_string())
            .with_hint("Lower the volume resolution, the mesh depth or the number of splats.")
    };
    Ok(writer.finish().map_err(too_large)?)
}
