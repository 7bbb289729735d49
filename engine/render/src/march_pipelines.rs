//! Shaders that trace programs: one interpreter for any program, and shaders of their own for programs that stay.
//!
//! The interpreter is there at once, so that no edit waits for a compiler of shaders. A shader of its own has the steps
//! of one program without loop and register file; it depends on the structure of the program alone, so that a moved
//! slider keeps it.

use std::collections::BTreeMap;

use gve_field::{
    GpuProgram,
    gpu::{Operations, interpreter_wgsl},
};

use crate::{
    gpu::{Gpu, PICTURE_FORMAT},
    pipeline::{Depth, PipelineParts, plain_pipeline, shader},
};

/// Longest program that gets a shader of its own: compilers take more than linear time.
const MOST_INSTRUCTIONS: usize = 256;
/// Shaders of their own that are kept; the oldest goes.
const MOST_OWN: usize = 8;

/// First and smoothing pass.
pub(crate) type Passes = [wgpu::RenderPipeline; 2];

/// Layouts of the frame, the program and the first pass's pictures.
pub(crate) type Layouts<'l> = [&'l wgpu::BindGroupLayout; 3];

/// Every shader made so far.
#[derive(Debug, Default)]
pub(crate) struct MarchPipelines {
    /// Interpreters by register count and operations.
    interpreters: BTreeMap<(u32, Operations), Passes>,
    /// Programs with a shader of their own, oldest first.
    own: Vec<(Vec<[u32; 4]>, Passes)>,
}

impl MarchPipelines {
    /// Makes the interpreter for a program that has no shader yet.
    pub(crate) fn ensure(&mut self, gpu: &Gpu, layouts: Layouts<'_>, program: &GpuProgram) {
        if self.best(program).is_none() {
            let key @ (registers, operations) = interpreter_of(program);
            self.interpreters.insert(key, passes(gpu, layouts, &interpreter_wgsl(registers, operations)));
        }
    }

    /// The program's own shader, or else the interpreter.
    pub(crate) fn best(&self, program: &GpuProgram) -> Option<&Passes> {
        let own = self.own.iter().find(|(known, _)| *known == program.instructions);
        own.map(|(_, passes)| passes).or_else(|| self.interpreters.get(&interpreter_of(program)))
    }

    /// Makes a program's own shader. False if it has one, or is too long for one.
    pub(crate) fn add_own(&mut self, gpu: &Gpu, layouts: Layouts<'_>, program: &GpuProgram) -> bool {
        let is_known = self.own.iter().any(|(known, _)| *known == program.instructions);
        if is_known || program.instructions.len() > MOST_INSTRUCTIONS {
            return false;
        }
        if self.own.len() == MOST_OWN {
            self.own.remove(0);
        }
        self.own.push((program.instructions.clone(), passes(gpu, layouts, &program.wgsl())));
        true
    }
}

/// Register count and operations of the interpreter for a program: few different ones.
fn interpreter_of(program: &GpuProgram) -> (u32, Operations) {
    (program.register_count.max(8).next_power_of_two(), program.operations())
}

fn passes(gpu: &Gpu, [frame, program, first]: Layouts<'_>, field_wgsl: &str) -> Passes {
    let text = [
        include_str!("shaders/frame.wgsl"),
        include_str!("shaders/shading.wgsl"),
        field_wgsl,
        include_str!("shaders/march.wgsl"),
    ];
    let module = shader(gpu, "march", &text);
    let pipeline = |label, fragment, layouts: &[&wgpu::BindGroupLayout]| {
        let parts = PipelineParts {
            label,
            module: &module,
            layouts,
            vertex: "fullscreen_vertex",
            fragment,
            buffers: &[],
            topology: wgpu::PrimitiveTopology::TriangleList,
            cull: false,
            blend: false,
            depth: Depth::Ignored,
        };
        plain_pipeline(gpu, &parts, &[PICTURE_FORMAT, PICTURE_FORMAT])
    };
    [
        pipeline("march", "first_fragment", &[frame, program]),
        pipeline("march edges", "smooth_fragment", &[frame, program, first]),
    ]
}
