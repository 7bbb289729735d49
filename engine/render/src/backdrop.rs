//! Background gradient, ground grid with axes, and the orientation gizmo.

use crate::{
    gpu::Gpu,
    pipeline::{Depth, PipelineParts, main_pipeline, shader},
    style::Style,
};

/// Pipelines of what is drawn around the assets.
#[derive(Debug)]
pub(crate) struct Backdrop {
    background: wgpu::RenderPipeline,
    grid: wgpu::RenderPipeline,
    gizmo: wgpu::RenderPipeline,
}

impl Backdrop {
    pub(crate) fn new(gpu: &Gpu, frame_layout: &wgpu::BindGroupLayout) -> Self {
        let module =
            shader(gpu, "backdrop", &[include_str!("shaders/frame.wgsl"), include_str!("shaders/backdrop.wgsl")]);
        let parts = PipelineParts {
            label: "background",
            module: &module,
            layouts: &[frame_layout],
            vertex: "fullscreen_vertex",
            fragment: "background_fragment",
            buffers: &[],
            topology: wgpu::PrimitiveTopology::TriangleList,
            cull: false,
            blend: false,
            depth: Depth::Ignored,
        };
        Self {
            background: main_pipeline(gpu, &parts),
            grid: main_pipeline(
                gpu,
                &PipelineParts { label: "grid", fragment: "grid_fragment", blend: true, depth: Depth::Tested, ..parts },
            ),
            gizmo: main_pipeline(
                gpu,
                &PipelineParts {
                    label: "gizmo",
                    vertex: "gizmo_vertex",
                    fragment: "gizmo_fragment",
                    topology: wgpu::PrimitiveTopology::TriangleStrip,
                    blend: true,
                    ..parts
                },
            ),
        }
    }

    pub(crate) fn draw_background(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_pipeline(&self.background);
        pass.draw(0..3, 0..1);
    }

    pub(crate) fn draw_grid(&self, pass: &mut wgpu::RenderPass<'_>, style: &Style) {
        if style.grid || style.axes {
            pass.set_pipeline(&self.grid);
            pass.draw(0..3, 0..1);
        }
    }

    pub(crate) fn draw_gizmo(&self, pass: &mut wgpu::RenderPass<'_>, style: &Style) {
        if style.axes {
            pass.set_pipeline(&self.gizmo);
            pass.draw(0..4, 0..1);
        }
    }
}
