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

  test("wrong arguments are refused with a message that says what would do", async () => {
    const message = (call: string) =>
      inPage<string>(page, `(() => { try { ${call}; return "" } catch (e) { return e.message } })()`);
    expect(await message(`viewport.set_mode("wire")`)).toContain('"splats"');
    expect(await message(`viewport.set_active("0")`)).toContain("asset id");
    expect(await message(`viewport.set_camera_json("{}")`)).toContain("camera");
  });
});
