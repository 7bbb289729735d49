//! One frame: uniforms, then background, asset, grid and gizmo into one picture.

use crate::{
    backdrop::Backdrop,
    camera::Camera,
    frame::FrameUniforms,
    gpu::Gpu,
    march::{Effort, MarchPass, View},
    mesh::MeshPass,
    pipeline::uniform_entry,
    scene::{Form, Scene},
    splats::SplatPass,
    style::Style,
    targets::Targets,
};

/// Draws scenes into its own picture, which can be read back or copied to a canvas.
#[derive(Debug)]
pub struct Renderer {
    pub(crate) gpu: Gpu,
    pub(crate) targets: Targets,
    pub(crate) splat_pass: SplatPass,
    pub(crate) march_pass: MarchPass,
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
            entries: &[uniform_entry(0)],
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
            march_pass: MarchPass::new(&gpu, &frame_layout),
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

    /// Draws a frame into the picture. False when the picture is not complete yet, because the field takes longer than
    /// a frame has: the same call again brings it nearer.
    pub fn draw(&mut self, scene: &mut Scene, camera: &Camera, style: &Style) -> bool {
        self.draw_with(scene, camera, style, Effort::Frame)
    }

    /// Draws the whole picture, however long it takes.
    pub fn draw_whole(&mut self, scene: &mut Scene, camera: &Camera, style: &Style) {
        self.draw_with(scene, camera, style, Effort::Whole);
    }

    fn draw_with(&mut self, scene: &mut Scene, camera: &Camera, style: &Style, effort: Effort) -> bool {
        let size_px = self.targets.size_px;
        let uniforms = FrameUniforms::new(camera, style, size_px);
        self.gpu.queue.write_buffer(&self.frame_buffer, 0, bytemuck::bytes_of(&uniforms));
        let mut shown = scene.shown_form_mut(style.mode);
        let mut complete = true;
        match &mut shown {
            Some(Form::Field(field)) => {
                complete = self.march_pass.trace(
                    &self.gpu,
                    &self.frame_group,
                    field,
                    &View { camera: *camera, lighting: style.lighting, size_px },
                    effort,
                );
            }
            Some(Form::Splats(splats)) => splats.sort(&self.gpu, camera),
            Some(Form::Mesh(_)) | None => {}
        }
        let mut encoder = self.gpu.device.create_command_encoder(&Default::default());
        {
            let mut pass = self.targets.begin(&mut encoder);
            pass.set_bind_group(0, &self.frame_group, &[]);
            self.backdrop.draw_background(&mut pass);
            match &shown {
                Some(Form::Mesh(mesh)) => self.mesh_pass.draw(&mut pass, mesh),
                Some(Form::Field(_)) => self.march_pass.draw(&mut pass),
                // Splats have no depth to hide the grid with: they are drawn over it.
                Some(Form::Splats(_)) | None => {}
            }
            self.backdrop.draw_grid(&mut pass, style);
            if let Some(Form::Splats(splats)) = &shown {
                self.splat_pass.draw(&mut pass, splats);
            }
            self.backdrop.draw_gizmo(&mut pass, style);
        }
        self.gpu.queue.submit([encoder.finish()]);
        complete
    }
}
