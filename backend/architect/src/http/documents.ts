import type { Documents } from "@gve/types";
import { type DocumentName, validate } from "@gve/types";

import { Problem } from "../problem.ts";

/**
 * A body as a typed document, checked by the generated validators: nothing is converted, filled in or left out.
 * @throws Problem `request.invalid` with every finding.
 */
export function requireDocument<K extends DocumentName>(name: K, body: unknown): Documents[K] {
  const result = validate(name, body);
  if (result.ok) return result.value;
  const [first] = result.diagnostics;
  const place = first === undefined || first.pointer === "" ? "" : ` at ${first.pointer}`;
  throw new Problem("request.invalid", `The body is no ${name}: ${first?.message ?? "it is refused"}${place}.`, {
    diagnostics: result.diagnostics,
  });
}
