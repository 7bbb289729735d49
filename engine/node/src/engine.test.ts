import { readdirSync, readFileSync } from "node:fs";
import type { AssetId, CompileProgress } from "@gve/types";
import { describe, expect, test } from "vitest";
import * as engine from "./index.ts";

const GOLDENS = new URL("../../../generated/goldens/", import.meta.url);

const LOLLIPOP = JSON.stringify({
  format: "gve-recipe/1",
  name: "Lollipop",
  variables: { radius: { value: 0.3, min: 0.1, soft_max: 1, unit: "m" }, twice: { value: "$radius * 2" } },
  root_node: {
    shape: {
      type: "union",
      params: {
        children: [
          { shape: { type: "sphere", params: { radius: "$radius" } }, material: { spec_id: "ASTM_B152" } },
          {
            transform: { position: [0, "0 - $twice", 0] },
            shape: { type: "cylinder", params: { radius: 0.05, height: "$twice" } },
            material: { spec_id: "WOOD_OAK" },
          },
        ],
      },
    },
  },
});

const QUICK = { volume_resolution: 32, mesh_depth: 5, splat_count: 500 };

/** The error that `action` ends with. */
async function failure(action: () => unknown): Promise<engine.EngineError> {
  const error: unknown = await Promise.resolve()
    .then(action)
    .then(
      () => undefined,
      (reason: unknown) => reason,
    );
  if (!(error instanceof engine.EngineError)) throw new Error(`expected an EngineError, got ${String(error)}`);
  return error;
}

describe("recipes", () => {
  test("a good recipe has no diagnostics", () => {
    expect(engine.validate(LOLLIPOP)).toEqual([]);
  });

  test("a bad recipe has a code, a place and a way out", () => {
    const text = LOLLIPOP.replace('"sphere"', '"sphre"');
    const [diagnostic] = engine.validate(text);
    expect(diagnostic).toMatchObject({ code: "recipe.unknown_variant", severity: "error" });
    expect(text.slice(diagnostic?.range?.start, diagnostic?.range?.end)).toBe('"sphre"');
    expect(diagnostic?.hint).toContain("sphere");
  });

  test("options out of range are refused by name", () => {
    expect(engine.validate(LOLLIPOP, { mesh_depth: 99 })).toMatchObject([
      { code: "request.invalid", pointer: "/mesh_depth" },
    ]);
  });

  test("variables come with value, limits and whether they can be moved", () => {
    expect(engine.variables(LOLLIPOP, { variables: { radius: 0.5 } })).toEqual([
      { name: "radius", value: 0.5, adjustable: true, min: 0.1, soft_max: 1, unit: "m" },
      { name: "twice", value: 1, adjustable: false },
    ]);
  });

  test("the cache key follows what decides the bytes, and nothing else", () => {
    const key = (text: string, options = {}) => engine.cacheKey(text, options).cache_key;
    const indented = JSON.stringify(JSON.parse(LOLLIPOP), null, 2);
    expect(key(indented)).toBe(key(LOLLIPOP));
    expect(key(LOLLIPOP, { variables: { radius: 0.3 } })).toBe(key(LOLLIPOP));
    const others = [key(LOLLIPOP, { variables: { radius: 0.31 } }), key(LOLLIPOP, { splat_count: 9 })];
    expect(new Set([key(LOLLIPOP), ...others]).size).toBe(3);
  });

  test("the material library is there", () => {
    const ids = engine.materials().map((material) => material.spec_id);
    expect(ids).toContain("ASTM_A36");
    expect(ids.length).toBeGreaterThanOrEqual(40);
    expect(engine.impact("METAL_STEEL", "WOOD_OAK")).toEqual(engine.impact("ASTM_A36", "WOOD_OAK"));
    expect(engine.impact("ASTM_A36", "ASTM_D2000").restitution).toBeLessThan(0.6);
    expect(() => engine.impact("ASTM_A36", "UNOBTAINIUM")).toThrow(engine.EngineError);
  });
});

describe("sound", () => {
  const ringing = JSON.stringify({
    ...JSON.parse(LOLLIPOP),
    audio_patch: { type: "modal", params: { damping: 0.01 } },
  });

  test("a blow is rendered, the same each time, and harder ones are louder", async () => {
    const { bytes } = await engine.compile(ringing, { options: { splat_count: 0 } });
    const samples = engine.renderSound(bytes, { against: "WOOD_OAK", velocityMPerS: 0.5 });
    expect(samples).toEqual(engine.renderSound(bytes, { against: "WOOD_OAK", velocityMPerS: 0.5 }));
    const peak = (rendered: Float32Array) => rendered.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    expect(peak(samples)).toBeGreaterThan(0);
    expect(peak(engine.renderSound(bytes, { against: "WOOD_OAK", velocityMPerS: 1 }))).toBeGreaterThan(peak(samples));
  });

  test("what has no sound, and what is asked wrongly, is refused", async () => {
    const { bytes } = await engine.compile(LOLLIPOP, { options: { splat_count: 0 } });
    expect(() => engine.renderSound(bytes)).toThrow(/no sound/);
    const sounding = (await engine.compile(ringing, { options: { splat_count: 0 } })).bytes;
    expect(() => engine.renderSound(sounding, { against: "UNOBTAINIUM" })).toThrow(/UNOBTAINIUM/);
    expect(() => engine.renderSound(sounding, { velocityMPerS: 1e9 })).toThrow(/out of range/);
  });
});

describe("compile", () => {
  test("progress never falls and ends at 1", async () => {
    const heard: CompileProgress[] = [];
    const { bytes, report } = await engine.compile(LOLLIPOP, {
      options: QUICK,
      onProgress: (progress) => heard.push(progress),
    });
    const fractions = heard.map(({ progress }) => progress);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
    expect(new Set(heard.map(({ stage }) => stage)).size).toBe(6);
    expect(report.stages.map(({ stage }) => stage)).toEqual([
      "MATH_JIT",
      "VOLUME_BAKE",
      "SHELL_GEN",
      "SPLAT_TRAIN",
      "INDEXING",
      "WRITING",
    ]);
    expect(report.size_bytes).toBe(bytes.length);
  });

  test("the binary says what it holds", async () => {
    const { bytes, report } = await engine.compile(LOLLIPOP, { options: QUICK });
    const inspection = engine.inspect(bytes);
    expect(inspection.content_hash).toBe(report.content_hash);
    expect(inspection.splat_count).toBe(500);
    expect(inspection.metadata).toMatchObject({
      name: "Lollipop",
      cache_key: report.cache_key,
      recipe_hash: report.recipe_hash,
      compiler_build: engine.compilerBuild,
      variables: { radius: 0.3, twice: 0.6 },
    });
    expect(engine.cacheKey(LOLLIPOP, QUICK).cache_key).toBe(report.cache_key);
  });

  test("the same recipe gives the same bytes", async () => {
    const [first, second] = await Promise.all([
      engine.compile(LOLLIPOP, { options: QUICK }),
      engine.compile(LOLLIPOP, { options: QUICK }),
    ]);
    expect(Buffer.compare(first.bytes, second.bytes)).toBe(0);
  });

  test("a compiler that remembers gives the same bytes", async () => {
    const compiler = new engine.Compiler();
    expect(compiler.keptBytes).toBe(0);
    for (const color of ["#c02020", "#20c020", "#c02020"]) {
      const recipe = LOLLIPOP.replace('"spec_id":"ASTM_B152"', `"base_color_srgb":"${color}"`);
      expect(recipe).not.toBe(LOLLIPOP);
      const remembered = await compiler.compile(recipe, { options: QUICK });
      const fresh = await engine.compile(recipe, { options: QUICK });
      expect(Buffer.compare(remembered.bytes, fresh.bytes)).toBe(0);
    }
    expect(compiler.keptBytes).toBeGreaterThan(0);
    const forgetful = new engine.Compiler(1000);
    await forgetful.compile(LOLLIPOP, { options: QUICK });
    expect(forgetful.keptBytes).toBeLessThanOrEqual(1000);
  });

  test("an abort in the middle stops it", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const error = await failure(() =>
      engine.compile(LOLLIPOP, {
        options: { ...QUICK, splat_count: 1_000_000 },
        signal: controller.signal,
        onProgress: ({ stage }) => {
          if (stage === "SPLAT_TRAIN") controller.abort(reason);
        },
      }),
    );
    expect(error.code).toBe("compile.cancelled");
    expect(error.cause).toBe(reason);
  });

  test("an abort beforehand stops it at once", async () => {
    const error = await failure(() => engine.compile(LOLLIPOP, { signal: AbortSignal.abort() }));
    expect(error.code).toBe("compile.cancelled");
  });

  test("a bad recipe is refused with its diagnostics", async () => {
    const error = await failure(() => engine.compile("[]"));
    expect(error.diagnostics.length).toBeGreaterThan(0);
    expect(error.code).toMatch(/^recipe\./);
  });
});

describe("binaries", () => {
  test("splats are exported as PLY", async () => {
    const { bytes } = await engine.compile(LOLLIPOP, { options: QUICK });
    const ply = Buffer.from(engine.exportFile(bytes, "ply"));
    expect(ply.toString("latin1", 0, 80)).toContain("element vertex 500");
  });

  test("damage is named", async () => {
    const { bytes } = await engine.compile(LOLLIPOP, { options: QUICK });
    bytes[2000] = (bytes[2000] ?? 0) ^ 1;
    expect((await failure(() => engine.inspect(bytes))).code).toBe("binary.bad_checksum");
    expect((await failure(() => engine.inspect(new Uint8Array([1, 2])))).code).toBe("binary.bad_magic");
  });
});

describe("codec", () => {
  const goldens = readdirSync(GOLDENS).filter((name) => name.endsWith(".bin"));
  const bytesOf = (name: string) => readFileSync(new URL(name, GOLDENS));
  const frames = goldens.filter((name) => name.startsWith("frame-") && name !== "frame-unknown-type.bin");
  const snapshots = goldens.filter((name) => name.startsWith("snapshot-"));

  test.each(frames)("%s is read and written again byte for byte", (name) => {
    const bytes = bytesOf(name);
    expect(Buffer.compare(engine.encodeFrame(engine.decodeFrame(bytes)), bytes)).toBe(0);
  });

  test.each(snapshots)("%s is read and written again byte for byte", (name) => {
    const bytes = bytesOf(name);
    expect(Buffer.compare(engine.encodeSnapshot(engine.decodeSnapshot(bytes)), bytes)).toBe(0);
  });

  test.each(goldens.filter((name) => name.startsWith("refused-frame")))("%s is refused", (name) => {
    expect(() => engine.decodeFrame(bytesOf(name))).toThrow();
  });

  test.each(goldens.filter((name) => name.startsWith("refused-snapshot")))("%s is refused", (name) => {
    expect(() => engine.decodeSnapshot(bytesOf(name))).toThrow();
  });

  test("the version cache never goes back", () => {
    const cache = new engine.VersionCache();
    const id = "5" as AssetId;
    expect(cache.decide(4, id, 3)).toBe("request");
    expect(cache.decide(1, id, 2)).toBe("stale");
    expect(cache.decide(1, id, 3)).toBe("apply");
    cache.recordApplied(id, 3);
    expect(cache.decide(1, id, 3)).toBe("stale");
    expect([cache.announced(id), cache.applied(id), cache.announced("6")]).toEqual([3, 3, null]);
    expect(cache.decide(0x7e, id, 9)).toBe("ignore");
    expect(cache.ignoredCount).toBe(1);
  });
});
