import type { Diagnostic, ProblemCode } from "@gve/types";

export interface ProblemExtras {
  /** What to do about it. */
  hint?: string;
  /** Findings in the input, if it was the input. */
  diagnostics?: readonly Diagnostic[];
  cause?: unknown;
}

/** A failure that its reader can act on; HTTP, WebSocket and log render it from the same fields. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly code: ProblemCode;
  readonly hint: string | undefined;
  readonly diagnostics: readonly Diagnostic[];

  constructor(code: ProblemCode, message: string, extras: ProblemExtras = {}) {
    super(message, { cause: extras.cause });
    this.code = code;
    this.hint = extras.hint;
    this.diagnostics = extras.diagnostics ?? [];
  }

  /** The problem as one diagnostic of the whole document. */
  toDiagnostic(): Diagnostic {
    const [first] = this.diagnostics;
    if (first !== undefined) return first;
    return {
      code: this.code,
      severity: "error",
      pointer: "",
      message: this.message,
      ...(this.hint === undefined ? {} : { hint: this.hint }),
    };
  }
}

/** A recipe with errors in it, with the first as its code and text. */
export function recipeProblem(diagnostics: readonly Diagnostic[]): Problem {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error");
  const [first] = errors;
  if (first === undefined) return new Problem("internal", "The recipe was refused without a reason.");
  const place = first.pointer === "" ? "" : ` (at ${first.pointer})`;
  const more = errors.length > 1 ? `, and ${errors.length - 1} more` : "";
  return new Problem(first.code, `${first.message}${place}${more}`, {
    diagnostics,
    ...(first.hint === undefined ? {} : { hint: first.hint }),
  });
}

/** A failed call of the file system as a problem; `null` for any other error. */
export function storageProblem(error: unknown): Problem | null {
  if (!(error instanceof Error) || !("syscall" in error) || !("path" in error || "code" in error)) return null;
  return new Problem("storage.failed", `A file could not be read or written: ${error.message}.`, {
    hint: "Check that the disk has room and that the data folder can be written.",
    cause: error,
  });
}
