// The Rust engine in Node. Everything that crosses has a type of @gve/types.
import type {
  BoundVariable,
  CompileOptions,
  Diagnostic,
  ImpactProperties,
  ImportedRecipe,
  InspectionReport,
  MaterialSpec,
} from "@gve/types";
import { optionsJson } from "./compile.ts";
import { EngineError, unwrap } from "./error.ts";
import { native } from "./native.ts";

export type { Frame, SceneObject } from "./codec.ts";
export { decodeFrame, decodeSnapshot, encodeFrame, encodeSnapshot, VersionCache } from "./codec.ts";
export type { Compilation, CompileControl } from "./compile.ts";
export { Compiler, compile } from "./compile.ts";
export { EngineError } from "./error.ts";

/** Hashes of a compile, 64 hexadecimal digits each. */
export interface CacheKey {
  /** Hash of the bound recipe. */
  readonly recipe_hash: string;
  /** Hash over everything that decides the bytes. */
  readonly cache_key: string;
}

/** Standard formats that a binary can be exported to. */
export type ExportFormat = "glb" | "glb-splats" | "ply" | "spz" | "stl" | "obj" | "mtl" | "3mf";

/** Identity of the compiler: part of every cache key. */
export const compilerBuild: string = native.compilerBuild();

/** Checks a recipe without compiling it; an empty list is a good recipe. */
export function validate(recipeText: string, options?: CompileOptions): Diagnostic[] {
  return unwrap(native.validate(recipeText, optionsJson(options)));
}

/** Turns a document of the older public form into a recipe, with a report. Throws an EngineError when it is none. */
export function importDocument(text: string): ImportedRecipe {
  return unwrap(native.importDocument(text));
}

/** Binds a recipe: its variables with values and limits, in order of name. Throws an EngineError for a bad recipe. */
export function variables(recipeText: string, options?: CompileOptions): BoundVariable[] {
  return unwrap(native.variables(recipeText, optionsJson(options)));
}

/** A recipe whose macros are written out. */
export interface ExpandedRecipe {
  readonly text: string;
  /** JSON pointers, in the old text, of the macros that were expanded. */
  readonly expanded: string[];
}

/**
 * Writes the ordinary nodes that macros stand for into a recipe's text: of all macros, or of the one with the id or JSON
 * pointer `node`. Throws an EngineError for a bad recipe or node.
 */
export function expand(recipeText: string, options?: CompileOptions, node?: string): ExpandedRecipe {
  return unwrap(native.expand(recipeText, optionsJson(options), node));
}

/** Ids of the assets that a recipe's instances name; compile options bring these along as `assets`. */
export function instances(recipeText: string): string[] {
  return unwrap(native.instances(recipeText));
}

/** Key under which the result of a compile is cached. Throws an EngineError for a bad recipe. */
export function cacheKey(recipeText: string, options?: CompileOptions): CacheKey {
  return unwrap(native.cacheKey(recipeText, optionsJson(options)));
}

/** The material library. */
export function materials(): MaterialSpec[] {
  return unwrap(native.materials());
}

/**
 * What a collision excites when `striking` meets `struck`; both are ids or aliases of the material library. Throws an
 * EngineError for an unknown one.
 */
export function impact(struck: string, striking: string): ImpactProperties {
  return unwrap(native.impact(struck, striking));
}

/** Checks a `.gve_bin` file and says what it holds. Throws an EngineError for a damaged one. */
export function inspect(bytes: Uint8Array): InspectionReport {
  return unwrap(native.inspect(bytes));
}

/** A blow on an asset, and how it is sampled. */
export interface SoundOptions {
  /** Material of the ball that strikes, by id or alias. Default: steel. */
  readonly against?: string;
  /** Its speed in m/s, 0.01 to 100. Default: 1. */
  readonly velocityMPerS?: number;
  /** Samples per second, 8000 to 192000. Default: 48000. */
  readonly sampleRateHz?: number;
}

/**
 * Samples of a blow on the asset of a `.gve_bin` file: mono, each from -1 to 1, the same on every platform. Throws an
 * EngineError for a damaged file, one without sound, and bad options.
 */
export function renderSound(bytes: Uint8Array, options: SoundOptions = {}): Float32Array {
  const { against = "METAL_STEEL", velocityMPerS = 1, sampleRateHz = 48_000 } = options;
  const { samples, answer } = native.renderSound(bytes, against, velocityMPerS, sampleRateHz);
  unwrap<null>(answer);
  if (samples === undefined) throw new EngineError([]);
  return samples;
}

/**
 * Exports a `.gve_bin` file: mesh as `glb`, `stl`, `3mf` or `obj` with its `mtl`, splats as `glb-splats`, `ply` or `spz`.
 * `stem` is the name of the material library beside an OBJ, without `.mtl`. Throws an EngineError when it cannot.
 */
export function exportFile(bytes: Uint8Array, format: ExportFormat, stem = "asset"): Uint8Array {
  const { bytes: file, answer } = native.exportFile(bytes, format, stem);
  unwrap<null>(answer);
  if (file === undefined) throw new EngineError([]);
  return file;
}
