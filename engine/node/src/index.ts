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
export { compile } from "./compile.ts";
export { EngineError } from "./error.ts";

/** Hashes of a compile, 64 hexadecimal digits each. */
export interface CacheKey {
  /** Hash of the bound recipe. */
  readonly recipe_hash: string;
  /** Hash over everything that decides the bytes. */
  readonly cache_key: string;
}

/** Standard formats that a binary can be exported to. */
export type ExportFormat = "glb" | "stl" | "ply";

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

/** Exports a `.gve_bin` file: mesh as GLB or STL, splats as PLY. Throws an EngineError when it cannot. */
export function exportFile(bytes: Uint8Array, format: ExportFormat): Uint8Array {
  const { bytes: file, answer } = native.exportFile(bytes, format);
  unwrap<null>(answer);
  if (file === undefined) throw new EngineError([]);
  return file;
}
