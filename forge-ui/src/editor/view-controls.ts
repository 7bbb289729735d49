/** How the asset is looked at: display mode, grid, axes, direction. Remembered for the next visit. */

import { element, required } from "../feedback/dom.ts";
import type { DisplayMode, ViewPreset } from "../viewport/engine.ts";
import type { ViewportView } from "../viewport/viewport-view.ts";
import { keyCaps } from "./palette.ts";

const STORAGE_KEY = "gve.view";
const MODES: readonly DisplayMode[] = ["mesh", "splats", "sdf"];

interface ViewChoice {
  mode: DisplayMode;
  grid: boolean;
  axes: boolean;
}

function savedChoice(): ViewChoice {
  const otherwise: ViewChoice = { mode: "mesh", grid: true, axes: true };
  try {
    const saved = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "{}") as Partial<ViewChoice>;
    const mode = MODES.find((known) => known === saved.mode);
    return { mode: mode ?? otherwise.mode, grid: saved.grid ?? otherwise.grid, axes: saved.axes ?? otherwise.axes };
  } catch {
    return otherwise;
  }
}

export const VIEW_PRESETS: readonly { preset: ViewPreset; title: string; key: string }[] = [
  { preset: "front", title: "View from the front", key: "1" },
  { preset: "back", title: "View from the back", key: "Shift+1" },
  { preset: "right", title: "View from the right", key: "3" },
  { preset: "left", title: "View from the left", key: "Shift+3" },
  { preset: "top", title: "View from the top", key: "7" },
  { preset: "bottom", title: "View from the bottom", key: "Shift+7" },
  { preset: "perspective", title: "Perspective view", key: "5" },
];

export class ViewControls {
  readonly #view: ViewportView;
  readonly #choice = savedChoice();
  readonly #modeButtons = [...document.querySelectorAll<HTMLButtonElement>("[data-mode]")];

  constructor(view: ViewportView) {
    this.#view = view;
    for (const button of this.#modeButtons)
      button.addEventListener("click", () => this.setMode(button.dataset.mode as DisplayMode));
    required("modes", HTMLElement).addEventListener("keydown", (event) => this.#modeKey(event));
    this.#fillViewMenu();
    this.#apply();
  }

  setMode(mode: DisplayMode): void {
    this.#choice.mode = mode;
    this.#apply();
  }

  toggleGrid(): void {
    this.#choice.grid = !this.#choice.grid;
    this.#apply();
  }

  toggleAxes(): void {
    this.#choice.axes = !this.#choice.axes;
    this.#apply();
  }

  focus(): void {
    this.#view.focus();
  }

  lookFrom(preset: ViewPreset): void {
    this.#view.lookFrom(preset);
  }

  #apply(): void {
    const { mode, grid, axes } = this.#choice;
    this.#view.setMode(mode);
    this.#view.setGrid(grid);
    this.#view.setAxes(axes);
    for (const button of this.#modeButtons) {
      const checked = button.dataset.mode === mode;
      button.setAttribute("aria-checked", String(checked));
      button.tabIndex = checked ? 0 : -1;
    }
    document.querySelector('[data-command="toggle-grid"]')?.setAttribute("aria-pressed", String(grid));
    document.querySelector('[data-command="toggle-axes"]')?.setAttribute("aria-pressed", String(axes));
    localStorage.setItem(STORAGE_KEY, JSON.stringify(this.#choice));
  }

  #modeKey(event: KeyboardEvent): void {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = MODES[(MODES.indexOf(this.#choice.mode) + step + MODES.length) % MODES.length];
    if (step === 0 || !next) return;
    event.preventDefault();
    this.setMode(next);
    this.#modeButtons.find(({ dataset }) => dataset.mode === next)?.focus();
  }

  #fillViewMenu(): void {
    const menu = required("view-menu", HTMLElement);
    const items = VIEW_PRESETS.map(({ preset, title, key }) => {
      const item = element(
        "button",
        { type: "button", class: "menu__item" },
        title,
        element("span", { class: "menu__keys" }, ...keyCaps(key)),
      );
      item.addEventListener("click", () => {
        menu.hidePopover();
        this.lookFrom(preset);
      });
      return item;
    });
    menu.replaceChildren(...items);
    const button = document.querySelector<HTMLElement>("[data-view-menu]");
    menu.addEventListener("beforetoggle", () => {
      const place = button?.getBoundingClientRect();
      if (place) Object.assign(menu.style, { left: `${place.left}px`, top: `${place.bottom + 4}px` });
    });
  }
}
