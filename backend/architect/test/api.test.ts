import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type {
  AssetDocument,
  AssetMetadata,
  AssetPage,
  CacheReport,
  CompileStatus,
  ImpactProperties,
  MaterialSpec,
  ProblemDetails,
  ServiceStatus,
} from "@gve/types";
import { parse } from "@gve/types";
import { describe, expect, onTestFinished, test, vi } from "vitest";

import { problemTexts } from "../src/http/problem-texts.ts";
import { ApiClient } from "./api-client.ts";
import { recipe, runningArchitect } from "./running-architect.ts";
import { eventsClient } from "./socket-client.ts";

const MIB = 1024 * 1024;

async function client(changes?: Parameters<typeof runningArchitect>[0]) {
  const running = await runningArchitect(changes);
  return { ...running, api: new ApiClient(running.url) };
}

/** A server with one built asset. */
async function withAsset(name = "Iron Sword") {
  const running = await client();
  const events = eventsClient(running.url, 0);
  const asset = (await running.api.create(recipe(name))).body;
  await events.wait(({ type }) => type === "compile:complete");
  events.close();
  return { ...running, asset, path: `/api/assets/${asset.id}` };
}

const files = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe("assets", () => {
  test("an asset goes through its life", async () => {
    const { api, dataFolder } = await client();
    const created = await api.create(recipe("Iron Sword"), { category: "Weapon", subcategory: "swords" });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ name: "Iron Sword", version: 1, type: "geometry", category: "Weapon" });
    expect(created.headers.get("etag")).toBe('"1"');
    const path = `/api/assets/${created.body.id}`;
    expect(created.headers.get("location")).toBe(path);
    expect(parse("AssetDocument", JSON.stringify(created.body))).toMatchObject({ ok: true });

    const saved = await api.save(created.body.id, recipe("Steel Sword"), 1);
    expect(saved).toMatchObject({ status: 200, body: { version: 2, name: "Iron Sword" } });
    const renamed = await api.send<AssetDocument>("PATCH", path, { name: "Flamberge" }, { "if-match": '"2"' });
    expect(renamed).toMatchObject({
      status: 200,
      body: { version: 3, name: "Flamberge", recipe_text: recipe("Steel Sword") },
    });
    expect((await api.call("GET", path)).body).toEqual(renamed.body);
    expect((await api.call("GET", `${path}/recipe`)).body).toEqual(JSON.parse(recipe("Steel Sword")));
    expect((await api.call("GET", path, { headers: { "if-none-match": '"3"' } })).status).toBe(304);

    expect((await api.call("DELETE", path, { headers: { "if-match": '"3"' } })).status).toBe(204);
    expect(await api.call("GET", path)).toMatchObject({ status: 404, body: { code: "asset.not_found" } });
    expect(files(join(dataFolder, "cache"))).toEqual([]);
  });

  test("the recipe text is kept exactly as it was written", async () => {
    const { api } = await client();
    const text = `  ${recipe("Größe 🗡").replaceAll(",", " ,\n\t")}\n`;
    const { body } = await api.create(text);
    const read = await fetch(`${api.url}/api/assets/${body.id}/recipe`);
    expect(await read.text()).toBe(text);
    const raw = await api.call<AssetDocument>("PUT", `/api/assets/${body.id}/recipe`, {
      body: `${text}\n`,
      headers: { "content-type": "application/json", "if-match": '"1"' },
    });
    expect(raw.body).toMatchObject({ version: 2, recipe_text: `${text}\n` });
  });

  test("a list is searched and cut into pages", async () => {
    const { api } = await client();
    for (const name of ["Gear small", "Gear large", "Chair"]) await api.create(recipe(name));
    const page = await api.call<AssetPage>("GET", "/api/assets?query=gear&limit=1&offset=1");
    expect(page.body).toMatchObject({ total: 2, offset: 1, assets: [{ name: "Gear small" }] });
    expect(parse("AssetPage", JSON.stringify(page.body))).toMatchObject({ ok: true });
    expect(await api.call("GET", "/api/assets?limit=many")).toMatchObject({
      status: 400,
      body: { code: "request.invalid" },
    });
  });

  test("a change names the version that it is for", async () => {
    const { api } = await client();
    const { body } = await api.create(recipe("Vase"));
    const path = `/api/assets/${body.id}`;
    const change = { name: "Bowl" };
    expect(await api.send("PATCH", path, change)).toMatchObject({
      status: 428,
      body: { code: "request.precondition_required" },
    });
    for (const tag of ['"7"', '"0"', "1", 'W/"1"', '"x"']) {
      const answer = await api.send("PATCH", path, change, { "if-match": tag });
      expect([400, 412]).toContain(answer.status);
      expect(["request.invalid", "asset.version_conflict"]).toContain(answer.body.code);
    }
    expect(await api.save(body.id, recipe("x"), 9)).toMatchObject({
      status: 412,
      body: { code: "asset.version_conflict" },
    });
    expect((await api.send("PATCH", path, change, { "if-match": "*" })).status).toBe(200);
    expect(await api.call("DELETE", path, { headers: { "if-match": '"1"' } })).toMatchObject({ status: 412 });
    expect((await api.call<AssetDocument>("GET", path)).body).toMatchObject({ version: 2, name: "Bowl" });
  });

  test("of concurrent saves of one version one wins", async () => {
    const { api } = await client();
    const { body } = await api.create(recipe("Vase"));
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => api.save(body.id, recipe(`Vase ${index}`), 1)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(11).fill(412)]);
  });

  test("two assets that would share a path are told apart", async () => {
    const { api, architect } = await client();
    const first = "1" as AssetDocument["id"];
    const second = String(2 ** 24 + 1) as AssetDocument["id"];
    await architect.librarian.create({ recipe_text: recipe("Same name") }, first);
    await expect(architect.librarian.create({ recipe_text: recipe("same  NAME") }, second)).rejects.toMatchObject({
      code: "asset.name_clash",
    });
    await architect.librarian.create({ recipe_text: recipe("Other name") }, second);
    const clash = await api.send("PATCH", `/api/assets/${second}`, { name: "Same-name" }, { "if-match": '"1"' });
    expect(clash).toMatchObject({ status: 409, body: { code: "asset.name_clash" } });
  });

  test("metadata names the first material", async () => {
    const { api } = await client();
    const text = JSON.stringify({
      ...JSON.parse(recipe("Sword")),
      root_node: { children: [{ material: { spec_id: "ASTM_A36" } }] },
    });
    const { body } = await api.create(text, { category: "Weapon" });
    const metadata = await api.call<AssetMetadata>("GET", `/api/assets/${body.id}/metadata`);
    expect(metadata.body).toEqual({ name: "Sword", version: 1, category: "Weapon", material_spec: "ASTM_A36" });
  });
});

describe("bad input", () => {
  const BAD_RECIPES: readonly [string, string, string][] = [
    ["broken JSON", "{", "recipe.syntax"],
    ["an unknown key", recipe("x").replace("format", "fromat"), "recipe.missing_key"],
    ["another unknown key", recipe("x").replace("{", '{"shapes": [],'), "recipe.unknown_key"],
    ["a wrong type", "[]", "recipe.missing_key"],
  ];

  test.each(BAD_RECIPES)("a recipe with %s is refused with its code, and nothing is stored", async (_, text, code) => {
    const { api } = await client();
    const answer = await api.create(text);
    expect(answer).toMatchObject({ status: 422, body: { code, type: `/problems/${code}`, diagnostics: [{ code }] } });
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect(parse("ProblemDetails", JSON.stringify(answer.body))).toMatchObject({ ok: true });
    expect((await api.call<AssetPage>("GET", "/api/assets")).body.total).toBe(0);
    const checked = await api.call<{ diagnostics: unknown[] }>("POST", "/api/validate", {
      body: text,
      headers: { "content-type": "text/plain" },
    });
    expect(checked).toMatchObject({ status: 200, body: { diagnostics: [{ code }] } });
  });

  test.each([
    ["no body", undefined],
    ["an unknown key", { recipe_text: recipe("x"), colour: "red" }],
    ["a wrong type", { recipe_text: 7 }],
    ["a text for a number's place", { recipe_text: recipe("x"), category: "Sword" }],
    ["a subcategory that leaves its folder", { recipe_text: recipe("x"), subcategory: "../.." }],
    ["an array", []],
  ])("a draft with %s is refused", async (_, draft) => {
    const { api } = await client();
    const answer = await api.send("POST", "/api/assets", draft ?? "");
    expect(answer).toMatchObject({ status: 400, body: { code: "request.invalid" } });
  });

  test("a body that is no JSON is refused", async () => {
    const { api } = await client();
    for (const [body, type] of [
      ["{", "application/json"],
      ["<a/>", "text/xml"],
      ['{"__proto__": 1}', "application/json"],
    ] as const) {
      const answer = await api.call("POST", "/api/assets", { body, headers: { "content-type": type } });
      expect(answer).toMatchObject({ body: { code: "request.invalid" } });
    }
  });

  test.each([
    "../../etc/passwd",
    "..",
    ".",
    "a/b",
    "a\\b",
    "C:\\x",
    "nul\u0000",
    "line\nbreak",
    "",
    "   ",
    "x".repeat(121),
  ])("the name %j is refused", async (name) => {
    const { api, dataFolder } = await client();
    const answer = await api.create(recipe("x"), { name });
    expect(["asset.bad_name", "request.invalid"]).toContain((answer.body as unknown as ProblemDetails).code);
    expect([400, 422]).toContain(answer.status);
    expect(files(join(dataFolder, "cache"))).toEqual([]);
  });

  test("a recipe of 9 MiB is too large, whichever way it comes", async () => {
    const { api } = await client();
    const { body } = await api.create(recipe("x"));
    const large = recipe("x".repeat(9 * MIB));
    const headers = { "content-type": "application/json", "if-match": '"1"' };
    const tooLarge = { status: 413, body: { code: "recipe.too_large" } };
    expect(await api.create(large)).toMatchObject(tooLarge);
    expect(await api.call("PUT", `/api/assets/${body.id}/recipe`, { body: large, headers })).toMatchObject(tooLarge);
    expect(await api.call("POST", "/api/validate", { body: large, headers })).toMatchObject(tooLarge);
    const larger = await api.create("x".repeat(17 * MIB));
    expect(larger).toMatchObject({ status: 413, body: { code: "request.too_large" } });
    expect((await api.call<AssetDocument>("GET", `/api/assets/${body.id}`)).body.version).toBe(1);
  });

  test.each(["0", "-1", "18446744073709551616", "1e3", "..%2f..%2fetc", "abc"])("the id %s is none", async (id) => {
    const { api } = await client();
    const answer = await api.call("GET", `/api/assets/${id}`);
    expect([400, 404]).toContain(answer.status);
    expect(answer.body.type).toBe(`/problems/${answer.body.code}`);
  });

  test("an unknown address is a problem, and every problem type has its text", async () => {
    const { api } = await client();
    expect(await api.call("GET", "/api/nothing")).toMatchObject({ status: 404, body: { code: "request.not_found" } });
    const bundle = JSON.parse(
      readFileSync(new URL("../../../generated/json-schema/gve.schema.json", import.meta.url), "utf8"),
    );
    const codes: string[] = bundle.$defs.ProblemCode.enum;
    expect([...(await problemTexts()).keys()].sort()).toEqual([...codes].sort());
    for (const code of codes) {
      const text = await api.call<string>("GET", `/problems/${code}`);
      expect(text.status).toBe(200);
      expect(text.body.length).toBeGreaterThan(code.length + 20);
    }
    expect(await api.call("GET", "/problems/no.such")).toMatchObject({ status: 404 });
  });
});

describe("builds", () => {
  test("the binary is served whole, in parts, or not again", async () => {
    const { api, asset, path } = await withAsset();
    const whole = await fetch(`${api.url}${path}/binary`);
    const bytes = Buffer.from(await whole.arrayBuffer());
    const tag = whole.headers.get("etag") ?? "";
    expect(tag).toBe(`"${createHash("sha256").update(bytes).digest("hex")}"`);
    expect(whole.headers.get("x-asset-version")).toBe(String(asset.version));
    const get = (headers: Record<string, string>) => fetch(`${api.url}${path}/binary`, { headers });
    expect((await get({ "if-none-match": tag })).status).toBe(304);
    for (const [range, start, end] of [
      ["bytes=0-9", 0, 10],
      ["bytes=100-", 100, bytes.length],
      ["bytes=-5", bytes.length - 5, bytes.length],
    ] as const) {
      const part = await get({ range });
      expect(part.status).toBe(206);
      expect(part.headers.get("content-range")).toBe(`bytes ${start}-${end - 1}/${bytes.length}`);
      expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(start, end));
    }
    expect((await get({ range: `bytes=${bytes.length}-` })).status).toBe(416);
    expect((await get({ range: "bytes=0-9", "if-range": '"other"' })).status).toBe(200);
    expect((await get({ range: "lines=1-2" })).status).toBe(200);
  });

  test("the readable path points to the blob, follows a rename and never keeps the old name", async () => {
    const { api, url, asset, path, dataFolder } = await withAsset();
    const cache = join(dataFolder, "cache");
    const [pointer = ""] = files(cache);
    expect(pointer).toMatch(/cache\/geometry\/prop\/general\/iron_sword_[0-9a-f]{6}\.gve_bin$/);
    const [blob = ""] = files(join(dataFolder, "blobs"));
    expect(statSync(pointer).ino).toBe(statSync(blob).ino);

    const events = eventsClient(url);
    await events.opened;
    await api.send("PATCH", path, { name: "Äxte & Co", category: "Weapon" }, { "if-match": `"${asset.version}"` });
    const complete = await events.wait(({ type, payload }) => type === "compile:complete" && payload.version === 2);
    expect(files(cache)).toEqual([join(cache, String(complete.payload.binary_path))]);
    expect(complete.payload.binary_path).toMatch(/^geometry\/weapon\/general\/axte_co_[0-9a-f]{6}\.gve_bin$/);
    expect(events.messages.map(({ type }) => type)).not.toContain("compile:started");
  });

  test("the cache tells VALID, STALE and MISSING apart, with the reason", async () => {
    const { api, url, asset, path, dataFolder } = await withAsset();
    const report = async () => (await api.call<CacheReport>("GET", `${path}/cache`)).body;
    expect(await report()).toMatchObject({ status: "VALID", version: 1, built_version: 1 });
    const [blob = ""] = files(join(dataFolder, "blobs"));

    rmSync(blob);
    writeFileSync(blob, "damaged");
    expect(await report()).toMatchObject({ status: "STALE", reason: expect.stringContaining("damaged") });
    expect(await api.call("GET", `${path}/binary`)).toMatchObject({ status: 404, body: { code: "cache.missing" } });
    rmSync(blob);
    expect(await report()).toMatchObject({ status: "MISSING", built_version: 1 });

    const events = eventsClient(url);
    await events.opened;
    expect((await api.send<CompileStatus>("POST", `${path}/compile`, {})).status).toBe(202);
    await events.wait(({ type }) => type === "compile:complete");
    expect(await report()).toMatchObject({ status: "VALID" });

    await api.save(asset.id, recipe("Wait", "wait"), 1);
    await events.wait(({ type, payload }) => type === "compile:started" && payload.version === 2);
    expect(await report()).toMatchObject({ status: "STALE", version: 2, built_version: 1 });
    expect((await api.call("GET", `${path}/binary`)).status).toBe(404);
  });

  test("a build of another compiler is stale", async () => {
    const { architect, path, dataFolder } = await withAsset();
    await architect.close();
    vi.stubEnv("STAND_IN_BUILD", "stand-in 2");
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const next = await client({ dataFolder });
    const report = await next.api.call<CacheReport>("GET", `${path}/cache`);
    expect(report.body).toMatchObject({ status: "STALE", reason: expect.stringContaining("another compiler") });
  });

  test("what is built is not built again, unless it is forced or the options differ", async () => {
    const { api, url, path } = await withAsset();
    const events = eventsClient(url);
    await events.opened;
    const completes = () => events.messages.filter(({ type }) => type === "compile:complete").length;
    const build = async (request: object) => {
      const before = completes();
      await api.send("POST", `${path}/compile`, request);
      await events.wait(() => completes() > before);
    };
    const started = () => events.messages.filter(({ type }) => type === "compile:started").length;
    await build({});
    expect(started()).toBe(0);
    await build({ force_recompile: true });
    expect(started()).toBe(1);
    await build({ volume_resolution: 64, splat_iterations: 5 });
    expect(started()).toBe(2);
    await build({});
    expect(started()).toBe(2);
    expect(await api.send("POST", `${path}/compile`, { volume_resolution: 5000 })).toMatchObject({ status: 400 });
    expect(await api.send("POST", `${path}/compile`, { asset_id: "1" })).toMatchObject({ status: 400 });
  });

  test("two assets of one recipe share a blob, and deleting one keeps the other's", async () => {
    const { api, url, asset, dataFolder } = await withAsset();
    const events = eventsClient(url);
    await events.opened;
    const twin = (await api.create(recipe("Iron Sword"))).body;
    await events.wait(({ type, payload }) => type === "compile:complete" && payload.asset_id === twin.id);
    expect(files(join(dataFolder, "blobs"))).toHaveLength(1);
    await api.call("DELETE", `/api/assets/${asset.id}`, { headers: { "if-match": "*" } });
    expect((await fetch(`${url}/api/assets/${twin.id}/binary`)).status).toBe(200);
  });
});

describe("library", () => {
  test("materials are looked up, and what an impact of two excites follows the source document", async () => {
    const { api } = await client();
    const materials = await api.call<MaterialSpec[]>("GET", "/api/materials");
    expect(materials.body.map(({ spec_id }) => spec_id)).toEqual(["HARD", "SOFT"]);
    for (const name of ["SOFT", "ALIAS_OF_SOFT"])
      expect((await api.call<MaterialSpec>("GET", `/api/materials/${name}`)).body.spec_id).toBe("SOFT");
    expect(await api.call("GET", "/api/materials/NONE")).toMatchObject({
      status: 404,
      body: { code: "material.unknown" },
    });
    const impact = await api.call<ImpactProperties>("GET", "/api/materials/impact?a=HARD&b=SOFT");
    expect(impact.body).toMatchObject({ combined_damping: 0.02, avg_resonance_freq: (8000 + 50) / 2 });
    expect(parse("ImpactProperties", JSON.stringify(impact.body))).toMatchObject({ ok: true });
    expect(await api.call("GET", "/api/materials/impact?a=ALIAS_OF_HARD&b=SOFT")).toMatchObject({ body: impact.body });
    expect(await api.call("GET", "/api/materials/impact?a=HARD&b=NONE")).toMatchObject({
      status: 404,
      body: { code: "material.unknown" },
    });
    expect((await api.call("GET", "/api/materials/impact?a=HARD")).status).toBe(400);
  });

  test("health tells whether recipes can be compiled", async () => {
    const good = await client();
    const status = (await good.api.call<ServiceStatus>("GET", "/api/health")).body;
    expect(status).toMatchObject({ engine_ready: true, compile_workers: 1, asset_count: 0 });
    expect(parse("ServiceStatus", JSON.stringify(status))).toMatchObject({ ok: true });
    const bad = await client({ engineModule: "file:///nowhere/engine.ts" });
    expect((await bad.api.call<ServiceStatus>("GET", "/api/health")).body).toMatchObject({ engine_ready: false });
    expect(await bad.api.create(recipe("x"))).toMatchObject({ status: 503, body: { code: "compile.unavailable" } });
  });

  test("the published description names every route and resolves every reference", async () => {
    const { api } = await client();
    const { body } = await api.call<{ paths: Record<string, object>; components: { schemas: object } }>(
      "GET",
      "/api/openapi.json",
    );
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining(["/api/assets", "/api/assets/{id}", "/api/assets/{id}/binary"]),
    );
    expect(Object.keys(body.paths).filter((path) => !path.startsWith("/api/"))).toEqual([]);
    expect(body.paths["/api/assets"]).toMatchObject({
      post: {
        requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/AssetDraft" } } } },
      },
    });
    const names = new Set(Object.keys(body.components.schemas));
    const references = [...JSON.stringify(body).matchAll(/"\$ref":"([^"]*)"/g)].map(([, target = ""]) => target);
    expect(references.length).toBeGreaterThan(20);
    for (const target of references) expect(names).toContain(target.replace("#/components/schemas/", ""));
  });
});
