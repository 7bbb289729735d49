//! One frame: uniforms, then background, asset, grid and gizmo into one picture.

use crate::{
    backdrop::Backdrop,
    camera::Camera,
    frame::FrameUniforms,
    gpu::Gpu,
    mesh::MeshPass,
    scene::Scene,
    splats::SplatPass,
    style::{RenderMode, Style},
    targets::Targets,
};

/// Draws scenes into its own picture, which can be read back or copied to a canvas.
#[derive(Debug)]
pub struct Renderer {
    pub(crate) gpu: Gpu,
    pub(crate) targets: Targets,
    pub(crate) splat_pass: SplatPass,
    backdrop: Backdrop,
    mesh_pass: MeshPass,
    frame_buffer: wgpu::Buffer,
    frame_group: wgpu::BindGroup,
}

impl Renderer {
    /// A renderer with a picture of `size_px` pixels.
    pub fn new(gpu: Gpu, size_px: [u32; 2]) -> Self {
        let frame_layout = gpu.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("frame"),
            entries: &[wgpu::BindGroupLayoutEntry {
                binding: 0,
                visibility: wgpu::ShaderStages::VERTEX_FRAGMENT,
                ty: wgpu::BindingType::Buffer {
                    ty: wgpu::BufferBindingType::Uniform,
                    has_dynamic_offset: false,
                    min_binding_size: None,
                },
                count: None,
            }],
        });
        let frame_buffer = gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("frame"),
            size: size_of::<FrameUniforms>() as u64,
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let frame_group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("frame"),
            layout: &frame_layout,
            entries: &[wgpu::BindGroupEntry { binding: 0, resource: frame_buffer.as_entire_binding() }],
        });
        Self {
            targets: Targets::new(&gpu, size_px),
            splat_pass: SplatPass::new(&gpu, &frame_layout),
            backdrop: Backdrop::new(&gpu, &frame_layout),
            mesh_pass: MeshPass::new(&gpu, &frame_layout),
            frame_buffer,
            frame_group,
            gpu,
        }
    }

    /// The device that this renderer draws with.
    pub fn gpu(&self) -> &Gpu {
        &self.gpu
    }

    /// Width and height of the picture in pixels.
    pub fn size_px(&self) -> [u32; 2] {
        self.targets.size_px
    }

    /// Width of the picture divided by its height.
    pub fn aspect(&self) -> f32 {
        self.targets.size_px[0] as f32 / self.targets.size_px[1] as f32
    }

    /// Changes the size of the picture; its content is undefined until the next draw.
    pub fn resize(&mut self, size_px: [u32; 2]) {
        if size_px != self.targets.size_px {
            self.targets = Targets::new(&self.gpu, size_px);
        }
    }

    /// Draws a frame into the picture.
    pub fn draw(&mut self, scene: &mut Scene, camera: &Camera, style: &Style) {
        let uniforms = FrameUniforms::new(camera, style, self.targets.size_px);
        self.gpu.queue.write_buffer(&self.frame_buffer, 0, bytemuck::bytes_of(&uniforms));
        let shown = scene.shown_as(style.mode);
        let mut asset = scene.active_asset_mut();
        if let (Some(RenderMode::Splats), Some(splats)) =
            (shown, asset.as_mut().and_then(|asset| asset.splats.as_mut()))
        {
            splats.sort(&self.gpu, camera);
        }
        let mut encoder = self.gpu.device.create_command_encoder(&Default::default());
        {
            let mut pass = self.targets.begin(&mut encoder);
            pass.set_bind_group(0, &self.frame_group, &[]);
            self.backdrop.draw_background(&mut pass);
            if let (Some(RenderMode::Mesh), Some(mesh)) = (shown, asset.as_ref().and_then(|asset| asset.mesh.as_ref()))
            {
                self.mesh_pass.draw(&mut pass, mesh);
            }
            self.backdrop.draw_grid(&mut pass, style);
            if let (Some(RenderMode::Splats), Some(splats)) =
                (shown, asset.as_ref().and_then(|asset| asset.splats.as_ref()))
            {
                self.splat_pass.draw(&mut pass, splats);
            }
            self.backdrop.draw_gizmo(&mut pass, style);
        }
        self.gpu.queue.submit([encoder.finish()]);
    }
}
