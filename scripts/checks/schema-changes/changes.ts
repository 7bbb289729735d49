// Classes every difference between two schema bundles by what it breaks.
import type { Bundle, Schema } from "../../generate/schema.ts";

/**
 * - `source`: code written against the TypeScript or Python types no longer compiles or imports.
 * - `reader`: the new reader refuses documents (or bytes) of the old writer.
 * - `writer`: the old reader refuses documents of the new writer.
 */
export type Side = "source" | "reader" | "writer";

export interface Change {
  place: string;
  what: string;
  /** JSON documents, or bytes on the wire. */
  form: "json" | "wire";
  breaks: Side[];
}

/** A difference that makes users change code, or loses what is stored, is breaking; the rest is an addition. */
export function isBreaking({ breaks, form }: Change): boolean {
  return form === "wire" ? breaks.length > 1 : breaks.includes("source") || breaks.includes("reader");
}

class Comparison {
  readonly changes: Change[] = [];

  report(place: string, what: string, ...breaks: Side[]): void {
    this.changes.push({ place, what, form: "json", breaks });
  }

  definitions(before: Bundle, after: Bundle): void {
    for (const name of union(before.$defs, after.$defs)) {
      const [old, now] = [before.$defs[name], after.$defs[name]];
      if (!now) this.report(name, "the type is gone", "source", "reader");
      else if (!old) this.report(name, "a new type", "writer");
      else this.schema(name, old, now);
    }
    const roots = (bundle: Bundle) => Object.fromEntries(bundle["x-root-types"].map((name) => [name, true]));
    for (const name of union(roots(before), roots(after))) {
      if (!after["x-root-types"].includes(name))
        this.report(name, "no longer a document of its own", "source", "reader");
      else if (!before["x-root-types"].includes(name)) this.report(name, "a document of its own", "writer");
    }
  }

  schema(place: string, old: Schema, now: Schema): void {
    for (const keyword of ["type", "$ref", "const", "pattern", "format"]) {
      if (old[keyword] !== now[keyword]) {
        const what = `${keyword} was ${text(old[keyword])} and is ${text(now[keyword])}`;
        this.report(place, what, "source", "reader", "writer");
      }
    }
    if (old.title !== now.title) this.report(place, `named ${old.title} before`, "source");
    this.limits(place, old, now);
    this.members(place, old, now);
    this.properties(place, old, now);
    this.variants(place, old, now);
    this.choices(place, old, now);
    if (old.items && now.items) this.schema(`${place}/items`, old.items, now.items);
    this.otherKeys(place, old.additionalProperties, now.additionalProperties);
  }

  limits(place: string, old: Schema, now: Schema): void {
    const least = ["minimum", "minLength", "minItems"];
    const most = ["maximum", "maxLength", "maxItems"];
    for (const [keywords, sign] of [
      [least, 1],
      [most, -1],
    ] as const) {
      for (const keyword of keywords) {
        const [was, is] = [old[keyword], now[keyword]].map(
          (limit) => (limit as number) ?? sign * Number.NEGATIVE_INFINITY,
        );
        if (was === is || was === undefined || is === undefined) continue;
        const narrower = sign * is > sign * was;
        this.report(
          place,
          `${keyword} was ${text(old[keyword])} and is ${text(now[keyword])}`,
          narrower ? "reader" : "writer",
        );
      }
    }
    const tuple = (schema: Schema) => schema.minItems !== undefined && schema.minItems === schema.maxItems;
    if (tuple(old) !== tuple(now)) this.report(place, "a fixed length came or went", "source");
  }

  members(place: string, old: Schema, now: Schema): void {
    const [was, is] = [old, now].map((schema) => (schema.enum as string[] | undefined) ?? []) as [string[], string[]];
    for (const member of was)
      if (!is.includes(member)) this.report(place, `member ${member} is gone`, "source", "reader");
    for (const member of is) if (!was.includes(member)) this.report(place, `a new member ${member}`, "writer");
    const name = (schema: Schema, member: string) =>
      (schema["x-enum-varnames"] as string[] | undefined)?.[(schema.enum as string[]).indexOf(member)];
    for (const member of was.filter((member) => is.includes(member))) {
      if (name(old, member) !== name(now, member)) this.report(place, `member ${member} has another name`, "source");
    }
  }

  properties(place: string, old: Schema, now: Schema): void {
    for (const name of union(old.properties ?? {}, now.properties ?? {})) {
      const [was, is] = [old.properties?.[name], now.properties?.[name]];
      const [needed, needs] = [old, now].map((schema) => schema.required?.includes(name) ?? false);
      const here = `${place}/${name}`;
      if (!is) this.report(here, "the key is gone", "source", "reader", ...(needed ? (["writer"] as const) : []));
      else if (!was && needs) this.report(here, "a new required key", "source", "reader", "writer");
      else if (!was) this.report(here, "a new optional key", "writer");
      else {
        if (!needed && needs) this.report(here, "the key is required now", "source", "reader");
        if (needed && !needs) this.report(here, "the key is optional now", "source", "writer");
        this.schema(here, was, is);
      }
    }
  }

  /** Variants of a tagged union, found by their tag: their order means nothing. */
  variants(place: string, old: Schema, now: Schema): void {
    const byTag = (schema: Schema) =>
      Object.fromEntries((schema.oneOf ?? []).map((variant) => [String(variant.properties?.type?.const), variant]));
    const [was, is] = [byTag(old), byTag(now)];
    for (const tag of union(was, is)) {
      const [before, after] = [was[tag], is[tag]];
      if (!after) this.report(place, `variant ${tag} is gone`, "source", "reader");
      else if (!before) this.report(place, `a new variant ${tag}`, "writer");
      else this.schema(`${place}/${tag}`, before, after);
    }
  }

  /** Forms of a hand-written union; each is a whole of its own. */
  choices(place: string, old: Schema, now: Schema): void {
    const forms = (schema: Schema) => (schema.anyOf ?? []).map((form) => JSON.stringify(form));
    const [was, is] = [forms(old), forms(now)];
    for (const form of was) if (!is.includes(form)) this.report(place, `the form ${form} is gone`, "source", "reader");
    for (const form of is) if (!was.includes(form)) this.report(place, `a new form ${form}`, "source", "writer");
  }

  otherKeys(place: string, old: boolean | Schema | undefined, now: boolean | Schema | undefined): void {
    if (typeof old === "object" && typeof now === "object") this.schema(`${place}/*`, old, now);
    else if (typeof old === "object" || typeof now === "object") {
      this.report(place, "a map came or went", "source", "reader", "writer");
    } else if (old !== now) {
      const closed = now === false;
      this.report(
        place,
        closed ? "unknown keys are refused now" : "unknown keys are ignored now",
        closed ? "reader" : "writer",
      );
    }
  }
}

function union(a: object, b: object): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
}

function text(value: unknown): string {
  return value === undefined ? "absent" : JSON.stringify(value);
}

/** Every difference between two bundles apart from prose. */
export function jsonChanges(before: Bundle, after: Bundle): Change[] {
  const comparison = new Comparison();
  comparison.definitions(before, after);
  return comparison.changes;
}

/** Layout files by name, as in `generated/layout`. */
export type Layouts = Record<string, unknown>;

/** Every difference between two sets of binary layouts. Frozen bytes do not change: what is there stays as it is. */
export function wireChanges(before: Layouts, after: Layouts): Change[] {
  const [was, is] = [flatten(before), flatten(after)];
  return union(was, is).flatMap((place): Change[] => {
    if (was[place] === is[place]) return [];
    if (was[place] === undefined) return [{ place, what: `new: ${is[place]}`, form: "wire", breaks: ["writer"] }];
    const what = is[place] === undefined ? "it is gone" : `was ${was[place]} and is ${is[place]}`;
    return [{ place, what, form: "wire", breaks: ["source", "reader", "writer"] }];
  });
}

/** Records as one text each, and constants by name. */
function flatten(layouts: Layouts): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [file, layout] of Object.entries(layouts)) {
    const { $comment: _, description: __, name, fields, ...rest } = layout as Record<string, unknown>;
    if (fields) flat[`layout ${name}`] = JSON.stringify({ fields, ...rest });
    else for (const [group, values] of Object.entries(rest)) constants(`${file} ${group}`, values, flat);
  }
  return flat;
}

function constants(place: string, values: unknown, flat: Record<string, string>): void {
  const named = Array.isArray(values)
    ? values.map(({ name, value }: { name: string; value: number }) => [name, value] as const)
    : Object.entries(values as Record<string, number>);
  for (const [name, value] of named) flat[`${place} ${name}`] = JSON.stringify(value);
}
