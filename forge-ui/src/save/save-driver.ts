/** Runs the effects of the save machine: timers, requests, drafts. */

import type { AssetDocument } from "@gve/types";
import type { Architect } from "../editor/architect.ts";
import { retryDelayMs } from "../live/backoff.ts";
import type { Draft, DraftStore } from "./draft-store.ts";
import {
  initialSaveState,
  isDirty,
  type Revision,
  type SaveEffect,
  type SaveEvent,
  type SaveState,
  stepSave,
} from "./save-machine.ts";

/** The hand rests for this long before a change is sent. */
const PAUSE_MS = 600;

export interface SaveListener {
  /** Whether a drag is under way; it becomes one version, however long it takes. */
  isDragging(): boolean;
  stateChanged(state: SaveState): void;
  /** Another revision replaces what the author sees. */
  showText(text: string): void;
  /** The document was read or saved: name and place may have changed. */
  documentRead(document: AssetDocument): void;
  /** The browser's storage did not take the draft. */
  draftLost(): void;
}

function revision({ version, recipe_text }: AssetDocument): Revision {
  return { version, text: recipe_text };
}

export class SaveDriver {
  readonly #architect: Architect;
  readonly #drafts: DraftStore;
  readonly #listener: SaveListener;
  #state: SaveState;
  #pauseTimer: ReturnType<typeof setTimeout> | undefined;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(architect: Architect, drafts: DraftStore, document: AssetDocument, listener: SaveListener) {
    this.#architect = architect;
    this.#drafts = drafts;
    this.#listener = listener;
    this.#state = initialSaveState(revision(document));
    window.addEventListener("online", () => this.dispatch({ type: "retry-due" }));
  }

  get state(): SaveState {
    return this.#state;
  }

  get dirty(): boolean {
    return isDirty(this.#state);
  }

  /** Takes up a draft that was left behind; one of an older version than the server's is a choice for its author. */
  restore(draft: Draft): void {
    const { base } = this.#state;
    this.#state = initialSaveState({
      version: draft.baseVersion,
      text: draft.baseVersion === base.version ? base.text : "",
    });
    this.dispatch({ type: "edited", text: draft.text, valid: false });
    if (draft.baseVersion !== base.version) this.dispatch({ type: "read", theirs: base });
  }

  /** Reads the document, such as after events were missed. */
  readAgain(): Promise<void> {
    return this.#read();
  }

  dispatch(event: SaveEvent): void {
    const { state, effects } = stepSave(this.#state, event);
    this.#state = state;
    for (const effect of effects) this.#run(effect);
    this.#listener.stateChanged(this.#state);
  }

  #run(effect: SaveEffect): void {
    switch (effect.type) {
      case "start-pause":
        this.#startPause();
        break;
      case "stop-pause":
        clearTimeout(this.#pauseTimer);
        break;
      case "start-retry":
        clearTimeout(this.#retryTimer);
        this.#retryTimer = setTimeout(
          () => this.dispatch({ type: "retry-due" }),
          retryDelayMs(effect.failures, Math.random()),
        );
        break;
      case "store-draft":
        if (!this.#drafts.store(effect)) this.#listener.draftLost();
        break;
      case "clear-draft":
        this.#drafts.clear();
        break;
      case "show-text":
        this.#listener.showText(effect.text);
        break;
      case "put":
        void this.#put(effect.text, effect.ifVersion);
        break;
      case "read-document":
        void this.#read();
        break;
    }
  }

  #startPause(): void {
    clearTimeout(this.#pauseTimer);
    this.#pauseTimer = setTimeout(() => {
      if (this.#listener.isDragging()) this.#startPause();
      else this.dispatch({ type: "pause-over" });
    }, PAUSE_MS);
  }

  async #put(text: string, ifVersion: number): Promise<void> {
    const answer = await this.#architect.saveRecipe(text, ifVersion);
    if (answer.ok) {
      this.#listener.documentRead(answer.value);
      this.dispatch({ type: "acknowledged", version: answer.value.version });
      return;
    }
    const { problem } = answer;
    if (problem.code === "asset.version_conflict") await this.#meetTheirs();
    else if (problem.status === 0 || problem.status >= 500) this.dispatch({ type: "unreachable" });
    else this.dispatch({ type: "refused", problem });
  }

  async #meetTheirs(): Promise<void> {
    const answer = await this.#architect.readAsset();
    if (!answer.ok) {
      this.dispatch({ type: "unreachable" });
      return;
    }
    this.#listener.documentRead(answer.value);
    this.dispatch({ type: "superseded", theirs: revision(answer.value) });
  }

  async #read(): Promise<void> {
    const answer = await this.#architect.readAsset();
    if (!answer.ok) return;
    this.#listener.documentRead(answer.value);
    this.dispatch({ type: "read", theirs: revision(answer.value) });
  }
}
