/** A number with a unit: typed with hard limits, scrubbed by dragging its name, stepped with the arrow keys. */

import { element } from "../feedback/dom.ts";
import { formatValue, limitProblem, snapToStep, type VariableModel } from "../recipe/variables.ts";

/** Where a drag's value goes. */
export interface NumberTarget {
  /** A value while the hand moves; many belong to one drag. */
  dragged(value: number): void;
  /** The hand rests: the drag is one undo step. */
  dragEnded(): void;
  /** A value of its own. */
  entered(value: number): void;
  /** Number of typed text that is no plain number, such as `$width / 2`; `null` when it is none. */
  evaluate(text: string): number | null;
}

const SCRUB_START_PX = 3;
/** Dragging over this width moves through the slider's whole range. */
const SCRUB_RANGE_PX = 240;

export class NumberField {
  readonly root: HTMLElement;
  readonly #input: HTMLInputElement;
  readonly #problem: (text: string | null) => void;
  readonly #target: NumberTarget;
  #model: VariableModel;

  constructor(model: VariableModel, label: string, target: NumberTarget, problem: (text: string | null) => void) {
    this.#model = model;
    this.#target = target;
    this.#problem = problem;
    this.#input = element("input", {
      type: "text",
      inputmode: "decimal",
      "aria-label": label,
      autocomplete: "off",
      spellcheck: "false",
    });
    this.root = element(
      "span",
      { class: "number-field" },
      this.#input,
      model.unit !== "" && element("span", { class: "number-field__unit" }, model.unit),
    );
    this.#input.addEventListener("focus", () => this.#input.select());
    this.#input.addEventListener("change", () => this.#enter());
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.show(model);
  }

  show(model: VariableModel): void {
    this.#model = model;
    this.#mark(null);
    this.#input.value = model.value === null ? "" : formatValue(model.value);
  }

  /** Lets a drag over `handle` change the number: Shift refines, Ctrl snaps to ten steps. */
  installScrub(handle: HTMLElement): void {
    let drag: { startX: number; startValue: number; moving: boolean } | null = null;
    handle.classList.add("number-field__scrub");
    handle.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || this.#model.value === null) return;
      handle.setPointerCapture(event.pointerId);
      drag = { startX: event.clientX, startValue: this.#model.value, moving: false };
    });
    handle.addEventListener("pointermove", (event) => {
      if (!drag) return;
      const distance = event.clientX - drag.startX;
      drag.moving ||= Math.abs(distance) >= SCRUB_START_PX;
      if (drag.moving) this.#target.dragged(this.#scrubbed(drag.startValue, distance, event));
    });
    const end = () => {
      if (drag?.moving) this.#target.dragEnded();
      drag = null;
    };
    handle.addEventListener("pointerup", end);
    handle.addEventListener("pointercancel", end);
  }

  #scrubbed(start: number, distancePx: number, event: PointerEvent): number {
    const { sliderMin, sliderMax, step, min, max } = this.#model;
    const perPixel = ((sliderMax - sliderMin) / SCRUB_RANGE_PX) * (event.shiftKey ? 0.1 : 1);
    const grid = event.ctrlKey || event.metaKey ? step * 10 : event.shiftKey && step !== 1 ? step / 10 : step;
    return Math.min(max, Math.max(min, snapToStep(start + distancePx * perPixel, grid, 0)));
  }

  #mark(problem: string | null): void {
    this.#input.setAttribute("aria-invalid", problem === null ? "false" : "true");
    this.root.toggleAttribute("data-invalid", problem !== null);
    this.#problem(problem);
  }

  #enter(): void {
    const text = this.#input.value.trim().replace(",", ".");
    const typed = text === "" ? Number.NaN : Number(text);
    const value = Number.isFinite(typed) ? typed : this.#target.evaluate(text);
    if (value === null) {
      this.#mark("Neither a number nor an expression that yields one");
      return;
    }
    const problem = limitProblem(value, this.#model);
    this.#mark(problem);
    if (problem !== null) return;
    this.#input.value = formatValue(value);
    this.#target.entered(value);
  }

  #key(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      this.show(this.#model);
      this.#input.blur();
      return;
    }
    const direction = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
    if (direction === 0 || this.#model.value === null) return;
    event.preventDefault();
    const { step, min, max, value } = this.#model;
    const amount = step * (event.ctrlKey || event.metaKey ? 10 : event.shiftKey && step !== 1 ? 0.1 : 1);
    this.#target.entered(Math.min(max, Math.max(min, snapToStep(value + direction * amount, amount, 0))));
  }
}
