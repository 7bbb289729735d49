//! Bound recipes by hand, for tests.

#![allow(dead_code, reason = "each test file uses its part")]

use std::collections::BTreeMap;

use gve_field::{Field, scatter::FieldSurfaces};
use gve_recipe::{Surroundings, bound::*};

#[path = "features.rs"]
mod features;

pub use features::{FEATURES, Feature};

pub const EVERYWHERE: Aabb = Aabb { min: [-2.0; 3], max: [2.0; 3] };

pub fn still() -> BoundTransform {
    BoundTransform { position: [0.0; 3], rotation: [0.0, 0.0, 0.0, 1.0], scale: [1.0; 3] }
}

pub fn node(shape: BoundShape) -> BoundNode {
    let pointer = "/root_node".to_owned();
    BoundNode { pointer, id: None, material: 0, transform: still(), modifiers: Vec::new(), shape, bounds: EVERYWHERE }
}

pub fn placed(shape: BoundShape, position: [f64; 3], axis: [f64; 3], angle: f64) -> BoundNode {
    let length = axis.iter().map(|x| x * x).sum::<f64>().sqrt();
    let (sine, cosine) = (angle * 0.5).sin_cos();
    let [x, y, z] = axis.map(|value| value / length * sine);
    let mut node = node(shape);
    node.transform.position = position;
    node.transform.rotation = [x, y, z, cosine];
    node
}

pub fn with(mut node: BoundNode, modifiers: Vec<BoundModifier>) -> BoundNode {
    node.modifiers = modifiers;
    node
}

pub fn combined(combine: Combine, children: Vec<BoundNode>) -> BoundNode {
    node(BoundShape::Combination { combine, children })
}

pub fn material(name: &str, base_color_srgb: [f32; 3]) -> BoundMaterial {
    BoundMaterial {
        spec_id: name.to_owned(),
        base_color_srgb,
        metallic: 0.25,
        roughness: 0.5,
        emissive: 0.0,
        density_kg_m3: 1000.0,
    }
}

pub fn recipe(root: BoundNode) -> BoundRecipe {
    BoundRecipe {
        name: "test".to_owned(),
        variables: Vec::new(),
        materials: vec![
            material("red", [0.8, 0.1, 0.1]),
            material("green", [0.1, 0.8, 0.1]),
            material("blue", [0.1, 0.1, 0.8]),
        ],
        root,
        bounds: Aabb { min: [-1.5; 3], max: [1.5; 3] },
        sound: None,
        physics: BoundPhysics::default(),
    }
}

pub fn field(root: BoundNode) -> Field {
    Field::lower(&recipe(root)).expect("the recipe lowers")
}

/// Small deterministic generator (xorshift64*).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub fn within(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn below(&mut self, count: usize) -> usize {
        (self.next() >> 33) as usize % count
    }

    pub fn point(&mut self, reach: f64) -> [f64; 3] {
        std::array::from_fn(|_| self.within(-reach, reach))
    }
}

/// A feature's node as the root of a recipe.
pub fn bound_feature(feature: &Feature) -> BoundRecipe {
    let text = format!(r#"{{ "format": "gve-recipe/1", "name": "test", "root_node": {} }}"#, feature.node);
    let surroundings = Surroundings { surfaces: &FieldSurfaces, ..Surroundings::NONE };
    gve_recipe::parse_and_bind_within(&text, &BTreeMap::new(), &surroundings)
        .unwrap_or_else(|found| panic!("{}: {found:#?}", feature.name))
}

/// One node of every shape, modifier and operation, with a name: hand-made ones and the conformance table's.
pub fn catalogue() -> Vec<(&'static str, BoundNode)> {
    let mut nodes = hand_made();
    nodes.extend(FEATURES.iter().map(|feature| (feature.name, bound_feature(feature).root)));
    nodes
}

fn hand_made() -> Vec<(&'static str, BoundNode)> {
    use BoundShape::*;
    let star = |count: usize| -> Vec<[f64; 2]> {
        (0..2 * count)
            .map(|i| {
                let angle = std::f64::consts::PI * i as f64 / count as f64;
                let radius = if i % 2 == 0 { 0.6 } else { 0.3 };
                [radius * angle.cos(), radius * angle.sin()]
            })
            .collect()
    };
    let vase =
        vec![[0.0, -0.6], [0.3, -0.6], [0.5, -0.2], [0.2, 0.3], [0.35, 0.6], [0.3, 0.6], [0.1, 0.2], [0.0, -0.5]];
    let rectangle = BoundProfile::Rectangle { center: [0.4, 0.1], half_extents: [0.2, 0.3], rounding: 0.05 };
    let circle = BoundProfile::Circle { center: [0.3, 0.1], radius: 0.2 };
    let polygon = |points: Vec<[f64; 2]>, rounding: f64| BoundProfile::Polygon { points, rounding };
    let arm = || Box { half_extents: [0.6, 0.15, 0.2], rounding: 0.0 };
    let ball = || placed(Sphere { radius: 0.4 }, [0.3, 0.2, 0.1], [0.0, 1.0, 0.0], 0.0);
    let bar = || node(Box { half_extents: [0.5, 0.2, 0.3], rounding: 0.0 });
    let column = || node(Box { half_extents: [0.25, 0.7, 0.15], rounding: 0.02 });
    let mut green = ball();
    green.material = 1;
    let mut squashed =
        placed(Torus { major_radius: 0.5, minor_radius: 0.2, half_sweep: 4.0 }, [0.1, 0.0, 0.0], [1.0, 2.0, 0.5], 0.7);
    squashed.transform.scale = [1.0, 0.4, 1.3];
    let taper = BoundModifier::Taper { axis: 1, low_m: -0.7, high_m: 0.7, start_scale: 1.0, end_scale: 0.2 };
    let flare = BoundModifier::Taper { axis: 1, low_m: -0.7, high_m: 0.7, start_scale: 0.5, end_scale: 1.6 };
    let children = || {
        vec![
            bar(),
            green.clone(),
            placed(
                Cylinder { radius: 0.15, half_height: 0.6, sides: 0, rounding: 0.0 },
                [-0.2, 0.0, 0.0],
                [1.0, 0.0, 0.3],
                0.9,
            ),
        ]
    };
    vec![
        ("sphere", ball()),
        ("ellipsoid", node(Ellipsoid { radii: [0.7, 0.3, 0.5] })),
        ("box", placed(arm(), [0.1, 0.2, 0.0], [1.0, 2.0, 3.0], 0.8)),
        ("rounded box", node(Box { half_extents: [0.6, 0.3, 0.2], rounding: 0.1 })),
        (
            "cylinder",
            placed(
                Cylinder { radius: 0.4, half_height: 0.5, sides: 0, rounding: 0.0 },
                [0.0, 0.1, 0.0],
                [1.0, 0.0, 0.2],
                0.5,
            ),
        ),
        ("rounded cylinder", node(Cylinder { radius: 0.4, half_height: 0.5, sides: 0, rounding: 0.1 })),
        ("hexagonal prism", node(Cylinder { radius: 0.5, half_height: 0.3, sides: 6, rounding: 0.0 })),
        ("rounded triangular prism", node(Cylinder { radius: 0.6, half_height: 0.3, sides: 3, rounding: 0.08 })),
        ("capsule", placed(Capsule { radius: 0.2, half_segment: 0.4 }, [0.0; 3], [0.0, 0.0, 1.0], 1.0)),
        ("cone", node(Cone { radius_bottom: 0.6, radius_top: 0.0, half_height: 0.5, sides: 0 })),
        ("frustum", node(Cone { radius_bottom: 0.3, radius_top: 0.6, half_height: 0.5, sides: 0 })),
        ("pyramid", node(Cone { radius_bottom: 0.7, radius_top: 0.1, half_height: 0.5, sides: 4 })),
        ("torus", node(Torus { major_radius: 0.6, minor_radius: 0.2, half_sweep: std::f64::consts::PI })),
        ("torus arc", node(Torus { major_radius: 0.6, minor_radius: 0.15, half_sweep: 2.1 })),
        ("short torus arc", node(Torus { major_radius: 0.6, minor_radius: 0.15, half_sweep: 0.6 })),
        (
            "half-space in a box",
            combined(
                Combine::Intersection { blend: Blend::smooth(0.0) },
                vec![bar(), node(Plane { normal: [0.6, 0.8, 0.0], offset: 0.1 })],
            ),
        ),
        ("revolved rectangle", node(Revolution { profile: rectangle.clone() })),
        ("revolved circle", node(Revolution { profile: circle.clone() })),
        ("revolved vase", node(Revolution { profile: polygon(vase, 0.02) })),
        (
            "revolved polygon off the axis",
            node(Revolution { profile: polygon(vec![[0.3, -0.3], [0.7, 0.0], [0.3, 0.4], [0.45, 0.0]], 0.0) }),
        ),
        (
            "revolved polygon over the axis",
            node(Revolution { profile: polygon(vec![[-0.3, -0.4], [0.5, -0.2], [0.2, 0.5]], 0.0) }),
        ),
        ("extruded rectangle", node(Extrusion { profile: rectangle, half_height: 0.4 })),
        ("extruded circle", node(Extrusion { profile: circle, half_height: 0.4 })),
        ("extruded star", node(Extrusion { profile: polygon(star(5), 0.0), half_height: 0.2 })),
        ("extruded rounded star", node(Extrusion { profile: polygon(star(5), 0.05), half_height: 0.2 })),
        ("union", combined(Combine::Union { blend: Blend::smooth(0.0) }, children())),
        ("intersection", combined(Combine::Intersection { blend: Blend::smooth(0.0) }, vec![bar(), green.clone()])),
        ("difference", combined(Combine::Difference { blend: Blend::smooth(0.0) }, children())),
        ("smooth union", combined(Combine::Union { blend: Blend::smooth(0.2) }, children())),
        (
            "smooth intersection",
            combined(Combine::Intersection { blend: Blend::smooth(0.2) }, vec![bar(), green.clone()]),
        ),
        ("smooth difference", combined(Combine::Difference { blend: Blend::smooth(0.2) }, children())),
        ("scaled per axis", squashed),
        ("mirrored", with(ball(), vec![BoundModifier::MirrorSpace { axis: 0 }])),
        (
            "reflected",
            with(
                combined(Combine::Union { blend: Blend::smooth(0.0) }, children()),
                vec![BoundModifier::Reflect { axis: 0 }],
            ),
        ),
        ("rounded", with(bar(), vec![BoundModifier::Round { radius_m: 0.1 }])),
        ("shell", with(bar(), vec![BoundModifier::Shell { inner_m: 0.05, outer_m: 0.02 }])),
        ("twisted", with(column(), vec![BoundModifier::Twist { axis: 1, rate_rad_per_m: 2.5 }])),
        ("twisted about x", with(bar(), vec![BoundModifier::Twist { axis: 0, rate_rad_per_m: -4.0 }])),
        ("tapered", with(column(), vec![taper.clone()])),
        ("flared", with(column(), vec![flare])),
        ("tapered and twisted", with(column(), vec![taper, BoundModifier::Twist { axis: 1, rate_rad_per_m: 2.0 }])),
    ]
}

/// A random tree of shapes, modifiers and operations within about a metre.
pub fn random_tree(random: &mut Random, depth: usize) -> BoundNode {
    let mut root = if depth == 0 || random.below(8) == 0 {
        let shapes = catalogue();
        shapes[random.below(shapes.len())].1.clone()
    } else {
        let radius = if random.below(2) == 0 { 0.0 } else { random.within(0.01, 0.3) };
        let combine = match random.below(4) {
            0 | 1 => Combine::Union { blend: Blend::smooth(radius) },
            2 => Combine::Intersection { blend: Blend::smooth(radius) },
            _ => Combine::Difference { blend: Blend::smooth(radius) },
        };
        let count = 1 + random.below(4);
        combined(combine, (0..count).map(|_| random_tree(random, depth - 1)).collect())
    };
    root.material = random.below(3) as u16;
    let axis = random.point(1.0);
    let turned = placed(BoundShape::Sphere { radius: 1.0 }, random.point(0.4), axis, random.within(-3.0, 3.0));
    root.transform = turned.transform;
    let scale = random.within(0.5, 1.0);
    root.transform.scale = [scale; 3];
    if random.below(6) == 0 {
        root.transform.scale = std::array::from_fn(|_| random.within(0.4, 1.0));
    }
    let axis = random.below(3);
    match random.below(16) {
        0 => root.modifiers.push(BoundModifier::Round { radius_m: random.within(0.0, 0.1) }),
        1 => root.modifiers.push(BoundModifier::Shell { inner_m: random.within(0.02, 0.1), outer_m: 0.0 }),
        2 => root.modifiers.push(BoundModifier::MirrorSpace { axis }),
        3 => root.modifiers.push(BoundModifier::Twist { axis, rate_rad_per_m: random.within(-4.0, 4.0) }),
        4 => root.modifiers.push(BoundModifier::Taper {
            axis,
            low_m: -0.8,
            high_m: 0.8,
            start_scale: random.within(0.4, 1.2),
            end_scale: random.within(0.4, 1.2),
        }),
        _ => {}
    }
    root
}
