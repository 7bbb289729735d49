use std::{collections::BTreeMap, fmt::Write};

use super::{
    Anchor, AnchorPoint, AnchorProblem, Expression, Kind, Operator, Quantity, Scope, Tree, functions::FUNCTIONS,
};
use crate::random::SplitMix64;

/// Two variables and one anchor.
struct Names(BTreeMap<&'static str, f64>);

impl Names {
    fn new() -> Self {
        Self(BTreeMap::from([("width", 0.1), ("n", 4.0)]))
    }
}

impl Scope for Names {
    fn variable(&self, name: &str) -> Option<f64> {
        self.0.get(name).copied()
    }

    fn variable_names(&self) -> Vec<&str> {
        self.0.keys().copied().collect()
    }

    fn anchor(&self, anchor: &Anchor) -> Result<[f64; 3], AnchorProblem> {
        let height = if anchor.point == AnchorPoint::Top { 1.0 } else { -1.0 };
        Ok([0.0, height, 0.0])
    }
}

fn value(text: &str) -> Quantity {
    let names = Names::new();
    Expression::parse(text)
        .and_then(|expression| expression.evaluate(&names))
        .unwrap_or_else(|problem| panic!("{text}: {problem:?}"))
}

fn number(text: &str) -> f64 {
    match value(text) {
        Quantity::Number(value) => value,
        Quantity::Vector(value) => panic!("{text} is a vector: {value:?}"),
    }
}

#[test]
fn operators_bind_as_in_mathematics() {
    for (text, expected) in [
        ("1 + 2 * 3", 7.0),
        ("(1 + 2) * 3", 9.0),
        ("10 - 4 - 3", 3.0),
        ("16 / 4 / 2", 2.0),
        ("2 ^ 3 ^ 2", 512.0),
        ("-2 ^ 2", -4.0),
        ("2 ^ -1", 0.5),
        ("2 ^ -1 * 8", 4.0),
        ("(-2) ^ 2", 4.0),
        ("- - 3", 3.0),
        ("2 - -3", 5.0),
        ("7 % 3", 1.0),
        ("-7 % 3", -1.0),
        ("7.5 % 2 * 2", 3.0),
        ("1 < 2", 1.0),
        ("1 + 1 <= 1", 0.0),
        ("2 == 2", 1.0),
        ("2 != 2", 0.0),
        ("1 > 2 ? 10 : 20", 20.0),
        ("0 ? 1 : 1 ? 2 : 3", 2.0),
        ("1 ? 0 ? 1 : 2 : 3", 2.0),
        ("0 ? 1 / 0 : 5", 5.0),
        (".5 + 1.", 1.5),
        ("1e3 + 2E-1", 1000.2),
        ("$n * $width", 0.4),
        ("$n>3?1:0", 1.0),
        ("[1, 2, 3].y + @a.top.y", 3.0),
        ("([1, 2, 3] * 2).z", 6.0),
        ("@a.bottom.y ^ 2", 1.0),
    ] {
        assert_eq!(number(text), expected, "{text}");
    }
}

#[test]
fn functions_do_what_their_names_say() {
    for (text, expected) in [
        ("min(3, 1, 2)", 1.0),
        ("max(3, 1, 2)", 3.0),
        ("clamp(5, 0, 2)", 2.0),
        ("abs(-2)", 2.0),
        ("sqrt(9)", 3.0),
        ("floor(-1.5)", -2.0),
        ("ceil(1.2)", 2.0),
        ("round(2.5)", 3.0),
        ("sin(pi / 2)", 1.0),
        ("cos(0)", 1.0),
        ("tan(0)", 0.0),
        ("asin(1) * 2 / pi", 1.0),
        ("acos(1)", 0.0),
        ("atan(0)", 0.0),
        ("atan2(1, 0) * 2 / pi", 1.0),
        ("exp(0)", 1.0),
        ("log(exp(1))", 1.0),
        ("log(8, 2)", 3.0),
        ("pow(2, 10)", 1024.0),
        ("lerp(2, 4, 0.25)", 2.5),
        ("smoothstep(0, 2, 1)", 0.5),
        ("smoothstep(0, 2, 5)", 1.0),
        ("deg(pi)", 180.0),
        ("rad(180) / pi", 1.0),
        ("sign(-3)", -1.0),
        ("tau / pi", 2.0),
    ] {
        assert!((number(text) - expected).abs() < 1e-15, "{text} is {}", number(text));
    }
}

#[test]
fn vectors_add_scale_and_choose() {
    for (text, expected) in [
        ("[1, 2, 3] + [0.5, 0, -1]", [1.5, 2.0, 2.0]),
        ("@a.top - [0, $width, 0] * 5", [0.0, 0.5, 0.0]),
        ("-[1, 2, 3] / 2", [-0.5, -1.0, -1.5]),
        ("2 * [1, $n, 0]", [2.0, 8.0, 0.0]),
        ("$n > 3 ? [1, 0, 0] : [0, 1, 0]", [1.0, 0.0, 0.0]),
    ] {
        assert_eq!(value(text), Quantity::Vector(expected), "{text}");
    }
}

#[test]
fn printed_trees_parse_to_what_they_were() {
    let names = Names::new();
    for seed in 0..5000 {
        let mut random = SplitMix64::new(seed);
        let tree = random_tree(&mut random, 6);
        let text = printed(&tree);
        let parsed = Expression::parse(&text).unwrap_or_else(|problem| panic!("seed {seed}: {text}: {problem:?}"));
        let (expected, found) = (super::evaluate::evaluate(&tree, &names), parsed.evaluate(&names));
        match (expected, found) {
            (Ok(expected), Ok(found)) => assert_eq!(expected, found, "seed {seed}: {text}"),
            (Err(expected), Err(found)) => assert_eq!(expected.code, found.code, "seed {seed}: {text}"),
            (expected, found) => panic!("seed {seed}: {text}: {expected:?} became {found:?}"),
        }
    }
}

#[test]
fn no_text_makes_it_panic() {
    const PIECES: [&str; 34] = [
        "1",
        "0",
        ".5",
        "1e9",
        "$n",
        "$width",
        "$",
        "@a.top",
        "@",
        "pi",
        "min(",
        "log(",
        "[",
        "]",
        "(",
        ")",
        ",",
        "+",
        "-",
        "*",
        "/",
        "%",
        "^",
        "?",
        ":",
        "<",
        ">=",
        "==",
        "=",
        ".x",
        ".",
        " ",
        "ö",
        "\u{1f409}",
    ];
    let names = Names::new();
    for seed in 0..50_000 {
        let mut random = SplitMix64::new(seed);
        let count = 1 + random.below(12);
        let text: String = if random.chance(70) {
            (0..count).map(|_| PIECES[random.below(PIECES.len())]).collect()
        } else {
            (0..count).map(|_| char::from_u32(random.below(0x300) as u32).unwrap_or(' ')).collect()
        };
        match Expression::parse(&text).and_then(|expression| expression.evaluate(&names)) {
            Ok(Quantity::Number(value)) => assert!(value.is_finite(), "seed {seed}: {text}"),
            Ok(Quantity::Vector(value)) => assert!(value.iter().all(|v| v.is_finite()), "seed {seed}: {text}"),
            Err(problem) => {
                let range = problem.range_in(&text);
                assert!(
                    range.start <= range.end && range.end as usize <= text.encode_utf16().count(),
                    "seed {seed}: {text}"
                );
                assert!(text.get(problem.span.start..problem.span.end).is_some(), "seed {seed}: {text}");
            }
        }
    }
}

const OPERATORS: [(Operator, &str, u8); 12] = [
    (Operator::Less, "<", 2),
    (Operator::LessOrEqual, "<=", 2),
    (Operator::Greater, ">", 2),
    (Operator::GreaterOrEqual, ">=", 2),
    (Operator::Equal, "==", 2),
    (Operator::NotEqual, "!=", 2),
    (Operator::Add, "+", 4),
    (Operator::Subtract, "-", 4),
    (Operator::Multiply, "*", 6),
    (Operator::Divide, "/", 6),
    (Operator::Remainder, "%", 6),
    (Operator::Power, "^", 10),
];

fn random_tree(random: &mut SplitMix64, levels: usize) -> Tree {
    let kind = if levels == 0 || random.chance(20) {
        match random.below(4) {
            0 => Kind::Variable(["n", "width"][random.below(2)].to_owned()),
            1 => Kind::Component(
                Box::new(leaf(Kind::Anchor(Anchor { target: "a".to_owned(), point: AnchorPoint::Top }))),
                random.below(3),
            ),
            _ => Kind::Number(random.between(0.0, 5.0)),
        }
    } else {
        let mut part = || random_tree(&mut SplitMix64::new(random.next_u64()), levels - 1);
        let parts = [part(), part(), part()];
        let [a, b, c] = parts;
        match random.below(10) {
            0 => Kind::Negate(Box::new(a)),
            1 => Kind::Choice(Box::new([a, b, c])),
            2 => Kind::Component(Box::new(leaf(Kind::Vector(Box::new([a, b, c])))), random.below(3)),
            3 => {
                let function = &FUNCTIONS[random.below(FUNCTIONS.len())];
                Kind::Call(function, [a, b, c].into_iter().take(function.min_arguments).collect())
            }
            _ => Kind::Binary(OPERATORS[random.below(12)].0, Box::new([a, b])),
        }
    };
    leaf(kind)
}

fn leaf(kind: Kind) -> Tree {
    Tree { span: super::Span { start: 0, end: 0 }, kind }
}

/// Binding power of a tree's outermost operator.
fn power(tree: &Tree) -> u8 {
    match &tree.kind {
        Kind::Choice(_) => 1,
        Kind::Binary(operator, _) => OPERATORS.iter().find(|(known, ..)| known == operator).expect("listed").2,
        Kind::Negate(_) => 8,
        _ => 20,
    }
}

/// The tree as text, with brackets only where they are needed.
fn printed(tree: &Tree) -> String {
    let wrap =
        |part: &Tree, weakest: u8| if power(part) < weakest { format!("({})", printed(part)) } else { printed(part) };
    let list = |parts: &[Tree]| parts.iter().map(printed).collect::<Vec<_>>().join(", ");
    match &tree.kind {
        Kind::Number(value) => format!("{value}"),
        Kind::Variable(name) => format!("${name}"),
        Kind::Anchor(anchor) => format!("@{}.top", anchor.target),
        Kind::Vector(parts) => format!("[{}]", list(&parts[..])),
        Kind::Negate(part) => format!("-{}", wrap(part, 8)),
        Kind::Binary(operator, parts) => {
            let (_, sign, power) = OPERATORS.iter().find(|(known, ..)| known == operator).expect("listed");
            // ^ leans right, comparisons lean to neither side, the others lean left.
            let (left, right) = match power {
                10 => (11, 10),
                2 => (3, 3),
                power => (*power, power + 1),
            };
            format!("{} {sign} {}", wrap(&parts[0], left), wrap(&parts[1], right))
        }
        Kind::Choice(parts) => format!("{} ? {} : {}", wrap(&parts[0], 2), printed(&parts[1]), printed(&parts[2])),
        Kind::Call(function, arguments) => format!("{}({})", function.name, list(arguments)),
        Kind::Component(part, axis) => {
            let mut text = wrap(part, 20);
            write!(text, ".{}", ["x", "y", "z"][*axis]).expect("memory");
            text
        }
    }
}
