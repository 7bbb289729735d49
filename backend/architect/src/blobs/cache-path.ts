import type { AssetSummary } from "@gve/types";
import { shortAssetId } from "@gve/types";

const LONGEST_STEM = 80;
/** Names that some systems keep for devices; a file of that name cannot be made there. */
const RESERVED = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/;

/** Lower case letters, digits and single underscores, at most 80 characters, never empty: safe as part of any path. */
export function snakeCase(name: string): string {
  const stem = name
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .slice(0, LONGEST_STEM)
    .replace(/^_+|_+$/g, "");
  if (stem === "") return "asset";
  return RESERVED.test(stem) ? `${stem}_asset` : stem;
}

/** Readable path of an asset's binary below the cache folder: `{type}/{category}/{subcategory}/{name}_{short_id}.gve_bin`. */
export function cachePath(asset: Pick<AssetSummary, "id" | "type" | "name" | "category" | "subcategory">): string {
  const folders = [asset.type, asset.category, asset.subcategory].map(snakeCase);
  return `${folders.join("/")}/${snakeCase(asset.name)}_${shortAssetId(asset.id)}.gve_bin`;
}
