import type { LibraryAsset } from "@gve/types";
import { Problem } from "../problem.ts";

/** Most assets that one recipe may hold, those within others included. */
const MOST_ASSETS = 256;

/** Text and version of the newest recipe of an asset; `null` when there is none with this id. */
export type AssetLookup = (id: string) => Promise<{ readonly version: number; readonly recipe_text: string } | null>;

/** What a compile needs besides a recipe: the assets that its instances name, and those that these name. */
export class InstanceAssets {
  readonly #lookup: AssetLookup;
  readonly #namedIn: (recipeText: string) => Promise<readonly string[]>;

  /** `namedIn` tells the ids of the assets that a recipe's instances name. */
  constructor(lookup: AssetLookup, namedIn: (recipeText: string) => Promise<readonly string[]>) {
    this.#lookup = lookup;
    this.#namedIn = namedIn;
  }

  /**
   * The assets in the newest version of each, in the order in which they are found. One that does not exist is left
   * out: the engine names the instance that asks for it. `ownId` is the id of the recipe's own asset: whoever holds it
   * gets this text, so that the engine sees circles.
   * @throws Problem `recipe.too_many_nodes` when there are too many.
   */
  async of(recipeText: string, ownId?: string): Promise<readonly LibraryAsset[]> {
    const found = new Map<string, LibraryAsset | null>();
    const texts = [recipeText];
    for (let text = texts.pop(); text !== undefined; text = texts.pop()) {
      // Most recipes have no instances, and a look at the text tells.
      const named = text.includes("instance") ? await this.#namedIn(text) : [];
      for (const id of named.filter((id) => !found.has(id))) {
        if (found.size === MOST_ASSETS) throw tooMany();
        const document = await this.#lookup(id);
        const recipe = id === ownId ? recipeText : document?.recipe_text;
        found.set(id, document && { asset: id, version: document.version, recipe: recipe ?? "" });
        if (document !== null && id !== ownId) texts.push(document.recipe_text);
      }
    }
    return [...found.values()].filter((asset) => asset !== null);
  }
}

function tooMany(): Problem {
  return new Problem("recipe.too_many_nodes", `The recipe holds more than ${MOST_ASSETS} other assets.`, {
    hint: "Join some of the assets, or leave some instances out.",
  });
}
