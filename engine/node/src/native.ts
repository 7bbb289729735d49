// Loads the addon of this platform, which `npm run build -w @gve/engine` puts beside package.json.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

type Native = typeof import("../native.d.ts");

/** Names that the build gives to addons, by platform; Linux has two C libraries. */
function addonNames(): string[] {
  const { platform, arch } = process;
  const suffixes = platform === "linux" ? ["-gnu", "-musl"] : platform === "win32" ? ["-msvc"] : [""];
  return suffixes.map((suffix) => `gve_engine.${platform}-${arch}${suffix}.node`);
}

function load(): Native {
  const names = addonNames();
  const path = names
    .map((name) => fileURLToPath(new URL(`../${name}`, import.meta.url)))
    .find((file) => existsSync(file));
  if (path === undefined) {
    throw new Error(`The engine is not built: there is no ${names.join(" or ")}. Run: npm run build -w @gve/engine`);
  }
  return createRequire(import.meta.url)(path) as Native;
}

export const native: Native = load();
