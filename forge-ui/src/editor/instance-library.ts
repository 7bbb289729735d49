/** Brings the engine the assets that a recipe's instances name. */

import type { LibraryAsset } from "@gve/types";
import type { Answer } from "./architect.ts";

/** Ids in a text after the key of an instance; what else they are found in does no harm. */
function assetsNamedIn(text: string): string {
  const ids = [...text.matchAll(/"asset"\s*:\s*"([A-Za-z0-9_-]{1,64})"/g)].map(([, id]) => id ?? "");
  return [...new Set(ids)].sort().join(" ");
}

export class InstanceLibrary {
  readonly #read: (text: string) => Promise<Answer<{ readonly assets: readonly LibraryAsset[] }>>;
  readonly #arrived: (assets: readonly LibraryAsset[]) => void;
  /** Ids that the engine has, or waits for. */
  #known = "";

  /** `read` asks the Architect; `arrived` hears of assets that the engine does not have yet. */
  constructor(
    read: (text: string) => Promise<Answer<{ readonly assets: readonly LibraryAsset[] }>>,
    arrived: (assets: readonly LibraryAsset[]) => void,
  ) {
    this.#read = read;
    this.#arrived = arrived;
  }

  /** Looks at a text; asks for its assets when it names others than the last one did. */
  async follow(text: string): Promise<void> {
    const named = assetsNamedIn(text);
    if (named === this.#known) return;
    this.#known = named;
    if (named === "") return;
    const answer = await this.#read(text);
    // A newer text may have asked for others meanwhile; without an answer the next look asks again.
    if (named !== this.#known) return;
    if (answer.ok) this.#arrived(answer.value.assets);
    else this.#known = "";
  }
}
