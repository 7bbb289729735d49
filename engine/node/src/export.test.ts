// Exported files, read by programs that share no code with ours: the Khronos glTF validator and trimesh.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { validateBytes } from "gltf-validator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { compile, type ExportFormat, exportFile, inspect } from "./index.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const PYTHON = join(ROOT, ".venv", ...(process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]));
const READER = join(import.meta.dirname, "..", "test", "read_mesh.py");

const folder = mkdtempSync(join(tmpdir(), "gve-export-"));
let binary: Uint8Array;

beforeAll(async () => {
  const recipe = readFileSync(join(ROOT, "samples", "sword.json"), "utf8");
  binary = (await compile(recipe, { options: { mesh_depth: 6, splat_count: 500 } })).bytes;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What trimesh finds in an exported file. */
interface Mesh {
  readonly triangles: number;
  readonly watertight: boolean;
  readonly volume_m3: number;
  readonly extents_m: readonly [number, number, number];
  readonly units: string | null;
  readonly materials: number;
}

function readByTrimesh(format: ExportFormat): Mesh {
  const path = join(folder, `asset.${format}`);
  writeFileSync(path, exportFile(binary, format));
  if (format === "obj") writeFileSync(join(folder, "asset.mtl"), exportFile(binary, "mtl"));
  return JSON.parse(execFileSync(PYTHON, [READER, path], { encoding: "utf8" })) as Mesh;
}

describe("the Khronos validator", () => {
  test.each(["glb", "glb-splats"] as const)("finds no error in %s", async (format) => {
    const report = await validateBytes(exportFile(binary, format), { maxIssues: 100 });
    const errors = report.issues.messages.filter(({ severity }) => severity <= 1);
    // The validator does not know this extension yet, and takes its attributes for misspelled ones.
    const unknown = /KHR_gaussian_splatting/;
    expect(errors.filter(({ message, pointer }) => !unknown.test(`${message} ${pointer}`))).toEqual([]);
    expect(report.info.totalVertexCount).toBeGreaterThanOrEqual(format === "glb" ? 1000 : 300);
  });
});

describe("trimesh", () => {
  test.each(["glb", "stl", "obj", "3mf"] as const)("reads a closed mesh of the right size from %s", (format) => {
    const mesh = readByTrimesh(format);
    const report = inspect(binary);
    expect(mesh.triangles).toBe(report.triangle_count);
    expect(mesh.watertight).toBe(true);
    // Positive: the faces look outwards. The same solid in every format.
    expect(mesh.volume_m3).toBeGreaterThan(0);
    expect(mesh.volume_m3 / readByTrimesh("stl").volume_m3).toBeCloseTo(1, 5);
    const bounds = report.metadata?.bounds;
    for (const axis of [0, 1, 2] as const) {
      const extent = (bounds?.max[axis] ?? Number.NaN) - (bounds?.min[axis] ?? Number.NaN);
      expect(mesh.extents_m[axis]).toBeCloseTo(extent, 5);
    }
    if (format === "3mf") expect(mesh.units).toBe("meter");
    if (format === "glb" || format === "obj") expect(mesh.materials).toBeGreaterThanOrEqual(3);
  });
});
