// Chromium for tests, with software WebGPU and WebGL2 that also reach the canvas.
import { type Browser, chromium } from "playwright-core";
// @ts-expect-error set-up is plain JavaScript without declarations
import { findChromium } from "../../scripts/setup/browser.mjs";

// Without the flags from `--enable-gpu` on, Chromium's SwiftShader renders WebGPU to textures but loses the device as
// soon as a canvas presents.
const FLAGS = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--enable-features=Vulkan",
  "--enable-gpu",
  "--ignore-gpu-blocklist",
  "--use-vulkan=swiftshader",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
];

/** Starts the Chromium or Chrome of this machine without a window. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium() ?? undefined, headless: true, args: FLAGS });
}
