/** Tabs in the WAI-ARIA pattern: arrows move between them, the chosen one is remembered for the next visit. */

const STORAGE_KEY = "gve.inspector-tab";

export class Tabs {
  readonly #tabs: readonly HTMLButtonElement[];
  readonly #shown: (id: string) => void;

  /** `shown` hears the id of the tab whenever one comes to the front. */
  constructor(list: HTMLElement, shown: (id: string) => void) {
    this.#tabs = [...list.querySelectorAll<HTMLButtonElement>("[role=tab]")];
    this.#shown = shown;
    for (const tab of this.#tabs) tab.addEventListener("click", () => this.show(tab.id));
    list.addEventListener("keydown", (event) => {
      const index = this.#tabs.indexOf(event.target as HTMLButtonElement);
      const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
      const next = this.#tabs[(index + step + this.#tabs.length) % this.#tabs.length];
      if (step === 0 || !next) return;
      event.preventDefault();
      this.show(next.id);
      next.focus();
    });
  }

  /** Shows what was shown last, or the first tab. */
  restore(): void {
    const saved = sessionStorage.getItem(STORAGE_KEY);
    this.show(this.#tabs.find(({ id }) => id === saved)?.id ?? this.#tabs[0]?.id ?? "");
  }

  show(id: string): void {
    for (const tab of this.#tabs) {
      const isShown = tab.id === id;
      tab.setAttribute("aria-selected", String(isShown));
      tab.tabIndex = isShown ? 0 : -1;
      const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
      if (panel) panel.hidden = !isShown;
    }
    sessionStorage.setItem(STORAGE_KEY, id);
    this.#shown(id);
  }
}
