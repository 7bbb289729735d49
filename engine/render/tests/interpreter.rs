//! The interpreter shader, and the shader written for a program, give the distances of the CPU, for every row of the
//! language's conformance table.

// Which features are exact matters to other tests of the same table.
#[allow(dead_code)]
#[path = "../../field/tests/support/features.rs"]
mod features;

use std::collections::BTreeMap;

use features::{FEATURES, Feature};
use gve_field::{
    Evaluator, Field, GpuProgram,
    gpu::{INTERPRETER_REGISTERS, Operations, interpreter_wgsl},
    scatter::FieldSurfaces,
};
use gve_recipe::Surroundings;
use wgpu::util::DeviceExt as _;

const SIDE: usize = 16;
const POINTS: usize = SIDE * SIDE * SIDE;
/// Part of the points, in thousands, that may lie where a feature jumps from one cell or branch to another and where
/// rounding alone decides.
const UNDECIDED_PER_MILLE: usize = 2;

const HOST: &str = "
@group(0) @binding(0) var<storage, read> instructions: array<vec4<u32>>;
@group(0) @binding(1) var<storage, read> parameters: array<f32>;
@group(0) @binding(2) var<storage, read> places: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> distances: array<f32>;
fn field_instruction_count() -> u32 { return u32(places[0].w); }
fn field_instruction(i: u32) -> vec4<u32> { return instructions[i]; }
fn field_parameter(i: u32) -> f32 { return parameters[i]; }
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    distances[id.x] = field_distance(places[id.x].xyz);
    // Keeps the instructions bound where the distance does without them.
    if places[0].w < 0.0 { distances[id.x] = f32(field_instruction(0u).x); }
}";

struct Gpu {
    device: wgpu::Device,
    queue: wgpu::Queue,
}

impl Gpu {
    fn new() -> Self {
        let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
        let adapter = pollster::block_on(instance.request_adapter(&Default::default()))
            .expect("set-up installs a software Vulkan driver");
        let (device, queue) = pollster::block_on(adapter.request_device(&Default::default())).expect("a device");
        Self { device, queue }
    }

    fn pipeline(&self, field_wgsl: &str) -> wgpu::ComputePipeline {
        let module = self.device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: None,
            source: wgpu::ShaderSource::Wgsl(format!("{field_wgsl}{HOST}").into()),
        });
        self.device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: None,
            layout: None,
            module: &module,
            entry_point: Some("main"),
            compilation_options: Default::default(),
            cache: None,
        })
    }

    fn buffer(&self, contents: &[u8], usage: wgpu::BufferUsages) -> wgpu::Buffer {
        self.device.create_buffer_init(&wgpu::util::BufferInitDescriptor { label: None, contents, usage })
    }

    fn distances(&self, pipeline: &wgpu::ComputePipeline, program: &GpuProgram, points: &[[f32; 3]]) -> Vec<f32> {
        let count = program.instructions.len() as f32;
        let places: Vec<[f32; 4]> = points.iter().map(|&[x, y, z]| [x, y, z, count]).collect();
        let storage = wgpu::BufferUsages::STORAGE;
        // A sphere at the origin has no parameters but its own; an empty buffer cannot be bound.
        let mut parameters = program.parameters.clone();
        parameters.push(0.0);
        let out = self.buffer(&vec![0; 4 * points.len()], storage | wgpu::BufferUsages::COPY_SRC);
        let buffers = [
            &self.buffer(bytemuck::cast_slice(&program.instructions), storage),
            &self.buffer(bytemuck::cast_slice(&parameters), storage),
            &self.buffer(bytemuck::cast_slice(&places), storage),
            &out,
        ];
        let entries: Vec<_> = (0..)
            .zip(buffers)
            .map(|(binding, buffer)| wgpu::BindGroupEntry { binding, resource: buffer.as_entire_binding() })
            .collect();
        let group = self.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: None,
            layout: &pipeline.get_bind_group_layout(0),
            entries: &entries,
        });
        let read = self.device.create_buffer(&wgpu::BufferDescriptor {
            label: None,
            size: out.size(),
            usage: wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ,
            mapped_at_creation: false,
        });
        let mut encoder = self.device.create_command_encoder(&Default::default());
        {
            let mut pass = encoder.begin_compute_pass(&Default::default());
            pass.set_pipeline(pipeline);
            pass.set_bind_group(0, &group, &[]);
            pass.dispatch_workgroups(points.len() as u32 / 64, 1, 1);
        }
        encoder.copy_buffer_to_buffer(&out, 0, &read, 0, out.size());
        self.queue.submit([encoder.finish()]);
        read.map_async(wgpu::MapMode::Read, .., |result| result.expect("the buffer is mapped"));
        self.device.poll(wgpu::PollType::Wait { submission_index: None, timeout: None }).expect("the device is there");
        let mapped = read.get_mapped_range(..).expect("it is mapped");
        bytemuck::pod_collect_to_vec(&mapped)
    }
}

fn field_of(feature: &Feature) -> Field {
    let text = format!(r#"{{ "format": "gve-recipe/1", "name": "test", "root_node": {} }}"#, feature.node);
    let surroundings = Surroundings { surfaces: &FieldSurfaces, ..Surroundings::NONE };
    let bound = gve_recipe::parse_and_bind_within(&text, &BTreeMap::new(), &surroundings)
        .unwrap_or_else(|found| panic!("{}: {found:#?}", feature.name));
    Field::lower(&bound).unwrap_or_else(|found| panic!("{}: {found:?}", feature.name))
}

/// A lattice over a little more than the bounds, off every plane of symmetry.
fn lattice(field: &Field) -> Vec<[f32; 3]> {
    let (center, extent) = (field.bounds().center(), field.bounds().extent());
    let along = |axis: usize, step: usize| {
        let t = (step as f32 + 0.37 + 0.11 * axis as f32) / SIDE as f32 - 0.5;
        center[axis] + 1.3 * extent[axis] * t
    };
    (0..POINTS).map(|i| [along(0, i % SIDE), along(1, i / SIDE % SIDE), along(2, i / (SIDE * SIDE))]).collect()
}

/// Distances of a feature by both shaders and by the CPU.
fn compare(gpu: &Gpu, interpreters: &[wgpu::ComputePipeline; 2], feature: &Feature) {
    let field = field_of(feature);
    let program = field.gpu_program();
    let points = lattice(&field);
    let rows: [Vec<f32>; 3] = std::array::from_fn(|axis| points.iter().map(|point| point[axis]).collect());
    let mut expected = vec![0.0; POINTS];
    Evaluator::new(&field).distances(&rows[0], &rows[1], &rows[2], &mut expected);
    // The small interpreter runs what the whole one does.
    let interpreter = &interpreters[usize::from(program.operations() == Operations::All)];
    let own = gpu.pipeline(&program.wgsl());
    for (shader, pipeline) in [("interpreter", interpreter), ("own shader", &own)] {
        let found = gpu.distances(pipeline, &program, &points);
        let apart = |i: usize| (found[i] - expected[i]).abs();
        let off: Vec<usize> = (0..POINTS).filter(|&i| apart(i) > 2e-5 + 2e-5 * expected[i].abs()).collect();
        let worst = off.iter().copied().max_by(|&a, &b| apart(a).total_cmp(&apart(b)));
        assert!(
            off.len() * 1000 <= POINTS * UNDECIDED_PER_MILLE,
            "{}, {shader}: {} of {POINTS} points differ; the worst: {:?}",
            feature.name,
            off.len(),
            worst.map(|i| (points[i], found[i], expected[i]))
        );
    }
}

#[test]
fn both_shaders_agree_with_the_cpu_on_every_feature() {
    let gpu = Gpu::new();
    let interpreters = [Operations::Usual, Operations::All]
        .map(|operations| gpu.pipeline(&interpreter_wgsl(INTERPRETER_REGISTERS, operations)));
    FEATURES.iter().for_each(|feature| compare(&gpu, &interpreters, feature));
}
