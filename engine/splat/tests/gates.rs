//! The gates of `npm run quality` in an affordable form, with fewer views. The limits are those that a change for the
//! worse breaks; `npm run quality` shows how far each sample is from its goal.

#[allow(dead_code, reason = "the example uses the rest")]
#[path = "../examples/quality/metrics.rs"]
mod metrics;
#[allow(dead_code, reason = "the example uses the rest")]
#[path = "../examples/quality/picture.rs"]
mod picture;
#[path = "../examples/quality/rasteriser.rs"]
mod rasteriser;
#[path = "../examples/quality/surface.rs"]
mod surface;
#[path = "../examples/quality/tracer.rs"]
mod tracer;

use std::collections::BTreeMap;

use gve_field::{Field, control::Unattended};
use gve_splat::{Placement, SplatOptions, arrange};

const SIZE_PX: usize = 512;
/// One from above, one from below.
const VIEWS: [usize; 2] = [0, 3];

const SPHERE: &str = r##"{ "format": "gve-recipe/1", "name": "sphere", "root_node": {
  "material": { "base_color_srgb": "#c03020" }, "shape": { "type": "sphere", "params": { "radius": 0.5 } } } }"##;
const BOX_WITH_HOLE: &str = r##"{ "format": "gve-recipe/1", "name": "box", "root_node": { "shape": { "type": "difference", "params": { "children": [
  { "shape": { "type": "box", "params": { "half_extents": [0.45, 0.3, 0.25] } }, "material": { "base_color_srgb": "#b0b8c0" } },
  { "shape": { "type": "cylinder", "params": { "radius": 0.15, "height": 2 } } } ] } } } }"##;
const TWO_COLORS: &str = r##"{ "format": "gve-recipe/1", "name": "two colours", "root_node": { "shape": { "type": "union", "params": { "children": [
  { "shape": { "type": "sphere", "params": { "radius": 0.4 } }, "material": { "base_color_srgb": "#2050c0" } },
  { "shape": { "type": "torus", "params": { "major_radius": 0.4, "minor_radius": 0.05 } }, "material": { "base_color_srgb": "#f0c020" } } ] } } } }"##;

fn field(recipe: &str) -> Field {
    let bound = gve_recipe::parse_and_bind(recipe, &BTreeMap::new()).unwrap_or_else(|problems| panic!("{problems:?}"));
    Field::lower(&bound).unwrap()
}

fn placed(field: &Field, count: u32, iterations: u32) -> Placement {
    arrange(field, &SplatOptions { count, iterations }, &Unattended).unwrap()
}

struct Gate {
    recipe: &'static str,
    name: &'static str,
    /// Least of the means over the views, on black and on white.
    psnr_db: f64,
    ssim: f64,
    hole_percent: f64,
    halo_percent: f64,
}

const GATES: [Gate; 9] = [
    Gate { recipe: SPHERE, name: "sphere", psnr_db: 45.0, ssim: 0.99, hole_percent: 0.05, halo_percent: 0.05 },
    Gate { recipe: BOX_WITH_HOLE, name: "box", psnr_db: 33.5, ssim: 0.985, hole_percent: 0.25, halo_percent: 0.05 },
    Gate {
        recipe: TWO_COLORS,
        name: "two colours",
        psnr_db: 34.9,
        ssim: 0.985,
        hole_percent: 0.05,
        halo_percent: 0.05,
    },
    Gate {
        recipe: include_str!("../../../samples/creature.json"),
        name: "creature",
        psnr_db: 36.3,
        ssim: 0.985,
        hole_percent: 0.05,
        halo_percent: 0.1,
    },
    Gate {
        recipe: include_str!("../../../samples/chair.json"),
        name: "chair",
        psnr_db: 33.9,
        ssim: 0.98,
        hole_percent: 0.2,
        halo_percent: 0.5,
    },
    Gate {
        recipe: include_str!("../../../samples/gear.json"),
        name: "gear",
        psnr_db: 33.0,
        ssim: 0.975,
        hole_percent: 0.8,
        halo_percent: 0.2,
    },
    Gate {
        recipe: include_str!("../../../samples/hex_bolt.json"),
        name: "hex bolt",
        psnr_db: 33.4,
        ssim: 0.98,
        hole_percent: 0.3,
        halo_percent: 0.2,
    },
    Gate {
        recipe: include_str!("../../../samples/sword.json"),
        name: "sword",
        psnr_db: 32.4,
        ssim: 0.983,
        hole_percent: 0.15,
        halo_percent: 0.25,
    },
    Gate {
        recipe: include_str!("../../../samples/vase.json"),
        name: "vase",
        psnr_db: 28.0,
        ssim: 0.98,
        hole_percent: 0.05,
        halo_percent: 0.4,
    },
];

#[test]
fn splats_look_like_the_surface() {
    for gate in &GATES {
        let field = field(gate.recipe);
        let placement = placed(&field, 10_000, 0);
        let scores: Vec<metrics::Score> = VIEWS
            .iter()
            .map(|&number| {
                let view = picture::view_around(field.bounds(), number, SIZE_PX);
                metrics::Score::of(&tracer::trace(&field, &view), &rasteriser::draw(&placement.splats, &view))
            })
            .collect();
        let mean = metrics::Summary::of(&scores).mean;
        let is_met = mean.psnr_black.min(mean.psnr_white) >= gate.psnr_db
            && mean.ssim >= gate.ssim
            && mean.hole_percent <= gate.hole_percent
            && mean.halo_percent <= gate.halo_percent;
        assert!(is_met, "{}: {mean:?}", gate.name);
    }
}

#[test]
fn centres_lie_at_their_depth_and_normals_are_the_surface_s() {
    for gate in &GATES {
        let field = field(gate.recipe);
        let errors = surface::SurfaceErrors::of(&field, &placed(&field, 10_000, 0));
        let extent_m = field.bounds().extent().into_iter().fold(0.0, f32::max);
        assert!(errors.depth_m <= 5e-4 * extent_m.max(1.0), "{}: {} m", gate.name, errors.depth_m);
        assert!(errors.normal_deg <= 1.0, "{}: {}°", gate.name, errors.normal_deg);
    }
}

#[test]
fn every_splat_is_sound_at_any_count() {
    for recipe in [BOX_WITH_HOLE, TWO_COLORS] {
        let field = field(recipe);
        for (count, iterations) in [(0, 0), (1, 0), (40, 0), (1000, 3), (30_000, 0)] {
            let placement = placed(&field, count, iterations);
            assert!(placement.splats.len() <= count as usize);
            assert!(placement.splats.len() >= count as usize * 9 / 10, "{} of {count}", placement.splats.len());
            for splat in &placement.splats {
                let numbers = splat.position.iter().chain(&splat.scale).chain(&splat.rotation);
                assert!(numbers.clone().all(|number| number.is_finite()), "{splat:?}");
                assert!(splat.scale.iter().all(|&scale| scale > 0.0), "{splat:?}");
                let length: f32 = splat.rotation.iter().map(|part| part * part).sum();
                assert!((length - 1.0).abs() < 1e-5, "{splat:?}");
            }
        }
    }
}

#[test]
fn colours_are_those_of_the_two_materials_or_of_their_border() {
    let field = field(TWO_COLORS);
    let placement = placed(&field, 5000, 0);
    let mut colors: Vec<[u8; 4]> = placement.splats.iter().map(|splat| splat.color).collect();
    colors.sort_unstable();
    colors.dedup();
    assert_eq!(colors.len(), 3, "{colors:?}");
}

/// Mean over the views, on black.
fn psnr_db(field: &Field, placement: &Placement) -> f64 {
    let scores: Vec<metrics::Score> = VIEWS
        .iter()
        .map(|&number| {
            let view = picture::view_around(field.bounds(), number, SIZE_PX);
            metrics::Score::of(&tracer::trace(field, &view), &rasteriser::draw(&placement.splats, &view))
        })
        .collect();
    metrics::Summary::of(&scores).mean.psnr_black
}

#[test]
fn pictures_from_elsewhere_get_better_with_every_few_iterations() {
    let field = field(TWO_COLORS);
    let placements = [0, 3, 8].map(|iterations| placed(&field, 2000, iterations));
    let quality_db = placements.each_ref().map(|placement| psnr_db(&field, placement));
    assert!(quality_db[1] > quality_db[0] + 0.5 && quality_db[2] > quality_db[1] + 0.5, "{quality_db:?}");
    for placement in &placements {
        let errors = surface::SurfaceErrors::of(&field, placement);
        assert!(errors.depth_m < 1e-4 && errors.normal_deg < 0.1, "{} m, {}°", errors.depth_m, errors.normal_deg);
    }
    assert_eq!(placements[1].splats, placed(&field, 2000, 3).splats, "the same again");
}

/// Is cancelled as soon as more than `fraction` is reported.
struct CancelledAt {
    fraction: f32,
    reached: std::sync::atomic::AtomicBool,
}

impl gve_field::control::StageControl for CancelledAt {
    fn report(&self, fraction: f32) {
        if fraction > self.fraction {
            self.reached.store(true, std::sync::atomic::Ordering::Relaxed);
        }
    }

    fn is_cancelled(&self) -> bool {
        self.reached.load(std::sync::atomic::Ordering::Relaxed)
    }
}

#[test]
fn refinement_is_cancelled_between_and_within_iterations() {
    let field = field(SPHERE);
    for fraction in [0.8, 0.85, 0.9] {
        let control = CancelledAt { fraction, reached: false.into() };
        assert!(arrange(&field, &SplatOptions { count: 500, iterations: 3 }, &control).is_err(), "{fraction}");
    }
}
