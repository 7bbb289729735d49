// The second opinion: typeshare reads the same Rust types, and `assignable.ts` proves, when it compiles, that its
// types and the published ones can be assigned to each other.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TYPESHARE_VERSION } from "../setup/versions.mjs";
import type { Files } from "./output.ts";
import { root, toolCache } from "./paths.ts";
import type { Bundle } from "./schema.ts";
import { banner } from "./typescript.ts";

/** Published types that typeshare has no type for, with the reason. The list is exact: a test counts it. */
export const inexpressible: Record<string, string> = {
  AssetId: 'a text of its own form; fields say #[typeshare(serialized_as = "String")]',
  ColorSrgb: "the JSON type tells its forms apart; mapped in shared/typeshare.toml",
  EventMessage: "the keys of a union beside those of its envelope; compared without the envelope, as Event",
  Rotation: "the JSON type tells its forms apart; mapped in shared/typeshare.toml",
  Scalar: "the JSON type tells its forms apart; mapped in shared/typeshare.toml",
  ScalarOrVector3: "the JSON type tells its forms apart; mapped in shared/typeshare.toml",
  Sequence: "64-bit integers do not exist in typeshare; part of the envelope alone",
  Timestamp: "a text of its own form; fields name it, and it stands for string",
  Vector3: "the JSON type tells its forms apart; mapped in shared/typeshare.toml",
};

/** What typeshare leaves undeclared. */
const prelude = ["type Timestamp = string;", "type BTreeMap<K extends string, V> = Record<K, V>;"];

function findTypeshare(): string | undefined {
  const name = process.platform === "win32" ? "typeshare.exe" : "typeshare";
  const cached = join(toolCache, `typeshare-${TYPESHARE_VERSION}`, "bin", name);
  if (existsSync(cached)) return cached;
  const { stdout } = spawnSync(name, ["--version"], { encoding: "utf8" });
  return stdout?.split(/\s+/).includes(TYPESHARE_VERSION) ? name : undefined;
}

/** Names of the types that a typeshare output declares. */
export function declaredTypes(typeshare: string): string[] {
  return [...typeshare.matchAll(/^export (?:interface|type|enum) (\w+)/gm)].map((match) => match[1] as string).sort();
}

function assignable(bundle: Bundle, typeshare: string): string {
  const declared = declaredTypes(typeshare);
  const names = Object.keys(bundle.$defs).filter((name) => !(name in inexpressible));
  return [
    banner,
    'import type * as published from "../../src/generated/types.ts";',
    'import type * as typeshare from "./typeshare.ts";',
    "",
    "/** A type without brands, and with the texts of nominal enums, which no literal can be assigned to. */",
    "type Plain<T> = T extends { readonly __brand: string }",
    "  ? string",
    "  : T extends string",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the generated file that has the template
    "    ? `${T}`",
    "    : T extends object",
    "      ? { [K in keyof T]: Plain<T[K]> }",
    "      : T;",
    "/** `true` when each can be assigned to the other. */",
    "type Mutual<A, B> = [Plain<A>] extends [Plain<B>] ? ([Plain<B>] extends [Plain<A>] ? true : false) : false;",
    "type Assert<T extends true> = T;",
    "type WithoutEnvelope<M> = M extends { type: infer T; payload: infer P } ? { type: T; payload: P } : never;",
    "",
    ...names.map((name) => {
      if (!declared.includes(name))
        throw new Error(`typeshare has no ${name}: add #[typeshare], or list it with a reason`);
      return `export type ${name} = Assert<Mutual<typeshare.${name}, published.${name}>>;`;
    }),
    "export type Event = Assert<Mutual<typeshare.Event, WithoutEnvelope<published.EventMessage>>>;",
    "",
  ].join("\n");
}

/** The files of `generated/types/cross-check/generated`, or nothing when typeshare is not installed. */
export function crossCheckFiles(bundle: Bundle): Files | undefined {
  const command = findTypeshare();
  if (command === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "gve-typeshare-"));
  try {
    const output = join(folder, "types.ts");
    const config = join("shared", "typeshare.toml");
    const args = ["--lang", "typescript", "--config-file", config, "--output-file", output, join("shared", "src")];
    const { status, stderr } = spawnSync(command, args, { cwd: root, encoding: "utf8" });
    if (status !== 0) throw new Error(`typeshare failed: ${stderr}`);
    const text = readFileSync(output, "utf8");
    const typeshare = [banner, ...prelude, "", text].join("\n");
    return new Map([
      ["assignable.ts", assignable(bundle, text)],
      ["typeshare.ts", typeshare],
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
