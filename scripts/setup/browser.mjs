// The browser that only tests and screenshots need, and a software Vulkan driver for headless renders.
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { output, runVisible, SetupError } from "./run.mjs";

const CANDIDATES = {
  linux: [
    "/usr/bin/chromium",
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
    "/usr/bin/chromium-browser",
    "/snap/bin/chromium",
  ],
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ],
  win32: [
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
  ],
};

/** Path of Chrome or Chromium, or null. `GVE_CHROMIUM` names another one. */
export function findChromium() {
  const named = process.env.GVE_CHROMIUM;
  if (named && existsSync(named)) return named;
  return (CANDIDATES[process.platform] ?? []).find((path) => existsSync(path)) ?? findPlaywrightBrowser();
}

function findPlaywrightBrowser() {
  const cache = join(homedir(), ".cache", "ms-playwright");
  if (process.platform !== "linux" || !existsSync(cache)) return null;
  const folders = readdirSync(cache)
    .filter((name) => /^chromium-\d+$/.test(name))
    .sort();
  return (
    folders
      .map((name) => join(cache, name, "chrome-linux", "chrome"))
      .reverse()
      .find((path) => existsSync(path)) ?? null
  );
}

const canUseApt = () =>
  process.platform === "linux" && process.getuid?.() === 0 && output("apt-get", ["--version"]) !== null;

/** Finds a browser, installing the distribution's Chromium where that is possible without asking. */
export async function ensureChromium(note) {
  const found = findChromium();
  if (found) return found;
  if (canUseApt()) {
    note("installing Chromium");
    await aptInstall(["chromium"]);
  }
  const installed = findChromium();
  if (installed) return installed;
  throw new SetupError(
    "The browser tests need Chrome or Chromium.",
    "sudo apt-get install chromium   (or install Chrome, or set GVE_CHROMIUM to its path)",
  );
}

/** A Vulkan driver, so that GPU renders run on machines without a GPU. Without one those tests use the CPU renderer only. */
export async function ensureVulkanDriver(note) {
  if (process.platform !== "linux") return false;
  const folders = ["/usr/share/vulkan/icd.d", "/etc/vulkan/icd.d"];
  if (folders.some((folder) => existsSync(folder) && readdirSync(folder).some((name) => name.endsWith(".json"))))
    return false;
  if (!canUseApt()) {
    throw new SetupError(
      "The render tests need a Vulkan driver; a software one will do.",
      "sudo apt-get install mesa-vulkan-drivers libvulkan1",
    );
  }
  note("installing a software Vulkan driver");
  await aptInstall(["mesa-vulkan-drivers", "libvulkan1"]);
}

async function aptInstall(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await runVisible("apt-get", ["update", "-qq"], { env });
  await runVisible("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], { env });
}
