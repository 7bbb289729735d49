//! 3MF, core specification 1.3: a zip archive with one model in metres, coloured by base materials.

use std::io::Write;

use gve_shared::{container::MeshVertex, inspection::MaterialRecord};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{ExportError, Sink, material_of, mesh_of, metadata_of};
use crate::container::Container;

const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/></Types>
"#;
const RELATIONSHIPS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Target="/3D/3dmodel.model" Id="rel0" Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/></Relationships>
"#;
/// Id of the group of base materials, and of the object.
const MATERIALS_ID: u32 = 1;
const OBJECT_ID: u32 = 2;

/// Writes the shell mesh as 3MF; each triangle has the colour of its material.
pub fn three_mf(container: &Container<'_>, sink: &mut Sink<'_>) -> Result<(), ExportError> {
    let mut zip = ZipWriter::new_stream(sink);
    // Without a clock every entry is from the first day of 1980: equal meshes give equal bytes.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, text) in [("[Content_Types].xml", CONTENT_TYPES), ("_rels/.rels", RELATIONSHIPS)] {
        zip.start_file(name, options).map_err(archive_error)?;
        zip.write_all(text.as_bytes())?;
    }
    zip.start_file("3D/3dmodel.model", options).map_err(archive_error)?;
    write_model(container, &mut zip)?;
    zip.finish().map_err(archive_error)?;
    Ok(())
}

fn archive_error(error: zip::result::ZipError) -> ExportError {
    match error {
        zip::result::ZipError::Io(error) => error.into(),
        other => ExportError::Write(other.to_string()),
    }
}

fn write_model(container: &Container<'_>, out: &mut impl Write) -> Result<(), ExportError> {
    let mesh = mesh_of(container)?;
    let (name, materials) = metadata_of(container)?;
    let (vertices, _) = mesh.finest();
    let used = vertices.iter().map(|vertex| usize::from(vertex.material_index) + 1).max().unwrap_or(1);
    writeln!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<model unit=\"meter\" xml:lang=\"en-US\" xmlns=\"http://schemas.microsoft.com/3dmanufacturing/core/2015/02\">\n<metadata name=\"Title\">{}</metadata>\n<metadata name=\"Application\">GVE-1</metadata>\n<resources>\n<basematerials id=\"{MATERIALS_ID}\">",
        escaped(&name)
    )?;
    for index in 0..used {
        let (id, color) = base_material(materials.get(index));
        writeln!(out, "<base name=\"{}\" displaycolor=\"{color}\"/>", escaped(&id))?;
    }
    writeln!(
        out,
        "</basematerials>\n<object id=\"{OBJECT_ID}\" type=\"model\" pid=\"{MATERIALS_ID}\" pindex=\"0\">\n<mesh>\n<vertices>"
    )?;
    for MeshVertex { position: [x, y, z], .. } in &vertices {
        writeln!(out, "<vertex x=\"{x}\" y=\"{y}\" z=\"{z}\"/>")?;
    }
    writeln!(out, "</vertices>\n<triangles>")?;
    for corners in mesh.triangles(0) {
        let ([a, b, c], material) = (corners, material_of(&vertices, corners));
        writeln!(out, "<triangle v1=\"{a}\" v2=\"{b}\" v3=\"{c}\" pid=\"{MATERIALS_ID}\" p1=\"{material}\"/>")?;
    }
    writeln!(
        out,
        "</triangles>\n</mesh>\n</object>\n</resources>\n<build>\n<item objectid=\"{OBJECT_ID}\"/>\n</build>\n</model>"
    )?;
    Ok(())
}

/// Name and colour `#RRGGBB`, sRGB.
fn base_material(material: Option<&MaterialRecord>) -> (String, String) {
    let (id, color) = material.map_or(("default", [0.65; 3]), |material| (&material.spec_id, material.base_color_srgb));
    let [r, g, b] = color.map(|channel| (channel.clamp(0.0, 1.0) * 255.0 + 0.5) as u8);
    (id.to_owned(), format!("#{r:02X}{g:02X}{b:02X}"))
}

/// Text between tags or in an attribute; XML 1.0 has no control characters.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars().filter(|letter| !letter.is_control() && !matches!(letter, '\u{fffe}' | '\u{ffff}')) {
        match letter {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}
