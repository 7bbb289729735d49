//! Materials of nodes: library entry, inheritance, overrides, and the palette of those that are seen.

use std::collections::BTreeMap;

use gve_shared::{
    material::{MaterialSpec, MaterialUse},
    problem::{Diagnostic, ProblemCode},
    value::ColorSrgb,
};

use super::{
    reader::{AnchorAnswer, Range, Reader, Reading},
    tree::{NodeIndex, Tree, TreeNode},
    variables::{Values, no_anchors_here},
};
use crate::{bound::BoundMaterial, material_library, nearest::nearest};

const FRACTION: Range = Range { min: 0.0, max: 1.0, text: "a number from 0 to 1" };
const EMISSIVE: Range = Range { min: 0.0, max: 1000.0, text: "a factor from 0 to 1000" };

/// Materials by index, and which node wears which.
pub(super) struct Palette {
    /// At least one.
    pub materials: Vec<BoundMaterial>,
    /// Index of each node's material; 0 for nodes that are not built.
    pub of_node: Vec<u16>,
}

/// Resolves the materials of all enabled nodes. The palette holds those of primitives, which are what is seen; an
/// operation whose own material no primitive below it inherits stands with the first.
///
/// `worn` is what the root inherits; nothing is neutral.
pub(super) fn resolve(
    tree: &Tree<'_>,
    variables: &Values,
    worn: Option<BoundMaterial>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Palette {
    let worn = worn.unwrap_or_else(neutral);
    let mut resolved: Vec<Option<BoundMaterial>> = Vec::with_capacity(tree.nodes.len());
    for (index, node) in tree.nodes.iter().enumerate() {
        let inherited = match node.parent {
            Some(parent) => resolved[parent].clone(),
            None => Some(worn.clone()),
        };
        resolved.push(match inherited {
            Some(inherited) if tree.is_enabled(index) => Some(wear(node, inherited, variables, diagnostics)),
            _ => None,
        });
    }
    let mut palette = Palette { materials: Vec::new(), of_node: vec![0; resolved.len()] };
    let mut known = BTreeMap::new();
    let (primitives, operations): (Vec<NodeIndex>, Vec<NodeIndex>) =
        (0..resolved.len()).partition(|&index| tree.nodes[index].children.is_empty());
    for (index, is_primitive) in
        primitives.into_iter().map(|index| (index, true)).chain(operations.into_iter().map(|index| (index, false)))
    {
        let Some(material) = &resolved[index] else { continue };
        let key = key_of(material);
        let number = match known.get(&key) {
            Some(&number) => number,
            None if !is_primitive => 0,
            None => {
                let Ok(number) = u16::try_from(palette.materials.len()) else {
                    diagnostics.push(too_many(&tree.nodes[index].pointer));
                    break;
                };
                palette.materials.push(material.clone());
                known.insert(key, number);
                number
            }
        };
        palette.of_node[index] = number;
    }
    if palette.materials.is_empty() {
        palette.materials.push(neutral());
    }
    palette
}

impl Palette {
    /// Index of a material, which is added if it is new; nothing when there is no room.
    pub fn number_of(&mut self, material: &BoundMaterial) -> Option<u16> {
        let key = key_of(material);
        let known = self.materials.iter().position(|known| key_of(known) == key);
        let number = u16::try_from(known.unwrap_or(self.materials.len())).ok()?;
        if known.is_none() {
            self.materials.push(material.clone());
        }
        Some(number)
    }
}

type Key = (String, [u32; 7]);

/// Equal for materials that are equal.
fn key_of(material: &BoundMaterial) -> Key {
    let [red, green, blue] = material.base_color_srgb;
    let numbers = [red, green, blue, material.metallic, material.roughness, material.emissive, material.density_kg_m3];
    (material.spec_id.clone(), numbers.map(f32::to_bits))
}

/// What nodes without a material are made of.
fn neutral() -> BoundMaterial {
    BoundMaterial {
        spec_id: "default".to_owned(),
        base_color_srgb: [0.65; 3],
        metallic: 0.0,
        roughness: 0.5,
        emissive: 0.0,
        density_kg_m3: 1000.0,
    }
}

fn wear(
    node: &TreeNode<'_>,
    inherited: BoundMaterial,
    variables: &Values,
    diagnostics: &mut Vec<Diagnostic>,
) -> BoundMaterial {
    let Some(material_use) = &node.node.material else { return inherited };
    let mut material = inherited.clone();
    if let Some(id) = &material_use.spec_id {
        match material_library::find(id) {
            Some(spec) => material = from_library(spec),
            None => diagnostics.push(unknown_material(node, id)),
        }
    }
    let no_anchors = |anchor: &_| AnchorAnswer::Problem(no_anchors_here(anchor));
    let mut reader = Reader::new(&node.pointer, variables, &no_anchors);
    let overridden = apply_overrides(&mut reader, material_use, &mut material);
    match reader.finish(overridden) {
        Reading::Done(()) => material,
        Reading::Waiting(_) => inherited,
        Reading::Failed(found) => {
            diagnostics.extend(found);
            inherited
        }
    }
}

fn from_library(spec: &MaterialSpec) -> BoundMaterial {
    BoundMaterial {
        spec_id: spec.spec_id.clone(),
        base_color_srgb: spec.base_color_srgb.map(|channel| f32::from(channel) / 255.0),
        metallic: spec.metallic,
        roughness: spec.roughness,
        emissive: 0.0,
        density_kg_m3: spec.density_kg_m3,
    }
}

fn apply_overrides(reader: &mut Reader<'_>, material_use: &MaterialUse, material: &mut BoundMaterial) -> Option<()> {
    let path = "/material/base_color_srgb";
    let color = match &material_use.base_color_srgb {
        None => Some(None),
        Some(ColorSrgb::Components(components)) => {
            reader.components(&path, components, &FRACTION).map(|color| Some(color.map(|channel| channel as f32)))
        }
        Some(ColorSrgb::Hex(text)) => match parse_hex(text) {
            Some(color) => Some(Some(color)),
            None => {
                reader.refuse(
                    ProblemCode::RecipeOutOfRange,
                    &path,
                    format!("`{text}` is not a colour"),
                    Some("Write it as \"#rrggbb\"."),
                );
                None
            }
        },
    };
    let metallic =
        reader.number_or(&"/material/metallic", &material_use.metallic, f64::from(material.metallic), &FRACTION);
    let roughness =
        reader.number_or(&"/material/roughness", &material_use.roughness, f64::from(material.roughness), &FRACTION);
    let emissive =
        reader.number_or(&"/material/emissive", &material_use.emissive, f64::from(material.emissive), &EMISSIVE);
    if let Some(color) = color? {
        material.base_color_srgb = color;
    }
    material.metallic = metallic? as f32;
    material.roughness = roughness? as f32;
    material.emissive = emissive? as f32;
    Some(())
}

/// Red, green, blue of `#rrggbb`, each 0–1.
fn parse_hex(text: &str) -> Option<[f32; 3]> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let channel = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok().map(|value| f32::from(value) / 255.0);
    Some([channel(0)?, channel(2)?, channel(4)?])
}

fn unknown_material(node: &TreeNode<'_>, id: &str) -> Diagnostic {
    let hint = match nearest(id, material_library::names()) {
        Some(known) => format!("Did you mean `{known}`?"),
        None => "See the material library for the ids, such as `ASTM_A36` or `WOOD_OAK`.".to_owned(),
    };
    let shown: String = id.chars().take(60).collect();
    Diagnostic::error(
        ProblemCode::MaterialUnknown,
        format!("{}/material/spec_id", node.pointer),
        format!("unknown material `{shown}`"),
    )
    .with_hint(hint)
}

pub(super) fn too_many(pointer: &str) -> Diagnostic {
    Diagnostic::error(
        ProblemCode::RecipeOutOfRange,
        format!("{pointer}/material"),
        "the recipe has more than 65536 different materials",
    )
    .with_hint("Use fewer different colours.")
}
