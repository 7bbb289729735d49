import type {
  CompileOptions,
  CompileProgress,
  CompileReport,
  Diagnostic,
  ImpactProperties,
  MaterialSpec,
} from "@gve/types";
import type { ImportOutcome, RecipeFindings } from "./engine.ts";

/** What the server asks an engine process to do, by kind. */
export interface Tasks {
  examine: { readonly recipeText: string; readonly options: CompileOptions };
  /** Which assets the instances of a recipe name. */
  instances: { readonly recipeText: string };
  import: { readonly text: string };
  compile: {
    readonly recipeText: string;
    readonly options: CompileOptions;
    /** Where to write the binary; it is fsynced before the answer. */
    readonly outputPath: string;
  };
  describe: Record<never, never>;
  /** Ids of two materials of the library. */
  impact: { readonly struck: string; readonly striking: string };
}

export type TaskKind = keyof Tasks;

/** One task with its kind. */
export type Task = { [K in TaskKind]: { readonly kind: K } & Tasks[K] }[TaskKind];

/** How an engine process describes its engine. */
export interface EngineDescription {
  readonly build: string;
  readonly materials: readonly MaterialSpec[];
}

/** What a finished compile left at the output path. */
export type CompileAnswer =
  | { readonly state: "done"; readonly report: CompileReport }
  | { readonly state: "cancelled" }
  | { readonly state: "failed"; readonly diagnostics: readonly Diagnostic[] };

/** Answer to each kind of task. */
export interface Answers {
  examine: RecipeFindings;
  instances: readonly string[];
  import: ImportOutcome;
  compile: CompileAnswer;
  describe: EngineDescription;
  impact: ImpactProperties;
}

/** Server → engine process. */
export type Command =
  | { readonly type: "run"; readonly taskId: number; readonly task: Task }
  | { readonly type: "cancel"; readonly taskId: number };

/** Engine process → server. */
export type Notice =
  | { readonly type: "ready" }
  /** The engine could not be loaded; the process ends. */
  | { readonly type: "unavailable"; readonly message: string }
  /** Its event loop turns. */
  | { readonly type: "heartbeat" }
  | { readonly type: "progress"; readonly taskId: number; readonly progress: CompileProgress }
  | { readonly type: "answer"; readonly taskId: number; readonly answer: Answers[TaskKind] }
  | { readonly type: "error"; readonly taskId: number; readonly message: string };
