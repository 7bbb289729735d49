//! Variables: values, overrides, and variables that depend on variables.

use std::collections::BTreeMap;

use gve_shared::{
    problem::{Diagnostic, ProblemCode},
    recipe::Variable,
    value::Scalar,
};

use crate::{
    expression::{Anchor, AnchorProblem, Expression, Problem, Quantity, Scope, is_identifier},
    nearest::advice,
    text::push_token,
};

/// Every variable's value.
pub(crate) type Values = BTreeMap<String, f64>;

/// Evaluates all variables, each after those that it depends on.
pub(super) fn bind(
    variables: &BTreeMap<String, Variable>,
    overrides: &BTreeMap<String, f64>,
) -> Result<Values, Vec<Diagnostic>> {
    let mut diagnostics = Vec::new();
    check_overrides(variables, overrides, &mut diagnostics);
    for (name, variable) in variables {
        check_declaration(name, variable, &mut diagnostics);
    }
    let mut values = Values::new();
    let mut formulas = BTreeMap::new();
    for (name, variable) in variables {
        match (overrides.get(name), &variable.value) {
            (Some(&value), _) | (None, &Scalar::Number(value)) => {
                values.insert(name.clone(), value);
            }
            (None, Scalar::Expression(text)) => match Expression::parse(text) {
                Ok(expression) => {
                    formulas.insert(name.as_str(), (text.as_str(), expression));
                }
                Err(problem) => diagnostics.push(explain(name, text, problem)),
            },
        }
    }
    if diagnostics.is_empty() {
        evaluate_in_order(variables, &formulas, &mut values, &mut diagnostics);
    }
    for (name, value) in &values {
        check_limits(name, &variables[name], *value, &mut diagnostics);
    }
    if diagnostics.is_empty() { Ok(values) } else { Err(diagnostics) }
}

type Formulas<'v> = BTreeMap<&'v str, (&'v str, Expression)>;

/// Depth-first over dependencies with a stack of its own: chains of variables may be long.
fn evaluate_in_order(
    variables: &BTreeMap<String, Variable>,
    formulas: &Formulas<'_>,
    values: &mut Values,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for &first in formulas.keys() {
        let mut chain = vec![first];
        while let Some(&name) = chain.last() {
            let (text, expression) = &formulas[name];
            let waiting_for = expression
                .variables()
                .into_iter()
                .find(|(other, _)| formulas.contains_key(other) && !values.contains_key(*other));
            if values.contains_key(name) {
                chain.pop();
            } else if let Some((other, span)) = waiting_for {
                if let Some(start) = chain.iter().position(|&held| held == other) {
                    diagnostics.push(explain(name, text, cycle(&chain[start..], span)));
                    return;
                }
                chain.push(other);
            } else {
                match expression.evaluate(&VariableScope { variables, values }) {
                    Ok(Quantity::Number(value)) => values.insert(name.to_owned(), value),
                    Ok(Quantity::Vector(_)) => {
                        diagnostics.push(Diagnostic::error(
                            ProblemCode::ExpressionType,
                            pointer(name),
                            "a variable is a number, not a vector",
                        ));
                        return;
                    }
                    Err(problem) => {
                        diagnostics.push(explain(name, text, problem));
                        return;
                    }
                };
                chain.pop();
            }
        }
    }
}

fn cycle(names: &[&str], span: crate::expression::Span) -> Problem {
    let around = names.iter().chain(names.first()).map(|name| format!("${name}")).collect::<Vec<_>>().join(" → ");
    Problem {
        code: ProblemCode::ExpressionCycle,
        span,
        message: format!("these variables depend on each other in a circle: {around}"),
        hint: Some("Give one of them a plain number.".to_owned()),
    }
}

struct VariableScope<'v> {
    variables: &'v BTreeMap<String, Variable>,
    values: &'v Values,
}

impl Scope for VariableScope<'_> {
    fn variable(&self, name: &str) -> Option<f64> {
        self.values.get(name).copied()
    }

    fn variable_names(&self) -> Vec<&str> {
        self.variables.keys().map(String::as_str).collect()
    }

    fn anchor(&self, anchor: &Anchor) -> Result<[f64; 3], AnchorProblem> {
        Err(no_anchors_here(anchor))
    }
}

/// The refusal of an anchor in a place that belongs to no position.
pub(super) fn no_anchors_here(anchor: &Anchor) -> AnchorProblem {
    AnchorProblem {
        code: ProblemCode::ExpressionUnknownAnchor,
        message: format!("`@{}` cannot be used here", anchor.target),
        hint: Some("Anchors belong into transforms, shapes and modifiers.".to_owned()),
    }
}

fn check_overrides(
    variables: &BTreeMap<String, Variable>,
    overrides: &BTreeMap<String, f64>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (name, value) in overrides {
        if !variables.contains_key(name) {
            let mut diagnostic = Diagnostic::error(
                ProblemCode::ExpressionUnknownName,
                "/variables",
                format!("the recipe has no variable `{name}`"),
            );
            diagnostic.hint = advice(name, variables.keys().map(String::as_str));
            diagnostics.push(diagnostic);
        } else if !value.is_finite() {
            diagnostics.push(Diagnostic::error(
                ProblemCode::RecipeNonFinite,
                pointer(name),
                format!("`{name}` was given a value that is not finite"),
            ));
        }
    }
}

fn check_declaration(name: &str, variable: &Variable, diagnostics: &mut Vec<Diagnostic>) {
    let mut at = "/variables".to_owned();
    push_token(&mut at, name);
    if !is_identifier(name) {
        diagnostics.push(
            Diagnostic::error(ProblemCode::VariableBadName, at.clone(), format!("`{name}` cannot name a variable"))
                .with_hint("Use letters, digits and underscores, not starting with a digit."),
        );
    }
    let limits =
        [("min", variable.min, "max", variable.max), ("soft_min", variable.soft_min, "soft_max", variable.soft_max)];
    for (low_key, low, high_key, high) in limits {
        if let (Some(low), Some(high)) = (low, high)
            && low > high
        {
            let message = format!("`{low_key}` ({low}) is above `{high_key}` ({high})");
            diagnostics.push(
                Diagnostic::error(ProblemCode::RecipeOutOfRange, format!("{at}/{low_key}"), message)
                    .with_hint("Swap the two."),
            );
        }
    }
    if variable.step.is_some_and(|step| step <= 0.0) {
        diagnostics.push(Diagnostic::error(
            ProblemCode::RecipeOutOfRange,
            format!("{at}/step"),
            "`step` must be above 0",
        ));
    }
}

fn check_limits(name: &str, variable: &Variable, value: f64, diagnostics: &mut Vec<Diagnostic>) {
    let (min, max) = (variable.min.unwrap_or(f64::NEG_INFINITY), variable.max.unwrap_or(f64::INFINITY));
    if value < min || value > max {
        let unit = variable.unit.as_deref().map(|unit| format!(" {unit}")).unwrap_or_default();
        let allowed = match (variable.min, variable.max) {
            (Some(min), Some(max)) => format!("{min} to {max}{unit}"),
            (Some(min), None) => format!("at least {min}{unit}"),
            _ => format!("at most {max}{unit}"),
        };
        diagnostics.push(
            Diagnostic::error(
                ProblemCode::VariableOutOfRange,
                pointer(name),
                format!("`{name}` is {value}{unit}; allowed: {allowed}"),
            )
            .with_hint("Stay within the limits, or change `min` and `max` of the variable."),
        );
    }
}

fn pointer(name: &str) -> String {
    let mut pointer = "/variables".to_owned();
    push_token(&mut pointer, name);
    pointer.push_str("/value");
    pointer
}

fn explain(name: &str, text: &str, problem: Problem) -> Diagnostic {
    let range = problem.range_in(text);
    let mut diagnostic = Diagnostic::error(problem.code, pointer(name), problem.message);
    diagnostic.range = Some(range);
    diagnostic.hint = problem.hint;
    diagnostic
}
