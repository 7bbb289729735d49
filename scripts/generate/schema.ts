// The normalised JSON Schema that `gve-schema` wrote, and what only the TypeScript generator needs changed in it.
import { readFileSync } from "node:fs";
import { bundleFile } from "./paths.ts";

export interface Schema {
  [keyword: string]: unknown;
  $ref?: string;
  title?: string;
  description?: string;
  type?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: boolean | Schema;
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
}

export interface Bundle extends Schema {
  $defs: Record<string, Schema>;
  "x-root-types": string[];
  "x-schema-version": string;
}

export function readBundle(file = bundleFile): Bundle {
  return JSON.parse(readFileSync(file, "utf8"));
}

/** Applies `change` to a schema and every schema inside it, innermost first. */
export function mapSchema(schema: Schema, change: (schema: Schema) => Schema): Schema {
  const inner = (value: Schema) => mapSchema(value, change);
  const copy: Schema = { ...schema };
  if (copy.properties) {
    copy.properties = Object.fromEntries(Object.entries(copy.properties).map(([name, value]) => [name, inner(value)]));
  }
  if (copy.items) copy.items = inner(copy.items);
  if (typeof copy.additionalProperties === "object") copy.additionalProperties = inner(copy.additionalProperties);
  for (const keyword of ["oneOf", "anyOf", "allOf"] as const) {
    const schemas = copy[keyword];
    if (schemas) copy[keyword] = schemas.map(inner);
  }
  return change(copy);
}
