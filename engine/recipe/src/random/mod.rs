//! Random recipes from a seed, for tests of everything that works on recipes.
//!
//! Every recipe parses and binds within surroundings that have surfaces, is about a metre in size, and uses the whole
//! language but for instances: all shapes, operations, macros and modifiers, variables, expressions, anchors, rotations,
//! scales and materials. The same seed gives the same recipe everywhere, for all time that these files stay as they are.

mod templates;

use std::collections::BTreeMap;

use gve_shared::{
    material::MaterialUse,
    modifier::{MirrorSpaceParams, Modifier, RoundParams, ShellParams, ShellSide, TaperParams, TwistParams},
    recipe::{Node, Recipe, RecipeFormat, Transform, Variable},
    shape::{
        ArrayGridParams, ArrayLinearParams, ArrayRadialParams, Axis, BlendProfile, BoxParams, CapsuleParams,
        CircleProfile, ConeParams, CylinderParams, DifferenceParams, EllipsoidParams, ExtrusionParams,
        IntersectionParams, MirrorParams, MorphParams, OffsetParams, OnionParams, PlaneParams, PolygonProfile, Profile,
        RectangleProfile, RepeatParams, RevolutionParams, Shape, ShellOperationParams, SmoothDifferenceParams,
        SmoothIntersectionParams, SmoothUnionParams, SphereParams, TorusParams, UnionParams, XorParams,
    },
    value::{ColorSrgb, EulerDeg, Rotation, Scalar, ScalarOrVector3, Vector3},
};

use crate::material_library;

/// The random numbers of splitmix64 (Steele, Lea and Flood 2014).
#[derive(Debug, Clone)]
pub struct SplitMix64(u64);

impl SplitMix64 {
    /// A sequence of its own for each seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A whole number below `end`, which is above 0.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next_u64() % end as u64) as usize
    }

    /// A number from 0 up to, not including, 1.
    pub fn unit(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number in thousandths from `low` to `high`.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        libm::round((low + (high - low) * self.unit()) * 1000.0) / 1000.0
    }

    /// True in `percent` of 100 cases.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// The recipe of a seed.
pub fn random_recipe(seed: u64) -> Recipe {
    let mut source =
        Source { random: SplitMix64::new(seed), nodes_left: 4 + SplitMix64::new(!seed).below(24), next_id: 0 };
    let variables = source.variables();
    let mut base = source.node(Shape::Sphere(SphereParams { radius: Scalar::Number(0.3) }));
    base.id = Some("base".to_owned());
    let mut children = vec![base];
    while source.nodes_left > 0 {
        let placed_on_previous = children.last().is_some_and(|previous| previous.shape.children().is_empty());
        let child = source.tree(3, placed_on_previous);
        children.push(child);
    }
    let shape = if source.random.chance(50) {
        Shape::Union(UnionParams { children })
    } else {
        Shape::SmoothUnion(SmoothUnionParams {
            children,
            radius: Scalar::Number(source.random.between(0.0, 0.15)),
            profile: None,
        })
    };
    let root_node = source.node(shape);
    Recipe {
        format: RecipeFormat::V1,
        name: format!("Random {seed}"),
        description: None,
        variables,
        root_node,
        audio_patch: None,
        physics: None,
    }
}

/// The recipe of a seed as JSON text.
pub fn random_recipe_text(seed: u64) -> String {
    // A recipe is plain data: writing it into memory cannot fail.
    serde_json::to_string_pretty(&random_recipe(seed)).expect("a recipe is JSON")
}

struct Source {
    random: SplitMix64,
    nodes_left: usize,
    next_id: usize,
}

impl Source {
    fn variables(&mut self) -> BTreeMap<String, Variable> {
        let knob = |value: Scalar| Variable {
            value,
            soft_min: Some(0.1),
            soft_max: Some(0.5),
            min: Some(0.05),
            max: None,
            step: None,
            unit: Some("m".to_owned()),
            doc: None,
        };
        BTreeMap::from([
            ("a".to_owned(), knob(Scalar::Number(self.random.between(0.1, 0.5)))),
            ("b".to_owned(), knob(Scalar::Number(self.random.between(0.1, 0.5)))),
            ("mean".to_owned(), knob(Scalar::Expression("($a + $b) / 2".to_owned()))),
        ])
    }

    fn node(&mut self, shape: Shape) -> Node {
        let mut node =
            Node { id: None, name: None, enabled: None, transform: None, modifiers: Vec::new(), material: None, shape };
        if self.random.chance(60) {
            node.material = Some(self.material());
        }
        node
    }

    /// A node with at most `levels` of operations.
    fn tree(&mut self, levels: usize, may_stand_on_previous: bool) -> Node {
        self.nodes_left = self.nodes_left.saturating_sub(1);
        if self.random.chance(3) {
            let transform = self.transform(false);
            return Node { transform: Some(transform), ..self.template_node(&[templates::BENT]) };
        }
        let shape = if levels > 0 && self.nodes_left > 1 && self.random.chance(40) {
            self.operation(levels - 1)
        } else {
            self.primitive()
        };
        let mut node = self.node(shape);
        if self.random.chance(25) {
            node.id = Some(format!("n{}", self.next_id));
            self.next_id += 1;
        }
        node.modifiers = self.modifiers();
        node.transform = self.random.chance(85).then(|| self.transform(may_stand_on_previous));
        if self.random.chance(3) {
            node.enabled = Some(false);
        }
        node
    }

    fn material(&mut self) -> MaterialUse {
        let entries = material_library::entries();
        let entry = &entries[self.random.below(entries.len())];
        let color = match self.random.below(3) {
            0 => Some(ColorSrgb::Hex(format!("#{:06x}", self.random.next_u64() & 0xff_ffff))),
            1 => Some(ColorSrgb::Components([0; 3].map(|_| Scalar::Number(self.random.between(0.0, 1.0))))),
            _ => None,
        };
        MaterialUse {
            spec_id: self.random.chance(70).then(|| entry.spec_id.clone()),
            base_color_srgb: color,
            metallic: self.random.chance(20).then(|| Scalar::Number(self.random.between(0.0, 1.0))),
            roughness: self.random.chance(30).then(|| Scalar::Expression("clamp($a * 2, 0, 1)".to_owned())),
            emissive: self.random.chance(5).then(|| Scalar::Number(self.random.between(0.0, 2.0))),
        }
    }

    /// A length from `low` to `high` metres, some of them by way of a variable.
    fn length(&mut self, low: f64, high: f64) -> Scalar {
        if !self.random.chance(25) {
            return Scalar::Number(self.random.between(low, high));
        }
        let name = ["a", "b", "mean"][self.random.below(3)];
        Scalar::Expression(match self.random.below(3) {
            0 => format!("clamp(${name}, {low}, {high})"),
            1 => format!("lerp({low}, {high}, smoothstep(0.1, 0.5, ${name}))"),
            _ => format!("${name} > 0.3 ? {high} : ({low} + {high}) / 2"),
        })
    }

    fn sides(&mut self) -> Option<Scalar> {
        self.random.chance(40).then(|| Scalar::Number(3.0 + self.random.below(8) as f64))
    }

    /// A template with its holes filled.
    fn filled(&mut self, template: &str) -> String {
        let mut text = String::with_capacity(template.len());
        let mut rest = template;
        while let Some((before, hole)) = rest.split_once('<') {
            text.push_str(before);
            let (hole, after) = hole.split_once('>').expect("a template closes its holes");
            text.push_str(&self.filling(hole));
            rest = after;
        }
        text + rest
    }

    fn filling(&mut self, hole: &str) -> String {
        let number = |text: &str| text.parse::<f64>().expect("a template's ranges are numbers");
        if hole == "node" || hole == "block" {
            let mut node = if hole == "node" { self.tree(0, false) } else { self.template_node(templates::BLOCKS) };
            node.enabled = None;
            return serde_json::to_string(&node).expect("a node is JSON");
        }
        if let Some((low, high)) = hole.split_once("...") {
            let (low, high) = (number(low) as usize, number(high) as usize);
            return (low + self.random.below(high - low + 1)).to_string();
        }
        match hole.split_once("..") {
            Some((low, high)) => self.random.between(number(low), number(high)).to_string(),
            None => {
                let words: Vec<&str> = hole.split('|').collect();
                words[self.random.below(words.len())].to_owned()
            }
        }
    }

    fn drawn<T: serde::de::DeserializeOwned>(&mut self, templates: &[&str]) -> T {
        let text = templates[self.random.below(templates.len())];
        let text = self.filled(text);
        serde_json::from_str(&text).unwrap_or_else(|problem| panic!("{problem} in {text}"))
    }

    /// A node of a template, with a material now and then.
    fn template_node(&mut self, templates: &[&str]) -> Node {
        let node: Node = self.drawn(templates);
        Node { material: self.random.chance(60).then(|| self.material()), ..node }
    }

    fn primitive(&mut self) -> Shape {
        match self.random.below(100) {
            0..40 => self.drawn(templates::PRIMITIVES),
            40..44 => self.drawn(templates::COSTLY),
            _ => self.plain_primitive(),
        }
    }

    fn plain_primitive(&mut self) -> Shape {
        let small = |source: &mut Self, percent| source.random.chance(percent).then(|| source.length(0.0, 0.04));
        match self.random.below(9) {
            0 => Shape::Sphere(SphereParams { radius: self.length(0.1, 0.35) }),
            1 => Shape::Ellipsoid(EllipsoidParams {
                radii: Vector3::Components([0; 3].map(|_| self.length(0.08, 0.35))),
            }),
            2 => Shape::Box(BoxParams {
                half_extents: Vector3::Components([0; 3].map(|_| self.length(0.05, 0.3))),
                rounding: small(self, 50),
            }),
            3 => Shape::Cylinder(CylinderParams {
                radius: self.length(0.09, 0.3),
                height: self.length(0.09, 0.6),
                sides: self.sides(),
                rounding: small(self, 40),
            }),
            4 => Shape::Capsule(CapsuleParams { radius: self.length(0.04, 0.15), height: self.length(0.3, 0.8) }),
            5 => Shape::Cone(ConeParams {
                radius_bottom: self.length(0.1, 0.3),
                radius_top: self.random.chance(50).then(|| self.length(0.0, 0.2)),
                height: self.length(0.1, 0.6),
                sides: self.sides(),
            }),
            6 => Shape::Torus(TorusParams {
                major_radius: self.length(0.15, 0.35),
                minor_radius: self.length(0.03, 0.1),
                sweep_deg: self.random.chance(40).then(|| Scalar::Number(self.random.between(30.0, 350.0))),
            }),
            7 => Shape::Revolution(RevolutionParams { profile: self.profile(0.2) }),
            _ => Shape::Extrusion(ExtrusionParams { profile: self.profile(0.0), height: self.length(0.05, 0.4) }),
        }
    }

    /// A profile around (`x`, 0), about 0.15 m in size.
    fn profile(&mut self, x: f64) -> Profile {
        match self.random.below(3) {
            0 => Profile::Circle(CircleProfile {
                radius: self.length(0.05, 0.15),
                center: Some([Scalar::Number(x), Scalar::Number(0.0)]),
            }),
            1 => Profile::Rectangle(RectangleProfile {
                half_extents: [self.length(0.05, 0.15), self.length(0.05, 0.15)],
                center: Some([Scalar::Number(x), self.length(0.0, 0.1)]),
                rounding: self.random.chance(50).then(|| self.length(0.0, 0.04)),
            }),
            _ => {
                let corners = 3 + self.random.below(8);
                // A star around its centre never crosses itself.
                let points = (0..corners).map(|corner| {
                    let angle = std::f64::consts::TAU * corner as f64 / corners as f64;
                    let radius = self.random.between(0.06, 0.18);
                    let at = |offset: f64, direction: f64| {
                        Scalar::Number(libm::round((offset + radius * direction) * 1e4) / 1e4)
                    };
                    [at(x, libm::cos(angle)), at(0.0, libm::sin(angle))]
                });
                Profile::Polygon(PolygonProfile {
                    points: points.collect(),
                    rounding: self.random.chance(30).then(|| self.length(0.0, 0.03)),
                })
            }
        }
    }

    fn operation(&mut self, levels: usize) -> Shape {
        if self.random.chance(30) {
            return self.drawn(templates::MACHINED);
        }
        let count = 1 + self.random.below(3);
        let mut children: Vec<Node> = (0..=count).map(|_| self.tree(levels, false)).collect();
        // What an operation starts from is there, so that something is left of it.
        children[0].enabled = None;
        let radius = self.length(0.0, 0.12);
        let profile = self.random.chance(50).then(|| self.profile_of_blend());
        match self.random.below(16) {
            0 => Shape::Union(UnionParams { children }),
            1 => Shape::SmoothUnion(SmoothUnionParams { children, radius, profile }),
            2 => Shape::Difference(DifferenceParams { children: self.with_plane(children) }),
            3 => Shape::SmoothDifference(SmoothDifferenceParams { children, radius, profile }),
            4 => Shape::Intersection(IntersectionParams { children: self.overlapping(children) }),
            5 => Shape::SmoothIntersection(SmoothIntersectionParams {
                children: self.overlapping(children),
                radius,
                profile,
            }),
            6 => {
                let step = Vector3::Components([0; 3].map(|_| Scalar::Number(self.random.between(-0.25, 0.25))));
                Shape::ArrayLinear(ArrayLinearParams {
                    children,
                    count: Scalar::Number(1.0 + self.random.below(4) as f64),
                    step,
                })
            }
            7 => Shape::ArrayRadial(ArrayRadialParams {
                children,
                count: Scalar::Number(2.0 + self.random.below(6) as f64),
                axis: Some(self.axis()),
                radius: self.random.chance(70).then(|| self.length(0.0, 0.3)),
                sweep_deg: self.random.chance(30).then(|| Scalar::Number(self.random.between(60.0, 360.0))),
            }),
            8 => Shape::Mirror(MirrorParams { children, axis: Some(self.axis()) }),
            9 => Shape::Xor(XorParams { children }),
            10 => Shape::Morph(MorphParams { children, t: Scalar::Number(self.random.between(0.0, 1.0)) }),
            11 => Shape::Shell(ShellOperationParams { children, thickness: self.length(0.02, 0.06), side: None }),
            12 => Shape::Offset(OffsetParams { children, distance: self.length(-0.01, 0.02) }),
            13 => Shape::Onion(OnionParams {
                children,
                layers: Scalar::Number(1.0 + self.random.below(3) as f64),
                thickness: self.length(0.02, 0.04),
                gap: self.length(0.02, 0.04),
            }),
            14 => Shape::ArrayGrid(ArrayGridParams {
                children,
                count: Vector3::Components([0; 3].map(|_| Scalar::Number(1.0 + self.random.below(2) as f64))),
                step: Vector3::Components([0; 3].map(|_| Scalar::Number(self.random.between(0.1, 0.3)))),
            }),
            _ => self.repetition(),
        }
    }

    fn profile_of_blend(&mut self) -> BlendProfile {
        [BlendProfile::Smooth, BlendProfile::Chamfer, BlendProfile::Round][self.random.below(3)]
    }

    /// A small shape in cells that have room for it.
    fn repetition(&mut self) -> Shape {
        let shape = Shape::Sphere(SphereParams { radius: self.length(0.05, 0.1) });
        let children = vec![self.node(shape)];
        let mut row =
            |low: f64, high: f64| Vector3::Components([0; 3].map(|_| Scalar::Number(self.random.between(low, high))));
        Shape::Repeat(RepeatParams { children, spacing: row(0.22, 0.35), count: Some(row(1.0, 3.0)) })
    }

    fn plane(&mut self) -> Node {
        let normal = Vector3::Components(
            [self.random.between(-1.0, 1.0), 1.0, self.random.between(-1.0, 1.0)].map(Scalar::Number),
        );
        let offset = Some(Scalar::Number(self.random.between(-0.05, 0.1)));
        self.node(Shape::Plane(PlaneParams { normal: Some(normal), offset }))
    }

    fn with_plane(&mut self, mut children: Vec<Node>) -> Vec<Node> {
        if self.random.chance(30) {
            children.push(self.plane());
        }
        children
    }

    /// Around the origin and without changes that could take them away from it.
    fn overlapping(&mut self, children: Vec<Node>) -> Vec<Node> {
        let mut children: Vec<Node> = children
            .into_iter()
            .filter(|child| {
                matches!(
                    child.shape,
                    Shape::Sphere(_)
                        | Shape::Ellipsoid(_)
                        | Shape::Box(_)
                        | Shape::Cylinder(_)
                        | Shape::Capsule(_)
                        | Shape::Cone(_)
                        | Shape::Extrusion(_)
                        | Shape::Octahedron(_)
                        | Shape::Dodecahedron(_)
                        | Shape::Icosahedron(_)
                )
            })
            .map(|child| Node { transform: None, modifiers: Vec::new(), enabled: None, ..child })
            .collect();
        if children.is_empty() {
            children.push(self.node(Shape::Sphere(SphereParams { radius: Scalar::Number(0.25) })));
        }
        if self.random.chance(40) {
            children.push(self.plane());
        }
        children
    }

    fn axis(&mut self) -> Axis {
        [Axis::X, Axis::Y, Axis::Z][self.random.below(3)]
    }

    fn modifiers(&mut self) -> Vec<Modifier> {
        let count = if self.random.chance(35) { 1 + self.random.below(2) } else { 0 };
        (0..count).map(|_| self.modifier()).collect()
    }

    fn modifier(&mut self) -> Modifier {
        match self.random.below(100) {
            0..40 => self.drawn(templates::MODIFIERS),
            40..46 => self.drawn(templates::FILLINGS),
            _ => self.plain_modifier(),
        }
    }

    fn plain_modifier(&mut self) -> Modifier {
        match self.random.below(5) {
            0 => Modifier::Twist(TwistParams {
                axis: Some(self.axis()),
                rate_deg_per_m: Scalar::Number(self.random.between(-180.0, 180.0)),
            }),
            1 => Modifier::Taper(TaperParams {
                axis: Some(self.axis()),
                start_scale: self.length(0.6, 1.3),
                end_scale: self.length(0.4, 1.2),
            }),
            2 => Modifier::MirrorSpace(MirrorSpaceParams { axis: Some(self.axis()) }),
            3 => Modifier::Round(RoundParams { radius: self.length(0.0, 0.04) }),
            _ => Modifier::Shell(ShellParams {
                thickness: self.length(0.02, 0.06),
                side: Some([ShellSide::Inside, ShellSide::Center, ShellSide::Outside][self.random.below(3)]),
            }),
        }
    }

    fn transform(&mut self, may_stand_on_previous: bool) -> Transform {
        let position = if may_stand_on_previous && self.random.chance(30) {
            let side = ["top", "bottom", "left", "right", "front", "back", "center"][self.random.below(7)];
            Vector3::Expression(format!("@prev.{side} + [0, {}, 0] * $a", self.random.between(-0.5, 0.5)))
        } else {
            Vector3::Components([0; 3].map(|_| Scalar::Number(self.random.between(-0.35, 0.35))))
        };
        let rotation = match self.random.below(4) {
            0 => Some(Rotation::Euler(EulerDeg {
                euler_deg: Vector3::Components([0; 3].map(|_| Scalar::Number(self.random.between(-180.0, 180.0)))),
            })),
            1 => Some(Rotation::Quaternion(std::array::from_fn(|axis| {
                Scalar::Number(if axis == 3 { 1.0 } else { self.random.between(-1.0, 1.0) })
            }))),
            _ => None,
        };
        let scale = match self.random.below(6) {
            0 => Some(ScalarOrVector3::Uniform(self.random.between(0.6, 1.4))),
            1 => Some(ScalarOrVector3::Components([0; 3].map(|_| Scalar::Number(self.random.between(0.6, 1.4))))),
            _ => None,
        };
        Transform { position: Some(position), rotation, scale }
    }
}
