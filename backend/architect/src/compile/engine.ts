import type {
  CompileOptions,
  CompileProgress,
  CompileReport,
  Diagnostic,
  ImpactProperties,
  ImportedRecipe,
  MaterialSpec,
} from "@gve/types";

/** What an engine answers about a recipe without compiling it. */
export interface RecipeFindings {
  /** Errors, warnings and notes, with their place in the text. */
  readonly diagnostics: readonly Diagnostic[];
  /** SHA-256 over everything that decides the bytes; absent when there are errors. */
  readonly cacheKey?: string;
}

/** What became of a document of an older form. */
export type ImportOutcome =
  | { readonly state: "done"; readonly imported: ImportedRecipe }
  | { readonly state: "failed"; readonly diagnostics: readonly Diagnostic[] };

/** What a compile made. */
export type CompileOutcome =
  | { readonly state: "done"; readonly bytes: Uint8Array; readonly report: CompileReport }
  | { readonly state: "cancelled" }
  | { readonly state: "failed"; readonly diagnostics: readonly Diagnostic[] };

/** The compiler as the Architect sees it. It runs in processes of its own, which it may crash without further harm. */
export interface Engine {
  /** Identity of the compiler; part of every cache key. */
  readonly build: string;
  /** Every entry of the material library. */
  materials(): readonly MaterialSpec[];
  /** What a collision of two materials excites, by their ids; throws for an unknown one. */
  impact(struck: string, striking: string): ImpactProperties;
  examine(recipeText: string, options: CompileOptions): Promise<RecipeFindings>;
  /** Ids of the assets that a recipe's instances name; none for a text that is no recipe. */
  instances(recipeText: string): readonly string[];
  /** Turns a document of the older public form into a recipe. */
  importDocument(text: string): Promise<ImportOutcome>;
  /** Compiles without blocking the event loop; ends soon after `signal` is aborted. */
  compile(
    recipeText: string,
    options: CompileOptions,
    onProgress: (progress: CompileProgress) => void,
    signal: AbortSignal,
  ): Promise<CompileOutcome>;
}

/** A module that `--engine` names exports this. */
export interface EngineModule {
  createEngine(): Promise<Engine>;
}
