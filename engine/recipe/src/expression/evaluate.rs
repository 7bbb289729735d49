//! Tree → value. Every intermediate value is finite, or the part that is not is named.

use gve_shared::problem::ProblemCode;

use super::{Kind, Operator, Problem, Quantity, Scope, Span, Tree, functions::Function};
use crate::nearest::advice;

pub(super) fn evaluate(tree: &Tree, scope: &dyn Scope) -> Result<Quantity, Problem> {
    let value = match &tree.kind {
        Kind::Number(value) => Quantity::Number(*value),
        Kind::Variable(name) => {
            Quantity::Number(scope.variable(name).ok_or_else(|| unknown_variable(name, tree.span, scope))?)
        }
        Kind::Anchor(anchor) => Quantity::Vector(scope.anchor(anchor).map_err(|problem| Problem {
            code: problem.code,
            span: tree.span,
            message: problem.message,
            hint: problem.hint,
        })?),
        Kind::Vector(parts) => {
            let [x, y, z] = &**parts;
            Quantity::Vector([number(x, scope)?, number(y, scope)?, number(z, scope)?])
        }
        Kind::Negate(operand) => match evaluate(operand, scope)? {
            Quantity::Number(value) => Quantity::Number(-value),
            Quantity::Vector(value) => Quantity::Vector(value.map(|component| -component)),
        },
        Kind::Binary(operator, parts) => {
            let [left, right] = &**parts;
            binary(*operator, (evaluate(left, scope)?, left.span), (evaluate(right, scope)?, right.span), tree.span)?
        }
        Kind::Choice(parts) => {
            let [condition, yes, no] = &**parts;
            evaluate(if number(condition, scope)? != 0.0 { yes } else { no }, scope)?
        }
        Kind::Call(function, arguments) => Quantity::Number(call(function, arguments, scope)?),
        Kind::Component(operand, axis) => match evaluate(operand, scope)? {
            Quantity::Vector(value) => Quantity::Number(value[*axis]),
            Quantity::Number(_) => return Err(wrong_type(operand.span, "only a vector has components")),
        },
    };
    check_finite(value, tree)
}

fn check_finite(value: Quantity, tree: &Tree) -> Result<Quantity, Problem> {
    let finite = match value {
        Quantity::Number(value) => value.is_finite(),
        Quantity::Vector(value) => value.iter().all(|component| component.is_finite()),
    };
    if finite {
        return Ok(value);
    }
    let problem = Problem::new(ProblemCode::ExpressionNonFinite, tree.span, "this has no finite value");
    Err(match &tree.kind {
        Kind::Call(function, _) => {
            problem.with_hint(format!("Keep the arguments of `{}` where it is defined.", function.name))
        }
        Kind::Binary(Operator::Power, _) => {
            problem.with_hint("A negative base needs a whole exponent, and 0 an exponent of at least 0.")
        }
        _ => problem,
    })
}

fn number(tree: &Tree, scope: &dyn Scope) -> Result<f64, Problem> {
    match evaluate(tree, scope)? {
        Quantity::Number(value) => Ok(value),
        Quantity::Vector(_) => Err(wrong_type(tree.span, "a number is needed here, this is a vector")
            .with_hint("Take a component of it with `.x`, `.y` or `.z`.")),
    }
}

fn call(function: &Function, arguments: &[Tree], scope: &dyn Scope) -> Result<f64, Problem> {
    let values = arguments.iter().map(|argument| number(argument, scope)).collect::<Result<Vec<_>, _>>()?;
    Ok((function.apply)(&values))
}

fn binary(
    operator: Operator,
    (left, _): (Quantity, Span),
    (right, right_span): (Quantity, Span),
    span: Span,
) -> Result<Quantity, Problem> {
    use Quantity::{Number, Vector};
    let divides = matches!(operator, Operator::Divide | Operator::Remainder);
    if divides && matches!(right, Number(value) if value == 0.0) {
        return Err(Problem::new(ProblemCode::ExpressionDivisionByZero, right_span, "division by zero")
            .with_hint("Guard it: `$n == 0 ? 0 : 1 / $n`."));
    }
    let each = |a: [f64; 3], b: [f64; 3], f: fn(f64, f64) -> f64| Vector([f(a[0], b[0]), f(a[1], b[1]), f(a[2], b[2])]);
    match (operator, left, right) {
        (_, Number(a), Number(b)) => Ok(Number(arithmetic(operator, a, b))),
        (Operator::Add, Vector(a), Vector(b)) => Ok(each(a, b, |a, b| a + b)),
        (Operator::Subtract, Vector(a), Vector(b)) => Ok(each(a, b, |a, b| a - b)),
        (Operator::Multiply, Vector(a), Number(factor)) | (Operator::Multiply, Number(factor), Vector(a)) => {
            Ok(Vector(a.map(|component| component * factor)))
        }
        (Operator::Divide, Vector(a), Number(divisor)) => Ok(Vector(a.map(|component| component / divisor))),
        _ => Err(wrong_type(span, "numbers and vectors do not go together this way")
            .with_hint("Vectors can be added, subtracted, and multiplied or divided by a number.")),
    }
}

fn arithmetic(operator: Operator, a: f64, b: f64) -> f64 {
    let truth = |holds: bool| f64::from(u8::from(holds));
    match operator {
        Operator::Add => a + b,
        Operator::Subtract => a - b,
        Operator::Multiply => a * b,
        Operator::Divide => a / b,
        Operator::Remainder => libm::fmod(a, b),
        Operator::Power => libm::pow(a, b),
        Operator::Less => truth(a < b),
        Operator::LessOrEqual => truth(a <= b),
        Operator::Greater => truth(a > b),
        Operator::GreaterOrEqual => truth(a >= b),
        Operator::Equal => truth(a == b),
        Operator::NotEqual => truth(a != b),
    }
}

fn unknown_variable(name: &str, span: Span, scope: &dyn Scope) -> Problem {
    let mut problem = Problem::new(ProblemCode::ExpressionUnknownName, span, format!("unknown variable `${name}`"));
    problem.hint = advice(name, scope.variable_names()).or_else(|| Some("Declare it under `variables`.".to_owned()));
    problem
}

fn wrong_type(span: Span, message: &str) -> Problem {
    Problem::new(ProblemCode::ExpressionType, span, message)
}
