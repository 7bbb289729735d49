import { DecodeError, type ProblemCode, type ProblemDetails } from "@gve/types";
import { Problem } from "../problem.ts";

interface ProblemType {
  readonly status: number;
  /** The same for every occurrence. */
  readonly title: string;
}

/** Status and title of the problems that have their own; recipe, expression and variable problems share one below. */
const TYPES: Partial<Record<ProblemCode, ProblemType>> = {
  "recipe.too_large": { status: 413, title: "Recipe too large" },
  "material.unknown": { status: 404, title: "Unknown material" },
  "compile.cancelled": { status: 409, title: "Compile cancelled" },
  "compile.crashed": { status: 500, title: "Compile process ended" },
  "compile.failed": { status: 500, title: "Compile failed" },
  "compile.timed_out": { status: 500, title: "Compile took too long" },
  "compile.unavailable": { status: 503, title: "Compile engine not available" },
  "asset.not_found": { status: 404, title: "No such asset" },
  "asset.version_conflict": { status: 412, title: "Version conflict" },
  "asset.name_clash": { status: 409, title: "Name taken" },
  "asset.bad_name": { status: 422, title: "Bad name" },
  "request.invalid": { status: 400, title: "Invalid request" },
  "request.too_large": { status: 413, title: "Request too large" },
  "request.bad_origin": { status: 403, title: "Foreign origin" },
  "request.unauthorized": { status: 401, title: "Token missing or wrong" },
  "request.precondition_required": { status: 428, title: "If-Match required" },
  "request.not_found": { status: 404, title: "Not found" },
  "cache.missing": { status: 404, title: "Not built" },
  "cache.corrupt": { status: 500, title: "Binary damaged" },
  "storage.failed": { status: 507, title: "Storage failed" },
  internal: { status: 500, title: "Internal error" },
};

const INPUT: ProblemType = { status: 422, title: "Recipe with errors" };

/** Status and title of a code. */
export function problemType(code: ProblemCode): ProblemType {
  return TYPES[code] ?? INPUT;
}

/** The body of an HTTP error, RFC 9457. */
export function problemDetails(problem: Problem): ProblemDetails {
  // An unknown material is a missing page of the library, or an error in a recipe: then it has its place there.
  const isInRecipe = problem.code === "material.unknown" && problem.diagnostics.length > 0;
  const { status, title } = isInRecipe ? INPUT : problemType(problem.code);
  return {
    type: `/problems/${problem.code}`,
    code: problem.code,
    title,
    status,
    detail: problem.message,
    ...(problem.hint === undefined ? {} : { hint: problem.hint }),
    ...(problem.diagnostics.length === 0 ? {} : { diagnostics: [...problem.diagnostics] }),
  };
}

/** Any thrown value as a problem; what is no problem of its own tells its reader nothing of the inside. */
export function asProblem(error: unknown, tooLarge: ProblemCode = "request.too_large"): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof DecodeError) return new Problem(error.code, error.message, { cause: error });
  const { statusCode, code, message } = error as { statusCode?: number; code?: string; message?: string };
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") {
    return new Problem(tooLarge, "The body is larger than 8 MiB.", {
      hint: "Describe repeated parts with arrays or variables instead of writing them out.",
    });
  }
  if (statusCode === 404) return new Problem("request.not_found", message ?? "Not found.");
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new Problem("request.invalid", message ?? "The request is invalid.", { cause: error });
  }
  return new Problem("internal", "The server failed; its log says why.", { cause: error });
}

/** Whether somebody asked who may not: worth a line in the log. */
export function isRefusedAccess({ code }: Problem): boolean {
  return code === "request.bad_origin" || code === "request.unauthorized";
}

/** One line for people, for media without a structure of their own. */
export function problemLine(problem: Problem): string {
  const hint = problem.hint === undefined ? "" : ` Hint: ${problem.hint}`;
  return `${problem.code}: ${problem.message}${hint}`;
}
