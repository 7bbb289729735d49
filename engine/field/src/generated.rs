//! WGSL written for one program: the steps one after the other, without loop, register file or choice of operation.
//!
//! The formulas are cut out of the interpreter's own text, one function for each operation that the program has, so that
//! there is one source for both. Numbers still come through `field_parameter`: a program of the same structure with
//! other sizes needs no other shader.

use std::{collections::BTreeSet, fmt::Write as _};

use crate::{
    gpu::{GpuProgram, interpreter_wgsl},
    tape::{Kind, Op},
};

const DISTANCE: &str = "fn field_distance(p: vec3<f32>) -> f32 {";

impl GpuProgram {
    /// WGSL that defines what [`crate::INTERPRETER_WGSL`] does, over the same functions of the including shader, with
    /// `field_distance` written for the structure of this program. It depends on [`GpuProgram::instructions`] alone.
    pub fn wgsl(&self) -> String {
        let interpreter = interpreter_wgsl(self.register_count, self.operations());
        let start = interpreter.find(DISTANCE).expect("the interpreter has a distance");
        let end = start + function(&interpreter[start..]).len();
        let mut text = interpreter[..start].to_owned();
        let used: BTreeSet<Op> = self.instructions.iter().filter_map(op_of).collect();
        used.iter().for_each(|&op| text.push_str(&own_function(&interpreter, op)));
        text.push_str(&self.distance());
        text.push_str(&interpreter[end..]);
        text
    }

    /// `field_distance` as one expression per instruction; a register is named after the step that wrote it last.
    fn distance(&self) -> String {
        let mut text = format!("{DISTANCE}\n");
        let registers = self.register_count.max(1) as usize;
        let mut points = vec!["p".to_owned(); registers];
        let mut numbers = vec!["FIELD_FAR".to_owned(); registers];
        let mut last = "FIELD_FAR".to_owned();
        for (number, instruction) in self.instructions.iter().enumerate() {
            let Some(op) = op_of(instruction) else { continue };
            let [head, a, b, k] = *instruction;
            let (axis, out) = (head >> 8 & 0xff, (head >> 16) as usize);
            let (first, second, result) = op.signature();
            let operand = |kind: Kind, register: u32| match kind {
                Kind::Point => Some(points[register as usize].clone()),
                Kind::Number => Some(numbers[register as usize].clone()),
                Kind::None => None,
            };
            let operands = [operand(first, a), operand(second, b)].into_iter().flatten().collect::<Vec<_>>().join(", ");
            let name = format!("v{number}");
            let call = format!("{}({operands}, {axis}u, {k}u)", own_name(op));
            writeln!(text, "    let {name} = {call};").expect("writing to a string does not fail");
            match result {
                Kind::Point => points[out] = name,
                _ => {
                    numbers[out].clone_from(&name);
                    last = name;
                }
            }
        }
        text.push_str(&format!("    return {last};\n}}\n"));
        text
    }
}

fn op_of(instruction: &[u32; 4]) -> Option<Op> {
    Op::from_code((instruction[0] & 0xff) as u8)
}

fn own_name(op: Op) -> String {
    format!("field_op_{}", op as u8)
}

/// A function that does one operation: the interpreter's function for its kind with the choice taken.
fn own_function(interpreter: &str, op: Op) -> String {
    let (source, parameters, result) = match op.signature() {
        (Kind::Point, Kind::None, Kind::Point) => ("fn field_move(", "p: vec3<f32>", "vec3<f32>"),
        (Kind::Point, ..) => ("fn field_primitive(", "p: vec3<f32>", "f32"),
        (Kind::Number, Kind::Point, _) => ("fn field_place(", "value: f32, p: vec3<f32>", "f32"),
        (Kind::Number, Kind::None, _) => ("fn field_combine(", "a: f32", "f32"),
        _ => ("fn field_combine(", "a: f32, b: f32", "f32"),
    };
    let start = interpreter.find(source).expect("the interpreter has a function for every kind of operation");
    let body = function(&interpreter[start..]);
    let body = &body[body.find('{').expect("a body") + 1..body.len() - 1];
    let body = taken(body, op as u8);
    let name = own_name(op);
    let code = op as u8;
    format!("fn {name}({parameters}, axis: u32, k: u32) -> {result} {{\n    const op = {code}u;\n{body}\n}}\n")
}

/// A body with its choice by operation replaced by the branch that `code` takes. Branches before the choice stay: they
/// compare constants.
fn taken(body: &str, code: u8) -> String {
    let Some(choice) = body.find("switch op {") else { return body.to_owned() };
    let branches = block(&body[choice..]);
    let case = format!("case {code}u: ");
    let after = &body[choice + body[choice..].find('{').expect("a block") + branches.len()..];
    match branches.find(&case) {
        Some(start) => format!("{}{}{after}", &body[..choice], block(&branches[start..])),
        None => body.to_owned(),
    }
}

/// A text without its branch for an operation.
pub(crate) fn without_case(text: &str, op: Op) -> String {
    let case = format!("case {}u: ", op as u8);
    let start = text.find(&case).expect("the interpreter knows the operation");
    let end = start + case.len() + block(&text[start..]).len();
    format!("{}{}", &text[..start], &text[end..])
}

/// The function that a text starts with.
fn function(text: &str) -> &str {
    let start = text.find('{').expect("a body");
    &text[..start + block(text).len()]
}

/// The first block of a text, with its braces.
fn block(text: &str) -> &str {
    let start = text.find('{').expect("a block");
    let mut depth = 0;
    for (offset, character) in text[start..].char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[start..=start + offset];
        }
    }
    &text[start..]
}
