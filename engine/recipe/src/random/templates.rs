//! Shapes and modifiers as JSON with holes that random numbers, words and nodes fill.
//!
//! A hole stands between `<` and `>`: `<0.1..0.3>` is a number, `<3...8>` a whole one, `<left|right>` one of the words,
//! `<node>` a node, `<block>` a box or a cylinder about the origin. Details are a tenth of the whole or more, so that
//! coarse meshes of random recipes still show them.

/// Shapes without children.
pub(super) const PRIMITIVES: &[&str] = &[
    r#"{ "type": "wedge", "params": { "half_extents": [<0.1..0.3>, <0.1..0.3>, <0.1..0.3>] } }"#,
    r#"{ "type": "tetrahedron", "params": { "radius": <0.2..0.4> } }"#,
    r#"{ "type": "octahedron", "params": { "radius": <0.15..0.35> } }"#,
    r#"{ "type": "dodecahedron", "params": { "radius": <0.15..0.35> } }"#,
    r#"{ "type": "icosahedron", "params": { "radius": <0.15..0.35> } }"#,
    r#"{ "type": "bezier_tube", "params": { "points": [[-0.3, <-0.2..0.2>, 0], [0, <-0.4..0.4>, 0.2],
         [0.3, <-0.2..0.2>, <-0.2..0.2>]], "radius_start": <0.05..0.1>, "radius_end": <0.05..0.1> } }"#,
    r#"{ "type": "bezier_tube", "params": { "points": [[-0.3, 0, 0], [-0.1, <0.2..0.5>, 0.2], [0.1, <-0.5..-0.2>, -0.2],
         [0.3, 0, <-0.2..0.2>]], "radius_start": "clamp($a, 0.05, 0.1)" } }"#,
    r#"{ "type": "polyline_tube", "params": { "points": [[-0.3, <-0.3..0.0>, 0], [0.3, <-0.3..0.0>, <-0.2..0.2>],
         [0, <0.2..0.4>, 0]], "radius_start": <0.05..0.1>, "closed": <true|false> } }"#,
    r#"{ "type": "text", "params": { "text": "<A|O8|Ö|g&>", "size": <0.4..0.7>, "depth": <0.08..0.2>,
         "align": "<left|center|right>" } }"#,
    r#"{ "type": "screw", "params": { "diameter": <0.5..0.7>, "pitch": <0.15..0.2>, "height": <0.3..0.6>,
         "starts": <1...3>, "hand": "<left|right>" } }"#,
    r#"{ "type": "thread", "params": { "diameter": <0.5..0.7>, "pitch": <0.15..0.2>, "length": <0.5..0.7>,
         "starts": <1...2>, "hand": "<left|right>" } }"#,
    r#"{ "type": "gear", "params": { "module": <0.06..0.09>, "teeth": <6...9>, "width": <0.12..0.3>,
         "helix_angle_deg": <-15..15>, "bore_diameter": <0.1..0.2> } }"#,
    r#"{ "type": "truss", "params": { "length": <0.7..1>, "height": <0.3..0.4>, "width": <0..0.3>, "bays": <1...3>,
         "chord_radius": <0.05..0.07>, "strut_radius": <0.04..0.05>, "bracing": "<warren|pratt|howe|cross>" } }"#,
    r#"{ "type": "stairs", "params": { "steps": <2...5>, "rise": <0.1..0.15>, "run": <0.1..0.15>, "width": <0.3..0.5> } }"#,
    r#"{ "type": "stairs", "params": { "steps": <3...6>, "rise": <0.1..0.15>, "width": <0.3..0.4>,
         "thickness": <0.08..0.1>, "spiral": { "column_radius": <0.08..0.12>, "turn_deg": <20..40> } } }"#,
    r#"{ "type": "heightmap", "params": { "size": [<0.5..0.8>, <0.5..0.8>], "height": <0.1..0.3>, "base": <0.08..0.15>,
         "heights": { "type": "rows", "params": { "rows": [[<0..1>, <0..1>, <0..1>], [<0..1>, <0..1>, <0..1>],
         [<0..1>, <0..1>, <0..1>], [<0..1>, <0..1>, <0..1>]] } } } }"#,
    r#"{ "type": "extrusion", "params": { "height": <0.1..0.4>, "profile": { "type": "regular_polygon", "params": {
         "radius": <0.15..0.3>, "sides": <3...9>, "rotation_deg": <0..90>, "rounding": <0..0.04> } } } }"#,
    r#"{ "type": "revolution", "params": { "profile": { "type": "regular_polygon", "params": {
         "radius": <0.08..0.15>, "sides": <3...6>, "center": [<0.16..0.3>, <-0.1..0.1>] } } } }"#,
    r#"{ "type": "extrusion", "params": { "height": <0.1..0.3>, "profile": { "type": "arc_polygon", "params": {
         "points": [[-0.25, -0.2], [0.25, -0.2], [0.25, 0.2], [-0.25, 0.2]],
         "bulges": [<-0.3..0.3>, <0..1>, <-0.3..0.3>, <-0.2..0.5>] } } } }"#,
    r#"{ "type": "extrusion", "params": { "height": <0.1..0.3>, "profile": { "type": "svg_path", "params": {
         "path": "M-<20...30>-20C-20-40 20-10 30-20S40 20 30 25Q0 <5...20>-25 25Z M-10 0a10 8 20 1 0 20 0 10 8 20 1 0-20 0z",
         "scale": 0.01, "fill_rule": "<even_odd|nonzero>" } } } }"#,
];

/// Shapes that take long to evaluate, drawn now and then.
pub(super) const COSTLY: &[&str] = &[
    r#"{ "type": "menger", "params": { "size": <0.5..0.8>, "iterations": <1...2> } }"#,
    r#"{ "type": "mandelbulb", "params": { "power": <2...8>, "iterations": <2...4>, "scale": <0.25..0.4> } }"#,
    r#"{ "type": "julia", "params": { "iterations": <2...5>, "scale": <0.25..0.35>,
         "c": [<-0.3..0.1>, <0.3..0.6>, <0..0.3>, <0..0.3>] } }"#,
    r#"{ "type": "intersection", "params": { "children": [
         { "shape": { "type": "sphere", "params": { "radius": <0.25..0.4> } } },
         { "shape": { "type": "tpms", "params": { "cell_size": <0.35..0.5>, "thickness": <0.06..0.08>,
           "surface": "<gyroid|schwarz_p|diamond|neovius|iwp>" } } } ] } }"#,
    r#"{ "type": "intersection", "params": { "children": [
         { "shape": { "type": "box", "params": { "half_extents": [<0.2..0.3>, <0.2..0.3>, <0.2..0.3>] } } },
         { "shape": { "type": "tpms", "params": { "cell_size": <0.35..0.5>,
           "surface": "<gyroid|schwarz_p|diamond|neovius|iwp>" } } } ] } }"#,
];

/// Macros that work on children.
pub(super) const MACHINED: &[&str] = &[
    r#"{ "type": "bore", "params": { "diameter": <0.1..0.2>, "depth": <0.1..0.3>, "tip_angle_deg": <90..180>,
         "direction": [<-0.5..0.5>, -1, <-0.5..0.5>], "children": [<block>] } }"#,
    r#"{ "type": "bore", "params": { "diameter": <0.1..0.15>, "countersink": { "diameter": <0.2..0.3> },
         "children": [<node>, <block>] } }"#,
    r#"{ "type": "slot", "params": { "length": <0.2..0.4>, "width": <0.1..0.15>, "depth": <0.08..0.2>,
         "angle_deg": <0..90>, "children": [<node>] } }"#,
    r#"{ "type": "pocket", "params": { "outline": { "type": "hex", "params": { "across_flats": <0.1..0.25> } },
         "depth": <0.08..0.2>, "children": [<block>] } }"#,
    r#"{ "type": "pocket", "params": { "outline": { "type": "rect", "params": { "length": <0.2..0.3>,
         "width": <0.1..0.2>, "corner_radius": <0..0.05> } }, "depth": <0.08..0.2>, "children": [<node>] } }"#,
    r#"{ "type": "pocket", "params": { "outline": { "type": "circle", "params": { "diameter": <0.1..0.3> } },
         "depth": <0.08..0.2>, "direction": [1, <-0.3..0.3>, 0], "children": [<block>] } }"#,
    r#"{ "type": "bolt_circle", "params": { "count": <2...4>, "circle_diameter": <0.3..0.35>,
         "hole_diameter": <0.08..0.1>, "angle_deg": <0..90>, "children": [<block>] } }"#,
    r#"{ "type": "chamfer_edge", "params": { "size": <0.03..0.06>, "faces": ["<top|left|front>", "bottom"],
         "children": [<block>] } }"#,
    r#"{ "type": "scatter_on_surface", "params": { "spacing": <0.3..0.4>, "count": <3...8>, "seed": <0...99>,
         "scale_min": 0.8, "scale_max": 1.2, "align": <true|false>, "children": [<block>,
         { "shape": { "type": "cone", "params": { "radius_bottom": <0.08..0.1>, "height": <0.15..0.25> } } }] } }"#,
];

/// Modifiers of any shape that ends.
pub(super) const MODIFIERS: &[&str] = &[
    r#"{ "type": "shear", "params": { "axis": "<x|y>", "along": "z", "slope": <-0.6..0.6> } }"#,
    r#"{ "type": "elongate", "params": { "length": [<0..0.15>, <0..0.15>, <0..0.15>] } }"#,
    r#"{ "type": "displace", "params": { "noise": "<perlin|simplex|voronoi|fbm>", "amplitude": <0.005..0.03>,
         "size": <0.2..0.4>, "octaves": <1...3>, "seed": <0...99> } }"#,
    r#"{ "type": "ripple", "params": { "axis": "<x|y|z>", "amplitude": <0.005..0.02>, "wavelength": <0.2..0.4>,
         "phase_deg": <0..360> } }"#,
    r#"{ "type": "facet", "params": { "size": <0.08..0.16> } }"#,
];

/// Modifiers that leave thin walls or take long to evaluate, drawn now and then.
pub(super) const FILLINGS: &[&str] = &[
    r#"{ "type": "voronoi", "params": { "cell_size": <0.35..0.5>, "wall_thickness": <0.08..0.12>,
         "mode": "<walls|cells>", "seed": <0...99> } }"#,
    r#"{ "type": "lattice", "params": { "surface": "<gyroid|schwarz_p|diamond|neovius|iwp>", "cell_size": <0.4..0.5>,
         "thickness": <0.07..0.1> } }"#,
];

/// A bar that is bent: most other shapes are too thick for it.
pub(super) const BENT: &str = r#"{ "shape": { "type": "box", "params": {
     "half_extents": [<0.06..0.1>, <0.3..0.45>, <0.06..0.2>], "rounding": <0..0.03> } },
   "modifiers": [{ "type": "bend", "params": { "toward": "<x|z>", "angle_deg": <-150..150> } }] }"#;

/// What is machined.
pub(super) const BLOCKS: &[&str] = &[
    r#"{ "shape": { "type": "box", "params": { "half_extents": [<0.2..0.35>, <0.15..0.3>, <0.2..0.35>] } } }"#,
    r#"{ "shape": { "type": "cylinder", "params": { "radius": <0.25..0.35>, "height": <0.2..0.5> } } }"#,
];
