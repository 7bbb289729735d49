//! `gve inspect`: what a `.gve_bin` file holds.

use gve_shared::{
    inspection::{BinaryMetadata, InspectionReport},
    physics::{BodyKind, Collider},
};

use crate::{
    cli::InspectArguments,
    commands::{print_json, readable_bytes},
    failure::Failure,
    input::{binary_failure, display_name, read},
};

pub(crate) fn run(arguments: &InspectArguments, json: bool) -> Result<(), Failure> {
    let bytes = read(&arguments.binary, u64::from(u32::MAX))?;
    let name = display_name(&arguments.binary);
    let report = gve_format::container::inspect(&bytes).map_err(|error| binary_failure(&name, error.diagnostic()))?;
    if json {
        return print_json(&report);
    }
    print!("{}", readable(&report));
    Ok(())
}

/// How it takes part in a simulation, in words.
fn body(metadata: &BinaryMetadata) -> String {
    let mut words = vec![match metadata.body {
        BodyKind::Static => "static".to_owned(),
        BodyKind::Dynamic => "dynamic".to_owned(),
        BodyKind::Kinematic => "kinematic".to_owned(),
    }];
    words.extend(metadata.collider.as_ref().map(|collider| match collider {
        Collider::Mesh(mesh) => format!("collides as its mesh, level {}", mesh.level),
        Collider::Hull(mesh) => format!("collides as the hull of its mesh, level {}", mesh.level),
        Collider::Decomposition(mesh) => format!("collides as convex pieces of its mesh, level {}", mesh.level),
        Collider::Box(_) => "collides as a box".to_owned(),
        Collider::Sphere(sphere) => format!("collides as a ball of radius {:.3} m", sphere.radius_m),
        Collider::Capsule(capsule) => format!("collides as a capsule of radius {:.3} m", capsule.radius_m),
    }));
    words.extend(metadata.friction.map(|friction| format!("friction {friction:.2}")));
    words.extend(metadata.restitution.map(|restitution| format!("restitution {restitution:.2}")));
    words.join(", ")
}

fn readable(report: &InspectionReport) -> String {
    let mut out = format!(
        "format     {}\nsize       {}\nsha256     {}\n",
        report.format_version,
        readable_bytes(u64::from(report.size_bytes)),
        report.content_hash
    );
    if let Some(metadata) = &report.metadata {
        let [x, y, z]: [f32; 3] = std::array::from_fn(|axis| metadata.bounds.max[axis] - metadata.bounds.min[axis]);
        out.push_str(&format!(
            "name       {}\nextent     {x:.3} × {y:.3} × {z:.3} m\nmass       {:.3} kg\nvolume     {:.6} m³\nbody       {}\nmaterials  {}\ncompiler   {}\n",
            metadata.name,
            metadata.mass.mass_kg,
            metadata.mass.volume_m3,
            body(metadata),
            metadata.materials.iter().map(|material| material.spec_id.as_str()).collect::<Vec<_>>().join(", "),
            metadata.compiler_build,
        ));
    }
    out.push_str(&format!(
        "mesh       {} vertices, {} triangles\nsplats     {}\n",
        report.vertex_count, report.triangle_count, report.splat_count
    ));
    for (number, level) in report.mesh_levels.iter().enumerate() {
        let error_mm = 1e3 * level.error_m;
        out.push_str(&format!("level {number}    {} triangles, within {error_mm:.3} mm\n", level.triangle_count));
    }
    if let Some([width, height, depth]) = report.volume_dimensions {
        out.push_str(&format!("volume     {width} × {height} × {depth} samples\n"));
    }
    for section in &report.sections {
        let name = serde_json::to_value(section.name).ok();
        let name = name.as_ref().and_then(|name| name.as_str()).unwrap_or_default().to_owned();
        out.push_str(&format!(
            "section    {name:<13} {:>9} at {}\n",
            readable_bytes(u64::from(section.size_bytes)),
            section.offset
        ));
    }
    out
}
