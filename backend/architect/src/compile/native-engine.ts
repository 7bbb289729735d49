import * as engine from "@gve/engine";
import type { CompileOptions, CompileProgress } from "@gve/types";

import type { CompileOutcome, Engine, ImportOutcome, RecipeFindings } from "./engine.ts";

/** The Rust engine, through its Node addon. */
export async function createEngine(): Promise<Engine> {
  // One for the whole process: an author's next version finds what the last one made.
  const compiler = new engine.Compiler();
  return {
    build: engine.compilerBuild,
    materials: engine.materials,
    impact: engine.impact,
    examine,
    instances: engine.instances,
    importDocument,
    compile: (...parts) => compile(compiler, ...parts),
  };
}

async function examine(recipeText: string, options: CompileOptions): Promise<RecipeFindings> {
  const diagnostics = engine.validate(recipeText, options);
  if (diagnostics.some(({ severity }) => severity === "error")) return { diagnostics };
  return { diagnostics, cacheKey: engine.cacheKey(recipeText, options).cache_key };
}

async function importDocument(text: string): Promise<ImportOutcome> {
  try {
    return { state: "done", imported: engine.importDocument(text) };
  } catch (error) {
    if (!(error instanceof engine.EngineError)) throw error;
    return { state: "failed", diagnostics: error.diagnostics };
  }
}

async function compile(
  compiler: engine.Compiler,
  recipeText: string,
  options: CompileOptions,
  onProgress: (progress: CompileProgress) => void,
  signal: AbortSignal,
): Promise<CompileOutcome> {
  try {
    const { bytes, report } = await compiler.compile(recipeText, { options, onProgress, signal });
    return { state: "done", bytes, report };
  } catch (error) {
    if (!(error instanceof engine.EngineError)) throw error;
    if (error.code === "compile.cancelled") return { state: "cancelled" };
    return { state: "failed", diagnostics: error.diagnostics };
  }
}
