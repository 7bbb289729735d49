/** The knobs: one row per variable, kept in place while values change so that focus and drags survive. */

import { element } from "../feedback/dom.ts";
import { icon } from "../feedback/icon.ts";
import { formatValue, readVariables, snapToStep, type VariableModel, withVariableValue } from "../recipe/variables.ts";
import { NumberField, type NumberTarget } from "./number-field.ts";
import type { RecipeDocument } from "./recipe-document.ts";

/** Computed values of all variables of a text, or `null` when it does not bind. */
export type ReadValues = (text: string) => Readonly<Record<string, number>> | null;

interface Row {
  readonly root: HTMLElement;
  show(model: VariableModel, saved: VariableModel | undefined, computed: number | undefined): void;
}

/** `blade_length` → "Blade length". */
export function readableName(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What decides the shape of a row; values may change without building it anew. */
function shapeOf({ name, expression, unit, doc }: VariableModel): string {
  return JSON.stringify([name, expression === null, unit, doc]);
}

class KnobRow implements Row {
  readonly root: HTMLElement;
  readonly #document: RecipeDocument;
  readonly #slider: HTMLInputElement;
  readonly #field: NumberField;
  readonly #reset: HTMLButtonElement;
  #model: VariableModel;
  #saved: VariableModel | undefined;
  #dragBase: string | null = null;

  constructor(document: RecipeDocument, model: VariableModel, readValues: ReadValues) {
    this.#document = document;
    this.#model = model;
    const label = readableName(model.name);
    const name = element("span", { class: "variable__name", title: `$${model.name}` }, label);
    const problem = element("p", { class: "variable__problem", role: "alert", hidden: true });
    this.#slider = element("input", {
      type: "range",
      class: "slider variable__slider",
      "aria-label": label,
      "data-variable": model.name,
    });
    const target: NumberTarget = {
      dragged: (value) => this.#drag(value),
      dragEnded: () => this.#endDrag(),
      entered: (value) => this.#set(value),
      evaluate: (text) => readValues(withVariableValue(document.text, model.name, text))?.[model.name] ?? null,
    };
    this.#field = new NumberField(model, `${label}, value`, target, (text) => {
      problem.hidden = text === null;
      problem.textContent = text;
    });
    this.#field.installScrub(name);
    this.#reset = element(
      "button",
      {
        type: "button",
        class: "button button--quiet button--icon variable__reset",
        title: "Reset to the saved value",
        "aria-label": `Reset ${label} to the saved value`,
      },
      icon("reset"),
    );
    this.#reset.addEventListener("click", () => {
      if (this.#saved?.value !== null && this.#saved?.value !== undefined) this.#set(this.#saved.value);
    });
    this.#slider.addEventListener("input", () => this.#drag(this.#sliderValue()));
    this.#slider.addEventListener("change", () => this.#endDrag());
    this.root = element(
      "div",
      { class: "variable" },
      name,
      this.#reset,
      this.#field.root,
      this.#slider,
      model.doc !== "" && element("p", { class: "variable__doc" }, model.doc),
      problem,
    );
  }

  show(model: VariableModel, saved: VariableModel | undefined): void {
    this.#model = model;
    this.#saved = saved;
    const value = model.value ?? 0;
    // A value beyond the soft limits widens the slider, so that its thumb tells the truth.
    const [low, high] = [Math.min(model.sliderMin, value), Math.max(model.sliderMax, value)];
    Object.assign(this.#slider, { min: String(low), max: String(high), step: "any" });
    this.#slider.value = String(value);
    this.#slider.style.setProperty("--fill", `${high > low ? ((value - low) / (high - low)) * 100 : 50}%`);
    this.#slider.setAttribute("aria-valuetext", `${formatValue(value)} ${model.unit}`.trim());
    this.#field.show(model);
    this.#reset.style.visibility =
      saved?.value === null || saved === undefined || saved.value === model.value ? "hidden" : "visible";
  }

  /** The slider is continuous for the browser, so that odd values do not jump; steps are ours. */
  #sliderValue(): number {
    const raw = Number(this.#slider.value);
    const { step, sliderMin, sliderMax } = this.#model;
    return Math.min(
      Math.max(snapToStep(raw, step, Number.isInteger(step) ? 0 : sliderMin), Math.min(sliderMin, raw)),
      Math.max(sliderMax, raw),
    );
  }

  #drag(value: number): void {
    this.#dragBase ??= this.#document.text;
    const text = withVariableValue(this.#dragBase, this.#model.name, value);
    this.#document.change(text, `drag ${this.#model.name}`, {
      variable: this.#model.name,
      value,
      baseText: this.#dragBase,
    });
  }

  #endDrag(): void {
    this.#dragBase = null;
    this.#document.endGroup();
  }

  #set(value: number): void {
    this.#document.change(withVariableValue(this.#document.text, this.#model.name, value), null);
  }
}

class ExpressionRow implements Row {
  readonly root: HTMLElement;
  readonly #value = element("span", { class: "variable__computed" });
  readonly #expression = element("p", { class: "variable__expression" });

  constructor(model: VariableModel) {
    this.root = element(
      "div",
      { class: "variable" },
      element("span", { class: "variable__name", title: `$${model.name}` }, readableName(model.name)),
      element("span"),
      this.#value,
      this.#expression,
      model.doc !== "" && element("p", { class: "variable__doc" }, model.doc),
    );
  }

  show(model: VariableModel, _saved: VariableModel | undefined, computed: number | undefined): void {
    this.#value.textContent = computed === undefined ? "" : `= ${formatValue(computed)} ${model.unit}`.trimEnd();
    this.#expression.textContent = model.expression;
  }
}

export class VariablesPanel {
  readonly #host: HTMLElement;
  readonly #document: RecipeDocument;
  readonly #readValues: ReadValues;
  #rows: readonly Row[] = [];
  #shape = "";
  #savedText = "";
  #saved: ReadonlyMap<string, VariableModel> = new Map();

  constructor(host: HTMLElement, document: RecipeDocument, readValues: ReadValues) {
    this.#host = host;
    this.#document = document;
    this.#readValues = readValues;
  }

  /** `savedText` is what "reset" goes back to. */
  show(text: string, savedText: string): void {
    const models = readVariables(text);
    if (savedText !== this.#savedText) {
      this.#savedText = savedText;
      this.#saved = new Map(readVariables(savedText).map((model) => [model.name, model]));
    }
    const shape = models.map(shapeOf).join();
    if (shape !== this.#shape || this.#host.childElementCount === 0) this.#build(models, shape);
    const computed = models.some(({ expression }) => expression !== null) ? this.#readValues(text) : null;
    models.forEach((model, index) => {
      this.#rows[index]?.show(model, this.#saved.get(model.name), computed?.[model.name]);
    });
  }

  #build(models: readonly VariableModel[], shape: string): void {
    this.#shape = shape;
    this.#rows = models.map((model) =>
      model.value === null ? new ExpressionRow(model) : new KnobRow(this.#document, model, this.#readValues),
    );
    const empty = element(
      "div",
      { class: "panel-empty" },
      element("strong", {}, "No variables"),
      element("p", {}, "Name a number under “variables” in the recipe and use it as $name: it gets a slider here."),
    );
    this.#host.replaceChildren(
      models.length === 0 ? empty : element("div", { class: "variables" }, ...this.#rows.map(({ root }) => root)),
    );
  }
}
