// The second opinion of typeshare, and the example of the source document: compiled, and shown to catch a difference.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { generated, root } from "./paths.ts";
import { readBundle } from "./schema.ts";
import { declaredTypes, inexpressible } from "./typeshare.ts";

const crossCheck = join(generated, "types/cross-check");
const compiler = join(root, "node_modules/typescript7/bin/tsc");
const planted: string[] = [];
afterEach(() => {
  for (const folder of planted.splice(0)) rmSync(folder, { recursive: true });
});

function compile(folder: string): { status: number | null; stdout: string } {
  return spawnSync(process.execPath, [compiler, "--project", join(folder, "tsconfig.json")], { encoding: "utf8" });
}

/** A copy of the cross-check in which one text is another. */
function plant(file: string, from: string, to: string): string {
  const folder = mkdtempSync(join(tmpdir(), "gve-planted-"));
  planted.push(folder);
  cpSync(crossCheck, folder, { recursive: true });
  const edit = (path: string, change: (text: string) => string) => {
    writeFileSync(join(folder, path), change(readFileSync(join(folder, path), "utf8")));
  };
  edit("tsconfig.json", (text) => text.replace("../../../", `${root}/`));
  for (const path of ["source-document.ts", "generated/assignable.ts"]) {
    edit(path, (text) => text.replaceAll(/"(\.\.\/)+src\//g, `"${generated}/types/src/`));
  }
  edit(file, (text) => {
    expect(text).toContain(from);
    return text.replace(from, to);
  });
  return folder;
}

describe("typeshare's types and the published ones", () => {
  it("can be assigned to each other", () => {
    expect(compile(crossCheck).stdout).toBe("");
  });

  it.each([
    ["a changed type", "generated/typeshare.ts", "major_radius: (number | string);", "major_radius: number;"],
    ["an optional key made required", "generated/typeshare.ts", "material_spec?: string;", "material_spec: string;"],
    ["a missing union variant", "generated/typeshare.ts", '\t| { type: "torus", params: TorusParams }\n', ""],
    ["a renamed enum member", "generated/typeshare.ts", '= "kinematic"', '= "Kinematic"'],
    ["a changed example", "source-document.ts", "version: number;", "version: string;"],
    ["a longer example", "source-document.ts", "name: string;", "name: string;\n  tags?: string[];"],
  ])("%s is caught", (_, file, from, to) => {
    const { status, stdout } = compile(plant(file, from, to));
    expect(status).not.toBe(0);
    expect(stdout).toContain("TS2344");
    expect(stdout).not.toContain("TS2307");
  });

  it("cover every published type but nine, each with its reason", () => {
    const published = Object.keys(readBundle().$defs);
    const typeshare = declaredTypes(readFileSync(join(crossCheck, "generated/typeshare.ts"), "utf8"));
    const left = published.filter((name) => !typeshare.includes(name)).sort();
    expect(left).toEqual(Object.keys(inexpressible).sort());
    expect(left).toHaveLength(9);
  });
});
