import type { AssetId, CompileOptions, Diagnostic, ImpactProperties, ImportedRecipe, LibraryAsset } from "@gve/types";
import { Problem, recipeProblem } from "../problem.ts";
import type { RecipeFindings } from "./engine.ts";
import { EngineProcess, type EngineProcessOptions } from "./engine-process.ts";
import { type AssetLookup, InstanceAssets } from "./instance-assets.ts";
import type { Answers, EngineDescription, TaskKind, Tasks } from "./messages.ts";

/** Longest time that a question may take before its process is replaced. */
const PATIENCE_MS = 60_000;

/**
 * Asks the engine about recipes, in a process beside those that compile, so that a check never waits for a compile and
 * a crash never ends the server.
 */
export class RecipeInspector {
  readonly #options: EngineProcessOptions;
  readonly #instances: InstanceAssets;
  #process: EngineProcess | null = null;
  #description: Promise<EngineDescription> | null = null;

  /** `lookup` finds the assets that instances name. */
  constructor(options: EngineProcessOptions, lookup: AssetLookup) {
    this.#options = options;
    this.#instances = new InstanceAssets(lookup, (recipeText) => this.#ask("instances", { recipeText }));
  }

  /** Errors, warnings and notes about a recipe. */
  async validate(recipeText: string): Promise<readonly Diagnostic[]> {
    return (await this.examine(recipeText, {})).diagnostics;
  }

  /** The assets that a recipe's instances hold, those within others included. */
  instanceAssets(recipeText: string): Promise<readonly LibraryAsset[]> {
    return this.#instances.of(recipeText);
  }

  /** @throws Problem of the first error when the recipe has any. `ownId` is the asset that it is for. */
  async requireValid(recipeText: string, ownId?: AssetId): Promise<void> {
    const { diagnostics, cacheKey } = await this.examine(recipeText, {}, ownId);
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

  async examine(recipeText: string, options: CompileOptions, ownId?: AssetId): Promise<RecipeFindings> {
    return this.examineWith(recipeText, await this.withAssets(recipeText, options, ownId));
  }

  /** As `examine`, with options that bring the assets along. */
  examineWith(recipeText: string, options: CompileOptions): Promise<RecipeFindings> {
    return this.#ask("examine", { recipeText, options });
  }

  /** Options with the assets that the recipe's instances name, as a compile needs them. */
  async withAssets(recipeText: string, options: CompileOptions, ownId?: AssetId): Promise<CompileOptions> {
    const assets = await this.#instances.of(recipeText, ownId);
    return assets.length === 0 ? options : { ...options, assets: [...assets] };
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
