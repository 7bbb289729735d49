import type { Diagnostic, ProblemCode } from "@gve/types";

/** What the engine found wrong with its input; at least one diagnostic. */
export class EngineError extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[], options?: ErrorOptions) {
    super(diagnostics[0]?.message ?? "The engine refused its input.", options);
    this.name = "EngineError";
    this.diagnostics = diagnostics;
  }

  /** Code of the first diagnostic. */
  get code(): ProblemCode {
    return this.diagnostics[0]?.code ?? "internal";
  }
}

/** Turns the addon's JSON answer into its value, or throws what it found wrong. */
export function unwrap<T>(answer: string): T {
  const parsed = JSON.parse(answer) as { ok: T } | { diagnostics: Diagnostic[] };
  if ("diagnostics" in parsed) throw new EngineError(parsed.diagnostics);
  return parsed.ok;
}
