import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { replaceFolder } from "../../generate/output.ts";
import { drift } from "./drift.ts";

let repository: string;
beforeEach(() => {
  repository = mkdtempSync(join(tmpdir(), "gve-drift-"));
  execFileSync("git", ["init", "--quiet"], { cwd: repository });
  mkdirSync(join(repository, "generated/types"), { recursive: true });
  regenerate();
});
afterEach(() => rmSync(repository, { recursive: true }));

const generated = () => join(repository, "generated");

/** A generator of two files. */
function regenerate(): void {
  replaceFolder(
    generated(),
    new Map([
      ["types/a.ts", "a\n"],
      ["b.json", "{}\n"],
    ]),
  );
}

describe("drift", () => {
  it("is none right after generating, twice over", () => {
    expect(drift(repository, "generated", regenerate)).toEqual([]);
    expect(drift(repository, "generated", regenerate)).toEqual([]);
  });

  it.each([
    ["an edited file", () => writeFileSync(join(generated(), "b.json"), "[]\n"), ["M\tgenerated/b.json"]],
    ["a deleted file", () => rmSync(join(generated(), "types/a.ts")), ["A\tgenerated/types/a.ts"]],
    [
      "a file that no generator makes",
      () => writeFileSync(join(generated(), "types/old.ts"), ""),
      ["D\tgenerated/types/old.ts"],
    ],
  ])("is found in %s", (_, plant, expected) => {
    plant();
    expect(drift(repository, "generated", regenerate)).toEqual(expected);
    expect(readFileSync(join(generated(), "b.json"), "utf8")).toBe("{}\n");
  });

  it("does not count what git ignores", () => {
    writeFileSync(join(repository, ".gitignore"), "__pycache__/\n");
    const cached = () => {
      mkdirSync(join(generated(), "__pycache__"), { recursive: true });
      writeFileSync(join(generated(), "__pycache__/a.pyc"), "x");
    };
    expect(drift(repository, "generated", cached)).toEqual([]);
  });
});
