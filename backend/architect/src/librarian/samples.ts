import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SampleSummary } from "@gve/types";
import { type AssetId, assetIdFromBigInt } from "@gve/types";
import { Problem } from "../problem.ts";
import type { AssetLibrarian } from "./librarian.ts";

interface CatalogueEntry extends SampleSummary {
  /** File name below the samples folder. */
  readonly file: string;
}

/** The sample recipes that come with the product, read from `catalogue.json` and the files it names. */
export class SampleLibrary {
  readonly #folder: string;
  #entries: Promise<readonly CatalogueEntry[]> | null = null;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async list(): Promise<SampleSummary[]> {
    return (await this.#catalogue()).map(({ file: _, ...summary }) => summary);
  }

  /** @throws Problem `request.not_found`. */
  async recipeText(id: string): Promise<string> {
    const entry = (await this.#catalogue()).find((candidate) => candidate.id === id);
    if (entry === undefined) throw new Problem("request.not_found", `There is no sample "${id.slice(0, 80)}".`);
    return readFile(join(this.#folder, entry.file), "utf8");
  }

  /**
   * Makes an asset of every sample. Each has the same id in every store, so that doing it again changes nothing.
   * @returns how many were made.
   */
  async seed(librarian: AssetLibrarian): Promise<number> {
    let made = 0;
    for (const { id, name, category, subcategory } of await this.#catalogue()) {
      const draft = { name, category, subcategory, recipe_text: await this.recipeText(id) };
      try {
        await librarian.create(draft, seedId(id));
        made += 1;
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== "asset.name_clash") throw error;
      }
    }
    return made;
  }

  #catalogue(): Promise<readonly CatalogueEntry[]> {
    this.#entries ??= readCatalogue(join(this.#folder, "catalogue.json"));
    return this.#entries;
  }
}

async function readCatalogue(path: string): Promise<readonly CatalogueEntry[]> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as CatalogueEntry[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** The id of the asset that is made of a sample. */
function seedId(sampleId: string): AssetId {
  const id = createHash("sha256").update(`gve-sample:${sampleId}`).digest().readBigUInt64LE();
  return assetIdFromBigInt(id === 0n ? 1n : id);
}
