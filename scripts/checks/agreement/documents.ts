// Random JSON documents: valid ones grown from the schema, and broken ones made from those.
import type { Bundle, Schema } from "../../generate/schema.ts";
import type { Random } from "./random.ts";

/** A number as it is written, for forms that JavaScript's own numbers do not keep: `1.0`, `1e999`, `-0`. */
export class Token {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Json = null | boolean | number | string | Token | Json[] | { [key: string]: Json };

/** JSON text of a value; tokens stand as they are. */
export function write(value: Json): string {
  if (value instanceof Token) return value.text;
  if (Array.isArray(value)) return `[${value.map(write).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${write(member)}`);
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value);
}

const ids = ["1", "42", "9007199254740993", "18446744073709551615", "10000000000000000000"];
const times = ["2026-01-31T12:00:00Z", "2026-12-31T23:59:59.999999999Z", "0000-02-30T00:00:00.1Z"];
const texts = [
  "",
  "a",
  "$width / 2",
  "@blade.top",
  "ümlaut · 球 · 😀",
  "line\nfeed",
  "\u0000",
  "x".repeat(120),
  "😀".repeat(120),
];

/** Texts that a pattern of the schema matches. A pattern without samples here stops the check. */
const samples: [pattern: RegExp, texts: string[]][] = [
  [/^\^\(\[1-9\]/, ids],
  [/^\^\[0-9\]\{4\}-/, times],
  [/^\^#/, ["#b0b0b0", "#FFFFFF", "#012aBc"]],
  [/^\^\[a-z0-9_\]/, ["general", "a", "_", "x".repeat(40)]],
];

/** Grows documents that follow the schema. */
export class Grower {
  readonly #definitions: Record<string, Schema>;
  readonly #random: Random;

  constructor(bundle: Bundle, random: Random) {
    this.#definitions = bundle.$defs;
    this.#random = random;
  }

  document(root: string): Json {
    return this.#grow({ $ref: `#/$defs/${root}` }, 0);
  }

  #grow(schema: Schema, depth: number): Json {
    const random = this.#random;
    if (schema.$ref) return this.#grow(this.#definition(schema.$ref), depth + 1);
    const choices = schema.oneOf ?? schema.anyOf;
    if (choices) return this.#grow(this.#choose(choices, depth), depth + 1);
    if ("const" in schema) return schema.const as Json;
    if (schema.enum) return random.pick(schema.enum as string[]);
    switch (schema.type) {
      case "object":
        return this.#object(schema, depth);
      case "array":
        return this.#array(schema, depth);
      case "string":
        return this.#text(schema);
      case "integer":
        return this.#integer(schema);
      case "number":
        return this.#number(schema);
      case "boolean":
        return random.chance(0.5);
      default:
        throw new Error(`no value can be grown for ${JSON.stringify(schema)}`);
    }
  }

  #definition(reference: string): Schema {
    const found = this.#definitions[reference.replace("#/$defs/", "")];
    if (!found) throw new Error(`${reference} is not defined`);
    return found;
  }

  /** Deep down, only variants that hold no nodes, so that every document ends. */
  #choose(choices: Schema[], depth: number): Schema {
    const leaves = choices.filter((choice) => !JSON.stringify(this.#content(choice)).includes('"#/$defs/Node"'));
    return this.#random.pick(depth > 14 && leaves.length > 0 ? leaves : choices);
  }

  #content(choice: Schema): Schema {
    const content = choice.properties?.params;
    return content?.$ref ? this.#definition(content.$ref) : choice;
  }

  #object(schema: Schema, depth: number): Json {
    const random = this.#random;
    const grown: Record<string, Json> = {};
    if (typeof schema.additionalProperties === "object") {
      for (let count = random.whole(0, 3); count > 0; count -= 1) {
        const key = random.pick(["width", "height", "", "ü", "__proto__", "constructor", "a b"]);
        Object.defineProperty(grown, key, {
          value: this.#grow(schema.additionalProperties, depth + 1),
          enumerable: true,
          configurable: true,
          writable: true,
        });
      }
    }
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      if (schema.required?.includes(name) || random.chance(0.4)) grown[name] = this.#grow(property, depth + 1);
    }
    return random.chance(0.2) ? Object.fromEntries(Object.entries(grown).reverse()) : grown;
  }

  #array(schema: Schema, depth: number): Json {
    const least = (schema.minItems as number | undefined) ?? 0;
    const most = Math.min((schema.maxItems as number | undefined) ?? 4, least + 2);
    const items = schema.items;
    if (!items) throw new Error("an array without a type of items cannot be grown");
    return Array.from({ length: this.#random.whole(least, most) }, () => this.#grow(items, depth + 1));
  }

  #text(schema: Schema): string {
    const pattern = schema.pattern as string | undefined;
    if (pattern !== undefined) {
      const found = samples.find(([matcher]) => matcher.test(pattern));
      if (!found) throw new Error(`no sample texts for pattern ${pattern}: add some in ${import.meta.filename}`);
      return this.#random.pick(found[1]);
    }
    return this.#random.pick(texts.filter((text) => [...text].length >= ((schema.minLength as number) ?? 0)));
  }

  #integer(schema: Schema): Json {
    const random = this.#random;
    const [low, high] = [schema.minimum as number, schema.maximum as number];
    const value = random.pick([low, high, random.whole(low, Math.min(high, low + 1000))]);
    return random.chance(0.2) ? new Token(random.pick([`${value}.0`, `${value}e0`, `${value}.000`])) : value;
  }

  #number(schema: Schema): Json {
    const random = this.#random;
    const low = (schema.minimum as number | undefined) ?? -1e300;
    const high = (schema.maximum as number | undefined) ?? 1e300;
    const any = [0, 1, -1, 0.5, 1e-320, -2.5e10, 0.1 + 0.2, low, high].filter((value) => value >= low && value <= high);
    const value = random.pick(any);
    return random.chance(0.1) ? new Token(random.pick([`${value}`, "0e5", "0.0", "0E-7"])) : value;
  }
}

const wrongNumbers = [
  ...[
    "-1",
    "0",
    "0.5",
    "1.0",
    "-0",
    "-0.0",
    "256",
    "255.0",
    "513",
    "512.00",
    "301",
    "65536",
    "4294967295",
    "4294967296",
  ],
  ...[
    "4294967295.0",
    "4294967295.5",
    "9007199254740991",
    "9007199254740992",
    "9007199254740993",
    "18446744073709551616",
  ],
  ...["1e10", "1e999", "-1e999", "1e400", `1${"0".repeat(400)}`, "1e38", "3.4028235e38", "3.5e38", "-3.5e38", "1e-400"],
  ...["123456789012345678901234567890", "1.0000000001", "1e0", "1E+2", "2e-1"],
];
const wrongTexts = [
  ...[
    "",
    " ",
    "0",
    "007",
    "+5",
    "-1",
    " 7",
    "1_000",
    "18446744073709551616",
    "99999999999999999999",
    "1.0",
    "７",
    "1\n",
  ],
  ...[
    "#b0b0b",
    "#b0b0b0\n",
    "#gggggg",
    "2026-13-01T00:00:00Z",
    "2026-01-01T00:00:00",
    "2026-01-01T00:00:00Z\n",
    "Weapon\n",
  ],
  ...[
    "WEAPON",
    "weapon",
    "sphere",
    "union",
    "asset:created",
    "x".repeat(121),
    "😀".repeat(121),
    "é".repeat(120),
    "a-b",
    "A",
  ],
  ...["\ud83d", "a\udc00b", "\u2028", "null", "true"],
];
/** Numbers that are no JSON. */
const brokenTokens = ["NaN", "Infinity", "-Infinity", "01", "+1", "1.", ".5", "0x10", "1e", "--1", "undefined", "'a'"];

/** Every place in a document: the container and the key in it. */
function places(value: Json, found: { holder: Json[] | Record<string, Json>; key: string | number }[] = []) {
  if (value instanceof Token || typeof value !== "object" || value === null) return found;
  const holder = value as Record<string, Json>;
  const keys = Array.isArray(value) ? value.keys() : Object.keys(value);
  for (const key of keys) {
    found.push({ holder, key });
    places(holder[key] as Json, found);
  }
  return found;
}

/** Changes a document in one to three places. Some changes leave it valid. */
export function breakDocument(document: Json, random: Random): Json {
  const box: Json[] = [structuredCloneTokens(document)];
  for (let count = random.whole(1, 3); count > 0; count -= 1) {
    const all = places(box);
    const { holder, key } = random.pick(all);
    const members = holder as Record<string | number, Json>;
    switch (random.whole(0, 8)) {
      case 0:
        if (Array.isArray(holder) && holder !== box) holder.splice(key as number, 1);
        else if (!Array.isArray(holder)) delete members[key];
        break;
      case 1:
        members[key] = random.pick<Json>([null, true, false, {}, [], [[]], "", 0, [1, 2, 3], { type: "box" }]);
        break;
      case 2:
        members[key] = new Token(random.pick(wrongNumbers));
        break;
      case 3:
        members[key] = random.pick(wrongTexts);
        break;
      case 4:
        addKey(members[key] as Json, random);
        break;
      case 5:
        members[key] = structuredCloneTokens(random.pick(all).holder as Json);
        break;
      case 6:
        if (Array.isArray(holder) && holder !== box) holder.push(structuredCloneTokens(members[key] as Json));
        break;
      case 7:
        renameKey(holder, key, random);
        break;
      default:
        members[key] = random.chance(0.1) ? new Token(random.pick(brokenTokens)) : new Token(random.pick(wrongNumbers));
    }
  }
  return box[0] as Json;
}

function addKey(value: Json, random: Random): void {
  if (value instanceof Token || typeof value !== "object" || value === null || Array.isArray(value)) return;
  const key = random.pick([
    "extra",
    "type",
    "name",
    "params",
    "",
    "__proto__",
    "constructor",
    "toString",
    "Name",
    "name ",
  ]);
  Object.defineProperty(value, key, {
    value: random.pick<Json>([1, "a", null, {}, "box"]),
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function renameKey(holder: Json[] | Record<string, Json>, key: string | number, random: Random): void {
  if (Array.isArray(holder)) return;
  const value = holder[key] as Json;
  delete holder[key];
  holder[random.pick([`${key}_`, String(key).toUpperCase(), "type", "value"])] = value;
}

function structuredCloneTokens(value: Json): Json {
  if (value instanceof Token || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(structuredCloneTokens);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, structuredCloneTokens(member)]));
}

/** Changes to the text around a document; all but white space make it no JSON. */
export function breakText(text: string, random: Random): string {
  const characters = [...text];
  const at = random.whole(0, characters.length);
  const [start, end] = [characters.slice(0, at).join(""), characters.slice(at).join("")];
  return random.pick([
    ` \t\r\n${text}\n`,
    `\ufeff${text}`,
    `${text}x`,
    `${text}${text}`,
    start,
    `${start},${end}`,
    `/* note */${text}`,
    text.replace(/}$/, ",}"),
    `${text}\u00a0`,
    text.replaceAll('"', "'"),
  ]);
}
