/** The engine's WebAssembly: what it offers, and which of its two bundles this browser can run. */

import type { BoundVariable, Diagnostic } from "@gve/types";

export type DisplayMode = "mesh" | "splats" | "sdf";
export type ViewPreset = "front" | "back" | "right" | "left" | "top" | "bottom" | "perspective";
export type Backend = "webgpu" | "webgl";

/** What a frame of `/ws/assets` did to the scene. */
export interface FrameOutcome {
  readonly kind: "applied" | "stale" | "announced" | "progress" | "invalid" | "unknown";
  readonly asset_id: string;
  readonly version: number;
  readonly stage?: string;
  readonly progress?: number;
  readonly message?: string;
  /** The frame's asset should be asked for. */
  readonly request?: boolean;
}

export interface RecipeOutcome {
  readonly ok: boolean;
  readonly diagnostics: readonly Diagnostic[];
  readonly timings_ms: Readonly<Record<string, number>>;
}

/** What `bind_variables` answers. */
export type BindingOutcome =
  | { readonly ok: true; readonly variables: readonly BoundVariable[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

export interface ViewportStats {
  readonly backend: string;
  readonly adapter: string;
  readonly software: boolean;
  readonly lost: boolean;
  readonly width_px: number;
  readonly height_px: number;
  readonly mode: DisplayMode;
  readonly shown_mode: DisplayMode | null;
  readonly triangles: number;
  readonly splats: number;
}

/** The class `Viewport` of the bundle; see `engine/wasm/README.md` for each call. */
export interface EngineViewport {
  resize(widthPx: number, heightPx: number, pixelRatio?: number): void;
  render(): boolean;
  specialise(): void;
  set_theme(theme: "dark" | "light"): void;
  set_mode(mode: DisplayMode): void;
  set_grid(on: boolean): void;
  set_axes(on: boolean): void;
  handle_frame(bytes: Uint8Array): string;
  show_recipe(assetId: string, recipeText: string, overridesJson: string): string;
  set_active(assetId: string): void;
  remove(assetId: string): void;
  orbit(dxPx: number, dyPx: number): void;
  pan(dxPx: number, dyPx: number): void;
  zoom(deltaPx: number, xPx?: number, yPx?: number): void;
  focus(): void;
  view_preset(preset: ViewPreset): void;
  camera_json(): string;
  set_camera_json(camera: string): void;
  read_pixels(): Promise<Uint8Array>;
  get_scene_snapshot(): Uint8Array;
  stats_json(): string;
}

/** The bundle as a module. */
export interface Engine {
  readonly Viewport: { create(canvas: HTMLCanvasElement): Promise<EngineViewport> };
  validate_recipe(text: string): string;
  bind_variables(text: string): string;
  set_assets(assetsJson: string): void;
  compile_recipe(text: string, optionsJson: string): Uint8Array;
  encode_frame(messageType: number, assetId: string, version: number, payload: Uint8Array): Uint8Array<ArrayBuffer>;
}

type EngineModule = Engine & { default(): Promise<unknown> };

interface Gpu {
  requestAdapter(): Promise<object | null>;
}

async function hasWebGpu(): Promise<boolean> {
  const gpu = (navigator as Navigator & { gpu?: Gpu }).gpu;
  if (!gpu) return false;
  return (await gpu.requestAdapter().catch(() => null)) !== null;
}

function hasWebGl2(): boolean {
  return document.createElement("canvas").getContext("webgl2") !== null;
}

/** The best backend of this browser, or `null` when it draws no 3D at all. */
export async function chooseBackend(): Promise<Backend | null> {
  const wanted = new URLSearchParams(location.search).get("backend");
  if (wanted !== "webgl" && (await hasWebGpu())) return "webgpu";
  return hasWebGl2() ? "webgl" : null;
}

/** Loads a bundle. The WebGL one also serves a browser without any 3D: it still validates recipes. */
export async function loadEngine(backend: Backend): Promise<Engine> {
  const address = `/static/wasm/${backend}/gve_wasm.js`;
  const module = (await import(address)) as EngineModule;
  await module.default();
  return module;
}
