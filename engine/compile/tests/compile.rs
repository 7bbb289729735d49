//! The façade: what a host hears and gets.

mod support;

use std::collections::BTreeMap;

use gve_compile::{
    COMPILER_BUILD, CompileError, CompileOptions, CompileStage, Unattended, cache_key, compile, validate, variables,
};
use gve_format::container::Container;
use gve_shared::{
    compile::VolumeLayout,
    physics::{BodyKind, Collider},
    problem::ProblemCode,
};
use support::{Recorder, compiled, hammer, metadata, quick, recipe};

#[test]
fn the_binary_holds_everything() {
    let result = compiled(&hammer(), &quick());
    let container = Container::parse(&result.bytes).unwrap();
    assert!(container.sdf_bytecode().is_some_and(|bytecode| !bytecode.is_empty()));
    assert_eq!(container.splats().unwrap().len(), 400);
    let mesh = container.mesh().unwrap().unwrap();
    assert!(mesh.vertex_count() > 100 && mesh.index_count() > 600);
    assert_eq!(container.texture().unwrap().unwrap().info().dimensions.iter().max(), Some(&32));
    let metadata = metadata(&result);
    assert_eq!(metadata.name, "Hammer");
    assert!((metadata.bounds.max[0] - 0.1).abs() < 0.005, "{:?}", metadata.bounds);
    let length = metadata.descriptor.iter().map(|value| value * value).sum::<f32>().sqrt();
    assert!((length - 1.0).abs() < 1e-5, "{length}");
    assert_eq!(metadata.variables, BTreeMap::from([("length".to_owned(), 0.4)]));
    let ids: Vec<_> = metadata.materials.iter().map(|material| material.spec_id.as_str()).collect();
    assert!(ids.contains(&"ASTM_A36") && ids.contains(&"WOOD_OAK"), "{ids:?}");
    assert_eq!((metadata.cache_key, metadata.compiler_build.as_str()), (result.report.cache_key, COMPILER_BUILD));
}

/// Edges of triangles that are not run along once in either direction.
fn unpaired_edges(triangles: impl Iterator<Item = [u32; 3]>) -> usize {
    let mut balance: BTreeMap<(u32, u32), i32> = BTreeMap::new();
    for [a, b, c] in triangles {
        for (from, to) in [(a, b), (b, c), (c, a)] {
            *balance.entry((from.min(to), from.max(to))).or_default() += if from < to { 1 } else { -1 };
        }
    }
    balance.values().filter(|&&sum| sum != 0).count()
}

#[test]
fn every_level_of_detail_is_closed_and_coarser_than_the_one_before() {
    let options = CompileOptions { mesh_depth: Some(6), mesh_levels: Some(4), ..quick() };
    let result = compiled(&hammer(), &options);
    let mesh = Container::parse(&result.bytes).unwrap().mesh().unwrap().unwrap();
    let levels: Vec<_> = mesh.lods().collect();
    assert_eq!(levels.len(), 4, "depths 6, 5, 4 and 3");
    assert_eq!(levels.iter().map(|level| level.index_count as usize).sum::<usize>(), mesh.index_count());
    // The longest axis has 2^6 cells at the finest level.
    let cell_m = 0.4 / 64.0;
    for (number, level) in levels.iter().enumerate() {
        assert_eq!(unpaired_edges(mesh.triangles(number)), 0, "level {number}");
        assert!(level.error_m < cell_m * f32::from(1_u16 << number), "level {number}: {} m", level.error_m);
    }
    assert!(levels.windows(2).all(|pair| 2 * pair[1].index_count < pair[0].index_count), "{levels:?}");
    let (vertices, indices) = mesh.finest();
    let alone = compiled(&hammer(), &CompileOptions { mesh_levels: Some(1), ..options });
    let alone = Container::parse(&alone.bytes).unwrap().mesh().unwrap().unwrap();
    assert_eq!((alone.vertices().collect(), alone.indices().collect()), (vertices, indices));
    assert_eq!((alone.lods().len(), alone.level_count()), (0, 1));
}

#[test]
fn a_sparse_volume_holds_the_samples_of_the_dense_one() {
    let with = |layout| CompileOptions { volume_resolution: Some(128), volume_layout: Some(layout), ..quick() };
    let ball = recipe(r#"{ "shape": { "type": "sphere", "params": { "radius": 0.5 } } }"#);
    let [dense, sparse] = [VolumeLayout::Dense, VolumeLayout::Sparse].map(|layout| compiled(&ball, &with(layout)));
    assert!(sparse.bytes.len() < dense.bytes.len(), "{} and {} bytes", sparse.bytes.len(), dense.bytes.len());
    let [dense_texture, sparse_texture] =
        [&dense, &sparse].map(|result| Container::parse(&result.bytes).unwrap().texture().unwrap().unwrap());
    assert_eq!(dense_texture.info(), sparse_texture.info());
    assert!(dense_texture.samples_f16().eq(sparse_texture.samples_f16()));
    assert_eq!(metadata(&dense).mass, metadata(&sparse).mass);
}

#[test]
fn stages_come_in_order_and_progress_never_falls() {
    let recorder = Recorder::new(|_| false);
    let result = compile(&hammer(), &quick(), &recorder).unwrap();
    let heard = recorder.heard.into_inner().unwrap();
    assert!(heard.windows(2).all(|pair| pair[0].progress <= pair[1].progress && pair[0].stage <= pair[1].stage));
    assert_eq!(heard.last().unwrap().progress, 1.0);
    let mut stages: Vec<_> = heard.iter().map(|progress| progress.stage).collect();
    stages.dedup();
    assert_eq!(stages, CompileStage::ALL);
    let timed: Vec<_> = result.report.stages.iter().map(|timing| timing.stage).collect();
    assert_eq!(timed, CompileStage::ALL);
    assert!(heard.iter().all(|progress| progress.message == progress.stage.label()));
}

#[test]
fn a_cancel_stops_every_stage() {
    for stage in CompileStage::ALL {
        let recorder = Recorder::new(|progress| progress.stage == stage);
        assert_eq!(compile(&hammer(), &quick(), &recorder), Err(CompileError::Cancelled), "{stage:?}");
        let last = recorder.heard.into_inner().unwrap().last().unwrap().stage;
        assert_eq!(last, stage, "nothing runs after the cancel");
    }
}

#[test]
fn a_cancel_in_the_middle_of_a_long_stage_ends_it_there() {
    let long = CompileOptions { splat_count: Some(200_000), ..quick() };
    let recorder = Recorder::new(|progress| progress.stage == CompileStage::SplatTrain && progress.progress > 0.31);
    assert_eq!(compile(&hammer(), &long, &recorder), Err(CompileError::Cancelled));
    let last = recorder.heard.into_inner().unwrap().last().unwrap().progress;
    assert!(last < 0.8, "the stage went on to {last}");
}

#[test]
fn wrong_input_is_named() {
    let with_variable =
        |name: &str, value: f64| CompileOptions { variables: BTreeMap::from([(name.to_owned(), value)]), ..quick() };
    let no_volume = r#"{ "shape": { "type": "intersection", "params": { "children": [
        { "shape": { "type": "sphere", "params": { "radius": 1 } } },
        { "transform": { "position": [0.9, 0.9, 0.9] }, "shape": { "type": "sphere", "params": { "radius": 0.5 } } }
    ] } } }"#;
    let cases = [
        ("syntax", "{".to_owned(), quick(), ProblemCode::RecipeSyntax),
        ("unknown key", recipe("{ \"shap\": 1 }"), quick(), ProblemCode::RecipeUnknownKey),
        ("limit", hammer(), with_variable("length", 7.0), ProblemCode::VariableOutOfRange),
        ("option", hammer(), CompileOptions { mesh_depth: Some(99), ..quick() }, ProblemCode::RequestInvalid),
        ("nothing left", recipe(no_volume), quick(), ProblemCode::RecipeEmpty),
    ];
    for (name, text, options, code) in cases {
        match compile(&text, &options, &Unattended) {
            Err(CompileError::Invalid(diagnostics)) => assert_eq!(diagnostics[0].code, code, "{name}: {diagnostics:?}"),
            other => panic!("{name}: {other:?}"),
        }
    }
}

#[test]
fn validation_finds_what_the_compile_would_find_first() {
    assert_eq!(validate(&hammer(), &quick()), Ok(()));
    let text = hammer().replace("$length / 2", "$lenght / 2");
    let diagnostics = validate(&text, &quick()).unwrap_err();
    assert_eq!(diagnostics[0].code, ProblemCode::ExpressionUnknownName);
    let range = diagnostics[0].range.expect("the place is known");
    assert!(text[range.start as usize..range.end as usize].contains("$lenght"));
}

#[test]
fn variables_come_with_their_limits() {
    let options = CompileOptions { variables: BTreeMap::from([("length".to_owned(), 0.7)]), ..quick() };
    let listed = variables(&hammer(), &options).unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!((listed[0].name.as_str(), listed[0].value, listed[0].max), ("length", 0.7, Some(1.0)));
    assert!(listed[0].adjustable);
}

#[test]
fn physics_reach_the_metadata() {
    let with = |physics: &str| {
        let text = hammer().replace("\"name\": \"Hammer\",", &format!("\"name\": \"Hammer\", \"physics\": {physics},"));
        metadata(&compiled(&text, &CompileOptions { mesh_levels: Some(3), ..quick() }))
    };
    let silent = metadata(&compiled(&hammer(), &CompileOptions { mesh_levels: Some(3), ..quick() }));
    assert_eq!((silent.body, silent.friction, silent.restitution), (BodyKind::Dynamic, None, None));
    assert!(matches!(silent.collider, Some(Collider::Decomposition(_))), "{:?}", silent.collider);
    let steel = silent.materials.iter().find(|material| material.spec_id == "ASTM_A36").unwrap();
    assert!(steel.friction.is_some_and(|friction| friction > 0.1) && steel.restitution.is_some());

    let capsule = with(r#"{ "body": "kinematic", "collider": "capsule", "friction": "$length", "restitution": 0.25 }"#);
    assert_eq!((capsule.body, capsule.friction, capsule.restitution), (BodyKind::Kinematic, Some(0.4), Some(0.25)));
    let Some(Collider::Capsule(capsule)) = capsule.collider else { panic!("{:?}", capsule.collider) };
    // The head is 0.2 m wide and 0.08 m deep; the handle stands along y.
    assert!((0.1..0.12).contains(&capsule.radius_m) && capsule.to_m[1] < 0.245 && capsule.from_m[1] < -0.08);

    let Some(Collider::Box(around)) = with(r#"{ "body": "static", "collider": "box" }"#).collider else { panic!() };
    assert!((around.half_extents_m[0] - 0.1).abs() < 0.005 && (around.half_extents_m[2] - 0.04).abs() < 0.005);
    assert!(matches!(with(r#"{ "body": "static" }"#).collider, Some(Collider::Mesh(_))));
    assert!(matches!(with(r#"{ "body": "static", "collider": "sphere" }"#).collider, Some(Collider::Sphere(_))));
    let Some(Collider::Hull(hull)) = with(r#"{ "body": "static", "collider": "hull" }"#).collider else { panic!() };
    assert!(hull.level < 3);
}

#[test]
fn the_cache_key_changes_with_what_decides_the_bytes() {
    let key = |text: &str, options: &CompileOptions| cache_key(text, options).unwrap();
    let base = key(&hammer(), &quick());
    assert_eq!(base.cache_key, compiled(&hammer(), &quick()).report.cache_key);
    let spelled = hammer().replace("\"$length / 2\"", "\"0.5 * $length\"").replace("\n", " ");
    assert_eq!(key(&spelled, &quick()), base);
    let longer = CompileOptions { variables: BTreeMap::from([("length".to_owned(), 0.5)]), ..quick() };
    let wood = hammer().replace("WOOD_OAK", "WOOD_PINE");
    let body =
        hammer().replace("\"name\": \"Hammer\",", "\"name\": \"Hammer\", \"physics\": { \"body\": \"static\" },");
    let hull = body.replace("static\"", "dynamic\", \"collider\": \"hull\"");
    let slippery = body.replace("static\"", "dynamic\", \"friction\": 0");
    for (name, other) in [
        ("variable", key(&hammer(), &longer)),
        ("material", key(&wood, &quick())),
        ("body", key(&body, &quick())),
        ("collider", key(&hull, &quick())),
        ("friction", key(&slippery, &quick())),
    ] {
        assert_ne!(other.recipe_hash, base.recipe_hash, "{name}");
        assert_ne!(other.cache_key, base.cache_key, "{name}");
    }
    let finer = key(&hammer(), &CompileOptions { volume_resolution: Some(33), ..quick() });
    assert_eq!(finer.recipe_hash, base.recipe_hash);
    assert_ne!(finer.cache_key, base.cache_key);
}
