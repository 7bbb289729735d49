// Keyboard and assistive technology: what must hold on every page, in both themes.
import AxeBuilder from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchChromium } from "./chromium.ts";
import { EditorDriver } from "./editor-driver.ts";
import { Product } from "./product.ts";

const SAMPLE = "Glazed vase";

let product: Product;
let browser: Browser;

beforeAll(async () => {
  [product, browser] = await Promise.all([Product.start(), launchChromium()]);
});

afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

/** Serious and critical findings, each with the places it was found at. */
async function seriousFindings(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}

describe.each(["dark", "light"] as const)("in the %s theme", (colorScheme) => {
  test("axe finds nothing serious on any screen", async () => {
    const context = await browser.newContext({ colorScheme, reducedMotion: "reduce" });
    const page = await context.newPage();
    await page.goto(`${product.address}/`);
    expect(await seriousFindings(page)).toEqual([]);
    await page
      .getByRole("link", { name: /^Rename/ })
      .first()
      .click();
    await page.locator("#dialog[open]").waitFor();
    expect(await seriousFindings(page)).toEqual([]);

    const editor = await EditorDriver.createFromSample(page, product, SAMPLE);
    expect(await seriousFindings(page)).toEqual([]);
    await editor.typeAtStart("x");
    await page.locator("#problems .problem").first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.locator("#tab-asset").click();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
    expect(await seriousFindings(page)).toEqual([]);
    await context.close();
  });
});

describe("the keyboard", () => {
  let page: Page;
  let editor: EditorDriver;
  beforeAll(async () => {
    page = await browser.newPage();
    editor = await EditorDriver.createFromSample(page, product, SAMPLE);
  });
  afterAll(async () => page?.close());

  test("reaches every control of the editor", async () => {
    const wanted = await page
      .locator("a[href], button:enabled, input:enabled, canvas[tabindex], [role=treeitem][tabindex='0']")
      .evaluateAll((elements) =>
        elements
          .filter(
            (element) =>
              (element as HTMLElement).tabIndex >= 0 && element.checkVisibility({ visibilityProperty: true }),
          )
          .map((element, index) => {
            element.setAttribute("data-reach", String(index));
            return index;
          }),
      );
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    const reached = new Set<number>();
    for (let presses = 0; presses < wanted.length * 2; presses += 1) {
      await page.keyboard.press("Tab");
      const mark = await page.evaluate(() => document.activeElement?.getAttribute("data-reach") ?? null);
      if (mark !== null) reached.add(Number(mark));
    }
    expect([...reached].toSorted((a, b) => a - b)).toEqual(wanted);
  });

  test("moves through the tree of nodes and opens and closes it", async () => {
    const root = page.locator("#node-tree [role=treeitem]").first();
    await root.focus();
    const rows = await page.locator("#node-tree [role=treeitem]").count();
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => page.locator("#node-tree [role=treeitem]").count()).toBe(1);
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => page.locator("#node-tree [role=treeitem]").count()).toBe(rows);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    const selected = page.locator("#node-tree [aria-selected=true]");
    expect(await selected.getAttribute("aria-level")).toBe("2");
  });

  test("turns the camera, switches the mode and finds commands", async () => {
    const camera = () => page.evaluate(() => window.gveViewport?.camera_json());
    const before = await camera();
    await page.locator("#canvas").focus();
    await page.keyboard.press("ArrowLeft");
    await expect.poll(camera).not.toBe(before);
    await page.keyboard.press("Control+k");
    await page.keyboard.type("splats");
    await page.keyboard.press("Enter");
    expect(await page.locator('[data-mode="splats"]').getAttribute("aria-checked")).toBe("true");
    await page.keyboard.press("?");
    await page.getByRole("heading", { name: "Keyboard shortcuts" }).waitFor();
    await page.keyboard.press("Escape");
  });

  test("changes a knob with the arrow keys of its field", async () => {
    await page.locator("#tab-variables").click();
    const name = (await page.locator("input[data-variable]").first().getAttribute("data-variable")) ?? "";
    const before = await editor.variable(name);
    await page.locator(".number-field input").first().focus();
    await page.keyboard.press("ArrowUp");
    await expect.poll(() => editor.variable(name)).toBeGreaterThan(before);
  });
});
