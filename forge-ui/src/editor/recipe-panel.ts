/** The recipe's text and its problems. The text editor itself is loaded when it is first looked at. */

import type { Diagnostic, MaterialSpec } from "@gve/types";
import { required } from "../feedback/dom.ts";
import type { Schema } from "../recipe/schema.ts";
import { showProblemsList } from "./problems-list.ts";
import type { ChangeSource, RecipeDocument } from "./recipe-document.ts";
import type { RecipeEditor } from "./recipe-editor.ts";

export interface RecipePanelHandlers {
  materials(): readonly MaterialSpec[];
  save(): void;
  /** The user chose a problem of the list. */
  chosen(diagnostic: Diagnostic): void;
}

async function loadSchema(): Promise<Schema | null> {
  try {
    const response = await fetch("/static/recipe.schema.json");
    return response.ok ? ((await response.json()) as Schema) : null;
  } catch {
    // The text can be edited without completion.
    return null;
  }
}

export class RecipePanel {
  readonly #document: RecipeDocument;
  readonly #handlers: RecipePanelHandlers;
  #editor: RecipeEditor | null = null;
  #opening: Promise<void> | null = null;
  #diagnostics: readonly Diagnostic[] = [];
  #waitingReveal: readonly [start: number, end: number, focus: boolean] | null = null;

  constructor(document: RecipeDocument, handlers: RecipePanelHandlers) {
    this.#document = document;
    this.#handlers = handlers;
  }

  /** Makes the text editor, once. */
  open(): Promise<void> {
    this.#opening ??= this.#create();
    return this.#opening;
  }

  show(text: string, source: ChangeSource, diagnostics: readonly Diagnostic[]): void {
    this.#diagnostics = diagnostics;
    if (source !== "text") this.#editor?.show(text);
    this.#editor?.showProblems(diagnostics);
    showProblemsList(required("problems", HTMLElement), diagnostics, (diagnostic) => this.#handlers.chosen(diagnostic));
    const count = required("problem-count", HTMLElement);
    count.hidden = diagnostics.length === 0;
    count.textContent = String(diagnostics.length);
    count.title = diagnostics.length === 1 ? "1 problem" : `${diagnostics.length} problems`;
  }

  /** Shows a range of the text, when the editor is there or as soon as it is. */
  reveal(start: number, end: number, focus: boolean): void {
    if (this.#editor) this.#editor.reveal(start, end, focus);
    else this.#waitingReveal = [start, end, focus];
  }

  async #create(): Promise<void> {
    const [{ RecipeEditor: Editor }, schema] = await Promise.all([import("./recipe-editor.ts"), loadSchema()]);
    this.#editor = new Editor(required("recipe-editor", HTMLElement), {
      text: this.#document.text,
      schema,
      vocabulary: () => ({ materials: this.#handlers.materials() }),
      typed: (text) => this.#document.type(text),
      undo: () => this.#document.undo(),
      redo: () => this.#document.redo(),
      save: () => this.#handlers.save(),
    });
    this.#editor.showProblems(this.#diagnostics);
    if (this.#waitingReveal) this.#editor.reveal(...this.#waitingReveal);
  }
}
