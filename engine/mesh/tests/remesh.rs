//! A mesh that takes over what an edit has left has the bits of one from scratch.

use gve_field::{Field, control::Unattended};
use gve_mesh::{MeshOptions, MeshRecord, mesh, paint, remesh};
use gve_recipe::random::SplitMix64;

/// Balls of two colours that melt into each other or not, one of them at `x`.
fn row_of_balls(x: f64, colors: [&str; 2], melts: bool) -> Field {
    let ball = |x: f64, color: &str| {
        format!(
            r#"{{ "transform": {{ "position": [{x}, 0, 0] }}, "material": {{ "base_color_srgb": "{color}" }},
            "shape": {{ "type": "sphere", "params": {{ "radius": 0.12 }} }} }}"#
        )
    };
    let operation = if melts { r#""smooth_union", "params": { "radius": 0.05,"# } else { r#""union", "params": {"# };
    let balls = [ball(-0.6, colors[0]), ball(-0.42, colors[1]), ball(x, colors[0]), ball(0.6, colors[1])].join(", ");
    let text = format!(
        r#"{{ "format": "gve-recipe/1", "name": "row", "root_node": {{ "shape": {{ "type": {operation}
        "children": [ {balls} ] }} }} }} }}"#
    );
    let bound =
        gve_recipe::parse_and_bind(&text, &Default::default()).unwrap_or_else(|problems| panic!("{problems:?}"));
    Field::lower(&bound).expect("a recipe that fits")
}

const COLORS: [[&str; 2]; 2] = [["#c02020", "#2040c0"], ["#30a040", "#2040c0"]];

#[test]
fn edits_of_places_and_colours_give_the_mesh_from_scratch() {
    for (depth, melts) in [(5, false), (6, true), (7, true), (7, false)] {
        let mut random = SplitMix64::new(u64::from(depth));
        let options = MeshOptions { depth };
        let mut record: Option<MeshRecord> = None;
        for edit in 0..8 {
            let field = row_of_balls(random.between(-0.2, 0.3), COLORS[edit / 2 % 2], melts);
            let (again, next) = remesh(&field, &options, record.as_ref(), &Unattended).expect("not cancelled");
            assert!(again == mesh(&field, &options, &Unattended).expect("not cancelled"), "depth {depth}, edit {edit}");
            record = Some(next);
        }
    }
}

#[test]
fn painted_vertices_are_those_of_the_other_colours() {
    let vertices = |field: &Field| {
        let mesh = mesh(field, &MeshOptions { depth: 6 }, &Unattended).expect("not cancelled");
        mesh.vertices().collect::<Vec<_>>()
    };
    let [before, after] = COLORS.map(|colors| row_of_balls(0.1, colors, false));
    let mut painted = vertices(&before);
    assert_ne!(painted, vertices(&after));
    paint(&mut painted, &after);
    assert_eq!(painted, vertices(&after));
    assert!(!before.melts_materials() && row_of_balls(0.1, COLORS[0], true).melts_materials());
}
