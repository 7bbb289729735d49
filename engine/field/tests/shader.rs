//! The GPU interpreter is valid WGSL, and its program is the field's.

mod support;

use gve_field::{
    GpuProgram, INTERPRETER_WGSL,
    gpu::{
        Operations::{All, Usual},
        interpreter_wgsl,
    },
    tape::Op,
};
use naga::valid::{Capabilities, ValidationFlags, Validator};
use support::*;

/// What an including shader adds, with the program in uniform-sized constants.
const HOST: &str = "
fn field_instruction_count() -> u32 { return 1u; }
fn field_instruction(i: u32) -> vec4<u32> { return vec4<u32>(16u, i, 0u, 0u); }
fn field_parameter(i: u32) -> f32 { return f32(i); }
@fragment fn main(@location(0) p: vec3<f32>) -> @location(0) vec4<f32> {
    let surface = field_surface(p);
    return vec4<f32>(surface.color_linear * surface.roughness, field_distance(p) + surface.metallic);
}";

#[test]
fn the_interpreter_is_valid_without_any_extension() {
    for source in [INTERPRETER_WGSL.to_owned(), interpreter_wgsl(7, All), interpreter_wgsl(300, Usual)] {
        let module = naga::front::wgsl::parse_str(&format!("{source}{HOST}"))
            .unwrap_or_else(|error| panic!("{}", error.emit_to_string(&source)));
        Validator::new(ValidationFlags::all(), Capabilities::empty())
            .validate(&module)
            .expect("valid without capabilities");
    }
    assert!(interpreter_wgsl(300, All).contains("FIELD_REGISTERS: u32 = 300u"));
}

#[test]
fn every_feature_has_a_valid_shader_of_its_own() {
    for (name, root) in catalogue() {
        let program = field(root).gpu_program();
        let source = program.wgsl();
        let module = naga::front::wgsl::parse_str(&format!("{source}{HOST}"))
            .unwrap_or_else(|error| panic!("{name}: {}", error.emit_to_string(&source)));
        Validator::new(ValidationFlags::all(), Capabilities::empty())
            .validate(&module)
            .unwrap_or_else(|error| panic!("{name}: {error:?}"));
        let distance = source.split("fn field_distance").nth(1).and_then(|rest| rest.split("\n}").next()).unwrap();
        assert!(!distance.contains("for ") && !distance.contains("field_instruction"), "{name}: {distance}");
        assert_eq!(distance.matches("let v").count(), program.instructions.len(), "{name}");
    }
}

#[test]
fn the_interpreter_knows_every_operation() {
    for op in Op::ALL {
        let code = op as u8;
        let known = INTERPRETER_WGSL.contains(&format!("case {code}u:"))
            || INTERPRETER_WGSL.contains(&format!("op == {code}u"));
        // Instruction 0 is never stored, and a taper is what is left of the moves.
        assert!(known || matches!(op, Op::Position | Op::Taper), "{op:?}");
    }
}

#[test]
fn programs_refer_only_to_what_they_hold() {
    for (name, root) in catalogue() {
        let field = field(root);
        let GpuProgram { instructions, parameters, register_count } = field.gpu_program();
        assert_eq!(instructions.len(), field.tape().len() - 1, "{name}");
        for [head, a, b, start] in instructions {
            let op = Op::from_code(head as u8).expect("a known operation");
            assert!((head >> 16) < register_count && a < register_count, "{name}");
            let needed = if op.is_primitive() { b as usize + 8 } else { 0 };
            let record = op.parameter_count(&parameters[start as usize..]).expect("a whole record");
            assert!(needed.max(start as usize + record) <= parameters.len(), "{name}");
        }
    }
}

#[test]
fn sizes_alone_change_only_parameters() {
    use gve_recipe::bound::BoundShape;
    let small = field(node(BoundShape::Sphere { radius: 0.3 })).gpu_program();
    let large = field(node(BoundShape::Sphere { radius: 0.6 })).gpu_program();
    assert_eq!(small.instructions, large.instructions);
    assert_ne!(small.parameters, large.parameters);
}
