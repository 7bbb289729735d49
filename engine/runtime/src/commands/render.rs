//! `gve render`: a PNG picture without a window.

use gve_field::{Field, control::Unattended};
use gve_format::container::Container;
use gve_mesh::MeshOptions;
use gve_render::{
    Bounds, Camera, RenderMode, Renderer, Scene, Style, cpu,
    gpu::{Gpu, GpuError},
};
use serde::Serialize;

use crate::{
    cli::{CameraArgument, RenderArguments},
    commands::print_json,
    failure::Failure,
    files::{self, Kind},
    input::{Input, binary_failure},
    report::Terminal,
};

/// The one asset of the scene.
const ASSET: u64 = 1;
/// The mesh that a recipe is framed by has 2 to this power cells along the longest axis.
const FRAMING_DEPTH: u32 = 6;

#[derive(Serialize)]
struct Report {
    output: String,
    width_px: u32,
    height_px: u32,
    mode: &'static str,
    backend: String,
    adapter: String,
}

/// A picture with how it was made.
struct Picture {
    pixels: Vec<u8>,
    mode: RenderMode,
    backend: &'static str,
    adapter: String,
}

pub(crate) fn run(arguments: &RenderArguments, json: bool, terminal: &Terminal) -> Result<(), Failure> {
    if json && files::is_stream(&arguments.output) {
        return Err(Failure::Usage {
            message: "--json and -o - both want standard output".to_owned(),
            hint: "Write the picture to a file with -o out.png.".to_owned(),
        });
    }
    files::check_target(&arguments.output, Kind::Png, arguments.force)?;
    let input = Input::read(&arguments.input)?;
    let picture = draw(arguments, input, terminal)?;
    let [width_px, height_px] = arguments.size;
    files::write(&arguments.output, &png(&picture.pixels, arguments.size)?)?;
    let mode = picture.mode.name();
    terminal.note(&format!(
        "{}: {width_px}×{height_px}, {mode}, drawn by {} ({})",
        arguments.output.display(),
        picture.backend,
        picture.adapter
    ));
    if json {
        let output = arguments.output.display().to_string();
        let (backend, adapter) = (picture.backend.to_owned(), picture.adapter);
        return print_json(&Report { output, width_px, height_px, mode, backend, adapter });
    }
    Ok(())
}

fn draw(arguments: &RenderArguments, input: Input, terminal: &Terminal) -> Result<Picture, Failure> {
    let mode = RenderMode::from(arguments.mode);
    let style = Style {
        mode,
        theme: arguments.theme.into(),
        grid: !arguments.no_grid,
        axes: arguments.axes,
        ..Style::default()
    };
    if arguments.cpu {
        return on_cpu(arguments, &input, &style);
    }
    let gpu = match pollster::block_on(Gpu::headless()) {
        Ok(gpu) => gpu,
        Err(error @ (GpuError::NoAdapter(_) | GpuError::NoDevice(_) | GpuError::NoSurface(_))) => {
            terminal.note(&format!("{error}; tracing the field on the CPU instead"));
            return on_cpu(arguments, &input, &style);
        }
    };
    on_gpu(arguments, gpu, input, &style, terminal)
}

fn on_cpu(arguments: &RenderArguments, input: &Input, style: &Style) -> Result<Picture, Failure> {
    let field = input.field(&arguments.settings)?;
    let camera = camera(&arguments.camera, framed_bounds(input, &field), arguments.size);
    let pixels = cpu::render(Some(&field), &camera, style, arguments.size);
    Ok(Picture { pixels, mode: RenderMode::Sdf, backend: "cpu", adapter: "sphere tracing".to_owned() })
}

fn on_gpu(
    arguments: &RenderArguments,
    gpu: Gpu,
    input: Input,
    style: &Style,
    terminal: &Terminal,
) -> Result<Picture, Failure> {
    let backend = gpu.backend_name();
    let adapter = gpu.adapter_name().to_owned();
    let mut renderer = Renderer::new(gpu, arguments.size);
    let mut scene = Scene::default();
    scene.set_active(Some(ASSET));
    let bounds = match style.mode {
        RenderMode::Sdf => {
            let field = input.field(&arguments.settings)?;
            scene.set_field(&mut renderer, ASSET, &field);
            framed_bounds(&input, &field)
        }
        RenderMode::Mesh | RenderMode::Splats => {
            let (name, binary) = input.into_binary(&arguments.settings, terminal)?;
            let container = Container::parse(&binary).map_err(|error| binary_failure(&name, error.diagnostic()))?;
            fill(&mut scene, &renderer, &container, style.mode)
                .map_err(|error| binary_failure(&name, error.diagnostic()))?;
            scene.active_bounds().unwrap_or(Bounds::UNIT)
        }
    };
    let Some(mode) = scene.shown_as(style.mode).filter(|mode| *mode == style.mode) else {
        return Err(Failure::Usage {
            message: format!("this file holds nothing to draw as {}", style.mode.name()),
            hint: "Choose another --mode; `gve inspect` says what the file holds.".to_owned(),
        });
    };
    let camera = camera(&arguments.camera, bounds, arguments.size);
    renderer.draw_whole(&mut scene, &camera, style);
    let pixels = renderer.read_pixels().map_err(|error| Failure::Machine {
        message: error.to_string(),
        hint: "Try again, or draw with --cpu.".to_owned(),
    })?;
    Ok(Picture { pixels, mode, backend, adapter })
}

fn fill(
    scene: &mut Scene,
    renderer: &Renderer,
    container: &Container<'_>,
    mode: RenderMode,
) -> Result<(), gve_format::DecodeError> {
    match mode {
        RenderMode::Splats => {
            let splats: Vec<_> = container.splats()?.iter().collect();
            if !splats.is_empty() {
                scene.set_splats(renderer, ASSET, &splats);
            }
        }
        RenderMode::Mesh | RenderMode::Sdf => {
            if let Some(mesh) = container.mesh()? {
                let (vertices, indices) = mesh.finest();
                scene.set_mesh(renderer, ASSET, &vertices, &indices);
            }
        }
    }
    Ok(())
}

/// What the camera frames: the mesh of a binary, as in the viewport, or else a coarse mesh of the field; the field's own
/// bounds are wider.
fn framed_bounds(input: &Input, field: &Field) -> Bounds {
    if let Input::Binary { bytes, .. } = input
        && let Ok(Some(mesh)) = Container::parse(bytes).and_then(|container| container.mesh())
        && let Some(bounds) = Bounds::around(mesh.vertices().map(|vertex| vertex.position))
    {
        return bounds;
    }
    let coarse = gve_mesh::mesh(field, &MeshOptions { depth: FRAMING_DEPTH }, &Unattended).ok();
    let wide = field.bounds();
    coarse
        .and_then(|mesh| Bounds::around(mesh.positions.iter().copied()))
        .unwrap_or(Bounds { min: wide.min, max: wide.max })
}

fn camera(argument: &CameraArgument, bounds: Bounds, [width, height]: [u32; 2]) -> Camera {
    let aspect = width as f32 / height as f32;
    let (yaw_rad, pitch_rad) = argument.angles_rad;
    let mut camera = Camera { yaw_rad, pitch_rad, ..Camera::framing(bounds, aspect) }.within_limits();
    camera.focus(bounds, aspect);
    if let Some(distance_m) = argument.distance_m {
        camera.distance_m = distance_m;
    }
    camera.within_limits()
}

fn png(pixels: &[u8], [width, height]: [u32; 2]) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::High);
    // Every pixel is opaque: three channels say all.
    let rgb: Vec<u8> = pixels.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&rgb));
    written.map_err(|error| Failure::Internal(format!("the PNG could not be encoded: {error}")))?;
    Ok(bytes)
}
