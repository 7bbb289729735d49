// The same recipe gives the same bytes natively, in Node and in WebAssembly, for any number of threads: for random
// recipes, for every sample and for every feature of the gallery.
import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { text as readText } from "node:stream/consumers";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..", "..");
/** Built before the browser tests, as the command line is. */
const HASHES = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "release", "examples", "hashes");
const NODE_ENGINE = join(ROOT, "engine", "node", "test", "hash-lines.ts");
const BUNDLE = new URL("../wasm/webgpu/", import.meta.url);
const RANDOM_RECIPES = 500;
const THREADS = [1, 2, 4];

/** A recipe and what it compiled to: the hash of its binary, or the code of a problem. */
interface Outcome {
  readonly name: string;
  readonly text: string;
  readonly options: object;
  readonly outcome: string;
}

const withThreads = (threads: number) => ({ ...process.env, RAYON_NUM_THREADS: String(threads) });

async function outcomesNatively(threads: number): Promise<readonly Outcome[]> {
  const what = ["random", String(RANDOM_RECIPES), "samples", join("samples", "gallery")];
  const settings = { cwd: ROOT, env: withThreads(threads), maxBuffer: 1 << 28 };
  const { stdout } = await promisify(execFile)(HASHES, what, settings);
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Outcome);
}

async function outcomesInNode(recipes: readonly Outcome[], threads: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [NODE_ENGINE], {
    env: withThreads(threads),
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(recipes.map((recipe) => `${JSON.stringify(recipe)}\n`).join(""));
  return (await readText(child.stdout)).trimEnd().split("\n");
}

/** Names with outcomes, so that a difference names its recipe. */
const named = (recipes: readonly Outcome[], outcomes: readonly string[]) =>
  recipes.map(({ name }, index) => `${name}: ${outcomes[index]}`);

describe("the same recipe gives the same bytes", () => {
  let recipes: readonly Outcome[];
  let expected: readonly string[];
  beforeAll(async () => {
    recipes = await outcomesNatively(1);
    expected = named(
      recipes,
      recipes.map(({ outcome }) => outcome),
    );
  });

  test("and nearly every random recipe has a surface", () => {
    const isHash = ({ outcome }: Outcome) => /^[0-9a-f]{64}$/.test(outcome);
    expect(recipes.length).toBeGreaterThan(RANDOM_RECIPES + 60);
    expect(recipes.slice(0, RANDOM_RECIPES).filter(isHash).length).toBeGreaterThan(0.8 * RANDOM_RECIPES);
    expect(recipes.slice(RANDOM_RECIPES).filter((recipe) => !isHash(recipe))).toEqual([]);
  });

  test.each(THREADS.slice(1))("natively on %i threads", async (threads) => {
    const others = await outcomesNatively(threads);
    expect(
      named(
        recipes,
        others.map(({ outcome }) => outcome),
      ),
    ).toEqual(expected);
  });

  test.each(THREADS)("in Node on %i threads", async (threads) => {
    expect(named(recipes, await outcomesInNode(recipes, threads))).toEqual(expected);
  });

  test("in WebAssembly", async () => {
    const engine = await import(new URL("gve_wasm.js", BUNDLE).href);
    await engine.default({ module_or_path: readFileSync(new URL("gve_wasm_bg.wasm", BUNDLE)) });
    const outcome = ({ text, options, outcome: native }: Outcome) => {
      try {
        const bytes = engine.compile_recipe(text, JSON.stringify(options));
        return createHash("sha256").update(bytes).digest("hex");
      } catch {
        // The bundle throws a text without a code; that it refuses what the others refuse is what counts.
        return native.includes(".") ? native : "refused";
      }
    };
    expect(named(recipes, recipes.map(outcome))).toEqual(expected);
  });
});
