import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AssetDocument, type AssetSummary, type ImportNote, parseAssetId, type SampleSummary } from "@gve/types";
import Fastify, { type FastifyInstance } from "fastify";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { asProblem, problemDetails } from "../http/problems.ts";
import { Problem } from "../problem.ts";
import { type PageServices, registerPages } from "./index.ts";

const SAMPLE: SampleSummary = {
  id: "spur-gear",
  name: "Spur gear",
  description: "Teeth <on> a hub.",
  category: "Prop",
  subcategory: "machine",
};
const HTMX = { "hx-request": "true" };
const FORM = { "content-type": "application/x-www-form-urlencoded" };

/** Assets in memory that count what is asked of them. */
class MemoryServices implements PageServices {
  readonly assets = new Map<string, AssetDocument>();
  readonly compiled: string[] = [];
  busy = false;

  add(id: string, name: string): AssetDocument {
    const at = "2026-01-02T03:04:05Z";
    const asset: AssetDocument = {
      id: parseAssetId(id),
      type: "geometry",
      name,
      category: "Prop",
      subcategory: "general",
      version: 1,
      created_at: at,
      updated_at: at,
      recipe_text: "{}",
    };
    this.assets.set(id, asset);
    return asset;
  }

  async listAssets(search: string) {
    const assets: AssetSummary[] = [...this.assets.values()].filter(({ name }) => name.includes(search));
    return { assets, total: assets.length, offset: 0 };
  }

  async getAsset(id: string) {
    const asset = this.assets.get(id);
    if (!asset) throw new Problem("asset.not_found", `There is no asset ${id}.`);
    return asset;
  }

  async createAsset({ recipe_text }: { recipe_text: string }) {
    if (recipe_text.startsWith('{"nodes"')) throw new Problem("recipe.older_form", "The document is of an older form.");
    if (recipe_text === "{") throw new Problem("recipe.syntax", "The text ends <early>.");
    return this.add(String(this.assets.size + 1), "Created");
  }

  async changeAsset(id: string, { name }: { name?: string }) {
    const asset = await this.getAsset(id);
    if (!name) throw new Problem("asset.bad_name", "A name has 1 to 120 characters.", { hint: "Type one." });
    asset.name = name;
    return asset;
  }

  async deleteAsset(id: string) {
    await this.getAsset(id);
    this.assets.delete(id);
  }

  async compile(id: string) {
    this.compiled.push(id);
    this.busy = true;
  }

  async cancelCompile() {
    this.busy = false;
  }

  async cacheReport(id: string) {
    const reason = "It was never built.";
    return { asset_id: parseAssetId(id), status: "MISSING" as const, version: 1, reason };
  }

  async compileStatus(id: string) {
    return { asset_id: parseAssetId(id), state: this.busy ? ("running" as const) : ("idle" as const) };
  }

  async listSamples() {
    return [SAMPLE];
  }

  async getSample() {
    return { ...SAMPLE, recipe_text: "{}" };
  }

  async importDocument() {
    const notes: ImportNote[] = [
      { outcome: "mapped", pointer: "/nodes/0", message: "shape `sphere`" },
      { outcome: "not_understood", pointer: "/nodes/0/<glow>", message: "`<glow>` of a node" },
    ];
    return { recipe_text: "{}", report: { notes, settings: {} } };
  }

  async listMaterials() {
    return [];
  }

  async lastSequence() {
    return 41;
  }
}

let services: MemoryServices;
let server: FastifyInstance;
let staticRoot: string;

beforeEach(async () => {
  staticRoot = await mkdtemp(join(tmpdir(), "gve-pages-"));
  await writeFile(join(staticRoot, "forge.css"), "body{}");
  services = new MemoryServices();
  services.add("7", `Vase <script>alert("x")</script>`);
  server = Fastify();
  await registerPages(server, { services, staticRoot, describeProblem: (error) => problemDetails(asProblem(error)) });
});

afterEach(async () => {
  await server.close();
  await rm(staticRoot, { recursive: true, force: true });
});

describe("pages", () => {
  test("the list shows assets, samples and where the event stream goes on, with names escaped", async () => {
    const { body, headers } = await server.inject("/");
    expect(headers["content-type"]).toMatch(/^text\/html/);
    expect(body).toContain('id="asset-7"');
    expect(body).toContain('data-sequence="41"');
    expect(body).toContain("Teeth &lt;on&gt; a hub.");
    expect(body).not.toContain("<script>alert");
    expect(body).toContain('data-cache="MISSING"');
  });

  test("no page carries inline script, inline style or inline handlers", async () => {
    for (const url of ["/", "/assets/7", "/assets/7/rename", "/assets/7/delete", "/assets/9"]) {
      const { body } = await server.inject(url);
      expect(body).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>/);
      expect(body).not.toMatch(/<style|\sstyle=|\son[a-z]+=/);
    }
  });

  test("the editor names its asset; an unknown one is a page with the code", async () => {
    expect((await server.inject("/assets/7")).body).toContain('data-asset-id="7"');
    const missing = await server.inject("/assets/9");
    expect(missing.statusCode).toBe(404);
    expect(missing.body).toContain("asset.not_found");
  });

  test("built files are served", async () => {
    expect((await server.inject("/static/forge.css")).body).toBe("body{}");
    expect((await server.inject("/static/../package.json")).statusCode).toBe(404);
  });
});

describe("plain forms", () => {
  test("create from a sample leads to the editor", async () => {
    const created = await server.inject({ method: "POST", url: "/assets", headers: FORM, payload: "sample=spur-gear" });
    expect(created.statusCode).toBe(303);
    expect(created.headers.location).toBe("/assets/2");
  });

  test("rename leads back to the list, or shows what was typed with the reason", async () => {
    const renamed = await server.inject({
      method: "POST",
      url: "/assets/7/rename",
      headers: FORM,
      payload: "name=Urn",
    });
    expect([renamed.statusCode, renamed.headers.location]).toEqual([303, "/"]);
    expect(services.assets.get("7")?.name).toBe("Urn");
    const refused = await server.inject({ method: "POST", url: "/assets/7/rename", headers: FORM, payload: "name=" });
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain("asset.bad_name");
    expect(refused.body).toContain("<!doctype html>");
  });

  test("delete asks first, then deletes", async () => {
    expect((await server.inject("/assets/7/delete")).body).toContain("cannot be undone");
    expect((await server.inject({ method: "POST", url: "/assets/7/delete", headers: FORM })).statusCode).toBe(303);
    expect(services.assets.size).toBe(0);
    expect((await server.inject("/")).body).toContain("No assets yet");
  });

  test("compile and cancel lead back to the list", async () => {
    expect((await server.inject({ method: "POST", url: "/assets/7/compile", headers: FORM })).statusCode).toBe(303);
    expect(services.compiled).toEqual(["7"]);
    expect((await server.inject("/")).body).toContain("/assets/7/cancel");
  });
});

describe("htmx", () => {
  test("gets the list alone, searched", async () => {
    const found = await server.inject({ url: "/assets?search=Vase", headers: HTMX });
    expect(found.body).toMatch(/^<div id="asset-list"/);
    expect((await server.inject({ url: "/assets?search=%3Cx%3E", headers: HTMX })).body).toContain(
      "Nothing matches “&lt;x&gt;”",
    );
    expect((await server.inject("/assets?search=Vase")).headers.location).toBe("/?search=Vase");
  });

  test("gets forms without a page around them, and a word when they are done", async () => {
    const form = await server.inject({ url: "/assets/7/rename", headers: HTMX });
    expect(form.body).toMatch(/^<form/);
    const done = await server.inject({ method: "POST", url: "/assets/7/delete", headers: { ...FORM, ...HTMX } });
    expect([done.statusCode, done.headers["hx-trigger"], done.body]).toEqual([200, "gve:dialog-done", ""]);
  });

  test("gets the card with progress after compile, and without after cancel", async () => {
    const started = await server.inject({ method: "POST", url: "/assets/7/compile", headers: { ...FORM, ...HTMX } });
    expect(started.body).toMatch(/^<li class="asset-card"/);
    expect(started.body).toContain("<progress");
    const cancelled = await server.inject({ method: "POST", url: "/assets/7/cancel", headers: { ...FORM, ...HTMX } });
    expect(cancelled.body).not.toContain("<progress");
  });

  test("gets problems as problem details", async () => {
    const missing = await server.inject({ url: "/assets/9/card", headers: HTMX });
    expect(missing.statusCode).toBe(404);
    expect(missing.headers["content-type"]).toMatch(/^application\/problem\+json/);
    expect(missing.json()).toMatchObject({ code: "asset.not_found", status: 404 });
  });
});

describe("import", () => {
  const submit = (text: string) =>
    server.inject({ method: "POST", url: "/import", headers: FORM, payload: new URLSearchParams({ text }).toString() });

  test("a recipe becomes an asset that opens in the editor", async () => {
    expect((await server.inject("/import")).body).toContain('name="text"');
    const { statusCode, headers } = await submit("{}");
    expect([statusCode, headers.location]).toEqual([303, "/assets/2"]);
  });

  test("an older document becomes an asset, and what was lost of it stands first in the report", async () => {
    const { statusCode, body } = await submit('{"nodes":[]}');
    expect(statusCode).toBe(201);
    expect(body).toContain("1 mapped, 0 approximated, 1 not understood");
    expect(body).toContain("`&lt;glow&gt;` of a node");
    expect(body.indexOf("glow")).toBeLessThan(body.indexOf("shape `sphere`"));
    expect(body).toContain('href="/assets/2"');
  });

  test("a text with errors is kept and shown with what is wrong", async () => {
    const { statusCode, body } = await submit("{");
    expect(statusCode).toBe(422);
    expect(body).toContain("The text ends &lt;early&gt;.");
    expect(body).toContain("recipe.syntax");
    expect(body).toMatch(/<textarea[^>]*>\{<\/textarea>/);
    expect(services.assets.size).toBe(1);
  });
});
