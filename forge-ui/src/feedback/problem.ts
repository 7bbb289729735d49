import type { Diagnostic } from "@gve/types";

/** A failed request, described for a person. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly hint: string | null;
  readonly diagnostics: readonly Diagnostic[];
}

function text(value: unknown, otherwise: string): string {
  return typeof value === "string" && value !== "" ? value : otherwise;
}

/** Reads problem details (RFC 9457); a body of another kind becomes a problem that says so. */
export function readProblem(status: number, body: string): Problem {
  let parsed: unknown = null;
  try {
    parsed = JSON.parse(body);
  } catch {
    // A proxy's error page, for instance: the status alone must do.
  }
  const fields = typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : {};
  return {
    status,
    code: text(fields.code, `http.${status}`),
    title: text(fields.title, "The server refused the request"),
    detail: text(fields.detail, `It answered with status ${status}.`),
    hint: typeof fields.hint === "string" ? fields.hint : null,
    diagnostics: Array.isArray(fields.diagnostics) ? (fields.diagnostics as Diagnostic[]) : [],
  };
}

/** The server could not be reached. */
export function unreachable(): Problem {
  return {
    status: 0,
    code: "network.unreachable",
    title: "The server cannot be reached",
    detail: "The request did not get through.",
    hint: "Check that the Architect is running; the Forge keeps trying.",
    diagnostics: [],
  };
}
