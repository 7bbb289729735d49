import type { AssetDocument, MaterialSpec } from "@gve/types";
import { element } from "../feedback/dom.ts";

type Fact = readonly [name: string, value: string | Node];

function facts(title: string, rows: readonly Fact[]): readonly Node[] {
  const heading = element("h3", { class: "panel__title" }, title);
  const list = element("dl", { class: "facts" });
  for (const [name, value] of rows) list.append(element("dt", {}, name), element("dd", {}, value));
  return [heading, list];
}

function swatch([red, green, blue]: readonly number[]): HTMLElement {
  const box = element("span", { class: "swatch" });
  box.style.backgroundColor = `rgb(${red}, ${green}, ${blue})`;
  return box;
}

function materialFacts(material: MaterialSpec): readonly Node[] {
  const { display_name, spec_id, density_kg_m3, youngs_modulus_gpa, metallic, roughness, base_color_srgb, citation } =
    material;
  const number = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });
  const heading = element("h3", { class: "panel__title" }, swatch(base_color_srgb), display_name);
  const [, list] = facts("", [
    ["Specification", element("code", {}, spec_id)],
    ["Density", `${number.format(density_kg_m3)} kg/m³`],
    ["Young’s modulus", `${number.format(youngs_modulus_gpa)} GPa`],
    ["Metallic, roughness", `${number.format(metallic)}, ${number.format(roughness)}`],
    ["Source", citation],
  ]);
  return list ? [heading, list] : [heading];
}

/** Ids of the library materials that a recipe uses, in the order of their first use. */
export function usedMaterials(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/"spec_id"\s*:\s*"([^"\\]+)"/g)].map((match) => match[1] ?? ""))];
}

/** Shows what is known of an asset and of the materials in its recipe. */
export function showAssetFacts(
  host: HTMLElement,
  asset: AssetDocument,
  text: string,
  materials: readonly MaterialSpec[],
): void {
  const date = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });
  const download = element(
    "a",
    { class: "link", href: `/api/assets/${asset.id}/binary`, download: `${asset.name}.gve_bin` },
    "Download .gve_bin",
  );
  const used = usedMaterials(text).flatMap((id) => materials.find(({ spec_id }) => spec_id === id) ?? []);
  host.replaceChildren(
    ...facts("Asset", [
      ["Name", asset.name],
      ["Category", `${asset.category} / ${asset.subcategory}`],
      ["Id", element("code", {}, asset.id)],
      ["Version", String(asset.version)],
      ["Created", date.format(new Date(asset.created_at))],
      ["Saved", date.format(new Date(asset.updated_at))],
      ["Recipe", `${new Intl.NumberFormat("en").format(new TextEncoder().encode(text).length)} bytes`],
      ["Binary", download],
    ]),
    element("div", { class: "panel__divider" }),
    ...used.flatMap(materialFacts),
  );
}
