// From unknown JSON to typed documents: the generated validators with problems that a person can act on.
import type { Diagnostic, Documents, ProblemCode } from "./generated/types.ts";
import type { ValidationError, Validator } from "./generated/validators.js";
import * as validators from "./generated/validators.js";

/** Name of a type that crosses a boundary as a whole document. */
export type DocumentName = keyof Documents;

/** A typed document, or why there is none. */
export type Validated<T> = { ok: true; value: T } | { ok: false; diagnostics: Diagnostic[] };

/** Most problems reported for one document; a broken document of megabytes yields no megabytes of problems. */
const MOST_DIAGNOSTICS = 100;

/** Checks a value that `JSON.parse` made. The value itself is returned, not a copy. */
export function validate<K extends DocumentName>(name: K, value: unknown): Validated<Documents[K]> {
  // biome-ignore lint/performance/noDynamicNamespaceImportAccess: any of the validators may be asked for
  const validator: Validator = validators[name];
  try {
    if (validator(value)) return { ok: true, value: value as Documents[K] };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return refused(problem(name, "too_deep", "", "the document is nested too deeply"));
  }
  const errors = validator.errors ?? [];
  return { ok: false, diagnostics: errors.slice(0, MOST_DIAGNOSTICS).map((error) => describe(name, error)) };
}

/**
 * Reads a JSON text as a document. Texts with half a surrogate pair are refused: `JSON.parse` lets them through, but
 * they are no Unicode, and no other language reads them.
 */
export function parse<K extends DocumentName>(name: K, text: string): Validated<Documents[K]> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refused(problem(name, "syntax", "", (error as Error).message));
  }
  const broken = brokenText(text, value);
  if (broken !== undefined) return refused(problem(name, "syntax", broken, "the text has half a surrogate pair"));
  return validate(name, value);
}

function refused(diagnostic: Diagnostic): { ok: false; diagnostics: Diagnostic[] } {
  return { ok: false, diagnostics: [diagnostic] };
}

/** JSON pointer of the first string or key that is no Unicode. Only escapes can hide one in a well-formed text. */
function brokenText(text: string, value: unknown): string | undefined {
  if (text.isWellFormed() && !/\\u[dD][89a-fA-F]/.test(text)) return undefined;
  const waiting: { value: unknown; pointer: string }[] = [{ value, pointer: "" }];
  for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) {
    if (typeof item.value === "string" && !item.value.isWellFormed()) return item.pointer;
    if (typeof item.value !== "object" || item.value === null) continue;
    for (const [key, child] of Object.entries(item.value)) {
      if (!key.isWellFormed()) return item.pointer;
      waiting.push({ value: child, pointer: `${item.pointer}/${escapePointer(key)}` });
    }
  }
  return undefined;
}

function escapePointer(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

type RecipeProblem =
  | "syntax"
  | "too_deep"
  | "unknown_key"
  | "missing_key"
  | "wrong_type"
  | "unknown_variant"
  | "out_of_range";

/** A recipe's problems have codes of their own; other documents come in requests. */
function problem(name: DocumentName, kind: RecipeProblem, pointer: string, message: string): Diagnostic {
  const code: ProblemCode = name === "Recipe" ? `recipe.${kind}` : "request.invalid";
  return { code, severity: "error", pointer, message };
}

function describe(name: DocumentName, error: ValidationError): Diagnostic {
  const { keyword, params, instancePath } = error;
  const message = error.message ?? "the value is not allowed here";
  switch (keyword) {
    case "additionalProperties": {
      const key = String(params.additionalProperty);
      return problem(name, "unknown_key", `${instancePath}/${escapePointer(key)}`, `unknown key "${key}"`);
    }
    case "required":
      return problem(name, "missing_key", instancePath, `the key "${params.missingProperty}" is missing`);
    case "discriminator":
      return problem(
        name,
        "unknown_variant",
        `${instancePath}/type`,
        `${JSON.stringify(params.tagValue)} is no known type`,
      );
    case "enum": {
      const allowed = (params.allowedValues as unknown[]).map((value) => JSON.stringify(value));
      return problem(name, "unknown_variant", instancePath, `must be one of ${allowed.join(", ")}`);
    }
    case "type":
    case "anyOf":
      return problem(name, "wrong_type", instancePath, message);
    default:
      return problem(name, "out_of_range", instancePath, message);
  }
}
