//! Scenes of the benchmark: three families at growing size, and the samples.

use std::{fs, path::Path};

use serde_json::{Value, json};

/// A scene with the same content for our engine and, where it can say it, for the peer.
#[derive(Clone)]
pub struct Fixture {
    pub family: String,
    /// Number of primitives; 0 for samples, which have their own.
    pub nodes: usize,
    pub recipe_text: String,
    /// The scene for the peer.
    pub solids: Option<Vec<Solid>>,
}

/// A primitive and how it joins those before it, for the peer.
#[derive(Clone)]
pub enum Solid {
    Sphere {
        center: [f32; 3],
        radius: f32,
    },
    Box {
        center: [f32; 3],
        half_extents: [f32; 3],
    },
    /// Along y; removed from everything before it.
    Hole {
        center: [f32; 3],
        radius: f32,
        half_height: f32,
    },
}

/// Blend radius of smooth unions in metres.
pub const BLEND_M: f32 = 0.1;

/// Number from 0 to 1 by position in a sequence; even over any range of it (the additive golden-ratio family).
fn even(number: usize, dimension: usize) -> f32 {
    const STEPS: [f64; 4] =
        [0.819_172_513_396_164, 0.671_043_606_703_789, 0.549_700_477_901_970, 0.618_033_988_749_895];
    ((number + 1) as f64 * STEPS[dimension]).fract() as f32
}

fn recipe(name: &str, root_node: &Value) -> String {
    json!({ "format": "gve-recipe/1", "name": name, "root_node": root_node }).to_string()
}

/// Spheres joined by a smooth union, in order.
pub fn spheres(nodes: usize) -> Fixture {
    let size = (10.0 / nodes as f32).powf(0.33);
    let place = |number: usize| [0, 1, 2].map(|axis| 1.4 * even(number, axis) - 0.7);
    let radius = |number: usize| (0.12 + 0.16 * even(number, 3)) * size.max(0.45);
    let child = |number| json!({ "transform": { "position": place(number) }, "shape": { "type": "sphere", "params": { "radius": radius(number) } } });
    let children: Vec<Value> = (0..nodes).map(child).collect();
    let root = json!({ "shape": { "type": "smooth_union", "params": { "radius": BLEND_M, "children": children } } });
    let solids = (0..nodes).map(|number| Solid::Sphere { center: place(number), radius: radius(number) }).collect();
    Fixture {
        family: "smooth-unioned spheres".to_owned(),
        nodes,
        recipe_text: recipe("Spheres", &root),
        solids: Some(solids),
    }
}

/// A plate with bosses and bores: half of the nodes add, half remove.
pub fn mechanical(nodes: usize) -> Fixture {
    let columns = (nodes as f32).sqrt().ceil() as usize;
    let pitch = 1.8 / columns as f32;
    let place = |number: usize, y: f32| {
        [
            (number % columns) as f32 * pitch - 0.9 + 0.5 * pitch,
            y,
            (number / columns) as f32 * pitch - 0.9 + 0.5 * pitch,
        ]
    };
    let plate = Solid::Box { center: [0.0, 0.0, 0.0], half_extents: [0.95, 0.1, 0.95] };
    let bosses = (0..nodes / 2)
        .map(|number| Solid::Box { center: place(2 * number, 0.15), half_extents: [0.35 * pitch, 0.15, 0.35 * pitch] });
    let holes = (0..nodes - nodes / 2 - 1).map(|number| Solid::Hole {
        center: place(2 * number + 1, 0.1),
        radius: 0.25 * pitch,
        half_height: 0.4,
    });
    let solids: Vec<Solid> = std::iter::once(plate).chain(bosses).chain(holes).collect();
    let (mut solid, mut removed) = (Vec::new(), Vec::new());
    for part in &solids {
        match part {
            Solid::Box { center, half_extents } => solid.push(json!({ "transform": { "position": center }, "shape": { "type": "box", "params": { "half_extents": half_extents } } })),
            Solid::Hole { center, radius, half_height } => removed.push(json!({ "transform": { "position": center }, "shape": { "type": "cylinder", "params": { "radius": radius, "height": 2.0 * half_height } } })),
            Solid::Sphere { .. } => {}
        }
    }
    let mut children = vec![json!({ "shape": { "type": "union", "params": { "children": solid } } })];
    children.append(&mut removed);
    let root = json!({ "shape": { "type": "difference", "params": { "children": children } } });
    Fixture { family: "mechanical".to_owned(), nodes, recipe_text: recipe("Plate", &root), solids: Some(solids) }
}

/// Twisted smooth capsules. The peer has no twist of its own.
pub fn organic(nodes: usize) -> Fixture {
    let child = |number: usize| {
        let position = [0, 1, 2].map(|axis| 1.2 * even(number, axis) - 0.6);
        let turn = [90.0 * even(number, 1), 0.0, 90.0 * even(number, 0)];
        let radius = 0.06 + 0.05 * even(number, 3);
        json!({ "transform": { "position": position, "rotation": { "euler_deg": turn } }, "shape": { "type": "capsule", "params": { "radius": radius, "height": 0.6 } } })
    };
    let children: Vec<Value> = (0..nodes).map(child).collect();
    let root = json!({
        "modifiers": [{ "type": "twist", "params": { "axis": "y", "rate_deg_per_m": 40 } }],
        "shape": { "type": "smooth_union", "params": { "radius": 0.08, "children": children } },
    });
    Fixture { family: "organic".to_owned(), nodes, recipe_text: recipe("Organic", &root), solids: None }
}

/// Recipes of a folder, in order of name.
pub fn samples(folder: &Path) -> Vec<Fixture> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = entries.map(|entry| entry.expect("a readable entry").path()).collect();
    files.sort();
    files.iter().filter_map(|file| sample(file)).collect()
}

/// The recipe in a file; `None` if it holds something else.
pub fn sample(file: &Path) -> Option<Fixture> {
    let recipe_text = fs::read_to_string(file).ok().filter(|text| text.contains("gve-recipe/1"))?;
    let family = format!("sample {}", file.file_stem()?.to_string_lossy());
    Some(Fixture { family, nodes: 0, recipe_text, solids: None })
}
