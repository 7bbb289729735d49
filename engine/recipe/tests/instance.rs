//! Assets in other assets.

use std::collections::BTreeMap;

use gve_recipe::{
    Surroundings,
    bound::{BoundRecipe, BoundShape},
    parse_and_bind_within,
    surroundings::{AssetLibrary, Nowhere, assets_named_in},
};
use gve_shared::problem::{Diagnostic, ProblemCode};

fn recipe(root: &str) -> String {
    let variables = r#""variables": { "r": { "value": 0.5, "max": 2 } }"#;
    format!(r#"{{ "format": "gve-recipe/1", "name": "Test", {variables}, "root_node": {root} }}"#)
}

fn instance(params: &str) -> String {
    format!(r#"{{ "shape": {{ "type": "instance", "params": {{ {params} }} }} }}"#)
}

const BALL: &str = r#"{ "id": "ball", "shape": { "type": "sphere", "params": { "radius": "$r" } } }"#;
const PAIR: &str = r##"{ "shape": { "type": "union", "params": { "children": [
    { "shape": { "type": "sphere", "params": { "radius": "$r" } }, "material": { "spec_id": "WOOD_OAK" } },
    { "shape": { "type": "box", "params": { "half_extents": [0.1, 0.1, "$r"] } } } ] } } }"##;

fn library() -> AssetLibrary {
    let mut library = AssetLibrary::default();
    library.insert("ball", 1, recipe(BALL));
    library.insert("ball", 3, recipe(&BALL.replace("\"$r\"", "\"$r * 2\"")));
    library.insert("pair", 1, recipe(PAIR));
    library.insert("left", 1, recipe(&instance(r#""asset": "right""#)));
    library.insert("right", 1, recipe(&instance(r#""asset": "left""#)));
    library.insert("broken", 1, "{".to_owned());
    for level in 0..20 {
        library.insert(&format!("level{level}"), 1, recipe(&instance(&format!(r#""asset": "level{}""#, level + 1))));
    }
    library
}

fn bind(text: &str) -> Result<BoundRecipe, Vec<Diagnostic>> {
    let library = library();
    parse_and_bind_within(text, &BTreeMap::new(), &Surroundings { assets: &library, surfaces: &Nowhere })
}

fn width(params: &str) -> f64 {
    bind(&recipe(&instance(params))).unwrap_or_else(|found| panic!("{found:#?}")).bounds.max[0]
}

#[test]
fn the_newest_version_in_the_range_stands_there() {
    assert_eq!(width(r#""asset": "ball""#), 1.0);
    assert_eq!(width(r#""asset": "ball", "version": "<3""#), 0.5);
    assert_eq!(width(r#""asset": "ball", "version": "1""#), 0.5);
    assert_eq!(width(r#""asset": "ball", "version": ">1 <=3", "variables": { "r": 0.25 }"#), 0.5);
    assert_eq!(width(r#""asset": "ball", "version": "1", "variables": { "r": "$r / 5" }"#), 0.1);
}

#[test]
fn anchors_meet_it_and_it_wears_what_it_is_given() {
    let text = recipe(
        r#"{ "material": { "spec_id": "METAL_STEEL" }, "shape": { "type": "union", "params": { "children": [
        { "id": "one", "shape": { "type": "instance", "params": { "asset": "pair" } } },
        { "shape": { "type": "instance", "params": { "asset": "ball", "version": "1" } },
          "transform": { "position": "@one.top" } } ] } } }"#,
    );
    let bound = bind(&text).unwrap_or_else(|found| panic!("{found:#?}"));
    assert_eq!(bound.bounds.max[1], 1.0);
    let BoundShape::Combination { children, .. } = &bound.root.shape else { panic!("a union") };
    let BoundShape::Combination { children: inner, .. } = &children[0].shape else { panic!("a group") };
    let BoundShape::Combination { children: pair, .. } = &inner[0].shape else { panic!("the pair") };
    let worn: Vec<_> = pair.iter().map(|node| &bound.materials[usize::from(node.material)].spec_id).collect();
    assert_eq!(worn[0], "WOOD_OAK");
    assert_eq!(*worn[1], bound.materials[usize::from(children[0].material)].spec_id);
    assert!(pair.iter().all(|node| node.pointer == children[0].pointer && node.id.is_none()));
    assert_eq!(assets_named_in(&text), ["ball", "pair"]);
}

#[test]
fn what_cannot_be_had_is_refused_at_its_place() {
    use ProblemCode::{
        ExpressionUnknownName, InstanceCycle, InstanceNoVersion, InstanceNotFound, RecipeOutOfRange, RecipeSyntax,
        RecipeTooDeep, VariableOutOfRange,
    };
    let cases = [
        (r#""asset": "bal""#, InstanceNotFound, "/asset", Some("Did you mean `ball`?")),
        (r#""asset": "../ball""#, InstanceNotFound, "/asset", Some("Paths do not belong here.")),
        (r#""asset": "ball", "version": ">3""#, InstanceNoVersion, "/version", Some("The newest version is 3.")),
        (r#""asset": "ball", "version": "1.x""#, RecipeOutOfRange, "/version", None),
        (r#""asset": "ball", "variables": { "r": 3 }"#, VariableOutOfRange, "/asset", None),
        (r#""asset": "ball", "variables": { "q": 3 }"#, ExpressionUnknownName, "/asset", None),
        (r#""asset": "ball", "variables": { "r": "$q" }"#, ExpressionUnknownName, "/variables/r", None),
        (r#""asset": "left""#, InstanceCycle, "/asset", None),
        (r#""asset": "level0""#, RecipeTooDeep, "/asset", None),
        (r#""asset": "broken""#, RecipeSyntax, "/asset", None),
    ];
    for (params, code, place, hint) in cases {
        let found = bind(&recipe(&instance(params))).expect_err(params);
        assert_eq!(found[0].code, code, "{found:#?}");
        assert!(found[0].pointer.ends_with(place) && found[0].range.is_some(), "{found:#?}");
        if hint.is_some() {
            assert_eq!(found[0].hint.as_deref(), hint);
        }
    }
    let circle = &bind(&recipe(&instance(r#""asset": "left""#))).expect_err("a circle")[0].message;
    assert!(circle.contains("left (version 1) → right (version 1) → left (version 1)"), "{circle}");
}
