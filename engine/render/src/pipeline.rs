//! Shader text and pipelines of the main pass: one place for the states they share.

use crate::gpu::{DEPTH_FORMAT, Gpu, PICTURE_FORMAT};

/// How a pipeline treats the depth buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// Neither read nor written.
    Ignored,
    /// Hidden by what is nearer, hides nothing.
    Tested,
    /// Hidden by what is nearer, hides what is farther.
    Written,
}

/// A pipeline of the main pass.
#[derive(Debug)]
pub(crate) struct PipelineParts<'a> {
    pub(crate) label: &'a str,
    pub(crate) module: &'a wgpu::ShaderModule,
    pub(crate) layouts: &'a [&'a wgpu::BindGroupLayout],
    pub(crate) vertex: &'a str,
    pub(crate) fragment: &'a str,
    pub(crate) buffers: &'a [wgpu::VertexBufferLayout<'a>],
    pub(crate) topology: wgpu::PrimitiveTopology,
    pub(crate) cull: bool,
    /// Premultiplied alpha over what is there; otherwise replaces it.
    pub(crate) blend: bool,
    pub(crate) depth: Depth,
}

/// Layout of a uniform buffer.
pub(crate) fn uniform_entry(binding: u32) -> wgpu::BindGroupLayoutEntry {
    wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::VERTEX_FRAGMENT,
        ty: wgpu::BindingType::Buffer {
            ty: wgpu::BufferBindingType::Uniform,
            has_dynamic_offset: false,
            min_binding_size: None,
        },
        count: None,
    }
}

/// Layout of a 2D texture that is read texel by texel.
pub(crate) fn texture_entry(binding: u32, sample_type: wgpu::TextureSampleType) -> wgpu::BindGroupLayoutEntry {
    wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::VERTEX_FRAGMENT,
        ty: wgpu::BindingType::Texture {
            sample_type,
            view_dimension: wgpu::TextureViewDimension::D2,
            multisampled: false,
        },
        count: None,
    }
}

/// A shader module whose text is `parts` one after the other.
pub(crate) fn shader(gpu: &Gpu, label: &str, parts: &[&str]) -> wgpu::ShaderModule {
    gpu.device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: Some(label),
        source: wgpu::ShaderSource::Wgsl(parts.concat().into()),
    })
}

/// Builds a pipeline that draws into [`crate::targets::Targets`].
pub(crate) fn main_pipeline(gpu: &Gpu, parts: &PipelineParts<'_>) -> wgpu::RenderPipeline {
    let blend = parts.blend.then_some(wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING);
    build(gpu, parts, gpu.sample_count, &[(PICTURE_FORMAT, blend)], Some(parts.depth))
}

/// Builds a pipeline for a pass without depth buffer and with one sample per pixel.
pub(crate) fn plain_pipeline(
    gpu: &Gpu,
    parts: &PipelineParts<'_>,
    formats: &[wgpu::TextureFormat],
) -> wgpu::RenderPipeline {
    let targets: Vec<_> = formats.iter().map(|format| (*format, None)).collect();
    build(gpu, parts, 1, &targets, None)
}

fn build(
    gpu: &Gpu,
    parts: &PipelineParts<'_>,
    sample_count: u32,
    targets: &[(wgpu::TextureFormat, Option<wgpu::BlendState>)],
    depth: Option<Depth>,
) -> wgpu::RenderPipeline {
    let layouts: Vec<_> = parts.layouts.iter().map(|layout| Some(*layout)).collect();
    let layout = gpu.device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some(parts.label),
        bind_group_layouts: &layouts,
        immediate_size: 0,
    });
    let buffers: Vec<_> = parts.buffers.iter().cloned().map(Some).collect();
    let targets: Vec<_> = targets
        .iter()
        .map(|(format, blend)| {
            Some(wgpu::ColorTargetState { format: *format, blend: *blend, write_mask: wgpu::ColorWrites::ALL })
        })
        .collect();
    gpu.device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
        label: Some(parts.label),
        layout: Some(&layout),
        vertex: wgpu::VertexState {
            module: parts.module,
            entry_point: Some(parts.vertex),
            compilation_options: Default::default(),
            buffers: &buffers,
        },
        primitive: wgpu::PrimitiveState {
            topology: parts.topology,
            cull_mode: parts.cull.then_some(wgpu::Face::Back),
            ..Default::default()
        },
        depth_stencil: depth.map(|depth| wgpu::DepthStencilState {
            format: DEPTH_FORMAT,
            depth_write_enabled: Some(depth == Depth::Written),
            depth_compare: Some(match depth {
                Depth::Ignored => wgpu::CompareFunction::Always,
                Depth::Tested | Depth::Written => wgpu::CompareFunction::GreaterEqual,
            }),
            stencil: Default::default(),
            bias: Default::default(),
        }),
        multisample: wgpu::MultisampleState { count: sample_count, ..Default::default() },
        fragment: Some(wgpu::FragmentState {
            module: parts.module,
            entry_point: Some(parts.fragment),
            compilation_options: Default::default(),
            targets: &targets,
        }),
        multiview_mask: None,
        cache: None,
    })
}
