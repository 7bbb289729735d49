// Bundles the Forge into dist/: scripts, one stylesheet, icons, htmx, the recipe schema and the engine's WASM bundles.
import { cp, mkdir, rm, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build, context } from "esbuild";

const folder = (path) => fileURLToPath(new URL(path, import.meta.url));
const dist = folder("./dist");

/** Copies a file or folder if it is there; what later steps make is taken when it exists. */
async function copy(from, to) {
  const source = folder(from);
  const found = await stat(source).catch(() => null);
  if (found) await cp(source, `${dist}/${to}`, { recursive: true });
  return found !== null;
}

async function copyAssets() {
  await copy("./icons/sprite.svg", "icons.svg");
  await copy("./icons/favicon.svg", "favicon.svg");
  await copy("../node_modules/htmx.org/dist/htmx.min.js", "htmx.js");
  await copy("../docs/images/samples", "samples");
  if (!(await copy("../generated/json-schema/recipe.schema.json", "recipe.schema.json")))
    console.warn("forge: no recipe schema yet");
  if (!(await copy("./wasm", "wasm"))) console.warn("forge: no WASM bundles yet (scripts/build-wasm.mjs makes them)");
}

const options = {
  absWorkingDir: folder("."),
  entryPoints: {
    assets: "src/assets/main.ts",
    editor: "src/editor/main.ts",
    theme: "src/theme/boot.ts",
    forge: "styles/forge.css",
  },
  outdir: dist,
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["chrome123", "firefox121", "safari17.5"],
  chunkNames: "chunks/[name]-[hash]",
  minify: true,
  sourcemap: "linked",
  logLevel: "warning",
};

const started = performance.now();
await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await copyAssets();
if (process.argv.includes("--watch")) {
  const watcher = await context(options);
  await watcher.watch();
  console.error("forge: watching");
} else {
  await build(options);
  console.error(`forge: built in ${Math.round(performance.now() - started)} ms`);
}
