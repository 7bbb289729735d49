//! Known distances, and what every field promises.

mod support;

use gve_field::Evaluator;
use gve_recipe::bound::*;
use support::*;

#[test]
fn known_distances() {
    let cube = field(node(BoundShape::Box { half_extents: [0.5; 3], rounding: 0.0 }));
    let corner = 0.5 * 3.0_f32.sqrt();
    for (point, expected) in [([0.0; 3], -0.5), ([1.0, 0.0, 0.0], 0.5), ([1.0; 3], corner), ([0.4, 0.0, 0.0], -0.1)] {
        assert!((cube.distance(point) - expected).abs() < 1e-6, "{point:?}");
    }
    let turned = field(placed(
        BoundShape::Capsule { radius: 0.1, half_segment: 0.5 },
        [0.5, 0.0, 0.0],
        [0.0, 0.0, 1.0],
        std::f64::consts::FRAC_PI_2,
    ));
    for (point, expected) in [([1.2, 0.0, 0.0], 0.1), ([0.5, 0.3, 0.0], 0.2), ([0.2, 0.0, 0.1], 0.0)] {
        assert!((turned.distance(point) - expected).abs() < 1e-6, "{point:?}");
    }
    let cone = field(node(BoundShape::Cone { radius_bottom: 0.3, radius_top: 0.0, half_height: 0.2, sides: 0 }));
    for (point, expected) in [([0.0, 0.5, 0.0], 0.3), ([0.0, -0.3, 0.1], 0.1), ([0.15, 0.0, 0.0], 0.0)] {
        assert!((cone.distance(point) - expected).abs() < 1e-6, "{point:?}");
    }
}

#[test]
fn the_axis_of_a_turned_polygon_is_inside() {
    let points = vec![[0.0, 0.0], [0.3, 0.0], [0.2, 0.5], [0.0, 0.4]];
    let vase = field(node(BoundShape::Revolution { profile: BoundProfile::Polygon { points, rounding: 0.0 } }));
    for height in [0.001_f32, 0.01, 0.1, 0.2, 0.3] {
        for x in [0.0, 1e-7, 1e-5] {
            let found = vase.distance([x, height, 0.0]);
            assert!(found < 0.0, "{found} at x {x}, height {height}");
            assert!(height > 0.15 || (found + height).abs() < 1e-5, "{found} at x {x}, height {height}");
        }
    }
}

#[test]
fn uniform_scale_and_placing_keep_the_distance_exact() {
    let mut ball = placed(BoundShape::Sphere { radius: 0.5 }, [1.0, 2.0, 3.0], [1.0, 1.0, 0.0], 1.0);
    ball.transform.scale = [2.0; 3];
    let outer = BoundNode {
        transform: BoundTransform { scale: [0.5; 3], ..still() },
        ..combined(Combine::Union { blend: Blend::smooth(0.0) }, vec![ball])
    };
    let ball = field(outer);
    assert!((ball.distance([0.5, 1.0, 1.5]) + 0.5).abs() < 1e-6);
    assert!((ball.distance([0.5, 1.0, 3.5]) - 1.5).abs() < 1e-6);
}

#[test]
fn batches_gradients_and_points_agree() {
    for (name, root) in catalogue() {
        let field = field(root);
        let mut random = Random::new(1);
        let count = 1000;
        let mut rows = [vec![0.0; count], vec![0.0; count], vec![0.0; count]];
        for i in 0..count {
            let point = random.point(1.2);
            for axis in 0..3 {
                rows[axis][i] = point[axis] as f32;
            }
        }
        let [x, y, z] = &rows;
        let mut evaluator = Evaluator::new(&field);
        let mut distances = vec![0.0; count];
        evaluator.distances(x, y, z, &mut distances);
        let mut gradients = vec![[0.0; 4]; count];
        evaluator.gradients(x, y, z, &mut gradients);
        let mut off = 0;
        for i in 0..count {
            let point = [x[i], y[i], z[i]];
            let distance = field.distance(point);
            assert_eq!(distance.to_bits(), distances[i].to_bits(), "{name} at {point:?}");
            assert_eq!(distance.to_bits(), gradients[i][3].to_bits(), "{name} at {point:?}");
            let step = 1e-3;
            let differs = (0..3).any(|axis| {
                let along = |sign: f32| {
                    let mut moved = point;
                    moved[axis] += sign * step;
                    field.distance(moved)
                };
                let slope = (along(1.0) - along(-1.0)) / (2.0 * step);
                (slope - gradients[i][axis]).abs() > 0.01
            });
            off += usize::from(differs);
        }
        // Central differences straddle creases; the derivative itself is only wrong where it is wrong everywhere.
        assert!(off < count / 50, "{name}: {off} of {count} gradients differ from central differences");
    }
}

#[test]
fn a_lattice_has_the_values_of_its_points() {
    let (_, root) = catalogue().swap_remove(0);
    let field = field(root);
    let mut evaluator = Evaluator::new(&field);
    for counts in [[8, 8, 8], [9, 9, 9], [5, 5, 5], [4, 4, 4], [3, 11, 2], [17, 2, 3], [1, 1, 1], [8, 1, 9], [7, 8, 3]]
    {
        let axes = counts.map(|count| (0..count).map(|i| 0.13 * i as f32 - 0.4).collect::<Vec<f32>>());
        let [xs, ys, zs] = &axes;
        let mut found = vec![0.0; counts.iter().product()];
        evaluator.distances_on_lattice([xs, ys, zs], &mut found);
        let points = zs.iter().flat_map(|&z| ys.iter().flat_map(move |&y| xs.iter().map(move |&x| [x, y, z])));
        for (point, value) in points.zip(found) {
            assert_eq!(value.to_bits(), field.distance(point).to_bits(), "{counts:?} at {point:?}");
        }
    }
}

#[test]
fn values_never_exceed_the_distance() {
    for (name, root) in catalogue() {
        let field = field(root);
        let mut random = Random::new(2);
        for _ in 0..20_000 {
            let a = random.point(1.3).map(|v| v as f32);
            let reach = 10.0_f64.powf(random.within(-3.0, 0.0));
            let b: [f32; 3] = std::array::from_fn(|axis| a[axis] + random.within(-reach, reach) as f32);
            let apart = (0..3).map(|axis| (a[axis] - b[axis]).powi(2)).sum::<f32>().sqrt();
            let change = (field.distance(a) - field.distance(b)).abs();
            assert!(change <= apart * 1.0001 + 2e-6, "{name}: {change} over {apart} between {a:?} and {b:?}");
        }
    }
}

/// The field of a node's JSON.
fn field_of(name: &'static str, node: &'static str) -> gve_field::Field {
    gve_field::Field::lower(&bound_feature(&Feature { name, exact: false, node })).expect("it lowers")
}

/// A point at a distance from the y axis, turned about it by the right hand from +x.
fn turned_by_the_right_hand(radius: f32, turn: f32, height: f32) -> [f32; 3] {
    [radius * turn.cos(), height, -radius * turn.sin()]
}

#[test]
fn a_right_hand_thread_climbs_the_way_the_right_hand_turns() {
    let rods = [
        ("screw", r#"{ "shape": { "type": "screw", "params": { "diameter": 1, "pitch": 0.2, "height": 2 } } }"#, 1.0),
        ("thread", r#"{ "shape": { "type": "thread", "params": { "diameter": 1, "pitch": 0.2, "length": 2 } } }"#, 1.0),
        (
            "left screw",
            r#"{ "shape": { "type": "screw", "params": { "diameter": 1, "pitch": 0.2, "height": 2, "hand": "left" } } }"#,
            -1.0,
        ),
    ];
    for (name, node, hand) in rods {
        let rod = field_of(name, node);
        for step in 0..24 {
            let turn = std::f32::consts::TAU * step as f32 / 12.0;
            let climb = hand * 0.2 * turn / std::f32::consts::TAU;
            let crest = rod.distance(turned_by_the_right_hand(0.48, turn, climb));
            let groove = rod.distance(turned_by_the_right_hand(0.48, turn, climb + 0.1));
            assert!(crest < 0.0 && groove > 0.0, "{name}: {crest} and {groove} after {turn}");
        }
    }
}

#[test]
fn a_positive_helix_angle_winds_a_gear_to_the_right() {
    let gear = field_of(
        "gear",
        r#"{ "shape": { "type": "gear", "params": { "module": 0.1, "teeth": 10, "width": 0.4, "helix_angle_deg": 20 } } }"#,
    );
    // At the pitch circle a tooth goes around by tan 20° per height.
    let radius = 0.5;
    for height in [-0.15_f32, -0.05, 0.0, 0.08, 0.16] {
        let turn = height * 20_f32.to_radians().tan() / radius;
        let gap = std::f32::consts::PI / 10.0;
        let tooth = gear.distance(turned_by_the_right_hand(radius, turn, height));
        let between = gear.distance(turned_by_the_right_hand(radius, turn + gap, height));
        assert!(tooth < 0.0 && between > 0.0, "{tooth} and {between} at {height}");
    }
}
