/** The recipe under the author's hands: one text, its undo history, and what the engine says of it. */

import type { Diagnostic } from "@gve/types";
import { TextHistory } from "../recipe/history.ts";

/** What the engine says of a text. */
export interface Evaluation {
  readonly ok: boolean;
  readonly diagnostics: readonly Diagnostic[];
  readonly timings_ms: Readonly<Record<string, number>>;
}

/** A knob that is being dragged: the engine can apply it without reading the text again. */
export interface Drag {
  readonly variable: string;
  readonly value: number;
  /** Text when the drag began. */
  readonly baseText: string;
}

export type ChangeSource = "text" | "panel" | "history" | "server";

export interface DocumentChange {
  readonly text: string;
  readonly source: ChangeSource;
  readonly evaluation: Evaluation;
}

export type Evaluate = (text: string, drag: Drag | null) => Evaluation;

/** Changes that arrive faster than the screen refreshes are shown once per frame; a hidden page has no frames. */
function soon(run: () => void): void {
  if (document.hidden) setTimeout(run, 0);
  else requestAnimationFrame(run);
}

const TYPING_PAUSE_MS = 500;

export class RecipeDocument {
  readonly #history: TextHistory;
  readonly #evaluate: Evaluate;
  readonly #listeners: ((change: DocumentChange) => void)[] = [];
  #pending: { source: ChangeSource; drag: Drag | null } | null = null;
  #evaluation: Evaluation = { ok: true, diagnostics: [], timings_ms: {} };
  #dragging = false;
  #typingTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(text: string, evaluate: Evaluate) {
    this.#history = new TextHistory(text);
    this.#evaluate = evaluate;
    window.addEventListener("pagehide", () => this.flush());
  }

  get text(): string {
    return this.#history.text;
  }

  get evaluation(): Evaluation {
    return this.#evaluation;
  }

  /** Whether a knob is being dragged. */
  get isDragging(): boolean {
    return this.#dragging;
  }

  get canUndo(): boolean {
    return this.#history.canUndo;
  }

  get canRedo(): boolean {
    return this.#history.canRedo;
  }

  onChange(listener: (change: DocumentChange) => void): void {
    this.#listeners.push(listener);
  }

  /** Typing: pauses end the undo step. */
  type(text: string): void {
    this.#record(text, "text", "typing", null);
    clearTimeout(this.#typingTimer);
    this.#typingTimer = setTimeout(() => this.#history.endGroup(), TYPING_PAUSE_MS);
  }

  /** A change by the panel; one `group` is one undo step until `endGroup`. */
  change(text: string, group: string | null, drag: Drag | null = null): void {
    this.#dragging = drag !== null;
    this.#record(text, "panel", group, drag);
  }

  endGroup(): void {
    this.#dragging = false;
    this.#history.endGroup();
  }

  /** Another revision from the server; it can be undone like any change. */
  replace(text: string): void {
    this.#record(text, "server", null, null);
  }

  undo(): void {
    if (this.#history.undo() !== null) this.#schedule("history", null);
  }

  redo(): void {
    if (this.#history.redo() !== null) this.#schedule("history", null);
  }

  /** Evaluates now what was to be evaluated with the next frame. */
  flush(): void {
    const pending = this.#pending;
    if (!pending) return;
    this.#pending = null;
    this.#evaluation = this.#evaluate(this.text, pending.drag);
    const change: DocumentChange = { text: this.text, source: pending.source, evaluation: this.#evaluation };
    for (const listener of this.#listeners) listener(change);
  }

  /** Evaluates the text as it is, such as after loading. */
  refresh(): void {
    this.#schedule("server", null);
    this.flush();
  }

  #record(text: string, source: ChangeSource, group: string | null, drag: Drag | null): void {
    if (text === this.text) return;
    this.#history.record(text, group);
    this.#schedule(source, drag);
  }

  #schedule(source: ChangeSource, drag: Drag | null): void {
    const scheduled = this.#pending !== null;
    this.#pending = { source, drag };
    if (!scheduled) soon(() => this.flush());
  }
}
