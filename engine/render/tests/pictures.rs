//! Pictures of the GPU held to those of the CPU raymarcher: same camera, same picture.
//!
//! With `GVE_PICTURES=folder` every picture is also written there for people to look at.

mod flip;

use std::{collections::BTreeMap, fs::File, path::PathBuf};

use gve_field::{Field, control::Unattended};
use gve_mesh::MeshOptions;
use gve_render::{Bounds, Camera, RenderMode, Renderer, Scene, Style, Theme, ViewPreset, cpu, gpu::Gpu};
use gve_shared::container::MeshVertex;
use gve_splat::SplatOptions;

const SIZE_PX: [u32; 2] = [192, 160];
const ASSET: u64 = 1;

/// A part with creases, a smooth blend, metal and several materials.
const PART: &str = r##"{ "format": "gve-recipe/1", "name": "part", "root_node": { "shape": { "type": "union", "params": { "children": [
  { "shape": { "type": "difference", "params": { "children": [
      { "shape": { "type": "box", "params": { "half_extents": [0.5, 0.25, 0.35], "rounding": 0.03 } },
        "transform": { "position": [0, 0.25, 0] }, "material": { "spec_id": "ASTM_A36" } },
      { "shape": { "type": "cylinder", "params": { "radius": 0.18, "height": 2 } } } ] } } },
  { "shape": { "type": "smooth_union", "params": { "radius": 0.12, "children": [
      { "shape": { "type": "sphere", "params": { "radius": 0.2 } }, "transform": { "position": [0.5, 0.6, 0.1] },
        "material": { "base_color_srgb": "#c03020", "roughness": 0.35, "metallic": 0 } },
      { "shape": { "type": "capsule", "params": { "radius": 0.1, "height": 0.8 } }, "transform": { "position": [0.3, 0.55, 0.1] },
        "material": { "base_color_srgb": "#2060c0", "roughness": 0.6, "metallic": 0 } } ] } } } ] } } } }"##;

fn field(recipe: &str) -> Field {
    let bound = gve_recipe::parse_and_bind(recipe, &BTreeMap::new()).unwrap_or_else(|problems| panic!("{problems:?}"));
    Field::lower(&bound).unwrap()
}

fn bounds_of(field: &Field) -> Bounds {
    let bounds = field.bounds();
    Bounds { min: bounds.min, max: bounds.max }
}

fn renderer() -> Renderer {
    Renderer::new(pollster::block_on(Gpu::headless()).expect("set-up installs a software Vulkan driver"), SIZE_PX)
}

fn write_for_people(name: &str, pixels: &[u8]) {
    let Some(folder) = std::env::var_os("GVE_PICTURES").map(PathBuf::from) else { return };
    std::fs::create_dir_all(&folder).unwrap();
    let mut encoder =
        png::Encoder::new(File::create(folder.join(format!("{name}.png"))).unwrap(), SIZE_PX[0], SIZE_PX[1]);
    encoder.set_color(png::ColorType::Rgba);
    encoder.write_header().unwrap().write_image_data(pixels).unwrap();
}

/// Mean FLIP between a mode on the GPU and the CPU raymarcher.
fn difference(name: &str, fill: impl Fn(&mut Scene, &mut Renderer, &Field), style: &Style, camera: &Camera) -> f64 {
    let field = field(PART);
    let mut renderer = renderer();
    let mut scene = Scene::default();
    fill(&mut scene, &mut renderer, &field);
    scene.set_active(Some(ASSET));
    renderer.draw_whole(&mut scene, camera, style);
    let drawn = renderer.read_pixels().unwrap();
    let reference = cpu::render(Some(&field), camera, style, SIZE_PX);
    write_for_people(name, &drawn);
    write_for_people(&format!("{name}-reference"), &reference);
    flip::mean(&drawn, &reference, SIZE_PX.map(|pixels| pixels as usize))
}

fn plain_style(mode: RenderMode) -> Style {
    Style { mode, axes: false, ..Style::default() }
}

fn framed() -> Camera {
    Camera::framing(bounds_of(&field(PART)), SIZE_PX[0] as f32 / SIZE_PX[1] as f32)
}

#[test]
fn the_traced_field_looks_as_on_the_cpu() {
    let with_field =
        |scene: &mut Scene, renderer: &mut Renderer, field: &Field| scene.set_field(renderer, ASSET, field);
    for (name, theme, preset) in [
        ("sdf-dark", Theme::Dark, ViewPreset::Perspective),
        ("sdf-light", Theme::Light, ViewPreset::Perspective),
        ("sdf-top", Theme::Dark, ViewPreset::Top),
        ("sdf-front", Theme::Light, ViewPreset::Front),
    ] {
        let mut camera = framed();
        camera.look_along(preset);
        let style = Style { theme, ..plain_style(RenderMode::Sdf) };
        let mean = difference(name, with_field, &style, &camera);
        assert!(mean <= 0.02, "{name}: mean FLIP {mean}");
    }
}

#[test]
fn the_mesh_looks_like_the_traced_field() {
    let with_mesh = |scene: &mut Scene, renderer: &mut Renderer, field: &Field| {
        let mesh = gve_mesh::mesh(field, &MeshOptions { depth: 7 }, &Unattended).unwrap();
        let vertices: Vec<MeshVertex> = (0..mesh.positions.len())
            .map(|index| MeshVertex {
                position: mesh.positions[index],
                normal: mesh.normals[index],
                color: mesh.colors_srgb[index],
                metallic: mesh.metallic[index],
                roughness: mesh.roughness[index],
                material_index: mesh.materials[index],
            })
            .collect();
        scene.set_mesh(renderer, ASSET, &vertices, &mesh.indices);
    };
    let mean = difference("mesh", with_mesh, &plain_style(RenderMode::Mesh), &framed());
    assert!(mean <= 0.05, "mean FLIP {mean}");
}

#[test]
fn the_splats_look_like_the_traced_field() {
    let with_splats = |scene: &mut Scene, renderer: &mut Renderer, field: &Field| {
        let options = SplatOptions { count: 10_000, iterations: 0 };
        scene.set_splats(renderer, ASSET, &gve_splat::place(field, &options, &Unattended).unwrap());
    };
    let mean = difference("splats", with_splats, &plain_style(RenderMode::Splats), &framed());
    assert!(mean <= 0.05, "mean FLIP {mean}");
}

#[test]
fn a_picture_that_gets_finer_ends_as_the_whole_one() {
    let field = field(PART);
    let mut renderer = renderer();
    let mut scene = Scene::default();
    scene.set_field(&mut renderer, ASSET, &field);
    scene.set_active(Some(ASSET));
    let (camera, style) = (framed(), plain_style(RenderMode::Sdf));
    let mut frames = 1;
    while !renderer.draw(&mut scene, &camera, &style) {
        frames += 1;
        assert!(frames < 1000, "the picture never gets complete");
    }
    let progressive = renderer.read_pixels().unwrap();
    let mut moved = camera;
    moved.orbit(gve_render::glam::vec2(5.0, 0.0));
    renderer.draw(&mut scene, &moved, &style);
    renderer.draw_whole(&mut scene, &camera, &style);
    assert_eq!(progressive, renderer.read_pixels().unwrap());
}

#[test]
fn flip_knows_same_from_different() {
    let field = field(PART);
    let picture = cpu::render(Some(&field), &framed(), &plain_style(RenderMode::Sdf), SIZE_PX);
    let size = SIZE_PX.map(|pixels| pixels as usize);
    assert_eq!(flip::mean(&picture, &picture, size), 0.0);
    let (black, white) = (vec![0u8; picture.len()], vec![255u8; picture.len()]);
    assert!(flip::mean(&black, &white, size) > 0.9);
    let empty = cpu::render(None, &framed(), &plain_style(RenderMode::Sdf), SIZE_PX);
    assert!(flip::mean(&picture, &empty, size) > 0.1, "a missing asset must show");
}
