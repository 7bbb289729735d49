//! The fixture families: smooth-unioned spheres, a mechanical part, a twisted organism. All within ±1 m.

use gve_recipe::bound::*;

const NO_ROTATION: [f64; 4] = [0.0, 0.0, 0.0, 1.0];

/// Scramble of a number, after Chris Wellons' "hash prospector".
fn scrambled(mut x: u32) -> u32 {
    x ^= x >> 16;
    x = x.wrapping_mul(0x7feb_352d);
    x ^= x >> 15;
    x = x.wrapping_mul(0x846c_a68b);
    x ^ x >> 16
}

fn unit(index: u32) -> f64 {
    f64::from(scrambled(index) >> 8) / f64::from(1 << 24)
}

/// Centres and radii of spheres along a random walk that stays near the origin.
fn walk(count: u32) -> Vec<([f64; 3], f64)> {
    let mut place = [0.0_f64; 3];
    (0..count)
        .map(|i| {
            for (axis, value) in place.iter_mut().enumerate() {
                *value += (unit(8 * i + axis as u32 + 1) - 0.5) * 0.36;
            }
            let distance = place.iter().map(|x| x * x).sum::<f64>().sqrt();
            if distance > 0.7 {
                place = place.map(|value| value * 0.7 / distance);
            }
            (place, 0.06 + 0.09 * unit(8 * i + 4))
        })
        .collect()
}

fn node(shape: BoundShape, position: [f64; 3], rotation: [f64; 4]) -> BoundNode {
    BoundNode {
        pointer: "/root_node".to_owned(),
        id: None,
        material: 0,
        transform: BoundTransform { position, rotation, scale: [1.0; 3] },
        modifiers: Vec::new(),
        shape,
        bounds: Aabb { min: [-0.8; 3], max: [0.8; 3] },
    }
}

fn recipe(root: BoundNode) -> BoundRecipe {
    let material = |spec_id: &str, base_color_srgb| BoundMaterial {
        spec_id: spec_id.to_owned(),
        base_color_srgb,
        metallic: 0.5,
        roughness: 0.4,
        emissive: 0.0,
        density_kg_m3: 1000.0,
    };
    BoundRecipe {
        name: "fixture".to_owned(),
        variables: Vec::new(),
        materials: vec![material("one", [0.8, 0.2, 0.2]), material("two", [0.2, 0.2, 0.8])],
        root,
        bounds: Aabb { min: [-1.0; 3], max: [1.0; 3] },
        sound: None,
    }
}

fn combination(combine: Combine, children: Vec<BoundNode>) -> BoundNode {
    node(BoundShape::Combination { combine, children }, [0.0; 3], NO_ROTATION)
}

/// Spheres melted together in order, in two materials.
pub fn spheres(count: u32) -> BoundRecipe {
    let children = walk(count).into_iter().enumerate().map(|(index, (place, radius))| {
        let mut sphere = node(BoundShape::Sphere { radius }, place, NO_ROTATION);
        sphere.material = (index % 2) as u16;
        sphere
    });
    recipe(combination(Combine::Union { blend: Blend::smooth(0.1) }, children.collect()))
}

fn turned(axis: [f64; 3], angle: f64) -> [f64; 4] {
    let length = axis.iter().map(|x| x * x).sum::<f64>().sqrt();
    let [x, y, z] = axis.map(|value| value / length * libm::sin(0.5 * angle));
    [x, y, z, libm::cos(0.5 * angle)]
}

/// Plates with rotated bosses and holes in a ring, `count` features.
pub fn mechanical(count: u32) -> BoundRecipe {
    let cylinder =
        |radius: f64, half_height: f64| BoundShape::Cylinder { radius, half_height, sides: 0, rounding: 0.0 };
    let plate = node(BoundShape::Box { half_extents: [0.6, 0.15, 0.4], rounding: 0.0 }, [0.0; 3], NO_ROTATION);
    let ring = BoundShape::Torus { major_radius: 0.5, minor_radius: 0.07, half_sweep: std::f64::consts::PI };
    let mut solids = vec![plate, node(ring, [0.1; 3], turned([1.0, 0.2, 0.7], 1.1))];
    let mut holes = Vec::new();
    for i in 0..count / 2 {
        let angle = f64::from(i) * 2.4;
        let reach = 0.15 + 0.45 * (f64::from(i) / f64::from(count / 2));
        let place = [reach * libm::cos(angle), 0.0, 0.7 * reach * libm::sin(angle)];
        let size = 0.35 / f64::from(count).sqrt();
        let tilt = turned([1.0, 0.0, 0.4], 0.05 * f64::from(i % 7));
        solids.push(node(cylinder(size, 0.22), place, tilt));
        holes.push(node(cylinder(0.55 * size, 0.6), place, tilt));
    }
    let mut children = vec![combination(Combine::Union { blend: Blend::smooth(0.0) }, solids)];
    children.extend(holes);
    let mut root = combination(Combine::Difference { blend: Blend::smooth(0.0) }, children);
    root.transform.rotation = turned([0.3, 0.5, 0.1], 0.6);
    recipe(root)
}

/// Capsules melted together and twisted.
pub fn organic(count: u32) -> BoundRecipe {
    let children = walk(count).into_iter().enumerate().map(|(index, (place, radius))| {
        let axis = [unit(9 * index as u32 + 1) - 0.5, 0.3, unit(9 * index as u32 + 2) - 0.5];
        let shape = BoundShape::Capsule { radius: 0.7 * radius, half_segment: 0.15 };
        node(shape, place.map(|value| 0.8 * value), turned(axis, 3.0 * unit(9 * index as u32 + 3)))
    });
    let mut root = combination(Combine::Union { blend: Blend::smooth(0.1) }, children.collect());
    root.modifiers = vec![BoundModifier::Twist { axis: 1, rate_rad_per_m: 1.5 }];
    recipe(root)
}
