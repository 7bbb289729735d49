/** Text that the server has not acknowledged, kept in the browser so that a reload or a crash loses nothing. */

export interface Draft {
  readonly text: string;
  /** Version that the text was changed from. */
  readonly baseVersion: number;
}

type DraftStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

function parse(stored: string | null): Draft | null {
  if (stored === null) return null;
  try {
    const draft = JSON.parse(stored) as Partial<Draft> | null;
    const whole = typeof draft?.text === "string" && typeof draft.baseVersion === "number";
    return whole ? { text: draft.text as string, baseVersion: draft.baseVersion as number } : null;
  } catch {
    return null;
  }
}

/** Drafts of one asset. Tabs share the storage, so a tab only removes the draft that it wrote or restored itself. */
export class DraftStore {
  readonly #storage: DraftStorage;
  readonly #key: string;
  #own: string | null = null;

  constructor(storage: DraftStorage, assetId: string) {
    this.#storage = storage;
    this.#key = `gve.draft.${assetId}`;
  }

  /** The draft that was left behind, if any. */
  restore(): Draft | null {
    const draft = parse(this.#storage.getItem(this.#key));
    this.#own = draft?.text ?? null;
    return draft;
  }

  /** Keeps a draft; says whether the browser's storage took it. */
  store(draft: Draft): boolean {
    this.#own = draft.text;
    try {
      this.#storage.setItem(this.#key, JSON.stringify(draft));
      return true;
    } catch {
      return false;
    }
  }

  /** Forgets our draft; one that another tab wrote meanwhile stays. */
  clear(): void {
    const kept = parse(this.#storage.getItem(this.#key));
    if (kept !== null && kept.text === this.#own) this.#storage.removeItem(this.#key);
    this.#own = null;
  }
}
