// `npm run screenshots`: starts the product with an empty folder and photographs it into docs/images/forge.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { launchChromium } from "../forge-ui/test/chromium.ts";
import { EditorDriver } from "../forge-ui/test/editor-driver.ts";
import { Product } from "../forge-ui/test/product.ts";
import { reportFailure } from "./setup/failure.mjs";
import { ROOT } from "./setup/paths.mjs";
import { prepare } from "./setup/prepare.mjs";

const FOLDER = join(ROOT, "docs", "images", "forge");
const SIZE = { width: 1440, height: 900 };
/** Software adapters take minutes to trace a field at this size. */
const PATIENCE_MS = 600_000;
/** Enough work to be photographed under way. */
const SLOW_COMPILE = JSON.stringify({ force_recompile: true, volume_resolution: 512, splat_iterations: 300 });

function save(page, name) {
  process.stderr.write(`· ${name}\n`);
  return page.screenshot({ path: join(FOLDER, `${name}.png`), timeout: PATIENCE_MS });
}

/** Waits until the viewport has drawn its last refinement. */
function drawn(page) {
  return page.evaluate(async () => {
    await window.gveViewport?.read_pixels();
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  });
}

async function everyAssetBuilt(page, product) {
  await page.goto(`${product.address}/`);
  const { total } = await product.json("/api/assets");
  await page
    .locator('[data-cache="VALID"]')
    .nth(total - 1)
    .waitFor();
}

async function photographModes(editor, theme) {
  for (const mode of ["mesh", "splats", "sdf"]) {
    await editor.page.locator(`[data-mode="${mode}"]`).click();
    await drawn(editor.page);
    await save(editor.page, `editor-${mode}-${theme}`);
  }
  await editor.page.locator('[data-mode="mesh"]').click();
}

async function photographCompile(editor, theme) {
  const { page, assetId } = editor;
  await page.evaluate(
    ([id, body]) =>
      fetch(`/api/assets/${id}/compile`, { method: "POST", body, headers: { "content-type": "application/json" } }),
    [assetId, SLOW_COMPILE],
  );
  await page.waitForFunction(() => document.getElementById("compile-bar")?.value > 0.2);
  await save(page, `editor-compiling-${theme}`);
  await page.locator('[data-command="cancel-compile"]').click();
  await page.locator("#compile-progress").waitFor({ state: "hidden" });
}

async function photographEditor(page, product, theme) {
  const { assets } = await product.json("/api/assets");
  const idOf = (name) => assets.find((asset) => asset.name === name).id;
  const sword = await EditorDriver.open(page, product, idOf("Parametric sword"));
  await sword.built(1);
  await photographModes(sword, theme);
  await photographCompile(sword, theme);
  await page.locator('[data-command="open-palette"]').click();
  await save(page, `editor-palette-${theme}`);
  await page.keyboard.press("Escape");
  await page.locator("#tab-recipe").click();
  await page.locator("#recipe-editor .cm-line", { hasText: "soft_min" }).first().click();
  await page.keyboard.press("Home");
  await page.keyboard.type(" ");
  await page.keyboard.insertText('"colour": { "value": 1, "softmin": 0 },');
  await page.locator("#problems .problem").first().waitFor();
  await save(page, `editor-error-${theme}`);
  await page.keyboard.press("Control+z");
  await sword.saved();
  await page.locator("#tab-variables").click();
}

/** An older document with a part that nobody understands, imported; and a page for an asset that is not there. */
async function photographPages(page, product, theme) {
  const lamp = {
    metadata: { name: `Lamp, ${theme}` },
    nodes: [
      { type: "primitive", shape: "cone", params: { radius: 0.3, height: 0.4 }, color: "#e8d9b0", glow: 3 },
      { type: "primitive", shape: "cylinder", params: { radius: 0.03, height: 1.2 }, modifiers: [{ type: "melt" }] },
    ],
  };
  await page.goto(`${product.address}/import`);
  await page.locator("#import-text").fill(JSON.stringify(lamp, null, 2));
  await save(page, `import-${theme}`);
  await page.getByRole("button", { name: "Import" }).click();
  await page.locator(".import__report").waitFor();
  await save(page, `import-report-${theme}`);
  await page.goto(`${product.address}/assets/404`);
  await save(page, `problem-${theme}`);
}

async function main() {
  await prepare("start");
  await mkdir(FOLDER, { recursive: true });
  const [product, browser] = await Promise.all([Product.start(), launchChromium()]);
  try {
    for (const theme of ["dark", "light"]) {
      const context = await browser.newContext({ viewport: SIZE, colorScheme: theme, reducedMotion: "reduce" });
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      await everyAssetBuilt(page, product);
      await save(page, `assets-${theme}`);
      await photographEditor(page, product, theme);
      await photographPages(page, product, theme);
      await context.close();
    }
  } finally {
    await browser.close();
    await product.stop();
  }
}

await main().catch(reportFailure);
