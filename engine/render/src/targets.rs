//! The textures that a frame is drawn into.

use crate::gpu::{DEPTH_FORMAT, Gpu, PICTURE_FORMAT};

/// Colour, depth and finished picture of one size.
#[derive(Debug)]
pub(crate) struct Targets {
    pub(crate) size_px: [u32; 2],
    /// The finished picture, one sample per pixel; can be copied and sampled.
    pub(crate) picture: wgpu::Texture,
    pub(crate) picture_view: wgpu::TextureView,
    /// Several samples per pixel; absent where the adapter has none.
    multisampled_view: Option<wgpu::TextureView>,
    depth_view: wgpu::TextureView,
}

impl Targets {
    /// Targets of `size_px`, limited to what the device can do and at least 1×1.
    pub(crate) fn new(gpu: &Gpu, size_px: [u32; 2]) -> Self {
        let limit = gpu.device.limits().max_texture_dimension_2d;
        let size_px = size_px.map(|pixels| pixels.clamp(1, limit));
        let picture = texture(
            gpu,
            "picture",
            size_px,
            1,
            PICTURE_FORMAT,
            wgpu::TextureUsages::RENDER_ATTACHMENT
                | wgpu::TextureUsages::COPY_SRC
                | wgpu::TextureUsages::TEXTURE_BINDING,
        );
        let attachment = wgpu::TextureUsages::RENDER_ATTACHMENT;
        let view = |label, format| {
            texture(gpu, label, size_px, gpu.sample_count, format, attachment).create_view(&Default::default())
        };
        Self {
            size_px,
            picture_view: picture.create_view(&Default::default()),
            picture,
            multisampled_view: (gpu.sample_count > 1).then(|| view("multisampled", PICTURE_FORMAT)),
            depth_view: view("depth", DEPTH_FORMAT),
        }
    }

    /// Starts the main pass: colour undefined (the background covers it), depth cleared to the far end.
    pub(crate) fn begin<'e>(&self, encoder: &'e mut wgpu::CommandEncoder) -> wgpu::RenderPass<'e> {
        let (view, resolve_target) = match &self.multisampled_view {
            Some(view) => (view, Some(&self.picture_view)),
            None => (&self.picture_view, None),
        };
        encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("main"),
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view,
                depth_slice: None,
                resolve_target,
                ops: wgpu::Operations {
                    load: wgpu::LoadOp::Clear(wgpu::Color::BLACK),
                    store: if resolve_target.is_some() { wgpu::StoreOp::Discard } else { wgpu::StoreOp::Store },
                },
            })],
            depth_stencil_attachment: Some(wgpu::RenderPassDepthStencilAttachment {
                view: &self.depth_view,
                depth_ops: Some(wgpu::Operations { load: wgpu::LoadOp::Clear(0.0), store: wgpu::StoreOp::Discard }),
                stencil_ops: None,
            }),
            ..Default::default()
        })
    }
}

/// A 2D texture without mip levels.
pub(crate) fn texture(
    gpu: &Gpu,
    label: &str,
    size_px: [u32; 2],
    sample_count: u32,
    format: wgpu::TextureFormat,
    usage: wgpu::TextureUsages,
) -> wgpu::Texture {
    gpu.device.create_texture(&wgpu::TextureDescriptor {
        label: Some(label),
        size: wgpu::Extent3d { width: size_px[0], height: size_px[1], depth_or_array_layers: 1 },
        mip_level_count: 1,
        sample_count,
        dimension: wgpu::TextureDimension::D2,
        format,
        usage,
        view_formats: &[],
    })
}
