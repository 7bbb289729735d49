//! Showing the picture on a surface, such as a browser's canvas.

use crate::{
    gpu::{Gpu, GpuError},
    pipeline::{Depth, PipelineParts, plain_pipeline, shader, texture_entry},
    renderer::Renderer,
};

/// A renderer that presents on a surface.
#[derive(Debug)]
pub struct Canvas {
    /// The renderer whose picture is shown.
    pub renderer: Renderer,
    surface: wgpu::Surface<'static>,
    config: wgpu::SurfaceConfiguration,
    blit: wgpu::RenderPipeline,
    blit_layout: wgpu::BindGroupLayout,
}

/// A browser canvas as the target of a [`Canvas`].
#[cfg(target_arch = "wasm32")]
pub fn canvas_target(canvas: web_sys::HtmlCanvasElement) -> wgpu::SurfaceTarget<'static> {
    wgpu::SurfaceTarget::Canvas(canvas)
}

impl Canvas {
    /// Makes a device for the target and configures its surface to `size_px`.
    ///
    /// # Errors
    /// [`GpuError`] when the target gives no surface or no adapter can draw to it.
    pub async fn new(target: wgpu::SurfaceTarget<'static>, size_px: [u32; 2]) -> Result<Self, GpuError> {
        let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
        let surface = instance.create_surface(target).map_err(|error| GpuError::NoSurface(error.to_string()))?;
        let (gpu, adapter) = Gpu::from_instance(&instance, Some(&surface)).await?;
        let renderer = Renderer::new(gpu, size_px);
        let [width, height] = renderer.size_px();
        let mut config = surface
            .get_default_config(&adapter, width, height)
            .ok_or_else(|| GpuError::NoSurface("no surface format fits the adapter".to_owned()))?;
        // The picture holds displayed values already: a format that encodes again would wash it out.
        config.format = config.format.remove_srgb_suffix();
        surface.configure(&renderer.gpu.device, &config);
        let (blit, blit_layout) = blit_pipeline(&renderer.gpu, config.format);
        Ok(Self { renderer, surface, config, blit, blit_layout })
    }

    /// Changes the size of surface and picture.
    pub fn resize(&mut self, size_px: [u32; 2]) {
        self.renderer.resize(size_px);
        [self.config.width, self.config.height] = self.renderer.size_px();
        self.surface.configure(&self.renderer.gpu.device, &self.config);
    }

    /// Copies the picture to the surface. Returns false when the surface had no texture this time; the next frame
    /// tries again.
    pub fn present(&self) -> bool {
        let texture = match self.surface.get_current_texture() {
            wgpu::CurrentSurfaceTexture::Success(texture) | wgpu::CurrentSurfaceTexture::Suboptimal(texture) => texture,
            wgpu::CurrentSurfaceTexture::Outdated | wgpu::CurrentSurfaceTexture::Lost => {
                self.surface.configure(&self.renderer.gpu.device, &self.config);
                return false;
            }
            _ => return false,
        };
        let gpu = &self.renderer.gpu;
        let picture = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("blit"),
            layout: &self.blit_layout,
            entries: &[wgpu::BindGroupEntry {
                binding: 0,
                resource: wgpu::BindingResource::TextureView(&self.renderer.targets.picture_view),
            }],
        });
        let view = texture.texture.create_view(&Default::default());
        let mut encoder = gpu.device.create_command_encoder(&Default::default());
        {
            let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
                label: Some("blit"),
                color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                    view: &view,
                    depth_slice: None,
                    resolve_target: None,
                    ops: wgpu::Operations {
                        load: wgpu::LoadOp::Clear(wgpu::Color::BLACK),
                        store: wgpu::StoreOp::Store,
                    },
                })],
                ..Default::default()
            });
            pass.set_pipeline(&self.blit);
            pass.set_bind_group(0, &picture, &[]);
            pass.draw(0..3, 0..1);
        }
        gpu.queue.submit([encoder.finish()]);
        gpu.queue.present(texture);
        true
    }
}

fn blit_pipeline(gpu: &Gpu, format: wgpu::TextureFormat) -> (wgpu::RenderPipeline, wgpu::BindGroupLayout) {
    let module = shader(gpu, "blit", &[include_str!("shaders/blit.wgsl")]);
    let layout = gpu.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some("blit"),
        entries: &[texture_entry(0, wgpu::TextureSampleType::Float { filterable: false })],
    });
    let parts = PipelineParts {
        label: "blit",
        module: &module,
        layouts: &[&layout],
        vertex: "blit_vertex",
        fragment: "blit_fragment",
        buffers: &[],
        topology: wgpu::PrimitiveTopology::TriangleList,
        cull: false,
        blend: false,
        depth: Depth::Ignored,
    };
    (plain_pipeline(gpu, &parts, &[format]), layout)
}
