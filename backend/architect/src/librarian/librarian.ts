import { randomBytes } from "node:crypto";
import type {
  AssetCategory,
  AssetChange,
  AssetDocument,
  AssetDraft,
  AssetId,
  AssetMetadata,
  AssetPage,
} from "@gve/types";
import { assetIdFromBigInt, isAssetId } from "@gve/types";
import { cachePath } from "../blobs/cache-path.ts";
import { Problem } from "../problem.ts";
import type { ListQuery, Store } from "../store/store.ts";

/** Largest recipe text, in bytes of UTF-8. */
export const MAX_RECIPE_BYTES = 8 * 1024 * 1024;
const MAX_NAME_CHARACTERS = 120;
const DEFAULT_CATEGORY: AssetCategory = "Prop";
const DEFAULT_SUBCATEGORY = "general";
const SUBCATEGORY = /^[a-z0-9_]{1,40}$/;
const CONTROL_OR_SEPARATOR = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}/\\]/u;

/** Refuses a recipe text with errors in it. */
export interface RecipeCheck {
  /** @throws Problem of the first error when the recipe has any. `ownId` is the asset that it is for. */
  requireValid(recipeText: string, ownId?: AssetId): Promise<void>;
}

/** Assets: what may be saved under which name, and in which version. */
export class AssetLibrarian {
  readonly #store: Store;
  readonly #recipes: RecipeCheck;

  constructor(store: Store, recipes: RecipeCheck) {
    this.#store = store;
    this.#recipes = recipes;
  }

  /** Assets whose name, category or subcategory holds every word of `text`, last saved first. */
  list(query: ListQuery): Promise<AssetPage> {
    return this.#store.list(query);
  }

  /** @throws Problem `asset.not_found`, also for a text that is no id. */
  async load(id: string): Promise<AssetDocument> {
    const document = isAssetId(id) ? await this.#store.load(id) : null;
    if (document === null) throw notFound(id);
    return document;
  }

  /**
   * Stores a new asset at version 1; its compile follows.
   * @throws Problem of the recipe, `asset.bad_name` or `asset.name_clash`.
   */
  async create(draft: AssetDraft, id: AssetId = randomAssetId()): Promise<AssetDocument> {
    await this.#requireRecipe(draft.recipe_text);
    const now = new Date().toISOString();
    const document: AssetDocument = {
      id,
      type: "geometry",
      name: checkedName(draft.name ?? nameInRecipe(draft.recipe_text)),
      category: draft.category ?? DEFAULT_CATEGORY,
      subcategory: checkedSubcategory(draft.subcategory ?? DEFAULT_SUBCATEGORY),
      version: 1,
      created_at: now,
      updated_at: now,
      recipe_text: draft.recipe_text,
    };
    const event = { type: "asset:created", payload: { asset_id: id, name: document.name } } as const;
    await this.#store.create({ document, cachePath: cachePath(document) }, event);
    return document;
  }

  /**
   * Saves a new content over the version that its author knew; the new version is one higher, and its compile follows.
   * @throws Problem of the recipe, `asset.not_found`, `asset.version_conflict`, `asset.bad_name` or `asset.name_clash`.
   */
  async save(id: string, draft: AssetDraft, expectedVersion: number): Promise<AssetDocument> {
    await this.#requireRecipe(draft.recipe_text, isAssetId(id) ? id : undefined);
    const { recipe_text, ...change } = draft;
    return this.#replace(id, expectedVersion, change, recipe_text);
  }

  /**
   * Changes name or place and leaves the recipe as it is.
   * @throws as `save`.
   */
  change(id: string, change: AssetChange, expectedVersion: number): Promise<AssetDocument> {
    return this.#replace(id, expectedVersion, change, null);
  }

  /**
   * Deletes an asset; its binary follows.
   * @throws Problem `asset.not_found` or `asset.version_conflict`.
   */
  async delete(id: string, expectedVersion: number): Promise<void> {
    if (!isAssetId(id)) throw notFound(id);
    await this.#store.delete(id, expectedVersion, { type: "asset:deleted", payload: { asset_id: id } });
  }

  /** Short description of an asset for other tools. */
  async metadata(id: string): Promise<AssetMetadata> {
    const { name, version, category, recipe_text } = await this.load(id);
    const material_spec = firstMaterial(JSON.parse(recipe_text));
    return { name, version, category, ...(material_spec === null ? {} : { material_spec }) };
  }

  async #replace(
    id: string,
    expectedVersion: number,
    change: AssetChange,
    recipeText: string | null,
  ): Promise<AssetDocument> {
    const current = await this.load(id);
    const document: AssetDocument = {
      ...current,
      name: change.name === undefined ? current.name : checkedName(change.name),
      category: change.category ?? current.category,
      subcategory: change.subcategory === undefined ? current.subcategory : checkedSubcategory(change.subcategory),
      version: expectedVersion + 1,
      updated_at: new Date().toISOString(),
      recipe_text: recipeText ?? current.recipe_text,
    };
    const event = { type: "asset:updated", payload: { asset_id: current.id, version: document.version } } as const;
    await this.#store.replace({ document, cachePath: cachePath(document) }, expectedVersion, event);
    return document;
  }

  async #requireRecipe(recipeText: string, ownId?: AssetId): Promise<void> {
    requireRecipeSize(recipeText);
    if (!recipeText.isWellFormed()) {
      throw new Problem("recipe.syntax", "The recipe has half a surrogate pair in it, which is no Unicode text.");
    }
    await this.#recipes.requireValid(recipeText, ownId);
  }
}

/** @throws Problem `recipe.too_large`. */
export function requireRecipeSize(recipeText: string): void {
  const size = Buffer.byteLength(recipeText);
  if (size <= MAX_RECIPE_BYTES) return;
  throw new Problem("recipe.too_large", `The recipe has ${size} bytes; ${MAX_RECIPE_BYTES} are allowed.`, {
    hint: "Describe repeated parts with arrays or variables instead of writing them out.",
  });
}

function randomAssetId(): AssetId {
  const id = randomBytes(8).readBigUInt64LE();
  return id === 0n ? randomAssetId() : assetIdFromBigInt(id);
}

function notFound(id: string): Problem {
  return new Problem("asset.not_found", `There is no asset with the id ${id.slice(0, 40)}.`);
}

/** The name without blanks around it; names are shown as written, so only what could pass for a path is refused. */
function checkedName(name: string): string {
  const trimmed = name.trim();
  const length = [...trimmed].length;
  if (length === 0 || length > MAX_NAME_CHARACTERS) {
    throw badName(`A name has 1 to ${MAX_NAME_CHARACTERS} characters, this one has ${length}.`);
  }
  if (CONTROL_OR_SEPARATOR.test(trimmed)) throw badName("A name has no slashes, backslashes or control characters.");
  if (/^\.+$/.test(trimmed)) throw badName("A name is not made of dots alone.");
  return trimmed;
}

function checkedSubcategory(subcategory: string): string {
  if (SUBCATEGORY.test(subcategory)) return subcategory;
  throw badName("A subcategory has 1 to 40 lower-case letters, digits and underscores.");
}

function badName(message: string): Problem {
  return new Problem("asset.bad_name", message, { hint: "Choose another name; it becomes part of a file name." });
}

/** The name that a valid recipe gives itself. */
function nameInRecipe(recipeText: string): string {
  const recipe: unknown = JSON.parse(recipeText);
  const name = typeof recipe === "object" && recipe !== null && "name" in recipe ? recipe.name : "";
  return typeof name === "string" ? name : "";
}

/** The first `material.spec_id` of a recipe, parents before children. */
function firstMaterial(value: unknown): string | null {
  if (typeof value !== "object" || value === null) return null;
  if ("material" in value && typeof value.material === "object" && value.material !== null) {
    const { material } = value;
    if ("spec_id" in material && typeof material.spec_id === "string") return material.spec_id;
  }
  for (const child of Object.values(value)) {
    const found = firstMaterial(child);
    if (found !== null) return found;
  }
  return null;
}
