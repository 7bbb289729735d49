//! The pictures that sphere tracing fills: a coarse one, and a fine one in two passes.

use std::ops::Range;

use crate::{
    gpu::{Gpu, PICTURE_FORMAT},
    targets::texture,
};

/// Colour and packed depth of one picture.
#[derive(Debug)]
pub(crate) struct TracedPicture {
    size_px: [u32; 2],
    color: wgpu::TextureView,
    depth: wgpu::TextureView,
}

impl TracedPicture {
    fn new(gpu: &Gpu, label: &str, size_px: [u32; 2]) -> Self {
        let usage = wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::TEXTURE_BINDING;
        let view = || texture(gpu, label, size_px, 1, PICTURE_FORMAT, usage).create_view(&Default::default());
        Self { size_px, color: view(), depth: view() }
    }
}

/// Every picture of sphere tracing for one size.
#[derive(Debug)]
pub(crate) struct MarchTargets {
    pub(crate) size_px: [u32; 2],
    coarse: TracedPicture,
    first: TracedPicture,
    fine: TracedPicture,
    first_group: wgpu::BindGroup,
    progress: wgpu::Buffer,
    composite_group: wgpu::BindGroup,
    composite_layout: wgpu::BindGroupLayout,
}

impl MarchTargets {
    pub(crate) fn new(
        gpu: &Gpu,
        size_px: [u32; 2],
        first_layout: &wgpu::BindGroupLayout,
        composite_layout: &wgpu::BindGroupLayout,
    ) -> Self {
        let coarse = TracedPicture::new(gpu, "coarse", [1, 1]);
        let first = TracedPicture::new(gpu, "first", size_px);
        let fine = TracedPicture::new(gpu, "fine", size_px);
        let progress = gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("march progress"),
            size: 16,
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let first_group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("first pass"),
            layout: first_layout,
            entries: &[view_entry(0, &first.color), view_entry(1, &first.depth)],
        });
        let composite_group = composite_group(gpu, composite_layout, &progress, &coarse, &fine);
        Self {
            size_px,
            coarse,
            first,
            fine,
            first_group,
            progress,
            composite_group,
            composite_layout: composite_layout.clone(),
        }
    }

    pub(crate) fn coarse(&self) -> &TracedPicture {
        &self.coarse
    }

    pub(crate) fn first(&self) -> &TracedPicture {
        &self.first
    }

    pub(crate) fn fine(&self) -> &TracedPicture {
        &self.fine
    }

    pub(crate) fn first_group(&self) -> &wgpu::BindGroup {
        &self.first_group
    }

    pub(crate) fn composite_group(&self) -> &wgpu::BindGroup {
        &self.composite_group
    }

    /// Gives the coarse picture `part` of the fine one's width; returns its size.
    pub(crate) fn set_coarse(&mut self, gpu: &Gpu, part: f32) -> [u32; 2] {
        let size_px = self.size_px.map(|pixels| ((pixels as f32 * part).ceil() as u32).max(1));
        if size_px != self.coarse.size_px {
            self.coarse = TracedPicture::new(gpu, "coarse", size_px);
            self.composite_group =
                composite_group(gpu, &self.composite_layout, &self.progress, &self.coarse, &self.fine);
        }
        size_px
    }

    /// Tells the composite how many rows of the fine picture are done.
    pub(crate) fn write_progress(&self, gpu: &Gpu, rows_done: u32) {
        let scale = self.coarse.size_px[0] as f32 / self.size_px[0] as f32;
        gpu.queue.write_buffer(&self.progress, 0, bytemuck::cast_slice(&[scale, rows_done as f32, 0.0, 0.0]));
    }

    /// Runs a pipeline over some rows of a picture, keeping the others.
    pub(crate) fn draw(
        &self,
        encoder: &mut wgpu::CommandEncoder,
        picture: &TracedPicture,
        pipeline: &wgpu::RenderPipeline,
        groups: &[&wgpu::BindGroup],
        rows: Range<u32>,
    ) {
        if rows.is_empty() {
            return;
        }
        let load = if rows.start == 0 { wgpu::LoadOp::Clear(wgpu::Color::TRANSPARENT) } else { wgpu::LoadOp::Load };
        let attachment = |view| {
            Some(wgpu::RenderPassColorAttachment {
                view,
                depth_slice: None,
                resolve_target: None,
                ops: wgpu::Operations { load, store: wgpu::StoreOp::Store },
            })
        };
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("march"),
            color_attachments: &[attachment(&picture.color), attachment(&picture.depth)],
            ..Default::default()
        });
        pass.set_pipeline(pipeline);
        for (index, group) in groups.iter().enumerate() {
            pass.set_bind_group(index as u32, *group, &[]);
        }
        pass.set_scissor_rect(0, rows.start, picture.size_px[0], rows.end - rows.start);
        pass.draw(0..3, 0..1);
    }
}

fn view_entry(binding: u32, view: &wgpu::TextureView) -> wgpu::BindGroupEntry<'_> {
    wgpu::BindGroupEntry { binding, resource: wgpu::BindingResource::TextureView(view) }
}

fn composite_group(
    gpu: &Gpu,
    layout: &wgpu::BindGroupLayout,
    progress: &wgpu::Buffer,
    coarse: &TracedPicture,
    fine: &TracedPicture,
) -> wgpu::BindGroup {
    gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
        label: Some("composite"),
        layout,
        entries: &[
            wgpu::BindGroupEntry { binding: 0, resource: progress.as_entire_binding() },
            view_entry(1, &coarse.color),
            view_entry(2, &coarse.depth),
            view_entry(3, &fine.color),
            view_entry(4, &fine.depth),
        ],
    })
}
