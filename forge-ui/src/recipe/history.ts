/** Undo over texts. Changes of one group (a drag, a run of typing) are one step. */

export interface HistoryStep {
  readonly text: string;
  /** Group that the change belongs to; `null` is a step of its own. */
  readonly group: string | null;
}

const MAX_STEPS = 400;
const MAX_CHARACTERS = 32 * 1024 * 1024;

export class TextHistory {
  #past: HistoryStep[] = [];
  #future: HistoryStep[] = [];
  #present: HistoryStep;

  constructor(text: string) {
    this.#present = { text, group: null };
  }

  get text(): string {
    return this.#present.text;
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** Takes in a new text. Inside a group it replaces the step that the group began. */
  record(text: string, group: string | null): void {
    if (text === this.#present.text) return;
    const continues = group !== null && group === this.#present.group;
    if (!continues) this.#past.push(this.#present);
    this.#present = { text, group };
    this.#future = [];
    this.#trim();
  }

  /** Ends a group: the next change is a new step, even of the same group. */
  endGroup(): void {
    this.#present = { ...this.#present, group: null };
  }

  /** The text one step back, or `null` at the beginning. */
  undo(): string | null {
    return this.#move(this.#past, this.#future);
  }

  /** The text one step forward, or `null` at the end. */
  redo(): string | null {
    return this.#move(this.#future, this.#past);
  }

  #move(from: HistoryStep[], to: HistoryStep[]): string | null {
    const step = from.pop();
    if (!step) return null;
    to.push(this.#present);
    this.#present = { ...step, group: null };
    return step.text;
  }

  #trim(): void {
    let characters = this.#past.reduce((sum, step) => sum + step.text.length, 0);
    while (this.#past.length > MAX_STEPS || (characters > MAX_CHARACTERS && this.#past.length > 1)) {
      characters -= this.#past.shift()?.text.length ?? 0;
    }
  }
}
