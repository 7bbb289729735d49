//! Gaussian splats on the GPU: the stored records in a texture, drawn as sorted quads.

use glam::Vec3;
use gve_shared::container::{SPLAT_BYTES, Splat};

use crate::{
    camera::{Bounds, Camera},
    gpu::Gpu,
    pipeline::{Depth, PipelineParts, main_pipeline, shader, texture_entry},
    targets::texture,
};

/// Texels of one record: 48 bytes in texels of 16.
const TEXELS_PER_SPLAT: u32 = 3;

/// One asset's splats.
#[derive(Debug)]
pub(crate) struct GpuSplats {
    centers: Vec<Vec3>,
    bind_group: wgpu::BindGroup,
    order: wgpu::Buffer,
    sorted_for: Option<(Vec3, Vec3)>,
    keys: Vec<(u32, u32)>,
    pub(crate) bounds: Option<Bounds>,
}

impl GpuSplats {
    /// Splats that the whole texture of a device can hold.
    fn capacity(limit: u32) -> usize {
        (limit / TEXELS_PER_SPLAT) as usize * limit as usize
    }

    /// Uploads records; of more than the device's textures can hold, the first ones, which are a coarser level of
    /// detail.
    pub(crate) fn new(gpu: &Gpu, pass: &SplatPass, splats: &[Splat]) -> Self {
        let limit = gpu.device.limits().max_texture_dimension_2d;
        let splats = &splats[..splats.len().min(Self::capacity(limit))];
        let per_row = limit / TEXELS_PER_SPLAT;
        let rows = (splats.len() as u32).div_ceil(per_row).max(1);
        let width = TEXELS_PER_SPLAT * per_row.min(splats.len().max(1) as u32);
        let mut bytes: Vec<u8> = Vec::with_capacity((width * rows) as usize * 16);
        splats.iter().for_each(|splat| bytes.extend_from_slice(&record(splat)));
        bytes.resize((width * rows) as usize * 16, 0);

        let usage = wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST;
        let records = texture(gpu, "splats", [width, rows], 1, wgpu::TextureFormat::Rgba32Uint, usage);
        gpu.queue.write_texture(
            records.as_image_copy(),
            &bytes,
            wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(width * 16), rows_per_image: None },
            records.size(),
        );
        let order = gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("splat order"),
            size: (splats.len().max(1) * 4) as u64,
            usage: wgpu::BufferUsages::VERTEX | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let bind_group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("splats"),
            layout: &pass.layout,
            entries: &[wgpu::BindGroupEntry {
                binding: 0,
                resource: wgpu::BindingResource::TextureView(&records.create_view(&Default::default())),
            }],
        });
        Self {
            centers: splats.iter().map(|splat| Vec3::from(splat.position)).collect(),
            bind_group,
            order,
            sorted_for: None,
            keys: Vec::new(),
            bounds: Bounds::around(splats.iter().map(|splat| splat.position)),
        }
    }

    pub(crate) fn count(&self) -> u32 {
        self.centers.len() as u32
    }

    /// Brings the drawing order up to date: farthest centre first, along the camera's axis.
    pub(crate) fn sort(&mut self, gpu: &Gpu, camera: &Camera) {
        let view = (camera.position(), camera.basis().forward);
        if self.sorted_for == Some(view) || self.centers.is_empty() {
            return;
        }
        let (position, forward) = view;
        self.keys.clear();
        self.keys.extend(self.centers.iter().enumerate().map(|(index, center)| {
            let depth = (*center - position).dot(forward);
            // The bits of a positive float order like the float; what is behind the camera comes last.
            (!depth.max(0.0).to_bits(), index as u32)
        }));
        self.keys.sort_unstable();
        let order: Vec<u32> = self.keys.iter().map(|(_, index)| *index).collect();
        gpu.queue.write_buffer(&self.order, 0, bytemuck::cast_slice(&order));
        self.sorted_for = Some(view);
    }
}

/// A record as stored in `.gve_bin`.
fn record(splat: &Splat) -> [u8; SPLAT_BYTES] {
    let mut bytes = [0; SPLAT_BYTES];
    let floats = splat.position.iter().chain(&splat.scale).chain(&splat.rotation);
    for (target, value) in bytes.chunks_exact_mut(4).zip(floats) {
        target.copy_from_slice(&value.to_le_bytes());
    }
    bytes[40..44].copy_from_slice(&splat.color);
    bytes[44..].copy_from_slice(&[splat.metallic, splat.roughness, splat.flags, splat.material_index]);
    bytes
}

/// Pipeline of splats.
#[derive(Debug)]
pub(crate) struct SplatPass {
    pipeline: wgpu::RenderPipeline,
    layout: wgpu::BindGroupLayout,
}

impl SplatPass {
    pub(crate) fn new(gpu: &Gpu, frame_layout: &wgpu::BindGroupLayout) -> Self {
        let parts = [
            include_str!("shaders/frame.wgsl"),
            include_str!("shaders/shading.wgsl"),
            include_str!("shaders/splats.wgsl"),
        ];
        let module = shader(gpu, "splats", &parts);
        let layout = gpu.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("splats"),
            entries: &[texture_entry(0, wgpu::TextureSampleType::Uint)],
        });
        let attributes = wgpu::vertex_attr_array![0 => Uint32];
        let pipeline = main_pipeline(
            gpu,
            &PipelineParts {
                label: "splats",
                module: &module,
                layouts: &[frame_layout, &layout],
                vertex: "splat_vertex",
                fragment: "splat_fragment",
                buffers: &[wgpu::VertexBufferLayout {
                    array_stride: 4,
                    step_mode: wgpu::VertexStepMode::Instance,
                    attributes: &attributes,
                }],
                topology: wgpu::PrimitiveTopology::TriangleStrip,
                cull: false,
                blend: true,
                depth: Depth::Tested,
            },
        );
        Self { pipeline, layout }
    }

    pub(crate) fn draw(&self, pass: &mut wgpu::RenderPass<'_>, splats: &GpuSplats) {
        if splats.centers.is_empty() {
            return;
        }
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(1, &splats.bind_group, &[]);
        pass.set_vertex_buffer(0, splats.order.slice(..));
        pass.draw(0..4, 0..splats.count());
    }
}
