import type { CompileOptions, CompileProgress, CompileReport, Diagnostic } from "@gve/types";
import { EngineError, unwrap } from "./error.ts";
import { native } from "./native.ts";

/** How a compile runs, apart from its recipe. */
export interface CompileControl {
  readonly options?: CompileOptions;
  /** Receives progress, which never falls; the last one of a finished compile is 1. */
  readonly onProgress?: (progress: CompileProgress) => void;
  /** Stops the compile when it is aborted. */
  readonly signal?: AbortSignal;
}

/** A finished compile. */
export interface Compilation {
  /** The whole `.gve_bin` file. */
  readonly bytes: Uint8Array;
  readonly report: CompileReport;
}

/** Options as the addon takes them. */
export function optionsJson(options: CompileOptions | undefined): string {
  return JSON.stringify(options ?? {});
}

function cancelled(signal: AbortSignal | undefined): EngineError {
  const diagnostic: Diagnostic = {
    code: "compile.cancelled",
    severity: "error",
    pointer: "",
    message: "the compile was cancelled",
  };
  return new EngineError([diagnostic], { cause: signal?.reason });
}

/** What the addon compiles with: itself, or a compiler that remembers. */
type NativeCompile = typeof native.compile;

async function run(compileNatively: NativeCompile, recipeText: string, control: CompileControl): Promise<Compilation> {
  const { options, onProgress, signal } = control;
  if (signal?.aborted) throw cancelled(signal);
  const token = new native.CancelToken();
  const onAbort = () => token.cancel();
  signal?.addEventListener("abort", onAbort, { once: true });
  const done = Promise.withResolvers<void>();
  const receive = (json: string) => {
    const progress = JSON.parse(json) as CompileProgress;
    onProgress?.(progress);
    if (progress.progress === 1) done.resolve();
  };
  try {
    const { bytes, answer } = await compileNatively(
      recipeText,
      optionsJson(options),
      onProgress ? receive : null,
      token,
    );
    if (signal?.aborted) throw cancelled(signal);
    const report = unwrap<CompileReport>(answer);
    if (bytes === undefined) throw new Error("The engine gave a report without bytes.");
    // Progress travels by another queue than the result and may arrive after it.
    if (onProgress) await done.promise;
    return { bytes, report };
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
}

/**
 * Compiles a recipe on a thread of libuv's pool.
 *
 * Rejects with an EngineError: its code is `compile.cancelled` after an abort, otherwise it holds the diagnostics of
 * the recipe or of the options.
 */
export function compile(recipeText: string, control: CompileControl = {}): Promise<Compilation> {
  return run(native.compile, recipeText, control);
}

/**
 * Compiles to the same bytes as `compile` and remembers what the stages made: after an edit it makes only what that has
 * changed.
 */
export class Compiler {
  readonly #native: InstanceType<typeof native.Compiler>;

  /** Keeps at most `capacityBytes`, which is less than 4 GiB. Default: 128 MiB, a few versions of an asset. */
  constructor(capacityBytes?: number) {
    this.#native = new native.Compiler(capacityBytes);
  }

  /** Bytes that are kept now. */
  get keptBytes(): number {
    return this.#native.keptBytes;
  }

  /** Compiles a recipe as `compile` does. */
  compile(recipeText: string, control: CompileControl = {}): Promise<Compilation> {
    return run((...parts) => this.#native.compile(...parts), recipeText, control);
  }
}
