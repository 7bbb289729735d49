//! What can be asked of `gve`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use gve_render::{RenderMode, Theme};
use gve_shared::compile::VolumeLayout;

const EXIT_CODES: &str = "Exit codes:
  0    done
  1    the recipe or binary is wrong; what, where and what to do is on standard error
  2    the command line is wrong
  3    a file cannot be read or written
  4    this machine lacks something; `gve doctor` says what
  5    a fault of gve itself
  130  cancelled by Ctrl-C";

/// Compiles, renders and exports volumetric assets written as recipes.
///
/// Data goes to standard output, everything else to standard error.
#[derive(Debug, Parser)]
#[command(name = "gve", version, after_help = EXIT_CODES)]
pub struct Cli {
    /// Report as JSON on standard output
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    pub command: Command,
}

/// One command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Compile a recipe into a .gve_bin file
    Compile(CompileArguments),
    /// Turn a document or .gve_bin file of an older form into a recipe or .gve_bin file of today, with a report
    Convert(ConvertArguments),
    /// Write the ordinary nodes that macros stand for into a recipe
    Expand(ExpandArguments),
    /// Check a recipe without building it
    Validate(ValidateArguments),
    /// Say what a .gve_bin file holds
    Inspect(InspectArguments),
    /// Draw a recipe or .gve_bin file into a PNG picture, without a window
    Render(RenderArguments),
    /// Write the mesh or splats for other programs, in the format that the name of the output asks for
    Export(ExportArguments),
    /// Write the sound of a blow on a recipe or .gve_bin file as WAV
    Sound(SoundArguments),
    /// Check this machine and print the commands that fix what is missing
    Doctor,
    /// Print shell completions
    Completions {
        /// Shell to complete in
        shell: Shell,
    },
}

/// Arguments of `gve compile`.
#[derive(Debug, Args)]
pub struct CompileArguments {
    /// Recipe file, or - for standard input
    pub recipe: PathBuf,
    /// File to write, or - for standard output
    #[arg(short, long, default_value = "out.gve_bin")]
    pub output: PathBuf,
    #[command(flatten)]
    pub settings: BuildArguments,
    /// Overwrite a file that is no .gve_bin
    #[arg(long)]
    pub force: bool,
}

/// Arguments of `gve convert`.
#[derive(Debug, Args)]
pub struct ConvertArguments {
    /// Older DNA JSON or .gve_bin 2.x file, or - for standard input
    pub input: PathBuf,
    /// File to write: .json (recipe) or .gve_bin (binary); - for a recipe on standard output
    #[arg(short, long)]
    pub output: PathBuf,
    #[command(flatten)]
    pub settings: BuildArguments,
    /// Overwrite a file of another kind
    #[arg(long)]
    pub force: bool,
}

/// Arguments of everything that compiles.
#[derive(Debug, Args)]
pub struct BuildArguments {
    /// Samples of the volume along its longest axis, 16–512 [default: 128]
    #[arg(long)]
    pub resolution: Option<u32>,
    /// Depth of the mesh's grid, 3–9: 2^depth cells along the longest axis [default: 7]
    #[arg(long)]
    pub depth: Option<u32>,
    /// Levels of detail of the mesh, 1–6 [default: 3]
    #[arg(long)]
    pub mesh_levels: Option<u32>,
    /// How the volume is stored: dense or sparse [default: dense up to 256 samples, sparse beyond]
    #[arg(long, value_parser = volume_layout)]
    pub volume_layout: Option<VolumeLayout>,
    /// Number of splats [default: 10000]
    #[arg(long)]
    pub splats: Option<u32>,
    /// Refinement steps of splats, 0–300 [default: 0]
    #[arg(long)]
    pub splat_iterations: Option<u32>,
    /// Value of a variable; may be given several times
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = assignment)]
    pub variables: Vec<(String, f64)>,
    /// Folder of the recipes that instances name, besides that of the recipe itself
    #[arg(long, value_name = "FOLDER")]
    pub assets: Option<PathBuf>,
}

/// Arguments of `gve expand`.
#[derive(Debug, Args)]
pub struct ExpandArguments {
    /// Recipe file, or - for standard input
    pub recipe: PathBuf,
    /// Expand only the macro with this id or JSON pointer
    #[arg(long)]
    pub node: Option<String>,
    /// File to write, or - for standard output
    #[arg(short, long, default_value = "-")]
    pub output: PathBuf,
    /// Overwrite a file that is no JSON
    #[arg(long)]
    pub force: bool,
    /// Value of a variable; may be given several times
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = assignment)]
    pub variables: Vec<(String, f64)>,
    /// Folder of the recipes that instances name, besides that of the recipe itself
    #[arg(long, value_name = "FOLDER")]
    pub assets: Option<PathBuf>,
}

/// Arguments of `gve validate`.
#[derive(Debug, Args)]
pub struct ValidateArguments {
    /// Recipe file, or - for standard input
    pub recipe: PathBuf,
    /// Value of a variable; may be given several times
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = assignment)]
    pub variables: Vec<(String, f64)>,
    /// Folder of the recipes that instances name, besides that of the recipe itself
    #[arg(long, value_name = "FOLDER")]
    pub assets: Option<PathBuf>,
}

/// Arguments of `gve inspect`.
#[derive(Debug, Args)]
pub struct InspectArguments {
    /// .gve_bin file, or - for standard input
    pub binary: PathBuf,
}

/// Arguments of `gve render`.
#[derive(Debug, Args)]
pub struct RenderArguments {
    /// Recipe or .gve_bin file, or - for standard input
    pub input: PathBuf,
    /// PNG file to write, or - for standard output
    #[arg(short, long, default_value = "out.png")]
    pub output: PathBuf,
    /// What to draw
    #[arg(long, value_enum, default_value_t = ModeArgument::Sdf)]
    pub mode: ModeArgument,
    /// Width and height in pixels, up to 4096 each
    #[arg(long, default_value = "1024x768", value_name = "WxH", value_parser = size)]
    pub size: [u32; 2],
    /// front, back, right, left, top, bottom, perspective, or YAW,PITCH[,DISTANCE] in degrees and metres
    #[arg(long, default_value = "perspective", allow_hyphen_values = true, value_parser = camera)]
    pub camera: CameraArgument,
    /// Colours around the asset
    #[arg(long, value_enum, default_value_t = ThemeArgument::Dark)]
    pub theme: ThemeArgument,
    /// Leave out the ground grid
    #[arg(long)]
    pub no_grid: bool,
    /// Draw the axes
    #[arg(long)]
    pub axes: bool,
    /// Trace the field on the CPU even if there is a graphics adapter
    #[arg(long)]
    pub cpu: bool,
    #[command(flatten)]
    pub settings: BuildArguments,
    /// Overwrite a file that is no PNG
    #[arg(long)]
    pub force: bool,
}

/// Arguments of `gve export`.
#[derive(Debug, Args)]
pub struct ExportArguments {
    /// Recipe or .gve_bin file, or - for standard input
    pub input: PathBuf,
    /// File to write: .glb, .obj, .3mf or .stl for the mesh, .ply or .spz for the splats
    #[arg(short, long)]
    pub output: PathBuf,
    /// Write the splats rather than the mesh as .glb (KHR_gaussian_splatting)
    #[arg(long)]
    pub as_splats: bool,
    #[command(flatten)]
    pub settings: BuildArguments,
    /// Overwrite a file of another kind
    #[arg(long)]
    pub force: bool,
}

/// Arguments of `gve sound`.
#[derive(Debug, Args)]
pub struct SoundArguments {
    /// Recipe or .gve_bin file, or - for standard input
    pub input: PathBuf,
    /// WAV file to write, or - for standard output
    #[arg(short, long, default_value = "out.wav")]
    pub output: PathBuf,
    /// Material that strikes it, by id or alias
    #[arg(long, value_name = "MATERIAL", default_value = "METAL_STEEL")]
    pub against: String,
    /// Speed of the blow, 0.01–100
    #[arg(long, value_name = "M_PER_S", default_value_t = 1.0)]
    pub velocity: f64,
    /// Samples per second, 8000–192000
    #[arg(long, value_name = "HZ", default_value_t = 48_000)]
    pub rate: u32,
    #[command(flatten)]
    pub settings: BuildArguments,
    /// Overwrite a file that is no WAV
    #[arg(long)]
    pub force: bool,
}

/// `--mode` of `gve render`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ModeArgument {
    /// Triangles
    Mesh,
    /// Gaussian splats
    Splats,
    /// The distance field itself
    Sdf,
}

impl From<ModeArgument> for RenderMode {
    fn from(mode: ModeArgument) -> Self {
        match mode {
            ModeArgument::Mesh => Self::Mesh,
            ModeArgument::Splats => Self::Splats,
            ModeArgument::Sdf => Self::Sdf,
        }
    }
}

/// `--theme` of `gve render`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ThemeArgument {
    Dark,
    Light,
}

impl From<ThemeArgument> for Theme {
    fn from(theme: ThemeArgument) -> Self {
        match theme {
            ThemeArgument::Dark => Self::Dark,
            ThemeArgument::Light => Self::Light,
        }
    }
}

/// `--camera` of `gve render`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CameraArgument {
    /// Turn about +Y and height angle in radians.
    pub angles_rad: (f32, f32),
    /// Distance from the asset's middle; framed when absent.
    pub distance_m: Option<f32>,
}

fn assignment(text: &str) -> Result<(String, f64), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE, for example width=0.2")?;
    let value: f64 = value.trim().parse().map_err(|_| format!("{value:?} is no number"))?;
    if !value.is_finite() {
        return Err(format!("{value} is not finite"));
    }
    Ok((name.trim().trim_start_matches('$').to_owned(), value))
}

fn volume_layout(text: &str) -> Result<VolumeLayout, String> {
    match text {
        "dense" => Ok(VolumeLayout::Dense),
        "sparse" => Ok(VolumeLayout::Sparse),
        other => Err(format!("{other:?} is no layout: write dense or sparse")),
    }
}

fn size(text: &str) -> Result<[u32; 2], String> {
    let parse = |part: &str| part.parse::<u32>().ok().filter(|pixels| (1..=4096).contains(pixels));
    let sides = text.split_once(['x', 'X', '×']).and_then(|(width, height)| Some([parse(width)?, parse(height)?]));
    sides.ok_or_else(|| "write width x height, each 1 to 4096, for example 1024x768".to_owned())
}

fn camera(text: &str) -> Result<CameraArgument, String> {
    if let Some(preset) = gve_render::ViewPreset::from_name(text) {
        return Ok(CameraArgument { angles_rad: preset.angles_rad(), distance_m: None });
    }
    let numbers: Option<Vec<f32>> =
        text.split(',').map(|part| part.trim().parse::<f32>().ok().filter(|number| number.is_finite())).collect();
    match numbers.as_deref() {
        Some(&[yaw_deg, pitch_deg]) => {
            Ok(CameraArgument { angles_rad: (yaw_deg.to_radians(), pitch_deg.to_radians()), distance_m: None })
        }
        Some(&[yaw_deg, pitch_deg, distance_m]) if distance_m > 0.0 => Ok(CameraArgument {
            angles_rad: (yaw_deg.to_radians(), pitch_deg.to_radians()),
            distance_m: Some(distance_m),
        }),
        _ => {
            Err("name a view (front, back, right, left, top, bottom, perspective) or write YAW,PITCH[,DISTANCE]".into())
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn values_are_read_as_people_write_them() {
        assert_eq!(assignment("$width = 0.25"), Ok(("width".to_owned(), 0.25)));
        assert!(assignment("width").is_err() && assignment("width=inf").is_err() && assignment("width=1e999").is_err());
        assert_eq!(size("640x480"), Ok([640, 480]));
        assert!(size("0x5").is_err() && size("9000x10").is_err() && size("640").is_err());
        assert_eq!(camera("-90,45").map(|camera| camera.distance_m), Ok(None));
        assert_eq!(camera("30,20,2.5").map(|camera| camera.distance_m), Ok(Some(2.5)));
        assert!(camera("sideways").is_err() && camera("1,2,-3").is_err());
    }
}
