//! Sphere tracing on the GPU: coarse at once while things move, then fine in strips while they rest.

use bytemuck::{Pod, Zeroable};
use gve_field::GpuProgram;

use crate::{
    camera::{Bounds, Camera},
    gpu::Gpu,
    march_pipelines::MarchPipelines,
    march_targets::MarchTargets,
    pipeline::{Depth, PipelineParts, main_pipeline, shader, texture_entry, uniform_entry},
    style::Lighting,
    targets::texture,
};

/// Interpreted instructions that one frame may take on a graphics processor, and on an adapter that computes on the
/// CPU: chosen so that a frame stays near 15 ms on a small GPU and near 100 ms on two cores.
const FRAME_INSTRUCTIONS: [f32; 2] = [1.2e9, 6e6];
/// Rays, normals and edges cost about as much as this many evaluations of the field per pixel.
const EVALUATIONS_PER_PIXEL: f32 = 12.0;
/// Fixed cost of an evaluation, in instructions.
const EVALUATION_OVERHEAD: f32 = 4.0;
/// The coarse picture has at least this part of the fine one's width.
const COARSEST: f32 = 0.125;

/// See `Program` in `march.wgsl`.
#[repr(C)]
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
struct ProgramUniforms {
    bounds_min: [f32; 4],
    bounds_max: [f32; 4],
    picture: [f32; 4],
}

/// How much of the picture one call draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effort {
    /// As much as a frame has time for.
    Frame,
    /// All of it.
    Whole,
}

/// The program of one field on the GPU.
#[derive(Debug)]
pub(crate) struct GpuField {
    /// Differs between any two uploads.
    serial: u64,
    pub(crate) bounds: Bounds,
    program: GpuProgram,
    parameters: wgpu::Texture,
    coarse: ProgramBinding,
    fine: ProgramBinding,
}

impl GpuField {
    /// Length of the program.
    pub(crate) fn instruction_count(&self) -> u32 {
        self.program.instructions.len() as u32
    }
}

#[derive(Debug)]
struct ProgramBinding {
    uniforms: wgpu::Buffer,
    group: wgpu::BindGroup,
}

/// From where, under which light and how large a field is traced.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct View {
    pub(crate) camera: Camera,
    pub(crate) lighting: Lighting,
    pub(crate) size_px: [u32; 2],
}

/// Pipelines and pictures of sphere tracing.
#[derive(Debug)]
pub(crate) struct MarchPass {
    frame_layout: wgpu::BindGroupLayout,
    program_layout: wgpu::BindGroupLayout,
    first_layout: wgpu::BindGroupLayout,
    composite_layout: wgpu::BindGroupLayout,
    composite: wgpu::RenderPipeline,
    pipelines: MarchPipelines,
    targets: Option<MarchTargets>,
    /// Upload and view that the traced picture is of; anything else starts it anew.
    subject: Option<(u64, View)>,
    rows_done: u32,
    next_serial: u64,
}

impl MarchPass {
    pub(crate) fn new(gpu: &Gpu, frame_layout: &wgpu::BindGroupLayout) -> Self {
        let layout = |label, entries: &[wgpu::BindGroupLayoutEntry]| {
            gpu.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: Some(label), entries })
        };
        let float = wgpu::TextureSampleType::Float { filterable: false };
        let program_layout = layout(
            "field program",
            &[uniform_entry(0), texture_entry(1, wgpu::TextureSampleType::Uint), texture_entry(2, float)],
        );
        let first_layout = layout("first pass", &[texture_entry(0, float), texture_entry(1, float)]);
        let textures: Vec<_> = (1..5).map(|binding| texture_entry(binding, float)).collect();
        let composite_layout = layout("composite", &[&[uniform_entry(0)], textures.as_slice()].concat());
        let module =
            shader(gpu, "composite", &[include_str!("shaders/frame.wgsl"), include_str!("shaders/composite.wgsl")]);
        let composite = main_pipeline(
            gpu,
            &PipelineParts {
                label: "composite",
                module: &module,
                layouts: &[frame_layout, &composite_layout],
                vertex: "fullscreen_vertex",
                fragment: "composite_fragment",
                buffers: &[],
                topology: wgpu::PrimitiveTopology::TriangleList,
                cull: false,
                blend: true,
                depth: Depth::Written,
            },
        );
        Self {
            frame_layout: frame_layout.clone(),
            program_layout,
            first_layout,
            composite_layout,
            composite,
            pipelines: MarchPipelines::default(),
            targets: None,
            subject: None,
            rows_done: 0,
            next_serial: 0,
        }
    }

    /// Uploads a program with the bounds of its surface.
    pub(crate) fn upload(&mut self, gpu: &Gpu, program: GpuProgram, bounds: Bounds) -> GpuField {
        let words: Vec<u32> = program.instructions.iter().flatten().copied().collect();
        let instructions =
            table(gpu, "field instructions", wgpu::TextureFormat::Rgba32Uint, bytemuck::cast_slice(&words));
        let parameters =
            table(gpu, "field parameters", wgpu::TextureFormat::Rgba32Float, bytemuck::cast_slice(&program.parameters));
        let binding = || {
            let uniforms = gpu.device.create_buffer(&wgpu::BufferDescriptor {
                label: Some("field program"),
                size: size_of::<ProgramUniforms>() as u64,
                usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
                mapped_at_creation: false,
            });
            let view = |texture: &wgpu::Texture| texture.create_view(&Default::default());
            let group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some("field program"),
                layout: &self.program_layout,
                entries: &[
                    wgpu::BindGroupEntry { binding: 0, resource: uniforms.as_entire_binding() },
                    wgpu::BindGroupEntry {
                        binding: 1,
                        resource: wgpu::BindingResource::TextureView(&view(&instructions)),
                    },
                    wgpu::BindGroupEntry {
                        binding: 2,
                        resource: wgpu::BindingResource::TextureView(&view(&parameters)),
                    },
                ],
            });
            ProgramBinding { uniforms, group }
        };
        self.next_serial += 1;
        GpuField { serial: self.next_serial, bounds, coarse: binding(), fine: binding(), program, parameters }
    }

    /// Gives an uploaded program other parameters and bounds: what a moved slider changes. False, and nothing is done,
    /// when the program has another structure.
    pub(crate) fn refresh(&mut self, gpu: &Gpu, field: &mut GpuField, program: &GpuProgram, bounds: Bounds) -> bool {
        let shown = &field.program;
        if shown.instructions != program.instructions || shown.parameters.len() != program.parameters.len() {
            return false;
        }
        fill(gpu, &field.parameters, bytemuck::cast_slice(&program.parameters));
        self.next_serial += 1;
        field.serial = self.next_serial;
        field.bounds = bounds;
        true
    }

    /// Makes a shader of its own for a program that is not too long, if there is none yet. True when it was made now,
    /// which takes as long as the driver does. A finished picture stays.
    pub(crate) fn specialise(&mut self, gpu: &Gpu, field: &GpuField) -> bool {
        let layouts = [&self.frame_layout, &self.program_layout, &self.first_layout];
        self.pipelines.add_own(gpu, layouts, &field.program)
    }

    /// Brings the traced picture nearer to what is asked for. True when it is complete.
    pub(crate) fn trace(
        &mut self,
        gpu: &Gpu,
        frame_group: &wgpu::BindGroup,
        field: &GpuField,
        view: &View,
        effort: Effort,
    ) -> bool {
        let View { camera, size_px, .. } = *view;
        let subject = (field.serial, *view);
        self.prepare(gpu, field, size_px);
        let Some(targets) = self.targets.as_mut() else { return true };
        let Some([first, smooth]) = self.pipelines.best(&field.program) else {
            return true;
        };
        let height = size_px[1];
        let rows_per_frame = rows_within_budget(gpu, field, size_px);
        let changed = self.subject != Some(subject);
        if changed {
            self.subject = Some(subject);
            self.rows_done = 0;
            field.fine.set(gpu, field, &camera, size_px);
            if effort == Effort::Frame && rows_per_frame < height {
                let part = rows_per_frame as f32 / height as f32;
                let coarse_px = targets.set_coarse(gpu, part.sqrt().clamp(COARSEST, 1.0));
                field.coarse.set(gpu, field, &camera, coarse_px);
                let mut encoder = gpu.device.create_command_encoder(&Default::default());
                targets.draw(
                    &mut encoder,
                    targets.coarse(),
                    first,
                    &[frame_group, &field.coarse.group],
                    0..coarse_px[1],
                );
                gpu.queue.submit([encoder.finish()]);
                targets.write_progress(gpu, 0);
                return false;
            }
        }
        let rows_per_strip = rows_per_frame.clamp(1, height);
        while self.rows_done < height {
            let end = (self.rows_done + rows_per_strip).min(height);
            let mut encoder = gpu.device.create_command_encoder(&Default::default());
            let fine_groups = [frame_group, &field.fine.group];
            targets.draw(&mut encoder, targets.first(), first, &fine_groups, self.rows_done..end);
            // Smoothing looks one row ahead.
            let smooth_end = if end == height { height } else { end - 1 };
            let smooth_groups = [frame_group, &field.fine.group, targets.first_group()];
            let smooth_start = self.rows_done.saturating_sub(1);
            targets.draw(&mut encoder, targets.fine(), smooth, &smooth_groups, smooth_start..smooth_end);
            gpu.queue.submit([encoder.finish()]);
            self.rows_done = end;
            targets.write_progress(gpu, smooth_end);
            if effort == Effort::Frame {
                break;
            }
        }
        self.rows_done == height
    }

    /// Draws the traced picture into the main pass.
    pub(crate) fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        if let Some(targets) = &self.targets {
            pass.set_pipeline(&self.composite);
            pass.set_bind_group(1, targets.composite_group(), &[]);
            pass.draw(0..3, 0..1);
        }
    }

    /// Makes the interpreter and pictures that do not exist yet.
    fn prepare(&mut self, gpu: &Gpu, field: &GpuField, size_px: [u32; 2]) {
        if self.targets.as_ref().is_none_or(|targets| targets.size_px != size_px) {
            self.targets = Some(MarchTargets::new(gpu, size_px, &self.first_layout, &self.composite_layout));
            self.subject = None;
        }
        let layouts = [&self.frame_layout, &self.program_layout, &self.first_layout];
        self.pipelines.ensure(gpu, layouts, &field.program);
    }
}

impl ProgramBinding {
    fn set(&self, gpu: &Gpu, field: &GpuField, camera: &Camera, size_px: [u32; 2]) {
        let [x, y, z] = field.bounds.min;
        let [width, height] = size_px.map(|pixels| pixels as f32);
        let [far_x, far_y, far_z] = field.bounds.max;
        let uniforms = ProgramUniforms {
            bounds_min: [x, y, z, field.instruction_count() as f32],
            bounds_max: [far_x, far_y, far_z, 0.0],
            picture: [width, height, 2.0 * camera.tangents(width / height).y / height, 0.0],
        };
        gpu.queue.write_buffer(&self.uniforms, 0, bytemuck::bytes_of(&uniforms));
    }
}

/// Rows of the fine picture that one frame has time for; at least one.
fn rows_within_budget(gpu: &Gpu, field: &GpuField, size_px: [u32; 2]) -> u32 {
    let budget = FRAME_INSTRUCTIONS[usize::from(gpu.is_software())];
    let per_pixel = EVALUATIONS_PER_PIXEL * (field.instruction_count() as f32 + EVALUATION_OVERHEAD);
    ((budget / (per_pixel * size_px[0] as f32)) as u32).max(1)
}

const TEXEL_BYTES: usize = 16;

/// A texture of 16-byte texels that holds `bytes` row by row, padded with zeros.
fn table(gpu: &Gpu, label: &str, format: wgpu::TextureFormat, bytes: &[u8]) -> wgpu::Texture {
    let texels = bytes.len().div_ceil(TEXEL_BYTES).max(1) as u32;
    let width = texels.min(gpu.device.limits().max_texture_dimension_2d.min(2048));
    let usage = wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST;
    let table = texture(gpu, label, [width, texels.div_ceil(width)], 1, format, usage);
    fill(gpu, &table, bytes);
    table
}

/// Writes `bytes` to a table that has room for them.
fn fill(gpu: &Gpu, table: &wgpu::Texture, bytes: &[u8]) {
    let row_bytes = table.width() as usize * TEXEL_BYTES;
    let mut padded = bytes.to_vec();
    padded.resize(row_bytes * table.height() as usize, 0);
    let layout = wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(row_bytes as u32), rows_per_image: None };
    gpu.queue.write_texture(table.as_image_copy(), &padded, layout, table.size());
}
