/** The viewport on the page: one canvas, drawn when something changed, sized with its element. */

import type { DisplayMode, EngineViewport, FrameOutcome, RecipeOutcome, ViewPreset, ViewportStats } from "./engine.ts";
import { readSnapshot, type SceneEntry } from "./snapshot.ts";

/** Largest edge of the drawing in device pixels: enough for a 5K screen. */
const MAX_EDGE_PX = 5120;
/** A picture that stays this long gets a shader of its own. */
const REST_MS = 1_500;

export class ViewportView {
  readonly #engine: EngineViewport;
  readonly #canvas: HTMLCanvasElement;
  readonly #drawn: () => void;
  #scheduled = false;
  #rest: ReturnType<typeof setTimeout> | undefined;

  /** `drawn` is called after each drawing, when figures may have changed. */
  constructor(engine: EngineViewport, canvas: HTMLCanvasElement, drawn: () => void) {
    this.#engine = engine;
    this.#canvas = canvas;
    this.#drawn = drawn;
    new ResizeObserver(() => this.#fit()).observe(canvas);
    this.#fit();
  }

  get raw(): EngineViewport {
    return this.#engine;
  }

  setTheme(theme: "dark" | "light"): void {
    this.#change(() => this.#engine.set_theme(theme));
  }

  setMode(mode: DisplayMode): void {
    this.#change(() => this.#engine.set_mode(mode));
  }

  setGrid(on: boolean): void {
    this.#change(() => this.#engine.set_grid(on));
  }

  setAxes(on: boolean): void {
    this.#change(() => this.#engine.set_axes(on));
  }

  setActive(assetId: string): void {
    this.#change(() => this.#engine.set_active(assetId));
  }

  orbit(dxPx: number, dyPx: number): void {
    this.#change(() => this.#engine.orbit(dxPx, dyPx));
  }

  pan(dxPx: number, dyPx: number): void {
    this.#change(() => this.#engine.pan(dxPx, dyPx));
  }

  zoom(deltaPx: number, xPx?: number, yPx?: number): void {
    this.#change(() => this.#engine.zoom(deltaPx, xPx, yPx));
  }

  focus(): void {
    this.#change(() => this.#engine.focus());
  }

  lookFrom(preset: ViewPreset): void {
    this.#change(() => this.#engine.view_preset(preset));
  }

  /** Takes a frame of `/ws/assets`. */
  handleFrame(bytes: Uint8Array): FrameOutcome {
    return this.#change(() => JSON.parse(this.#engine.handle_frame(bytes)) as FrameOutcome);
  }

  /** Compiles in the browser and shows the result; an invalid recipe leaves the picture as it was. */
  showRecipe(assetId: string, text: string, overrides: Readonly<Record<string, number>> = {}): RecipeOutcome {
    return this.#change(
      () => JSON.parse(this.#engine.show_recipe(assetId, text, JSON.stringify(overrides))) as RecipeOutcome,
    );
  }

  scene(): readonly SceneEntry[] {
    return readSnapshot(this.#engine.get_scene_snapshot());
  }

  stats(): ViewportStats {
    return JSON.parse(this.#engine.stats_json()) as ViewportStats;
  }

  #change<T>(run: () => T): T {
    const result = run();
    this.#schedule();
    return result;
  }

  #fit(): void {
    const ratio = Math.min(window.devicePixelRatio, 2);
    const width = Math.max(1, Math.min(MAX_EDGE_PX, Math.round(this.#canvas.clientWidth * ratio)));
    const height = Math.max(1, Math.min(MAX_EDGE_PX, Math.round(this.#canvas.clientHeight * ratio)));
    this.#change(() => this.#engine.resize(width, height, ratio));
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    clearTimeout(this.#rest);
    requestAnimationFrame(() => {
      this.#scheduled = false;
      const continues = this.#engine.render();
      this.#drawn();
      if (continues) this.#schedule();
      else this.#rest = setTimeout(() => this.#engine.specialise(), REST_MS);
    });
  }
}
