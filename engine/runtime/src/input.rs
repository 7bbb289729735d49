//! Reading recipes and binaries.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use gve_compile::{CompileError, CompileOptions, Compiled, Expanded, LibraryAsset};
use gve_field::{Field, scatter::FieldSurfaces};
use gve_recipe::{Surroundings, dna, surroundings::AssetLibrary};
use gve_shared::{
    import::{ImportReport, ImportedRecipe},
    problem::{Diagnostic, ProblemCode},
    recipe::MAX_RECIPE_BYTES,
};

use crate::{cli::BuildArguments, failure::Failure, files, library, progress::Attended, report::Terminal};

/// Largest binary that is read: the limit of the format.
pub(crate) const MAX_BINARY_BYTES: u64 = u32::MAX as u64;

/// A recipe's text with the name that messages call it by.
#[derive(Debug)]
pub(crate) struct RecipeText {
    pub(crate) name: String,
    pub(crate) text: String,
    /// What became of the document that the recipe was imported from, if it was.
    pub(crate) report: Option<ImportReport>,
    /// Where it was read from, where its instances are looked for.
    folder: Option<PathBuf>,
}

/// What a file turned out to be.
#[derive(Debug)]
pub(crate) enum Input {
    Recipe(RecipeText),
    Binary { name: String, bytes: Vec<u8> },
}

impl Input {
    /// Reads a file or standard input and tells recipe from binary by its first bytes.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let bytes = read(path, MAX_BINARY_BYTES)?;
        let name = display_name(path);
        if bytes.starts_with(b"GVE1") || path.extension().is_some_and(|extension| extension == "gve_bin") {
            return Ok(Self::Binary { name, bytes });
        }
        let recipe = RecipeText::from_bytes(name, bytes)?;
        Ok(Self::Recipe(RecipeText { folder: folder_of(path), ..recipe }))
    }

    /// The binary: as read, or compiled now.
    pub(crate) fn into_binary(
        self,
        settings: &BuildArguments,
        terminal: &Terminal,
    ) -> Result<(String, Vec<u8>), Failure> {
        match self {
            Self::Binary { name, bytes } => {
                refuse_settings(settings)?;
                Ok((name, bytes))
            }
            Self::Recipe(recipe) => {
                let compiled = recipe.compile(settings, terminal)?;
                Ok((recipe.name, compiled.bytes))
            }
        }
    }

    /// The field: from the recipe, or from the binary's bytecode.
    pub(crate) fn field(&self, settings: &BuildArguments) -> Result<Field, Failure> {
        match self {
            Self::Recipe(recipe) => recipe.field(&settings.overrides(), settings.assets.as_deref()),
            Self::Binary { name, bytes } => {
                refuse_settings(settings)?;
                let container = gve_format::container::Container::parse(bytes)
                    .map_err(|error| binary_failure(name, error.diagnostic()))?;
                let bytecode = container.sdf_bytecode().ok_or_else(|| {
                    let problem =
                        Diagnostic::error(ProblemCode::BinaryBadSection, "", "the file holds no distance field");
                    binary_failure(name, problem.with_hint("Draw it with --mode mesh or --mode splats."))
                })?;
                Field::decode(bytecode).map_err(|error| {
                    let problem = Diagnostic::error(ProblemCode::BinaryBadSection, "", error.to_string());
                    binary_failure(name, problem.with_hint("The file is damaged: compile the recipe again."))
                })
            }
        }
    }
}

impl RecipeText {
    /// Reads a recipe, at most one byte more than is allowed, so that the size itself is judged like any other problem.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let recipe = Self::from_bytes(display_name(path), read(path, MAX_RECIPE_BYTES as u64 + 1)?)?;
        Ok(Self { folder: folder_of(path), ..recipe })
    }

    /// A recipe as it is written, or the recipe that a document of an older form becomes.
    fn from_bytes(name: String, bytes: Vec<u8>) -> Result<Self, Failure> {
        let written = Self::as_written(name, bytes)?;
        if !dna::is_dna(&written.text) {
            return Ok(written);
        }
        let import = dna::import(&written.text).map_err(|problems| written.failure(problems))?;
        Ok(Self::converted(&written.name, import.document()))
    }

    /// The text of a recipe that was imported.
    pub(crate) fn converted(name: &str, import: ImportedRecipe) -> Self {
        Self {
            name: format!("{name} (converted)"),
            text: import.recipe_text,
            report: Some(import.report),
            folder: None,
        }
    }

    /// A text, whatever it holds.
    pub(crate) fn as_written(name: String, bytes: Vec<u8>) -> Result<Self, Failure> {
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Self { name, text, report: None, folder: None }),
            Err(error) => {
                let offset = error.utf8_error().valid_up_to();
                let message = format!("the recipe is no UTF-8 text: byte {offset} does not fit");
                let problem = Diagnostic::error(ProblemCode::RecipeSyntax, "", message)
                    .with_hint("Save the file as UTF-8, or choose a recipe file.");
                Err(Failure::Input { diagnostics: vec![problem], name, text: None })
            }
        }
    }

    /// Findings about this text.
    pub(crate) fn failure(&self, diagnostics: Vec<Diagnostic>) -> Failure {
        Failure::Input { diagnostics, name: self.name.clone(), text: Some(self.text.clone()) }
    }

    /// Compiles with progress on the terminal and an ear for Ctrl-C.
    pub(crate) fn compile(&self, settings: &BuildArguments, terminal: &Terminal) -> Result<Compiled, Failure> {
        let host = Attended::new(terminal);
        let outcome = gve_compile::compile(&self.text, &self.options(settings)?, &host);
        host.finish();
        outcome.map_err(|error| match error {
            CompileError::Invalid(diagnostics) => self.failure(diagnostics),
            CompileError::Cancelled => Failure::Cancelled,
        })
    }

    /// The choices of the command line, over those that an imported document made for itself.
    fn options(&self, settings: &BuildArguments) -> Result<CompileOptions, Failure> {
        let assets = self.assets(settings.assets.as_deref())?;
        let given = CompileOptions { assets, ..settings.options() };
        let Some(own) = self.report.as_ref().map(|report| &report.settings) else { return Ok(given) };
        Ok(CompileOptions {
            volume_resolution: given.volume_resolution.or(own.volume_resolution),
            mesh_depth: given.mesh_depth.or(own.mesh_depth),
            mesh_levels: given.mesh_levels.or(own.mesh_levels),
            volume_layout: given.volume_layout.or(own.volume_layout),
            splat_count: given.splat_count.or(own.splat_count),
            splat_iterations: given.splat_iterations.or(own.splat_iterations),
            ..given
        })
    }

    /// The assets that it names, from its own folder and another one.
    fn assets(&self, folder: Option<&Path>) -> Result<Vec<LibraryAsset>, Failure> {
        let folders: Vec<&Path> = folder.into_iter().chain(self.folder.as_deref()).collect();
        library::gather(&self.text, &folders)
    }

    /// The recipe with its macros, or one of them, written out.
    pub(crate) fn expand(
        &self,
        overrides: &BTreeMap<String, f64>,
        folder: Option<&Path>,
        node: Option<&str>,
    ) -> Result<Expanded, Failure> {
        let options =
            CompileOptions { variables: overrides.clone(), assets: self.assets(folder)?, ..CompileOptions::default() };
        gve_compile::expand(&self.text, &options, node).map_err(|problems| self.failure(problems))
    }

    /// The field alone, which takes a millisecond.
    pub(crate) fn field(&self, overrides: &BTreeMap<String, f64>, folder: Option<&Path>) -> Result<Field, Failure> {
        let assets: AssetLibrary = self.assets(folder)?.iter().collect();
        let surroundings = Surroundings { assets: &assets, surfaces: &FieldSurfaces };
        let bound = gve_recipe::parse_and_bind_within(&self.text, overrides, &surroundings)
            .map_err(|problems| self.failure(problems))?;
        Field::lower(&bound).map_err(|problem| {
            let mut problems = vec![problem];
            gve_recipe::locate(&self.text, &mut problems);
            self.failure(problems)
        })
    }
}

impl BuildArguments {
    pub(crate) fn overrides(&self) -> BTreeMap<String, f64> {
        self.variables.iter().cloned().collect()
    }

    pub(crate) fn options(&self) -> CompileOptions {
        CompileOptions {
            volume_resolution: self.resolution,
            mesh_depth: self.depth,
            mesh_levels: self.mesh_levels,
            volume_layout: self.volume_layout,
            splat_count: self.splats,
            splat_iterations: self.splat_iterations,
            variables: self.overrides(),
            assets: Vec::new(),
        }
    }
}

/// A binary is built already: settings that it cannot follow are refused rather than ignored.
fn refuse_settings(settings: &BuildArguments) -> Result<(), Failure> {
    let given = settings.options();
    if given == CompileOptions::default() {
        return Ok(());
    }
    Err(Failure::Usage {
        message: "--set, --resolution, --depth and --splats need a recipe; this file is compiled already".to_owned(),
        hint: "Name the recipe file instead, or leave them out.".to_owned(),
    })
}

/// A finding about a binary.
pub(crate) fn binary_failure(name: &str, problem: Diagnostic) -> Failure {
    Failure::Input { diagnostics: vec![problem], name: name.to_owned(), text: None }
}

/// Reads at most `limit` bytes of a file or of standard input.
pub(crate) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let outcome = if files::is_stream(path) {
        io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    outcome.map_err(|error| Failure::reading(path, &error))?;
    Ok(bytes)
}

/// Folder of a file; none for standard input.
fn folder_of(path: &Path) -> Option<PathBuf> {
    let folder = (!files::is_stream(path)).then(|| path.parent()).flatten()?;
    Some(if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_owned() })
}

pub(crate) fn display_name(path: &Path) -> String {
    if files::is_stream(path) { "<stdin>".to_owned() } else { path.display().to_string() }
}
