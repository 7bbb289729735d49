import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { inspect } from "@gve/engine";
import type {
  AssetPage,
  CacheReport,
  ImpactProperties,
  ImportedRecipe,
  MaterialSpec,
  ProblemDetails,
  SampleSummary,
} from "@gve/types";
import { parse } from "@gve/types";
import { expect, test } from "vitest";

import { ApiClient } from "./api-client.ts";
import { runningArchitect } from "./running-architect.ts";
import { AssetsClient, eventsClient } from "./socket-client.ts";

const NATIVE_ENGINE = new URL("../src/compile/native-engine.ts", import.meta.url).href;
const SAMPLES = fileURLToPath(new URL("../../../samples/", import.meta.url));

async function start() {
  const running = await runningArchitect({ engineModule: NATIVE_ENGINE, samplesFolder: SAMPLES });
  return { ...running, api: new ApiClient(running.url) };
}

const shaped = (shape: object, changes: object = {}) =>
  JSON.stringify({ format: "gve-recipe/1", name: "Test", root_node: { shape }, ...changes });
const sphere = (radius: unknown) => ({ type: "sphere", params: { radius } });

test("every sample is seeded once and compiled, and its bytes come over the socket", async () => {
  const { api, url, architect } = await start();
  const samples = (await api.call<SampleSummary[]>("GET", "/api/samples")).body;
  expect(samples.length).toBeGreaterThanOrEqual(6);
  for (const sample of samples) expect(parse("SampleSummary", JSON.stringify(sample))).toMatchObject({ ok: true });
  expect(await architect.seed()).toBe(samples.length);
  expect(await architect.seed()).toBe(0);
  const page = (await api.call<AssetPage>("GET", "/api/assets")).body;
  expect(page.assets.map(({ name }) => name).sort()).toEqual(samples.map(({ name }) => name).sort());

  const events = eventsClient(url, 0);
  const client = new AssetsClient(url);
  await client.opened;
  for (const { id, name } of page.assets) {
    const end = await events.wait(
      ({ type, payload }) => payload.asset_id === id && /^compile:(complete|failed)$/.test(type),
    );
    expect(end).toMatchObject({ type: "compile:complete" });
    expect((await api.call<CacheReport>("GET", `/api/assets/${id}/cache`)).body.status).toBe("VALID");
    client.send("REQUEST_ASSET", id);
    const { payload } = await client.wait((frame) => frame.type === "ASSET_READY" && frame.assetId === id);
    const report = inspect(payload);
    expect(report.content_hash).toBe(end.payload.content_hash);
    expect(report.splat_count).toBeGreaterThan(100);
    expect(report.metadata?.name).toBe(name);
  }
});

test("samples that an unclean end left out are added by the next start, those that a person deleted are not", async () => {
  const { api, architect, dataFolder } = await start();
  await architect.seed();
  const [first] = (await api.call<AssetPage>("GET", "/api/assets")).body.assets;
  await architect.librarian.delete(first?.id ?? "", 1);
  expect(await architect.seed()).toBe(0);
  // The marker is written after the last sample.
  rmSync(join(dataFolder, "samples-added"));
  expect(await architect.seed()).toBe(1);
});

test("a running compile of the engine is cancelled", async () => {
  const { api, url } = await start();
  const events = eventsClient(url, 0);
  const children = Array.from({ length: 60 }, (_, index) => ({
    transform: { position: [Math.cos(index), Math.sin(index * 2), index / 60] },
    shape: sphere(0.3),
  }));
  const text = shaped({ type: "smooth_union", params: { radius: 0.1, children } });
  const { body } = await api.create(text);
  await events.wait(({ type }) => type === "compile:complete");
  await api.send("POST", `/api/assets/${body.id}/compile`, { volume_resolution: 512, splat_iterations: 300 });
  await events.wait(({ type, sequence }) => type === "compile:progress" && sequence > 3);
  await api.call("DELETE", `/api/assets/${body.id}/compile`);
  const failed = await events.wait(({ type }) => type === "compile:failed");
  expect(failed.payload).toMatchObject({ error: { code: "compile.cancelled" } });
});

test.each([
  ["an unknown key", shaped(sphere(1), { root_nod: 1 }), "recipe.unknown_key"],
  ["a wrong type", shaped(sphere([1])), "recipe.wrong_type"],
  [
    "a cyclic variable",
    shaped(sphere("$a"), { variables: { a: { value: "$b" }, b: { value: "$a" } } }),
    "expression.cycle",
  ],
  ["a non-finite number", shaped(sphere("1e308 * 10")), "expression.non_finite"],
  ["an overflowing number", shaped(sphere(0)).replace('"radius":0', '"radius":1e999'), "recipe.non_finite"],
  ["a division by zero", shaped(sphere("1 / 0")), "expression.division_by_zero"],
  [
    "an unknown material",
    JSON.stringify({
      format: "gve-recipe/1",
      name: "T",
      root_node: { shape: sphere(1), material: { spec_id: "UNOBTAINIUM" } },
    }),
    "material.unknown",
  ],
])("a recipe with %s is refused with its code and place", async (_, text, code) => {
  const { api } = await start();
  const { status, body } = await api.send("POST", "/api/assets", { recipe_text: text });
  expect(body).toMatchObject({ code });
  expect(status).toBe(422);
  expect(body.diagnostics?.[0]).toMatchObject({ code, severity: "error", range: { line: 1 } });
  expect((await api.call<AssetPage>("GET", "/api/assets")).body.total).toBe(0);
});

test("an asset is built with the assets that it holds", async () => {
  const { api, url } = await start();
  const events = eventsClient(url, 0);
  const built = async (id: string) => {
    const end = await events.wait(
      ({ type, payload }) => payload.asset_id === id && /^compile:(complete|failed)$/.test(type),
    );
    expect(end).toMatchObject({ type: "compile:complete" });
    const { body } = await api.call<CacheReport>("GET", `/api/assets/${id}/cache`);
    expect(body.status).toBe("VALID");
    const response = await fetch(`${url}/api/assets/${id}/binary`);
    return inspect(new Uint8Array(await response.arrayBuffer())).metadata;
  };
  const instance = (asset: string, version = "*") => ({ type: "instance", params: { asset, version } });
  const { body: ball } = await api.create(shaped(sphere(0.25)));
  const pair = (asset: string) => {
    const at = (x: number) => ({ transform: { position: [x, 0, 0] }, shape: instance(asset) });
    return shaped({ type: "union", params: { children: [at(-1), at(1)] } });
  };
  const { body: holder } = await api.create(pair(ball.id));
  const { body: outer } = await api.create(pair(holder.id));
  expect((await built(ball.id))?.bounds.max[0]).toBeCloseTo(0.25, 1);
  expect((await built(holder.id))?.bounds.max[0]).toBeCloseTo(1.25, 1);
  expect((await built(outer.id))?.bounds.max[0]).toBeCloseTo(2.25, 1);

  const refused = async (text: string) => (await api.send("POST", "/api/assets", { recipe_text: text })).body;
  expect(await refused(shaped(instance("404")))).toMatchObject({ code: "instance.not_found" });
  expect(await refused(shaped(instance(ball.id, ">=7")))).toMatchObject({ code: "instance.no_version" });
  const circle = await api.send(
    "PUT",
    `/api/assets/${ball.id}`,
    { recipe_text: pair(outer.id) },
    { "if-match": '"1"' },
  );
  expect(circle.body).toMatchObject({ code: "instance.cycle" });
});

test("the material library answers, and so does the impact of two of its entries", async () => {
  const { api } = await start();
  const materials = (await api.call<MaterialSpec[]>("GET", "/api/materials")).body;
  expect(materials.length).toBeGreaterThanOrEqual(40);
  for (const material of materials) expect(parse("MaterialSpec", JSON.stringify(material))).toMatchObject({ ok: true });
  const impact = await api.call<ImpactProperties>("GET", "/api/materials/impact?a=ASTM_A36&b=WOOD_OAK");
  expect(impact.body.combined_damping).toBeCloseTo((0.008 + 0.01) / 2, 6);
  expect(impact.body.avg_resonance_freq).toBe((8000 + 80) / 2);
  expect(parse("ImpactProperties", JSON.stringify(impact.body))).toMatchObject({ ok: true });
  const steel = (await api.call<MaterialSpec>("GET", "/api/materials/METAL_STEEL")).body;
  expect(steel.spec_id).toBe("ASTM_A36");
});

test("an older document is named for what it is, and becomes a recipe with a report", async () => {
  const { api } = await start();
  const older = JSON.stringify({ nodes: [{ type: "primitive", shape: "sphere", params: { r: 0.5 }, glow: 3 }] });
  const headers = { "content-type": "application/json" };
  const refused = await api.call<ProblemDetails>("POST", "/api/assets", {
    body: JSON.stringify({ recipe_text: older }),
    headers,
  });
  expect(refused).toMatchObject({ status: 422, body: { code: "recipe.older_form" } });
  const { body } = await api.call<ImportedRecipe>("POST", "/api/import", { body: older, headers });
  expect(parse("ImportedRecipe", JSON.stringify(body))).toMatchObject({ ok: true });
  expect(body.report.notes).toContainEqual(
    expect.objectContaining({ outcome: "not_understood", pointer: "/nodes/0/glow" }),
  );
  expect((await api.create(body.recipe_text)).status).toBe(201);
  const recipe = shaped(sphere(1));
  expect(await api.call("POST", "/api/import", { body: recipe, headers })).toMatchObject({
    body: { code: "recipe.older_form" },
  });
});
