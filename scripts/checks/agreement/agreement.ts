// Gate: serde, the ajv validators and Pydantic accept and refuse the same documents.
//
//   node scripts/checks/agreement/agreement.ts [COUNT] [SEED]
import { spawn } from "node:child_process";
import { join } from "node:path";
import { type DocumentName, parse } from "../../../generated/types/src/index.ts";
import { root } from "../../generate/paths.ts";
import { type Bundle, readBundle } from "../../generate/schema.ts";
import { breakDocument, breakText, Grower, write } from "./documents.ts";
import { randomFrom } from "./random.ts";

export interface Case {
  type: string;
  text: string;
}

/** What a reader says of a case: empty when it accepts, else its reason. */
export type Verdict = string;
export type Judge = (cases: Case[]) => Promise<Verdict[]>;

export interface Disagreement extends Case {
  verdicts: Record<string, Verdict>;
}

/** Documents over all root types in turn: a third as grown, most broken in places, some no JSON at all. */
export function makeCases(bundle: Bundle, count: number, seed: number): Case[] {
  const random = randomFrom(seed);
  const grower = new Grower(bundle, random);
  const roots = bundle["x-root-types"];
  return Array.from({ length: count }, (_, index) => {
    const type = roots[index % roots.length] as string;
    const document = grower.document(type);
    const chosen = random.chance(0.34) ? document : breakDocument(document, random);
    const text = write(chosen);
    return { type, text: random.chance(0.03) ? breakText(text, random) : text };
  });
}

/** Asks a program that answers every line of stdin with a line. */
function program(command: string, args: string[]): Judge {
  return (cases) =>
    new Promise((resolve, reject) => {
      const environment = { ...process.env, PYTHONPATH: join(root, "generated/python") };
      const child = spawn(command, args, { cwd: root, env: environment, stdio: ["pipe", "pipe", "inherit"] });
      let answers = "";
      child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
        answers += chunk;
      });
      child.on("error", reject);
      child.on("close", (code) => {
        const verdicts = answers.split("\n").slice(0, -1);
        if (code === 0 && verdicts.length === cases.length) resolve(verdicts);
        else
          reject(
            new Error(`${command} ${args.join(" ")} ended with ${code} after ${verdicts.length} of ${cases.length}`),
          );
      });
      child.stdin.on("error", reject);
      child.stdin.end(cases.map(({ type, text }) => `${JSON.stringify([type, text])}\n`).join(""));
    });
}

const python = process.platform === "win32" ? ".venv/Scripts/python.exe" : ".venv/bin/python";

export const judges: Record<string, Judge> = {
  serde: program("cargo", ["run", "--release", "--quiet", "--package", "gve-schema", "--", "accepts"]),
  ajv: async (cases) =>
    cases.map(({ type, text }) => {
      const result = parse(type as DocumentName, text);
      return result.ok
        ? ""
        : `${result.diagnostics[0]?.pointer} ${result.diagnostics[0]?.message}`.replaceAll("\n", " ");
    }),
  pydantic: program(join(root, python), [join(import.meta.dirname, "judge.py")]),
};

/** Cases on which the judges are not of one mind. */
export async function disagreements(
  cases: Case[],
  panel: Record<string, Judge>,
): Promise<{ accepted: number; found: Disagreement[] }> {
  const names = Object.keys(panel);
  const verdicts = await Promise.all(Object.values(panel).map((judge) => judge(cases)));
  let accepted = 0;
  const found = cases.flatMap((subject, index) => {
    const said = verdicts.map((list) => list[index] as Verdict);
    const accepting = said.filter((verdict) => verdict === "").length;
    if (accepting === said.length) accepted += 1;
    if (accepting === 0 || accepting === said.length) return [];
    return [{ ...subject, verdicts: Object.fromEntries(names.map((name, judge) => [name, said[judge] as Verdict])) }];
  });
  return { accepted, found };
}

/** A disagreement for people. */
export function describe({ type, text, verdicts }: Disagreement): string {
  const lines = Object.entries(verdicts).map(([name, verdict]) => `  ${name}: ${verdict.slice(0, 200) || "accepts"}`);
  return [`${type} ${text.slice(0, 400)}`, ...lines].join("\n");
}

if (import.meta.main) {
  const count = Number(process.argv[2] ?? 12_000);
  const seed = Number(process.argv[3] ?? 20261121);
  const { accepted, found } = await disagreements(makeCases(readBundle(), count, seed), judges);
  for (const disagreement of found.slice(0, 10)) process.stderr.write(`${describe(disagreement)}\n`);
  process.stdout.write(
    `${count} documents, seed ${seed}: ${accepted} accepted by all, ${found.length} disagreements\n`,
  );
  process.exit(found.length === 0 ? 0 : 1);
}
