// What a person does in the editor, in words for tests.
import type { Page } from "playwright-core";
import { expect } from "vitest";
import type { Product } from "./product.ts";

export interface Picture {
  readonly widthPx: number;
  readonly heightPx: number;
  /** RGBA8 rows from top to bottom. */
  readonly pixels: Uint8Array;
}

/** Share of pixels that differ visibly, 0–1. */
export function changedShare(a: Picture, b: Picture): number {
  expect([a.widthPx, a.heightPx]).toEqual([b.widthPx, b.heightPx]);
  let changed = 0;
  for (let index = 0; index < a.pixels.length; index += 4) {
    const difference = [0, 1, 2].map((channel) =>
      Math.abs((a.pixels[index + channel] ?? 0) - (b.pixels[index + channel] ?? 0)),
    );
    if (Math.max(...difference) > 8) changed += 1;
  }
  return changed / (a.widthPx * a.heightPx);
}

export class EditorDriver {
  readonly page: Page;
  readonly assetId: string;

  private constructor(page: Page, assetId: string) {
    this.page = page;
    this.assetId = assetId;
  }

  /** Creates an asset with the button of a sample, as on the first day. */
  static async createFromSample(page: Page, product: Product, sampleName: string): Promise<EditorDriver> {
    await page.goto(`${product.address}/`);
    await page.getByRole("button", { name: `Use sample ${sampleName}` }).click();
    await page.waitForURL(/\/assets\/\d+$/);
    const editor = new EditorDriver(page, new URL(page.url()).pathname.split("/").at(-1) ?? "");
    await editor.ready();
    return editor;
  }

  static async open(page: Page, product: Product, assetId: string): Promise<EditorDriver> {
    await page.goto(`${product.address}/assets/${assetId}`);
    const editor = new EditorDriver(page, assetId);
    await editor.ready();
    return editor;
  }

  async ready(): Promise<void> {
    await this.page.locator("#editor[data-ready]").waitFor();
    await this.connected();
  }

  connected(): Promise<void> {
    return this.#shows("#status-connection", "Connected");
  }

  /** Waits until the server acknowledged everything. */
  saved(): Promise<void> {
    return this.#shows("#save-state", "Saved");
  }

  saveState(text: string): Promise<void> {
    return this.#shows("#save-state", text);
  }

  /** Waits until a version is built, and on screen as built. */
  async built(version: number): Promise<void> {
    await this.#shows("#status-build", `Version ${version} built`);
    await this.page.waitForFunction(() => JSON.parse(window.gveViewport?.stats_json() ?? "{}").live === false);
  }

  /** Waits until a version after this one is saved and built; says which. */
  async settledAfter(version: number): Promise<number> {
    const settled = await this.page.waitForFunction((before) => {
      const text = (id: string) => document.getElementById(id)?.textContent ?? "";
      const now = Number(/\d+/.exec(text("status-version"))?.[0]);
      const done = text("save-state") === "Saved" && text("status-build") === `Version ${now} built`;
      return done && now > before ? now : null;
    }, version);
    return Number(await settled.jsonValue());
  }

  async version(): Promise<number> {
    return Number(/\d+/.exec((await this.page.locator("#status-version").textContent()) ?? "")?.[0]);
  }

  /** Moves a slider by mouse from where it is to a part of its range, 0–1. */
  async drag(variable: string, to: number): Promise<void> {
    await this.page.locator("#tab-variables").click();
    const slider = this.page.locator(`input[data-variable="${variable}"]`);
    await slider.scrollIntoViewIfNeeded();
    const box = await slider.boundingBox();
    if (!box) throw new Error(`The slider of ${variable} is not on screen.`);
    const [value, min, max] = await slider.evaluate((input: HTMLInputElement) =>
      [input.value, input.min, input.max].map(Number),
    );
    const THUMB_PX = 14;
    const at = (part: number) => box.x + THUMB_PX / 2 + part * (box.width - THUMB_PX);
    const from = ((value ?? 0) - (min ?? 0)) / ((max ?? 1) - (min ?? 0));
    await this.page.mouse.move(at(from), box.y + box.height / 2);
    await this.page.mouse.down();
    for (let step = 1; step <= 5; step += 1) {
      await this.page.mouse.move(at(from + ((to - from) * step) / 5), box.y + box.height / 2);
    }
    await this.page.mouse.up();
  }

  async variable(name: string): Promise<number> {
    return Number(await this.page.locator(`input[data-variable="${name}"]`).inputValue());
  }

  /** Frames the asset, as each visit does at first. */
  frame(): Promise<void> {
    return this.page.locator('[data-command="focus"]').click();
  }

  async picture(): Promise<Picture> {
    const [widthPx, heightPx, base64] = await this.page.evaluate(async () => {
      const viewport = window.gveViewport;
      if (!viewport) throw new Error("There is no viewport.");
      const stats = JSON.parse(viewport.stats_json()) as { width_px: number; height_px: number };
      const pixels = await viewport.read_pixels();
      let text = "";
      for (let start = 0; start < pixels.length; start += 32_768) {
        text += String.fromCharCode(...pixels.subarray(start, start + 32_768));
      }
      return [stats.width_px, stats.height_px, btoa(text)] as const;
    });
    return { widthPx, heightPx, pixels: Uint8Array.from(Buffer.from(base64, "base64")) };
  }

  /** Puts a text in one piece at the very beginning of the recipe. */
  async typeAtStart(text: string): Promise<void> {
    await this.page.locator("#tab-recipe").click();
    await this.page.locator("#recipe-editor .cm-content").click();
    await this.page.keyboard.press("Control+Home");
    await this.page.keyboard.insertText(text);
  }

  async recipeText(): Promise<string> {
    await this.page.locator("#tab-recipe").click();
    const lines = await this.page.locator("#recipe-editor .cm-line").allTextContents();
    return lines.join("\n");
  }

  /** Versions whose binary the viewport applied since this was called, in order. */
  async recordApplied(): Promise<() => Promise<readonly number[]>> {
    await this.page.evaluate(() => {
      const applied: number[] = [];
      Object.assign(window, { appliedVersions: applied });
      document.addEventListener("gve:applied", (event) => {
        applied.push((event as CustomEvent<{ version: number }>).detail.version);
      });
    });
    return () => this.page.evaluate(() => (window as unknown as { appliedVersions: number[] }).appliedVersions);
  }

  async #shows(selector: string, text: string): Promise<void> {
    await this.page.locator(selector, { hasText: text }).waitFor();
  }
}
