import type { CompileOptions, Diagnostic, ImpactProperties, ImportedRecipe } from "@gve/types";
import { Problem, recipeProblem } from "../problem.ts";
import type { RecipeFindings } from "./engine.ts";
import { EngineProcess, type EngineProcessOptions } from "./engine-process.ts";
import type { Answers, EngineDescription, TaskKind, Tasks } from "./messages.ts";

/** Longest time that a question may take before its process is replaced. */
const PATIENCE_MS = 60_000;

/**
 * Asks the engine about recipes, in a process beside those that compile, so that a check never waits for a compile and
 * a crash never ends the server.
 */
export class RecipeInspector {
  readonly #options: EngineProcessOptions;
  #process: EngineProcess | null = null;
  #description: Promise<EngineDescription> | null = null;

  constructor(options: EngineProcessOptions) {
    this.#options = options;
  }

  /** Errors, warnings and notes about a recipe. */
  async validate(recipeText: string): Promise<readonly Diagnostic[]> {
    return (await this.examine(recipeText, {})).diagnostics;
  }

  /** @throws Problem of the first error when the recipe has any. */
  async requireValid(recipeText: string): Promise<void> {
    const { diagnostics, cacheKey } = await this.examine(recipeText, {});
    if (cacheKey === undefined) throw recipeProblem(diagnostics);
  }

  /**
   * Turns a document of the older public form into a recipe.
   * @throws Problem of the first error when it is none.
   */
  async importDocument(text: string): Promise<ImportedRecipe> {
    const outcome = await this.#ask("import", { text });
    if (outcome.state === "failed") throw recipeProblem(outcome.diagnostics);
    return outcome.imported;
  }

  examine(recipeText: string, options: CompileOptions): Promise<RecipeFindings> {
    return this.#ask("examine", { recipeText, options });
  }

  /** What the engine is and knows; asked once. */
  describe(): Promise<EngineDescription> {
    this.#description ??= this.#ask("describe", {}).catch((error: unknown) => {
      this.#description = null;
      throw error;
    });
    return this.#description;
  }

  /** What a collision of two materials excites, by their ids in the library. */
  impact(struck: string, striking: string): Promise<ImpactProperties> {
    return this.#ask("impact", { struck, striking });
  }

  async close(): Promise<void> {
    const process = this.#process;
    this.#process = null;
    process?.kill();
    await process?.exit;
  }

  /** Asks, and asks once more when the process ended: it may have been ended by another question. */
  async #ask<K extends TaskKind>(kind: K, task: Tasks[K]): Promise<Answers[K]> {
    try {
      return await this.#askOnce(kind, task);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "compile.crashed") throw error;
      return this.#askOnce(kind, task);
    }
  }

  async #askOnce<K extends TaskKind>(kind: K, task: Tasks[K]): Promise<Answers[K]> {
    if (this.#process === null || this.#process.isOver) this.#process = new EngineProcess(this.#options);
    const process = this.#process;
    const patience = setTimeout(() => process.kill(), PATIENCE_MS);
    try {
      return await process.run(kind, task).answer;
    } finally {
      clearTimeout(patience);
    }
  }
}
