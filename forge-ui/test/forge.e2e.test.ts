// The product as a person uses it: real server, real engine, real browser.
import type { AssetDocument, CompileStatus, SampleSummary } from "@gve/types";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { launchChromium } from "./chromium.ts";
import { changedShare, EditorDriver } from "./editor-driver.ts";
import { hashNatively, meanDifference, renderNatively, soundHashNatively } from "./native-engine.ts";
import { Product } from "./product.ts";

const SAMPLE = "Glazed vase";

let product: Product;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const pageErrors: string[] = [];

beforeAll(async () => {
  [product, browser] = await Promise.all([Product.start(), launchChromium()]);
});

afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

/** A page that fails the test when a script of it fails or the content policy is broken. */
async function newPage(): Promise<Page> {
  const made = await context.newPage();
  made.on("pageerror", (error) => pageErrors.push(error.message));
  made.on("console", (message) => {
    if (message.type() === "error" && message.text().includes("Content Security Policy"))
      pageErrors.push(message.text());
  });
  return made;
}

beforeEach(async () => {
  pageErrors.length = 0;
  context = await browser.newContext({
    viewport: { width: 900, height: 520 },
    colorScheme: "dark",
    reducedMotion: "reduce",
  });
  page = await newPage();
});

afterEach(async () => {
  await context.close();
  expect(pageErrors).toEqual([]);
});

/** A knob of the recipe that has a slider. */
async function firstKnob(editor: EditorDriver): Promise<string> {
  await editor.page.locator("#tab-variables").click();
  const name = await editor.page.locator("input[data-variable]").first().getAttribute("data-variable");
  if (name === null) throw new Error("The sample has no knob.");
  return name;
}

const readAsset = (id: string) => product.json<AssetDocument>(`/api/assets/${id}`);

describe("a slider", () => {
  test("changes the picture at once, is saved and built with progress, and is there after a reload", async () => {
    const editor = await EditorDriver.createFromSample(page, product, SAMPLE);
    await editor.built(1);
    const knob = await firstKnob(editor);
    const before = await editor.picture();
    await page.evaluate(() => {
      const seen: string[] = [];
      Object.assign(window, { seenProgress: seen });
      const message = document.getElementById("compile-message");
      if (message) {
        new MutationObserver(() => seen.push(message.textContent ?? "")).observe(message, { childList: true });
      }
    });
    await editor.drag(knob, 0.9);
    expect(changedShare(before, await editor.picture())).toBeGreaterThan(0.005);
    expect(await editor.settledAfter(1)).toBe(2);
    expect(await page.evaluate(() => (window as unknown as { seenProgress: string[] }).seenProgress)).not.toEqual([]);

    const value = await editor.variable(knob);
    await editor.frame();
    const built = await editor.picture();
    await page.reload();
    await editor.ready();
    await editor.built(2);
    expect(await editor.variable(knob)).toBe(value);
    await editor.frame();
    expect(changedShare(built, await editor.picture())).toBeLessThan(0.02);
    expect((await readAsset(editor.assetId)).version).toBe(2);
  });

  test("is one undo step, however long the drag", async () => {
    const editor = await EditorDriver.createFromSample(page, product, SAMPLE);
    const knob = await firstKnob(editor);
    const before = await editor.variable(knob);
    await editor.drag(knob, 0.9);
    expect(await editor.variable(knob)).not.toBe(before);
    await page.keyboard.press("Control+z");
    await expect.poll(() => editor.variable(knob)).toBe(before);
    expect(await page.locator('[data-command="undo"]').isEnabled()).toBe(false);
    await page.keyboard.press("Control+Shift+z");
    await expect.poll(() => editor.variable(knob)).not.toBe(before);
  });

  test("moved during an outage is kept, and saved when the server is back", async () => {
    const editor = await EditorDriver.createFromSample(page, product, SAMPLE);
    const knob = await firstKnob(editor);
    await product.kill();
    await editor.drag(knob, 0.1);
    await editor.saveState("Offline, kept as draft");
    const value = await editor.variable(knob);
    await product.up();
    await editor.connected();
    await editor.saved();
    expect((await readAsset(editor.assetId)).recipe_text).toContain(String(value));
  });
});

/** Few instructions, because software adapters trace fields slowly. */
const PLAIN_SHAPE = JSON.stringify({
  format: "gve-recipe/1",
  name: "Ball on a plate",
  root_node: {
    shape: {
      type: "union",
      params: {
        children: [
          { material: { spec_id: "WOOD_OAK" }, shape: { type: "box", params: { half_extents: [0.4, 0.05, 0.4] } } },
          {
            transform: { position: [0, 0.3, 0] },
            material: { base_color_srgb: "#2a7de1", roughness: 0.5 },
            shape: { type: "sphere", params: { radius: 0.25 } },
          },
        ],
      },
    },
  },
});

describe("the picture", () => {
  test.each(["mesh", "splats", "sdf"] as const)(
    "in the mode %s is the one that the native engine draws",
    async (mode) => {
      const { id } = await product.json<AssetDocument>("/api/assets", {
        method: "POST",
        body: JSON.stringify({ recipe_text: PLAIN_SHAPE }),
        headers: { "content-type": "application/json" },
      });
      await page.setViewportSize({ width: 830, height: 260 });
      const editor = await EditorDriver.open(page, product, id);
      await editor.built(1);
      await page.locator('[data-command="toggle-grid"]').click();
      await page.locator('[data-command="toggle-axes"]').click();
      await page.locator(`[data-mode="${mode}"]`).click();
      await editor.frame();
      const inBrowser = await editor.picture();
      const camera = JSON.parse(await page.evaluate(() => window.gveViewport?.camera_json() ?? ""));
      const { widthPx, heightPx } = inBrowser;
      const answer = await fetch(`${product.address}/api/assets/${editor.assetId}/binary`);
      const binary = new Uint8Array(await answer.arrayBuffer());
      const native = await renderNatively(page, binary, { mode, camera, widthPx, heightPx });
      const shown = await page.evaluate(() => JSON.parse(window.gveViewport?.stats_json() ?? "").shown_mode);
      expect(shown).toBe(mode);
      expect(meanDifference(inBrowser, native)).toBeLessThan(2);
    },
  );

  test("has its parts in the hierarchy, under the asset's name", async () => {
    await EditorDriver.createFromSample(page, product, SAMPLE);
    const rows = page.locator("#scene-tree [role=treeitem]");
    await expect.poll(() => rows.allTextContents()).toEqual([`${SAMPLE}Mesh, shown`, `${SAMPLE}SDF, shown`]);
  });
});

describe("a second tab", () => {
  test("follows each version and never shows an older one", async () => {
    const first = await EditorDriver.createFromSample(page, product, SAMPLE);
    await first.built(1);
    const second = await EditorDriver.open(await newPage(), product, first.assetId);
    await second.built(1);
    const applied = await second.recordApplied();
    const knob = await firstKnob(first);
    for (const [step, place] of [0.1, 0.9, 0.4].entries()) {
      await first.drag(knob, place);
      expect(await first.settledAfter(step + 1)).toBe(step + 2);
    }
    await second.built(4);
    await expect.poll(applied).toContain(4);
    const versions = await applied();
    expect(versions).toEqual([...new Set(versions)].toSorted((a, b) => a - b));
    await expect.poll(() => second.variable(knob)).toBe(await first.variable(knob));
    await first.frame();
    await second.frame();
    expect(changedShare(await first.picture(), await second.picture())).toBeLessThan(0.02);
  });

  test("with changes of its own is asked, and loses nothing", async () => {
    const editor = await EditorDriver.createFromSample(page, product, SAMPLE);
    await editor.typeAtStart("x");
    await editor.saveState("Not saved: fix the problems first");
    const { recipe_text } = await readAsset(editor.assetId);
    await product.json(`/api/assets/${editor.assetId}/recipe`, {
      method: "PUT",
      body: recipe_text.replace(/"description": "[^"]*"/, '"description": "Changed elsewhere"'),
      headers: { "content-type": "application/json", "if-match": '"1"' },
    });
    await page.getByText("Version 2 was saved elsewhere").waitFor();
    expect(await editor.recipeText()).toMatch(/^x/);
    await page.getByRole("button", { name: "Use theirs" }).click();
    await editor.saved();
    expect(await editor.recipeText()).toContain("Changed elsewhere");
    await page.keyboard.press("Control+z");
    await expect.poll(() => editor.recipeText()).toMatch(/^x/);
  });
});

describe("a recipe that is wrong", () => {
  test("says so with its code at its line, keeps picture and text, and is not sent", async () => {
    const editor = await EditorDriver.createFromSample(page, product, SAMPLE);
    await editor.built(1);
    const before = await editor.picture();
    await editor.typeAtStart("\n\nx");
    const problem = page.locator("#problems .problem").first();
    await problem.waitFor();
    expect(await problem.textContent()).toMatch(/recipe\.syntax · line 3/);
    await page.locator("#recipe-editor .cm-lint-marker-error").waitFor();
    expect(changedShare(before, await editor.picture())).toBe(0);
    await page.reload();
    await editor.ready();
    expect(await editor.recipeText()).toMatch(/^\n\nx/);
    await editor.saveState("Not saved: fix the problems first");
    expect((await readAsset(editor.assetId)).version).toBe(1);
  });

  test("names the unknown key and what was meant", async () => {
    const editor = await EditorDriver.createFromSample(page, product, SAMPLE);
    await page.locator("#tab-recipe").click();
    await page.locator("#recipe-editor .cm-content").click();
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("End");
    await page.keyboard.insertText(' "descripton": "",');
    const problem = page.locator("#problems .problem", { hasText: "recipe.unknown_key" });
    await problem.waitFor();
    expect(await problem.textContent()).toContain("description");
    await page.keyboard.press("Control+z");
    await page.locator("#problems").waitFor({ state: "hidden" });
    await editor.saved();
  });
});

describe("the list of assets", () => {
  test("follows what happens elsewhere, searches, renames and deletes", async () => {
    const editor = await EditorDriver.createFromSample(await newPage(), product, SAMPLE);
    await page.goto(`${product.address}/`);
    const card = page.locator(`#asset-${editor.assetId}`);
    await card.locator('[data-cache="VALID"]').waitFor();
    const rename = async (name: string) => {
      await card.getByRole("link", { name: /^Rename/ }).click();
      await page.getByRole("textbox", { name: "Name" }).fill(name);
      await page.getByRole("button", { name: "Rename", exact: true }).click();
    };
    await rename("Tall amphora");
    await card.getByText("Tall amphora").waitFor();
    await page.getByRole("searchbox").fill("amphora");
    await expect.poll(() => page.locator(".asset-card").count()).toBe(1);
    await editor.page.getByRole("heading", { name: "Tall amphora" }).waitFor();

    await card.getByRole("link", { name: /^Delete/ }).click();
    await page.getByRole("button", { name: "Delete asset" }).click();
    await card.waitFor({ state: "detached" });
    await page.getByText("Nothing matches “amphora”").waitFor();
    await editor.page.getByText("This asset was deleted").waitFor();
  });

  test("works as plain links and forms without scripts", async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false });
    const list = await plain.newPage();
    await list.goto(`${product.address}/`);
    const sample = list.locator(".sample", { hasText: SAMPLE });
    await sample.getByRole("button").click();
    await list.waitForURL(/\/assets\/\d+$/);
    const id = new URL(list.url()).pathname.split("/").at(-1);
    await list.goto(`${product.address}/assets/${id}/rename`);
    await list.getByLabel("Name").fill("Plain vase");
    await list.getByRole("button", { name: "Rename" }).click();
    await list.locator(`#asset-${id}`, { hasText: "Plain vase" }).waitFor();
    await list.goto(`${product.address}/assets/${id}/delete`);
    await list.getByRole("button", { name: "Delete asset" }).click();
    await list.waitForURL(`${product.address}/`);
    expect(await list.locator(`#asset-${id}`).count()).toBe(0);
    await plain.close();
  });
});

/**
 * SHA-256 of what the engine in the browser builds from a recipe, as hexadecimal digits. Text, because the test runner
 * rewrites dynamic imports in functions.
 */
function hashInBrowser(recipeText: string): Promise<string> {
  return page.evaluate<string>(`(async () => {
    const engine = await import("/static/wasm/webgpu/gve_wasm.js");
    await engine.default();
    const digest = await crypto.subtle.digest("SHA-256", engine.compile_recipe(${JSON.stringify(recipeText)}, "{}"));
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  })()`);
}

/** SHA-256 of the samples that the engine in the browser renders of a recipe's sound. */
function soundHashInBrowser(recipeText: string): Promise<string> {
  return page.evaluate<string>(`(async () => {
    const engine = await import("/static/wasm/webgpu/gve_wasm.js");
    await engine.default();
    const binary = engine.compile_recipe(${JSON.stringify(recipeText)}, "{}");
    const digest = await crypto.subtle.digest("SHA-256", engine.render_sound(binary, "WOOD_OAK", 2, 44100));
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  })()`);
}

test("browser and command line render the sound of a blow to the same samples", async () => {
  await page.goto(`${product.address}/`);
  for (const id of ["sword", "vase"]) {
    const recipeText = await (await fetch(`${product.address}/api/samples/${id}`)).text();
    expect([id, await soundHashInBrowser(recipeText)]).toEqual([id, await soundHashNatively(recipeText)]);
  }
});

test("browser, server and command line build every sample to the same bytes", async () => {
  const samples = await product.json<readonly SampleSummary[]>("/api/samples");
  expect(samples.length).toBeGreaterThanOrEqual(6);
  await page.goto(`${product.address}/`);
  for (const sample of samples) {
    const recipe_text = await (await fetch(`${product.address}/api/samples/${sample.id}`)).text();
    const asset = await product.json<AssetDocument>("/api/assets", {
      method: "POST",
      body: JSON.stringify({ recipe_text, name: `Hash of ${sample.name}` }),
      headers: { "content-type": "application/json" },
    });
    const status = () => product.json<CompileStatus>(`/api/assets/${asset.id}/compile`);
    await expect.poll(async () => (await status()).state, { timeout: 60_000 }).toBe("done");
    const { headers } = await fetch(`${product.address}/api/assets/${asset.id}/binary`);
    const inBrowser = await hashInBrowser(recipe_text);
    expect([sample.id, `"${inBrowser}"`]).toEqual([sample.id, headers.get("etag")]);
    expect([sample.id, await hashNatively(recipe_text)]).toEqual([sample.id, inBrowser]);
  }
});
