// The viewport in Chromium: both bundles draw, and what they draw is read back from the GPU.
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchChromium } from "./chromium.ts";

const FORGE = join(import.meta.dirname, "..");
const TYPES: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };
const WIDTH_PX = 320;
const HEIGHT_PX = 240;

let server: Server;
let browser: Browser;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://localhost").pathname);
    const body = await readFile(join(FORGE, path)).catch(() => null);
    response.writeHead(body ? 200 : 404, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

async function openViewport(bundle: string): Promise<Page> {
  const page = await browser.newPage();
  const { port } = server.address() as AddressInfo;
  await page.goto(`http://127.0.0.1:${port}/test/viewport/page.html?bundle=${bundle}`);
  await page.evaluate("window.ready");
  return page;
}

/** Runs an expression in the page; `viewport` and `gve` are in scope. */
const inPage = <T>(page: Page, expression: string): Promise<T> => page.evaluate(expression) as Promise<T>;

async function readPixels(page: Page): Promise<Uint8Array> {
  const base64 = await inPage<string>(page, "viewport.read_pixels().then((pixels) => pixels.toBase64())");
  return Uint8Array.from(Buffer.from(base64, "base64"));
}

const at = (pixels: Uint8Array, x: number, y: number) =>
  [...pixels.subarray((y * WIDTH_PX + x) * 4, (y * WIDTH_PX + x) * 4 + 3)] as [number, number, number];

/** A red square of 2 m that faces +Z, as arrays of a mesh. */
const SET_SQUARE = `viewport.set_mesh("7",
  new Float32Array([-1, -1, 0, 1, -1, 0, 1, 1, 0, -1, 1, 0]), new Float32Array([0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1]),
  new Uint8Array([220, 30, 30, 255, 220, 30, 30, 255, 220, 30, 30, 255, 220, 30, 30, 255]),
  new Uint32Array([0, 1, 2, 0, 2, 3]))`;

/** A blue ball whose radius is a variable. */
const BALL = JSON.stringify({
  format: "gve-recipe/1",
  name: "ball",
  variables: { r: { value: 0.5 } },
  root_node: {
    material: { base_color_srgb: "#2a7de1", roughness: 0.4, metallic: 0 },
    shape: { type: "sphere", params: { radius: "$r" } },
  },
});

/** Mean difference of two pictures' colour channels, 0–255. */
function meanDifference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, value, index) => sum + Math.abs(value - (b[index] ?? 0)), 0) / ((a.length * 3) / 4);
}

const showBall = (id: number, overrides = {}) =>
  `JSON.parse(viewport.show_recipe("${id}", ${JSON.stringify(BALL)}, ${JSON.stringify(JSON.stringify(overrides))}))`;

/** Builds the ball in the page and hands its binary over as a frame of the asset socket; `change` may damage it. */
const deliverBall = (id: number, version: number, change = "") => `(() => {
  const options = '{"volume_resolution":16,"mesh_depth":5,"splat_count":1500}';
  const binary = gve.compile_recipe(${JSON.stringify(BALL)}, options);
  ${change}
  return JSON.parse(viewport.handle_frame(gve.encode_frame(1, "${id}", ${version}, binary)));
})()`;

describe.each(["webgpu", "webgl"])("%s", (bundle) => {
  let page: Page;
  beforeAll(async () => {
    page = await openViewport(bundle);
  });
  afterAll(async () => page?.close());

  test("an empty scene shows background and grid in the colours of the theme", async () => {
    await inPage(page, `viewport.set_theme("dark")`);
    const dark = await readPixels(page);
    expect(dark.length).toBe(WIDTH_PX * HEIGHT_PX * 4);
    expect(Math.max(...at(dark, 5, 5))).toBeLessThan(80);
    await inPage(page, "viewport.set_grid(false); viewport.set_axes(false)");
    const bare = await readPixels(page);
    expect(bare).not.toEqual(dark);
    await inPage(page, `viewport.set_grid(true); viewport.set_axes(true); viewport.set_theme("light")`);
    expect(Math.min(...at(await readPixels(page), 5, 5))).toBeGreaterThan(180);
  });

  test("a mesh from plain arrays is framed and drawn", async () => {
    await inPage(page, `viewport.set_theme("dark"); viewport.view_preset("front"); ${SET_SQUARE}; viewport.focus()`);
    const [red, green, blue] = at(await readPixels(page), WIDTH_PX / 2, HEIGHT_PX / 2);
    expect(red).toBeGreaterThan(120);
    expect(Math.max(green, blue)).toBeLessThan(90);
    const stats = JSON.parse(await inPage<string>(page, "viewport.stats_json()"));
    expect(stats).toMatchObject({ triangles: 2, mode: "mesh", shown_mode: "mesh", lost: false });
    expect(stats.backend).toBe(bundle === "webgpu" ? "webgpu" : "webgl2");
  });

  test("the camera's JSON round-trips and gives the same picture", async () => {
    const before = await readPixels(page);
    const camera = await inPage<string>(page, "viewport.camera_json()");
    await inPage(page, "viewport.orbit(80, 25); viewport.zoom(-300, 10, 20); viewport.pan(15, 4)");
    expect(await readPixels(page)).not.toEqual(before);
    await inPage(page, `viewport.set_camera_json(${JSON.stringify(camera)})`);
    expect(await readPixels(page)).toEqual(before);
  });

  test("what is drawn is also what the canvas shows", async () => {
    await inPage(page, "viewport.orbit(1, 0)");
    await inPage(page, "new Promise((done) => requestAnimationFrame(() => { viewport.render(); done(); }))");
    const shown = await inPage<number[]>(
      page,
      `new Promise((done) => requestAnimationFrame(() => {
        viewport.orbit(-1, 0); viewport.render();
        const copy = new OffscreenCanvas(${WIDTH_PX}, ${HEIGHT_PX}).getContext("2d");
        copy.drawImage(document.getElementById("viewport"), 0, 0);
        done([...copy.getImageData(${WIDTH_PX / 2}, ${HEIGHT_PX / 2}, 1, 1).data.slice(0, 3)]);
      }))`,
    );
    const drawn = at(await readPixels(page), WIDTH_PX / 2, HEIGHT_PX / 2);
    for (const channel of [0, 1, 2])
      expect(Math.abs((shown[channel] ?? 0) - (drawn[channel] ?? 0))).toBeLessThanOrEqual(1);
  });

  test("a recipe shows at once in every mode, and alike", async () => {
    await inPage(page, `viewport.set_active("42"); viewport.view_preset("front"); viewport.set_axes(false)`);
    const pictures: Uint8Array[] = [];
    for (const mode of ["sdf", "mesh", "splats"]) {
      await inPage(page, `viewport.set_mode("${mode}")`);
      const outcome = await inPage<{ ok: boolean; timings_ms: object }>(page, showBall(42));
      expect(outcome).toMatchObject({ ok: true, diagnostics: [] });
      await inPage(page, "viewport.focus()");
      const stats = JSON.parse(await inPage<string>(page, "viewport.stats_json()"));
      expect(stats).toMatchObject({ shown_mode: mode, live: true });
      const picture = await readPixels(page);
      const [red, , blue] = at(picture, WIDTH_PX / 2, HEIGHT_PX / 2);
      expect(blue).toBeGreaterThan(red + 60);
      pictures.push(picture);
    }
    const [sdf, mesh, splats] = pictures as [Uint8Array, Uint8Array, Uint8Array];
    expect(meanDifference(sdf, mesh)).toBeLessThan(1.5);
    expect(meanDifference(sdf, splats)).toBeLessThan(4);
  });

  test("a variable changes the picture; an invalid recipe leaves it", async () => {
    await inPage(page, `viewport.set_mode("sdf")`);
    await inPage(page, showBall(42));
    const large = await readPixels(page);
    const outcome = await inPage(page, showBall(42, { r: 0.2 }));
    expect(outcome).toMatchObject({ ok: true });
    const small = await readPixels(page);
    expect(meanDifference(large, small)).toBeGreaterThan(3);
    const broken = await inPage<{ ok: boolean; diagnostics: { code: string }[] }>(
      page,
      showBall(42).replaceAll("$r", "$q"),
    );
    expect(broken.ok).toBe(false);
    expect(broken.diagnostics[0]?.code).toBe("expression.unknown_name");
    expect(await readPixels(page)).toEqual(small);
  });

  test("a delivered binary replaces the preview; older, damaged and foreign frames do not", async () => {
    expect(await inPage(page, deliverBall(42, 3))).toMatchObject({ kind: "applied", asset_id: "42", version: 3 });
    const stats = JSON.parse(await inPage<string>(page, "viewport.stats_json()"));
    expect(stats.live).toBe(false);
    expect(stats.triangles).toBeGreaterThan(500);
    expect(stats.splats).toBeGreaterThan(500);
    const applied = await readPixels(page);
    expect(await inPage(page, deliverBall(42, 2))).toMatchObject({ kind: "stale" });
    const bump = `JSON.parse(viewport.handle_frame(gve.encode_frame(4, "42", 5, new Uint8Array())))`;
    expect(await inPage(page, bump)).toMatchObject({ kind: "announced", version: 5, request: true });
    const damaged = await inPage(page, deliverBall(42, 5, "binary[binary.length >> 1] ^= 1;"));
    expect(damaged).toMatchObject({ kind: "invalid", version: 5 });
    expect(await inPage(page, `JSON.parse(viewport.handle_frame(new Uint8Array(7)))`)).toMatchObject({
      kind: "invalid",
    });
    expect(await readPixels(page)).toEqual(applied);
    expect(await inPage(page, deliverBall(42, 5))).toMatchObject({ kind: "applied", version: 5 });
    const snapshot = JSON.parse(await inPage<string>(page, "gve.decode_snapshot(gve.get_scene_snapshot())"));
    expect(snapshot).toContainEqual({ asset_id: "42", kind: "mesh", active: true });
    expect(snapshot).toContainEqual({ asset_id: "42", kind: "sdf", active: true });
  });

  test("wrong arguments are refused with a message that says what would do", async () => {
    const message = (call: string) =>
      inPage<string>(page, `(() => { try { ${call}; return "" } catch (e) { return e.message } })()`);
    expect(await message(`viewport.set_mode("wire")`)).toContain('"splats"');
    expect(await message(`viewport.set_active("0")`)).toContain("asset id");
    expect(await message(`viewport.set_camera_json("{}")`)).toContain("camera");
  });
});
