// Every gate must catch a violation that is planted for it.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const checks = dirname(fileURLToPath(import.meta.url));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gve-gates-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function plant(files: Record<string, string>) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function gate(program: string) {
  const { status, stderr } = spawnSync(process.execPath, [join(checks, program), folder], { encoding: "utf8" });
  return { status, stderr };
}

const manifest = (name: string, dependencies = "") =>
  `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2024"\n[dependencies]\n${dependencies}`;
const workspace = (source: string, dependencies: string) => ({
  "Cargo.toml": '[workspace]\nresolver = "3"\nmembers = ["engine/field", "engine/mesh"]\n',
  "engine/field/Cargo.toml": manifest("gve-field", dependencies),
  "engine/field/src/lib.rs": source,
  "engine/mesh/Cargo.toml": manifest("gve-mesh"),
  "engine/mesh/src/lib.rs": "",
});

describe("Cargo edges", () => {
  it("accept a workspace that follows the table", () => {
    plant(workspace("", ""));
    expect(gate("edges.mjs")).toMatchObject({ status: 0 });
  });

  it("refuse a dependency against the direction", () => {
    plant(workspace("", 'gve-mesh = { path = "../mesh" }'));
    const { status, stderr } = gate("edges.mjs");
    expect(stderr).toContain("gve-field must not depend on gve-mesh");
    expect(status).toBe(1);
  });

  it("refuse a crate that names what its layer never knows", () => {
    plant(workspace('pub fn read() { let _ = std::fs::read("x"); }', ""));
    const { status, stderr } = gate("edges.mjs");
    expect(stderr).toContain("gve-field must not know std::fs");
    expect(status).toBe(1);
  });
});

describe("TypeScript imports", () => {
  const forge = (text: string) => ({
    "forge-ui/src/main.ts": text,
    "backend/architect/src/store.ts": "export const store = 1;\n",
    "generated/types/index.ts": "export type Name = string;\n",
  });

  it("accept the allowed direction", () => {
    plant(forge('import type { Name } from "../../generated/types/index.ts";\nexport const name: Name = "";\n'));
    expect(gate("typescript-edges.mjs")).toMatchObject({ status: 0 });
  });

  it("refuse the Forge importing the Architect", () => {
    plant(forge('import { store } from "../../backend/architect/src/store.ts";\nexport const name = store;\n'));
    const { status, stderr } = gate("typescript-edges.mjs");
    expect(stderr).toContain("edges-of-forge");
    expect(status).toBe(1);
  });

  it("refuse to pass when nothing was checked", () => {
    expect(gate("typescript-edges.mjs").status).toBe(1);
  });
});

describe("licences", () => {
  const lock = (licence: string, dev = false) => ({
    "package-lock.json": JSON.stringify({
      packages: { "": {}, "node_modules/thing": { version: "1.0.0", license: licence, dev } },
    }),
  });

  it.each(["MIT", "(MIT OR GPL-3.0)", "Apache-2.0 AND MIT"])("accept %s", (licence) => {
    plant(lock(licence));
    expect(gate("licences.mjs").status).toBe(0);
  });

  it.each(["GPL-3.0", "MIT AND GPL-3.0", ""])("refuse %s", (licence) => {
    plant(lock(licence));
    expect(gate("licences.mjs").status).toBe(1);
  });

  it("leave development tools alone", () => {
    plant(lock("GPL-3.0", true));
    expect(gate("licences.mjs").status).toBe(0);
  });
});

describe("dependencies", () => {
  const table = (name: string) => `| name | where | why |\n|---|---|---|\n| ${name} | here | a reason |\n`;

  it("accept a table that matches the manifests", () => {
    plant({ "package.json": '{"dependencies":{"thing":"1.0.0"}}', "docs/dependencies.md": table("thing") });
    expect(gate("dependencies.mjs").status).toBe(0);
  });

  it("refuse a dependency without a reason, and a reason without a dependency", () => {
    plant({ "package.json": '{"dependencies":{"thing":"1.0.0"}}', "docs/dependencies.md": table("other") });
    const { status, stderr } = gate("dependencies.mjs");
    expect(stderr).toContain("thing has no line");
    expect(stderr).toContain("lists other");
    expect(status).toBe(1);
  });
});

describe("house rules", () => {
  const planted: [string, string, string][] = [
    ["a name that says nothing", "src/utils.ts", "export {};\n"],
    ["unfinished work", "src/shape.ts", `// ${"TO" + "DO"}: later\n`],
    ["a test that does not run", "src/shape.test.ts", `it.${"sk" + "ip"}("x", () => {});\n`],
    ["a path of one machine", "src/shape.ts", `const path = "/${"ho" + "me"}/somebody/x";\n`],
    ["a file that is too long", "src/shape.ts", "const x = 1;\n".repeat(800)],
  ];

  it("refuse a map that names a file that is not there", () => {
    plant({ "Cargo.lock": "", "ARCHITECTURE.md": "Start at `engine/nowhere.rs`.\n" });
    execFileSync("git", ["init", "-q"], { cwd: folder });
    const { status, stderr } = gate("tidy.mjs");
    expect(stderr).toContain("names engine/nowhere.rs");
    expect(status).toBe(1);
  });

  it.each(planted)("refuse %s", (_, path, text) => {
    plant({ "Cargo.lock": "", [path]: text });
    execFileSync("git", ["init", "-q"], { cwd: folder });
    execFileSync("git", ["add", "-A"], { cwd: folder });
    const { status, stderr } = gate("tidy.mjs");
    expect(stderr).toContain(path);
    expect(status).toBe(1);
  });
});
