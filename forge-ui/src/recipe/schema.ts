/** Completion and help for recipe text from the generated JSON Schema (the part of 2020-12 that it uses). */

import { findNodeAtLocation, getLocation, getNodeValue, type Node as JsonNode, parseTree } from "jsonc-parser";

export interface Schema {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly $defs?: Readonly<Record<string, Schema>>;
}

export interface Suggestion {
  readonly label: string;
  /** JSON text that is put in. */
  readonly insert: string;
  readonly detail: string;
  readonly help: string;
}

export interface Suggestions {
  /** Range of the text that a suggestion replaces. */
  readonly from: number;
  readonly to: number;
  readonly items: readonly Suggestion[];
}

type Path = readonly (string | number)[];

function resolve(root: Schema, schema: Schema): Schema {
  const name = schema.$ref?.replace("#/$defs/", "");
  const target = name === undefined ? undefined : root.$defs?.[name];
  if (!target) return schema;
  const { $ref: _, ...own } = schema;
  return { ...resolve(root, target), ...own };
}

/** All plain schemas that a schema stands for. */
function alternatives(root: Schema, schema: Schema): readonly Schema[] {
  const resolved = resolve(root, schema);
  const branches = resolved.oneOf ?? resolved.anyOf ?? resolved.allOf;
  if (!branches) return [resolved];
  return branches.flatMap((branch) => alternatives(root, branch));
}

/** Whether an object agrees with an alternative's constants, such as its `type`, except for the key being edited. */
function agrees(schema: Schema, value: unknown, edited: string | number): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return true;
  return Object.entries(schema.properties ?? {}).every(([key, property]) => {
    const own = (value as Record<string, unknown>)[key];
    return key === edited || property.const === undefined || own === undefined || own === property.const;
  });
}

/** Schemas that may hold at a path of a document. */
function schemasAt(root: Schema, path: Path, document: JsonNode | undefined): readonly Schema[] {
  let schemas: readonly Schema[] = alternatives(root, root);
  path.forEach((segment, index) => {
    const node = document && findNodeAtLocation(document, path.slice(0, index) as (string | number)[]);
    const value: unknown = node ? getNodeValue(node) : undefined;
    schemas = schemas
      .filter((schema) => agrees(schema, value, segment))
      .flatMap((schema) => {
        if (typeof segment === "number") return schema.items ? [schema.items] : [];
        const additional = typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined;
        const property = schema.properties?.[segment] ?? additional;
        return property ? [property] : [];
      })
      .flatMap((schema) => alternatives(root, schema));
  });
  return schemas;
}

function describeType(root: Schema, schema: Schema): string {
  const resolved = resolve(root, schema);
  return resolved.title ?? resolved.type ?? "";
}

/** A value to start from when a key is completed. */
function startingValue(root: Schema, schema: Schema): string {
  const [first, ...others] = alternatives(root, schema);
  if (!first) return "";
  if (first.const !== undefined) return JSON.stringify(first.const);
  if (first.enum?.length === 1) return JSON.stringify(first.enum[0]);
  if (others.length > 0 && first.type !== "object") return "";
  if (first.type === "object") return "{}";
  if (first.type === "array") return "[]";
  return first.type === "string" ? '""' : "";
}

function keySuggestions(
  root: Schema,
  path: Path,
  document: JsonNode | undefined,
  hasColon: boolean,
): readonly Suggestion[] {
  const parent = path.slice(0, -1);
  const node = document && findNodeAtLocation(document, parent as (string | number)[]);
  const value: unknown = node ? getNodeValue(node) : undefined;
  const present = new Set(typeof value === "object" && value !== null ? Object.keys(value) : []);
  const found = new Map<string, Suggestion>();
  for (const schema of schemasAt(root, parent, document).filter((candidate) =>
    agrees(candidate, value, path.at(-1) ?? ""),
  )) {
    for (const [key, property] of Object.entries(schema.properties ?? {})) {
      if (found.has(key) || (present.has(key) && key !== path.at(-1))) continue;
      const insert = hasColon ? JSON.stringify(key) : `${JSON.stringify(key)}: ${startingValue(root, property)}`;
      const required = schema.required?.includes(key) ? "required" : "";
      found.set(key, {
        label: key,
        insert,
        detail: required || describeType(root, property),
        help: resolve(root, property).description ?? "",
      });
    }
  }
  return [...found.values()];
}

function valueSuggestions(root: Schema, path: Path, document: JsonNode | undefined): readonly Suggestion[] {
  const found = new Map<string, Suggestion>();
  for (const schema of schemasAt(root, path, document)) {
    const booleans = schema.type === "boolean" ? [true, false] : [];
    const constants = schema.const === undefined ? [] : [schema.const];
    for (const value of [...constants, ...(schema.enum ?? []), ...booleans]) {
      const insert = JSON.stringify(value);
      found.set(insert, { label: String(value), insert, detail: schema.title ?? "", help: schema.description ?? "" });
    }
  }
  return [...found.values()];
}

/** Words that a recipe's own content adds to the schema. */
export interface Vocabulary {
  readonly materials: readonly { readonly spec_id: string; readonly display_name: string }[];
}

/** What may be written at a place of the text. */
export function suggestionsAt(root: Schema, text: string, offset: number, vocabulary: Vocabulary): Suggestions {
  const location = getLocation(text, offset);
  const document = parseTree(text, []);
  const token = location.previousNode;
  const inToken = token !== undefined && offset <= token.offset + token.length;
  const from = inToken ? token.offset : offset;
  const to = inToken ? token.offset + token.length : offset;
  if (location.isAtPropertyKey) {
    const hasColon = /^\s*:/.test(text.slice(to));
    return { from, to, items: keySuggestions(root, location.path, document, hasColon) };
  }
  const materials =
    location.path.at(-1) === "spec_id"
      ? vocabulary.materials.map(({ spec_id, display_name }) => ({
          label: spec_id,
          insert: JSON.stringify(spec_id),
          detail: display_name,
          help: "",
        }))
      : [];
  return { from, to, items: [...materials, ...valueSuggestions(root, location.path, document)] };
}

/** Help for the key or value at a place of the text: its title and description. */
export function helpAt(
  root: Schema,
  text: string,
  offset: number,
): { title: string; text: string; from: number; to: number } | null {
  const location = getLocation(text, offset);
  const token = location.previousNode;
  if (!token || offset > token.offset + token.length || location.path.length === 0) return null;
  const document = parseTree(text, []);
  const described = schemasAt(root, location.path.slice(0, -1), document)
    .map((schema) => schema.properties?.[String(location.path.at(-1))])
    .find((schema) => schema?.description !== undefined || schema?.$ref !== undefined);
  const schema = described ? resolve(root, described) : schemasAt(root, location.path, document)[0];
  if (!schema?.description) return null;
  return {
    title: String(location.path.at(-1)),
    text: schema.description,
    from: token.offset,
    to: token.offset + token.length,
  };
}
