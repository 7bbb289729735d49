//! The conformance table: every feature of the recipe language as a node about a metre in size, with what its field
//! promises. A new shape is one row.

/// One row.
#[derive(Debug, Clone, Copy)]
pub struct Feature {
    pub name: &'static str,
    /// Whether the field outside is the distance itself and not only a bound of it.
    pub exact: bool,
    /// JSON of the node.
    pub node: &'static str,
}

const fn exact(name: &'static str, node: &'static str) -> Feature {
    Feature { name, exact: true, node }
}

const fn bound(name: &'static str, node: &'static str) -> Feature {
    Feature { name, exact: false, node }
}

/// A ball beside a box: children that overlap.
macro_rules! pair {
    () => {
        r##"[{ "shape": { "type": "box", "params": { "half_extents": [0.5, 0.2, 0.3] } } },
            { "shape": { "type": "sphere", "params": { "radius": 0.4 } }, "transform": { "position": [0.3, 0.2, 0.1] },
              "material": { "base_color_srgb": "#208040" } }]"##
    };
}

macro_rules! on_pair {
    ($kind:literal, $params:literal) => {
        concat!(r#"{ "shape": { "type": ""#, $kind, r#"", "params": { "children": "#, pair!(), $params, " } } }")
    };
}

/// A column with modifiers.
macro_rules! column {
    ($modifiers:literal) => {
        concat!(
            r#"{ "shape": { "type": "box", "params": { "half_extents": [0.2, 0.6, 0.15], "rounding": 0.02 } },
                 "modifiers": ["#,
            $modifiers,
            r#"], "transform": { "rotation": { "euler_deg": [10, 20, 30] } } }"#
        )
    };
}

/// Every row.
pub const FEATURES: &[Feature] = &[
    bound("xor", on_pair!("xor", "")),
    bound("chamfered union", on_pair!("smooth_union", r#", "radius": 0.2, "profile": "chamfer""#)),
    bound("chamfered intersection", on_pair!("smooth_intersection", r#", "radius": 0.2, "profile": "chamfer""#)),
    bound("chamfered difference", on_pair!("smooth_difference", r#", "radius": 0.1, "profile": "chamfer""#)),
    bound("rounded union", on_pair!("smooth_union", r#", "radius": 0.2, "profile": "round""#)),
    bound("rounded intersection", on_pair!("smooth_intersection", r#", "radius": 0.2, "profile": "round""#)),
    bound("rounded difference", on_pair!("smooth_difference", r#", "radius": 0.1, "profile": "round""#)),
    bound("morph", on_pair!("morph", r#", "t": 0.3"#)),
    bound("shell of a group", on_pair!("shell", r#", "thickness": 0.05, "side": "center""#)),
    exact("offset of a group", on_pair!("offset", r#", "distance": 0.1"#)),
    bound("inward offset of a group", on_pair!("offset", r#", "distance": -0.05"#)),
    bound("onion", on_pair!("onion", r#", "layers": 3, "thickness": 0.04, "gap": 0.05"#)),
    exact(
        "grid",
        r#"{ "shape": { "type": "array_grid", "params": { "count": [2, 3, 2], "step": [0.5, 0.4, 0.3], "children": [
             { "shape": { "type": "sphere", "params": { "radius": 0.18 } }, "transform": { "position": [-0.2, -0.4, 0] } }
           ] } } }"#,
    ),
    bound(
        "bounded repetition",
        r#"{ "shape": { "type": "repeat", "params": { "spacing": [0.5, 0.4, 0], "count": [3, 2, 1], "children": [
             { "shape": { "type": "box", "params": { "half_extents": [0.2, 0.1, 0.3], "rounding": 0.02 } } },
             { "shape": { "type": "sphere", "params": { "radius": 0.15 } } } ] } },
           "transform": { "position": [-0.5, -0.2, 0], "rotation": { "euler_deg": [10, 20, 30] } } }"#,
    ),
    bound(
        "endless repetition in a ball",
        r#"{ "shape": { "type": "intersection", "params": { "children": [
             { "shape": { "type": "sphere", "params": { "radius": 0.8 } } },
             { "shape": { "type": "repeat", "params": { "spacing": [0.4, 0.35, 0.5], "children": [
               { "shape": { "type": "torus", "params": { "major_radius": 0.1, "minor_radius": 0.05 } } } ] } } }
           ] } } }"#,
    ),
    exact("wedge", r#"{ "shape": { "type": "wedge", "params": { "half_extents": [0.5, 0.3, 0.4] } } }"#),
    exact("tetrahedron", r#"{ "shape": { "type": "tetrahedron", "params": { "radius": 0.6 } } }"#),
    exact("octahedron", r#"{ "shape": { "type": "octahedron", "params": { "radius": 0.6 } } }"#),
    exact("dodecahedron", r#"{ "shape": { "type": "dodecahedron", "params": { "radius": 0.6 } } }"#),
    exact(
        "icosahedron",
        r#"{ "shape": { "type": "icosahedron", "params": { "radius": 0.6 } },
             "transform": { "position": [0.1, 0, -0.1], "rotation": { "euler_deg": [20, 30, 40] }, "scale": 0.9 } }"#,
    ),
    exact(
        "quadratic tube",
        r#"{ "shape": { "type": "bezier_tube", "params": {
             "points": [[-0.6, -0.3, 0], [0, 0.9, 0.2], [0.6, -0.3, 0]], "radius_start": 0.15, "radius_end": 0.05 } } }"#,
    ),
    exact(
        "cubic tube",
        r#"{ "shape": { "type": "bezier_tube", "params": {
             "points": [[-0.6, 0, 0], [-0.2, 0.9, 0.5], [0.2, -0.9, -0.5], [0.6, 0, 0]], "radius_start": 0.1 } } }"#,
    ),
    exact(
        "closed polyline tube",
        r#"{ "shape": { "type": "polyline_tube", "params": {
             "points": [[-0.5, -0.3, 0], [0.5, -0.3, 0.2], [0, 0.6, 0]], "radius_start": 0.1, "closed": true } } }"#,
    ),
    exact(
        "tube with a ball that holds its neighbour",
        r#"{ "shape": { "type": "polyline_tube", "params": {
             "points": [[0, 0, 0], [0.1, 0, 0]], "radius_start": 0.5, "radius_end": 0.1 } } }"#,
    ),
    bound(
        "mandelbulb",
        r#"{ "shape": { "type": "mandelbulb", "params": { "iterations": 3, "scale": 0.5 } },
             "transform": { "rotation": { "euler_deg": [10, 20, 30] } } }"#,
    ),
    bound(
        "mandelbulb of an odd power",
        r#"{ "shape": { "type": "mandelbulb", "params": { "power": 3, "iterations": 4 } } }"#,
    ),
    bound("julia", r#"{ "shape": { "type": "julia", "params": { "iterations": 5 } } }"#),
    bound(
        "disconnected julia",
        r#"{ "shape": { "type": "julia", "params": { "c": [0.6, 0.6, 0.1, 0], "iterations": 3, "scale": 0.6 } } }"#,
    ),
    bound("menger", r#"{ "shape": { "type": "menger", "params": { "size": 1, "iterations": 2 } } }"#),
    bound("screw", r#"{ "shape": { "type": "screw", "params": { "diameter": 0.8, "pitch": 0.2, "height": 1 } } }"#),
    bound(
        "steep left screw",
        r#"{ "shape": { "type": "screw", "params": {
             "diameter": 0.8, "pitch": 0.32, "height": 1.1, "starts": 8, "hand": "left" } },
             "transform": { "position": [0.1, 0, 0], "rotation": { "euler_deg": [20, 10, 70] } } }"#,
    ),
    bound(
        "height map",
        r#"{ "shape": { "type": "heightmap", "params": { "size": [1, 0.8], "height": 0.4, "base": 0.1, "heights": {
             "type": "rows", "params": { "rows": [[0, 0.2, 0.1, 0], [0.3, 1, 0.5, 0.2], [0.1, 0.4, 0.7, 0], [0, 0, 0.2, 0.1],
             [0.6, 0.1, 0, 0.3]] } } } }, "transform": { "rotation": { "euler_deg": [10, 20, 0] } } }"#,
    ),
    bound(
        "copies of a height map",
        r#"{ "shape": { "type": "array_linear", "params": { "count": 2, "step": [0.1, 0.45, 0], "children": [
             { "shape": { "type": "heightmap", "params": { "size": [0.9, 0.9], "height": 0.3, "heights": {
               "type": "png", "params": { "data": "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAJCAAAAADF+lnMAAAAR0lEQVR42mNgQAIGoRFhBiCGZcuC3HALZSAr++jHF6lOJkBW+/P//yfH2wJZMb3H/t1cYw9k6RU2HlhbpQrSomgR5KWHbBgAsHUVH7AOt6UAAAAASUVORK5CYII=" } } } } } ] } },
           "transform": { "position": [0, -0.3, 0], "scale": 0.9 } }"#,
    ),
    bound(
        "countersunk blind bore",
        r#"{ "shape": { "type": "bore", "params": { "diameter": 0.2, "depth": 0.4, "tip_angle_deg": 118,
             "countersink": { "diameter": 0.4 }, "direction": [0.3, -1, 0.2], "children": [
             { "shape": { "type": "box", "params": { "half_extents": [0.5, 0.4, 0.3] } } } ] } } }"#,
    ),
    bound(
        "slot",
        r#"{ "shape": { "type": "slot", "params": { "length": 0.6, "width": 0.2, "depth": 0.2, "angle_deg": 30, "children": [
             { "shape": { "type": "box", "params": { "half_extents": [0.5, 0.4, 0.3] } } } ] } } }"#,
    ),
    bound(
        "hexagonal pocket",
        r#"{ "shape": { "type": "pocket", "params": { "outline": { "type": "hex", "params": { "across_flats": 0.3 } },
             "depth": 0.2, "direction": [1, 0, 0], "children": [
             { "shape": { "type": "box", "params": { "half_extents": [0.5, 0.4, 0.3] } } } ] } } }"#,
    ),
    bound(
        "bolt circle",
        r#"{ "shape": { "type": "bolt_circle", "params": { "count": 5, "circle_diameter": 0.7, "hole_diameter": 0.1,
             "counterbore": { "diameter": 0.18, "depth": 0.08 }, "children": [
             { "shape": { "type": "cylinder", "params": { "radius": 0.5, "height": 0.3 } } } ] } } }"#,
    ),
    bound(
        "bevelled edges",
        r#"{ "shape": { "type": "chamfer_edge", "params": { "size": 0.08, "faces": ["top", "left"], "children": [
             { "shape": { "type": "box", "params": { "half_extents": [0.5, 0.4, 0.3] } } } ] } } }"#,
    ),
    bound(
        "thread",
        r#"{ "shape": { "type": "thread", "params": { "diameter": 0.5, "pitch": 0.12, "length": 1, "starts": 2 } } }"#,
    ),
    bound(
        "helical gear",
        r#"{ "shape": { "type": "gear", "params": { "module": 0.06, "teeth": 16, "width": 0.3, "helix_angle_deg": 15,
             "bore_diameter": 0.3 } } }"#,
    ),
    exact("spur gear", r#"{ "shape": { "type": "gear", "params": { "module": 0.1, "teeth": 9, "width": 0.3 } } }"#),
    bound(
        "truss",
        r#"{ "shape": { "type": "truss", "params": { "length": 1.2, "height": 0.3, "width": 0.3, "bays": 4,
             "chord_radius": 0.04, "bracing": "cross" } } }"#,
    ),
    bound(
        "scattered cones",
        r#"{ "shape": { "type": "scatter_on_surface", "params": { "spacing": 0.3, "children": [
             { "shape": { "type": "torus", "params": { "major_radius": 0.4, "minor_radius": 0.15 } } },
             { "shape": { "type": "cone", "params": { "radius_bottom": 0.06, "height": 0.2 } } } ] } } }"#,
    ),
    bound(
        "solid stairs",
        r#"{ "shape": { "type": "stairs", "params": { "steps": 6, "rise": 0.12, "run": 0.15, "width": 0.4 } } }"#,
    ),
    bound(
        "spiral stairs",
        r#"{ "shape": { "type": "stairs", "params": { "steps": 9, "rise": 0.12, "width": 0.4, "thickness": 0.06,
             "spiral": { "column_radius": 0.1, "turn_deg": -35 } } } }"#,
    ),
    exact(
        "regular polygon",
        r#"{ "shape": { "type": "extrusion", "params": { "height": 0.5, "profile": { "type": "regular_polygon",
             "params": { "radius": 0.5, "sides": 5, "rotation_deg": 90, "center": [0.1, 0], "rounding": 0.03 } } } } }"#,
    ),
    exact(
        "polygon with arcs",
        r#"{ "shape": { "type": "extrusion", "params": { "height": 0.4, "profile": { "type": "arc_polygon",
             "params": { "points": [[-0.5, -0.3], [0.5, -0.3], [0.5, 0.3], [-0.5, 0.3]], "bulges": [0, 1, -0.3, 0.5] } } } } }"#,
    ),
    exact(
        "svg path with a hole",
        r#"{ "shape": { "type": "extrusion", "params": { "height": 0.3, "profile": { "type": "svg_path", "params": {
             "path": "M-50-40C-20-70 20-10 50-40S60 30 40 40Q0 10-40 40T-50-40Z M-15 0a15 10 20 1 0 30 0 15 10 20 1 0-30 0z",
             "scale": 0.01, "fill_rule": "even_odd", "rounding": 0.02 } } } } }"#,
    ),
    exact(
        "revolved svg path",
        r#"{ "shape": { "type": "revolution", "params": { "profile": { "type": "svg_path", "params": {
             "path": "m-10 0 h60 v30 l-20 10 h-40z m25 10 h10 v10 h-10z", "scale": 0.01, "origin": [0, 20],
             "fill_rule": "even_odd" } } } } }"#,
    ),
    exact(
        "text",
        r#"{ "shape": { "type": "text", "params": { "text": "Öa&\n8", "size": 0.5, "depth": 0.1, "align": "left",
             "letter_spacing": 0.02 } }, "transform": { "rotation": { "euler_deg": [0, 30, 0] } } }"#,
    ),
    bound("bend", column!(r#"{ "type": "bend", "params": { "angle_deg": 100 } }"#)),
    bound(
        "backward bend",
        column!(r#"{ "type": "bend", "params": { "axis": "y", "toward": "z", "angle_deg": -200 } }"#),
    ),
    bound("slight bend", column!(r#"{ "type": "bend", "params": { "angle_deg": 0.6 } }"#)),
    exact("bend by nothing", column!(r#"{ "type": "bend", "params": { "angle_deg": 0 } }"#)),
    bound("shear", column!(r#"{ "type": "shear", "params": { "slope": 0.7 } }"#)),
    bound("backward shear", column!(r#"{ "type": "shear", "params": { "axis": "x", "along": "z", "slope": -1.5 } }"#)),
    exact("elongate", column!(r#"{ "type": "elongate", "params": { "length": [0.3, 0, 0.2] } }"#)),
    bound("perlin", column!(r#"{ "type": "displace", "params": { "amplitude": 0.05, "size": 0.2 } }"#)),
    bound(
        "simplex",
        column!(
            r#"{ "type": "displace", "params": { "noise": "simplex", "amplitude": 0.05, "size": 0.4, "seed": 3 } }"#
        ),
    ),
    bound(
        "voronoi noise",
        column!(r#"{ "type": "displace", "params": { "noise": "voronoi", "amplitude": 0.04, "size": 0.25 } }"#),
    ),
    bound(
        "fractal noise",
        column!(
            r#"{ "type": "displace", "params": { "noise": "fbm", "octaves": 3, "amplitude": 0.05, "size": 0.4, "seed": 7 } }"#
        ),
    ),
    bound(
        "ripple",
        column!(
            r#"{ "type": "ripple", "params": { "axis": "z", "amplitude": 0.02, "wavelength": 0.2, "phase_deg": 40 } }"#
        ),
    ),
    bound("voronoi walls", column!(r#"{ "type": "voronoi", "params": { "cell_size": 0.3, "wall_thickness": 0.06 } }"#)),
    bound(
        "voronoi cells",
        column!(
            r#"{ "type": "voronoi", "params": { "cell_size": 0.3, "wall_thickness": 0.04, "mode": "cells", "seed": 5 } }"#
        ),
    ),
    bound("gyroid lattice", column!(r#"{ "type": "lattice", "params": { "cell_size": 0.3, "thickness": 0.05 } }"#)),
    bound(
        "schwarz p lattice",
        column!(r#"{ "type": "lattice", "params": { "surface": "schwarz_p", "cell_size": 0.3, "thickness": 0.05 } }"#),
    ),
    bound(
        "diamond lattice",
        column!(r#"{ "type": "lattice", "params": { "surface": "diamond", "cell_size": 0.4, "thickness": 0.05 } }"#),
    ),
    bound(
        "neovius lattice",
        column!(r#"{ "type": "lattice", "params": { "surface": "neovius", "cell_size": 0.4, "thickness": 0.05 } }"#),
    ),
    bound(
        "iwp lattice",
        column!(r#"{ "type": "lattice", "params": { "surface": "iwp", "cell_size": 0.4, "thickness": 0.05 } }"#),
    ),
    bound(
        "solid gyroid in a ball",
        r#"{ "shape": { "type": "intersection", "params": { "children": [
             { "shape": { "type": "sphere", "params": { "radius": 0.6 } } },
             { "shape": { "type": "tpms", "params": { "cell_size": 0.4 } } } ] } } }"#,
    ),
    bound("facets", column!(r#"{ "type": "facet", "params": { "size": 0.15 } }"#)),
    bound(
        "facets of a twisted pair",
        concat!(
            r#"{ "shape": { "type": "smooth_union", "params": { "radius": 0.1, "children": "#,
            pair!(),
            r#" } }, "modifiers": [{ "type": "twist", "params": { "rate_deg_per_m": 60 } },
                 { "type": "facet", "params": { "size": 0.12 } }, { "type": "round", "params": { "radius": 0.02 } }],
               "transform": { "position": [0.1, 0, 0], "rotation": { "euler_deg": [0, 20, 30] }, "scale": [1, 0.8, 0.9] } }"#
        ),
    ),
    bound(
        "bent, sheared and twisted",
        column!(
            r#"{ "type": "bend", "params": { "angle_deg": 60 } }, { "type": "shear", "params": { "slope": 0.3 } },
                   { "type": "twist", "params": { "rate_deg_per_m": 60 } }, { "type": "round", "params": { "radius": 0.03 } }"#
        ),
    ),
];
