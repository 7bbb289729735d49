// What the native command line makes of the same input: pictures and binaries.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "playwright-core";
import type { DisplayMode } from "../src/viewport/engine.ts";
import type { Picture } from "./editor-driver.ts";

const ROOT = join(import.meta.dirname, "..", "..");
/** The command line, as `npm test` builds it before the browser tests. */
const GVE = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "release", "gve");
const run = promisify(execFile);

export interface NativeView {
  readonly mode: DisplayMode;
  /** As `camera_json` gives it. */
  readonly camera: { readonly yaw_rad: number; readonly pitch_rad: number; readonly distance_m: number };
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Decodes a PNG with the browser at hand. */
async function decodePng(page: Page, png: Buffer): Promise<Uint8Array> {
  const base64 = await page.evaluate(async (text) => {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }), { colorSpaceConversion: "none" });
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    context?.drawImage(bitmap, 0, 0);
    const pixels = context?.getImageData(0, 0, bitmap.width, bitmap.height).data ?? new Uint8ClampedArray();
    let decoded = "";
    for (let start = 0; start < pixels.length; start += 32_768) {
      decoded += String.fromCharCode(...pixels.subarray(start, start + 32_768));
    }
    return btoa(decoded);
  }, png.toString("base64"));
  return Uint8Array.from(Buffer.from(base64, "base64"));
}

/** Draws a `.gve_bin` with `gve render`: dark, without grid and axes. */
export async function renderNatively(page: Page, binary: Uint8Array, view: NativeView): Promise<Picture> {
  const folder = await mkdtemp(join(tmpdir(), "gve-native-"));
  try {
    const input = join(folder, "asset.gve_bin");
    const output = join(folder, "picture.png");
    await writeFile(input, binary);
    const { mode, camera, widthPx, heightPx } = view;
    const degrees = (radians: number) => (radians * 180) / Math.PI;
    const place = [degrees(camera.yaw_rad), degrees(camera.pitch_rad), camera.distance_m].join(",");
    const options = [
      "--mode",
      mode,
      "--size",
      `${widthPx}x${heightPx}`,
      `--camera=${place}`,
      "--theme",
      "dark",
      "--no-grid",
    ];
    await run(GVE, ["render", input, "--output", output, ...options]);
    return { widthPx, heightPx, pixels: await decodePng(page, await readFile(output)) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** SHA-256 of what `gve compile` builds from a recipe, as hexadecimal digits. */
export async function hashNatively(recipeText: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "gve-native-"));
  try {
    const input = join(folder, "recipe.json");
    const output = join(folder, "asset.gve_bin");
    await writeFile(input, recipeText);
    await run(GVE, ["compile", input, "--output", output]);
    return createHash("sha256")
      .update(await readFile(output))
      .digest("hex");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** SHA-256 of the samples that `gve sound` renders of a recipe, struck by oak at 2 m/s, at 44100 Hz. */
export async function soundHashNatively(recipeText: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "gve-native-"));
  try {
    const input = join(folder, "recipe.json");
    await writeFile(input, recipeText);
    const blow = ["--against", "WOOD_OAK", "--velocity", "2", "--rate", "44100"];
    const { stdout } = await run(GVE, ["--json", "sound", input, "--output", join(folder, "hit.wav"), ...blow]);
    return (JSON.parse(stdout) as { samples_sha256: string }).samples_sha256;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Mean difference of the colour channels of two pictures, 0–255. */
export function meanDifference(a: Picture, b: Picture): number {
  let sum = 0;
  for (let index = 0; index < a.pixels.length; index += 1) {
    if (index % 4 !== 3) sum += Math.abs((a.pixels[index] ?? 0) - (b.pixels[index] ?? 0));
  }
  return sum / ((a.pixels.length * 3) / 4);
}
