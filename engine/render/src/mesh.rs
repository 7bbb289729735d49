//! Triangle meshes on the GPU.

use bytemuck::{Pod, Zeroable};
use gve_shared::container::{MeshVertex, VERTEX_BYTES};
use wgpu::util::DeviceExt;

use crate::{
    camera::Bounds,
    gpu::Gpu,
    pipeline::{Depth, PipelineParts, main_pipeline, shader},
};

/// A vertex as the shader reads it: the record of `.gve_bin`.
#[repr(C)]
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
struct PackedVertex {
    position: [f32; 3],
    normal: [f32; 3],
    color_srgb: [u8; 4],
    metallic_roughness_material: [u8; 4],
}

const _: () = assert!(size_of::<PackedVertex>() == VERTEX_BYTES);

/// Buffers of one mesh.
#[derive(Debug)]
pub(crate) struct GpuMesh {
    vertices: wgpu::Buffer,
    indices: wgpu::Buffer,
    index_count: u32,
    pub(crate) bounds: Option<Bounds>,
}

impl GpuMesh {
    /// Uploads a mesh. Indices beyond the vertices are read as the device reads out of bounds: nothing is drawn.
    pub(crate) fn new(gpu: &Gpu, vertices: &[MeshVertex], indices: &[u32]) -> Self {
        let packed: Vec<PackedVertex> = vertices.iter().map(pack).collect();
        let buffer = |label, contents: &[u8], usage| {
            gpu.device.create_buffer_init(&wgpu::util::BufferInitDescriptor { label: Some(label), contents, usage })
        };
        Self {
            vertices: buffer("mesh vertices", bytemuck::cast_slice(&packed), wgpu::BufferUsages::VERTEX),
            indices: buffer("mesh indices", bytemuck::cast_slice(indices), wgpu::BufferUsages::INDEX),
            index_count: indices.len() as u32,
            bounds: Bounds::around(vertices.iter().map(|vertex| vertex.position)),
        }
    }

    pub(crate) fn triangle_count(&self) -> u32 {
        self.index_count / 3
    }
}

fn pack(vertex: &MeshVertex) -> PackedVertex {
    let [low, high] = vertex.material_index.to_le_bytes();
    PackedVertex {
        position: vertex.position,
        normal: vertex.normal,
        color_srgb: vertex.color,
        metallic_roughness_material: [vertex.metallic, vertex.roughness, low, high],
    }
}

/// Pipeline of meshes.
#[derive(Debug)]
pub(crate) struct MeshPass {
    pipeline: wgpu::RenderPipeline,
}

impl MeshPass {
    pub(crate) fn new(gpu: &Gpu, frame_layout: &wgpu::BindGroupLayout) -> Self {
        let parts = [
            include_str!("shaders/frame.wgsl"),
            include_str!("shaders/shading.wgsl"),
            include_str!("shaders/mesh.wgsl"),
        ];
        let module = shader(gpu, "mesh", &parts);
        let attributes = wgpu::vertex_attr_array![0 => Float32x3, 1 => Float32x3, 2 => Unorm8x4, 3 => Uint8x4];
        let pipeline = main_pipeline(
            gpu,
            &PipelineParts {
                label: "mesh",
                module: &module,
                layouts: &[frame_layout],
                vertex: "mesh_vertex",
                fragment: "mesh_fragment",
                buffers: &[wgpu::VertexBufferLayout {
                    array_stride: VERTEX_BYTES as u64,
                    step_mode: wgpu::VertexStepMode::Vertex,
                    attributes: &attributes,
                }],
                topology: wgpu::PrimitiveTopology::TriangleList,
                cull: true,
                blend: false,
                depth: Depth::Written,
            },
        );
        Self { pipeline }
    }

    pub(crate) fn draw(&self, pass: &mut wgpu::RenderPass<'_>, mesh: &GpuMesh) {
        if mesh.index_count == 0 {
            return;
        }
        pass.set_pipeline(&self.pipeline);
        pass.set_vertex_buffer(0, mesh.vertices.slice(..));
        pass.set_index_buffer(mesh.indices.slice(..), wgpu::IndexFormat::Uint32);
        pass.draw_indexed(0..mesh.index_count, 0, 0..1);
    }
}
